"""Compare two years of one area, as strongly as the interval of the change allows."""

from typing import NamedTuple

import pandas as pd

from offences.analysis.reasons import Reason, Why, because
from offences.names import areas, wording, years
from offences.names.errors import InputError
from offences.names.wording import number
from offences.statistics import changes, growth
from offences.tables import usual_variation

COLUMNS = (
    "first_year last_year round first last change low high chance_low chance_high dispersion doubt figure_ids"
)


class Change(NamedTuple):
    """A change between two counts of one round, with what stands against calling it a rise or a fall.

    Attributes
    ----------
    base, latest : dict
        The two rows of ``offences``.
    change, low, high : float or None
        In percent, with the interval that the area's variation allows; None under a base of
        ten, the limits also where no variation is known.
    chance_low, chance_high : float or None
        The interval for chance alone.
    dispersion : float or None
    reason : offences.analysis.reasons.Reason or None
        None where a rise or a fall is shown.
    """

    base: dict
    latest: dict
    change: float
    low: float
    high: float
    chance_low: float
    chance_high: float
    dispersion: float
    reason: Reason

    @property
    def figure_ids(self):
        """The ids of both counts."""
        return self.base["figure_id"], self.latest["figure_id"]


def change(tables, pair):
    """Compare two rows of ``offences``.

    Parameters
    ----------
    tables : offences.tables.series.Tables
    pair : pandas.DataFrame
        The earlier row and the later one, of one area and round.

    Returns
    -------
    Change
    """
    if len(pair) != 2:
        raise InputError(f"{wording.many(len(pair), 'row')}: a change is between two years.")
    base, latest = pair.to_dict("records")
    counts, variation = (base["low"], latest["low"]), usual_variation.variation(tables, base["area"])
    _, chance_low, chance_high = changes.change(*counts)
    found, low, high = changes.varied(*counts, variation)
    reason = _refused(tables, base, latest, found, low, high)
    return Change(base, latest, found, low, high, chance_low, chance_high, variation[0], reason)


def table(found):
    """Lay changes out, one row each, in percent.

    Parameters
    ----------
    found : list of Change

    Returns
    -------
    pandas.DataFrame
        Columns first_year, last_year, round, first, last, change, low, high, chance_low,
        chance_high, dispersion, doubt and figure_ids (a tuple).
    """
    rows = [
        [
            *(one.base["year"], one.latest["year"], one.latest["round"], one.base["low"], one.latest["low"]),
            *(one.change, one.low, one.high, one.chance_low, one.chance_high, one.dispersion),
            "; ".join(dict.fromkeys(filter(None, (one.base["doubt"], one.latest["doubt"])))),
            one.figure_ids,
        ]
        for one in found or ()
    ]
    frame = pd.DataFrame(rows, columns=COLUMNS.split())
    return frame.astype(dict.fromkeys(COLUMNS.split()[3:-2], "Float64"))


def against(tables, area, first_year, last_year, doubt):
    """Say what stands against calling a change a rise or a fall, however clear its interval is.

    One page gives one answer: a figure in doubt shows no direction, and two years
    within a series without a clear trend show none either.

    Parameters
    ----------
    tables : offences.tables.series.Tables
    area, first_year, last_year : str
        The area and the two years compared.
    doubt : str
        What is doubtful about the figures compared.

    Returns
    -------
    offences.analysis.reasons.Reason or None
        None where nothing does.
    """
    area, (first_year, last_year) = areas.find(area), years.ordered(first_year, last_year)
    spread = usual_variation.variation(tables, area)[0]
    if spread is None:
        return because(Why.UNKNOWN_VARIATION)
    if doubt:
        return because(Why.IN_DOUBT)
    counts = usual_variation.longest(tables.offences, area)
    if growth.can_fit(counts) and not growth.trend(counts, spread).direction:
        first, last = counts.index[[0, -1]]
        if first < last_year and first_year < last:
            many = wording.many(len(counts), "year")
            return because(Why.NO_TREND, many=many, span=wording.span(first, last))
    return None


def _refused(tables, base, latest, change, low, high):
    """Give the rule that lets no rise or fall be said between two rows of ``offences``."""
    if change is None:
        return because(Why.SMALL_BASE, base=number(base["low"]))
    jumps = tables.problems[tables.problems["area"].eq(base["area"]) & tables.problems["kind"].eq("jump")]
    jumps = jumps[jumps["first_year"].eq(base["year"]) & jumps["last_year"].eq(latest["year"])]
    if len(jumps):
        return because(Why.PARTIAL, detail=jumps["detail"].iloc[0].partition(":")[0])
    if low is not None and low <= 0 <= high:
        return because(Why.NOT_SHOWN, interval=wording.interval(low, high))
    return against(tables, base["area"], base["year"], latest["year"], base["doubt"] + latest["doubt"])
