"""The areas that one is set beside in the official class: of its region, and of about its size.

Size is the number of resident children (ONS mid-year estimates). The project holds no land
area and so no density, nothing of poverty and nothing of how a force records: a similar
force is one with about as many children and no more than that.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd

from offences.names import areas, years
from offences.statistics import rates
from offences.statistics import variation as usual
from offences.tables import official as classes
from offences.tables import variation

#: Similar forces listed.
SIMILAR = 10
WALES = "W92000004"


class Ratio(NamedTuple):
    """One rate over another, with its limits; all missing where one of the two is."""

    ratio: float = np.nan
    ratio_low: float = np.nan
    ratio_high: float = np.nan


def ons_regions():
    """List the nine regions of England, and Wales, which the ONS counts beside them."""
    table = areas.table()
    return [*table.index[table["level"].eq("region")], WALES]


def of(area):
    """List the neighbours of an area.

    Parameters
    ----------
    area : str
        By code or common name.

    Returns
    -------
    list of str
        For a force the other forces of its region (or of Wales); for a region or Wales the
        other regions; for England, or England and Wales, their regions; for an area as a
        publisher drew it, its forces. Empty for any other.

    Examples
    --------
    >>> [areas.name(code) for code in of("Kent")]
    ['Thames Valley', 'Hampshire', 'Surrey', 'Sussex']
    """
    area = areas.find(area)
    level, country = areas.level(area), areas.table()["country"][area]
    if area in areas.forces():
        return [code for code in areas.members(areas.table()["region"][area] or WALES) if code != area]
    if area in ons_regions() or area == areas.ENGLAND_AND_WALES:
        return [code for code in ons_regions() if code != area]
    if level == "nation" and country == "England":
        return ons_regions()[:-1]
    return areas.members(area) if level == "published area" else []


def similar(population, area, year, group="under16", count=SIMILAR):
    """List the forces nearest to a force by the number of resident children.

    Parameters
    ----------
    population : pandas.DataFrame
        ``data/reference/population.csv``.
    area, year : str
        A force and the year whose children are compared.
    group : str, optional
        ``under16`` or ``under18``.
    count : int, optional

    Returns
    -------
    pandas.DataFrame
        Columns area, children and times (children over those of the force), the nearest by
        ratio first. Empty for an area that is no force of England and Wales, or one with too
        few children for a rate.
    """
    area = areas.find(area)
    children = rates.residents(population, year, group)["children"].reindex(areas.forces())
    children = children[children.ge(rates.FEWEST_CHILDREN)]
    own = children.pop(area) if area in children else None
    times = (children.iloc[:0] if own is None else children / own).astype(float)
    nearest = np.log(times).abs().sort_values(kind="stable").index[:count]
    frame = pd.DataFrame({"children": children[nearest].astype("int64"), "times": times[nearest]})
    return frame.rename_axis("area").reset_index()


def latest_year(official):
    """Name the latest year that every force has whole."""
    counts = classes.whole_years(official).reindex(areas.forces())
    return counts.columns[counts.notna().all()].max()


def class_rates(tables, population, codes=None, year="", group="under16"):
    """Give the recorded class of areas in one year per child.

    Parameters
    ----------
    tables : offences.tables.series.Tables
    population : pandas.DataFrame
    codes : list of str, optional
        Areas by code; the 43 forces where none are given.
    year : str, optional
        Empty for the latest that every force has whole.
    group : str, optional
        ``under16`` or ``under18``.

    Returns
    -------
    pandas.DataFrame
        Columns area, force (the area's name), year, offences (of class 88A), k (of such a
        count; missing for a nation), children, mid_year, rate, low and high: per 10,000
        children, with 95% limits that allow for the usual variation. Missing is missing.
    """
    year = years.read(year) if year else latest_year(tables.official)
    counts = classes.whole_years(tables.official).get(year, pd.Series(dtype=float))
    people = rates.residents(population, year, group)
    single = variation.k_of(tables.variation, variation.CLASS)
    rows = []
    for code in areas.forces() if codes is None else codes:
        members = areas.members(code)
        own = counts.reindex(members).astype(float)
        found = people.reindex(members)
        offences = own.sum() if members and own.notna().all() else np.nan
        k = single if len(members) == 1 or not offences > 0 else usual.summed(single, own)
        if pd.isna(offences) or (areas.level(code) in ("nation", "uk") and code != WALES):
            k = np.nan
        children = found["children"].sum(skipna=False) if members else pd.NA
        rows.append([code, areas.name(code), year, offences, k, children, found["mid_year"].max()])
    frame = pd.DataFrame(rows, columns="area force year offences k children mid_year".split())
    numbers = {"offences": float, "k": float, "children": "Int64", "mid_year": "Int64"}
    return _with_rates(frame.astype(numbers))


def _with_rates(frame):
    """Divide counts by children, with limits by each count's own k; none under the fewest children."""
    per = 10_000 / frame["children"].where(frame["children"].ge(rates.FEWEST_CHILDREN)).astype(float)
    limits = [
        usual.limits(row.offences, row.k) if row.k > 0 else (np.nan, np.nan) for row in frame.itertuples()
    ]
    limits = pd.DataFrame(limits, frame.index, ["low", "high"], dtype=float)
    return frame.assign(rate=per * frame["offences"], low=per * limits["low"], high=per * limits["high"])


