"""Bound shares: Wilson where known, the worst case over all offences, Fréchet for owners of several platforms."""

import math

import pandas as pd
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from offences.names.errors import InputError
from offences.statistics import domains


def wilson(count, known, level=0.95):
    """Give Wilson's limits, in percent, of the share of those with a property among those where it was known."""
    count, known = _nested("a share needs a number known above 0 and a whole count within it", count, known)
    limits = proportion_confint(count, known, alpha=1 - domains.number("level", level), method="wilson")
    return tuple(100 * float(limit) for limit in limits)


def _nested(needed, *counts):
    """Read counts that lie each within the next one, the last above 0."""
    try:
        found = [domains.number("count", count) for count in counts]
    except InputError:
        found = []
    if not found or found != sorted(found) or not found[-1]:
        raise InputError(f"{' of '.join(map(str, counts))}: {needed}.")
    return found


def whole_counts(low, high, of):
    """Find the least and the most whole numbers that are a percentage of another number; None where none is.

    low and high are the ends of what rounds to the percentage: what was printed as 40% lies from 39.5 to 40.5.
    """
    low, high = (domains.number("percentage", value) for value in (low, high))
    of = domains.number("count", of)
    least, most = math.ceil(round(low * of / 100, 6)), math.floor(round(high * of / 100, 6))
    return (least, most) if least <= most else None


def worst_case(count, known, total):
    """Bound a share of all offences when some are unknown, in percent (Manski 1989).

    At the least none of the unknown offences has the property, at the most all.
    """
    count, known, total = _nested("bounds need count, known and total in this order", count, known, total)
    return 100 * count / total, 100 * (count + total - known) / total


def frechet(lows, highs):
    """Bound the share of offences with any of several platforms by the bounds of each, in percent (Fréchet).

    At the least all mentions fall in the same offences, at the most none do; shares of mentions are never added up.
    """
    lows, highs = domains.pairs(domains.numbers("percent", lows), domains.numbers("percent", highs))
    if (lows > highs).any():
        raise InputError(f"{lows.tolist()} to {highs.tolist()}: a lower bound lies above its upper one.")
    return float(lows.max()), min(100.0, float(highs.sum()))


def difference(count, known, count_before, known_before):
    """Give the limits of a later share less an earlier one, in percentage points (Newcombe 1998, method 10, 95%)."""
    needed = "a share needs a number known above 0 and a whole count within it"
    count, known = map(int, _nested(needed, count, known))
    count_before, known_before = map(int, _nested(needed, count_before, known_before))
    limits = confint_proportions_2indep(
        count, known, count_before, known_before, method="newcomb", compare="diff"
    )
    return tuple(100 * float(limit) for limit in limits)


def by_row(limits, table):
    """Give the limits (low, high) of every row by a function of its columns; missing where one of them is."""
    whole = domains.frame(table, "", "the table").dropna()
    found = [limits(*row) for row in whole.itertuples(index=False)]
    return pd.DataFrame(found, whole.index, ["low", "high"], dtype=float).reindex(table.index)
