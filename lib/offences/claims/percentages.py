"""Check published percent changes between two years, or between the same months of two years."""

import math

import pandas as pd

from offences.claims import silent_forces, sums
from offences.claims.totals import of_sum, rounds
from offences.claims.verdicts import CONTRADICTED, FOLLOWS, UNCHECKABLE, cannot, judged
from offences.names import areas, wording, years
from offences.reading.agreement import INFINITY, agrees, is_cut
from offences.statistics import bounds


def check(claim, tables):
    """Check a percent change between two years, or between the same months of two years."""
    if not claim["start"]:
        return cannot("the period was not printed.")
    ends = _ends(claim)
    if not ends:
        return cannot("the two periods compared were not both printed.")
    found = sums.values(sums.published(tables.figures, claim), claim["round"])
    ways = [sums.over_time(found, claim["area"], *end, claim["round"], whole=True)[:3] for end in ends]
    gone = [end for end, way in zip(ends, ways, strict=True) if not way]
    if gone:
        return _implied(claim, found, ends, gone)
    pairs = sorted(
        ((first, last) for first in ways[0] for last in ways[1]), key=lambda pair: sum(map(len, pair))
    )
    verdicts = [_change_of(claim, *pair) for pair in pairs]
    verdict = next((one for one in verdicts if one.verdict in FOLLOWS), verdicts[0])
    if verdict.verdict in (CONTRADICTED, UNCHECKABLE):
        return _comparable(claim, tables, verdict) or verdict
    return verdict


def _ends(claim):
    """Give the first and the last period that a change compares, each as (start, end)."""
    if claim["whole"] and claim["first_year"] != claim["last_year"]:
        return [years.period(year, year) for year in (claim["first_year"], claim["last_year"])]
    months = int(claim["months"]) % 12
    if claim["whole"] or not months:
        return []
    first = (claim["start"], years.add_months(claim["start"], months))
    return [first, (years.add_months(claim["end"], -months), claim["end"])] if claim["months"] > 12 else []


def _change_of(claim, first, last):
    """Judge a change between two ways to a count; every pair of published values is tried."""
    anything = {**claim, "low": -INFINITY, "high": INFINITY}
    pairs = []
    for base_one, last_one in ((b, w) for b in _each(first, anything) for w in _each(last, anything)):
        if base_one.low > 0:
            pairs.append((base_one, last_one, 100 * (last_one.low / base_one.low - 1)))
    if not pairs:
        return cannot("its base is zero.")
    fits = [pair for pair in pairs if agrees(claim, pair[2], pair[2])]
    cut = [pair for pair in pairs if is_cut(claim, pair[2], pair[2])]
    base, latest, percent = (fits or cut or pairs)[0]
    own = base.own and latest.own
    parts = [*base.parts, *latest.parts]
    plain = len(first) == len(last) == 1
    how = f"{wording.number(base.low)} to {wording.number(latest.low)}{rounds(base._replace(own=own, parts=parts))} is"
    one_round = len({value.round for _, value in parts}) == 1
    firm = own or (plain and one_round and areas.is_single(claim["area"]))
    others = tuple(sorted({pair[2] for pair in pairs} - {percent}))
    total = sums.Sum(percent, percent, own, None, parts, others)
    verdict = of_sum(claim, total, how, firm)
    if not fits and not firm and claim["low"] > -100:
        more = f" {_needed(claim, latest.low)}, as if only some forces were compared."
        return verdict._replace(reason=verdict.reason + more)
    return verdict


def _needed(claim, latest):
    """Say which bases, in whole numbers, would give the printed change."""
    least = 1 if pd.isna(claim["high"]) else math.ceil(round(100 * latest / (100 + claim["high"]), 6))
    most = math.floor(round(100 * latest / (100 + claim["low"]), 6))
    if most < least:
        return "No whole number as its base would give it"
    if pd.isna(claim["high"]):
        return f"It would need a base of at most {wording.number(most)}"
    about = "" if least == most else "about "
    return f"It would need a base of {about}{wording.number((least + most) / 2)}"


def _each(terms, anything):
    """Give the sum of a way for each value of its only part; else of its default values."""
    if len(terms) > 1:
        return [sums.combined(terms, anything)]
    ((sign, options),) = terms
    own = sums.of_own_round(options, anything["round"])
    return [sums.combined([(sign, [value])], anything) for value in own]


def _implied(claim, found, ends, gone):
    """Say which end is missing, and what the printed change implies for it."""
    where = areas.name(claim["area"])
    said = wording.listed(years.of_month(start) for start, _ in gone)
    part = f" ({claim['category'].replace('|', ', ')})" if claim["category"] else ""
    reason = f"no count of {where}{part} was published for {said}"
    known = [found.get((claim["area"], *end)) for end in ends]
    if len(gone) == 1 and pd.notna(claim["high"]) and known[0]:
        base = known[0][0]
        fits = bounds.whole_counts(100 + claim["low"], 100 + claim["high"], base.count)
        implied = (
            f"it would have to be {wording.bounds(*fits)}"
            if fits
            else "no whole number of offences would give it"
        )
        return cannot(f"{reason}; {implied}.", base.figure_id)
    return cannot(f"{reason}.")


def _comparable(claim, tables, verdict):
    """Try the change over the forces that answered in both years.

    A round may say which force did not answer; its base-year figure then leaves
    the base (the 99% of 2025 follows without Lincolnshire's 84).
    """
    pair = sums.yearly(tables, claim["area"], claim["round"])
    if not {claim["first_year"], claim["last_year"]} <= set(pair.index) or claim["dimension"]:
        return None
    base, latest = pair.loc[claim["first_year"]], pair.loc[claim["last_year"]]
    for absent, gone, rows_gone in silent_forces.absent(
        tables, claim["area"], claim["round"], claim["first_year"]
    ):
        left = base["low"] - gone
        found = 100 * (latest["low"] - left) / left
        how = (
            f"without {areas.name(absent)}, which did not answer in {claim['last_year']}, "
            f"{wording.number(left)} to {wording.number(latest['low'])} is"
        )
        if agrees(claim, found, found):
            rows = f"{base['figure_id']} {latest['figure_id']} {rows_gone}"
            return judged(claim, found, found, rows, how, own=False)
    return None
