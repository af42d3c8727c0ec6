"""Keep small cells from being shown or worked out.

A count that splits one force's offences, by whatever dimension, is shown as [c] from 1 up
to a threshold, whoever printed it; files under ``data/`` keep what was printed. What an
answer prints of the same offences is attacked together, sum rows and shares with a base
included, and further cells are hidden until each hidden one has several possible values.
Sums over years and over areas are not attacked. Force totals that are public stay.
"""

import re

import numpy as np
import pandas as pd

from offences.names import areas
from offences.reading import values
from offences.tables import doubts, series

#: Counts from 1 up to this are small (NHS England's rule for sub-national counts).
SMALL = 7
WITHHELD = "[c]"
#: A hidden cell must leave an attacker at least this many possible values.
FEWEST_VALUES = 4
#: Dimensions whose cells are no parts of a whole: one offence may name several platforms.
OVERLAPPING = ["platform", "known"]
#: What one answer, or several, print of the same offences.
SAME = ["area", "offence", "start", "end", "when"]
CELL = ["kind", "dimension", "category"]
TOTAL = ("", "", "")
#: More than any cell holds; solvers want a limit.
MOST = 1e6
#: A number in a note, in digits or in words.
NUMBER = rf"\d|\b({'|'.join([*values.UNITS, *values.TENS, *values.SCALES, 'single', 'both', 'dozen'])})\b"
#: The clean tables that control changes.
CHANGED = ["figures", "shares", "outcomes", "problems", "claims"]


def controlled(tables, threshold=SMALL):
    """Hide the small cells in the clean tables.

    Parameters
    ----------
    tables : offences.tables.series.Tables
    threshold : int, optional
        Largest count that is small; 0 hides nothing more than publishers did.

    Returns
    -------
    offences.tables.series.Tables
        With the figures, shares, outcomes, problems and claims an edition may show. Notes of an answer
        that holds a hidden cell lose what they say in numbers.
    """
    from offences.tables import outcomes

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
        figures.loc[beside, "note"] = figures.loc[beside, "note"].map(without_numbers)
    shares = tables.shares.copy()
    mine = shares["figure_id"].isin(hidden)
    shares.loc[mine, ["count_low", "count_high", "share_low", "share_high"]] = None
    shares.loc[mine, ["printed", "status"]] = [WITHHELD, "suppressed"]
    shares.loc[shares["known_id"].isin(hidden), "known"] = None
    problems = tables.problems.copy()
    touched = [bool(hidden & set(ids.split())) for ids in problems["figure_ids"]]
    problems.loc[touched, "detail"] = f"{WITHHELD}: a small cell is part of it."
    noted = zip(tables.figures["note"], figures["note"], strict=True)
    said = {f"{before}.": f"{after}." for before, after in noted if before != after}
    problems["detail"] = problems["detail"].map(lambda detail: said.get(detail, detail))
    tables = tables._replace(figures=figures, shares=shares, problems=problems)
    return doubts.marked(tables._replace(claims=_claims(tables, hidden)))


def _claims(tables, hidden):
    """Give the verdicts without what they would tell of hidden cells."""
    checked = tables.claims[~tables.claims["figure_id"].isin(hidden)].reset_index(drop=True)
    touched = [bool(hidden & set(ids.split())) for ids in checked["rows_used"]]
    checked.loc[touched, "verdict"] = series.UNCHECKABLE
    checked.loc[touched, ["recomputed_low", "recomputed_high"]] = None
    checked.loc[touched, ["reason", "identity"]] = [f"{WITHHELD}: a small cell is part of it.", ""]
    return doubts.of_claims(checked.drop(columns="doubt"), tables)


def without_numbers(note):
    """Withhold each part of a note that holds a number, in digits or in words."""
    parts = [WITHHELD if re.search(NUMBER, part, re.I) else part.strip() for part in note.split(";")]
    return "; ".join(dict.fromkeys(parts))


