"""What a published count is of the official class that contains it, and what follows for a missing one.

The logarithm of their ratio has a level of its own in the first year, when the offence was new, and another after
it: ordinary least squares. Its limits use t with 5 degrees of freedom, because the ratios have tails longer than
the normal's; that number was chosen on the counts on which the limits were tested (docs/simulation.md).
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy import stats

from offences.names.errors import InputError
from offences.statistics import domains

#: Degrees of freedom of the limits.
TAIL_DEGREES = 5
#: Under this many offences of the class there is neither a test nor an estimate.
FEWEST_IN_CLASS = 20
#: A published count above the ceiling by more than this factor does not fit.
TOLERANCE = 1.15
#: Nor does one under this part of the usual ratio.
TOO_LITTLE = 0.5


class Relation(NamedTuple):
    """The level of the logarithm of the ratio in the first year, and the step to the later ones."""

    level: float
    step: float
    scale: float
    covariance: np.ndarray
    rows: int

    def ratio(self, later):
        """Give the ratio expected in the first year (``later`` false) or after it."""
        return float(np.exp(self.level + self.step * later))


def fit(published, official, later):
    """Fit the relation to counts of the offence and of its class, above 0, by force and year.

    later tells which of them lie after the offence's first year.
    """
    published, official = np.asarray(published, dtype=float), np.asarray(official, dtype=float)
    later = np.asarray(later, dtype=float)
    if not len(published) == len(official) == len(later):
        raise InputError("published, official and later need the same length: one entry a force and year.")
    both = np.concatenate([published, official])
    if not ((both > 0) & (both < np.inf)).all():
        raise InputError("a relation needs pairs of counts above 0; leave out a force and year without them.")
    if len(published) < 3 or len(set(later)) < 2:
        raise InputError(
            "a relation needs three or more pairs of counts, of the first year and of later ones."
        )
    fitted = sm.OLS(np.log(published / official), np.column_stack([np.ones_like(later), later])).fit()
    level, step = map(float, fitted.params)
    return Relation(level, step, float(fitted.mse_resid**0.5), fitted.normalized_cov_params, len(later))


class Likely(NamedTuple):
    """What a count may be: about ``counted`` and ``value`` together, of which only ``value`` is uncertain.

    Its logarithm lies about that of ``value`` as t does, at the scale ``spread``.
    """

    value: float
    spread: float
    counted: float = 0.0

    def limits(self, level=0.95, least=0.0, most=np.inf):
        """Give the median and the limits of the count, of what is likely between ``least`` and ``most`` alone."""
        middle = domains.number("level", level) / 2
        ends = np.array([max(least - self.counted, 0), max(most - self.counted, 0)]) / self.value
        with np.errstate(divide="ignore", invalid="ignore"):
            ends = stats.t.cdf(np.nan_to_num(np.log(ends) / self.spread), TAIL_DEGREES)
        points = ends[0] + (ends[1] - ends[0]) * np.array([0.5, 0.5 - middle, 0.5 + middle])
        far = self.value * np.exp(self.spread * stats.t.ppf(points, TAIL_DEGREES))
        return tuple(map(float, self.counted + far))


def likely(relation, official, later):
    """Say what the offence is likely to be, from the offences of its class in the year, as :class:`Likely`.

    None where the class holds fewer than ``FEWEST_IN_CLASS``.
    """
    if pd.isna(official) or official < FEWEST_IN_CLASS:
        return None
    return _likely(relation, official, later)


def likely_rest(relation, counted, official, later):
    """Say what a year is likely to hold of which a part was counted, from the class of the other months.

    The fewer a few months hold, the further chance alone moves them, which the scatter of whole years does not tell:
    the variance of a Poisson count is added. None where the class has nothing in them.
    """
    if pd.isna(official) or official <= 0:
        return None
    value, spread, _ = _likely(relation, official, later)
    return Likely(value, float(np.hypot(spread, value**-0.5)), counted)


def _likely(relation, official, later):
    if np.isinf(official):
        raise InputError(f"{official} offences in the class: a count is finite.")
    row = np.array([1.0, float(later)])
    spread = relation.scale * float(1 + row @ np.asarray(relation.covariance) @ row) ** 0.5
    return Likely(official * relation.ratio(later), spread)


def estimate(relation, official, later, level=0.95):
    """Estimate the offence from the offences of its class in the year, with limits.

    Three times None where the class holds fewer than ``FEWEST_IN_CLASS``.
    """
    level, found = domains.number("level", level), likely(relation, official, later)
    return found.limits(level) if found else (None, None, None)


def shared(relation, total, official, later):
    """Share a published total among its years by the class of each, above 0: what each is :class:`Likely` to be.

    A force's own ratio to its class cancels; what remains is how far the years of one force scatter about it.
    """
    official = np.asarray(official, dtype=float)
    if len(official) != len(later):
        raise InputError("official and later need the same length: one entry a year.")
    if not 0 < total < np.inf or not np.isfinite(official).all() or (official <= 0).any():
        raise InputError("a total to be shared and the class of each of its years must be above 0.")
    parts = official * np.exp(relation.step * np.asarray(later, dtype=float))
    parts = parts / parts.sum()
    spreads = relation.scale * np.sqrt((1 - parts) ** 2 + (parts**2).sum() - parts**2)
    return [Likely(float(total * part), float(far)) for part, far in zip(parts, spreads, strict=True)]


def misfit(published, grooming, exploitation, usual):
    """Say whether a published whole-year count lies above or below what fits the official classes; empty where it fits.

    exploitation is class 71, in which some forces recorded the offence: a ceiling, never a denominator. usual is the
    usual ratio of the offence to class 88A (grooming). A count that fits is not thereby right, and one of a class
    under ``FEWEST_IN_CLASS`` is not tested.
    """
    if not 0 <= published < np.inf:
        raise InputError(f"{published} offences published: a count is 0 or more.")
    if pd.isna(grooming) or pd.isna(exploitation) or grooming < FEWEST_IN_CLASS:
        return ""
    if published / (grooming + max(exploitation, 0)) > TOLERANCE:
        return "above"
    return "below" if published / grooming < TOO_LITTLE * usual else ""


def within(published, official, later, forces):
    """Give the standard deviation of the log ratio within a force: how far its years scatter about its own level.

    By restricted maximum likelihood with a level of its own for each force; arguments as for :func:`fit`.
    """
    ratios = np.log(np.asarray(published, dtype=float) / np.asarray(official, dtype=float))
    design = sm.add_constant(np.asarray(later, dtype=float))
    # the default optimisers: others were seen to stop at no spread between forces and call it converged
    return float(sm.MixedLM(ratios, design, groups=np.asarray(forces)).fit().scale ** 0.5)
