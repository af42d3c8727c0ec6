"""The official class of an area beside its published figures: frames of numbers.

Three different things stand side by side and are never added up: the recorded class,
the published offence, and the estimate.
"""

import dataclasses
from typing import NamedTuple

import numpy as np
import pandas as pd

from offences.analysis.reasons import Why, because
from offences.names import areas, reference, wording, years
from offences.statistics import bounds, relation
from offences.statistics import growth as trends
from offences.tables import estimates, outcomes, series, variation
from offences.tables import official as classes


class Both(NamedTuple):
    """First and last published figure of one round, and the class in the same two years."""

    first_year: str
    last_year: str
    round: str
    published: tuple
    grooming: tuple
    figure_ids: tuple


def _counts(official, area, offence_code=classes.GROOMING):
    """Give the whole years of a class for an area: the sum of its forces, where all of them are there."""
    counts = classes.whole_years(official, offence_code).reindex(areas.members(area))
    return counts.sum(min_count=max(len(counts), 1)).dropna()


def by_year(tables, area):
    """Set the class of an area beside its published figures and estimates, a row a whole year of the official series.

    Columns year, grooming (class 88A), exploitation (class 71), published (the chosen exact whole-year figure), ratio
    (published to grooming; missing where the round draws the area of other forces), fits (above, below or empty),
    doubt, round, figure_id, those of ``estimates``, and estimate_doubt (of what the estimate rests on). Missing is missing.
    """
    frame = pd.DataFrame(
        {
            "grooming": _counts(tables.official, area),
            "exploitation": _counts(tables.official, area, classes.EXPLOITATION),
        }
    ).astype(float)
    frame.index = frame.index.astype(str).rename("year")
    chosen = series.of_area(tables.offences, area)
    chosen = chosen[chosen["precision"].eq("exact") & chosen["offence"].eq(series.COMPARABLE)]
    frame = frame.join(chosen[["low", "round", "doubt", "figure_id"]].rename(columns={"low": "published"}))
    drawn = frame["round"].fillna("")
    same = drawn.map(lambda name: set(areas.members(area, name)) == set(areas.members(area)))
    frame["ratio"] = frame["published"] / frame["grooming"].where(frame["grooming"].gt(0) & same.astype(bool))
    pairs = estimates.beside(tables.offences, tables.official)
    frame = frame.join(pairs[pairs["area"].eq(area)].set_index("year")["fits"])
    mine = tables.estimates[tables.estimates["area"].eq(area)].drop(columns=["area", "doubt_rows"])
    mine = mine.rename(columns={"doubt": "estimate_doubt"}).set_index("year")
    columns = "grooming exploitation published ratio fits doubt round figure_id".split()
    return frame[columns].join(mine).reset_index()


def growth(history, first_year=""):
    """Fit the growth of the class over the whole years of a History, or those from a later one on, as a Trend.

    None where :func:`no_growth` says why.
    """
    if no_growth(history, first_year):
        return None
    return trends.trend(_between(history, first_year), _size(history))


def no_growth(history, first_year=""):
    """Give the Reason why no trend is fitted to these years of the class; None where one is."""
    counts = _between(history, first_year)
    if counts.empty:
        return _no_class(history)
    if np.isinf(_size(history)):
        return because(Why.NATION)
    if counts.mean() < variation.FEWEST_A_YEAR:
        return because(Why.FEW_A_YEAR, fewest=variation.FEWEST_A_YEAR, mean=f"{counts.mean():.1f}")
    fewest, above = max(trends.FEWEST_WITH_K, trends.FEWEST_ABOVE_ZERO), int(counts.gt(0).sum())
    if above < fewest:
        return because(Why.FEW_YEARS, fewest=fewest, years=above, are="is" if above == 1 else "are")
    ends = counts.index[0], counts.index[-1]
    return because(Why.GAP, span=wording.span(*ends)) if years.span(*ends) != list(counts.index) else None


def _no_class(history):
    return because(Why.NO_CLASS_YEARS, years=wording.span(history.first_year, history.last_year))


def _size(history):
    return variation.size_of(history.tables, history.area, variation.CLASS)


def _between(history, first_year=""):
    counts, first = _counts(history.tables.official, history.area), max(first_year, history.first_year)
    return counts[[first <= year <= history.last_year for year in counts.index]]


def both(history):
    """Set the first and last figure that one round prints beside the class of the same years, as Both.

    None where :func:`not_both` says why.
    """
    if not_both(history):
        return None
    counts, pair = _between(history), _printed(history).iloc[[0, -1]]
    named = pair["year"].iloc[0], pair["year"].iloc[1], pair["round"].iloc[0]
    return Both(*named, tuple(pair["low"]), tuple(counts[pair["year"]]), tuple(pair["figure_id"]))


