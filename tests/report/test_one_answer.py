"""One page, one answer: every finding of every area against the doubts, the verdicts and the other findings."""

import re
from functools import partial

import cells
import pandas as pd
import pytest
from offences.analysis import brief, same_forces, two_years
from offences.analysis.reasons import Why
from offences.claims import verdicts
from offences.names import areas, wording
from offences.report import (
    brief_findings,
    claim_findings,
    finding,
    grammar,
    projection_findings,
    region_findings,
    share_findings,
    trend_findings,
    unsupported,
)
from offences.statistics import changes
from offences.statistics.variation import Variation
from offences.tables import doubts, problems, shares, variation

SPAN = ("2017/18", "2024/25")
DIMENSIONS = {"platform": ["platform"], "gender": ["gender"], "age": ["age", "age_gender"]}
TREND = re.compile(r"(\d{4}/\d\d) to (\d{4}/\d\d) \(\d+ years\): the years are too few to tell")
CLAIMED = re.compile(r": recorded offences (?:rose|fell|stayed) ")


@pytest.fixture(scope="module")
def checked(claims_checked):
    return claims_checked


@pytest.fixture(scope="module")
def pages(once, tables, checked, histories, told_of_class):
    make = partial(told_of_areas, tables, checked, histories, told_of_class)
    return once(f"pages of {len(told_of_class)}", make)


def told_of_areas(tables, checked, histories, told_of_class):
    """Give every finding of the notebooks 02 to 06, by area: what the notebooks call, with their defaults."""
    regional = cells.run("03_regions", "findings.of_published", year="2017/18")
    exact = tables.offences[tables.offences["chosen"] & tables.offences["whole"]]
    exact = exact[exact["precision"].eq("exact") & exact["year"].eq("2017/18")]
    exact = exact.rename(columns={"low": "published"})
    found = {}
    for area, of_class in told_of_class.items():
        known = histories[area]
        mine = trend_findings.findings(known) + trend_findings.comparable(known.comparable, area)
        mine += projection_findings.sentences(known.projection, area) if known.projection else []
        mine += of_class
        mine += region_findings.of_published(area, regional["forces"], exact, "2017/18", "per 10,000")
        for what, dimensions in DIMENSIONS.items():
            own = shares.of_area(tables.shares, area, dimensions, *SPAN)
            mine.append(share_findings.standing(area, area if len(own) else "", own, what, ""))
            mine += share_findings.findings(own, area) if len(own) else []
        mine += claim_findings.findings(
            checked, brief.claims(known, grammar.VERDICTS, ["statement", "reading"]), area
        )
        found[area] = [(one.sentence, " ".join(one.figure_ids)) for one in mine]
    return found


def test_every_doubt_is_a_kind_of_problem():
    assert set(problems.REPEATING) < set(problems.DOUBTS) < set(problems.KINDS)


def test_no_finding_uses_a_figure_in_doubt_without_saying_so(tables, pages):
    known = doubts.of_figures(tables.problems, tables.figures)["doubt"]
    silent = [
        f"{areas.name(area)}: {sentence} ({name}: {known[name]})"
        for area, findings in pages.items()
        for sentence, ids in findings
        for name in ids.split()
        if name in known.index
        and known[name] not in sentence
        and name not in sentence
        # A claim that is contradicted says so itself, with the reason.
        and not (
            grammar.VERDICTS[verdicts.CONTRADICTED].split(", ")[1] in sentence
            and known[name].startswith("contradicted: ")
        )
    ]
    assert not silent, "\n".join(silent)


def test_no_rise_stands_beside_a_trend_too_short_to_tell(pages):
    for area, findings in pages.items():
        spans = [match.groups() for sentence, _ in findings if (match := TREND.search(sentence))]
        for sentence, _ in findings:
            years = sorted(re.findall(r"\b20\d\d/\d\d\b", sentence.partition(": recorded offences")[0]))
            for first, last in spans:
                overlaps = years and years[0] < last and first < years[-1]
                assert not (CLAIMED.search(sentence) and overlaps), f"{areas.name(area)}: {sentence}"


def test_a_figure_in_doubt_claims_no_direction(tables, pages):
    known = doubts.of_figures(tables.problems, tables.figures).index
    for findings in pages.values():
        for sentence, ids in findings:
            if set(ids.split()) & set(known):
                assert not CLAIMED.search(sentence), sentence


def test_a_total_is_as_doubtful_as_the_counts_that_it_adds_up(tables, histories):
    south_east = histories[areas.find("NSPCC-SE")]
    assert all(change.reason.why is Why.IN_DOUBT for change in south_east.changes[:1])
    assert south_east.ends.base["doubt"] == "378 holds doubtful counts (Surrey 27, Sussex 77)"
    assert (
        "no trend is stated" in projection_findings.sentences(south_east.projection, "NSPCC-SE")[0].sentence
    )
    assert "rose" not in unsupported.of_trends(south_east)[0].write
    # Seven of the UK's forces are printed beside its total, three of them in doubt: it does not hang on them.
    assert histories[areas.UK].ends.reason is None
    counts = tables.offences[tables.offences["whole"] & tables.offences["precision"].eq("exact")]
    counts = counts.set_index(["area", "year", "round"])["doubt"].to_dict()
    for (area, year, round_), doubt in counts.items():
        parts = [counts.get((code, year, round_)) for code in areas.members(area, round_)]
        assert None in parts or not any(parts) or doubt, (area, year, round_)


