"""Every number in a sentence is followed back to a table row; no sentence says more than its interval."""

import csv
import math
import re

import pytest
from offences.analysis import history
from offences.report import trend_findings, unsupported
from offences.tables import loading
from shared import EDITIONS, TABLED, uncredited

#: Numbers that name a method and no figure: the level of the intervals, the size of the group, the ages.
METHOD = {"95", "10,000", "16", "18", "43"}
ENDINGS, NAMES = ("findings", "unsupported"), ("growth", "larger_area_change", "questions")


def of_sentences(path):
    """Tell whether a table of an edition holds sentences."""
    return path.stem.endswith(ENDINGS) or path.stem in NAMES


def numbers(text):
    """Find the numbers of a text: years, rounds, dates and ids are none."""
    text = re.sub(r"\b(20\d\d)(/\d\d)?\b|\b[frst]\d{3,4}\b|88A|\bs15A", " ", text)
    return re.findall(r"\d[\d,]*(?:\.\d+)?", text)


def rows(path):
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def plain(number):
    return number.replace(",", "").rstrip(".")


@pytest.mark.parametrize("name", EDITIONS + TABLED)
def test_every_number_in_a_sentence_comes_from_a_table_row(edition_of, name):
    folder = edition_of(name)
    figures = {row["figure_id"]: row for row in rows(loading.CLEAN / "figures.csv")}
    tables = [path for path in sorted((folder / "tables").glob("*.csv")) if not of_sentences(path)]
    cells = {cell for path in tables for row in rows(path) for cell in row.values()}
    in_tables = {plain(n) for cell in cells for n in numbers(cell)}
    # A table keeps one decimal: what it shows as 111.5 may have been a little less or more.
    halves = {str(near(float(n))) for n in in_tables if n.endswith(".5") for near in (math.floor, math.ceil)}
    in_tables |= halves | {str(round(float(n))) for n in in_tables} | {f"{float(n):.1f}" for n in in_tables}
    lost = []
    for path in sorted((folder / "tables").glob("*.csv")):
        if not of_sentences(path):
            continue
        for row in rows(path):
            said = " ".join(value for key, value in row.items() if key in ("sentence", "write", "not", "why"))
            rest = [figures[one] for one in row["figure_ids"].split()]
            printed = {plain(n) for one in rest for n in numbers(" ".join(one.values()))}
            printed |= {str(round(float(one[side]))) for one in rest for side in ("low", "high") if one[side]}
            printed |= {str(len(rest))}
            lost += [
                f"{path.stem}: {n} in {said!r}"
                for n in numbers(said)
                if n not in METHOD and plain(n) not in printed | in_tables
            ]
    assert not lost, "\n".join(lost)


@pytest.mark.parametrize("name", EDITIONS + TABLED)
def test_every_sentence_names_every_source_of_its_numbers(edition_of, name):
    for path in (edition_of(name) / "tables").glob("*_findings.csv"):
        for row in rows(path):
            assert row["source"] or not row["figure_ids"]
            assert not uncredited(row["sentence"], row["source"]), row


def spoken(tables, name):
    found = trend_findings.findings(history.of(tables, name, "2017/18", "2024/25"))
    return " ".join(sentence for sentence, *_ in found)


def test_strength_follows_the_interval(tables):
    assert "recorded offences rose by 396%" in spoken(tables, "Cheshire")
    derbyshire = spoken(tables, "Derbyshire")
    assert "no rise or fall is stated" in derbyshire and "does not fit the official class" in derbyshire
    north_wales = spoken(tables, "North Wales")
    assert (
        "97 offences of sexual communication with a child in North Wales in 2023/24, against 101"
        in north_wales
    )
    assert "fell by" not in north_wales
    assert north_wales.count("two years are too few to tell a rise from a fall") == 2
    assert "fell by" not in spoken(tables, "Hampshire")
    assert "No whole year's figure" in spoken(tables, "City of London")


def tempting(tables, name):
    found = unsupported.of_trends(history.of(tables, name, "2017/18", "2024/25"))
    return {said: why for said, why, *_ in found}


def test_tempting_sentences_have_their_reason(tables):
    fall = tempting(tables, "North Wales")[
        "Online grooming in North Wales fell by 4% between 2022/23 and 2023/24."
    ]
    assert "neither a rise nor a fall" in fall
    hampshire = tempting(tables, "Hampshire")
    fall = hampshire["Online grooming in Hampshire fell by 38% between 2017/18 and 2023/24."]
    assert "neither a rise nor a fall" in fall
    fall = hampshire["Online grooming in Hampshire fell by 66% between 2022/23 and 2023/24."]
    assert "partial answer: 279 in 2022/23, 95 in 2023/24" in fall
    assert any("no zero" in why for why in tempting(tables, "City of London").values())
    assert any("six months only" in why for why in tempting(tables, "Dyfed-Powys").values())
    assert any("Between rounds" in why for why in tempting(tables, "Northamptonshire").values())


def test_a_rise_that_is_shown_is_no_sentence_that_the_figures_do_not_support(tables):
    assert "recorded offences rose by 396%" in spoken(tables, "Cheshire")
    found = tempting(tables, "Cheshire")
    assert not [said for said in found if "396" in said]
    why = found["More children were groomed online in Cheshire in 2022/23 than in 2017/18."]
    assert "Say “recorded offences rose”" in why


def test_no_sentence_carries_an_adjective_that_a_number_does_not(edition_of):
    banned = r"\b(soar|surg|shock|skyrocket|alarm|epidemic|worst|dangerous|staggering|massive|dramatic)"
    for folder in map(edition_of, EDITIONS + TABLED):
        for path in (folder / "tables").glob("*_findings.csv"):
            for row in rows(path):
                assert not re.search(banned, row["sentence"].lower()), row["sentence"]


def test_the_log_of_errata_is_that_of_the_tables():
    from offences.report import errata

    assert errata.PATH.read_text(encoding="utf-8") == errata.log(), "run `make data`"
