"""Random forces and years, and rows printed of them: nothing true is called wrong, and what is exposed is found."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from offences.claims import bounding, conflicts, derivations, judging, rows, verdicts
from offences.names import areas, years

CODES = areas.members("NSPCC-SE")
AREAS = [*CODES, "NSPCC-SE", "PRESS-SSK"]
YEARS = ["2017/18", "2018/19", "2019/20"]
SPANS = [(first, last) for first, last in itertools.product(YEARS, YEARS) if first <= last]
ROUNDS = ["2023-08", "2024-11"]
SOURCES = pd.DataFrame({"publisher": ["A"]}, index=["s1"])


def figure(number, area, span, value, round_, measure="offences", width=0.0):
    """Print a figure as a row of the clean figures."""
    start, end = years.period(*span)
    percent = measure == "percent_change"
    words = f"{value:.0f}%" if percent else f"{value:.0f}"
    return {
        **{"figure_id": f"f{number}", "statement": f"f{number}", "source_id": "s1", "round": round_},
        **{"origin": "NSPCC", "area": area, "offence": "s15A", "measure": measure, "dimension": ""},
        **{"category": "", "start": start, "end": end, "first_year": span[0], "last_year": span[1]},
        **{"months": float(years.months(start, end)), "whole": True, "part_because": "", "doubt": ""},
        **{"low": value - width, "high": value + width, "precision": "rounded" if percent else "exact"},
        **{"unit": "percent" if percent else "count", "status": "published", "beside": np.nan},
        "value_as_published": words,
    }


def true_count(truth, area, span):
    wanted = years.span(*span)
    return sum(truth[code, year] for code in areas.members(area) for year in wanted)


@st.composite
def printed(draw, rounds=ROUNDS[:1], changes=True, most=6):
    """Draw counts of forces and years, and figures printed of them: totals, and changes rounded to whole percent."""
    truth = {key: draw(st.integers(1, 300)) for key in itertools.product(CODES, YEARS)}
    # Some sum is always printed with its terms, so that a wrong number can show: over forces, or over years.
    span, area = draw(st.sampled_from(SPANS)), draw(st.sampled_from(AREAS))
    over_areas = [("NSPCC-SE", span), *((code, span) for code in CODES)]
    over_years = [(area, (YEARS[0], YEARS[-1])), *((area, (year, year)) for year in YEARS)]
    some = draw(st.lists(st.tuples(st.sampled_from(AREAS), st.sampled_from(SPANS)), max_size=most))
    cells = list(dict.fromkeys([*draw(st.sampled_from([over_areas, over_years])), *some]))
    found = []
    for area, span in cells:
        round_ = draw(st.sampled_from(rounds))
        found.append(figure(len(found), area, span, true_count(truth, area, span), round_))
    pairs = [(area, span) for area in AREAS for span in SPANS if span[0] != span[1]]
    for area, span in draw(st.lists(st.sampled_from(pairs), max_size=3, unique=True)) if changes else []:
        base, latest = (true_count(truth, area, (year, year)) for year in span)
        change = np.floor(100 * (latest / base - 1) + 0.5)
        found.append(figure(len(found), area, span, change, rounds[0], "percent_change", 0.5))
    return truth, pd.DataFrame(found)


def judged(figures, at, layer=None):
    """Judge one figure by the others."""
    claim, layer = figures.iloc[at].to_dict(), layer or rows.layers(figures)["", ""]
    codes = areas.members(claim["area"], claim["round"])
    if claim["measure"] == "offences":
        mask = layer.mask(codes, claim["start"], claim["end"])
        found = judging.judge(claim, judging.Question(((layer, mask),)), False)
        return found or bounding.bounded(claim, layer, mask, {})
    masks = [layer.mask(codes, *end) for end in rows.ends(claim)]
    if any(mask is None for mask in masks):
        return verdicts.cannot("no such period.")
    ends = tuple((layer, mask) for mask in masks)
    return judging.judge(claim, judging.Question(ends, change=True), False) or verdicts.cannot("no way.")


@settings(max_examples=20)
@given(printed(ROUNDS))
def test_no_true_figure_is_excluded_and_bounds_hold_the_truth(drawn):
    truth, figures = drawn
    layer = rows.layers(figures)["", ""]
    for at, row in enumerate(figures.to_dict("records")):
        found = judged(figures, at, layer)
        assert found.verdict not in verdicts.EXCLUDES, found.reason
        if row["measure"] == "offences" and found.low is not None:
            count = true_count(truth, row["area"], (row["first_year"], row["last_year"]))
            assert found.low <= count <= (np.inf if found.high is None else found.high), found.reason


@settings(max_examples=20)
@given(printed())
def test_true_figures_of_a_round_never_exclude_each_other(drawn):
    assert conflicts.conflicts(drawn[1], SOURCES).empty


@settings(max_examples=20)
@given(printed(changes=False, most=3), st.data())
def test_a_planted_misprint_that_is_exposed_is_found(drawn, data):
    _, figures = drawn
    at = data.draw(st.integers(0, 3))
    off = data.draw(st.integers(1, 9))
    figures.loc[at, ["low", "high"]] += off
    row = figures.iloc[at]
    assert spans(figures, at)
    found = conflicts.conflicts(figures, SOURCES)
    assert judged(figures, at).verdict == verdicts.CONTRADICTED
    assert len(found) == 1 and row["figure_id"] in found["figure_ids"].iloc[0].split()


def cells_of(row):
    start, end = row["start"], row["end"]
    return np.array(
        [
            code in areas.members(row["area"]) and start <= years.period(year, year)[0] < end
            for code in CODES
            for year in YEARS
        ],
        dtype=int,
    )


def spans(figures, at):
    """Tell by brute force whether signed sums of the other figures give the cells of one."""
    every = [cells_of(row) for row in figures.to_dict("records")]
    others = [cells for place, cells in enumerate(every) if place != at]
    signs = np.array(list(itertools.product((-1, 0, 1), repeat=len(others))))
    return bool((signs @ np.array(others) == every[at]).all(axis=1).any())


@settings(max_examples=20)
@given(printed(changes=False, most=3))
def test_the_lightest_derivation_is_that_of_brute_force(drawn):
    _, figures = drawn
    layer = rows.layers(figures)["", ""]
    for at, row in enumerate(figures.to_dict("records")):
        usable = derivations.pools(layer, row["round"], row["statement"])
        mask = layer.mask(areas.members(row["area"]), row["start"], row["end"])
        found = next(derivations.few(usable, mask, itself=False), None)
        assert (found is not None) == spans(figures, at)
        if found is not None:
            total = derivations.total(found.preferred)
            assert total == (row["low"], row["high"])
            assert found.cost <= lightest(figures, at, layer, usable) + 1e-6


def lightest(figures, at, layer, usable):
    """Give the least cost of all signed sums, by brute force."""
    every = [cells_of(row) for row in figures.to_dict("records")]
    places = [place for place in range(len(every)) if place != at]
    keys = {values[0].statement: key for key, values in enumerate(layer.values)}
    target = layer.target(
        layer.mask(areas.members(figures["area"][at]), figures["start"][at], figures["end"][at])
    )
    costs = usable.costs + derivations.BESIDE * layer.beside(target)
    costs = np.array([costs[keys[figures["statement"][place]]] for place in places])
    signs = np.array(list(itertools.product((-1, 0, 1), repeat=len(places))))
    right = (signs @ np.array([every[place] for place in places]) == every[at]).all(axis=1)
    return (np.abs(signs[right]) @ costs).min()


def test_a_marked_count_is_a_floor_and_a_rounds_own_conflict_has_every_lightest_repair():
    found = [
        figure(0, "NSPCC-SE", ("2017/18", "2017/18"), 100, "2024-11"),
        *(figure(at, code, ("2017/18", "2017/18"), 20, "2024-11") for at, code in enumerate(CODES, 1)),
    ]
    frame = pd.DataFrame(found)
    assert judged(frame, 0).verdict == verdicts.CONTRADICTED
    repaired = conflicts.conflicts(frame, SOURCES)
    # The total weighs less than any force's count: leaving it out is the lightest repair.
    assert repaired["repaired"].tolist() == ["f0"] and repaired["kind"].tolist() == [conflicts.MISPRINT]
    frame.loc[1, "part_because"] = "f9"
    assert judged(frame, 0).verdict == verdicts.UNCHECKABLE
    assert conflicts.conflicts(frame, SOURCES).empty
    frame.loc[0, ["low", "high"]] = 70
    assert judged(frame, 0).verdict == verdicts.CONTRADICTED
    both = frame.assign(measure="offences").iloc[[0, 1, 2, 3, 4]]
    assert len(conflicts.conflicts(both, SOURCES)) == 1


@pytest.mark.parametrize(
    ("verdict", "decided"), [(name, name in verdicts.DECIDED) for name in verdicts.VERDICTS]
)
def test_every_verdict_has_its_place(verdict, decided):
    assert verdict in verdicts.BY_BOLDNESS
    assert decided == (verdict in verdicts.FOLLOWS or verdict in verdicts.EXCLUDES)


@pytest.mark.parametrize(
    ("claimed", "round_", "class_total", "verdict", "words"),
    [
        (250, ROUNDS[0], 400, verdicts.CONTRADICTED, "known parts add up to 300, more than the whole"),
        (250, ROUNDS[1], 400, verdicts.AT_ODDS, "known parts add up to 300, more than the whole"),
        (
            350,
            ROUNDS[0],
            150,
            verdicts.UNCHECKABLE,
            "known parts add up to 300, which leaves 50 for the rest",
        ),
        (3500, ROUNDS[0], 150, verdicts.OFFICIAL, "classes 88A and 71 together hold 1,800 offences"),
    ],
)
def test_what_nothing_gives_is_bounded_by_its_parts_and_by_the_class(
    claimed, round_, class_total, verdict, words
):
    cells = [(code, (year, year)) for code, year in itertools.product(CODES[:-1], YEARS)]
    found = [figure(at, *cell, 300 / len(cells), ROUNDS[0]) for at, cell in enumerate(cells)]
    found.append(figure(99, "NSPCC-SE", (YEARS[0], YEARS[-1]), claimed, round_))
    figures = pd.DataFrame(found)
    claim, layer = figures.iloc[-1].to_dict(), rows.layers(figures)["", ""]
    mask = layer.mask(areas.members("NSPCC-SE"), claim["start"], claim["end"])
    classes = dict.fromkeys(itertools.product(CODES, YEARS), class_total)
    answer = bounding.bounded(claim, layer, mask, classes)
    assert answer.verdict == verdict
    assert words in answer.reason
