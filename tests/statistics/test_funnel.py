import numpy as np
import pandas as pd
import pytest
from offences.analysis import regions
from offences.names import reference
from offences.names.errors import InputError
from offences.report import funnel_findings, unsupported
from offences.statistics import funnel

POPULATION = reference.reference("population")


def forces(tables, year):
    return regions.by_force(tables, POPULATION, year)


def test_the_national_total_is_the_target_where_every_force_answered(tables):
    rate, round_, ids = regions.national(tables, POPULATION, "2017/18")
    assert (round_, 10_000 * rate) == ("2019-09", pytest.approx(2.873, abs=5e-4))
    assert set(ids) <= set(tables.figures["figure_id"])
    assert regions.national(tables, POPULATION, "2022/23")[0] is None


def test_no_force_stands_out_once_their_spread_is_allowed_for(tables):
    target, _, _ = regions.national(tables, POPULATION, "2017/18")
    frame, info = regions.table(forces(tables, "2017/18"), target)
    assert info.forces == 33
    assert info.variance > 0
    assert (frame["flag"] == "").all()


def test_every_finding_says_whom_it_is_about(tables):
    frame, info = regions.table(forces(tables, "2017/18"), k=15)
    for text, *_ in funnel_findings.findings(frame, info, "E23000018", "Derbyshire", "2017/18"):
        assert "33 forces with a published figure, of 43" in text


def test_under_ten_forces_there_is_no_funnel_rank_or_flag(tables):
    frame, info = regions.table(forces(tables, "2023/24"))
    assert info.forces < regions.FEWEST_FORCES
    assert frame.empty
    ((text, *_),) = funnel_findings.findings(frame, info, "E23000032", "Kent", "2023/24")
    assert "too few for a funnel, ranks or flags" in text


def test_ranks_are_the_same_on_every_run_and_those_of_the_rates():
    counts, people = np.array([5, 50, 500, 50]), np.array([1e5, 1e5, 1e5, 1e5])
    first, second = funnel.ranks(counts, people, np.inf), funnel.ranks(counts, people, np.inf)
    assert all((a == b).all() for a, b in zip(first, second, strict=True))
    assert list(first[0]) == [3, 2, 1, 2]


@pytest.mark.parametrize("group", ["under16", "under18"])
def test_ranks_are_in_the_order_of_the_rates_shown_and_somebody_is_first(tables, group):
    frame, _ = regions.table(regions.by_force(tables, POPULATION, "2017/18", group), k=15)
    ordered = frame.sort_values("rate", ascending=False)
    assert ordered["rank"].tolist() == ordered["rate"].rank(method="dense", ascending=False).tolist()
    assert ordered["rank"].iloc[0] == 1
    assert frame["rank"].between(frame["rank_from"], frame["rank_to"]).all()
    by_name = frame.set_index("force")["rank"]
    assert by_name["Northamptonshire"] < by_name["Essex"]


def test_without_a_usual_variation_there_is_no_rank(tables):
    frame, info = regions.table(forces(tables, "2017/18"))
    assert frame[["rank", "rank_from", "rank_to"]].isna().all(axis=None)
    text = funnel_findings.findings(frame, info, "E23000018", "Derbyshire", "2017/18")[1][0]
    assert "the usual variation of such figures is not known, so no rank" in text
    said = unsupported.of_regions(forces(tables, "2017/18"), frame, info, "Derbyshire", "2017/18")
    assert "NA" not in " ".join(said[0])


def test_variation_widens_the_ranks():
    counts, people = np.arange(20, 60, 2), np.full(20, 1e5)
    _, low, high = funnel.ranks(counts, people, np.inf)
    _, wide_low, wide_high = funnel.ranks(counts, people, k=10)
    assert (wide_high - wide_low).sum() > (high - low).sum()


def test_like_rates_are_shrunk_to_their_mean_and_never_below_zero():
    rate, variance, mean = funnel.shrunken([10, 10, 10], [1e5, 1e5, 1e5])
    assert variance == 0
    assert rate == pytest.approx([mean] * 3)


@pytest.mark.parametrize(
    ("observed", "population"), [([1, 2], [0, 5]), ([1, -2], [5, 5]), ([1, np.nan], [5, 5]), ([], [])]
)
def test_zero_missing_and_negative_input_is_refused(observed, population):
    with pytest.raises(InputError, match="every force needs"):
        funnel.shrunken(observed, population)


def test_nothing_recorded_anywhere_gives_zeros():
    rate, variance, mean = funnel.shrunken([0, 0, 0], [1e5, 2e5, 3e5])
    assert (list(rate), variance, mean) == ([0, 0, 0], 0, 0)


def test_a_table_is_in_order_of_name(tables):
    frame, _ = regions.table(forces(tables, "2017/18"))
    assert list(frame["force"]) == sorted(frame["force"])
    assert isinstance(frame, pd.DataFrame)
