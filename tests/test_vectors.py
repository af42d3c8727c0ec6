"""Every published worked number, and agreement with independent implementations."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from offences import bounds, fits, funnel, growth, rates, share_findings, shares, years
from scipy import stats
from statsmodels.stats import proportion
from statsmodels.stats import rates as independent
from statsmodels.stats.weightstats import DescrStatsW

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text(encoding="utf-8"))
RANDOM = np.random.default_rng(1)  # which draws a test gets depends on the order; all must hold


@pytest.mark.parametrize(("count", "level", "low", "high"), VECTORS["byar_count_limits"]["rows"])
def test_byar(count, level, low, high):
    found = rates.byar(count, level)
    assert found[1] == pytest.approx(high, rel=1e-10)
    assert found[0] is None if low is None else found[0] == pytest.approx(low, rel=1e-9)


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
    found = [limit / 400 for limit in rates.byar(15)]
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
    found = fits.trend(total)
    # METHODS gives 14.1% a year, 6.3 to 22.6 with t and 8.62 without the 363 days of the first year
    assert (found.growth, found.low, found.high) == pytest.approx((14.0, 6.2, 22.4), abs=0.1)
    assert found.dispersion == pytest.approx(8.5, abs=0.1)


@pytest.mark.parametrize("case", ["2024/25 Snapchat", "2023/24 Snapchat"])
def test_platform_bounds(case):
    numbers = VECTORS["platform_bounds"][case]
    found = bounds.worst_case(numbers["count"], numbers["known"], numbers["total"])
    assert [share / 100 for share in found] == pytest.approx(numbers["bounds_on_total"], abs=5e-5)


@pytest.mark.parametrize("row", VECTORS["pct_change_exact_conditional_95"]["rows"][1:])
def test_changes_with_their_exact_interval(row):
    base, latest, *wanted = row
    assert growth.change(base, latest) == pytest.approx(wanted, abs=0.05)


def test_the_widened_interval_of_the_worked_case():
    assert growth.widened(37, 74, 5) == pytest.approx((100, -17, 383), abs=0.6)


def test_the_fall_in_the_snapchat_share_has_newcombes_interval(tables):
    moved = share_findings.moved(shares.of_area(tables.shares, "K02000001", ["platform"])).set_index(
        "category"
    )
    assert moved.loc["Snapchat", "interval"] == "-11.1 to -4.9"


def test_exact_limits_agree_with_statsmodels():
    for count in RANDOM.integers(0, 5000, 1000):
        theirs = independent.confint_poisson(count, 1, method="exact-c")
        assert rates.exact(count) == pytest.approx(theirs, rel=1e-8, abs=1e-9)


def test_byar_comes_near_the_exact_limits_from_ten_on():
    for count in RANDOM.integers(10, 5000, 1000):
        assert rates.byar(count) == pytest.approx(rates.exact(count), rel=0.011)


def test_wilson_agrees_with_statsmodels():
    for known in RANDOM.integers(1, 9000, 1000):
        count = int(RANDOM.integers(0, known + 1))
        theirs = proportion.proportion_confint(count, known, method="wilson")
        assert bounds.wilson(count, known) == pytest.approx(
            [100 * limit for limit in theirs], rel=1e-7, abs=1e-7
        )


def test_changes_agree_with_clopper_and_pearson_of_statsmodels():
    for base in RANDOM.integers(10, 3000, 1000):
        latest = int(RANDOM.integers(0, 3000))
        low, high = proportion.proportion_confint(latest, base + latest, method="beta")
        theirs = [100 * (share / (1 - share) - 1) for share in (low if latest else 0.0, high)]
        assert growth.change(base, latest)[1:] == pytest.approx(theirs, rel=1e-6, abs=1e-6)


def test_widened_intervals_agree_with_the_log_wald_interval():
    for base in RANDOM.integers(10, 900, 1000):
        latest, spread = int(RANDOM.integers(1, 900)), float(RANDOM.uniform(3, 12))
        error = np.sqrt(spread / base + spread / latest)
        low, high = stats.norm(np.log(latest / base), error).interval(0.95)
        assert growth.widened(base, latest, spread)[1:] == pytest.approx(
            [100 * (np.exp(low) - 1), 100 * (np.exp(high) - 1)], rel=1e-6, abs=1e-6
        )


def test_a_widened_interval_is_never_the_narrower_one():
    for base in RANDOM.integers(10, 900, 300):
        latest = int(RANDOM.integers(0, 900))
        exact, wide = growth.change(base, latest), growth.widened(base, latest, 1.0)
        assert wide[1] <= exact[1]
        assert wide[2] >= exact[2]


def test_shrinkage_agrees_with_weighted_moments():
    for _ in range(1000):
        people = RANDOM.uniform(1e4, 1e6, 12)
        counts = RANDOM.poisson(people * RANDOM.uniform(1e-4, 9e-4, 12))
        weighted = DescrStatsW(counts / people, weights=people)
        variance = max(weighted.var - weighted.mean / people.mean(), 0)
        rate, found, mean = funnel.shrunken(counts, people)
        assert (found, mean) == pytest.approx((variance, weighted.mean), rel=1e-9)
        assert (rate >= 0).all()


def test_the_false_discovery_rate_agrees_with_scipy():
    for _ in range(1000):
        z = RANDOM.normal(0, 2, 33)
        theirs = stats.false_discovery_control(2 * stats.norm.sf(np.abs(z)))
        assert funnel.flagged(z)[1] == pytest.approx(theirs)


def test_funnel_limits_agree_with_the_poisson_distribution():
    for expected in RANDOM.uniform(5, 400, 300):
        low, high = funnel.limits(expected)
        below = stats.poisson(low * expected).sf(np.ceil(expected) - 1) if low else 0
        assert below <= 0.05
        assert stats.poisson(expected).sf(high * expected) <= 0.0251


def test_worst_case_bounds_hold_whatever_the_unknown_are():
    for total in RANDOM.integers(10, 9000, 1000):
        known = int(RANDOM.integers(1, total + 1))
        count = int(RANDOM.integers(0, known + 1))
        low, high = bounds.worst_case(count, known, total)
        for unknown in (0, total - known):
            assert low - 1e-9 <= 100 * (count + unknown) / total <= high + 1e-9


def test_years_follow_each_other():
    assert years.span("2017/18", "2019/20") == ["2017/18", "2018/19", "2019/20"]
