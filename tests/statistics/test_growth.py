import re

import numpy as np
import pandas as pd
import pytest
from offences.analysis import history, regions, same_forces, two_years
from offences.names import areas, reference, years
from offences.names.errors import InputError
from offences.report import same_forces_findings, trend_findings, unsupported
from offences.statistics import changes, growth
from offences.tables import usual_variation

SPAN = years.span("2017/18", "2023/24")


def test_the_pooled_dispersion_names_its_areas_and_leaves_out_partial_answers(tables):
    value, degrees, table = usual_variation.dispersion(tables)
    assert 6.5 < value < 7.5
    assert degrees == 28
    assert len(table) == 9
    left_out = table.loc[table["used"].ne("yes"), "area"]
    assert set(left_out) == {"Hampshire", "Gwent", "all of these"}
    assert table.set_index("area").loc["all of these", "dispersion"] == 19.0


def test_37_to_285_survives_the_widened_interval_and_53_to_97_does_not(tables):
    spread, degrees, _ = usual_variation.dispersion(tables)
    assert changes.widened(37, 285, spread, degrees)[1] > 0
    low, high = changes.widened(53, 97, spread, degrees)[1:]
    assert low < 0 < high


def test_the_south_east_rose_by_80_or_by_159_without_hampshire(tables):
    table = same_forces.comparable(tables, "NSPCC-SE", "2017/18", "2023/24").set_index("basis")
    assert table.loc["as printed", "change"] == pytest.approx(79.9, abs=0.05)
    assert table.loc["forces with every year", "change"] == pytest.approx(158.8, abs=0.05)
    assert table.loc["forces with every year", "left_out"] == (areas.find("Hampshire"),)
    assert table.loc["forces with every year", "covers"] == pytest.approx(86, abs=0.5)


def test_the_uk_rose_by_95_or_by_99_without_the_force_that_did_not_answer(tables):
    table = same_forces.comparable(tables, areas.UK, "2017/18", "2024/25")
    table = table[table["round"].eq("2025-11")].set_index("basis")
    assert table.loc["as printed", "change"] == pytest.approx(94.8, abs=0.05)
    without = table.loc["without the force that did not answer, across rounds"]
    assert (without["first"], without["left_out"]) == (3644, (areas.find("Lincolnshire"),))
    assert without["change"] == pytest.approx(99.3, abs=0.05)


def test_forces_of_other_offences_are_never_summed_with_these(tables):
    table = same_forces.comparable(tables, areas.UK, "2017/18", "2024/25")
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
    found = changes.widened(base, latest, 7.3, 23)
    assert all(np.isfinite(value) for value in found)
    assert found[1] <= found[0] <= found[2]


def test_a_dispersion_under_one_is_refused():
    with pytest.raises(InputError, match="under 1"):
        changes.widened(20, 30, 0.5)


@pytest.fixture(scope="module")
def short(tables):
    """Leave out of the tables the years from which the usual variation is pooled."""
    kept = tables.offences["year"].isin(["2017/18", "2022/23", "2023/24"])
    return tables._replace(offences=tables.offences[kept])


def test_without_a_long_series_the_usual_variation_is_not_known(short):
    value, degrees, table = usual_variation.dispersion(short)
    assert (value, degrees, len(table)) == (None, None, 0)
    assert changes.widened(37, 285, value) == (pytest.approx(670.3, abs=0.05), None, None)
    assert changes.widened_count(890, value) == (None, None)


@pytest.mark.parametrize("area", ["Derbyshire", "Kent", "NSPCC-SE", "Wales", "UK"])
def test_where_the_usual_variation_is_not_known_nothing_rises_or_falls(short, area):
    span = ("2017/18", "2023/24")
    code = areas.find(area)
    mine = history.of(short, code, *span)
    found = trend_findings.findings(mine) + same_forces_findings.sentences(mine.comparable, code)
    said = " ".join(text for text, *_ in found)
    assert not re.search(
        r"a rise|a fall|rose|fell|no clear change|with the usual",
        said.replace("neither a rise nor a fall", ""),
    )
    if mine.ends:
        changes = two_years.table([mine.ends])
        assert changes[["low", "high"]].isna().all(axis=None)
        assert changes["dispersion"].isna().all()
        assert "how much such figures usually vary is not known" in said
        assert "for chance alone" in said
    tempting = unsupported.of_trends(mine)
    assert not any("fit anything" in why or "What rose" in why for _, why, _ in tempting)
    assert mine.comparable[["low", "high"]].isna().all(axis=None)
    assert mine.projection is None


def test_where_the_usual_variation_is_not_known_a_total_has_no_limits(short):
    table = regions.totals(short, reference.reference("population"), ["Derbyshire", "Nottinghamshire"])
    assert table[["offences", "children"]].notna().all(axis=None)
    for row in table.itertuples():
        assert regions.widened(short, row.area, row.offences) == (None, None)


def test_nothing_recorded_has_limits_that_are_wider_than_chance():
    assert changes.widened_count(0, 5) == (0, pytest.approx(5 * 3.6889, abs=1e-3))


def test_a_table_without_any_row_says_nothing(tables):
    nothing = tables._replace(offences=tables.offences.iloc[:0], figures=tables.figures.iloc[:0])
    assert usual_variation.dispersion(nothing)[:2] == (None, None)
    assert same_forces.comparable(nothing, "UK", "2017/18", "2023/24").empty
    mine = history.of(nothing, "Kent", "2017/18", "2023/24")
    assert mine.projection is None
    said = " ".join(text for text, *_ in trend_findings.findings(mine))
    assert "No whole year's figure of Kent has been published" in said
