"""Judge a claim by the rows that give it: all choices among printed values, within its round and across."""

import itertools
from typing import NamedTuple

from offences.claims import derivations, sentences
from offences.claims.verdicts import (
    AT_ODDS,
    CHOICE,
    CONTRADICTED,
    CUT,
    ELSEWHERE,
    REPRODUCED,
    UNCHECKABLE,
    Verdict,
)
from offences.names import areas
from offences.reading import agreement

#: How well the values of one derivation give the claim; of several derivations the best counts.
EVERY, SOME, SHORTENED, NONE = range(4)
COUNT, CHANGE, SHARE = "count", "change", "share"


class Question(NamedTuple):
    """What a claim states as arithmetic: a count, or the change or share of two, each in a layer and some cells."""

    what: str
    #: For each count, its layer and the mask of its cells.
    ends: tuple
    #: What is left out, in words, and the rows that say so.
    note: str = ""
    note_ids: tuple = ()
    #: Both counts have to be of one round.
    one_round: bool = False
    #: The area that a share is of.
    of: str = ""


class Answer(NamedTuple):
    """What one choice of values gives: a range, and the signed values of each end."""

    low: float
    high: float
    ends: tuple
    question: Question

    @property
    def values(self):
        """Give every value used."""
        return [value for terms in self.ends for _, value in terms]

    @property
    def ids(self):
        """Join the ids of the figures used, and of those that say what is left out."""
        ids = [name for value in self.values for name in value.ids]
        return " ".join(dict.fromkeys([*ids, *self.question.note_ids]))

    def own(self, claim):
        """Tell whether all values are of the claim's round."""
        return all(value.round == claim["round"] for value in self.values)


class Finding(NamedTuple):
    """What a derivation says of a claim: how well it fits, the answer, and what other choices give."""

    fit: int
    answer: Answer
    others: tuple


def findings(claim, question, own):
    """Give what each derivation of a question says, the lightest first.

    Parameters
    ----------
    claim : dict
        A row of the clean figures.
    question : Question
    own : bool
        Only from rows of the claim's round.

    Yields
    ------
    Finding
    """
    if not question.one_round:
        for answers in _answers(claim, question, claim["round"], own):
            yield _finding(claim, answers)
        return
    rounds = {value.round for layer, _ in question.ends for values in layer.values for value in values}
    rounds = [claim["round"]] if own else sorted(rounds, reverse=True)
    found = [next(_answers(claim, question, round_, True), []) for round_ in rounds]
    if any(found):
        yield _finding(claim, [answer for answers in found for answer in answers])


def _answers(claim, question, round_, own):
    """Give the answers of each pair of derivations, or each derivation, of the ends of a question."""
    known, ways = {}, []
    for layer, mask in question.ends:
        if id(layer) not in known:
            known[id(layer)] = derivations.pools(layer, round_, claim["statement"], own)
        ways.append((known[id(layer)], mask))
    itself = question.what != COUNT
    found = [derivations.few(usable, mask, itself) for usable, mask in ways]
    if len(found) > 1:
        # A second derivation of one end is told by the first of the other.
        found = [list(itertools.islice(one, 2)) for one in found]
        pairs = sorted(itertools.product(*found), key=lambda pair: sum(one.cost for one in pair))
    else:
        pairs = ([one] for one in found[0])
    for pair in pairs:
        tried = [derivations.choices(usable, one) for (usable, _), one in zip(ways, pair, strict=True)]
        tried = itertools.islice(itertools.product(*tried), derivations.MOST_COMBINATIONS)
        answers = {}
        for ends in tried:
            answer = _answer(question, ends)
            if answer is not None:
                answers.setdefault((answer.low, answer.high), answer)
        if answers:
            yield list(answers.values())


def _answer(question, ends):
    """Compute what signed values give; None where that is no number."""
    low, high = derivations.total(ends[-1])
    if question.what != COUNT:
        least, most = derivations.total(ends[0])
        if least <= 0:
            return None
        minus = 1 if question.what == CHANGE else 0
        low, high = (
            100 * (latest / base - minus) if minus == 0 else 100 * (latest - base) / base
            for latest, base in ((low, most), (high, least))
        )
    return Answer(low, high, ends, question)


