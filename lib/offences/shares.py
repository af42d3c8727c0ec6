"""Platforms, gender and age of victims: always numerator, known and total together.

Shares of offences with a platform are shares of mentions: one offence can name
several platforms, so they are never added up and never drawn as parts of a whole.
"""

import pandas as pd

from offences import areas, doubts, series, wording, years

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

    Examples
    --------
    >>> import offences
    >>> figures = offences.tables().figures.query("round == '2025-11'")
    >>> found = shares(figures).query("figure_id == 'f0561'")
    >>> print(found[["category", "printed", "known", "total"]].to_string(index=False))
    category     printed  known  total
    Snapchat 40 per cent 2111.0 7263.0
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
    for name, found in (("known", _known(figures)), ("total", _totals(figures))):
        rows = _attach(rows, found, name)
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


def of_area(shares, area, dimensions, first_year="", last_year=""):
    """Select an area's shares of some dimensions, one row per statement with how often it was printed.

    Rows about other offences are left out. There are none for the area ""; a year "" is open.

    Examples
    --------
    >>> import offences
    >>> rows = of_area(offences.tables().shares, "K02000001", ["platform"], "2024/25", "2024/25")
    >>> print(rows[["category", "printed", "prints"]].to_string(index=False))
              category     printed  prints
              Facebook          9%       1
    Facebook|Instagram  9 per cent       3
             Instagram          9%       1
              Snapchat 40 per cent       1
              Snapchat  Around 40%       2
              WhatsApp          9%       4
    """
    area, first_year = area and areas.find(area), first_year and years.read(first_year)
    last_year = years.read(last_year) if last_year else shares["last_year"].max()
    mine = shares[shares["area"].eq(area) & shares["dimension"].isin(dimensions)]
    mine = mine[mine["offence"].isin(series.COUNTED)]
    mine = mine.assign(prints=mine.groupby("statement")["figure_id"].transform("size"))
    inside = mine["first_year"].ge(first_year) & mine["last_year"].le(last_year)
    return mine[inside].drop_duplicates("statement")


def alike(shares, claim):
    """Select the shares and counts of the same area, period and category as a claim, of every round.

    Examples
    --------
    >>> import offences
    >>> every = offences.tables().shares
    >>> claim = every.set_index("figure_id").loc["f0561"]
    >>> print(alike(every, claim)[["figure_id", "category", "printed"]].to_string(index=False))
    figure_id category     printed
        f0561 Snapchat 40 per cent
        f0570 Snapchat  Around 40%
         r323 Snapchat  Around 40%
    """
    for key in ("area", "category", "dimension", "start", "end"):
        shares = shares[shares[key].eq(claim[key])]
    return shares


def narrowest(rows):
    """Keep one figure of each category and period: 40% before "around 40%", then the one most often printed.

    Examples
    --------
    >>> import offences
    >>> rows = of_area(offences.tables().shares, "K02000001", ["platform"], "2024/25", "2024/25")
    >>> rows.query("category == 'Snapchat'")["printed"].tolist()
    ['40 per cent', 'Around 40%']
    >>> narrowest(rows).query("category == 'Snapchat'")["printed"].tolist()
    ['40 per cent']
    """
    width = (rows["share_high"] - rows["share_low"]).fillna(101)
    keys = ["area", "start", "end", "round", "dimension", "category"]
    order = rows.assign(width=width).sort_values(["width", "prints"], ascending=[True, False], kind="stable")
    return rows.loc[order.drop_duplicates(keys).index.sort_values()]


def unambiguous(rows):
    """Leave out a group of platforms that is printed with the very share of each of its members.

    "9% on Facebook and Instagram" is one share or two; the words don't say.

    Examples
    --------
    >>> import offences
    >>> rows = of_area(offences.tables().shares, "K02000001", ["platform"], "2024/25", "2024/25")
    >>> set(rows["category"]) - set(unambiguous(rows)["category"])
    {'Facebook|Instagram'}
    """
    single = rows[~rows["category"].str.contains("|", regex=False)]
    keys = ["area", "start", "end", "round", "share_low", "share_high"]
    known = {(row["category"], *(row[key] for key in keys)) for row in single.to_dict("records")}
    doubtful = [
        "|" in row["category"]
        and all((name, *(row[key] for key in keys)) in known for name in row["category"].split("|"))
        for row in rows.to_dict("records")
    ]
    return rows.loc[[not one for one in doubtful]]


