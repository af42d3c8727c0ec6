"""How fast counts grow, with intervals that allow for more than chance.

Recorded counts vary more than a Poisson count does. Two counts cannot show by
how much, so the dispersion is pooled over the areas whose years one round
prints, and intervals are widened by it (quasi-likelihood: McCullagh and Nelder
1989; for crime counts Osgood 2000).
"""

import functools
from typing import NamedTuple

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy import stats

from offences import areas, rates, series, wording, years
from offences.errors import InputError

#: Years that a trend needs, and that an area needs to tell about dispersion.
FEWEST_YEARS = 5
#: Years that a change point needs: fewer would always find one.
FEWEST_FOR_CHANGE_POINT = 6


#: Below this base no percentage is printed: one offence more would move it too far.
SMALLEST_BASE = 10


def change(base, latest, level=0.95):
    """Compare two counts as a percentage with its exact conditional interval.

    Given the sum of both counts, the later one is binomial; its Clopper-Pearson
    limits give those of the ratio (Przyborowski and Wilenski 1940). The interval
    allows for chance (Poisson) alone.

    Parameters
    ----------
    base, latest : int
        Counts of years of equal length, 0 or more.
    level : float, optional
        Coverage.

    Returns
    -------
    tuple of float
        Change, lower and upper limit, in percent; (None, None, None) where the
        base is under ``SMALLEST_BASE``.

    Examples
    --------
    >>> [round(limit, 1) for limit in change(37, 74)]
    [100.0, 33.0, 205.3]
    """
    if base < SMALLEST_BASE:
        return None, None, None
    limits = stats.binomtest(int(latest), int(base + latest)).proportion_ci(level, "exact")
    low, high = (share / (1 - share) if share < 1 else float("inf") for share in limits)
    return 100 * (latest / base - 1), 100 * (low - 1), 100 * (high - 1)


class Trend(NamedTuple):
    """A quasi-Poisson trend: growth in percent a year with limits, and what it was fitted to."""

    growth: float
    low: float
    high: float
    dispersion: float
    degrees: int
    years: int


def fit(counts):
    """Fit a log-linear quasi-Poisson trend to yearly counts.

    The offset is the number of days on which the offence was in force. Errors are
    those of chance alone; :func:`_dispersion_of` widens them.

    Parameters
    ----------
    counts : pandas.Series
        Counts indexed by financial year; years without a figure left out.

    Returns
    -------
    statsmodels GLMResults

    Raises
    ------
    InputError
        With fewer than ``FEWEST_YEARS`` years, or where nothing was recorded.
    """
    counts = counts.astype(float).sort_index()
    if counts.index.has_duplicates:
        raise InputError("a year stands twice; give one count a year.")
    if len(counts) < FEWEST_YEARS:
        raise InputError(
            f"{wording.many(len(counts), 'year')}: a trend needs {FEWEST_YEARS} whole years of one round."
        )
    if counts.isna().any() or (counts < 0).any():
        raise InputError("a count is missing or negative; leave out years without a figure.")
    if counts.sum() == 0:
        raise InputError("nothing was recorded in any year: there is no trend to fit.")
    return sm.GLM(
        counts.to_numpy(),
        design(counts.index),
        family=sm.families.Poisson(),
        offset=np.log([rates.days(year) / 365 for year in counts.index]),
    ).fit()


def _dispersion_of(fitted):
    """Give Pearson's chi-squared over its degrees of freedom, at least 1."""
    return max(float(fitted.pearson_chi2 / fitted.df_resid), 1.0)


def design(named):
    """Give the columns of a trend: a constant and the years since 2017/18."""
    since = [years.start(year) - years.start(years.FIRST_YEAR) for year in named]
    return sm.add_constant(np.asarray(since, dtype=float), has_constant="add")


def trend(counts, level=0.95):
    """Estimate growth a year with t limits; arguments and errors as for :func:`fit`.

    Returns
    -------
    Trend

    Examples
    --------
    >>> south_east = pd.Series([226, 292, 388, 507, 429, 493, 585], years.span("2017/18", "2023/24"))
    >>> found = trend(south_east)
    >>> round(found.growth), round(found.dispersion)
    (14, 9)
    """
    fitted = fit(counts)
    degrees, dispersion = int(fitted.df_resid), _dispersion_of(fitted)
    reach = float(stats.t.ppf(0.5 + level / 2, degrees)) * float(fitted.bse[1]) * dispersion**0.5
    slope = float(fitted.params[1])
    growth, low, high = (100 * (float(np.exp(value)) - 1) for value in (slope, slope - reach, slope + reach))
    return Trend(growth, low, high, dispersion, degrees, len(counts))


