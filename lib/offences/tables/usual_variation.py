"""How fast counts grow, with intervals that allow for more than chance.

Recorded counts vary more than a Poisson count does. Two counts cannot show by
how much, so the dispersion is pooled over the areas whose years one round
prints, and intervals are widened by it (quasi-likelihood: McCullagh and Nelder
1989; for crime counts Osgood 2000).
"""

import functools

import pandas as pd

from offences.names import areas, years
from offences.statistics import domains, growth
from offences.tables import series


def longest(offences, area):
    """Give an area's counts of the round that prints most whole years of it, by year."""
    area, offences = areas.find(area), domains.frame(offences, " ".join(SERIES), "the table of offences")
    if offences.empty:
        return pd.Series(dtype=float)
    span = (years.FIRST_YEAR, max(offences["year"]))
    best = series.best_round(offences, area, *span)
    counts = series.of_round(offences, area, best)["low"]
    return counts[[span[0] <= year <= span[1] for year in counts.index]]


def long_series(offences):
    """List the forces of England and Wales with whole years of one round that a trend can be fitted to.

    Returns
    -------
    dict of str to pandas.Series
        Counts by year, by area code.
    """
    offences = domains.frame(offences, " ".join(SERIES), "the table of offences")
    if offences.empty:
        return {}
    exact = offences[offences["whole"] & offences["precision"].eq("exact")]
    found = _long_series(tuple(exact[SERIES].itertuples(index=False, name=None)))
    return {area: counts.copy() for area, counts in found.items()}


SERIES = ["area", "round", "year", "whole", "precision", "low"]
#: The tables asked about last, and their dispersion: a page asks ten times about the same.
_last = []


@functools.lru_cache(maxsize=16)
def _long_series(rows):
    """Find the long series in rows given as tuples; every sentence of a page asks for them."""
    frame = pd.DataFrame(rows, columns=SERIES)
    found = {area: longest(frame, area) for area in areas.forces()} if rows else {}
    return {area: counts for area, counts in found.items() if growth.can_fit(counts)}


def dispersion(tables):
    """Pool the dispersion over the long series, each about its own trend.

    A force that left a year unanswered and whose other years jump has probably
    answered in part for some, so its years are not comparable; what it would add is
    shown beside.

    Parameters
    ----------
    tables : offences.tables.series.Tables
        Asked again about the very same tables it answers from memory: don't change one in place.

    Returns
    -------
    tuple
        Dispersion (Pearson chi-squared over degrees of freedom, at least 1) and its
        degrees of freedom, both None where no series can tell, and a table: area,
        years, dispersion and used.
    """
    read = (tables.offences, tables.figures, tables.problems)
    if not _last or any(one is not other for one, other in zip(_last[0], read, strict=True)):
        _last[:] = [read, _of_series(tables)]
    value, degrees, rows = _last[1]
    return value, degrees, pd.DataFrame(rows, columns=["area", "years", "dispersion", "used"])


def _of_series(tables):
    """Pool the dispersion of tables."""
    series_of = long_series(tables.offences)
    silent = tables.figures[tables.figures["status"].isin(["not_answered", "refused"])]
    silent = silent[silent["measure"].eq("offences") & silent["dimension"].eq("")]
    jumps = set(tables.problems.loc[tables.problems["kind"].eq("jump"), "area"])
    key = tuple(
        (area, tuple(counts.items()), area not in jumps or not _left_out(silent, area, counts))
        for area, counts in series_of.items()
    )
    return _pooled(key)


def _left_out(silent, area, counts):
    """Tell whether a force was asked for a year within its series and gave no figure."""
    asked = silent.loc[silent["area"].eq(area), "first_year"]
    return bool(asked.between(counts.index[0], counts.index[-1]).any())


@functools.cache
def _pooled(key):
    rows, sums = [], {True: [0.0, 0], False: [0.0, 0]}
    for area, items, used in key:
        fitted = growth.fit(pd.Series(dict(items)))
        sums[used][0] += float(fitted.pearson_chi2)
        sums[used][1] += int(fitted.df_resid)
        why = "yes" if used else "no: a jump, and a year left unanswered"
        rows.append([areas.name(area), len(items), round(growth.dispersion_of(fitted), 1), why])
    (chi, degrees), (other_chi, other_degrees) = sums[True], sums[False]
    if other_degrees:
        every = (chi + other_chi) / (degrees + other_degrees)
        rows.append(
            ["all of these", sum(row[1] for row in rows), round(max(every, 1.0), 1), "no: for comparison"]
        )
    return (max(chi / degrees, 1.0), degrees, rows) if degrees else (None, None, rows)


def variation(tables, area):
    """Give the variation that decides about an area: the usual one, or its own where that is larger.

    Parameters
    ----------
    tables : offences.tables.series.Tables
    area : str
        Area code.

    Returns
    -------
    tuple
        Dispersion and its degrees of freedom; (None, None) where neither is known.
    """
    counts = longest(tables.offences, area)
    known = [tuple(dispersion(tables)[:2])]
    if growth.can_fit(counts):
        own = growth.trend(counts)
        known.append((own.dispersion, own.degrees))
    return max((one for one in known if one[0] is not None), default=(None, None))
