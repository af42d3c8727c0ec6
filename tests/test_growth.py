import numpy as np
import pandas as pd
import pytest
from offences import areas, fits, growth, panels, years
from offences.errors import InputError

SPAN = years.span("2017/18", "2023/24")


def test_the_pooled_dispersion_names_its_areas_and_leaves_out_partial_answers(tables):
    value, degrees, table = growth.dispersion(tables)
    assert 6.5 < value < 7.5
    assert degrees == 28
    assert len(table) == 9
    left_out = table.loc[table["used"].ne("yes"), "area"]
    assert set(left_out) == {"Hampshire", "Gwent", "all of these"}
    assert table.set_index("area").loc["all of these", "dispersion"] == 18.9


def test_37_to_285_survives_the_widened_interval_and_53_to_97_does_not(tables):
    spread, degrees, _ = growth.dispersion(tables)
    assert growth.widened(37, 285, spread, degrees)[1] > 0
    low, high = growth.widened(53, 97, spread, degrees)[1:]
    assert low < 0 < high


def test_the_south_east_rose_by_80_or_by_159_without_hampshire(tables):
    table = panels.comparable(tables, "NSPCC-SE", "2017/18", "2023/24").set_index("basis")
    assert table.loc["as printed", "change"] == pytest.approx(79.9, abs=0.05)
    assert table.loc["forces with every year", "change"] == pytest.approx(158.8, abs=0.05)
    assert table.loc["forces with every year", "left_out"] == "Hampshire"
    assert table.loc["forces with every year", "covers"] == "86%"


def test_the_uk_rose_by_95_or_by_99_without_the_force_that_did_not_answer(tables):
    table = panels.comparable(tables, areas.UK, "2017/18", "2024/25")
    table = table[table["round"].eq("2025-11")].set_index("basis")
    assert table.loc["as printed", "change"] == pytest.approx(94.8, abs=0.05)
    without = table.loc["without the force that did not answer, across rounds"]
    assert (without["first"], without["left_out"]) == (3644, "Lincolnshire")
    assert without["change"] == pytest.approx(99.3, abs=0.05)


def test_forces_of_other_offences_are_never_summed_with_these(tables):
    table = panels.comparable(tables, areas.UK, "2017/18", "2024/25")
    kept = table.loc[table["basis"].str.startswith("forces"), "forces"]
    assert kept.str.fullmatch(r"\d+ of 45").all()
    assert not table[table["round"].eq("2021-08")]["basis"].str.startswith("forces").any()


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        (pd.Series([5, 6, 7, 8], SPAN[:4]), "needs 5 whole years"),
        (pd.Series([9], SPAN[:1]), "1 year: a trend needs"),
        (pd.Series([0] * 6, SPAN[:6]), "nothing was recorded"),
        (pd.Series([1, 2, np.nan, 4, 5, 6], SPAN[:6]), "missing or negative"),
        (pd.Series([1, 2, 3, 4, 5], [SPAN[0]] * 5), "stands twice"),
        (pd.Series([0, 0, 0, 0, 10], SPAN[:5]), "needs 3 years with offences"),
    ],
)
def test_what_carries_no_trend_is_refused(counts, words):
    with pytest.raises(InputError, match=words):
        fits.trend(counts)


@pytest.mark.parametrize(
    "counts", [[5] * 7, [0, 0, 3, 0, 2, 0, 9], [10**9 + i for i in range(7)], [0, 3, 0, 2, 0, 4, 1]]
)
def test_odd_series_give_finite_limits(counts):
    found = fits.trend(pd.Series(counts, SPAN, dtype=float))
    assert found.low <= found.growth <= found.high
    assert np.isfinite(found.growth)
    mean, low, high = fits.predicted(pd.Series(counts, SPAN, dtype=float), "2024/25")
    assert 0 <= low <= mean <= high


def test_a_trend_without_noise_is_found():
    counts = pd.Series([100 * 1.2**step for step in range(7)], SPAN)
    counts.iloc[0] *= 363 / 365
    counts[["2019/20", "2023/24"]] *= 366 / 365
    assert fits.trend(counts).growth == pytest.approx(20, abs=1e-6)


def test_a_step_is_described_and_too_few_years_are_not():
    counts = pd.Series([10, 12, 11, 50, 52, 49, 51], SPAN)
    assert fits.change_point(counts)[0] == "2020/21"
    assert fits.change_point(counts.iloc[:5]) == ("", None, None)


@pytest.mark.parametrize(("base", "latest"), [(10, 0), (10**9, 2 * 10**9), (37, 37)])
def test_extreme_changes_have_finite_limits(base, latest):
    found = growth.widened(base, latest, 7.3, 23)
    assert all(np.isfinite(value) for value in found)
    assert found[1] <= found[0] <= found[2]


def test_a_dispersion_under_one_is_refused():
    with pytest.raises(InputError, match="under 1"):
        growth.widened(20, 30, 0.5)