def predicted(counts, year, level=0.95):
    """Predict a year's count with its prediction interval.

    Parameters
    ----------
    counts : pandas.Series
        As for :func:`fit`.
    year : str
        The year predicted.
    level : float, optional

    Returns
    -------
    tuple of float
        Expected count, lower and upper limit of a new count; it allows for the
        uncertainty of the trend and for the dispersion of a single year.
    """
    fitted = fit(counts)
    row = design([year])[0]
    share = rates.days(year) / 365
    mean = share * float(np.exp(row @ fitted.params))
    variance = _dispersion_of(fitted) * (mean + mean**2 * float(row @ fitted.cov_params() @ row))
    reach = float(stats.t.ppf(0.5 + level / 2, int(fitted.df_resid))) * variance**0.5
    return mean, max(mean - reach, 0.0), mean + reach


def change_point(counts):
    """Find the year from which another level of counts fits best: a description, no test.

    Returns
    -------
    tuple
        The first year of the later level, and the counts a year before and after;
        ("", None, None) with fewer than ``FEWEST_FOR_CHANGE_POINT`` years.
    """
    counts = counts.astype(float).sort_index()
    if len(counts) < FEWEST_FOR_CHANGE_POINT:
        return "", None, None
    values = counts.to_numpy()
    splits = range(2, len(values) - 1)
    likelihood = [sum(_poisson(part) for part in (values[:at], values[at:])) for at in splits]
    at = list(splits)[int(np.argmax(likelihood))]
    return counts.index[at], float(values[:at].mean()), float(values[at:].mean())


def _poisson(part):
    mean = part.mean()
    return float((part * np.log(mean) - mean).sum()) if mean else 0.0


def long_series(offences):
    """List the forces of England and Wales with five or more whole years of one round.

    Returns
    -------
    dict of str to pandas.Series
        Counts by year, by area code.
    """
    found = {}
    for area in areas.forces():
        best = series.best_round(offences, area, years.FIRST_YEAR, "9999")
        counts = series.of_round(offences, area, best)["low"] if best else pd.Series(dtype=float)
        if len(counts) >= FEWEST_YEARS:
            found[area] = counts
    return found


def dispersion(tables):
    """Pool the dispersion over the long series without a jump, each about its own trend.

    A series with a jump (see :mod:`offences.problems`) may hold a partial answer,
    so its years are not comparable; what it would add is shown beside.

    Parameters
    ----------
    tables : offences.series.Tables

    Returns
    -------
    tuple
        Dispersion (Pearson chi-squared over degrees of freedom, at least 1), its
        degrees of freedom, and a table: area, years, dispersion and used.
    """
    jumps = set(tables.problems.loc[tables.problems["kind"].eq("jump"), "area"])
    series_of = long_series(tables.offences)
    key = tuple((area, tuple(counts.items()), area not in jumps) for area, counts in series_of.items())
    value, degrees, rows = _pooled(key)
    return value, degrees, pd.DataFrame(rows, columns=["area", "years", "dispersion", "used"])


@functools.cache
def _pooled(key):
    rows, chi, degrees = [], 0.0, 0
    for area, items, used in key:
        fitted = fit(pd.Series(dict(items)))
        chi += float(fitted.pearson_chi2) * used
        degrees += int(fitted.df_resid) * used
        why = "yes" if used else "no: a jump in it may be a partial answer"
        rows.append([areas.name(area), len(items), round(_dispersion_of(fitted), 1), why])
    return (max(chi / degrees, 1.0) if degrees else 1.0), degrees or np.inf, rows


def variation(tables, counts):
    """Give the dispersion for a change within a series: the pooled one, or its own where that is larger.

    Parameters
    ----------
    tables : offences.series.Tables
    counts : pandas.Series
        Counts by year; with fewer than ``FEWEST_YEARS`` it cannot show its own.

    Returns
    -------
    tuple
        Dispersion and its degrees of freedom.
    """
    pooled, degrees, _ = dispersion(tables)
    if len(counts) < FEWEST_YEARS or min(counts.index) < years.FIRST_YEAR:
        return pooled, degrees
    own = trend(counts)
    return (own.dispersion, own.degrees) if own.dispersion > pooled else (pooled, degrees)


