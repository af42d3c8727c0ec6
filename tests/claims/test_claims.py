import math
import re
from fractions import Fraction

import cells
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from offences.claims import claims, superlatives, verdicts
from offences.names import reference
from offences.reading import agreement
from offences.report import claim_findings, errata

NOTEBOOK = reference.ROOT / "notebooks" / "06_claims.ipynb"


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
        ("f0577", "", verdicts.UNCHECKABLE, "5 of its 45 forces .* 64 in all"),
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
    wales = checked[checked["reason"].str.contains("to 564")]
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
        ("f0081", verdicts.CHOICE, r"3,217 and 1,944 .* add up to 5,161.* it is 5,115"),
        ("f0153", verdicts.ELSEWHERE, r"5,161 less the known 1,944 .* leaves 3,217"),
        ("f0568", verdicts.CHOICE, r"England and Wales 3,217, Scotland 429 and Northern Ireland 82"),
        ("f0525", verdicts.REPRODUCED, r"7 parts of the period add up to 41,021"),
        # an older value of one force gives the printed sum, the later one does not: both are said
        ("f0306", verdicts.CHOICE, r"Devon and Cornwall 58.* With other values in print it is 375"),
        # its own round prints 56 for that force, so that the older 58 does not count
        ("f0212", verdicts.AT_ODDS, r"Devon and Cornwall 56.* add up to 375; rounds differ"),
        # a percentage whose digits were dropped
        ("f0276", verdicts.CUT, r"44 of 52 is 84.6%, printed as 84%: cut and not rounded"),
        # a count whose period is in dispute stands in no sum twice
        (
            "f0094",
            verdicts.REPRODUCED,
            r"Wales 378 less South Wales 204, North Wales 92 and Gwent 50 leaves 32",
        ),
        ("f0234", verdicts.AT_ODDS, r"add up to 110.* It fits 2017/18 to 2019/20"),
        # parts of years are known, too; what is left of "more than" is a bound
        (
            "f0203",
            verdicts.UNCHECKABLE,
            r"with parts of years it is 545, which leaves 102.* calls 252 \(f0143\) part",
        ),
        ("f0348", verdicts.UNCHECKABLE, r"322, which leaves 568 .* 361, which leaves 529"),
        ("f0188", verdicts.UNCHECKABLE, r"with parts of years it is 707, which leaves at least 294"),
        # two totals that give each other, where the single years give something else
        ("f0425", verdicts.CHOICE, r"leaves 3,234\. Another way .* 3,237\. 3,572 \(f0401\) in turn"),
        ("f0401", verdicts.CHOICE, r"leaves 3,572\. Another way .* 3,575\. 3,234 \(f0425\) in turn"),
        ("f0369", verdicts.ONE_WAY, r"one solution .* Essex 60 to 254"),
        # changes of a part of the offences, and between months
        ("f0083", verdicts.CONTRADICTED, r"126 to 428 is 239.7%"),
        ("f0099", verdicts.REPRODUCED, r"126 to 428 is 239.7%"),
        ("f0252", verdicts.REPRODUCED, r"334 to 370 is 10.8%"),
        ("f0082", verdicts.ELSEWHERE, r"1,316 to 1,944"),
        ("f0155", verdicts.CONTRADICTED, r"2,026 of .* is 42%.* It fits 2018/19: another period"),
        # the printed rows bear on each other: force-years of another table, a region less its largest force
        ("f0382", verdicts.ELSEWHERE, r"without Gwent \(2020/21\) and South Wales \(2022/23\), .* 1,753"),
        ("f0405", verdicts.ELSEWHERE, r"297 less Humberside 77 leaves 220; 220 to 363 .* is 65\.0%"),
        ("f0323", verdicts.ELSEWHERE, r"194 less West Mercia 73 .* leaves 121"),
        ("f0064", verdicts.CONTRADICTED, r"England and Wales 3,171 less Wales 274 leaves 2,897"),
        ("f0101", verdicts.REPRODUCED, r"leaves 204"),
        # words allow what they say
        ("f0133", verdicts.REPRODUCED, r"388"),
        ("f0384", verdicts.ELSEWHERE, r"33,959"),
        ("f0168", verdicts.REPRODUCED, r"2,650 to 2,749 of 4,373 is 61% to 63%"),
        ("f0173", verdicts.REPRODUCED, r"36 of 770"),
        ("f0376", verdicts.UNCHECKABLE, r"leaves at least 1,705 for the rest"),
        ("f0279", verdicts.REPRODUCED, r"83% of 12,944"),
        # comparable forces only: not thereby wrong, and what base it would need
        ("f0386", verdicts.UNCHECKABLE, r"70.3%, but rounds differ.* base of about 3,4"),
        ("f0372", verdicts.ONE_WAY, r"Northamptonshire 26 to 65"),
        # two that give each other stay so where nothing gives anything else
        ("f0554", verdicts.ELSEWHERE, r"West Mercia 73 and .* 121 .* add up to 194"),
        # 41 of 44 forces answered, but parts that exceed the whole are not for want of answers
        ("f0052", verdicts.CONTRADICTED, r"Wales 274 and England 2,908 add up to 3,182"),
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


