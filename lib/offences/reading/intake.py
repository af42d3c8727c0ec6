"""Read a user's own figures: one way in for a tidy file and for the table that people have.

Either becomes rows in the columns of ``offences template`` (:data:`own_rows.COLUMNS`), each
with the cell that it came from, and goes through the same checks. Every problem is found
in one go; a file is taken whole or not at all.
"""

from pathlib import Path
from typing import NamedTuple

import pandas as pd
from rapidfuzz import process

from offences.names.errors import InputError
from offences.reading import layouts, own_rows, printed_tables, published, sheets

#: Columns that only a tidy file has: one of them in a sheet's first row makes it one.
TIDY = {name for name in published.REQUIRED if name.endswith("_as_published")}
#: The columns of a figure for what is known of the cell that holds it.
AS_FIGURE = {
    "area": "place_as_published", "period": "period_as_published", "category": "category", "measure": "measure",
    "value": "value_as_published", "note": "note",
}  # fmt: skip
#: No file of figures has more cells than this.
MOST_CELLS = 200_000
Said = layouts.Said
NOTHING_SAID = Said()


class Seen(NamedTuple):
    """What was recognised in a file, and what stands against taking it."""

    #: The figures in the columns of the template, and ``where``.
    rows: pd.DataFrame
    #: Each cell that is not blank, with its role: see :func:`layouts.read`.
    cells: pd.DataFrame
    problems: list
    asked: dict
    remarks: list


def see(path, said=NOTHING_SAID, again=False):
    """Recognise what a file of figures holds, and check it; give a Seen. What ``said`` adds is what the file does not say.

    ``again`` leaves the notes of rows that :func:`tidied` wrote: they were looked at, with what the user said of them.
    """
    path = Path(path)
    book, remarks = sheets.read(path)
    if not any(any(row) for sheet in book for row in sheet.rows):
        raise InputError(f"{path.name}: the file is empty; `offences template` writes one to fill in.")
    wrong = own_rows.said_problems(said, [sheet.name for sheet in book])
    if wrong:
        raise InputError(wrong)
    named = [sheet for sheet in book if sheet.visible and (not said.sheet or sheet.name in said.sheet)]
    large = [sheet for sheet in book if sum(map(len, sheet.rows)) > MOST_CELLS]
    if any(sheet in named for sheet in large):
        raise InputError(
            f"{path.name}: has a sheet of more than {MOST_CELLS:,} cells; name the sheet of the table with --sheet, or give a "
            "file with the table alone."
        )
    book = [sheet for sheet in book if sheet not in large]
    remarks += [f"{path.name}, sheet {sheet.name}: too large to be listed, and left out." for sheet in large]
    tidy = [sheet for sheet in named if _header(sheet) is not None]
    if tidy:
        rows, cells, problems = _tidy(path, book, tidy)
        new = rows[~(again & rows["made"].astype(bool))]
        problems += [f"{path.name}, {problem}" for problem in own_rows.note_problems(new, said)]
        rows = rows.drop(columns="made")
        asked = {}
    else:
        cells, problems, asked, told = layouts.read(book, said)
        rows = _figures(path, cells)
        problems = [f"{path.name}, {problem}" for problem in problems]
        remarks += [f"{path.name}, {remark}" for remark in told]
        if rows.empty and not problems:
            numbers = cells[cells["why"].ne("") & cells["text"].map(printed_tables.labels.is_number)]
            why = "".join(f"; {cell.cell} {cell.text!r} {cell.why}" for cell in numbers.head(1).itertuples())
            problems = [
                f"{path.name}: no table was recognised (`offences read` says of each cell why{why}): give forces or areas down "
                "and financial years across, or the other way round, each with its label, or the columns of "
                "`offences template`."
            ]
    offence = "" if said.offence == layouts.offences()[0] else said.offence
    filled = {"place_as_published": said.place, "period_as_published": said.period, "offence": offence}
    # What the user says fills blank cells.
    for column, words in {**{name: getattr(said, name) for name in own_rows.SOURCE}, **filled}.items():
        sourced = rows["source_id"].ne("") & (column in own_rows.SOURCE)
        rows[column] = rows[column].mask(rows[column].eq("") & ~sourced, words)
    if not problems and not asked:
        problems = [f"{path.name}, {problem}" for problem in own_rows.problems(rows)]
    return Seen(rows, cells, problems, asked, remarks)


