import re

import pytest
from offences import areas, claims, sums, superlatives, verdicts


@pytest.fixture(scope="module")
def checked(claims_checked):
    return claims_checked.set_index(["figure_id", "reading"])


@pytest.mark.parametrize(
    ("figure", "reading", "verdict", "words"),
    [
        ("f0347", "", verdicts.REPRODUCED, "37 to 285 is 670.3%"),
        ("f0348", "", verdicts.UNCHECKABLE, "leaves 568"),
        ("f0349", "", verdicts.UNCHECKABLE, "leaves 428"),
        ("f0350", "", verdicts.UNCHECKABLE, "leaves 412"),
        ("f0351", "", verdicts.UNCHECKABLE, "leaves 565"),
        ("f0576", "", verdicts.CONTRADICTED, "Almost 34,000"),
        ("f0580", "", verdicts.UNCHECKABLE, "share without its count"),
        ("f0577", "", verdicts.UNCHECKABLE, "0 of its 45 forces"),
        ("f0578", "", verdicts.UNCHECKABLE, "share without its count"),
        ("f0579", "", verdicts.UNCHECKABLE, "share without its count"),
        ("f0581", "", verdicts.UNCHECKABLE, "share without its count"),
        ("f0582", "", verdicts.UNCHECKABLE, "no list of the platforms"),
        ("f0583", "as a rise", verdicts.ELSEWHERE, "Leicestershire at most .625%"),
        ("f0583", "as a total", verdicts.UNCHECKABLE, "no total of Northamptonshire"),
    ],
)
def test_the_seed_story(checked, figure, reading, verdict, words):
    row = checked.loc[(figure, reading)]
    assert row["verdict"] == verdict, row["reason"]

    assert re.search(words, row["reason"]), row["reason"]


def test_99_percent_follows_without_the_force_that_did_not_answer(checked):
    row = checked.loc[("f0560", "")]
    assert row["verdict"] == verdicts.ELSEWHERE
    assert "without Lincolnshire" in row["reason"]
    assert round(row["recomputed_low"], 1) == 99.3


def test_a_wrong_sum_is_contradicted(checked):
    wales = checked[checked["reason"].str.contains("564")]
    assert (wales["verdict"] == verdicts.CONTRADICTED).all()
    assert len(wales)


def test_a_share_of_another_outlet_does_not_reproduce_one(checked):
    shares = checked[checked["measure"].eq("share_gender")]
    assert (shares["recomputed_low"].notna() | shares["verdict"].eq(verdicts.UNCHECKABLE)).all()


def test_every_row_used_exists(checked, tables):
    used = set(" ".join(checked["rows_used"]).split())
    assert used <= set(tables.figures["figure_id"])


def test_no_claim_rests_on_itself(checked):
    for (figure, _), row in checked[checked["verdict"].eq(verdicts.REPRODUCED)].iterrows():
        assert figure not in row["rows_used"].split()


@pytest.mark.parametrize(
    ("figure", "verdict", "words"),
    [
        # a sum of parts from two rounds, a longer total less the known, and nations that make the UK
        ("f0081", verdicts.ELSEWHERE, r"add up to 5,161"),
        ("f0153", verdicts.ELSEWHERE, r"5,161 less the known 1,944 .* leaves 3,217"),
        ("f0568", verdicts.ELSEWHERE, r"England and Wales 3,217, Northern Ireland 82 and Scotland 429"),
        ("f0525", verdicts.REPRODUCED, r"7 parts of the period add up to 41,021"),
        # an older value of one force gives the printed sum
        ("f0306", verdicts.ELSEWHERE, r"Devon and Cornwall 58"),
        # changes of a part of the offences, and between months
        ("f0083", verdicts.CONTRADICTED, r"126 to 428 is 239.7%"),
        ("f0099", verdicts.REPRODUCED, r"126 to 428 is 239.7%"),
        ("f0252", verdicts.REPRODUCED, r"334 to 370 is 10.8%"),
        ("f0082", verdicts.ELSEWHERE, r"1,316 to 1,944"),
        # words allow what they say
        ("f0133", verdicts.REPRODUCED, r"388"),
        ("f0384", verdicts.ELSEWHERE, r"33,959"),
        ("f0168", verdicts.REPRODUCED, r"2,650 to 2,749 of 4,373"),
        ("f0173", verdicts.REPRODUCED, r"36 of 770"),
        ("f0279", verdicts.REPRODUCED, r"83% of 12,944"),
        # comparable forces only: not thereby wrong, and what base it would need
        ("f0386", verdicts.UNCHECKABLE, r"70.3%, but rounds differ.* base of about 3,4"),
        ("f0372", verdicts.UNCHECKABLE, r"it would have to be 65"),
        # mixed rounds never contradict
        ("f0401", verdicts.UNCHECKABLE, r"3,575, but rounds differ"),
        # 41 of 44 forces answered, so England and Wales need not add up
        ("f0052", verdicts.UNCHECKABLE, r"England 2,908 and Wales 274 add up to 3,182"),
        ("f0563", verdicts.UNCHECKABLE, r"parts allow 8% to 19%"),
        ("f0543", verdicts.ELSEWHERE, r"calls 274 .* part of the year"),
    ],
)
def test_how_claims_are_recomputed(checked, figure, verdict, words):
    row = checked.loc[(figure, "")]
    assert row["verdict"] == verdict, row["reason"]
    assert re.search(words, row["reason"]), row["reason"]


