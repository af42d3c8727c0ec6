"""Put areas beside each other, and say which cannot be.

Compared is the recorded class, which every force of England and Wales has; the forces
with a published figure are those that somebody wrote about, and no sample.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from offences.analysis import neighbours, reasons
from offences.analysis.reasons import Why, because
from offences.names import areas, reference, wording, years
from offences.names.errors import InputError
from offences.statistics import domains, funnel, rates
from offences.tables import doubts, estimates, series, variation
from offences.tables import official as classes

#: Under this many forces there is no funnel, rank or flag.
FEWEST_FORCES = 10
#: Published totals of fewer years are left to the years themselves.
FEWEST_YEARS = 3
TOTALS = "area force first_year last_year offences child_years error degrees missing doubt misfits figure_id".split()
#: Ways to shuffle which forces had a figure, and the seed that makes them the same each time.
DRAWS, SEED = 10_000, 20_231_019
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


class Funnel(NamedTuple):
    """What a comparison of forces rests on; all but their number are None, or 0, where too few have a rate.

    target is the rate of all together, per 10,000 children; dispersion and variance those of
    :func:`offences.statistics.funnel.between`; outside counts the forces outside the 95% limits of that spread.
    """

    forces: int
    target: float | None = None
    dispersion: float | None = None
    variance: float | None = None
    outside: int = 0


def missing(tables, frame, year):
    """Give the Reason why each force has no published count of a year, or no rate; None where there is one.

    The frame has columns area, published and children.
    """
    frame = domains.frame(frame, "area published children", "the table of forces")
    year, figures = years.read(year), tables.figures
    about = figures["first_year"].le(year) & figures["last_year"].ge(year)
    about = figures[about & figures["offence"].isin(series.COUNTED)]
    why = {**_others_only(about), **_totals_only(about), **no_answers(about), **_not_exact(tables, year)}
    found = [
        why.get(areas.find(row.area), because(Why.NOTHING))
        if pd.isna(row.published)
        else no_rate(row.children)
        for row in frame.itertuples()
    ]
    return pd.Series(found, frame.index, dtype=object)


def no_rate(residents):
    """Give the rule that refuses a rate for want of children; None where there are enough."""
    if pd.isna(residents):
        return because(Why.NO_CHILDREN)
    return because(Why.FEW_CHILDREN) if residents < rates.FEWEST_CHILDREN else None


def _not_exact(tables, year):
    """Give by area the Reason why its chosen figure of a year is no count of the whole year, or no exact one."""
    chosen, found = tables.offences[tables.offences["year"].eq(year) & tables.offences["chosen"]], {}
    for row in chosen.to_dict("records"):
        reason = because(Why.IN_WORDS, printed=wording.quoted(row["printed"]))
        if not row["whole"]:
            part = reasons.of_part(tables.figures, row)
            settled = part.why is Why.SETTLED
            reason = because(Why.DOUBTFUL_PERIOD, because=part) if settled else because(Why.PART)
        found[row["area"]] = reason
    return found


def no_answers(figures):
    """Give by area the Reason that says what was answered in place of a count, from the figures about its years."""
    figures = domains.frame(figures, "area measure dimension status", "the table of figures")
    asked = figures["measure"].isin(["offences", "question"]) & figures["dimension"].eq("")
    said = figures[asked].groupby("area")["status"].agg(set)
    reasons_of = {
        area: [why for status, why in NO_ANSWER.items() if status in found] for area, found in said.items()
    }
    return {area: because(whys[0]) for area, whys in reasons_of.items() if whys}


def _totals_only(figures):
    return {
        area: because(Why.TOTAL_ONLY, spans=_spans(rows))
        for area, rows in series.totals(figures).groupby("area")
    }


def _others_only(figures):
    printed = figures[figures["status"].eq("published") & figures["measure"].isin(OTHERS)]
    return {
        area: because(
            Why.OTHERS_ONLY, others=wording.listed(words for name, words in OTHERS.items() if name in known)
        )
        for area, known in printed.groupby("area")["measure"].agg(set).items()
    }


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
    """Give the Reason why an area has no place among the forces of England and Wales; None for one of these."""
    area = areas.find(area)
    if area in areas.forces():
        return None
    held, offence = areas.members(area), areas.row(area)["offence"]
    forces = wording.listed(map(areas.name, held)) if len(held) < 10 else f"{len(held)} of them"
    cases = [
        (offence == "uk_mixed", because(Why.SEVERAL_OFFENCES)),
        (offence not in (series.COMPARABLE, "uk_mixed"), because(Why.OTHER_OFFENCE)),
        (not held, because(Why.UNKNOWN_FORCES)),
        (len(held) > 1, because(Why.SEVERAL_FORCES, forces=forces)),
        (areas.level(area) == "force", because(Why.NO_RESIDENTS)),
    ]
    return next(reason for applies, reason in cases if applies)


def totals(tables, population, codes, group="under16"):
    """Set published totals of several years beside each other, a row an area, of the span that most of the areas share.

    Columns area, force (its name), first_year, last_year, offences, child_years (the children of every year, added up;
    missing where they are too few), error and degrees (as for :func:`offences.analysis.neighbours.class_rates`),
    missing (why there is no figure or rate, else None), doubt, misfits (the figure_ids of its years in the same round
    that do not fit the class) and figure_id. Empty where no total of ``FEWEST_YEARS`` or more is there.
    """
    codes, rows = areas.find_all(codes), series.totals(tables.figures)
    rates.residents(population, years.FIRST_YEAR, group)  # refuses what is no group, totals or not
    length = rows["last_year"].map(years.start) - rows["first_year"].map(years.start) + 1
    rows = rows[rows["area"].isin(codes) & rows["precision"].eq("exact") & length.ge(FEWEST_YEARS)]
    spans = rows.groupby(["first_year", "last_year"])["area"].nunique()
    if rows.empty:
        return pd.DataFrame(columns=TOTALS)
    first, last = max(spans.index, key=lambda span: (spans[span], span))
    rows = rows[rows["first_year"].eq(first) & rows["last_year"].eq(last)]
    printed = rows.drop_duplicates("area")[["area", "low", "round", "figure_id"]].rename(
        columns={"low": "offences"}
    )
    over = neighbours.class_rates(tables, population, codes, last, group, first)
    frame = (
        over[["area", "force", "children"]].merge(printed, how="left", on="area").fillna({"figure_id": ""})
    )
    few = [no_rate(children / len(years.span(first, last))) for children in frame["children"]]
    missing = [
        _no_total(tables, row.area, first, last) if pd.isna(row.offences) else why
        for row, why in zip(frame.itertuples(), few, strict=True)
    ]
    doubtful = doubts.of_figures(tables.problems, tables.figures)["doubt"]
    found = frame.assign(
        first_year=first,
        last_year=last,
        child_years=frame["children"].astype(float).mask([why is not None for why in few]),
        missing=pd.Series(missing, frame.index, dtype=object),
        doubt=[doubtful.get(name, "") for name in frame["figure_id"]],
        misfits=_misfits(tables, frame, first, last),
    )
    varied = [variation.of_total(tables, code, first, last) for code in frame["area"]]
    errors = [
        (each.dispersion * (1 / count + 1 / each.k)) ** 0.5 if each else np.nan
        for each, count in zip(varied, frame["offences"], strict=True)
    ]
    degrees = [each.degrees if each else np.nan for each in varied]
    return found.assign(error=errors, degrees=degrees)[TOTALS]


def _misfits(tables, frame, first, last):
    """List for each area and round the figures of a span of years that do not fit the class."""
    wrong = estimates.misfits(tables.offences, tables.official)
    wrong = wrong[wrong["year"].between(first, last)].merge(tables.figures[["figure_id", "round"]])
    found = wrong.groupby(["area", "round"])["figure_id"].agg(tuple).to_dict()
    return [found.get(key, ()) for key in zip(frame["area"], frame["round"], strict=True)]


def compare(forces):
    """Compare the forces of a year, as ``neighbours.class_rates`` gives them, with each other: a frame and a Funnel.

    Columns area, force, offences, rate, expected (at the rate of all together), z (allowing for the spread between
    forces), adjusted_p, flag (above, below or empty), rank of the rate, rank_from and rank_to, in order of name, of the
    forces with a rate. Empty with fewer than ``FEWEST_FORCES``.
    """
    forces = domains.frame(forces, "area force offences children rate k", "the table of forces")
    rated = forces[forces["rate"].notna()].sort_values("force", ignore_index=True)
    columns = "area force offences rate expected z adjusted_p flag rank rank_from rank_to".split()
    if len(rated) < FEWEST_FORCES:
        return pd.DataFrame(columns=columns), Funnel(len(rated))
    observed, residents = rated["offences"].to_numpy(float), rated["children"].to_numpy(float)
    if not observed.any():
        raise InputError(f"none of the {len(rated)} forces recorded an offence: there is nothing to compare.")
    target = observed.sum() / residents.sum()
    dispersion, variance = map(float, funnel.between(observed, target * residents))
    z = funnel.scores(observed, target * residents, variance)
    flags, adjusted = funnel.flagged(z)
    frame = rated.assign(
        expected=target * residents,
        z=z,
        adjusted_p=adjusted,
        flag=np.where(flags, np.where(z > 0, "above", "below"), ""),
    )
    frame[["rank", "rank_from", "rank_to"]] = np.column_stack(funnel.ranks(observed, residents, rated["k"]))
    outside = int((np.abs(z) > stats.norm.ppf(0.975)).sum())
    return frame[columns], Funnel(len(rated), float(10_000 * target), dispersion, variance, outside)


def curves(info, most):
    """Give the limits of a Funnel as rates per 10,000, up to the most expected offences, for drawing.

    Tuples of name, style, expected counts, lower and upper limits; none where too few forces were compared.
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


