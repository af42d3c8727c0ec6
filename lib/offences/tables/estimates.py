"""The clean table ``estimates``: the offence in force-years without a figure, from the class that contains it.

An estimate is no published figure: it enters no sum of them and no other table. What was published of some months of a
year is part of its estimate, and only the other months are estimated.
"""

from typing import NamedTuple

import pandas as pd

from offences.names import areas, reference, years
from offences.statistics import relation
from offences.tables import official as classes
from offences.tables import series

LEVELS = {"80": 0.80, "95": 0.95}
COLUMNS = "area year estimate low80 high80 low95 high95 counted of_class given".split()


@reference.kept
def beside(offences, official):
    """Set every exact whole-year figure of a force beside the official classes of its year.

    Columns area, year, published, grooming (class 88A), exploitation (class 71), later (after the offence's first year),
    usual (the median ratio of published to grooming of that period), fits (above or below where the figure does not fit
    the classes, else empty, which proves nothing) and figure_id.
    """
    rows = series.exact(offences[offences["chosen"]])
    rows = rows[rows["offence"].eq(series.COMPARABLE) & rows["area"].isin(areas.forces())]
    frame = rows[["area", "year", "low", "figure_id"]].rename(columns={"low": "published"})
    for name, code in (("grooming", classes.GROOMING), ("exploitation", classes.EXPLOITATION)):
        counts = classes.whole_years(official, code).stack().rename(name)
        frame = frame.merge(counts.reset_index(), on=["area", "year"])
    frame["later"] = frame["year"].gt(years.FIRST_YEAR)
    ratio = (frame["published"] / frame["grooming"]).where(frame["grooming"].gt(0))
    frame["usual"] = ratio.groupby(frame["later"]).transform("median")
    counts = frame[["published", "grooming", "exploitation", "usual"]]
    frame["fits"] = [relation.misfit(*row) for row in counts.itertuples(index=False)]
    columns = "area year published grooming exploitation later usual fits figure_id"
    return frame[columns.split()].sort_values(["area", "year"], ignore_index=True)


def training(beside):
    """Select the figures that the relation is fitted to: those that fit, of a class large enough, above 0."""
    large = beside["grooming"].ge(relation.FEWEST_IN_CLASS) & beside["published"].gt(0)
    return beside[beside["fits"].eq("") & large]


def fitted(beside):
    """Fit the :class:`offences.statistics.relation.Relation` of the published counts to the class."""
    rows = training(beside)
    return relation.fit(rows["published"], rows["grooming"], rows["later"])


@reference.kept
def misfits(offences, official):
    """List the published figures that do not fit the official classes of their force and year.

    Columns area, year, published, grooming, exploitation, estimate, low95, high95, fits (above or below) and figure_id.
    A figure that is not listed is not thereby right: of figures known to be of half a year the rule finds little more
    than half.
    """
    rows = beside(offences, official)
    found = fitted(rows)
    rows = rows[rows["fits"].ne("")].reset_index(drop=True)
    values = [relation.estimate(found, row.grooming, row.later) for row in rows.itertuples()]
    values = pd.DataFrame(values, dtype=float).reindex(columns=range(3)).round(1)
    rows[["estimate", "low95", "high95"]] = values
    columns = "area year published grooming exploitation estimate low95 high95 fits figure_id"
    return rows[columns.split()]


class Total(NamedTuple):
    """A published total, and the force-years of it without a figure."""

    unknown: list
    #: What of the total remains for them.
    remains: float
    #: Those of the unknown that the total may not hold whole: left out, or with part of a year.
    doubtful: set
    #: The figures that print it, and those that were taken from it.
    figure_ids: list
    #: Whether all its force-years are of one force.
    single: bool


