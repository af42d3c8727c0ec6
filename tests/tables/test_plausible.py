import pytest
from offences.names import areas
from offences.tables import plausible


def misfits(tables, place, year, low, high=None, **changes):
    """Test one count as if it were new beside the collection's."""
    like = tables.figures[tables.figures["figure_id"].eq("f0455")].iloc[0].to_dict()
    start, end = f"{year}-04", f"{year + 1}-04"
    row = like | {
        "figure_id": "new1",
        "area": areas.find(place),
        "low": low,
        "high": low if high is None else high,
    }
    row |= {
        "start": start,
        "end": end,
        "value_as_published": str(low),
        "round": "2026-11",
        "source_id": "new",
    }
    row |= dict.fromkeys(("first_year", "last_year"), f"{year}/{(year + 1) % 100:02d}") | changes
    figures = tables.figures.copy()
    figures.loc[len(figures)] = row
    return [why for _, why in plausible.misfits(figures, tables.offences, tables.official, {"new1"})]


@pytest.mark.parametrize(
    ("place", "year", "low", "words"),
    [
        ("Kent", 2024, 1301, "beside 264 in 2023/24"),
        ("Kent", 2025, 2980, "the last whole year of it"),
        ("Kent", 2022, 2980, "while the official class of 2022/23 holds 242"),
        ("Kent", 2022, 2300, "where 230 in 2022/23"),
        ("Kent", 2022, 772 + 1, "more than the 772 that are printed for the South East"),
        ("Kent", 2024, 30, "beside 264 in 2023/24"),
        ("Kent", 2024, 2, "beside 264 in 2023/24"),
        ("Cumbria", 2018, 400, "while the official class of 2018/19"),
        ("Cumbria", 2018, 1, "while the official class of 2018/19"),
    ],
)
def test_a_new_count_far_from_what_is_known_is_told_with_what_it_was_set_beside(
    tables, place, year, low, words
):
    assert any(words in why for why in misfits(tables, place, year, low))


@pytest.mark.parametrize(
    ("place", "year", "low"),
    [
        ("Kent", 2024, 271),
        ("Kent", 2025, 480),
        ("Kent", 2024, 140),
        ("Cumbria", 2018, 30),
        ("South Wales", 2024, 300),
    ],
)
def test_an_ordinary_new_count_is_no_doubt(tables, place, year, low):
    assert misfits(tables, place, year, low) == []


def test_a_bound_is_far_only_where_all_that_it_allows_is(tables):
    assert misfits(tables, "Kent", 2024, 0, high=500) == []
    assert misfits(tables, "Kent", 2024, 0, high=4)
    assert misfits(tables, "Kent", 2024, 201, high=float("nan")) == []
    assert misfits(tables, "Kent", 2024, 2001, high=float("nan"))


def test_a_part_is_no_larger_than_its_whole(tables):
    girls = {"dimension": "gender", "category": "girls"}
    assert misfits(tables, "Kent", 2023, 264, **girls) == []
    assert "more than the 264" in misfits(tables, "Kent", 2023, 265, **girls)[0]
    assert misfits(
        tables, "Kent", 2023, 265, measure="count_platform", dimension="platform", category="Snapchat"
    )


def test_a_part_of_a_year_is_set_beside_whole_years_as_the_year_that_it_would_make(tables):
    half = {"start": "2024-04", "end": "2024-10", "months": 6, "whole": False}
    assert misfits(tables, "Kent", 2024, 120, **half) == []
    assert misfits(tables, "Kent", 2024, 600, **half)


def test_of_the_collections_own_counts_few_would_be_doubts(tables):
    known = tables.offences[tables.offences["chosen"]]
    found = plausible.misfits(
        tables.figures, tables.offences, tables.official, set(known["figure_id"].iloc[::3])
    )
    assert len({row["figure_id"] for row, _ in found}) < 0.1 * len(known) / 3
