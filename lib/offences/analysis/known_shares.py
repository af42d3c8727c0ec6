"""Shares by platform, gender and age as numbers: whose may be shown, of how many known, and what each may be of all.

Of the clean table ``shares`` a category is a tuple of names here: a share may be of several
platforms together.
"""

import pandas as pd

from offences.analysis.reasons import Why, because
from offences.names import areas, reference, wording, years
from offences.statistics import bounds, domains
from offences.tables import series, shares

#: Columns of ``shares`` that a share is measured from.
SHARE = (
    "figure_id area round first_year last_year start end months dimension category count_low count_high "
    "share_low share_high known total prints doubt"
)


def counted(rows):
    """Give the whole numbers of offences that each share may be, of those known.

    rows are those of ``shares`` of one area, with ``prints``: how often each statement was printed. They come back with
    the category as a tuple of names, and least, nearest and most: the counts that the share may have been rounded from
    and the one nearest to it, all equal where the count itself was printed; missing where none fits or none is known.
    """
    rows = domains.frame(rows, SHARE, "the table of shares")
    found = []
    for row in rows.to_dict("records"):
        span = _counts_of(row)
        found.append((span[0], _nearest_count(row, span), span[1]) if span else (None, None, None))
    counts = pd.DataFrame(found, rows.index, ["least", "nearest", "most"], dtype=float)
    names = [tuple(text.split("|")) for text in rows["category"]]
    return rows.assign(category=pd.Series(names, rows.index, dtype=object)).join(counts)


@reference.kept
def measured(rows):
    """Measure each share of those known, with its interval, and bound it over all offences; rows as for :func:`counted`.

    Its columns, and in percent: share (of those known, the middle of what was printed), known_share (known of the
    total), interval_low and interval_high (Wilson, 95%, of the nearest count), of_all_low and of_all_high (worst case,
    over all counts that the share may be).
    """
    table = counted(rows)
    within = table.assign(total=table["total"].where(table["total"].ge(table["known"])))
    printed = (table["share_low"] + table["share_high"]) / 2
    table["share"] = printed.fillna(100 * table["least"] / table["known"])
    table["known_share"] = 100 * table["known"] / table["total"]
    wilson = bounds.by_row(bounds.wilson, table[["nearest", "known"]])
    table[["interval_low", "interval_high"]] = wilson
    table["of_all_low"] = bounds.by_row(bounds.worst_case, within[["least", "known", "total"]])["low"]
    table["of_all_high"] = bounds.by_row(bounds.worst_case, within[["most", "known", "total"]])["high"]
    return table


def _counts_of(row):
    """Give the least and the most offences that a row of ``shares`` stands for, of those known; None if none fit."""
    low, high, known = row["count_low"], row["count_high"], row["known"]
    if pd.isna(known) or not known:
        return None
    if pd.notna(low):
        return (low, low) if low == high and low <= known else None
    if pd.isna(row["share_low"]) or pd.isna(row["share_high"]):
        return None
    return bounds.whole_counts(row["share_low"], row["share_high"], known)


def _nearest_count(row, span):
    """Give the count nearest to a printed share, of those that round to it."""
    if pd.notna(row["count_low"]):
        return span[0]
    nearest = round((row["share_low"] + row["share_high"]) / 200 * row["known"])
    return min(max(nearest, span[0]), span[1])


def no_share_of_all(row):
    """Give the Reason why a row of ``shares`` gives no bounds for all offences; None where it gives them."""
    if pd.isna(row["known"]):
        return because(Why.NOT_KNOWN)
    if pd.isna(row["total"]):
        return because(Why.NO_TOTAL_BESIDE, known=wording.number(row["known"]))
    counted = pd.notna(row["count_low"]) and row["count_low"] == row["count_high"]
    if not counted and (pd.isna(row["share_low"]) or pd.isna(row["share_high"])):
        return because(Why.OPEN_SHARE)
    return None if _counts_of(row) and row["known"] <= row["total"] else because(Why.DOES_NOT_FIT)


def narrowest(table):
    """Keep one figure of each category and period: 40% before "around 40%", then the one most often printed."""
    keys = ["area", "start", "end", "round", "dimension", "category"]
    table = domains.frame(
        table, " ".join([*keys, "share_low", "share_high", "prints"]), "the table of shares"
    )
    width = (table["share_high"] - table["share_low"]).fillna(101)
    order = table.assign(width=width).sort_values(["width", "prints"], ascending=[True, False], kind="stable")
    return table.loc[order.drop_duplicates(keys).index.sort_values()]


def unambiguous(table):
    """Leave out a group of platforms that is printed with the very share of each of its members.

    "9% on Facebook and Instagram" is one share or two; the words don't say.
    """
    table = domains.frame(table, SHARE, "the table of shares")
    keys = ["area", "start", "end", "round", "share_low", "share_high"]
    whole = table.dropna(subset=["share_low", "share_high"])
    known = set(map(tuple, whole[["category", *keys]].to_numpy()))
    doubtful = [
        len(names) > 1 and all(((name,), *rest) in known for name in names)
        for names, *rest in table[["category", *keys]].to_numpy()
    ]
    return table.loc[[not one for one in doubtful]]


