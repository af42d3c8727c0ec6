"""Fit a trend to the years of one round, try it on the past and predict the year after."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from offences.analysis import two_years
from offences.names import years
from offences.names.errors import InputError
from offences.statistics import domains, growth
from offences.statistics.changes import Direction
from offences.tables import variation


class Projection(NamedTuple):
    """A trend through the counts, by year, of one round, and what it predicts for the year after.

    later is the trend without the year in which the offence was new, None with too few years; predicted is the expected
    count with its limits; tested the same for the last year, left out, or None with too few
    years; change_point that of :mod:`offences.statistics.growth`; rows and published are the rows of ``offences`` of
    the counts, and that of the year predicted, if any.
    """

    area: str
    round: str
    counts: pd.Series
    trend: growth.Trend
    later: growth.Trend
    year: str
    predicted: tuple
    tested: tuple
    change_point: tuple
    rows: pd.DataFrame
    published: pd.DataFrame

    @property
    def direction(self):
        """What may be said of the years: a rise only where it holds without the year in which the offence was new."""
        rose = self.trend.direction is Direction.ROSE
        holds = self.later is not None and self.later.direction is Direction.ROSE
        return Direction.OPEN if rose and not holds else self.trend.direction

    @property
    def figure_ids(self):
        """The ids of the counts."""
        return tuple(self.rows["figure_id"])

    @property
    def doubts(self):
        """Why its figures are in doubt, by figure_id."""
        known = pd.concat([self.rows, self.published])
        return known[known["doubt"].ne("")].set_index("figure_id")["doubt"].to_dict()


def projection(tables, rows):
    """Fit the trend of the rows of ``offences`` of one area and round, by year, and predict the year after.

    The method is tried on the past first: the last year is left out and predicted. None with fewer than
    ``growth.FEWEST_YEARS`` years.
    """
    rows = domains.frame(rows, "area round year low", "the rows of one round")
    if len(rows) < growth.FEWEST_YEARS:
        return None
    area, counts = rows["area"].iloc[0], rows["low"]
    year, k = years.shift(counts.index[-1], 1), variation.size_of(tables, area)
    published = tables.offences[tables.offences["area"].eq(area) & tables.offences["year"].eq(year)]
    enough = len(counts) > growth.FEWEST_YEARS
    return Projection(
        area,
        rows["round"].iloc[0],
        counts,
        growth.trend(counts, k),
        _later(area, counts, k),
        year,
        growth.predicted(counts, year, k),
        growth.predicted(counts.iloc[:-1], counts.index[-1], k) if enough else None,
        growth.change_point(counts),
        rows,
        published[published["chosen"] & published["whole"]],
    )


def _later(area, counts, k):
    """Fit the trend without the year in which an area's offence was new; None where the years are too few."""
    try:
        return growth.trend(counts[[not two_years.was_new(area, year) for year in counts.index]], k)
    except InputError:
        return None


def table(found):
    """Lay a projection out: growth a year, also without the offence's first, the year left out, the year predicted, the two levels.

    Columns what, value, low, high (95%) and recorded; counts are rounded to whole ones, as in sentences.
    """
    found = _given(found)
    fitted, last = found.trend, found.counts.index[-1]
    rows = [
        ["growth a year, percent", fitted.growth, fitted.low, fitted.high, None],
        ["k", fitted.k if np.isfinite(fitted.k) else None, None, None, None],
        ["dispersion beyond it", fitted.dispersion, None, None, None],
        [f"{found.year}, predicted", *map(round, found.predicted), None],
    ]
    if found.later not in (None, fitted):
        what = f"growth a year without {fitted.first_year}, percent"
        rows.insert(1, [what, found.later.growth, found.later.low, found.later.high, None])
    if found.tested:
        rows.append([f"{last}, left out and predicted", *map(round, found.tested), found.counts.iloc[-1]])
    year, before, after = found.change_point
    if year:
        rows += [
            [f"mean before {year}", round(before), None, None, None],
            [f"mean from {year} on", round(after), None, None, None],
        ]
    frame = pd.DataFrame(rows, columns=["what", "value", "low", "high", "recorded"])
    return frame.astype(dict.fromkeys(("value", "low", "high", "recorded"), "Float64")).round(1)


def _given(found):
    """Refuse to go on without a projection: there is nothing to lay out."""
    if not found:
        raise InputError(
            f"there is no projection: a trend needs {growth.FEWEST_YEARS} whole years of one round."
        )
    return found


def plotted(found):
    """Lay out what the chart of a projection shows: year, offences, trend, low and high (limits of the prediction).

    A row for every year to the one predicted, offences missing where the round prints none.
    """
    found = _given(found)
    wanted = years.span(found.counts.index[0], found.year)
    frame = pd.DataFrame({"year": wanted, "offences": found.counts.reindex(wanted).to_numpy()})
    frame["trend"] = [growth.predicted(found.counts, year, found.trend.k)[0] for year in wanted]
    ahead = frame["year"].eq(found.year)
    _, low, high = found.predicted
    return frame.assign(
        low=frame["trend"].mask(ahead, low).where(ahead), high=frame["trend"].mask(ahead, high).where(ahead)
    )
