"""Every published worked number, and agreement with independent implementations."""

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from offences.names import years
from offences.statistics import bounds, changes, funnel, growth, rates
from offences.statistics.variation import CHANCE, Variation
from scipy import stats
from statsmodels.stats import proportion
from statsmodels.stats import rates as independent

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text(encoding="utf-8"))
LEVEL = st.sampled_from([0.5, 0.8, 0.95, 0.998])
#: A count and the number known that it is a part of.
PART = st.integers(1, 9000).flatmap(lambda known: st.tuples(st.integers(0, known), st.just(known)))
#: Counts of forces, each with its children.
FORCES = st.lists(st.tuples(st.integers(0, 900), st.integers(10_000, 1_000_000)), min_size=2, max_size=12)


@pytest.mark.parametrize(("count", "level", "low", "high"), VECTORS["byar_count_limits"]["rows"])
def test_byar(count, level, low, high):
    assert rates.limits(count, level) == pytest.approx((low, high), rel=1e-9)


@pytest.mark.parametrize("row", VECTORS["phe_rate_per_100000"]["rows"][1:])
def test_rates_of_the_public_health_guidance(row):
    count, people, rate, *limits, _ = row
    found = []
    for level in (0.95, 0.998):
        found += [100_000 * limit / people for limit in rates.limits(count, level)]
    assert 100_000 * count / people == pytest.approx(rate)
    assert found == pytest.approx(limits, rel=1e-8)


@pytest.mark.parametrize(("count", "known", "level", "low", "high"), VECTORS["wilson"]["rows"])
def test_wilson(count, known, level, low, high):
    assert bounds.wilson(count, known, level) == pytest.approx((100 * low, 100 * high), rel=1e-9)


def test_byars_formula_is_that_of_the_guidance_and_not_another_of_that_name():
    case = VECTORS["byar_name_collision"]
    found = [limit / 400 for limit in rates.limits(15)]
    assert found == pytest.approx(case["phe_formula"], rel=1e-9)
    assert found != pytest.approx(case["desctools"], rel=1e-2)


def test_exact_poisson_limits():
    found = [limit / 400 for limit in rates.exact(15)]
    assert found == pytest.approx(VECTORS["poisson_exact_15_400"]["exact_c"], rel=1e-9)


def test_the_library_of_the_two_sample_tests_gives_gus_example():
    case = VECTORS["two_poisson_gu_example1"]
    for method, z in case["z"].items():
        found = independent.test_poisson_2indep(60, 51477.5, 30, 54308.7, method=method, alternative="larger")
        # the library's number is printed to four or six decimals
        assert found.statistic == pytest.approx(z, abs=5e-5)


@pytest.mark.parametrize("row", VECTORS["funnel_sr_limits"]["rows"][1:])
def test_funnel_limits(row):
    expected, *limits = row
    found = [float(limit) for level in funnel.LEVELS for limit in funnel.limits(expected, level)]
    assert found == pytest.approx(limits, abs=1e-6)


@pytest.mark.parametrize("row", VECTORS["phe_funnel_ratio_limits"]["rows"])
def test_the_expected_count_at_which_an_observed_one_lies_on_the_limit(row):
    observed, low_2s, high_2s, low_3s, high_3s = row
    for level, at_lower, at_upper in ((0.95, low_2s, high_2s), (0.998, low_3s, high_3s)):
        low, high = rates.exact(observed, level)
        assert (high, low) == pytest.approx((at_lower, at_upper), rel=1e-4)


def test_over_dispersion_of_a_funnel():
    spread, variance = funnel.between(
        [100, 150, 180, 80, 120, 225], [108, 112, 165, 95, 100, 220], corrected=False
    )
    assert (spread, variance) == pytest.approx((2.32718, 0.00343978), rel=1e-5)


def test_no_over_dispersion_gives_the_exact_limits():
    expected = np.full(40, 50.0)
    observed = stats.poisson(50).ppf((np.arange(40) + 0.5) / 40)
    _, variance = funnel.between(observed, expected)
    assert variance == 0
    assert funnel.limits(50.0, variance=variance) == funnel.limits(50.0)