def latest(table):
    """Select the most recent period and round of :func:`measured` that has the number known and the total."""
    table = domains.frame(table, SHARE, "the table of shares")
    usable = table[table[["known", "total", "share_low", "share_high"]].notna().all(axis=1)]
    if usable.empty:
        return usable
    when = ["start", "end", "round"]
    last = usable.sort_values(["end", "round"]).iloc[-1]
    return unambiguous(narrowest(usable[(usable[when] == last[when]).all(axis=1)]))


def pairs(table):
    """Pair each plain percentage of a year with that of the year before it that has one, of one area's :func:`measured`.

    Words such as "a fifth" give no change in points. A row a pair: the category, every other column twice (its name
    ending in ``_then`` and ``_now``), doubt (of either) and figure_ids (a tuple).
    """
    usable = table[table["share_precision"].eq("rounded") & table["months"].eq(12)]
    usable = narrowest(usable[usable["known"].notna() & usable["total"].notna()])
    usable = usable.sort_values(["category", "start", "round"]).drop_duplicates(
        ["category", "start"], keep="last"
    )
    before = usable.groupby("category").shift()
    both = before.add_suffix("_then").join(usable.add_suffix("_now"))
    both = both[both["figure_id_then"].notna()].rename(columns={"category_now": "category"})
    told = zip(both["doubt_then"], both["doubt_now"], strict=True)
    ids = zip(both["figure_id_then"], both["figure_id_now"], strict=True)
    return both.assign(
        doubt=["; ".join(dict.fromkeys(filter(None, each))) for each in told],
        figure_ids=pd.Series(list(ids), both.index, dtype=object),
    )


def of_owners(table, platforms):
    """Select the shares of owners with several platforms, no platform twice in a period and round, with the column owner.

    table is one area's :func:`measured`, platforms ``data/reference/platforms.csv``.
    """
    platforms = domains.frame(platforms, "platform owner", "the list of platforms")
    table = domains.frame(table, SHARE, "the table of shares")
    owner = platforms.set_index("platform")["owner"]
    priced = narrowest(table[table["share_low"].notna() & table["share_high"].notna()])
    held = [{owner.get(name, "") for name in names} for names in priced["category"]]
    priced = priced.assign(owner=[names.pop() if len(names) == 1 else "" for names in held])
    groups = priced[priced["owner"].ne("")].groupby(["start", "end", "round", "owner"])
    kept = [index for _, group in groups if len(mine := _disjoint(group)) > 1 for index in mine]
    return priced.loc[kept]


def _disjoint(group):
    """Name the rows that hold no platform twice, single platforms first."""
    taken, kept = set(), []
    for index, names in sorted(group["category"].items(), key=lambda item: len(item[1])):
        if not set(names) & taken:
            taken |= set(names)
            kept.append(index)
    return kept


def nearest(shares, area, dimensions, with_known=False):
    """Name the area itself if it has shares of some dimensions, else a larger one around it; "" where none has any.

    Of larger areas the one with the most recent figure is taken, and of equals the nearest. with_known asks for shares
    printed with the number known and the total.
    """
    area = areas.find(area)
    shares = domains.frame(shares, "area dimension offence known total end", "the table of shares")
    have = shares[shares["dimension"].isin(dimensions) & shares["offence"].isin(series.COUNTED)]
    if with_known:
        have = have[have["known"].notna() & have["total"].notna()]
    latest = have.groupby("area")["end"].max()
    if area in latest.index:
        return area
    order = [code for code in dict.fromkeys([*areas.around(area), areas.UK]) if code in latest.index]
    return max(order, key=lambda code: (latest[code], -order.index(code)), default="")


def known(tables, area, wanted, first_year, last_year):
    """Give for each period and round how many offences had, say, their ``platform known``, with the total beside it.

    Columns first_year, last_year, start, end, months, round, known_low and known_high (equal where an exact number was
    printed), printed, precision, total and figure_ids (a tuple).
    """
    area, (first_year, last_year) = area and areas.find(area), years.ordered(first_year, last_year)
    figures = tables.figures
    mine = figures[figures["area"].eq(area) & figures["measure"].eq("known_denominator")]
    mine = mine[mine["category"].eq(wanted) & mine["unit"].eq("count") & mine["low"].notna()]
    mine = mine[mine["first_year"].ge(first_year) & mine["last_year"].le(last_year)]
    mine = mine.drop_duplicates(["start", "end", "round"]).sort_values(["start", "end", "round"])
    mine = shares.attach(mine.assign(wanted=wanted), shares.totals_beside(figures), "total")
    ids = [tuple(filter(None, pair)) for pair in zip(mine["figure_id"], mine["total_id"], strict=True)]
    names = {"low": "known_low", "high": "known_high", "value_as_published": "printed"}
    found = mine.rename(columns=names).assign(figure_ids=pd.Series(ids, mine.index, dtype=object))
    return found[
        "first_year last_year start end months round known_low known_high printed precision total figure_ids".split()
    ]
