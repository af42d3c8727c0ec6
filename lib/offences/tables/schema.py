"""What the clean tables may hold: every column once, and the columns of each table.

A column means the same in every table. The types that CSV is read with, the checks of a
table that is built or loaded and the constraints of ``data/datapackage.json`` come from here.
"""

import functools
from collections.abc import Callable
from typing import NamedTuple

import pandas as pd

from offences.names import areas, reference, wording, years
from offences.names.errors import InputError
from offences.reading import home_office, periods, published, readings, values
from offences.tables import official, outcomes, problems, series

#: Of each kind of column: its type in pandas and in ``datapackage.json``.
KINDS = {
    "text": ("str", "string"),
    "year": ("str", "string"),
    "flag": ("bool", "string"),
    "integer": ("int64", "integer"),
    "integer or blank": ("Int64", "integer"),
    "months": ("float64", "integer"),
    "number": ("float64", "number"),
}
FLAGS = ["yes", "no"]
#: Whose counts the table ``variation`` is about: the class, and the offence as published.
VARYING = ["class 88A", "s15A"]
YEARS = frozenset(years.name(year) for year in range(2000, 2100))
IDS = rf"{published.ID}( {published.ID})*"
#: Columns of which the first never lies above the second.
ORDERED = [
    ("low", "high"),
    ("count_low", "count_high"),
    ("share_low", "share_high"),
    ("lowest", "highest"),
    ("low80", "high80"),
    ("low95", "high95"),
    ("first_year", "last_year"),
    ("start", "end"),
]


class Column(NamedTuple):
    """What a column may hold; blank unless it is required."""

    kind: str = "text"
    required: bool = False
    #: The vocabulary, or what gives it where it lies in a file.
    allowed: list | Callable | None = None
    pattern: str = ""
    minimum: float | None = None
    #: What is allowed, in words, where neither vocabulary nor pattern says it well.
    said: str = ""
    #: The file of ``data/reference`` whose first column holds the vocabulary.
    listed_in: str = ""

    def vocabulary(self):
        """List what is allowed; None where anything of the kind is."""
        return list(self.allowed()) if callable(self.allowed) else self.allowed and list(self.allowed)

    def words(self):
        """Say what is allowed."""
        if self.said:
            return f"allowed is {self.said}"
        if self.kind == "flag":
            return "allowed are yes and no"
        if self.allowed is not None:
            return f"allowed are {wording.listed(self.vocabulary())}"
        if self.minimum is not None:
            return f"allowed is a number of {self.minimum:g} or more"
        return "it may not be blank" if self.kind == "text" else f"allowed is a {self.kind}"


class Table(NamedTuple):
    """A clean table: what it is, its columns in order, those that no two rows share, those never
    blank, and those that mean something else here than elsewhere."""

    what: str
    columns: list
    key: list = []
    filled: list = []
    own: dict = {}

    def required(self, column):
        """Tell whether a column of this table is never blank."""
        return column in [*self.key, *self.filled] or _column_of(self, column).required


def _vintages():
    return sorted(set(reference.reference("vintages")["vintage"]))


_YEAR = Column("year", pattern=years.WRITTEN, said="a financial year such as 2017/18")
_MONTH = Column(pattern=reference.MONTH, said="a month, YYYY-MM")
_ID = Column(pattern=published.ID, said="an id")
_IDS = Column(pattern=IDS, said="ids, separated by spaces")
_FLAG = Column("flag", required=True)
_COUNT = Column("number", minimum=0)
_ESTIMATE = Column("number", required=True, minimum=0)
_PRECISION = Column(allowed=values.PRECISIONS)

