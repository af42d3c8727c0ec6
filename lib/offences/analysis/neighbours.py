"""The areas that one is set beside in the official class: of its region, and of about its size.

Size is the number of resident children (ONS mid-year estimates), and a similar force is one with about as many and
no more than that: land area, density, poverty and ways of recording are not held here.
"""

import numpy as np
import pandas as pd
from scipy import stats

from offences.analysis.reasons import Why, because
from offences.names import areas, years
from offences.names.errors import InputError
from offences.statistics import domains, rates
from offences.statistics import variation as usual
from offences.tables import official as classes
from offences.tables import variation

#: Similar forces listed.
SIMILAR = 10
WALES = "W92000004"
RATIO = ["ratio", "ratio_low", "ratio_high"]


def ons_regions():
    """List the nine regions of England, and Wales, which the ONS counts beside them."""
    table = areas.table()
    return [*table.index[table["level"].eq("region")], WALES]


def of(area):
    """List the neighbours of an area: for a force the others of its region (or of Wales), for a region the others.

    For England, or England and Wales, their regions; for an area as a publisher drew it, its forces; none otherwise.
    """
    area = areas.find(area)
    level, country = areas.level(area), areas.row(area)["country"]
    if area in areas.forces():
        return [code for code in areas.members(areas.row(area)["region"] or WALES) if code != area]
    if area in ons_regions() or area == areas.ENGLAND_AND_WALES:
        return [code for code in ons_regions() if code != area]
    if level == "nation" and country == "England":
        return ons_regions()[:-1]
    return areas.members(area) if level == "published area" else []


def similar(population, area, year, group="under16"):
    """List the forces nearest to a force by the number of resident children (``under16`` or ``under18``) of a year.

    Columns area, children and times (children over those of the force), the nearest by ratio first; none for an area
    that is no force of England and Wales or has too few children for a rate.
    """
    area = areas.find(area)
    children = rates.residents(population, year, group)["children"].reindex(areas.forces())
    children = children[children.ge(rates.FEWEST_CHILDREN)]
    own = children.pop(area) if area in children else None
    times = (children.iloc[:0] if own is None else children / own).astype(float)
    nearest = np.log(times).abs().sort_values(kind="stable").index[:SIMILAR]
    frame = pd.DataFrame({"children": children[nearest].astype("int64"), "times": times[nearest]})
    return frame.rename_axis("area").reset_index()


def latest_year(official):
    """Name the latest year that every force has whole."""
    official = domains.frame(official, "area year vintage offence_code offences", "the official series")
    counts = classes.whole_years(official).reindex(areas.forces())
    if not counts.notna().all().any():
        raise InputError("the official series holds no year whole for every force.")
    return counts.columns[counts.notna().all()].max()


def class_rates(tables, population, codes=None, year="", group="under16", first_year=""):
    """Give the recorded class of areas (the 43 forces where none are given) per child, of one year or several together.

    year is empty for the latest that every force has whole; counts from a first_year on are added up to it; group is
    ``under16`` or ``under18``. Columns area, force (its name), year, offences (of class 88A), k (of such a count;
    missing for a nation), children (of every year, added up), mid_year (of the last), rate (a year, per 10,000
    children), error (the standard error of the logarithm of the count, with its usual variation), degrees (of freedom),
    low and high (95% limits of the rate). Missing is missing.
    """
    year = years.read(year) if year else latest_year(tables.official)
    span = years.span(*years.ordered(first_year or year, year))
    return _over_spans(tables, population, areas.forces() if codes is None else codes, [span], group)


def per_child(tables, population, area):
    """Give what :func:`class_rates` does of an area for each whole year since the offence began, by its own mid-year.

    With the census that the children rest on: rates on both sides of a change of it hold a break.
    """
    area = areas.find(area)
    members = areas.members(area)
    whole = classes.whole_years(tables.official).reindex(members).dropna(axis=1)
    spans = [[year] for year in whole if year >= years.FIRST_YEAR]
    if not members or not spans:
        return class_rates(tables, population, []).assign(census="")
    frame = _over_spans(tables, population, [area], spans, "under16")
    population = domains.frame(population, "area mid_year census", "the population")
    base = population.drop_duplicates(["mid_year", "area"]).set_index(["mid_year", "area"])["census"]
    return frame.assign(census=[base.get((str(mid_year), members[0]), "") for mid_year in frame["mid_year"]])


