"""What one page says of an area, sentence by sentence, each fit to print."""

import pandas as pd

from offences.analysis import brief, official, regions, two_years
from offences.analysis.reasons import Why
from offences.claims import verdicts
from offences.names import areas, wording, years
from offences.report import claim_findings, grammar, projection_findings, region_findings
from offences.report.finding import (
    CLASS,
    CLEAR,
    COMPUTED,
    ESTIMATED,
    RESIDENTS,
    STATED,
    UNCLEAR,
    UNKNOWN,
    finding,
)
from offences.report.grammar import Count
from offences.statistics import changes, relation
from offences.statistics.changes import Direction
from offences.tables import estimates, series

SCOPE = (
    "The figures count offences that police recorded, not children harmed, and can rise with reporting alone."
)
FIRST_YEAR = "The offence was new in England and Wales in April 2017, so its first count is low."
#: What a total of several nations, or of several forces, holds.
HOLDS = {
    "uk": "The UK total adds up three offences: one of England and Wales, one of Scotland and one of Northern Ireland.",
    "scotland": "The Scottish offence has a law and counting rules of its own, so only years of Scotland are compared.",
    "northern_ireland": "The offence of Northern Ireland has a law of its own, so only its own years are compared.",
}
ACROSS = "The two counts are of different rounds, between which records are corrected, so no change is stated"
#: The most claims that a page tells.
CLAIMS = 2
#: Whom an area is set beside, by its level.
OTHERS = {"force": "regional or similar force", "published area": "member force"}
#: A force is similar whose children are at least half and at most twice as many.
ALIKE = (0.5, 2.0)


def _of_class(area, of_years):
    """Say the latest year of the official class in ``brief.by_year`` beside the year before: pairs of year and Finding."""
    known = of_years.dropna(subset="grooming")
    if known.empty:
        return []
    now = _class(area, known.iloc[-1])
    before = known[known["year"].eq(years.shift(now.year, -1))]
    base = _class(area, before.iloc[0]) if len(before) else None
    detail = (
        "Sexual grooming is the Home Office's class 88A. It holds sexual communication with a child and little else. "
        "A single step from year to year shows no trend."
    )
    return [(now.year, _official(grammar.recorded(now, base), "class", detail))]


def _class(area, row):
    return Count(area, row["year"], row["grooming"], "class", "Home Office")


def _official(sentence, about, detail, strength=STATED, rests_on=(CLASS,)):
    return finding(sentence, "", about, strength, rests_on, detail)


def as_published(history, now, change):
    """Say the latest published figure, and how sure the change to it is: pairs of year and Finding.

    now (a dict or None) and change are what :func:`offences.analysis.brief.published` gives.
    """
    if not now:
        return []
    latest = _count(history, now)
    if not change:
        earlier = _published_before(history, now)
        base = _count(history, earlier) if earlier else None
        ids = (*latest.figure_ids, *(base.figure_ids if base else ()))
        rounds = f"{base and wording.round_name(base.round)} and {wording.round_name(latest.round)}"
        detail = f"{ACROSS} ({rounds})." if base else ""
        said = grammar.recorded(latest, base) + _doubt(history, ids)
        return [(latest.year, finding(said, ids, "years", detail=detail))]
    base, direction = _count(history, change.base), _direction(change)
    alone = after_first(history, change, grammar.year(base.year))
    direction = Direction.OPEN if alone else direction
    ids = (*latest.figure_ids, *base.figure_ids)
    detail = _detail(change)
    strength = UNCLEAR if change.reason or alone else CLEAR
    said = grammar.recorded(latest, base, direction) + _doubt(history, ids)
    found = [(latest.year, finding(said, ids, "change", strength, detail=detail))]
    told = _trend(history)
    if told and direction is Direction.OPEN:
        found.append((latest.year, told))
    elif alone:
        said = f"For {grammar.place(history.area)}, {alone}."
        found.append((latest.year, finding(said, ids, "change", strength, detail=detail)))
    elif not pd.isna(change.low) and (not change.reason or change.reason.why is Why.NOT_SHOWN):
        ratios = (1 + change.low / 100, 1 + change.high / 100)
        said = grammar.error(latest, base, *ratios, direction)
        found.append((latest.year, finding(said, ids, "change", strength, (COMPUTED,), detail)))
    return found


def after_first(history, change, year):
    """Say of a rise from the year in which the offence was new (in words) what is left without it; "" where it holds."""
    alone = _direction(change) is Direction.ROSE and two_years.was_new(history.area, change.base["year"])
    if change.reason or not alone or history.later is Direction.ROSE:
        return ""
    return f"without {year}, when the offence was new, the years are too few to tell a rise from a fall"


