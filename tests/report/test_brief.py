"""The brief of every area, read by a reader of rules: its sentences, its length, and the other notebooks' findings."""

import contextlib
import html
import io
import re
from unittest import mock

import nbformat
import offences
import pytest
from offences.analysis import brief, history, neighbours, official
from offences.claims import verdicts
from offences.editions import execution
from offences.names import areas, reference
from offences.report import (
    brief_findings,
    claim_findings,
    exhibits,
    grammar,
    projection_findings,
    request,
    terms,
    trend_findings,
)
from shared import uncredited

SPAN = ("2017/18", "2024/25")
FOLDED = re.compile(r"<details.*?</details>", re.S)


def cells():
    (path,) = [path for path in execution.sources() if path.stem == "08_brief"]
    return nbformat.read(path, as_version=4).cells


def run(area):
    """Run the notebook for an area without its chart; give what each cell shows, markdown cells as they are."""
    names, shown = {}, []
    for cell in cells():
        if cell.cell_type == "markdown":
            shown.append(("prose", cell.source))
        elif "canvas(" not in cell.source:
            source = cell.source
            if "parameters" in cell.metadata.tags:
                source = source.replace('"Derbyshire"', repr(area), 1)
            with contextlib.redirect_stdout(io.StringIO()) as said:
                exec(source, names)
            shown += [("stream", said.getvalue()), *SHOWN]
            SHOWN.clear()
    return shown


SHOWN = []


def put(bundle, **metadata):
    kind = metadata.get("text/html", {}).get("kind") or (
        "findings" if "text/markdown" in metadata else "table"
    )
    records = metadata["text/markdown"]["findings"] if kind == "findings" else bundle["text/html"]
    SHOWN.append((kind, records))


@pytest.fixture(scope="module")
def made(once, walked):
    def make():
        with mock.patch.object(exhibits, "put", put):
            return {code: (run(code), *_facts(code)) for code in walked}

    return once(f"briefs of {len(walked)}", make)


def _facts(code):
    """Compute again what a page rests on: its years with the class, its latest figure and change, its gaps."""
    known = history.of(offences.tables(), code, *SPAN)
    classed = brief.by_year(known).dropna(subset="grooming")["year"].tolist()
    other = trend_findings.change_sentence(known)
    other += projection_findings.sentences(known.projection, code)[:1] if known.projection else []
    return classed, *brief.published(known), brief.gaps(known), other


@pytest.fixture(scope="module")
def pages(made):
    return {code: page for code, (page, *_) in made.items()}


@pytest.fixture(scope="module")
def facts(made):
    return {code: facts for code, (_, *facts) in made.items()}


def text(kind, content):
    """Give the words that a reader sees without unfolding anything, but for the source under each sentence."""
    if kind == "findings":
        return " ".join(row["sentence"] for row in content)
    if kind in ("table", "words"):
        return html.unescape(re.sub(r"<[^>]+>", " ", FOLDED.sub(" ", content)))
    return FOLDED.sub(" ", re.sub(r"[#*`]", "", content))


def sections(page):
    """Split a page at its headings; what a cell prints stands on it only where the section shows nothing else."""
    found = [[]]
    for kind, content in page:
        if kind == "prose" and content.startswith("## "):
            found.append([])
        found[-1].append((kind, content))
    for section in found:
        shows = any(kind not in ("prose", "stream") for kind, _ in section)
        yield [(kind, content) for kind, content in section if kind != "stream" or not shows]


def words(page):
    # What stands between the question and the findings is folded by the template.
    first = next(
        at for at, (kind, said) in enumerate(page) if kind == "prose" and said.startswith("## Findings")
    )
    told = " ".join(text(*part) for section in sections([page[0], *page[first:]]) for part in section)
    return len([word for word in told.split() if re.search(r"\w", word)])


def test_a_brief_has_350_to_700_words_for_any_area(pages):
    found = {areas.name(code): words(page) for code, page in pages.items()}
    assert not {name: count for name, count in found.items() if not 350 <= count <= 700}


