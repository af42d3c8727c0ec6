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
from offences.tables import estimates, official, outcomes, problems, series, shares

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
        if self.allowed is not None or self.kind == "flag":
            return f"allowed are {wording.listed(self.vocabulary() or FLAGS)}"
        if self.minimum is not None:
            return f"allowed is a number of {self.minimum:g} or more"
        article = "an" if self.kind.startswith("integer") else "a"
        return "it may not be blank" if self.kind == "text" else f"allowed is {article} {self.kind}"


class Table(NamedTuple):
    """A clean table: what it is, its columns in order, those that no two rows share, those never
    blank, and those that mean something else here than elsewhere."""

    what: str
    columns: list
    key: list = []
    filled: list = []
    own: dict = {}

    def column(self, name):
        """Give what a column of this table holds."""
        column = self.own.get(name) or COLUMNS[name]
        return column._replace(required=True) if name in [*self.key, *self.filled] else column


def _each(names, *given, **held):
    return dict.fromkeys(names.split(), Column(*given, **held))


_ID, _IDS = (
    {"pattern": published.ID, "said": "an id"},
    {"pattern": rf"{published.ID}( {published.ID})*", "said": "ids, separated by spaces"},
)
_YEAR = {"pattern": years.WRITTEN, "said": "a financial year such as 2017/18"}

COLUMNS = {
    **_each("category doubt value_as_published printed note repair reading identity rival publisher title"),
    **_each("place_as_published period_as_published outcome whence detail reason how", required=True),
    **_each("figure_id statement source_id", required=True, **_ID),
    **_each("part_because known_id total_id", **_ID),
    **_each("figure_ids", required=True, **_IDS),
    **_each("doubt_rows given rows_used", **_IDS),
    **_each("whole footnote chosen", "flag", required=True),
    **_each("year", "year", required=True, **_YEAR),
    **_each("first_year last_year", "year", **_YEAR),
    **_each("start end", pattern=reference.MONTH, said="a month, YYYY-MM"),
    **_each("months", "months", minimum=1),
    **_each("low high recomputed_low recomputed_high other_low other_high", "number"),
    **_each("beside lowest highest count_low count_high known total", "number", minimum=0),
    **_each("counted of_class estimate low80 high80 low95 high95 k", "number", required=True, minimum=0),
    **_each("share_low share_high", "number", minimum=-0.5),
    **_each("rounds publishers forces", "integer", minimum=1),
    **_each("outcome_type", "integer", minimum=0),
    **_each("offences", "integer"),
    **_each("outcomes correction", "integer or blank"),
    **_each("quarter", "integer", required=True, allowed=[1, 2, 3, 4]),
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
    "url": Column(pattern=published.ADDRESS, said="an address in full, beginning with https://"),
    "published": Column(pattern=reference.DATE, said="a date of publication: YYYY-MM-DD, YYYY-MM or YYYY"),
    "press_round": Column(pattern=r"20\d\d(-\d\d)?", said="the month of a release, YYYY-MM, or its year"),
    # of one vocabulary
    **_each("precision share_precision", allowed=values.PRECISIONS),
    "dimension": Column(allowed=list(published.DIMENSIONS)),
    "unit": Column(allowed=values.MEASURED_IN),
    "rule": Column(allowed=[*series.RULES.values(), series.ONLY, series.SAME]),
    "origin": Column(required=True, allowed=published.ORIGINS),
    "offence": Column(required=True, allowed=[*series.COUNTED, *published.OTHER_OFFENCES]),
    "measure": Column(required=True, allowed=[*published.MEASURES, *published.OTHER_MEASURES]),
    "period_rule": Column(required=True, allowed=[*periods.RULES, periods.UNREADABLE]),
    "status": Column(required=True, allowed=values.STATUSES),
    "vintage": Column(required=True, allowed=lambda: sorted(set(reference.reference("vintages")["vintage"]))),
    "offence_code": Column(required=True, allowed=list(home_office.CLASSES)),
    "what": Column(required=True, allowed=VARYING),
    "kind": Column(required=True, allowed=list(problems.KINDS)),
    "verdict": Column(required=True, allowed=wording.VERDICTS),
}
#: Columns of which the first never lies above the second.
ORDERED = [
    tuple(pair.split())
    for pair in (
        "low high", "count_low count_high", "share_low share_high", "lowest highest", "low80 high80", "low95 high95",
        "first_year last_year", "start end",
    )
]  # fmt: skip

