"""Lay shares out for tables, charts and sentences: the share known stands before every share."""

import itertools
import re

import pandas as pd
from statsmodels.stats import proportion

from offences import areas, bounds, doubts, shares, wording
from offences.reasons import Why, because

#: A sentence says so many of the largest shares, and all that are as large as the last of them.
LARGEST = 3


def shown(rows):
    """Lay shares out for reading: the share known stands before every share.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows of ``shares``.

    Returns
    -------
    pandas.DataFrame
        Columns years, months, category, count, share, interval (Wilson, of those
        known), of_all (worst-case bounds over all offences), known, total,
        known_share, round, doubt and figure_id. A share that was printed without its
        count has the interval of the count nearest to it and the bounds of all counts
        that round to it; where no whole number does, the interval says so.

    Examples
    --------
    >>> import offences
    >>> rows = shares.of_area(offences.tables().shares, "K02000001", ["platform"], "2024/25", "2024/25")
    >>> shown(shares.latest(rows)[0])[["category", "share", "of_all", "known_share"]]
        category share          of_all known_share
    0   Facebook    9%   2.5% to 73.7%         29%
    1  Instagram    9%   2.5% to 73.7%         29%
    2   Snapchat   40%  11.5% to 82.7%         29%
    3   WhatsApp    9%   2.5% to 73.7%         29%
    """
    out = []
    for row in rows.to_dict("records"):
        known, total = row["known"], row["total"]
        span = _counts_of(row)
        percent = wording.share(row["printed"], row["share_precision"], row["share_low"], row["share_high"])
        if span and pd.isna(row["share_low"]):
            percent = wording.percent(100 * span[0] / known)
        interval = "[x]"
        if span:
            interval = _limits(*bounds.wilson(_likely(row, span), known))
        elif pd.notna(known) and pd.isna(row["count_low"]) and pd.notna(row["share_high"]):
            interval = f"no whole number of {wording.number(known)} is {percent}"
        out.append(
            [
                wording.span(row["first_year"], row["last_year"]),
                row["months"],
                row["category"].replace("|", ", "),
                wording.figure(row["printed"], row["precision"], row["count_low"])
                if pd.notna(row["count_low"])
                else wording.STATUS_SYMBOLS.get(row["status"], "[x]"),
                percent,
                interval,
                "[x]" if no_share_of_all(row) else _limits(*of_all(row)),
                known,
                total,
                wording.percent(100 * known / total) if pd.notna(known) and pd.notna(total) else "[x]",
                row["round"],
                row["doubt"],
                row["figure_id"],
            ]
        )
    names = "years months category count share interval of_all known total known_share round doubt figure_id"
    return pd.DataFrame(out, columns=names.split())


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


