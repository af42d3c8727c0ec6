"""Per round, the smallest sets of printed figures that cannot all be right, and the lightest repairs.

The figures of a round are one system over cells: counts, changes and shares as rows, and a part is
never more than the number known, nor that than all. A conflict is a set of rows of which none can be
spared; a repair hits every conflict. Where several weigh the same, arithmetic cannot choose.
"""

import itertools
from typing import NamedTuple

import numpy as np
import pandas as pd

from offences.claims import rows
from offences.names import areas, wording
from offences.reading.agreement import INFINITY, is_cut, upper
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


class Cells(rows.Grid):
    """The variables of a round: in each layer that it prints, the forces and months that its rows tell apart."""

    def __init__(self, figures):
        super().__init__([(_members(one), *end) for one in figures for end in _periods(one)])
        self.numbers = {}

    def of(self, figure, layer, end):
        """Give the variables of a layer that a figure's area and a period hold."""
        cells = np.unique(self.cell_of[self.mask(_members(figure), *end).ravel()])
        return [self.numbers.setdefault((layer, int(cell)), len(self.numbers)) for cell in cells]

    def parts(self):
        """Give the pairs of variables of which the first is part of the second."""
        for (layer, cell), number in self.numbers.items():
            for whole in _wholes(layer):
                if (whole, cell) in self.numbers:
                    yield number, self.numbers[whole, cell]


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
    """Find what cannot all be right within each round of the clean figures.

    ``COLUMNS``: figure_ids are those in conflict, repaired those of which leaving out some mends it, every lightest way;
    detail and repair are sentences.
    """
    counts, shares = figures["measure"].isin(rows.COUNTS), figures["measure"].isin(SHARES)
    percents = figures["measure"].isin(["percent_change", "known_share"])
    keep = figures["status"].eq("published") & figures["low"].notna() & figures["start"].ne("")
    keep &= figures["offence"].isin(series.COUNTED) & figures["doubt"].eq("")
    keep &= counts & figures["unit"].eq("count") | percents & figures["unit"].eq("percent") | shares
    publishers, found = sources["publisher"], []
    for round_, group in figures[keep].groupby("round"):
        usable = [one for one in group.to_dict("records") if _members(one) and _periods(one)]
        if len(usable) > 1:
            found += _of_round(round_, usable, publishers)
    return pd.DataFrame(found, columns=COLUMNS)


def _of_round(round_, figures, publishers):
    statements = {}
    for figure in figures:
        statements.setdefault(figure["statement"], []).append(figure)
    items = list(statements.values())
    for cluster, repairs in _repairs(_rules(items, Cells(figures), publishers)):
        yield _told(round_, items, cluster, repairs)


def _weight(prints, publishers):
    """Weigh a statement of a round by every print of it."""
    figure, single = prints[0], areas.is_single(prints[0]["area"])
    own = any(publishers.get(one["source_id"], "") == "NSPCC" for one in prints)
    if figure["measure"] == "percent_change" and not single:
        return SOME_FORCES + OWN_PAGE * own
    base = figure["measure"] == "offences" and single and figure["months"] <= 12
    return (BASE if base or figure["measure"] == "known_denominator" else CLAIM) + OWN_PAGE * own


def _written(figure, cells):
    """Write a figure as rows: terms, least and most of each."""
    layer = figure["dimension"], figure["category"]
    first, last = _periods(figure)[0], _periods(figure)[-1]
    low, high = figure["low"], upper(figure)
    if figure["unit"] == "count":
        most = INFINITY if figure["part_because"] else high
        found = [(dict.fromkeys(cells.of(figure, layer, first), 1.0), low, most)]
        if not pd.isna(figure["beside"]) and "%" in figure["value_as_published"]:
            both = (cells.of(figure, one, first) for one in (layer, _known(layer[0])))
            found += _quotient(*both, 0, figure["beside"] - 0.5, figure["beside"] + 1)
        return found
    if figure["measure"] == "percent_change":
        base, latest = (cells.of(figure, layer, end) for end in (first, last))
        return _quotient(latest, base, 100, *_allowed(figure, low, high))
    known = figure["measure"] == "known_share"
    part, whole = (_known("platform"), ("", "")) if known else (layer, _known(figure["dimension"]))
    both = (cells.of(figure, one, first) for one in (part, whole))
    return _quotient(*both, 0, *_allowed(figure, low, high))


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


class Rules(NamedTuple):
    """The rows of the statements of a round, its items, and of parts and wholes, as one system."""

    system: programmes.System
    #: The number of the item of each row; -1 for parts and wholes.
    owners: np.ndarray
    weights: np.ndarray

    def conflict(self, active):
        """Name the items in some conflict among the active ones; None where they agree."""
        kept = np.isin(self.owners, [*active, -1])
        rows_, least, most = (part[kept] for part in self.system[:3])
        found = programmes.conflict(self.system._replace(rows=rows_, least=least, most=most))
        return None if found is None else sorted(set(self.owners[kept][list(found)].tolist()) - {-1})

    def smallest(self, active):
        """Name the items of a conflict of which none can be spared; None where the active ones agree."""
        left = self.conflict(active)
        for at in left or ():
            fewer = [one for one in left if one != at]
            if fewer and self.conflict(fewer) is not None:
                left = fewer
        return left


