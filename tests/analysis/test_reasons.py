"""Every reason fits its case: held against the cells of the tables, for every area, year and share."""

import re

import cells
import pandas as pd
import pytest
from offences.analysis import history, known_shares, neighbours, regions
from offences.analysis.reasons import Why
from offences.names import areas, reference, years
from offences.report import region_findings, share_findings, trend_findings, unsupported
from offences.statistics import bounds, rates
from offences.tables import series, shares

POPULATION = reference.reference("population")
YEARS = years.span("2017/18", "2024/25")
FULL = ("2017/18", "2024/25")
ANSWERS = {
    "asked, gave no figure": "not_answered",
    "asked, refused": "refused",
    "published or held, but not in the copy that was read": "not_seen",
}
KINDS = {"platform": ["platform"], "gender": ["gender"], "age": ["age", "age_gender"]}
CHANGE = re.compile(
    r"in (?P<last>\d{4}/\d\d), against [\d,]+ in (?P<first>\d{4}/\d\d) \(.*?\): "
    r"(?P<said>recorded offences (?:rose|fell) by [\d,]+%|two years are too few|one of the two may be|no rise or fall is stated|too few to give)"
)


def covering(tables, area, year):
    """Give every figure about an area that covers a year or a part of it."""
    mine = tables.figures[tables.figures["area"].eq(area)]
    mine = mine[mine["offence"].isin(series.COUNTED)]
    return mine[mine["first_year"].le(year) & mine["last_year"].ge(year)]


def hold_missing(tables, area, year, missing):
    """Hold the reason for which a force has no comparable count against the figures themselves."""
    mine = covering(tables, area, year)
    counts = mine[mine["measure"].eq("offences") & mine["dimension"].eq("")]
    numbered = counts[counts["low"].notna()]
    if "“" in missing:
        words = re.search("“(.*)”", missing)[1]
        assert words in set(numbered["value_as_published"].str.lower())
    elif missing.startswith(("part of the year", "perhaps not")):
        assert (~numbered["whole"]).any()
        assert not (numbered["whole"] & numbered["precision"].eq("exact") & numbered["months"].eq(12)).any()
    elif missing in ANSWERS:
        assert mine["status"].eq(ANSWERS[missing]).any()
    elif missing.startswith("only a total"):
        spans = set(zip(numbered["first_year"], numbered["last_year"], strict=True))
        said = re.findall(r"(\d{4}/\d\d) to (\d{4}/\d\d)", missing)
        assert said
        assert set(said) <= spans
    elif missing.startswith("no count of the whole year"):
        assert mine["status"].eq("published").any()
        assert not numbered["months"].eq(12).any()
        assert ("percent" in missing) == mine["measure"].eq("percent_change").any()
    else:
        assert missing == "nothing published"
        assert not mine["status"].isin(["published", *ANSWERS.values()]).any()


@pytest.mark.parametrize("year", ["2017/18", "2021/22", "2024/25"])
def test_the_reason_in_03_fits_every_area(tables, year):
    shown = cells.run("03_regions", "findings.of_published", "placed, funnel = ", year=year)
    forces, compared, info, exact = (shown[name] for name in ("forces", "placed", "funnel", "exact"))
    for area in areas.table().index:
        tempting = unsupported.of_regions(forces, compared, info, area, year)
        said, why = " ".join(each[0] for each in tempting), " ".join(each[1] for each in tempting)
        [finding] = region_findings.of_published(area, forces, exact, year, "per 10,000")
        own = forces[forces["area"].eq(area)]
        held = areas.members(area)
        if own.empty:
            assert area not in areas.forces()
            assert ("several forces" in why) == (
                len(held) > 1 and areas.table()["offence"][area] == "s15A"
            ), why
            assert ("another offence" in why) == (area in ("S92000003", "N92000002"))
            assert ("three different offences" in why) == (area == areas.UK)
            assert ("no residents" in why) == (area == "BTP")
            assert ("did not say which" in why) == (not held)
            continue
        row = own.iloc[0]
        few = row["children"] < rates.FEWEST_CHILDREN
        assert ("too few resident children" in why) == few, why
        assert not re.search("several|another offence|says nothing", why + finding.sentence)
        assert ("safest" in said) == ("No comparable" in why) == pd.isna(row["published"])
        known = row[["offences", "published"]].dropna()
        carried = f"recorded {known.iloc[0]:,.0f} offences" if len(known) else "No comparable figure"
        assert carried in tempting[-1].write
        if pd.isna(row["published"]):
            missing = str(row["missing"])
            assert missing in why
            assert missing in finding.sentence
            hold_missing(tables, area, year, missing)
        if few:
            assert f"{row['children']:,}" in why
        elif len(compared):
            place = compared.set_index("area").loc[area]
            assert f"from {place['rank_from']} to {place['rank_to']}" in why
        else:
            assert f"Only 0 of {len(forces)} have a rate" in why


LATER = ["E23000009", "E23000030", "E23000034", "W15000002", "BTP", areas.UK]


