"""Check published claims against every other printed figure.

A claim is a published percentage, total of years or areas, share or comparison. It is put as
arithmetic over cells (:class:`offences.claims.judging.Question`), derived from the rows of its
own round first, then from those of other rounds, and bounded where nothing gives it.
"""

import functools
import math

import pandas as pd

from offences.claims import bounding, judging, regions, rows, sentences, superlatives, verdicts
from offences.claims.judging import Question
from offences.claims.verdicts import Verdict, cannot
from offences.names import areas, wording, years
from offences.reading.agreement import agrees, upper
from offences.statistics import bounds
from offences.tables import doubts, series, shares

#: What two prints of the same thing in one round have in common.
SAME = ["area", "round", "measure", "start", "end", "dimension", "category"]
COPIED = ["figure_id", "statement", "area", "round", "source_id", "measure"]
RANGES = ["recomputed_low", "recomputed_high", "other_low", "other_high"]
COLUMNS = [*COPIED, "reading", "verdict", "published", *RANGES, "rows_used", "reason", "identity"]


class Evidence:
    """What claims are checked against, each part laid out when the first of them asks for it."""

    def __init__(self, tables):
        self.tables = tables

    @functools.cached_property
    def layers(self):
        """The printed counts as rows, by dimension and category."""
        return rows.layers(self.tables.figures)

    @functools.cached_property
    def silences(self):
        """Who gave no figure."""
        return rows.silences(self.tables.figures)

    @functools.cached_property
    def answered(self):
        """By area and round, the fewest forces that a round says answered."""
        said = self.tables.figures[self.tables.figures["measure"].eq("forces_responding")]
        return said.groupby(["area", "round"])["low"].min().to_dict()

    @functools.cached_property
    def prints(self):
        """What is printed for the same thing by the same round, the NSPCC's own page first."""
        figures, found = self.tables.figures, {}
        printed = figures[figures["status"].eq("published") & figures["low"].notna()]
        printed = printed.assign(publisher=printed["source_id"].map(self.tables.sources["publisher"]))
        for row in printed.sort_values("publisher", key=lambda names: names.ne("NSPCC")).to_dict("records"):
            found.setdefault(tuple(row[key] for key in SAME), []).append(row)
        return found

    @functools.cached_property
    def regions(self):
        """Areas whose printed figures fit in one way only."""
        layer = self.layers.get(("", ""))
        return regions.solved(self.tables.figures, layer) if layer else []

    @functools.cached_property
    def classes(self):
        """By area and year, the offences of the official classes."""
        return bounding.class_totals(self.tables.official)


def claimed(figures):
    """Select the figures that state something the others may reproduce.

    Counts of one force and one year are what everything else is computed from: no claims.
    """
    numbered = figures["status"].eq("published") & figures["offence"].isin(series.COUNTED)
    derived = figures["measure"].isin(CHECKS)
    one_year = figures["months"].le(12) | figures["start"].eq("")
    plain = figures["measure"].eq("offences") & figures["area"].map(areas.is_single) & one_year
    return figures[numbered & derived & ~plain]


def check(tables, known=None):
    """Check every claim of the clean tables; `known` is their :class:`Evidence`, where it is laid out already.

    ``COLUMNS``: recomputed are the ends of what decides, other those of what other values in print give, where that is
    something else; identity is the equation that the verdict rests on, shared by all of its terms; and doubt, what the
    collection doubts about the figures used. An ambiguous claim has a row for each reading.
    """
    known, given, found = known or Evidence(tables), {}, []
    figures = tables.figures.set_index("figure_id", drop=False).to_dict("index")
    claims = claimed(tables.figures).to_dict("records")
    for claim in claims:
        if _same(claim) not in given:
            given[_same(claim)] = _verdicts(claim, known)
    _part_circles(given, figures)
    for claim in claims:
        for reading, verdict in given[_same(claim)].items():
            copied = [claim[name] for name in COPIED]
            said = [reading, verdict.verdict, claim["value_as_published"], verdict.low, verdict.high]
            other = verdict.rival if verdict.differs else (None, None)
            why = verdict.rows, verdict.reason, verdicts.identity(claim, verdict, figures)
            found.append([*copied, *said, *other, *why])
    frame = pd.DataFrame(found, columns=COLUMNS).astype(dict.fromkeys(RANGES, float))
    return doubts.of_claims(frame.sort_values(["figure_id", "reading"], ignore_index=True), tables)


