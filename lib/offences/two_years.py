"""Compare two years of one area, as strongly as the interval of the change allows."""

import pandas as pd

from offences import areas, growth, series, wording, years
from offences.wording import number

OFFENCE = {
    "s15A": "sexual communication with a child",
    "scotland": "communicating indecently with a child (the Scottish offence)",
    "northern_ireland": "sexual communication with a child (the offence of Northern Ireland)",
    "uk_mixed": "sexual communication with a child (and the Scottish and Northern Irish offences)",
}


def ends(tables, area, first_year, last_year):
    """Give the first and last whole year that one round prints of an area.

    Returns
    -------
    pandas.DataFrame
        Two rows of ``offences``, or none where no round prints two years in range.
    """
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
    best = series.best_round(tables.offences, area, first_year, last_year)
    mine = series.of_round(tables.offences, area, best) if best else tables.offences.iloc[:0]
    mine = mine[mine["year"].between(first_year, last_year)]
    follows = len(mine) > 2 and mine["year"].iloc[-2] == years.shift(mine["year"].iloc[-1], -1)
    return mine.iloc[-2:] if follows else mine.iloc[:0]


def intervals(tables, area, pair, first_year, last_year):
    """Give the change between two rows of ``offences`` with both intervals.

    Returns
    -------
    dict
        ``change``, ``low`` and ``high`` (with the usual variation), ``chance_low``
        and ``chance_high``, in percent; None under a base of ten.
    """
    base, latest = pair["low"]
    _, chance_low, chance_high = growth.change(base, latest)
    change, low, high = growth.widened(base, latest, *growth.dispersion(tables)[:2])
    return {"change": change, "low": low, "high": high, "chance_low": chance_low, "chance_high": chance_high}


def changes(tables, area, pairs, first_year, last_year):
    """Lay changes between two years out with both intervals.

    Parameters
    ----------
    tables : offences.series.Tables
    area : str
    pairs : list of pandas.DataFrame
        From :func:`ends` and :func:`latest_step`; empty ones are left out.
    first_year, last_year : str

    Returns
    -------
    pandas.DataFrame
        Columns years, round, first, last, change, usual_variation (95% interval),
        chance_alone (95% interval), dispersion and figure_ids.
    """
    rows = []
    for pair in pairs:
        if len(pair):
            base, latest = pair.to_dict("records")
            found = intervals(tables, area, pair, first_year, last_year)
            known = found["change"] is not None
            wide = wording.interval(found["low"], found["high"]) if known else "[z]"
            chance = wording.interval(found["chance_low"], found["chance_high"]) if known else "[z]"
            spread_used = round(growth.dispersion(tables)[0], 1)
            rows.append(
                [
                    wording.span(base["year"], latest["year"]),
                    latest["round"],
                    base["low"],
                    latest["low"],
                    wording.change(found["change"]) if known else "[z]",
                    wide,
                    chance,
                    spread_used,
                    f"{base['figure_id']} {latest['figure_id']}",
                ]
            )
    names = "years round first last change usual_variation chance_alone dispersion figure_ids"
    return pd.DataFrame(rows, columns=names.split())


def change_sentence(tables, area, first_year, last_year):
    """Say how an area's count changed, as strongly as its interval allows.

    Returns
    -------
    list of tuple of str
        At most one sentence, with the figure_ids it rests on.
    """
    pair = ends(tables, area, first_year, last_year)
    return [_changed(tables, area, pair, first_year, last_year)] if len(pair) else []


def step_sentence(tables, area, first_year, last_year):
    """Say how an area's count changed over the last year of its best round; arguments as above."""
    pair = latest_step(tables, area, first_year, last_year)
    return [_changed(tables, area, pair, first_year, last_year)] if len(pair) else []


def _changed(tables, area, pair, first_year, last_year):
    base, latest = pair.to_dict("records")
    ids = f"{base['figure_id']} {latest['figure_id']}"
    counted = (
        f"Police recorded {number(latest['low'])} offences of {OFFENCE[latest['offence']]} in "
        f"{areas.said(area)} in {latest['year']}, against {number(base['low'])} in {base['year']} "
        f"({wording.round_name(latest['round'])})"
    )
    found = intervals(tables, area, pair, first_year, last_year)
    if found["change"] is None:
        return f"{counted}: too few to give a percentage.", ids
    limits = (
        f"95% interval {wording.interval(found['low'], found['high'])} with the usual variation of such "
        f"figures, {wording.interval(found['chance_low'], found['chance_high'])} for chance alone"
    )
    jumps = tables.problems[tables.problems["area"].eq(area) & tables.problems["kind"].eq("jump")]
    if (jumps["first_year"].eq(base["year"]) & jumps["last_year"].eq(latest["year"])).any():
        doubt = "one of the two may be a partial answer, so no change is stated"
        return f"{counted}: {doubt} ({wording.change(found['change'])} as printed; {limits}).", ids
    if found["low"] <= 0 <= found["high"]:
        return f"{counted}: no clear change ({wording.change(found['change'])}; {limits}).", ids
    verb = "a rise" if found["change"] > 0 else "a fall"
    return f"{counted}: {verb} of {wording.percent(abs(found['change']))} ({limits}).", ids
