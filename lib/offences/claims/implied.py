"""Counts that nobody printed and that follow from what was: the clean table ``solved``."""

import itertools

import numpy as np
import pandas as pd

from offences.claims import derivations, rows, sentences
from offences.names import areas, wording, years
from offences.tables import schema

#: Of longer periods the sum of the years says as much.
MOST_MONTHS = 18


def solved(known):
    """Find the counts of forces, nations and published areas that follow from :func:`offences.claims.claims.evidence`.

    Columns area, start, end, low, high (none where a row is marked as part of its period and what follows is the least),
    rows_used, how (the derivation as a sentence) and rival (another that gives something else). A force that gave no
    figure has none here: what its area prints without it is no count of it.
    """
    layer = known.layers["", ""]
    usable = derivations.pools(layer, max(name for name in layer.rounds if name[:2] == "20"))
    silent = [layer.mask([one.area], one.start, one.end) for one in known.silences]
    silent = [mask for mask in silent if mask is not None]
    found = {}
    for code, end, mask in _wanted(layer):
        if not _is_printed(layer, mask) and not any((mask & gone).any() for gone in silent):
            found[code, *end] = _derived(usable, mask)
    found = {where: row for where, row in found.items() if row}
    for region in known.regions:
        said = wording.opening(sentences.one_way(region))
        for code, counts in region.counts.items():
            for end, count in zip(region.ends, counts, strict=True):
                if not _is_printed(layer, layer.mask([code], *end)):
                    found.setdefault((code, *end), (count, count, region.ids(), said, ""))
    table = pd.DataFrame(
        [(*where, *row) for where, row in sorted(found.items())], columns=schema.TABLES["solved"].columns
    )
    return table.astype({"low": float, "high": float})


def _wanted(layer):
    """Give the areas and periods whose count rows of any multipliers could give."""
    ends = {value.key[1:] for values in layer.values for value in values}
    ends |= set(itertools.pairwise(layer.months))
    ends = {end for end in ends if years.months(*end) <= MOST_MONTHS}
    order = ["force", "nation", "uk", "published area", "region"]
    codes = sorted(areas.table().index, key=lambda code: (order.index(areas.level(code)), code))
    found = {}
    for code, end in itertools.product(codes, sorted(ends)):
        mask = layer.mask(areas.members(code), *end) if code != "BTP" else None
        target = None if mask is None else layer.target(mask)
        if target is not None:
            found.setdefault(mask.tobytes(), (code, end, mask, target))
    # Of the many areas and periods few lie in the space that the rows span.
    made = ~np.isnan(layer.multiples(np.array([target for *_, target in found.values()]))).any(axis=1)
    return [one[:3] for one, can_be in zip(found.values(), made, strict=True) if can_be]


def _is_printed(layer, mask):
    same = np.flatnonzero((layer.masks == mask).all(axis=(1, 2)))
    return any(value.printed and value.term for place in same for value in layer.values[place])


def _derived(usable, mask):
    """Derive a count: low, high, rows_used, how and rival; None where what follows is below nothing."""
    ways = [one.preferred for one in itertools.islice(derivations.few(usable, mask, itself=True), 2)]
    if not ways:
        return None
    (low, high), values = derivations.total(ways[0]), [value for _, value in ways[0]]
    how = f"{_said(ways[0])}{sentences.marked(values)}"
    others = [terms for terms in ways[1:] if derivations.total(terms) != (low, high)]
    low = 0.0 if any(value.marked and sign < 0 for sign, value in ways[0]) else low
    high = np.nan if any(value.marked and sign > 0 for sign, value in ways[0]) else high
    if high < 0 or low < 0 or (not low and np.isnan(high)):
        return None
    return low, high, rows.ids(values), how, "".join(map(_said, others))


def _said(terms):
    """Say what terms give, as a sentence."""
    values = [value for _, value in terms]
    mixed = sentences.rounds(values, "") if len({value.round for value in values}) > 1 else ""
    how = sentences.added(terms, mixed)
    if len(terms) == 1:
        change, other = values[0].ids
        how = f"the printed percentage ({change}) and the count of the other period ({other}) give"
    return wording.opening(f"{how} {wording.bounds(*derivations.total(terms))}.")