def estimates(figures, offences, official):
    """Build the clean table: each force-year of the official series without an exact figure.

    Numbers to one decimal place. The class of of_class gives the estimate: that of the year, or, where counted offences
    were published for some months, of the others, and the counted ones are added. given are the ids of the published
    figures that the estimate or its limits rest on, empty where it rests on the class alone. No row where the class is
    too small, where it and what was published leave no value, or where a published total leaves one: that follows from
    what was printed (``solved``).
    """
    pairs = beside(offences, official)
    found = fitted(pairs)
    counts = classes.whole_years(official).reindex(areas.forces()).stack().dropna()
    counts = counts[counts.index.get_level_values("year") >= years.FIRST_YEAR]
    known = set(zip(pairs["area"], pairs["year"], strict=True))
    wanted = {cell: count for cell, count in counts.items() if cell not in known}
    totals = list(_totals(figures, offences))
    least, most = _published_limits(offences, wanted, totals)
    values = {cell: (relation.likely(found, count, _later(cell)), []) for cell, count in wanted.items()}
    values.update(_shared(found, wanted, totals))
    of_class, rows = dict(wanted), []
    for cell, part in parts(figures, offences).items():
        if values.get(cell, (None,))[0]:
            of_class[cell] = classes.outside(official, *cell, part["start"], part["end"])
            rest = relation.likely_rest(found, part["low"], of_class[cell], _later(cell))
            values[cell] = rest, [part["figure_id"]]
    follows = {total.unknown[0] for total in totals if len(total.unknown) == 1 and not total.doubtful}
    for cell, (likely, given) in values.items():
        bounds = least.get(cell, (0.0, [])), most.get(cell, (float("inf"), []))
        row = None if likely is None or cell in follows else _within(likely, *bounds, given)
        if row:
            rows.append([*cell, *row[:-1], likely.counted, of_class[cell], row[-1]])
    table = pd.DataFrame(rows, columns=COLUMNS).astype(dict.fromkeys(COLUMNS[2:-1], float))
    return table.round(1).sort_values(["area", "year"], ignore_index=True)


def _later(cell):
    return cell[1] > years.FIRST_YEAR


def _shared(found, wanted, totals):
    """Share the totals of single forces among their years, the closest first; no year twice."""
    values = {}
    for total in sorted(totals, key=lambda total: len(total.unknown)):
        cells = total.unknown
        usable = total.single and not total.doubtful and all(wanted.get(cell, 0) > 0 for cell in cells)
        if not cells or not usable or total.remains <= 0 or set(cells) & set(values):
            continue
        counts, later = [wanted[cell] for cell in cells], [_later(cell) for cell in cells]
        parts = relation.shared(found, total.remains, counts, later)
        values.update((cell, (part, total.figure_ids)) for cell, part in zip(cells, parts, strict=True))
    return values


def parts(figures, offences):
    """Give what was published of some months of a force's year, a dict of low, start, end and figure_id, by area and year.

    Of several the one of most months, of these the earliest. Part of a force, or of months unknown, is none.
    """
    months = figures.set_index("figure_id")[["start", "end", "months"]]
    rows = offences[offences["offence"].eq(series.COMPARABLE) & offences["precision"].eq("exact")]
    rows = rows[~rows["whole"] & rows["area"].isin(areas.forces())].join(months, on="figure_id")
    rows = rows[rows["months"].lt(12)].sort_values(["start", "end"], kind="stable")
    rows = rows.sort_values("months", ascending=False, kind="stable").drop_duplicates(["area", "year"])
    return rows.set_index(["area", "year"])[["low", "start", "end", "figure_id"]].to_dict("index")


def _within(likely, least, most, given):
    """Give an estimate, its limits and what they rest on; None where what was published of the year leaves nothing.

    Where a published floor or ceiling lies inside the 95% limits, all of them are those of what lies between: its median
    and its quantiles, so that no estimate sits on a bound.
    """
    (floor, floor_ids), (ceiling, ceiling_ids) = least, most
    _, low, high = likely.limits(LEVELS["95"])
    if low > ceiling or high < floor or floor > ceiling:
        return None
    floor, floor_ids = (floor, floor_ids) if low < floor else (0.0, [])
    ceiling, ceiling_ids = (ceiling, ceiling_ids) if high > ceiling else (float("inf"), [])
    ids = {*given, *floor_ids, *ceiling_ids}
    found = [likely.limits(level, floor, ceiling) for level in LEVELS.values()]
    return [found[0][0], *found[0][1:], *found[1][1:], " ".join(sorted(ids))]


