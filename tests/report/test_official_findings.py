"""What is said of the official class: which of the three it speaks of, nothing stronger than its limits, [e] on estimates."""

import re

import pandas as pd
import pytest
from offences.analysis import history, official
from offences.names import areas, reference
from offences.report import official_findings
from offences.tables import estimates

POPULATION = reference.reference("population")


@pytest.fixture(scope="module")
def said(told_of_class):
    return {code: [one.sentence for one in findings] for code, findings in told_of_class.items()}


def test_derbyshires_rise_is_set_beside_its_class(said):
    first = said["E23000018"][0]
    assert "37 in 2017/18 and 285 in 2022/23 (+670%" in first
    assert "61 and 200 (+228%)" in first


def test_every_sentence_names_which_of_the_three_it_speaks_of(said):
    for area, sentences in said.items():
        assert sentences, area
        for text in sentences:
            assert text.startswith(
                ("Recorded class", "Published offence", "Estimate, not a published figure")
            ), text
            assert not re.search(r"nan\b|None|wrong|worst|safest", text), text


def test_every_estimate_is_marked(tables, said):
    for area in said.keys() & areas.forces():
        rows = tables.estimates[tables.estimates["area"].eq(area)]
        text = " ".join(said[area])
        for row in rows.itertuples():
            assert f"{row.estimate:,.0f} [e] in {row.year}" in text
        for misfit in re.findall(r"from the class ([\d,]+) (\S+) would", text):
            assert misfit[1] == "[e]"


def test_a_rise_or_fall_is_said_only_where_the_limits_leave_no_other(histories, said):
    rises, falls = set(), set()
    for area in areas.forces():
        growth = official.growth(histories[area])
        whole = next((text for text in said.get(area, []) if "95% interval" in text), "")
        assert area not in said or bool(growth) == bool(whole), area
        if growth:
            rises |= {areas.name(area)} if growth.low > 0 else set()
            falls |= {areas.name(area)} if growth.high < 0 else set()
        if whole:
            own = whole.partition("was the first year")[0]
            assert ("offences rose by" in own) == (growth.low > 0)
            assert ("offences fell by" in own) == (growth.high < 0)
            assert "first year of the offence" in whole
    assert (len(rises), falls) == (13, {"Durham", "Thames Valley"})


def test_a_figure_that_does_not_fit_is_never_called_wrong_and_a_pass_proves_nothing(tables, said):
    misfits = estimates.misfits(tables.offences, tables.official)
    looked_at = misfits[misfits["area"].isin(list(said))]
    assert len(looked_at)
    for row in looked_at.itertuples():
        text = next(text for text in said[row.area] if "would be expected" in text)
        assert "Which of the two is mistaken, this cannot say." in text
    assert any("this proves nothing" in text for text in said["E23000032"])


@pytest.mark.parametrize("area", ["S92000003", "N92000002", "K02000001", "PRESS-WEST"])
def test_an_area_without_a_class_says_why(said, area):
    assert len(said[area]) == 1
    assert said[area][0].startswith("Recorded class: none is shown")


def test_years_without_the_class_are_said_to_be_so(tables):
    late = history.of(tables, "E23000018", "2023/24", "2024/25")
    found = official_findings.findings(late, POPULATION)
    assert [one.figure_ids for one in found] == [()]
    assert "no whole year for 2023/24 to 2024/25; its latest is 2022/23" in found[0][0]


def test_the_points_of_the_chart_and_its_table_mark_what_is_estimated_or_in_doubt(tables, walked):
    drawn = {area: official.by_year(tables, area) for area in walked}
    for by_year in drawn.values():
        points = official_findings.points(by_year)
        assert points["text"].str.contains(" [e]", regex=False).sum() == by_year["estimate"].notna().sum()
        assert all("[e]" in name for name in official_findings.plotted(by_year).columns[3:])
    derbyshire = set(official_findings.points(drawn["E23000018"])["text"])
    assert {"285 [u]", "138 [e] [u]"} <= derbyshire


def test_an_estimate_carries_the_doubt_and_the_ids_of_what_was_taken_from_its_total(told_of_class):
    """568 is 890 less 37 and less 285, which does not fit the class."""
    said = next(one for one in told_of_class["E23000018"] if one.sentence.startswith("Estimate"))
    assert {"f0345", "f0346", "f0348"} <= set(said.figure_ids)
    assert "In doubt: 285 in 2022/23" in said.sentence


def test_an_estimate_says_how_much_of_it_was_published(tables):
    rows = official.by_year(tables, "E23000003")
    said = official_findings._estimates(rows, pd.DataFrame(columns=["low", "rows_used"]))[0]
    assert (
        "388 [e] in 2020/21 (357 to 445, of which 321 were published for part of the year)" in said.sentence
    )
    assert "f0282" in said.figure_ids


def test_an_estimate_and_an_implied_count_of_one_year_are_told_apart(histories, tables):
    """Northamptonshire 2022/23: 65 by a printed percentage, 64 [e] from the class."""
    history_of = histories["E23000022"]
    (said,) = [one for one in official_findings.of_series(history_of) if one.sentence.startswith("Estimate")]
    assert "64 [e] in 2022/23" in said.sentence
    assert "Apart from that, printed figures imply 65 for 2022/23: no estimate" in said.sentence
    assert {"f0372", "f0021"} <= set(said.figure_ids)
