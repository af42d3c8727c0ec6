import re

import pytest
from offences import claims


@pytest.fixture(scope="module")
def checked(tables):
    return claims.check(tables).set_index(["figure_id", "reading"])


@pytest.mark.parametrize(
    ("figure", "reading", "verdict", "words"),
    [
        ("f0347", "", claims.REPRODUCED, "37 in 2017/18 to 285 in 2022/23 is 670.3%"),
        ("f0348", "", claims.UNCHECKABLE, "leaves 568"),
        ("f0349", "", claims.UNCHECKABLE, "leaves 428"),
        ("f0350", "", claims.UNCHECKABLE, "leaves 412"),
        ("f0351", "", claims.UNCHECKABLE, "leaves 565"),
        ("f0576", "", claims.CONTRADICTED, "Almost 34,000"),
        ("f0580", "", claims.UNCHECKABLE, "share without its count"),
        ("f0583", "as a rise", claims.ELSEWHERE, "Leicestershire at most .625%"),
        ("f0583", "as a total", claims.UNCHECKABLE, "no total of Northamptonshire"),
    ],
)
def test_the_seed_story(checked, figure, reading, verdict, words):
    row = checked.loc[(figure, reading)]
    assert row["verdict"] == verdict, row["reason"]

    assert re.search(words, row["reason"]), row["reason"]


def test_99_percent_follows_without_the_force_that_did_not_answer(checked):
    row = checked.loc[("f0560", "")]
    assert row["verdict"] == claims.ELSEWHERE
    assert "without Lincolnshire" in row["reason"]
    assert round(row["recomputed_low"], 1) == 99.3


def test_a_wrong_sum_is_contradicted(checked):
    wales = checked[checked["reason"].str.contains("564")]
    assert (wales["verdict"] == claims.CONTRADICTED).all()
    assert len(wales)


def test_a_share_of_another_outlet_does_not_reproduce_one(checked):
    shares = checked[checked["measure"].eq("share_gender")]
    assert (shares["recomputed_low"].notna() | shares["verdict"].eq(claims.UNCHECKABLE)).all()


def test_every_row_used_exists(checked, tables):
    used = set(" ".join(checked["rows_used"]).split())
    assert used <= set(tables.figures["figure_id"])


def test_no_claim_rests_on_itself(checked):
    for (figure, _), row in checked[checked["verdict"].eq(claims.REPRODUCED)].iterrows():
        assert figure not in row["rows_used"].split()
