"""Compare many forces at once: funnel limits, flags, ranks with intervals."""

import numpy as np
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.rates import confint_poisson

from offences.statistics import domains, variation

#: Share of z-scores pulled in at each end before the over-dispersion is estimated.
WINSORISED = 0.1
#: What winsorising leaves of the variance of a normal z-score: E[clip(z)^2].
_CUT = stats.norm.ppf(1 - WINSORISED)
WINSORISED_VARIANCE = 1 - 2 * WINSORISED - 2 * _CUT * stats.norm.pdf(_CUT) + 2 * WINSORISED * _CUT**2
LEVELS = (0.95, 0.998)


def limits(expected, level=0.95, variance=0.0):
    """Give the funnel limits of a ratio of observed to expected counts (above 0; one or many).

    Exact Poisson limits where the variance between forces, on the square-root scale, is 0; else additive random
    effects (Spiegelhalter 2005, Statistics in Medicine 24:1185).
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
    """Estimate the dispersion of ratios of two forces or more, and the variance between forces on the square-root scale.

    z-scores on that scale, winsorised at 10% and 90%; the variance is DerSimonian and Laird's, zero where the
    dispersion is what chance would give. corrected divides the dispersion by what winsorising leaves of a normal
    variance (0.68): as published, limits are too narrow and two to three times too many forces are flagged
    (docs/simulation.md).
    """
    observed, expected = _paired(observed, expected, least=2)
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
    observed, expected = _paired(observed, expected)
    variance = domains.number("variance", variance)
    return (np.sqrt(observed / expected) - 1) / np.sqrt(1 / (4 * expected) + variance)


def flagged(scores, level=0.05):
    """Tell which z-scores stand out at a false discovery rate, with adjusted p-values (Benjamini and Hochberg 1995)."""
    chances = 2 * stats.norm.sf(np.abs(domains.numbers("scores", scores)))
    found, adjusted, _, _ = multipletests(chances, alpha=domains.number("level", level), method="fdr_bh")
    return found, adjusted


def ranks(observed, population, k, level=0.95):
    """Rank rates, highest first and equal ones alike, with the places that the pairs of forces leave open.

    A force's interval begins after every force with a higher rate that is told apart from it, and ends before every
    one with a lower: where the limits of the ratio of both (:func:`offences.statistics.changes.change`) leave out 1
    (ranks from pairs: Mogstad, Romano, Shaikh and Wilhelm 2024, Review of Economic Studies 91:476). So none
    contradicts what is said of a pair. k is that of each count, or of all.
    """
    observed, population = _paired(observed, population, "populations")
    level = domains.number("level", level)
    k = domains.number("k", k) if np.ndim(k) == 0 else domains.pairs(domains.numbers("k", k), observed)[0]
    noise = 1 / np.maximum(observed, 0.5) + 1 / k
    logs = np.log(np.maximum(observed, 0.5) / population)
    reach = stats.t.ppf(0.5 + level / 2, variation.DEGREES) * np.sqrt(noise[:, None] + noise)
    apart = logs[:, None] - logs
    low, high = 1 + (apart < -reach).sum(axis=1), len(observed) - (apart > reach).sum(axis=1)
    places = stats.rankdata(-observed / population, method="min").astype(int)
    return places, np.minimum(low, places), np.maximum(high, places)


def _paired(observed, expected, meaning="expected", least=1):
    """Read counts and what stands under them, one for each force."""
    observed = domains.numbers("counts", observed, "observed", least)
    return domains.pairs(observed, domains.numbers(meaning, expected, meaning, least))
