"""Say a derivation so that a reader can do it on paper."""

import math

import pandas as pd

from offences.claims import derivations
from offences.names import areas, wording, years

#: Up to so many terms are named one by one; more are added up by area.
NAMED = 6


def computed(claim, answer):
    """Say how the rows give a number, as a sentence without its full stop."""
    said = []
    mixed = rounds(answer.values, claim["round"])
    for terms in answer.ends if answer.question.what == "count" else answer.ends[::-1]:
        said.append(added(terms, mixed if len(answer.ends) == 1 else ""))
    note = answer.question.note
    if len(answer.ends) == 1:
        result = wording.bounds(answer.low, answer.high)
        how = said[0] if len(answer.ends[0]) > 1 else f"{said[0]}{mixed} is"
        return f"{note}{how} {result}"
    totals = [wording.bounds(*derivations.total(terms)) for terms in answer.ends]
    given = [
        f"{how} {whole}"
        for terms, how, whole in zip(answer.ends, said[::-1], totals, strict=True)
        if len(terms) > 1
    ]
    numbers = [
        whole if len(terms) > 1 else _printed(terms[0][1])
        for terms, whole in zip(answer.ends, totals, strict=True)
    ]
    if answer.question.what == "change":
        how = f"{numbers[0]} to {numbers[1]}{mixed} is"
    else:
        of = f" ({areas.name(answer.question.of)})" if answer.question.of else ""
        how = f"{numbers[1]} of {numbers[0]}{of}{mixed} is"
    percent = (
        f"{answer.low:.1f}%"
        if answer.low == answer.high
        else wording.bounds(answer.low, answer.high, "percent")
    )
    return "; ".join([*given, f"{note}{how} {percent}"])


def _printed(value):
    return wording.bounds(value.low, value.high if math.isfinite(value.high) else None)


def added(terms, mixed=""):
    """Say what signed values are: their sum, or what is left of one less others, up to the result."""
    plus = [value for sign, value in terms if sign > 0]
    minus = [value for sign, value in terms if sign < 0]
    every = [*plus, *minus]
    by_area = len({value.area for value in every}) > 1
    by_time = len({(value.start, value.end) for value in every}) > 1

    def name(value):
        text = f"{areas.name(value.area)} {_printed(value)}" if by_area else _printed(value)
        return f"{text} ({period(value.start, value.end)})" if by_area and by_time else text

    if minus:
        taken = wording.listed(map(name, minus)) if len(minus) <= NAMED else f"{len(minus)} counts"
        taken = taken if by_area else f"the known {taken}"
        first = wording.listed(map(name, plus)) if len(plus) <= NAMED else _grouped(plus)
        return f"{first} less {taken}{mixed} leaves"
    if len(plus) <= NAMED and by_area:
        return f"{wording.listed(map(name, plus))}{mixed} add up to"
    if by_area:
        return f"{_grouped(plus)}{mixed} add up to"
    what = f"the {len(plus)} parts of the period"
    numbers = f" {wording.listed(map(name, plus))}" if len(plus) <= NAMED else ""
    return f"{what}{numbers}{mixed} add up to"


def _grouped(values):
    """Add many counts up by area."""
    by_area = {}
    for value in values:
        by_area.setdefault(value.area, []).append(value.low)
    if len(by_area) > NAMED or len(by_area) == len(values):
        return f"{len(values)} counts of {len(by_area)} areas"
    sums = [f"{areas.name(area)} {wording.number(sum(counts))}" for area, counts in by_area.items()]
    return f"{wording.listed(sums)} ({len(values)} counts)"


def period(start, end):
    """Name a period: years where they are whole."""
    if years.is_whole(start, end):
        return wording.span(years.of_month(start), years.of_month(years.add_months(end, -1)))
    return wording.months(start, end)


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


def span(claim, ranges):
    """Say between what other values lie."""
    low, high = min(low for low, _ in ranges), max(high for _, high in ranges)
    return wording.bounds(low, high, unit=claim["unit"])


def opened(sentence):
    """Begin a sentence with a capital letter."""
    return wording.opening(sentence)


def why_open(claim, answer):
    """Say why a sum that does not give the claim leaves it open."""
    if any(value.marked for value in answer.values):
        return "but a count marked as part of its period is the least that it can be"
    if answer.own(claim):
        return "but not every force of the area gave a figure"
    if areas.is_single(claim["area"]):
        return "but rounds differ by later corrections"
    return "but rounds differ in the forces that answered and in later corrections"


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
    first, last = (period(*end) for end in region.ends)
    return (
        f"the printed totals, counts and percentages of {areas.said(region.area)} in {first} and {last} have one "
        f"solution in whole numbers: {wording.listed(said)}. That it fits is no confirmation."
    )
