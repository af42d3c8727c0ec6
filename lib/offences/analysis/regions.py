"""Put areas beside each other, and say which cannot be.

Comparisons stay within England and Wales, where the offence is the same. The
forces with a published figure are those that somebody wrote about: no sample.
"""

import numpy as np
import pandas as pd
from scipy import stats

from offences.analysis import reasons
from offences.analysis.reasons import Why, because
from offences.names import areas, wording, years
from offences.names.errors import InputError
from offences.statistics import changes, domains, funnel, rates
from offences.tables import doubts, series, usual_variation
from offences.tables import official as classes

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
    """Select the forces of England and Wales with an exact whole-year count."""
    year, offences = years.read(year), _counts(offences)
    keep = offences["chosen"] & offences["whole"] & offences["precision"].eq("exact")
    mine = offences[keep & offences["year"].eq(year) & offences["area"].isin(areas.forces())]
    return mine.set_index("area", drop=False)


def _counts(offences):
    return domains.frame(offences, "area year low whole precision chosen", "the table of offences")


def default_year(offences):
    """Give the latest year in which enough forces have a comparable count.

    Where no year has ``ENOUGH_FORCES``, the year with most of them.
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
    tables : offences.tables.series.Tables
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
        reason in :class:`offences.analysis.reasons.Why`), doubt and figure_id.
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
    """Give the rule that refuses a rate for want of children; None where there are enough."""
    if pd.isna(residents):
        return because(Why.NO_CHILDREN)
    return because(Why.FEW_CHILDREN) if residents < rates.FEWEST_CHILDREN else None


def no_count(tables, area, year):
    """Say why a force has no comparable count of a year.

    Returns
    -------
    offences.analysis.reasons.Reason
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
    offences.analysis.reasons.Reason or None
        None for one of these forces.
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
    """List the forces of the same ONS region (or of Wales) as a force, itself included."""
    area = areas.find(area)
    region, country = areas.table()["region"][area], areas.table()["country"][area]
    if areas.level(area) != "force" or area == "BTP":
        return []
    return areas.members(region or "W92000004") if region or country == "Wales" else []


