"""What was printed of one force's offences, as one system: its cells and the sums that bind them.

A cell is one category, or a whole, in one period, however many rows print it. It is bound
by its dimension's whole, by the margins of two dimensions, by sum rows and by periods
that make up longer ones. Where one source prints an area and areas within it, the systems
of these are joined by the sums over areas.
"""

import re
from typing import NamedTuple

import numpy as np
import pandas as pd

from offences.names import areas
from offences.statistics import programmes

#: What answers about the same offences share.
SAME = ["area", "offence"]
#: A cell's name; without a period its source stands in ``when``.
PERIOD = ["start", "end", "when"]
CELL = [*PERIOD, "kind", "dimension", "category"]
#: Dimensions whose cells are no parts of a whole: one offence may name several platforms.
OVERLAPPING = ["platform", "known"]
#: More than any cell holds; solvers want a limit.
MOST = 1e6
#: Of the ways to put a long period together from printed ones, no more than this are taken.
WAYS = 50


class Cell(NamedTuple):
    """One cell's name."""

    start: str
    end: str
    when: str
    kind: str
    dimension: str
    category: str
    #: Its area, where cells of several stand in one system.
    area: str = ""

    @property
    def period(self):
        """Its period, or the source that printed none."""
        return self[:3]

    @property
    def is_total(self):
        """Whether it is the whole that every dimension splits."""
        return self[3:6] == ("", "", "")


class Sum(NamedTuple):
    """Parts that make up a whole, or that are some of it."""

    whole: Cell
    parts: tuple
    exhaustive: bool = True


class Answer(NamedTuple):
    """The cells of one force's offences, and the sums between them that can be believed."""

    cells: list
    #: The limits of each cell as printed; 1 and :data:`MOST` where it is withheld.
    low: np.ndarray
    high: np.ndarray
    withheld: np.ndarray
    #: Each a list of alternatives, the first of which that fits is the one that holds.
    sums: list

    def without(self, hidden):
        """Give what is left to see when more cells are withheld."""
        gone = np.array([cell in hidden for cell in self.cells], dtype=bool)
        low, high = np.where(gone, 1, self.low), np.where(gone, MOST, self.high)
        return self._replace(low=low, high=high, withheld=self.withheld | gone)


def named(figures):
    """Name the cell that each row prints: sum rows apart, every total alike."""
    kind = figures["measure"].map({"offences_sum_row": "sum", "unknown_platform": "unknown"}).fillna("")
    rows = figures.assign(kind=kind.where(figures["dimension"].ne("") | kind.eq("unknown"), ""))
    rows["category"] = rows["category"].where(rows["dimension"].ne(""), "")
    return rows.assign(when=rows["source_id"].where(rows["start"].eq(""), ""))


def printed(figures, shares):
    """List what is printed as a count, or as a share of a known base.

    Columns of source_id, :data:`SAME` and :data:`CELL`, figure_id, value_as_published, status, low, high and exact (no share).
    """
    rows = named(figures)
    counted = rows["unit"].eq("count") | rows["status"].eq("suppressed")
    whole = rows["measure"].isin(["offences", "offences_sum_row"]) & rows["low"].notna()
    counts = rows[counted & (rows["dimension"].ne("") | rows["kind"].ne("") | whole)]
    parts = rows[rows["unit"].eq("percent") & rows["measure"].str.startswith("share")]
    base = shares.set_index("figure_id")[["known", "share_low", "share_high"]].dropna(
        subset=["known", "share_low"]
    )
    parts = parts.drop(columns=["low", "high"]).join(base, on="figure_id", how="inner")
    for side in ("low", "high"):
        parts[side] = parts["known"] * parts[f"share_{side}"] / 100
    columns = ["source_id", *SAME, *CELL, "figure_id", "value_as_published", "status", "low", "high"]
    both = [counts[columns].assign(exact=True), parts[columns].assign(exact=False)]
    return pd.concat(both, ignore_index=True)


def names(rows):
    """Give the cell of each row of :func:`printed` or :func:`named`."""
    return [Cell(*name) for name in rows[CELL].to_numpy()]


def answer(rows):
    """Make one system of the rows of :func:`printed` about one force and offence.

    A cell without a number is 1 or more; a blank is no cell.
    """
    cells, limits, withheld = [], [], []
    for name, same in rows.groupby(CELL, sort=True):
        numbered = same[same["low"].notna()]
        numbered = numbered[numbered["exact"]] if numbered["exact"].any() else numbered
        if len(numbered):
            limits.append((np.floor(numbered["low"].min()), np.ceil(numbered["high"].fillna(MOST).max())))
        elif same["status"].eq("suppressed").any():
            limits.append((1, MOST))
        else:
            continue
        cells.append(Cell(*name))
        withheld.append(numbered.empty)
    low, high = np.array(limits, float).reshape(-1, 2).T
    return Answer(cells, low, high, np.array(withheld, bool), _sums(cells, withheld))


