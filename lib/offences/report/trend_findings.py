"""Say what is known of one area over the years: figures, how they changed, and what comparable forces show."""

import pandas as pd

from offences.analysis import brief, same_forces
from offences.analysis.reasons import Why
from offences.names import areas, wording
from offences.names import years as financial
from offences.names.wording import number
from offences.report import brief_findings, grammar, projection_findings
from offences.report.finding import CLEAR, COMPUTED, STATED, UNCLEAR, UNKNOWN, beside, finding, told
from offences.statistics import changes, domains
from offences.statistics.changes import Direction
from offences.tables import series

#: What tells a nation's offence from that of England and Wales.
WHOSE = {
    "scotland": " (the Scottish offence)",
    "northern_ireland": " (the offence of Northern Ireland)",
    "uk_mixed": " (and the Scottish and Northern Irish offences)",
}
#: From this chance on, in percent, that a doubling would be seen nothing is said of it.
MOST_POWER = 80
#: A sentence is made where the comparable forces have this share of the printed total, or more.
LEAST_COVERED = 0.5
#: So many forces left out are counted and not named.
MOST_NAMED = 10


def shown(years):
    """Lay the chosen figures of ``trends.by_year`` out for reading: words for what is no exact count, and marks.

    [b] stands for a part of the year or of the forces, [u] for a figure in doubt.
    """
    part, doubtful = years["state"].eq("part"), years["doubt"].ne("")
    marks = part.map({True: " [b]", False: ""}) + doubtful.map({True: " [u]", False: ""})
    frame = years[["year", "round", "rounds", "publishers", "doubt"]].copy()
    frame.insert(1, "offences", _figures(years) + marks)
    return frame.assign(figure=years["figure_ids"].map(" ".join))


def _figures(years):
    """Write each year's figure: a number, or the words in which it was printed."""
    figures = zip(years["printed"], years["precision"], years["offences"].astype(float), strict=True)
    return pd.Series([wording.figure(*figure) for figure in figures], years.index, dtype=object)


def subtitle(history):
    """Say what a chart of the years of an area's best round shows, and which of them are in doubt."""
    shown = f"Offences recorded, {history.name}, {wording.round_name(history.round)}"
    doubtful = history.printed[history.printed["doubt"].ne("")]
    said = [f"{number(count)} in {year}" for year, count in doubtful["low"].items()]
    return f"{shown}; [u] in doubt: {wording.listed(said)}" if said else shown


def headline(history):
    """Say the latest count of an area's best round, in ten words or fewer."""
    latest = history.printed.iloc[-1]
    return f"{history.name}: {number(latest['low'])} offences published for {latest.name}"


def findings(history):
    """Say what the published figures support for one area."""
    whole = history.years[history.years["state"].eq("whole")]
    found = change_sentence(history) or _no_change(history, whole)
    if history.ends:
        found = _latest(history) + found
        if history.ends.base["year"] == financial.FIRST_YEAR:
            found += brief_findings.first_year(history.area)
    found += [_changed(history, history.last_step)] if history.last_step else []
    if history.projection:
        found += projection_findings.sentences(history.projection, history.area)[:1]
    compared = [row["year"] for change in history.changes for row in (change.base, change.latest)]
    others = whole[~whole["year"].isin(compared)]
    if len(others) < len(whole) and len(others):
        said = wording.listed(_counts(others))
        found.append(finding(f"Other whole years published: {said}.", _ids(others), "years"))
    if not len(whole):
        span = wording.span(history.first_year, history.last_year)
        said = f"No whole year's figure of {grammar.place(history.area)} was found for any year of {span}"
        said = grammar.none(said, history.area, series.with_whole_years(history.tables.offences))
        found.append(finding(said, "", "years", UNKNOWN))
    found += _totals(history)
    part = history.years[history.years["state"].eq("part")]
    if len(part):
        said = (
            "Part only, of the year or of the forces, and not to be compared with whole years: "
            f"{wording.listed(_counts(part))}."
        )
        found.append(finding(said, _ids(part), "years"))
    gaps = history.years.loc[history.years["state"].ne("whole"), "year"]
    if len(gaps) and len(whole):
        said = f"No whole-year figure is published for {wording.listed(gaps)}."
        found.append(finding(said, "", "years", UNKNOWN))
    return told(history, found)


