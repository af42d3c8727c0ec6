"""Linear and integer programmes by HiGHS, where nothing is believed that fractions do not confirm.

A system is ``least <= rows @ x <= most`` over a box ``low <= x <= high`` of finite bounds:
scipy 1.17 calls some feasible programmes without them "infeasible". Costs carry a fixed
tie-break, so that of equal solutions the same one is found on every machine.
"""

import contextlib
import math
import os
import sys
import time
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array, hstack, vstack

#: How far costs are set apart, so that no two solutions cost the same.
TIE = 1e-4
#: A violation of rows that is less than this is noise of the solver.
NOISE = 1e-6


class System(NamedTuple):
    """Rows over variables, and a box: arrays of numbers, `rows` sparse or not; a row may be open at one end."""

    rows: object
    least: np.ndarray
    most: np.ndarray
    low: np.ndarray
    high: np.ndarray


class Solution(NamedTuple):
    """A point of least cost, and the multipliers of the rows in a linear programme."""

    x: np.ndarray
    cost: float
    multipliers: np.ndarray | None = None


@contextlib.contextmanager
def silence():
    """Keep what a solver writes off standard output: HiGHS prints a line whatever it is told."""
    try:
        sys.stdout.flush()
        kept = os.dup(1)
    except (AttributeError, OSError, ValueError):  # standard output is closed
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def system(rows, least, most, low=0, high=1):
    """Make a system of numbers or sequences; one number stands for all rows, or variables.

    Raises
    ------
    ValueError
        If a bound of a variable is not finite, or a lower bound lies above its upper one.
    """
    rows = csr_array(rows, dtype=float)
    ends = [np.broadcast_to(np.asarray(end, dtype=float), rows.shape[0]) for end in (least, most)]
    box = [np.broadcast_to(np.asarray(end, dtype=float), rows.shape[1]) for end in (low, high)]
    if not np.isfinite(box).all():
        raise ValueError("every variable of a programme needs a finite lower and upper bound")
    if (ends[0] > ends[1]).any() or (box[0] > box[1]).any():
        raise ValueError("a lower bound of a programme lies above its upper one")
    return System(rows, *ends, *box)


def tied(cost):
    """Set costs apart by a fixed fraction of each place, so that equal solutions differ."""
    cost = np.asarray(cost, dtype=float)
    return cost + TIE * (np.arange(1, len(cost) + 1) * 0.6180339887498949 % 1)


def minimise(cost, of, whole=None, seconds=10.0, nodes=None):
    """Find the point of a system at which a cost is least.

    Parameters
    ----------
    cost : sequence of float
    of : System
    whole : sequence of bool, or True, optional
        Which variables are whole numbers; none unless given.
    seconds : float, optional
        After this time an integer programme gives up.
    nodes : int, optional
        After so many branches the best point found is taken: a limit that is the same on every machine.

    Returns
    -------
    Solution or None
        None where the solver found no point, or none in time: ask :func:`is_empty` whether there is any.
    """
    cost = np.asarray(cost, dtype=float)
    if whole is None:
        return _linear(cost, of, seconds)
    limits = LinearConstraint(of.rows, of.least, of.most) if of.rows.shape[0] else None
    kinds = np.broadcast_to(np.asarray(whole, dtype=int), len(cost))
    options = {"time_limit": seconds, "mip_rel_gap": 0} | ({} if nodes is None else {"node_limit": nodes})
    with silence():
        found = milp(
            cost, integrality=kinds, bounds=Bounds(of.low, of.high), constraints=limits, options=options
        )
    if found.x is None or (found.status != 0 and nodes is None):
        return None
    x = np.where(kinds, np.round(found.x), found.x)
    return Solution(x, float(cost @ x)) if holds(x, of) else None