def read(path, said=NOTHING_SAID):
    """Read and check a user's figures.

    Gives figures in the columns of ``figures.csv`` and with ids, offence and cell, which is in the note too; and the
    sources that the collection does not have yet, by source_id. InputError names file, row or cell, column, value and
    what is allowed, for every problem; or the options that have to be given.
    """
    rows = checked(path, said, again=True).rows
    told = zip(rows["note"], rows["cell"], strict=True)
    return _split(
        rows.assign(note=[note if cell in note else f"{note}; {cell}".lstrip("; ") for note, cell in told])
    )


def checked(path, said=NOTHING_SAID, again=False):
    """Give what was recognised in a file, as :func:`see`; errors as for :func:`read`."""
    seen = see(path, said, again)
    if seen.problems:
        raise InputError(seen.problems)
    if seen.asked:
        raise InputError([f"{Path(path).name}: give {option}: {why}." for option, why in seen.asked.items()])
    return seen


def tidied(rows):
    """Write the ``rows`` of Seen as the bytes of a tidy CSV file, which reads as the same rows."""
    filled = [name for name in own_rows.COLUMNS if name in published.REQUIRED or rows[name].ne("").any()]
    return rows[filled].to_csv(index=False, lineterminator="\n").encode()


def _in_file(path, where):
    """Name a row or cell of a file; a name that looks like a formula begins with its folder."""
    # A file may be called by what no cell may hold: line ends, and bytes that are no text.
    name = "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in path.name)
    return f"{'./' * name.startswith(('=', '+', '-', '@'))}{name}, {where}"


def _name(text):
    """Read the name of a column as it may be written: "Place as published"."""
    return "_".join(text.lower().split())


def _header(sheet):
    """Give the number of the row that names the columns of a tidy sheet; None where it is none."""
    first = next((number for number, row in enumerate(sheet.rows) if any(row)), None)
    if first is None or not TIDY & {_name(cell) for cell in sheet.rows[first]}:
        return None
    return first


def _tidy(path, book, tidy):
    """Read the sheets in the columns of the template."""
    records, cells, problems = [], [], []
    for sheet in book:
        if sheet not in tidy:
            cells += _left_out(sheet)
            continue
        first = _header(sheet)
        header = [_name(cell) for cell in sheet.rows[first]]
        while header and not header[-1]:
            header.pop()
        wrong = [f"{path.name}, {sheet.where(first)}: {problem}" for problem in _wrong(header)]
        problems += wrong
        for number, row in enumerate(sheet.rows[first + 1 :], first + 1):
            if not any(row) or wrong:
                continue
            problem = _misfit(header, row)
            if problem:
                problems.append(f"{path.name}, {sheet.where(number)}{problem}")
                continue
            at = header.index("value_as_published")
            if (number, at) in sheet.hidden:
                cells.append(
                    layouts.cell(
                        sheet, number, at, row[at], printed_tables.LEFT_OUT, printed_tables.NOT_SHOWN
                    )
                )
                continue
            if code := sheet.shown.get((number, at)):
                what = f"is shown as other text by its number format, {code}; write what is shown."
                problems.append(f"{path.name}, {sheet.where(number)}, value_as_published: {row[at]!r} {what}")
            record = {**dict.fromkeys(own_rows.COLUMNS, ""), **dict(zip(header, row, strict=False))}
            stands = sheet.address(number, at) if sheet.name else sheet.where(number)
            record |= {"made": bool(record["cell"])}
            record |= {"where": sheet.where(number), "cell": record["cell"] or _in_file(path, stands)}
            record["figure_id"] = record["figure_id"] or f"own{sheet.numbers[number]:04d}" + (
                f"-{tidy.index(sheet) + 1}" if tidy.index(sheet) else ""
            )
            records.append(record)
            known = {name: record[column] for name, column in AS_FIGURE.items()}
            cells.append(layouts.cell(sheet, number, at, row[at], printed_tables.TAKEN, **known))
    if not records and not problems:
        raise InputError(f"{path.name}: there is no figure below the header; add at least one row.")
    rows = pd.DataFrame(records, columns=[*own_rows.COLUMNS, "where", "made"]).astype(object)
    return rows, pd.DataFrame(cells, columns=layouts.COLUMNS), problems