def _latest(history):
    """Give the latest whole year, as the brief does, where the round of the change ends before it."""
    now, change = brief.published(history)
    if now["year"] <= history.ends.latest["year"]:
        return []
    (_, latest), *_ = brief_findings.as_published(history, now, change)
    return [latest._replace(detail="")]  # 02 shows how it is known, and has no list of terms to link to


def _no_change(history, whole):
    """Give the whole years of which no two can be compared."""
    if whole.empty:
        return []
    said = _counts(whole)
    sentence = f"One whole year of {grammar.place(history.area)} has a published figure: {said[0]}."
    if len(whole) > 1:
        sentence = (
            f"Published for {grammar.place(history.area)}: {wording.listed(said)} offences; no round prints exact counts "
            "of two of these years, so no change is computed."
        )
    return [finding(sentence, _ids(whole), "years")]


def _totals(history):
    """Say what each published total of several years leaves for the years not published."""
    left = history.totals
    left = left[left["first_year"].ge(history.first_year) & left["last_year"].le(history.last_year)]
    found = []
    for span, rows in left.groupby(["first_year", "last_year"]):
        ids = [name for names in rows["figure_ids"] for name in names]
        said, *rests_on = _total(wording.span(*span), rows)
        found.append(finding(f"{said}.", ids, "years", STATED, tuple(rests_on)))
    return found


def _total(span, rows):
    """Say a total, or those that differ, and what the known years leave of it: the words, and whether they are computed."""
    figures = zip(rows["printed"], rows["precision"], rows["total"], strict=True)
    said = list(dict.fromkeys(wording.figure(*figure) for figure in figures))
    row, known = rows.iloc[0], number(rows["known_offences"].iloc[0])
    sentence = f"For {span} together {said[0]} offences were published"
    if len(said) > 1:
        sentence = f"For {span} together publications differ: {'; '.join(said)} offences"
    if not row["missing"] and said != [known] and len(said) == 1:
        return f"{sentence}; the single years add up to {known}", COMPUTED
    if not row["missing"] or pd.isna(row["left"]) or not row["known"]:
        return (sentence,)
    sentence += (
        f"; less the known {wording.listed(row['known'])} ({known}) "
        f"{number(row['left'])} remain for {wording.listed(row['missing'])}"
    )
    sentence += f", of them {wording.listed(map(_part, row['parts']))}" if row["parts"] else ""
    return sentence, COMPUTED


def _part(part):
    """Say how many of what a total leaves fall into some months."""
    less = f" ({number(part.printed)} less the known {wording.listed(part.years)})" if part.years else ""
    return f"{number(part.left)} in {wording.months(part.start, part.end)}{less}"


def _counts(years):
    """Say the counts of some years; what is in doubt stands behind the sentence, not in it."""
    return [f"{figure} in {year}" for figure, year in zip(_figures(years), years["year"], strict=True)]


def _ids(years):
    return [name for names in years["figure_ids"] for name in names]


def _change(change, low, high, power, reason):
    """Say a change as strongly as its interval and what stands against it allow.

    Numbers in percent, the last three missing where no variation is known; reason from
    :func:`offences.analysis.two_years.against`.
    """
    limits = "" if pd.isna(low) else f"95% interval {wording.interval(low, high)}"
    counted = "; ".join(filter(None, [f"{wording.change(change)} as counted", limits]))
    if reason and reason.why is Why.PARTIAL:
        return f"one of the two may be a partial answer, so no change is stated ({counted})"
    if reason and reason.why is not Why.NOT_SHOWN:
        return f"no rise or fall is stated, because {reason} ({counted})"
    direction = changes.direction(low, high)
    if direction is Direction.OPEN and power < MOST_POWER:
        counted += f"; two such years would show even a true doubling in {power:.0f} of 100 cases only"
    return grammar.moved(direction, "two years", counted, wording.percent(abs(change)), limits)


