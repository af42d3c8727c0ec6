"""Platforms, gender and age of victims: always numerator, known and total together.

Shares of offences with a platform are shares of mentions: one offence can name
several platforms, so they are never added up and never drawn as parts of a whole.
"""

import itertools
import re

import pandas as pd
from scipy import stats
from statsmodels.stats import proportion

from offences import areas, series, wording

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
        (as printed), share_low, share_high (as printed, percent), printed (the
        words), known and total (counts of the same area, period and round, blank
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
    beside = rows["beside"].notna() & ~percent
    rows.loc[beside, "share_low"] = rows["beside"] - 0.5
    rows.loc[beside, "share_high"] = rows["beside"] + 0.5
    rows["printed"] = rows["value_as_published"]
    rows["wanted"] = rows["dimension"].replace("age_gender", "age") + " known"
    for name, found in (("known", _known(figures)), ("total", _totals(figures))):
        rows = _attach(rows, found, name)
    columns = (
        "figure_id statement source_id round area offence first_year last_year start end months "
        "dimension category count_low count_high share_low share_high printed known total known_id "
        "total_id status"
    )
    order = ["area", "start", "end", "dimension", "category", "figure_id"]
    return rows[columns.split()].sort_values(order, ignore_index=True)


def _known(figures):
    """Select the counts known; one printed as 2,700 (2,650 to 2,749) is taken as 2,700."""
    known = figures[figures["measure"].eq("known_denominator") & figures["unit"].eq("count")]
    known = known[known["high"].notna()]
    printed = ((known["low"] + known["high"] + 1) // 2).astype(float)
    return known.assign(wanted=known["category"], low=printed)


def _totals(figures):
    total = figures["measure"].eq("offences") & figures["dimension"].eq("")
    exact = figures["precision"].eq("exact")
    return figures[total & exact]


def _attach(rows, found, name):
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


def wilson(count, known, level=0.95):
    """Give Wilson's limits of a share.

    Parameters
    ----------
    count, known : int
        Offences with the property, of those where it was known.

    Returns
    -------
    tuple of float
        Lower and upper limit, in percent.

    Examples
    --------
    >>> [round(limit, 1) for limit in wilson(65, 100)]
    [55.3, 73.6]
    """
    limits = stats.binomtest(int(count), int(known)).proportion_ci(level, "wilson")
    return float(100 * limits.low), float(100 * limits.high)


def worst_case(count, known, total):
    """Bound a share of all offences when some are unknown (Manski 1989).

    At the least none of the unknown offences has the property, at the most all.

    Returns
    -------
    tuple of float
        Lowest and highest share of the total, in percent.

    Examples
    --------
    >>> [round(bound, 1) for bound in worst_case(844, 2111, 7263)]
    [11.6, 82.6]
    """
    return 100 * count / total, 100 * (count + total - known) / total


def of_area(shares, area, dimensions, first_year="", last_year="9999"):
    """Select an area's shares of some dimensions, one row per statement with how often it was printed."""
    mine = shares[shares["area"].eq(area) & shares["dimension"].isin(dimensions)]
    mine = mine.assign(prints=mine.groupby("statement")["figure_id"].transform("size"))
    inside = mine["first_year"].ge(first_year) & mine["last_year"].le(last_year)
    return mine[inside].drop_duplicates("statement")


def alike(shares, claim):
    """Select the shares and counts of the same area, period and category as a claim, of every round."""
    for key in ("area", "category", "dimension", "start", "end"):
        shares = shares[shares[key].eq(claim[key])]
    return shares


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
    have = shares[shares["dimension"].isin(dimensions) & shares["offence"].isin(series.COUNTED)]
    if with_known:
        have = have[have["known"].notna() & have["total"].notna()]
    latest = have.groupby("area")["end"].max()
    if area in latest.index:
        return area
    order = [code for code in dict.fromkeys([*areas.around(area), areas.UK]) if code in latest.index]
    return max(order, key=lambda code: (latest[code], -order.index(code)), default="")


def standing(area, shown_area, own, what):
    """Say whether an area has figures of its own, and whose are shown.

    Returns
    -------
    tuple of str
        The sentence and the figure_ids it rests on.
    """
    name, ids = areas.name(area), " ".join(own["figure_id"])
    if shown_area == area:
        return f"{wording.many(len(own), 'figure')} by {what} {_verb(own)} published for {name}.", ids
    has = f"{wording.many(len(own), 'figure')} by {what}" if len(own) else f"No figure by {what}"
    lacking = ", none with the number known and the total beside it" if len(own) else ""
    if not shown_area:
        return f"{has} {_verb(own)} published for {name} or any area around it in these years{lacking}.", ids
    return (
        f"{has} {_verb(own)} published for {name} in these years{lacking}. Those of {areas.said(shown_area)} follow; "
        f"they hold other forces and never stand in for {name}.",
        ids,
    )


def _verb(rows):
    return "were" if len(rows) > 1 else "was"


def known_share(tables, area, wanted, first_year, last_year):
    """Say for each period how many offences had a known platform, gender or age.

    Parameters
    ----------
    tables : offences.series.Tables
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
    figures = tables.figures
    mine = figures[figures["area"].eq(area) & figures["measure"].eq("known_denominator")]
    mine = mine[mine["category"].eq(wanted) & mine["unit"].eq("count") & mine["low"].notna()]
    mine = mine[mine["first_year"].ge(first_year) & mine["last_year"].le(last_year)]
    mine = mine.drop_duplicates(["start", "end", "round"])
    mine = _attach(mine.assign(wanted=wanted), _totals(figures), "total")
    rows = [
        [
            wording.span(row["first_year"], row["last_year"]),
            row["months"],
            row["round"],
            wording.bounds(row["low"], row["high"], row["precision"]),
            row["total"],
            wording.percent(100 * row["low"] / row["total"]) if pd.notna(row["total"]) else "[x]",
            f"{row['figure_id']} {row['total_id']}".strip(),
        ]
        for row in mine.sort_values(["start", "end", "round"]).to_dict("records")
    ]
    return pd.DataFrame(rows, columns="years months round known total share figure_ids".split())


def latest(rows):
    """Select the most recent period and round printed with the number known and the total.

    Returns
    -------
    tuple
        The rows, their years and their round; no rows where there is none.
    """
    usable = rows[rows["known"].notna() & rows["total"].notna() & rows["share_low"].notna()]
    usable = usable[usable["share_high"].notna()]
    if usable.empty:
        return usable, "", ""
    last = usable.sort_values(["end", "round"]).iloc[-1]
    same = usable[(usable[["start", "end", "round"]] == last[["start", "end", "round"]]).all(axis=1)]
    return narrowest(same), wording.span(last["first_year"], last["last_year"]), last["round"]


def drawn(rows):
    """Lay shares out for a chart: the share of those known and the bounds over all offences.

    Returns
    -------
    pandas.DataFrame
        Columns label, value (percent of those known), low, high (percent of all
        offences) and text; the largest share first.
    """
    out = []
    for row in rows.to_dict("records"):
        share = row["share_low"] / 2 + row["share_high"] / 2
        low, high = worst_case(share / 100 * row["known"], row["known"], row["total"])
        text = f"{wording.percent(share)} of known; {low:.0f}% to {high:.0f}% of all"
        out.append([row["category"].replace("|", ", "), round(share, 1), round(low, 1), round(high, 1), text])
    frame = pd.DataFrame(out, columns="label value low high text".split())
    return frame.sort_values("value", ascending=False, kind="stable", ignore_index=True)


def moved(rows):
    """Set each share beside that of the period before, with the change in the known share.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows of ``shares`` of one area.

    Returns
    -------
    pandas.DataFrame
        Columns category, earlier, later, share_then, share_now, change (points of
        those known), interval (Newcombe's, 95%), known_then, known_now and figure_ids.
    """
    usable = rows[rows["share_low"].notna() & rows["share_high"].notna() & rows["months"].eq(12)]
    usable = usable[usable["known"].notna() & usable["total"].notna()]
    out = []
    for category, group in narrowest(usable).groupby("category"):
        group = group.sort_values(["start", "round"]).drop_duplicates("start", keep="last")
        for before, after in itertools.pairwise(group.to_dict("records")):
            then, now = ((row["share_low"] + row["share_high"]) / 2 for row in (before, after))
            known = [100 * row["known"] / row["total"] for row in (before, after)]
            out.append(
                [
                    category.replace("|", ", "),
                    before["first_year"],
                    after["first_year"],
                    wording.percent(then),
                    wording.percent(now),
                    f"{now - then:+.0f} points",
                    _difference(before, after),
                    *(wording.percent(share) for share in known),
                    f"{before['figure_id']} {after['figure_id']}",
                ]
            )
    names = "category earlier later share_then share_now change interval known_then known_now figure_ids"
    return pd.DataFrame(out, columns=names.split())


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
    """
    mine = narrowest(rows[rows["category"].eq(category) & rows["share_low"].notna()])
    out = []
    for row in mine.sort_values(["start", "end", "round"]).to_dict("records"):
        high = row["share_high"] if pd.notna(row["share_high"]) else row["share_low"]
        label = f"{wording.span(row['first_year'], row['last_year'])}, {wording.round_name(row['round'])}"
        label += "" if row["months"] % 12 == 0 else f" ({row['months']:.0f} months)"
        text = wording.bounds(row["share_low"], row["share_high"], unit="percent")
        out.append([label, round((row["share_low"] + high) / 2, 1), text])
    return pd.DataFrame(out, columns=["label", "value", "text"])


def counted(rows):
    """Lay the printed counts out for a chart, oldest first; columns as for :func:`printed`."""
    mine = rows[rows["count_low"].notna() & rows["count_low"].eq(rows["count_high"])]
    mine = mine.drop_duplicates(["start", "end", "category", "count_low"]).sort_values(
        ["start", "end", "category"]
    )
    out = []
    for row in mine.to_dict("records"):
        label = f"{row['category']}, {wording.span(row['first_year'], row['last_year'])}"
        label += "" if row["months"] % 12 == 0 else f" ({row['months']:.0f} months)"
        out.append([label, row["count_low"], wording.number(row["count_low"])])
    return pd.DataFrame(out, columns=["label", "value", "text"])


def narrowest(rows):
    """Keep one figure of each category and period: 40% before "around 40%", then the one most often printed."""
    width = (rows["share_high"] - rows["share_low"]).fillna(101)
    keys = ["area", "start", "end", "round", "dimension", "category"]
    order = rows.assign(width=width).sort_values(["width", "prints"], ascending=[True, False], kind="stable")
    return rows.loc[order.drop_duplicates(keys).index.sort_values()]


def frechet(lows, highs):
    """Bound the share of offences with any of several platforms by the shares of each.

    At the least all mentions fall in the same offences, at the most none do
    (Fréchet). Shares of mentions are never added up to one number.

    Parameters
    ----------
    lows, highs : sequence of float
        Bounds of each platform's share, in percent.

    Returns
    -------
    tuple of float

    Examples
    --------
    >>> frechet([12, 10, 6], [12, 10, 6])
    (12, 28)
    """
    return max(lows), min(100, sum(highs))


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
        and at_most (percent of those known, from the shares as printed) and
        figure_ids.
    """
    owner = platforms.set_index("platform")["owner"]
    priced = narrowest(rows[rows["share_low"].notna() & rows["share_high"].notna()]).copy()
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
            middles = (parts["share_low"] + parts["share_high"]) / 2
            low, high = frechet(middles, middles)
            said = wording.listed(
                f"{row.category.replace('|', ' and ')} {wording.bounds(row.share_low, row.share_high, unit='percent')}"
                for row in parts.itertuples()
            )
            when = wording.span(group["first_year"].iloc[0], group["last_year"].iloc[0])
            out.append([when, round_, name, said, low, high, " ".join(parts["figure_id"])])
    return pd.DataFrame(out, columns="years round owner platforms at_least at_most figure_ids".split())


def _disjoint(group):
    """Keep groups of platforms that hold no platform twice, single platforms first."""
    taken, kept = set(), []
    for index, text in sorted(group["category"].items(), key=lambda item: item[1].count("|")):
        names = set(text.split("|"))
        if not names & taken:
            taken |= names
            kept.append(index)
    return group.loc[kept]


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
        known_share, round and figure_id. A share that was printed without its
        count is given the count that follows from it, for the bounds only.
    """
    out = []
    for row in rows.to_dict("records"):
        known, total = row["known"], row["total"]
        count = row["count_low"] if row["count_low"] == row["count_high"] else None
        percent = wording.bounds(row["share_low"], row["share_high"], unit="percent")
        followed = count
        if pd.isna(count) and pd.notna(row["share_low"]) and pd.notna(row["share_high"]) and pd.notna(known):
            followed = round((row["share_low"] + row["share_high"]) / 200 * known)
        has_known = pd.notna(followed) and pd.notna(known) and followed <= known
        has_total = has_known and pd.notna(total) and known <= total
        if pd.notna(count) and has_known and percent == "[x]":
            percent = wording.percent(100 * count / known)
        out.append(
            [
                wording.span(row["first_year"], row["last_year"]),
                row["months"],
                row["category"].replace("|", ", "),
                wording.bounds(row["count_low"], row["count_high"])
                if pd.notna(row["count_low"])
                else wording.STATUS_SYMBOLS.get(row["status"], "[x]"),
                percent,
                _limits(wilson(followed, known)) if has_known else "[x]",
                _limits(worst_case(followed, known, total)) if has_total else "[x]",
                known,
                total,
                wording.percent(100 * known / total) if pd.notna(known) and pd.notna(total) else "[x]",
                row["round"],
                row["figure_id"],
            ]
        )
    names = "years months category count share interval of_all known total known_share round figure_id"
    return pd.DataFrame(out, columns=names.split())


def in_words(category):
    """Write a category as a sentence does.

    Examples
    --------
    >>> in_words("girls 12-15"), in_words("0-11"), in_words("Facebook, Instagram")
    ('girls aged 12 to 15', 'aged 0 to 11', 'Facebook and Instagram')
    """
    words = re.sub(r"(\d+)-(\d+)", r"aged \1 to \2", category)
    return wording.listed(words.split(", "))


def _limits(pair):
    return f"{pair[0]:.1f}% to {pair[1]:.1f}%"


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
    """
    found = []
    rows = rows[rows["share_low"].notna() | (rows["count_low"].notna() & rows["known"].notna())]
    for (_, _, round_), group in sorted(rows.groupby(["end", "start", "round"]), reverse=True)[:3]:
        group = narrowest(group)
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
            known = f"how often {what} was known was not published"
        middle = (group["share_low"] + group["share_high"]).fillna(200 * group["count_low"] / group["known"])
        usable = table.assign(middle=middle.to_numpy()).sort_values("middle", ascending=False, kind="stable")
        usable = usable[usable["share"].ne("[x]")].drop_duplicates("category").head(3)
        said = []
        printed_as = group.set_index("figure_id")["printed"]
        for row in usable.itertuples():
            of_all = f" (so {row.of_all} of all offences)" if row.of_all != "[x]" else ""
            share = f"'{printed_as[row.figure_id]}'" if " " in row.share else row.share
            said.append(f"{in_words(row.category)} {share}{of_all}")
        if said:
            ids = [*usable["figure_id"], *group["known_id"], *group["total_id"]]
            ids = " ".join(dict.fromkeys(name for name in ids if name))
            found.append((f"{when}: {known}. Of those known: {'; '.join(said)}.", ids))
    return found
