"""Which area a share may be shown of, for how many offences it was known, and what owners can have together."""

import itertools

import pandas as pd

from offences.analysis.reasons import Why, because
from offences.names import areas, wording, years
from offences.statistics import bounds, domains
from offences.tables import series, shares

#: Columns of ``shares`` that owners are bounded from.
SHARE = "figure_id area round first_year last_year start end dimension category share_low share_high prints"


def owners(rows, platforms):
    """Bound the share of each owner with several platforms, per period and round.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows of ``shares`` of one area, of the platforms.
    platforms : pandas.DataFrame
        ``data/reference/platforms.csv``.

    Returns
    -------
    pandas.DataFrame
        Columns years, round, owner, platforms (with the share of each), at_least
        and at_most (percent of those known, from all that the printed shares may have
        been rounded from), doubt and figure_ids.
    """
    platforms = domains.frame(platforms, "platform owner", "the list of platforms")
    rows = domains.frame(rows, SHARE, "the table of shares")
    owner = platforms.set_index("platform")["owner"]
    priced = shares.narrowest(rows[rows["share_low"].notna() & rows["share_high"].notna()]).copy()
    priced["owner"] = [
        next(iter(held)) if len(held := {owner.get(name, "") for name in text.split("|")}) == 1 else ""
        for text in priced["category"]
    ]
    out = []
    for (_, _, round_, name), group in priced[priced["owner"].ne("")].groupby(
        ["start", "end", "round", "owner"]
    ):
        parts = _disjoint(group)
        if len(parts) > 1:
            low, high = bounds.frechet(parts["share_low"], parts["share_high"])
            said = wording.listed(
                f"{row.category.replace('|', ' and ')} "
                f"{wording.share(row.printed, row.share_precision, row.share_low, row.share_high)}"
                for row in parts.itertuples()
            )
            when = wording.span(group["first_year"].iloc[0], group["last_year"].iloc[0])
            doubt = "; ".join(dict.fromkeys(filter(None, parts["doubt"])))
            out.append([when, round_, name, said, low, high, doubt, " ".join(parts["figure_id"])])
    return pd.DataFrame(out, columns="years round owner platforms at_least at_most doubt figure_ids".split())


def _disjoint(group):
    """Keep groups of platforms that hold no platform twice, single platforms first."""
    taken, kept = set(), []
    for index, text in sorted(group["category"].items(), key=lambda item: item[1].count("|")):
        names = set(text.split("|"))
        if not names & taken:
            taken |= names
            kept.append(index)
    return group.loc[kept]


def counts_of(row):
    """Give the least and the most offences that a row of ``shares`` stands for, of those known; None if none fit."""
    low, high, known = row["count_low"], row["count_high"], row["known"]
    if pd.isna(known) or not known:
        return None
    if pd.notna(low):
        return (low, low) if low == high and low <= known else None
    if pd.isna(row["share_low"]) or pd.isna(row["share_high"]):
        return None
    return bounds.whole_counts(row["share_low"], row["share_high"], known)


def likely(row, span):
    """Give the count nearest to a printed share, of those that round to it."""
    if pd.notna(row["count_low"]):
        return span[0]
    nearest = round((row["share_low"] + row["share_high"]) / 200 * row["known"])
    return min(max(nearest, span[0]), span[1])


def no_share_of_all(row):
    """Say why a share of those known gives no bounds for all offences.

    Parameters
    ----------
    row : dict
        A row of ``shares``.

    Returns
    -------
    offences.analysis.reasons.Reason or None
        None where it gives them.
    """
    if pd.isna(row["known"]):
        return because(Why.NOT_KNOWN)
    if pd.isna(row["total"]):
        return because(Why.NO_TOTAL_BESIDE, known=wording.number(row["known"]))
    counted = pd.notna(row["count_low"]) and row["count_low"] == row["count_high"]
    if not counted and (pd.isna(row["share_low"]) or pd.isna(row["share_high"])):
        return because(Why.OPEN_SHARE)
    return None if counts_of(row) and row["known"] <= row["total"] else because(Why.DOES_NOT_FIT)