def of_forces(rows):
    """Keep the rows of areas that are no more than one force."""
    return rows[rows["area"].isin([code for code in areas.table().index if len(areas.members(code)) < 2])]


def over_areas(rows):
    """List the sums over areas of rows of :func:`printed`: what one source prints of an area and of areas within it.

    Each with its offence, and with its alternatives.
    """
    larger = ~rows["area"].isin(of_forces(rows)["area"])
    rows = rows[rows["source_id"].isin(rows.loc[larger, "source_id"])]
    found = {}
    for (_, offence, *name), codes in rows.groupby(["source_id", "offence", *CELL])["area"]:
        members = {code: frozenset(areas.members(code) or [code]) for code in codes}
        for whole, held in members.items():
            inside = sorted(
                (code for code in members if members[code] < held),
                key=lambda code: (len(members[code]), code),
            )
            for order in (inside, inside[::-1]):
                parts, covered = [], frozenset()
                for code in order:
                    if not covered & members[code]:
                        parts.append(code)
                        covered |= members[code]
                if parts:
                    cells = [Cell(*name, area=code) for code in (whole, *sorted(parts))]
                    both = _alternatives(cells[0], cells[1:])
                    found[offence, *cells] = (offence, both if covered == held else both[1:])
    return [*found.values()]


def joined(rows, sums):
    """Make one system of the rows of several areas about one offence, with the sums over areas between them."""
    cells, low, high, withheld, inner = [], [], [], [], []
    for area, own in rows.groupby("area"):
        one = answer(own)
        cells += [cell._replace(area=area) for cell in one.cells]
        low, high, withheld = [*low, *one.low], [*high, *one.high], [*withheld, *one.withheld]
        for found in one.sums:
            parts = [[part._replace(area=area) for part in each.parts] for each in found]
            inner.append(
                [
                    Sum(each.whole._replace(area=area), tuple(mine), each.exhaustive)
                    for each, mine in zip(found, parts, strict=True)
                ]
            )
    there = set(cells)
    outer = [found for found in sums if {found[0].whole, *found[0].parts} <= there]
    return Answer(cells, np.array(low), np.array(high), np.array(withheld, bool), [*inner, *outer])


def with_total(seen, period, parts, number):
    """Add to what is seen that some cells of a period come to a number together."""
    whole = Cell(*period, "said", "", str(number))
    sums = [[Sum(whole, tuple(parts))], *seen.sums]
    low, high = np.append(seen.low, number), np.append(seen.high, number)
    return Answer([*seen.cells, whole], low, high, np.append(seen.withheld, False), sums)


def partitions(cells):
    """Group the plain cells that are parts of a whole by period and dimension."""
    found = {}
    for cell in cells:
        if cell.kind == "" and cell.dimension and cell.dimension not in OVERLAPPING:
            found.setdefault((cell.period, cell.dimension), []).append(cell)
    return found


def _sums(cells, withheld):
    """List the sums that may hold between cells, each with its alternatives."""
    stars = {cell for cell, gone in zip(cells, withheld, strict=True) if gone}
    sums = [*_of_wholes(cells), *_of_margins(cells, stars), *_of_periods(cells)]
    pairs = {(found[-1].whole, part) for found in sums if len(found) > 1 for part in found[-1].parts}
    return [
        found
        for found in sums
        if len(found) > 1 or not {(found[0].whole, part) for part in found[0].parts} <= pairs
    ]


def _of_wholes(cells):
    """Bind the parts of a dimension to its whole, to the number known, and to what a longer period holds."""
    there, found = set(cells), partitions(cells)
    for (period, dimension), parts in found.items():
        whole = Cell(*period, "", "", "")
        if whole in there and len(parts) > 1:
            yield _alternatives(whole, parts)
        known = Cell(*period, "", "known", f"{dimension} known")
        if known in there and len(parts) > 1:
            yield _alternatives(known, [cell for cell in parts if _part(cell, dimension) != "unknown"])
        for (shorter, same), more in found.items():
            own = {cell.category for cell in parts}
            others = [cell for cell in more if cell.category not in own]
            if same == dimension and others and _inside(shorter, period) and whole in there:
                yield [Sum(whole, (*parts, *others), False)]
    for cell in cells:
        whole = Cell(*cell.period, "", "", "")
        if not cell.is_total and whole in there:
            yield [Sum(whole, (cell,), False)]


