import csv
import io
import re

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from offences.names import areas, reference
from offences.names.errors import InputError
from offences.reading import intake, published, readings, template
from offences.tables import official, problems, series, shares

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
        (
            "Derbyshire,Apr-18,offences,301",
            "line 2, period_as_published: 'Apr-18' is what Excel makes of 2018-04.*format the column as text",
        ),
        ("Derbyshire,2025/26,offences,=1+1", "line 2, value_as_published: '=1.1' begins like a spreadsheet"),
        ("Derbyshire,2025/26,offenses,301", "line 2, measure: 'offenses': did you mean 'offences'"),
        ("<b>Derbyshire</b>,2025/26,offences,301", "line 2, place_as_published: '<b>.*holds HTML"),
        ("Derbyshire,last year,offences,301", "'last year' cannot be read.*need the column round"),
        ("Derbyshire,2025/26,share_platform,40%", "category: blank; share_platform needs one"),
        ("Derbyshire,2035/36,offences,301", "'2035/36' ends after 2030-04"),
        ("Derbyshire,2025/26,offences, =1+1", "begins like a spreadsheet"),
        ("Derbyshire,2025/26\x00,offences,301", "holds a control character"),
        ("Derbyshire,2025/26\u200b,offences,301", "holds a control character or one that is not shown"),
        ("Derbyshire,2025/26,offences,\uff1d1+1", "begins like a spreadsheet"),
        (
            "Derbyshire,2025/26,offences,99999999999999999999",
            "'99999999999999999999' is impossible; at most 1,0",
        ),
        ("Derbyshire,2025/26,offences,more than 2000000", "'more than 2000000' is impossible"),
        ("Derbyshire,2025/26,offences,5 of 99999999999", "'5 of 99999999999' is impossible"),
        ("Derbyshire,2025/26,percent_change,99999999999%", "'99999999999%' is impossible"),
        ("Derbyshire,2025/26,share_gender,5", "'5' is a count; share_gender is a percentage"),
        ("Derbyshire,2025/26,offences,5%", "'5%' is a percentage; offences is a count"),
        ("Derbyshire,2025/26,share,120%", "'120%' is no share; a share lies between 0% and 100%"),
        ("Derbyshire,2025/26,percent_change,0.4", "'0.4' is what a spreadsheet stores for 40.0%"),
        ("Derbyshire,2025/26,offences,12-Nov-26", "'12-Nov-26' looks like a date that a spreadsheet made"),
        ('Derbyshire,2025/26,offences,"1.316"', "'1.316' is no whole number"),
        ("Derbyshire,2025/26,offences,285 (3 refused)", r"'285 \(3 refused\)' cannot be read"),
        ("Derbyshire,2025/26,offences,[285]", r"'\[285\]' cannot be read"),
        ("Derbyshire,2025/26 to date,offences,301", "'2025/26 to date' cannot be read as a period"),
        ("Derbyshire,same period,offences,301", "'same period' cannot be read as a period"),
        ("Derbyshire,2025/26,offences", "line 2: 3 cells where the header has 4"),
    ],
)
def test_a_bad_row_is_named_with_line_column_value_and_what_is_allowed(tmp_path, row, words):
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
    assert "line 2, place_as_published: 'Café' is no area" in refused(
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


@pytest.mark.parametrize(
    "name", ["a\nb \t'c' \"d\" $HOME;#%20 {x} 💥.csv", "-a.csv", "=a.csv", "b\udcff.csv"]
)
def test_a_file_of_any_name_is_read(tmp_path, name):
    path = tmp_path / name
    path.write_text(f"{HEADER}\nKent,2025/26,offences,301\n", encoding="utf-8")
    figures, _ = intake.read(path)
    assert list(figures["value_as_published"]) == ["301"]
    assert b"301" in intake.tidied(intake.checked(path).rows)


def test_the_template_is_accepted_as_it_stands(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text(template.text(), encoding="utf-8")
    figures, sources = intake.read(path)
    assert len(figures) == len(sources) == 1


@pytest.mark.parametrize("digits", [31, 5_000, 140_000])
def test_a_number_beyond_all_bounds_is_refused_in_one_short_sentence(tmp_path, digits):
    message = refused(tmp_path, f"{HEADER}\nKent,2025/26,offences,{'9' * digits}\n")
    assert message.startswith("mine.csv, line 2")
    assert len(message) < 300
    assert "\n" not in message


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("category", "hobby", "category: 'hobby' is not known for offences; near are "),
        (
            "source_id",
            "s9999",
            "source_id: 's9999' is no source of data/published/sources.csv; give publisher",
        ),
        ("first_year", "2024/25", "covers: '' stands beside '2025/26'; write whole or part"),
        ("last_year", "2025", "first_year: '2025' is no financial year"),
        ("covers", "half", "covers: 'half' stands beside '2025/26'; write whole or part"),
        ("value", "three score", "value: 'three score' is no number"),
        ("value", "99999999", "is impossible"),
        ("figure_id", "f0346 f0347", "figure_id: 'f0346 f0347' is no id"),
        ("published", "2026-99-99", "published: '2026-99-99' is no date"),
        ("published", "2027-02-30", "published: '2027-02-30' is no date"),
        ("published", "2024", "'2025/26' ends after 2024-12"),
        ("round", "11/2026", "round: '11/2026' is no month"),
    ],
)
def test_what_stands_beside_the_words_has_to_be_plain(tmp_path, column, value, words):
    message = refused(tmp_path, f'{HEADER},{column}\nKent,2025/26,offences,301,"{value}"\n')
    assert re.search(f"mine.csv, line 2, .*{words}", message), message
    assert "corrections.yml" not in message


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("\ufeff".encode(), "the file is empty"),
        (b'\n,,,\n" "\n', "the file is empty"),
        (HEADER.encode("utf-16")[:-1], "begins as UTF-16 and goes on otherwise"),
        (HEADER.encode("cp500"), "line 1: byte 0x.. is not UTF-8"),
        (b"\x89PNG\r\n\x1a\n", "line 1: byte 0x89 is not UTF-8"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", r"mine.csv: cannot be read \(Cannot detect file format\)"),
    ],
)
def test_a_file_of_another_kind_is_refused_in_one_sentence(tmp_path, content, words):
    assert re.search(words, refused(tmp_path, content))


