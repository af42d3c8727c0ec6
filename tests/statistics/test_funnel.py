import numpy as np
import pytest
from offences.names.errors import InputError
from offences.statistics import funnel


def test_equal_rates_share_a_rank():
    counts, people = np.array([5, 50, 500, 50]), np.array([1e5, 1e5, 1e5, 1e5])
    places, low, high = funnel.ranks(counts, people, np.inf)
    assert list(places) == [4, 2, 1, 2]
    assert list(low) == [4, 2, 1, 2] and list(high) == [4, 3, 1, 3]


def test_variation_widens_the_ranks():
    counts, people = np.arange(20, 60, 2), np.full(20, 1e5)
    _, low, high = funnel.ranks(counts, people, np.inf)
    _, wide_low, wide_high = funnel.ranks(counts, people, k=10)
    assert (wide_high - wide_low).sum() > (high - low).sum()


def test_forces_that_do_not_differ_may_have_any_rank():
    _, low, high = funnel.ranks([100] * 10, [1e5] * 10, 28)
    assert (low == 1).all() and (high == 10).all()


@pytest.mark.parametrize(
    ("observed", "population"), [([1, 2], [0, 5]), ([1, -2], [5, 5]), ([1, np.nan], [5, 5]), ([], [])]
)
def test_zero_missing_and_negative_input_is_refused(observed, population):
    with pytest.raises(InputError, match="every force needs"):
        funnel.ranks(observed, population, 15)
