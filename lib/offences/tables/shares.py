"""Platforms, gender and age of victims: always numerator, known and total together.

Shares of offences with a platform are shares of mentions: one offence can name
several platforms, so they are never added up and never drawn as parts of a whole.
"""

import pandas as pd

from offences.names import areas, years
from offences.tables import series

DIMENSIONS = ["platform", "gender", "age", "age_gender"]
PERIOD = ["area", "start", "end"]


def shares(figures):
    """Build the clean table ``shares`` from the clean figures.

    Parameters
    ----------
    figures : pandas.DataFrame

    Returns
    -------
    pandas.DataFrame
        One row per published share or count by platform, gender or age:
        figure_id, statement, source_id, round, area, offence, first_year,
        last_year, start, end, months, dimension, category, count_low, count_high
        (as printed), share_low, share_high (as printed, percent), precision (of the
        count), share_precision, printed (the words), known and total (counts of the same area, period and round, blank
        where none was published), known_id, total_id and status.
    """
    mine = figures["dimension"].isin(DIMENSIONS) & figures["measure"].isin(
        ["share_platform", "count_platform", "share_gender", "share_age", "offences"]
    )
    rows = figures[mine & figures["start"].ne("")].copy()
    percent = rows["unit"].eq("percent")
    for side in ("low", "high"):
        rows[f"count_{side}"] = rows[side].where(~percent)
        rows[f"share_{side}"] = rows[side].where(percent)
    rows["share_precision"] = rows["precision"].where(percent, "")
    rows["precision"] = rows["precision"].mask(percent, "")
    beside = rows["beside"].notna() & ~percent & rows["value_as_published"].str.contains("%")
    rows.loc[beside, "share_low"] = rows["beside"] - 0.5
    rows.loc[beside, "share_high"] = rows["beside"] + 0.5
    rows.loc[beside, "share_precision"] = "rounded"
    rows["printed"] = rows["value_as_published"]
    rows["wanted"] = rows["dimension"].replace("age_gender", "age") + " known"
    for name, found in (("known", _known(figures)), ("total", totals_beside(figures))):
        rows = attach(rows, found, name)
    columns = (
        "figure_id statement source_id round area offence first_year last_year start end months "
        "dimension category count_low count_high share_low share_high precision share_precision "
        "printed known total known_id total_id status"
    )
    order = ["area", "start", "end", "dimension", "category", "figure_id"]
    return rows[columns.split()].sort_values(order, ignore_index=True)


def _known(figures):
    """Select the counts known; one printed as 2,700 (2,650 to 2,749) is taken as 2,700.

    Words such as "almost 3,000" give no number to divide by.
    """
    known = figures[figures["measure"].eq("known_denominator") & figures["unit"].eq("count")]
    known = known[known["precision"].isin(["exact", "rounded"])]
    printed = ((known["low"] + known["high"] + 1) // 2).astype(float)
    return known.assign(wanted=known["category"], low=printed)


def totals_beside(figures):
    """Select the exact totals of offences that shares may be of."""
    total = figures["measure"].eq("offences") & figures["dimension"].eq("")
    exact = figures["precision"].eq("exact")
    return figures[total & exact]


def attach(rows, found, name):
    """Attach the count of the same area and period, of the same round before others."""
    keys = [*PERIOD, *(["wanted"] if name == "known" else [])]
    found = found[found["low"].notna()].sort_values(["round", "figure_id"], kind="stable")
    same = found.drop_duplicates([*keys, "round"])
    late = found.drop_duplicates(keys, keep="last")
    values, ids = [], []
    by_round = {tuple(row[k] for k in [*keys, "round"]): row for row in same.to_dict("records")}
    by_period = {tuple(row[k] for k in keys): row for row in late.to_dict("records")}
    for row in rows.to_dict("records"):
        hit = by_round.get(tuple(row[k] for k in [*keys, "round"]))
        if hit is None and name == "total":
            hit = by_period.get(tuple(row[k] for k in keys))
        values.append(hit["low"] if hit else None)
        ids.append(hit["figure_id"] if hit else "")
    return rows.assign(**{name: pd.Series(values, rows.index, dtype="float64"), f"{name}_id": ids})


def of_area(shares, area, dimensions, first_year="", last_year=""):
    """Select an area's shares of some dimensions, one row per statement with how often it was printed.

    Rows about other offences are left out. There are none for the area ""; a year "" is open.
    """
    area, first_year = area and areas.find(area), first_year and years.read(first_year)
    last_year = years.read(last_year) if last_year else shares["last_year"].max()
    mine = shares[shares["area"].eq(area) & shares["dimension"].isin(dimensions)]
    mine = mine[mine["offence"].isin(series.COUNTED)]
    mine = mine.assign(prints=mine.groupby("statement")["figure_id"].transform("size"))
    inside = mine["first_year"].ge(first_year) & mine["last_year"].le(last_year)
    return mine[inside].drop_duplicates("statement")


def alike(shares, claim):
    """Select the shares and counts of the same area, period and category as a claim, of every round."""
    for key in ("area", "category", "dimension", "start", "end"):
        shares = shares[shares[key].eq(claim[key])]
    return shares
