"""The shapes of tables that people have, rebuilt; every cell that is not blank has a role, and no number is lost."""

import calendar
import datetime
import re
import zipfile
from pathlib import Path

import pytest
import workbooks
import xlsxwriter
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from offences.names import areas, years
from offences.names.errors import InputError
from offences.reading import intake, layouts, periods, sheets, values

SAID = intake.Said(publisher="Example Gazette", published="2026-11", offence="s15A", measure="offences")
TITLE = "Sexual communication with a child: recorded offences"


def grid(text):
    lines = text.strip("\n").splitlines()
    return [[cell.strip().replace("~", "\n") for cell in line.split("|")] for line in lines]


def seen(tmp_path, rows, said=SAID, name="table.csv"):
    """Read rows as a file, and check that every cell that is not blank has a role."""
    path = workbooks.write(tmp_path / name, rows if isinstance(rows, dict) else {"S": rows})
    found = intake.see(path, said)
    book, _ = sheets.read(path)
    filled = {
        sheet.address(row, column)
        for sheet in book
        for row, cells in enumerate(sheet.rows)
        for column, text in enumerate(cells)
        if text
    }
    assert set(found.cells["cell"]) == filled
    assert len(found.cells) == len(filled)
    assert found.cells.loc[found.cells["role"].eq("left out"), "why"].ne("").all()
    return found


def taken(found):
    """Give what was taken as cell: area, period, category, value."""
    mine = found.cells[found.cells["role"].eq("taken")]
    return {
        row.cell: " ".join(
            filter(None, (areas.name(areas.find_printed(row.area)), row.period, row.category, row.value))
        )
        for row in mine.itertuples()
    }