def of_all(row):
    """Bound the share of all offences over all the counts that a share may be.

    Where :func:`no_share_of_all` does not refuse it.

    Returns
    -------
    tuple of float
        Lowest and highest share, in percent.
    """
    least, most = counts_of(row)
    known, total = row["known"], row["total"]
    return bounds.worst_case(least, known, total)[0], bounds.worst_case(most, known, total)[1]


def moves(rows):
    """Pair each share that :func:`moved` lays out with that of the period before.

    Returns
    -------
    list of tuple of dict
        Rows of ``shares``, the earlier first.
    """
    usable = rows[rows["share_precision"].eq("rounded") & rows["months"].eq(12)]
    usable = usable[usable["known"].notna() & usable["total"].notna()]
    found = []
    for _, group in shares.narrowest(usable).groupby("category"):
        group = group.sort_values(["start", "round"]).drop_duplicates("start", keep="last")
        found += itertools.pairwise(group.to_dict("records"))
    return found


def points(before, after):
    """Give the change between two plain shares, in percentage points."""
    then, now = ((row["share_low"] + row["share_high"]) / 2 for row in (before, after))
    return now - then


def nearest(shares, area, dimensions, with_known=False):
    """Name the area itself if it has shares of a dimension, else a larger one around it.

    Of the larger areas, the one with the most recent figure is taken, and of
    equals the nearest.

    Parameters
    ----------
    shares : pandas.DataFrame
    area : str
    dimensions : list of str
    with_known : bool, optional
        Ask for shares that were printed with the number known and the total.

    Returns
    -------
    str
        Area code, or "" where none has any.
    """
    area = areas.find(area)
    have = shares[shares["dimension"].isin(dimensions) & shares["offence"].isin(series.COUNTED)]
    if with_known:
        have = have[have["known"].notna() & have["total"].notna()]
    latest = have.groupby("area")["end"].max()
    if area in latest.index:
        return area
    order = [code for code in dict.fromkeys([*areas.around(area), areas.UK]) if code in latest.index]
    return max(order, key=lambda code: (latest[code], -order.index(code)), default="")


def known_share(tables, area, wanted, first_year, last_year):
    """Say for each period how many offences had a known platform, gender or age.

    Parameters
    ----------
    tables : offences.tables.series.Tables
    area : str
    wanted : str
        ``platform known``, ``gender known`` or ``age known``.
    first_year, last_year : str

    Returns
    -------
    pandas.DataFrame
        Columns years, months, known, total, share (percent of the total) and
        figure_ids; a row for each period and round.
    """
    area, (first_year, last_year) = area and areas.find(area), years.ordered(first_year, last_year)
    figures = tables.figures
    mine = figures[figures["area"].eq(area) & figures["measure"].eq("known_denominator")]
    mine = mine[mine["category"].eq(wanted) & mine["unit"].eq("count") & mine["low"].notna()]
    mine = mine[mine["first_year"].ge(first_year) & mine["last_year"].le(last_year)]
    mine = mine.drop_duplicates(["start", "end", "round"])
    mine = shares.attach(mine.assign(wanted=wanted), shares.totals_beside(figures), "total")
    rows = [
        [
            wording.span(row["first_year"], row["last_year"]),
            row["months"],
            row["round"],
            wording.figure(row["value_as_published"], row["precision"], row["low"]),
            row["total"],
            wording.bounds(*(100 * row[side] / row["total"] for side in ("low", "high")), unit="percent"),
            f"{row['figure_id']} {row['total_id']}".strip(),
        ]
        for row in mine.sort_values(["start", "end", "round"]).to_dict("records")
    ]
    return pd.DataFrame(rows, columns="years months round known total share figure_ids".split())
