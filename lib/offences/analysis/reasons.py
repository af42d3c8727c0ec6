"""Why something is not said: the rule that refuses gives the reason, with the facts that it names.

A reason is never guessed afterwards from what a table shows, so each fits its case.
"""

import enum
from typing import NamedTuple

from offences.names import areas, wording
from offences.reading import readings


class Why(enum.Enum):
    """The reasons, each in words; the names in braces are the facts that it needs."""

    # A force has no count, or no rate, in a year.
    PART = "part of the year only"
    DOUBTFUL_PERIOD = "perhaps not the whole year: {because}"
    IN_WORDS = "only printed as {printed}"
    ASKED = "asked, gave no figure"
    REFUSED = "asked, refused"
    NOT_SEEN = "published or held, but not in the copy that was read"
    TOTAL_ONLY = "only a total of {spans}"
    OTHERS_ONLY = "no count of the whole year, only {others}"
    NOTHING = "nothing published"
    OTHER_TOTALS = "no total of these years, only of {spans}"
    NO_TOTAL = "no total published"
    NO_CLASS_YEARS = "the class has no whole count of {years}"
    NO_ROUND = "no round prints two whole years of {span}, the years of the class"
    OTHER_FORCES = "the {round} draws the area of other forces than the class does"
    NATION = "a nation's forces rise and fall together, so that no rise or fall is stated from so few years"
    FEW_A_YEAR = "a trend needs {fewest} offences a year, and the class has {mean}"
    FEW_YEARS = "a trend needs {fewest} whole years with offences, and there {are} {years}"
    GAP = "a year within {span} has no whole count"
    NO_CHILDREN = "no number of resident children for a rate"
    FEW_CHILDREN = "too few resident children for a rate"
    # Two rates have no ratio.
    ITSELF = "the area itself"
    NO_RATE = "one of the two has no rate"
    SAME_FORCES = "the two share a force"
    # An area has no place among the forces of England and Wales.
    SEVERAL_OFFENCES = "adds up three different offences, so it is compared with no single force"
    OTHER_OFFENCE = "records another offence, so it is compared with no force of England and Wales"
    SEVERAL_FORCES = "holds several forces ({forces}), so it has no place among single ones"
    UNKNOWN_FORCES = "was drawn by a publisher who did not say which forces it holds"
    NO_RESIDENTS = "has no residents of its own, which a rate needs"
    # Forces, or two counts, are too few or too near to each other.
    FEW_FORCES = "only {forces} of {all} have a rate in this year; under {fewest} there is no order"
    SMALL_BASE = "with a base of {base} one offence more or less would move the percentage too far"
    PARTIAL = "a year in it may be a partial answer: {detail}; ask first"
    UNKNOWN_VARIATION = "how much such figures usually vary is not known"
    IN_DOUBT = "a figure that it rests on is in doubt"
    NO_TREND = "the {many} of the round, {span}, show no clear trend"
    NOT_SHOWN = (
        "the two counts fit anything from {interval} once their usual variation is allowed for, so by "
        "themselves they show neither a rise nor a fall"
    )
    # What is shown of recorded offences says less than the headline.
    RECORDED = (
        "what {verb} is the number of offences that the police recorded, from {base} to {latest}; it depends on "
        "reporting and recording too, and an offence is no child. Say “recorded offences {verb}”"
    )
    TWO_ROUNDS = "{base}, {latest}. Between rounds records are corrected; ask for both years at once"
    TWO_ROUNDS_OF_FORCES = "{base}, {latest}. Between rounds records are corrected and other forces answer; ask for both years at once"
    # A year that is no whole one.
    NO_WHOLE_YEAR = "the {count} may not stand for the whole of {year}: {because}"
    SETTLED = "{said}"
    PRINTED_PART = "the figure was printed for {period}"
    SAME_FOR_PART = "the same number was printed for {period}"
    FORCE_SILENT = "it leaves out {area}, which gave no figure"
    # A share of those known is no share of all.
    NOT_KNOWN = "how many those are was not published"
    NO_TOTAL_BESIDE = "those are {known}, of a total that was not published with it"
    OPEN_SHARE = "the words give no number to compute with"
    DOES_NOT_FIT = "the printed numbers do not fit each other, so no share of all follows"
    EITHER_WAY = (
        "these are shares of those known, and the {what} was known for {then} and {now} of offences; "
        "what was not known can hold either change"
    )
    MENTIONS = (
        "what changed is how often the {what} was recorded among those known ({then} and {now} of offences), "
        "and a record of it is no measure of use"
    )


class Reason(NamedTuple):
    """A reason of a rule, and the facts that it names, in words."""

    why: Why
    facts: dict = {}  # noqa: RUF012 (never changed)

    def __str__(self):
        """Give the reason as a clause."""
        return self.why.value.format(**self.facts)

    def sentence(self):
        """Give the reason as a sentence."""
        return f"{wording.opening(str(self))}."


def because(why, **facts):
    """Give a reason with its facts."""
    return Reason(why, facts)


def of_part(figures, row):
    """Give the Reason why a row of ``offences`` (a dict) that is not ``whole`` does not stand for a whole year."""
    by_id = figures.set_index("figure_id")
    said = row["part_because"]
    if not said:
        period = by_id.loc[row["figure_id"], "period_as_published"]
        return because(Why.PRINTED_PART, period=wording.quoted(period))
    other = row["figure_id"]
    while said in by_id.index:  # a figure may be marked because of another, and that by a correction
        other, said = said, by_id.loc[said, "part_because"]
    if said:
        settled = readings.corrections()
        return because(Why.SETTLED, said=settled.loc[settled["id"].eq(said), "why"].iloc[0])
    if by_id.loc[other, "status"] != "published":
        return because(Why.FORCE_SILENT, area=areas.name(by_id.loc[other, "area"]))
    return because(Why.SAME_FOR_PART, period=wording.quoted(by_id.loc[other, "period_as_published"]))
