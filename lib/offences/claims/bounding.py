"""What the printed figures leave possible where they do not give a claim, and what else it may have meant."""

import itertools

import numpy as np
import pandas as pd

from offences.claims import derivations, judging, rows, sentences
from offences.claims.verdicts import AT_ODDS, CONTRADICTED, OFFICIAL, UNCHECKABLE, Verdict, cannot
from offences.names import areas, wording, years
from offences.reading.agreement import INFINITY, upper
from offences.statistics import bounds, relation
from offences.tables import series

#: So many of the smallest larger counts are tried as a ceiling; one that is this many times the claim is not told.
CEILINGS, TOLD = 3, 3


def bounded(claim, layer, mask, classes):
    """Say how far the known parts of a count, and the counts that hold it, bear on it: a verdict.

    `classes` is what :func:`class_totals` gives.
    """
    total, parts = derivations.floor(layer, mask, claim)
    most, above = _ceiling(layer, mask, claim, total)
    own = all(value.round == claim["round"] for value in parts)
    if total > upper(claim):
        said = f"the known parts add up to {wording.number(total)}, more than the whole"
        return Verdict(CONTRADICTED if own else AT_ODDS, total, None, rows.ids(parts), f"{said}.")
    if most < claim["low"]:
        return Verdict(AT_ODDS, total, most, _ids(above), f"{_capped(above, most)}.")
    class_most, said = _official(claim, classes)
    if claim["low"] > class_most:
        return Verdict(OFFICIAL, total, class_most, rows.ids(parts), said)
    reason, used, high = _left(claim, layer, mask, total, parts), parts, None
    if most <= TOLD * claim["low"]:
        reason, high = f"{reason}; {_capped(above, most)}", most
        used = [*parts, *(value for _, value in above)]
    reason = f"{reason}.{sentences.marked(parts)}"
    return Verdict(UNCHECKABLE, total, high, rows.ids(used), reason) if used else cannot(reason)


def _ids(terms):
    return rows.ids(value for _, value in terms)


def _capped(terms, most):
    if len(terms) == 1:
        value = terms[0][1]
        where = f"{areas.name(value.area)} in {wording.period(value.start, value.end)}"
        return f"it is at most the {wording.number(most)} of {where}"
    return f"at most {sentences.added(terms)} {wording.number(most)}"


def _ceiling(layer, mask, claim, least):
    """Give the least that a larger printed count, less what is known of the rest, leaves for a mask."""
    larger = ~(mask & ~layer.masks).any(axis=(1, 2)) & (layer.masks != mask).any(axis=(1, 2))
    found = [
        (value.high, value.round != claim["round"], value.ids, place, value)
        for place in np.flatnonzero(larger)
        for value in layer.values[place]
        if value.statement != claim["statement"] and value.term
    ]
    tried = [(INFINITY, [])]
    for high, _, _, place, value in sorted(found, key=lambda one: one[:3])[:CEILINGS]:
        taken, parts = derivations.floor(layer, layer.masks[place] & ~mask, claim)
        # What lies below the known parts shows that these rows disagree: they bound nothing.
        if high - taken >= least:
            tried.append((high - taken, [(1, value), *((-1, part) for part in parts)]))
    return min(tried, key=lambda one: (one[0], len(one[1])))


def _left(claim, layer, mask, total, parts):
    """Say what the known parts leave for the rest, as a sentence without its full stop."""
    if not parts:
        return "no part of it was published"

    def rest(count):
        left = wording.bounds(claim["low"] - count, claim["high"] - count)
        return f"which leaves {left} for the rest"

    codes = areas.members(claim["area"], claim["round"])
    have = {code for value in parts for code in areas.members(value.area, value.round)} & set(codes)
    if len(codes) > 1 and len(have) < len(codes) / 2:
        known = (
            f"{len(have)} of its {len(codes)} forces have a published figure for the period or a part of it"
        )
        return f"{known}, {wording.number(total)} in all, {rest(total)}"
    of_years, _ = derivations.floor(layer, mask, claim, lambda value: years.is_whole(value.start, value.end))
    said = [(of_years, "the known years add up to")] if 0 < of_years < total else []
    said.append((total, "with parts of years it is" if said else "the known parts add up to"))
    texts = [f"{how} {wording.number(count)}, {rest(count)}" for count, how in said]
    return f"the rest was not published; {'; '.join(texts)}"