def _linear(cost, of, seconds):
    same = of.least == of.most
    above, below = np.isfinite(of.most) & ~same, np.isfinite(of.least) & ~same
    most = vstack([of.rows[above], -of.rows[below]]) if (above | below).any() else None
    ends = np.concatenate([of.most[above], -of.least[below]]) if most is not None else None
    equal = (of.rows[same], of.least[same]) if same.any() else (None, None)
    box = np.column_stack([of.low, of.high])
    with silence():
        found = linprog(cost, most, ends, *equal, bounds=box, method="highs", options={"time_limit": seconds})
    if found.status != 0:
        return None
    multipliers = np.zeros(len(of.least))
    if same.any():
        multipliers[same] = found.eqlin.marginals
    if most is not None:
        multipliers[above] += found.ineqlin.marginals[: above.sum()]
        multipliers[below] -= found.ineqlin.marginals[above.sum() :]
    return Solution(found.x, float(found.fun), multipliers)


def holds(x, of):
    """Tell whether a point lies in a system, but for noise."""
    sums, slack = of.rows @ x, NOISE * (1 + np.abs(of.rows) @ np.abs(x))
    inside = (x >= of.low - NOISE).all() and (x <= of.high + NOISE).all()
    return bool(inside and (sums >= of.least - slack).all() and (sums <= of.most + slack).all())


def conflict(of):
    """Find multipliers of rows that cannot all hold: proof, in fractions, that a system has no point.

    All rows are relaxed by one amount; where it cannot be nothing, the multipliers of the rows
    that hold it up add them to a row that no point of the box meets.

    Returns
    -------
    dict of int to Fraction, or None
        The multiplier of each row in conflict; None where the rows agree or no proof was found.
    """
    count, wide = of.rows.shape
    if not count:
        return None
    ones = np.ones((count, 1))
    least, most = np.isfinite(of.least), np.isfinite(of.most)
    rows = vstack([hstack([of.rows[least], ones[least]]), hstack([of.rows[most], -ones[most]])])
    ends = (
        np.concatenate([of.least[least], np.full(most.sum(), -np.inf)]),
        np.concatenate([np.full(least.sum(), np.inf), of.most[most]]),
    )
    reach = float(np.max(np.abs(of.rows) @ np.maximum(np.abs(of.low), np.abs(of.high))))
    enough = reach + max(np.abs(end[np.isfinite(end)]).max(initial=0) for end in (of.least, of.most)) + 1
    relaxed = system(rows, *ends, [*of.low, 0], [*of.high, enough])
    found = minimise([*np.zeros(wide), 1], relaxed)
    if found is None or found.cost <= NOISE:
        return None
    both = np.zeros(count)
    both[least] += found.multipliers[: least.sum()]
    both[most] += found.multipliers[least.sum() :]
    for digits in (1, 60, 5_000, 10**6, 10**9):
        rounded = {
            int(place): Fraction(both[place] / np.abs(both).max()).limit_denominator(digits)
            for place in np.flatnonzero(np.abs(both) > NOISE * np.abs(both).max())
        }
        rounded = {place: one for place, one in rounded.items() if one}
        if is_proof(rounded, of):
            return rounded
    return None


def is_proof(multipliers, of):
    """Check in fractions that multiplied rows add up to one that no point of the box meets.

    Parameters
    ----------
    multipliers : dict of int to Fraction
        By the number of the row: positive counts its lower end, negative its upper one.
    of : System
    """
    total, needed = {}, Fraction(0)
    for place, multiplier in multipliers.items():
        end = of.least[place] if multiplier > 0 else of.most[place]
        if not np.isfinite(end):
            return False
        needed += multiplier * Fraction(float(end))
        row = of.rows[[place]]
        for column, value in zip(row.indices, row.data, strict=True):
            total[column] = total.get(column, 0) + multiplier * Fraction(float(value))
    box = (of.low, of.high)
    return sum(value * Fraction(float(box[value > 0][at])) for at, value in total.items()) < needed


