"""Put areas beside each other, and say which cannot be.

Comparisons stay within England and Wales, where the offence is the same. The
forces with a published figure are those that somebody wrote about: no sample.
"""

import pandas as pd

from offences import areas, growth, rates, series, trends, wording, years
from offences.tables import official as classes
from offences.wording import number

#: A year is used for comparing when this many of the 43 forces have a figure in it.
ENOUGH_FORCES = 25


def comparable(offences, year):
    """Select the forces of England and Wales with an exact whole-year count.

    Examples
    --------
    >>> import offences
    >>> counts = comparable(offences.tables().offences, "2017/18")
    >>> len(counts), int(counts.loc["E23000018", "low"])
    (33, 37)
    """
    keep = offences["chosen"] & offences["whole"] & offences["precision"].eq("exact")
    mine = offences[keep & offences["year"].eq(year) & offences["area"].isin(areas.forces())]
    return mine.set_index("area", drop=False)


def default_year(offences):
    """Give the latest year in which enough forces have a comparable count.

    Where no year has ``ENOUGH_FORCES``, the year with most of them.

    Examples
    --------
    >>> import offences
    >>> default_year(offences.tables().offences)
    '2017/18'
    """
    counts = {year: len(comparable(offences, year)) for year in offences["year"].unique()}
    enough = [year for year, count in counts.items() if count >= ENOUGH_FORCES]
    return max(enough) if enough else max(counts, key=lambda year: (counts[year], year))


def forces_by_year(offences):
    """Count for each year the forces with a comparable figure.

    Returns
    -------
    pandas.DataFrame
        Columns year, forces and of.

    Examples
    --------
    >>> import offences
    >>> forces_by_year(offences.tables().offences).head(3)
          year  forces  of
    0  2017/18      33  43
    1  2018/19      18  43
    2  2019/20      11  43
    """
    found = [(year, len(comparable(offences, year))) for year in sorted(offences["year"].unique())]
    frame = pd.DataFrame(found, columns=["year", "forces"])
    return frame[frame["forces"].gt(0)].assign(of=len(areas.forces())).reset_index(drop=True)


def published_areas(tables):
    """List the whole-year totals published for areas of several forces.

    Returns
    -------
    pandas.DataFrame
        Columns place, year, offences, round, forces_in_area, members
        and figure_id.

    Examples
    --------
    >>> import offences
    >>> found = published_areas(offences.tables()).set_index(["place", "year"])
    >>> found.loc[("North West", "2018/19"), ["offences", "members"]].tolist()
    ['710', 'Cheshire, Greater Manchester, Lancashire and Merseyside']
    """
    rows = tables.offences[tables.offences["whole"] & tables.offences["chosen"]]
    several = {code: areas.members(code) for code in rows["area"].unique()}
    rows = rows[rows["area"].map(lambda code: len(several[code]) > 1)]
    out = []
    for row in rows.sort_values(["area", "year"]).to_dict("records"):
        inside = areas.members(row["area"], row["round"])
        names = (
            wording.listed(areas.name(code) for code in inside)
            if len(inside) < 10
            else "all forces of the area; who answered was not printed"
        )
        shown = wording.bounds(row["low"], row["high"], row["precision"])
        out.append(
            [areas.name(row["area"]), row["year"], shown, row["round"], len(inside), names, row["figure_id"]]
        )
    return pd.DataFrame(out, columns="place year offences round forces_in_area members figure_id".split())


def by_force(tables, population, year, group="under16"):
    """Show every force of England and Wales in one year, with what is missing about it.

    Parameters
    ----------
    tables : offences.series.Tables
    population : pandas.DataFrame
        ``data/reference/population.csv``, as text.
    year : str
    group : str, optional
        ``under16`` or ``under18``.

    Returns
    -------
    pandas.DataFrame
        One row for each of the 43 forces in ONS order: area, force, offences,
        rate, low, high (per 10,000 children, 95% limits), children, mid_year,
        round, missing (why there is no figure or rate) and figure_id.

    Examples
    --------
    >>> from offences import published, tables
    >>> forces = by_force(tables(), published.reference("population"), "2017/18").set_index("force")
    >>> forces.loc["Derbyshire", ["offences", "rate", "low", "high"]].astype(float).round(1).tolist()
    [37.0, 2.0, 1.4, 2.7]
    >>> forces.loc["Dyfed-Powys", "missing"]
    'part of the year only'
    """
    found = comparable(tables.offences, year)
    rows = []
    for code in areas.forces():
        residents, mid_year = rates.children(population, code, year, group)
        count = found["low"].get(code)
        share = rates.days(year) / 365
        rate = (None, None, None) if count is None else rates.rate(count, residents, year_share=share)
        rows.append(
            [
                code,
                areas.name(code),
                count,
                *rate,
                residents,
                str(mid_year or ""),
                found["round"].get(code, ""),
                _missing(tables, code, year, count, rate[0]),
                found["figure_id"].get(code, ""),
            ]
        )
    names = "area force offences rate low high children mid_year round missing figure_id".split()
    frame = pd.DataFrame(rows, columns=names)
    return frame.astype(dict.fromkeys(("offences", "rate", "low", "high"), "Float64"))


