"""The official class of an area: the prototype's numbers, and frames that hold for every area."""

import pandas as pd
import pytest
from offences.analysis import official
from offences.names import areas, reference, years
from offences.tables import loading, outcomes
from offences.tables import official as classes

POPULATION = reference.reference("population")
DERBYSHIRE = "E23000018"


def test_derbyshires_class_beside_its_published_figures(tables):
    found = official.by_year(tables, DERBYSHIRE).set_index("year")
    assert found.loc["2017/18":, "grooming"].tolist() == [61, 117, 234, 202, 178, 200]
    assert found["published"].dropna().to_dict() == {"2017/18": 37, "2022/23": 285}
    assert found["ratio"].dropna().round(2).tolist() == [0.61, 1.42]
    assert found["fits"].dropna().to_dict() == {"2017/18": "", "2022/23": "above"}
    assert found["estimate"].dropna().to_dict() == {
        "2018/19": 90.9, "2019/20": 181.8, "2020/21": 157.0, "2021/22": 138.3,
    }  # fmt: skip
    assert list(found.index) == years.span("2012/13", "2022/23")


def test_the_class_of_the_nation_is_the_sum_of_its_forces(tables):
    found = official.by_year(tables, areas.ENGLAND_AND_WALES).set_index("year")
    assert found.loc["2017/18":, "grooming"].tolist() == [4608, 5886, 6319, 6399, 6859, 6781]
    assert found["estimate"].isna().all()


def test_growth_is_that_of_the_prototype(tables):
    found = official.growth(tables, DERBYSHIRE)
    assert [round(value, 1) for value in found[:3]] == [19.7, 3.4, 38.6]
    assert (found.first_year, found.last_year, found.k) == ("2017/18", "2022/23", 28.1555)
    later = official.growth(tables, DERBYSHIRE, "2018/19")
    assert later.first_year == "2018/19"
    assert official.growth(tables, areas.ENGLAND_AND_WALES) is None
    assert official.growth(tables, areas.find_printed("City of London")) is None
    region = official.growth(tables, areas.table()["region"][DERBYSHIRE])
    assert 28.2 < region.k < 5 * 28.2
    assert region.high - region.low < found.high - found.low


def test_a_class_too_small_to_tell_has_no_growth(tables):
    assert official.growth(tables, "BTP") is None
    assert official.growth(tables, DERBYSHIRE, "2021/22", "2022/23") is None


def test_the_same_two_years_are_divided_twice(tables):
    pair = official.both(tables, DERBYSHIRE, "2017/18", "2024/25")
    assert (pair.published, pair.grooming) == ((37, 285), (61, 200))
    assert (pair.first_year, pair.last_year, pair.round) == ("2017/18", "2022/23", "2023-08")
    assert official.both(tables, areas.find("Kent"), "2017/18", "2024/25").last_year == "2022/23"
    for area in ("S92000003", "K02000001", "E23000034"):
        assert official.both(tables, area, "2017/18", "2024/25") is None


def test_a_change_has_no_ratio_on_a_small_base(tables):
    found = official.change(tables, DERBYSHIRE)
    assert (found.base, found.latest, round(found.change, 1)) == (61, 200, 227.9)
    assert official.change(tables, DERBYSHIRE, "2018/19", "2020/21")[:4] == ("2018/19", "2020/21", 117, 202)
    assert official.change(tables, "E23000034").change is None
    assert official.change(tables, DERBYSHIRE, "2022/23") is None


def test_estimates_keep_their_promise_as_in_the_prototype(tables):
    found = official.calibration(tables.offences, tables.official).set_index("of")
    every = found.loc["every published figure"]
    assert every["figures"] == 91
    assert [round(100 * every[name]) for name in ("within80", "within95", "error")] == [79, 93, 16]
    assert every["width"] == pytest.approx(2.9, abs=0.05)
    fitting = found.loc["that fits the class"]
    assert (fitting["figures"], round(100 * fitting["within80"])) == (85, 85)
    assert found.loc[["of the first year", "of later years"], "figures"].sum() == 91


def test_a_hidden_count_of_charges_has_no_share(tables):
    every = loading.load("outcomes", suppress_up_to=0)
    shares = {year: outcomes.shares(every, tables.official, year) for year in ("2017/18", "2018/19")}
    usable = pd.concat(shares, names=["year"])
    shown = outcomes.controlled(every)
    found = official.charged(usable, shown, DERBYSHIRE).set_index("year")
    assert found["offences"].tolist() == [62, 116]
    assert found.loc["2017/18", ["charged", "percent", "low", "high"]].isna().all()
    later = found.loc["2018/19", ["charged", "percent", "low", "high"]].astype(float).round(1)
    assert later.tolist() == [12, 10.3, 6.0, 17.2]
    for area in areas.forces():
        counts = official.charged(usable, shown, area)["charged"].dropna()
        assert not counts.between(1, 7).any()
    assert official.charged(usable, shown, "S92000003").empty


