"""Say how an area's count changed between two years, as strongly as the interval allows."""

from offences.analysis.reasons import Why
from offences.names import areas, wording
from offences.names.wording import number
from offences.report.finding import CLEAR, UNCLEAR, finding
from offences.tables import doubts

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
        From :func:`offences.analysis.two_years.against`.
    """
    if low is not None and low <= 0 <= high:
        return f"no clear change ({wording.change(change)}; {limits})"
    if reason:
        return f"no rise or fall is stated, because {reason} ({wording.change(change)}; {limits})"
    return f"{'a rise' if change > 0 else 'a fall'} of {wording.percent(abs(change))} ({limits})"


def change_sentence(history):
    """Say how an area's count changed from the first to the last year of one round.

    Parameters
    ----------
    history : offences.analysis.history.History

    Returns
    -------
    list of offences.report.finding.Finding
        At most one, as strong as its interval allows.
    """
    return [_changed(history, history.ends)] if history.ends else []


def step_sentence(history):
    """Say how an area's count changed over the last year of its best round, as above."""
    return [_changed(history, history.last_step)] if history.last_step else []


def _changed(history, change):
    base, latest, reason = change.base, change.latest, change.reason
    counted = (
        f"Police recorded {number(latest['low'])} offences of {OFFENCE[latest['offence']]} in "
        f"{areas.said(history.area)} in {latest['year']}, against {number(base['low'])} in {base['year']} "
        f"({wording.round_name(latest['round'])})"
    )
    if reason and reason.why is Why.SMALL_BASE:
        sentence = f"{counted}: too few to give a percentage."
    elif reason and reason.why is Why.PARTIAL:
        doubt = "one of the two may be a partial answer, so no change is stated"
        sentence = f"{counted}: {doubt} ({wording.change(change.change)} as printed; {_limits(change)})."
    else:
        sentence = f"{counted}: {said(change.change, change.low, change.high, _limits(change), reason)}."
    sentence = doubts.beside(sentence, history.doubted(change.figure_ids))
    return finding(sentence, change.figure_ids, "change", UNCLEAR if reason else CLEAR)


def _limits(change):
    """Say both intervals of a change."""
    limits = f"{wording.interval(change.chance_low, change.chance_high)} for chance alone"
    if change.low is not None:
        usual = wording.interval(change.low, change.high)
        limits = f"{usual} with the usual variation of such figures, {limits}"
    return f"95% interval {limits}"
