"""Notebook 03 in steps, what the library gives, and the prototype's numbers."""

import cells
import pandas as pd
import pytest
from offences.analysis import neighbours, regions
from offences.analysis.reasons import Why
from offences.names import areas, reference
from offences.report import region_findings, unsupported

POPULATION = reference.reference("population")
DERBYSHIRE, KENT, MET, CUMBRIA = (areas.find(name) for name in ("Derbyshire", "Kent", "Met", "Cumbria"))


@pytest.fixture(scope="module")
def default():
    return cells.run("03_regions", "findings.of_", "several_years = ", "told = ", "outside = ")


def test_the_notebook_comes_in_steps_to_what_the_library_gives(tables, default):
    rates = neighbours.class_rates(tables, POPULATION)
    shown = default["forces"]
    same = [
        "area",
        "force",
        "offences",
        "k",
        "children",
        "mid_year",
        "rate",
        "error",
        "degrees",
        "low",
        "high",
    ]
    pd.testing.assert_frame_equal(shown[same], rates[same], check_dtype=False)
    placed, funnel = regions.compare(rates)
    pd.testing.assert_frame_equal(default["placed"], placed)
    assert (default["dispersion"], default["variance"], default["outside"]) == pytest.approx(funnel[2:])
    assert 10_000 * default["target"] == pytest.approx(funnel.target)
    assert default["z"] == pytest.approx(placed["z"])
    assert [int((default["alone"] > far).sum()) for far in (1.96, 3.09)] == [32, 18]


def test_the_latest_whole_year_of_the_class_is_compared_for_all_forces(default):
    assert default["compared"] == "2022/23"
    assert (default["forces"]["offences"].notna().sum(), len(default["rated"])) == (43, 42)


@pytest.mark.parametrize("children", ["under16", "under18"])
def test_another_year_is_compared_where_it_is_asked_for(children):
    shown = cells.run("03_regions", "findings.of_", year="2017/18", children=children)
    assert shown["forces"]["published"].notna().sum() == 33
    own = shown["forces"].set_index("area").loc[DERBYSHIRE]
    assert (own["offences"], own["published"], own["fits"]) == (61, 37, "")
    assert any(
        "Published offence, Derbyshire: 37 offences in 2017/18" in one.sentence for one in shown["found"]
    )


def test_a_year_that_the_class_lacks_shows_what_was_published():
    shown = cells.run("03_regions", "findings.of_", area="Kent", year="2023/24")
    said = " ".join(one.sentence for one in shown["found"])
    assert "the official series held here has no whole year for 2023/24" in said
    assert "Published offence, Kent: 264 offences in 2023/24, 7.2 per 10,000" in said
    assert shown["placed"].empty


def test_the_funnel_of_2022_23_is_that_of_the_prototype(tables):
    frame, info = regions.compare(neighbours.class_rates(tables, POPULATION))
    assert (info.forces, info.outside) == (42, 1)
    assert info[1:4] == pytest.approx((6.11, 20.5, 0.0316), abs=0.05)
    rates = frame.set_index("force")["rate"]
    assert rates.round(2).agg(["idxmin", "min", "idxmax", "max"]).tolist() == [
        "Thames Valley", 1.65, "Derbyshire", 10.61,
    ]  # fmt: skip
    assert rates["Greater Manchester"] == pytest.approx(10.44, abs=0.005)
    far = frame[frame["z"].abs() > 1.96].set_index("force")["z"]
    assert far.round(2).to_dict() == {"Thames Valley": -2.67}
    assert frame["flag"].eq("").all()
    assert list(frame["force"]) == sorted(frame["force"])


def test_ranks_are_in_the_order_of_the_rates_and_no_pair_contradicts_them(tables):
    rates = neighbours.class_rates(tables, POPULATION)
    frame, _ = regions.compare(rates)
    ordered = frame.sort_values("rate", ascending=False)
    assert ordered["rank"].tolist() == list(range(1, 43))
    assert frame["rank"].between(frame["rank_from"], frame["rank_to"]).all()
    for area in (DERBYSHIRE, KENT, MET, CUMBRIA):
        pairs = neighbours.against(rates, area)
        own = frame.set_index("area").loc[area]
        assert own["rank_from"] == 1 + pairs["ratio_high"].lt(1).sum()
        assert own["rank_to"] == 42 - pairs["ratio_low"].gt(1).sum()


