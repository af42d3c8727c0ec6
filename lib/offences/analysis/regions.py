"""Put areas beside each other, and say which cannot be.

Comparisons stay within England and Wales, where the offence is the same. The
forces with a published figure are those that somebody wrote about: no sample.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from offences.analysis import reasons
from offences.analysis.reasons import Why, because
from offences.names import areas, wording, years
from offences.names.errors import InputError
from offences.statistics import changes, domains, funnel, rates
from offences.tables import doubts, series, variation

#: A year is used for comparing when this many of the 43 forces have a figure in it.
ENOUGH_FORCES = 25
#: Under this many forces there is no funnel, rank or flag.
FEWEST_FORCES = 10
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
#: What is told of a count beside its number.
TOLD = ["round", "doubt", "figure_id"]


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


class Whole(NamedTuple):
    """The offences of England and Wales in a year; None where no round counted them all."""

    offences: float | None = None
    round: str = ""
    figure_ids: tuple = ()


class Funnel(NamedTuple):
    """What a comparison of forces rests on; rates per 10,000 children.

    Attributes
    ----------
    forces : int
        Forces with a rate.
    target : float
        The rate that all are held against; None, as all that follows, where too few
        forces have a rate.
    own : float
        The rate of these forces together.
    national : bool
        Whether the target is that of England and Wales.
    dispersion, variance : float
        From :func:`offences.statistics.funnel.between`.
    outside : int
        Forces outside the 95% limits that allow for the variance.
    """

    forces: int
    target: float | None = None
    own: float | None = None
    national: bool = False
    dispersion: float | None = None
    variance: float | None = None
    outside: int = 0


def children(population, year, group="under16"):
    """Give the resident children of every force of England and Wales.

    Parameters
    ----------
    population : pandas.DataFrame
        ``data/reference/population.csv``, as text.
    year : str
    group : str, optional
        ``under16`` or ``under18``.

    Returns
    -------
    pandas.DataFrame
        One row for each of the 43 forces in ONS order: area, force, children and the
        mid_year they are of.
    """
    found = [
        (code, areas.name(code), *rates.children(population, code, year, group)) for code in areas.forces()
    ]
    frame = pd.DataFrame(found, columns=["area", "force", "children", "mid_year"])
    return frame.astype({"children": "Int64", "mid_year": "Int64"})


def by_force(tables, population, year, group="under16"):
    """Show every force of England and Wales in one year, with what is missing about it.

    Notebook 03 shows the same steps one by one.

    Parameters
    ----------
    tables : offences.tables.series.Tables
    population, year, group
        As for :func:`children`.

    Returns
    -------
    pandas.DataFrame
        The rows of :func:`children` with offences, rate, low, high (offences over
        children, per 10,000, with 95% limits), round, missing (why there is no figure or
        rate, else None), doubt and figure_id.
    """
    year = years.read(year)
    counts = comparable(tables.offences, year).rename(columns={"low": "offences"})
    frame = children(population, year, group).join(counts[["offences", *TOLD]], on="area")
    frame[TOLD] = frame[TOLD].fillna("")
    residents = frame["children"].where(frame["children"].ge(rates.FEWEST_CHILDREN)).astype(float)
    limits = rates.limits_of(frame["offences"])
    frame["rate"] = 10_000 * frame["offences"] / residents
    frame["low"] = 10_000 * limits["low"] / residents
    frame["high"] = 10_000 * limits["high"] / residents
    return frame.assign(missing=missing(tables, frame, year))


def missing(tables, frame, year):
    """Say for each force why it has no comparable count of a year, or no rate.

    Parameters
    ----------
    tables : offences.tables.series.Tables
    frame : pandas.DataFrame
        Columns area, offences and children.
    year : str

    Returns
    -------
    pandas.Series
        :class:`offences.analysis.reasons.Reason`, or None where there is a rate.
    """
    frame = domains.frame(frame, "area offences children", "the table of forces")
    found = [
        no_count(tables, row.area, year) if pd.isna(row.offences) else no_rate(row.children)
        for row in frame.itertuples()
    ]
    return pd.Series(found, frame.index, dtype=object)


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
    held, offence = areas.members(area), areas.row(area)["offence"]
    forces = wording.listed(map(areas.name, held)) if len(held) < 10 else f"{len(held)} of them"
    cases = [
        (offence == "uk_mixed", because(Why.SEVERAL_OFFENCES, area=areas.name(area))),
        (offence not in (series.COMPARABLE, "uk_mixed"), because(Why.OTHER_OFFENCE)),
        (not held, because(Why.UNKNOWN_FORCES)),
        (len(held) > 1, because(Why.SEVERAL_FORCES, forces=forces)),
        (areas.level(area) == "force", because(Why.NO_RESIDENTS)),
    ]
    return next(reason for applies, reason in cases if applies)


def peers(area):
    """List the forces of the same ONS region (or of Wales) as a force, itself included."""
    area = areas.find(area)
    region, country = areas.row(area)["region"], areas.row(area)["country"]
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
        force, first_year, last_year, offences, children (the mean of the years), missing
        (why there is no figure or rate, else None), doubt and figure_id. Empty where no
        total was published.
    """
    codes = areas.find_all(codes)
    rows = series.totals(tables.figures)
    rows = rows[rows["area"].isin(codes) & rows["precision"].eq("exact")]
    spans = rows.groupby(["first_year", "last_year"])["area"].nunique()
    names = "area force first_year last_year offences children missing doubt figure_id".split()
    if rows.empty:
        return pd.DataFrame(columns=names)
    first, last = max(spans.index, key=lambda span: (spans[span], span))
    mine = rows[rows["first_year"].eq(first) & rows["last_year"].eq(last)].drop_duplicates("area")
    found, doubtful = mine.set_index("area"), doubts.of_figures(tables)["doubt"]
    out = []
    for code in codes:
        count, figure = found["low"].get(code), found["figure_id"].get(code, "")
        mean = _mean_children(population, code, years.span(first, last), group)
        reason = _no_total(tables, code, first, last) if count is None else no_rate(mean)
        out.append(
            [code, areas.name(code), first, last, count, mean, reason, doubtful.get(figure, ""), figure]
        )
    return pd.DataFrame(out, columns=names).astype({"offences": float, "children": float, "missing": object})


