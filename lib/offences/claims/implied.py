"""Counts that nobody printed and that follow from what was: the clean table ``solved``."""

import itertools

import numpy as np
import pandas as pd

from offences.claims import derivations, regions, rows, sentences, silent_forces
from offences.names import areas, wording, years

COLUMNS = "area start end low high rows_used how rival".split()
#: Of longer periods the sum of the years says as much.
MOST_MONTHS = 18


def solved(figures):
    """Find the counts of forces, nations and published areas that follow from printed rows.

    Parameters
    ----------
    figures : pandas.DataFrame
        The clean figures.

    Returns
    -------
    pandas.DataFrame
        Columns area, start, end, low, high (what follows; no high where a row is marked as part of its
        period and what follows is the least), rows_used (figure ids), how (the derivation as a
        sentence) and rival (another derivation that gives something else; mostly blank). A force that
        gave no figure has none here: what its area prints without it is no count of it.
    """
    layer = rows.layers(figures)["", ""]
    latest = max(value.round for values in layer.values for value in values if value.round[:2] == "20")
    usable = derivations.pools(layer, latest)
    silent = [layer.mask([code], *end) for code, *end, _, _ in silent_forces.silences(figures)]
    silent = [mask for mask in silent if mask is not None]
    wanted = [one for one in _wanted(layer) if not any((one[2] & mask).any() for mask in silent)]
    found = [_derived(usable, latest, *one) for one in wanted]
    found = {row[:3]: row for row in found if row}
    for region in regions.solved(figures, layer):
        for code, counts in region.counts.items():
            for end, count in zip(region.ends, counts, strict=True):
                if not _is_printed(layer, layer.mask([code], *end)):
                    ids, said = (
                        " ".join(dict.fromkeys(region.ids)),
                        wording.opening(sentences.one_way(region)),
                    )
                    found.setdefault((code, *end), (code, *end, count, count, ids, said, ""))
    frame = pd.DataFrame(sorted(found.values()), columns=COLUMNS)
    return frame.astype({"low": float, "high": float})


def _wanted(layer):
    """Give the areas and periods whose count rows of any multipliers could give, and nobody printed."""
    ends = {value.key[1:] for values in layer.values for value in values}
    months = sorted({month for end in ends for month in end})
    ends |= set(itertools.pairwise(months))
    ends = {end for end in ends if years.months(*end) <= MOST_MONTHS}
    table, order = areas.table(), ["force", "nation", "uk", "published area", "region"]
    codes = sorted(table.index, key=lambda code: (order.index(areas.level(code)), code))
    found = {}
    for code, end in itertools.product(codes, sorted(ends)):
        mask = layer.mask(areas.members(code), *end) if code != "BTP" else None
        if mask is not None:
            found.setdefault(mask.tobytes(), (code, end, mask))
    targets = [(code, end, mask, layer.target(mask)) for code, end, mask in found.values()]
    targets = [one for one in targets if one[3] is not None]
    # Of the many areas and periods few lie in the space that the rows span.
    _, sizes, basis = np.linalg.svd(layer.cells.astype(float), full_matrices=False)
    basis = basis[sizes > 1e-8]
    cells = np.array([one[3] for one in targets], dtype=float)
    off = np.abs(cells - (cells @ basis.T) @ basis).max(axis=1)
    return [one[:3] for one, far in zip(targets, off, strict=True) if far < 1e-6]


def _is_printed(layer, mask):
    same = (layer.masks == mask).all(axis=(1, 2))
    return any(
        value.printed and value.term for place in np.flatnonzero(same) for value in layer.values[place]
    )


def _derived(usable, round_, code, end, mask):
    """Give a row of the table; None where the count was printed, or what follows is below nothing."""
    if _is_printed(usable.layer, mask):
        return None
    first, rival = None, ""
    for one in itertools.islice(derivations.few(usable, mask, itself=True), 2):
        terms = derivations.choices(usable, one)[0]
        total = derivations.total(terms)
        if first is None:
            first = terms, total
        elif total != first[1]:
            rival = wording.opening(f"{_said(terms, round_)} {wording.bounds(*total)}.")
    if first is None:
        return None
    terms, (low, high) = first
    low = 0.0 if any(value.marked and sign < 0 for sign, value in terms) else low
    high = np.nan if any(value.marked and sign > 0 for sign, value in terms) else high
    if high < 0 or low < 0 or (not low and np.isnan(high)):
        return None
    ids = " ".join(dict.fromkeys(name for _, value in terms for name in value.ids))
    how = wording.opening(f"{_said(terms, round_)} {wording.bounds(*first[1])}.")
    how += sentences.marked([value for _, value in terms])
    return code, *end, low, high, ids, how, rival


def _said(terms, round_):
    values = [value for _, value in terms]
    mixed = sentences.rounds(values, "") if len({value.round for value in values}) > 1 else ""
    if len(terms) > 1:
        return sentences.added(terms, mixed)
    (_, value) = terms[0]
    return f"the printed percentage ({value.ids[0]}) and the count of the other period ({value.ids[1]}) give"
