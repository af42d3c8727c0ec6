"""A finding: a sentence, the figures that it rests on, how strong it is and what it is about."""

from typing import NamedTuple

from offences.names import reference, wording
from offences.tables import doubts

#: How strong a finding is: counts as published or a share of them; a change or trend whose interval
#: shows a direction; one that shows none, or that a doubt keeps from being told as one; what is not known.
STATED, CLEAR, UNCLEAR, UNKNOWN = "stated", "clear", "unclear", "unknown"

#: What a sentence rests on beside its figures: the Home Office's class, the residents of a rate, arithmetic, an estimate.
CLASS, RESIDENTS, COMPUTED, ESTIMATED = "class", "residents", "computed", "estimated"
#: How the collection made a number that nobody printed.
MADE = {ESTIMATED: "estimate [e] by this collection from ", COMPUTED: "computed by this collection from "}

#: With more doubts than these a sentence names the figures and leaves the reasons to the tables.
MOST_REASONS = 3


class Finding(NamedTuple):
    """A sentence that a page shows, and the record behind it.

    strength is ``stated``, ``clear``, ``unclear`` or ``unknown``; about says of what it speaks, such as ``change``;
    rests_on holds what it rests on beside its figures; detail is its interval and method, kept behind it.
    """

    sentence: str
    figure_ids: tuple = ()
    strength: str = STATED
    about: str = ""
    rests_on: tuple = ()
    detail: str = ""


def finding(sentence, figure_ids="", about="", strength=STATED, rests_on=(), detail=""):
    """Make a finding; figure_ids as a table holds them (separated by spaces) or one after another."""
    ids = figure_ids.split() if isinstance(figure_ids, str) else figure_ids
    return Finding(sentence, tuple(dict.fromkeys(ids)), strength, about, rests_on, detail)


def beside(sentence, why):
    """Put doubts, reasons by figure_id, behind a sentence, each reason once."""
    why = {name: reason for name, reason in why.items() if reason not in sentence and name not in sentence}
    reasons = list(dict.fromkeys(why.values()))
    reasons = [one for one in reasons if not any(one in other for other in reasons if other != one)]
    if not reasons:
        return sentence
    if len(reasons) > MOST_REASONS:
        return f"{sentence} In doubt are {', '.join(why)}: the tables and the log of problems say why."
    return f"{sentence} In doubt: {'; '.join(reasons)}."


def doubted(sentence, rows, figure_ids, about, strength=STATED, rests_on=()):
    """Make a finding that says what is doubtful about its figures, of which rows hold the column doubt."""
    sentence = beside(sentence, doubts.of_rows(rows, figure_ids))
    return finding(sentence, figure_ids, about, strength, rests_on)


def home_office():
    """Name the latest publication of the official series."""
    vintages = reference.reference("vintages")
    latest = vintages.loc[vintages["holds"].eq("classes"), "vintage"].max()
    return f"Home Office, {wording.date(latest)}"


def credit(rests_on, printed):
    """Name all that a sentence rests on, who printed its figures (said in words) first; empty where it is nothing."""
    official = {CLASS: home_office(), RESIDENTS: "ONS, mid-year estimates"}
    named = [*printed, *(who for kind, who in official.items() if kind in rests_on)]
    made = next((words for kind, words in MADE.items() if kind in rests_on), "")
    return f"Source: {made}{'; '.join(named)}." if named else ""


def told(history, findings):
    """Say beside each finding what is doubtful about the figures that it rests on."""
    return [one._replace(sentence=beside(one.sentence, history.doubted(one.figure_ids))) for one in findings]
