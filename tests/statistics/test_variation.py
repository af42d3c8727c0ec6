"""How much counts vary beyond chance: the prototype's numbers, and what must hold of any."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from offences.names import years
from offences.names.errors import InputError
from offences.statistics import changes, growth, variation
from offences.statistics.variation import CHANCE, Variation

#: Derbyshire's class 88A from 2017/18 to 2022/23.
DERBYSHIRE = [61, 117, 234, 202, 178, 200]
K = 28.1555


YEARS = years.span("2017/18", "2022/23")


@pytest.mark.parametrize(
    ("base", "latest", "expected"),
    [(37, 285, (670.27, 202.85, 1859.08)), (100, 130, (30.00, -46.94, 218.52))],
)
def test_changes_of_the_prototype(base, latest, expected):
    assert changes.change(base, latest, Variation(15)) == pytest.approx(expected, abs=0.006)


@pytest.mark.parametrize(
    ("base", "latest", "expected"),
    [  # published pairs: Kent, South Wales, North Yorkshire, and Thames Valley at the border
        (122, 264, (116, -10, 421)),
        (158, 333, (111, -12, 404)),
        (14, 56, (300, 35, 1087)),
        (114, 274, (140, 0, 480)),
    ],
)
def test_changes_of_published_pairs(base, latest, expected):
    assert changes.change(base, latest, Variation(15)) == pytest.approx(expected, abs=0.5)


@pytest.mark.parametrize(("base", "expected"), [(25, 34), (37, 41), (100, 52), (250, 57)])
def test_the_power_of_a_doubling_is_that_of_the_prototype(base, expected):
    assert changes.power(base, Variation(28.2)) == pytest.approx(expected, abs=1)
    assert changes.power(base, CHANCE) > changes.power(base, Variation(28.2, 3))


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(1, 90, "rose"), (-90, -1, "fell"), (-25, 33.3, "about the same"), (-26, 20, "too few to tell")]
    + [(-10, 34, "too few to tell"), (0, 50, "too few to tell")],
)
def test_an_interval_allows_one_word(low, high, expected):
    assert changes.direction(low, high) == expected


def test_growth_of_the_prototype():
    found = growth.trend(pd.Series(DERBYSHIRE, YEARS), K)
    assert found[:3] == pytest.approx((19.7, 3.4, 38.6), abs=0.05)
    assert (found.degrees, found.direction) == (12, "rose")
    own = growth.trend(pd.Series(DERBYSHIRE, YEARS))  # of six points alone
    assert [round(value, 1) for value in own[:3]] == [16.0, -8.9, 47.6]
    assert (round(own.dispersion), own.direction) == (21, "too few to tell")


@settings(max_examples=40, deadline=None)
@given(st.integers(10, 5_000), st.integers(1, 5_000), st.floats(2, 1_000), st.floats(0.5, 0.99))
def test_limits_of_a_change_hold_it_and_narrow_with_less_variation(base, latest, k, level):
    found, low, high = changes.change(base, latest, Variation(k), level)
    assert -100 <= low < found < high
    steadier = changes.change(base, latest, Variation(2 * k), level)
    assert steadier[1] >= low and steadier[2] <= high
    larger = changes.change(2 * base, 2 * latest, Variation(k), level)
    assert larger[1] > low and larger[2] < high


def test_no_size_of_count_lets_two_single_figures_show_a_small_rise():
    assert changes.change(10**9, 13 * 10**8, Variation(15))[1] < 0
    assert changes.change(10**9, 232 * 10**7, Variation(15))[1] == pytest.approx(0, abs=0.5)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(1, 500), min_size=3, max_size=6), st.floats(3, 100))
def test_limits_of_growth_hold_it(counts, k):
    ratio, low, high = (
        1 + each / 100 for each in growth.trend(pd.Series(counts, YEARS[: len(counts)]), k)[:3]
    )
    assert 0 < low < ratio < high
    back = growth.trend(pd.Series(counts[::-1], YEARS[: len(counts)]), k)
    back = [1 + each / 100 for each in back[:3]]
    assert (1 / back[0], 1 / back[2], 1 / back[1]) == pytest.approx((ratio, low, high), rel=1e-4)


def test_growth_of_an_even_series_is_its_own():
    assert growth.trend(pd.Series([100, 200, 400, 800], YEARS[:4]), K).growth == pytest.approx(100)


def test_size_finds_the_k_that_counts_were_drawn_with():
    random = np.random.default_rng(5)
    mean = random.uniform(40, 300, (40, 1)) * np.exp(0.1 * np.arange(6))
    assert variation.size(random.negative_binomial(20, 20 / (20 + mean))) == pytest.approx(20, rel=0.35)
    assert variation.size(random.poisson(mean)) > 300


def test_a_force_without_an_offence_tells_nothing_of_variation():
    random = np.random.default_rng(6)
    counts = random.negative_binomial(20, 0.2, (6, 5))
    assert variation.size(np.vstack([counts, np.zeros((3, 5))])) == pytest.approx(variation.size(counts))


def test_a_sum_varies_less_than_its_parts():
    assert variation.summed(15, [100] * 6) == pytest.approx(90)
    assert variation.summed(15, [100]) == pytest.approx(15)
    assert 15 < variation.summed(15, [500, 10, 10]) < 45


@pytest.mark.parametrize("bad", [float("nan"), -1.0, float("inf")])
def test_counts_that_are_none_are_refused(bad):
    with pytest.raises(InputError):
        variation.size([[1, 2, bad], [3, 4, 5], [5, 6, 7]])
    with pytest.raises(InputError):
        variation.summed(15, [10, bad])


@pytest.mark.parametrize(
    "bad", [Variation(0), Variation(float("nan")), Variation(15, 0.5), Variation(15, 1, 0)]
)
def test_a_variation_that_is_none_is_refused(bad):
    with pytest.raises(InputError):
        changes.change(37, 285, bad)


@pytest.mark.parametrize("k", [0, -1, float("nan")])
def test_a_model_with_no_variation_to_go_by_is_refused(k):
    with pytest.raises(InputError):
        variation.family(k)


@pytest.mark.parametrize(
    "panel", [[[1, 2, 3], [4, 5, 6]], [[1, 2], [3, 4], [5, 6]], [1, 2, 3], [[1, 0, 2], [2, 0, 4], [3, 0, 6]]]
)
def test_a_panel_too_small_is_refused(panel):
    with pytest.raises(InputError):
        variation.size(panel)


@pytest.mark.parametrize("counts", [[1, 2], [0, 0, 5, 6]])
def test_a_trend_of_too_little_is_refused(counts):
    with pytest.raises(InputError):
        growth.trend(pd.Series(counts, YEARS[: len(counts)]), K)
