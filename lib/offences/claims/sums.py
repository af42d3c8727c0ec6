"""Find how a count follows from other published counts, over time and over areas.

A count of a period is the sum of the counts of its parts, or that of a longer
period less the rest. A count of an area is the sum over areas that make it up.
Each part may have been published by several rounds with different values; the
claim's own round comes first.
"""

import itertools
from typing import NamedTuple

import pandas as pd

from offences.names import areas, years
from offences.tables import series

COLUMNS = ["figure_id", "area", "round", "start", "end", "low", "part_because"]
#: A way over time joins at most this many published periods.
MOST_PERIODS = 8
#: Of the combinations of values from several rounds, at most this many are tried.
MOST_COMBINATIONS = 4096
#: Of the ways to make up an area from others, at most this many are tried.
MOST_COVERS = 12


class Value(NamedTuple):
    """One published count: its number, row, round, and whether it is marked as part of a year."""

    count: float
    figure_id: str
    round: str
    marked: bool
    area: str


class Sum(NamedTuple):
    """What other counts add up to.

    ``low`` and ``high`` are equal where one combination of published values gives
    the claim or where only one exists. ``own`` says that every part is of the
    claim's round, ``agrees`` that the claim follows, ``parts`` are the values used
    with their signs, ``others`` what other published values of the parts give.
    """

    low: float
    high: float
    own: bool
    agrees: bool
    parts: list
    others: tuple = ()


def published(figures, claim):
    """Select the exact counts of what a claim is about, without the claim and its reprints.

    Parameters
    ----------
    figures : pandas.DataFrame
        The clean figures.
    claim : dict
        A row of them.

    Returns
    -------
    pandas.DataFrame
        Rows of every area and period, of the same age, gender or platform; of the
        claim's own area only those of rounds that draw it as the claim's does.
    """
    same = figures["dimension"].eq(claim["dimension"]) & figures["category"].eq(claim["category"])
    counted = figures["measure"].isin(["offences", "count_platform"]) & figures["unit"].eq("count")
    exact = figures["status"].eq("published") & figures["precision"].eq("exact") & figures["doubt"].eq("")
    keep = same & counted & exact & figures["offence"].isin(series.COUNTED) & figures["start"].ne("")
    rows = figures.loc[keep & figures["statement"].ne(claim["statement"]), COLUMNS]
    drawn = areas.members(claim["area"], claim["round"])
    other = {round_ for round_ in rows["round"].unique() if areas.members(claim["area"], round_) != drawn}
    return rows[~(rows["area"].eq(claim["area"]) & rows["round"].isin(other))]


def values(rows, round_):
    """Map each (area, start, end) to its published values: own round first, then the latest.

    Within the own round, and after it, counts marked as part of the period they
    name come last. A count printed for several parts of a period that is marked
    with that same count is one count whose period is in dispute: only the first
    of those parts keeps it, so that no sum holds it twice.
    """
    ordered = rows.assign(other=rows["round"].ne(round_), marked=rows["part_because"].ne(""))
    ordered = ordered.sort_values(
        ["other", "marked", "round", "figure_id"], ascending=[True, True, False, True]
    )
    ordered = list(ordered.drop_duplicates(["area", "start", "end", "low", "round"]).itertuples())
    disputed = {(row.area, row.low, row.start, row.end) for row in ordered if row.marked}
    found, placed = {}, {}
    for row in ordered:
        key = (row.area, row.start, row.end)
        wholes = {
            (area, low, start, end)
            for area, low, start, end in disputed
            if (area, low) == (row.area, row.low) and start <= row.start and row.end <= end
        }
        if all(whole[2:] == key[1:] or placed.setdefault(whole, key) == key for whole in wholes):
            found.setdefault(key, []).append(Value(row.low, row.figure_id, row.round, row.marked, row.area))
    return found


def of_own_round(options, round_):
    """Keep the values of a round; where it prints none, those of all rounds."""
    return [value for value in options if value.round == round_] or options


def combined(terms, claim):
    """Add up values with signs, choosing among rounds only where the claim's own prints none.

    Parameters
    ----------
    terms : list of tuple
        Sign (1 or -1) and the :class:`Value` list of each part.
    claim : dict
        With round, low and high; a missing high is no upper bound.

    Returns
    -------
    Sum
    """
    pools = [of_own_round(options, claim["round"]) for _, options in terms]
    is_own = all(pool[0].round == claim["round"] for pool in pools)
    signs = [sign for sign, _ in terms]
    tried = list(itertools.islice(itertools.product(*pools), MOST_COMBINATIONS))
    totals = [sum(sign * value.count for sign, value in zip(signs, one, strict=True)) for one in tried]
    top = claim["high"] if claim["high"] == claim["high"] else float("inf")
    for one, total in zip(tried, totals, strict=True):
        if claim["low"] <= total <= top:
            others = tuple(sorted(set(totals) - {total}))
            return Sum(total, total, is_own, True, list(zip(signs, one, strict=True)), others)
    return Sum(min(totals), max(totals), is_own, False, list(zip(signs, tried[0], strict=True)))


