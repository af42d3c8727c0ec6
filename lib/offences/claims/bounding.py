"""What the printed figures leave possible where they do not give a claim, and what else it may have meant."""

import itertools

import numpy as np
import pandas as pd

from offences.claims import derivations, judging, sentences
from offences.claims.verdicts import AT_ODDS, CONTRADICTED, OFFICIAL, UNCHECKABLE, Verdict, cannot
from offences.names import areas, wording, years
from offences.reading import agreement
from offences.statistics import bounds
from offences.tables import series

#: A count of the offence is at most so many times the classes that hold it: classes are revised, too.
TOLERANCE = 1.15
#: So many of the smallest larger counts are tried as a ceiling; one that is this many times the claim is not told.
CEILINGS, TOLD = 3, 3


def bounded(claim, layer, mask, official):
    """Say how far the known parts of a count, and the counts that hold it, bear on it.

    Parameters
    ----------
    claim : dict
    layer : offences.claims.rows.Layer
    mask : numpy.ndarray or None
    official : pandas.DataFrame
        The clean table.

    Returns
    -------
    offences.claims.verdicts.Verdict
    """
    if mask is None:
        return cannot("no part of it was published.")
    about = layer, mask, claim["round"], claim["statement"]
    total, parts = derivations.floor(*about)
    most, above = _ceiling(*about, total)
    own = all(value.round == claim["round"] for value in parts)
    ids = " ".join(dict.fromkeys(name for value in parts for name in value.ids))
    if total > _high(claim):
        said = f"the known parts add up to {wording.number(total)}, more than the whole"
        return Verdict(CONTRADICTED if own else AT_ODDS, total, None, ids, f"{said}.")
    if most < claim["low"]:
        return Verdict(AT_ODDS, total, most, _ids(above), f"{_capped(above, most)}.")
    class_most, said = _official(claim, official)
    if claim["low"] > class_most:
        return Verdict(OFFICIAL, total, class_most, ids, said)
    reason = _left(claim, layer, mask, total, parts)
    high = None
    if most <= TOLD * claim["low"]:
        reason, high = f"{reason[:-1]}; {_capped(above, most)}.", most
        ids = " ".join(dict.fromkeys([*ids.split(), *_ids(above).split()]))
    reason += sentences.marked(parts)
    if not parts and high is None:
        return cannot(reason)
    return Verdict(UNCHECKABLE, total, high, ids, reason)


def _high(claim):
    return agreement.INFINITY if pd.isna(claim["high"]) else claim["high"]


def _ids(terms):
    return " ".join(dict.fromkeys(name for _, value in terms for name in value.ids))


def _capped(terms, most):
    if len(terms) == 1:
        value = terms[0][1]
        where = f"{areas.name(value.area)} in {sentences.period(value.start, value.end)}"
        return f"it is at most the {wording.number(most)} of {where}"
    return f"at most {sentences.added(terms)} {wording.number(most)}"


def _ceiling(layer, mask, round_, statement, least):
    """Give the least that a larger printed count, less what is known of the rest, leaves for a mask."""
    outside = (mask & ~layer.masks).any(axis=(1, 2))
    larger = ~outside & (layer.masks != mask).any(axis=(1, 2))
    found = []
    for place in np.flatnonzero(larger):
        values = [value for value in layer.values[place] if value.statement != statement and value.term]
        found += [(value.high, value.round != round_, value.ids, place, value) for value in values]
    tried = [(agreement.INFINITY, [])]
    for high, _, _, place, value in sorted(found, key=lambda one: one[:3])[:CEILINGS]:
        taken, parts = derivations.floor(layer, layer.masks[place] & ~mask, round_, statement)
        # What lies below the known parts shows that these rows disagree: they bound nothing.
        if high - taken >= least:
            tried.append((high - taken, [(1, value), *((-1, part) for part in parts)]))
    return min(tried, key=lambda one: (one[0], len(one[1])))


def _left(claim, layer, mask, total, parts):
    """Say what the known parts leave for the rest."""
    codes = areas.members(claim["area"], claim["round"])
    if not parts:
        return "no part of it was published."
    missing = [
        areas.name(code)
        for code in codes
        if not any(code in areas.members(value.area, value.round) for value in parts)
    ]
    if len(codes) > 1 and len(missing) > len(codes) / 2:
        have = len(codes) - len(missing)
        known = f"{have} of its {len(codes)} forces have a published figure for the period or a part of it"
        return f"{known}, {wording.number(total)} in all, which leaves {_rest(claim, total)} for the rest."

    def whole(value):
        return years.is_whole(value.start, value.end)

    of_years, _ = derivations.floor(layer, mask, claim["round"], claim["statement"], whole)
    said = [(of_years, "the known years add up to")] if 0 < of_years < total else []
    said.append((total, "with parts of years it is" if said else "the known parts add up to"))
    texts = [
        f"{how} {wording.number(count)}, which leaves {_rest(claim, count)} for the rest"
        for count, how in said
    ]
    return f"the rest was not published; {'; '.join(texts)}."


