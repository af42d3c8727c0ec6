"""How much counts vary from year to year: the clean table ``variation``, and what follows for an area."""

import numpy as np
import pandas as pd

from offences.names import areas, reference, years
from offences.statistics import growth, relation, variation
from offences.statistics.variation import Variation
from offences.tables import estimates, schema, series
from offences.tables import official as classes

#: Under this many offences a year on average a force's series tells nothing (City of London has 0 to 2).
FEWEST_A_YEAR = 5
#: So many forces of a nation are added up as those of a region are.
MOST_APART = 10
CLASS, OFFENCE = schema.VARYING


def panel(official):
    """Give class 88A by area and whole year since the offence came into force: every force with a series, no cell missing."""
    counts = classes.whole_years(official).reindex(areas.forces())
    counts = counts.loc[:, counts.columns >= years.FIRST_YEAR].dropna()
    return counts[counts.mean(axis=1).ge(FEWEST_A_YEAR)]


def table(offences, official):
    """Build the clean table from the clean tables ``offences`` and ``official``: the k of each of :data:`schema.VARYING`.

    The published offence varies as its class does and about it: the reciprocal of its k is
    that of the class plus the variance of the log ratio within a force, and k is given
    as a whole number, because the figures carry no more.
    """
    counts = panel(official)
    k = variation.size(counts)
    pairs = estimates.training(estimates.beside(offences, official))
    apart = relation.within(pairs["published"], pairs["grooming"], pairs["later"], pairs["area"])
    both = float(round(1 / (1 / k + apart**2)))
    of_class = [len(counts), counts.columns[0], counts.columns[-1]]
    of_offence = [pairs["area"].nunique(), pairs["year"].min(), pairs["year"].max()]
    rows = [
        [CLASS, round(k, 4), "the official series, each force about a trend of its own", *of_class],
        [OFFENCE, both, "the class and the published figures' scatter about it", *of_offence],
    ]
    return pd.DataFrame(rows, columns=schema.TABLES["variation"].columns)


def k_of(table, what):
    """Look k up: ``class 88A`` or ``s15A``."""
    return float(dict(zip(table["what"], table["k"], strict=True))[what])


def size_of(tables, area, what=OFFENCE, forces=()):
    """Give the k of an area's counts, of ``s15A`` as published or of ``class 88A``; forces are those added up, all where empty.

    That of a force, or of a sum of forces of the sizes that they have in the class. Infinite, so that only a series of
    its own can tell, for a nation or more of its forces than ``MOST_APART``, which rise and fall together, and where it
    is not known which are added up.
    """
    members = areas.members(area)
    forces = list(forces) or members
    together = len(forces) == len(members) or len(forces) > MOST_APART
    if areas.level(area) in ("nation", "uk") and together or not forces:
        return np.inf
    k = k_of(tables.variation, what)
    if len(forces) == 1:
        return k
    counts = classes.whole_years(tables.official).reindex(forces)
    sizes = counts.loc[:, counts.columns >= years.FIRST_YEAR].mean(axis=1).clip(lower=0).fillna(0)
    return variation.summed(k, sizes) if sizes.any() else k


@reference.kept
def longest(offences, area):
    """Give an area's counts of the round that prints most whole years of it, by year."""
    last = offences["year"].max() if len(offences) else years.FIRST_YEAR
    best = series.best_round(offences, area, years.FIRST_YEAR, last)
    counts = series.of_round(offences, area, best)["low"]
    return counts[counts.index >= years.FIRST_YEAR]


def of(tables, area, round_="", left_out=()):
    """Give the Variation that decides about an area's published counts: the usual one, or its own where larger.

    A round is that whose drawing of the area is meant; left_out are forces that a sum of the others is without. Such a
    sum has the usual variation, because the area's own series is another's.

    A series of five years or more tells of its own variation, moderated towards the usual one
    (:func:`offences.statistics.growth.trend`). Where that is larger, because the area answers in part for some years or
    records unevenly, it decides; where it is smaller, the usual one does, because a calm series of few years is no
    promise. None where it is not known: a nation without a long series.
    """
    area = areas.find(area)
    forces = [code for code in areas.members(area, round_) if code not in left_out]
    k, counts = size_of(tables, area, forces=forces), longest(tables.offences, area)
    apart = left_out and np.isfinite(k)
    own = growth.trend(counts, k) if growth.can_fit(counts) and not apart else None
    if own and (np.isinf(k) or own.dispersion > 1):
        return Variation(k, own.dispersion, own.degrees)
    return None if np.isinf(k) else Variation(k)


def of_total(tables, area, first_year, last_year):
    """Give the variation of an area's total of several years, which vary independently about its level.

    It is :func:`of` with the k of the sum: of years of the sizes that they have in the class, or of equal ones where it
    has not all of them.
    """
    one, wanted = of(tables, area), years.span(first_year, last_year)
    if one is None or np.isinf(one.k):
        return one
    members = areas.members(areas.find(area))
    sizes = classes.whole_years(tables.official).reindex(members).sum(min_count=len(members)).reindex(wanted)
    whole = sizes.gt(0).all()
    return one._replace(k=variation.summed(one.k, sizes if whole else np.ones(len(wanted))))
