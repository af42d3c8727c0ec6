"""How fast counts grow, with intervals that allow for more than chance.

Recorded counts vary more than a Poisson count does. Two counts cannot show by
how much, so the dispersion is pooled over the areas whose years one round
prints, and intervals are widened by it (quasi-likelihood: McCullagh and Nelder
1989; for crime counts Osgood 2000).
"""

import functools

import numpy as np
import pandas as pd
from scipy import stats

from offences import areas, domains, fits, rates, series, years

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
    base, latest = domains.number("count", base, "base"), domains.number("count", latest, "latest")
    level = domains.number("level", level)
    if base < SMALLEST_BASE:
        return None, None, None
    limits = stats.binomtest(int(latest), int(base + latest)).proportion_ci(level, "exact")
    low, high = (share / (1 - share) if share < 1 else float("inf") for share in limits)
    return 100 * (latest / base - 1), 100 * (low - 1), 100 * (high - 1)


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
    dispersion : float or None
        1 or more; None where it is not known.
    degrees : float, optional
        Degrees of freedom of the dispersion; infinite where it is given and not estimated.
    level : float, optional

    Returns
    -------
    tuple of float
        Change, lower and upper limit, in percent; no limits (None) where the
        dispersion is not known, and (None, None, None) under a base of
        ``SMALLEST_BASE``.

    Examples
    --------
    >>> [round(limit) for limit in widened(37, 74, 5)], widened(37, 74, None)
    ([100, -17, 383], (100.0, None, None))
    """
    found, exact_low, exact_high = change(base, latest, level)
    if dispersion is None:
        return found, None, None
    dispersion, reach = _reach(dispersion, degrees, level)
    if found is None:
        return None, None, None
    if latest == 0:
        high = float(stats.beta.ppf(0.5 + level / 2, 1, base / dispersion))
        return found, exact_low, max(exact_high, 100 * (high / (1 - high) - 1))
    centre, error = np.log(latest / base), (dispersion * (1 / base + 1 / latest)) ** 0.5
    low, high = (100 * (float(np.exp(centre + side * reach * error)) - 1) for side in (-1, 1))
    return found, min(low, exact_low), max(high, exact_high)


def _reach(dispersion, degrees, level):
    """Read a dispersion with its degrees of freedom; give it with the quantile that its interval reaches to."""
    degrees = domains.number("degrees", degrees)
    reach = float(stats.t.ppf(0.5 + domains.number("level", level) / 2, degrees))
    return domains.number("dispersion", dispersion), reach


def longest(offences, area):
    """Give an area's counts of the round that prints most whole years of it, by year.

    Examples
    --------
    >>> import offences
    >>> longest(offences.tables().offences, "E23000018").to_dict()
    {'2017/18': 37.0, '2022/23': 285.0}
    """
    area, offences = areas.find(area), domains.frame(offences, " ".join(SERIES), "the table of offences")
    if offences.empty:
        return pd.Series(dtype=float)
    span = (years.FIRST_YEAR, max(offences["year"]))
    best = series.best_round(offences, area, *span)
    counts = series.of_round(offences, area, best)["low"]
    return counts[[span[0] <= year <= span[1] for year in counts.index]]


def long_series(offences):
    """List the forces of England and Wales with whole years of one round that a trend can be fitted to.

    Returns
    -------
    dict of str to pandas.Series
        Counts by year, by area code.

    Examples
    --------
    >>> import offences
    >>> found = long_series(offences.tables().offences)
    >>> [areas.name(code) for code in found]
    ['Hampshire', 'Surrey', 'Kent', 'Sussex', 'North Wales', 'Gwent', 'South Wales', 'Dyfed-Powys']
    >>> found["E23000032"].tolist()
    [122.0, 140.0, 176.0, 224.0, 179.0, 230.0, 264.0]
    """
    offences = domains.frame(offences, " ".join(SERIES), "the table of offences")
    if offences.empty:
        return {}
    exact = offences[offences["whole"] & offences["precision"].eq("exact")]
    found = _long_series(tuple(exact[SERIES].itertuples(index=False, name=None)))
    return {area: counts.copy() for area, counts in found.items()}


SERIES = ["area", "round", "year", "whole", "precision", "low"]


@functools.lru_cache(maxsize=16)
def _long_series(rows):
    """Find the long series in rows given as tuples; every sentence of a page asks for them."""
    frame = pd.DataFrame(rows, columns=SERIES)
    found = {area: longest(frame, area) for area in areas.forces()} if rows else {}
    return {area: counts for area, counts in found.items() if fits.can_fit(counts)}


def dispersion(tables):
    """Pool the dispersion over the long series, each about its own trend.

    A force that left a year unanswered and whose other years jump has probably
    answered in part for some, so its years are not comparable; what it would add is
    shown beside.

    Parameters
    ----------
    tables : offences.series.Tables

    Returns
    -------
    tuple
        Dispersion (Pearson chi-squared over degrees of freedom, at least 1) and its
        degrees of freedom, both None where no series can tell, and a table: area,
        years, dispersion and used.

    Examples
    --------
    >>> import offences
    >>> value, degrees, table = dispersion(offences.tables())
    >>> round(value, 1), degrees, table["used"].tolist().count("yes")
    (6.8, 28, 6)
    """
    series_of = long_series(tables.offences)
    silent = tables.figures[tables.figures["status"].isin(["not_answered", "refused"])]
    silent = silent[silent["measure"].eq("offences") & silent["dimension"].eq("")]
    jumps = set(tables.problems.loc[tables.problems["kind"].eq("jump"), "area"])
    key = tuple(
        (area, tuple(counts.items()), area not in jumps or not _left_out(silent, area, counts))
        for area, counts in series_of.items()
    )
    value, degrees, rows = _pooled(key)
    return value, degrees, pd.DataFrame(rows, columns=["area", "years", "dispersion", "used"])


def _left_out(silent, area, counts):
    """Tell whether a force was asked for a year within its series and gave no figure."""
    asked = silent.loc[silent["area"].eq(area), "first_year"]
    return bool(asked.between(counts.index[0], counts.index[-1]).any())


@functools.cache
def _pooled(key):
    rows, sums = [], {True: [0.0, 0], False: [0.0, 0]}
    for area, items, used in key:
        fitted = fits.fit(pd.Series(dict(items)))
        sums[used][0] += float(fitted.pearson_chi2)
        sums[used][1] += int(fitted.df_resid)
        why = "yes" if used else "no: a jump, and a year left unanswered"
        rows.append([areas.name(area), len(items), round(fits.dispersion_of(fitted), 1), why])
    (chi, degrees), (other_chi, other_degrees) = sums[True], sums[False]
    if other_degrees:
        every = (chi + other_chi) / (degrees + other_degrees)
        rows.append(
            ["all of these", sum(row[1] for row in rows), round(max(every, 1.0), 1), "no: for comparison"]
        )
    return (max(chi / degrees, 1.0), degrees, rows) if degrees else (None, None, rows)


def widened_count(count, dispersion, degrees=np.inf, level=0.95):
    """Give the limits of one count, widened by a dispersion on the logarithmic scale.

    A count of 0 has no logarithm: its upper limit is the exact one times the dispersion.

    Parameters
    ----------
    count : int
    dispersion, degrees, level : float, optional
        As for :func:`widened`.

    Returns
    -------
    tuple of float
        Lower and upper limit of the count; (None, None) where the dispersion is not known.

    Examples
    --------
    >>> [round(limit) for limit in widened_count(890, 7)]
    [748, 1059]
    """
    count, level = domains.number("count", count), domains.number("level", level)
    if dispersion is None:
        return None, None
    dispersion, reach = _reach(dispersion, degrees, level)
    if not count:
        return 0.0, dispersion * rates.exact(0, level)[1]
    reach *= (dispersion / count) ** 0.5
    return count * float(np.exp(-reach)), count * float(np.exp(reach))


def variation(tables, area):
    """Give the variation that decides about an area: the usual one, or its own where that is larger.

    Parameters
    ----------
    tables : offences.series.Tables
    area : str
        Area code.

    Returns
    -------
    tuple
        Dispersion and its degrees of freedom; (None, None) where neither is known.

    Examples
    --------
    >>> import offences
    >>> every = offences.tables()
    >>> [round(variation(every, area)[0], 1) for area in ("E23000032", "K02000001")]
    [6.8, 67.1]
    """
    counts = longest(tables.offences, area)
    known = [tuple(dispersion(tables)[:2])]
    if fits.can_fit(counts):
        own = fits.trend(counts)
        known.append((own.dispersion, own.degrees))
    return max((one for one in known if one[0] is not None), default=(None, None))


def varied(base, latest, variation):
    """Give the change between two counts of an area with the interval that its variation allows.

    Parameters
    ----------
    base, latest : int
        Counts of years of equal length.
    variation : tuple
        From :func:`variation`.

    Returns
    -------
    tuple of float
        Change, lower and upper limit, in percent; the limits None where no
        variation is known, all None under a base of ``SMALLEST_BASE``.

    Examples
    --------
    >>> import offences
    >>> [round(limit) for limit in varied(6350, 7062, variation(offences.tables(), "K02000001"))]
    [11, -23, 60]
    """
    if variation[0] is None:
        return change(base, latest)[0], None, None
    return widened(base, latest, *variation)
