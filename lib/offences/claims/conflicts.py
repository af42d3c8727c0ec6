"""Per round, the smallest sets of printed figures that cannot all be right, and the lightest repairs.

The figures of a round are one system over cells: counts, changes and shares as rows, and a part is
never more than the number known, nor that than all. A conflict is a set of rows of which none can be
spared; a repair hits every conflict. Where several weigh the same, arithmetic cannot choose.
"""

import itertools
from typing import NamedTuple

import numpy as np
import pandas as pd

from offences.claims import rows, sentences
from offences.names import areas, wording
from offences.reading.agreement import INFINITY, is_cut
from offences.statistics import programmes
from offences.tables import series

COLUMNS = "round kind area first_year last_year figure_ids repaired detail repair".split()
#: Why figures cannot all be right.
WORDING, MISPRINT, PERIOD, DEFINITION = "conflict", "misprint", "another period", "another definition"
#: A count of one force and year, or a number known, weighs twice a claim, a change over several forces half of one, because it
#: may be that of some of them; the NSPCC's own page weighs more than the press.
BASE, CLAIM, SOME_FORCES, OWN_PAGE = 2.0, 1.0, 0.5, 0.5
SHARES = ["share_platform", "share_gender", "share_age"]
#: More than any count.
MOST = 1e6


class Item(NamedTuple):
    """A statement of a round: its first figure, every print of it, its weight and its rows (terms, least, most)."""

    figure: dict
    ids: tuple
    weight: float
    rows: list


class Cells:
    """The variables of a round: in each layer that it prints, the forces and months that its rows tell apart."""

    def __init__(self, figures):
        self._numbers = {}
        ends = [end for figure in figures for end in _periods(figure)]
        self.months = sorted({month for end in ends for month in end})
        self.forces = sorted({code for figure in figures for code in _members(figure)})
        masks = {self._mask(_members(one), *end).tobytes() for one in figures for end in _periods(one)}
        every = np.array([np.frombuffer(mask, dtype=bool) for mask in sorted(masks)])
        _, self._cell_of = np.unique(every, axis=1, return_inverse=True)

    def _mask(self, codes, start, end):
        found = np.zeros((len(self.forces), len(self.months)), dtype=bool)
        inside = [start <= month < end for month in self.months]
        found[[self.forces.index(code) for code in codes]] = inside
        return found

    def of(self, figure, layer, end):
        """Give the variables of a layer that a figure's area and a period hold."""
        cells = np.unique(self._cell_of[self._mask(_members(figure), *end).ravel()])
        return [self._numbers.setdefault((layer, int(cell)), len(self._numbers)) for cell in cells]

    def parts(self):
        """Give the pairs of variables of which the first is part of the second."""
        for (layer, cell), number in self._numbers.items():
            for whole in _wholes(layer):
                if (whole, cell) in self._numbers:
                    yield number, self._numbers[whole, cell]

    def count(self):
        """Count the variables."""
        return len(self._numbers)


def _wholes(layer):
    """Name the layers that hold a layer: the number known, and all."""
    dimension, category = layer
    if not dimension:
        return []
    return [("", "")] if dimension == "known" else [_known(dimension), ("", "")]


def _known(dimension):
    return "known", f"{dimension.replace('age_gender', 'age')} known"


def _members(figure):
    return areas.members(figure["area"], figure["round"])


def _periods(figure):
    if figure["measure"] == "percent_change":
        return rows.ends(figure)
    return [(figure["start"], figure["end"])]


def conflicts(figures, sources):
    """Find what cannot all be right within each round.

    Parameters
    ----------
    figures, sources : pandas.DataFrame
        The clean figures; the sources, indexed by source_id.

    Returns
    -------
    pandas.DataFrame
        Columns round, kind, area, first_year, last_year, figure_ids (those in conflict), repaired (those of
        which leaving out some mends it: every lightest way), detail and repair (sentences).
    """
    measures = [*rows.COUNTS, "percent_change", "known_share", *SHARES]
    keep = figures["status"].eq("published") & figures["low"].notna() & figures["start"].ne("")
    keep &= (
        figures["measure"].isin(measures) & figures["offence"].isin(series.COUNTED) & figures["doubt"].eq("")
    )
    keep &= figures["unit"].eq(np.where(figures["measure"].isin(rows.COUNTS), "count", "percent")) | (
        figures["measure"].isin(SHARES)
    )
    publishers, found = sources["publisher"], []
    for round_, group in figures[keep].groupby("round"):
        usable = [one for one in group.to_dict("records") if _members(one) and _periods(one)]
        if len(usable) > 1:
            found += _of_round(round_, usable, publishers)
    return pd.DataFrame(found, columns=COLUMNS)