@pytest.mark.parametrize("span", [FULL, ("2022/23", "2024/25")], ids=["all years", "later years"])
def test_no_sentence_of_02_equals_or_contradicts_a_finding_and_each_reason_is_its_rule(
    tables, histories, walked, span
):
    for area in walked if span == FULL else LATER:
        mine = histories[area] if span == FULL else history.of(tables, area, *span)
        found = [sentence for sentence, *_ in trend_findings.findings(mine)]
        said_of = {m["first"] + m["last"]: m["said"] for m in map(CHANGE.search, found) if m}
        tempting = unsupported.of_trends(mine)
        assert len({said for said, *_ in tempting}) == len(tempting)
        for said, why, ids, _ in tempting:
            assert said not in found
            pair = "".join(re.findall(r"\d{4}/\d\d", said))
            between = re.search(r"between (\d{4}/\d\d) and (\d{4}/\d\d)", said)
            if between:
                verdict = said_of[between[1] + between[2]]
                assert not verdict.startswith("recorded offences"), said
                assert ("neither a rise nor a fall" in why) == (verdict == "two years are too few"), why
                assert ("partial answer" in why.partition(" In doubt")[0]) == verdict.startswith(
                    "one of the two"
                ), why
                assert ("With a base of" in why) == verdict.startswith("too few to give"), why
            elif "children were groomed" in said:
                last, first = re.findall(r"\d{4}/\d\d", said)
                verb = said_of[first + last].split()[2]
                assert f"recorded offences {verb}" in why
                assert said.startswith("More" if verb == "rose" else "Fewer")
            elif said.startswith("No such offences"):
                own = tables.figures[tables.figures["area"].eq(area)]
                inside = own["last_year"].ge(span[0]) & own["first_year"].le(span[1])
                inside &= own["offence"].isin(series.COUNTED)
                assert not own.loc[inside, "status"].eq("published").any(), said
                asked = inside & own["status"].isin(["not_answered", "refused", "not_seen"])
                assert ("nothing published" in why) == (not asked.any())
            elif "Between rounds" in why:
                assert ("other forces answer" in why) == (len(areas.members(area)) != 1), why
                rounds = tables.figures.set_index("figure_id").loc[ids.split(), "round"]
                assert rounds.nunique() == 2
                assert pair not in said_of
            else:
                count = re.search(r"from ([\d,]+) in (\d{4}/\d\d)", said)
                part = tables.offences[tables.offences["figure_id"].eq(ids.split()[0])].iloc[0]
                assert not part["whole"]
                assert f"The {count[1]} may not stand for the whole of {count[2]}" in why


def test_what_makes_a_year_partial_is_named(tables):
    reasons = {}
    for area in ("W15000004", "W92000004", "NSPCC-SE"):
        for said, why, *_ in unsupported.of_trends(history.of(tables, area, *FULL)):
            if "may not stand" in why:
                reasons[area] = (said, why)
    assert "covers six months only" in reasons["W15000004"][1]
    assert "Dyfed-Powys for six months only" in reasons["W92000004"][1]
    assert "leaves out Hampshire" in reasons["NSPCC-SE"][1]


def test_a_base_under_ten_is_its_own_reason(tables):
    kent = tables.offences["area"].eq("E23000032")
    offences = tables.offences.copy()
    offences.loc[kent & offences["year"].eq("2017/18"), ["low", "high"]] = 7
    changed = tables._replace(offences=offences)
    mine = history.of(changed, "E23000032", *FULL)
    assert mine.ends.reason.why is Why.SMALL_BASE
    said, why, *_ = unsupported.of_trends(mine)[0]
    assert why.startswith("With a base of 7 ")
    assert "%" not in said


@pytest.mark.parametrize("what", KINDS)
def test_the_reason_in_04_and_05_fits_every_area(tables, walked, what):
    for area in walked:
        rows = shares.of_area(tables.shares, area, KINDS[what])
        found = [sentence for sentence, *_ in share_findings.findings(rows, area)]
        by_id = rows.set_index("figure_id")
        for said, why, ids, _ in unsupported.of_shares(rows, area, what):
            assert said not in found
            if said.startswith("The use of"):
                pair = by_id.loc[ids.split()]
                assert [f"{(row.share_low + row.share_high) / 2:g}%" for row in pair.itertuples()] == list(
                    re.search(r"from (\S+) to (\S+) \(", said).groups()
                )
                verb = "fell" if pair["share_low"].iloc[1] < pair["share_low"].iloc[0] else "rose"
                assert f" {verb} from " in said
                middle = ((pair["share_low"] + pair["share_high"]) / 200 * pair["known"]).round()
                first, last = map(bounds.worst_case, middle, pair["known"], pair["total"])
                assert ("either change" in why) == (first[0] <= last[1] and last[0] <= first[1])
                continue
            row = by_id.loc[ids.split()[0]]
            assert ("how many those are was not published" in why) == pd.isna(row["known"]), why
            lacks_total = pd.notna(row["known"]) and pd.isna(row["total"])
            assert ("of a total that was not published" in why) == lacks_total, why
            of_all = known_shares.measured(rows).set_index("figure_id").loc[ids.split()[0], "of_all_low"]
            assert ("Of all it can be" in why) == pd.notna(of_all), why


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"known": None}, Why.NOT_KNOWN),
        ({"total": None}, Why.NO_TOTAL_BESIDE),
        ({"share_high": None}, Why.OPEN_SHARE),
        ({"total": 10}, Why.DOES_NOT_FIT),
        ({"count_low": 60, "count_high": 60}, Why.DOES_NOT_FIT),
    ],
)
def test_what_lacks_for_a_share_of_all_is_named(changed, why):
    row = {"count_low": None, "count_high": None, "share_low": 39.5, "share_high": 40.5}
    row |= {"known": 50, "total": 100}
    assert known_shares.no_share_of_all(row) is None
    assert known_shares.no_share_of_all(row | changed).why is why


def test_why_a_total_is_missing_fits_it(tables):
    table = regions.totals(tables, POPULATION, ["E23000005", *neighbours.of("E23000005")]).set_index("force")
    assert str(table.loc["Greater Manchester", "missing"]) == "only printed as “over two thousand”"
    assert str(table.loc["Cumbria", "missing"]) == "no total published"