def _same(claim):
    return claim["statement"], claim["low"], str(claim["high"])


def _verdicts(claim, known):
    """Give the verdict of each reading of a claim."""
    found = CHECKS[claim["measure"]](claim, known)
    found = found if isinstance(found, dict) else {"": found}
    for reading, verdict in found.items():
        if verdict.verdict not in verdicts.FOLLOWS:
            found[reading] = _in_one_way(claim, known, _beside_others(claim, known, verdict))
    return found


def _part_circles(given, figures):
    """Say that two claims follow under one choice of rounds only, if they stand by each other alone.

    Each follows from the other across rounds, nothing else gives either, and something else is given for one of them.
    """
    alone = {}
    for same, readings in given.items():
        for reading, verdict in readings.items():
            if verdict.verdict == verdicts.ELSEWHERE and verdict.rival != (verdict.low, verdict.high):
                used = {figures[name]["statement"] for name in verdict.rows.split()}
                alone[same[0]] = same, reading, verdict, used
    for statement, (same, reading, verdict, used) in alone.items():
        for other in used & set(alone):
            if statement in alone[other][3] and (verdict.differs or alone[other][2].differs):
                also = f" {figures[other]['value_as_published']} ({other}) in turn follows only from it."
                given[same][reading] = verdict._replace(verdict=verdicts.CHOICE, reason=verdict.reason + also)


def _beside_others(claim, known, verdict):
    """Set the claim beside what the same round prints otherwise for the same thing."""
    for row in known.prints.get(tuple(claim[key] for key in SAME), []):
        if row["statement"] == claim["statement"] or agrees(claim, row["low"], upper(row)):
            continue
        used = f"{row['figure_id']} {verdict.rows}".strip()
        if row["publisher"] == "NSPCC":
            reason = f"the NSPCC's own page of the round says {row['value_as_published']!r}."
            if verdict.low is None:
                return Verdict(verdicts.CONTRADICTED, row["low"], row["high"], row["figure_id"], reason)
            reason = f"{reason} {wording.opening(verdict.reason)}"
            return verdict._replace(verdict=verdicts.CONTRADICTED, reason=reason, rows=used, answer=None)
        if verdict.verdict == verdicts.UNCHECKABLE:
            used = f"{verdict.rows} {row['figure_id']}".strip()
            also = f" {row['publisher']} prints {row['value_as_published']!r} for the same round."
            return verdict._replace(reason=verdict.reason + also, rows=used)
    return verdict


def _in_one_way(claim, known, verdict):
    """Say of a claim that nothing else decides that the figures of its region have one solution, and it fits."""
    for region in known.regions if verdict.verdict == verdicts.UNCHECKABLE else []:
        if claim["statement"] in dict(region.used):
            value, used = region.value(claim), region.ids(without=claim["statement"])
            return Verdict(verdicts.ONE_WAY, value, value, used, sentences.one_way(region))
    return verdict


def derivation(tables, figure_id):
    """Give the rows by which a count or a change is checked, with their multipliers; none where no sum decides it.

    A row for each printed figure used: side (0 for a count, or for what a change starts from; 1 for what it ends in),
    multiplier (1 or -1), area, start, end, low, high, round and figure_id.
    """
    claim = tables.figures.set_index("figure_id", drop=False).loc[figure_id].to_dict()
    verdict = next(iter(_verdicts(claim, Evidence(tables)).values()))
    decided = claim["measure"] in ("offences", "percent_change") and verdict.answer is not None
    terms = [
        (side, sign, *value.key, value.low, value.high, value.round, " ".join(value.ids))
        for side, end in enumerate(verdict.answer.ends if decided else ())
        for sign, value in end
    ]
    return pd.DataFrame(terms, columns="side multiplier area start end low high round figure_id".split())


def _silent(claim, known):
    """List who gave no figure within the claim's area and period, those of its own round first."""
    codes = areas.members(claim["area"], claim["round"])
    found = [
        one
        for one in known.silences
        if one.area in codes and claim["start"] <= one.start and one.end <= claim["end"] and len(codes) > 1
    ]
    return sorted(found, key=lambda one: (one.round != claim["round"], one.figure_id))


