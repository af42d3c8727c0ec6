"""The Home Office's files are read as they come, or refused in one sentence."""

import re
import shutil

import pandas as pd
import pytest
import workbooks
from click.testing import CliRunner
from offences import cli
from offences.names import areas, reference
from offences.names.errors import InputError
from offences.reading import home_office
from offences.tables import official
from workbooks import GROOMING, a_year, row

LATE = home_office.FOLDER / "police_force_area_classes_71_88A_2023-10.csv"
KENT = "E23000032"


def book(tmp_path, rows, suffix=".xlsx"):
    sheets = {"Cover sheet": workbooks.COVER, "2024-25": rows}
    return workbooks.write(tmp_path / f"prc-pfa{suffix}", sheets)


@pytest.mark.parametrize("suffix", [".ods", ".xlsx"])
def test_a_workbook_is_read_as_it_comes(tmp_path, suffix):
    sheets = {
        "Cover sheet": workbooks.COVER,
        "Notes": [["Note", "Force Name is the force that recorded the offence"], ["1", "Kent: revised"]],
        "2024-25": a_year("2024/25"),
        "2025-26": a_year("2025/26", quarters=(1,), count=20)[2:],
    }
    found = home_office.read(workbooks.write(tmp_path / f"prc-pfa{suffix}", sheets))
    assert len(found) == 3 * 2 * 5
    assert set(found["area"]) == {
        KENT,
        areas.find_printed("City of London"),
        areas.find_printed("Devon and Cornwall"),
    }
    kent = found[found["area"].eq(KENT) & found["offence_code"].eq("88A")]
    assert kent[["year", "quarter", "offences"]].to_numpy().tolist() == [
        ["2024/25", 1, 11],
        ["2024/25", 2, 12],
        ["2024/25", 3, 13],
        ["2024/25", 4, 14],
        ["2025/26", 1, 21],
    ]
    assert official.quarters(found) == (["2024/25"], {"2025/26": [1]})


@pytest.mark.parametrize("suffix", [".ods", ".xlsx", ".csv"])
@pytest.mark.parametrize(
    ("printed", "count"),
    [(" -00 ", 0), (" 1,234 ", 1234), (" 6 ", 6), (-4, -4), (" -4 ", -4), (0, 0), (7.0, 7)],
)
def test_numbers_are_read_as_printed(tmp_path, suffix, printed, count):
    rows = [[" financial  year", *home_office.COLUMNS[1:-1], "Number of Offences [note 3]"]]
    rows += [row("2024-25", " 1 ", "Kent Police", GROOMING, printed)]
    rows += [row("2024/25", 1, "Kent", workbooks.EXPLOITATION, 1)]
    path = workbooks.write(tmp_path / f"x{suffix}", {"t": rows})
    found = home_office.read(path).set_index("offence_code")
    assert found.loc["88A", ["area", "year", "quarter", "offences"]].tolist() == [KENT, "2024/25", 1, count]


def test_a_blank_count_is_missing_and_no_zero(tmp_path):
    found = home_office.read(book(tmp_path, [*a_year("2024/25"), row("2024/25", 1, "Surrey", GROOMING, "")]))
    assert found.set_index("area")["offences"].isna().sum() == 1
    assert found.loc[found["offences"].isna(), "area"].tolist() == [areas.find_printed("Surrey")]


REFUSED = {
    "unknown force": (
        row("2024/25", 1, "Kentshire", GROOMING, 3),
        "Force Name: 'Kentshire' is no police force",
    ),
    "a nation": (row("2024/25", 1, "Wales", GROOMING, 3), "Force Name: 'Wales' is no police force"),
    "code of another layout": (
        row("2024/25", 1, "Surrey", [*GROOMING[:3], "071/17"], 3),
        "Offence Code: '071/17' .* allowed are 71 and 88A",
    ),
    "code missing": (row("2024/25", 1, "Surrey", [*GROOMING[:3], ""], 3), "Offence Code: '' .* allowed are"),
    "class renamed": (
        row("2024/25", 1, "Surrey", ["Grooming online", *GROOMING[1:]], 3),
        "Offence Description: 'Grooming online' is no name of class 88A; known is 'Sexual grooming'",
    ),
    "fractional": (
        row("2024/25", 1, "Surrey", GROOMING, 3.5),
        "Number of Offences: '3.5' is no whole number",
    ),
    "no number": (row("2024/25", 1, "Surrey", GROOMING, "*"), r"Number of Offences: '\*' is no whole number"),
    "fifth quarter": (row("2024/25", 5, "Surrey", GROOMING, 3), "Financial Quarter: '5' is no quarter"),
    "calendar year": (row("2024", 1, "Surrey", GROOMING, 3), "Financial Year: '2024' is no financial year"),
    "years that do not join": (row("2024/26", 1, "Surrey", GROOMING, 3), "Financial Year: '2024/26'"),
    "second count": (
        row("2024/25", 2, "Kent", GROOMING, 99),
        "'99' is a second count for Kent, 2024/25, quarter 2, code 88A; the first is at .*row 14; one is allowed",
    ),
}


