"""What the clean tables may hold: a cell that it may not is refused by a sentence, wherever it comes from."""

import shutil

import pandas as pd
import pytest
from offences.analysis import cleaning
from offences.editions import package
from offences.names.errors import InputError
from offences.reading import intake, published, template
from offences.tables import loading, schema, series

#: A cell written by hand: the table, its row, the column, what stands there and how the sentence goes on.
EDITS = [
    line.split(" | ")
    for line in """
figures | 3 | status | publishd | 'publishd' is not allowed; allowed are published, suppressed,
figures | 1 | low | -3 | -3 is not allowed; a count is 0 or more
figures | 2 | first_year | 2017/19 | '2017/19' is not allowed; allowed is a financial year such as 2017/18
figures | 1 | low | 1e9 | 1e+09 is not allowed; it lies above high of the row
figures | 1 | low | many | 'many' is not allowed; allowed is a number
figures | 1 | whole | Yes | 'Yes' is not allowed; allowed are yes and no
figures | 1 | dimension | colour | 'colour' is not allowed; allowed are platform, gender,
figures | 1 | measure |  | blank is not allowed; allowed are offences, percent_change,
figures | 5 | figure_id | f0004 | 'f0004' is not allowed; each row has its own
offences | 7 | area | E23000099 | 'E23000099' is not allowed; allowed is a code of data/reference/areas.csv
offences | 7 | low | -1 | -1 is not allowed; a count is 0 or more
offences | 7 | round | 2023-13 | '2023-13' is not allowed; allowed is the month of a release
shares | 9 | start | 2017 | '2017' is not allowed; allowed is a month, YYYY-MM
official | 2 | quarter | 5 | 5 is not allowed; allowed are 1, 2, 3 and 4
official | 2 | offences | 1.5 | '1.5' is not allowed; allowed is an integer
official | 2 | vintage | 2019-09 | '2019-09' is not allowed; allowed are 2018,
outcomes | 2 | offence_code | 72 | '72' is not allowed; allowed are 71 and 88A
estimates | 4 | estimate | -0.5 | -0.5 is not allowed; allowed is a number of 0 or more
estimates | 4 | low95 |  | blank is not allowed; allowed is a number of 0 or more
variation | 1 | what | class 71 | 'class 71' is not allowed; allowed are class 88A and s15A
problems | 8 | kind | jumps | 'jumps' is not allowed; allowed are contradicted, at odds,
sources | 6 | published | 12 May 2023 | '12 May 2023' is not allowed; allowed is a date of publication
""".strip().splitlines()
]


@pytest.fixture
def clean(tmp_path):
    """Copy the committed tables, so that a cell of one can be written by hand."""
    shutil.copytree(loading.CLEAN, tmp_path / "clean")
    return tmp_path / "clean"


def written(clean, name, row, column, value):
    path = clean / f"{name}.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    table.loc[row - 1, column] = value
    path.write_text(table.to_csv(index=False, lineterminator="\n"), encoding="utf-8", newline="")
    return path


@pytest.mark.parametrize(("name", "row", "column", "value", "said"), EDITS)
def test_a_cell_written_by_hand_is_refused_with_what_is_allowed(clean, name, row, column, value, said):
    path = written(clean, name, int(row), column, value)
    with pytest.raises(InputError) as refused:
        loading.load(name, str(clean))
    of_row = [sentence for sentence in refused.value.problems if f"row {row}," in sentence]
    assert of_row[0].startswith(f"{path}, row {row}, {column}: {said}")
    assert of_row[0].endswith(".")
    assert "\n" not in of_row[0]


def test_every_wrong_cell_is_named_once_by_row(clean):
    written(clean, "figures", 9, "status", "x")
    path = written(clean, "figures", 2, "origin", "nobody")
    with pytest.raises(InputError) as refused:
        loading.load("figures", str(clean))
    assert [sentence.partition(":")[0] for sentence in refused.value.problems] == [
        f"{path}, row 2, origin",
        f"{path}, row 9, status",
    ]


def test_a_missing_and_an_unknown_column_are_named(clean):
    path = clean / "variation.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("whence", "where", 1), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        loading.load("variation", str(clean))
    assert refused.value.problems == [
        f"{path}: the column 'whence' is missing.",
        f"{path}: the column 'where' is not known; its columns are what, k, whence, forces, first_year and last_year.",
    ]


def test_an_edited_table_gets_no_checksum_in_the_data_package(clean, monkeypatch):
    written(clean, "figures", 3, "status", "publishd")
    for path in loading.CLEAN.parent.iterdir():
        if path.name != "clean":
            (clean.parent / path.name).symlink_to(path)
    monkeypatch.setattr(package.reference, "DATA", clean.parent)
    monkeypatch.setattr(loading, "CLEAN", clean)
    with pytest.raises(InputError, match="row 3, status: 'publishd' is not allowed"):
        package._renewed()


#: What builds each table, but the last of it.
BUILDERS = {
    "figures": (cleaning.readings, "read"),
    "offences": (cleaning.series, "offences"),
    "shares": (cleaning.shares, "shares"),
    "official": (cleaning.official, "official"),
    "outcomes": (cleaning.outcomes, "outcomes"),
    "estimates": (cleaning.estimates, "estimates"),
    "variation": (cleaning.variation, "table"),
    "problems": (cleaning.problems, "problems"),
}


def test_a_table_is_checked_when_it_is_built(monkeypatch):
    for name, (module, builder) in BUILDERS.items():
        monkeypatch.setattr(module, builder, lambda *given, name=name: loading.load(name, "", 0))
    read = loading.load("figures", "", 0), pd.DataFrame()
    monkeypatch.setattr(cleaning.readings, "read", lambda *given: read)
    monkeypatch.setattr(cleaning.claims, "check", lambda tables, _: tables.problems.head(0).assign(doubt=""))
    monkeypatch.setattr(cleaning.problems, "with_claims", lambda log, *_: log.assign(kind="jumps"))
    monkeypatch.setattr(cleaning.doubts, "of_claims", lambda checked, tables: checked)
    with pytest.raises(InputError, match="problems, row 1, kind: 'jumps' is not allowed"):
        cleaning.build()


@pytest.mark.parametrize("name", loading.TABLES)
def test_what_is_built_and_what_an_edition_shows_pass(tables, name):
    schema.validate(name, getattr(tables, name))
    schema.validate(name, loading.load(name))


def test_every_table_has_a_schema_and_every_column_a_use():
    assert tuple(schema.TABLES) == series.Tables._fields
    used = {column for table in schema.TABLES.values() for column in table.columns}
    assert set(schema.COLUMNS) - used <= {"verdict"}
    assert all(set(table.key + table.filled) <= set(table.columns) for table in schema.TABLES.values())


def test_intake_and_the_clean_tables_share_their_vocabulary(tmp_path):
    assert set(published.MEASURES) < set(schema.COLUMNS["measure"].vocabulary())
    assert set(template.EXAMPLE) >= set(published.REQUIRED)
    own = tmp_path / "own.csv"
    own.write_text(template.text(), encoding="utf-8")
    figures, sources = intake.read(own)
    assert set(figures["measure"]) <= set(published.MEASURES)
    assert set(sources["origin"]) <= set(published.ORIGINS)