#: Names that hold a word which is none of the sentence's.
NAMES = sorted(
    {grammar.place(code).removeprefix("the ") for code in areas.table().index}, key=len, reverse=True
)
NEGATION = re.compile(r"\b(not|no|none|never|nothing|neither|nor|cannot|without|unless|hardly)\b|n't\b", re.I)
BANNED = re.compile(
    r"anywhere from|anything from|\[[a-df-z]\]|%|\b20\d\d/\d\d\b|\b\d+\.\d\d|share_|"
    r"\b(dispersion|shrunken|winsorised|interval|limits|vintage|quasi|funnel|z-score|variation|superlative|s15A|88A)\b"
)
#: Words of the field that a detail may use, where the list of terms explains them.
JARGON = "round dispersion class interval limits estimate rate vintage funnel variation outcome shrunken z-score".split()
MOVED = re.compile(
    r"\bup from\b|\bdown from\b|\brose\b|\bfell\b|\ba (?:rise|fall)\b|per cent (?:more|fewer) than|times those"
)
NUMBER = re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?(?![\w/])")
COMPARED = r"(?:compared with|up from|down from|about the same as the|against|between|than|and|or|to|of|the|with|give|added|changed|from|under)"
UNIT = (
    r"(?:\[e\] )?(?:\w+ ){0,3}(?:offences|published figures|children|per cent|times|forces|claims?|areas|years|regions)\b|"
    r"(?:a year|in the year|for the year|across|could be tested|and \d|to \d|years)"
)


def unquoted(said):
    """Take away what is quoted from print, and names."""
    said = re.sub(r"“[^”]*”", "“”", said)
    for name in NAMES:
        said = said.replace(name, "Name")
    return said.replace("too few to tell a rise from a fall", "too few to tell")


def faults(said):
    """Name each rule that a sentence breaks."""
    found = []
    for sentence in re.split(r"(?<=[.?!]) (?=[A-Z])", said):
        plain = unquoted(sentence)
        if len(sentence.split()) > 35:
            found.append(f"{len(sentence.split())} words")
        if len(NEGATION.findall(plain)) > 1:
            found.append("double negative")
        found += [f"says {match[0]!r}" for match in BANNED.finditer(plain)]
        if not re.search(r"[.?]$", sentence):
            found.append("no end")
        dated = re.sub(
            r"(?:\d+ )?(?:January|February|March|April|May|June|July|August|September|October|November|December) \d{4}",
            "then",
            plain,
        )
        for match in NUMBER.finditer(dated):
            before, after = dated[: match.start()], dated[match.end() :]
            if not re.search(rf"\b{COMPARED} $", before) and not re.match(rf",? ?(?:{UNIT})", after):
                found.append(f"{match[0]} has neither unit nor comparison")
    return found


def told(page):
    return [row for kind, content in page if kind == "findings" for row in content]


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("It is anywhere from 3 to 9 offences.", "says 'anywhere from'"),
        ("There were no figures that were not printed.", "double negative"),
        ("Police recorded 12.", "12 has neither unit nor comparison"),
        ("The interval is wide.", "says 'interval'"),
        ("It was 9 offences [x].", "says '[x]'"),
        ("Police recorded 9 offences in 2022/23.", "says '2022/23'"),
        ("Police recorded it 12.34 times.", "says '12.34'"),
        ("Police recorded 9 offences", "no end"),
        (" ".join(["word"] * 36) + ".", "36 words"),
    ],
)
def test_the_reader_finds_what_breaks_a_rule(said, fault):
    assert fault in faults(said)


def test_every_sentence_of_every_area_keeps_the_rules(pages):
    broken = [
        f"{areas.name(code)}: {row['sentence']} ({fault})"
        for code, page in pages.items()
        for row in told(page)
        for fault in faults(row["sentence"])
    ]
    assert not broken, "\n".join(broken)


def test_every_sentence_of_every_area_names_every_source_of_its_numbers(pages):
    records = [
        record for page in pages.values() for kind, shown in page if kind == "findings" for record in shown
    ]
    assert not [record for record in records if uncredited(record["sentence"], record["source"])]
    [found] = [
        one for one in records if "in the UK in the year to March 2025 were likely between" in one["sentence"]
    ]
    assert found["source"].startswith("Source: computed by this collection from Shropshire Star, ")


def test_every_term_of_a_detail_stands_in_the_list(pages):
    for page in pages.values():
        (listed,) = [content for kind, content in page if kind == "words" and "<dl>" in content]
        for row in told(page):
            for word in JARGON:
                if re.search(rf"\b{word}s?\b", row["detail"]):
                    assert any(word in term for term in terms.TERMS), (word, row["detail"])
                    assert word in listed
    assert all(f'id="{terms.anchor(term)}"' in listed for term in terms.TERMS)