TABLES = {
    "figures": Table("every published figure, as printed and as read", readings.COLUMNS, ["figure_id"]),
    "offences": Table(
        "one count for each area, year and round, the best one chosen",
        [*series.COLUMNS, "doubt", "doubt_rows"],
        ["area", "year", "round"],
        ["low", "precision", "printed"],
    ),
    "shares": Table(
        "shares by platform, gender and age, with the number known",
        [*shares.COLUMNS, "doubt", "doubt_rows"],
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
        [*estimates.COLUMNS, "doubt", "doubt_rows"],
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
            "recomputed_high other_low other_high rows_used reason identity doubt"
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


def typed(name, table, where):
    """Give a clean table, read as text with blanks as empty strings, the types of its columns; ``where`` is its name in an error.

    InputError where a column is missing or not known, or a cell is no number or flag.
    """
    _same_columns(name, table, where)
    found, wrong = {}, []
    for label, texts in table.items():
        column = TABLES[name].column(label)
        if column.kind == "flag":
            found[label], bad = texts.eq("yes"), ~texts.isin(FLAGS)
        elif column.kind in ("text", "year"):
            continue
        else:
            numbers = pd.to_numeric(texts.replace("", None), errors="coerce")
            bad = numbers.isna() & (texts.ne("") | (column.kind == "integer"))
            if column.kind.startswith("integer"):
                bad |= numbers.notna() & numbers.mod(1).ne(0)
            found[label] = numbers if bad.any() else numbers.astype(KINDS[column.kind][0])
        wrong += [
            (place, _sentence(where, place, label, texts.iloc[place], column.words()))
            for place in bad.to_numpy().nonzero()[0]
        ]
    if wrong:
        raise InputError([sentence for _, sentence in sorted(wrong)])
    return table.assign(**found)


def _same_columns(name, table, where):
    wanted = TABLES[name].columns
    wrong = [f"{where}: the column {column!r} is missing." for column in wanted if column not in table]
    wrong += [
        f"{where}: the column {column!r} is not known; its columns are {wording.listed(wanted)}."
        for column in table
        if column not in wanted
    ]
    if wrong:
        raise InputError(wrong)


def _sentence(where, place, column, value, words):
    shown = "blank"
    if pd.notna(value) and value != "":
        shown = repr(value) if isinstance(value, str) else f"{value:g}"
    return f"{where}, row {place + 1}, {column}: {shown} is not allowed; {words}."


def validate(name, table, where=""):
    """Refuse a clean table, with the types of its columns, that holds what it may not: a sentence for each cell.

    ``where`` is what to call it in an error; its name where empty.
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
    key, found = TABLES[name].key, {}
    for case in cases.to_dict("records"):
        column, rule = case["column"], str(case["check"])
        if pd.isna(case["index"]):
            found[-1, column, rule] = f"{where}, {column}: the column is {case['failure_case']}, not {rule}."
            continue
        place = int(case["index"])
        if rule in RULES:
            column, words = RULES[rule]
        elif rule == "multiple_fields_uniqueness":
            column, words = wording.listed(key), "each row has its own"
        else:
            words = TABLES[name].column(column).words()
        value = table.loc[place, column] if column in table else " ".join(table.loc[place, key].map(str))
        found[place, column] = _sentence(where, place, column, value, words)
    return [found[where] for where in sorted(found, key=lambda where: where[0])]


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
    rules = [
        pa.Check(
            lambda rows, low=low, high=high: ~(rows[low] > rows[high]).fillna(False).astype(bool),
            name=f"{low} above {high}",
        )
        for low, high in ORDERED
        if {low, high} <= set(table.columns)
    ]
    if "low" in table.columns:
        rules.append(pa.Check(_no_negative_count, name="a count is 0 or more"))
    columns = {label: _column(pa, table.column(label)) for label in table.columns}
    return pa.DataFrameSchema(columns, checks=rules, unique=table.key or None)


def _column(pa, column):
    dtype = KINDS[column.kind][0]
    blank, checks = [""] if dtype == "str" and not column.required else [], []
    if column.kind == "year":
        checks.append(pa.Check.isin([*YEARS, *blank]))
    elif column.listed_in == "areas":
        checks.append(pa.Check(lambda codes: codes.map(areas.is_code), name="an area"))
    elif column.allowed is not None:
        checks.append(pa.Check.isin([*column.vocabulary(), *blank]))
    elif column.pattern:
        checks.append(pa.Check.str_matches(f"^(?:{column.pattern}){'?' if blank else ''}$"))
    elif dtype == "str" and column.required:
        checks.append(pa.Check.str_length(min_value=1))
    if column.minimum is not None:
        checks.append(pa.Check.ge(column.minimum))
    return pa.Column(dtype, checks, nullable=dtype in ("float64", "Int64") and not column.required)


def _no_negative_count(table):
    counts = table["unit"].eq("count") if "unit" in table else True
    return ~(table["low"].lt(0) & counts)


def described(name):
    """Give the type and the constraints of each column of a table as ``datapackage.json`` describes them."""
    table, found = TABLES[name], {}
    for label in table.columns:
        column, held = table.column(label), {}
        if column.required or column.kind in ("flag", "integer"):
            held["required"] = True
        if table.key == [label]:
            held["unique"] = True
        if column.kind == "flag" or (column.allowed is not None and not column.listed_in):
            held["enum"] = column.vocabulary() or FLAGS
        if column.pattern:
            held["pattern"] = column.pattern
        if column.minimum is not None:
            held["minimum"] = column.minimum
        found[label] = {"type": KINDS[column.kind][1], "constraints": held}
    return found
