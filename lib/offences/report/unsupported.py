"""What to write and what not: sentences that tempt, and what the figures carry in their place.

Each is what a headline would say of the same figures that the findings rest on.
"""

from typing import NamedTuple

import pandas as pd

from offences.analysis import known_shares, reasons, regions
from offences.analysis.reasons import Why, because
from offences.names import areas, wording, years
from offences.names.wording import number
from offences.report import brief_findings, grammar, share_findings
from offences.report.finding import beside
from offences.statistics import changes
from offences.tables import doubts, series

COLUMNS = ["write", "not", "why", "figure_ids"]
NO_ZERO = "What was not published is no zero."


class Advice(NamedTuple):
    """A sentence that tempts, why the figures do not carry it, the figure_ids it would rest on, and what to write."""

    avoid: str
    why: str
    figure_ids: str
    write: str


def table(rows):
    """Lay advice out: what to write, what not, and why."""
    said = [(one.write, wording.opening(one.avoid), one.why, one.figure_ids) for one in rows]
    return pd.DataFrame(said, columns=COLUMNS)


def of_trends(history):
    """List what the yearly counts of an area tempt to say."""
    found = [_change(history, change) for change in history.changes]
    found += [*_across_rounds(history), *_part_year(history), *_zero(history)]
    return [one._replace(why=beside(one.why, history.doubted(one.figure_ids.split()))) for one in found]


def _change(history, change):
    """Tempt with a change that is not shown; where it is, with what recorded offences cannot say."""
    base, latest, ids = change.base, change.latest, " ".join(change.figure_ids)
    rose, name = latest["low"] >= base["low"], grammar.place(history.area)
    verb = "rose" if rose else "fell"
    if change.reason:
        by = "" if change.change is None else f" by {wording.percent(abs(change.change))}"
        said = f"Online grooming in {name} {verb}{by} between {base['year']} and {latest['year']}."
        counts = f"{number(latest['low'])} offences in {name} in {latest['year']} and {number(base['low'])} in {base['year']}"
        return Advice(said, change.reason.sentence(), ids, f"Police recorded {counts}.")
    more, when = "More" if rose else "Fewer", f"in {latest['year']} than in {base['year']}"
    said = f"{more} children were groomed online in {name} {when}."
    reason = because(Why.RECORDED, verb=verb, base=number(base["low"]), latest=number(latest["low"]))
    write = f"Recorded offences in {name} {verb} between {base['year']} and {latest['year']}"
    alone = brief_findings.after_first(history, change, base["year"])
    write = f"{'; '.join(filter(None, [write, alone]))}."
    return Advice(said, reason.sentence(), ids, write)


def _zero(history):
    """Tempt to take for none what nobody published."""
    area, figures = history.area, history.tables.figures
    mine = figures[figures["area"].eq(area) & figures["offence"].isin(series.COUNTED)]
    mine = mine[mine["last_year"].ge(history.first_year) & mine["first_year"].le(history.last_year)]
    if mine["status"].eq("published").any():
        return []
    why = regions.no_answers(mine).get(area, because(Why.NOTHING))
    span = wording.span(history.first_year, history.last_year)
    said = f"No such offences were recorded in {grammar.place(area)} in {span}."
    write = f"No figure of {grammar.place(area)} for {span} was published."
    return [Advice(said, f"For {span}: {why}. {NO_ZERO}", " ".join(mine["figure_id"]), write)]


def _across_rounds(history):
    """Tempt with the first and the last year known where no one round prints both."""
    area, offences = history.area, history.tables.offences
    known = series.of_area(offences, area)
    known = known[known["year"].between(history.first_year, history.last_year)]
    if len(known) < 2:
        return []
    base, latest = known.iloc[0], known.iloc[-1]
    both = series.of_round(offences, area, latest["round"])
    if {base["year"], latest["year"]} <= set(both.index):
        return []
    change = changes.change(base["low"], latest["low"], None)[0]
    by = "" if change is None else f" ({wording.change(change)})"
    reason = because(
        Why.TWO_ROUNDS if areas.is_single(area) else Why.TWO_ROUNDS_OF_FORCES,
        base=f"{number(base['low'])} is from the {wording.round_name(base['round'])}",
        latest=f"{number(latest['low'])} from the {wording.round_name(latest['round'])}",
    )
    said = (
        f"Offences in {grammar.place(area)} went from {number(base['low'])} in {base['year']} to "
        f"{number(latest['low'])} in {latest['year']}{by}."
    )
    write = " ".join(
        f"Police recorded {number(row['low'])} offences in {row['year']}, as printed in the {wording.round_name(row['round'])}."
        for row in (latest, base)
    )
    return [Advice(said, reason.sentence(), f"{base['figure_id']} {latest['figure_id']}", write)]


def _part_year(history):
    """Tempt with a part-year figure as the base of a rise."""
    area, mine = history.area, history.tables.offences
    mine = mine[mine["area"].eq(area) & mine["precision"].eq("exact")]
    mine = mine[mine["year"].between(history.first_year, history.last_year)].sort_values("year")
    for row in mine[~mine["whole"]].to_dict("records"):
        later = mine[mine["whole"] & mine["round"].eq(row["round"]) & mine["year"].gt(row["year"])]
        if len(later):
            last = later.iloc[-1]
            verb = "rose" if last["low"] >= row["low"] else "fell"
            said = (
                f"Offences in {grammar.place(area)} {verb} from {number(row['low'])} in {row['year']} to "
                f"{number(last['low'])} in {last['year']}."
            )
            part, count = reasons.of_part(history.tables.figures, row), number(row["low"])
            reason = because(Why.NO_WHOLE_YEAR, count=count, year=row["year"], because=part)
            write = f"Police in {grammar.place(area)} recorded at least {number(row['low'])} offences in {row['year']}."
            return [Advice(said, reason.sentence(), f"{row['figure_id']} {last['figure_id']}", write)]
    return []


