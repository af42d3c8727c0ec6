"""Linear and integer programmes by HiGHS, where no point and no conflict is believed that is not checked.

A system is ``least <= rows @ x <= most`` over a box ``low <= x <= high`` of finite bounds:
scipy 1.17 calls some feasible programmes without them "infeasible". Costs carry a fixed
tie-break, so that of equal solutions the same one is found on every machine.
"""

import contextlib
import os
import sys
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
    """Rows over variables, and a box: arrays of numbers, the rows sparse; a row may be open at one end."""

    rows: csr_array
    least: np.ndarray
    most: np.ndarray
    low: np.ndarray
    high: np.ndarray


@contextlib.contextmanager
def _silence():
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
    """Make a system of numbers or sequences, one number for all rows or variables; a ValueError where none can hold."""
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


def minimise(cost, of, whole=False, seconds=10.0, nodes=None):
    """Find the point of a system at which a cost is least; None where the solver found none in time that lies inside.

    whole says which variables are whole numbers. After so many nodes (branches) the best point found is taken: a
    limit that is the same on every machine.
    """
    cost = np.asarray(cost, dtype=float)
    limits = LinearConstraint(of.rows, of.least, of.most) if of.rows.shape[0] else None
    kinds = np.broadcast_to(np.asarray(whole, dtype=int), len(cost))
    # These linear programmes are small: to simplify them first takes longer than to solve them.
    options = {"time_limit": seconds, "mip_rel_gap": 0, "presolve": bool(kinds.any())}
    options |= {} if nodes is None else {"node_limit": nodes}
    box = Bounds(of.low, of.high)
    with _silence():
        found = milp(cost, integrality=kinds, bounds=box, constraints=limits, options=options)
    if found.x is None or (found.status != 0 and nodes is None):
        return None
    x = np.where(kinds, np.round(found.x), found.x)
    return x if _holds(x, of) else None


def _holds(x, of):
    """Tell whether a point lies in a system, but for noise."""
    sums, slack = of.rows @ x, NOISE * (1 + np.abs(of.rows) @ np.abs(x))
    inside = (x >= of.low - NOISE).all() and (x <= of.high + NOISE).all()
    return bool(inside and (sums >= of.least - slack).all() and (sums <= of.most + slack).all())


def only_point(of):
    """Give the whole numbers of a system as a list where it has just one point of them; None otherwise."""
    only = minimise(np.zeros(len(of.low)), of, whole=True)
    for unit in np.eye(len(of.low)) if only is not None else ():
        for cost in (unit, -unit):
            loose = minimise(cost, of)
            # Whole numbers can be no further off than others.
            if loose is None or cost @ (only - loose) > 1 - NOISE:
                other = minimise(cost, of, whole=True)
                if other is None or (other != only).any():
                    return None
    return None if only is None else only.astype(int).tolist()


def conflict(of):
    """Find multipliers (Fractions by row) that prove that rows cannot all hold; None where no proof was found.

    All rows are relaxed by one amount; where it cannot be nothing, the multipliers of the rows that hold it up add
    them to one that no point of the box meets. A lower end has a positive multiplier, an upper one a negative.
    """
    above, below = np.flatnonzero(np.isfinite(of.most)), np.flatnonzero(np.isfinite(of.least))
    owners = np.concatenate([above, below])
    if not owners.size:
        return None
    rows = vstack([of.rows[above], -of.rows[below]])
    ends = np.concatenate([of.most[above], -of.least[below]])
    reach = float(np.max(np.abs(of.rows) @ np.maximum(np.abs(of.low), np.abs(of.high))))
    enough = reach + np.abs(ends).max() + 1
    cost = np.append(np.zeros(len(of.low)), 1)
    box = np.column_stack([np.append(of.low, 0), np.append(of.high, enough)])
    relaxed = hstack([rows, -np.ones((len(owners), 1))])
    with _silence():
        found = linprog(cost, relaxed, ends, bounds=box, method="highs")
    if found.status != 0 or found.fun <= NOISE:
        return None
    signs = np.repeat([1, -1], [len(above), len(below)])
    both = np.bincount(owners, signs * found.ineqlin.marginals, len(of.least))
    both /= np.abs(both).max()
    for digits in (1, 60, 5_000, 10**6, 10**9):
        fractions = {
            int(at): Fraction(both[at]).limit_denominator(digits)
            for at in np.flatnonzero(np.abs(both) > NOISE)
        }
        fractions = {at: one for at, one in fractions.items() if one}
        if _is_proof(fractions, of):
            return fractions
    return None


def _is_proof(multipliers, of):
    """Check in fractions that multiplied rows add up to one that no point of the box meets."""
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
