"""Sentences that tempt, and why the published figures do not carry them.

Each is what a headline would say of the same figures that the findings rest on.
"""

import pandas as pd

from offences import areas, doubts, fits, growth, rates, series, share_findings, two_years, wording
from offences.wording import number

COLUMNS = ["tempting", "why_not", "figure_ids"]


def table(rows):
    """Lay tempting sentences out.

    Parameters
    ----------
    rows : list of tuple of str
        Sentence, why not, and figure_ids.

    Returns
    -------
    pandas.DataFrame

    Examples
    --------
    >>> rows = [("offences in Kent rose.", "The figures fit a fall as well as a rise.", "f0454 f0455")]
    >>> table(rows).iloc[0].tolist()
    ['Offences in Kent rose.', 'The figures fit a fall as well as a rise.', 'f0454 f0455']
    """
    return pd.DataFrame([(wording.opening(said), why, ids) for said, why, ids in rows], columns=COLUMNS)


def of_trends(tables, area, first_year, last_year):
    """List what the yearly counts of an area tempt to say.

    Returns
    -------
    list of tuple of str
        Sentence, why not, and the figure_ids it would rest on.

    Examples
    --------
    >>> import offences
    >>> said, why, _ = of_trends(offences.tables(), "E23000018", "2017/18", "2022/23")[0]
    >>> print(said)
    Online grooming in Derbyshire rose by 670% between 2017/18 and 2022/23.
    >>> print(why.partition(". ")[0])
    What rose is the number of offences recorded
    """
    span = first_year, last_year
    found = []
    pairs = [two_years.ends(tables, area, *span), two_years.latest_step(tables, area, *span)]
    for pair in pairs:
        if len(pair):
            found.append(_change(tables, area, pair, *span))
    found += _across_rounds(tables, area, *span) + _part_year(tables, area, *span)
    if series.of_area(tables.offences, area).empty:
        name = areas.said(area)
        why = "No figure was published for it. That is no zero: nobody asked, or no answer was printed."
        found.append((f"No such offences were recorded in {name}.", why, ""))
    known = doubts.of_figures(tables).reset_index()
    return [(said, doubts.beside(why, doubts.of_rows(known, ids)), ids) for said, why, ids in found]


def _change(tables, area, pair, first_year, last_year):
    base, latest = pair.to_dict("records")
    found = two_years.intervals(tables, pair)
    verb = "rose" if latest["low"] >= base["low"] else "fell"
    ids = f"{base['figure_id']} {latest['figure_id']}"
    by = "" if found["change"] is None else f" by {wording.percent(abs(found['change']))}"
    said = f"Online grooming in {areas.said(area)} {verb}{by} between {base['year']} and {latest['year']}."
    jumps = tables.problems[tables.problems["area"].eq(area) & tables.problems["kind"].eq("jump")]
    jumps = jumps[jumps["last_year"].eq(latest["year"]) | jumps["first_year"].eq(base["year"])]
    jumps = jumps.sort_values("last_year", ascending=False)
    unclear = found["low"] is not None and found["low"] <= 0 <= found["high"]
    if found["change"] is None:
        why = f"With a base of {number(base['low'])} one offence more or less would move the percentage too far."
    elif len(jumps) and unclear:
        why = f"A year in it may be a partial answer: {jumps['detail'].iloc[0].partition(':')[0]}. Ask first."
    elif unclear:
        why = (
            f"The figures fit anything from {wording.interval(found['low'], found['high'])} once their usual "
            f"variation is allowed for, so neither a rise nor a fall is shown."
        )
    elif reason := two_years.against(tables, area, base["year"], latest["year"], "".join(pair["doubt"])):
        why = f"{wording.opening(reason)}."
    else:
        alone = "" if fits.can_fit(growth.longest(tables.offences, area)) else "two years show no trend; "
        why = (
            f"What {verb} is the number of offences recorded. It depends on reporting and recording too; "
            f"{alone}print both counts with the interval."
        )
    return said, why, ids


def _across_rounds(tables, area, first_year, last_year):
    """Tempt with the first and the last year known where no one round prints both."""
    known = series.of_area(tables.offences, area)
    known = known[known["year"].between(first_year, last_year) & known["precision"].eq("exact")]
    if len(known) < 2:
        return []
    base, latest = known.iloc[0], known.iloc[-1]
    both = series.of_round(tables.offences, area, latest["round"])
    if {base["year"], latest["year"]} <= set(both.index):
        return []
    change = growth.change(base["low"], latest["low"])[0]
    by = "" if change is None else f" ({wording.change(change)})"
    why = (
        f"{number(base['low'])} is from the {wording.round_name(base['round'])}, {number(latest['low'])} from the "
        f"{wording.round_name(latest['round'])}. Between rounds records are corrected and other forces answer; "
        "ask for both years at once."
    )
    said = (
        f"Offences in {areas.said(area)} went from {number(base['low'])} in {base['year']} to "
        f"{number(latest['low'])} in {latest['year']}{by}."
    )
    return [(said, why, f"{base['figure_id']} {latest['figure_id']}")]


