import pandas as pd
import pytest
from offences import disclosure


def test_northamptonshires_stars_are_bounded_by_its_own_total(tables):
    public = disclosure.attack(tables.figures)
    assert set(public.index) == {"r006", "r007", "r011"}
    assert (public["least"] == 1).all()
    assert (public["most"] == 4).all()


def test_what_we_show_narrows_no_cell_that_a_publisher_withheld(tables):
    public = disclosure.attack(tables.figures)
    shown = disclosure.attack(disclosure.controlled(tables).figures).loc[public.index]
    assert (shown["least"] <= public["least"]).all()
    assert (shown["most"] >= public["most"]).all()


def test_every_cell_that_we_hide_has_four_possible_values_or_more(tables):
    shown = disclosure.attack(disclosure.controlled(tables).figures)
    assert (shown["most"] - shown["least"] + 1 >= 4).all()


@pytest.mark.parametrize("threshold", [0, 4, 7])
def test_no_small_cell_of_a_force_is_left(tables, threshold):
    after = disclosure.controlled(tables, threshold)
    assert not disclosure.small(after.figures, after.shares, threshold)
    changed = after.figures["status"].ne(tables.figures["status"]).sum()
    assert (changed == 0) == (threshold == 0)


def test_how_few_cases_of_one_force_ended_is_hidden_too(tables):
    hidden = disclosure.small(tables.figures, tables.shares)
    assert {"r363", "r371"} <= hidden
    assert not {"r043", "r368"} & hidden  # 0 and 84


def test_one_hidden_cell_of_a_partition_takes_a_second_with_it(tables):
    hidden = disclosure.small(tables.figures, tables.shares)
    assert {"f0290", "f0291"} <= hidden


def test_cells_are_hidden_until_nothing_can_be_worked_out():
    cells = pd.DataFrame(
        {
            "figure_id": list("abcd"),
            "low": [24.0, 24.0, 1.0, 1.0],
            "status": "published",
            "dimension": "age",
            **dict.fromkeys(["source_id", "area", "start", "end"], "x"),
        }
    )
    primary = {"c", "d"}
    assert disclosure._second(cells, primary, {("x",) * 4: 50}) == {"a"}
    assert disclosure.bounds(50, [24], 3) == (1, 24)
    assert disclosure._second(cells, {"c"}, {}) == {"d"}
    assert disclosure._second(cells, set(), {("x",) * 4: 50}) == set()


def test_the_log_of_problems_gives_no_hidden_cell_away(tables):
    hidden = disclosure.small(tables.figures, tables.shares)
    log = disclosure.controlled(tables).problems
    for row in log.itertuples():
        assert not hidden & set(row.figure_ids.split()) or row.detail.startswith("[c]")


def test_force_totals_and_national_cells_stay(tables):
    hidden = disclosure.small(tables.figures, tables.shares)
    rows = tables.figures[tables.figures["figure_id"].isin(hidden)]
    assert rows["dimension"].ne("").all()
    assert not rows["area"].isin(["K02000001", "K04000001", "W92000004"]).any()


def test_control_is_the_same_when_applied_twice(tables):
    once = disclosure.controlled(tables)
    twice = disclosure.controlled(once)
    assert once.figures.equals(twice.figures)


@pytest.mark.parametrize(
    ("total", "visible", "hidden", "found"),
    [(52, [22, 2, 22], 3, (1, 4)), (10, [7], 1, (3, 3)), (10, [10], 0, (0, 0)), (5, [], 2, (1, 4))],
)
def test_bounds_of_an_attacker(total, visible, hidden, found):
    assert disclosure.bounds(total, visible, hidden) == found


def test_no_output_of_an_edition_holds_a_hidden_cell(editions_made, tables):
    """The three counts that North Yorkshire printed in words stay out of every file."""
    hidden = disclosure.small(tables.figures, tables.shares)
    words = tables.figures[tables.figures["figure_id"].isin(hidden)]
    words = {text for text in words["value_as_published"] if text.isalpha() or " " in text}
    assert words
    for folder in editions_made.values():
        lines = (folder / "clean" / "figures.csv").read_text(encoding="utf-8").splitlines()
        held = [line for line in lines if line.split(",")[0] in hidden]
        assert len(held) == len(hidden)
        assert all(",[c]," in line for line in held)