def totals(tables, population, codes, group="under16"):
    """Set published totals of several years beside each other.

    Parameters
    ----------
    tables : offences.tables.series.Tables
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
                widened = changes.widened_count(count, *usual_variation.variation(tables, code))
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
    tables : offences.tables.series.Tables
    population : pandas.DataFrame
    year : str
    group : str, optional

    Returns
    -------
    tuple
        Offences per resident (made as a force's rate is), the round and the figure_ids;
        (None, "", "") where no round that says all 43 forces answered prints the year's
        total, or a force's residents were not published.
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


#: Under this many forces there is no funnel, rank or flag.
FEWEST_FORCES = 10
#: Columns that a comparison of forces reads, and those that it gives.
READ = "area force offences rate children figure_id"
COLUMNS = (
    "area force offences expected ratio z flag adjusted_p rate shrunken_rate rank rank_from rank_to figure_id"
).split()


def table(by_force, target=None, dispersion=None):
    """Compare the forces of a year.

    Parameters
    ----------
    by_force : pandas.DataFrame
        From :func:`offences.analysis.regions.by_force`; forces without a rate are left out.
    target : float, optional
        Offences per resident of the whole, where the national count is known; else
        that of these forces together.
    dispersion : float, optional
        For the intervals of the ranks; without one there is no rank either.

    Returns
    -------
    tuple
        The table (force, offences, expected, ratio, z, flag, adjusted p, rate and
        shrunken rate per 10,000, rank of the rate and its limits) in order of name, and
        a dict: forces, target (per 10,000), dispersion, variance and whose target it
        is. With fewer than ``FEWEST_FORCES`` forces an empty table, and why (``refused``).
    """
    by_force = domains.frame(by_force, READ, "the table of forces")
    rated = by_force[by_force["rate"].notna()].sort_values("force", ignore_index=True)
    if target is not None:
        domains.number("positive", target, "target")
    if len(rated) < FEWEST_FORCES:
        reason = because(Why.FEW_FORCES, forces=len(rated), all=len(by_force), fewest=FEWEST_FORCES)
        return pd.DataFrame(columns=COLUMNS), {"forces": len(rated), "refused": reason}
    observed, residents = funnel.paired(
        rated["offences"].astype(float), rated["children"].astype(float), "populations"
    )
    if not observed.any():
        raise InputError(f"none of the {len(rated)} forces recorded an offence: there is nothing to compare.")
    used = float(observed.sum() / residents.sum()) if target is None else target
    expected = residents * used
    spread, variance = funnel.between(observed, expected)
    z = funnel.scores(observed, expected, variance)
    flags, chances = funnel.flagged(z)
    shrunk, _, _ = funnel.shrunken(observed, residents)
    known = dispersion is not None
    ranked = (
        funnel.ranks(observed, residents, dispersion)
        if known
        else [pd.array([pd.NA] * len(rated), "Int64")] * 3
    )
    places, low, high = ranked
    words = np.where(z > 0, "above", "below")
    frame = pd.DataFrame(
        {
            "area": rated["area"],
            "force": rated["force"],
            "offences": observed,
            "expected": expected.round(1),
            "ratio": (observed / expected).round(2),
            "z": z.round(2),
            "flag": np.where(flags, words, ""),
            "adjusted_p": [f"{chance:.3f}" for chance in chances],
            "rate": rated["rate"].astype(float),
            "shrunken_rate": (10_000 * shrunk).round(1),
            "rank": places,
            "rank_from": low,
            "rank_to": high,
            "figure_id": rated["figure_id"],
        }
    )
    return frame, {
        "forces": len(rated),
        "target": 10_000 * used,
        "dispersion": spread,
        "variance": variance,
        "national": target is not None,
        "own": 10_000 * float(observed.sum() / residents.sum()),
        "outside": int((np.abs(z) > stats.norm.ppf(0.975)).sum()),
    }


def summary(info, frame):
    """Lay out what the funnel rests on: target, dispersion, variance, forces and flags.

    Parameters
    ----------
    info : dict
    frame : pandas.DataFrame
        Both from :func:`table`.

    Returns
    -------
    pandas.DataFrame
        Columns what and value; no rows where too few forces were compared.
    """
    frame = domains.frame(frame, "flag", "the comparison")
    if "target" not in info:
        return pd.DataFrame(columns=["what", "value"])
    rows = {
        "target, offences per 10,000 children": round(info["target"], 2),
        "rate of these forces together": round(info["own"], 2),
        "dispersion": round(info["dispersion"], 1),
        "variance between forces": round(info["variance"], 4),
        "forces compared": info["forces"],
        "forces outside the 95% limits": info["outside"],
        "forces flagged at a false discovery rate of 5%": int(frame["flag"].ne("").sum()),
    }
    return pd.DataFrame([(what, f"{value:g}") for what, value in rows.items()], columns=["what", "value"])


def curves(info, most):
    """Give the funnel's limits as rates per 10,000, for drawing.

    Parameters
    ----------
    info : dict
        From :func:`table`.
    most : float
        Largest expected count.

    Returns
    -------
    list of tuple
        Name, style, expected counts, lower and upper limits; empty where too few
        forces were compared.
    """
    if "target" not in info:
        return []
    expected = np.linspace(2, 1.05 * domains.number("expected", most, "most"), 80)
    lines = [
        ("95%, chance alone", ":", 0.95, 0.0),
        ("95%", "-", 0.95, info["variance"]),
        ("99.8%", "--", 0.998, info["variance"]),
    ]
    return [
        (name, style, expected, *(info["target"] * side for side in funnel.limits(expected, level, variance)))
        for name, style, level, variance in lines
    ]