def small(figures, shares, threshold=SMALL):
    """Name the cells of single forces that are small, and those that would give one away.

    Parameters
    ----------
    figures, shares : pandas.DataFrame
        The clean tables.
    threshold : int, optional

    Returns
    -------
    set of str
        figure_ids: every row, of whatever source, that prints a hidden cell as a count or a share.
    """
    if not threshold:
        return set()
    cells = _cells(figures, shares)
    split = cells[CELL].ne("").any(axis=1)
    limits = cells[["low", "high"]].round()
    cells["gone"] = split & (limits.ge(1) & limits.le(threshold)).any(axis=1)
    hidden = set()
    for key, printed in cells.groupby(SAME):
        gone = set(map(tuple, printed.loc[printed["gone"], CELL].to_numpy()))
        if not gone and not printed["status"].eq("suppressed").any():
            continue
        gone = _with_others(printed, gone)
        if not gone:
            continue
        same = figures["area"].eq(key[0]) & figures["offence"].eq(key[1])
        same &= figures["start"].eq(key[2]) & figures["end"].eq(key[3])
        rows = figures[same & (_when(figures) == key[4])]
        kept = [name in gone for name in map(tuple, _named(rows)[CELL].to_numpy())]
        hidden |= set(rows.loc[kept, "figure_id"])
    said = figures.loc[figures["figure_id"].isin(hidden), "statement"]
    return set(figures.loc[figures["statement"].isin(said), "figure_id"])


def attack(figures, shares):
    """Bound every hidden cell of single forces from all that two tables show of the same offences.

    Parameters
    ----------
    figures, shares : pandas.DataFrame
        The clean tables, or those of an edition.

    Returns
    -------
    pandas.DataFrame
        Indexed by figure_id: least and most; a most of a million is no bound.
    """
    rows = []
    for _, printed in _cells(figures, shares).groupby(SAME):
        if printed["status"].eq("suppressed").any():
            found = _bounds(_seen(printed), set())
            names = map(tuple, printed[CELL].to_numpy())
            rows += [
                (figure, *found[name])
                for figure, name in zip(printed["figure_id"], names, strict=True)
                if name in found
            ]
    return pd.DataFrame(rows, columns=["figure_id", "least", "most"]).set_index("figure_id")


def _named(figures):
    """Name the cell that each row prints: sum rows apart, every total alike."""
    kind = figures["measure"].map({"offences_sum_row": "sum", "unknown_platform": "unknown"}).fillna("")
    named = figures.assign(kind=kind.where(figures["dimension"].ne("") | kind.eq("unknown"), ""))
    return named.assign(category=named["category"].where(named["dimension"].ne(""), ""))


def _when(figures):
    """Tell answers without a period apart by their source."""
    return figures["source_id"].where(figures["start"].eq(""), "")


def _cells(figures, shares):
    """List what is printed as a count, or as a share of a known base, of areas that are no more than one force."""
    single = {code for code in areas.table().index if len(areas.members(code)) < 2}
    rows = _named(figures[figures["area"].isin(single)])
    counted = rows["unit"].eq("count") | rows["status"].eq("suppressed")
    whole = rows["measure"].isin(["offences", "offences_sum_row"]) & rows["low"].notna()
    rows = rows[counted & (rows["dimension"].ne("") | rows["kind"].ne("") | whole)]
    base = shares.set_index("figure_id")[["known", "share_low", "share_high"]]
    parts = _named(figures[figures["area"].isin(single) & figures["unit"].eq("percent")])
    parts = parts.drop(columns=["low", "high"]).join(base, on="figure_id")
    parts = parts[
        parts["known"].notna() & parts["share_low"].notna() & parts["measure"].str.startswith("share")
    ]
    for side in ("low", "high"):
        parts[side] = parts["known"] * parts[f"share_{side}"] / 100
    columns = [*SAME[:-1], *CELL, "figure_id", "source_id", "value_as_published", "status", "low", "high"]
    every = pd.concat(
        [rows[columns].assign(exact=True), parts[columns].assign(exact=False)], ignore_index=True
    )
    return every.assign(when=_when(every))


def _with_others(printed, gone):
    """Hide the fewest further cells, smallest first, until no hidden cell can be worked out.

    Where no whole was printed, one hidden cell of a partition takes a second with it.
    """
    cells = _seen(printed)
    numbered = printed[printed["low"].gt(0)].sort_values(["low", "figure_id"])
    worth = {name: place for place, name in enumerate(map(tuple, numbered[CELL].to_numpy())) if name != TOTAL}
    exposed = _exposed(cells, gone)
    while exposed:
        left = {name: _exposed(cells, gone | {name}) for name in worth if name not in gone}
        if not left:
            break
        best = min(left, key=lambda name: (len(left[name]), worth[name]))
        gone, exposed = gone | {best}, left[best]
    return gone


