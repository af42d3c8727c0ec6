"""Fit log-linear trends to yearly counts: growth a year, predictions, the best split of the years.

With a k that is known from many forces (negative binomial) the series' own dispersion beyond it is moderated
towards the usual, which is 1: Pearson's chi-squared of the series together with a prior of 8 degrees of freedom
(Smyth 2004, Statistical Applications in Genetics 3:3). Without one the series alone decides (quasi-Poisson:
McCullagh and Nelder 1989).
"""

import functools
import warnings
from typing import NamedTuple

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy import stats
from statsmodels.tools.sm_exceptions import PerfectSeparationWarning

from offences.names import wording, years
from offences.names.errors import InputError
from offences.statistics import changes, domains, variation

#: Years from which a series tells of its own variation, and with which it is predicted.
FEWEST_YEARS = 5
#: Years that a trend needs where k is known.
FEWEST_WITH_K = variation.FEWEST_YEARS
#: Of them, so many must have offences: with fewer the slope has no finite estimate.
FEWEST_ABOVE_ZERO = 3
#: Years that a change point needs: fewer would always find one.
FEWEST_FOR_CHANGE_POINT = 6


class Trend(NamedTuple):
    """A trend: growth in percent a year with limits, and what it was fitted to and with."""

    growth: float
    low: float
    high: float
    dispersion: float
    degrees: float
    k: float
    years: int
    first_year: str
    last_year: str

    @property
    def direction(self):
        """What the limits allow to be said of the change over all the years."""
        steps = years.start(self.last_year) - years.start(self.first_year)
        return changes.direction(*(100 * ((1 + limit / 100) ** steps - 1) for limit in (self.low, self.high)))


class _Fitted(NamedTuple):
    """A model of statsmodels, fitted with a scale of 1, and its dispersion with degrees of freedom."""

    model: object
    dispersion: float
    degrees: float


@functools.cache
def _fitted(items, k):
    """Fit counts given as pairs of year and count; a page asks for the same trend many times."""
    counts = pd.Series([count for _, count in items], [year for year, _ in items], dtype=float)
    needed = FEWEST_YEARS if np.isinf(k) else FEWEST_WITH_K
    if len(counts) < needed:
        raise InputError(
            f"{wording.many(len(counts), 'year')}: a trend needs {needed} whole years of one round."
        )
    if counts.sum() == 0:
        raise InputError("nothing was recorded in any year: there is no trend to fit.")
    if counts.gt(0).sum() < FEWEST_ABOVE_ZERO:
        raise InputError(
            f"a trend needs {FEWEST_ABOVE_ZERO} years with offences; in the others none were recorded."
        )
    with warnings.catch_warnings():  # counts on the very line of a trend are no fault
        warnings.simplefilter("ignore", PerfectSeparationWarning)
        model = sm.GLM(counts.to_numpy(), _design(counts.index), family=variation.family(k)).fit(scale=1.0)
    chi, degrees = float(model.pearson_chi2), int(model.df_resid)
    if np.isinf(k):
        return _Fitted(model, max(chi / degrees, 1.0), degrees)
    degrees += variation.DEGREES
    return _Fitted(model, (variation.DEGREES + chi) / degrees, degrees)


def _yearly(counts):
    """Read a series of yearly counts, in order of year."""
    if not isinstance(counts, pd.Series):
        raise InputError(f"{counts!r}: yearly counts are a pandas Series indexed by financial year.")
    named = [years.read(year) for year in counts.index]
    if len(set(named)) < len(named):
        raise InputError("a year stands twice; give one count a year.")
    try:
        values = domains.numbers("count", counts, least=0)
    except InputError:
        said = "a count is missing or negative, or no whole number; leave out years without a figure."
        raise InputError(said) from None
    return pd.Series(values, named, name=counts.name).sort_index()


def can_fit(counts):
    """Tell whether counts are long enough to tell of their own variation and to be predicted."""
    counts = _yearly(counts)
    return len(counts) >= FEWEST_YEARS and counts.gt(0).sum() >= FEWEST_ABOVE_ZERO


def _design(named):
    """Give the columns of a trend: a constant and the years since 2017/18."""
    since = [years.start(year) - years.start(years.FIRST_YEAR) for year in named]
    return sm.add_constant(np.asarray(since, dtype=float), has_constant="add")


def trend(counts, k=np.inf, level=0.95):
    """Estimate growth a year, with t limits, of counts by financial year; years without a figure are left out.

    k is that of such counts, infinite where none is known. With fewer than ``FEWEST_YEARS`` years (``FEWEST_WITH_K``
    with a k), or where nothing was recorded, an InputError.
    """
    level, k, counts = domains.number("level", level), domains.number("k", k), _yearly(counts)
    found = _fitted(tuple(counts.items()), k)
    reach = float(stats.t.ppf(0.5 + level / 2, found.degrees)) * found.dispersion**0.5 * found.model.bse[1]
    growth = (100 * float(np.expm1(found.model.params[1] + side * reach)) for side in (0, -1, 1))
    ends = counts.index[0], counts.index[-1]
    return Trend(*growth, found.dispersion, found.degrees, k, len(counts), *ends)


def predicted(counts, year, k=np.inf, level=0.95):
    """Predict a year's count: expected, and limits that allow for the trend's error and one year's variation."""
    level, k = domains.number("level", level), domains.number("k", k)
    found = _fitted(tuple(_yearly(counts).items()), k)
    row = _design([year])[0]
    mean = float(np.exp(row @ found.model.params))
    variance = mean + mean**2 / k + mean**2 * float(row @ found.model.cov_params() @ row)
    reach = float(stats.t.ppf(0.5 + level / 2, found.degrees)) * (found.dispersion * variance) ** 0.5
    return mean, max(mean - reach, 0.0), mean + reach


def change_point(counts):
    """Find the year from which another level of counts fits best, and the counts a year before and after: no test.

    ("", None, None) with fewer than ``FEWEST_FOR_CHANGE_POINT`` years.
    """
    counts = _yearly(counts)
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
