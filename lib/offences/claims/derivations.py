"""How a count follows from other printed counts: the sum, or difference, of the fewest and nearest rows.

The lightest derivation is a linear programme: multipliers of rows, at least cost, whose rows add
up to the cells of the count. The multipliers are the sentence; that the cells are right is checked
in whole numbers. Which of several printed values stands for a row is chosen afterwards.
"""

import functools
import itertools
from typing import NamedTuple

import numpy as np

from offences.claims.rows import distinct
from offences.statistics import programmes

#: What a row costs: itself; if another round prints it, and for each round in between; if marked as
#: part of its period; if it is a range; for each force that it holds beside those wanted, because
#: totals of many forces differ by who answered. Conventions: the lightest derivation is the plainest.
ROW, OTHER, STEP, PART, WIDE, BESIDE = 1.0, 1.0, 0.05, 0.6, 1.5, 0.1
#: Of the combinations of values from several rounds, at most this many are tried.
MOST_COMBINATIONS = 4096


class Pools(NamedTuple):
    """Which values stand for each key of a layer, for a claim of a round; none where the key may not be used."""

    layer: object
    values: list
    costs: np.ndarray


class Derivation(NamedTuple):
    """Signs of keys, each with the values that may stand for it, the preferred one first; and what they cost."""

    terms: list
    cost: float
    #: The key that holds the most cells.
    widest: int

    @property
    def preferred(self):
        """Give sign and preferred value of each term."""
        return [(sign, values[0]) for sign, values in self.terms]


@functools.lru_cache(maxsize=256)
def pools(layer, round_, statement="", own=False):
    """Choose the values that may stand for each key: those of the round, or where it prints none and not ``own``, all.

    What prints the claim's statement proves nothing about it. Costs are infinite where a key has no value; of values that
    print one range the first is kept.
    """
    chosen, costs = [[] for _ in layer.values], np.full(len(layer.values), np.inf)
    places = {name: place for place, name in enumerate(sorted({*layer.rounds, round_}))}
    for key, values in enumerate(layer.values):
        usable = [value for value in values if value.term and value.statement != statement]
        mine = [value for value in usable if value.round == round_]
        usable = mine or ([] if own or key in layer.disputed(round_) else usable)
        usable = sorted(
            usable, key=lambda value: (value.marked, value.high > value.low, -places[value.round], value.ids)
        )
        ranges = {}
        for value in usable:
            ranges.setdefault((value.low, value.high), value)
        chosen[key] = list(ranges.values())
        if usable:
            first = usable[0]
            steps = abs(places[first.round] - places[round_])
            other = OTHER + STEP * steps if steps else 0
            costs[key] = ROW + other + PART * first.marked + WIDE * (first.high > first.low)
    return Pools(layer, chosen, costs)


def _lightest(pools, target, without):
    """Find the derivation of the cells of a target of least cost, without some keys; None where there is none."""
    layer, usable = pools.layer, np.isfinite(pools.costs)
    usable[list(without)] = False
    needed = layer.needed(target)
    if needed is None or set(layer.bound[needed]) - set(layer.bound[needed & usable]):
        return None
    places = np.flatnonzero(needed & usable)
    costs = pools.costs[places] + BESIDE * layer.beside(target)[places]
    rows, target = layer.cells[places], target.astype(bool)
    if (target & ~rows.any(axis=0)).any():
        return None
    signs = _signs(rows, target, programmes.tied(np.tile(costs, 2)))
    if signs is None:
        return None
    terms = [(int(sign), int(place)) for sign, place in zip(signs, places, strict=True) if sign]
    terms.sort(key=lambda term: (-term[0], term[1]))
    widest = max((place for _, place in terms), key=lambda at: (layer.masks[at].sum(), -at))
    terms = [(sign, pools.values[place]) for sign, place in terms]
    return Derivation(terms, float(np.abs(signs) @ costs), widest)


def _signs(rows, target, cost):
    """Give the signs of the rows that make a target at least cost, each added or taken away; None where there are none."""
    cells = distinct(np.vstack([rows, target]))[0].T.astype(float)
    of = programmes.system(np.hstack([cells[:, :-1], -cells[:, :-1]]), cells[:, -1], cells[:, -1], 0, 1)
    for whole in (False, True):
        found = programmes.minimise(cost, of, whole)
        if found is None:
            return None
        signs = np.round(found[: len(rows)] - found[len(rows) :]).astype(int)
        if (signs @ rows == target).all():
            return signs
    return None


def few(pools, mask, itself):
    """Yield derivations of a mask of cells, the lightest first, each without the widest row of the one before.

    A row that prints just these cells is a derivation only if `itself` is true.
    """
    target = None if mask is None else pools.layer.target(mask)
    if target is None:
        return
    without = set() if itself else set(np.flatnonzero((pools.layer.cells == target).all(axis=1)))
    while one := _lightest(pools, target, without):
        yield one
        without.add(one.widest)


def first(layer, mask, claim):
    """Give the preferred terms of the lightest derivation of a mask, for a claim; None for none."""
    found = next(few(pools(layer, claim["round"], claim["statement"]), mask, itself=True), None)
    return found and found.preferred


def choices(derivation):
    """Give every combination of printed values of a derivation as signed values, the preferred one first."""
    signs, values = zip(*derivation.terms, strict=True)
    for one in itertools.islice(itertools.product(*values), MOST_COMBINATIONS):
        yield list(zip(signs, one, strict=True))


def total(terms):
    """Add up the ranges of signed values: the least and the most."""
    low = sum(sign * (value.low if sign > 0 else value.high) for sign, value in terms)
    high = sum(sign * (value.high if sign > 0 else value.low) for sign, value in terms)
    return low, high


def floor(layer, mask, claim, usable=lambda value: True):
    """Give the most that disjoint printed parts of a mask add up to, the lowest values taken, and these in order.

    The claim's own prints are left out, and its round goes first; `usable` tells which values count.
    """
    disputed, parts = layer.disputed(claim["round"]), []
    inside = ~(layer.masks & ~mask).any(axis=(1, 2)) & (layer.masks != mask).any(axis=(1, 2))
    for place in np.flatnonzero(inside):
        values = [value for value in layer.values[place] if value.statement != claim["statement"]]
        values = list(filter(usable, values))
        mine = [value for value in values if value.round == claim["round"]]
        if mine or (values and place not in disputed):
            lowest = min(mine or values, key=lambda value: (value.marked, value.low, value.ids))
            parts.append((place, lowest))
    if not parts:
        return 0.0, []
    cells = distinct(layer.cells[[place for place, _ in parts]])[0].T.astype(float)
    counts = np.array([value.low for _, value in parts])
    of = programmes.system(cells, -np.inf, 1, 0, 1)
    # A row costs a little, so that a sum of fewer goes before an equal one of more.
    cost = programmes.tied(0.01 - counts)
    found = programmes.minimise(cost, of, True)
    if found is None:
        return 0.0, []
    used = [value for (_, value), taken in zip(parts, np.round(found), strict=True) if taken]
    return float(sum(value.low for value in used)), sorted(used, key=lambda value: value.key)