def _left_out(sheet):
    return [
        layouts.cell(sheet, number, column, text, printed_tables.LEFT_OUT, layouts.NO_TEMPLATE)
        for number, row in enumerate(sheet.rows)
        for column, text in enumerate(row)
        if text
    ]


def _wrong(header):
    """List what is wrong with the names of the columns."""
    for column in published.REQUIRED:
        if column not in header:
            yield f"the column {column!r} is missing; required are {', '.join(published.REQUIRED)}."
    for column in header:
        if column not in own_rows.COLUMNS:
            near = process.extractOne(column, own_rows.COLUMNS, score_cutoff=70)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            yield f"the column {column!r} is not known.{hint} Allowed are {', '.join(own_rows.COLUMNS)}."
    for column in {name for name in header if header.count(name) > 1}:
        yield f"the column {column!r} stands twice."


def _misfit(header, row):
    """Say why a row does not fit its header; empty where it does."""
    # only a note may run over several lines, and none of them may look like a row
    swallowed = [
        column
        for column, cell in zip(header, row, strict=False)
        if len(cell.splitlines()) > 1
        and (
            column != "note"
            or any(line.count(",") >= len(published.REQUIRED) - 1 for line in cell.splitlines())
        )
    ]
    if swallowed:
        return (
            f", {swallowed[0]}: the cell runs on over the lines below it, as after a double quote that is not "
            "closed; close it, and write what a cell holds on one line."
        )
    if any(row[len(header) :]) or len(row) < len(header):
        return f": {len(row)} cells where the header has {len(header)}; put values that hold a comma in double quotes."
    return ""


def _figures(path, cells):
    """Write what was taken from tables in the columns of the template."""
    taken = cells[cells["role"].eq(printed_tables.TAKEN)].to_dict("records")
    records = [
        {
            **dict.fromkeys(own_rows.COLUMNS, ""),
            **{column: cell[name] for name, column in AS_FIGURE.items()},
            "figure_id": f"own{number:04d}",
            "cell": _in_file(path, cell["cell"]),
            "where": cell["cell"],
        }
        for number, cell in enumerate(taken, 1)
    ]
    return pd.DataFrame(records, columns=[*own_rows.COLUMNS, "where"]).astype(object)


def _split(table):
    """Separate the figures from the sources that they bring."""
    known = published.sources()
    own = ~table["source_id"].isin(known.index)
    key = table[own_rows.SOURCE_KEY].agg("|".join, axis=1)
    number = key.where(own).rank(method="dense")
    ids = [f"own{int(n)}" if n == n else "" for n in number]
    table["source_id"] = table["source_id"].where(~own, ids)
    sources = table.loc[own, ["source_id", *own_rows.SOURCE]].drop_duplicates("source_id")
    sources = sources.rename(columns={"round": "press_round"})
    sources["origin"] = ["NSPCC" if month else "own" for month in sources["press_round"]]
    figures = table[[*published.FIGURE_COLUMNS, "offence", "cell"]].reset_index(drop=True)
    return figures, published.with_rounds(sources)[list(known.columns)]