def test_every_published_claim_has_a_verdict(checked, tables):
    claimed = set(claims.claimed(tables.figures)["figure_id"])
    assert claimed == set(checked.index.get_level_values("figure_id"))
    assert set(checked["verdict"]) <= set(verdicts.VERDICTS)
    assert checked["reason"].str.endswith(".").all()
    derived = tables.figures["measure"].isin(claims.CHECKS) & tables.figures["measure"].ne("offences")
    counted = tables.figures["status"].eq("published") & tables.figures["offence"].isin(["s15A", "uk_mixed"])
    assert set(tables.figures.loc[derived & counted, "figure_id"]) <= claimed


def test_reprints_are_one_claim(checked):
    once = verdicts.distinct(checked.reset_index())
    assert len(once) < len(checked)
    tally = verdicts.tally(checked.reset_index(), "measure")
    assert tally["rows"].sum() == len(checked)
    assert tally["claims"].sum() == len(once)
    assert (tally[verdicts.VERDICTS].sum(axis=1) == tally["claims"]).all()


CLAIM = {"round": "2024-11", "low": 100.0, "high": 100.0}


def value(count, round_="2024-11", marked=False, area="E23000032"):
    return sums.Value(count, f"x{count:.0f}", round_, marked, area)


def test_within_the_round_other_values_do_not_count():
    total = sums.combined([(1, [value(60), value(61, "2023-08")]), (1, [value(39)])], CLAIM)
    assert (total.own, total.agrees, total.low, total.high) == (True, False, 99, 99)


def test_across_rounds_one_fitting_combination_is_enough():
    options = [value(59, "2022-07"), value(61, "2023-08")]
    total = sums.combined([(1, options), (1, [value(39)])], CLAIM)
    assert (total.own, total.agrees, total.low) == (False, True, 100)


def test_a_longer_period_less_the_rest():
    kent = "E23000032"
    found = {
        (kent, "2017-04", "2020-04"): [value(300)],
        (kent, "2017-04", "2018-04"): [value(90)],
        (kent, "2018-04", "2019-04"): [value(110)],
    }
    ways = sums.over_time(found, kent, "2019-04", "2020-04", "2024-11")
    assert [[(sign, options[0].count) for sign, options in way] for way in ways] == [
        [(-1, 110), (-1, 90), (1, 300)]
    ]
    assert sums.combined(ways[0], CLAIM).agrees


def test_parts_of_an_area_do_not_overlap():
    found = {
        (code, "2017-04", "2018-04"): [value(10, area=code)]
        for code in [areas.find(name) for name in ("England", "Wales", "Kent", "Gwent")]
    }
    covers = sums.over_areas(found, areas.ENGLAND_AND_WALES, "2017-04", "2018-04", "2024-11")
    assert [[options[0].area for _, options in cover] for cover in covers] == [["E92000001", "W92000004"]]


def test_a_part_year_joins_no_sum():
    kent = "E23000032"
    found = {
        (kent, "2017-04", "2018-04"): [value(50, marked=True)],
        (kent, "2018-04", "2019-04"): [value(50)],
    }
    assert sums.over_time(found, kent, "2017-04", "2019-04", "2024-11") == []
    assert sums.floor(found, kent, "2017-04", "2019-04")[0] == 50


def test_record_high(tables):
    row = tables.figures[tables.figures["figure_id"].eq("f0514")].iloc[0].to_dict()
    claim = {**row, "measure": "superlative", "value_as_published": "record high"}
    verdict = superlatives.check(claim, tables)
    assert verdict.verdict == verdicts.CONTRADICTED
    assert "114 in 2020/21" in verdict.reason


def test_claims_of_the_users_own_are_checked_the_same_way(tables, tmp_path):
    from offences import cleaning

    own = tmp_path / "own.csv"
    own.write_text(
        "place_as_published,period_as_published,measure,value_as_published,publisher,url,round\n"
        "Kent,2017/18 to 2023/24,percent_change,around 120%,A,https://example.org/a,2024-11\n"
        "Kent,2017/18 to 2023/24,percent_change,150%,A,https://example.org/a,2024-11\n",
        encoding="utf-8",
    )
    found = claims.check(cleaning.build(own)).set_index("figure_id")
    assert found.loc["own0002", "verdict"] == verdicts.REPRODUCED
    assert found.loc["own0003", "verdict"] == verdicts.CONTRADICTED


def test_no_claim_is_left_with_a_hole(checked):
    assert not checked[["verdict", "published", "reason"]].isna().any().any()
    bounded = checked[checked["verdict"].isin([verdicts.REPRODUCED, verdicts.ELSEWHERE])]
    assert bounded["recomputed_low"].notna().all()
    assert bounded["rows_used"].ne("").all()
