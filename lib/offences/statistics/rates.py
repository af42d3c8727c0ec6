"""Rates per children with their limits: offences over residents, as a reader divides them.

A financial year counts as a year, the first one (from 3 April 2017) and leap years too. The limits are those of
Fingertips' technical guidance (Office for Health Improvement and Disparities): no kept library has Byar's formula
as it stands there (DescTools' "byar" is another), so it is written here and tested against the guidance's numbers.
"""

import pandas as pd
from scipy import stats
from statsmodels.stats.rates import confint_poisson

from offences.names import reference, years
from offences.names.errors import InputError
from offences.statistics import domains

#: Byar's approximation is used from this count on.
BYAR_FROM = 10
#: Under this many children a rate says nothing (City of London has 575).
FEWEST_CHILDREN = 10_000
#: Groups of children that the population is given for.
GROUPS = ["under16", "under18"]


def exact(count, level=0.95):
    """Give the exact limits of a Poisson count (Garwood 1936, by the chi-squared)."""
    count, level = domains.number("count", count), domains.number("level", level)
    low, high = confint_poisson(count, 1, method="exact-c", alpha=1 - level)
    return float(low), float(high)


def limits(count, level=0.95):
    """Give the limits of a Poisson count: Byar's from ten on, exact below."""
    count, level = domains.number("count", count), domains.number("level", level)
    if count < BYAR_FROM:
        return exact(count, level)
    z, above = float(stats.norm.ppf(0.5 + level / 2)), count + 1
    low = count * (1 - 1 / (9 * count) - z / (3 * count**0.5)) ** 3
    return low, above * (1 - 1 / (9 * above) + z / (3 * above**0.5)) ** 3


def rate(count, population):
    """Give a rate a year per 10,000 residents with its limits.

    Three times None where the population is missing or under ``FEWEST_CHILDREN``.
    """
    low, high = limits(count)
    if population is None or population is pd.NA or population != population:
        return None, None, None
    scale = 10_000 / domains.number("population", population)
    if population < FEWEST_CHILDREN:
        return None, None, None
    return count * scale, low * scale, high * scale


def residents(population, year, group="under16"):
    """Give the children (one of ``GROUPS``) of every area in the middle of a year, and the mid_year that they are of.

    2017/18 takes mid-2017, which lies in it, or the nearest mid-year that was published for the area. Mid-years up to
    2020 rest on the census of 2011, later ones on that of 2021: a change of rates across both holds a break.
    """
    if group not in GROUPS:
        raise InputError(f"{group!r} is no group of children; write {' or '.join(GROUPS)}.")
    population = domains.frame(population, "area mid_year under16 under18", "the population")
    return _nearest(population, years.start(years.read(year)), group)


@reference.kept
def _nearest(population, year, group):
    frame = population[["area", "mid_year", group]].rename(columns={group: "children"})
    frame = frame.astype({"mid_year": "int64", "children": "int64"})
    far = (frame["mid_year"] - year).abs()
    nearest = frame.assign(far=far).sort_values(["far", "mid_year"]).drop_duplicates("area")
    return nearest.set_index("area")[["children", "mid_year"]].astype("Int64")
