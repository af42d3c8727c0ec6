"""The page docs/simulation.md holds what its script makes of the library: a few cases run again with their own seeds."""

import importlib.util

import pytest
from offences.names import reference
from offences.statistics.variation import Variation
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


@pytest.mark.parametrize(("base", "ratio"), [(10, 3), (100, 2)])
def test_words_of_two_years(simulate, tables, base, ratio):
    k = variation.k_of(tables.variation, variation.OFFENCE)
    found = simulate.words(base, ratio, k, Variation(k))
    assert row(variation.OFFENCE, base, f"x {ratio}", "usual variation", *found) in PAGE


def test_coverage_of_chance(simulate):
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
