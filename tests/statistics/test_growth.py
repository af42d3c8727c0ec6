import re

import numpy as np
import pandas as pd
import pytest
from offences.analysis import history, two_years
from offences.names import areas, years
from offences.names.errors import InputError
from offences.report import trend_findings, unsupported
from offences.statistics import changes, growth
from offences.statistics.variation import Variation
from offences.tables import variation

SPAN = years.span("2017/18", "2023/24")


def test_the_variation_of_an_area_is_the_usual_its_own_where_larger_or_not_known(tables):
    usual, hampshire, uk = (variation.of(tables, name) for name in ("Kent", "Hampshire", "UK"))
    assert usual == Variation(15)
    assert (hampshire.k, hampshire.degrees) == (15, 12)
    assert hampshire.dispersion > 2
    assert uk.k == np.inf
    assert uk.dispersion == pytest.approx(67.1, abs=0.05)
    assert variation.of(tables, "Scotland") is None
    assert variation.of(tables, "England and Wales") is None
    region = variation.size_of(tables, "E12000004")
    assert 15 < variation.size_of(tables, "E12000004", forces=["E23000018", "E23000022"]) < region < 5 * 15


def test_a_total_of_six_years_varies_as_six_years_do(tables):
    one = variation.of(tables, "Derbyshire")
    six = variation.of_total(tables, "Derbyshire", "2017/18", "2022/23")
    assert 5 * one.k < six.k < 6 * one.k
    later = variation.of_total(tables, "Derbyshire", "2018/19", "2023/24")  # a year that the class has not
    assert later.k == pytest.approx(6 * one.k)


def test_the_south_east_rose_by_80_or_by_159_without_hampshire(tables):
    table = history.of(tables, "NSPCC-SE", "2017/18", "2023/24").comparable.set_index("basis")
    assert table.loc["as printed", "change"] == pytest.approx(79.9, abs=0.05)
    assert table.loc["forces with every year", "change"] == pytest.approx(158.8, abs=0.05)
    assert table.loc["forces with every year", "left_out"] == (areas.find("Hampshire"),)
    assert table.loc["forces with every year", "covers"] == pytest.approx(86, abs=0.5)


def test_the_uk_rose_by_95_or_by_99_without_the_force_that_did_not_answer(histories):
    table = histories[areas.UK].comparable
    table = table[table["round"].eq("2025-11")].set_index("basis")
    assert table.loc["as printed", "change"] == pytest.approx(94.8, abs=0.05)
    without = table.loc["without the force that did not answer, across rounds"]
    assert (without["first"], without["left_out"]) == (3644, (areas.find("Lincolnshire"),))
    assert without["change"] == pytest.approx(99.3, abs=0.05)


def test_forces_of_other_offences_are_never_summed_with_these(histories):
    table = histories[areas.UK].comparable
    kept = table[table["basis"].str.startswith("forces")]
    assert len(kept)
    assert kept["members"].eq(45).all()
    assert kept["kept"].lt(44).all()
    assert not table[table["round"].eq("2021-08")]["basis"].str.startswith("forces").any()


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        (pd.Series([5, 6, 7, 8], SPAN[:4]), "needs 5 whole years"),
        (pd.Series([9], SPAN[:1]), "1 year: a trend needs"),
        (pd.Series([0] * 6, SPAN[:6]), "nothing was recorded"),
        (pd.Series([1, 2, np.nan, 4, 5, 6], SPAN[:6]), "missing or negative"),
        (pd.Series([1, 2, 3.5, 4, 5, 6], SPAN[:6]), "no whole number"),
        (pd.Series([1, 2, 3, 4, 5, 6], range(6)), "no financial year"),
        (pd.Series([1, 2, 3, 4, 5], [SPAN[0]] * 5), "stands twice"),
        (pd.Series([0, 0, 0, 0, 10], SPAN[:5]), "needs 3 years with offences"),
    ],
)
def test_what_carries_no_trend_is_refused(counts, words):
    with pytest.raises(InputError, match=words):
        growth.trend(counts)


@pytest.mark.parametrize(
    "counts", [[5] * 7, [0, 0, 3, 0, 2, 0, 9], [10**9 + i for i in range(7)], [0, 3, 0, 2, 0, 4, 1]]
)
def test_odd_series_give_finite_limits(counts):
    found = growth.trend(pd.Series(counts, SPAN, dtype=float))
    assert found.low <= found.growth <= found.high
    assert np.isfinite(found.growth)
    mean, low, high = growth.predicted(pd.Series(counts, SPAN, dtype=float), "2024/25")
    assert 0 <= low <= mean <= high


def test_a_trend_without_noise_is_found_and_warns_of_nothing(recwarn):
    counts = pd.Series([5**6 * 6**step // 5**step for step in range(7)], SPAN)
    found = growth.trend(counts)
    assert found.growth == pytest.approx(20, abs=1e-6)
    assert growth.trend(pd.Series([5] * 7, SPAN)).growth == pytest.approx(0, abs=1e-9)
    assert not recwarn.list


def test_a_step_is_described_and_too_few_years_are_not():
    counts = pd.Series([10, 12, 11, 50, 52, 49, 51], SPAN)
    assert growth.change_point(counts)[0] == "2020/21"
    assert growth.change_point(counts.iloc[:5]) == ("", None, None)


@pytest.mark.parametrize(("base", "latest"), [(10, 0), (10**9, 2 * 10**9), (37, 37)])
def test_extreme_changes_have_finite_limits(base, latest):
    found = changes.change(base, latest, Variation(15, 7.3))
    assert all(np.isfinite(value) for value in found)
    assert found[1] <= found[0] <= found[2]


def test_where_the_variation_is_not_known_there_are_no_limits():
    assert changes.change(37, 285, None) == (pytest.approx(670.3, abs=0.05), None, None)


@pytest.mark.parametrize("area", ["England and Wales", "Scotland", "UK"])
def test_where_the_usual_variation_is_not_known_nothing_rises_or_falls(tables, area):
    kept = tables.offences["year"].isin(["2017/18", "2020/21", "2023/24"])
    short = tables._replace(offences=tables.offences[kept])
    span = ("2017/18", "2023/24")
    code = areas.find(area)
    mine = history.of(short, code, *span)
    found = trend_findings.findings(mine) + trend_findings.comparable(mine.comparable, code)
    said = " ".join(text for text, *_ in found)
    assert not re.search(r"rose by|fell by|about the same|too few to tell|interval", said)
    if mine.ends:
        changes = two_years.table([mine.ends])
        assert changes[["low", "high", "power", "k", "dispersion"]].isna().all(axis=None)
        assert "how much such figures usually vary is not known" in said
        assert "as counted" in said
    tempting = unsupported.of_trends(mine)
    assert not any("fit anything" in why or "What rose" in why for _, why, *_ in tempting)
    printed = mine.comparable[mine.comparable["basis"].eq("as printed")]
    assert printed[["low", "high"]].isna().all(axis=None)
    assert mine.projection is None


def test_a_table_without_any_row_says_nothing(tables):
    nothing = tables._replace(offences=tables.offences.iloc[:0], figures=tables.figures.iloc[:0])
    assert variation.of(nothing, "UK") is None
    assert history.of(nothing, "UK", "2017/18", "2023/24").comparable.empty
    mine = history.of(nothing, "Kent", "2017/18", "2023/24")
    assert mine.projection is None
    said = " ".join(text for text, *_ in trend_findings.findings(mine))
    assert "No whole year's figure of Kent was found for any year of 2017/18 to 2023/24." in said
