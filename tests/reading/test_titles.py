"""What stands over and beside figures: understood word by word, or the file says which words are not."""

import pytest
import workbooks
from offences.names.errors import InputError
from offences.reading import intake, titles

SAID = intake.Said(publisher="Kent Messenger", published="2026-11")
OFFENCE = "Sexual communication with a child"


def seen(tmp_path, text, said=SAID):
    rows = [line.split("|") for line in text.splitlines()]
    return intake.see(workbooks.write(tmp_path / "t.csv", {"S": rows}), said)


def values(found):
    return [row["value"] for row in found.cells.to_dict("records") if row["role"] == "taken"]


NO_CHANGE = [
    "Source: Kent Police FOI 1234/24",
    "Data extracted 3 May 2025",
    "Figures are correct at the time of extraction and may change",
    "Please note that this is taken from a live system and is subject to change.",
    "1. By date of recording.",
    "Kent Police introduced a new recording system in 2018.",
    "Years are financial years (1 April to 31 March)",
    "Home Office code 071/17",
    "Figures of less than 5 have been suppressed to prevent identification of individuals",
    "* fewer than 5",
    "[c] = suppressed",
    "r = revised",
    "Source: Kent Messenger",
]


@pytest.mark.parametrize("note", NO_CHANGE)
def test_an_ordinary_note_changes_nothing(tmp_path, note):
    found = seen(tmp_path, f"{OFFENCE}: recorded offences\nForce|2023/24|2024/25\nKent|30|37\n{note}")
    assert (found.problems, values(found)) == ([], ["30", "37"])


OF_PARTS = [
    "Data for 01/04/2024 - 30/09/2024",
    "Q4 not included for 2024/25",
    "Data as at 31 December 2024",
    "Data extracted 3 January 2025",
    "Apr 24 - Dec 24",
    "2024-04-01 to 2024-12-31",
    "ending December 2024",
    "2024/25: 9 mths",
    "2024/25 Q1+Q2",
    "to date",
    "Source: Kent Police April to December",
    "Final quarter of 2024/25",
    "Offences in the month",
    "FOI to June 2024",
]
OF_COUNTS = [
    "Includes attempts",
    "Includes s15",
    "Figures are for 2023 and 2024",
    "Girls only",
    "Source: Arrests data",
    "Numbers are of victims",
    "Only detected offences",
    "0 = fewer than 3 or no response",
]


@pytest.mark.parametrize("note", OF_PARTS + OF_COUNTS)
def test_any_other_note_stops_the_file_in_a_sentence_that_quotes_it(tmp_path, note):
    text = f"{OFFENCE}: recorded offences\nForce|2023/24|2024/25\nKent|30|37\n{note}"
    option = "whole_years" if note in OF_PARTS else "whole_counts"
    (problem,) = seen(tmp_path, text).problems
    assert problem.startswith(f"t.csv, A4: {note!r} (")
    assert f"--{option.replace('_', '-')}" in problem
    assert not seen(tmp_path, text, SAID._replace(**{option: True})).problems
    other = "whole_counts" if option == "whole_years" else "whole_years"
    assert seen(tmp_path, text, SAID._replace(**{other: True})).problems


@pytest.mark.parametrize(
    ("title", "category"),
    [
        (f"Table 3: number of {OFFENCE} offences recorded by police, by police force area and year", ""),
        (f"{OFFENCE} (Section 15A of the Sexual Offences Act 2003), Home Office code 71/17", ""),
        (f"Kent Police: {OFFENCE} offences recorded between 1 April 2023 and 31 March 2025", ""),
        (f"{OFFENCE}: offences by financial year and by sex, age and platform", ""),
        (f"{OFFENCE} offences committed on Snapchat", "Snapchat"),
        (f"{OFFENCE}: offences against girls", "girls"),
        (f"{OFFENCE} offences where the victim was aged under 13", "aged under 13"),
    ],
)
def test_a_title_of_the_offence_is_taken_and_its_category_is_the_figures(tmp_path, title, category):
    found = seen(tmp_path, f"{title}\nForce|2023/24|2024/25\nKent|30|37")
    assert not found.problems
    taken = found.cells[found.cells["role"].eq("taken")]
    assert taken["value"].tolist() == ["30", "37"]
    assert taken["category"].tolist() == [category] * 2


OTHERS = [
    "Recorded offences in hundreds",
    "Sexual offences",
    "Sex offences",
    "Grooming offences",
    "Online child sex crimes",
    "Section 14 offences",
    "Proceeded against",
    "Malicious communications",
    "Total recorded crime",
    f"People arrested for {OFFENCE} offences",
    f"Number of victims of {OFFENCE} offences",
    f"{OFFENCE} offences, by gender of accused",
    f"{OFFENCE} offences closed with no suspect identified",
    f"Attempted {OFFENCE}",
    f"{OFFENCE} offences on Facebook and Instagram",
    f"{OFFENCE} offences in Maidstone",
    "Medway",
    "YTD",
    "Year: 2024",
    "Apr 24 to Sep 24",
]