def _rules(items, cells, publishers):
    every = [(at, *row) for at, prints in enumerate(items) for row in _written(prints[0], cells)]
    every += [(-1, {part: -1.0, whole: 1.0}, 0.0, INFINITY) for part, whole in cells.parts()]
    matrix = np.zeros((len(every), len(cells.numbers)))
    for place, (_, terms, _, _) in enumerate(every):
        matrix[place, list(terms)] = list(terms.values())
    owners, _, least, most = zip(*every, strict=True)
    weights = np.array([_weight(prints, publishers) for prints in items])
    return Rules(programmes.system(matrix, least, most, 0, MOST), np.array(owners), weights)


def _repairs(rules):
    """Give each cluster of conflicts with its lightest repairs, all by the numbers of items."""
    found, free = [], list(range(len(rules.weights)))
    while (one := rules.smallest(free)) is not None:
        found.append(one)
        free = [at for at in free if at not in one]
    clusters, done = [set(one) for one in found], []
    while clusters:
        cluster = clusters.pop(0)
        others = set().union(*clusters, *done)
        mine = [one for one in found if set(one) & cluster]
        active = [at for at in range(len(rules.weights)) if at not in others]
        repairs = _lightest(rules, mine, active)
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


def _lightest(rules, found, active):
    """Find every lightest set whose leaving out mends the active items; adds the conflicts met to those found."""
    repairs, least = [], np.inf
    while True:
        places = sorted(set().union(*found))
        sets = np.array([[at in one for at in places] for one in [*found, *repairs]], dtype=float)
        hit_each = np.repeat([1, -np.inf], [len(found), len(repairs)])
        # Of a repair that is known, something has to stay.
        not_again = np.where(np.isinf(hit_each), sets.sum(axis=1) - 1, np.inf)
        of = programmes.system(sets, hit_each, not_again)
        weights = rules.weights[places]
        chosen = programmes.minimise(programmes.tied(weights), of, True)
        if chosen is None or weights @ chosen > least + 1e-9:
            return repairs
        hit = [at for at, x in zip(places, chosen, strict=True) if x > 0.5]
        left = rules.smallest([at for at in active if at not in hit])
        if left is None:
            repairs.append(hit)
            least = weights @ chosen
        else:
            found.append(left)


def _told(round_, items, cluster, repairs):
    """Say what cannot all be right, and which repair is the lightest."""
    figures = [items[at][0] for at in cluster]
    repaired = [at for at in cluster if any(at in one for one in repairs)]
    names = {at: _named(items[at][0], figures) for at in cluster}
    ways = [wording.listed(names[at] for at in one) for one in repairs]
    detail = f"these cannot all be right: {wording.listed(names.values())} ({wording.round_name(round_)})."
    if len(ways) > 1:
        repair = f"Leaving out any one of {' or '.join(ways)} mends it: arithmetic cannot choose."
    else:
        repair = f"Leaving out {ways[0]} mends it, and nothing lighter does."
    years_ = [year for figure in figures for year in (figure["first_year"], figure["last_year"]) if year]
    area = max((figure["area"] for figure in figures), key=lambda code: len(areas.members(code, round_)))
    ids = [
        " ".join(sorted(row["figure_id"] for at in some for row in items[at])) for some in (cluster, repaired)
    ]
    kind = _kind(figures, [items[at][0] for at in repaired])
    return round_, kind, area, min(years_, default=""), max(years_, default=""), *ids, detail, repair


def _named(figure, figures):
    """Name a figure as far as it needs to be told from the others."""
    text = figure["value_as_published"].strip()
    parts = [areas.name(figure["area"])] if len({one["area"] for one in figures}) > 1 else []
    parts += [figure["category"].replace("|", " or ")] if figure["category"] else []
    when = {(one["start"], one["end"]) for one in figures}
    period = f" ({wording.period(figure['start'], figure['end'])})" if len(when) > 1 else ""
    return f"{' '.join([*parts, text])}{period}"


def _kind(figures, repaired):
    """Tell one thing printed twice, and figures of only some forces or of part of a period, from a misprint."""

    def about(figure):
        return tuple(figure[key] for key in ("area", "measure", "dimension", "category", "start", "end"))

    things = [about(figure) for figure in figures]
    if len(set(things)) == 1:
        return WORDING
    if any(things.count(about(one)) > 1 for one in repaired):
        return MISPRINT
    if any(one["measure"] == "percent_change" and not areas.is_single(one["area"]) for one in repaired):
        return DEFINITION
    return PERIOD if any(one["dimension"] for one in repaired) else MISPRINT
