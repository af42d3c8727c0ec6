"""Compare like with like: growth as printed, over forces with both ends, over forces with every year."""

import pandas as pd

from offences import areas, domains, doubts, growth, series, two_years, wording, years

COLUMNS = "round basis years forces first last change low high covers left_out against doubt figure_ids"
#: A sentence is made where the comparable forces have this share of the printed total, or more.
LEAST_COVERED = 0.5


def absent(tables, area, round_, first_year):
    """Find the forces that a round says did not answer, with their figure of the first year.

    Returns
    -------
    list of tuple
        Area code, its count of the first year, and the figure_ids: of the words
        that say so and of the count.

    Examples
    --------
    >>> import offences
    >>> found = absent(offences.tables(), "K02000001", "2025-11", "2017/18")
    >>> [(areas.name(code), int(count)) for code, count, _ in found]
    [('Lincolnshire', 84)]
    """
    area, first_year, figures = areas.find(area), years.read(first_year), tables.figures
    said = figures["measure"].eq("forces_responding") & figures["round"].eq(round_)
    words = figures[said & figures["value_as_published"].str.contains("except ")]
    found = []
    for row in words.to_dict("records"):
        code = areas.find_printed(row["value_as_published"].split("except ")[1])
        theirs = series.of_area(tables.offences, code)
        if first_year in theirs.index and code in areas.members(area):
            first = theirs.loc[first_year]
            found.append((code, first["low"], f"{row['figure_id']} {first['figure_id']}"))
    return found


def comparable(tables, area, first_year, last_year):
    """Set growth over all, over forces with both ends and over forces with every year side by side.

    Every line takes its counts from one round, but for the base-year count of a
    force that did not answer later: its line is *across rounds* where that count is.

    Parameters
    ----------
    tables : offences.series.Tables
    area : str
        An area of several forces.
    first_year, last_year : str

    Returns
    -------
    pandas.DataFrame
        Columns round, basis, years, forces (kept, of those with any figure), first,
        last, change, low, high (widened interval; missing where the variation is not
        known), covers (share of the printed latest total), left_out, against (why no
        rise or fall is stated), doubt and figure_ids.

    Examples
    --------
    >>> import offences
    >>> table = comparable(offences.tables(), "W92000004", "2017/18", "2023/24")
    >>> table[["basis", "forces", "first", "last", "covers", "left_out"]]
                        basis  forces  first   last covers     left_out
    0  forces with both years  3 of 4  255.0  497.0    90%  Dyfed-Powys
    """
    area, (first_year, last_year) = areas.find(area), years.ordered(first_year, last_year)
    inside = tables.offences["area"].isin([area, *areas.members(area)])
    known, rows = doubts.of_figures(tables)["doubt"], []
    variation = growth.variation(tables, area)
    rounds = sorted(tables.offences.loc[inside, "round"].unique()) if len(areas.members(area)) > 1 else []
    for round_ in rounds:
        for basis, counts, kept, covers, left_out, ids in _bases(tables, area, round_, first_year, last_year):
            base, latest = counts.iloc[0], counts.iloc[-1]
            span = wording.span(counts.index[0], counts.index[-1])
            found = growth.varied(base, latest, variation)
            doubt = "; ".join(dict.fromkeys(known[name] for name in ids.split() if name in known.index))
            why = two_years.against(tables, area, counts.index[0], counts.index[-1], doubt)
            rows.append([round_, basis, span, kept, base, latest, *found, covers, left_out, why, doubt, ids])
    return pd.DataFrame(rows, columns=COLUMNS.split())