def _finding(claim, found):
    fits = [answer for answer in found if agreement.agrees(claim, answer.low, answer.high)]
    cut = [answer for answer in found if claim["unit"] == "percent" and not fits and _is_cut(claim, answer)]
    fit = EVERY if len(fits) == len(found) else SOME if fits else SHORTENED if cut else NONE
    best = (fits or cut or found)[0]
    others = {(answer.low, answer.high) for answer in found} - {(best.low, best.high)}
    return Finding(fit, best, tuple(sorted(others)))


def _is_cut(claim, answer):
    return agreement.is_cut(claim, answer.low, answer.high)


def lightest(claim, question, own):
    """Give what the lightest derivation says of a claim, and the next that gives another number; None for none."""
    found = findings(claim, question, own)
    first = next(found, None)
    rival = next(found, None)
    if rival is not None and rival.answer[:2] == first.answer[:2]:
        rival = None
    return first, rival


def judge(claim, question, silent):
    """Give the verdict on a claim that its rows, or those of other rounds, decide.

    The lightest derivation decides, within the claim's round before across rounds: to try
    others until one fits would find one by luck. The next is told where it differs.

    Parameters
    ----------
    claim : dict
    question : Question
    silent : bool
        Whether some force of the area gave the round no figure, so that parts may fall short of the whole.

    Returns
    -------
    Verdict or None
        None where no derivation was found.
    """
    within, rival = lightest(claim, question, own=True)
    if within is not None and within.fit < NONE:
        return _verdict(claim, CUT if within.fit == SHORTENED else REPRODUCED, within, rival)
    if within is not None and _is_firm(claim, within, silent):
        return _verdict(claim, CONTRADICTED, within, rival)
    across, rival = lightest(claim, question, own=False)
    if across is None:
        return within and _open(claim, within)
    word = {EVERY: ELSEWHERE, SOME: CHOICE, SHORTENED: CUT}.get(across.fit)
    if word is None and _is_firm(claim, across, silent) and _can_be_at_odds(claim, across):
        word = AT_ODDS
    return _verdict(claim, word, across, rival) if word else _open(claim, across)


def _is_firm(claim, found, silent):
    """Tell whether what does not give the claim excludes it.

    A count marked as part of its period is the least that it can be, and parts may fall short of
    a whole some of whose forces are silent: such a sum is a floor, such a remainder a ceiling.
    """
    if found.answer.question.what != COUNT:
        return not silent and not any(value.marked for value in found.answer.values)
    (terms,) = found.answer.ends
    several = silent and len({value.area for _, value in terms}) > 1
    is_floor = any(value.marked and sign > 0 for sign, value in terms)
    is_ceiling = any(value.marked and sign < 0 for sign, value in terms)
    if several:
        is_ceiling |= any(sign < 0 for sign, _ in terms)
        is_floor |= not is_ceiling
    above, below = found.answer.low > _high(claim), found.answer.high < claim["low"]
    return (above and not is_ceiling) or (below and not is_floor)


def _high(claim):
    return claim["high"] if claim["high"] == claim["high"] else agreement.INFINITY


def _can_be_at_odds(claim, found):
    """A percentage of several forces may be one of those that can be compared: other rounds say nothing of it."""
    return found.answer.question.what == COUNT or areas.is_single(claim["area"])


def _verdict(claim, word, found, rival):
    reason = sentences.computed(claim, found.answer)
    if word == CUT:
        reason += f", printed as {claim['value_as_published']}: cut and not rounded"
    if word == AT_ODDS:
        reason += f"; {sentences.why_open(claim, found.answer).removeprefix('but ')}"
    reason += "." + sentences.marked(found.answer.values)
    if found.others:
        reason += f" With other values in print it is {sentences.span(claim, found.others)}."
    elif rival is not None:
        reason += f" Another way it would be {sentences.span(claim, [rival.answer[:2]])}."
    return Verdict(word, found.answer.low, found.answer.high, found.answer.ids, reason)


def _open(claim, found):
    """Leave a claim open that a derivation does not give and cannot exclude."""
    why = sentences.why_open(claim, found.answer)
    reason = f"{sentences.computed(claim, found.answer)}, {why}."
    reason += sentences.marked(found.answer.values)
    if found.answer.question.what == CHANGE and not areas.is_single(claim["area"]) and claim["low"] > -100:
        latest = derivations.total(found.answer.ends[-1])[0]
        reason += f" {sentences.needed(claim, latest)}, as if only some forces were compared."
    return Verdict(UNCHECKABLE, found.answer.low, found.answer.high, found.answer.ids, reason)