def _published_before(history, now):
    """Give the year before of one body of police, from another round; of several, others may have answered."""
    if not areas.is_single(history.area):
        return None
    chosen = series.of_area(history.tables.offences, history.area)
    before = chosen[chosen["year"].eq(years.shift(now["year"], -1))]
    return before.iloc[0].to_dict() if len(before) else None


def _count(history, row):
    printed = "" if row["precision"] == "exact" else row["printed"]
    given = (row[name] for name in ("area", "year", "low", "offence", "origin"))
    ids = (row["figure_id"],)
    return Count(*given, printed, row["round"], ids, _publishers(history, ids)[0])


def _publishers(history, ids):
    """List who printed some figures."""
    sources = history.tables.figures.set_index("figure_id")["source_id"][list(ids)]
    return list(dict.fromkeys(history.tables.sources["publisher"][sources]))


def _trend(history):
    """Say the trend of the years of one round, where its limits and no doubt let it be told."""
    known = history.projection
    if not known or known.doubts or known.direction is Direction.OPEN:
        return None
    origin, papers = known.rows["origin"].iloc[0], _publishers(history, known.figure_ids)
    said = grammar.trend(history.area, known.trend, "offences", origin, papers)
    detail = _fitted(known.trend, wording.round_name(known.round))
    return finding(said, known.figure_ids, "trend", CLEAR, (COMPUTED,), detail)


def _fitted(trend, where):
    return (
        f"A straight trend on the log scale through {wording.many(trend.years, 'year')} ({where}): "
        f"{projection_findings.rate(trend)}, which allows for the usual variation of such counts."
    )


def _class_trend(history):
    """Say the trend of the class since the year after the offence's first, where its limits let it be told."""
    start = years.shift(years.FIRST_YEAR, 1)
    found = official.growth(history, start)
    if found is None or found.direction is Direction.OPEN:
        return []
    said = grammar.trend(history.area, found, "sexual grooming offences", "Home Office")
    detail = _fitted(found, "without the first, when the offence was new")
    return [(found.last_year, _official(said, "trend", detail, CLEAR, (COMPUTED, CLASS)))]


def _direction(change):
    """Give what the rule of change allows to be said of two counts; nothing where a doubt stands against it."""
    if pd.isna(change.low) or change.reason and change.reason.why is not Why.NOT_SHOWN:
        return Direction.OPEN
    return changes.direction(change.low, change.high)


def _doubt(history, ids):
    doubted = history.doubted(ids)
    if not doubted:
        return ""
    figures = history.tables.figures.set_index("figure_id")["first_year"]
    when = [grammar.year(one) for one in sorted(set(figures[list(doubted)]))]
    return f" The figure{'s' * (len(when) > 1)} for {wording.listed(when)} {'are' if len(when) > 1 else 'is'} in doubt."


def _detail(change):
    """Say interval and method of a change."""
    said = f"Both counts are of one round ({wording.round_name(change.latest['round'])}), a change of {wording.change(change.change)}."
    if not pd.isna(change.low):
        limits = wording.interval(change.low, change.high)
        said += f" Its 95% interval is {limits}, which allows for the usual variation of such counts."
    if change.reason:
        said += f" No rise or fall is stated: {change.reason}."
    return said


def _implied(history, of_years, rows):
    """Say the latest count of ``brief.implied`` that nobody printed and that follows from printed ones, with its doubt.

    An estimate of the same year is another number: what each rests on is said.
    """
    found, area = [], history.area
    for row in rows.tail(1).itertuples():
        said = grammar.implied(area, row.year, row.low, areas.row(area)["offence"])
        ids, claims = row.rows_used.split(), history.tables.claims
        if claims.loc[claims["figure_id"].isin(ids), "verdict"].eq(verdicts.ONE_WAY).any():
            said += f" It {grammar.VERDICTS[verdicts.ONE_WAY].removeprefix('that ')}."
        if history.doubted(ids):
            said += " A figure that it rests on is in doubt."
        rests_on = (COMPUTED,)
        for other in of_years[of_years["year"].eq(row.year)].dropna(subset="estimate").itertuples():
            said += grammar.beside_estimate(other.estimate, other.given)
            rests_on = (COMPUTED, ESTIMATED, CLASS)
        found.append(("", finding(said, row.rows_used, "implied", UNKNOWN, rests_on, row.how)))
    return found


