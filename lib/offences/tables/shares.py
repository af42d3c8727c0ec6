"""Platforms, gender and age of victims: always numerator, known and total together.

Shares of offences with a platform are shares of mentions: one offence can name
several platforms, so they are never added up and never drawn as parts of a whole.
"""

from offences.names import areas, years
from offences.tables import series

DIMENSIONS = ["platform", "gender", "age", "age_gender"]
MEASURES = ["share_platform", "count_platform", "share_gender", "share_age", "offences"]
PERIOD = ["area", "start", "end"]
COLUMNS = (
    "figure_id statement source_id round area offence first_year last_year start end months dimension "
    "category count_low count_high share_low share_high precision share_precision printed known total "
    "known_id total_id status"
).split()


def shares(figures):
    """Build the clean table ``shares``: one row per published share or count by platform, gender or age.

    count_low and count_high, or share_low and share_high (percent), as printed in the words of printed; precision (of the
    count); known and total (counts of the same area, period and round, with their ids, blank where none was published).
    """
    mine = figures["dimension"].isin(DIMENSIONS) & figures["measure"].isin(MEASURES)
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
    rows = attach(attach(rows, _known(figures), "known"), totals_beside(figures), "total")
    return rows[COLUMNS].sort_values([*PERIOD, "dimension", "category", "figure_id"], ignore_index=True)


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
    return series.undivided(figures[figures["precision"].eq("exact")])


def attach(rows, found, name):
    """Attach the count of the same area and period, of the same round before others; of the known, of that only."""
    keys = [*PERIOD, *(["wanted"] if name == "known" else [])]
    found = found[found["low"].notna()].sort_values(["round", "figure_id"], kind="stable")
    same, late = found.drop_duplicates([*keys, "round"]), found.drop_duplicates(keys, keep="last")
    hits = _beside(rows, same, [*keys, "round"])
    if name == "total":
        hits = hits.fillna(_beside(rows, late, keys))
    return rows.assign(**{name: hits["low"].astype(float), f"{name}_id": hits["figure_id"].fillna("")})


def _beside(rows, found, keys):
    """Look up, for each row, the count and the id of what is found for the same keys."""
    return rows[keys].merge(found[[*keys, "low", "figure_id"]], how="left").set_index(rows.index)


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