@pytest.mark.parametrize(
    ("name", "trend", "direction"),
    [("Kent", "rose", "too few to tell"), ("UK", "rose", "rose"), ("Northern Ireland", "rose", "rose")],
)
def test_a_rise_holds_without_the_year_in_which_the_offence_was_new(histories, name, trend, direction):
    known = histories[areas.find(name)]
    assert (known.projection.trend.direction, known.projection.direction) == (trend, direction)
    said = projection_findings.sentences(known.projection, known.area)[0]
    assert said.sentence in [one.sentence for one in trend_findings.findings(known)]
    untold = "without it the years are too few to tell" in said.sentence
    assert untold == (direction != "rose") == (said.strength != finding.CLEAR)
    years_of_law = known.projection.trend.years - known.projection.later.years
    assert years_of_law == (name != "Northern Ireland")
    lead = brief_findings.lead(known, brief.by_year(known), brief.published(known))
    assert ("trend" in [one.about for one in lead]) == (name == "Northern Ireland")
    if name == "Kent":  # by the k of a force: the editor's own computation
        later = known.projection.later
        limits = (later.growth, later.low, later.high)
        assert limits == pytest.approx((11.2, -1.4, 25.4), abs=0.05)


def test_a_rise_from_the_year_in_which_the_offence_was_new_says_what_is_left_without_it(histories, walked):
    for area in walked:
        known = histories[area]
        lead = brief_findings.as_published(known, *brief.published(known))
        told = trend_findings.change_sentence(known) + [one for _, one in lead]
        told += projection_findings.sentences(known.projection, area)[:1] if known.projection else []
        rises = [one.sentence for one in told if re.search("offences rose| up from ", one.sentence)]
        rises += [one.write for one in unsupported.of_trends(known) if " rose " in one.write]
        for sentence in rises:
            from_first = re.search(r"2017/18|March 2018", sentence) and two_years.was_new(area, "2017/18")
            left = "without 2017/18, when" in sentence or "ithout the year to March 2018" in sentence
            assert not from_first or known.later == "rose" or left or "without it" in sentence, sentence


def test_one_variation_speaks_about_an_area(tables, histories, walked):
    for area in walked:
        known = histories[area]
        varied = variation.of(tables, area, known.round)
        assert {change.variation for change in known.changes} <= {varied}, areas.name(area)
        if known.projection:
            trend = known.projection.trend
            assert (trend.k, max(trend.dispersion, 1)) == (varied.k, varied.dispersion), areas.name(area)


@pytest.mark.parametrize("area", ["NSPCC-SE", "W92000004", "NSPCC-YH"])
def test_the_comparable_forces_are_told_with_the_variation_of_their_area(tables, histories, area):
    for row in histories[area].comparable.dropna(subset="low").itertuples():
        varied = variation.of(tables, area, row.round, row.left_out)
        expected = changes.change(row.first, row.last, varied)
        assert (row.change, row.low, row.high) == pytest.approx(expected)


def test_one_pair_of_counts_has_one_interval(histories, walked):
    for area in walked:
        told = {(one.base["low"], one.latest["low"]): (one.low, one.high) for one in histories[area].changes}
        for row in histories[area].comparable.dropna(subset="low").itertuples():
            found = (row.low, row.high)
            assert told.setdefault((row.first, row.last), found) == pytest.approx(found), areas.name(area)


def test_a_handful_of_a_nations_forces_varies_as_forces_do(tables, histories):
    uk = histories[areas.UK].comparable.set_index(["round", "basis"])
    few = uk.loc[("2024-11", same_forces.EVERY)]
    wider = changes.change(279, 682, variation.of(tables, "Kent"))
    assert (few["first"], few["last"]) == (279, 682)
    assert wider[1] < few["low"] < few["change"] < few["high"] < wider[2]
    printed = uk.loc[("2025-11", same_forces.PRINTED)]
    assert (printed["kept"], printed["left_out"]) == (44, (areas.find("Lincolnshire"),))
    every_other = variation.of(tables, "UK", "2025-11", printed["left_out"])
    assert every_other == variation.of(tables, "UK")


def test_a_table_of_changes_says_why_limits_are_missing_and_rounds_as_sentences_do(tables, histories):
    known = two_years.table(histories[areas.find("NSPCC-SE")].changes)
    assert trend_findings.in_words(known)["low"].tolist() == ["+10%", "-45%"]
    scotland = trend_findings.in_words(two_years.table([histories["S92000003"].ends])).iloc[0]
    assert set(scotland[["low", "high", "power"]]) == {wording.NO_VARIATION}
    few = known.assign(change=None, low=None, high=None, power=None)
    assert set(trend_findings.in_words(few)["high"]) == {"[z]"}


