"""A published count beside the class that contains it: the prototype's numbers, and what must hold of any."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from offences.names.errors import InputError
from offences.statistics import relation

#: The relation fitted to 85 force-years, to the digits of the prototype.
FITTED = relation.Relation(
    -0.346616, 0.168431, 0.203550, np.array([[0.033333, -0.033333], [-0.033333, 0.051515]]), 85
)
#: Derbyshire's class from 2018/19 to 2021/22, and its published total of these years.
CLASS, TOTAL = [117, 234, 202, 178], 568


@pytest.mark.parametrize(
    ("official", "later", "level", "expected"),
    [
        (100, False, 0.95, (70.71, 41.54, 120.36)),
        (100, True, 0.95, (83.68, 49.35, 141.88)),
        (61, False, 0.95, (43.13, 25.34, 73.42)),
        (200, True, 0.95, (167.36, 98.71, 283.75)),
        (200, True, 0.80, (167.36, 123.59, 226.62)),
    ],
)
def test_estimates_of_the_prototype(official, later, level, expected):
    assert relation.estimate(FITTED, official, later, level) == pytest.approx(expected, abs=0.011)


@pytest.mark.parametrize("official", [19, 0, -3, float("nan"), None])
def test_a_small_or_missing_class_gives_no_estimate(official):
    assert relation.estimate(FITTED, official, True) == (None, None, None)


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        (0.95, [(90.9, 54.7, 151.1), (181.8, 120.3, 274.8), (157.0, 101.0, 244.0), (138.3, 87.2, 219.3)]),
        (0.80, [(90.9, 67.9, 121.7), (181.8, 143.4, 230.5), (157.0, 121.8, 202.2), (138.3, 106.1, 180.2)]),
    ],
)
def test_derbyshires_total_is_shared_as_in_the_prototype(level, expected):
    for found, wanted in zip(relation.shared(FITTED, TOTAL, CLASS, [True] * 4), expected, strict=True):
        assert found.limits(level) == pytest.approx(wanted, abs=0.06)


def test_derbyshire_without_its_total():
    found = [relation.estimate(FITTED, count, True) for count in CLASS]
    wanted = [(97.9, 57.7, 166.0), (195.8, 115.5, 332.0), (169.0, 99.7, 286.6), (148.9, 87.8, 252.5)]
    for each, expected in zip(found, wanted, strict=True):
        assert each == pytest.approx(expected, abs=0.06)


def test_a_fit_finds_the_levels_of_the_two_periods():
    official = [100.0, 80.0, 50.0, 200.0, 40.0]
    later = [False, False, True, True, True]
    published = [count * (0.9 if late else 0.7) for count, late in zip(official, later, strict=True)]
    found = relation.fit(published, official, later)
    assert (found.ratio(False), found.ratio(True), found.rows) == pytest.approx((0.7, 0.9, 5))
    assert found.scale == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(
    ("published", "grooming", "exploitation", "usual", "expected"),
    [
        (285, 200, 15, 0.862, "above"),
        (53, 40, 2, 0.706, "above"),
        (144, 35, 8, 0.862, "above"),
        (18, 203, 22, 0.862, "below"),
        (57, 191, 10, 0.706, "below"),
        (48, 13, 55, 0.706, ""),  # fills class 71; class 88A is too small to judge by
        (230, 200, 0, 0.862, ""),  # at the tolerance, not above it
        (231, 200, 0, 0.862, "above"),
        (86.2, 200, 0, 0.862, ""),
        (10, float("nan"), 3, 0.862, ""),
        (500, 100, float("nan"), 0.862, ""),
    ],
)
def test_misfits_by_the_rule(published, grooming, exploitation, usual, expected):
    assert relation.misfit(published, grooming, exploitation, usual) == expected


COUNTS = st.floats(20, 5_000)


@settings(max_examples=60, deadline=None)
@given(COUNTS, COUNTS, st.booleans(), st.floats(0.5, 0.99))
def test_estimates_lie_within_their_limits_and_rise_with_the_class(official, other, later, level):
    value, low, high = relation.estimate(FITTED, official, later, level)
    assert 0 < low < value < high
    wider = relation.estimate(FITTED, official, later, level + 0.005)
    assert wider[1] < low and wider[2] > high
    if other > official:
        assert relation.estimate(FITTED, other, later, level) > (value, low, high)


@settings(max_examples=60, deadline=None)
@given(
    st.floats(1, 5_000),
    st.lists(st.tuples(st.floats(1, 1_000), st.booleans()), min_size=1, max_size=7),
    st.floats(0.5, 0.99),
)
def test_a_shared_total_adds_up_and_no_year_exceeds_it(total, years, level):
    official, later = zip(*years, strict=True)
    found = relation.shared(FITTED, total, official, later)
    assert math.fsum(one.value for one in found) == pytest.approx(total)
    for value, low, high in (one.limits(level, most=total) for one in found):
        assert 0 < low <= value * (1 + 1e-9) and value <= high * (1 + 1e-9) and high <= total * (1 + 1e-9)
    if len(found) == 1:
        assert found[0].limits(level) == pytest.approx((total, total, total))


def test_the_rest_of_a_year_is_added_to_what_was_counted_of_it():
    """Nine months of 321, and a class of 80 in the other three; the least of chance alone is 1 / 67 of variance."""
    found = relation.likely_rest(FITTED, 321, 80, True)
    rest = 80 * math.exp(FITTED.level + FITTED.step)
    scale = FITTED.scale * math.sqrt(1 + 0.033333 - 2 * 0.033333 + 0.051515)
    reach = 2.570582 * math.sqrt(scale**2 + 1 / rest)
    expected = (321 + rest, 321 + rest * math.exp(-reach), 321 + rest * math.exp(reach))
    assert found.limits() == pytest.approx(expected, rel=1e-5)
    whole = relation.likely(FITTED, 80, True)
    assert found.spread > whole.spread
    assert relation.likely_rest(FITTED, 321, 0, True) is None


def test_bounds_cut_the_limits_to_the_quantiles_of_what_lies_between():
    """Under a ceiling at its median, a count is most likely at the lower quartile, and 95% lies from 1.25% to 48.75%."""
    one = relation.likely(FITTED, 100, True)
    quartile = one.limits(0.5)[1]
    value, low, high = one.limits(0.95, most=one.value)
    assert value == pytest.approx(quartile)
    assert (low, high) == pytest.approx((one.limits(0.975)[1], one.limits(0.025)[1]))
    above = one.limits(0.95, least=one.value)
    assert above[0] * value == pytest.approx(one.value**2)  # as far above as the other lies below
    assert one.limits(0.95, least=90, most=90) == pytest.approx((90, 90, 90))


@settings(max_examples=60, deadline=None)
@given(st.floats(0, 400), st.floats(1, 500), st.floats(0, 600), st.floats(0, 600), st.floats(0.5, 0.99))
def test_a_cut_estimate_sits_on_no_bound(counted, rest, one, other, level):
    likely = relation.likely_rest(FITTED, counted, rest, True)
    least, most = sorted((one, other))
    free = likely.limits(0.99)
    if most - least > 1 and least < free[2] and most > free[1]:
        value, low, high = likely.limits(level, least, most)
        assert max(least, counted) < low < value < high < most


REFUSED = [float("nan"), -1.0, float("inf")]


@pytest.mark.parametrize("bad", REFUSED)
def test_counts_that_are_none_are_refused(bad):
    later = [False, True, True]
    for published, official in (([bad, 2, 3], [5, 6, 7]), ([1, 2, 3], [5, bad, 7])):
        with pytest.raises(InputError):
            relation.fit(published, official, later)
    with pytest.raises(InputError):
        relation.shared(FITTED, bad, CLASS, [True] * 4)
    with pytest.raises(InputError):
        relation.shared(FITTED, TOTAL, [bad, *CLASS[1:]], [True] * 4)
    with pytest.raises(InputError):
        relation.misfit(bad, 100, 10, 0.8)


@pytest.mark.parametrize("level", [0, 1, -0.5, 95, float("nan")])
def test_a_level_that_is_none_is_refused(level):
    with pytest.raises(InputError, match="level"):
        relation.estimate(FITTED, 100, True, level)
    with pytest.raises(InputError, match="level"):
        relation.shared(FITTED, TOTAL, CLASS, [True] * 4)[0].limits(level)


def test_a_relation_needs_both_periods():
    with pytest.raises(InputError, match="later ones"):
        relation.fit([1, 2, 3], [2, 3, 4], [True, True, True])