def test_a_rise_or_fall_is_told_where_the_rule_of_change_tells_it_and_nowhere_else(pages, facts):
    for code, page in pages.items():
        _, now, change, *_ = facts[code]
        moved = [row for row in told(page) if MOVED.search(unquoted(row["sentence"]))]
        moved = [row for row in moved if row["about"] not in ("claim", "trend")]
        shown = change and not change.reason
        if shown and change.base["year"] == "2017/18" and change.latest["low"] > change.base["low"]:
            # From the first year of a new offence it is told where the later years show it too.
            shown = history.of(offences.tables(), code, *SPAN).later == "rose"
        assert bool(moved) == bool(shown), (areas.name(code), moved)
        for row in moved:
            assert set(row["figure_ids"].split()) == {now["figure_id"], change.base["figure_id"]}
            up = change.latest["low"] > change.base["low"]
            assert not re.search("down from|fewer" if up else "up from|more than", row["sentence"])


def test_no_sentence_contradicts_a_finding_of_02_or_07_about_the_same_figures(pages, facts):
    tables, population = offences.tables(), reference.reference("population")
    for code, page in pages.items():
        moving = [row for row in told(page) if row["about"] in ("change", "trend")]
        mine = {frozenset(row["figure_ids"].split()): row["strength"] for row in moving}
        for found in facts[code][-1]:
            assert mine.get(frozenset(found.figure_ids)) in (None, found.strength), (
                areas.name(code),
                found.sentence,
            )
        rates = [row["sentence"] for row in told(page) if "per 10,000 children" in row["sentence"]]
        for said in rates if areas.is_single(code) else ():
            per_child = neighbours.per_child(tables, population, code).dropna(subset="rate").iloc[-1]
            assert f"recorded {per_child['rate']:.1f} sexual" in said
            assert grammar.year(per_child["year"]) in said


def test_a_trend_of_the_class_is_that_of_its_limits(pages):
    tables, seen = offences.tables(), 0
    for code, page in pages.items():
        said = [row["sentence"] for row in told(page) if row["about"] == "trend" and not row["figure_ids"]]
        for sentence in said:
            found = official.growth(history.of(tables, code, *SPAN), "2018/19")
            assert (" rose by " in sentence) == (found.low > 0)
            assert (" fell by " in sentence) == (found.high < 0)
            assert grammar.per_cent(abs(found.growth)) in sentence or "about the same" in sentence
            seen += 1
    assert seen


@pytest.mark.parametrize("code", ["E23000022", "E23000024", "E23000011", "E12000006", "PRESS-SSK"])
def test_an_implied_count_carries_its_doubt_and_is_told_from_an_estimate(code):
    """Of South Yorkshire's 59 nothing is in doubt, and no estimate is made beside it."""
    tables = offences.tables()
    one_way = set(tables.claims.query("verdict == 'fits in one way only'")["figure_id"])
    mine = history.of(tables, code, *SPAN)
    lead = brief_findings.lead(mine, brief.by_year(mine), brief.published(mine))
    (found,) = [one for one in lead if one.about == "implied"]
    year, drawn = brief.implied(mine)["year"].iloc[-1], tables.estimates.query("area == @code")
    assert ("one way only, so ask" in found.sentence) == bool(one_way & set(found.figure_ids))
    assert ("rests on is in doubt" in found.sentence) == bool(mine.doubted(found.figure_ids))
    beside = drawn[drawn["year"].eq(year)]["estimate"]
    for estimate in beside:
        assert f"The official class alone gives an estimated {estimate:,.0f} [e] offences." in found.sentence
    assert len(beside) or "[e]" not in found.sentence
    assert not faults(found.sentence)


def test_what_likely_means_stands_once_where_it_is_said(pages):
    for code, page in pages.items():
        said = [row["sentence"] for row in told(page)]
        assert said.count(grammar.LIKELY) == any(" likely " in one for one in said), areas.name(code)


def test_the_latest_figure_comes_first(pages, facts):
    for code, page in pages.items():
        classed, now, *_ = facts[code]
        latest = max([*classed[-1:], *([now["year"]] if now else [])], default="")
        first = next(content for kind, content in page if kind == "findings")[0]["sentence"]
        assert not latest or grammar.year(latest) in first, areas.name(code)


