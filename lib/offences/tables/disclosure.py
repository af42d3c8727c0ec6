"""Keep small cells from being shown or worked out.

A count that splits one force's offences, by whatever dimension, is shown as [c] from 1 up
to a threshold, whoever printed it; files under ``data/`` keep what was printed. All that was
printed of a force's offences, over every dimension, margin and period, is one system: the
fewest further cells are hidden for each hidden one to keep several possible values.
Where one source prints an area and areas within it, their systems are one. Force totals
that are public stay, unless nothing else helps.
"""

import re

import numpy as np
import pandas as pd
from scipy.sparse import block_array, block_diag, csr_array, kron, vstack

from offences.reading import values
from offences.statistics import programmes
from offences.tables import answers, doubts, series

#: Counts from 1 up to this are small (NHS England's rule for sub-national counts).
SMALL = 7
WITHHELD = "[c]"
#: What is said instead of what a hidden cell is part of.
PART = f"{WITHHELD}: a small cell is part of it."
#: A hidden cell must leave an attacker at least this many possible values.
FEWEST_VALUES = 4
#: How far a number is moved to show that another could stand in its place.
MOVED = 6
#: After so many branches of the search the best choice found is taken.
BRANCHES = 50
#: How long the search for the fewest cells may take; then they are chosen one by one.
SECONDS = 10.0
#: A number in a note, in digits or in words.
NUMBER = rf"\d|\b({'|'.join([*values.UNITS, *values.TENS, *values.SCALES, 'single', 'both', 'dozen'])})\b"
#: The clean tables that control changes.
CHANGED = "figures offences shares outcomes estimates variation problems claims solved".split()


def controlled(tables, threshold=SMALL):
    """Hide the small cells in the clean tables: from 1 to a threshold; 0 hides nothing more than publishers did.

    Notes of an answer that holds a hidden cell lose what they say in numbers.
    """
    from offences.tables import estimates, outcomes, variation

    tables = tables._replace(outcomes=outcomes.controlled(tables.outcomes, threshold))
    hidden = small(tables.figures, tables.shares, threshold)
    if not hidden:
        return tables
    figures = tables.figures.copy()
    mine = figures["figure_id"].isin(hidden)
    figures.loc[mine, ["low", "high", "beside"]] = None
    figures.loc[mine, ["value_as_published", "status"]] = [WITHHELD, "suppressed"]
    figures.loc[mine, ["precision", "note"]] = ""
    for answer in (["source_id", "area"], ["area", "start", "end"]):
        names = pd.MultiIndex.from_frame(figures[answer])
        beside = names.isin(names[mine])
        figures.loc[beside, "note"] = figures.loc[beside, "note"].map(_without_numbers)
    shares = tables.shares.copy()
    mine = shares["figure_id"].isin(hidden)
    shares.loc[mine, ["count_low", "count_high", "share_low", "share_high"]] = None
    shares.loc[mine, ["printed", "status"]] = [WITHHELD, "suppressed"]
    shares.loc[shares["known_id"].isin(hidden), "known"] = None
    problems = tables.problems.copy()
    touched = _touched(problems["figure_ids"], hidden)
    problems.loc[touched, ["detail", "repair"]] = [PART, ""]
    noted = zip(tables.figures["note"], figures["note"], strict=True)
    said = {f"{before}.": f"{after}." for before, after in noted if before != after}
    problems["detail"] = problems["detail"].replace(said)
    solved = tables.solved[~_touched(tables.solved["rows_used"], hidden)].reset_index(drop=True)
    tables = tables._replace(figures=figures, shares=shares, problems=problems, solved=solved)
    if tables.offences["figure_id"].isin(hidden).any():
        tables = tables._replace(offences=series.offences(figures, tables.sources))
        again = estimates.estimates(figures, tables.offences, tables.official)
        tables = tables._replace(estimates=again, variation=variation.table(tables.offences, tables.official))
    return doubts.marked(tables._replace(claims=_claims(tables, hidden)))


def _claims(tables, hidden):
    """Give the verdicts without what they would tell of hidden cells."""
    checked = tables.claims[~tables.claims["figure_id"].isin(hidden)].reset_index(drop=True)
    touched = _touched(checked["rows_used"], hidden)
    checked.loc[touched, "verdict"] = series.UNCHECKABLE
    checked.loc[touched, ["recomputed_low", "recomputed_high", "other_low", "other_high"]] = None
    checked.loc[touched, ["reason", "identity"]] = [PART, ""]
    return doubts.of_claims(checked.drop(columns="doubt"), tables)