def test_false_discovery_rate():
    case = VECTORS["fdr_bh"]
    z = stats.norm.isf(np.array(case["p"]) / 2)
    _, adjusted = funnel.flagged(z)
    assert adjusted == pytest.approx(case["bh"], rel=1e-8)


def test_the_real_series_of_the_south_east():
    case = VECTORS["nspcc_real_series"]
    rows = {name: case[name] for name in ("Kent", "Surrey", "Sussex*")}
    total = pd.Series(np.sum(list(rows.values()), axis=0), case["years"])
    assert list(total) == [226, 292, 388, 507, 429, 493, 585]
    found = growth.trend(total)
    assert (found.growth, found.low, found.high) == pytest.approx((14.1, 6.3, 22.6), abs=0.05)
    assert found.dispersion == pytest.approx(8.62, abs=0.005)


@pytest.mark.parametrize("case", ["2024/25 Snapchat", "2023/24 Snapchat"])
def test_platform_bounds(case):
    numbers = VECTORS["platform_bounds"][case]
    found = bounds.worst_case(numbers["count"], numbers["known"], numbers["total"])
    assert [share / 100 for share in found] == pytest.approx(numbers["bounds_on_total"], abs=5e-5)


@pytest.mark.parametrize("row", VECTORS["pct_change_exact_conditional_95"]["rows"][1:])
def test_changes_with_their_exact_interval(row):
    base, latest, *wanted = row
    assert changes.change(base, latest, CHANCE) == pytest.approx(wanted, abs=0.05)


def test_the_widened_interval_of_the_worked_case():
    assert changes.change(37, 74, Variation(np.inf, 5, np.inf)) == pytest.approx((100, -17, 383), abs=0.6)


def test_the_fall_in_the_snapchat_share_has_newcombes_interval():
    counts = [round(0.4 * 2111), 2111, round(0.48 * 1824), 1824]
    assert bounds.difference(*counts) == pytest.approx((-11.1, -4.9), abs=0.05)


def test_a_difference_has_the_interval_of_newcombes_paper():
    assert bounds.difference(56, 70, 48, 80) == pytest.approx((5.24, 33.39), abs=0.005)


@given(st.integers(0, 100_000), LEVEL)
def test_exact_limits_are_those_of_the_poisson_distribution(count, level):
    low, high = rates.exact(count, level)
    assert stats.poisson(high).cdf(count) == pytest.approx((1 - level) / 2, rel=1e-6)
    assert (
        low == 0
        if count == 0
        else stats.poisson(low).sf(count - 1) == pytest.approx((1 - level) / 2, rel=1e-6)
    )


@given(st.integers(10, 100_000))
def test_byar_comes_near_the_exact_limits_from_ten_on(count):
    assert rates.limits(count) == pytest.approx(rates.exact(count), rel=0.011)


@given(PART, LEVEL)
def test_wilson_agrees_with_scipy(part, level):
    count, known = part
    theirs = stats.binomtest(count, known).proportion_ci(level, "wilson")
    assert bounds.wilson(count, known, level) == pytest.approx([100 * limit for limit in theirs], abs=1e-6)


@given(st.integers(10, 3000), st.integers(0, 3000))
def test_changes_agree_with_clopper_and_pearson_of_statsmodels(base, latest):
    low, high = proportion.proportion_confint(latest, base + latest, method="beta")
    theirs = [share / (1 - share) for share in (low if latest else 0.0, high)]
    assert ratios(changes.change(base, latest, CHANCE)[1:]) == pytest.approx(theirs, rel=1e-9, abs=1e-9)


