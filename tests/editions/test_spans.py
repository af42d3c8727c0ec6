"""Notebooks over odd spans of years: what they say names the years, and says nothing of missing numbers."""

import re

import cells
import pytest
from offences.editions import execution

PATHS = {path.stem: path for path in execution.sources()}
SPANS = [("2019/20", "2021/22"), ("2017/18", "2017/18"), ("2024/25", "")]
AREAS = ["Kent", "Wales", "Northern Ireland", "City of London"]
#: A number, a name or a format that was not filled in.
EMPTY = re.compile(r"\b(nan|NaN|None|NaT)\b|<NA>|[{}]|\bno area\b")


def said(name, **parameters):
    """Give all that a notebook prints or displays as text."""
    outputs = [one for cell in cells.shown(PATHS[name], **parameters) for one in cell]
    return "\n".join(one.get("text") or one["data"]["text/plain"] for one in outputs)


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("name", ["02_trends", "04_platforms", "05_victims", "07_official"])
@pytest.mark.walk
def test_nothing_said_of_an_odd_span_was_left_empty(name, area):
    for first, last in SPANS:
        text = said(name, area=area, first_year=first, last_year=last)
        assert not EMPTY.search(text), (first, EMPTY.findall(text))


def test_a_short_span_is_not_taken_for_all_years():
    text = said("07_official", area="Kent", first_year="2019/20", last_year="2021/22")
    assert "The years chosen end in 2021/22" in text
    assert "No trend is fitted" not in text
    text = said("07_official", area="Kent", first_year="2023/24")
    assert "no whole year for 2023/24 to 2024/25; its latest is 2022/23" in text
    assert "There is no rate" not in text
    text = said("02_trends", area="Kent", first_year="2019/20", last_year="2021/22")
    assert "5 whole years of Kent or of an area around it in 2019/20 to 2021/22" in text


def test_why_outcomes_cannot_be_used_is_told_with_its_numbers():
    text = said("07_official", area="Kent")
    assert "The outcomes of Kent in 2018/19 cannot be used: they add up to 123, beside 173 offences" in text
    assert "Wales holds several forces" in said("07_official", area="Wales")