def _missing(tables, code, year, count, rate):
    if count is not None:
        return "" if rate is not None else "too few resident children for a rate"
    if year in trends.unanswered(tables, code):
        return "asked, gave no figure"
    part = tables.offences[tables.offences["area"].eq(code) & tables.offences["year"].eq(year)]
    if len(part):
        return "part of the year only"
    longer = series.totals(tables.figures)
    longer = longer[longer["area"].eq(code) & longer["first_year"].le(year) & longer["last_year"].ge(year)]
    if len(longer):
        return f"only a total of {wording.span(longer['first_year'].iloc[0], longer['last_year'].iloc[0])}"
    return "nothing published"


def beside_home_office(by_force, official, year):
    """Set the offence beside the two Home Office classes that hold it.

    Returns
    -------
    pandas.DataFrame
        Columns area, force, offences (s15A), sexual_grooming (class 88A),
        exploitation (class 71), both and above (yes where s15A exceeds both); all
        43 forces, in the vintage that was out when they answered. Empty where it does
        not cover the year.

    Examples
    --------
    >>> import offences
    >>> forces = pd.DataFrame({"area": ["E23000038"], "force": ["Wiltshire"], "offences": [28]})
    >>> found = beside_home_office(forces, offences.tables().official, "2017/18")
    >>> found[["force", "offences", "both", "above"]].to_dict("records")
    [{'force': 'Wiltshire', 'offences': 28, 'both': 10, 'above': 'yes'}]
    """
    year_rows = official[official["year"].eq(year) & official["vintage"].eq(classes.OF_THE_TIME)]
    wide = year_rows.pivot_table(index="area", columns="offence_code", values="offences", aggfunc="sum")
    if wide.empty:
        return pd.DataFrame(columns="area force offences sexual_grooming exploitation both above".split())
    frame = by_force[["area", "force", "offences"]].copy()
    frame["sexual_grooming"] = frame["area"].map(wide["88A"]).astype("Int64")
    frame["exploitation"] = frame["area"].map(wide["71"]).astype("Int64")
    frame["both"] = frame["sexual_grooming"] + frame["exploitation"]
    above = frame["offences"].gt(frame["both"]).fillna(False)
    return frame.assign(above=above.map({True: "yes", False: ""}))


def peers(area):
    """List the forces of the same ONS region (or of Wales) as a force, itself included.

    Examples
    --------
    >>> [areas.name(code) for code in peers("E23000018")]
    ['Derbyshire', 'Nottinghamshire', 'Lincolnshire', 'Leicestershire', 'Northamptonshire']
    """
    region, country = areas.table()["region"][area], areas.table()["country"][area]
    if areas.level(area) != "force" or area == "BTP":
        return []
    return areas.members(region or "W92000004") if region or country == "Wales" else []


def totals(tables, population, codes, group="under16"):
    """Set published totals of several years beside each other.

    Parameters
    ----------
    tables : offences.series.Tables
    population : pandas.DataFrame
    codes : list of str
        Area codes.
    group : str, optional

    Returns
    -------
    pandas.DataFrame
        The span of years that most of the areas share; one row per area: area,
        force, first_year, last_year, offences, rate, low, high (per 10,000
        children and year; limits widened by the usual variation), missing and
        figure_id.

    Examples
    --------
    >>> from offences import published, tables
    >>> found = totals(tables(), published.reference("population"), ["E23000018", "E23000022"])
    >>> found[["force", "first_year", "last_year", "offences", "rate"]].round({"rate": 1})
                  force first_year last_year  offences  rate
    0        Derbyshire    2017/18   2022/23     890.0   7.8
    1  Northamptonshire    2017/18   2022/23      <NA>  <NA>
    """
    rows = series.totals(tables.figures)
    rows = rows[rows["area"].isin(codes) & rows["precision"].eq("exact")]
    if rows.empty:
        return pd.DataFrame()
    spans = rows.groupby(["first_year", "last_year"])["area"].nunique()
    first, last = max(spans.index, key=lambda span: (spans[span], span))
    mine = rows[rows["first_year"].eq(first) & rows["last_year"].eq(last)].drop_duplicates("area")
    found = mine.set_index("area")
    spanned = years.span(first, last)
    span_years = sum(rates.days(year) for year in spanned) / 365
    usual, out = growth.dispersion(tables)[:2], []
    for code in codes:
        residents = [rates.children(population, code, year, group)[0] for year in spanned]
        residents = None if None in residents else sum(residents) / len(residents)
        count = found["low"].get(code)
        rate = (None,) * 3 if count is None else rates.rate(count, residents, year_share=span_years)
        if rate[0]:
            limits = growth.widened_count(count, *usual)
            rate = (rate[0], *(rate[0] * limit / count for limit in limits))
        out.append(
            [
                code,
                areas.name(code),
                first,
                last,
                count,
                *rate,
                "" if count is not None else "no total published",
                found["figure_id"].get(code, ""),
            ]
        )
    names = "area force first_year last_year offences rate low high missing figure_id".split()
    return pd.DataFrame(out, columns=names).astype(
        dict.fromkeys(("offences", "rate", "low", "high"), "Float64")
    )


