"""Check comparisons in words: "more than any other county in the region", "record high"."""

import re

import pandas as pd

from offences.claims.verdicts import CONTRADICTED, ELSEWHERE, REPRODUCED, UNCHECKABLE, Verdict, cannot
from offences.names import areas, wording, years
from offences.tables import series


def check(claim, tables):
    """Check a comparison in each of its readings.

    Returns
    -------
    Verdict or dict of str to Verdict
    """
    text = claim["value_as_published"].lower()
    if re.search(r"record|highest (on|ever|yet|number)|all-time", text):
        return _record(claim, tables)
    region = areas.row(claim["area"])["region"]
    if not re.search(r"any other|highest|most", text) or not region:
        return cannot("a comparison whose other side was not named.")
    peers = [code for code in areas.members(region) if code != claim["area"]]
    return {
        "as a rise": _highest_rise(claim, tables, peers),
        "as a total": _highest_total(claim, tables, peers),
    }


def _record(claim, tables):
    """Check "record high" against every other year of the area."""
    known = series.yearly(tables.offences, claim["area"], claim["round"])
    own = series.of_round(tables.offences, claim["area"], claim["round"])
    rows = own if claim["last_year"] in own.index and len(own) > 1 else known
    if claim["last_year"] not in rows.index or len(rows) < 2:
        return cannot("its own year, or any other, has no exact published count.")
    value = rows.loc[claim["last_year"], "low"]
    earlier = rows[rows.index < claim["last_year"]]
    above = earlier[earlier["low"] >= value]
    used = " ".join([rows.loc[claim["last_year"], "figure_id"], *earlier["figure_id"]])
    how = f"{wording.number(value)}, against {wording.listed(f'{wording.number(row.low)} in {row.year}' for row in earlier.itertuples())}"
    if len(above):
        return Verdict(CONTRADICTED, value, value, used, f"{how}.")
    gaps = [year for year in years.span(years.FIRST_YEAR, claim["last_year"]) if year not in rows.index]
    if gaps:
        return cannot(f"{how}; no exact count was published for {wording.listed(gaps)}.", used)
    return Verdict(REPRODUCED if rows is own else ELSEWHERE, value, value, used, f"{how}.")


def _total(claim, tables, area):
    rows = series.totals(tables.figures)
    same = rows["area"].eq(area) & rows["start"].eq(claim["start"]) & rows["end"].eq(claim["end"])
    exact = _own_first(rows[same & rows["precision"].eq("exact")], claim)
    return exact.iloc[0] if len(exact) else None


def _own_first(rows, claim):
    return rows.sort_values("round", key=lambda names: names.ne(claim["round"]), kind="stable")


def most_rise(claim, tables, area):
    """Cap an area's percent rise by what is published of it.

    A printed percentage is its own cap. Otherwise the published total less the
    other known years is the most that the last year can hold.

    Returns
    -------
    tuple
        Highest possible rise in percent (None where nothing bounds it), the rows
        used and how it was found.
    """
    same = tables.figures[
        tables.figures["area"].eq(area)
        & tables.figures["measure"].eq("percent_change")
        & tables.figures["start"].eq(claim["start"])
        & tables.figures["end"].eq(claim["end"])
        & tables.figures["dimension"].eq("")
    ]
    if len(same):
        row = _own_first(same, claim).iloc[0]
        cap = None if pd.isna(row["high"]) else row["high"]
        return cap, row["figure_id"], f"{areas.name(area)} {row['value_as_published']} as printed"
    total, known = _total(claim, tables, area), series.yearly(tables.offences, area, claim["round"])
    first, last = claim["first_year"], claim["last_year"]
    if total is None or first not in known.index or not known["low"][first]:
        return None, "", ""
    years_known = known[known.index.isin(years.span(first, last)) & (known.index != last)]
    most = total["low"] - years_known["low"].sum()
    base = known["low"][first]
    rise = 100 * (most - base) / base
    rows = f"{total['figure_id']} {' '.join(years_known['figure_id'])}"
    return rise, rows, f"{areas.name(area)} at most {wording.change(rise)}"


def _highest_rise(claim, tables, peers):
    ends = [claim["first_year"], claim["last_year"]]
    used = series.yearly(tables.offences, claim["area"], claim["round"])
    if not set(ends) <= set(used.index):
        return cannot(f"no exact count of {areas.name(claim['area'])} was published for both ends.")
    used = used.loc[ends]
    if not used["low"].iloc[0]:
        return cannot(f"the count of {areas.name(claim['area'])} that it rises from is zero.")
    own = 100 * (used["low"].iloc[1] - used["low"].iloc[0]) / used["low"].iloc[0]
    caps = {area: most_rise(claim, tables, area) for area in peers}
    rows = " ".join([" ".join(used["figure_id"]), *(rows for _, rows, _ in caps.values() if rows)])
    unbounded = [areas.name(area) for area, (cap, _, _) in caps.items() if cap is None]
    said = "; ".join(how for _, _, how in caps.values() if how)
    how = f"{areas.name(claim['area'])} rose by {wording.percent(own)}; {said}"
    if unbounded:
        return cannot(f"{how}; nothing bounds {wording.listed(unbounded)}.", rows)
    highest = max(cap for cap, _, _ in caps.values())
    return Verdict(ELSEWHERE if own > highest else UNCHECKABLE, own, own, rows, f"{how}.")


def _highest_total(claim, tables, peers):
    own = _total(claim, tables, claim["area"])
    totals = {area: _total(claim, tables, area) for area in peers}
    if own is None:
        return cannot("its own total was not published.")
    known = {area: row for area, row in totals.items() if row is not None}
    rows = " ".join([own["figure_id"], *(row["figure_id"] for row in known.values())])
    said = ", ".join(f"{areas.name(area)} {wording.number(row['low'])}" for area, row in known.items())
    above = [area for area, row in known.items() if row["low"] >= own["low"]]
    how = f"{areas.name(claim['area'])} {wording.number(own['low'])}; {said}"
    if above:
        return Verdict(CONTRADICTED, own["low"], own["low"], rows, f"{how}.")
    absent = [areas.name(area) for area in peers if area not in known]
    if absent:
        return cannot(f"{how}; no total of {wording.listed(absent)} was published.", rows)
    return Verdict(REPRODUCED, own["low"], own["low"], rows, f"{how}.")
