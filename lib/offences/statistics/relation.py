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


def estimate(relation, official, later, level=0.95):
    """Estimate the offence from the offences of its class in the year, with limits.

    Three times None where the class holds fewer than ``FEWEST_IN_CLASS``.
    """
    reach = _reach(relation, level)
    if pd.isna(official) or official < FEWEST_IN_CLASS:
        return None, None, None
    if np.isinf(official):
        raise InputError(f"{official} offences in the class: a count is finite.")
    row = np.array([1.0, float(later)])
    reach *= float(1 + row @ np.asarray(relation.covariance) @ row) ** 0.5
    value = official * relation.ratio(later)
    return value, value * float(np.exp(-reach)), value * float(np.exp(reach))


def shared(relation, total, official, later, level=0.95):
    """Share a published total among its years by the class of each, above 0: estimate and limits of each year.

    A force's own ratio to its class cancels; what remains is how far the years of one force scatter about it.
    """
    official = np.asarray(official, dtype=float)
    if len(official) != len(later):
        raise InputError("official and later need the same length: one entry a year.")
    if not 0 < total < np.inf or not np.isfinite(official).all() or (official <= 0).any():
        raise InputError("a total to be shared and the class of each of its years must be above 0.")
    parts = official * np.exp(relation.step * np.asarray(later, dtype=float))
    parts = parts / parts.sum()
    others = (parts**2).sum() - parts**2
    reach = _reach(relation, level) * np.sqrt((1 - parts) ** 2 + others)
    return [
        (
            float(total * part),
            float(total * part * np.exp(-far)),
            float(min(total * part * np.exp(far), total)),
        )
        for part, far in zip(parts, reach, strict=True)
    ]


def _reach(relation, level):
    level = domains.number("level", level)
    return float(stats.t.ppf(0.5 + level / 2, TAIL_DEGREES)) * relation.scale


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
