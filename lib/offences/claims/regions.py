"""Whole numbers of one region: its totals, its forces' counts and their printed percentages taken together."""

from typing import NamedTuple

import numpy as np

from offences.claims import rows
from offences.names import areas
from offences.statistics import programmes


class Region(NamedTuple):
    """The only whole numbers that an area's printed totals, counts and percentages leave."""

    area: str
    round: str
    ends: tuple
    #: By force, its count at the first and the last end.
    counts: dict
    #: The statement and the figure_id of each figure that has a part in it.
    used: list

    def ids(self, without=""):
        """Join the figure_ids of what has a part in it, but for one statement."""
        return " ".join(dict.fromkeys(name for statement, name in self.used if statement != without))

    def value(self, claim):
        """Give what the solution says of a claim that has a part in it: a change, or a total."""
        codes = areas.members(claim["area"], self.round)
        totals = [sum(self.counts[code][at] for code in codes) for at in (0, 1)]
        if claim["measure"] == "percent_change":
            return 100 * (totals[1] - totals[0]) / totals[0]
        return float(totals[self.ends.index((claim["start"], claim["end"]))])


def solved(figures, layer):
    """Find the areas whose printed figures of two periods fit in one way only, in whole numbers from 1 on.

    `layer` is that of all offences.
    """
    groups = {}
    for row, both in rows.changes(figures):
        groups.setdefault((row["round"], both), {}).setdefault(row["area"], row)
    published = [area for area in areas.table().index if areas.level(area) == "published area"]
    found = []
    for (round_, both), percents in sorted(groups.items()):
        for area in published:
            inside = areas.members(area, round_)
            mine = {code: row for code, row in percents.items() if code in inside}
            if len(mine) > 1:
                found.append(_solve(layer, area, round_, both, mine))
    return [one for one in found if one]


def _solve(layer, area, round_, both, percents):
    """Solve one area: None where its figures leave several ways, or none, or a total is not printed."""
    codes = areas.members(area, round_)
    counted = [_printed(layer, codes, end, round_) for end in both]
    if not all(any(set(members) == set(codes) for members, _ in one) for one in counted):
        return None
    system, used = [], []
    for at, one in enumerate(counted):
        for members, value in one:
            system.append(({(code, at): 1 for code in members}, value.low, value.high))
            used.append((value.statement, *value.ids))
    largest = max(most for _, _, most in system)
    for code, row in percents.items():
        for percent, least, most in ((row["low"], 0, np.inf), (row["high"], -np.inf, 0)):
            system.append(({(code, 1): 100, (code, 0): -(100 + percent)}, least, most))
        used.append((row["statement"], row["figure_id"]))
    terms, least, most = zip(*system, strict=True)
    matrix = np.array([[one.get((code, at), 0) for code in codes for at in (0, 1)] for one in terms])
    only = programmes.only_point(programmes.system(matrix, least, most, 1, largest))
    if only is None:
        return None
    counts = dict(zip(codes, zip(only[::2], only[1::2], strict=True), strict=True))
    return Region(area, round_, both, counts, used)


def _printed(layer, codes, end, round_):
    """Give what is printed for forces of an area, alone or together, in just one period: own round, then latest."""
    mask, found = layer.mask(codes, *end), []
    if mask is None:
        return found
    for inside, values in zip(layer.masks, layer.values, strict=True):
        printed = [value for value in values if value.printed and value.term and not value.marked]
        if printed and printed[0].key[1:] == end and not (inside & ~mask).any():
            value = max(printed, key=lambda one: (one.round == round_, one.round, one.ids))
            found.append(([code for code in codes if inside[layer.forces.index(code)].any()], value))
    return found