def _likely(row, span):
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
    offences.reasons.Reason or None
        None where it gives them.

    Examples
    --------
    >>> row = {"count_low": 10722, "count_high": 10722, "known": 12944, "total": None}
    >>> print(no_share_of_all(row))
    those are 12,944, of a total that was not published with it
    """
    if pd.isna(row["known"]):
        return because(Why.NOT_KNOWN)
    if pd.isna(row["total"]):
        return because(Why.NO_TOTAL_BESIDE, known=wording.number(row["known"]))
    counted = pd.notna(row["count_low"]) and row["count_low"] == row["count_high"]
    if not counted and (pd.isna(row["share_low"]) or pd.isna(row["share_high"])):
        return because(Why.OPEN_SHARE)
    return None if _counts_of(row) and row["known"] <= row["total"] else because(Why.DOES_NOT_FIT)


def of_all(row):
    """Bound the share of all offences over all the counts that a share may be.

    Where :func:`no_share_of_all` does not refuse it.

    Returns
    -------
    tuple of float
        Lowest and highest share, in percent.

    Examples
    --------
    >>> of_all({"count_low": 2, "count_high": 2, "known": 5, "total": 10})
    (20.0, 70.0)
    """
    least, most = _counts_of(row)
    known, total = row["known"], row["total"]
    return bounds.worst_case(least, known, total)[0], bounds.worst_case(most, known, total)[1]


def _limits(low, high):
    return f"{low:.1f}% to {high:.1f}%"


def in_words(category):
    """Write a category as a sentence does.

    Examples
    --------
    >>> in_words("girls 12-15"), in_words("0-11"), in_words("Facebook, Instagram")
    ('girls aged 12 to 15', 'aged 0 to 11', 'Facebook and Instagram')
    """
    words = re.sub(r"(\d+)-(\d+)", r"aged \1 to \2", category)
    return wording.listed(words.split(", "))


def drawn(rows):
    """Lay shares out for a chart: the share of those known and the bounds over all offences.

    Returns
    -------
    pandas.DataFrame
        Columns label, value (percent of those known), low, high (percent of all
        offences) and text; the largest share first. A share that no whole number
        rounds to is left out.

    Examples
    --------
    >>> import offences
    >>> rows = shares.of_area(offences.tables().shares, "K02000001", ["platform"], "2024/25", "2024/25")
    >>> drawn(shares.latest(rows)[0])[["label", "value", "low", "high"]]
           label  value   low  high
    0   Snapchat   40.0  11.5  82.7
    1   Facebook    9.0   2.5  73.7
    2  Instagram    9.0   2.5  73.7
    3   WhatsApp    9.0   2.5  73.7
    """
    out = []
    for row in rows.to_dict("records"):
        if no_share_of_all(row):
            continue
        share, (low, high) = row["share_low"] / 2 + row["share_high"] / 2, of_all(row)
        said = wording.share(row["printed"], row["share_precision"], row["share_low"], row["share_high"])
        text = f"{said} of known; {_limits(low, high)} of all{_mark(row)}"
        out.append([row["category"].replace("|", ", "), round(share, 1), round(low, 1), round(high, 1), text])
    frame = pd.DataFrame(out, columns="label value low high text".split())
    return frame.sort_values("value", ascending=False, kind="stable", ignore_index=True)


def _mark(row):
    return " [u]" if row["doubt"] else ""


def moved(rows):
    """Set each share beside that of the period before, with the change in the known share.

    Only plain percentages are taken: words such as "a fifth" give no change in points.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows of ``shares`` of one area.

    Returns
    -------
    pandas.DataFrame
        Columns category, earlier, later, share_then, share_now, change (points of
        those known), interval (Newcombe's, 95%), known_then, known_now, doubt and
        figure_ids.

    Examples
    --------
    >>> import offences
    >>> rows = shares.of_area(offences.tables().shares, "K02000001", ["platform"], "2023/24", "2024/25")
    >>> moved(rows)[["category", "share_then", "share_now", "change", "interval"]]
        category share_then share_now     change       interval
    0  Instagram         6%        9%  +3 points   +1.4 to +4.7
    1   Snapchat        48%       40%  -8 points  -11.1 to -4.9
    2   WhatsApp        12%        9%  -3 points   -5.0 to -1.1
    """
    out = [
        [
            before["category"].replace("|", ", "),
            before["first_year"],
            after["first_year"],
            *(
                wording.share(row["printed"], row["share_precision"], row["share_low"], row["share_high"])
                for row in (before, after)
            ),
            f"{points(before, after):+.0f} points",
            _difference(before, after),
            *(wording.percent(100 * row["known"] / row["total"]) for row in (before, after)),
            "; ".join(dict.fromkeys(filter(None, [before["doubt"], after["doubt"]]))),
            f"{before['figure_id']} {after['figure_id']}",
        ]
        for before, after in moves(rows)
    ]
    names = (
        "category earlier later share_then share_now change interval known_then known_now doubt figure_ids"
    )
    return pd.DataFrame(out, columns=names.split())


def moves(rows):
    """Pair each share that :func:`moved` lays out with that of the period before.

    Returns
    -------
    list of tuple of dict
        Rows of ``shares``, the earlier first.

    Examples
    --------
    >>> import offences
    >>> rows = shares.of_area(offences.tables().shares, "K02000001", ["platform"], "2023/24", "2024/25")
    >>> [(earlier["printed"], later["printed"]) for earlier, later in moves(rows)]
    [('6%', '9%'), ('48%', '40 per cent'), ('12%', '9%')]
    """
    usable = rows[rows["share_precision"].eq("rounded") & rows["months"].eq(12)]
    usable = usable[usable["known"].notna() & usable["total"].notna()]
    found = []
    for _, group in shares.narrowest(usable).groupby("category"):
        group = group.sort_values(["start", "round"]).drop_duplicates("start", keep="last")
        found += itertools.pairwise(group.to_dict("records"))
    return found


def points(before, after):
    """Give the change between two plain shares, in percentage points.

    Examples
    --------
    >>> points({"share_low": 47.5, "share_high": 48.5}, {"share_low": 39.5, "share_high": 40.5})
    -8.0
    """
    then, now = ((row["share_low"] + row["share_high"]) / 2 for row in (before, after))
    return now - then


def _difference(before, after):
    """Give Newcombe's interval of the difference of two shares of those known, in points."""
    counts = [round((row["share_low"] + row["share_high"]) / 200 * row["known"]) for row in (before, after)]
    low, high = proportion.confint_proportions_2indep(
        counts[1], int(after["known"]), counts[0], int(before["known"]), method="newcomb", compare="diff"
    )
    return f"{100 * low:+.1f} to {100 * high:+.1f}"


def printed(rows, category):
    """Lay the printed shares of one category out for a chart, oldest first.

    Returns
    -------
    pandas.DataFrame
        Columns label (years and round), value (percent) and text.

    Examples
    --------
    >>> import offences
    >>> rows = shares.of_area(offences.tables().shares, "K02000001", ["platform"], "2021/22", "2024/25")
    >>> printed(rows, "Snapchat")
                              label  value text
    0      2021/22, July 2022 round   33.0  33%
    1  2023/24, November 2024 round   48.0  48%
    2  2024/25, November 2025 round   40.0  40%
    """
    mine = shares.narrowest(rows[rows["category"].eq(category) & rows["share_low"].notna()])
    out = []
    for row in mine.sort_values(["start", "end", "round"]).to_dict("records"):
        high = row["share_high"] if pd.notna(row["share_high"]) else row["share_low"]
        label = f"{wording.span(row['first_year'], row['last_year'])}, {wording.round_name(row['round'])}"
        label += "" if row["months"] % 12 == 0 else f" ({row['months']:.0f} months)"
        text = wording.share(row["printed"], row["share_precision"], row["share_low"], row["share_high"])
        text += _mark(row)
        out.append([label, round((row["share_low"] + high) / 2, 1), text])
    return pd.DataFrame(out, columns=["label", "value", "text"])


def counted(rows):
    """Lay the printed counts out for a chart, oldest first; columns as for :func:`printed`.

    Totals of several years are left out where single years were counted.

    Examples
    --------
    >>> import offences
    >>> rows = shares.of_area(offences.tables().shares, "K04000001", ["platform"], "2018/19", "2018/19")
    >>> counted(rows)
                               label  value text
    0  Instagram, 2018/19 (6 months)  428.0  428
    1              Facebook, 2018/19  549.0  549
    2             Instagram, 2018/19  929.0  929
    3              Snapchat, 2018/19  436.0  436
    4              WhatsApp, 2018/19  112.0  112
    """
    mine = rows[rows["count_low"].notna() & rows["count_low"].eq(rows["count_high"])]
    mine = mine[mine["months"].le(12)] if mine["months"].le(12).any() else mine
    mine = mine.drop_duplicates(["start", "end", "category", "count_low"]).sort_values(
        ["start", "end", "category"]
    )
    out = []
    for row in mine.to_dict("records"):
        label = f"{row['category']}, {wording.span(row['first_year'], row['last_year'])}"
        label += "" if row["months"] % 12 == 0 else f" ({row['months']:.0f} months)"
        out.append([label, row["count_low"], wording.number(row["count_low"]) + _mark(row)])
    return pd.DataFrame(out, columns=["label", "value", "text"])


def findings(rows, area):
    """Say of each period first how much is known, then the largest shares.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows of ``shares`` of one area and one dimension.
    area : str

    Returns
    -------
    list of tuple of str
        Sentences with the figure_ids they rest on, latest period first.

    Examples
    --------
    >>> import textwrap
    >>> import offences
    >>> rows = shares.of_area(offences.tables().shares, "K02000001", ["platform"], "2024/25", "2024/25")
    >>> print(textwrap.fill(findings(rows, "K02000001")[0][0], 100))
    UK, 2024/25 (November 2025 round): the platform was known for 2,111 of 7,263 offences (29%). Of
    those known: Snapchat 40% (so 11.5% to 82.7% of all offences); Facebook 9% (so 2.5% to 73.7% of all
    offences); Instagram 9% (so 2.5% to 73.7% of all offences); WhatsApp 9% (so 2.5% to 73.7% of all
    offences). In doubt: 9 per cent is printed for Facebook and Instagram together and for each of them.
    """
    area = areas.find(area)
    found = _counts(rows, area)
    rows = rows[rows["share_low"].notna() | (rows["count_low"].notna() & rows["known"].notna())]
    for (_, _, round_), group in sorted(rows.groupby(["end", "start", "round"]), reverse=True)[:3]:
        group = shares.unambiguous(shares.narrowest(group))
        table = shown(group)
        head = group.iloc[0]
        what = {"platform": "the platform", "gender": "the victim's gender"}.get(
            head["dimension"], "the victim's age"
        )
        when = f"{areas.name(area)}, {wording.span(head['first_year'], head['last_year'])} ({wording.round_name(round_)})"
        if pd.notna(head["known"]) and pd.notna(head["total"]):
            known = (
                f"{what} was known for {wording.number(head['known'])} of {wording.number(head['total'])} "
                f"offences ({wording.percent(100 * head['known'] / head['total'])})"
            )
        elif pd.notna(head["known"]):
            known = f"{what} was known for {wording.number(head['known'])} offences, of a total not published with it"
        else:
            known = f"for how many offences {what} was known was not published"
        middle = (group["share_low"] + group["share_high"]).fillna(200 * group["count_low"] / group["known"])
        usable = table.assign(middle=middle.to_numpy()).sort_values("middle", ascending=False, kind="stable")
        usable = usable[usable["share"].ne("[x]")].drop_duplicates("category")
        usable = usable[usable["middle"].ge(usable["middle"].head(LARGEST).min())]
        said = []
        for row in usable.itertuples():
            of_all = f" (so {row.of_all} of all offences)" if row.of_all != "[x]" else ""
            said.append(f"{in_words(row.category)} {row.share}{of_all}")
        if said:
            ids = [*usable["figure_id"], *group["known_id"], *group["total_id"]]
            ids = " ".join(dict.fromkeys(name for name in ids if name))
            sentence = f"{when}: {known}. Of those known: {'; '.join(said)}."
            found.append((doubts.beside(sentence, doubts.of_rows(group, ids)), ids))
    return found


def _counts(rows, area):
    """Say what was counted by age, gender or platform where no number known stands beside it."""
    bare = rows[rows["count_low"].notna() & rows["known"].isna() & rows["share_low"].isna()]
    bare = bare[bare["months"].eq(12) & bare["count_low"].eq(bare["count_high"])]
    bare = bare.drop_duplicates(["category", "start", "count_low"])
    found = []
    for category, group in bare.groupby("category"):
        group = group.sort_values("end", ascending=False).head(4)
        said = wording.listed(
            f"{wording.number(row.count_low)} in {row.first_year}" for row in group.itertuples()
        )
        words = in_words(category.replace("|", ", "))
        sentence = f"{areas.name(area)}, {words}: {said}; for how many it was known was not published."
        ids = " ".join(group["figure_id"])
        found.append((doubts.beside(sentence, doubts.of_rows(group, ids)), ids))
    return found
