"""Every printed count as a row over cells: forces by months, in one layer; and who printed none.

A layer is all offences, those of one gender, age or platform, or those where it was known.
Figures that print the same cells are one key, with the values that were printed for it.
"""

import functools
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.sparse.csgraph import connected_components

from offences.names import areas, years
from offences.reading.agreement import upper
from offences.statistics import bounds, programmes
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
    #: Whether sums may use it.
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


def ids(values):
    """Join the figure_ids of values, each once."""
    return " ".join(dict.fromkeys(name for value in values for name in value.ids))


def distinct(cells):
    """Keep each column of a matrix of truth values once, in order, and give the place of each: as numpy's unique, and faster."""
    packed = np.ascontiguousarray(np.packbits(cells, axis=0).T)
    columns = packed.view(f"V{packed.shape[1]}").ravel()
    _, first, place_of = np.unique(columns, return_index=True, return_inverse=True)
    return cells[:, first], place_of


class Grid:
    """Forces by the months between the ends of periods, and the cells that masks of both tell apart.

    A span is the codes of forces, start and end of a mask.
    """

    def __init__(self, spans):
        self.forces = sorted({code for codes, _, _ in spans for code in codes})
        self.months = sorted({month for _, start, end in spans for month in (start, end)})
        masks, places = [self.mask(*span) for span in spans], {}
        #: The number of the mask of each span: equal masks are one.
        self.places = [places.setdefault(mask.tobytes(), len(places)) for mask in masks]
        every = np.array([np.frombuffer(mask, dtype=bool) for mask in places])
        self.masks = every.reshape(len(places), *masks[0].shape)
        #: Masks by cells, and the cell of each force and month.
        self.cells, self.cell_of = distinct(every)

    def mask(self, codes, start, end):
        """Mark forces by months; None where a force or an end of the period is in no span."""
        if not codes or not {start, end} <= set(self.months) or not set(codes) <= set(self.forces):
            return None
        found = np.zeros((len(self.forces), len(self.months) - 1), dtype=bool)
        first, last = self.months.index(start), self.months.index(end)
        found[[self.forces.index(code) for code in codes], first:last] = True
        return found


class Layer(Grid):
    """The rows of one layer: a matrix of keys by cells, and the values printed for each key."""

    def __init__(self, values):
        codes = [areas.members(value.area, value.round) or [value.area] for value in values]
        super().__init__([(some, one.start, one.end) for some, one in zip(codes, values, strict=True)])
        self.values = [[] for _ in self.masks]
        for place, value in zip(self.places, values, strict=True):
            self.values[place].append(value)
        self.rounds = sorted({value.round for value in values})
        self._sizes, self._holds = np.bincount(self.cell_of), self.masks.any(axis=2)
        force_of = np.repeat(np.arange(len(self.forces)), len(self.months) - 1)
        self._forces = np.zeros((len(self.forces), len(self._sizes)), dtype=bool)
        self._forces[force_of, self.cell_of] = True
        self._disputed = {}

    def of_area(self, area):
        """Give every value printed for an area."""
        return [value for values in self.values for value in values if value.area == area]

    def target(self, mask):
        """Give the cells of a mask as 0 and 1; None where it cuts through one or holds what no row covers."""
        inside = np.bincount(self.cell_of, weights=mask.ravel(), minlength=len(self._sizes))
        whole = (inside == 0) | (inside == self._sizes)
        covered = self.cells.any(axis=0) | (inside == 0)
        return (inside > 0).astype(int) if whole.all() and covered.all() else None

    @functools.cached_property
    def _products(self):
        """Give the products of keys with each other, and their inverse."""
        rows = self.cells.astype(float)
        return rows @ rows.T, np.linalg.pinv(rows @ rows.T, rcond=1e-9, hermitian=True)

    @functools.cached_property
    def bound(self):
        """Number the group of each key: sums of nothing bind the keys of a group, and none holds keys of two groups."""
        products, inverse = self._products
        free = np.eye(len(products)) - products @ inverse
        return connected_components(np.abs(free) > programmes.NOISE)[1]

    def multiples(self, targets):
        """Give the multiples of all keys, the least in their squares, that make targets; missing where none do."""
        rows = self.cells.astype(float)
        found = targets @ rows.T @ self._products[1]
        made = np.abs(found @ rows - targets).max(axis=-1, keepdims=True) < programmes.NOISE
        return np.where(made, found, np.nan)

    def needed(self, target):
        """Tell which keys are of the groups that any sum of a target needs; None where no sum makes it."""
        found = self.multiples(target)
        if np.isnan(found).any():
            return None
        return np.isin(self.bound, self.bound[np.abs(found) > programmes.NOISE])

    def beside(self, target):
        """Count for each key the forces that it holds beside those of a target."""
        return self._holds[:, ~self._forces[:, target.astype(bool)].any(axis=1)].sum(axis=1)

    def disputed(self, round_):
        """Name the keys left out for a claim of a round: a count printed for several parts of a
        period that is marked with that same count is one count, whose period is in dispute."""
        if round_ not in self._disputed:
            flat = [(place, value) for place, values in enumerate(self.values) for value in values]
            flat.sort(key=lambda pair: _own_then_latest(pair[1], round_))
            wholes = {(value.area, value.low, value.start, value.end) for _, value in flat if value.marked}
            placed, found = {}, set()
            for place, value in flat:
                for whole in wholes:
                    area, count, start, end = whole
                    same = (area, count) == (value.area, value.low) and (start, end) != value.key[1:]
                    inside = start <= value.start and value.end <= end
                    if same and inside and placed.setdefault(whole, place) != place:
                        found.add(place)
            self._disputed[round_] = found
        return self._disputed[round_]


