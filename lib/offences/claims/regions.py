"""Whole numbers of one region: its totals, its forces' counts and their printed percentages taken together."""

from typing import NamedTuple

import numpy as np

from offences.claims import rows
from offences.names import areas
from offences.statistics import programmes
from offences.tables import series


class Region(NamedTuple):
    """The only whole numbers that an area's printed totals, counts and percentages leave."""

    area: str
    round: str
    ends: tuple
    #: By force, its count at the first and the last end.
    counts: dict
    #: The statements that have a part in it, and their figure_ids.
    statements: tuple
    ids: tuple

    def value(self, claim):
        """Give what the solution says of a claim that has a part in it: a change, or a total."""
        codes = areas.members(claim["area"], self.round)
        totals = [sum(self.counts[code][at] for code in codes) for at in (0, 1)]
        if claim["measure"] == "percent_change":
            return 100 * (totals[1] - totals[0]) / totals[0]
        return float(totals[self.ends.index((claim["start"], claim["end"]))])


def solved(figures, layer):
    """Find the areas whose printed figures of two periods fit in one way only, in whole numbers from 1 on.

    Parameters
    ----------
    figures : pandas.DataFrame
        The clean figures.
    layer : offences.claims.rows.Layer
        All offences.

    Returns
    -------
    list of Region
    """
    changes = figures["measure"].eq("percent_change") & figures["dimension"].eq("") & figures["start"].ne("")
    changes = figures[changes & figures["precision"].eq("rounded") & figures["offence"].isin(series.COUNTED)]
    groups = {}
    for row in changes[changes["area"].map(areas.is_single)].to_dict("records"):
        both = tuple(rows.ends(row))
        if len(both) == 2:
            groups.setdefault((row["round"], both), {}).setdefault(row["area"], row)
    found = []
    for (round_, both), percents in sorted(groups.items()):
        for area in areas.table().index:
            inside = set(areas.members(area, round_)) if areas.level(area) == "published area" else set()
            mine = {code: row for code, row in percents.items() if code in inside}
            if len(mine) > 1:
                one = _solve(layer, area, round_, both, mine)
                found += [one] if one else []
    return found


def _solve(layer, area, round_, both, percents):
    """Solve one area: None where its figures leave several ways, or none, or a total is not printed."""
    codes = areas.members(area, round_)
    counted = [_printed(layer, codes, end, round_) for end in both]
    if not all(any(set(members) == set(codes) for members, _ in one) for one in counted):
        return None
    matrix, least, most, used = [], [], [], []
    for at, one in enumerate(counted):
        for members, value in one:
            matrix.append(_row(codes, {(code, at): 1 for code in members}))
            least.append(value.low)
            most.append(value.high)
            used.append((value.statement, value.ids))
    for code, row in percents.items():
        for percent, ends in ((row["low"], (0, np.inf)), (row["high"], (-np.inf, 0))):
            matrix.append(_row(codes, {(code, 1): 100, (code, 0): -(100 + percent)}))
            least.append(ends[0])
            most.append(ends[1])
        used.append((row["statement"], (row["figure_id"],)))
    largest = max(value for value in most if np.isfinite(value))
    of = programmes.system(np.array(matrix), least, most, 1, largest)
    found = programmes.points(of)
    if found is None or len(found) != 1:
        return None
    (only,) = found
    counts = {code: (only[2 * place], only[2 * place + 1]) for place, code in enumerate(codes)}
    statements = tuple(dict.fromkeys(statement for statement, _ in used))
    return Region(area, round_, both, counts, statements, tuple(name for _, ids in used for name in ids))


def _row(codes, coefficients):
    row = np.zeros(2 * len(codes))
    for (code, at), value in coefficients.items():
        row[2 * codes.index(code) + at] = value
    return row


def _printed(layer, codes, end, round_):
    """Give what is printed for forces of an area, alone or together, in just one period: own round, then latest."""
    mask, found = layer.mask(codes, *end), []
    if mask is None:
        return found
    for place, values in enumerate(layer.values):
        inside = layer.masks[place] & mask
        printed = [value for value in values if value.printed and value.term and not value.marked]
        if not printed or (layer.masks[place] & ~mask).any() or printed[0].key[1:] != end:
            continue
        value = max(printed, key=lambda one: (one.round == round_, one.round, one.ids))
        found.append(([code for code in codes if inside[layer.forces.index(code)].any()], value))
    return found