def _touched(ids, hidden):
    """Tell of lists of ids, separated by spaces, which hold a hidden figure."""
    return ids.map(lambda names: not hidden.isdisjoint(names.split())).astype(bool)


def _without_numbers(note):
    """Withhold each part of a note that holds a number, in digits or in words."""
    parts = [WITHHELD if re.search(NUMBER, part, re.I) else part.strip() for part in note.split(";")]
    return "; ".join(dict.fromkeys(parts))


def small(figures, shares, threshold=SMALL):
    """Name the cells of single forces that are small, and those that would give one away: a set of figure_ids.

    Every row is in it, of whatever source, that prints a hidden cell as a count or a share.
    """
    if not threshold:
        return set()
    hidden, rows, every = set(), answers.named(figures), answers.printed(figures, shares)
    gone = {
        key: _fewest(answers.answer(printed), set(answers.names(printed[printed["small"]])))
        for key, printed in with_small(answers.of_forces(every), threshold)
    }
    _hide_from_sums(every, gone)
    for key, cells in gone.items():
        same = rows[(rows[answers.SAME] == list(key)).all(axis=1)]
        names = zip(same["figure_id"], answers.names(same), strict=True)
        hidden |= {figure for figure, name in names if name in cells}
    said = figures.loc[figures["figure_id"].isin(hidden), "statement"]
    return set(figures.loc[figures["statement"].isin(said), "figure_id"])


def _hide_from_sums(printed, gone):
    """Add to the cells that are ``gone``, by area and offence, those without which sums over areas give one away."""
    before = None
    while before != gone:
        before = {key: set(cells) for key, cells in gone.items()}
        for offence, seen, hidden in over_areas(printed, before):
            for cell in _fewest(seen, hidden):
                gone.setdefault((cell.area, offence), set()).add(cell._replace(area=""))


def over_areas(printed, gone):
    """Give each system that sums over areas join and that holds a cell that is ``gone``: offence, system, such cells."""
    sums = answers.over_areas(printed)
    bound = []
    for offence, (first, *_) in sums:
        cells = [first.whole, *first.parts]
        if any(cell._replace(area="") in gone.get((cell.area, offence), ()) for cell in cells):
            codes = {cell.area for cell in cells}
            near = [one for one in bound if one[0] == offence and one[1] & codes]
            bound = [one for one in bound if one not in near]
            bound.append((offence, codes.union(*(other for _, other in near))))
    for offence, codes in bound:
        rows = printed[printed["offence"].eq(offence) & printed["area"].isin(codes)]
        seen = answers.joined(rows, [found for other, found in sums if other == offence])
        hidden = {cell for cell in seen.cells if cell._replace(area="") in gone.get((cell.area, offence), ())}
        yield offence, seen, hidden


def with_small(printed, threshold):
    """Give the answers that hold a small or a withheld cell, each with its key; column small is added."""
    limits = printed[["low", "high"]].round()
    few = (limits.ge(1) & limits.le(threshold)).any(axis=1)
    printed["small"] = few & printed[["kind", "dimension", "category"]].ne("").any(axis=1)
    touched = printed["small"] | printed["status"].eq("suppressed")
    names = pd.MultiIndex.from_frame(printed[answers.SAME])
    yield from printed[names.isin(names[touched])].groupby(answers.SAME)


def _fewest(answer, small):
    """Choose the fewest further cells to hide, of those the smallest, until no hidden one can be worked out.

    Force totals go last. Where no whole was printed, one hidden cell of a partition takes a second with it, because the
    whole is what others publish first. After some seconds cells are chosen one by one. Gives the small cells and the
    further ones; never a cell of 0.
    """
    gone, every = set(small), _hideable(answer)
    splits = [cell for cell in every if not cell.is_total]
    if exposed(answer.without(gone), gone):
        hidden = answer.without(gone).withheld
        targets = [cell for cell, withheld in zip(answer.cells, hidden, strict=True) if withheld]
        gone |= _further(answer, gone, splits, targets)
    while few := exposed(answer.without(gone), gone):
        one = [min(few)]
        more = _further(answer, gone, splits, one) or _further(answer, gone, every, one)
        more = more or _beside(answer, gone, few)
        if not more:
            break
        gone |= more
    return gone