def _own_then_latest(value, round_):
    latest_first = [-ord(letter) for letter in value.round]
    return value.round != round_, value.marked, latest_first, value.ids


def layers(figures):
    """Lay out the printed counts of the clean figures by dimension and category; ("", "") are all offences."""
    printed = figures["status"].eq("published") & figures["unit"].eq("count") & figures["start"].ne("")
    counted = printed & figures["measure"].isin(COUNTS) & figures["offence"].isin(series.COUNTED)
    found = {}
    for row in figures[counted & figures["doubt"].eq("")].to_dict("records"):
        found.setdefault((row["dimension"], row["category"]), []).append(_value(row))
    if ("", "") in found:
        found["", ""] += _implied(figures, found["", ""])
    return {layer: Layer(values) for layer, values in found.items()}


def _value(row):
    # "Around 34,000" bounds a sum and is no term of one; of the number known it is the best there is.
    term = row["precision"] == "exact" or (row["precision"], row["dimension"]) == ("rounded", "known")
    marked = row["part_because"] != ""
    where = row["statement"], row["area"], row["start"], row["end"]
    return Value(row["low"], upper(row), (row["figure_id"],), row["round"], marked, term, *where)


def ends(claim):
    """Give the first and the last period that a change compares, each as (start, end); none where unclear."""
    if claim["whole"] and claim["first_year"] != claim["last_year"]:
        return [years.period(year, year) for year in (claim["first_year"], claim["last_year"])]
    months = int(claim["months"]) % 12
    if claim["whole"] or not months or claim["months"] <= 12:
        return []
    first = (claim["start"], years.add_months(claim["start"], months))
    return [first, (years.add_months(claim["end"], -months), claim["end"])]


def changes(figures):
    """Select the rounded percent changes of single forces, and give each row with both of its periods."""
    rows = figures["measure"].eq("percent_change") & figures["dimension"].eq("") & figures["start"].ne("")
    rows &= figures["precision"].eq("rounded") & figures["offence"].isin(series.COUNTED)
    for row in figures[rows & figures["area"].map(areas.is_single)].to_dict("records"):
        if both := ends(row):
            yield row, tuple(both)


def base_range(claim):
    """Give the percentages of the latest count that a printed change allows its base to be; None for any."""
    return (1e4 / (100 + claim["high"]), 1e4 / (100 + claim["low"])) if claim["low"] > -100 else None


def _implied(figures, values):
    """Give the counts of one force that a printed percentage and the other count imply in whole numbers."""
    exact = {}
    for value in values:
        if value.low == value.high and value.term and not value.marked:
            exact.setdefault(value.key, value)
    for row, both in changes(figures):
        base, latest = (exact.get((row["area"], *end)) for end in both)
        if (base is None) == (latest is None):
            continue
        percents = (100 + row["low"], 100 + row["high"]) if base else base_range(row)
        other = base or latest
        if fits := percents and bounds.whole_counts(*percents, other.low):
            where = row["statement"], row["area"], *both[latest is None]
            implied_by = (row["figure_id"], *other.ids)
            yield Value(*map(float, fits), implied_by, row["round"], False, True, *where)


def silences(figures):
    """List the forces and periods without an answer: a blank where the others print, or a round's own words.

    Each has area, start, end, round, and figure_id and measure of what says so.
    """
    columns = ["area", "start", "end", "round", "figure_id", "measure"]
    blank = figures["status"].eq("not_answered") & figures["measure"].eq("offences")
    words = figures[figures["measure"].eq("forces_responding")]
    words = words[words["value_as_published"].str.contains("except ")]
    named = words.assign(area=words["value_as_published"].str.split("except ").str[1].map(areas.find_printed))
    found = pd.concat([figures.loc[blank & figures["dimension"].eq(""), columns], named[columns]])
    return list(found.sort_values("figure_id", kind="stable").itertuples(index=False, name="Silence"))


def silent(figures, area, round_):
    """List the :func:`silences` of a round that the forces within an area keep."""
    inside = set(areas.members(area)) - {area}
    return [one for one in silences(figures) if one.round == round_ and one.area in inside]
