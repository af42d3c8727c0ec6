"""The clean table ``outcomes``: what became of the offences of classes 71 and 88A.

Later quarters had less time to be concluded: the shares of two years differ partly by that, and forces are not to be
ranked by them. One base only, the outcomes of the offences recorded in the year, never those given in it.
"""

import numpy as np
import pandas as pd

from offences.names import reference
from offences.names.errors import InputError
from offences.reading import home_office
from offences.tables import disclosure
from offences.tables import official as classes

CELL = ["area", "year", "vintage", "offence_code"]
COLUMNS = [*CELL, "outcome_type", "outcome", "outcomes", "correction", "status"]
#: Outcome types that shares are made of.
UNASSIGNED, CHARGED = 0, 1
#: What a force's share of a year needs: so many outcomes, as many as offences but for this part of them, and no
#: quarter with a lower number, which takes back too much of other quarters.
FEWEST, TOLERANCE, LOWEST = 20, 0.1, -5


def outcomes(data=reference.DATA):
    """Build the clean table from every file of outcomes that ``reference/vintages.csv`` of a data folder names.

    outcome_type is the Home Office's number; outcomes are negative where corrections exceed them; correction is the lowest
    quarter where one is negative, else 0. An outcome without a row has 0.
    """
    found = [
        home_office.outcomes(data / "home_office" / file).assign(vintage=vintage)
        for vintage, file in classes.files("outcomes", data).items()
    ]
    quarters = pd.concat(found).groupby([*CELL, "outcome_type", "outcome"])["outcomes"]
    every = quarters.agg(outcomes="sum", correction="min").reset_index()
    every = every.assign(correction=every["correction"].clip(upper=0), status="published")
    every = every.loc[every["outcomes"].ne(0), COLUMNS].reset_index(drop=True)
    return every.astype({"outcomes": "Int64", "correction": "Int64"})


def controlled(outcomes, threshold=disclosure.SMALL):
    """Hide the small cells: from 1 to a threshold, and as many beside them as keep them from being worked out.

    Of a force's year and class the sum is public, so two cells at least are hidden, and they hold enough together for
    each to have several possible values. Hidden cells have no number and the status suppressed.
    """
    if not threshold:
        return outcomes
    table = outcomes.astype({"outcomes": "Int64", "correction": "Int64"})
    table.loc[table["correction"].between(-threshold, -1), "correction"] = pd.NA
    sizes = table["outcomes"].abs().sort_values(kind="stable")
    cells = [table[name] for name in CELL]
    # Of each cell, how many smaller ones there are, and how much they hold: two or more that hold enough are safe.
    smaller, held = sizes.groupby(cells).cumcount(), sizes.groupby(cells).cumsum() - sizes
    safe = smaller.gt(1) & (held - smaller + 1).ge(disclosure.FEWEST_VALUES)
    small = sizes.le(threshold).fillna(False)
    hidden = (small | (small.groupby(cells).transform("any") & ~safe)).fillna(False)
    hidden = hidden.index[hidden]
    table.loc[hidden, ["outcomes", "correction"]] = pd.NA
    table.loc[hidden, "status"] = "suppressed"
    return table


def shares(outcomes, official, year, outcome_type=CHARGED):
    """Give each force's share of a year's offences of class 88A with an outcome, and whether the figures carry it.

    From the clean tables, no cell hidden, by area: count, of (outcomes of every kind), recorded and against: few (under
    ``FEWEST`` outcomes), unequal (they are not within ``TOLERANCE`` of the offences recorded), corrected (a quarter
    under ``LOWEST``) or empty. InputError where a cell is hidden: what is left would be divided by too little.
    """
    if outcomes["outcomes"].isna().any():
        raise InputError(
            "Shares of outcomes need every cell; give `offences.load('outcomes', suppress_up_to=0)`."
        )
    rows = outcomes[outcomes["year"].eq(year) & outcomes["offence_code"].eq(classes.GROOMING)]
    by_area = rows.groupby("area")
    frame = pd.DataFrame({"of": by_area["outcomes"].sum()})
    frame["count"] = rows[rows["outcome_type"].eq(outcome_type)].groupby("area")["outcomes"].sum()
    frame["count"] = frame["count"].fillna(0).astype("int64")
    frame["recorded"] = classes.whole_years(official)[year]
    unequal = ~frame["of"].div(frame["recorded"]).between(1 - TOLERANCE, 1 + TOLERANCE)
    tests = [frame["of"].lt(FEWEST), unequal, by_area["correction"].min().lt(LOWEST)]
    frame["against"] = np.select(tests, ["few", "unequal", "corrected"], "")
    return frame[["count", "of", "recorded", "against"]]