def ratio(one, other):
    """Compare the rates of two areas, with the limits that the usual variation of both counts leaves.

    Parameters
    ----------
    one, other : pandas.Series
        Rows of :func:`class_rates`, or others with offences, k and rate.

    Returns
    -------
    Ratio
        Of the first to the second.
    """
    if pd.isna([one["rate"], other["rate"], one["k"], other["k"]]).any():
        return Ratio()
    if not min(one["offences"], other["offences"]) > 0:
        return Ratio()
    k = 2 / (1 / one["k"] + 1 / other["k"])
    of_counts, low, high = usual.change(other["offences"], one["offences"], k)
    value = one["rate"] / other["rate"]
    return Ratio(value, value * low / of_counts, value * high / of_counts)


def beside(tables, population, area, year="", group="under16"):
    """Set an area beside its neighbours and the forces of about its size, in the class of one year.

    Parameters
    ----------
    tables, population, year, group
        As for :func:`class_rates`.
    area : str
        By code or common name.

    Returns
    -------
    pandas.DataFrame
        The area first, then its neighbours by name, then the similar forces that are no
        neighbours, the nearest first. The columns of :func:`class_rates`, and neighbour and
        similar (true or false), times (children over the area's own), and ratio, ratio_low
        and ratio_high: the area's rate over that of the row, with the limits that the usual
        variation leaves (missing in its own row, and where there is no rate). Empty where
        the area is not made up of forces of England and Wales.
    """
    area = areas.find(area)
    if not areas.members(area) or not set(areas.members(area)) <= set(areas.forces()):
        codes, near, alike = [], [], pd.DataFrame({"area": []})
    else:
        year = years.read(year) if year else latest_year(tables.official)
        near = sorted(of(area), key=areas.name)
        alike = similar(population, area, year, group)
        codes = [area, *near, *(code for code in alike["area"] if code not in near)]
    frame = class_rates(tables, population, codes, year, group)
    frame["neighbour"], frame["similar"] = frame["area"].isin(near), frame["area"].isin(alike["area"])
    frame["times"] = (frame["children"] / frame["children"].iloc[:1].max()).astype(float)
    compared = [
        ratio(frame.iloc[0], row) if _apart(area, row["area"]) else Ratio() for _, row in frame.iterrows()
    ]
    return frame.join(pd.DataFrame(compared, frame.index, Ratio._fields, dtype=float))


def _apart(one, other):
    """Tell whether two areas share no force: only then do their counts vary apart."""
    return set(areas.members(one)).isdisjoint(areas.members(other))
