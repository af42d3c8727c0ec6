"""Compare two counts: the interval of their change, the direction that it allows, and what it could have shown."""

import enum

import numpy as np
from scipy import stats

from offences.statistics import domains

#: Below this base no percentage is printed: one offence more would move it too far.
SMALLEST_BASE = 10
#: "About the same" leaves no room for a change of a third either way: from 3/4 to 4/3, in percent.
SAME = (-25.0, 100 / 3)


class Direction(enum.StrEnum):
    """What an interval allows to be said."""

    ROSE = "rose"
    FELL = "fell"
    SAME = "about the same"
    OPEN = "too few to tell"


def direction(lower, upper):
    """Name the direction that the limits of a change, in percent, allow to be said."""
    lower, upper = domains.number("change", lower), domains.number("change", upper)
    if lower > 0 or upper < 0:
        return Direction.ROSE if lower > 0 else Direction.FELL
    return Direction.SAME if lower >= SAME[0] and upper <= SAME[1] else Direction.OPEN


def change(base, latest, variation, level=0.95):
    """Compare two counts of years of equal length: their change and its limits, in percent.

    variation is a Variation, ``CHANCE`` for chance alone. Without one (None) there are no limits; on a base under
    ``SMALLEST_BASE`` there is no change either, and all three are None.
    """
    base, latest = domains.number("count", base, "base"), domains.number("count", latest, "latest")
    level = domains.number("level", level)
    if base < SMALLEST_BASE:
        return None, None, None
    found = 100 * (latest / base - 1)
    if variation is None:
        return found, None, None
    low, high = _limits(np.array([base]), np.array([latest]), variation, level)
    return found, float(low[0]), float(high[0])


def _limits(base, latest, variation, level=0.95):
    """Give the limits of many changes, in percent: arrays of counts, the bases above 0.

    Given the sum of both counts, the later one is binomial; its Clopper-Pearson limits are
    those for chance alone (Przyborowski and Wilenski 1940). Counts that vary by more have
    limits from the logarithm of their ratio, whose variance is the dispersion times
    1/base + 1/latest + 2/k, never narrower than the exact ones. A later count of 0 has no
    logarithm: its upper limit is the exact one of the base divided by its dispersion.
    """
    k, dispersion, reach = _read(variation, level)
    tail = (1 - level) / 2
    none = stats.beta.ppf(1 - tail, 1, base / (dispersion * (1 + base / k)))
    shares = stats.beta.ppf(tail, latest, base + 1), stats.beta.ppf(1 - tail, latest + 1, base), none
    with np.errstate(divide="ignore"):
        low, high, none = (np.nan_to_num(share / (1 - share), posinf=np.inf) for share in shares)
    wide = np.exp(reach * (dispersion * (1 / base + 1 / np.maximum(latest, 1) + 2 / k)) ** 0.5)
    low = np.where(latest > 0, np.minimum(low, latest / base / wide), low)
    high = np.maximum(high, np.where(latest > 0, latest / base * wide, none))
    return 100 * (low - 1), 100 * (high - 1)


def _read(variation, level):
    """Read a variation; give k, dispersion and the quantile that an interval reaches to."""
    k = domains.number("k", variation.k)
    degrees = domains.number("degrees", variation.degrees)
    reach = float(stats.t.ppf(0.5 + level / 2, degrees))
    return k, domains.number("dispersion", variation.dispersion), reach


def power(base, variation, ratio=2.0, level=0.95):
    """Give the chance, in percent, that the interval of a true change (ratio 2 is a doubling) leaves no change out.

    It is that of a normal logarithm with the variance of :func:`change`.
    """
    base = domains.number("count", domains.number("positive", base, "base"))
    ratio = domains.number("positive", ratio, "ratio")
    k, dispersion, reach = _read(variation, domains.number("level", level))
    error = (dispersion * (1 / base + 1 / (ratio * base) + 2 / k)) ** 0.5
    return 100 * float(stats.norm.sf(reach - abs(np.log(ratio)) / error))
