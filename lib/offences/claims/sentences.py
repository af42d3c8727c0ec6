"""Say a derivation so that a reader can do it on paper."""

import math

import pandas as pd

from offences.claims import derivations
from offences.names import areas, wording

#: Up to so many terms are named one by one; more are added up by area.
NAMED = 6


def computed(answer, round_):
    """Say how the rows give a number for a claim of a round, as a sentence without its full stop."""
    mixed, note = rounds(answer.values, round_), answer.question.note
    numbers = [wording.bounds(*derivations.total(terms)) for terms in answer.ends]
    if len(answer.ends) == 1:
        return f"{note}{added(answer.ends[0], mixed)} {numbers[0]}"
    both = zip(answer.ends, numbers, strict=True)
    sums = [f"{added(terms)} {number}" for terms, number in both if len(terms) > 1]
    base, latest = numbers
    of = f" ({areas.name(answer.question.of)})" if answer.question.of else ""
    how = f"{base} to {latest}" if answer.question.change else f"{latest} of {base}{of}"
    exact = answer.low == answer.high
    percent = f"{answer.low:.1f}%" if exact else wording.bounds(answer.low, answer.high, "percent")
    return "; ".join([*sums, f"{note}{how}{mixed} is {percent}"])


def added(terms, mixed=""):
    """Say what signed values are: their sum, or what is left of one less others, up to the result."""
    plus = [value for sign, value in terms if sign > 0]
    minus = [value for sign, value in terms if sign < 0]
    by_area = len({value.area for _, value in terms}) > 1
    by_time = len({(value.start, value.end) for _, value in terms}) > 1

    def name(value):
        text = wording.bounds(value.low, value.high)
        text = f"{areas.name(value.area)} {text}" if by_area else text
        return f"{text} ({wording.period(value.start, value.end)})" if by_area and by_time else text

    named = wording.listed(map(name, plus)) if len(plus) <= NAMED else ""
    if minus:
        taken = wording.listed(map(name, minus)) if len(minus) <= NAMED else f"{len(minus)} counts"
        taken = taken if by_area else f"the known {taken}"
        return f"{named or _grouped(plus)} less {taken}{mixed} leaves"
    if not by_area:
        named = f"the {len(plus)} parts of the period {named}".strip()
    return f"{named or _grouped(plus)}{mixed} add up to"


def _grouped(values):
    """Add many counts up by area."""
    by_area = {}
    for value in values:
        by_area.setdefault(value.area, []).append(value.low)
    if len(by_area) > NAMED or len(by_area) == len(values):
        return f"{len(values)} counts of {len(by_area)} areas"
    sums = [f"{areas.name(area)} {wording.number(sum(counts))}" for area, counts in by_area.items()]
    return f"{wording.listed(sums)} ({len(values)} counts)"


def rounds(values, round_):
    """Name the rounds that values come from, in brackets; nothing for the claim's own."""
    if all(value.round == round_ for value in values):
        return ""
    names = dict.fromkeys(wording.round_name(value.round) for value in values)
    return f" ({wording.listed(names)})"


def marked(values):
    """Say which values another source calls part of their period."""
    said = dict.fromkeys(f"{wording.number(value.low)} ({value.ids[0]})" for value in values if value.marked)
    return f" Another source calls {wording.listed(said)} part of the year." if said else ""


def why_open(claim, answer):
    """Say why a sum that does not give the claim leaves it open."""
    if any(value.marked for value in answer.values):
        return "a count marked as part of its period is the least that it can be"
    if all(value.round == claim["round"] for value in answer.values):
        return "not every force of the area gave a figure"
    if areas.is_single(claim["area"]):
        return "rounds differ by later corrections"
    return "rounds differ in the forces that answered and in later corrections"


def needed(claim, latest):
    """Say which bases, in whole numbers, would give the printed change."""
    least = 1 if pd.isna(claim["high"]) else math.ceil(round(100 * latest / (100 + claim["high"]), 6))
    most = math.floor(round(100 * latest / (100 + claim["low"]), 6))
    if most < least:
        return "No whole number as its base would give it"
    if pd.isna(claim["high"]):
        return f"It would need a base of at most {wording.number(most)}"
    about = "" if least == most else "about "
    return f"It would need a base of {about}{wording.number((least + most) / 2)}"


def one_way(region):
    """Say how the whole numbers of a region are solved."""
    said = [f"{areas.name(code)} {first} to {last}" for code, (first, last) in region.counts.items()]
    first, last = (wording.period(*end) for end in region.ends)
    return (
        f"the printed totals, counts and percentages of {areas.said(region.area)} in {first} and {last} have one "
        f"solution in whole numbers: {wording.listed(said)}. That it fits is no confirmation."
    )
