"""Every printed count as a row over cells: forces by months, in one layer.

A layer is all offences, those of one gender, age or platform, or those where it was known.
Figures that print the same cells are one key, with the values that were printed for it.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd

from offences.names import areas, years
from offences.reading.agreement import INFINITY
from offences.statistics import bounds
from offences.tables import series

#: The measures whose counts are rows.
COUNTS = ["offences", "count_platform", "known_denominator"]


class Value(NamedTuple):
    """A count as printed: its range, where it stands, and whether it is marked as part of its period."""

    low: float
    high: float
    ids: tuple
    round: str
    marked: bool
    term: bool
    statement: str
    area: str
    start: str
    end: str

    @property
    def key(self):
        """Give the area and the period that it is printed for."""
        return self.area, self.start, self.end

    @property
    def printed(self):
        """Tell whether it is one number that was printed, neither a range nor implied by a percentage."""
        return self.low == self.high and len(self.ids) == 1


class Layer:
    """The rows of one layer: a matrix of keys by cells, and the values printed for each key."""

    def __init__(self, values):
        self.forces = sorted({code for value in values for code in _members(value)})
        self.months = sorted({month for value in values for month in (value.start, value.end)})
        found = {}
        for value in values:
            found.setdefault(self.mask(_members(value), value.start, value.end).tobytes(), []).append(value)
        self.values = list(found.values())
        every = np.array([np.frombuffer(key, dtype=bool) for key in found])
        self.masks = every.reshape(len(found), len(self.forces), -1)
        self.cells, self._cell_of = np.unique(every, axis=1, return_inverse=True)
        self._sizes = np.bincount(self._cell_of)
        force_of = np.repeat(np.arange(len(self.forces)), len(self.months) - 1)
        self._forces = np.zeros((len(self.forces), len(self._sizes)), dtype=bool)
        self._forces[force_of, self._cell_of] = True
        self._banned = {}

    def mask(self, codes, start, end):
        """Mark forces by months between printed ends; None where a force or an end is in no row."""
        if not codes or not {start, end} <= set(self.months) or not set(codes) <= set(self.forces):
            return None
        first, last = self.months.index(start), self.months.index(end)
        found = np.zeros((len(self.forces), len(self.months) - 1), dtype=bool)
        found[[self.forces.index(code) for code in codes], first:last] = True
        return found

    def target(self, mask):
        """Give the cells of a mask as 0 and 1; None where it cuts through one or holds what no row covers."""
        inside = np.bincount(self._cell_of, weights=mask.ravel(), minlength=len(self._sizes))
        whole = (inside == 0) | (inside == self._sizes)
        covered = self.cells.any(axis=0) | (inside == 0)
        return (inside > 0).astype(int) if whole.all() and covered.all() else None

    def beside(self, target):
        """Count for each key the forces that it holds beside those of a target."""
        forces = self._forces[:, target.astype(bool)].any(axis=1)
        return (self.masks.any(axis=2) & ~forces).sum(axis=1)

    def disputed(self, round_):
        """Name the keys left out for a claim of a round: a count printed for several parts of a
        period that is marked with that same count is one count, whose period is in dispute."""
        if round_ not in self._banned:
            flat = sorted(
                ((place, value) for place, values in enumerate(self.values) for value in values),
                key=lambda pair: (
                    pair[1].round != round_,
                    pair[1].marked,
                    _before(pair[1].round),
                    pair[1].ids,
                ),
            )
            wholes = {(value.area, value.low, value.start, value.end) for _, value in flat if value.marked}
            placed, banned = {}, set()
            for place, value in flat:
                for whole in wholes:
                    inside = whole[:2] == (value.area, value.low)
                    inside = inside and whole[2] <= value.start and value.end <= whole[3]
                    if inside and whole[2:] != value.key[1:] and placed.setdefault(whole, place) != place:
                        banned.add(place)
            self._banned[round_] = banned
        return self._banned[round_]


def _before(round_):
    """Order rounds from the latest: a key for sorting."""
    return [-ord(letter) for letter in round_]


def _members(value):
    return areas.members(value.area, value.round) or [value.area]


def layers(figures):
    """Lay out the printed counts.

    Parameters
    ----------
    figures : pandas.DataFrame
        The clean figures.

    Returns
    -------
    dict of (str, str) to Layer
        By dimension and category; the total of all offences is ("", "").
    """
    printed = figures["status"].eq("published") & figures["unit"].eq("count") & figures["start"].ne("")
    counted = printed & figures["measure"].isin(COUNTS) & figures["offence"].isin(series.COUNTED)
    found = {}
    for row in figures[counted & figures["doubt"].eq("")].to_dict("records"):
        found.setdefault((row["dimension"], row["category"]), []).append(_value(row))
    if ("", "") in found:
        found["", ""] += _implied(figures, found["", ""])
    return {layer: Layer(values) for layer, values in found.items()}


def _value(row):
    high = INFINITY if pd.isna(row["high"]) else row["high"]
    # "Around 34,000" bounds a sum and is no term of one; of the number known it is the best there is.
    term = row["precision"] == "exact" or (row["precision"], row["dimension"]) == ("rounded", "known")
    marked = row["part_because"] != ""
    where = row["statement"], row["area"], row["start"], row["end"]
    return Value(row["low"], high, (row["figure_id"],), row["round"], marked, term, *where)


def ends(claim):
    """Give the first and the last period that a change compares, each as (start, end); none where unclear."""
    if claim["whole"] and claim["first_year"] != claim["last_year"]:
        return [years.period(year, year) for year in (claim["first_year"], claim["last_year"])]
    months = int(claim["months"]) % 12
    if claim["whole"] or not months or claim["months"] <= 12:
        return []
    first = (claim["start"], years.add_months(claim["start"], months))
    return [first, (years.add_months(claim["end"], -months), claim["end"])]


def _implied(figures, values):
    """Give the counts of one force that a printed percentage and the other count imply in whole numbers."""
    rows = figures["measure"].eq("percent_change") & figures["dimension"].eq("") & figures["start"].ne("")
    rows = figures[rows & figures["precision"].eq("rounded") & figures["area"].map(areas.is_single)]
    exact = {}
    for value in values:
        if value.low == value.high and value.term and not value.marked:
            exact.setdefault(value.key, []).append(value)
    for row in rows[rows["offence"].isin(series.COUNTED)].to_dict("records"):
        both = [(row["area"], *end) for end in ends(row)]
        counts = [exact.get(key) for key in both]
        if len(both) == 2 and (counts[0] is None) != (counts[1] is None):
            base, latest = counts
            of = (base or latest)[0].low
            percents = 100 + row["low"], 100 + row["high"]
            if not base:
                percents = (1e4 / percents[1], 1e4 / percents[0]) if percents[0] > 0 else None
            fits = percents and bounds.whole_counts(*percents, of)
            if fits:
                ids = (row["figure_id"], *(base or latest)[0].ids)
                where = both[latest is None]
                yield Value(*map(float, fits), ids, row["round"], False, True, row["statement"], *where)
