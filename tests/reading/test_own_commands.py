"""What a user sees: `offences template`, `offences read`, and the way from a workbook to a tidy file."""

import pytest
import workbooks
from click.testing import CliRunner
from offences import cli
from offences.names import reference
from offences.reading import intake, own_rows, sheets

ROUND = [
    ["Sexual communication with a child: recorded offences"],
    ["Force", "2024/25", "2025/26"],
    ["Kent1", 342, "371 (r)"],
    ["Derbyshire", "", 301],
    ["Dyfed-Powys", 61, "<5"],
    ["Total", 403, ""],
    ["1. By date of recording."],
]


def offences(*words):
    return CliRunner().invoke(cli.main, [str(word) for word in words])


def test_a_workbook_is_shown_cell_by_cell_and_written_as_a_tidy_file(tmp_path):
    path, tidy = workbooks.write(tmp_path / "round.xlsx", {"Replies": ROUND}), tmp_path / "tidy.csv"
    shown = offences("read", path)
    assert shown.exit_code == 0
    for words in (
        "Taken from round.xlsx: 5 figures.",
        "Replies!C3  Kent         2025/26  offences            371 (r)  371",
        "Replies!C5  Dyfed-Powys  2025/26  offences            <5       0 to 4",
        "Replies!B6 '403': a total: checked, its 3 parts add up to 403 or more; not added",
        "To take these figures, give --publisher: ",
        "To take these figures, give --published: ",
    ):
        assert words in shown.output
    assert offences("read", path, "--to", tidy).exit_code == 2
    assert not tidy.exists()
    said = ["--publisher", "Example & Sons", "--published", "2026-11-20"]
    assert offences("read", path, "--to", tidy, *said).exit_code == 0
    assert reference.table(tidy)["cell"].tolist()[0] == "round.xlsx, Replies!B3"
    figures, sources = intake.read(tidy)
    assert figures["value_as_published"].tolist() == ["342", "371", "301", "61", "<5"]
    assert sources["publisher"].tolist() == ["Example & Sons"]
    again = offences("read", path, "--to", tidy, *said)
    assert (again.exit_code, "exists already" in again.output) == (2, True)
    assert "ends in .csv" in offences("read", path, "--to", tmp_path / "tidy.xlsx", *said).output


def test_what_is_refused_is_shown_with_what_was_recognised(tmp_path):
    path = workbooks.write(tmp_path / "t.csv", {"S": [["Force", "2017", "2018/19"], ["Kent", 1, 2]]})
    shown = offences("read", path)
    assert shown.exit_code == 2
    assert "C2    Kent  2018/19  offences" in shown.output
    assert "Error: t.csv, B1: '2017' is a calendar year" in shown.output


def test_the_run_asks_for_what_a_table_does_not_say_and_writes_nothing(tmp_path):
    path = workbooks.write(tmp_path / "round.ods", {"Replies": ROUND})
    asked = offences("run", "--engine", "plain", "--figures", path, "--out", tmp_path / "reports")
    assert asked.exit_code == 2
    assert "round.ods: give --publisher: " in asked.output
    assert not (tmp_path / "reports").exists()


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_template_is_written_once_read_as_it_stands_and_has_every_column(tmp_path, ending):
    path = tmp_path / f"mine.{ending}"
    written = offences("template", path)
    assert written.exit_code == 0
    assert "measure: offences, percent_change" in written.output
    figures, sources = intake.read(path)
    assert figures["value_as_published"].tolist() == ["301"]
    assert sources["press_round"].tolist() == ["2026-11"]
    book, _ = sheets.read(path)
    assert [*book[0].rows[0], "cell"] == own_rows.COLUMNS
    assert offences("template", path).exit_code == 2
    assert offences("template", tmp_path / "mine.pdf").exit_code == 2
    assert offences("template", tmp_path / "none" / f"mine.{ending}").exit_code == 2


def test_a_tidy_sheet_is_read_from_a_workbook_with_what_the_options_add(tmp_path):
    rows = [
        ["Place as published", "period_as_published", "measure", "value_as_published", "round", ""],
        ["Kent", "2025/26", "offences", 301, "", ""],
        ["Kent", "2024/25", "offences", "", "", ""],
    ]
    path = workbooks.write(tmp_path / "own.ods", {"Read me": [["2026"]], "Mine": rows})
    figures, sources = intake.read(path, intake.Said(publisher="Gazette", offence="class_88A"))
    assert figures["value_as_published"].tolist() == ["301", ""]
    assert figures["offence"].tolist() == ["class_88A"] * 2
    assert figures["note"].tolist() == ["own.ods, Mine!D2", "own.ods, Mine!D3"]
    assert sources["publisher"].tolist() == ["Gazette"]
    rows[1][4], rows[2][3] = "Aug-26", "0.4"
    workbooks.write(path, {"Mine": rows})
    shown = offences("read", path)
    assert "own.ods, sheet Mine, row 2, round: 'Aug-26' is what Excel makes of 2026-08" in shown.output


def test_the_cell_of_a_file_whose_name_looks_like_a_formula_is_no_formula(tmp_path):
    path = workbooks.write(tmp_path / "=1+1.csv", {"S": [["Force", "2017/18"], ["Kent", 1]]})
    rows = intake.see(path, intake.Said("Gazette", "2026", offence="s15A", measure="offences"))
    assert not rows.problems
    assert rows.rows["cell"].tolist() == ["./=1+1.csv, B2"]