def class_totals(official):
    """Give by area and year the most that classes 88A and 71 together hold in any vintage with all four quarters."""
    vintages = official.groupby(["area", "year", "vintage"]).agg(
        count=("quarter", "nunique"), offences=("offences", "sum")
    )
    whole = vintages[vintages["count"].eq(4)]
    return whole.groupby(["area", "year"])["offences"].max().to_dict()


def _official(claim, classes):
    """Give the most that the classes allow for whole years of forces, and say so."""
    codes = areas.members(claim["area"], claim["round"])
    if claim["offence"] != series.COMPARABLE or claim["dimension"] or not claim["whole"]:
        return INFINITY, ""
    wanted = set(itertools.product(codes, years.span(claim["first_year"], claim["last_year"])))
    if not wanted <= set(classes):
        return INFINITY, ""
    held = float(sum(classes[cell] for cell in wanted))
    said = f"classes 88A and 71 together hold {wording.number(held)} offences of these years."
    return relation.TOLERANCE * held, said


def other_period(claim, layer, verdict):
    """Add to an exclusion the period of the same area that the figure does fit, if one alone does."""
    codes = areas.members(claim["area"], claim["round"])
    own = claim["start"], claim["end"]
    months = sorted({*own, *(month for value in layer.of_area(claim["area"]) for month in value.key[1:])})
    usable, fits = derivations.pools(layer, claim["round"], claim["statement"]), []
    mine = [all(value.area == claim["area"] for value in values) for values in layer.values]
    usable = usable._replace(costs=np.where(mine, usable.costs, np.inf))
    for period in itertools.combinations(months, 2):
        if period != own and (period[0] == own[0] or period[1] == own[1]):
            found = next(derivations.few(usable, layer.mask(codes, *period), True), None)
            given = derivations.total(found.preferred) if found else ()
            if given == (claim["low"], claim["high"]) and given[0] == given[1]:
                fits.append(period)
    return _fits(verdict, fits)


def _fits(verdict, fits):
    if not fits:
        return verdict
    said = wording.listed(wording.period(*one) for one in fits)
    return verdict._replace(reason=f"{verdict.reason} It fits {said}: another period may be meant.")


def other_share(claim, counted, of, verdict):
    """Add to an excluded share the printed period of which the same count, or its own, does give it."""
    codes, fits = areas.members(claim["area"], claim["round"]), []
    own, printed = (claim["start"], claim["end"]), counted.of_area(claim["area"]) + of.of_area(claim["area"])
    for period in sorted({value.key[1:] for value in printed} - {own}):
        for above in (period, own):
            ends = (of, of.mask(codes, *period)), (counted, counted.mask(codes, *above))
            found = next(judging.findings(claim, judging.Question(ends), own=True), None)
            if found is not None and found.fit == judging.EVERY and found.answer.high <= 100:
                fits.append((abs(found.answer.low - claim["low"]), period))
    # Many shares are "more than" a number; the nearest is the one that could be meant.
    return _fits(verdict, [period for _, period in sorted(fits)[:1]])


def missing_end(claim, layer, ends):
    """Say which end of a change was not published, and what the printed change implies for it."""
    codes = areas.members(claim["area"], claim["round"])
    known = [layer and derivations.first(layer, layer.mask(codes, *end), claim) for end in ends]
    part = f" ({claim['category'].replace('|', ', ')})" if claim["category"] else ""
    gone = [years.of_month(start) for (start, _), terms in zip(ends, known, strict=True) if terms is None]
    reason = f"no count of {areas.name(claim['area'])}{part} was published for {wording.listed(gone)}"
    if len(gone) != 1 or pd.isna(claim["high"]):
        return cannot(f"{reason}.")
    terms = known[0] or known[1]
    low, high = derivations.total(terms)
    percents = (100 + claim["low"], 100 + claim["high"]) if known[0] else rows.base_range(claim)
    fits = bounds.whole_counts(*percents, low) if low == high and percents else None
    if not fits:
        return cannot(f"{reason}; no whole number of offences would give it.", _ids(terms))
    return cannot(f"{reason}; it would have to be {wording.bounds(*fits)}.", _ids(terms))