@pytest.mark.parametrize("suffix", [".ods", ".xlsx"])
@pytest.mark.parametrize(("bad", "said"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_known_is_refused_with_its_place(tmp_path, suffix, bad, said):
    rows = [*a_year("2024/25"), bad]
    with pytest.raises(InputError, match=said) as refused:
        home_office.read(book(tmp_path, rows, suffix))
    assert str(refused.value).startswith(f"prc-pfa{suffix}, sheet 2024-25, row {len(rows)}, column ")
    assert len(refused.value.problems) == 1


def test_every_problem_is_named_at_once(tmp_path):
    bad = [REFUSED["unknown force"][0], REFUSED["fractional"][0], REFUSED["fifth quarter"][0]]
    with pytest.raises(InputError) as refused:
        home_office.read(book(tmp_path, [*a_year("2024/25"), *bad]))
    assert len(refused.value.problems) == 3


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["A title"], ["Kent", 3]], "no sheet holds a table with the columns"),
        (
            [home_office.COLUMNS[:-1], row("2024/25", 1, "Kent", GROOMING, 3)],
            "row 1: the header must name Number of Offences once",
        ),
        (
            [home_office.COLUMNS, row("2024/25", 1, "Kent", workbooks.BURGLARY, 3)],
            "holds no row of offence code 71 or 88A",
        ),
        ([home_office.COLUMNS, row("2024/25", 1, "Kent", GROOMING, 3)], "holds no row of offence code 71,"),
    ],
)
def test_a_table_of_another_form_is_refused(tmp_path, rows, said):
    with pytest.raises(InputError, match=said):
        home_office.read(book(tmp_path, rows))


@pytest.mark.parametrize("name", ["none.ods", "broken.xlsx", "broken.ods", "empty.csv", "tables.pdf"])
def test_a_file_that_cannot_be_read_is_refused(tmp_path, name):
    path = tmp_path / name
    if name != "none.ods":
        path.write_bytes(b"" if name == "empty.csv" else b"\xd0\xcf nonsense")
    with pytest.raises(InputError, match=rf"^(?:\S*/)?{re.escape(name)}: [^\n]+$"):
        home_office.read(path)


def test_the_early_vintage_is_as_published():
    raw = reference.table(home_office.FOLDER / "police_force_area_2017_18_classes_71_88A.csv")
    assert (raw["Number of Offences"].str.strip() == "-00").sum() == 29
    found = home_office.read(home_office.FOLDER / "police_force_area_2017_18_classes_71_88A.csv")
    assert found.groupby("offence_code")["offences"].sum().to_dict() == {"71": 1206, "88A": 4444}


def test_the_late_vintage_has_the_sums_and_the_marks_that_were_checked():
    found = home_office.read(LATE)
    assert len(found) == 3960
    sums = found[found["year"].lt("2023/24")].groupby(["offence_code", "year"])["offences"].sum()
    assert sums["88A"].tolist() == [370, 459, 677, 962, 1156, 4622, 5893, 6322, 6404, 6859, 6781]
    assert sums["71"].tolist() == [176, 289, 368, 574, 631, 1057, 951, 988, 1032, 1238, 1147]
    assert found["offences"].lt(0).sum() == 32
    assert found.loc[found["offences"].lt(0), "year"].max() == "2016/17"
    derbyshire = found[found["area"].eq("E23000018") & found["year"].between("2013/14", "2016/17")]
    assert derbyshire.loc[derbyshire["offence_code"].eq("88A"), "offences"].sum() == 89


