"""How much recorded counts vary beyond chance, and what that leaves of a change or a trend.

The variance of a count of mean m is m + m²/k (negative binomial): a dispersion that
grows with the count, 1 + m/k. k is estimated from many forces' series of the same years.
Forces differ in how much they vary; a prior of 8 degrees of freedom describes by how much
(limma's estimate for the official class is 8.6), hence t with 8.
"""

import numpy as np
import statsmodels.api as sm
from scipy import optimize, stats

from offences.names.errors import InputError

#: Degrees of freedom of k for a single force.
DEGREES = 8
#: A trend needs this many years.
FEWEST_YEARS = 3
#: Where k is looked for.
SMALLEST, LARGEST = 0.1, 1e6


def size(counts):
    """Estimate k from a panel, each row about a trend of its own times the shape of all rows.

    Parameters
    ----------
    counts : array_like
        Forces by years, no cell missing; at least three forces and years.

    Returns
    -------
    float
        The k for which Pearson's chi-squared equals its degrees of freedom: the cells
        less two a force and what the shape of all rows takes (years less two).
        Infinity where the rows vary no more than chance would have it.

    Raises
    ------
    InputError
        If a cell is missing or negative, or there is no such k.
    """
    counts = np.asarray(counts, dtype=float)
    if counts.ndim != 2 or min(counts.shape) < FEWEST_YEARS:
        raise InputError("a panel needs three or more forces and years.")
    if not np.isfinite(counts).all() or (counts < 0).any() or (counts.sum(axis=0) == 0).any():
        raise InputError("a panel needs a count of 0 or more in every cell and offences in every year.")
    counts = counts[counts.sum(axis=1) > 0]
    forces, years = counts.shape
    shape, trend = np.log(counts.sum(axis=0)), _line(np.arange(years))
    freedom = (forces - 1) * (years - 2)

    def excess(log_k):
        family = _family(np.exp(log_k))
        fitted = (sm.GLM(row, trend, family=family, offset=shape).fit() for row in counts)
        return sum(float(each.pearson_chi2) for each in fitted) - freedom

    lowest, highest = np.log(SMALLEST), np.log(LARGEST)
    if excess(highest) <= 0:
        return float("inf")
    if excess(lowest) >= 0:
        raise InputError("the panel varies too much for any k: look for counts of different things.")
    return float(np.exp(optimize.brentq(excess, lowest, highest, xtol=1e-7)))


def _line(times):
    return np.column_stack([np.ones(len(times)), np.asarray(times, dtype=float)])


def _family(k):
    return sm.families.Poisson() if np.isinf(k) else sm.families.NegativeBinomial(alpha=float(1 / k))


def summed(k, counts):
    """Give the k of a sum of counts that vary independently: of forces, or of a force's years.

    Parameters
    ----------
    k : float
    counts : array_like
        The counts added up, 0 or more, not all 0.

    Returns
    -------
    float
        k times the square of the sum over the sum of the squares. Not for a nation, whose
        forces rise and fall together.
    """
    counts = np.asarray(counts, dtype=float)
    if not (np.isfinite(counts).all() and (counts >= 0).all() and counts.sum() > 0 and k > 0):
        raise InputError(f"k {k}, counts {counts.tolist()}: both must be above 0.")
    return float(k * counts.sum() ** 2 / (counts**2).sum())


def change(base, latest, k, degrees=DEGREES, level=0.95):
    """Compare two counts with the variation that such counts usually have.

    The logarithm of the ratio has the variance 1/base + 1/latest + 2/k.

    Parameters
    ----------
    base, latest : float
        Counts of years of equal length, above 0.
    k : float
        From :func:`size`.
    degrees : float, optional
    level : float, optional
        Coverage.

    Returns
    -------
    tuple of float
        Ratio of the later to the earlier count, lower and upper limit.
    """
    if not (0 < base < np.inf and 0 < latest < np.inf and k > 0 and 0 < level < 1):
        raise InputError(
            f"{base} and {latest}, k {k}, level {level}: counts and k must be above 0, a level between 0 and 1."
        )
    reach = float(stats.t.ppf(0.5 + level / 2, degrees)) * (1 / base + 1 / latest + 2 / k) ** 0.5
    ratio = latest / base
    return ratio, ratio * float(np.exp(-reach)), ratio * float(np.exp(reach))


def growth(counts, k, level=0.95):
    """Fit a force's growth a year, its own dispersion moderated towards the usual one.

    A log-linear trend of the series alone; the dispersion beyond 1 + m/k is Pearson's
    chi-squared of the series together with ``DEGREES`` of the usual, which is 1 by the
    meaning of k, and the limits are of t with as many degrees of freedom.

    Parameters
    ----------
    counts : array_like
        Counts of years that follow each other.
    k : float
        From :func:`size`.
    level : float, optional
        Coverage.

    Returns
    -------
    tuple of float
        Ratio of each year to the one before, lower and upper limit.
    """
    counts = np.asarray(counts, dtype=float)
    if counts.ndim != 1 or len(counts) < FEWEST_YEARS:
        raise InputError(f"a trend needs {FEWEST_YEARS} years or more.")
    if not np.isfinite(counts).all() or (counts < 0).any() or (counts > 0).sum() < FEWEST_YEARS:
        raise InputError(
            f"{counts.tolist()}: a trend needs counts of 0 or more, {FEWEST_YEARS} of them above 0."
        )
    if not (k > 0 and 0 < level < 1):
        raise InputError(f"k {k}, level {level}: k must be above 0, a level between 0 and 1.")
    fitted = sm.GLM(counts, _line(np.arange(len(counts))), family=_family(k)).fit(scale=1.0)
    degrees = DEGREES + len(counts) - 2
    dispersion = (DEGREES + float(fitted.pearson_chi2)) / degrees
    reach = float(stats.t.ppf(0.5 + level / 2, degrees)) * float(fitted.bse[1]) * dispersion**0.5
    return tuple(float(np.exp(fitted.params[1] + side * reach)) for side in (0, -1, 1))