def test_one_function_counts_claims_and_all_totals_agree(checked, tables):
    every = checked.reset_index()
    counted = verdicts.counted(every).set_index("verdict")
    assert counted.loc["all", "rows"] == every["figure_id"].nunique()
    assert counted.loc["all", "claims"] == every["statement"].nunique() == len(verdicts.distinct(every))
    assert counted.loc["all", "checks"] < counted.loc["all", "claims"] < counted.loc["all", "rows"]
    assert (counted.drop("all").sum() == counted.loc["all"]).all()
    # What is contradicted is listed once: as a misprint or another period, where leaving it out mends its round.
    wrong = set(verdicts.checks(every).query("verdict == @verdicts.CONTRADICTED")["figure_id"])
    keys = {name for entry in errata.entries(tables) for name in re.findall(r"\b[fr]\d{3,4}\b", entry["key"])}
    assert wrong <= keys


@pytest.fixture(scope="module")
def notebook(checked):
    """Run the cells of notebook 06 that count and recompute, for any area."""

    def run(area, *wanted):
        names = {}
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(claims, "check", lambda *_: checked.reset_index())
            first, *rest = cells.needed(cells.sources(NOTEBOOK), "area: str", *wanted)
            exec(first, names)
            names["area"] = area
            for cell in rest:
                exec(cell, names)
        return names

    return run


def test_the_notebook_counts_claims_as_the_collection_does(notebook, checked):
    names, counted = notebook("UK", "def by(", "counted ="), verdicts.counted(checked.reset_index())
    assert names["counted"].to_dict("records") == counted.to_dict("records")
    counted = counted.set_index("verdict")
    for column in ("measure", "round", "area"):
        found = names["by"](names["checked"][column])
        assert found["rows"].sum() == counted.loc["all", "rows"]
        assert (found[verdicts.VERDICTS].sum() == counted["claims"].drop("all")).all()
        assert (found["claims"] == found[verdicts.VERDICTS].sum(axis=1)).all()
        assert (found["checks"] <= found["claims"]).all()


@pytest.mark.parametrize(
    ("area", "figure", "counts"),
    [
        ("Derbyshire", "f0347", [37, 285]),
        # nothing was claimed of them that can be recomputed: the nearest area around has something
        ("Hampshire", "f0548", [378, 843]),
        ("The West (forces not stated)", "f0418", [3728, 7062]),
    ],
)
def test_the_notebook_recomputes_the_most_telling_claim_in_the_open(notebook, area, figure, counts):
    names = notebook(area, "change =")
    assert names["told"]["figure_id"] == figure
    assert names["cited"]["low"].tolist() == counts
    assert names["change"] == pytest.approx(
        names["told"]["recomputed_low"], rel=1e-5
    )  # a table keeps six digits


def test_the_readme_counts_claims_as_the_collection_does(checked):
    readme = (reference.ROOT / "README.md").read_text(encoding="utf-8")
    assert claim_findings.summary(checked.reset_index()) in " ".join(readme.split())


@pytest.mark.parametrize(
    ("terms", "claims_of_it"),
    [
        # 41,021 is the sum of seven years; 6,350 was printed by an earlier round, too
        ("f0525 f0526 f0527 f0528 f0529 f0530 f0531 f0431 f0480 f0385", 10),
        ("f0081 f0153 f0240 r121", 4),
        ("f0279 f0280", 2),
        ("f0130 f0323 f0430 f0554", 4),
        ("f0094 f0100 f0101 f0102 f0103", 5),
    ],
)
def test_terms_of_one_identity_are_one_check(checked, terms, claims_of_it):
    names = checked.loc[terms.split(), "identity"]
    assert names.nunique() == 1 and names.iloc[0]
    once = verdicts.distinct(checked.reset_index())
    assert once["identity"].eq(names.iloc[0]).sum() == claims_of_it
    assert verdicts.checks(checked.reset_index())["identity"].eq(names.iloc[0]).sum() == 1


