"""Compare two counts, with intervals for chance alone and for the usual variation."""

import numpy as np
from scipy import stats

from offences.statistics import domains, rates

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
