"""Whether a new count fits what is known already: the area's others, its official class, the whole that holds it.

A figure that does not fit is taken all the same, and is in doubt. The collection's own figures are
not tested here: they were read by hand, and the log names their jumps and misfits of the class.
"""

import pandas as pd

from offences.names import areas, wording, years
from offences.reading.agreement import upper
from offences.statistics import relation
from offences.tables import estimates, series
from offences.tables import official as classes

#: What is counted of a total, or is one.
COUNTS = ["offences", "count_platform", "known_denominator", "unknown_platform"]
#: How far a count may lie from those of the years beside it, and from another print of its own year.
MOST_TIMES, MOST_TIMES_REPRINTED = 2.5, 1.5
#: Years that lie further apart are not set beside each other.
YEARS_APART = 3
#: A pair of counts says nothing unless the smaller is the first of these or the larger the second.
SMALLEST, LARGEST = 10, 50
#: How much further a count may lie from the last whole year of the class, in years that the class does not reach.
MOST_TIMES_LATER = 2.5


def misfits(figures, offences, official, new):
    """List what does not fit of some new counts, given by their figure_ids, which the clean tables hold too.

    Each the row of ``figures`` as a dict, and why it does not fit, in words.
    """
    counted = figures[
        figures["measure"].isin(COUNTS)
        & figures["unit"].eq("count")
        & figures["low"].notna()
        & figures["start"].ne("")
        & figures["offence"].isin(series.COUNTED)
    ]
    totals = series.undivided(counted)
    class_years = [classes.whole_years(official, code) for code in (classes.GROOMING, classes.EXPLOITATION)]
    beside = estimates.beside(offences, official)
    usual = beside.groupby("later")["usual"].first()
    said = set(beside.loc[beside["fits"].ne(""), "figure_id"])
    found = []
    for row in counted[counted["figure_id"].isin(new)].to_dict("records"):
        is_total = row["figure_id"] in totals["figure_id"].to_numpy()
        reasons = [*_beyond_the_whole(row, totals, is_total)]
        if is_total:
            reasons += _beside_others(row, offences)
            reasons += _beside_class(row, class_years, usual) if row["figure_id"] not in said else ()
        found += [(row, reason) for reason in reasons]
    return found


def _a_year(row):
    """Give the least and the most that a count may be in twelve months."""
    share = 12 / row["months"]
    return row["low"] * share, upper(row) * share


def _far(low, high, other, times):
    """Tell whether bounds lie more than so many times from another count, and are large enough to say so."""
    smaller, larger = min(high, other), max(low, other)
    if smaller < SMALLEST and larger < LARGEST:
        return False
    return low > times * max(other, 1) or high < other / times


def _beside_others(row, offences):
    """Compare with other rounds' print of the same year, and with the years beside it: it has to fit one of them."""
    low, high = _a_year(row)
    known = series.exact(offences[offences["figure_id"].ne(row["figure_id"])], row["area"])
    if row["first_year"] == row["last_year"] and row["whole"]:
        for other in known[known["year"].eq(row["first_year"])].to_dict("records"):
            if _far(low, high, other["low"], MOST_TIMES_REPRINTED):
                yield f"{_said(row)}, where {_said_of(other)} is printed for the same year"
    known = known[known["chosen"]].sort_values("year")
    before, after = years.shift(row["first_year"], -YEARS_APART), years.shift(row["last_year"], YEARS_APART)
    earlier = known[known["year"].lt(row["first_year"]) & known["year"].ge(before)].tail(1)
    later = known[known["year"].gt(row["last_year"]) & known["year"].le(after)].head(1)
    beside = [*earlier.to_dict("records"), *later.to_dict("records")]
    if beside and all(_far(low, high, other["low"], MOST_TIMES) for other in beside):
        yield f"{_said(row)}, beside {wording.listed(map(_said_of, beside))}"


def _beside_class(row, class_years, usual):
    """Compare whole years with the official classes of the area's forces, or later ones with the last of them."""
    grooming, exploitation = class_years
    members = areas.members(row["area"], row["round"])
    if row["offence"] != series.COMPARABLE or not row["whole"] or not set(members) <= set(grooming.index):
        return
    wanted, last = years.span(row["first_year"], row["last_year"]), grooming.columns[-1]
    reached = wanted[-1] <= last and wanted[0] >= grooming.columns[0]
    times, wanted = (1, wanted) if reached else (MOST_TIMES_LATER, [last])
    held = grooming.loc[members, wanted].to_numpy().sum()
    other = exploitation.reindex(index=members, columns=wanted).to_numpy().sum()
    low, high = (row["low"], row["high"]) if reached else _a_year(row)
    ratio = usual.get(wanted[-1] > years.FIRST_YEAR)
    if pd.isna(held) or pd.isna(other) or ratio is None:
        return
    above = relation.misfit(low, times * held, times * other, ratio) == "above"
    if above or (high < float("inf") and relation.misfit(high, held / times, other, ratio) == "below"):
        whose = f"of {wording.span(wanted[0], wanted[-1])}" + (
            "" if reached else ", the last whole year of it,"
        )
        yield (
            f"{_said(row)}, while the official class {whose} holds {wording.number(held)} offences (88A) and "
            f"{wording.number(other)} (71)"
        )


def _beyond_the_whole(row, totals, is_total):
    """Compare with totals of the same months: of a larger area, or of all that a part is one of."""
    wholes = areas.around(row["area"]) if is_total else [row["area"]]
    whole = totals[
        totals["start"].eq(row["start"]) & totals["end"].eq(row["end"]) & totals["area"].isin(wholes)
    ]
    whole = whole[whole["precision"].isin(["exact", "rounded"]) & whole["high"].lt(row["low"])]
    for other in whole.sort_values("high", ascending=False).head(1).to_dict("records"):
        yield (
            f"{_said(row)}, more than the {wording.number(other['high'])} that are printed for "
            f"{areas.said(other['area'])} ({other['figure_id']})"
        )


def _said(row):
    when = wording.span(row["first_year"], row["last_year"])
    months = "" if row["whole"] else f" ({row['months']:.0f} months)"
    return f"{row['value_as_published'].strip()} in {when}{months}"


def _said_of(other):
    return f"{wording.number(other['low'])} in {other['year']} ({other['figure_id']})"
