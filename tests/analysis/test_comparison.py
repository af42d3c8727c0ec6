import pytest
from offences.analysis import regions
from offences.names import areas, reference
from offences.report import region_findings
from offences.tables import loading

POPULATION = reference.reference("population")


def test_the_year_compared_is_the_latest_with_25_forces(tables):
    assert regions.default_year(tables.offences) == "2017/18"
    counts = regions.forces_by_year(tables.offences).set_index("year")["forces"]
    assert counts["2017/18"] == 33
    assert counts.drop("2017/18").max() < regions.ENOUGH_FORCES


def test_every_force_is_shown_with_a_figure_or_a_reason(tables):
    table = regions.by_force(tables, POPULATION, "2017/18").set_index("force")
    assert len(table) == 43
    assert (table["offences"].notna() | table["missing"].ne("")).all()
    assert table.loc["Dyfed-Powys", "missing"] == "part of the year only"
    later = regions.by_force(tables, POPULATION, "2021/22").set_index("force")
    assert later.loc["Hampshire", "missing"] == "asked, gave no figure"


@pytest.mark.parametrize("kind", ["built", "read back"])
def test_the_home_office_classes_stand_beside_and_show_who_lies_above(tables, kind):
    table = regions.by_force(tables, POPULATION, "2017/18")
    official = tables.official if kind == "built" else loading.load("official")
    beside = regions.beside_home_office(table, official, "2017/18").set_index("force")
    met = beside.loc["Metropolitan Police", ["sexual_grooming", "exploitation", "both"]]
    assert met.tolist() == [317, 64, 381]
    both = beside.dropna()
    assert (both["offences"].sum(), both["both"].sum()) == (2757, 4620)
    assert beside["both"].notna().all()
    assert beside.loc["North Wales", "above"] == "yes"
    assert regions.beside_home_office(table, tables.official, "2022/23").empty


def test_six_year_totals_are_compared_per_child_within_the_region(tables):
    peers = regions.peers(areas.find("Derbyshire"))
    table = regions.totals(tables, POPULATION, peers).set_index("force")
    assert table["offences"].dropna().to_dict() == {
        "Derbyshire": 890,
        "Nottinghamshire": 651,
        "Lincolnshire": 496,
        "Leicestershire": 576,
    }
    assert table.loc["Northamptonshire", "missing"] == "no total published"
    # the limits are widened: Derbyshire's and Lincolnshire's overlap, where chance alone tells them apart
    assert table.loc["Derbyshire", "low"] < table.loc["Lincolnshire", "high"]


def test_every_rate_is_offences_over_children_that_of_the_whole_too(tables):
    table = regions.by_force(tables, POPULATION, "2017/18").dropna(subset=["rate"])
    assert (table["rate"] - 10_000 * table["offences"] / table["children"]).abs().max() < 1e-9
    assert f"{table.set_index('force')['rate']['Northumbria']:.1f}" == "2.3"
    residents = regions.by_force(tables, POPULATION, "2017/18")["children"].sum()
    rate, round_, ids = regions.national(tables, POPULATION, "2017/18")
    count = tables.figures.set_index("figure_id")["low"][ids.split()[0]]
    assert rate == pytest.approx(count / residents)
    longer = regions.totals(tables, POPULATION, ["Derbyshire"]).iloc[0]
    mine = POPULATION[POPULATION["area"].eq("E23000018") & POPULATION["mid_year"].between("2017", "2022")]
    assert longer["rate"] == pytest.approx(10_000 * 890 / mine["under16"].astype(int).sum())


def test_a_force_without_a_population_has_no_rate_and_the_reason_is_its_own(tables):
    without = POPULATION[POPULATION["area"].ne("E23000018")]
    row = regions.by_force(tables, without, "2017/18").set_index("area").loc["E23000018"]
    assert row["missing"] == "no number of resident children for a rate"
    assert regions.national(tables, without, "2017/18") == (None, "", "")
    total = regions.totals(tables, without, ["Derbyshire"]).iloc[0]
    assert total["missing"] == "no number of resident children for a rate"


def test_scotland_is_compared_with_no_force(tables):
    table = regions.by_force(tables, POPULATION, "2017/18")
    text = " ".join(words for words, *_ in region_findings.findings(table, "S92000003", "2017/18"))
    assert "per 10,000" not in text
    assert "records another offence" in text
