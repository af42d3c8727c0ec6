import pytest
from offences import cleaning, intake
from offences.errors import InputError

HEADER = "place_as_published,period_as_published,measure,value_as_published"


def refused(tmp_path, content):
    path = tmp_path / "mine.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(InputError) as error:
        intake.read(path)
    return str(error.value)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (
            "Derbyshre,2025/26,offences,301",
            "line 2, place_as_published: 'Derbyshre'.*Did you mean Derbyshire",
        ),
        ("Derbyshire,2025/26,offences,-3", "line 2, value_as_published: '-3' is negative"),
        ("Derbyshire,2025/26,offences,3.5", "line 2, value_as_published: '3.5' is no whole number"),
        ("Derbyshire,2017/19,offences,301", "line 2, period_as_published: '2017/19' cannot be read"),
        ("Derbyshire,Apr-18,offences,301", "line 2, period_as_published: 'Apr-18' looks like a date"),
        ("Derbyshire,2025/26,offences,=1+1", "line 2, value_as_published: '=1.1' begins like a spreadsheet"),
        ("Derbyshire,2025/26,offenses,301", "line 2, measure: 'offenses': did you mean 'offences'"),
        ("<b>Derbyshire</b>,2025/26,offences,301", "line 2, place_as_published: '<b>.*holds HTML"),
        ("Derbyshire,last year,offences,301", "'last year' cannot be read.*need the column round"),
        ("Derbyshire,2025/26,share_platform,40%", "category: blank; share_platform needs one"),
        ("Derbyshire,2035/36,offences,301", "'2035/36' ends after 2030-04"),
        ("Derbyshire,2025/26,offences, =1+1", "begins like a spreadsheet"),
        ("Derbyshire,2025/26\x00,offences,301", "holds a control character"),
        ("Derbyshire,2025/26,offences", "line 2: 3 cells where the header has 4"),
    ],
)
def test_a_bad_row_is_named_with_line_column_value_and_what_is_allowed(tmp_path, row, words):
    import re

    message = refused(tmp_path, f"{HEADER}\n{row}\n")
    assert re.search(words, message), message
    assert message.startswith("mine.csv")


def test_a_missing_and_a_misspelt_column_are_named(tmp_path):
    message = refused(tmp_path, "place_as_published,period,measure\nKent,2025/26,offences\n")
    assert "the column 'value_as_published' is missing" in message
    assert "the column 'period' is not known. Did you mean 'period_as_published'" in message


def test_an_empty_file_and_a_wrong_byte_are_refused(tmp_path):
    assert "the file is empty" in refused(tmp_path, "")
    assert "there is no figure" in refused(tmp_path, HEADER + "\n")
    assert "line 2, place_as_published: byte 0xe9 is not UTF-8" in refused(
        tmp_path, HEADER.encode() + b"\nCaf\xe9,2025/26,offences,1\n"
    )


def test_a_duplicate_id_is_refused(tmp_path):
    head = f"figure_id,{HEADER}\n"
    row = "mine1,Kent,2025/26,offences,3\n"
    assert "line 3, figure_id: 'mine1' is already taken" in refused(tmp_path, head + row + row)
    assert "'f0346' is already taken" in refused(tmp_path, head + row.replace("mine1", "f0346"))


def test_all_problems_come_at_once_up_to_twenty(tmp_path):
    rows = "Nowhere,2017/19,offences,-3\n" * 10
    lines = refused(tmp_path, f"{HEADER}\n{rows}").splitlines()
    assert len(lines) == 21
    assert lines[-1] == "… and 10 more of the same file."


def test_minus_one_percent_is_a_value(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text(f"{HEADER}\nKent,2024/25 to 2025/26,percent_change,-1%\n", encoding="utf-8")
    figures, _ = intake.read(path)
    assert list(figures["value_as_published"]) == ["-1%"]


def test_the_template_is_accepted_as_it_stands(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text(intake.template(), encoding="utf-8")
    figures, sources = intake.read(path)
    assert len(figures) == len(sources) == 1


def test_own_figures_reach_the_clean_tables_with_their_source(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text(
        "place_as_published,period_as_published,measure,category,value_as_published,publisher,url,published,round\n"
        "GMP,2025/26,offences,,801,Example Gazette,https://example.org/a,2026-11-12,2026-11\n"
        "GMP,last year,share_platform,Whatsapp,9%,Example Gazette,https://example.org/a,2026-11-12,2026-11\n",
        encoding="utf-8",
    )
    tables = cleaning.build(path)
    own = tables.offences[tables.offences["year"].eq("2025/26")]
    assert list(own["low"]) == [801]
    share = tables.shares[tables.shares["figure_id"].eq("own0003")].iloc[0]
    assert (share["category"], share["first_year"]) == ("WhatsApp", "2025/26")
    assert tables.sources.loc["own1", "publisher"] == "Example Gazette"
