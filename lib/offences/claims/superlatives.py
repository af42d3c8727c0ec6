"""Check comparisons in words: "more than any other county in the region", "record high"."""

import re

import pandas as pd

from offences.claims.verdicts import CONTRADICTED, ELSEWHERE, REPRODUCED, UNCHECKABLE, Verdict, cannot
from offences.names import areas, wording, years
from offences.tables import series


def check(claim, tables):
    """Check a comparison: give the verdict of each of its readings."""
    text = claim["value_as_published"].lower()
    if re.search(r"record|highest (on|ever|yet|number)|all-time", text):
        return {"": _record(claim, tables)}
    region = areas.row(claim["area"])["region"]
    if not re.search(r"any other|highest|most", text) or not region:
        return {"": cannot("a comparison whose other side was not named.")}
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
    latest, earlier = rows.loc[claim["last_year"]], rows[rows.index < claim["last_year"]]
    value, used = latest["low"], " ".join([latest["figure_id"], *earlier["figure_id"]])
    others = wording.listed(f"{wording.number(row.low)} in {row.year}" for row in earlier.itertuples())
    how = f"{wording.number(value)}, against {others}"
    if earlier["low"].ge(value).any():
        return Verdict(CONTRADICTED, value, value, used, f"{how}.")
    gaps = [year for year in years.span(years.FIRST_YEAR, claim["last_year"]) if year not in rows.index]
    if gaps:
        return cannot(f"{how}; no exact count was published for {wording.listed(gaps)}.", used)
    return Verdict(REPRODUCED if rows is own else ELSEWHERE, value, value, used, f"{how}.")


def _total(claim, tables, area):
    rows = series.totals(tables.figures)
    same = rows["area"].eq(area) & rows["start"].eq(claim["start"]) & rows["end"].eq(claim["end"])
    return _own_first(rows[same & rows["precision"].eq("exact")], claim)


def _own_first(rows, claim):
    """Give the row of the claim's round, else the first; None for no row."""
    rows = rows.sort_values("round", key=lambda names: names.ne(claim["round"]), kind="stable")
    return rows.iloc[0] if len(rows) else None


def _most_rise(claim, tables, area):
    """Cap an area's percent rise: the cap (None where nothing bounds it), the rows used and how it was found.

    A printed percentage is its own cap. Otherwise the published total less the
    other known years is the most that the last year can hold.
    """
    figures = tables.figures
    same = figures[["area", "start", "end"]].eq([area, claim["start"], claim["end"]]).all(axis=1)
    same &= figures["measure"].eq("percent_change") & figures["dimension"].eq("")
    row = _own_first(figures[same], claim)
    if row is not None:
        cap = None if pd.isna(row["high"]) else row["high"]
        return cap, row["figure_id"], f"{areas.name(area)} {row['value_as_published']} as printed"
    total, known = _total(claim, tables, area), series.yearly(tables.offences, area, claim["round"])
    first, last = claim["first_year"], claim["last_year"]
    if total is None or first not in known.index or not known["low"][first]:
        return None, "", ""
    known = known[known.index.isin(years.span(first, last)) & (known.index != last)]
    base = known["low"][first]
    rise = 100 * (total["low"] - known["low"].sum() - base) / base
    rows = f"{total['figure_id']} {' '.join(known['figure_id'])}"
    return rise, rows, f"{areas.name(area)} at most {wording.change(rise)}"


def _highest_rise(claim, tables, peers):
    ends, name = [claim["first_year"], claim["last_year"]], areas.name(claim["area"])
    used = series.yearly(tables.offences, claim["area"], claim["round"])
    if not set(ends) <= set(used.index):
        return cannot(f"no exact count of {name} was published for both ends.")
    used = used.loc[ends]
    base, latest = used["low"]
    if not base:
        return cannot(f"the count of {name} that it rises from is zero.")
    own = 100 * (latest - base) / base
    caps = {area: _most_rise(claim, tables, area) for area in peers}
    rows = " ".join([*used["figure_id"], *(rows for _, rows, _ in caps.values() if rows)])
    unbounded = [areas.name(area) for area, (cap, _, _) in caps.items() if cap is None]
    how = f"{name} rose by {wording.percent(own)}; {'; '.join(how for _, _, how in caps.values() if how)}"
    if unbounded:
        return cannot(f"{how}; nothing bounds {wording.listed(unbounded)}.", rows)
    is_highest = own > max(cap for cap, _, _ in caps.values())
    return Verdict(ELSEWHERE if is_highest else UNCHECKABLE, own, own, rows, f"{how}.")


def _highest_total(claim, tables, peers):
    own = _total(claim, tables, claim["area"])
    if own is None:
        return cannot("its own total was not published.")
    totals = {area: _total(claim, tables, area) for area in peers}
    known = {area: row for area, row in totals.items() if row is not None}
    rows = " ".join([own["figure_id"], *(row["figure_id"] for row in known.values())])
    said = ", ".join(f"{areas.name(area)} {wording.number(row['low'])}" for area, row in known.items())
    how = f"{areas.name(claim['area'])} {wording.number(own['low'])}; {said}"
    if any(row["low"] >= own["low"] for row in known.values()):
        return Verdict(CONTRADICTED, own["low"], own["low"], rows, f"{how}.")
    absent = [areas.name(area) for area in peers if area not in known]
    if absent:
        return cannot(f"{how}; no total of {wording.listed(absent)} was published.", rows)
    return Verdict(REPRODUCED, own["low"], own["low"], rows, f"{how}.")
