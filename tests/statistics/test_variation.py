"""How much counts vary beyond chance: the prototype's numbers, and what must hold of any."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from offences.names.errors import InputError
from offences.statistics import variation

#: Derbyshire's class 88A from 2017/18 to 2022/23.
DERBYSHIRE = [61, 117, 234, 202, 178, 200]
K = 28.1555


def percent(found):
    return [100 * (value - 1) for value in found]


@pytest.mark.parametrize(
    ("base", "latest", "expected"),
    [(37, 285, (670.27, 202.85, 1859.08)), (100, 130, (30.00, -46.94, 218.52))],
)
def test_changes_of_the_prototype(base, latest, expected):
    assert percent(variation.change(base, latest, 15)) == pytest.approx(expected, abs=0.006)


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
    assert percent(variation.change(base, latest, 15)) == pytest.approx(expected, abs=0.5)


def test_growth_of_the_prototype():
    assert percent(variation.growth(DERBYSHIRE, K)) == pytest.approx((19.7, 3.4, 38.6), abs=0.05)


@settings(max_examples=40, deadline=None)
@given(st.floats(0.5, 5_000), st.floats(0.5, 5_000), st.floats(2, 1_000), st.floats(0.5, 0.99))
def test_limits_of_a_change_hold_it_and_narrow_with_less_variation(base, latest, k, level):
    ratio, low, high = variation.change(base, latest, k, level=level)
    assert 0 < low < ratio < high
    assert ratio == pytest.approx(latest / base)
    _, back_low, back_high = variation.change(latest, base, k, level=level)
    assert (1 / back_high, 1 / back_low) == pytest.approx((low, high))
    steadier = variation.change(base, latest, 2 * k, level=level)
    assert steadier[1] > low and steadier[2] < high
    larger = variation.change(2 * base, 2 * latest, k, level=level)
    assert larger[1] > low and larger[2] < high


def test_no_size_of_count_lets_two_single_figures_show_a_small_rise():
    assert variation.change(1e9, 1.3e9, 15)[1] < 1
    assert variation.change(1e9, 2.32e9, 15)[1] == pytest.approx(1, abs=0.005)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(1, 500), min_size=3, max_size=7), st.floats(3, 100))
def test_limits_of_growth_hold_it(counts, k):
    ratio, low, high = variation.growth(counts, k)
    assert 0 < low < ratio < high
    back = variation.growth(counts[::-1], k)
    assert (1 / back[0], 1 / back[2], 1 / back[1]) == pytest.approx((ratio, low, high), rel=1e-4)


def test_growth_of_an_even_series_is_its_own():
    assert variation.growth([100, 200, 400, 800], K)[0] == pytest.approx(2)


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


NONE = [float("nan"), -1.0, float("inf")]


@pytest.mark.parametrize("bad", [*NONE, 0.0])
def test_counts_that_are_none_are_refused(bad):
    with pytest.raises(InputError):
        variation.change(bad, 10, 15)
    with pytest.raises(InputError):
        variation.change(10, bad, 15)
    if bad:
        with pytest.raises(InputError):
            variation.growth([*DERBYSHIRE, bad], K)
        with pytest.raises(InputError):
            variation.size([[1, 2, bad], [3, 4, 5], [5, 6, 7]])
        with pytest.raises(InputError):
            variation.summed(15, [10, bad])


@pytest.mark.parametrize(
    "panel", [[[1, 2, 3], [4, 5, 6]], [[1, 2], [3, 4], [5, 6]], [1, 2, 3], [[1, 0, 2], [2, 0, 4], [3, 0, 6]]]
)
def test_a_panel_too_small_is_refused(panel):
    with pytest.raises(InputError):
        variation.size(panel)


@pytest.mark.parametrize("counts", [[1, 2], [0, 0, 5, 6], [[1, 2, 3]]])
def test_a_trend_of_too_little_is_refused(counts):
    with pytest.raises(InputError):
        variation.growth(counts, K)
