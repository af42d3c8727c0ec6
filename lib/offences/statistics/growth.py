"""Fit trends to yearly counts: quasi-Poisson growth, predictions, the best split of the years."""

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
from offences.statistics import domains

#: Years that a trend needs, and that an area needs to tell about dispersion.
FEWEST_YEARS = 5
#: Of them, so many must have offences: with fewer the slope has no finite estimate.
FEWEST_ABOVE_ZERO = 3
#: Years that a change point needs: fewer would always find one.
FEWEST_FOR_CHANGE_POINT = 6


class Trend(NamedTuple):
    """A quasi-Poisson trend: growth in percent a year with limits, and what it was fitted to."""

    growth: float
    low: float
    high: float
    dispersion: float
    degrees: int
    years: int

    @property
    def direction(self):
        """What the limits allow to be said: growth, a fall, or "" for no clear trend."""
        return "" if self.low <= 0 <= self.high else "growth" if self.growth > 0 else "a fall"


def fit(counts, dispersion=None):
    """Fit a log-linear quasi-Poisson trend to yearly counts.

    Every financial year counts as a year. Errors are widened by Pearson's dispersion,
    where it is over 1, and have the degrees of freedom of a t distribution.

    Parameters
    ----------
    counts : pandas.Series
        Counts indexed by financial year; years without a figure left out.

    Returns
    -------
    statsmodels GLMResults

    Raises
    ------
    InputError
        With fewer than ``FEWEST_YEARS`` years, or where nothing was recorded.
    """
    counts = _yearly(counts)
    if len(counts) < FEWEST_YEARS:
        raise InputError(
            f"{wording.many(len(counts), 'year')}: a trend needs {FEWEST_YEARS} whole years of one round."
        )
    if counts.sum() == 0:
        raise InputError("nothing was recorded in any year: there is no trend to fit.")
    if counts.gt(0).sum() < FEWEST_ABOVE_ZERO:
        raise InputError(
            f"a trend needs {FEWEST_ABOVE_ZERO} years with offences; in the others none were recorded."
        )
    model = sm.GLM(counts.to_numpy(), design(counts.index), family=sm.families.Poisson())
    with warnings.catch_warnings():  # counts on the very line of a trend are no fault
        warnings.simplefilter("ignore", PerfectSeparationWarning)
        return model.fit(scale=max(dispersion_of(model.fit()), _least(dispersion)), use_t=True)


def _least(dispersion):
    """Read the least dispersion that a trend is given; chance alone has 1."""
    return 1.0 if dispersion is None else domains.number("dispersion", dispersion)


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


@functools.cache
def _fitted(items, dispersion):
    """Fit counts given as pairs of year and count; a page asks for the same trend many times."""
    return fit(pd.Series([count for _, count in items], [year for year, _ in items]), dispersion)


def can_fit(counts):
    """Tell whether :func:`fit` can fit a trend to counts.

    Examples
    --------
    >>> import pandas as pd
    >>> can_fit(pd.Series([26.0, 52.0], ["2017/18", "2018/19"]))
    False
    """
    counts = _yearly(counts)
    return len(counts) >= FEWEST_YEARS and counts.gt(0).sum() >= FEWEST_ABOVE_ZERO


def dispersion_of(fitted):
    """Give Pearson's chi-squared over its degrees of freedom, at least 1."""
    return max(float(fitted.pearson_chi2 / fitted.df_resid), 1.0)


def design(named):
    """Give the columns of a trend: a constant and the years since 2017/18."""
    since = [years.start(year) - years.start(years.FIRST_YEAR) for year in named]
    return sm.add_constant(np.asarray(since, dtype=float), has_constant="add")


def trend(counts, dispersion=None, level=0.95):
    """Estimate growth a year with t limits; arguments and errors as for :func:`fit`.

    Parameters
    ----------
    counts : pandas.Series
    dispersion : float, optional
        The least dispersion to allow for, where another is known to be larger.
    level : float, optional

    Returns
    -------
    Trend

    Examples
    --------
    >>> import pandas as pd
    >>> south_east = pd.Series([226, 292, 388, 507, 429, 493, 585], years.span("2017/18", "2023/24"))
    >>> found = trend(south_east)
    >>> round(found.growth), round(found.dispersion)
    (14, 9)
    """
    alpha = 1 - domains.number("level", level)
    fitted = _fitted(tuple(_yearly(counts).items()), _least(dispersion))
    slope = [fitted.params[1], *fitted.conf_int(alpha)[1]]
    growth = (100 * float(np.expm1(value)) for value in slope)
    return Trend(*growth, float(fitted.scale), int(fitted.df_resid), len(counts))


def predicted(counts, year, dispersion=None, level=0.95):
    """Predict a year's count with its prediction interval.

    Parameters
    ----------
    counts : pandas.Series
        As for :func:`fit`.
    year : str
        The year predicted.
    dispersion : float, optional
        As for :func:`trend`.
    level : float, optional

    Returns
    -------
    tuple of float
        Expected count, lower and upper limit of a new count; it allows for the
        uncertainty of the trend and for the dispersion of a single year.
    """
    level, fitted = (
        domains.number("level", level),
        _fitted(tuple(_yearly(counts).items()), _least(dispersion)),
    )
    row = design([year])[0]
    mean = float(np.exp(row @ fitted.params))
    variance = fitted.scale * mean + mean**2 * float(row @ fitted.cov_params() @ row)
    reach = float(stats.t.ppf(0.5 + level / 2, int(fitted.df_resid))) * variance**0.5
    return mean, max(mean - reach, 0.0), mean + reach


def change_point(counts):
    """Find the year from which another level of counts fits best: a description, no test.

    Returns
    -------
    tuple
        The first year of the later level, and the counts a year before and after;
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