MONTHS = [*calendar.month_name[4:], *calendar.month_name[1:4]]
SHAPES = {
    "forces down, years across, with title, notes, marks, total and change": (
        f"""
        {TITLE}|||
        |||
        Force|2017/18|FY2018-19|% change
        Kent1|37|45*|22%
        Essex|10 (r)|<5|
        Surrey|..|*|n/a
        Total|47|50|
        |||
        1. Kent changed its system in 2018.|||
        """,
        "B4 Kent 2017/18 37|C4 Kent FY2018-19 45*|B5 Essex 2017/18 10|C5 Essex FY2018-19 <5|B6 Surrey 2017/18 ..|C6 Surrey FY2018-19 *",
    ),
    "years down, forces across, totals on both sides": (
        """
        Year|Kent|Essex|Total
        17/18|37|20|57
        18/19|45|22|67
        Total|82|42|124
        """,
        "B2 Kent 17/18 37|C2 Essex 17/18 20|B3 Kent 18/19 45|C3 Essex 18/19 22",
    ),
    "a Home Office table: notes, spanned years, quarters, regions": (
        """
        Table 1: Sexual communication with a child by quarter [note 1]
        This worksheet contains one table. Some cells refer to notes.
        Police force area [note 2]|Apr 2022 to Mar 2023||||
        |Q1|Q2|Q3|Q4|Year
        ENGLAND AND WALES|1,600|1,700|1,801|1,900|7,001
        North East Region|||||
        Cleveland|10|11|12|13|46
        Durham [note 3]|1|2|3|[x]|
        Note 1: Source: Home Office.
        """,
        "B5 England and Wales 2022/23 q1 1,600|C5 England and Wales 2022/23 q2 1,700|D5 England and Wales 2022/23 q3 1,801|"
        "E5 England and Wales 2022/23 q4 1,900|F5 England and Wales Apr 2022 to Mar 2023 7,001|"
        "B7 Cleveland 2022/23 q1 10|C7 Cleveland 2022/23 q2 11|D7 Cleveland 2022/23 q3 12|E7 Cleveland 2022/23 q4 13|"
        "F7 Cleveland Apr 2022 to Mar 2023 46|"
        "B8 Durham 2022/23 q1 1|C8 Durham 2022/23 q2 2|D8 Durham 2022/23 q3 3|E8 Durham 2022/23 q4 [x]",
    ),
    "a force's PDF saved as CSV: a header in two lines, a page break, page numbers": (
        """
        Freedom of Information request 1234/26|
        Kent Police|
        Financial|Recorded
        year|crimes
        2019/20|101
        2020/21|97
        Page 1 of 2|
        Financial year|Recorded crimes
        2021/22|1,120
        Page 2 of 2|
        """,
        "B5 Kent 2019/20 101|B6 Kent 2020/21 97|B9 Kent 2021/22 1,120",
    ),
    "a pivot table with (blank)": (
        """
        Sum of Offences|Column Labels|||
        Row Labels|2017/18|2018/19|(blank)|Grand Total
        Kent|37|45||82
        Essex|20|||20
        (blank)|||3|3
        Grand Total|57|45|3|105
        """,
        "B3 Kent 2017/18 37|C3 Kent 2018/19 45|B4 Essex 2017/18 20",
    ),
    "a long list": (
        """
        Financial year|Police force|Number of offences|Population
        2017/18|Kent|37|1,800,000
        2017/18|Essex|20|1,800,000
        2018/19|Kent|45|1,800,000
        """,
        "C2 Kent 2017/18 37|C3 Essex 2017/18 20|C4 Kent 2018/19 45",
    ),
    "one force, gender then age, in two tables": (
        """
        Derbyshire Constabulary||
        |2017/18|2018/19
        Female|30|6
        Male|7|-
        Not known|1|0
        Total|38|
        Age|2017/18|2018/19
        Under 12|3|<5
        12-15|30|35
        """,
        "B3 Derbyshire 2017/18 Female 30|C3 Derbyshire 2018/19 Female 6|B4 Derbyshire 2017/18 Male 7|"
        "B8 Derbyshire 2017/18 Under 12 3|C8 Derbyshire 2018/19 Under 12 <5|B9 Derbyshire 2017/18 12-15 30|"
        "C9 Derbyshire 2018/19 12-15 35",
    ),
    "forces in groups over genders, blank below the first": (
        """
        Force|Gender|2017/18|2018/19
        Kent|Girls|1|2
        |Boys|3|4
        |Total|4|6
        Surrey|Girls|5|6
        """,
        "C2 Kent 2017/18 Girls 1|D2 Kent 2018/19 Girls 2|C3 Kent 2017/18 Boys 3|D3 Kent 2018/19 Boys 4|"
        "C5 Surrey 2017/18 Girls 5|D5 Surrey 2018/19 Girls 6",
    ),
    "forces over genders across, years down": (
        """
        |Kent||Surrey|
        Year|Girls|Boys|Girls|Boys
        01/04/2017 - 31/03/2018|1|2|3|4
        """,
        "B3 Kent 01/04/2017 - 31/03/2018 Girls 1|C3 Kent 01/04/2017 - 31/03/2018 Boys 2|"
        "D3 Surrey 01/04/2017 - 31/03/2018 Girls 3|E3 Surrey 01/04/2017 - 31/03/2018 Boys 4",
    ),
    "two tables beside each other": (
        """
        Force|2017/18||Force|2018/19
        Kent|1||Essex|3
        Surrey|5||Sussex|7
        """,
        "B2 Kent 2017/18 1|B3 Surrey 2017/18 5|E2 Essex 2018/19 3|E3 Sussex 2018/19 7",
    ),
    "regions as headings, with totals of each": (
        """
        Area|Year ending March 2018|Year ending March 2019
        South East||
        Kent|1|2
        Surrey|3|4
        Total South East|4|6
        East of England||
        Essex|5|6
        Total|9|12
        """,
        "B3 Kent Year ending March 2018 1|C3 Kent Year ending March 2019 2|B4 Surrey Year ending March 2018 3|"
        "C4 Surrey Year ending March 2019 4|B7 Essex Year ending March 2018 5|C7 Essex Year ending March 2019 6",
    ),
    "months under 'Year ending', as Excel writes them": (
        """
        |Year ending||
        Force|Mar-18|Sep-18|
        Kent|37|45
        """,
        "B3 Kent Year ending mar 2018 37|C3 Kent Year ending sep 2018 45",
    ),
    "other offences and other counts beside": (
        """
        Kent Police||
        Offence|2017/18|2018/19
        Sexual communication with a child|37|45
        Meeting a child following sexual grooming|3|4
        Arrests||
        Essex|5|6
        """,
        "B3 Kent 2017/18 37|C3 Kent 2018/19 45",
    ),
    "a table of rates below one of counts": (
        """
        Recorded offences||
        Force|2017/18|2018/19
        Kent|37|45
        ||
        Offences per 10,000 children||
        Force|2017/18|2018/19
        Essex|3|4
        Surrey|1|2
        """,
        "B3 Kent 2017/18 37|C3 Kent 2018/19 45",
    ),
    "a list with the number of a quarter and a code beside the count": (
        """
        Financial year|Financial quarter|Force|Offence code|Number of offences
        2017/18|1|Kent|71|37
        2017/18|2|Kent|71|37
        """,
        "E2 Kent 2017/18 q1 37|E3 Kent 2017/18 q2 37",
    ),
    "a list of several offences, of which one is this collection's": (
        """
        Financial Year|Quarter|Force Name|Offence Description|Offence Code|Number of Offences
        2017/18|1|Kent|Sexual communication with a child|71/17|37
        2017/18|1|Essex|Sexual grooming|88A|20
        """,
        "F2 Kent 2017/18 q1 37",
    ),
    "a list with single months and ages, of which no year or total is made": (
        """
        Financial year|Month|Age|Force|Offences
        2017/18|4|12|Kent|37
        2017/18|April|13|Kent|37
        """,
        "",
    ),
    "months across under a year, whose sum is no whole year": (
        """
        2017/18||||
        Force|Apr|May|Jun|Total
        Kent|1|2|3|6
        """,
        "B3 Kent 2017/18 apr 1|C3 Kent 2017/18 may 2|D3 Kent 2017/18 jun 3",
    ),
    "months down, a whole year of them": (
        "2017/18|\nMonth|Kent\n" + "".join(f"{month}|1\n" for month in MONTHS) + "Total|12",
        "|".join(f"B{row} Kent 2017/18 {month.lower()} 1" for row, month in enumerate(MONTHS, 3))
        + "|B15 Kent 2017/18 12",
    ),
    "small numbers that look like ages or a platform, wrapped names, a column of dates": (
        """
        Force|Date received|2017/~18|FYE March 2019
        Devon and~Cornwall|12/03/2026|1 to 4|under 5
        Heddlu Gwent|13/03/2026|7|8.00
        """,
        "C3 Devon and Cornwall 2017/ 18 1 to 4|D3 Devon and Cornwall FYE March 2019 under 5|C5 Gwent 2017/ 18 7|"
        "D5 Gwent FYE March 2019 8.00",
    ),
    "rows and columns of another kind than those beside them": (
        """
        Force|2017/18|2018/19|Sum
        Kent|37|45|82
        Number of forces|43|43|43
        Year|201718|201819|
        """,
        "B2 Kent 2017/18 37|C2 Kent 2018/19 45",
    ),
    "sections of other offences and of suspects": (
        f"""
        {TITLE}||
        Force|2017/18|
        Kent|37|
        Meeting a child following sexual grooming||
        Force|2017/18|
        Essex|3|
        Gender of suspects||
        {TITLE}||
        Gender|2017/18|
        Male|30|
        """,
        "B3 Kent 2017/18 37",
    ),
    "the suspects' gender": ("Kent|\nSuspect gender|2017/18\nMale|30", ""),
    "a single age": ("Kent|\nAge|2017/18\n11|3", ""),
    "a total of a category": ("Kent||\nYear|Total girls|Total\n2017/18|30|30", "B3 Kent 2017/18 girls 30"),
    "numbers in words, and refusals": (
        """
        Force|2017/18|2018/19
        Kent|thirty-seven|refused
        Essex|refused|20
        """,
        "B2 Kent 2017/18 thirty-seven|C2 Kent 2018/19 refused|B3 Essex 2017/18 refused|C3 Essex 2018/19 20",
    ),
    "platforms, blank and other": (
        """
        Kent||
        Platform|2022/23|%
        Snapchat|48|63%
        WhatsApp|<5|
        Other|3|2%
        """,
        "B3 Kent 2022/23 Snapchat 48|B4 Kent 2022/23 WhatsApp <5",
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_shape_is_read_cell_by_cell(tmp_path, shape):
    text, wanted = SHAPES[shape]
    found = seen(tmp_path, grid(text))
    assert taken(found) == dict(each.split(" ", 1) for each in wanted.split("|") if each)
    if not wanted:
        assert "no table was recognised" in found.problems[0]
        return
    assert not found.problems
    assert not found.asked
    assert not [remark for remark in found.remarks if "does not fit" in remark]
    rows, _ = intake.read(tmp_path / "table.csv", SAID)
    assert len(rows) == len(taken(found))


REFUSED = {
    "Force|2017|2018\nKent|1|2": "B1: '2017' is a calendar year.*write 2017/18 if it begins in April 2017, 2016/17 if",
    "Year|Kent\n2017|1\n2018|2": "A2: '2017' is a calendar year",
    "Force|Sep-16\nKent|1": "B1: 'Sep-16' is what Excel makes of 2016-09.*format the column as text",
    "Force|2017/19\nKent|1": "B1: '2017/19' cannot be read as a period",
    "Force|2017/18 to date\nKent|1": "B1: '2017/18 to date' cannot be read",
    "Force|2017/18\nDerbyshre|1": "A2: 'Derbyshre' is no area.*Did you mean Derbyshire",
    "Force|2017/18\nLeeds|1": "A2: 'Leeds' is a part of West Yorkshire",
    "Region|2017/18\nSouth East|1\nWales|2": "A2: 'South East' may mean several areas",
    "Region|2017/18\nWest Midlands|1\nEast of England|2": "A2: 'West Midlands' may mean several areas",
    "Force|2017/18\nKent|285 (3 refused)": r"B2, value_as_published: '285 \(3 refused\)' cannot be read",
    "Force|2017/18\nEssex|3\nKent|tba": "B3, value_as_published: 'tba' cannot be read",
    "Force|2017/18\nKent|3.5": "B2, value_as_published: '3.5' is no whole number",
    "Force|2017/18\nKent|-2": "B2, value_as_published: '-2' is negative",
    "Force|2017/18\nKent|99999999999999": "B2, value_as_published: '99999999999999' is impossible",
    "Force|2017/18\nKent|285 (1)": r"B2, value_as_published: '285 \(1\)' cannot be read",
    "Force|2017/18|2018/19\nKent|1|316|1|400": "D2: '1' stands under no heading.*holds a comma",
    "Force|2017/18|Notes\nKent|1|316": "C2: '316' may be the end of a number that holds a comma",
    "Force|2016-17|16-17\nKent|1|2": "C1: '16-17' may be an age or a financial year",
    "Force|2017/18\nKent|1\nKent|2": "B3: '2' is a second figure for Kent, 2017/18; B2 has '1'",
    "Force|2024/25*\nKent|1\n\n* April to December 2024 only": "A4: .*may make a part of a year of a whole one",
    "Force|2024/25\nKent|1\nFigures for 2024/25 are to 31 December 2024.": "A3: .*may make a part of a year",
    "Force|2017/18 YTD\nKent|1": "B1: '2017/18 YTD' cannot be read as a period",
    "Force|Apr 17 - Mar 18\nKent|1": "B1: 'Apr 17 - Mar 18' cannot be read as a period",
    "Force|2017/18\nKent|3\nEssex|1-4": "B3, value_as_published: '1-4' cannot be read",
    "Force|2017/18|Comment\nKent|1|Part year": "C2: 'Part year' .*may make a part of a year",
    "Force|2017/18*\nKent|1\n\n* April-December": "A4: .*may make a part of a year",
    "Force|2017/18\nKent|1\nData to 31 Dec 2017": "A3: .*may make a part of a year",
    "Force|2017/18\nKent|1\nWithout Kent for January to March": "A3: .*may make a part of a year",
    "Q1|\nForce|2017/18\nKent|1": "A1: 'Q1' .*may make a part of a year",
    "|Essex|Sussex\nForce|2017/18|2017/18\nKent|1|2": "A3: two areas, Kent and Essex, name one figure",
    "Year|Force|2017/18\n2018/19|Kent|1": "A2: two periods, 2018/19 and 2017/18, name one figure",
    "2017/18\nForce|Apr 2019\nKent|1": "A1: '2017/18' stands over figures of Apr 2019, which does not lie within",
    "Force|Apr 2017|May 2017|2017/18\nKent|1|2|3": "D1: '2017/18' may be no whole year: .* make up 2 months",
    "|2018/19|||\nForce|Q1|Q2|Q3|Year\nKent|1|2|3|6": None,
    "||2018/19|||2019/20|\nForce|Girls|Boys|Unknown|Girls|Boys|Unknown\nKent|1|2|3|4|5|6": r"C1: '2018/19' may stand for blank cells .*\(B1, D1",
    "|2018/19||||2019/20|\nForce|Boys|Girls|Total|Boys|Girls|Total\nKent|1|2|3|4|5|6": "B1: '2018/19' may stand for blank",
    "|2018/19|\nForce|Girls|Boys\nKent|1|2\n\n||2018/19|\nForce|Girls|Boys|Unknown\nEssex|4|5|6": "C5: '2018/19' may stand for",
    "Year|Force|Offences\n|Kent|1\n2018/19|Essex|2\n|Surrey|3": r"A3: '2018/19' may stand for blank cells .*\(A2, A4\)",
    "Force|Gender|2018/19\nKent|Girls|1\n|Boys|2\n|Unknown|3\nEssex|Boys|4\n|Unknown|5": "A2: 'Kent' may stand for",
    "Force|2017/18\nKent|40\nFigures are rounded to the nearest 10": "A3: .*makes the counts less exact than they stand",
    "Force|2017/18\nKent|0\n0 = fewer than 3 or no response": "B2: '0' stands for 'fewer than 3 or no response'",
    "Force|2021/22|2022/23|2021/22-2022/23\nKent|30|37|7": "D2: '7' stands for 2021/22-2022/23 beside 30 and 37",
    "Force|2017/18|2022/23|2017/18-2022/23\nKent|37|285|670": "D2: '670' stands for 2017/18-2022/23 beside 37 and 285",
    "|2018/19|||2018/19\nForce|Q1|Q2|Q3|\nKent|1|2|3|6": "E1: '2018/19' may be no whole year: .* make up 9 months",
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_in_doubt_is_refused_in_a_sentence_that_names_the_cell(tmp_path, text):
    found = seen(tmp_path, grid(text))
    if REFUSED[text] is None:
        assert not [row for row in taken(found).values() if row.endswith(" 6")], "three quarters are no year"
        return
    assert found.problems
    assert re.search(f"^table.csv, {REFUSED[text]}", found.problems[0]), found.problems
    with pytest.raises(InputError):
        intake.read(tmp_path / "table.csv", SAID)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        (f"{TITLE}\nForce|2017/18\nKent|1", "--publisher --published"),
        ("Recorded crimes\nForce|2017/18\nKent|1", "--publisher --published --offence"),
        ("Force|2017/18\nKent|1", "--publisher --published --offence --measure"),
        (f"{TITLE}\nYear|Offences\n2017/18|1", "--publisher --published --place"),
        (f"{TITLE}\nForce|Offences\nKent|1", "--publisher --published --period"),
        (f"{TITLE}\nKent\nGender|2017/18\nGirls|40%", "--publisher --published --measure"),
    ],
)
def test_what_the_file_does_not_say_is_asked_by_option(tmp_path, text, asked):
    path = workbooks.write(tmp_path / "table.csv", {"S": grid(text)})
    assert " ".join(intake.see(path).asked) == asked
    with pytest.raises(InputError, match=f"table.csv: give {asked.split()[0]}: "):
        intake.read(path)


def test_options_complete_a_table_and_a_wrong_one_is_named(tmp_path):
    path = workbooks.write(tmp_path / "t.csv", {"S": grid("Gender|2017/18\nGirls|40%\nBoys|6%")})
    said = SAID._replace(place="Kent", measure="share_gender", offence="class_88A")
    figures, sources = intake.read(path, said)
    assert figures["measure"].eq("share_gender").all()
    assert figures["offence"].eq("class_88A").all()
    assert sources["publisher"].tolist() == ["Example Gazette"]
    for option, value in {
        "place": "Knt",
        "published": "Aug-26",
        "offence": "theft",
        "round": "2026-08-01",
        "period": "the other day",
        "measure": "sum",
    }.items():
        with pytest.raises(InputError, match=f"^--{option}: "):
            intake.see(path, said._replace(**{option: value}))
    with pytest.raises(InputError, match="^--sheet: 'x' is no sheet"):
        intake.see(path, said._replace(sheet=("x",)))


def test_a_total_that_does_not_fit_is_told(tmp_path):
    found = seen(tmp_path, grid("Force|2017/18\nKent|10\nEssex|20\nTotal|40"))
    assert found.remarks == [
        "table.csv, B4: the total 40 does not fit: its 2 parts add up to 30; look for a slip or a missing row."
    ]
    assert found.cells.set_index("cell").loc["B4", "why"].startswith("a total that does not fit")


@pytest.mark.parametrize(
    ("text", "cell", "why"),
    [
        ("Force|2017/18|2018/19\nKent|1|2\n\nForce|2017/18\nKent|1", "B5", "repeats B2"),
        (
            "|Girls|Facebook\nAge|2017/18|2017/18\n0-11|1|2",
            "C3",
            "stands under several categories: 0-11 Facebook",
        ),
        ("Force|2017/18\nKent|12%", "B2", "a percentage, of what is not said"),
        ("Force|2017/18\nKent|1\n|2", "B3", "no label stands in this row"),
    ],
)
def test_a_number_that_is_left_out_says_why(tmp_path, text, cell, why):
    cells = seen(tmp_path, grid(text)).cells.set_index("cell")
    assert cells.loc[cell, ["role", "why"]].tolist() == ["left out", why]


def test_of_two_areas_the_inner_one_is_meant(tmp_path):
    found = seen(tmp_path, grid("Area|Force|2017/18\nSouth East (ONS region)|Kent|3"))
    assert found.cells.set_index("cell").loc["C2", "area"] == "Kent"


@pytest.mark.parametrize(
    "title",
    [
        "Recorded offences, in thousands",
        "Rate per 1,000",
        "Cumulative offences",
        "Arrests",
        "Sexual assault",
        "Monthly average",
        "Arrests for sexual communication with a child",
    ],
)
def test_numbers_under_a_title_that_counts_something_else_are_left_out(tmp_path, title):
    found = seen(tmp_path, grid(f"{title}\nForce|2017/18\nKent|3\nEssex|4"))
    assert not taken(found)
    assert re.match("table.csv: no table was recognised", found.problems[0])
    assert found.cells.set_index("cell").loc["B3", "why"].startswith(f"stands under {title!r}")


@pytest.mark.parametrize(
    ("name", "why"),
    [("Charges", "stands under 'Charges'"), ("Apr-Sep", None), ("H1", None), ("Rates", "stands under")],
)
def test_a_sheets_name_may_say_that_it_counts_something_else_or_a_part_of_a_year(tmp_path, name, why):
    book = {"Offences": [["Force", "2017/18"], ["Kent", 37]], name: [["Force", "2017/18"], ["Essex", 3]]}
    found = seen(tmp_path, book, name="t.xlsx")
    if why:
        assert taken(found) == {"Offences!B2": "Kent 2017/18 37"}
        assert found.cells.set_index("cell").loc[f"{name}!B2", "why"].startswith(why)
    else:
        assert f"t.xlsx, sheet {name}: {name!r}" in found.problems[0]


def test_percentages_are_taken_under_a_title_that_says_so(tmp_path):
    rows = grid("Percentage of victims by gender\nKent\nGender|2017/18\nGirls|40%")
    assert taken(seen(tmp_path, rows, SAID._replace(measure="share_gender"))) == {
        "B4": "Kent 2017/18 Girls 40%"
    }


def test_bands_of_age_under_their_heading_are_no_years(tmp_path):
    found = seen(tmp_path, grid("Kent|\nAge|2022/23\n16-17|5\naged 12 to 15|7"))
    assert not found.problems
    assert taken(found) == {"B3": "Kent 2022/23 16-17 5", "B4": "Kent 2022/23 aged 12 to 15 7"}


def test_a_dash_is_zero_only_where_a_note_says_so(tmp_path):
    table = "Force|2017/18\nKent|-\nEssex|2"
    assert list(taken(seen(tmp_path, grid(table)))) == ["B3"]
    assert taken(seen(tmp_path, grid(f"{table}\n\n- = nil")))["B2"] == "Kent 2017/18 0"
    assert taken(seen(tmp_path, grid("Force|2017/18\nKent|..\n\n.. = nil")))["B2"] == "Kent 2017/18 0"


def test_a_number_is_taken_as_its_format_shows_it_and_hidden_rows_and_columns_are_left_out(tmp_path):
    path = tmp_path / "looks.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Table")
    formats = ["#,##0", "0%", '"<"0', '[<5]"<5";0', '_-* #,##0_-;-* #,##0_-;_-* "-"??_-', "0,", "0"]
    sheet.write_row("A1", ["Gender", "2017/18"])
    sheet.write("A2", "Kent Police")
    for row, code in enumerate(formats, 2):
        sheet.write(row, 0, "Girls" if row % 2 else "Boys")
        sheet.write_number(row, 1, 1, book.add_format({"num_format": code}))
    sheet.set_row(8, None, None, {"hidden": True})
    book.close()
    cells = intake.see(path, SAID).cells.set_index("cell")
    assert cells.loc["Table!B3", "value"] == "1"
    assert cells.loc["Table!B4", ["text", "measure"]].tolist() == ["100%", "offences"]
    refused = cells["why"].str.startswith("refused: '1' is shown as other text by its number format")
    assert list(cells.index[refused]) == ["Table!B5", "Table!B6", "Table!B8"]
    assert cells.loc["Table!B9", "why"] == "its row or column is hidden"


