"""Read the Home Office's counts of recorded offences, as it publishes them.

The police force area open data tables come as a workbook with a sheet a financial year between sheets of text,
or as CSV. Two classes are kept: 88A, which contains the offence, and 71, in which some forces recorded it.
"""

import re
from pathlib import Path

import pandas as pd

from offences.names import areas, reference, years
from offences.names.errors import InputError
from offences.reading import sheets

FOLDER = reference.DATA / "home_office"
COLUMNS = (
    "Financial Year,Financial Quarter,Force Name,Offence Description,Offence Group,Offence Subgroup,"
    "Offence Code,Number of Offences"
).split(",")
#: The classes kept, with every name that the Home Office has given them.
CLASSES = {
    "71": [
        "Abuse of children through sexual exploitation",
        "Abuse of children through prostitution and pornography",
    ],
    "88A": ["Sexual grooming"],
}
#: A row with this many of the column names is meant to be the header.
ENOUGH_NAMES = 4
CELL = ["area", "year", "quarter", "offence_code"]


def read(path):
    """Read the two classes from a workbook (.ods, .xlsx) or .csv of the police force area open data tables.

    Columns area, year, quarter, offence_code and offences (Int64, missing where the cell is blank; negative
    corrections stay), and the published columns as text.
    """
    path = Path(path)
    found = [
        rows for sheet, cells in _sheets(path).items() if (rows := _rows(path, sheet, cells)) is not None
    ]
    if not found:
        raise InputError(
            f"{path.name}: no sheet holds a table with the columns {', '.join(COLUMNS)}; "
            "give the police force area open data tables."
        )
    rows = pd.concat(found, ignore_index=True)
    problems = _unknown_codes(rows)
    rows = rows[rows["Offence Code"].isin(CLASSES)].reset_index(drop=True)
    missing = [code for code in CLASSES if code not in set(rows["Offence Code"])]
    if missing and not problems:
        raise InputError(
            f"{path.name}: holds no row of offence code {' or '.join(missing)}, the classes kept."
        )
    for column, (name, reader) in READERS.items():
        rows[name], refused = _each(rows, column, reader)
        problems += refused
    if problems:
        raise InputError(problems)
    twice = rows[rows.duplicated(CELL, keep="first")]
    first = rows.drop_duplicates(CELL).set_index(CELL)["where"]
    problems = [
        f"{row['where']}, column Number of Offences: {row['Number of Offences']!r} is a second count for "
        f"{row['Force Name']}, {row['year']}, quarter {row['quarter']}, code {row['offence_code']}; "
        f"the first is at {first[tuple(row[name] for name in CELL)]}; one is allowed."
        for row in twice.to_dict("records")
    ]
    if problems:
        raise InputError(problems)
    return rows.drop(columns="where").astype({"quarter": "int64", "offences": "Int64"})


def _sheets(path):
    """Give the cells of each sheet as they come, by its name; of a CSV file there is one, unnamed."""
    if path.suffix.lower() == ".csv":
        sheets_of_text, _ = sheets.read(path)
        return {"": pd.DataFrame(sheets_of_text[0].rows).fillna("")}
    return {name: pd.DataFrame(rows) for name, rows in sheets.cells(path).items()}


def _rows(path, sheet, cells):
    """Give the rows below a sheet's header as text, with the place of each; None for a sheet of text."""
    texts = cells.apply(_by_value, reader=sheets.text)
    names = texts.apply(_by_value, reader=_column)
    hits = names.ne("").sum(axis=1)
    if hits.empty or hits.max() < ENOUGH_NAMES:
        return None
    header = int(hits.ge(ENOUGH_NAMES).to_numpy().argmax())
    place = f"{path.name}, " + (f"sheet {sheet}, " if sheet else "")
    there = names.iloc[header]
    wrong = [column for column in COLUMNS if there.eq(column).sum() != 1]
    if wrong:
        raise InputError(
            f"{place}row {header + 1}: the header must name {', '.join(wrong)} once; it holds "
            f"{', '.join(text for text in texts.iloc[header] if text)}."
        )
    rows = texts.iloc[header + 1 :, [int(there.eq(column).to_numpy().argmax()) for column in COLUMNS]]
    rows = rows.set_axis(COLUMNS, axis=1)
    rows["where"] = [f"{place}row {number + 1}" for number in rows.index]
    return rows[rows[COLUMNS].ne("").any(axis=1)]


