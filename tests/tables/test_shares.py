import pandas as pd
import pytest
from offences.analysis import known_shares
from offences.names import reference
from offences.names.errors import InputError
from offences.report import share_findings
from offences.statistics import bounds
from offences.tables import shares


def test_wilsons_interval_is_the_published_one():
    low, high = bounds.wilson(65, 100)
    assert (low, high) == pytest.approx((55.2544432969, 73.6357517569))


def test_unknown_offences_bound_the_share_of_all():
    assert bounds.worst_case(844, 2111, 7263) == pytest.approx((11.6, 82.6), abs=0.05)


def test_an_owner_is_bounded_and_not_added_up():
    assert bounds.frechet([12, 10, 6], [12, 10, 6]) == (12, 28)
    assert bounds.frechet([60, 70], [60, 70]) == (70, 100)


def test_the_uk_shares_stand_beside_what_was_known(tables):
    rows = shares.of_area(tables.shares, "K02000001", ["platform"], "2024/25", "2024/25")
    table = share_findings.shown(rows).set_index("category")
    row = table.loc["Snapchat"].iloc[0]
    assert (row["known"], row["total"], row["known_share"]) == (2111, 7263, "29%")
    assert row["of_all"] == "11.5% to 82.7%"
    assert row["interval"] == "37.9% to 42.1%"


def test_findings_say_the_known_share_first(tables):
    rows = shares.of_area(tables.shares, "K02000001", ["platform"])
    text, *_ = share_findings.findings(rows, "K02000001")[0]
    assert text.index("2,111 of 7,263 offences (29%)") < text.index("Snapchat 40%")


def test_derbyshire_has_none_of_its_own_and_gets_a_larger_area(tables):
    code = "E23000018"
    assert shares.of_area(tables.shares, code, ["platform"]).empty
    larger = known_shares.nearest(tables.shares, code, ["platform"], with_known=True)
    assert larger == "K02000001"
    own = shares.of_area(tables.shares, code, ["platform"])
    text, *_ = share_findings.standing(code, larger, own, "platform")
    assert "No figure by platform was published for Derbyshire" in text
    assert "never stand in for Derbyshire" in text


def test_suppressed_cells_stay_suppressed(tables):
    rows = tables.shares[tables.shares["status"].eq("suppressed")]
    assert len(rows) == 3
    assert rows[["count_low", "count_high", "share_low"]].isna().all(axis=None)
    assert set(share_findings.shown(rows)["count"]) == {"[c]"}


@pytest.mark.parametrize(("count", "known"), [(0, 0), (3, 2), (-1, 5)])
def test_a_share_of_nothing_is_refused(count, known):
    with pytest.raises(InputError, match="known above 0"):
        bounds.wilson(count, known)
    with pytest.raises(InputError, match="in this order"):
        bounds.worst_case(count, known, 0)


def test_a_share_that_may_be_one_or_two_enters_no_finding(tables):
    rows = shares.of_area(tables.shares, "K02000001", ["platform"])
    said = " ".join(sentence for sentence, *_ in share_findings.findings(rows, "K02000001"))
    assert "Facebook and Instagram 9%" not in said
    assert "Facebook 9%" in said


def test_the_share_most_often_printed_stands_for_a_round(tables):
    rows = shares.of_area(tables.shares, "K02000001", ["platform"])
    owned = known_shares.owners(rows, reference.reference("platforms")).set_index("years")
    assert owned.loc["2023/24", ["at_least", "at_most"]].tolist() == [11.5, 29.5]


def test_the_tightest_of_equal_figures_is_kept():
    rows = pd.DataFrame(
        {
            "area": "a",
            "start": "s",
            "end": "e",
            "round": "r",
            "dimension": "platform",
            "category": "X",
            "prints": 1,
            "share_low": [36, 39.5],
            "share_high": [44, 40.5],
        }
    )
    assert list(shares.narrowest(rows)["share_low"]) == [39.5]


def test_a_change_in_a_share_stands_beside_the_change_in_what_is_known(tables):
    moved = share_findings.moved(shares.of_area(tables.shares, "K02000001", ["platform"])).set_index(
        "category"
    )
    row = moved.loc["Snapchat"]
    assert (row["share_then"], row["share_now"], row["known_then"], row["known_now"]) == (
        "48%",
        "40%",
        "26%",
        "29%",
    )