def _bases(tables, area, round_, first_year, last_year):
    """Give for each basis the counts by year, how many forces, their share and who is left out."""
    members = areas.members(area, round_)
    of_round = tables.offences[tables.offences["round"].eq(round_)]
    found = of_round["area"].isin([area, *members])
    rows = {
        code: series.of_round(of_round, code, round_)
        for code in [area, *of_round.loc[found, "area"].unique()]
    }
    rows = {code: found[found["year"].between(first_year, last_year)] for code, found in rows.items()}
    counts = {code: found["low"] for code, found in rows.items()}
    printed = counts.pop(area)
    same = areas.table()["offence"].eq(series.COMPARABLE)
    counts = {code: counts[code] for code in members if code in counts and len(counts[code]) and same[code]}
    ends = (
        printed.index
        if len(printed) > 1
        else sorted({year for found in counts.values() for year in found.index})
    )
    if len(ends) < 2 or len(members) < 2:
        return
    first, last = ends[0], ends[-1]
    if len(printed) > 1:
        own = f"{rows[area]['figure_id'].iloc[0]} {rows[area]['figure_id'].iloc[-1]}"
        yield "as printed", printed, "all", "100%", "", own
        for code, count, gone in absent(tables, area, round_, first):
            without = printed[[first, last]] - [count, 0]
            yield (
                "without the force that did not answer, across rounds",
                without,
                "all but 1",
                "100%",
                areas.name(code),
                f"{own} {gone}",
            )
    whole = printed.get(last)
    wanted = {"forces with both years": [first, last], "forces with every year": years.span(first, last)}
    for basis, needed in wanted.items():
        kept = [code for code, found in counts.items() if set(needed) <= set(found.index)]
        if len(kept) > 1:
            gone = [areas.name(code) for code in members if code not in kept]
            left_out = wording.listed(gone) if len(gone) < 10 else f"{len(gone)} forces without figures"
            common = sorted(set.intersection(*(set(counts[code].index) for code in kept)))
            total = sum(counts[code][common] for code in kept)
            covers = wording.percent(100 * total[last] / whole) if whole else "[z]"
            ids = " ".join(rows[code].loc[year, "figure_id"] for code in kept for year in (first, last))
            yield basis, total, f"{len(kept)} of {len(members)}", covers, left_out, ids


def shown(table):
    """Lay growth out for reading: percentages and intervals in words.

    Examples
    --------
    >>> import offences
    >>> table = comparable(offences.tables(), "NSPCC-SE", "2017/18", "2023/24")
    >>> shown(table)[["basis", "change", "interval"]].head(1).to_dict("records")
    [{'basis': 'as printed', 'change': '+80%', 'interval': '-16% to +286%'}]
    """
    table = domains.frame(table, COLUMNS, "the table of growth")
    pairs = zip(table["low"], table["high"], strict=True)
    limits = ["[z]" if pd.isna(low) else wording.interval(low, high) for low, high in pairs]
    changes = ["[z]" if pd.isna(change) else wording.change(change) for change in table["change"]]
    frame = table.drop(columns=["low", "high"]).assign(change=changes)
    frame.insert(7, "interval", limits)
    return frame


def sentences(table, area):
    """Say how much growth the comparable forces show, beside what was printed.

    Parameters
    ----------
    table : pandas.DataFrame
        From :func:`comparable`.
    area : str

    Returns
    -------
    list of tuple of str
        At most one sentence, of the latest round that allows it; a line across
        rounds makes none.

    Examples
    --------
    >>> both = {"round": "2019-09", "years": "2017/18 to 2018/19", "figure_ids": ""}
    >>> whole = both | {"basis": "as printed", "last": 150, "change": 59.3, "left_out": ""}
    >>> same = both | {"basis": "forces with every year", "forces": "2 of 4", "first": 91, "last": 102}
    >>> same |= {"change": 12.1, "low": -48.1, "high": 142.3, "left_out": "South and West Yorkshire", "against": "", "doubt": ""}
    >>> print(sentences(pd.DataFrame([whole, same]), "NSPCC-YH")[0][0].partition("round): ")[2])
    no clear change (+12%; 95% interval -48% to +142%), against +59% as printed.
    """
    area, table = (
        areas.find(area),
        domains.frame(table, "round basis left_out last change low high", "the table"),
    )
    for round_, rows in sorted(table.groupby("round"), reverse=True):
        printed = rows[rows["basis"].eq("as printed")]
        other = rows[rows["basis"].eq("forces with every year")]
        other = other[other["left_out"].ne("") & other["change"].notna() & other["low"].notna()]
        if printed.empty or other.empty:
            continue
        row, whole = other.iloc[-1], printed.iloc[0]
        if row["last"] < LEAST_COVERED * whole["last"]:
            continue
        low, high = (None if pd.isna(row[side]) else row[side] for side in ("low", "high"))
        limits = "no interval" if low is None else f"95% interval {wording.interval(low, high)}"
        what = two_years.said(row["change"], low, high, limits, row["against"])
        return [
            (
                doubts.beside(
                    f"Over comparable forces only ({row['basis']}, {row['forces']}; left out: {row['left_out']}) offences in "
                    f"{areas.said(area)} went from {wording.number(row['first'])} to {wording.number(row['last'])} over "
                    f"{row['years']} ({wording.round_name(round_)}): {what}, against {wording.change(whole['change'])} as printed.",
                    {row["figure_ids"]: row["doubt"]} if row["doubt"] else {},
                ),
                row["figure_ids"],
            )
        ]
    return []