def _of_round(round_, figures, publishers):
    cells, statements = Cells(figures), {}
    for figure in figures:
        statements.setdefault(figure["statement"], []).append(figure)
    items = [_item(cells, prints, publishers) for prints in statements.values()]
    for cluster, repairs in _repairs(items, cells):
        yield _told(round_, [items[at] for at in cluster], [[items[at] for at in one] for one in repairs])


def _item(cells, prints, publishers):
    figure, layer = prints[0], (prints[0]["dimension"], prints[0]["category"])
    own = any(publishers.get(one["source_id"], "") == "NSPCC" for one in prints)
    base = figure["measure"] == "offences" and areas.is_single(figure["area"]) and figure["months"] <= 12
    base = base or figure["measure"] == "known_denominator"
    some = figure["measure"] == "percent_change" and not areas.is_single(figure["area"])
    weight = (BASE if base else SOME_FORCES if some else CLAIM) + OWN_PAGE * own
    low, high = figure["low"], INFINITY if pd.isna(figure["high"]) else figure["high"]
    if figure["unit"] == "count":
        if figure["part_because"]:
            high = INFINITY
        found = [(dict.fromkeys(cells.of(figure, layer, _periods(figure)[0]), 1.0), low, high)]
        if not pd.isna(figure["beside"]) and "%" in figure["value_as_published"]:
            both = (cells.of(figure, one, _periods(figure)[0]) for one in (layer, _known(layer[0])))
            found += _quotient(*both, 0, figure["beside"] - 0.5, figure["beside"] + 1)
    elif figure["measure"] == "percent_change":
        base, latest = (cells.of(figure, layer, end) for end in rows.ends(figure))
        found = _quotient(latest, base, 100, *_allowed(figure, low, high))
    else:
        of = ("", "") if figure["measure"] == "known_share" else _known(figure["dimension"])
        counted = _known("platform") if figure["measure"] == "known_share" else layer
        both = (cells.of(figure, one, _periods(figure)[0]) for one in (counted, of))
        found = _quotient(*both, 0, *_allowed(figure, low, high))
    return Item(figure, tuple(one["figure_id"] for one in prints), weight, found)


def _allowed(figure, low, high):
    """Widen a printed percentage by what cutting its digits would allow."""
    step = high - low
    if not np.isfinite(step) or not is_cut(figure, high + step / 4, high + step / 4):
        return low, high
    return low, high + step / 2


def _quotient(latest, base, minus, low, high):
    """Write a percentage as rows: latest - (minus + percent) / 100 of the base; the base is at least 1."""
    found = [(dict.fromkeys(base, 1.0), 1.0, INFINITY)]
    for percent, ends in ((low, (0.0, INFINITY)), (high, (-INFINITY, 0.0))):
        if np.isfinite(percent):
            terms = dict.fromkeys(base, -(minus + percent) / 100)
            for at in latest:
                terms[at] = terms.get(at, 0) + 1.0
            found.append((terms, *ends))
    return found


def _repairs(items, cells):
    """Give each cluster of conflicts with its lightest repairs."""
    found = []
    whole = list(range(len(items)))
    while (
        one := _conflict(items, cells, [at for at in whole if not any(at in c for c in found)])
    ) is not None:
        found.append(one)
    clusters, done = [set(one) for one in found], []
    while clusters:
        cluster = clusters.pop(0)
        others = set().union(*clusters, *done)
        mine = [one for one in found if set(one) & cluster]
        repairs = _lightest(items, cells, mine, [at for at in whole if at not in others])
        done.append(set().union(*mine))
        yield from _apart(mine, repairs)


def _apart(found, repairs):
    """Part conflicts that only share what no repair leaves out; give each group with its part of the repairs."""
    repaired, groups = set().union(*map(set, repairs)), []
    for one in found:
        same = [group for group in groups if any(set(one) & set(other) & repaired for other in group)]
        groups = [group for group in groups if group not in same] + [[one, *itertools.chain(*same)]]
    for group in groups:
        reached = set().union(*group)
        ways = dict.fromkeys(tuple(at for at in repair if at in reached) for repair in repairs)
        yield sorted(reached), list(ways)