def _mean_children(population, area, span, group):
    """Give the mean number of an area's children over a span of years; missing where one was not published."""
    found = [rates.children(population, area, year, group)[0] for year in span]
    return float("nan") if None in found else sum(found) / len(found)


def widened(tables, area, first_year, last_year, count):
    """Give the 95% limits of an area's total of several years, by the variation that decides about it.

    Returns
    -------
    tuple of float
        None where no variation is known.
    """
    return changes.widened_count(count, variation.of_total(tables, area, first_year, last_year))


def whole_country(tables, year):
    """Give the offences of England and Wales in a year, from a round that says all 43 forces answered.

    Returns
    -------
    Whole
        Its figure_ids are that of the total and that of the number of forces.
    """
    year, figures = years.read(year), tables.figures
    said = figures["measure"].eq("forces_responding") & figures["area"].eq(areas.ENGLAND_AND_WALES)
    for row in figures[said & figures["low"].ge(len(areas.forces()))].to_dict("records"):
        total = series.of_round(tables.offences, areas.ENGLAND_AND_WALES, row["round"])
        if year in total.index:
            found = total.loc[year]
            return Whole(found["low"], row["round"], (found["figure_id"], row["figure_id"]))
    return Whole()


def national(tables, population, year, group="under16"):
    """Give the offences per child of England and Wales, where a round counted all its forces.

    Returns
    -------
    tuple
        Offences per resident, made as a force's rate is, the round and the figure_ids;
        (None, "", ()) where :func:`whole_country` has no count, or a force's residents were
        not published.
    """
    whole = whole_country(tables, year)
    residents = children(population, year, group)["children"]
    if pd.isna(whole.offences) or residents.isna().any():
        return None, "", ()
    return whole.offences / residents.sum(), whole.round, whole.figure_ids


#: Columns that a comparison of forces reads, and those that it gives.
READ = "area force offences rate children figure_id"
COLUMNS = (
    "area force offences expected ratio z flag adjusted_p rate shrunken_rate rank rank_from rank_to figure_id"
).split()


def table(by_force, target=None, k=None):
    """Compare the forces of a year.

    Parameters
    ----------
    by_force : pandas.DataFrame
        From :func:`offences.analysis.regions.by_force`; forces without a rate are left out.
    target : float, optional
        Offences per resident of the whole, where the national count is known; else
        that of these forces together.
    k : float, optional
        Of the clean table ``variation``, for the intervals of the ranks; without one there is no rank either.

    Returns
    -------
    tuple
        The table (force, offences, expected, ratio, z, flag, adjusted p, rate and
        shrunken rate per 10,000, rank of the rate and its limits) in order of name, and
        a :class:`Funnel`. With fewer than ``FEWEST_FORCES`` forces an empty table.
    """
    by_force = domains.frame(by_force, READ, "the table of forces")
    rated = by_force[by_force["rate"].notna()].sort_values("force", ignore_index=True)
    if target is not None:
        domains.number("positive", target, "target")
    if len(rated) < FEWEST_FORCES:
        return pd.DataFrame(columns=COLUMNS), Funnel(len(rated))
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
    places = low = high = pd.array([pd.NA] * len(rated), "Int64")
    if k is not None:
        places, low, high = funnel.ranks(observed, residents, k)
    words = np.where(z > 0, "above", "below")
    frame = pd.DataFrame(
        {
            "area": rated["area"],
            "force": rated["force"],
            "offences": observed,
            "expected": expected,
            "ratio": observed / expected,
            "z": z,
            "flag": np.where(flags, words, ""),
            "adjusted_p": chances,
            "rate": rated["rate"].astype(float),
            "shrunken_rate": 10_000 * shrunk,
            "rank": places,
            "rank_from": low,
            "rank_to": high,
            "figure_id": rated["figure_id"],
        }
    )
    own, outside = 10_000 * observed.sum() / residents.sum(), np.abs(z) > stats.norm.ppf(0.975)
    return frame, Funnel(
        len(rated), 10_000 * used, float(own), target is not None, spread, variance, int(outside.sum())
    )


def curves(info, most):
    """Give the funnel's limits as rates per 10,000, for drawing.

    Parameters
    ----------
    info : Funnel
        From :func:`table`.
    most : float
        Largest expected count.

    Returns
    -------
    list of tuple
        Name, style, expected counts, lower and upper limits; empty where too few
        forces were compared.
    """
    if pd.isna(info.target):
        return []
    expected = np.linspace(2, 1.05 * domains.number("expected", most, "most"), 80)
    lines = [
        ("95%, chance alone", ":", 0.95, 0.0),
        ("95%", "-", 0.95, info.variance),
        ("99.8%", "--", 0.998, info.variance),
    ]
    return [
        (name, style, expected, *(info.target * side for side in funnel.limits(expected, level, variance)))
        for name, style, level, variance in lines
    ]