#: The words of a row, its own columns, and the months, wholeness and value that decide.
DECIDED = {
    "Kent": ("between 2017 and 2021,301", "2017/18,2020/21,whole,301", ("2017-04", "2021-04", True), 301),
    "Surrey": ("five years ago,301", "2018-19,,whole,", ("2018-04", "2019-04", True), 301),
    "Essex": ("2024/25 to date,301", "2024/25,2024/25,part,", ("2024-04", "2025-04", False), 301),
    "Sussex": ("2024/25,301", "2023/24,2023/24,whole,", ("2023-04", "2024-04", True), 301),
    "Gwent": ("2024/25,a handful", ",,,5", ("2024-04", "2025-04", True), 5),
    "Cumbria": ("2024/25,301", ",,,310", ("2024-04", "2025-04", True), 310),
}


def test_own_figures_reach_the_tables_their_columns_decide_and_the_disagreement_is_told(tmp_path):
    path = tmp_path / "mine.csv"
    source = ",Example Gazette,https://example.org/a,2026-11-12,2026-11"
    rows = [
        f"{area},{words.replace(',', ',offences,,')},{beside}{source}"
        for area, (words, beside, _, _) in DECIDED.items()
    ]
    rows += [
        f"GMP,2025/26,offences,,801,,,,{source}",
        f"GMP,last year,share_platform,Whatsapp,9%,,,,{source}",
    ]
    columns = "place_as_published,period_as_published,measure,category,value_as_published,first_year,last_year,covers,value"
    path.write_text("\n".join([f"{columns},publisher,url,published,round", *rows, ""]))
    own, own_sources = intake.read(path)
    every = pd.concat([published.sources(), own_sources])
    figures, settled = readings.read(readings.raw(own, every), every)
    found = figures.set_index("figure_id")
    counts, split = series.offences(figures, every), shares.shares(figures)
    log = problems.problems(figures, counts, split, official.official(), settled)
    for number, (words, _, period, value) in enumerate(DECIDED.values(), 2):
        row = found.loc[f"own{number:04d}"]
        assert (row["start"], row["end"], row["whole"]) == period
        assert (row["low"], row["high"]) == (value, value)
        told = log[log["figure_ids"].eq(f"own{number:04d}") & log["kind"].eq("own columns")]["detail"].item()
        assert any(word in told for word in words.split(","))
        assert "corrections.yml" not in told
    assert counts[counts["year"].eq("2025/26") & counts["figure_id"].eq("own0008")]["low"].tolist() == [801]
    share = split[split["figure_id"].eq("own0009")].iloc[0]
    assert (share["category"], share["first_year"]) == ("WhatsApp", "2025/26")
    assert every.loc["own1", "publisher"] == "Example Gazette"