def change_sentence(history):
    """Say how the count of a History changed from the first to the last year of one round: at most one Finding."""
    return [_changed(history, history.ends)] if history.ends else []


def _changed(history, change):
    base, latest, reason = change.base, change.latest, change.reason
    counted = (
        f"Police recorded {number(latest['low'])} {grammar.OFFENCE[latest['offence']]}"
        f"{WHOSE.get(latest['offence'], '')} in {grammar.place(history.area)} in {latest['year']}, against {number(base['low'])} in {base['year']} "
        f"({wording.round_name(latest['round'])})"
    )
    if reason and reason.why is Why.SMALL_BASE:
        sentence = f"{counted}: too few to give a percentage."
    else:
        said = _change(change.change, change.low, change.high, change.power, reason)
        alone = brief_findings.after_first(history, change, base["year"])
        sentence = f"{counted}: {'; '.join(filter(None, [said, alone]))}."
        reason = reason or alone
    sentence = beside(sentence, history.doubted(change.figure_ids))
    return finding(sentence, change.figure_ids, "change", UNCLEAR if reason else CLEAR, (COMPUTED,))


def in_words(table):
    """Write the percentages of a table of changes as sentences do; what is missing says why.

    On a small base there is no change and no limit, elsewhere limits are missing where no variation is known; what a sum
    covers is missing where its total was not printed.
    """
    write = dict.fromkeys(["change", "low", "high", "chance_low", "chance_high"], wording.change)
    write |= {"power": number, "covers": wording.percent}
    missing = table["change"].isna().map({True: wording.change(None), False: wording.NO_VARIATION})
    shown = table.astype(object)
    for column in shown.columns.intersection(list(write)):
        words = [None if pd.isna(one) else write[column](one) for one in table[column]]
        absent = "[x]" if column == "covers" else missing
        shown[column] = pd.Series(words, table.index, dtype=object).where(table[column].notna(), absent)
    return shown


def comparable_shown(table):
    """Lay growth out for reading: names for codes, the numbers as they are."""
    table = domains.frame(table, same_forces.COLUMNS, "the table of growth")
    against = [str(reason) if reason else "" for reason in table["against"]]
    return table.assign(left_out=[_left_out(codes) for codes in table["left_out"]], against=against)


def _left_out(codes):
    """Name the forces left out; many are counted."""
    many = len(codes) >= MOST_NAMED
    return f"{len(codes)} forces without figures" if many else wording.listed(map(areas.name, codes))


def comparable(table, area):
    """Say how much growth the comparable forces show, beside what was printed.

    table is that of :mod:`offences.analysis.same_forces`. At most one Finding, of the latest round that allows it; a
    line across rounds makes none.
    """
    area, table = areas.find(area), domains.frame(table, same_forces.COLUMNS, "the table")
    for round_, rows in sorted(table.groupby("round"), reverse=True):
        printed = rows[rows["basis"].eq(same_forces.PRINTED)]
        other = rows[rows["basis"].eq(same_forces.EVERY)]
        other = other[other["left_out"].map(len).gt(0) & other["change"].notna() & other["low"].notna()]
        if printed.empty or other.empty:
            continue
        row, whole = other.iloc[-1], printed.iloc[0]
        if row["last"] < LEAST_COVERED * whole["last"]:
            continue
        what = _change(*row[["change", "low", "high", "power", "against"]])
        kept = f"{row['basis']}, {row['kept']} of {row['members']}; left out: {_left_out(row['left_out'])}"
        sentence = (
            f"Over comparable forces only ({kept}) offences in {grammar.place(area)} went from "
            f"{wording.number(row['first'])} to {wording.number(row['last'])} over "
            f"{wording.span(row['first_year'], row['last_year'])} ({wording.round_name(round_)}): {what}, "
            f"against {wording.change(whole['change'])} as printed."
        )
        why = {" ".join(row["figure_ids"]): row["doubt"]} if row["doubt"] else {}
        strength = UNCLEAR if row["against"] else CLEAR
        said = beside(sentence, why)
        return [finding(said, row["figure_ids"], "comparable forces", strength, (COMPUTED,))]
    return []
