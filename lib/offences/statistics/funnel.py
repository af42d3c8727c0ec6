"""Compare many forces at once: funnel limits, shrunken rates, ranks with intervals, flags.

The forces compared are those with a published figure, which is no sample; every
result is about these forces only.
"""

import numpy as np
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.rates import confint_poisson

from offences.statistics import domains

#: Share of z-scores pulled in at each end before the over-dispersion is estimated.
WINSORISED = 0.1
#: What winsorising leaves of the variance of a normal z-score: E[clip(z)^2].
_CUT = stats.norm.ppf(1 - WINSORISED)
WINSORISED_VARIANCE = 1 - 2 * WINSORISED - 2 * _CUT * stats.norm.pdf(_CUT) + 2 * WINSORISED * _CUT**2
LEVELS = (0.95, 0.998)
DRAWS, SEED = 10_000, 20_230_814


def limits(expected, level=0.95, variance=0.0):
    """Give the funnel limits of a ratio of observed to expected.

    Exact Poisson limits where there is no over-dispersion; else additive random
    effects on the square-root scale (Spiegelhalter 2005, Statistics in Medicine
    24:1185).

    Parameters
    ----------
    expected : array_like
        Expected counts, above 0.
    level : float, optional
    variance : float, optional
        Variance between forces on the square-root scale, from :func:`between`.

    Returns
    -------
    tuple of numpy.ndarray
        Lower and upper limit.
    """
    one = np.ndim(expected) == 0
    expected = domains.numbers("expected", [expected] if one else expected, "funnel limits, expected")
    tail = (1 - domains.number("level", level)) / 2
    if domains.number("variance", variance) == 0:
        limits = np.array(confint_poisson(expected, 1, method="exact-c", alpha=2 * tail)) / expected
    else:
        reach = stats.norm.ppf(1 - tail) * np.sqrt(1 / (4 * expected) + variance)
        limits = np.maximum(1 - reach, 0) ** 2, (1 + reach) ** 2
    return tuple(limit[0] if one else limit for limit in limits)


def between(observed, expected, corrected=True):
    """Estimate the over-dispersion of ratios and the variance between forces.

    z-scores on the square-root scale, winsorised at 10% and 90%; the variance is
    DerSimonian and Laird's, zero where the dispersion is what chance would give.

    Parameters
    ----------
    observed, expected : array_like
        Of two forces or more.
    corrected : bool, optional
        Divide the dispersion by what winsorising leaves of a normal variance
        (0.68). Without it, as published, limits are too narrow and two to three
        times too many forces are flagged (see ``docs/simulation.md``).

    Returns
    -------
    tuple of float
        Dispersion (mean squared winsorised z) and variance between forces on the
        square-root scale.
    """
    observed, expected = paired(observed, expected, least=2)
    scores = 2 * np.sqrt(expected) * (np.sqrt(observed / expected) - 1)
    low, high = np.quantile(scores, [WINSORISED, 1 - WINSORISED])
    spread = float(np.mean(np.clip(scores, low, high) ** 2)) / (WINSORISED_VARIANCE if corrected else 1)
    forces, weights = len(expected), 4 * expected
    excess = forces * spread - (forces - 1)
    if excess <= 0:
        return spread, 0.0
    return spread, float(excess / (weights.sum() - (weights**2).sum() / weights.sum()))


def scores(observed, expected, variance):
    """Give z-scores that allow for the variance between forces (0 for chance alone)."""
    observed, expected = paired(observed, expected)
    variance = domains.number("variance", variance)
    return (np.sqrt(observed / expected) - 1) / np.sqrt(1 / (4 * expected) + variance)


def flagged(scores, level=0.05):
    """Tell which z-scores stand out at a false discovery rate (Benjamini and Hochberg 1995).

    Returns
    -------
    tuple of numpy.ndarray
        Whether each is flagged, and its adjusted two-sided p-value.
    """
    chances = 2 * stats.norm.sf(np.abs(domains.numbers("scores", scores)))
    found, adjusted, _, _ = multipletests(chances, alpha=domains.number("level", level), method="fdr_bh")
    return found, adjusted


def shrunken(observed, population):
    """Shrink rates towards their mean by how little each force can tell (Marshall 1991).

    Kept libraries let the variance between areas go negative, which gives negative
    rates; here it is set to zero where its estimate is negative.

    Parameters
    ----------
    observed, population : array_like
        Counts and residents, above 0.

    Returns
    -------
    tuple
        Shrunken rates, the variance between areas (0 where its estimate is
        negative) and the mean rate.
    """
    observed, population = paired(observed, population, "populations")
    rates = observed / population
    mean = float(observed.sum() / population.sum())
    spread = float((population * (rates - mean) ** 2).sum() / population.sum())
    variance = max(spread - mean / float(population.mean()), 0.0)
    weights = variance / (variance + mean / population) if mean else np.zeros_like(rates)
    return weights * rates + (1 - weights) * mean, variance, mean


def ranks(observed, population, k, level=0.95):
    """Rank rates, highest first, with intervals from a seeded simulation.

    The rank is that of the rate itself: 1 is the highest, equal rates share a rank and
    none is left out after them. For the interval each draw takes every rate from a gamma
    distribution with shape count + ½, widened by its dispersion 1 + count/k, and ranks them
    (Goldstein and Spiegelhalter 1996); it always holds the rank.

    Parameters
    ----------
    observed, population : array_like
    k : float
        From :func:`offences.statistics.variation.size`; infinite for chance alone.
    level : float, optional

    Returns
    -------
    tuple of numpy.ndarray
        Rank and its limits, as whole numbers from 1.
    """
    observed, population = paired(observed, population, "populations")
    dispersion = 1 + observed / domains.number("k", k)
    tail = (1 - domains.number("level", level)) / 2
    places = stats.rankdata(-observed / population, method="dense")
    random = np.random.default_rng(SEED)
    shape = (observed + 0.5) / dispersion
    drawn = random.gamma(shape, dispersion / population, size=(DRAWS, len(observed)))
    low, high = np.quantile(
        stats.rankdata(-drawn, axis=1), [tail, 1 - tail], axis=0, method="nearest"
    ).round()
    return places.astype(int), np.minimum(low, places).astype(int), np.maximum(high, places).astype(int)


def paired(observed, expected, meaning="expected", least=1):
    """Read counts and what stands under them, one for each force."""
    observed = domains.numbers("counts", observed, "observed", least)
    return domains.pairs(observed, domains.numbers(meaning, expected, meaning, least))
