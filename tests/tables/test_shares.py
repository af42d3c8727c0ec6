import pandas as pd
import pytest
from offences.analysis import known_shares
from offences.names import reference
from offences.names.errors import InputError
from offences.report import share_findings, unsupported
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
    table = known_shares.measured(rows)
    row = table[table["category"].map(", ".join).eq("Snapchat")].iloc[0]
    assert (row["share"], row["known"], row["total"]) == (40, 2111, 7263)
    assert (row["least"], row["nearest"], row["most"]) == (834, 844, 854)
    assert row["known_share"] == pytest.approx(100 * 2111 / 7263)
    assert (row["interval_low"], row["interval_high"]) == pytest.approx((37.9, 42.1), abs=0.05)
    assert (row["of_all_low"], row["of_all_high"]) == pytest.approx((11.5, 82.7), abs=0.05)
    assert (
        table.filter(regex="share|low|high|known$|total$").dtypes.drop("share_precision").eq("float64").all()
    )
    words = share_findings.shown(table).set_index("category").loc["Snapchat"].iloc[0]
    assert (words["share"], words["known_share"]) == ("40%", "29%")
    assert (words["interval"], words["of_all"]) == ("37.9% to 42.1%", "11.5% to 82.7%")


def test_a_share_that_no_whole_number_is_has_no_number_and_says_so(tables):
    rows = shares.of_area(tables.shares, "E23000039", ["gender"])
    row = known_shares.measured(rows).set_index("figure_id").loc["f0276"]
    assert row[["least", "nearest", "most", "interval_low", "of_all_low"]].isna().all()
    words = share_findings.shown(known_shares.measured(rows)).set_index("figure_id").loc["f0276"]
    assert (words["interval"], words["of_all"]) == ("no whole number of 52 is 84%", "[x]")


def test_a_withheld_part_leaves_every_number_missing_and_more_known_than_all_bounds_nothing():
    row = dict.fromkeys(known_shares.SHARE.split()) | {"prints": 1, "category": "A|B"}
    row |= {"share_low": 39.5, "share_high": 40.5, "known": 100.0, "total": 50.0}
    rows = pd.DataFrame([row, row | {"known": None}, row | {"share_high": None}])
    table = known_shares.measured(rows)
    assert table["category"].tolist() == [("A", "B")] * 3
    assert table["interval_low"].notna().tolist() == [True, False, False]
    assert table[["of_all_low", "of_all_high"]].isna().all(axis=None)
    assert known_shares.measured(rows.iloc[:0]).empty


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
    text, *_ = share_findings.standing(code, larger, own, "platform", "2017/18")
    assert "No figure by platform was published for Derbyshire" in text
    assert "never stand in for Derbyshire" in text


def test_suppressed_cells_stay_suppressed(tables):
    rows = tables.shares[tables.shares["status"].eq("suppressed")]
    assert len(rows) == 3
    assert rows[["count_low", "count_high", "share_low"]].isna().all(axis=None)
    table = known_shares.measured(rows.assign(prints=1))
    assert table[["least", "most", "share", "interval_low", "of_all_low"]].isna().all(axis=None)
    assert set(share_findings.shown(table)["count"]) == {"[c]"}


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
    table = known_shares.measured(rows)
    parts = known_shares.of_owners(table, reference.reference("platforms"))
    parts = parts[parts["first_year"].eq("2023/24")]
    assert set(parts["owner"]) == {"Meta"}
    assert parts["category"].tolist() == [("Instagram",), ("WhatsApp",), ("Facebook", "Messenger")]
    assert bounds.frechet(parts["share_low"], parts["share_high"]) == (11.5, 29.5)


def test_the_tightest_of_equal_figures_is_kept():
    rows = pd.DataFrame(
        {
            "area": "a",
            "start": "s",
            "end": "e",
            "round": "r",
            "dimension": "platform",
            "category": [("X",)] * 2,
            "prints": 1,
            "share_low": [36, 39.5],
            "share_high": [44, 40.5],
        }
    )
    assert list(known_shares.narrowest(rows)["share_low"]) == [39.5]


def test_a_change_in_a_share_stands_beside_the_change_in_what_is_known(tables):
    table = known_shares.measured(shares.of_area(tables.shares, "K02000001", ["platform"]))
    pairs = known_shares.pairs(table)
    row = pairs[pairs["category"].map(", ".join).eq("Snapchat")].iloc[0]
    assert (row["share_then"], row["share_now"], row["figure_ids"]) == (48, 40, ("f0435", "f0561"))
    assert (row["first_year_then"], row["first_year_now"]) == ("2023/24", "2024/25")
    assert (row["known_share_then"], row["known_share_now"]) == pytest.approx((25.8, 29.1), abs=0.05)


def test_a_share_of_a_part_year_names_its_months_and_may_tempt(tables):
    """Nine months of Lancashire: girls 163 of the 202 known, of 321."""
    rows = tables.shares[tables.shares["area"].eq("E23000003") & tables.shares["dimension"].eq("gender")]
    rows = rows.assign(prints=1)
    (said,) = [one.sentence for one in share_findings.findings(rows, "E23000003")]
    assert said.startswith(
        "Lancashire, July 2020 to March 2021 (October 2021 round): the victim's gender was known"
    )
    assert "202 of 321 offences" in said and "girls 81%" in said
    (tempting,) = unsupported.of_shares(rows, "E23000003", "gender")
    assert tempting.avoid == "81% of online-grooming victims are girls (Lancashire, July 2020 to March 2021)."
    known = known_shares.known(tables, "E23000003", "gender known", "2017/18", "2024/25")
    shown = share_findings.known_shown(known.assign(share_low=62.9, share_high=62.9))
    assert shown["period"].tolist() == share_findings.periods(known) == ["July 2020 to March 2021"]