def test_an_open_document_tells_what_it_shows(tmp_path):
    path = workbooks.write(
        tmp_path / "t.ods",
        {"Table": [["Force", "2017/18"], ["Kent", 5], ["Essex", 1], ["Surrey", 7], ["Dorset", 8]]},
    )
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name).decode() for name in file.namelist()}
    words = parts["content.xml"].replace("<text:p>5<", "<text:p>&lt;5<")
    words = words.replace(
        '"float" office:value="1"><text:p>1<', '"percentage" office:value="1"><text:p>100%<'
    )
    row = words.rindex("<table:table-row>", 0, words.index("Surrey"))
    words = f'{words[:row]}<table:table-row table:visibility="collapse">{words[row + 17 :]}'
    with zipfile.ZipFile(path, "w") as file:
        for name, part in (parts | {"content.xml": words}).items():
            file.writestr(name, part)
    cells = intake.see(path, SAID).cells.set_index("cell")
    assert cells.loc["Table!B2", "why"].startswith("refused: '5' is shown as other text")
    assert cells.loc["Table!B3", "text"] == "100%"
    assert cells.loc["Table!B4", "why"] == "its row or column is hidden"
    assert cells.loc["Table!B5", "role"] == "taken"


def test_a_workbook_keeps_merged_cells_raised_marks_dates_and_hidden_sheets_apart(tmp_path):
    path = tmp_path / "round.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet, hidden = book.add_worksheet("FOI round"), book.add_worksheet("Old")
    raised, day = book.add_format({"font_script": 1}), book.add_format({"num_format": "mmm-yy"})
    sheet.merge_range("B1:C1", "2017/18")
    sheet.write_row("A2", ["Force", "Girls", "Boys"])
    sheet.write("A3", "Kent")
    sheet.write_rich_string("B3", "285", raised, "1")
    sheet.write_number("C3", 7)
    sheet.write_string("A4", "Essex")
    sheet.merge_range("B4:C4", 12)
    sheet.write_row("A5", ["Surrey", 5])
    sheet.write_datetime("C5", datetime.datetime(2026, 8, 17), day)
    hidden.write_row("A1", ["Kent", 99])
    hidden.hide()
    book.close()
    found = intake.see(path, SAID)
    assert found.problems == [
        "round.xlsx, FOI round!B4: '12' is merged over several cells, and a number belongs to one; write each its own."
    ]
    cells = found.cells.set_index("cell")
    assert cells.loc["FOI round!B3", ["value", "category", "note"]].tolist() == [
        "285",
        "Girls",
        "printed '285 [note 1]'",
    ]
    assert cells.loc["Old!B1", "why"] == "the sheet is hidden"