def widened(base, latest, dispersion, degrees=np.inf, level=0.95):
    """Give the interval of a change, widened by a dispersion.

    The logarithm of the ratio has the variance ``dispersion * (1/base + 1/latest)``.
    Where the later count is zero it has none, and the conditional interval of the
    counts divided by the dispersion is taken. It is never narrower than the exact
    one.

    Parameters
    ----------
    base, latest : int
        Counts of years of equal length.
    dispersion : float
        1 or more.
    degrees : float, optional
        Degrees of freedom of the dispersion.
    level : float, optional

    Returns
    -------
    tuple of float
        Change, lower and upper limit, in percent; (None, None, None) under a base
        of ``SMALLEST_BASE``.

    Examples
    --------
    >>> [round(limit) for limit in widened(37, 74, 5)]
    [100, -17, 383]
    """
    found, exact_low, exact_high = change(base, latest, level)
    if found is None:
        return None, None, None
    if dispersion < 1:
        raise InputError(f"a dispersion of {dispersion} is under 1: chance alone has 1.")
    reach = float(stats.t.ppf(0.5 + level / 2, degrees))
    if latest == 0:
        high = float(stats.beta.ppf(0.5 + level / 2, 1, base / dispersion))
        return found, exact_low, max(exact_high, 100 * (high / (1 - high) - 1))
    centre, error = np.log(latest / base), (dispersion * (1 / base + 1 / latest)) ** 0.5
    low, high = (100 * (float(np.exp(centre + side * reach * error)) - 1) for side in (-1, 1))
    return found, min(low, exact_low), max(high, exact_high)


def absent(tables, area, round_, first_year):
    """Find the forces that a round says did not answer, with their figure of the first year.

    Returns
    -------
    list of tuple
        Area code, its count of the first year, and the figure_ids: of the words
        that say so and of the count.
    """
    figures = tables.figures
    said = figures["measure"].eq("forces_responding") & figures["round"].eq(round_)
    words = figures[said & figures["value_as_published"].str.contains("except ")]
    found = []
    for row in words.to_dict("records"):
        code = areas.find(row["value_as_published"].split("except ")[1])
        theirs = series.of_area(tables.offences, code)
        if first_year in theirs.index and code in areas.members(area):
            first = theirs.loc[first_year]
            found.append((code, first["low"], f"{row['figure_id']} {first['figure_id']}"))
    return found


def comparable(tables, area, first_year, last_year):
    """Set growth over all, over forces with both ends and over forces with every year side by side.

    Every line takes its counts from one round.

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
        last, change, low, high (widened interval), covers (share of the printed
        latest total) and left_out.
    """
    inside = tables.offences["area"].isin([area, *areas.members(area)])
    rows = []
    for round_ in sorted(tables.offences.loc[inside, "round"].unique()):
        for basis, counts, kept, covers, left_out in _bases(tables, area, round_, first_year, last_year):
            base, latest = counts.iloc[0], counts.iloc[-1]
            span = wording.span(counts.index[0], counts.index[-1])
            found = widened(base, latest, *variation(tables, counts))
            rows.append([round_, basis, span, kept, base, latest, *found, covers, left_out])
    names = "round basis years forces first last change low high covers left_out"
    return pd.DataFrame(rows, columns=names.split())


def _bases(tables, area, round_, first_year, last_year):
    """Give for each basis the counts by year, how many forces, their share and who is left out."""
    members = areas.members(area, round_)
    counts = {code: series.of_round(tables.offences, code, round_)["low"] for code in {area, *members}}
    counts = {
        code: found[found.index.to_series().between(first_year, last_year)] for code, found in counts.items()
    }
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
        yield "as printed", printed, "all", "100%", ""
        for code, count, _ in absent(tables, area, round_, first):
            without = printed[[first, last]] - [count, 0]
            yield "without the force that did not answer", without, "all but 1", "100%", areas.name(code)
    whole = printed.get(last)
    wanted = {"forces with both years": [first, last], "forces with every year": years.span(first, last)}
    for basis, needed in wanted.items():
        kept = [code for code, found in counts.items() if set(needed) <= set(found.index)]
        if len(kept) > 1:
            gone = [areas.name(code) for code in members if code not in kept]
            left_out = wording.listed(gone) if len(gone) < 10 else f"{len(gone)} forces without figures"
            common = sorted(set.intersection(*(set(counts[code].index) for code in kept)))
            total = sum(counts[code][common] for code in kept)
            covers = wording.percent(100 * total[last] / whole) if whole else "[x]"
            yield basis, total, f"{len(kept)} of {len(members)}", covers, left_out