def _lightest(items, cells, found, active):
    """Find every lightest set whose leaving out mends the active items; adds the conflicts met to those found."""
    repairs, least, tried = [], None, []
    while True:
        places = sorted(set().union(*found))
        cover = np.array([[at in one for at in places] for one in found], dtype=float)
        taken = np.array([[at in one for at in places] for one in tried], dtype=float).reshape(
            -1, len(places)
        )
        most = taken.sum(axis=1) - 1
        of = programmes.system(
            np.vstack([cover, taken]),
            [*np.ones(len(found)), *np.full(len(tried), -np.inf)],
            [*np.full(len(found), np.inf), *most],
        )
        weights = np.array([items[at].weight for at in places])
        chosen = programmes.minimise(programmes.tied(weights), of, True)
        if chosen is None:
            return repairs
        hit = [at for at, x in zip(places, chosen.x, strict=True) if x > 0.5]
        weight = sum(items[at].weight for at in hit)
        if least is not None and weight > least + 1e-9:
            return repairs
        left = _conflict(items, cells, [at for at in active if at not in hit])
        if left is None:
            repairs.append(hit)
            tried.append(hit)
            least = weight
        else:
            found.append(left)


def _conflict(items, cells, active):
    """Find an irreducible conflict among items; None where they agree."""
    first = programmes.conflict(_system(items, cells, active))
    if first is None:
        return None
    owners = [at for at in active for _ in items[at].rows]
    left = sorted({owners[place] for place in first if place < len(owners)})
    for at in list(left):
        fewer = [one for one in left if one != at]
        if fewer and programmes.conflict(_system(items, cells, fewer)) is not None:
            left = fewer
    return left


def _system(items, cells, active):
    every = [row for at in active for row in items[at].rows]
    every += [({part: -1.0, whole: 1.0}, 0.0, INFINITY) for part, whole in cells.parts()]
    matrix = np.zeros((len(every), cells.count()))
    for place, (terms, _, _) in enumerate(every):
        for at, value in terms.items():
            matrix[place, at] = value
    return programmes.system(matrix, [one[1] for one in every], [one[2] for one in every], 0, MOST)


def _told(round_, cluster, repairs):
    """Say what cannot all be right, and which repair is the lightest."""
    figures = [item.figure for item in cluster]
    repaired = [item for item in cluster if any(item in one for one in repairs)]
    names = {item.figure["statement"]: _named(item.figure, figures) for item in cluster}
    ways = [wording.listed(names[item.figure["statement"]] for item in one) for one in repairs]
    said = wording.listed(names.values())
    detail = f"these cannot all be right: {said} ({wording.round_name(round_)})."
    if len(ways) > 1:
        repair = f"Leaving out any one of {' or '.join(ways)} mends it: arithmetic cannot choose."
    else:
        repair = f"Leaving out {ways[0]} mends it, and nothing lighter does."
    years_ = [year for figure in figures for year in (figure["first_year"], figure["last_year"]) if year]
    area = max((figure["area"] for figure in figures), key=lambda code: len(areas.members(code, round_)))
    ids = [" ".join(sorted(name for item in some for name in item.ids)) for some in (cluster, repaired)]
    kind = _kind(figures, [item.figure for item in repaired])
    return round_, kind, area, min(years_, default=""), max(years_, default=""), *ids, detail, repair


def _named(figure, figures):
    """Name a figure as far as it needs to be told from the others."""
    text = figure["value_as_published"].strip()
    parts = [areas.name(figure["area"])] if len({one["area"] for one in figures}) > 1 else []
    parts += [figure["category"].replace("|", " or ")] if figure["category"] else []
    when = {(one["start"], one["end"]) for one in figures}
    period = f" ({sentences.period(figure['start'], figure['end'])})" if len(when) > 1 else ""
    return f"{' '.join([*parts, text])}{period}"


def _kind(figures, repaired):
    """Tell one thing printed twice, and figures of only some forces or of part of a period, from a misprint."""

    def about(figure):
        return tuple(figure[key] for key in ("area", "measure", "dimension", "category", "start", "end"))

    if len({about(one) for one in figures}) == 1:
        return WORDING
    alone = all(sum(about(one) == about(other) for other in figures) == 1 for one in repaired)
    some = [
        one for one in repaired if one["measure"] == "percent_change" and not areas.is_single(one["area"])
    ]
    if alone and some:
        return DEFINITION
    return PERIOD if alone and any(one["dimension"] for one in repaired) else MISPRINT