def test_sheets_are_years_or_areas_and_one_may_be_named(tmp_path):
    rows = [["Force", "Offences"], ["Kent", 37], ["Essex", 20]]
    found = seen(tmp_path, {"2017-18": rows, "2018-19": rows}, name="t.xlsx")
    assert taken(found)["2017-18!B2"] == "Kent 2017-18 37"
    assert taken(found)["2018-19!B3"] == "Essex 2018-19 20"
    other = [["Force", "2017/18"], ["Kent", 38]]
    found = seen(tmp_path, {"Draft": other, "Final": [["Force", "2017/18"], ["Kent", 37]]}, name="t.ods")
    assert "Final!B2: '37' is a second figure" in found.problems[0]
    found = seen(tmp_path, {"Draft": other, "Final": rows}, SAID._replace(sheet=("Draft",)), "t.ods")
    assert taken(found) == {"Draft!B2": "Kent 2017/18 38"}


def test_an_old_workbook_is_read():
    found = intake.see(Path(__file__).with_name("forces.xls"), SAID)
    assert taken(found) == {
        "Data!B3": "Kent 2017/18 37",
        "Data!C3": "Kent 2018/19 45",
        "Data!B4": "Essex 2017/18 *",
        "Data!C4": "Essex 2018/19 20",
    }