def test_columns_that_agree_with_the_words_are_no_problem(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text(
        f'{HEADER},first_year,last_year,covers,value\nKent,2024/25,offences,"1,316",2024-25,2024/25,whole,"1,316"\n'
    )
    own, own_sources = intake.read(path)
    every = pd.concat([published.sources(), own_sources])
    _, settled = readings.read(readings.raw(own, every), every)
    assert "own0002" not in settled.index


def test_a_note_may_hold_an_address_in_angle_brackets(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text(
        f"{HEADER},note\nKent,2024/25,offences,301,see <foi@kent.example> and <https://kent.example>\n"
    )
    assert len(intake.read(path)[0]) == 1


ROWS = [
    "Kent,2024/25,offences,5,seen",
    'Kent,2023/24,offences,6,"revised, final"',
    "Surrey,2024/25,offences,7,",
    '"Kent",2022/23,offences,8,""',
]


@pytest.mark.parametrize(
    "rows",
    [
        'Kent,2024/25,offences,5,"open\nKent,2023/24,offences,6,\n',
        'Kent,2024/25,offences,5,"open\nKent,2023/24,offences,6,"\n',
        'Kent,2024/25,offences,5,"open\nKent,2023/24,offences,6,"closed"\n',
        'Kent,"2024/25\nKent,2023/24",offences,6,\n',
        '"Kent\nSurrey",2024/25,offences,6,\n',
    ],
)
def test_a_quote_that_swallows_rows_is_refused_with_the_line_where_it_opens(tmp_path, rows):
    assert refused(tmp_path, f"{HEADER},note\n{rows}").startswith("mine.csv, line 2")


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(ROWS), min_size=1, max_size=5), st.data())
def test_no_row_is_ever_lost(tmp_path_factory, rows, data):
    text = "\n".join([*rows, ""])
    edges = [place for place in range(1, len(text) + 1) if text[place - 1] in ',"\n']
    place = data.draw(st.sampled_from([0, *edges]))
    text = text[:place] + data.draw(st.sampled_from(['"', '""', '"\n', "\n", "\r\n", "x"])) + text[place:]
    path = tmp_path_factory.mktemp("rows") / "mine.csv"
    path.write_bytes(f"{HEADER},note\n{text}".encode())
    try:
        figures, _ = intake.read(path)
    except InputError:
        return
    assert len(figures) == len(rows)