def yearly(tables, area, round_):
    """Give an area's whole-year figures indexed by year: those of a round, for other years the chosen ones."""
    own = series.of_round(tables.offences, area, round_)
    both = pd.concat([own, series.of_area(tables.offences, area)])
    return both[~both.index.duplicated()].sort_index()


def over_time(found, area, start, end, round_, whole=False):
    """Find the published periods of an area that join the start of a period to its end.

    Parameters
    ----------
    found : dict
        From :func:`values`.
    area, start, end : str
    round_ : str
        Ways within this round come first.
    whole : bool, optional
        Allow the period itself as a way.

    Returns
    -------
    list of list of tuple
        Ways, each a list of terms for :func:`combined`: sums of parts first, then
        those that take known periods from one longer; shorter ways first. Counts
        marked as part of the period they name join nothing.
    """
    steps = {}
    for (code, first, last), options in found.items():
        itself = (first, last) == (start, end)
        if code == area and (whole if itself else not options[0].marked):
            steps.setdefault(first, []).append((1, last, (code, first, last)))
            steps.setdefault(last, []).append((-1, first, (code, first, last)))
    ways, waiting = [], [(start, (), frozenset([start]))]
    while waiting:
        month, taken, seen = waiting.pop(0)
        for sign, to, key in steps.get(month, []):
            way = (*taken, (sign, key))
            if to == end:
                ways.append(way)
            elif to not in seen and len(way) < MOST_PERIODS:
                waiting.append((to, way, seen | {to}))

    def worth(way):
        options = [found[key] for _, key in way]
        own = all(any(value.round == round_ for value in values) for values in options)
        return (any(sign < 0 for sign, _ in way), not own, len(way))

    ways = [way for way in ways if sum(sign > 0 for sign, _ in way) in (1, len(way))]
    return [[(sign, found[key]) for sign, key in way] for way in sorted(ways, key=worth)]


def over_areas(found, area, start, end, round_):
    """Find sets of published areas that make up an area without overlap.

    Returns
    -------
    list of list of tuple
        Terms for :func:`combined`: sets within the round first, then the smaller ones.
    """
    wanted = frozenset(areas.members(area, round_))
    parts = {}
    for (code, first, last), options in found.items():
        if (first, last) == (start, end) and code != area:
            inside = frozenset(areas.members(code, options[0].round))
            if inside and inside < wanted:
                parts[code] = (inside, options)
    covers = []

    def cover(left, taken):
        if not left:
            covers.append(taken)
        if not left or len(covers) >= MOST_COVERS:
            return
        first = min(left)
        for code, (inside, _) in sorted(parts.items(), key=lambda item: (-len(item[1][0]), item[0])):
            if first in inside and inside <= left:
                cover(left - inside, (*taken, code))

    cover(wanted, ())

    def worth(cover):
        own = all(any(value.round == round_ for value in parts[code][1]) for code in cover)
        return (any(parts[code][1][0].marked for code in cover), not own, len(cover))

    return [[(1, parts[code][1]) for code in cover] for cover in sorted(covers, key=worth)]


def floor(found, area, start, end, whole_years=False):
    """Give the most that disjoint published parts of a period add up to, lowest values taken.

    With ``whole_years`` parts of other lengths are left out.

    Returns
    -------
    tuple
        The sum and the values used, in order of time.
    """
    parts = [
        (last, first, min(value for value in options if not value.marked))
        for (code, first, last), options in found.items()
        if code == area and start <= first and last <= end and not options[0].marked
    ]
    parts = [part for part in parts if (part[1], part[0]) != (start, end)]
    parts = sorted(part for part in parts if not whole_years or years.is_whole(part[1], part[0]))
    best = [(0.0, [])]
    for place, (_, first, value) in enumerate(parts):
        before = max((at + 1 for at in range(place) if parts[at][0] <= first), default=0)
        taken = (best[before][0] + value.count, [*best[before][1], value])
        best.append(max(best[place], taken, key=lambda pair: pair[0]))
    return best[-1]