def test_no_ratio_where_a_round_draws_an_area_of_other_forces(tables):
    for area in areas.table().index:
        found = official.by_year(tables, area).dropna(subset="ratio")
        for row in found.itertuples():
            assert set(areas.members(area, row.round)) == set(areas.members(area)), (area, row.year)


def test_rates_take_the_children_of_the_year_and_name_their_census(tables):
    found = official.per_child(tables.official, POPULATION, DERBYSHIRE).set_index("year")
    assert found["mid_year"].tolist() == list(range(2017, 2023))
    assert found["census"].tolist() == ["2011"] * 4 + ["2021"] * 2
    assert found.loc["2022/23", "rate"] == pytest.approx(10_000 * 200 / 188482, rel=1e-9)
    assert (found["low"] < found["rate"]).all() and (found["rate"] < found["high"]).all()
    city = official.per_child(tables.official, POPULATION, areas.find_printed("City of London"))
    assert city["rate"].isna().all()


def test_the_funnel_of_2022_23_is_that_of_the_prototype(tables):
    forces = official.all_forces(tables.official, POPULATION)
    assert set(forces["year"]) == {"2022/23"} and len(forces) == 43
    rated = forces[forces["rate"].notna()].set_index("force")
    assert len(rated) == 42
    assert 10_000 * rated["offences"].sum() / rated["children"].sum() == pytest.approx(6.11, abs=0.005)
    assert rated["rate"].round(2).agg(["idxmin", "min", "idxmax", "max"]).tolist() == [
        "Thames Valley", 1.65, "Derbyshire", 10.61,
    ]  # fmt: skip
    assert rated.loc["Greater Manchester", "rate"] == pytest.approx(10.44, abs=0.005)
    frame, spread, variance = official.distances(forces)
    assert [int((frame["z_chance"].abs() > far).sum()) for far in (1.96, 3.09)] == [32, 18]
    assert (spread, variance) == (pytest.approx(20.5, abs=0.05), pytest.approx(0.0316, abs=5e-5))
    far = frame[frame["z"].abs() > 1.96].set_index("force")["z"]
    assert far.round(2).to_dict() == {"Thames Valley": -2.67}


def test_selection_is_that_of_the_prototype(tables):
    found = official.selection(tables, POPULATION).set_index("year")
    assert found["forces"].tolist() == [33, 18, 11, 7, 11, 11]
    assert found["with_figure"].round(2).tolist() == [4.86, 5.29, 5.81, 6.04, 5.18, 7.03]
    assert found["without"].round(2).tolist() == [2.44, 5.15, 5.49, 5.53, 6.54, 5.88]
    assert found["covered"].round(2).tolist() == [0.69, 0.36, 0.21, 0.15, 0.23, 0.20]
    assert found["p"].tolist() == pytest.approx([0.004, 0.92, 0.82, 0.75, 0.38, 0.41], abs=0.02)
    assert found["p"].iloc[0] < 0.01


def test_vintages_stand_beside_each_other(tables):
    found = official.vintages(tables.official, "E23000032").set_index(["offence_code", "vintage"])
    assert set(found["year"]) == {"2017/18"}
    assert found.loc[("88A", ["2018", "2023-10"]), "offences"].tolist() == [45, 167]
    assert found.loc[("71", "2018"), "offences"] == 163


def test_neighbours_and_similar_forces_leave_out_the_force_itself():
    assert {areas.name(code) for code in official.neighbours(DERBYSHIRE)} == {
        "Nottinghamshire", "Lincolnshire", "Leicestershire", "Northamptonshire",
    }  # fmt: skip
    for area in areas.forces():
        near = official.similar(POPULATION, area, "2022/23")
        assert len(near) == 10 and area not in set(near["area"])
        assert near["distance"].is_monotonic_increasing
    assert official.similar(POPULATION, "BTP", "2022/23").empty


@pytest.mark.parametrize("area", ["BTP", "S92000003", "K02000001", "NSPCC-SE", "W92000004", "E23000034"])
def test_frames_of_every_kind_of_area_are_numbers(tables, area):
    for frame in (
        official.by_year(tables, area),
        official.per_child(tables.official, POPULATION, area) if area != "BTP" else pd.DataFrame(),
        official.vintages(tables.official, area),
    ):
        numbers = {
            "grooming",
            "exploitation",
            "published",
            "ratio",
            "estimate",
            "low95",
            "rate",
            "children",
            "offences",
        }
        for column in numbers & set(frame):
            assert pd.api.types.is_numeric_dtype(frame[column]), column
    assert classes.GROOMING == "88A"
