import pytest
from offences.analysis import history, trends
from offences.names import areas
from offences.report import questions, trend_findings
from offences.statistics import changes
from offences.statistics.variation import CHANCE


@pytest.mark.parametrize(
    ("base", "latest", "change", "low", "high"),
    [(37, 74, 100, 33, 205), (19, 67, 253, 109, 522), (53, 97, 83, 30, 161), (101, 97, -4, -28, 28)],
)
def test_the_interval_of_a_change_is_exact(base, latest, change, low, high):
    assert changes.change(base, latest, CHANCE) == pytest.approx((change, low, high), abs=0.6)


def test_no_percentage_on_a_base_under_ten():
    assert changes.change(9, 90, CHANCE) == (None, None, None)
    assert changes.change(10, 90, None)[0] == pytest.approx(800)


def said(tables, name, first="2017/18", last="2024/25"):
    code = areas.find(name)
    return " ".join(text for text, *_ in trend_findings.findings(history.of(tables, code, first, last)))


def test_derbyshire_rose_and_568_remain(tables):
    text = said(tables, "Derbyshire", last="2022/23")
    assert "285" in text
    assert "37" in text
    assert "+670% as counted" in text
    assert "568 remain for 2018/19, 2019/20, 2020/21 and 2021/22" in text


def test_101_to_97_is_no_fall(tables):
    text = said(tables, "North Wales", "2022/23", "2023/24")
    assert "too few to tell" in text
    assert "fell" not in text


def test_a_part_year_is_never_compared(tables):
    change = history.of(tables, "Dyfed-Powys", "2017/18", "2023/24").ends
    assert (change.base["year"], change.latest["year"]) == ("2018/19", "2023/24")


def test_a_force_with_nothing_still_gets_a_page(tables):
    text = said(tables, "City of London")
    assert (
        "No whole year's figure of the City of London was found for any year of 2017/18 to 2024/25." in text
    )
    assert "No whole-year figure" not in text, "said once"
    asked = questions.of(history.of(tables, "City of London", "2017/18", "2024/25"), most=None)
    assert asked[-1].sentence == questions._always("E23000034")


@pytest.mark.parametrize("code", areas.forces())
def test_every_force_has_findings_whose_figures_exist(tables, code):
    known = set(tables.figures["figure_id"])
    for text, ids, *_ in trend_findings.findings(history.of(tables, code, "2017/18", "2024/25")):
        assert text.endswith(".")
        assert set(ids) <= known


def test_the_history_of_derbyshire_is_numbers(tables):
    mine = history.of(tables, "Derbyshire", "2017/18", "2024/25")
    assert mine.printed["low"].to_dict() == {"2017/18": 37, "2022/23": 285}
    assert mine.ends.change == pytest.approx(100 * (285 / 37 - 1))
    assert mine.last_step is None
    total = mine.totals.iloc[0]
    assert (total["total"], total["known_offences"], total["left"]) == (890, 322, 568)
    assert total["missing"] == ("2018/19", "2019/20", "2020/21", "2021/22")
    [part] = trends.months(mine.totals).itertuples(index=False)
    assert tuple(part)[:6] == ("2018-04", "2018-10", 76, 37, ("2017/18",), 39)


def test_a_history_puts_each_question_once(tables, monkeypatch):
    asked = []
    by_year = trends.by_year
    monkeypatch.setattr(trends, "by_year", lambda *given: asked.append(given) or by_year(*given))
    mine = history.of(tables, "Kent", "2017/18", "2024/25")
    trend_findings.findings(mine)
    questions.of(mine, most=None)
    assert len(asked) == 1
