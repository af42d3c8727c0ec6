"""Put areas beside each other, and say which cannot be.

Comparisons stay within England and Wales, where the offence is the same. The
forces with a published figure are those that somebody wrote about: no sample.
"""

import pandas as pd

from offences import areas, domains, doubts, growth, rates, reasons, series, wording, years
from offences.errors import InputError
from offences.reasons import Why, because
from offences.tables import official as classes
from offences.wording import number

#: A year is used for comparing when this many of the 43 forces have a figure in it.
ENOUGH_FORCES = 25
#: What a force may have answered that is no figure.
NO_ANSWER = {"not_answered": Why.ASKED, "refused": Why.REFUSED, "not_seen": Why.NOT_SEEN}
#: What else than a count of the whole year may be published of it.
OTHERS = {
    "offences": "counts of a part of it or of other months",
    "count_platform": "counts by platform",
    "share_platform": "shares by platform",
    "share_gender": "shares by gender",
    "share_age": "shares by age",
    "percent_change": "a change in percent",
    "known_denominator": "for how many something was known",
    "outcome": "outcomes",
    "share": "a share of a larger area",
    "share_period": "a share of a longer period",
}


def comparable(offences, year):
    """Select the forces of England and Wales with an exact whole-year count.

    Examples
    --------
    >>> import offences
    >>> counts = comparable(offences.tables().offences, "2017/18")
    >>> len(counts), int(counts.loc["E23000018", "low"])
    (33, 37)
    """
    year, offences = years.read(year), _counts(offences)
    keep = offences["chosen"] & offences["whole"] & offences["precision"].eq("exact")
    mine = offences[keep & offences["year"].eq(year) & offences["area"].isin(areas.forces())]
    return mine.set_index("area", drop=False)


def _counts(offences):
    return domains.frame(offences, "area year low whole precision chosen", "the table of offences")


def default_year(offences):
    """Give the latest year in which enough forces have a comparable count.

    Where no year has ``ENOUGH_FORCES``, the year with most of them.

    Examples
    --------
    >>> import offences
    >>> default_year(offences.tables().offences)
    '2017/18'
    """
    counts = {year: len(comparable(offences, year)) for year in _counts(offences)["year"].unique()}
    if not counts:
        raise InputError("no figure was published for any year: there is no year to compare.")
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
    found = [(year, len(comparable(offences, year))) for year in sorted(_counts(offences)["year"].unique())]
    frame = pd.DataFrame(found, columns=["year", "forces"])
    return frame[frame["forces"].gt(0)].assign(of=len(areas.forces())).reset_index(drop=True)