def projection(tables, area, first_year, last_year):
    """Fit the trend of an area's best round and predict the year after it.

    The method is tried on the past first: the last year is left out and predicted.

    Parameters
    ----------
    tables : offences.series.Tables
    area, first_year, last_year : str

    Returns
    -------
    dict or None
        ``counts`` (Series by year), ``round``, ``trend`` (:class:`Trend`), ``year``
        (the year predicted), ``predicted`` (expected count and limits), ``tested``
        (the same for the last year, or None with too few years), ``figure_ids``
        and ``change_point``. None with fewer than ``FEWEST_YEARS`` years.
    """
    best = series.best_round(tables.offences, area, first_year, last_year) if area else ""
    rows = series.of_round(tables.offences, area, best) if best else tables.offences.iloc[:0]
    rows = rows[rows["year"].between(first_year, last_year)]
    counts = rows["low"].rename(area)
    if len(counts) < FEWEST_YEARS:
        return None
    year = years.shift(counts.index[-1], 1)
    return {
        "counts": counts,
        "round": best,
        "trend": trend(counts),
        "year": year,
        "predicted": predicted(counts, year),
        "tested": predicted(counts.iloc[:-1], counts.index[-1]) if len(counts) > FEWEST_YEARS else None,
        "change_point": change_point(counts),
        "figure_ids": " ".join(rows["figure_id"]),
    }


def projection_table(found):
    """Lay a projection out: growth a year, the year left out, the year predicted, the two levels.

    Parameters
    ----------
    found : dict
        From :func:`projection`.

    Returns
    -------
    pandas.DataFrame
        Columns what, value, low, high (95%) and recorded.
    """
    fitted, last = found["trend"], found["counts"].index[-1]
    rows = [
        ["growth a year, percent", fitted.growth, fitted.low, fitted.high, None],
        ["dispersion", fitted.dispersion, None, None, None],
        [f"{found['year']}, predicted", *found["predicted"], None],
    ]
    if found["tested"]:
        rows.append([f"{last}, left out and predicted", *found["tested"], found["counts"].iloc[-1]])
    year, before, after = found["change_point"]
    if year:
        rows += [
            [f"mean before {year}", before, None, None, None],
            [f"mean from {year} on", after, None, None, None],
        ]
    frame = pd.DataFrame(rows, columns=["what", "value", "low", "high", "recorded"])
    return frame.astype(dict.fromkeys(("value", "low", "high", "recorded"), "Float64")).round(1)


def trend_sentences(found, area):
    """Say what a projection shows, as strongly as its intervals allow.

    Returns
    -------
    list of tuple of str
        Sentences with the figure_ids they rest on.
    """
    fitted, counts, ids = found["trend"], found["counts"], found["figure_ids"]
    name = areas.said(area)
    span = wording.span(counts.index[0], counts.index[-1])
    limits = f"95% interval {wording.interval(fitted.low, fitted.high)}, dispersion {fitted.dispersion:.1f}"
    if fitted.low <= 0 <= fitted.high:
        what = f"no clear trend ({wording.change(fitted.growth)} a year; {limits})"
    else:
        what = f"{'growth' if fitted.growth > 0 else 'a fall'} of {wording.percent(abs(fitted.growth))} a year ({limits})"
    said = [(f"{name[0].upper()}{name[1:]}, {span} ({wording.many(len(counts), 'year')}): {what}.", ids)]
    if found["tested"]:
        mean, low, high = found["tested"]
        last = counts.iloc[-1]
        held = "inside" if low <= last <= high else "outside"
        said.append(
            (
                f"Left out and predicted from the years before it, {counts.index[-1]} should have had "
                f"{wording.number(mean)} offences (95% prediction {wording.number(low)} to {wording.number(high)}); "
                f"it had {wording.number(last)}, {held} the interval.",
                ids,
            )
        )
    mean, low, high = found["predicted"]
    said.append(
        (
            f"If nothing but the trend went on, {found['year']} would have {wording.number(mean)} "
            f"(95% prediction {wording.number(low)} to {wording.number(high)}).",
            ids,
        )
    )
    year, before, after = found["change_point"]
    if year:
        said.append(
            (
                f"As a description only: the years split best at {year}, with {wording.number(before)} a year "
                f"before and {wording.number(after)} from then on.",
                ids,
            )
        )
    return said
