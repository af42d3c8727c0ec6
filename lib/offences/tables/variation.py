"""The clean table ``variation``: how much a count varies beyond chance, and where that is known from."""

import pandas as pd

from offences.names import areas, years
from offences.statistics import relation, variation
from offences.tables import estimates, schema
from offences.tables import official as classes

#: Under this many offences a year on average a force's series tells nothing (City of London has 0 to 2).
FEWEST_A_YEAR = 5
COLUMNS = schema.TABLES["variation"].columns
CLASS, OFFENCE = schema.VARYING


def panel(official):
    """Give class 88A of every force with a series: the years since the offence came into force.

    Parameters
    ----------
    official : pandas.DataFrame
        The clean table.

    Returns
    -------
    pandas.DataFrame
        Indexed by area, a column a whole year, no cell missing.
    """
    counts = classes.whole_years(official).reindex(areas.forces())
    counts = counts.loc[:, counts.columns >= years.FIRST_YEAR].dropna()
    return counts[counts.mean(axis=1).ge(FEWEST_A_YEAR)]


def table(offences, official):
    """Build the clean table.

    Parameters
    ----------
    offences, official : pandas.DataFrame
        The clean tables.

    Returns
    -------
    pandas.DataFrame
        Columns what (class 88A or s15A), k, whence, forces, first_year and last_year. The
        published offence varies as its class does and about it: the reciprocal of its k is
        that of the class plus the variance of the log ratio within a force, and k is given
        as a whole number, because the figures carry no more.
    """
    counts = panel(official)
    k = variation.size(counts)
    pairs = estimates.training(estimates.beside(offences, official))
    apart = relation.within(pairs["published"], pairs["grooming"], pairs["later"], pairs["area"])
    both = round(1 / (1 / k + apart**2))
    rows = [
        [CLASS, round(k, 4), "the official series, each force about a trend of its own", len(counts)],
        [OFFENCE, both, "the class and the published figures' scatter about it", pairs["area"].nunique()],
    ]
    table = pd.DataFrame(rows, columns=COLUMNS[:4]).assign(
        first_year=[counts.columns[0], pairs["year"].min()],
        last_year=[counts.columns[-1], pairs["year"].max()],
    )
    return table.astype({"k": float})


def k_of(table, what):
    """Look k up: ``class 88A`` or ``s15A``."""
    return float(table.set_index("what")["k"][what])