def _part_year(tables, area, first_year, last_year):
    """Tempt with a part-year figure as the base of a rise."""
    mine = tables.offences[tables.offences["area"].eq(area) & tables.offences["precision"].eq("exact")]
    mine = mine[mine["year"].between(first_year, last_year)].sort_values("year")
    for row in mine[mine["part_because"].ne("")].to_dict("records"):
        later = mine[mine["whole"] & mine["round"].eq(row["round"]) & mine["year"].gt(row["year"])]
        if len(later):
            last = later.iloc[-1]
            change = growth.change(row["low"], last["low"])[0]
            by = "" if change is None else f" ({wording.change(change)})"
            said = (
                f"Offences in {areas.said(area)} rose from {number(row['low'])} in {row['year']} to "
                f"{number(last['low'])} in {last['year']}{by}."
            )
            why = f"Another source says that the {number(row['low'])} cover part of {row['year']} only."
            return [(said, why, f"{row['figure_id']} {last['figure_id']}")]
    return []


def of_regions(by_force, compared, info, area, year):
    """List what the comparison of forces tempts to say.

    Parameters
    ----------
    by_force : pandas.DataFrame
        From :func:`offences.comparison.by_force`.
    compared : pandas.DataFrame
        From :func:`offences.funnel.table`.
    info : dict
        From :func:`offences.funnel.table`.
    area, year : str

    Returns
    -------
    list of tuple of str

    Examples
    --------
    >>> row = {"area": "E23000018", "offences": None, "children": 190097, "missing": "nothing published"}
    >>> found = of_regions(pd.DataFrame([row]), pd.DataFrame(), {"forces": 8}, "E23000018", "2023/24")
    >>> print(found[0][0])
    Derbyshire is one of the safest places for children online.
    >>> print(found[0][1])
    No figure of it was published for 2023/24. An empty cell is no zero.
    """
    own, name = by_force[by_force["area"].eq(area)], areas.said(area)
    ranked = compared[compared["area"].eq(area)] if len(compared) else compared
    if len(ranked):
        row = ranked.iloc[0]
        of = f"of the {info['forces']} forces with a published figure, of {len(by_force)}"
        said = f"{name} ranks {row['rank']} of {len(by_force)} forces for online grooming."
        why = (
            f"Its rank is anywhere from {row['rank_from']} to {row['rank_to']} {of}; they were published "
            "because somebody wrote about them, so they are no sample."
        )
        return [(said, why, row["figure_id"])]
    if len(own) and pd.notna(own["offences"].iloc[0]):
        said = f"{name} has one of the highest rates of online grooming in the country."
        why = f"With {number(own['children'].iloc[0])} resident children a rate says nothing."
        return [(said, why, own["figure_id"].iloc[0])]
    if len(own):
        children = own["children"].iloc[0]
        said = f"{name} is one of the safest places for children online."
        missing = own["missing"].iloc[0]
        known = "" if missing == "nothing published" else f": {missing}"
        why = f"No figure of it was published for {year}{known}. An empty cell is no zero."
        if children < rates.FEWEST_CHILDREN:
            why += f" And with {number(children)} resident children no rate would say anything."
        return [(said, why, "")]
    said = f"{name} can be compared with the police forces of England and Wales, child for child."
    why = "It is no force of England and Wales: it holds several forces, or records another offence."
    return [(said, why, "")]


def of_shares(rows, area, what):
    """List what shares of an area tempt to say: of all offences, and as a change.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows of ``shares`` of one area.
    area, what : str
        ``what`` was to be known: ``platform``, ``gender`` or ``age``.

    Returns
    -------
    list of tuple of str

    Examples
    --------
    >>> from offences import shares, tables
    >>> rows = shares.of_area(tables().shares, "K02000001", ["platform"], "2024/25", "2024/25")
    >>> said, why, _ = of_shares(rows, "K02000001", "platform")[0]
    >>> print(said)
    40% of online-grooming offences involve Snapchat (UK, 2024/25).
    >>> print(why.partition(". ")[2])
    Of all it is anything from 11.6% to 82.6%.
    """
    usable = rows[rows["share_low"].notna() & rows["share_high"].notna()]
    if usable.empty:
        return []
    newest = usable.sort_values(["end", "round", "share_low"]).iloc[-1]
    table = share_findings.shown(usable[usable["figure_id"].eq(newest["figure_id"])]).iloc[0]
    who = share_findings.in_words(table["category"])
    thing = "offences involve" if what == "platform" else "victims are"
    share = table["share"] if " " not in table["share"] else f"'{newest['printed']}'"
    when = wording.span(newest["first_year"], newest["last_year"])
    said = f"{share} of online-grooming {thing} {who} ({areas.name(area)}, {when})."
    if table["of_all"] != "[x]":
        why = (
            f"That is {share} of the {number(newest['known'])} offences with a known {what}, {table['known_share']} of "
            f"all {number(newest['total'])}. Of all it is anything from {table['of_all']}."
        )
    else:
        why = f"That is {share} of those whose {what} was known; how many those are was not published."
    found = [
        (said, why, " ".join(filter(None, [newest["figure_id"], newest["known_id"], newest["total_id"]])))
    ]
    return found + _moved(rows, area, what)


def _moved(rows, area, what):
    """Tempt with the largest change of a share between two years."""
    moved = share_findings.moved(rows)
    if moved.empty:
        return []
    sizes = moved["change"].str.extract(r"([+-]\d+)")[0].astype(int)
    row = moved.loc[sizes.abs().idxmax()]
    verb = "fell" if row["change"].startswith("-") else "rose"
    said = (
        f"The use of {row['category']} in online grooming {verb} from {row['share_then']} to {row['share_now']} "
        f"({areas.name(area)}, {row['earlier']} to {row['later']})."
    )
    why = (
        f"These are shares of those known, and the {what} was known for {row['known_then']} and {row['known_now']} "
        "of offences; what was not known can hold either change."
    )
    return [(said, why, row["figure_ids"])]
