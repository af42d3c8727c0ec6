"""Say how an area's count changed between two years, as strongly as the interval allows."""

import pandas as pd

from offences.analysis import two_years
from offences.analysis.reasons import Why
from offences.names import areas, wording
from offences.names.wording import number
from offences.report.finding import CLEAR, UNCLEAR, finding, told
from offences.tables import usual_variation

OFFENCE = {
    "s15A": "sexual communication with a child",
    "scotland": "communicating indecently with a child (the Scottish offence)",
    "northern_ireland": "sexual communication with a child (the offence of Northern Ireland)",
    "uk_mixed": "sexual communication with a child (and the Scottish and Northern Irish offences)",
}


def said(change, low, high, limits, reason):
    """Say a change as strongly as its interval and what stands against it allow.

    Parameters
    ----------
    change, low, high : float
        In percent; ``low`` and ``high`` None where no variation is known.
    limits : str
        The intervals in words.
    reason : offences.analysis.reasons.Reason or None
        From :func:`against`.
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
    tables : offences.tables.series.Tables
    pairs : list of pandas.DataFrame
        From :func:`ends` and :func:`latest_step`; empty ones are left out.

    Returns
    -------
    pandas.DataFrame
        Columns years, round, first, last, change, usual_variation (95% interval),
        chance_alone (95% interval), dispersion, doubt and figure_ids.
    """
    rows = []
    for pair in pairs:
        if len(pair):
            base, latest = pair.to_dict("records")
            found = two_years.intervals(tables, pair)
            known = found["change"] is not None
            spread = usual_variation.variation(tables, base["area"])[0]
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
    list of offences.report.finding.Finding
        At most one sentence, with the figure_ids it rests on.
    """
    area = areas.find(area)
    pair = two_years.ends(tables, area, first_year, last_year)
    return told(tables, [_changed(tables, area, pair)]) if len(pair) else []


def step_sentence(tables, area, first_year, last_year):
    """Say how an area's count changed over the last year of its best round; arguments as above."""
    area = areas.find(area)
    pair = two_years.latest_step(tables, area, first_year, last_year)
    return told(tables, [_changed(tables, area, pair)]) if len(pair) else []


def _changed(tables, area, pair):
    base, latest = pair.to_dict("records")
    ids = f"{base['figure_id']} {latest['figure_id']}"
    counted = (
        f"Police recorded {number(latest['low'])} offences of {OFFENCE[latest['offence']]} in "
        f"{areas.said(area)} in {latest['year']}, against {number(base['low'])} in {base['year']} "
        f"({wording.round_name(latest['round'])})"
    )
    found, reason = two_years.intervals(tables, pair), two_years.refused(tables, area, pair)
    if reason and reason.why is Why.SMALL_BASE:
        return finding(f"{counted}: too few to give a percentage.", ids, "change", UNCLEAR)
    limits = f"{wording.interval(found['chance_low'], found['chance_high'])} for chance alone"
    if found["low"] is not None:
        usual = wording.interval(found["low"], found["high"])
        limits = f"{usual} with the usual variation of such figures, {limits}"
    limits = f"95% interval {limits}"
    if reason and reason.why is Why.PARTIAL:
        doubt = "one of the two may be a partial answer, so no change is stated"
        return finding(
            f"{counted}: {doubt} ({wording.change(found['change'])} as printed; {limits}).",
            ids,
            "change",
            UNCLEAR,
        )
    what = said(found["change"], found["low"], found["high"], limits, reason)
    return finding(f"{counted}: {what}.", ids, "change", UNCLEAR if reason else CLEAR)