def _some_silent(claim, known):
    """Tell whether the claim's round says that fewer forces answered than the area has."""
    forces = len(areas.members(claim["area"], claim["round"]))
    fewer = known.answered.get((claim["area"], claim["round"]), forces) < forces
    return bool(fewer) or any(one.round == claim["round"] for one in _silent(claim, known))


def _judged(claim, questions, silent):
    """Judge the plainest way to put a claim, and the others only where it does not follow that way."""
    found = None
    for question in questions:
        verdict = judging.judge(claim, question, silent)
        if verdict is not None and verdict.verdict in verdicts.FOLLOWS:
            return verdict
        found = found or verdict
    return found


def _layer(claim, known):
    return known.layers.get((claim["dimension"], claim["category"]))


def _of_count(claim, known):
    """Put a count of years or areas as arithmetic: as it stands, and without who gave no figure."""
    layer = _layer(claim, known)
    mask = layer and layer.mask(areas.members(claim["area"], claim["round"]), claim["start"], claim["end"])
    if mask is None:
        return []
    questions, silent = [Question(((layer, mask),))], _silent(claim, known)
    if silent:
        left = mask.copy()
        for one in silent:
            gone = layer.mask([one.area], one.start, one.end)
            left &= ~gone if gone is not None else True
        names = dict.fromkeys(f"{areas.name(one.area)} ({years.of_month(one.start)})" for one in silent)
        note = f"without {wording.listed(names)}, which gave no figure, "
        questions.append(Question(((layer, left),), note=note, note_ids=[one.figure_id for one in silent]))
    return questions


def _count(claim, known):
    """Check a count of several years or areas, or of a part of the offences."""
    if not claim["start"]:
        return cannot("the period was not printed.")
    given = _from_share(claim, known.tables) if claim["dimension"] else None
    questions = _of_count(claim, known)
    if not questions or (given is not None and given.verdict in verdicts.FOLLOWS):
        return given or cannot("no part of it was published.")
    ((layer, mask),) = questions[0].ends
    verdict = _judged(claim, questions, _some_silent(claim, known))
    if verdict is not None and verdict.verdict in verdicts.EXCLUDES:
        return bounding.other_period(claim, layer, verdict)
    if verdict is None or verdict.verdict == verdicts.UNCHECKABLE:
        return bounding.bounded(claim, layer, mask, known.classes)
    return verdict


def _from_share(claim, tables):
    """Check a count by the printed share of the printed number known."""
    found = shares.alike(tables.shares, claim)
    found = found.dropna(subset=["share_low", "share_high", "known"])
    found = found.sort_values("round", key=lambda names: names.ne(claim["round"]))
    if found.empty:
        return None
    row = found.iloc[0]
    fits = bounds.whole_counts(row["share_low"], row["share_high"], row["known"])
    said, own = f"{row['printed']} of {wording.number(row['known'])} is", row["round"] == claim["round"]
    used = f"{row['figure_id']} {row['known_id']}"
    if not fits:
        return cannot(f"{said} no whole number.", used)
    word = verdicts.REPRODUCED if own else verdicts.ELSEWHERE
    if not agrees(claim, *fits):
        word = verdicts.CONTRADICTED if own else verdicts.AT_ODDS
    return Verdict(word, *fits, used, f"{said} {wording.bounds(*fits)}.")


def _of_change(claim, known):
    """Put a change as arithmetic: as it stands, and without a force that was silent at one of its ends."""
    ends, layer = rows.ends(claim), _layer(claim, known)
    codes = areas.members(claim["area"], claim["round"])
    masks = [layer.mask(codes, *end) for end in ends] if layer else []
    if not masks or any(mask is None for mask in masks):
        return []
    questions = [Question(tuple((layer, mask) for mask in masks), change=True)]
    for one in _silent(claim, known):
        where = ends.index((one.start, one.end)) if (one.start, one.end) in ends else None
        gone = None if where is None else layer.mask([one.area], *ends[1 - where])
        if one.round == claim["round"] and gone is not None:
            left = tuple((layer, mask if at == where else mask & ~gone) for at, mask in enumerate(masks))
            said = f"{areas.name(one.area)}, which did not answer in {years.of_month(one.start)}"
            questions.append(Question(left, True, f"without {said}, ", (one.figure_id,)))
    return questions