def test_selection_is_that_of_the_prototype(tables):
    found = regions.selection(tables, POPULATION).set_index("year")
    assert found["forces"].tolist() == [33, 18, 11, 7, 11, 11]
    assert found["with_figure"].round(2).tolist() == [4.86, 5.29, 5.81, 6.04, 5.18, 7.03]
    assert found["without"].round(2).tolist() == [2.44, 5.15, 5.49, 5.53, 6.54, 5.88]
    assert found["covered"].round(2).tolist() == [0.69, 0.36, 0.21, 0.15, 0.23, 0.20]
    assert found["p"].tolist() == pytest.approx([0.004, 0.92, 0.82, 0.75, 0.38, 0.41], abs=0.02)
    assert found["p"].iloc[0] < 0.01


def test_what_was_printed_rose_more():
    shown = cells.run("03_regions", "grown = ")
    assert shown["have"].sum() == 10
    assert shown["grown"].round().to_dict() == {False: 41, True: 75}


def test_six_years_tell_derbyshire_from_two_neighbours_as_published(default):
    totals = default["totals"].set_index("force")
    assert totals["offences"].dropna().to_dict() == {
        "Derbyshire": 890, "Nottinghamshire": 651, "Lincolnshire": 496, "Leicestershire": 576,
    }  # fmt: skip
    assert totals["rate"].dropna().round(1).tolist() == [7.8, 5.2, 6.4, 4.6]
    assert totals.loc["Northamptonshire", "missing"].why is Why.NO_TOTAL
    assert totals.loc["Derbyshire", "misfits"] == ("f0345",)
    lower, higher, rest = region_findings.higher_and_lower(default["totals"])
    assert (set(lower["force"]), len(higher), set(rest["force"])) == (
        {"Nottinghamshire", "Leicestershire"}, 0, {"Lincolnshire"},
    )  # fmt: skip
    of_class = default["several"].set_index("force")
    assert of_class.loc["Derbyshire", ["offences", "children"]].tolist() == [992, 1138697]
    assert of_class["rate"].round(1).loc[["Derbyshire", "Nottinghamshire"]].tolist() == [8.7, 6.8]


def test_every_finding_names_which_of_the_two_it_speaks_of(default):
    said = [one.sentence for one in default["found"]]
    assert all(
        one.startswith(("Recorded class", "Published offence", "Forces with a published")) for one in said
    )
    first, second, *_ = said
    assert "Derbyshire 8.7 (992 in all), higher than Leicestershire (5.8) and Northamptonshire (4.7)" in first
    assert "higher than Nottinghamshire (5.2) and Leicestershire (4.6)" in second
    assert "f0345" in second


def test_an_expected_number_is_rounded_once(tables):
    frame, info = regions.compare(neighbours.class_rates(tables, POPULATION))
    frame.loc[frame["area"].eq(KENT), "expected"] = 54.46
    [found] = region_findings.of_all(KENT, frame, info, "2022/23")
    assert "where 54 would be expected" in found.sentence


def test_every_force_has_a_figure_or_a_reason_and_an_estimate_is_marked(default):
    told = default["told"]
    assert (told["published"].notna() | told["missing"].notna()).all()
    estimated = told[told["estimate [e]"].notna()]
    assert estimated["published"].isna().all()
    assert told["published"].isna().sum() == len(estimated) + 1  # City of London
    assert {"low95 [e]", "high95 [e]"} <= set(told)
    assert dict(zip(told["area"], told["fits"], strict=True))[DERBYSHIRE] == "above"


@pytest.mark.parametrize("area", ["S92000003", areas.UK, "PRESS-WEST", "BTP"])
def test_an_area_without_a_class_is_compared_with_none(tables, area):
    found = region_findings.of_year(
        area,
        neighbours.beside(tables, POPULATION, area),
        regions.Funnel(3),
        "2022/23",
        "2022/23",
        "per 10,000",
    )
    assert len(found) == 1 and str(regions.no_place(area)) in found[0].sentence