def _exposed(cells, gone):
    """Name the hidden cells with too few possible values, and lone ones of a partition without a whole."""
    found = _bounds(cells, gone)
    exposed = {name for name, (least, most) in found.items() if most - least + 1 < FEWEST_VALUES}
    for names in _by_dimension(cells).values():
        lone = [name for name in names if name in found]
        if TOTAL not in cells and len(lone) == 1 < len(names):
            exposed |= set(lone) & gone
    return exposed


def _seen(printed):
    """Give the limits of each cell as printed: (least, most, withheld by its publisher).

    A cell without a number is 1 or more; a blank is no cell.
    """
    rows, cells = {}, {}
    for row in printed.to_dict("records"):
        rows.setdefault(tuple(row[column] for column in CELL), []).append(row)
    for name, same in rows.items():
        numbered = [row for row in same if pd.notna(row["low"])]
        numbered = [row for row in numbered if row["exact"]] or numbered
        if numbered:
            most = [MOST if pd.isna(row["high"]) else np.ceil(row["high"]) for row in numbered]
            cells[name] = (np.floor(min(row["low"] for row in numbered)), max(most), False)
        elif any(row["status"] == "suppressed" for row in same):
            cells[name] = (1, MOST, any(row["value_as_published"] != WITHHELD for row in same))
    return cells


def _by_dimension(cells):
    """Group the plain cells that are parts of a whole by their dimension."""
    found = {}
    for name in cells:
        if name[0] == "" and name[1] and name[1] not in OVERLAPPING:
            found.setdefault(name[1], []).append(name)
    return found


def _sums(cells):
    """List the sums that hold between cells.

    Returns
    -------
    list of tuple
        (whole, alternatives), each alternative a list of parts: a sum row may leave out
        what its publisher withheld.
    """
    sums = []
    for dimension, names in _by_dimension(cells).items():
        if TOTAL in cells and len(names) > 1:
            sums.append((TOTAL, [names]))
        known = ("", "known", f"{dimension} known")
        if known in cells and len(names) > 1:
            sums.append((known, [[name for name in names if _part(name, dimension) != "unknown"]]))
    for whole in cells:
        parts = {}
        for name in cells:
            same = name != whole and name[0] == "" and whole[1] in name[1].split("_")
            if same and _part(name, whole[1]) == _part(whole, whole[1]):
                parts.setdefault(name[1], []).append(name)
        for names in parts.values() if whole[1] else ():
            left = [name for name in names if not cells[name][2]]
            sums.append((whole, [left, names] if whole[0] else [names]))
    return sums


def _part(name, dimension):
    """Read one dimension's category out of a cell's: the age of "girls age unknown" is "unknown"."""
    _, own, category = name
    if own != dimension and "_" in own:
        gender, age = re.fullmatch(r"(gender unknown|\S+) (.+)", category).groups()
        category = {"gender": gender, "age": age}[dimension]
    return category.removeprefix(f"{dimension} ")


def _bounds(cells, gone):
    """Bound each hidden cell by linear programming; sums that the printed figures break are left out."""
    cells = cells | dict.fromkeys(gone, (1, MOST, False))
    hidden = [name for name, (least, most, _) in cells.items() if (least, most) == (1, MOST)]
    place = {name: at for at, name in enumerate(cells)}
    limits = [limit[:2] for limit in cells.values()]
    held = []
    for whole, alternatives in _sums(cells):
        for parts in alternatives:
            if not {whole, *parts} & set(hidden) or not parts:
                continue
            row = np.zeros(len(cells))
            row[[place[name] for name in parts]] = 1
            row[place[whole]] -= 1
            if _least(np.zeros(len(cells)), [*held, row], limits) is not None:
                held.append(row)
                break
    found = {}
    for name in hidden:
        wanted = np.zeros(len(cells))
        wanted[place[name]] = 1
        if any(row[place[name]] for row in held):
            least, most = _least(wanted, held, limits), -_least(-wanted, held, limits)
            found[name] = (np.ceil(least - 1e-6), np.floor(most + 1e-6))
        else:
            found[name] = (1, MOST)
    return found


def _least(wanted, rows, limits):
    """Give the least value of a sum of cells; None where no cells fit."""
    from scipy.optimize import linprog

    solved = linprog(wanted, A_eq=np.array(rows), b_eq=np.zeros(len(rows)), bounds=limits, method="highs")
    return solved.fun if solved.status == 0 else None