def national(tables, population, year, group="under16"):
    """Give the offences per child of England and Wales, where a round counted all its forces.

    Parameters
    ----------
    tables : offences.series.Tables
    population : pandas.DataFrame
    year : str
    group : str, optional

    Returns
    -------
    tuple
        Offences per resident, the round and the figure_ids; (None, "", "") where no
        round that says all 43 forces answered prints the year's total.

    Examples
    --------
    >>> from offences import published, tables
    >>> per_child, told_in, _ = national(tables(), published.reference("population"), "2017/18")
    >>> f"{10_000 * per_child:.1f} per 10,000", told_in
    ('2.9 per 10,000', '2019-09')
    """
    figures = tables.figures
    said = figures["measure"].eq("forces_responding") & figures["area"].eq(areas.ENGLAND_AND_WALES)
    full = figures[said & figures["low"].ge(len(areas.forces()))]
    for row in full.to_dict("records"):
        total = series.of_round(tables.offences, areas.ENGLAND_AND_WALES, row["round"])
        residents = sum(rates.children(population, code, year, group)[0] for code in areas.forces())
        if year in total.index:
            found = total.loc[year]
            return found["low"] / residents, row["round"], f"{found['figure_id']} {row['figure_id']}"
    return None, "", ""


def tiles(by_force, layout):
    """Lay the forces out for a tile map.

    Parameters
    ----------
    by_force : pandas.DataFrame
    layout : pandas.DataFrame
        ``data/reference/tiles.csv``.

    Returns
    -------
    pandas.DataFrame
        Columns label, row, column, value (rate, or missing), text and area.

    Examples
    --------
    >>> from offences import published
    >>> forces = pd.DataFrame({"area": ["E23000018", "E23000001"], "rate": [1.9, None]})
    >>> found = tiles(forces, published.reference("tiles"))
    >>> found.loc[found["area"].isin(forces["area"]), ["label", "row", "column", "text"]]
         label  row  column text
    17  Derbys    5       5  1.9
    38     Met    8       6  [x]
    """
    rate = by_force.set_index("area")["rate"].astype(float)
    frame = layout.astype({"row": int, "column": int})
    value = frame["area"].map(rate)
    text = [
        f"{number:.1f}" if number == number else "[x]" if code in rate.index else "[z]"
        for number, code in zip(value, frame["area"], strict=True)
    ]
    return frame.assign(value=value, text=text)


def findings(by_force, area, year, per_child="per 10,000 residents under 16"):
    """Say how an area stands beside the others in one year.

    Returns
    -------
    list of tuple of str
        Sentences with the figure_ids they rest on.

    Examples
    --------
    >>> from offences import published, tables
    >>> forces = by_force(tables(), published.reference("population"), "2017/18")
    >>> print(findings(forces, "E23000032", "2017/18")[1][0])
    Kent: 3.4 offences per 10,000 residents under 16 in 2017/18 (95% limits 2.9 to 4.1 for chance alone).
    """
    known = by_force[by_force["offences"].notna()]
    found = [
        (
            f"{wording.many(len(known), 'force')} of {len(by_force)} in England and Wales have a comparable "
            f"figure for {year}: they are those that somebody wrote about, and no sample.",
            " ".join(known["figure_id"]),
        )
    ]
    own = known[known["area"].eq(area)]
    name = areas.name(area)
    if own.empty:
        why = by_force.loc[by_force["area"].eq(area), "missing"]
        offence = areas.table()["offence"][area]
        if len(why):
            said = f"has no comparable figure for {year}: {why.iloc[0]}"
        elif offence not in (series.COMPARABLE, "uk_mixed"):
            said = "records another offence, so it is compared with no force of England and Wales"
        else:
            said = "holds several forces, so it has no place among them; its members are in the tables below"
        found.append((f"{wording.opening(areas.said(area))} {said}.", ""))
        return found
    row = own.iloc[0]
    if pd.isna(row["rate"]):
        found.append(
            (f"{name}: {number(row['offences'])} offences in {year}; {row['missing']}.", row["figure_id"])
        )
        return found
    found.append(
        (
            f"{wording.opening(name)}: {row['rate']:.1f} offences {per_child} in {year} "
            f"(95% limits {row['low']:.1f} to {row['high']:.1f} for chance alone).",
            row["figure_id"],
        )
    )
    return found