def _published_limits(offences, wanted, totals):
    """Bound force-years by what was published of them: parts of the year, inexact figures, larger totals.

    Gives two dicts by (area, year): the least with its figure_ids, and the most with its.
    """
    least, most = {}, {}
    for row in offences[offences["offence"].eq(series.COMPARABLE)].to_dict("records"):
        cell, ids = (row["area"], row["year"]), [row["figure_id"]]
        if cell in wanted and pd.notna(row["low"]) and row["low"] > least.get(cell, (-1,))[0]:
            least[cell] = row["low"], ids
        if cell in wanted and row["whole"] and row["chosen"] and pd.notna(row["high"]):
            most[cell] = row["high"], ids
    for total in totals:
        for cell in set(total.unknown) - total.doubtful:
            fits = total.remains >= least.get(cell, (0,))[0]
            if fits and total.remains < most.get(cell, (float("inf"),))[0]:
                most[cell] = total.remains, total.figure_ids
    return least, most


def _totals(figures, offences):
    """List the published totals of several years or forces with what they leave for the force-years unknown."""
    exact = offences[offences["precision"].eq("exact") & offences["offence"].eq(series.COMPARABLE)]
    whole, part = exact[exact["whole"]], exact[~exact["whole"]]
    by_round, chosen = _counted(whole), _counted(whole[whole["chosen"]], ("area", "year"))
    parts = _counted(part)
    silent = series.unanswered(figures)
    silent = set(zip(silent["area"], silent["first_year"], silent["round"], strict=True))
    for area, first, last, round_, low, ids in _printed(figures, whole):
        members = areas.members(area, round_)
        if not set(members) <= set(areas.forces()) or not _answered(figures, area, round_):
            continue
        unknown, doubtful = [], set()
        for cell in [(member, year) for member in members for year in years.span(first, last)]:
            value = by_round.get((*cell, round_), chosen.get(cell))
            if value is None:
                unknown.append(cell)
                value = parts.get((*cell, round_), (0, None))
                doubtful |= {cell} if (*cell, round_) in parts or (*cell, round_) in silent else set()
            low -= value[0]
            ids = [*ids, value[1]] if value[1] else ids
        yield Total(unknown, low, doubtful, ids, len(members) == 1)


def _counted(rows, keys=("area", "year", "round")):
    """Give count and figure_id of some rows of ``offences`` by their keys."""
    cells = zip(*(rows[key] for key in keys), strict=True)
    return dict(zip(cells, zip(rows["low"], rows["figure_id"], strict=True), strict=True))


def _printed(figures, whole):
    """Give every exact printed total of several years or forces: area, years, round, count and ids."""
    longer = series.totals(figures)
    longer = longer[longer["precision"].eq("exact") & longer["offence"].eq(series.COMPARABLE)]
    keys = ["area", "first_year", "last_year", "round", "low"]
    for key, rows in longer[longer["doubt"].eq("")].groupby(keys):
        yield *key, list(rows["figure_id"])
    for row in whole.to_dict("records"):
        if len(areas.members(row["area"])) > 1:
            yield row["area"], row["year"], row["year"], row["round"], row["low"], row["figure_ids"].split()


def _answered(figures, area, round_):
    """Tell whether all forces are in a total; of a nation only where the round says that so many answered."""
    if areas.level(area) not in ("nation", "uk"):
        return True
    said = figures[figures["measure"].eq("forces_responding") & figures["round"].eq(round_)]
    return bool(said["low"].ge(len(areas.forces())).any())
