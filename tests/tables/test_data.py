"""The data are described, whole, and what the cleaning makes of them is what is committed."""

import functools
import re

import pandas as pd
import pytest
from frictionless import Package, Resource
from offences.analysis import cleaning
from offences.editions import package
from offences.names import areas, reference
from offences.reading import published
from offences.tables import loading, schema


def test_the_data_package_validates():
    report = Package(str(package.PACKAGE)).validate()
    assert report.valid, [error.message for task in report.tasks for error in task.errors][:5]


def test_a_word_outside_the_vocabulary_fails_in_the_data_package_too(tmp_path):
    edited = (
        (loading.CLEAN / "figures.csv").read_text(encoding="utf-8").replace(",published,", ",publishd,", 1)
    )
    (tmp_path / "figures.csv").write_text(edited, encoding="utf-8", newline="")
    [found] = [one for one in package.read()["resources"] if one["path"] == "clean/figures.csv"]
    found = {key: value for key, value in found.items() if key not in ("bytes", "hash")}
    found |= {"path": "figures.csv", "schema": {**found["schema"], "foreignKeys": []}}
    report = Resource.from_descriptor(found, basepath=str(tmp_path)).validate()
    [error] = [error for task in report.tasks for error in task.errors]
    assert (error.type, error.field_name) == ("constraint-error", "status")


def test_the_data_package_describes_every_file():
    described = {resource["path"] for resource in package.read()["resources"]}
    there = {path.relative_to(reference.DATA).as_posix() for path in reference.DATA.rglob("*.csv")}
    assert described == there | {"corrections.yml"}


def test_checksums_and_readme_are_those_of_the_files():
    assert package._renewed() == package.read(), "run `make data`"
    assert package.README.read_text(encoding="utf-8") == package._readme(package.read()), "run `make data`"


def test_the_committed_clean_tables_are_what_the_cleaning_makes(tables):
    assert loading.differing(tables) == [], "run `make data`"


def test_a_table_reads_back_as_it_was_built(tables, tmp_path):
    loading.write(tables, tmp_path)
    for name, table in loading.tables(str(tmp_path), suppress_up_to=0)._asdict().items():
        assert loading.as_text(table) == loading.as_text(getattr(tables, name))
        kinds = {column: schema.COLUMNS[column].kind for column in table.columns}
        assert {column: schema.KINDS[kind][0] for column, kind in kinds.items()} == table.dtypes.astype(
            str
        ).to_dict()


LOADERS = {
    "areas.table": areas.table,
    "published.reference": lambda: reference.reference("platforms"),
    "published.figures": published.figures,
    "published.returns": published.returns,
    "published.sources": published.sources,
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


def test_every_force_has_a_child_population_in_each_mid_year():
    population = reference.reference("population")
    forces = population[population["area"].isin(areas.forces())]
    assert not population.duplicated(["mid_year", "area"]).any()
    assert set(forces["mid_year"]) == {str(year) for year in range(2017, 2025)}
    assert forces.groupby("mid_year")["area"].nunique().eq(43).all()


def test_the_forces_add_up_to_the_nations_and_show_the_break_of_the_census():
    population = reference.reference("population").astype({"under16": int, "all_ages": int})
    forces = population[population["area"].isin(areas.forces())].groupby("mid_year")
    printed = population[population["area"].eq(areas.ENGLAND_AND_WALES)].set_index("mid_year")
    for group in ("under16", "all_ages"):
        assert forces[group].sum()[printed.index].to_dict() == printed[group].to_dict()
    assert set(forces.get_group("2020")["census"]) == {"2011"}
    assert set(forces.get_group("2021")["census"]) == {"2021"}
    assert forces["under16"].sum()["2021"] / forces["under16"].sum()["2020"] - 1 == pytest.approx(
        -0.035, abs=5e-4
    )
    years = (
        forces.get_group("2020").set_index("area")["under16"],
        forces.get_group("2021").set_index("area")["under16"],
    )
    change = (years[1] / years[0] - 1).round(3)
    assert (change["E23000001"], change["E23000005"]) == (-0.087, -0.001)


def test_mid_2022_is_the_mean_of_the_years_around_it_and_says_so():
    population = reference.reference("population")
    forces = population[population["area"].isin(areas.forces())]
    for group in ("under16", "under18", "all_ages"):
        by_year = forces.pivot(index="area", columns="mid_year", values=group).astype(int)
        assert (by_year["2022"] - by_year[["2021", "2023"]].mean(axis=1)).abs().max() <= 0.5
    assert forces.loc[forces["mid_year"].eq("2022"), "source"].str.startswith("mean of").all()


def test_every_platform_in_the_shares_has_a_row():
    known = set(reference.reference("platforms")["platform"])
    used = {
        part
        for text in loading.load("shares").query("dimension == 'platform'")["category"]
        for part in text.split("|")
    }
    assert used <= known