@pytest.fixture
def data(tmp_path):
    """Give a copy of what `offences official` reads and writes."""
    for name in ("home_office", "reference"):
        shutil.copytree(reference.DATA / name, tmp_path / "data" / name)
    shutil.copy(reference.DATA / "datapackage.json", tmp_path / "data")
    return tmp_path / "data"


def contents(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_new_vintage_is_added_and_says_what_changed(tmp_path, data, monkeypatch):
    monkeypatch.setattr(official.add, "__defaults__", (data,))
    raw = reference.table(LATE)
    kent = raw["Force Name"].eq("Kent") & raw["Offence Code"].eq("88A")
    at = raw.index[kent & raw["Financial Year"].eq("2022/23")][0]
    before = int(raw.loc[at, "Number of Offences"])
    raw.loc[at, "Number of Offences"] = str(before + 41)
    new = raw[raw["Financial Year"].ge("2015/16")]
    sheets = {
        year.replace("/", "-"): [home_office.COLUMNS, *rows.to_numpy().tolist()]
        for year, rows in new.groupby("Financial Year")
    }
    path = workbooks.write(tmp_path / "new.ods", {"Cover": workbooks.COVER, **sheets})
    shown = CliRunner().invoke(cli.main, ["official", str(path), "--vintage", "2026-10"])
    assert shown.exit_code == 0, shown.output
    assert "2015/16 to 2022/23 whole; 2023/24 quarter 1 only" in shown.output
    total = int(raw.loc[kent & raw["Financial Year"].eq("2022/23"), "Number of Offences"].astype(int).sum())
    assert f"- 88A 2022/23 Kent: {total - 41} -> {total}" in shown.output
    assert "Changed against vintage 2023-10: 1 year of" in shown.output
    every = official.official(data)
    assert official.whole_years(every).loc[KENT, "2022/23"] == total
    assert official.whole_years(every, vintage="2023-10").loc[KENT, "2022/23"] == total - 41
    assert (
        official.whole_years(every).loc[KENT, "2012/13"]
        == official.whole_years(every, vintage="2023-10").loc[KENT, "2012/13"]
    )
    assert (
        '"path": "home_office/police_force_area_classes_71_88A_2026-10.csv"'
        in (data / "datapackage.json").read_text()
    )
    held = contents(data)
    with pytest.raises(InputError, match="vintage 2026-10 is there already"):
        official.add(path, "2026-10")
    assert contents(data) == held


@pytest.mark.parametrize(("vintage", "bad"), [("2026-13", False), ("October 2026", False), ("2026-10", True)])
def test_a_refused_vintage_changes_nothing(tmp_path, data, vintage, bad):
    rows = a_year("2024/25") + ([REFUSED["fractional"][0]] if bad else [])
    before = contents(data)
    with pytest.raises(InputError):
        official.add(book(tmp_path, rows), vintage, data)
    assert contents(data) == before


def test_the_official_table_holds_both_vintages_and_every_cell_once():
    found = official.official()
    assert found.columns.tolist() == official.COLUMNS
    assert not found.duplicated(official.COLUMNS[:-1]).any()
    assert found["vintage"].value_counts().to_dict() == {"2023-10": 3960, "2018": 352}
    early, late = (
        official.whole_years(found, vintage=name)["2017/18"].drop("BTP") for name in ("2018", "2023-10")
    )
    assert (early[KENT], late[KENT]) == (45, 167)
    assert (early != late).sum() == 35
    both = [
        (official.whole_years(found, "88A", name) + official.whole_years(found, "71", name))["2017/18"]
        for name in ("2018", "2023-10")
    ]
    ratio = (both[0] / both[1]).drop(["BTP", areas.find_printed("City of London")])
    assert ratio.max() == pytest.approx(1.095, abs=5e-4)
    assert (abs(ratio - 1) > 0.1).sum() == 3
    assert official.whole_years(found)["2017/18"].drop("BTP").equals(late)
    assert "2023/24" not in official.whole_years(found)
    assert isinstance(official.revised(found, "2023-10", "2018"), pd.DataFrame)
    assert official.revised(found, "2023-10", "2018").iloc[0].tolist() == ["71", "2017/18", KENT, 163, 35]