def _estimated(tables, area, of_years):
    """Say the estimate of the latest year that has the class and no published figure."""
    rows = of_years.dropna(subset=["estimate", "grooming"])
    if rows.empty or rows["year"].iloc[-1] != of_years.dropna(subset="grooming")["year"].iloc[-1]:
        return []
    row = rows.iloc[-1]
    pairs = estimates.beside(tables.offences, tables.official)
    pairs = pairs[pairs["grooming"].ge(relation.FEWEST_IN_CLASS)]
    above = pairs["published"].gt(pairs["grooming"]).sum()
    said = grammar.estimate(
        area, row["year"], row["low95"], row["high95"], row["grooming"], above, len(pairs)
    )
    if row["estimate_doubt"]:
        said += " A figure that it rests on is in doubt."
    total = " and from published figures" if row["given"] else ""
    detail = (
        f"An estimate for {row['year']}: nobody published it. Most likely {wording.number(row['estimate'])} [e], from the "
        f"usual ratio of published figures to the class{total}; the range holds 95% of such cases. Figures are set beside "
        f"a class of {relation.FEWEST_IN_CLASS} or more."
    )
    return [(row["year"], finding(said, row["given"] or "", "estimate", UNKNOWN, (ESTIMATED, CLASS), detail))]


def headline(area, of_years):
    """Say the count with which the lead opens, and which of the two it is, in ten words or fewer."""
    kinds = {"grooming": "sexual grooming offences in", "published": "offences published for"}
    rows = of_years.melt("year", list(kinds), "kind", "count").dropna(subset="count")
    if rows.empty:
        return f"Nothing to draw for {grammar.place(area)}"
    row = rows.sort_values("year", kind="stable", ascending=False).iloc[0]
    return f"{wording.number(row['count'])} {kinds[row['kind']]} {grammar.year(row['year'])}"


def first_year(area):
    """Say why the count of the offence's first year is low; nothing where the offence is an older one."""
    new = two_years.was_new(area, years.FIRST_YEAR)
    return [finding(FIRST_YEAR, "", "first year")] if new else []


def lead(history, of_years, published):
    """Open the page: the latest figure first, of the official class and as published, and what they don't show.

    of_years and published are what ``by_year`` and ``published`` of :mod:`offences.analysis.brief` give.
    """
    said = _of_class(history.area, of_years) + as_published(history, *published)
    said += _implied(history, of_years, brief.implied(history))
    if not published[0]:
        when = f"April {years.start(history.first_year)} to March {years.start(history.last_year) + 1}"
        none = f"For {grammar.place(history.area)}, no published figure of a whole year of the offence itself was found from {when}"
        none = grammar.none(none, history.area, series.with_whole_years(history.tables.offences))
        said += [
            *_class_trend(history),
            ("", finding(none, "", "years", UNKNOWN)),
            *_estimated(history.tables, history.area, of_years),
        ]
    found = [one for _, one in sorted(said, key=lambda pair: pair[0], reverse=True)]
    offence = areas.row(history.area)["offence"]
    holds = HOLDS.get("uk" if history.area == areas.UK else offence)
    now, change = published
    gone = brief.left_out(history, now) if now else []
    if gone:
        forces = wording.listed(map(grammar.place, gone))
        said = f"The total for {grammar.year(now['year'])} leaves out {forces}, which gave no figure."
        found.append(finding(said, now["figure_id"], "left out"))
    if change and change.base["year"] == years.FIRST_YEAR:
        found += first_year(history.area)
    said = [grammar.LIKELY] if any(map(_is_range, found)) else []
    return [*found, *(finding(one, "", "scope") for one in [*said, *filter(None, [holds]), SCOPE])]


def _is_range(found):
    """Tell whether a finding of the lead says what is likely: every estimate does, and every change or trend told."""
    return found.about == "estimate" or (found.about in ("change", "trend") and found.strength == CLEAR)


def beside(area, rows, target):
    """Say how the class of an area stands, child for child, beside others.

    rows are those of :func:`offences.analysis.neighbours.beside`, target the rate of all of England and Wales.
    """
    if rows.empty or pd.isna(rows["rate"].iloc[0]):
        why, where = regions.no_place(area), grammar.place(area)
        said = f"{wording.opening(where)} {why}." if why else f"Too few children live in {where} for a rate."
        return [finding(said, "", "rate", UNKNOWN, () if why else (RESIDENTS,))]
    own, others = rows.iloc[0], OTHERS.get(areas.level(area), "region")
    detail = (
        "A rate is the year's offences divided by the children living there at mid-year (ONS), times 10,000. Regional forces "
        "are the others of its region; similar ones have about as many children, whatever else sets them apart."
    )
    all_forces = set(areas.members(area)) == set(areas.forces())
    said = grammar.rate(area, own["year"], own["rate"], None if all_forces else target)
    per_child = (COMPUTED, CLASS, RESIDENTS)
    found = [_official(said, "rate", detail, rests_on=per_child)]
    known = rows[rows["ratio_low"].notna()]
    if known.empty:
        return found
    size = known.loc[known["similar"] & ~known["neighbour"] & ~known["times"].between(*ALIKE), "times"]
    if len(size):
        others = "force"
    lower, higher, rest = (list(rows["area"]) for rows in region_findings.higher_and_lower(known))
    told = grammar.standing(area, own["year"], lower, higher, len(rest), others)
    limits = "Higher and lower are said where the 95% interval of the ratio of both rates leaves no other direction."
    found.append(_official(told, "rate", limits, CLEAR if lower or higher else UNCLEAR, per_child))
    if len(size):
        every = size.max() < ALIKE[0]
        why = "each has under half as many" if every else "some have under half or over twice as many"
        unlike = f"Of the forces nearest to {grammar.place(area)} in number of children, {why}, so none is called similar."
        found.append(finding(unlike, "", "similar forces", rests_on=(COMPUTED, RESIDENTS)))
    return found