def latest(rows):
    """Select the most recent period and round printed with the number known and the total.

    Returns
    -------
    tuple
        The rows, their years and their round; no rows where there is none.

    Examples
    --------
    >>> import offences
    >>> every = of_area(offences.tables().shares, "K02000001", ["platform"], last_year="2024/25")
    >>> rows, when, round_ = latest(every)
    >>> rows["category"].tolist(), when, round_
    (['Facebook', 'Instagram', 'Snapchat', 'WhatsApp'], '2024/25', '2025-11')
    """
    usable = rows[rows["known"].notna() & rows["total"].notna() & rows["share_low"].notna()]
    usable = usable[usable["share_high"].notna()]
    if usable.empty:
        return usable, "", ""
    last = usable.sort_values(["end", "round"]).iloc[-1]
    same = usable[(usable[["start", "end", "round"]] == last[["start", "end", "round"]]).all(axis=1)]
    return unambiguous(narrowest(same)), wording.span(last["first_year"], last["last_year"]), last["round"]


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

    Examples
    --------
    >>> import offences
    >>> areas.name(nearest(offences.tables().shares, "E23000018", ["platform"]))
    'UK'
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


def standing(area, shown_area, own, what):
    """Say whether an area has figures of its own, and whose are shown.

    Returns
    -------
    tuple of str
        The sentence and the figure_ids it rests on.

    Examples
    --------
    >>> import textwrap
    >>> import offences
    >>> own = of_area(offences.tables().shares, "E23000018", ["platform"])
    >>> print(textwrap.fill(standing("E23000018", "K02000001", own, "platform")[0], 100))
    No figure by platform was published for Derbyshire in these years. Those of the UK follow; they hold
    other forces and never stand in for Derbyshire.
    """
    area, shown_area = areas.find(area), shown_area and areas.find(shown_area)
    ids = " ".join(own["figure_id"])
    return doubts.beside(_standing(area, shown_area, own, what), doubts.of_rows(own, ids)), ids


def _standing(area, shown_area, own, what):
    name = areas.name(area)
    if shown_area == area:
        where = areas.said(area)
        return f"{wording.many(len(own), 'figure')} by {what} {_verb(own)} published for {where}."
    has = f"{wording.many(len(own), 'figure')} by {what}" if len(own) else f"No figure by {what}"
    lacking = ", none with the number known and the total beside it" if len(own) else ""
    if not shown_area:
        around = ", and no such figure for an area around it" if len(own) else " or any area around it"
        where = f"{name} in these years{lacking}{around}" if len(own) else f"{name}{around} in these years"
        return f"{has} {_verb(own)} published for {where}."
    return (
        f"{has} {_verb(own)} published for {name} in these years{lacking}. Those of {areas.said(shown_area)} follow; "
        f"they hold other forces and never stand in for {name}."
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

    Examples
    --------
    >>> import offences
    >>> found = known_share(offences.tables(), "K02000001", "platform known", "2023/24", "2024/25")
    >>> found[["years", "known", "total", "share"]]
         years  known   total share
    0  2023/24  1,824  7062.0   26%
    1  2024/25  2,111  7263.0   29%
    """
    area, (first_year, last_year) = area and areas.find(area), years.ordered(first_year, last_year)
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
            wording.figure(row["value_as_published"], row["precision"], row["low"]),
            row["total"],
            wording.bounds(*(100 * row[side] / row["total"] for side in ("low", "high")), unit="percent"),
            f"{row['figure_id']} {row['total_id']}".strip(),
        ]
        for row in mine.sort_values(["start", "end", "round"]).to_dict("records")
    ]
    return pd.DataFrame(rows, columns="years months round known total share figure_ids".split())