def of_regions(forces, compared, info, area, year):
    """List what the comparison of forces tempts to say.

    forces has a row a force: area, offences (of the class), children, published, missing (why nothing comparable was
    published), doubt and figure_id; compared and info are what :func:`offences.analysis.regions.compare` gives.
    """
    area, year = areas.find(area), years.read(year)
    own, name = forces[forces["area"].eq(area)], wording.opening(grammar.place(area))
    if own.empty:
        said = f"{name} can be compared with the police forces of England and Wales, child for child."
        return [
            Advice(said, f"It {regions.no_place(area)}.", "", f"{name} cannot be ranked among police forces.")
        ]
    row, found = own.iloc[0], []
    doubt = doubts.of_rows(own, row["figure_id"])
    unpublished = write = f"No comparable figure of {grammar.place(area)} for {year} was published."
    for count, of in (
        (row["published"], grammar.OFFENCE[series.COMPARABLE]),
        (row["offences"], "offences of the class"),
    ):
        if pd.notna(count):
            write = f"Police in {grammar.place(area)} recorded {number(count)} {of} in {year}."
    if pd.isna(row["published"]):
        why = f"No comparable figure of it for {year}: {row['missing']}. {NO_ZERO}"
        if pd.notna(row["offences"]):
            why += f" In the recorded class it has {number(row['offences'])}."
        found.append(Advice(f"{name} is one of the safest places for children online.", why, "", unpublished))
    if reason := regions.no_rate(row["children"]):
        said = f"{name} has one of the highest rates of online grooming in the country."
        why = beside(f"It has {number(row['children'])} resident children: {reason}.", doubt)
        return [*found, Advice(said, why, row["figure_id"], write)]
    for place in compared[compared["area"].eq(area)].itertuples():
        said = f"{name} ranks {place.rank} of {len(forces)} forces for online grooming."
        why = (
            f"In the recorded class its rank can be any from {place.rank_from} to {place.rank_to} of the {info.forces} "
            "forces with a rate, and a rate tells as much of reporting and recording as of offences."
        )
        found.append(Advice(said, why, "", write))
    if compared.empty:
        facts = {"forces": info.forces, "all": len(forces), "fewest": regions.FEWEST_FORCES}
        said = f"{name} has one of the highest rates of online grooming in the country."
        why = beside(because(Why.FEW_FORCES, **facts).sentence(), doubt)
        found.append(Advice(said, why, row["figure_id"], write))
    return found


def of_shares(rows, area, what):
    """List what shares of an area tempt to say: of all offences, and as a change.

    rows are those of ``shares`` of one area; what, ``platform``, ``gender`` or ``age``, was to be known.
    """
    table = known_shares.measured(rows)
    printed = table[table["share_low"].notna()]
    usable = printed if len(printed) else table[table["share"].notna()]
    if usable.empty:
        return []
    area, newest = areas.find(area), usable.sort_values(["end", "round", "share_low", "share"]).iloc[-1]
    words = share_findings.shown(usable.loc[[newest.name]]).iloc[0]
    who, share = share_findings.in_words(newest["category"]), words["share"]
    thing = "offences involve" if what == "platform" else "victims are"
    said = f"{share} of online-grooming {thing} {who} ({areas.name(area)}, {words['period']})."
    reason = known_shares.no_share_of_all(newest)
    why = f"That is {share} of those whose {what} was known; {reason}."
    if not reason:
        why = (
            f"That is {share} of the {number(newest['known'])} offences with a known {what}, {words['known_share']} of "
            f"all {number(newest['total'])}. Of all it can be {words['of_all']}."
        )
    ids = " ".join(filter(None, [newest["figure_id"], newest["known_id"], newest["total_id"]]))
    where = f"({areas.name(area)}, {words['period']})"
    write = f"{share} of {thing.split()[0]} with a known {what} {thing.split()[1]} {who} {where}."
    return [Advice(said, why, ids, write), *_moved(table, area, what)]


def _moved(table, area, what):
    """Tempt with the largest change of a share between two years."""
    pairs = known_shares.pairs(table)
    if pairs.empty:
        return []
    change = pairs["share_now"] - pairs["share_then"]
    row = pairs.loc[change.abs().idxmax()]
    verb = "fell" if change[row.name] < 0 else "rose"
    said = (
        f"The use of {', '.join(row['category'])} in online grooming {verb} from {row['share_then']:g}% to "
        f"{row['share_now']:g}% ({areas.name(area)}, {row['first_year_then']} to {row['first_year_now']})."
    )
    overlap = (
        row["of_all_low_then"] <= row["of_all_high_now"] and row["of_all_low_now"] <= row["of_all_high_then"]
    )
    known = {when: wording.percent(row[f"known_share_{when}"]) for when in ("then", "now")}
    reason = because(Why.EITHER_WAY if overlap else Why.MENTIONS, what=what, **known)
    write = (
        f"Of those with a known {what}, {row['share_then']:g}% were {', '.join(row['category'])} in {row['first_year_then']} "
        f"and {row['share_now']:g}% in {row['first_year_now']} ({areas.name(area)})."
    )
    return [Advice(said, reason.sentence(), " ".join(row["figure_ids"]), write)]
