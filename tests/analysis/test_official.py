"""The official class of an area: the prototype's numbers, and frames that hold for every area."""

import pandas as pd
import pytest
from offences.analysis import history, neighbours, official
from offences.names import areas, reference, years
from offences.names.errors import InputError
from offences.tables import loading, outcomes
from offences.tables import official as classes

POPULATION = reference.reference("population")
DERBYSHIRE = "E23000018"


def of(tables, area, first_year="2017/18", last_year="2024/25"):
    return history.of(tables, area, first_year, last_year)


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
    found = official.growth(of(tables, DERBYSHIRE))
    assert [round(value, 1) for value in found[:3]] == [19.7, 3.4, 38.6]
    assert (found.first_year, found.last_year, found.k) == ("2017/18", "2022/23", 28.1555)
    later = official.growth(of(tables, DERBYSHIRE, "2018/19"))
    assert later.first_year == "2018/19"
    assert official.growth(of(tables, areas.ENGLAND_AND_WALES)) is None
    assert official.growth(of(tables, areas.find_printed("City of London"))) is None
    region = official.growth(of(tables, areas.table()["region"][DERBYSHIRE]))
    assert 28.2 < region.k < 5 * 28.2
    assert region.high - region.low < found.high - found.low


def test_a_class_too_small_to_tell_has_no_growth(tables):
    assert official.growth(of(tables, "BTP")) is None
    assert official.growth(of(tables, DERBYSHIRE, "2021/22", "2022/23")) is None


def test_the_same_two_years_are_divided_twice(tables):
    pair = official.both(of(tables, DERBYSHIRE))
    assert (pair.published, pair.grooming) == ((37, 285), (61, 200))
    assert (pair.first_year, pair.last_year, pair.round) == ("2017/18", "2022/23", "2023-08")
    assert official.both(of(tables, areas.find("Kent"))).last_year == "2022/23"
    for area in ("S92000003", "K02000001", "E23000034"):
        assert official.both(of(tables, area)) is None


def test_estimates_keep_their_promise_as_in_the_prototype(tables):
    found = official.calibration(tables.figures, tables.offences, tables.official).set_index("of")
    every = found.loc["every published figure"]
    assert every["figures"] == 91
    assert [round(100 * every[name]) for name in ("within80", "within95", "error")] == [79, 93, 16]
    assert every["width"] == pytest.approx(2.9, abs=0.05)
    fitting = found.loc["that fits the class"]
    assert (fitting["figures"], round(100 * fitting["within80"])) == (85, 85)
    assert found.loc[["of the first year", "of later years"], "figures"].sum() == 91
    in_part = found.loc["with a part of the year published too"]
    assert [round(9 * in_part[name]) for name in ("within80", "within95")] == [7, 9]
    assert in_part[["figures", "width"]].tolist() == [9, pytest.approx(2.2, abs=0.05)]


def test_a_hidden_count_of_charges_has_no_share(tables):
    every = loading.load("outcomes", suppress_up_to=0)
    shares = {year: outcomes.shares(every, tables.official, year) for year in ("2017/18", "2018/19")}
    usable = pd.concat(shares, names=["year"])[lambda rows: rows["against"].eq("")]
    shown = outcomes.controlled(every)
    with pytest.raises(InputError, match="need every cell"):
        outcomes.shares(shown, tables.official, "2018/19")
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
    found = neighbours.per_child(tables, POPULATION, DERBYSHIRE).set_index("year")
    assert found["mid_year"].tolist() == list(range(2017, 2023))
    assert found["census"].tolist() == ["2011"] * 4 + ["2021"] * 2
    assert found.loc["2022/23", "rate"] == pytest.approx(10_000 * 200 / 188482, rel=1e-9)
    assert (found["low"] < found["rate"]).all() and (found["rate"] < found["high"]).all()
    city = neighbours.per_child(tables, POPULATION, areas.find_printed("City of London"))
    assert city["rate"].isna().all()


def test_vintages_stand_beside_each_other(tables):
    found = official.vintages(tables.official, "E23000032").set_index(["offence_code", "vintage"])
    assert set(found["year"]) == {"2017/18"}
    assert found.loc[("88A", ["2018", "2023-10"]), "offences"].tolist() == [45, 167]
    assert found.loc[("71", "2018"), "offences"] == 163


@pytest.mark.parametrize("area", ["BTP", "S92000003", "K02000001", "NSPCC-SE", "W92000004", "E23000034"])
def test_frames_of_every_kind_of_area_are_numbers(tables, area):
    for frame in (
        official.by_year(tables, area),
        neighbours.per_child(tables, POPULATION, area),
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