def claims(history, rows, lead=()):
    """Say what was printed about an area and whether it holds: what matters most, and no more.

    rows are those of :func:`offences.analysis.brief.claims`; what stands in the lead is not said again.
    """
    area = history.area
    if rows.empty:
        sources = history.tables.sources["published"][history.tables.figures["source_id"].unique()]
        read = f"the {len(sources)} sources read, the latest of {wording.date(sources.max()[:7])}"
        none = grammar.none_printed(area, history.tables.claims["area"], f"in {read}")
        return [finding(none, "", "claim", UNKNOWN)]
    picked = rows.drop_duplicates(["verdict", "measure"]).head(CLAIMS)
    told = [claim_findings.told(row) for row in picked.to_dict("records")]
    from_first = picked["measure"].eq("percent_change") & picked["first_year"].eq(years.FIRST_YEAR)
    if from_first.any() and "first year" not in [one.about for one in lead]:
        told += first_year(area)
    return told


def since(history, rounds, vintages):
    """Say what changed since the round before (brief.Rounds), and between publications of the Home Office (brief.vintages)."""
    changed = rounds.revised[-1:]
    ids = (rounds.figure_id, *(name for one in changed for name in one[3:]))
    if rounds.latest or vintages.empty:
        strength = STATED if rounds.latest else UNKNOWN
        return [finding(_since(history, rounds, *changed), filter(None, ids), "round", strength)]
    row = vintages.iloc[-1].dropna()
    (earlier, first), (later, last) = row.iloc[[0, -1]].items()
    said = (
        f"In {wording.date(later)} the Home Office counted {grammar.number(last)} sexual grooming offences for "
        f"{grammar.place(history.area)} in {grammar.year(row.name)}, compared with {grammar.number(first)} in its "
        f"publication of {wording.date(earlier)}."
    )
    return [
        _official(said, "round", "Police forces correct their records, and later publications hold that.")
    ]


def _since(history, rounds, changed=()):
    where = grammar.place(history.area)
    if not rounds.latest:
        first, *_, last = map(wording.date, series.releases(history.tables.figures))
        return f"For {where}, no whole year was printed in the NSPCC's rounds from {first} to {last}."
    latest = wording.date(rounds.latest)
    if not rounds.before:
        return f"For {where}, the figures of {latest} are the first of whole years, so there is no earlier round to compare."
    runs, before = grammar.spans(rounds.added), wording.date(rounds.before)
    many = f"{grammar.number(len(rounds.added))} years"
    added = rounds.added and f"added figures for {many if ' and ' in runs else runs} to those of {before}"
    kept = f"printed {grammar.number(len(rounds.repeated))} years of {before} again"
    said = f"For {where}, the answers published in {latest} {added or kept}"
    if changed:
        year, was, now, *_ = changed
        return f"{said}, and changed {grammar.number(was)} for {grammar.year(year)} to {grammar.number(now)}."
    return f"{said}." if added else f"{said}, unchanged."


def advice(history, of_years, published, printed):
    """Say how an area's figures may be described, which depends on what :func:`lead` and :func:`claims` are given."""
    whom = "the police" if areas.is_single(history.area) else "each force"
    said = [f"Put each figure, with its source, to {whom} first."]
    now, change = published
    if now:
        said.append("Write “recorded offences”.")
    elif of_years["grooming"].notna().any():
        said.append(
            "Write “sexual grooming offences”, the name of the class, since the offence itself has no published figure."
        )
    if of_years["estimate"].notna().any():
        said.append("Call an estimate one, with its range.")
    if now and history.doubted([now["figure_id"], *([change.base["figure_id"]] if change else [])]):
        said.append("Hold the figure in doubt until it is confirmed.")
    if printed["verdict"].isin([*verdicts.EXCLUDES, verdicts.OFFICIAL]).any():
        said.append("Repeat no printed claim that other figures contradict.")
    if printed["dimension"].eq("platform").any():
        said.append("Call no app dangerous.")
    return [*said, "Tell no victim's story, and call no force worst."]


def sources(found):
    """Give the ids of the figures that sentences rest on."""
    return [name for one in found for name in one.figure_ids]
