"""Compare two years of one area, as strongly as the interval of the change allows."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from offences.analysis.reasons import Reason, Why, because
from offences.names import areas, wording, years
from offences.names.errors import InputError
from offences.names.wording import number
from offences.statistics import changes, growth
from offences.statistics.variation import CHANCE, Variation
from offences.tables import variation

#: The nations whose offence is an older one.
LAWS_APART = ("Scotland", "Northern Ireland")
COLUMNS = (
    "first_year last_year round first last change low high chance_low chance_high power k dispersion doubt "
    "figure_ids"
)


class Change(NamedTuple):
    """A change between two counts of one round (rows of ``offences``), with what stands against calling it one.

    change, low and high are in percent, with the interval that the area's variation allows (None under a base of ten,
    the limits also where no variation is known); chance_low and chance_high allow for chance alone; power is the
    chance, in percent, that two such counts would show a true doubling; reason is None where a rise or fall is shown.
    """

    base: dict
    latest: dict
    change: float
    low: float
    high: float
    chance_low: float
    chance_high: float
    power: float
    variation: Variation
    reason: Reason

    @property
    def figure_ids(self):
        """The ids of both counts."""
        return self.base["figure_id"], self.latest["figure_id"]


def was_new(area, year):
    """Tell whether an area's offence was new in a year, so that its count is low because its use was only beginning."""
    return years.read(year) == years.FIRST_YEAR and areas.row(areas.find(area))["country"] not in LAWS_APART


def change(tables, pair):
    """Compare two rows of ``offences`` of one area and round, the earlier one first."""
    if len(pair) != 2:
        raise InputError(f"{wording.many(len(pair), 'row')}: a change is between two years.")
    base, latest = pair.to_dict("records")
    counts, varied = (base["low"], latest["low"]), variation.of(tables, base["area"], base["round"])
    _, chance_low, chance_high = changes.change(*counts, CHANCE)
    found, low, high = changes.change(*counts, varied)
    power = None if low is None else changes.power(base["low"], varied)
    reason = _refused(tables, base, latest, found, varied, low, high)
    return Change(base, latest, found, low, high, chance_low, chance_high, power, varied, reason)


def table(found):
    """Lay changes out, one row each, in percent.

    ``COLUMNS``: k is missing where only the dispersion tells, figure_ids a tuple.
    """
    rows = [
        [
            *(one.base["year"], one.latest["year"], one.latest["round"], one.base["low"], one.latest["low"]),
            *(one.change, one.low, one.high, one.chance_low, one.chance_high, one.power),
            *((one.variation.k, one.variation.dispersion) if one.variation else (None, None)),
            "; ".join(dict.fromkeys(filter(None, (one.base["doubt"], one.latest["doubt"])))),
            one.figure_ids,
        ]
        for one in found or ()
    ]
    frame = pd.DataFrame(rows, columns=COLUMNS.split())
    frame = frame.astype(dict.fromkeys(COLUMNS.split()[3:-2], "Float64"))
    return frame.assign(k=frame["k"].mask(frame["k"].eq(np.inf)))


def against(tables, area, first_year, last_year, doubt, varied, lower=None, upper=None):
    """Give the Reason that stands against calling a change between two years a rise or a fall; None where nothing does.

    One page gives one answer: a figure in doubt shows no direction, and two years within a series without a clear trend
    show none either. doubt says what is doubtful about the figures; varied is their Variation, None where it is not known;
    lower and upper are the limits in percent, without which is said what else stands against it.
    """
    area, (first_year, last_year) = areas.find(area), years.ordered(first_year, last_year)
    if varied is None:
        return because(Why.UNKNOWN_VARIATION)
    direction = None if lower is None else changes.direction(lower, upper)
    not_shown = because(Why.NOT_SHOWN, interval=wording.interval(lower, upper))
    if direction is changes.Direction.OPEN:
        return not_shown
    if doubt:
        return because(Why.IN_DOUBT)
    if direction is changes.Direction.SAME:
        return not_shown
    counts = variation.longest(tables.offences, area)
    if growth.can_fit(counts):
        trend = growth.trend(counts, variation.size_of(tables, area))
        if trend.low <= 0 <= trend.high and trend.first_year < last_year and first_year < trend.last_year:
            many, span = wording.many(trend.years, "year"), wording.span(trend.first_year, trend.last_year)
            return because(Why.NO_TREND, many=many, span=span)
    return None


def _refused(tables, base, latest, change, varied, low, high):
    """Give the rule that lets no rise or fall be said between two rows of ``offences``."""
    if change is None:
        return because(Why.SMALL_BASE, base=number(base["low"]))
    jumps = tables.problems[tables.problems["area"].eq(base["area"]) & tables.problems["kind"].eq("jump")]
    jumps = jumps[jumps["first_year"].eq(base["year"]) & jumps["last_year"].eq(latest["year"])]
    if len(jumps):
        return because(Why.PARTIAL, detail=jumps["detail"].iloc[0].rstrip("."))
    doubt = base["doubt"] + latest["doubt"]
    return against(tables, base["area"], base["year"], latest["year"], doubt, varied, low, high)
