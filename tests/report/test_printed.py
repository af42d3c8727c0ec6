"""What was printed in words is shown in its words: a bound is for arithmetic and never shown as a figure."""

import re

import pytest
import seaborn as sns
from hypothesis import given, settings
from hypothesis import strategies as st
from offences.analysis import history, known_shares, projections
from offences.names import reference, wording
from offences.reading import values
from offences.report import (
    charts,
    exhibits,
    projection_findings,
    region_findings,
    share_findings,
    trend_findings,
)
from offences.tables import shares

SPAN = ("2017/18", "2024/25")
DIMENSIONS = [["platform"], ["gender"], ["age", "age_gender"]]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("over 200", "“over 200”"),
        ("More than 5,500", "“more than 5,500”"),
        ("almost 34,000", "“almost 34,000”"),
        ("10,700", "“10,700”"),
        ("at least 345", "“at least 345”"),
        ("around 26 of the crimes", "“around 26 of the crimes”"),
        ("1,316", "1,316"),
        ("Ninety-one", "91"),
        ("*77", "77"),
        ("*", "[x]"),
    ],
)
def test_a_count_is_a_number_or_its_own_words(text, shown):
    read = values.read(text)
    assert wording.figure(text, read.precision, read.low) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("40 per cent", "40%"),
        ("67.5%", "67.5%"),
        ("0.5%", "0.5%"),
        ("a fifth", "“a fifth”"),
        ("around 5%", "“around 5%”"),
        ("more than 70%", "“more than 70%”"),
        ("The majority", "“the majority”"),
        ("1 in 5", "“1 in 5”"),
    ],
)
def test_a_share_is_a_percentage_or_its_own_words(text, shown):
    read = values.read(text)
    assert wording.share(text, read.precision, read.low, read.high) == shown


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["almost", "nearly", "more than", "over", "at least", "around", "about"]),
    st.integers(1, 99_999),
)
def test_a_qualified_count_is_never_another_number(qualifier, count):
    text = f"{qualifier} {count:,}"
    read = values.read(text)
    shown = wording.figure(text, read.precision, read.low)
    assert re.findall(r"[\d,]*\d", shown) == [f"{count:,}"]
    assert qualifier in shown


def test_every_figure_carries_what_was_printed(tables):
    words = tables.figures.set_index("figure_id")["value_as_published"]
    for table in (tables.offences, tables.shares):
        assert (table["printed"].to_numpy() == words.loc[table["figure_id"]].to_numpy()).all()


def shown_of(tables, histories, area):
    """Give every text in which the figures of an area are shown."""
    mine = histories[area]
    yield from trend_findings.shown(mine.years)["offences"]
    yield from (sentence for sentence, *_ in trend_findings.findings(mine))
    found = mine.projection
    told = projection_findings.shown(projections.plotted(found), found)["offences"] if found else []
    yield from (exhibits.cell(count) for count in told)
    yield from (sentence for sentence, *_ in (projection_findings.sentences(found, area) if found else []))
    for wanted in ("platform known", "gender known", "age known"):
        known = known_shares.known(tables, area, wanted, *SPAN).assign(share_low=None, share_high=None)
        yield from share_findings.known_shown(known)["known"]
    for dimensions in DIMENSIONS:
        rows = shares.of_area(tables.shares, area, dimensions)
        table = known_shares.measured(rows)
        words = share_findings.shown(table)
        yield from [*words["count"], *words["share"]]
        yield from (sentence for sentence, *_ in share_findings.findings(rows, area))
        yield from share_findings.shown(known_shares.latest(table))["share"]
        moved = known_shares.pairs(table)
        yield from (f"{share:g}%" for share in [*moved["share_then"], *moved["share_now"]])
        parts = known_shares.of_owners(table, reference.reference("platforms"))
        yield from share_findings.shown(parts)["share"]


def test_no_bound_is_shown_as_a_figure(tables, histories):
    figures = tables.figures[tables.figures["low"].notna()]
    every = {text for value in figures["value_as_published"] for text in re.findall(r"[\d,]*\d", value)}
    inexact = figures[~figures["precision"].eq("exact") & figures["unit"].eq("count")]
    hidden = {wording.number(value) for side in ("low", "high") for value in inexact[side].dropna()} - every
    assert {"201", "5,501", "34,001", "450", "2,650"} <= hidden
    told = [text for area in inexact["area"].unique() for text in shown_of(tables, histories, area)]
    told += list(region_findings.drawn_areas(tables.offences[tables.offences["chosen"]])["offences"])
    lost = [text for text in told if hidden & set(re.findall(r"[\d,]*\d(?![\d,.%])", text))]
    assert not lost
    assert not [text for text in told if re.search(r"\d% to \d+%$|^at least|^below", text)]
    joined = "\n".join(told)
    for words in ("“over 200”", "“more than 5,500”", "“almost 500”", "“almost 34,000”", "“a quarter”"):
        assert words in joined


def test_a_chart_is_labelled_with_the_words(tables):
    found = history.of(tables, "E23000030", *SPAN).years
    _, axes = charts.canvas("Hampshire", "Counts by year")
    sns.barplot(found, x="year", y="offences", ax=axes)
    charts.columns(axes, trend_findings.shown(found)["offences"])
    labels = [text.get_text() for text in axes.texts]
    assert "“over 200”" in labels
    assert "201" not in labels


def test_words_give_no_change_in_points(tables):
    for area in ("K02000001", "K04000001"):
        table = known_shares.measured(shares.of_area(tables.shares, area, ["platform"]))
        pairs = known_shares.pairs(table)
        assert len(pairs)
        for words in [*pairs["printed_then"], *pairs["printed_now"]]:
            assert "%" in words or "per cent" in words