def _change(claim, known):
    """Check a percent change between two years, or between the same months of two years."""
    if not claim["start"]:
        return cannot("the period was not printed.")
    ends = rows.ends(claim)
    if not ends:
        return cannot("the two periods compared were not both printed.")
    questions = _of_change(claim, known)
    verdict = _judged(claim, questions, len(questions) > 1)
    return verdict or bounding.missing_end(claim, _layer(claim, known), ends)


def _share(claim, known):
    """Check a share by its count over the number known; else bound it by the shares of its parts."""
    of = known.layers.get(("known", f"{claim['dimension'].replace('age_gender', 'age')} known"))
    verdict = _quotient(claim, _layer(claim, known), of)
    return verdict or _members_share(claim, known.tables.shares) or cannot("a share without its count.")


def _known_share(claim, known):
    """Check how often the platform was known: the number known over the total."""
    verdict = _quotient(claim, known.layers.get(("known", "platform known")), known.layers.get(("", "")))
    return verdict or cannot("the number known was not published with it.")


def _quotient(claim, counted, of):
    """Judge a share of two counts of one round, each over the claim's area and period; None without both."""
    if not counted or not of:
        return None
    codes = areas.members(claim["area"], claim["round"])
    ends = tuple((layer, layer.mask(codes, claim["start"], claim["end"])) for layer in (of, counted))
    verdict = judging.judge(claim, Question(ends), False)
    if verdict is not None and verdict.verdict in verdicts.EXCLUDES:
        return bounding.other_share(claim, counted, of, verdict)
    return verdict


def _members_share(claim, found):
    """Bound the share of several platforms by the shares of each (Fréchet bounds)."""
    members = claim["category"].split("|")
    if len(members) < 2:
        return None
    same = ["area", "start", "end", "round"]
    parts = found[found[same].eq([claim[name] for name in same]).all(axis=1)]
    parts = parts[parts["category"].isin(members) & parts["share_low"].notna()].drop_duplicates("category")
    if set(parts["category"]) != set(members) or parts["share_high"].isna().any():
        return None
    low, high = bounds.frechet(parts["share_low"], parts["share_high"])
    said, used = f"{math.floor(low)}% to {math.ceil(high)}%", " ".join(parts["figure_id"])
    if agrees(claim, low, high):
        reason = f"a share without its count; the shares of its parts allow {said}."
        return Verdict(verdicts.UNCHECKABLE, low, high, used, reason)
    return Verdict(verdicts.CONTRADICTED, low, high, used, f"the shares of its parts allow only {said}.")


def _part(claim, known):
    """Check the share that one force, or the last months of a period, has of a larger count."""
    layer = known.layers[("", "")]
    codes = areas.members(claim["area"], claim["round"])
    part = layer.mask(codes, claim["start"], claim["end"])
    if claim["measure"] == "share":
        larger = [(code, claim["start"]) for code in areas.around(claim["area"])]
    else:
        starts = {value.start for value in layer.of_area(claim["area"]) if value.end == claim["end"]}
        larger = [(claim["area"], start) for start in sorted(starts) if start < claim["start"]]
    found = []
    for code, start in larger:
        whole = layer.mask(areas.members(code, claim["round"]), start, claim["end"])
        found.append(judging.judge(claim, Question(((layer, whole), (layer, part)), of=code), False))
    # The area that the round itself counts is the one meant, if the share is one of it.
    found = sorted(filter(None, found), key=lambda verdict: verdicts.VERDICTS.index(verdict.verdict))
    return found[0] if found else cannot("the counts of the part and of the whole were not both published.")


CHECKS = {
    "percent_change": _change,
    "offences": _count,
    "share_platform": _share,
    "share_gender": _share,
    "share_age": _share,
    "superlative": lambda claim, known: superlatives.check(claim, known.tables),
    "platforms_count": lambda claim, known: cannot("no list of the platforms was published."),
    "share_period": _part,
    "share": _part,
    "known_share": _known_share,
}