def _hideable(answer):
    """List the cells that may be hidden, the smallest first and totals last."""
    order = sorted(zip([cell.is_total for cell in answer.cells], answer.low, answer.cells, strict=True))
    shown = {cell for cell, gone in zip(answer.cells, answer.withheld, strict=True) if not gone}
    return [cell for _, low, cell in order if low > 0 and cell in shown]


def exposed(seen, gone):
    """Name the withheld cells with too few possible values, and lone ones of a partition without a whole.

    Of the latter only those of ``gone``, which nobody but this collection hides.
    """
    found = answers.ranges(seen, FEWEST_VALUES)
    few = {cell for cell, (least, most) in found.items() if most - least + 1 < FEWEST_VALUES}
    return few | {cell for cells in _lone(seen.cells, set(found)) for cell in cells if cell in gone}


def _lone(cells, hidden):
    """List the partitions without a whole in which one of several cells is hidden alone."""
    there, own = set(cells), {}
    for cell in cells:
        own.setdefault(cell.area, []).append(cell)
    return [
        parts
        for area, mine in own.items()
        for (period, _), parts in answers.partitions(mine).items()
        if answers.Cell(*period, "", "", "", area) not in there
        and len(parts) > 1
        and len(hidden & set(parts)) == 1
    ]


def _beside(answer, gone, few):
    """Choose the smallest cell that a sum binds to an exposed one, where no sum that is true exposes it."""
    sums = {(one.whole, *one.parts) for found in answer.sums for one in found}
    near = {cell for cells in sums if few & set(cells) for cell in cells}
    return set([cell for cell in _hideable(answer) if cell in near - gone][:1])


def _further(answer, small, choice, targets):
    """Choose the fewest further cells, such that for each target two tables lie far enough apart in it.

    Both tables agree with all that stays to see, and differ from the print only where a
    cell is hidden, by no more than :data:`MOVED`. One integer programme; empty where no
    choice does, or none was found in time.
    """
    place = {cell: at for at, cell in enumerate(answer.cells)}
    free = [place[cell] for cell in choice if cell not in small]
    if not free:
        return set()
    low, high, hidden = answer.low, answer.high, answer.without(small).withheld
    known, far = answers.believed(answer, every=True), MOVED
    box = np.where(hidden, np.maximum(low - far, 1), low), np.where(hidden, high + far, high)
    box[0][free], box[1][free] = np.maximum(low[free] - far, 1), high[free] + far
    # A free cell of a table: low - far chosen <= cell <= high + far chosen, and at least 1.
    cells, choices, open_end = np.eye(len(place)), len(free), np.full(len(free), np.inf)
    table = vstack([known.rows, cells[free], cells[free]])
    chosen = np.vstack(
        [np.zeros((known.rows.shape[0], choices)), np.diag(low[free] - box[0][free]), -far * np.eye(choices)]
    )
    least, most = np.r_[known.least, low[free], -open_end], np.r_[known.most, open_end, high[free]]
    apart = block_diag([[np.r_[cells[place[cell]], -cells[place[cell]]]] for cell in targets])
    lone = [
        [answer.cells[at] in partition for at in free]
        for partition in _lone(answer.cells, {cell for cell in answer.cells if hidden[place[cell]]})
    ]
    lone, twice = np.array(lone, dtype=float).reshape(len(lone), choices), 2 * len(targets)
    rows = block_array(
        [
            [kron(np.ones((twice, 1)), chosen), kron(np.eye(twice), table)],
            [None, apart],
            [lone, csr_array((len(lone), twice * len(place)))],
        ]
    )
    least = np.r_[np.tile(least, twice), np.full(len(targets), FEWEST_VALUES - 1), np.ones(len(lone))]
    most = np.r_[np.tile(most, twice), np.full(len(targets) + len(lone), np.inf)]
    box = np.r_[np.zeros(choices), np.tile(box[0], twice)], np.r_[np.ones(choices), np.tile(box[1], twice)]
    cost = np.r_[programmes.tied(1 + np.arange(choices) / 1000), np.zeros(twice * len(place))]
    system = programmes.system(rows, least, most, *box)
    found = programmes.minimise(cost, system, np.arange(len(cost)) < choices, SECONDS, BRANCHES)
    return {
        answer.cells[at] for at, gone in zip(free, () if found is None else found, strict=False) if gone > 0.5
    }