def not_both(history):
    """Give the Reason why no two printed years stand beside the class; None where they do."""
    counts, printed, area = _between(history), _printed(history), history.area
    if counts.empty:
        return _no_class(history)
    if len(printed) < 2:
        return because(Why.NO_ROUND, span=wording.span(history.first_year, counts.index[-1]))
    if lacking := [year for year in printed["year"].iloc[[0, -1]] if year not in counts.index]:
        return because(Why.NO_CLASS_YEARS, years=wording.listed(lacking))
    round_ = printed["round"].iloc[0]
    if set(areas.members(area, round_)) != set(areas.members(area)):
        return because(Why.OTHER_FORCES, round=wording.round_name(round_))
    return None


def _printed(history):
    """Give the rows of the round that prints most years, of those up to the last of the class."""
    last = max(_between(history).index, default=history.last_year)
    return dataclasses.replace(history, last_year=last).printed


@reference.kept
def calibration(figures, offences, official):
    """Test the estimates: hold each published figure against the relation fitted without its force.

    Columns of (which figures), figures, within80 and within95 (the share of them inside the limits), error (the median
    difference from the estimate, either way, as a part of the figure) and width (the median ratio of the upper to the
    lower 95% limit). A class too small for an estimate counts with limits in proportion to it. Where a part of the year
    was published too, the figure is also held against that part and the estimate of the rest.
    """
    pairs = estimates.beside(offences, official)
    tested = pairs[pairs["grooming"].gt(0)].reset_index(drop=True)
    without = {area: estimates.fitted(pairs[pairs["area"].ne(area)]) for area in tested["area"].unique()}
    parts, rows, in_part = estimates.parts(figures, offences), [], {}
    for row in tested.itertuples():
        found = relation.likely(without[row.area], relation.FEWEST_IN_CLASS, row.later)
        unit = row.grooming / relation.FEWEST_IN_CLASS
        rows.append(_held(found._replace(value=unit * found.value), row.published))
        if (row.area, row.year) in parts:
            part = parts[row.area, row.year]
            rest = classes.outside(official, row.area, row.year, part["start"], part["end"])
            found = relation.likely_rest(without[row.area], part["low"], rest, row.later)
            in_part[row.Index] = _held(found, row.published)
    columns = ["within80", "within95", "error", "width"]
    tested[columns] = rows
    large = tested["grooming"].ge(relation.FEWEST_IN_CLASS)
    kinds = {
        "every published figure": tested,
        "of a class large enough for an estimate": tested[large],
        "that fits the class": tested[large & tested["fits"].eq("")],
        "of the first year": tested[~tested["later"]],
        "of later years": tested[tested["later"]],
        "with a part of the year published too": pd.DataFrame.from_dict(in_part, "index", columns=columns),
    }
    found = [
        [of, len(rows), *rows[columns[:2]].mean(), *rows[columns[2:]].median()]
        for of, rows in kinds.items()
        if len(rows)
    ]
    return pd.DataFrame(found, columns=["of", "figures", *columns])


def _held(likely, published):
    """Tell whether limits hold a published figure, how far it lies from the estimate, and how wide the wider limits are."""
    limits = [likely.limits(share) for share in estimates.LEVELS.values()]
    value, least, most = limits[-1]
    inside = [low <= published <= high for _, low, high in limits]
    return [*inside, abs(value / published - 1) if published else np.inf, most / least]


def vintages(official, area):
    """List each whole year of an area that several vintages hold: offence_code, year, vintage and offences."""
    found = classes.by_vintage(official, areas.members(area))
    several = found.groupby(["offence_code", "year"])["vintage"].transform("nunique").gt(1)
    return found[several].reset_index(drop=True)


def charged(usable, shown, area):
    """Give by year the share of a force's offences that had led to a charge, in percent with Wilson's 95% limits.

    usable is from :func:`offences.tables.outcomes.shares`, shown the clean table of outcomes, small cells hidden.
    Columns year, charged, offences, percent, low and high; missing where the count is hidden.
    """
    mine = shown[shown["area"].eq(area) & shown["offence_code"].eq(classes.GROOMING)]
    counts = mine[mine["outcome_type"].eq(outcomes.CHARGED)].set_index("year")["outcomes"]
    rows = []
    for year, of in usable[usable.index.get_level_values("area") == area]["of"].droplevel("area").items():
        count = counts.get(year, 0)
        found = (None,) * 3 if pd.isna(count) else (100 * count / of, *bounds.wilson(count, of))
        rows.append([year, count, of, *found])
    frame = pd.DataFrame(rows, columns="year charged offences percent low high".split())
    return frame.astype({"charged": "Int64", "percent": float, "low": float, "high": float})