@given(st.integers(10, 10_000), st.integers(1, 10_000), st.floats(1, 50), st.floats(2, 1000))
def test_intervals_are_the_wider_of_the_log_wald_and_the_exact_one(base, latest, spread, k):
    varied = Variation(k, spread, 8)
    error = np.sqrt(spread * (1 / base + 1 / latest + 2 / k))
    low, high = np.exp(stats.t(8, np.log(latest / base), error).interval(0.95))
    exact = ratios(changes.change(base, latest, CHANCE)[1:])
    wanted = (min(low, exact[0]), max(high, exact[1]))
    assert ratios(changes.change(base, latest, varied)[1:]) == pytest.approx(wanted, rel=1e-9, abs=1e-9)


def ratios(percentages):
    """Turn changes in percent into ratios: near -100% a tolerance on the percentage means nothing."""
    return [1 + change / 100 for change in percentages]


@given(
    st.integers(10, 10_000), st.integers(0, 10_000), st.floats(1, 50), st.floats(1, 100), st.floats(1, 1e9)
)
def test_the_interval_of_usual_variation_is_never_the_narrower_one(base, latest, spread, degrees, k):
    found, low, high = changes.change(base, latest, CHANCE)
    middle, wide_low, wide_high = changes.change(base, latest, Variation(k, spread, degrees))
    assert middle == found
    assert wide_low <= low <= high <= wide_high
    assert low <= found <= high


@given(st.lists(st.floats(-30, 30), min_size=1, max_size=40))
def test_the_false_discovery_rate_agrees_with_scipy(z):
    theirs = stats.false_discovery_control(2 * stats.norm.sf(np.abs(z)))
    assert funnel.flagged(z)[1] == pytest.approx(theirs, rel=1e-9, abs=1e-300)


@given(st.floats(0.5, 5000))
def test_funnel_limits_agree_with_the_poisson_distribution(expected):
    low, high = (expected * limit for limit in funnel.limits(expected))
    # at its lower limit the expected count is the upper 2.5% point of the gamma, and so on
    assert stats.gamma(expected).cdf(low) == pytest.approx(0.025, rel=1e-6)
    assert stats.gamma(expected + 1).sf(high) == pytest.approx(0.025, rel=1e-6)


@given(PART, st.integers(0, 9000), st.data())
def test_worst_case_bounds_hold_whatever_the_unknown_are(part, unknown, data):
    count, known = part
    with_it = data.draw(st.integers(0, unknown))
    low, high = bounds.worst_case(count, known, known + unknown)
    assert low <= 100 * (count + with_it) / (known + unknown) * (1 + 1e-12)
    assert high >= 100 * (count + with_it) / (known + unknown) * (1 - 1e-12)


@given(PART)
def test_bounds_of_a_printed_share_hold_the_count_it_was_made_from(part):
    count, known = part
    printed = math.floor(100 * count / known + 0.5)
    first, last = bounds.whole_counts(max(printed - 0.5, 0), printed + 0.5, known)
    assert first <= count <= last
    assert all(abs(100 * n / known - printed) <= 0.5 + 1e-6 for n in (first, last))
    assert all(abs(100 * n / known - printed) > 0.5 - 1e-6 for n in (first - 1, last + 1) if n >= 0)


@given(st.integers(1, 500), st.integers(0, 999))
def test_what_no_whole_number_gives_is_said_so(known, printed):
    fits = [n for n in range(10 * known + 1) if abs(100 * n / known - printed) <= 0.5 + 1e-9]
    found = bounds.whole_counts(max(printed - 0.5, 0), printed + 0.5, known)
    assert found == ((fits[0], fits[-1]) if fits else None)


@given(FORCES, st.floats(1, 200))
def test_ranks_are_in_the_order_of_the_rates_and_within_their_interval(forces, k):
    counts, people = map(np.array, zip(*forces, strict=True))
    places, low, high = funnel.ranks(counts, people, k)
    rate = counts / people
    assert places.min() == 1
    assert ((low <= places) & (places <= high) & (low >= 1) & (high <= len(counts))).all()
    for one in range(len(rate)):
        assert ((rate > rate[one]) == (places < places[one])).all()


def test_years_follow_each_other():
    assert years.span("2017/18", "2019/20") == ["2017/18", "2018/19", "2019/20"]