def published_areas(tables):
    """List the whole-year totals published for areas of several forces.

    Returns
    -------
    pandas.DataFrame
        Columns place, year, offences, round, forces_in_area, members, doubt
        and figure_id.

    Examples
    --------
    >>> import offences
    >>> found = published_areas(offences.tables()).set_index(["place", "year"])
    >>> found.loc[("North West", "2018/19"), ["offences", "members"]].tolist()
    ['710', 'Cheshire, Greater Manchester, Lancashire and Merseyside']
    """
    rows = tables.offences[tables.offences["whole"] & tables.offences["chosen"]]
    rows = rows[rows["area"].isin([code for code in rows["area"].unique() if not areas.is_single(code)])]
    out = []
    for row in rows.sort_values(["area", "year"]).to_dict("records"):
        inside = areas.members(row["area"], row["round"])
        names = (
            wording.listed(areas.name(code) for code in inside)
            if len(inside) < 10
            else "all forces of the area; who answered was not printed"
        )
        shown = wording.figure(row["printed"], row["precision"], row["low"])
        out.append(
            [
                areas.name(row["area"]),
                row["year"],
                shown,
                row["round"],
                len(inside),
                names,
                row["doubt"],
                row["figure_id"],
            ]
        )
    return pd.DataFrame(
        out, columns="place year offences round forces_in_area members doubt figure_id".split()
    )


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
        rate, low, high (offences over children, per 10,000, with 95% limits), children,
        mid_year, round, missing (why there is no figure or rate), why (the name of that
        reason in :class:`offences.reasons.Why`), doubt and figure_id.

    Examples
    --------
    >>> from offences import published, tables
    >>> forces = by_force(tables(), published.reference("population"), "2017/18").set_index("force")
    >>> forces.loc["Derbyshire", ["offences", "rate", "low", "high"]].astype(float).round(1).tolist()
    [37.0, 2.0, 1.4, 2.7]
    >>> forces.loc["Dyfed-Powys", "missing"]
    'part of the year only'
    """
    year = years.read(year)
    found = comparable(tables.offences, year)
    rows = []
    for code in areas.forces():
        residents, mid_year = rates.children(population, code, year, group)
        count = found["low"].get(code)
        rate = (None, None, None) if count is None else rates.rate(count, residents)
        reason = no_count(tables, code, year) if count is None else no_rate(residents)
        rows.append(
            [
                code,
                areas.name(code),
                count,
                *rate,
                residents,
                str(mid_year or ""),
                found["round"].get(code, ""),
                str(reason or ""),
                reason.why.name if reason else "",
                found["doubt"].get(code, ""),
                found["figure_id"].get(code, ""),
            ]
        )
    names = "area force offences rate low high children mid_year round missing why doubt figure_id".split()
    frame = pd.DataFrame(rows, columns=names)
    return frame.astype(dict.fromkeys(("offences", "rate", "low", "high"), "Float64"))


def no_rate(residents):
    """Give the rule that refuses a rate for want of children; None where there are enough.

    Examples
    --------
    >>> print(no_rate(575))
    too few resident children for a rate
    """
    if pd.isna(residents):
        return because(Why.NO_CHILDREN)
    return because(Why.FEW_CHILDREN) if residents < rates.FEWEST_CHILDREN else None


def no_count(tables, area, year):
    """Say why a force has no comparable count of a year.

    Returns
    -------
    offences.reasons.Reason

    Examples
    --------
    >>> import offences
    >>> print(no_count(offences.tables(), "E23000030", "2024/25"))
    only printed as “over 200”
    """
    area, year = areas.find(area), years.read(year)
    chosen = tables.offences[tables.offences["area"].eq(area) & tables.offences["year"].eq(year)]
    chosen = chosen[chosen["chosen"]]
    for row in chosen.to_dict("records"):
        if row["whole"]:
            return because(Why.IN_WORDS, printed=wording.quoted(row["printed"]))
        reason = reasons.of_part(tables.figures, row)
        settled = reason.why is Why.SETTLED
        return because(Why.DOUBTFUL_PERIOD, because=reason) if settled else because(Why.PART)
    figures = tables.figures
    mine = figures[figures["area"].eq(area) & figures["offence"].isin(series.COUNTED)]
    mine = mine[mine["first_year"].le(year) & mine["last_year"].ge(year)]
    if reason := no_answer(mine):
        return reason
    longer = series.totals(mine)
    if len(longer):
        return because(Why.TOTAL_ONLY, spans=_spans(longer))
    printed = set(mine.loc[mine["status"].eq("published"), "measure"])
    others = [words for name, words in OTHERS.items() if name in printed]
    if others:
        return because(Why.OTHERS_ONLY, others=wording.listed(others))
    return because(Why.NOTHING)


def no_answer(figures):
    """Say what a force that was asked for its count answered in place of one; None where nothing is known.

    Parameters
    ----------
    figures : pandas.DataFrame
        The clean figures about an area and its years.

    Examples
    --------
    >>> import offences
    >>> figures = offences.tables().figures
    >>> print(no_answer(figures[figures["area"].eq("E23000009") & figures["first_year"].eq("2023/24")]))
    published or held, but not in the copy that was read
    """
    figures = domains.frame(figures, "measure dimension status", "the table of figures")
    asked = figures["measure"].isin(["offences", "question"]) & figures["dimension"].eq("")
    found = set(figures.loc[asked, "status"])
    return next((because(why) for status, why in NO_ANSWER.items() if status in found), None)


def _spans(totals):
    """Name the spans of totals, the shortest first."""
    spans = (
        totals[["months", "first_year", "last_year"]].drop_duplicates().sort_values(["months", "first_year"])
    )
    return wording.listed(wording.span(row.first_year, row.last_year) for row in spans.itertuples())


def _no_total(tables, code, first, last):
    """Say why a force has no exact total of a span of years."""
    mine = series.totals(tables.figures)
    mine = mine[mine["area"].eq(code)]
    same = mine[mine["first_year"].eq(first) & mine["last_year"].eq(last)]
    if len(same):
        return because(Why.IN_WORDS, printed=wording.quoted(same["value_as_published"].iloc[0]))
    return because(Why.OTHER_TOTALS, spans=_spans(mine)) if len(mine) else because(Why.NO_TOTAL)


def no_place(area):
    """Say why an area has no place among the forces of England and Wales.

    Returns
    -------
    offences.reasons.Reason or None
        None for one of these forces.

    Examples
    --------
    >>> print(no_place("BTP"))
    has no residents of its own, so it has no rate
    >>> print(no_place("E23000032"))
    None
    """
    area = areas.find(area)
    if area in areas.forces():
        return None
    held, offence = areas.members(area), areas.table()["offence"][area]
    forces = wording.listed(map(areas.name, held)) if len(held) < 10 else f"{len(held)} of them"
    cases = [
        (offence == "uk_mixed", because(Why.SEVERAL_OFFENCES, area=areas.name(area))),
        (offence not in (series.COMPARABLE, "uk_mixed"), because(Why.OTHER_OFFENCE)),
        (not held, because(Why.UNKNOWN_FORCES)),
        (len(held) > 1, because(Why.SEVERAL_FORCES, forces=forces)),
        (areas.level(area) == "force", because(Why.NO_RESIDENTS)),
    ]
    return next(reason for applies, reason in cases if applies)


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
    official = domains.frame(official, "area year vintage offence_code offences", "the official table")
    year, by_force = years.read(year), domains.frame(by_force, "area force offences", "the table of forces")
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
    area = areas.find(area)
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
        Areas, by code or common name.
    group : str, optional

    Returns
    -------
    pandas.DataFrame
        The span of years that most of the areas share; one row per area: area,
        force, first_year, last_year, offences, rate, low, high (offences over children
        and years, per 10,000; limits widened by the usual variation, missing where
        that is not known), missing (why there is no figure or rate), doubt and
        figure_id. Empty where no total was published.

    Examples
    --------
    >>> from offences import published, tables
    >>> found = totals(tables(), published.reference("population"), ["E23000018", "E23000022"])
    >>> found[["force", "first_year", "last_year", "offences", "rate"]].round({"rate": 1})
                  force first_year last_year  offences  rate
    0        Derbyshire    2017/18   2022/23     890.0   7.8
    1  Northamptonshire    2017/18   2022/23      <NA>  <NA>
    """
    codes = areas.find_all(codes)
    rows = series.totals(tables.figures)
    rows = rows[rows["area"].isin(codes) & rows["precision"].eq("exact")]
    spans = rows.groupby(["first_year", "last_year"])["area"].nunique()
    doubtful, out = doubts.of_figures(tables)["doubt"], []
    for first, last in [max(spans.index, key=lambda span: (spans[span], span))] if len(spans) else []:
        mine = rows[rows["first_year"].eq(first) & rows["last_year"].eq(last)].drop_duplicates("area")
        found, spanned = mine.set_index("area"), years.span(first, last)
        length = len(spanned)
        for code in codes:
            residents = [rates.children(population, code, year, group)[0] for year in spanned]
            residents = None if None in residents else sum(residents) / length
            count, rate, limits = found["low"].get(code), None, (None, None)
            if count is not None:
                rate = rates.rate(count, residents, year_share=length)[0]
            if rate is not None:
                widened = growth.widened_count(count, *growth.variation(tables, code))
                limits = [limit and 10_000 * limit / (residents * length) for limit in widened]
            reason = _no_total(tables, code, first, last) if count is None else no_rate(residents)
            figure = found["figure_id"].get(code, "")
            told = [str(reason or ""), doubtful.get(figure, ""), figure]
            out.append([code, areas.name(code), first, last, count, rate, *limits, *told])
    names = "area force first_year last_year offences rate low high missing doubt figure_id".split()
    frame = pd.DataFrame(out, columns=names)
    return frame.astype(dict.fromkeys(("offences", "rate", "low", "high"), "Float64"))


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
        Offences per resident (made as a force's rate is), the round and the figure_ids;
        (None, "", "") where no round that says all 43 forces answered prints the year's
        total, or a force's residents were not published.

    Examples
    --------
    >>> from offences import published, tables
    >>> per_child, told_in, _ = national(tables(), published.reference("population"), "2017/18")
    >>> f"{10_000 * per_child:.1f} per 10,000", told_in
    ('2.9 per 10,000', '2019-09')
    """
    year, figures = years.read(year), tables.figures
    residents = [rates.children(population, code, year, group)[0] for code in areas.forces()]
    said = figures["measure"].eq("forces_responding") & figures["area"].eq(areas.ENGLAND_AND_WALES)
    full = figures[said & figures["low"].ge(len(areas.forces()))]
    for row in full.to_dict("records"):
        total = series.of_round(tables.offences, areas.ENGLAND_AND_WALES, row["round"])
        if year in total.index and None not in residents:
            found = total.loc[year]
            return found["low"] / sum(residents), row["round"], f"{found['figure_id']} {row['figure_id']}"
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
        Columns label, row, column, value (rate, or missing), text (with [u] where the
        force's figure is in doubt) and area.

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
    by_force = domains.frame(by_force, "area rate", "the table of forces")
    layout = domains.frame(layout, "area label row column", "the layout")
    rate = by_force.set_index("area")["rate"].astype(float)
    frame = layout.astype({"row": int, "column": int})
    value = frame["area"].map(rate)
    doubtful = by_force.set_index("area").get("doubt", pd.Series(dtype=str))
    text = [
        f"{number:.1f}" + ("[u]" if doubtful.get(code) else "")
        if number == number
        else "[x]"
        if code in rate.index
        else "[z]"
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
    Kent: 3.4 offences per 10,000 residents under 16 in 2017/18 (95% limits 2.8 to 4.1 for chance alone).
    """
    area, year = areas.find(area), years.read(year)
    columns = "area offences rate low high missing doubt figure_id"
    by_force = domains.frame(by_force, columns, "the table of forces")
    known = by_force[by_force["offences"].notna()]
    found = [
        (
            f"{wording.many(len(known), 'force')} of {len(by_force)} in England and Wales have a comparable "
            f"figure for {year}: they are those that somebody wrote about, and no sample.",
            " ".join(known["figure_id"]),
        )
    ]
    found = [(doubts.beside(text, doubts.of_rows(known, ids)), ids) for text, ids in found]
    own = known[known["area"].eq(area)]
    name = areas.name(area)
    if own.empty:
        missing = by_force.loc[by_force["area"].eq(area), "missing"]
        said = f"has no comparable figure for {year}: {missing.iloc[0]}" if len(missing) else no_place(area)
        found.append((f"{wording.opening(areas.said(area))} {said}.", ""))
        return found
    row = own.iloc[0]
    said = f"{name}: {number(row['offences'])} offences in {year}; {row['missing']}."
    if pd.notna(row["rate"]):
        said = (
            f"{wording.opening(name)}: {row['rate']:.1f} offences {per_child} in {year} "
            f"(95% limits {row['low']:.1f} to {row['high']:.1f} for chance alone)."
        )
    return [*found, (doubts.beside(said, doubts.of_rows(own, row["figure_id"])), row["figure_id"])]
