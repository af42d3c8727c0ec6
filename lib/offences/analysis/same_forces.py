"""Compare like with like: growth as printed, over forces with both ends, over forces with every year."""

import pandas as pd

from offences.analysis import two_years
from offences.claims import rows as printed_rows
from offences.names import areas, years
from offences.statistics import changes
from offences.tables import series, variation

COLUMNS = (
    "round basis first_year last_year kept members first last change low high power covers left_out "
    "against doubt figure_ids"
)
PRINTED, ANSWERED, BOTH, EVERY = (
    "as printed",
    "without the force that did not answer, across rounds",
    "forces with both years",
    "forces with every year",
)


def comparable(history):
    """Set growth over all, over forces with both ends and over forces with every year side by side, by round and basis.

    Every line takes its counts from one round, but for the base-year count of a force that did not answer later: its
    line is *across rounds* where that count is. Columns first_year, last_year, kept (forces counted), members (forces
    of the area), first, last, change, low, high, power (in percent, as for ``two_years.Change``), covers (percent of
    the printed latest total), left_out (tuple of area codes), against (why no rise or fall is stated, or None), doubt
    and figure_ids (a tuple).
    """
    tables, area, rows = history.tables, history.area, []
    inside = tables.offences["area"].isin([area, *areas.members(area)])
    rounds = sorted(tables.offences.loc[inside, "round"].unique()) if len(areas.members(area)) > 1 else []
    for round_ in rounds:
        members = areas.members(area, round_)
        for basis, counts, kept, covers, left_out, ids in _bases(history, round_):
            (first, base), (last, latest) = counts.iloc[[0, -1]].items()
            varied = variation.of(tables, area, round_, () if basis == PRINTED else left_out)
            _, low, high = found = changes.change(base, latest, varied)
            power = None if low is None else changes.power(base, varied)
            doubt = "; ".join(dict.fromkeys(history.doubted(ids).values()))
            why = two_years.against(tables, area, first, last, doubt, varied, low, high)
            rows.append(
                [
                    *(round_, basis, first, last, kept, len(members), base, latest),
                    *(*found, power, covers, left_out, why, doubt, ids),
                ]
            )
    frame = pd.DataFrame(rows, columns=COLUMNS.split())
    return frame.astype(dict.fromkeys(("change", "low", "high", "power", "covers"), "Float64"))


def _bases(history, round_):
    """Give for each basis the counts by year, how many forces, their share, who is left out and the ids."""
    rows, members = _rows(history, round_), areas.members(history.area, round_)
    printed = rows.pop(history.area)["low"]
    ends = (
        printed.index
        if len(printed) > 1
        else sorted({year for found in rows.values() for year in found.index})
    )
    if len(ends) < 2 or len(members) < 2:
        return
    first, last = ends[0], ends[-1]
    if len(printed) > 1:
        yield from _whole(history, round_, printed)
    for basis, needed in {BOTH: [first, last], EVERY: years.span(first, last)}.items():
        kept = [code for code, found in rows.items() if set(needed) <= set(found.index)]
        if len(kept) > 1:
            left_out = tuple(code for code in members if code not in kept)
            common = sorted(set.intersection(*(set(rows[code].index) for code in kept)))
            total = sum(rows[code].loc[common, "low"] for code in kept)
            covers = 100 * total[last] / printed[last] if printed.get(last) else None
            ids = tuple(rows[code].loc[year, "figure_id"] for code in kept for year in (first, last))
            yield basis, total, len(kept), covers, left_out, ids


def _rows(history, round_):
    """Give the rows of one round by year, of an area and of its forces with any that can be added up."""
    same = areas.table()["offence"].eq(series.COMPARABLE)
    rows = series.exact(history.tables.offences)
    rows = rows[rows["round"].eq(round_) & rows["year"].between(history.first_year, history.last_year)]
    rows = rows.set_index("year", drop=False).sort_index()
    of_area = {history.area: rows.iloc[:0], **dict(iter(rows.groupby("area")))}
    forces = [code for code in areas.members(history.area, round_) if code in of_area and same[code]]
    return {code: of_area[code] for code in [history.area, *forces]}


def _whole(history, round_, printed):
    """Give growth as printed, and without each force that a round says did not answer."""
    tables, area = history.tables, history.area
    (first, _), (last, _) = printed.iloc[[0, -1]].items()
    forces, silent = areas.members(area, round_), printed_rows.silent(tables.figures, area, round_)
    ends = {years.period(year, year) for year in (first, last)}
    gone = {one.area: one for one in silent if (one.start, one.end) in ends}
    rows = series.of_round(tables.offences, area, round_)
    own = tuple(rows.loc[[first, last], "figure_id"])
    yield PRINTED, printed, len(forces) - len(gone), 100.0, tuple(gone), own
    for one in silent:
        theirs = series.of_area(tables.offences, one.area)
        if one.measure == "forces_responding" and first in theirs.index:
            count, figure_id = theirs.loc[first, ["low", "figure_id"]]
            without = printed[[first, last]] - [count, 0]
            yield ANSWERED, without, len(forces) - 1, 100.0, (one.area,), (*own, one.figure_id, figure_id)