def test_only_what_rests_on_figures_is_a_check(checked):
    assert (checked["identity"].ne("") == checked["verdict"].isin(verdicts.DECIDED)).all()
    # the same two counts tested against two printed percentages, of which one holds
    assert checked.loc[("f0083", ""), "identity"] != checked.loc[("f0099", ""), "identity"]


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 400), st.integers(0, 1200), st.integers(0, 2), st.integers(-2, 2))
def test_a_percentage_is_rounded_or_cut_whatever_its_decimals(base, latest, decimals, off):
    exact, step = Fraction(100 * (latest - base), base), Fraction(1, 10**decimals)
    printed = math.trunc(exact / step) * step + off * step
    rounded = abs(exact - printed) <= step / 2
    cut = not rounded and printed * exact >= 0 and math.trunc(exact / step) * step == printed
    claim = {"value_as_published": f"{float(printed):.{decimals}f}%", "unit": "percent"}
    claim |= {"low": float(printed - step / 2), "high": float(printed + step / 2)}
    assert agreement.agrees(claim, float(exact), float(exact)) == rounded
    assert agreement.is_cut(claim, float(exact), float(exact)) == cut


@pytest.mark.parametrize(
    ("printed", "low", "high", "found", "cut"),
    [
        ("83%", 82.5, 83.5, 83.6, True),
        ("67.5%", 67.45, 67.55, 67.57, True),
        ("-27 per cent", -27.5, -26.5, -27.9, True),
        ("27% (reduced)", -27.5, -26.5, -26.4, False),
        ("0%", -0.5, 0.5, -0.9, True),
        # a count with its share in brackets
        ("44 (84%)", 83.5, 84.5, 84.6, True),
        # words and qualifiers are no digits that could have been cut
        ("a fifth", 17.5, 22.5, 24, False),
        ("around 5%", 4.5, 5.5, 5.9, False),
        ("nearly 30 per cent", 27, 30, 30.4, False),
        ("more than 70%", 70, float("nan"), 69.5, False),
    ],
)
def test_what_can_have_been_cut(printed, low, high, found, cut):
    claim = {"value_as_published": printed, "low": low, "high": high}
    assert agreement.is_cut(claim, found, found) == cut


def test_record_high(tables):
    row = tables.figures[tables.figures["figure_id"].eq("f0514")].iloc[0].to_dict()
    claim = {**row, "measure": "superlative", "value_as_published": "record high"}
    (verdict,) = superlatives.check(claim, tables).values()
    assert verdict.verdict == verdicts.CONTRADICTED
    assert "114 in 2020/21" in verdict.reason


def test_claims_of_the_users_own_are_checked_the_same_way(own_built):
    found = own_built.claims.set_index("figure_id")
    assert found.loc["own0002", "verdict"] == verdicts.REPRODUCED
    assert found.loc["own0003", "verdict"] == verdicts.CONTRADICTED
    # 122 to 224 is 83.6%, 122 to 264 is 116.4%
    assert found.loc["own0004", "verdict"] == found.loc["own0006", "verdict"] == verdicts.CUT
    assert found.loc["own0005", "verdict"] == verdicts.REPRODUCED
    assert found.loc["own0004", "identity"] == found.loc["own0005", "identity"]
    wrong = own_built.problems["kind"].isin(["misprint", "contradicted"])
    doubted = " ".join(own_built.problems.loc[wrong, "figure_ids"]).split()
    assert "own0003" in doubted and not {*doubted} & {"own0004", "own0005", "own0006"}


def test_no_claim_is_left_with_a_hole(checked):
    assert not checked[["verdict", "published", "reason"]].isna().any().any()
    bounded = checked[checked["verdict"].isin([verdicts.REPRODUCED, verdicts.ELSEWHERE])]
    assert bounded["recomputed_low"].notna().all()
    assert bounded["rows_used"].ne("").all()