def test_a_mark_that_an_old_workbook_may_have_raised_is_asked_for():
    found = intake.see(Path(__file__).with_name("raised.xls"), SAID._replace(whole_counts=True))
    assert found.problems == [
        "raised.xls, Data!C3: '451' may be 45 with the raised mark of note 1, which this kind of file does not tell; "
        "save it as .xlsx, or format the cell as a number."
    ]
    assert list(taken(found).values()) == ["Gwent 2023/24 41"], "a number is no text and holds no mark"


@pytest.mark.parametrize(
    ("encode", "said"),
    [
        (lambda text: text.encode(), []),
        (lambda text: text.replace("\n", "\r").encode("utf-8-sig"), []),
        (lambda text: text.replace("\n", "\r\n").replace(",", ";").encode(), ["separated by semicolons"]),
        (lambda text: text.replace(",", "\t").encode("utf-16"), ["UTF-16", "separated by tabs"]),
        (lambda text: text.encode("utf-16-le"), ["UTF-16-LE"]),
        (lambda text: text.encode("utf-32"), ["UTF-32"]),
        (lambda text: text.encode("cp1252"), ["read as Windows-1252: byte 0xe9 is 'é'"]),
        (lambda text: ("sep=,\n" + text).encode(), []),
        (lambda text: (text.replace("\n", ",,\n") + ",,,,\n\n,,,\n").encode(), []),
    ],
)
def test_a_text_is_read_in_every_usual_encoding_and_what_was_concluded_is_said(tmp_path, encode, said):
    path = tmp_path / "café.csv"
    path.write_bytes(encode("Source: Café Gazette\nForce,2017/18,2018/19\nKent,37,45\nEssex,20,22\n"))
    found = intake.see(path, SAID)
    assert [row.split()[-1] for row in taken(found).values()] == ["37", "45", "20", "22"]
    assert len(found.remarks) == len(said)
    assert all(words in remark for words, remark in zip(said, found.remarks, strict=True))