COLUMNS = {
    # what a figure is, and whose
    "figure_id": _ID._replace(required=True),
    "figure_ids": _IDS._replace(required=True),
    "statement": _ID._replace(required=True),
    "source_id": _ID._replace(required=True),
    "area": Column(
        required=True,
        said="a code of data/reference/areas.csv, or several of forces joined by +",
        listed_in="areas",
    ),
    "round": Column(
        required=True,
        pattern=rf"({reference.MONTH}|({'|'.join(published.ORIGINS)}) {published.ID})",
        said="the month of a release, YYYY-MM, or who counted and a source, such as 'force s001'",
    ),
    "origin": Column(required=True, allowed=published.ORIGINS),
    "offence": Column(required=True, allowed=[*series.COUNTED, *published.OTHER_OFFENCES]),
    "measure": Column(required=True, allowed=[*published.MEASURES, *published.OTHER_MEASURES]),
    "dimension": Column(allowed=list(published.DIMENSIONS)),
    "category": Column(),
    # when
    "year": _YEAR._replace(required=True),
    "first_year": _YEAR,
    "last_year": _YEAR,
    "start": _MONTH,
    "end": _MONTH,
    "months": Column("months", minimum=1),
    "whole": _FLAG,
    "part_because": _ID,
    "period_rule": Column(required=True, allowed=[*periods.RULES, periods.UNREADABLE]),
    # how many
    "low": Column("number"),
    "high": Column("number"),
    "unit": Column(allowed=values.MEASURED_IN),
    "precision": _PRECISION,
    "status": Column(required=True, allowed=values.STATUSES),
    "beside": _COUNT,
    "footnote": _FLAG,
    "doubt": Column(),
    "doubt_rows": _IDS,
    # as printed
    "place_as_published": Column(required=True),
    "period_as_published": Column(required=True),
    "value_as_published": Column(),
    "printed": Column(),
    "note": Column(),
    # the figure chosen among several
    "chosen": _FLAG,
    "rule": Column(allowed=[*series.RULES.values(), series.ONLY, series.SAME]),
    "rounds": Column("integer", minimum=1),
    "publishers": Column("integer", minimum=1),
    "lowest": _COUNT,
    "highest": _COUNT,
    # shares
    "count_low": _COUNT,
    "count_high": _COUNT,
    "share_low": Column("number", minimum=-0.5),
    "share_high": Column("number", minimum=-0.5),
    "share_precision": _PRECISION,
    "known": _COUNT,
    "total": _COUNT,
    "known_id": _ID,
    "total_id": _ID,
    # the Home Office's series
    "quarter": Column("integer", required=True, allowed=[1, 2, 3, 4]),
    "vintage": Column(required=True, allowed=_vintages),
    "offence_code": Column(required=True, allowed=list(home_office.CLASSES)),
    "offences": Column("integer"),
    "outcome_type": Column("integer", minimum=0),
    "outcome": Column(required=True),
    "outcomes": Column("integer or blank"),
    "correction": Column("integer or blank"),
    # estimates
    "estimate": _ESTIMATE,
    "low80": _ESTIMATE,
    "high80": _ESTIMATE,
    "low95": _ESTIMATE,
    "high95": _ESTIMATE,
    "given": _IDS,
    "what": Column(required=True, allowed=VARYING),
    "k": _ESTIMATE,
    "whence": Column(required=True),
    "forces": Column("integer", minimum=1),
    # problems, verdicts
    "kind": Column(required=True, allowed=list(problems.KINDS)),
    "detail": Column(required=True),
    "repair": Column(),
    "verdict": Column(required=True, allowed=wording.VERDICTS),
    "reading": Column(),
    "recomputed_low": Column("number"),
    "recomputed_high": Column("number"),
    "rows_used": _IDS,
    "reason": Column(required=True),
    "identity": Column(),
    # counts that follow
    "how": Column(required=True),
    "rival": Column(),
    # sources
    "publisher": Column(),
    "title": Column(),
    "url": Column(pattern=published.ADDRESS, said="an address in full, beginning with https://"),
    "published": Column(pattern=reference.DATE, said="a date of publication: YYYY-MM-DD, YYYY-MM or YYYY"),
    "press_round": Column(pattern=r"20\d\d(-\d\d)?", said="the month of a release, YYYY-MM, or its year"),
}

