import pytest
from offences import periods, published

ROUND_2023 = published.round_of("2023-08")
ROUND_2019 = published.round_of("2019-09")


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2017/18", "2017-04", "2018-04"),
        ("2017 to 2018", "2017-04", "2018-04"),
        ("April 2017 to October 2019", "2017-04", "2019-10"),
        ("year to April 2019", "2018-04", "2019-04"),
        ("year to March 2018", "2017-04", "2018-04"),
        ("first six months", "2017-04", "2017-10"),
        ("six months to September 2018", "2018-04", "2018-10"),
        ("between July 2020 and March 2021", "2020-07", "2021-04"),
        ("2024", "2024-01", "2025-01"),
    ],
)
def test_periods_are_read_from_their_words(text, start, end):
    assert periods.read(text)[:2] == (start, end)


def test_last_year_is_read_through_the_round():
    assert periods.read("last year", ROUND_2023)[:2] == ("2022-04", "2023-04")
    assert periods.read("last year", ROUND_2019)[:2] == ("2018-04", "2019-04")
    assert periods.read("the previous year", ROUND_2019)[:2] == ("2017-04", "2018-04")


def test_last_year_without_a_round_is_unreadable():
    assert periods.read("last year") == ("", "", "unreadable")


def test_six_years_and_since_run_to_the_latest_year_of_the_round():
    assert periods.read("over six years", ROUND_2023)[:2] == ("2017-04", "2023-04")
    assert periods.read("since 2017/18", ROUND_2023)[:2] == ("2017-04", "2023-04")


def test_a_year_named_after_since_opens_the_period():
    assert periods.read("since 2019 [five years to 2023/24]")[:2] == ("2019-04", "2024-04")


def test_two_years_that_do_not_follow_are_unreadable():
    assert periods.read("2017/19")[2] == "unreadable"
