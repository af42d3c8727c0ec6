"""Say how an area's count changed between two years, as strongly as the interval allows."""

import pandas as pd

from offences.analysis.reasons import Why
from offences.names import wording
from offences.names.wording import number
from offences.report import grammar
from offences.report.finding import CLEAR, UNCLEAR, beside, finding
from offences.statistics import changes
from offences.statistics.changes import Direction

#: What tells a nation's offence from that of England and Wales.
WHOSE = {
    "scotland": " (the Scottish offence)",
    "northern_ireland": " (the offence of Northern Ireland)",
    "uk_mixed": " (and the Scottish and Northern Irish offences)",
}
#: From this chance on, in percent, that a doubling would be seen nothing is said of it.
MOST_POWER = 80


def said(change, low, high, power, reason):
    """Say a change as strongly as its interval and what stands against it allow.

    Numbers in percent, the last three missing where no variation is known; reason from
    :func:`offences.analysis.two_years.against`.
    """
    limits = "" if pd.isna(low) else f"95% interval {wording.interval(low, high)}"
    counted = "; ".join(filter(None, [f"{wording.change(change)} as counted", limits]))
    if reason and reason.why is Why.PARTIAL:
        return f"one of the two may be a partial answer, so no change is stated ({counted})"
    if reason and reason.why is not Why.NOT_SHOWN:
        return f"no rise or fall is stated, because {reason} ({counted})"
    direction = changes.direction(low, high)
    if direction is Direction.OPEN and power < MOST_POWER:
        counted += f"; two such years would show even a true doubling in {power:.0f} of 100 cases only"
    return grammar.moved(direction, "two years", counted, wording.percent(abs(change)), limits)


def change_sentence(history):
    """Say how the count of a History changed from the first to the last year of one round: at most one Finding."""
    return [_changed(history, history.ends)] if history.ends else []


def step_sentence(history):
    """Say how an area's count changed over the last year of its best round, as above."""
    return [_changed(history, history.last_step)] if history.last_step else []


def _changed(history, change):
    base, latest, reason = change.base, change.latest, change.reason
    counted = (
        f"Police recorded {number(latest['low'])} {grammar.OFFENCE[latest['offence']]}"
        f"{WHOSE.get(latest['offence'], '')} in {grammar.place(history.area)} in {latest['year']}, against {number(base['low'])} in {base['year']} "
        f"({wording.round_name(latest['round'])})"
    )
    if reason and reason.why is Why.SMALL_BASE:
        sentence = f"{counted}: too few to give a percentage."
    else:
        sentence = f"{counted}: {said(change.change, change.low, change.high, change.power, reason)}."
    sentence = beside(sentence, history.doubted(change.figure_ids))
    return finding(sentence, change.figure_ids, "change", UNCLEAR if reason else CLEAR)
