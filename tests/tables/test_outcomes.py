"""Outcomes as far as they carry: the prototype's numbers, and no small cell that can be worked out."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from offences.reading import home_office
from offences.tables import official, outcomes


@pytest.fixture(scope="module")
def table():
    return outcomes.outcomes()


def usable(shares):
    return shares[shares["against"].eq("")]


@pytest.mark.parametrize(
    ("year", "forces", "charged", "of", "unassigned"),
    [("2017/18", 33, 592, 3627, 0.15), ("2018/19", 37, 580, 5610, 0.20)],
)
def test_shares_of_the_forces_that_can_be_used(table, year, forces, charged, of, unassigned):
    classes = official.official()
    found = usable(outcomes.shares(table, classes, year))
    assert (len(found), found["count"].sum(), found["of"].sum()) == (forces, charged, of)
    open_still = usable(outcomes.shares(table, classes, year, outcomes.UNASSIGNED))
    assert open_still["count"].sum() / of == pytest.approx(unassigned, abs=0.005)


def test_derbyshires_outcomes(table):
    classes = official.official()
    found = [outcomes.shares(table, classes, year).loc["E23000018"] for year in ("2017/18", "2018/19")]
    assert [(row["count"], row["of"]) for row in found] == [(6, 62), (12, 116)]


def test_the_rule_that_leaves_a_force_out_is_named(table):
    against = outcomes.shares(table, official.official(), "2017/18")[["of", "recorded", "against"]]
    expected = {
        "E23000032": (45, 167, "unequal"),  # Kent
        "E23000034": (2, 2, "few"),  # City of London
        "E23000030": (221, 211, "corrected"),  # Hampshire
        "E23000018": (62, 61, ""),  # Derbyshire
    }
    assert {area: tuple(against.loc[area]) for area in expected} == expected


def test_the_files_add_up_to_what_was_checked(table):
    sums = table[table["offence_code"].eq("88A")].groupby("year")["outcomes"].sum()
    assert sums.to_dict() == {"2017/18": 4355, "2018/19": 5838}
    raw = home_office.outcomes(home_office.FOLDER / "outcomes_2017_18.csv")
    assert raw["outcomes"].lt(0).sum() == 29


def test_an_unripe_quarter_has_fewer_outcomes():
    raw = home_office.outcomes(home_office.FOLDER / "outcomes_2018_19.csv")
    raw = raw[raw["offence_code"].eq("88A")]
    open_still = raw[raw["outcome_type"].eq(outcomes.UNASSIGNED)].groupby("quarter")["outcomes"].sum()
    share = open_still / raw.groupby("quarter")["outcomes"].sum()
    assert share[1] == pytest.approx(0.13, abs=0.01)
    assert share[4] == pytest.approx(0.27, abs=0.01)


def test_no_small_cell_is_shown_and_none_can_be_worked_out_from_the_sum(table):
    shown = outcomes.controlled(table)
    assert not shown["outcomes"].abs().between(1, 7).any()
    assert not shown["correction"].between(-7, -1).any()
    assert shown["outcomes"].isna().equals(shown["status"].eq("suppressed"))
    for key, rows in table.groupby(outcomes.CELL):
        hidden = shown.loc[rows.index, "outcomes"].isna()
        if 0 < hidden.sum() < len(rows):
            left = rows.loc[hidden, "outcomes"].abs()
            assert len(left) > 1, key
            assert left.sum() - len(left) + 1 >= 4, key


def test_nothing_is_hidden_where_nothing_is_small(table):
    assert outcomes.controlled(table, 0) is table
    large = table[table["outcomes"].ge(8) & table["correction"].eq(0)]
    assert outcomes.controlled(large)["status"].eq("published").all()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 40), min_size=1, max_size=8))
def test_the_fewest_further_cells_are_hidden(counts):
    import pandas as pd

    table = pd.DataFrame({"outcomes": counts}).assign(
        **dict.fromkeys(outcomes.CELL, "x"), correction=0, status="published"
    )
    hidden = outcomes.controlled(table)["outcomes"].isna()
    assert hidden[table["outcomes"].le(7)].all()
    assert hidden.any() == table["outcomes"].le(7).any()
    gone, kept = table.loc[hidden, "outcomes"], table.loc[~hidden, "outcomes"]
    if len(gone) and len(kept):
        assert gone.max() <= kept.min()