def selection(tables, population, group="under16"):
    """Compare the class of the forces with a published figure with that of those without, year by year.

    Columns year, forces (with a figure), with_figure and without (class 88A per 10,000 children of these forces
    together), covered (share of all children that live in the forces with a figure) and p: the share of random choices
    of as many forces whose rates differ by as much in ratio, either way.
    """
    return _selection(tables.offences, tables.official, population, group)


@reference.kept
def _selection(offences, official, population, group):
    counts = classes.whole_years(official).reindex(areas.forces())
    pairs = estimates.beside(offences, official)
    random, rows = np.random.default_rng(SEED), []
    for year in [name for name in counts.columns if name >= years.FIRST_YEAR]:
        found = counts[year].to_numpy(float)
        children = rates.residents(population, year, group)["children"].reindex(counts.index).to_numpy(float)
        have = counts.index.isin(pairs.loc[pairs["year"].eq(year), "area"])
        if have.all() or not have.any() or np.isnan(found).any():
            continue
        order = random.permuted(np.tile(np.arange(len(found)), (DRAWS, 1)), axis=1)
        parted = [np.flatnonzero(have)[None], np.flatnonzero(~have)[None]]
        drawn = [order[:, : have.sum()], order[:, have.sum() :]]
        rate = [
            10_000 * found[rows_].sum(axis=1) / children[rows_].sum(axis=1) for rows_ in (*parted, *drawn)
        ]
        contrast, by_chance = abs(np.log(rate[0] / rate[1])), abs(np.log(rate[2] / rate[3]))
        p = (1 + (by_chance >= contrast - 1e-12).sum()) / (1 + DRAWS)
        rows.append([year, int(have.sum()), rate[0][0], rate[1][0], children[have].sum() / children.sum(), p])
    return pd.DataFrame(rows, columns="year forces with_figure without covered p".split())


def fits(tables, year):
    """Tell by area which published figures of a year lie above or below what fits the official class."""
    wrong = estimates.misfits(tables.offences, tables.official)
    return wrong[wrong["year"].eq(years.read(year))].set_index("area")["fits"]