def test_the_tidy_file_made_of_a_table_reads_as_the_same_rows(tmp_path):
    text, _ = SHAPES["forces down, years across, with title, notes, marks, total and change"]
    path = workbooks.write(tmp_path / "table.csv", {"S": grid(text)})
    first, sources = intake.read(path, SAID)
    tidy = tmp_path / "tidy.csv"
    tidy.write_bytes(intake.tidied(intake.see(path, SAID).rows))
    again, same_sources = intake.read(tidy)
    assert first.equals(again)
    assert sources.equals(same_sources)
    assert first["note"].str.contains("table.csv, [BC][456]$").all(), "every row tells its cell"


FORCES = [
    "Kent",
    "Essex",
    "Derbyshire",
    "Dyfed-Powys",
    "Devon & Cornwall",
    "City of London",
    "Wales",
    "Surrey",
]
YEAR_FORMS = [
    "{0}/{1}",
    "{0}-{1}",
    "{0}–{1}",
    "FY{0}-{1}",
    "{0}/20{1}",
    "01/04/{0} - 31/03/20{1}",
    "Year ending March 20{1}",
]
PRINTED = st.one_of(
    st.integers(0, 900).map("{:,}".format), st.sampled_from(["*", "<5", "[x]", "..", "12 (r)", "7*", ""])
)