@pytest.mark.parametrize("title", OTHERS)
def test_figures_under_any_other_title_are_not_taken(tmp_path, title):
    table = "Force|2023/24|2024/25\nEssex|300|370"
    (problem,) = seen(tmp_path, f"{title}\n{table}").problems
    assert title[:50] in problem
    below = seen(
        tmp_path, f"{OFFENCE}: recorded offences\nForce|2023/24|2024/25\nKent|30|37\n\n{title}\n{table}"
    )
    assert values(below) == ["30", "37"]


def test_a_note_right_below_a_table_is_its_own_and_heads_none_below(tmp_path):
    text = f"{OFFENCE} offences\nForce|2023/24\nKent|30\nFigures of the summer\n|\nForce|2024/25\nKent|37"
    assert seen(tmp_path, text).problems[0].startswith("t.csv, A4: 'Figures of the summer' ('summer')")


@pytest.mark.parametrize("name", ["Grooming", "S14 arranging", "Female victims"])
def test_the_name_of_a_sheet_is_understood_or_its_figures_are_not_taken(tmp_path, name):
    table = [["Force", "2023/24"], ["Kent", 30]]
    path = workbooks.write(
        tmp_path / "t.xlsx", {"SCC": [[OFFENCE], *table], name: [table[0], ["Essex", 300]]}
    )
    taken = intake.see(path, SAID).cells.query("role == 'taken'")
    assert taken["category"].tolist() == ["", "Female"] if name == "Female victims" else [""]


def test_the_offence_is_taken_and_not_all_sexual_offences_beside_it(tmp_path):
    rows = "Offence|2023/24|2024/25\nSexual offences|5312|5480\nof which: sexual communication with a child|301|352"
    assert values(seen(tmp_path, f"Kent Police\n{rows}")) == ["301", "352"]
    columns = f"Kent Police\nYear|Sexual offences|{OFFENCE} (s15A SOA 2003)\n2023/24|5312|301"
    assert values(seen(tmp_path, columns)) == ["301"]


def test_a_title_of_what_holds_the_offence_stands_over_its_own_row(tmp_path):
    rows = f"Offence|2024/25\nRape|300\n{OFFENCE}|37"
    assert values(seen(tmp_path, f"Kent Police recorded sexual offences\n{rows}")) == ["37"]
    assert not values(seen(tmp_path, f"Arrests for sexual offences\n{rows}"))
    assert not values(seen(tmp_path, f"Online sexual offences\n{rows}"))


@pytest.mark.parametrize("heading", ["Perp gender", "Accused gender", "Gender of suspect"])
def test_the_gender_of_others_than_victims_is_not_taken(tmp_path, heading):
    found = seen(tmp_path, f"Kent Police\n{OFFENCE} offences\n{heading}|2024/25\nMale|120\nFemale|3")
    assert not values(found)
    assert heading in found.problems[0]


@pytest.mark.parametrize(
    ("heading", "period"),
    [
        ("Half", "2024/25 h1"),
        ("FQ", "2024/25 q1"),
        ("Qtr no.", "2024/25 q1"),
        ("Month no", ""),
        ("Quarter (financial)", ""),
        ("Months of data", ""),
        ("Coverage", ""),
    ],
)
def test_numbers_beside_the_figures_are_parts_of_the_year_or_stop_the_file(tmp_path, heading, period):
    found = seen(tmp_path, f"{OFFENCE} offences\nYear|{heading}|Force|Offences\n2024/25|1|Kent|137")
    taken = found.cells.query("role == 'taken'")
    assert taken["period"].tolist() == [period] if period else found.problems


@pytest.mark.parametrize("note", ["April to December only", "to date", "six months", "includes attempts"])
def test_the_note_of_a_tidy_file_is_read_like_any_other(tmp_path, note):
    head = "place_as_published,period_as_published,measure,value_as_published,note,covers"
    path = tmp_path / "tidy.csv"
    path.write_text(f"{head}\nKent,2024/25,offences,180,{note},\n")
    with pytest.raises(InputError, match=f"^tidy.csv, line 2, note: '{note}'"):
        intake.read(path)
    path.write_text(f"{head}\nKent,2024/25,offences,180,{note},part\n")
    assert bool(intake.see(path).problems) == (note == "includes attempts")
    # what the user said of a note is kept with the row
    said = SAID._replace(whole_years=True, whole_counts=True)
    path.write_bytes(intake.tidied(intake.checked(path, said).rows))
    assert intake.read(path)[0]["value_as_published"].tolist() == ["180"]


def test_the_area_of_a_title_goes_before_that_of_the_table_above(tmp_path):
    text = f"Kent Police\n{OFFENCE}\nYear|Offences\n2024/25|30\n\nEssex Police: {OFFENCE}\nYear|Offences\n2024/25|300"
    found = seen(tmp_path, text)
    assert found.cells.query("role == 'taken'")["area"].tolist() == ["Kent Police", "Essex Police"]


def test_a_title_of_girls_over_rows_of_both_leaves_the_boys_out(tmp_path):
    text = f"Kent\n{OFFENCE}: offences against girls\nGender|2024/25\nMale|1\nFemale|30"
    assert values(seen(tmp_path, text)) == ["30"]


def test_another_offence_is_named_in_a_title_where_the_user_says_that_it_is_counted():
    assert titles.read("Sexual offences").left
    assert not titles.read("Sexual offences", "all_sexual").left
