"""Whether a recomputed number agrees with what was printed: exactly, rounded, or cut."""

import pandas as pd

from offences.reading import values

INFINITY = float("inf")


def upper(figure):
    """Give the upper end of what a figure's words allow."""
    return INFINITY if pd.isna(figure["high"]) else figure["high"]


def agrees(claim, low, high):
    """Tell whether a recomputed range and the bounds of a claim's words have a value in common."""
    return round(high, 6) >= claim["low"] and round(low, 6) <= upper(claim)


def is_cut(claim, low, high):
    """Tell whether a printed percentage is a recomputed range (in percent) with its last digits cut off, not rounded.

    ``claim`` has value_as_published (a count with its share in brackets, too), and the low and high that rounding allows.

    >>> claim = {"value_as_published": "84%", "low": 83.5, "high": 84.5}
    >>> is_cut(claim, 84.6, 84.6), is_cut(claim, 84.4, 84.4), is_cut(claim, 85, 85)
    (True, False, False)
    """
    read = values.read(claim["value_as_published"])
    rounded = read.precision == "rounded" and read.unit == "percent"
    if agrees(claim, low, high) or not (rounded or read.beside is not None):
        return False
    printed, step = (claim["low"] + claim["high"]) / 2, claim["high"] - claim["low"]
    least, most = printed - step * (printed <= 0), printed + step * (printed >= 0)
    return round(high, 6) > round(least, 6) and round(low, 6) < round(most, 6)
