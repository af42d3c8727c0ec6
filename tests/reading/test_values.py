import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from offences.reading import values
from wordings import NAMES, rounded, spell


@pytest.mark.parametrize(
    ("text", "low", "high", "precision"),
    [
        ("1,316", 1316, 1316, "exact"),
        ("0", 0, 0, "exact"),
        (" -00 ", 0, 0, "exact"),
        ("Ninety-one", 91, 91, "exact"),
        ("nine", 9, 9, "exact"),
        ("*77", 77, 77, "exact"),
        ("almost 34,000", 30600, 33999, "below"),
        ("at least 345", 345, None, "above"),
        ("more than 34,000", 34001, None, "above"),
        ("549 (20%)", 549, 549, "exact"),
        ("285.0", 285, 285, "exact"),
        ("nil", 0, 0, "exact"),
        ("No offences recorded", 0, 0, "exact"),
        ("285 recorded offences", 285, 285, "exact"),
        ("1,316 online grooming crimes", 1316, 1316, "exact"),
        ("1.3k", 1250, 1349, "rounded"),
        ("1.30k", 1295, 1304, "rounded"),
        ("34 thousand", 33_500, 34_499, "rounded"),
        ("half a million", 450_000, 549_999, "rounded"),
        ("more than half a million", 500_001, None, "above"),
        ("a dozen", 10.8, 13.2, "about"),
        ("more than two dozen", 25, None, "above"),
        ("some 300", 270, 330, "about"),
        ("c.300", 270, 330, "about"),
        ("up to 5", 0, 5, "below"),
        ("five or fewer", 0, 5, "below"),
        ("no more than five offences", 0, 5, "below"),
        ("≤5", 0, 5, "below"),
        (">200", 201, None, "above"),
        ("200+", 200, None, "above"),
        ("200 or more offences", 200, None, "above"),
        ("in excess of 200", 201, None, "above"),
        ("between five and ten", 5, 10, "about"),
        ("5 to 10 cases", 5, 10, "about"),
        ("40pc", 39.5, 40.5, "rounded"),
        ("up 40%", 39.5, 40.5, "rounded"),
        ("an increase of 40 per cent", 39.5, 40.5, "rounded"),
        ("a 40% rise", 39.5, 40.5, "rounded"),
        ("down 12%", -12.5, -11.5, "rounded"),
        ("a fall of 12 per cent", -12.5, -11.5, "rounded"),
        ("more than doubled", 100, None, "above"),
        ("halved", -52.5, -47.5, "words"),
        ("two-thirds", 64.166667, 69.166667, "words"),
        ("three fifths", 57.5, 62.5, "words"),
        ("one in every five", 17.5, 22.5, "words"),
        ("four out of five", 77.5, 82.5, "words"),
        ("40%", 39.5, 40.5, "rounded"),
    ],
)
def test_values_are_read_from_their_words(text, low, high, precision):
    value = values.read(text)
    assert (value.low, value.high, value.precision, value.status) == (low, high, precision, "published")


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("", "not_answered"),
        ("n/a", "not_answered"),
        ("..", "not_answered"),
        ("Did not respond", "not_answered"),
        ("no data", "not_answered"),
        ("redacted", "suppressed"),
        ("not applicable", "not_applicable"),
        ("exempt under s.40(2)", "refused"),
        ("*", "suppressed"),
        ("withheld: Section 31(1)(a)(b) (Law Enforcement)", "refused"),
        ("[answer table not seen]", "not_seen"),
    ],
)
def test_the_kinds_of_nothing_stay_apart(text, status):
    value = values.read(text)
    assert value.status == status
    assert value.low is None
    assert value.high is None


def test_zero_is_a_figure():
    assert values.read("0").status == "published"


def test_the_share_beside_a_count_is_kept():
    assert values.read("549 (20%)").beside == 20


def test_a_star_before_a_number_marks_a_footnote():
    assert values.read("*77").marked
    assert not values.read("77").marked


COUNTS = st.one_of(
    st.integers(0, 1_000_000), st.integers(0, 1000).map(lambda n: 1000 * n), st.integers(0, 130)
)
SPELLINGS = st.sampled_from(
    [
        str,
        lambda n: f"{n:,}",
        spell,
        lambda n: spell(n, " "),
        lambda n: spell(n, " and ", " "),
        lambda n: spell(n).capitalize(),
        lambda n: re.sub(r"^one (?=hundred|thousand|million)", "a ", spell(n)),
    ]
)


@settings(max_examples=300, deadline=None)
@given(COUNTS, SPELLINGS, st.sampled_from(["{}", " {} ", "{} cases", "{}\N{NO-BREAK SPACE}offences"]))
def test_a_count_reads_back_however_it_is_spelled(number, spelling, around):
    value = values.read(around.format(spelling(number)))
    assert (value.low, value.high, value.unit) == (*rounded(number), "count")