def _of_margins(cells, stars):
    """Bind a category of one dimension to its cells in a table of two; a sum row may leave out what is withheld."""
    for whole in cells:
        parts = {}
        for cell in cells if whole.dimension else ():
            inside = cell != whole and cell.kind == "" and whole.dimension in cell.dimension.split("_")
            if (
                inside
                and cell.period == whole.period
                and _part(cell, whole.dimension) == _part(whole, whole.dimension)
            ):
                parts.setdefault(cell.dimension, []).append(cell)
        for found in parts.values():
            left = [cell for cell in found if cell not in stars]
            first = [Sum(whole, tuple(left))] if whole.kind and left else []
            yield [*first, *_alternatives(whole, found)]


def _of_periods(cells):
    """Bind a cell's periods: those that make up a longer one, and each that lies inside another."""
    by_name = {}
    for cell in cells:
        if cell.start:
            by_name.setdefault(cell[3:], []).append(cell)
    for same in by_name.values():
        for whole in same:
            inside = [cell for cell in same if _inside(cell.period, whole.period)]
            yield from (_alternatives(whole, way) for way in _ways(whole.start, whole.end, inside))
            yield from ([Sum(whole, (cell,), False)] for cell in inside)


def _ways(start, end, inside):
    """List the chains of cells that run from a month to another without gap or overlap."""
    found, waiting = [], [((), start)]
    while waiting and len(found) < WAYS:
        chain, at = waiting.pop()
        for cell in inside:
            if cell.start == at:
                (found if cell.end == end else waiting).append(
                    (*chain, cell) if cell.end == end else ((*chain, cell), cell.end)
                )
    return found


def _inside(period, longer):
    """Tell whether a period is part of a longer one."""
    start, end = period[:2]
    return bool(start) and period != longer and longer[0] <= start and end <= longer[1]


def _alternatives(whole, parts):
    """All of a whole, or some of it where that cannot be."""
    return [Sum(whole, tuple(parts)), Sum(whole, tuple(parts), False)]


def _part(cell, dimension):
    """Read one dimension's category out of a cell's: the age of "girls age unknown" is "unknown"."""
    category = cell.category
    both = re.fullmatch(r"(gender unknown|\S+) (.+)", category)
    if cell.dimension != dimension and both:
        category = both[2 if dimension == "age" else 1]
    return category.removeprefix(f"{dimension} ")


def believed(seen, every=False):
    """Give the :class:`offences.statistics.programmes.System` of the sums that the cells seen can meet.

    Of each list of alternatives the first that fits is in it; a sum of which no cell is withheld only where ``every``.
    """
    place = {cell: at for at, cell in enumerate(seen.cells)}
    rows, exhaustive = [], []
    for alternatives in seen.sums:
        for found in alternatives:
            parts, whole = [place[part] for part in found.parts], place[found.whole]
            fits = seen.low[parts].sum() <= seen.high[whole]
            if fits and (not found.exhaustive or seen.high[parts].sum() >= seen.low[whole]):
                if every or seen.withheld[[*parts, whole]].any():
                    rows.append(np.bincount(parts, minlength=len(place)).astype(float))
                    rows[-1][whole] -= 1
                    exhaustive.append(found.exhaustive)
                break
    return _compatible(np.array(rows).reshape(-1, len(place)), np.array(exhaustive, bool), seen)


def _compatible(rows, exhaustive, seen):
    """Leave out, in their order, rows that no cells meet together with those before."""

    def system(kept):
        return programmes.system(rows[kept], np.where(exhaustive[kept], 0, -np.inf), 0, seen.low, seen.high)

    every, nothing = list(range(len(rows))), np.zeros(len(seen.cells))
    if programmes.minimise(nothing, system(every)) is not None:
        return system(every)
    kept = []
    for place in every:
        if programmes.minimise(nothing, system([*kept, place])) is not None:
            kept.append(place)
    return system(kept)


def ranges(seen, enough=np.inf):
    """Bound every withheld cell in whole numbers by all that is seen: the least and the most that each may hold.

    A range of ``enough`` values need not be the widest.
    """
    system, count = believed(seen), len(seen.cells)
    least, most = np.full(count, np.inf), np.full(count, -np.inf)
    for at in np.flatnonzero(seen.withheld):
        for sign in (1, -1):
            if most[at] - least[at] + 1 < enough:
                found = programmes.minimise(sign * np.eye(count)[at], system, whole=True)
                if found is not None:
                    least, most = np.minimum(least, found), np.maximum(most, found)
    # Where the solver found nothing, nothing is known to be left to guess.
    unknown = np.isinf(least)
    least[unknown] = most[unknown] = seen.low[unknown]
    return {seen.cells[at]: (int(least[at]), int(most[at])) for at in np.flatnonzero(seen.withheld)}
