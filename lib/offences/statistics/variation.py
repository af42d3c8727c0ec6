"""How much recorded counts vary beyond chance, which decides what a change or a trend may be called.

The variance of a count of mean m is m + m²/k (negative binomial). k is estimated from many forces' series of the
same years. Forces differ in how much they vary; a prior of 8 degrees of freedom describes by how much (limma's
estimate for the official class is 8.6), hence t with 8.
"""

from typing import NamedTuple

import numpy as np
import statsmodels.api as sm
from scipy import optimize

from offences.names.errors import InputError

#: Degrees of freedom of k for a single force.
DEGREES = 8
#: A panel needs as many forces and years.
FEWEST_YEARS = 3
#: Where k is looked for.
SMALLEST, LARGEST = 0.1, 1e6


class Variation(NamedTuple):
    """How a count of mean m varies: with the variance ``dispersion`` times m + m²/k, and so many ``degrees`` of freedom.

    k is infinite where the dispersion is the same for counts of every size; dispersion is 1 where it is as usual.
    """

    k: float
    dispersion: float = 1.0
    degrees: float = DEGREES


#: What a Poisson count has.
CHANCE = Variation(np.inf, 1.0, np.inf)


def size(counts):
    """Estimate k from a panel of counts, forces by years, each row about a trend of its own times the shape of all rows.

    Pearson's chi-squared then equals its degrees of freedom: the cells less two a force and what the shape takes
    (years less two). Infinity where the rows vary no more than by chance; an InputError where no k does.
    """
    counts = np.asarray(counts, dtype=float)
    if counts.ndim != 2 or min(counts.shape) < FEWEST_YEARS:
        raise InputError("a panel needs three or more forces and years.")
    if not np.isfinite(counts).all() or (counts < 0).any() or (counts.sum(axis=0) == 0).any():
        raise InputError("a panel needs a count of 0 or more in every cell and offences in every year.")
    counts = counts[counts.sum(axis=1) > 0]
    forces, years = counts.shape
    trend, shape = np.column_stack([np.ones(years), np.arange(years)]), np.log(counts.sum(axis=0))
    freedom = (forces - 1) * (years - 2)

    def excess(log_k):
        alike = family(np.exp(log_k))
        fitted = (sm.GLM(row, trend, family=alike, offset=shape).fit() for row in counts)
        return sum(float(each.pearson_chi2) for each in fitted) - freedom

    lowest, highest = np.log(SMALLEST), np.log(LARGEST)
    if excess(highest) <= 0:
        return float("inf")
    if excess(lowest) >= 0:
        raise InputError("the panel varies too much for any k: look for counts of different things.")
    return float(np.exp(optimize.brentq(excess, lowest, highest, xtol=1e-7)))


def family(k):
    """Give the family of a model of counts with this k, for statsmodels."""
    if not k > 0:
        raise InputError(f"k {k}: it must be above 0.")
    return sm.families.Poisson() if np.isinf(k) else sm.families.NegativeBinomial(alpha=float(1 / k))


def summed(k, counts):
    """Give the k of a sum of counts that vary independently: k times the square of the sum over the sum of the squares.

    Not for a nation, whose forces rise and fall together.
    """
    counts = np.asarray(counts, dtype=float)
    if not (np.isfinite(counts).all() and (counts >= 0).all() and counts.sum() > 0 and k > 0):
        raise InputError(f"k {k}, counts {counts.tolist()}: both must be above 0.")
    return float(k * counts.sum() ** 2 / (counts**2).sum())