def test_the_request_asks_for_what_nothing_answers(pages, facts):
    for code, page in pages.items():
        (said,) = [content for kind, content in page if kind == "words" and "blockquote" in content]
        gaps = facts[code][3]
        assert gaps["outcome"]
        for gap in gaps.values():
            assert not gap or grammar.spans(gap) in said
        country = areas.table()["country"][code]
        assert ("Freedom of Information (Scotland) Act 2002" in said) == (country == "Scotland")
        assert ("88A" in said) == (country not in ("Scotland", "Northern Ireland"))
        assert "section 12" in said


def test_what_is_in_doubt_is_asked_for_again_of_who_recorded_it():
    tables = offences.tables()
    doubtful = tables.offences[tables.offences["whole"] & tables.offences["doubt"].ne("")]
    assert len(doubtful) > 20
    for code in areas.table().index:
        asked = brief.lacking(history.of(tables, code, *SPAN))["total"]
        for row in doubtful[doubtful["area"].isin([code, *asked])].itertuples():
            whom = [row.area] if row.area in asked else asked
            assert any(row.year in asked[force] for force in whom), (areas.name(code), row.figure_id)


def test_each_item_of_a_request_goes_to_the_forces_that_lack_it():
    tables = offences.tables()
    lacking = brief.lacking(history.of(tables, "NSPCC-SE", *SPAN))
    assert request.addressed("NSPCC-SE", lacking) == (
        "Send item 1 to the police of Hampshire, Surrey and Sussex; "
        "item 2 to the police of Hampshire, Kent, Surrey and Sussex."
    )
    assert "2023/24" in lacking["total"][areas.find("Hampshire")]  # its doubtful 95
    uk = brief.lacking(history.of(tables, areas.UK, *SPAN))
    assert "2024/25" in uk["total"][areas.find("Lincolnshire")]
    assert "2024/25" not in uk["total"][areas.find("Kent")]
    assert "Lincolnshire" in request.addressed(areas.UK, uk)


def test_whom_to_ask_and_what_to_mind_stand_on_the_page_itself(pages):
    # What a cell prints beside something shown is working, and folded.
    for code, page in pages.items():
        said = [content for kind, content in page if kind == "words"]
        for begins in (
            "<p>(Send (this|item 1) to|Ask the publisher)",
            "<p>Put each figure, with its source, to ",
        ):
            assert sum(bool(re.match(begins, content)) for content in said) == 1, areas.name(code)


def test_a_figure_in_doubt_and_a_silent_force_are_asked_about(pages):
    """Only its own: Norfolk cannot confirm the figure of Essex from which its count is implied."""
    tables = offences.tables()
    whose = tables.figures.set_index("figure_id")["area"]
    for code, page in pages.items():
        known = history.of(tables, code, *SPAN)
        said = " ".join(row["sentence"] for row in told(page))
        if re.search(r"(is|are) in doubt\.", said):
            used = {
                name
                for row in told(page)
                if "in doubt" in row["sentence"]
                for name in row["figure_ids"].split()
            }
            asked = {
                name for row in told(page) if row["about"] == "question" for name in row["figure_ids"].split()
            }
            own = [name for name in known.doubted(used) if whose[name] == code]
            assert not own or known.doubted(used & asked), areas.name(code)


def test_every_verdict_has_its_plain_words():
    assert set(verdicts.VERDICTS) == set(grammar.VERDICTS)
    for clause in grammar.VERDICTS.values():
        assert faults(f"It says so; {clause.format(found='40 per cent')}.") == []


def test_a_claim_about_part_of_a_year_names_its_months(pages):
    said = [row["sentence"] for row in told(pages[areas.find("Dyfed-Powys")]) if row["about"] == "claim"]
    assert any("offences, April 2017 to September 2018, as “32”" in sentence for sentence in said), said
    assert not any("over the two years to March 2019" in sentence for sentence in said)


@pytest.mark.parametrize(
    ("area", "holds"), [("E12000002", "the North West"), ("E12000009", "the South West")]
)
def test_what_was_not_found_under_one_name_leads_to_the_name_under_which_it_was(area, holds):
    tables = offences.tables()
    known = history.of(tables, area, *SPAN)
    found = [brief_findings.lead(known, brief.by_year(known), (None, None)), trend_findings.findings(known)]
    found += [claim_findings.findings(tables.claims, brief.claims(known, grammar.VERDICTS), area)]
    found += [brief_findings.claims(known, brief.claims(known, grammar.VERDICTS))]
    for page in found:
        (none,) = [one.sentence for one in page if "was found" in one.sentence]
        assert f"{holds} (ONS)" in none
        assert none.endswith(f"T{holds[1:]}, as publishers draw it, holds the same forces and has some.")
