"""The data are described, whole, and what the cleaning makes of them is what is committed."""

import functools
import re

import pandas as pd
import pytest
from frictionless import Package
from offences.analysis import cleaning
from offences.editions import package
from offences.names import areas, reference
from offences.reading import published
from offences.tables import loading


def test_the_data_package_validates():
    report = Package(str(package.PACKAGE)).validate()
    assert report.valid, [error.message for task in report.tasks for error in task.errors][:5]


def test_the_data_package_describes_every_file():
    described = {resource["path"] for resource in package.read()["resources"]}
    there = {path.relative_to(reference.DATA).as_posix() for path in reference.DATA.rglob("*.csv")}
    assert described == there | {"corrections.yml"}


def test_checksums_and_readme_are_those_of_the_files():
    assert package.renewed() == package.read(), "run `make data`"
    assert package.README.read_text(encoding="utf-8") == package.readme(package.read()), "run `make data`"


def test_the_committed_clean_tables_are_what_the_cleaning_makes(tables):
    assert loading.differing(tables) == [], "run `make data`"


def test_a_table_reads_back_as_it_was_built(tables, tmp_path):
    loading.write(tables, tmp_path)
    for name, table in loading.tables(str(tmp_path), suppress_up_to=0)._asdict().items():
        assert loading.as_text(table) == loading.as_text(getattr(tables, name))
        numbers = [column for column in table.columns if column in loading.NUMBERS]
        assert all(pd.api.types.is_numeric_dtype(table[column]) for column in numbers)


LOADERS = {
    "areas.table": areas.table,
    "published.reference": lambda: reference.reference("platforms"),
    "published.figures": published.figures,
    "published.returns": published.returns,
    "published.sources": published.sources,
    "published.home_office": published.home_office,
    "areas.listing": areas.listing,
    **{f"load {name}": functools.partial(loading.load, name) for name in loading.TABLES},
    **{f"as printed {name}": functools.partial(loading.load, name, "", 0) for name in loading.TABLES},
    **{f"tables {name}": lambda name=name: getattr(loading.tables(), name) for name in loading.TABLES},
}


@pytest.mark.parametrize("load", LOADERS.values(), ids=LOADERS)
@pytest.mark.filterwarnings("ignore:The inplace keyword")
def test_what_is_loaded_is_the_callers_own(load):
    first, mine = load(), load()
    cells = mine.iloc[:, 0].array
    cells[0] = cells[1]
    mine.loc[:, mine.columns[1]] = mine[mine.columns[1]].iloc[::-1].to_numpy()
    mine.iloc[0, 0] = mine.iloc[1, 0]
    mine.index.name = "other"
    mine.attrs["mine"] = True
    mine.drop(columns=mine.columns[-1], inplace=True)
    mine.drop(index=mine.index[0], inplace=True)
    mine.rename(columns={mine.columns[0]: "renamed"}, inplace=True)
    mine["new"] = 1
    again = load()
    pd.testing.assert_frame_equal(first, again)
    assert again.attrs == {}


def test_every_function_that_keeps_a_result_hands_out_no_table():
    """What is kept for the next caller is a table only where `published.kept` copies it."""
    for path in (reference.ROOT / "lib" / "offences").glob("*.py"):
        for name in re.findall(r"^@functools\.cache\ndef (\w+)", path.read_text(encoding="utf-8"), re.M):
            assert name.startswith("_"), f"{path.name}: {name} gives every caller the one that it keeps"


def test_bad_data_leave_the_committed_tables_alone(tmp_path):
    before = {path: path.read_bytes() for path in loading.CLEAN.glob("*.csv")}
    bad = tmp_path / "bad.csv"
    bad.write_text("place_as_published\n", encoding="utf-8")
    with pytest.raises(ValueError, match="missing"):
        cleaning.build(bad)
    assert before == {path: path.read_bytes() for path in loading.CLEAN.glob("*.csv")}


def test_the_home_office_extract_is_as_published():
    raw = reference.table(reference.DATA / "home_office" / "police_force_area_2017_18_classes_71_88A.csv")
    assert len(raw) == 352
    assert (raw["Number of Offences"].str.strip() == "-00").sum() == 29
    counts = published.home_office().groupby("offence_code")["offences"].sum()
    assert counts.to_dict() == {"71": 1206, "88A": 4444}


def test_every_force_has_a_child_population():
    population = reference.reference("population")
    assert set(areas.forces()) <= set(population["area"])
    assert len(population[population["area"].isin(areas.forces())]) == 129


def test_every_platform_in_the_shares_has_a_row():
    known = set(reference.reference("platforms")["platform"])
    used = {
        part
        for text in loading.load("shares").query("dimension == 'platform'")["category"]
        for part in text.split("|")
    }
    assert used <= known