@settings(max_examples=150, deadline=None)
@given(st.integers(1, 1_000_000), SPELLINGS)
def test_a_qualifier_gives_the_bounds_of_the_convention(number, spelling):
    words = spelling(number)
    for begin in ("more than", "over", "above"):
        assert values.read(f"{begin} {words}")[:3] == (number + 1, None, "above")
    assert values.read(f"at least {words}")[:3] == (number, None, "above")
    for begin in ("fewer than ", "Less than ", "under ", "below ", "<", "< "):
        assert values.read(begin + words)[:3] == (0, number - 1, "below")
    for text in (f"{words} or more", f"no fewer than {words}", f"{words} cases or more"):
        assert values.read(text)[:3] == (number, None, "above")
    for text in (f"{words} or fewer", f"up to {words}", f"at most {words}"):
        assert values.read(text)[:3] == (0, number, "below")
    assert values.read(f"between {words} and {number + 7}")[:3] == (number, number + 7, "about")
    almost, about = values.read(f"almost {words}"), values.read(f"around {words}")
    assert almost.low == pytest.approx(min(0.9 * number, number - 1))
    assert almost.high == number - 1
    assert (about.low, about.high) == pytest.approx((0.9 * number, 1.1 * number))


def plainly(words):
    """Bring words to the one spelling that every certain spelling of a number has."""
    words = re.sub(r"^a |(?<= )a (?=thousand|hundred)", "one ", words.lower().replace("-", " "))
    return words.replace(" and ", " ").replace("one hundred", "a hundred").replace("a hundred", "one hundred")


WORDS = st.lists(
    st.sampled_from([*NAMES.values(), "hundred", "thousand", "million", "and", "a", "hundred"]), max_size=7
)


@settings(max_examples=600, deadline=None)
@given(WORDS, st.sampled_from([" ", "-"]))
def test_words_that_are_no_number_are_never_another_number(words, joint):
    text = joint.join(words)
    number = values.whole_number(text)
    assert number is None or plainly(text) == plainly(spell(number, " ", " "))


@settings(max_examples=300, deadline=None)
@given(COUNTS, st.sampled_from([spell, lambda n: f"{n:,}"]), st.data())
def test_a_slip_in_a_number_gives_no_number_or_the_one_that_then_stands_there(number, spelling, data):
    text = spelling(number)
    place = data.draw(st.integers(0, len(text)))
    slip = data.draw(
        st.sampled_from(["", "0", "7", ",", ".", " ", "-", "a", "hundred ", "\N{ARABIC-INDIC DIGIT SEVEN}"])
    )
    slipped = text[:place] + slip + text[place + data.draw(st.integers(0, 1)) :]
    found = values.whole_number(slipped.strip())
    stands = slipped.strip()
    if found is not None and stands[0].isdigit():
        assert stands in (
            f"{found:,}",
            str(found),
            stands if stands.lstrip("0") == str(found).lstrip("0") else "",
        )
    elif found is not None:
        assert plainly(stands) == plainly(spell(found, " ", " "))


@pytest.mark.parametrize(
    "text",
    "1.000|1.316|3.5|1,0000|12,34|0,316|1 316|1\N{NO-BREAK SPACE}316|1'316|1e5|²|+5|１３|٧|[285]|285 (3 refused)|"
    "10000 exempt|more than 5 refused|5 refused|refused: 285|three refused|not held: 5|there is no figure above 5|"
    "withheld 12|285**|*285*|10-15|between 10 and 5|5 to 5|between 5 to 10|5 in 4|1 in 0|50 of 44|five hundred thousand and two hundred|"
    "twelve hundred|dozens|dozen|1.3|1.3kk|k|some|up|down nearly 30%|up 40|41 out of 44|none|a fall of -3%|no|two three|twenty zero|hundred|fewer than 0|almost 0|-5 of 44".split(
        "|"
    ),
)
def test_what_is_not_certain_is_text_and_neither_a_number_nor_a_refusal(text):
    assert values.read(text) == (None, None, "text", "published", "text", None, False)


@settings(max_examples=150, deadline=None)
@given(
    st.integers(0, 99_999),
    SPELLINGS,
    st.sampled_from(
        ["refused", "withheld", "exempt", "not held", "section 12", "neither confirm nor deny", "[not seen]"]
    ),
    st.sampled_from(["{0} {1}", "{1} {0}", "{1}: {0}", "{0} ({1})", "{1}; {0} recorded", "[{1} {0}]"]),
)
def test_a_number_beside_a_refusal_is_never_lost(number, spelling, refusal, joined):
    assert values.read(joined.format(spelling(number), refusal)).precision == "text"


@pytest.mark.parametrize(
    ("text", "status"),
    [("[c]", "suppressed"), ("[x]", "not_answered"), ("[z]", "not_applicable"), ("[refused]", "refused")],
)
def test_symbols_of_statistics_are_read_as_what_they_stand_for(text, status):
    assert values.read(text) == values.Value(None, None, "", status)


@pytest.mark.parametrize(
    "text", ["9" * 31, "9" * 100_000, "two " * 50_000, "1," * 50_000, "refused " + "9" * 100_000]
)
def test_a_number_beyond_all_bounds_is_text_at_once(text):
    assert values.read(text).precision == "text"


def test_a_percentage_keeps_its_decimals():
    assert values.read("12.5%")[:2] == (12.45, 12.55)
    assert values.read("1,316.5 per cent")[:2] == (1316.45, 1316.55)