def test_nothing_is_said_to_be_unpublished_beside_it(pages):
    for area, findings in pages.items():
        told = " ".join(sentence for sentence, _ in findings)
        for what in DIMENSIONS:
            if re.search(rf"\d figures? by {what}", told):
                assert f"No figure by {what}" not in told, areas.name(area)
        for year in re.findall(r"Other whole years published: (.*?)\.", told):
            gaps = " ".join(re.findall(r"No whole-year figure is published for (.*?)\.", told))
            assert not set(re.findall(r"20\d\d/\d\d", year)) & set(re.findall(r"20\d\d/\d\d", gaps))


def test_no_finding_takes_a_change_between_rounds(tables, pages):
    round_of = tables.figures.set_index("figure_id")["round"]
    for findings in pages.values():
        for sentence, ids in findings:
            if sentence.startswith(("Police recorded", "Over comparable")):
                assert round_of[ids.split()].nunique() == 1, sentence


def test_wales_says_that_its_total_is_not_that_of_its_forces(tables, pages):
    row = tables.offences.query("area == 'W92000004' and year == '2023/24' and chosen").iloc[0]
    assert (row["low"], "f0413" in row["doubt_rows"].split()) == (554, True)
    assert "564" in row["doubt"]
    assert all("564" in sentence for sentence, ids in pages["W92000004"] if "f0413" in ids.split())


def test_hampshires_partial_answers_are_marked_wherever_they_stand(histories, pages):
    hampshire = areas.find("Hampshire")
    table = trend_findings.shown(histories[hampshire].years).set_index("year")
    assert table.loc["2020/21", "offences"] == "18 [u]"
    assert "partial answer" in table.loc["2020/21", "doubt"]
    using = [sentence for sentence, ids in pages[hampshire] if "f0445" in ids.split()]
    assert len(using) >= 5
    assert all("18 in 2020/21" in sentence or "f0445" in sentence for sentence in using)
    step = next(sentence for sentence, _ in pages[hampshire] if "against 279" in sentence)
    assert "so no change is stated" in step


def test_one_share_or_two_is_said_and_a_tie_is_not_cut(tables):
    rows = shares.of_area(tables.shares, areas.UK, ["platform"], "2024/25", "2024/25")
    sentence = share_findings.findings(rows, areas.UK)[0][0]
    assert "Facebook 9%" in sentence
    assert "WhatsApp 9%" in sentence
    assert "for Facebook and Instagram together and for each of them" in sentence


@pytest.mark.parametrize(
    ("name", "words"), [("UK", "-23% to +60%"), ("Hampshire", "-85% to +167%"), ("NSPCC-SE", "+10% to +193%")]
)
def test_the_variation_of_the_area_itself_decides_where_it_is_larger(pages, name, words):
    assert any(words in sentence for sentence, _ in pages[areas.find(name)])


def test_a_pair_within_a_series_without_a_trend_is_no_rise(tables):
    counts = [20, 60, 21, 62, 22, 60, 90]
    source = tables.offences.query("area == 'E23000032' and round == '2024-11'")
    rows = source.assign(low=counts, high=counts, area="E23000018")
    rest = tables.offences.query("area != 'E23000018'")
    made = tables._replace(offences=pd.concat([rest, rows], ignore_index=True))
    assert "show no clear trend" in str(
        two_years.against(made, "E23000018", "2017/18", "2023/24", "", Variation(15))
    )


def test_where_no_variation_is_known_nothing_is_claimed(histories):
    known = histories[areas.find("Scotland")]
    assert known.ends.low is None
    said = trend_findings.change_sentence(known)[0][0]
    assert "no rise or fall is stated, because how much such figures usually vary is not known" in said
    assert unsupported.of_trends(known)


def test_what_is_known_by_months_is_taken_out_of_what_remains(histories):
    said = [one.sentence for one in trend_findings.findings(histories[areas.find("Derbyshire")])]
    assert any("39 in April to September 2018 (76 less the known 2017/18)" in sentence for sentence in said)
    for area in areas.table().index:
        for row in histories[area].totals.itertuples():
            assert not row.parts or row.missing
            assert row.missing or pd.isna(row.left) or row.left == 0


def test_claims_are_counted_once(checked):
    said = claim_findings.summary(checked)
    assert f"{checked['figure_id'].nunique()} published claims" in said
    assert f"{checked['statement'].nunique()} are distinct" in said
    counted = verdicts.counted(checked)
    assert counted.iloc[-1].tolist()[1:3] == [checked["figure_id"].nunique(), checked["statement"].nunique()]


def test_a_reason_is_said_once():
    why = {"f1": "18 after 291", "f2": "18 after 291; 279 after 18"}
    assert finding.beside("Two counts.", why) == "Two counts. In doubt: 18 after 291; 279 after 18."