@settings(max_examples=15, deadline=None, phases=[Phase.generate])
@given(st.data())
def test_a_table_written_in_any_form_gives_back_what_it_holds(tmp_path_factory, data):
    draw = data.draw
    forces = draw(st.lists(st.sampled_from(FORCES), min_size=1, max_size=4, unique=True))
    form, first = draw(st.sampled_from(YEAR_FORMS)), draw(st.integers(2017, 2021))
    named = {
        form.format(year, f"{year + 1}"[2:]): years.name(year)
        for year in range(first, first + draw(st.integers(1, 3)))
    }
    truth = {(force, year): draw(PRINTED) for force in forces for year in named}
    marks = draw(st.sampled_from(["", "1", " [note 1]", "¹"]))
    rows = [
        ["Force", *named],
        *([force + marks, *(truth[force, year] for year in named)] for force in forces),
    ]
    if draw(st.booleans()):
        rows.append(["Total", *["" for _ in named]])
    if draw(st.booleans()):
        rows = [list(row) for row in zip(*rows, strict=True)]
    rows = [[TITLE], []] * draw(st.booleans()) + rows + [[], ["1. As recorded."]]
    path = workbooks.write(
        tmp_path_factory.mktemp("any") / draw(st.sampled_from(["t.csv", "t.xlsx", "t.ods"])), {"Table": rows}
    )
    if not any(truth.values()):
        return
    found = intake.see(path, SAID)
    assert not found.problems
    got = {}
    for row in found.rows.to_dict("records"):
        start, _, _ = periods.read(row["period_as_published"])
        area, read = areas.find_printed(row["place_as_published"]), values.read(row["value_as_published"])
        got[area, years.of_month(start)] = read.low, read.status
    wanted = {}
    for (force, year), printed in truth.items():
        if printed:
            read = values.read(printed.replace(" (r)", ""))
            wanted[areas.find_printed(force), named[year]] = read.low, read.status
    assert got == wanted


def test_every_option_of_a_table_is_one_of_the_commands():
    from offences import cli

    options = {option.name for option in cli.read.params} - {"path", "to"}
    assert options == set(layouts.Said._fields)
    assert options <= {option.name for option in cli.run.params}


def test_a_large_sheet_is_left_alone_where_another_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(intake, "MOST_CELLS", 50)
    book = {"Raw": [["x"] * 10] * 10, "Table": [["Force", "2017/18"], ["Kent", 37]]}
    path = workbooks.write(tmp_path / "t.xlsx", book)
    with pytest.raises(InputError, match="t.xlsx: has a sheet of more than 50 cells; name the sheet"):
        intake.see(path, SAID)
    found = intake.see(path, SAID._replace(sheet=("Table",)))
    assert taken(found) == {"Table!B2": "Kent 2017/18 37"}
    assert found.remarks == ["t.xlsx, sheet Raw: too large to be listed, and left out."]
