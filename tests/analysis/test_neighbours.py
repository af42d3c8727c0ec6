"""The areas that one is set beside: of its region, of about its size, with intervals that decide."""

import numpy as np
import pandas as pd
import pytest
from offences.analysis import neighbours
from offences.names import areas, reference
from offences.statistics import changes, rates
from offences.statistics.variation import Variation

POPULATION = reference.reference("population")


def beside(tables, area, **given):
    return neighbours.beside(tables, POPULATION, area, **given).set_index("force")


def test_a_force_stands_beside_its_region_and_ten_of_its_size(tables):
    found = beside(tables, "Derbyshire")
    near = found.index[found["neighbour"]].tolist()
    assert near == ["Leicestershire", "Lincolnshire", "Northamptonshire", "Nottinghamshire"]
    assert found["similar"].sum() == 10 and found.index[0] == "Derbyshire"
    assert found.loc["Derbyshire", ["offences", "children"]].tolist() == [200, 188482]
    assert found.loc["Derbyshire", "rate"] == pytest.approx(10.61, abs=0.005)
    assert set(found["year"]) == {"2022/23"}
    apart = found[found["ratio_low"].gt(1) & found["neighbour"]]
    assert apart.index.tolist() == ["Northamptonshire"]


def test_similar_forces_are_the_nearest_by_children(tables):
    for area in areas.forces():
        found = neighbours.similar(POPULATION, area, "2022/23")
        if areas.name(area) == "City of London":
            assert found.empty
            continue
        distance = np.log(found["times"]).abs()
        assert len(found) == 10 and area not in set(found["area"])
        assert distance.is_monotonic_increasing
        children = rates.residents(POPULATION, "2022/23")["children"].astype(float)
        others = children[areas.forces()].drop([area, "E23000034", *found["area"]])
        assert np.log(others / children[area]).abs().min() >= distance.max()
    assert neighbours.similar(POPULATION, "BTP", "2022/23").empty


@pytest.mark.parametrize(
    ("area", "first", "count"),
    [
        ("E12000004", "East of England (ONS region)", 9),
        ("W92000004", "East Midlands (ONS region)", 9),
        ("K04000001", "East Midlands (ONS region)", 10),
        ("NSPCC-SE", "Hampshire", 4),
        ("E92000001", "East Midlands (ONS region)", 9),
    ],
)
def test_an_area_of_several_forces_stands_beside_regions_or_its_forces(tables, area, first, count):
    found = beside(tables, area)
    assert (found.index[1], found["neighbour"].sum()) == (first, count)
    assert not found["similar"].any()


@pytest.mark.parametrize("area", ["K02000001", "S92000003", "N92000002", "BTP", "PRESS-WEST"])
def test_an_area_without_a_class_stands_beside_none_in_the_same_columns(tables, area):
    found = neighbours.beside(tables, POPULATION, area)
    whole = neighbours.beside(tables, POPULATION, "Kent")
    assert found.empty
    assert list(found.columns) == list(whole.columns)


def test_frames_are_numbers_for_every_area(tables):
    for area in areas.table().index[::5]:
        found = neighbours.beside(tables, POPULATION, area)
        for column in "offences k children rate low high times ratio ratio_low ratio_high".split():
            assert pd.api.types.is_numeric_dtype(found[column]), column
        rated = found.dropna(subset=["low"])
        assert (rated["low"].lt(rated["rate"]) & rated["rate"].lt(rated["high"])).all()


def test_no_limits_where_no_variation_is_known_and_no_ratio_of_a_whole_to_its_part(tables):
    country = beside(tables, areas.ENGLAND_AND_WALES)
    assert country.iloc[0][["k", "low", "high"]].isna().all()
    assert country["ratio"].isna().all()
    assert beside(tables, "NSPCC-SE")["ratio"].isna().all()
    assert pd.isna(beside(tables, "City of London Police").iloc[0]["rate"])


def test_a_ratio_is_turned_round_with_its_limits_and_is_that_of_a_change(tables):
    rows = neighbours.class_rates(tables, POPULATION)
    one, other = areas.find("Derbyshire"), areas.find("Kent")
    there = neighbours.against(rows, one).set_index("area").loc[other, neighbours.RATIO]
    back = neighbours.against(rows, other).set_index("area").loc[one, neighbours.RATIO]
    assert there.tolist() == pytest.approx([1 / back[name] for name in ("ratio", "ratio_high", "ratio_low")])
    counts = rows.set_index("area")["offences"]
    change, _, high = changes.change(int(counts[other]), int(counts[one]), Variation(rows["k"].iloc[0]))
    assert there["ratio_high"] / there["ratio"] == pytest.approx((100 + high) / (100 + change))
