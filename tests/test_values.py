import pytest
from offences import values


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
        ("*", "suppressed"),
        ("withheld: Section 31(1)(a)(b) (Law Enforcement)", "refused"),
        ("[answer table not seen]", "not_seen"),
    ],
)
def test_five_kinds_of_nothing_stay_apart(text, status):
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
