"""Judge a claim by the rows that give it: all choices among printed values, within its round and across."""

import itertools
from typing import NamedTuple

from offences.claims import derivations, rows, sentences, verdicts
from offences.claims.verdicts import Verdict
from offences.names import areas, wording
from offences.reading import agreement

#: How well the values of one derivation give the claim; of several derivations the best counts.
EVERY, SOME, SHORTENED, NONE = range(4)


class Question(NamedTuple):
    """What a claim states as arithmetic: a count, or the change or share of two, each in a layer and some cells."""

    #: For each count, its layer and the mask of its cells; counts of two layers have to be of one round.
    ends: tuple
    #: Whether two counts make a change; otherwise they make a share.
    change: bool = False
    #: What is left out, in words, and the rows that say so.
    note: str = ""
    note_ids: tuple = ()
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
        used = rows.ids(self.values).split()
        return " ".join(dict.fromkeys([*used, *self.question.note_ids]))


class Finding(NamedTuple):
    """What a derivation says of a claim: how well it fits, the answer, and what other choices give."""

    fit: int
    answer: Answer
    others: tuple


def findings(claim, question, own):
    """Yield what each derivation of a question says, the lightest first; `own` for rows of the claim's round only."""
    if any(mask is None for _, mask in question.ends):
        return
    layers = {id(layer): layer for layer, _ in question.ends}.values()
    if len(layers) == 1:
        for answers in _answers(claim, question, claim["round"], own):
            yield _finding(claim, answers)
        return
    rounds = sorted({name for layer in layers for name in layer.rounds}, reverse=True)
    rounds = [claim["round"]] if own else rounds
    found = [next(_answers(claim, question, round_, True), []) for round_ in rounds]
    if any(found):
        yield _finding(claim, [answer for answers in found for answer in answers])


def _answers(claim, question, round_, own):
    """Give the answers of the lightest derivations of the ends of a question, and then of the next ones."""
    found = [
        derivations.few(
            derivations.pools(layer, round_, claim["statement"], own), mask, len(question.ends) > 1
        )
        for layer, mask in question.ends
    ]
    for ways in _lightest_first(found):
        tried = itertools.product(*map(derivations.choices, ways))
        answers = {}
        for ends in itertools.islice(tried, derivations.MOST_COMBINATIONS):
            answer = _answer(question, ends)
            if answer is not None:
                answers.setdefault((answer.low, answer.high), answer)
        if answers:
            yield list(answers.values())


def _lightest_first(found):
    """Combine the first and then the second derivations of each end."""
    firsts = [next(ways, None) for ways in found]
    if all(firsts):
        yield firsts
        both = [[one, *itertools.islice(ways, 1)] for one, ways in zip(firsts, found, strict=True)]
        yield from sorted(itertools.product(*both), key=lambda pair: sum(one.cost for one in pair))[1:]


def _answer(question, ends):
    """Compute what signed values give; None where that is no number."""
    low, high = derivations.total(ends[-1])
    if len(ends) > 1:
        least, most = derivations.total(ends[0])
        if least <= 0:
            return None
        if question.change:
            low, high = 100 * (low - most) / most, 100 * (high - least) / least
        else:
            low, high = 100 * (low / most), 100 * (high / least)
    return Answer(low, high, ends, question)


def _finding(claim, found):
    fits = [answer for answer in found if agreement.agrees(claim, answer.low, answer.high)]
    can_be_cut = claim["unit"] == "percent" and not fits
    cut = [one for one in found if can_be_cut and agreement.is_cut(claim, one.low, one.high)]
    fit = EVERY if len(fits) == len(found) else SOME if fits else SHORTENED if cut else NONE
    best = (fits or cut or found)[0]
    others = {(answer.low, answer.high) for answer in found} - {(best.low, best.high)}
    return Finding(fit, best, tuple(sorted(others)))


def judge(claim, question, silent):
    """Give the verdict on a claim that its rows, or those of other rounds, decide; None without a derivation.

    The lightest derivation decides, within the claim's round before across rounds: to try
    others until one fits would find one by luck. The next is told where it differs. `silent` tells
    whether some force of the area gave the round no figure, so that parts may fall short of the whole.
    """
    more = findings(claim, question, own=True)
    within = next(more, None)
    if within is not None and within.fit < NONE:
        return _verdict(claim, verdicts.CUT if within.fit == SHORTENED else verdicts.REPRODUCED, within, more)
    if within is not None and _is_firm(claim, within, silent):
        return _verdict(claim, verdicts.CONTRADICTED, within, more)
    more = findings(claim, question, own=False)
    across = next(more, None)
    if across is None:
        return within and _open(claim, within)
    word = {EVERY: verdicts.ELSEWHERE, SOME: verdicts.CHOICE, SHORTENED: verdicts.CUT}.get(across.fit)
    # A percentage of several forces may be one of those that can be compared: other rounds say nothing of it.
    can_be_at_odds = len(question.ends) == 1 or areas.is_single(claim["area"])
    if word is None and can_be_at_odds and _is_firm(claim, across, silent):
        word = verdicts.AT_ODDS
    return _verdict(claim, word, across, more) if word else _open(claim, across)


def _is_firm(claim, found, silent):
    """Tell whether what does not give the claim excludes it.

    A count marked as part of its period is the least that it can be, and parts may fall short of
    a whole some of whose forces are silent: such a sum is a floor, such a remainder a ceiling.
    """
    if len(found.answer.ends) > 1:
        return not silent and not any(value.marked for value in found.answer.values)
    (terms,) = found.answer.ends
    several = silent and len({value.area for _, value in terms}) > 1
    is_floor = any(value.marked and sign > 0 for sign, value in terms)
    is_ceiling = any(value.marked and sign < 0 for sign, value in terms)
    if several:
        is_ceiling |= any(sign < 0 for sign, _ in terms)
        is_floor |= not is_ceiling
    above, below = found.answer.low > agreement.upper(claim), found.answer.high < claim["low"]
    return (above and not is_ceiling) or (below and not is_floor)


def _verdict(claim, word, found, more):
    """Word a verdict; `more` gives the next derivation, which is told where it gives something else."""
    reason = sentences.computed(found.answer, claim["round"])
    if word == verdicts.CUT:
        reason += f", printed as {claim['value_as_published']}: cut and not rounded"
    if word == verdicts.AT_ODDS:
        reason += f"; {sentences.why_open(claim, found.answer)}"
    reason += "." + sentences.marked(found.answer.values)
    answer, rival = found.answer, None
    if found.others:
        rival = min(low for low, _ in found.others), max(high for _, high in found.others)
    elif other := next(more, None):
        rival = other.answer[:2]
    verdict = Verdict(word, answer.low, answer.high, answer.ids, reason, answer, rival)
    if not verdict.differs:
        return verdict
    how = "With other values in print it is" if found.others else "Another way it would be"
    return verdict._replace(reason=f"{reason} {how} {wording.bounds(*rival, unit=claim['unit'])}.")


def _open(claim, found):
    """Leave a claim open that a derivation does not give and cannot exclude."""
    answer = found.answer
    reason = f"{sentences.computed(answer, claim['round'])}, but {sentences.why_open(claim, answer)}."
    reason += sentences.marked(answer.values)
    if answer.question.change and not areas.is_single(claim["area"]) and claim["low"] > -100:
        latest = derivations.total(answer.ends[-1])[0]
        reason += f" {sentences.needed(claim, latest)}, as if only some forces were compared."
    return Verdict(verdicts.UNCHECKABLE, answer.low, answer.high, answer.ids, reason, answer)
