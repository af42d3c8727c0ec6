import cells
import pandas as pd
import pytest
from offences.analysis import regions
from offences.analysis.reasons import Why
from offences.editions import execution
from offences.names import reference
from offences.report import exhibits, region_findings
from offences.tables import variation

POPULATION = reference.reference("population")


def of_notebook(wanted, **parameters):
    """Run the cells of notebook 03 that hold some text, and those that they rest on; give what they bind."""
    [path] = [path for path in execution.sources() if path.stem == "03_regions"]
    first, *rest = cells.needed(cells.sources(path), wanted)
    names = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(exhibits, "_put", lambda *_, **__: None)
        exec(first, names)
        names |= parameters
        for source in rest:
            exec(source, names)
    return names


@pytest.mark.parametrize("children", ["under16", "under18"])
@pytest.mark.parametrize("year", ["", "2022/23", "2023/24"])
def test_the_notebook_comes_in_steps_to_what_the_library_gives(tables, year, children):
    shown = of_notebook("funnel_findings.findings(", year=year, children=children)
    forces = regions.by_force(tables, POPULATION, shown["compared"], children)
    pd.testing.assert_frame_equal(shown["forces"][forces.columns], forces, check_dtype=False)
    target, *_ = regions.national(tables, POPULATION, shown["compared"], children)
    table, funnel = regions.table(forces, target, variation.k_of(tables.variation, variation.OFFENCE))
    assert len(shown["ranked"]) == len(table)
    if len(table):
        pd.testing.assert_frame_equal(shown["ranked"][table.columns], table, check_dtype=False)
        assert shown["funnel"] == pytest.approx(funnel)
    else:
        assert shown["funnel"].forces == funnel.forces


def test_the_year_compared_is_the_latest_with_25_forces(tables):
    assert regions.default_year(tables.offences) == "2017/18"
    counts = of_notebook("by_year = ")["by_year"].set_index("year")["forces"]
    assert counts["2017/18"] == 33
    assert counts.drop("2017/18").max() < regions.ENOUGH_FORCES


def test_every_force_is_shown_with_a_figure_or_a_reason(tables):
    table = regions.by_force(tables, POPULATION, "2017/18").set_index("force")
    assert len(table) == 43
    assert (table["offences"].notna() | table["missing"].notna()).all()
    assert table.loc["Dyfed-Powys", "missing"].why is Why.PART
    later = regions.by_force(tables, POPULATION, "2021/22").set_index("force")
    assert later.loc["Hampshire", "missing"].why is Why.ASKED
    words = region_findings.worded(later)["missing"]
    assert words["Hampshire"] == "asked, gave no figure"
    assert (words[later["rate"].notna()] == "").all()


def test_the_home_office_classes_stand_beside_and_show_who_lies_above():
    beside = of_notebook("both = ")["both"].set_index("force")
    met = beside.loc["Metropolitan Police", ["sexual_grooming", "exploitation", "both"]]
    assert met.tolist() == [317, 64, 381]
    both = beside.dropna()
    assert (both["offences"].sum(), both["both"].sum()) == (2757, 4620)
    assert beside["both"].notna().all()
    assert beside.loc["North Wales", "above"]
    assert pd.isna(beside.loc["Metropolitan Police", "above"])
    assert "both" not in of_notebook("both = ", year="2022/23")


def test_six_year_totals_are_compared_per_child_within_the_region():
    assert regions.peers("E23000018") == regions.peers("Derbyshire")
    table = of_notebook("longer = ")["longer"].set_index("force")
    assert table["offences"].dropna().to_dict() == {
        "Derbyshire": 890,
        "Nottinghamshire": 651,
        "Lincolnshire": 496,
        "Leicestershire": 576,
    }
    assert table.loc["Northamptonshire", "missing"].why is Why.NO_TOTAL
    # the limits are widened: Derbyshire's and Lincolnshire's overlap, where chance alone tells them apart
    assert table.loc["Derbyshire", "low"] < table.loc["Lincolnshire", "high"]


def test_every_rate_is_offences_over_children_that_of_the_whole_too(tables):
    table = regions.by_force(tables, POPULATION, "2017/18").dropna(subset=["rate"])
    assert (table["rate"] - 10_000 * table["offences"] / table["children"]).abs().max() < 1e-9
    assert f"{table.set_index('force')['rate']['Northumbria']:.1f}" == "2.3"
    residents = regions.by_force(tables, POPULATION, "2017/18")["children"].sum()
    rate, round_, ids = regions.national(tables, POPULATION, "2017/18")
    count = tables.figures.set_index("figure_id")["low"][ids[0]]
    assert rate == pytest.approx(count / residents)
    longer = of_notebook("longer = ")["longer"].iloc[0]
    mine = POPULATION[POPULATION["area"].eq("E23000018") & POPULATION["mid_year"].between("2017", "2022")]
    assert longer["rate"] == pytest.approx(10_000 * 890 / mine["under16"].astype(int).sum())


def test_a_force_without_a_population_has_no_rate_and_the_reason_is_its_own(tables):
    without = POPULATION[POPULATION["area"].ne("E23000018")]
    row = regions.by_force(tables, without, "2017/18").set_index("area").loc["E23000018"]
    assert row["missing"].why is Why.NO_CHILDREN
    assert pd.isna(row["rate"])
    assert regions.national(tables, without, "2017/18") == (None, "", ())
    total = regions.totals(tables, without, ["Derbyshire"]).iloc[0]
    assert total["missing"].why is Why.NO_CHILDREN
    assert pd.isna(total["children"])


def test_scotland_is_compared_with_no_force(tables):
    table = regions.by_force(tables, POPULATION, "2017/18")
    text = " ".join(words for words, *_ in region_findings.findings(table, "S92000003", "2017/18"))
    assert "per 10,000" not in text
    assert "records another offence" in text
