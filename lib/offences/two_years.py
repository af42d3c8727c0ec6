"""Compare two years of one area, as strongly as the interval of the change allows."""

import pandas as pd

from offences import areas, doubts, fits, growth, series, wording, years
from offences.errors import InputError
from offences.reasons import Why, because
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

    Examples
    --------
    >>> import offences
    >>> ends(offences.tables(), "E23000018", "2017/18", "2022/23")["low"].to_dict()
    {'2017/18': 37.0, '2022/23': 285.0}
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

    Examples
    --------
    >>> import offences
    >>> latest_step(offences.tables(), "E23000032", "2017/18", "2023/24")["low"].to_dict()
    {'2022/23': 230.0, '2023/24': 264.0}
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

    Examples
    --------
    >>> import offences
    >>> every = offences.tables()
    >>> pair = ends(every, "E23000018", "2017/18", "2022/23")
    >>> found = intervals(every, pair)
    >>> {name: round(percent) for name, percent in found.items()}
    {'change': 670, 'low': 202, 'high': 1862, 'chance_low': 446, 'chance_high': 1016}
    """
    if len(pair) != 2:
        raise InputError(f"{wording.many(len(pair), 'row')}: a change is between two years.")
    base, latest = pair["low"]
    _, chance_low, chance_high = growth.change(base, latest)
    change, low, high = growth.varied(base, latest, growth.variation(tables, pair["area"].iloc[0]))
    return {"change": change, "low": low, "high": high, "chance_low": chance_low, "chance_high": chance_high}


def against(tables, area, first_year, last_year, doubt):
    """Say what stands against calling a change a rise or a fall, however clear its interval is.

    One page gives one answer: a figure in doubt shows no direction, and two years
    within a series without a clear trend show none either.

    Parameters
    ----------
    tables : offences.series.Tables
    area, first_year, last_year : str
        The area and the two years compared.
    doubt : str
        What is doubtful about the figures compared.

    Returns
    -------
    offences.reasons.Reason or None
        None where nothing does.

    Examples
    --------
    >>> import offences
    >>> print(against(offences.tables(), "NSPCC-SE", "2017/18", "2023/24", ""))
    the 6 years of the round, 2017/18 to 2023/24, show no clear trend
    >>> print(against(offences.tables(), "E23000018", "2017/18", "2022/23", ""))
    None
    """
    area, (first_year, last_year) = areas.find(area), years.ordered(first_year, last_year)
    spread = growth.variation(tables, area)[0]
    if spread is None:
        return because(Why.UNKNOWN_VARIATION)
    if doubt:
        return because(Why.IN_DOUBT)
    counts = growth.longest(tables.offences, area)
    if fits.can_fit(counts) and not fits.trend(counts, spread).direction:
        first, last = counts.index[[0, -1]]
        if first < last_year and first_year < last:
            many = wording.many(len(counts), "year")
            return because(Why.NO_TREND, many=many, span=wording.span(first, last))
    return None


def said(change, low, high, limits, reason):
    """Say a change as strongly as its interval and what stands against it allow.

    Parameters
    ----------
    change, low, high : float
        In percent; ``low`` and ``high`` None where no variation is known.
    limits : str
        The intervals in words.
    reason : offences.reasons.Reason or None
        From :func:`against`.

    Examples
    --------
    >>> said(80, 28, 153, "95% interval +28% to +153%", None)
    'a rise of 80% (95% interval +28% to +153%)'
    >>> said(80, 28, 153, "95% interval +28% to +153%", because(Why.IN_DOUBT))
    'no rise or fall is stated, because a figure that it rests on is in doubt (+80%; 95% interval +28% to +153%)'
    >>> said(-4, -55, 105, "95% interval -55% to +105%", None)
    'no clear change (-4%; 95% interval -55% to +105%)'
    """
    if low is not None and low <= 0 <= high:
        return f"no clear change ({wording.change(change)}; {limits})"
    if reason:
        return f"no rise or fall is stated, because {reason} ({wording.change(change)}; {limits})"
    return f"{'a rise' if change > 0 else 'a fall'} of {wording.percent(abs(change))} ({limits})"


def changes(tables, pairs):
    """Lay changes between two years out with both intervals.

    Parameters
    ----------
    tables : offences.series.Tables
    pairs : list of pandas.DataFrame
        From :func:`ends` and :func:`latest_step`; empty ones are left out.

    Returns
    -------
    pandas.DataFrame
        Columns years, round, first, last, change, usual_variation (95% interval),
        chance_alone (95% interval), dispersion, doubt and figure_ids.

    Examples
    --------
    >>> import offences
    >>> every = offences.tables()
    >>> pair = ends(every, "E23000018", "2017/18", "2022/23")
    >>> found = changes(every, [pair])
    >>> found[["years", "first", "last", "change", "usual_variation"]]
                    years  first   last change   usual_variation
    0  2017/18 to 2022/23   37.0  285.0  +670%  +202% to +1,862%
    """
    rows = []
    for pair in pairs:
        if len(pair):
            base, latest = pair.to_dict("records")
            found = intervals(tables, pair)
            known = found["change"] is not None
            spread = growth.variation(tables, base["area"])[0]
            usual = wording.interval(found["low"], found["high"]) if known and spread else "not known"
            wide = usual if known else "[z]"
            chance = wording.interval(found["chance_low"], found["chance_high"]) if known else "[z]"
            rows.append(
                [
                    wording.span(base["year"], latest["year"]),
                    latest["round"],
                    base["low"],
                    latest["low"],
                    wording.change(found["change"]) if known else "[z]",
                    wide,
                    chance,
                    None if spread is None else round(spread, 1),
                    "; ".join(dict.fromkeys(filter(None, pair["doubt"]))),
                    f"{base['figure_id']} {latest['figure_id']}",
                ]
            )
    names = "years round first last change usual_variation chance_alone dispersion doubt figure_ids"
    return pd.DataFrame(rows, columns=names.split())


def change_sentence(tables, area, first_year, last_year):
    """Say how an area's count changed, as strongly as its interval allows.

    Returns
    -------
    list of tuple of str
        At most one sentence, with the figure_ids it rests on.

    Examples
    --------
    >>> import textwrap
    >>> import offences
    >>> said = change_sentence(offences.tables(), "E23000018", "2017/18", "2022/23")
    >>> print(textwrap.fill(said[0][0], 100))
    Police recorded 285 offences of sexual communication with a child in Derbyshire in 2022/23, against
    37 in 2017/18 (August 2023 round): a rise of 670% (95% interval +202% to +1,862% with the usual
    variation of such figures, +446% to +1,016% for chance alone).
    """
    area = areas.find(area)
    pair = ends(tables, area, first_year, last_year)
    return doubts.told(tables, [_changed(tables, area, pair)]) if len(pair) else []


def step_sentence(tables, area, first_year, last_year):
    """Say how an area's count changed over the last year of its best round; arguments as above.

    Examples
    --------
    >>> import textwrap
    >>> import offences
    >>> said = step_sentence(offences.tables(), "E23000032", "2017/18", "2023/24")
    >>> print(textwrap.fill(said[0][0], 100))
    Police recorded 264 offences of sexual communication with a child in Kent in 2023/24, against 230 in
    2022/23 (November 2024 round): no clear change (+15%; 95% interval -29% to +86% with the usual
    variation of such figures, -4% to +38% for chance alone).
    """
    area = areas.find(area)
    pair = latest_step(tables, area, first_year, last_year)
    return doubts.told(tables, [_changed(tables, area, pair)]) if len(pair) else []


def refused(tables, area, pair):
    """Give the rule that lets no rise or fall be said between two rows of ``offences``.

    Returns
    -------
    offences.reasons.Reason or None
        None where a rise or a fall is shown.

    Examples
    --------
    >>> import offences
    >>> every = offences.tables()
    >>> pair = latest_step(every, "E23000030", "2017/18", "2023/24")
    >>> print(refused(every, "E23000030", pair))
    a year in it may be a partial answer: 279 in 2022/23, 95 in 2023/24 (round 2024-11); ask first
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


def _changed(tables, area, pair):
    base, latest = pair.to_dict("records")
    ids = f"{base['figure_id']} {latest['figure_id']}"
    counted = (
        f"Police recorded {number(latest['low'])} offences of {OFFENCE[latest['offence']]} in "
        f"{areas.said(area)} in {latest['year']}, against {number(base['low'])} in {base['year']} "
        f"({wording.round_name(latest['round'])})"
    )
    found, reason = intervals(tables, pair), refused(tables, area, pair)
    if reason and reason.why is Why.SMALL_BASE:
        return f"{counted}: too few to give a percentage.", ids
    limits = f"{wording.interval(found['chance_low'], found['chance_high'])} for chance alone"
    if found["low"] is not None:
        usual = wording.interval(found["low"], found["high"])
        limits = f"{usual} with the usual variation of such figures, {limits}"
    limits = f"95% interval {limits}"
    if reason and reason.why is Why.PARTIAL:
        doubt = "one of the two may be a partial answer, so no change is stated"
        return f"{counted}: {doubt} ({wording.change(found['change'])} as printed; {limits}).", ids
    return f"{counted}: {said(found['change'], found['low'], found['high'], limits, reason)}.", ids