def _over_spans(tables, population, codes, spans, group):
    """Give the rates over each of some lists of years, one below the other."""
    codes, wanted = areas.find_all(codes), list(dict.fromkeys(year for span in spans for year in span))
    held = pd.DataFrame(
        [(code, one) for code in codes for one in areas.members(code)], columns=["area", "member"]
    )
    k = pd.Series({code: variation.size_of(tables, code, variation.CLASS) for code in codes}, dtype=float)

    def of_codes(frame):
        return frame.reindex(held["member"]).astype(float).groupby(held["area"].to_numpy())

    people = pd.concat({one: rates.residents(population, one, group) for one in wanted}, axis=1)
    counts = of_codes(classes.whole_years(tables.official).reindex(columns=wanted))
    counts = counts.sum(skipna=False).reindex(codes)
    children = of_codes(people.xs("children", axis=1, level=1)).sum(skipna=False).reindex(codes)
    mid_years = of_codes(people.xs("mid_year", axis=1, level=1)).max().reindex(codes)
    rows = []
    for span in spans:
        by_year = counts[span].to_numpy()
        frame = pd.DataFrame(
            {
                "year": span[-1],
                "offences": by_year.sum(axis=1),
                "k": [_summed(*one) for one in zip(k, by_year, strict=True)],
                "children": children[span].sum(axis=1, skipna=False),
                "mid_year": mid_years[span[-1]],
            }
        )
        enough = frame["children"].where(frame["children"].ge(rates.FEWEST_CHILDREN * len(span)))
        rows.append(frame.assign(rate=10_000 * frame["offences"] / enough))
    frame = pd.concat(rows).rename_axis("area").reset_index()
    frame.insert(1, "force", frame["area"].map(areas.name))
    error = (1 / frame["offences"].where(frame["offences"].gt(0)) + 1 / frame["k"]) ** 0.5
    frame = frame.astype({"children": "Int64", "mid_year": "Int64"})
    return with_limits(frame.assign(error=error, degrees=float(usual.DEGREES)))


def _summed(k, counts):
    """Give the k of counts added up: that of one where there are none, missing where one of them or k is."""
    if np.isinf(k) or np.isnan(counts).any():
        return np.nan
    return usual.summed(k, counts) if counts.sum() > 0 else k


def with_limits(frame):
    """Add the limits low and high to rates: the exponential of t times the standard error of the count's logarithm.

    The frame has columns rate, error and degrees.
    """
    frame = domains.frame(frame, "rate error degrees", "the table of rates")
    reach = np.exp(stats.t.ppf(0.975, frame["degrees"]) * frame["error"])
    return frame.assign(low=frame["rate"] / reach, high=frame["rate"] * reach)


def against(frame, area):
    """Add the ratio of an area's rate to that of each row of a table, with ratio_low and ratio_high (95%).

    The limits allow for the usual variation of both counts, with the fewer of their degrees of freedom. Missing, with
    the Reason in no_ratio, where one has no rate or limits, and where the two share a force, so that their counts do not
    vary apart.
    """
    area, frame = areas.find(area), domains.frame(frame, "area rate error degrees", "the table of rates")
    if not frame["area"].eq(area).any():
        raise InputError(
            f"{areas.name(area)} has no row in the table of rates: there is nothing to compare with."
        )
    own = frame[frame["area"].eq(area)].iloc[0]
    apart = [set(areas.members(area)).isdisjoint(areas.members(code)) for code in frame["area"]]
    error = (own["error"] ** 2 + frame["error"] ** 2) ** 0.5
    reach = np.exp(stats.t.ppf(0.975, frame["degrees"].clip(upper=own["degrees"])) * error)
    ratio = (own["rate"] / frame["rate"]).where(np.array(apart) & error.notna())
    why = np.select(
        [frame["area"].eq(area), (own["rate"] * frame["rate"]).isna(), np.logical_not(apart), error.isna()],
        [Why.ITSELF, Why.NO_RATE, Why.SAME_FORCES, Why.UNKNOWN_VARIATION],
        None,
    )
    no_ratio = pd.Series([why and because(why) for why in why], frame.index, dtype=object)
    return frame.assign(ratio=ratio, ratio_low=ratio / reach, ratio_high=ratio * reach, no_ratio=no_ratio)


def beside(tables, population, area, year="", group="under16", first_year=""):
    """Set an area beside its neighbours and the forces of about its size, in the class; arguments as :func:`class_rates`.

    The area first, then its neighbours by name, then the similar forces that are none, the nearest first. The columns
    of :func:`class_rates` and :func:`against`, and neighbour and similar (true or false) and times (children over the
    area's own). Empty where the area is not made up of forces of England and Wales.
    """
    area = areas.find(area)
    if not areas.members(area) or not set(areas.members(area)) <= set(areas.forces()):
        codes, near, alike = [], [], pd.DataFrame({"area": []})
    else:
        year = years.read(year) if year else latest_year(tables.official)
        near = sorted(of(area), key=areas.name)
        alike = similar(population, area, year, group)
        codes = [area, *near, *(code for code in alike["area"] if code not in near)]
    frame = class_rates(tables, population, codes, year, group, first_year)
    frame["neighbour"], frame["similar"] = frame["area"].isin(near), frame["area"].isin(alike["area"])
    frame["times"] = (frame["children"] / frame["children"].iloc[:1].max()).astype(float)
    return against(frame, area) if codes else frame.assign(**dict.fromkeys([*RATIO, "no_ratio"], np.nan))