TABLES = {
    "figures": Table("every published figure, as printed and as read", readings.COLUMNS, ["figure_id"]),
    "offences": Table(
        "one count for each area, year and round, the best one chosen",
        (
            "area year round origin offence low high precision printed whole part_because chosen rule rounds "
            "publishers lowest highest figure_id figure_ids doubt doubt_rows"
        ).split(),
        ["area", "year", "round"],
        ["low", "precision", "printed"],
    ),
    "shares": Table(
        "shares by platform, gender and age, with the number known",
        (
            "figure_id statement source_id round area offence first_year last_year start end months dimension "
            "category count_low count_high share_low share_high precision share_precision printed known total "
            "known_id total_id status doubt doubt_rows"
        ).split(),
        ["figure_id"],
        ["first_year", "last_year", "start", "end", "months", "dimension", "category"],
    ),
    "official": Table(
        "Home Office classes 71 and 88A by force, quarter and vintage",
        official.COLUMNS,
        ["area", "year", "quarter", "vintage", "offence_code"],
    ),
    "outcomes": Table(
        "what became of the offences of these classes", outcomes.COLUMNS, [*outcomes.CELL, "outcome_type"]
    ),
    "estimates": Table(
        "estimates [e] for force-years without a figure; printed by nobody",
        "area year estimate low80 high80 low95 high95 given".split(),
        ["area", "year"],
    ),
    "variation": Table(
        "how much counts vary beyond chance",
        "what k whence forces first_year last_year".split(),
        ["what"],
        ["first_year", "last_year"],
    ),
    "problems": Table("the log of conflicts, gaps and sums that do not add up", problems.COLUMNS),
    "sources": Table(
        "every source, with its round and who counted",
        "source_id publisher title url published press_round origin round".split(),
        ["source_id"],
    ),
    "claims": Table(
        "every published claim, recomputed from the other figures",
        (
            "figure_id statement area round source_id measure reading verdict published recomputed_low "
            "recomputed_high rows_used reason identity doubt"
        ).split(),
        own={"published": Column(required=True)},
    ),
    "solved": Table(
        "counts that nobody printed and that follow from printed ones",
        "area start end low high rows_used how rival".split(),
        ["area", "start", "end"],
        ["low", "rows_used"],
    ),
}


def _column_of(table, name):
    """Give what a column holds: the same in every table but for what `own` of the table names."""
    return table.own.get(name) or COLUMNS[name]


def typed(name, table, where):
    """Give a table read as text the types of its columns.

    Parameters
    ----------
    name : str
        A clean table.
    table : pandas.DataFrame
        All text, blanks as empty strings.
    where : str
        What to call the table in an error.

    Returns
    -------
    pandas.DataFrame

    Raises
    ------
    InputError
        Where a column is missing or not known, or a cell is no number or flag.
    """
    _same_columns(name, table, where)
    found, wrong = {}, []
    for column in table.columns:
        kind, texts = _column_of(TABLES[name], column).kind, table[column]
        if kind == "flag":
            found[column], bad = texts.eq("yes"), ~texts.isin(FLAGS)
        elif kind in ("text", "year"):
            continue
        else:
            numbers = pd.to_numeric(texts.replace("", None), errors="coerce")
            bad = numbers.isna() & (texts.ne("") | (kind == "integer"))
            if kind.startswith("integer"):
                bad |= numbers.notna() & numbers.mod(1).ne(0)
            found[column] = numbers if bad.any() else numbers.astype(KINDS[kind][0])
        words = (
            "allowed are yes and no"
            if kind == "flag"
            else f"allowed is {'an' if kind[0] == 'i' else 'a'} {kind}"
        )
        wrong += [
            (place, _sentence(where, place, column, texts.iloc[place], words)) for place in _places(bad)
        ]
    if wrong:
        raise InputError([sentence for _, sentence in sorted(wrong)])
    return table.assign(**found)


def _same_columns(name, table, where):
    wanted = TABLES[name].columns
    missing = [column for column in wanted if column not in table.columns]
    other = [column for column in table.columns if column not in wanted]
    wrong = [f"{where}: the column {column!r} is missing." for column in missing]
    wrong += [
        f"{where}: the column {column!r} is not known; its columns are {wording.listed(wanted)}."
        for column in other
    ]
    if wrong:
        raise InputError(wrong)


def _places(bad):
    return [place for place, one in enumerate(bad) if one]


def _sentence(where, place, column, value, words):
    shown = (
        "blank" if pd.isna(value) or value == "" else repr(value) if isinstance(value, str) else f"{value:g}"
    )
    return f"{where}, row {place + 1}, {column}: {shown} is not allowed; {words}."