def test_a_note_may_run_over_lines_and_blank_lines_are_no_rows(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text(
        f'{HEADER},note\n\nKent,2024/25,offences,5,"Source: Kent Police,\nFOI 1234/24"\nKent,2023/24,offences,<5,\n\n,,\n'
    )
    assert list(intake.read(path)[0]["value_as_published"]) == ["5", "<5"]


MEASURED = [
    *(
        ("offences", "", words)
        for words in ("5", "<5", "more than 120", "nine", "n/a", "*", "refused", "5 refused")
    ),
    *(("percent_change", "", words) for words in ("40%", "twice", "-1%")),
    ("share_gender", "girls", "a third"),
    ("superlative", "", "more than any other"),
]
PERIODS = [
    "2024/25",
    "2024/25 Q1",
    "2017/18",
    "last year",
    "same period",
    "April to June 2020",
    "2020",
    "since 2019",
]
BESIDE = ["first_year", "last_year", "covers", "value"]
SAID = [
    *[("", "", "", "")] * 4,
    ("2024/25", "2024/25", "whole", "5"),
    ("", "", "part", ""),
    ("", "", "", "120"),
    ("", "", "", "x"),
]
FROM = [("", "2025-11", ""), ("", "2019-03", ""), ("s098", "", ""), ("", "", "2026-01-31")]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(*map(st.sampled_from, (MEASURED, PERIODS, SAID, FROM))), min_size=1, max_size=2))
def test_what_intake_accepts_never_stops_the_cleaning(tmp_path_factory, drawn):
    columns = ["measure", "category", "value_as_published", *BESIDE, "source_id", "round", "published"]
    rows = [
        dict(zip(columns, measured + said + source, strict=True)) | {"period_as_published": period}
        for measured, period, said, source in drawn
    ]
    out = io.StringIO()
    writer = csv.DictWriter(out, ["place_as_published", "period_as_published", *columns])
    writer.writeheader()
    writer.writerows({"place_as_published": "Kent"} | row for row in rows)
    path = tmp_path_factory.mktemp("own") / "mine.csv"
    path.write_text(out.getvalue(), encoding="utf-8")
    try:
        own, own_sources = intake.read(path)
    except InputError:
        return
    with pytest.MonkeyPatch.context() as patch:
        nothing = published.figures().iloc[:0], published.returns().iloc[:0]
        patch.setattr(published, "figures", lambda: nothing[0])
        patch.setattr(published, "returns", lambda: nothing[1])
        every = pd.concat([published.sources(), own_sources])
        clean, _ = readings.read(readings.raw(own, every), every)
    assert len(clean) == len(rows)
    assert clean["start"].ne("").all()
    unclear = clean["precision"].eq("text") & clean["measure"].ne("superlative")
    assert not unclear.any()


def test_the_largest_count_is_the_number_of_inhabitants_and_the_uk_has_them_all(tmp_path):
    population = reference.reference("population")
    kent = population.loc[population["area"].eq(areas.find("Kent")), "all_ages"].astype(int).max()
    path = tmp_path / "mine.csv"
    path.write_text(
        f"{HEADER}\nKent,2024/25,offences,{kent}\nUK,2024/25,offences,{kent + 1}\n", encoding="utf-8"
    )
    assert len(intake.read(path)[0]) == 2
    assert "is impossible" in refused(tmp_path, f"{HEADER}\nKent,2024/25,offences,{kent + 1}\n")


TWO = {
    (
        "|offences|285",
        "|offences|300",
    ): "'300' is a second figure for Essex, 2022/23; line 2 has '285'; keep one",
    ("|offences|285", "|offences|almost 300"): "",
    ("|offences|285", "girls|offences|300"): "300 of girls is more than the 285 offences in all",
    (
        "|offences|285",
        "girls|offences|200",
        "boys|offences|100",
    ): "200 of girls and 100 of boys is more than the 285",
    (
        "|offences|285",
        "under 12|offences|200",
        "12-15|offences|100",
    ): "200 of under 12 and 100 of 12-15 is more than",
    ("|offences|285", "under 16|offences|200", "12-15|offences|100"): "",
    ("|offences|285", "Snapchat|count_platform|300"): "300 of Snapchat is more than the 285",
    (
        "girls|share_gender|90%",
        "boys|share_gender|70%",
    ): "90% of girls and 70% of boys come to more than 100%",
    ("girls|share_gender|83%", "boys|share_gender|18%"): "",
}


@pytest.mark.parametrize("rows", TWO)
def test_rows_of_one_source_have_to_be_possible_together(tmp_path, rows):
    path = tmp_path / "rows.csv"
    for publishers in (["Gazette"] * 3, ["Gazette", "Herald", "Post"]):
        lines = ["place_as_published,period_as_published,publisher,category,measure,value_as_published"]
        cells = (row.replace("|", ",") for row in rows)
        lines += [f"Essex,2022/23,{name},{row}" for name, row in zip(publishers, cells, strict=False)]
        path.write_text("\n".join(lines), encoding="utf-8")
        problems = intake.see(path).problems
        assert bool(problems) == (bool(TWO[rows]) and publishers[0] == publishers[1]), "sources may disagree"
        assert not problems or TWO[rows] in problems[0]


def test_a_date_of_publication_is_not_still_to_come(tmp_path):
    path = tmp_path / "rows.csv"
    head = "place_as_published,period_as_published,publisher,published,measure,value_as_published"
    path.write_text(f"{head}\nEssex,2022/23,Gazette,2039-12,offences,285", encoding="utf-8")
    assert "'2039-12' is still to come" in intake.see(path).problems[0]