def _rest(claim, count):
    return wording.bounds(claim["low"] - count, claim["high"] - count)


def _official(claim, official):
    """Give the most that the classes allow for whole years of forces, and say so."""
    codes = areas.members(claim["area"], claim["round"])
    if claim["offence"] != series.COMPARABLE or claim["dimension"] or not claim["whole"]:
        return agreement.INFINITY, ""
    wanted = {(code, year) for code in codes for year in years.span(claim["first_year"], claim["last_year"])}
    quarters = official.groupby(["area", "year", "vintage"]).agg(
        count=("quarter", "nunique"), offences=("offences", "sum")
    )
    most = quarters[quarters["count"].eq(4)].groupby(["area", "year"])["offences"].max()
    if not wanted <= set(most.index):
        return agreement.INFINITY, ""
    held = float(most.loc[sorted(wanted)].sum())
    said = f"classes 88A and 71 together hold {wording.number(held)} offences of these years."
    return TOLERANCE * held, said


def other_period(claim, layer, verdict):
    """Add to an exclusion the period of the same area that the figure does fit, if one alone does."""
    codes = areas.members(claim["area"], claim["round"])
    months = sorted(
        {
            month
            for values in layer.values
            for value in values
            if value.area == claim["area"]
            for month in value.key[1:]
        }
        | {claim["start"], claim["end"]}
    )
    usable, fits = derivations.pools(layer, claim["round"], claim["statement"]), []
    mine = np.array([all(value.area == claim["area"] for value in values) for values in layer.values])
    usable = usable._replace(costs=np.where(mine, usable.costs, np.inf))
    for start, end in itertools.combinations(months, 2):
        if (start, end) != (claim["start"], claim["end"]) and (
            start == claim["start"] or end == claim["end"]
        ):
            for one in itertools.islice(derivations.few(usable, layer.mask(codes, start, end), True), 1):
                terms = derivations.choices(usable, one)[0]
                if (
                    claim["low"]
                    == claim["high"]
                    == derivations.total(terms)[0]
                    == derivations.total(terms)[1]
                ):
                    fits.append((start, end))
    return _fits(verdict, fits)


def _fits(verdict, fits):
    if not fits:
        return verdict
    said = wording.listed(sentences.period(*one) for one in fits)
    return verdict._replace(reason=f"{verdict.reason} It fits {said}: another period may be meant.")


def other_share(claim, counted, of, verdict):
    """Add to an excluded share the printed periods of which the same count, or their own, does give it."""
    codes, fits = areas.members(claim["area"], claim["round"]), []
    printed = [value for layer in (counted, of) for values in layer.values for value in values]
    own = claim["start"], claim["end"]
    for period in sorted({value.key[1:] for value in printed if value.area == claim["area"]} - {own}):
        for periods in ((period, period), (period, own)):
            masks = [layer.mask(codes, *one) for layer, one in zip((of, counted), periods, strict=True)]
            if any(mask is None for mask in masks):
                continue
            ends = tuple(zip((of, counted), masks, strict=True))
            question = judging.Question(judging.SHARE, ends, one_round=True)
            found, _ = judging.lightest(claim, question, own=True)
            if found is not None and found.fit == judging.EVERY and found.answer.high <= 100:
                fits.append((abs(found.answer.low - claim["low"]), period))
    # Many shares are "more than" a number; the nearest is the one that could be meant.
    return _fits(verdict, [period for _, period in sorted(fits)[:1]])


def missing_end(claim, layer, ends):
    """Say which end of a change was not published, and what the printed change implies for it."""
    codes = areas.members(claim["area"], claim["round"])
    known = []
    for end in ends:
        mask = None if layer is None else layer.mask(codes, *end)
        usable = layer and derivations.pools(layer, claim["round"], claim["statement"])
        one = mask is not None and next(iter(derivations.few(usable, mask, True)), None)
        known.append(derivations.choices(usable, one)[0] if one else None)
    gone = [end for end, terms in zip(ends, known, strict=True) if terms is None]
    part = f" ({claim['category'].replace('|', ', ')})" if claim["category"] else ""
    said = wording.listed(years.of_month(start) for start, _ in gone)
    reason = f"no count of {areas.name(claim['area'])}{part} was published for {said}"
    if len(gone) != 1 or pd.isna(claim["high"]):
        return cannot(f"{reason}.")
    terms = known[0] or known[1]
    low, high = derivations.total(terms)
    percents = 100 + claim["low"], 100 + claim["high"]
    if known[0] is None:
        percents = (1e4 / percents[1], 1e4 / percents[0])
    fits = bounds.whole_counts(*percents, low) if low == high else None
    if not fits:
        return cannot(f"{reason}; no whole number of offences would give it.", _ids(terms))
    return cannot(f"{reason}; it would have to be {wording.bounds(*fits)}.", _ids(terms))