def validate(name, table, where=""):
    """Refuse a clean table that holds what it may not.

    Parameters
    ----------
    name : str
        A clean table.
    table : pandas.DataFrame
        With the types of its columns.
    where : str, optional
        What to call it in an error; its name where empty.

    Raises
    ------
    InputError
        A sentence for each cell: table, row, column, value and what is allowed.
    """
    from pandera.errors import SchemaErrors

    where = where or name
    _same_columns(name, table, where)
    table = table.reset_index(drop=True)
    try:
        _schema(name).validate(table, lazy=True)
    except SchemaErrors as error:
        raise InputError(_sentences(name, table, where, error.failure_cases)) from None


def _sentences(name, table, where, cases):
    """Turn what pandera found into sentences, by row."""
    found = {}
    for case in cases.to_dict("records"):
        column, rule = case["column"], str(case["check"])
        if pd.isna(case["index"]):
            found[-1, column, rule] = f"{where}, {column}: the column is {case['failure_case']}, not {rule}."
            continue
        place = int(case["index"])
        if rule in RULES:
            column, words = RULES[rule]
        elif rule == UNIQUE:
            column, words = wording.listed(TABLES[name].key), "each row has its own"
        else:
            words = _column_of(TABLES[name], column).words()
        value = (
            table.loc[place, column]
            if column in table
            else " ".join(table.loc[place, TABLES[name].key].map(str))
        )
        found[place, column] = _sentence(where, place, column, value, words)
    return [found[key] for key in sorted(found, key=lambda key: key[0])]


UNIQUE = "multiple_fields_uniqueness"
#: What holds between cells of a row: the column to name, and what is allowed.
RULES = {
    "a count is 0 or more": ("low", "a count is 0 or more"),
    **{f"{low} above {high}": (low, f"it lies above {high} of the row") for low, high in ORDERED},
}


@functools.cache
def _schema(name):
    """Make the pandera schema of a table."""
    import pandera.pandas as pa

    table = TABLES[name]
    columns = {
        column: _column(pa, _column_of(table, column), table.required(column)) for column in table.columns
    }
    rules = [
        pa.Check(_in_order(low, high), name=f"{low} above {high}")
        for low, high in ORDERED
        if {low, high} <= set(table.columns)
    ]
    if "low" in table.columns:
        rules.append(pa.Check(_no_negative_count, name="a count is 0 or more"))
    return pa.DataFrameSchema(columns, checks=rules, strict=True, unique=table.key or None)


def _column(pa, column, required):
    blank, checks = [] if required else [""], []
    dtype = KINDS[column.kind][0]
    if column.kind == "year":
        checks.append(pa.Check.isin([*YEARS, *blank]))
    elif column.listed_in == "areas":
        checks.append(pa.Check(lambda codes: codes.map(areas.is_code), name="an area"))
    elif column.allowed is not None:
        checks.append(pa.Check.isin([*column.vocabulary(), *(blank if dtype == "str" else [])]))
    elif column.pattern:
        checks.append(pa.Check.str_matches(f"^(?:{column.pattern}){'?' * (not required)}$"))
    elif dtype == "str" and required:
        checks.append(pa.Check.str_length(min_value=1))
    if column.minimum is not None:
        checks.append(pa.Check.ge(column.minimum))
    return pa.Column(dtype, checks, nullable=dtype in ("float64", "Int64") and not required)


def _in_order(low, high):
    return lambda table: ~(table[low] > table[high]).fillna(False).astype(bool)


def _no_negative_count(table):
    counts = table["unit"].eq("count") if "unit" in table else True
    return ~(table["low"].lt(0) & counts)


def described(name):
    """Give the fields and key of a table as ``datapackage.json`` describes them.

    Returns
    -------
    dict
        By column, the type and the constraints of the field.
    """
    table = TABLES[name]
    return {column: _described(column, table) for column in table.columns}


def _described(name, table):
    column, found = _column_of(table, name), {}
    if table.required(name) or column.kind in ("flag", "integer"):
        found["required"] = True
    if table.key == [name]:
        found["unique"] = True
    if column.kind == "flag":
        found["enum"] = FLAGS
    elif column.allowed is not None and not column.listed_in:
        found["enum"] = column.vocabulary()
    if column.pattern:
        found["pattern"] = column.pattern
    if column.minimum is not None:
        found["minimum"] = column.minimum
    return {"type": KINDS[column.kind][1], "constraints": found}