def is_empty(of, whole=None, seconds=10.0):
    """Tell whether a system has no point, in whole numbers where asked: True only with a proof in fractions.

    Whole numbers are split, one variable at a time, until each part is proved empty.

    Returns
    -------
    bool or None
        None where neither a point nor a proof was found in time.
    """
    whole = np.broadcast_to(np.asarray(bool(whole) if whole is None else whole), len(of.low))
    until, waiting = time.monotonic() + seconds, [of]
    while waiting:
        if time.monotonic() > until:
            return None
        part = waiting.pop()
        found = minimise(np.zeros(len(part.low)), part)
        if found is None:
            if conflict(part) is None:
                return None
            continue
        off = np.where(whole, np.abs(found.x - np.round(found.x)), 0)
        if off.max(initial=0) < NOISE:
            return False if holds(np.where(whole, np.round(found.x), found.x), part) else None
        place = int(off.argmax())
        down, up = part.high.copy(), part.low.copy()
        down[place], up[place] = np.floor(found.x[place]), np.ceil(found.x[place])
        waiting += [part._replace(high=down), part._replace(low=up)]
    return True


def points(of, most=2, steps=20_000):
    """Give the whole-number points of a small system: by exact arithmetic, without a solver.

    Bounds are narrowed by every row in turn; then the narrowest variable is split.

    Parameters
    ----------
    of : System
    most : int, optional
        Stop after so many.
    steps : int, optional
        Give up after so many splits.

    Returns
    -------
    list of list of int, or None
        None where the search was given up.
    """
    rows, found = [_whole_row(of, place) for place in range(len(of.least))], []
    waiting = [([math.ceil(low) for low in of.low], [math.floor(high) for high in of.high])]
    while waiting and len(found) < most:
        steps -= 1
        if steps < 0:
            return None
        low, high = waiting.pop()
        if not _narrowed(rows, low, high):
            continue
        widths = [
            (top - bottom, at) for at, (bottom, top) in enumerate(zip(low, high, strict=True)) if top > bottom
        ]
        if not widths:
            found.append(low)
            continue
        at = min(widths)[1]
        middle = (low[at] + high[at]) // 2
        waiting.append((low[:at] + [middle + 1] + low[at + 1 :], high))
        waiting.append((low, high[:at] + [middle] + high[at + 1 :]))
    return found


def _whole_row(of, place):
    """Write a row in whole numbers: its terms, and its ends (None where open)."""
    row = of.rows[[place]]
    numbers = [Fraction(str(float(value))) for value in row.data]
    ends = [
        Fraction(str(float(end))) if np.isfinite(end) else None for end in (of.least[place], of.most[place])
    ]
    scale = math.lcm(*(number.denominator for number in numbers if number is not None))
    terms = [
        (int(at), int(number * scale)) for at, number in zip(row.indices, numbers, strict=True) if number
    ]
    return terms, *(None if end is None else end * scale for end in ends)


def _narrowed(rows, low, high):
    """Narrow bounds in place until no row narrows them; tell whether anything is left."""
    changed = True
    while changed:
        changed = False
        for terms, least, most in rows:
            under = sum(value * (low if value > 0 else high)[at] for at, value in terms)
            over = sum(value * (high if value > 0 else low)[at] for at, value in terms)
            if (most is not None and under > most) or (least is not None and over < least):
                return False
            for at, value in terms:
                rest_under = under - value * (low if value > 0 else high)[at]
                rest_over = over - value * (high if value > 0 else low)[at]
                ends = []
                if most is not None:
                    ends.append(((most - rest_under) / Fraction(value), value > 0))
                if least is not None:
                    ends.append(((least - rest_over) / Fraction(value), value < 0))
                for end, is_upper in ends:
                    new = math.floor(end) if is_upper else math.ceil(end)
                    if (is_upper and new < high[at]) or (not is_upper and new > low[at]):
                        (high if is_upper else low)[at] = new
                        changed = True
                if low[at] > high[at]:
                    return False
                under = rest_under + value * (low if value > 0 else high)[at]
                over = rest_over + value * (high if value > 0 else low)[at]
    return True