def _by_value(cells, reader):
    """Read each different value of a column once."""
    return cells.map({value: reader(value) for value in cells.unique()})


def _column(text):
    """Name the column that a cell heads, its notes and spacing aside; empty for any other cell."""
    name = " ".join(re.sub(r"\[.*?\]", "", text).split()).casefold()
    return next((column for column in COLUMNS if column.casefold() == name), "")


def _unknown_codes(rows):
    """Refuse rows of the two classes whose code or description is written in a way not known."""
    code = rows["Offence Code"].str.upper()
    rows["Offence Code"] = code.where(code.isin(CLASSES), rows["Offence Code"])
    described = {name.casefold(): code for code, names in CLASSES.items() for name in names}
    by_name = rows["Offence Description"].str.casefold().map(described).fillna("")
    by_code = rows["Offence Code"].where(rows["Offence Code"].isin(CLASSES), "")
    other = by_code.eq("") & code.str.fullmatch(r"0*(?:71|88A)(?:[^0-9A-Z].*)?")
    problems = []
    for _, row in rows[other | by_name.ne(by_code)].iterrows():
        if row["Offence Code"] in CLASSES:
            known = " or ".join(map(repr, CLASSES[row["Offence Code"]]))
            said = f"column Offence Description: {row['Offence Description']!r} is no name of class {row['Offence Code']}; known is {known}"
        else:
            said = f"column Offence Code: {row['Offence Code']!r} ({row['Offence Description']}) is no known way to write a class; allowed are 71 and 88A"
        problems.append(f"{row['where']}, {said}.")
    return problems


def _each(rows, column, reader):
    """Read a column, each different value once; give the values and the sentences for those refused."""
    known, refused = {}, {}
    for text in rows[column].unique():
        try:
            known[text] = reader(text)
        except InputError as error:
            refused[text] = str(error)
    problems = [
        f"{where}, column {column}: {refused[text]}"
        for where, text in zip(rows["where"], rows[column], strict=True)
        if text in refused
    ]
    return [known.get(text) for text in rows[column]], problems


def _force(text):
    try:
        code = areas.find_printed(text)
    except InputError:
        code = ""
    if code not in (*areas.forces(), "BTP"):
        raise InputError(
            f"{text!r} is no police force of England and Wales nor the British Transport Police."
        )
    return code


def _quarter(text):
    if text not in ("1", "2", "3", "4"):
        raise InputError(f"{text!r} is no quarter; allowed are 1 to 4.")
    return int(text)


def _count(text):
    if text == "":
        return pd.NA
    if not re.fullmatch(r"-?(\d+|\d{1,3}(,\d{3})+)(\.0+)?", text):
        raise InputError(f"{text!r} is no whole number of offences; a correction may be negative.")
    return int(text.replace(",", "").partition(".")[0])


READERS = {
    "Financial Year": ("year", years.read),
    "Financial Quarter": ("quarter", _quarter),
    "Force Name": ("area", _force),
    "Offence Code": ("offence_code", str),
    "Number of Offences": ("offences", _count),
}
#: The columns of the published outcomes tables that are kept, and their names.
OUTCOMES = {
    "force_name": "area", "financial_year": "year", "financial_quarter": "quarter", "offence_code": "offence_code",
    "outcome_type": "outcome_type", "outcome_description": "outcome",
    "outcomes_of_offences_recorded_in_quarter": "outcomes",
}  # fmt: skip


def outcomes(path):
    """Read the outcomes of the two classes by force and quarter from a .csv of the published outcomes tables.

    Columns area, year, quarter, offence_code, outcome_type, outcome and outcomes: of the offences recorded in the
    quarter, never of those given in it.
    """
    rows = reference.table(path).rename(columns=OUTCOMES)[[*OUTCOMES.values()]]
    rows["area"] = _by_value(rows["area"], _force)
    return rows.astype({"quarter": int, "outcome_type": int, "outcomes": int})