def test_regions_and_nations_are_told_by_their_like(tables):
    info = regions.Funnel(42, 6.1)
    said = {}
    for area in ("E12000004", areas.ENGLAND_AND_WALES, neighbours.WALES):
        beside = neighbours.beside(tables, POPULATION, area)
        found = region_findings.of_year(area, beside, info, "2022/23", "2022/23", "per 10,000")
        said[area] = " ".join(one.sentence for one in found)
    assert "higher than London (3.8)" in said["E12000004"]
    assert "from 3.8 (London) to 9.4 (North West" in said[areas.ENGLAND_AND_WALES]
    assert "usual variation" not in said[areas.ENGLAND_AND_WALES]
    assert (
        "Wales in 2022/23: 7.4, the ONS regions from 3.8 (London) to 9.4 (North West"
        in said[neighbours.WALES]
    )
    assert (
        "none is called higher or lower, because how much such figures usually vary" in said[neighbours.WALES]
    )


def test_no_area_is_said_to_hold_what_it_does_not_nor_to_be_a_neighbour_of_a_region(tables):
    for area in ["Kent", "NSPCC-SE", "E12000004", neighbours.WALES, areas.ENGLAND_AND_WALES]:
        beside = neighbours.beside(tables, POPULATION, area)
        kinds = dict(zip(beside["area"], region_findings.kinds(beside), strict=True))
        held = {code for code in kinds if set(areas.members(code)) < set(areas.members(areas.find(area)))}
        assert {code for code, kind in kinds.items() if kind == "member force"} <= held
        assert all("same region" not in kind for kind in kinds.values()) == (area != "Kent")


def test_a_blank_ratio_says_why(tables):
    reasons = {}
    for area in ("City of London", "Kent", neighbours.WALES, areas.ENGLAND_AND_WALES):
        rows = neighbours.beside(tables, POPULATION, area)
        assert rows["ratio"].isna().eq(rows["no_ratio"].notna()).all()
        reasons[area] = [reason.why for reason in rows["no_ratio"].dropna()]
        assert reasons[area][0] is Why.ITSELF
    assert reasons["Kent"] == [Why.ITSELF]
    assert set(reasons[neighbours.WALES][1:]) == {Why.UNKNOWN_VARIATION}
    assert set(reasons[areas.ENGLAND_AND_WALES][1:]) == {Why.SAME_FORCES}
    assert reasons["City of London"][1:] == [Why.NO_RATE]


def test_a_force_without_a_population_has_no_rate_and_the_reason_is_its_own(tables):
    without = POPULATION[POPULATION["area"].ne(DERBYSHIRE)]
    row = neighbours.class_rates(tables, without, [DERBYSHIRE]).iloc[0]
    assert row["offences"] == 200 and pd.isna(row["rate"])
    assert regions.no_rate(row["children"]).why is Why.NO_CHILDREN
    total = regions.totals(tables, without, ["Derbyshire"]).iloc[0]
    assert total["missing"].why is Why.NO_CHILDREN
    assert pd.isna(total["child_years"])


def test_under_ten_forces_there_is_no_funnel_rank_or_flag(tables):
    frame, info = regions.compare(neighbours.class_rates(tables, POPULATION, areas.forces()[:9]))
    assert (frame.empty, info.forces, info.target) == (True, 9, None)
    [found] = region_findings.of_all(KENT, frame, info, "2022/23")
    assert "too few for a funnel, ranks or flags" in found.sentence


def test_a_rank_tempts_and_its_interval_stands_against_it(tables):
    shown = cells.run("03_regions", "tempting = ")
    [(said, why, *_)] = shown["tempting"]
    assert (said, "from 1 to 26 of the 42 forces" in why) == (
        "Derbyshire ranks 1 of 43 forces for online grooming.",
        True,
    )
    tempting = unsupported.of_regions(shown["forces"], shown["placed"], shown["funnel"], "Met", "2022/23")
    assert "In the recorded class it has 641." in tempting[0][1]
