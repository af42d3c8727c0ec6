"""Files become sheets of text: what is no table of text or cells is refused in one sentence."""

import io
import random

import pytest
import workbooks
import xlsxwriter
from offences.names.errors import InputError
from offences.reading import sheets


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<!DOCTYPE html><table><tr><td>Kent</td></tr></table>", "is a web page or XML"),
        (b"PK\x03\x04 nonsense", "cannot be read"),
        (b"%PDF-1.7\n\x93\x8c\x8b\x9e\x00\x01", "not UTF-8|control characters"),
        (b"a,b\nc,d\n1;2\n3;4\n", "may be separated by commas or by semicolons"),
        (b'a,b\n"open,1\n', "line 2: the row that begins here cannot be split into cells"),
        (("x" * 200_000 + ",1\n").encode(), "line 1: the row that begins here cannot be split"),
    ],
)
def test_what_is_no_table_is_refused_in_one_sentence(tmp_path, content, words):
    path = tmp_path / "figures.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=words) as error:
        sheets.read(path)
    assert str(error.value).startswith("figures.csv")
    assert "\n" not in str(error.value)


def test_a_file_is_known_by_what_it_holds_and_not_by_its_name(tmp_path):
    book = workbooks.write(tmp_path / "book.xlsx", {"S": [["Kent", 37]]})
    found, remarks = sheets.read(book.rename(tmp_path / "book.csv"))
    assert (found[0].rows, remarks) == ([["Kent", "37"]], [])
    text = tmp_path / "text.xls"
    text.write_text("Kent\t37\n")
    found, remarks = sheets.read(text)
    assert found[0].rows == [["Kent", "37"]]
    assert remarks[0] == "text.xls is text, not a workbook, and is read as such."


@pytest.mark.parametrize("inline", [False, True])
def test_a_raised_mark_is_told_apart_in_both_kinds_of_workbook(tmp_path, inline):
    path = tmp_path / "raised.xlsx"
    book = xlsxwriter.Workbook(path, {"constant_memory": inline})
    raised = book.add_format({"font_script": 1})
    sheet = book.add_worksheet()
    sheet.write_rich_string("A1", "28", raised, "5")
    sheet.write_string("A2", "285")
    sheet.write_rich_string("A3", "Kent", raised, "a")
    sheet.write_rich_string("A4", raised, "1", "37")
    sheet.write_number("A5", 137)
    book.close()
    found, _ = sheets.read(path)
    # with the same digits beside it the two cannot be told apart, and neither is a number
    shown = ["28 [note 5] or 285", "28 [note 5] or 285", "Kent [note a]", "[note 1] 37", "137"]
    assert found[0].rows == [[text] for text in shown]
    cell = '<table:table-cell office:value-type="string"><text:p>285<text:span text:style-name="T1">1</text:span></text:p></table:table-cell>'
    style = '<style:style xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" style:name="T1"><style:text-properties style:text-position="super 58%"/></style:style>'
    content = workbooks.CONTENT.format(
        f'<table:table table:name="S"><table:table-row>{cell}</table:table-row></table:table>'
    )
    content = content.replace("<office:body>", f"{style}<office:body>")
    assert list(sheets._runs(sheets.ElementTree.fromstring(content))) == [[("285", False), ("1", True)]]


def test_a_cell_at_the_far_end_of_a_sheet_does_not_fill_the_memory(tmp_path):
    book = xlsxwriter.Workbook(tmp_path / "far.xlsx")
    book.add_worksheet().write(1_048_575, 16_383, 1)
    book.close()
    with pytest.raises(InputError, match="far.xlsx, sheet Sheet1: reaches over 17,1[0-9,]* cells"):
        sheets.read(tmp_path / "far.xlsx")


def test_no_bytes_end_in_another_error(tmp_path):
    whole = io.BytesIO()
    book = xlsxwriter.Workbook(whole, {"in_memory": True})
    book.add_worksheet().write_row("A1", ["Force", "2017/18"])
    book.close()
    seeds = [whole.getvalue(), b"Force,2017/18\r\nKent,37\r\n", "Café;2017/18\n".encode("cp1252")]
    path, draw = tmp_path / "any.xlsx", random.Random(16)
    for _ in range(60):
        content = bytearray(draw.choice(seeds))
        for _ in range(draw.randint(1, 8)):
            content[draw.randrange(len(content))] = draw.randrange(256)
        path.write_bytes(content[: draw.randint(1, len(content))])
        try:
            sheets.read(path)
        except InputError as error:
            assert len(str(error)) < 600
