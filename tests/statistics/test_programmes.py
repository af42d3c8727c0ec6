import itertools
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from offences.statistics import programmes


@st.composite
def systems(draw, most=4):
    """A few rows of small whole numbers over variables from 0 to 4."""
    wide, tall = draw(st.integers(1, most)), draw(st.integers(1, 5))
    rows = draw(
        st.lists(st.lists(st.integers(-2, 2), min_size=wide, max_size=wide), min_size=tall, max_size=tall)
    )
    least = draw(st.lists(st.integers(-6, 8), min_size=tall, max_size=tall))
    wider = draw(st.lists(st.sampled_from([0, 0, 1, 3, np.inf]), min_size=tall, max_size=tall))
    return programmes.system(np.array(rows), least, np.add(least, wider), 0, 4)


def points(of):
    return [x for x in itertools.product(range(5), repeat=len(of.low)) if programmes._holds(np.array(x), of)]


@given(systems())
def test_whole_numbers_are_those_of_brute_force(of):
    there = points(of)
    assert programmes.only_point(of) == (list(there[0]) if len(there) == 1 else None)
    cost = programmes.tied(np.arange(len(of.low)) - 1.0)
    found = programmes.minimise(cost, of, True)
    assert (found is None) == (not there)
    if there:
        assert tuple(found) == min(there, key=lambda x: float(cost @ np.array(x)))


@given(systems())
def test_a_conflict_is_proved_and_only_where_there_is_no_point(of):
    found = programmes.conflict(of)
    assert (found is not None) == (programmes.minimise(np.zeros(len(of.low)), of) is None)
    if found is not None:
        assert programmes._is_proof(found, of) and not points(of)
        assert not programmes._is_proof({place: -one for place, one in found.items()}, of)


@given(systems(), st.data())
def test_no_multipliers_prove_that_a_system_with_a_point_has_none(of, data):
    if points(of):
        some = st.fractions(-3, 3, max_denominator=9)
        multipliers = {place: data.draw(some) for place in range(len(of.least))}
        assert not programmes._is_proof(multipliers, of)


def test_equal_costs_have_one_solution():
    of = programmes.system([[1, 1, 1]], 1, 1)
    assert sorted(programmes.minimise(programmes.tied([1, 1, 1]), of)) == [0, 0, 1]


def test_three_odd_cycles_have_fractions_but_no_whole_numbers():
    of = programmes.system([[1, 1, 0], [0, 1, 1], [1, 0, 1]], 1, 1)
    nothing = np.zeros(3)
    assert programmes.minimise(nothing, of) is not None and programmes.minimise(nothing, of, True) is None
    assert programmes.conflict(of) is None
    assert programmes._is_proof({0: Fraction(1)}, of) is False


def test_what_is_not_bounded_is_refused():
    with pytest.raises(ValueError, match="finite"):
        programmes.system([[1]], 0, 1, 0, np.inf)
    with pytest.raises(ValueError, match="above"):
        programmes.system([[1]], 2, 1)


def test_nothing_a_solver_writes_reaches_standard_output(capfd):
    import os

    with programmes._silence():
        os.write(1, b"HighsMipSolverData::transformNewIntegerFeasibleSolution")
    print("here")
    assert capfd.readouterr().out == "here\n"
