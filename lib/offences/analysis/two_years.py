"""Compare two years of one area, as strongly as the interval of the change allows."""

from offences.analysis.reasons import Why, because
from offences.names import areas, wording, years
from offences.names.errors import InputError
from offences.names.wording import number
from offences.statistics import changes, growth
from offences.tables import series, usual_variation


def ends(tables, area, first_year, last_year):
    """Give the first and last whole year that one round prints of an area.

    Returns
    -------
    pandas.DataFrame
        Two rows of ``offences``, or none where no round prints two years in range.
    """
    area, (first_year, last_year) = areas.find(area), years.ordered(first_year, last_year)
    best = series.best_round(tables.offences, area, first_year, last_year)
    mine = series.of_round(tables.offences, area, best) if best else tables.offences.iloc[:0]
    mine = mine[mine["year"].between(first_year, last_year)]
    return mine.iloc[[0, -1]] if len(mine) > 1 else mine.iloc[:0]


def latest_step(tables, area, first_year, last_year):
    """Give the last two years that the best round prints, where one follows the other.

    Returns
    -------
    pandas.DataFrame
        Two rows of ``offences``; none where they are the only two, or a year is missing.
    """
    area, (first_year, last_year) = areas.find(area), years.ordered(first_year, last_year)
    best = series.best_round(tables.offences, area, first_year, last_year)
    mine = series.of_round(tables.offences, area, best) if best else tables.offences.iloc[:0]
    mine = mine[mine["year"].between(first_year, last_year)]
    follows = len(mine) > 2 and mine["year"].iloc[-2] == years.shift(mine["year"].iloc[-1], -1)
    return mine.iloc[-2:] if follows else mine.iloc[:0]


def intervals(tables, pair):
    """Give the change between two rows of ``offences`` with both intervals.

    Returns
    -------
    dict
        ``change``, ``low`` and ``high`` (with the variation that decides about the
        area), ``chance_low`` and ``chance_high``, in percent; None under a base of
        ten, ``low`` and ``high`` also where no variation is known.
    """
    if len(pair) != 2:
        raise InputError(f"{wording.many(len(pair), 'row')}: a change is between two years.")
    base, latest = pair["low"]
    _, chance_low, chance_high = changes.change(base, latest)
    change, low, high = changes.varied(base, latest, usual_variation.variation(tables, pair["area"].iloc[0]))
    return {"change": change, "low": low, "high": high, "chance_low": chance_low, "chance_high": chance_high}


def against(tables, area, first_year, last_year, doubt):
    """Say what stands against calling a change a rise or a fall, however clear its interval is.

    One page gives one answer: a figure in doubt shows no direction, and two years
    within a series without a clear trend show none either.

    Parameters
    ----------
    tables : offences.tables.series.Tables
    area, first_year, last_year : str
        The area and the two years compared.
    doubt : str
        What is doubtful about the figures compared.

    Returns
    -------
    offences.analysis.reasons.Reason or None
        None where nothing does.
    """
    area, (first_year, last_year) = areas.find(area), years.ordered(first_year, last_year)
    spread = usual_variation.variation(tables, area)[0]
    if spread is None:
        return because(Why.UNKNOWN_VARIATION)
    if doubt:
        return because(Why.IN_DOUBT)
    counts = usual_variation.longest(tables.offences, area)
    if growth.can_fit(counts) and not growth.trend(counts, spread).direction:
        first, last = counts.index[[0, -1]]
        if first < last_year and first_year < last:
            many = wording.many(len(counts), "year")
            return because(Why.NO_TREND, many=many, span=wording.span(first, last))
    return None


def refused(tables, area, pair):
    """Give the rule that lets no rise or fall be said between two rows of ``offences``.

    Returns
    -------
    offences.analysis.reasons.Reason or None
        None where a rise or a fall is shown.
    """
    area, found = areas.find(area), intervals(tables, pair)
    base, latest = pair.to_dict("records")
    if found["change"] is None:
        return because(Why.SMALL_BASE, base=number(base["low"]))
    jumps = tables.problems[tables.problems["area"].eq(area) & tables.problems["kind"].eq("jump")]
    jumps = jumps[jumps["first_year"].eq(base["year"]) & jumps["last_year"].eq(latest["year"])]
    if len(jumps):
        return because(Why.PARTIAL, detail=jumps["detail"].iloc[0].partition(":")[0])
    if found["low"] is not None and found["low"] <= 0 <= found["high"]:
        return because(Why.NOT_SHOWN, interval=wording.interval(found["low"], found["high"]))
    return against(tables, area, base["year"], latest["year"], "".join(pair["doubt"]))
