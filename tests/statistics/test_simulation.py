"""The page docs/simulation.md holds what its script makes of the library: a few cases run again with their own seeds."""

import importlib.util

import numpy as np
import pytest
from offences.names import reference
from offences.statistics import changes
from offences.statistics.variation import CHANCE, Variation
from offences.tables import variation

PAGE = (reference.ROOT / "docs" / "simulation.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def simulate():
    path = reference.ROOT / "benchmarks" / "simulate.py"
    module = importlib.util.module_from_spec(importlib.util.spec_from_file_location("simulate", path))
    module.__spec__.loader.exec_module(module)
    return module


def row(*cells):
    return "| " + " | ".join(map(str, cells)) + " |"


def test_the_page_names_the_k_that_the_clean_table_has(tables):
    for what in (variation.CLASS, variation.OFFENCE):
        assert f"{what}: {variation.k_of(tables.variation, what):.1f}" in PAGE


@pytest.mark.parametrize("rule", [CHANCE, Variation(15), Variation(28.2, 2, 30), Variation(np.inf, 6.81, 28)])
def test_limits_of_many_changes_are_those_of_the_library(simulate, rule):
    before, after = np.array([10, 37, 100, 12, 4000]), np.array([31, 285, 130, 0, 3500])
    theirs = [changes.change(*map(int, pair), rule)[1:] for pair in zip(before, after, strict=True)]
    assert np.transpose(simulate.limits(before, after, rule)) == pytest.approx(np.array(theirs), rel=1e-6)


@pytest.mark.parametrize(("base", "ratio"), [(10, 3), (100, 2)])
def test_words_of_two_years(simulate, tables, base, ratio):
    k = variation.k_of(tables.variation, variation.OFFENCE)
    found = simulate.words(base, ratio, k, Variation(k))
    assert row(variation.OFFENCE, base, f"x {ratio}", "usual variation", *found) in PAGE


def test_coverage_of_a_count_of_a_total_and_of_chance(simulate, tables):
    k = variation.k_of(tables.variation, variation.CLASS)
    for total, words in ((1, "one year"), (6, "six years together")):
        held = simulate.covered(100, k, total)
        assert row(f"usual variation, {variation.CLASS}, {words}", 100, held) in PAGE
    for found in simulate.of_counts():
        assert row(*found) in PAGE


def test_ranks_of_forces_that_hardly_differ(simulate, tables):
    found = simulate.ranked(0.02, variation.k_of(tables.variation, variation.CLASS))
    assert row("near-equal forces, 2%", *found) in PAGE
    assert float(found[0]) > 95


def test_published_totals_beside_the_estimates(simulate, tables):
    held = simulate.of_totals(tables)
    assert f"Of {len(held)} published totals" in PAGE
    assert f"{held['in95'].sum()} lie inside 95%, {held['in80'].sum()} inside 80%" in PAGE
    assert held["in95"].mean() > 0.9
