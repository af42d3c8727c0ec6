import calendar
import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from offences.names import reference, years
from offences.reading import periods
from wordings import AROUND, LESS, PARTS, WHOLE, written

ROUND_2023 = reference.round_of("2023-08")
ROUND_2019 = reference.round_of("2019-09")


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


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("between 2017 and 2023", "2017/18", "2022/23"),
        ("from 2017 to 2023", "2017/18", "2022/23"),
        ("2017-2023", "2017/18", "2022/23"),
        ("five years ago", "2017/18", "2017/18"),
        ("over a five year period", "2018/19", "2022/23"),
        ("over the course of five years", "2018/19", "2022/23"),
        ("in the last six years", "2017/18", "2022/23"),
        ("the past six financial years", "2017/18", "2022/23"),
        ("since 2017-18", "2017/18", "2022/23"),
        ("since the law changed in 2017", "2017/18", "2022/23"),
        ("since it became an offence in April 2017", "2017/18", "2022/23"),
        ("the last financial year", "2022/23", "2022/23"),
        ("in the latest year", "2022/23", "2022/23"),
        ("over the past year", "2022/23", "2022/23"),
        ("the previous financial year", "2021/22", "2021/22"),
    ],
)
def test_words_are_read_through_the_round_and_not_without_it(text, first, last):
    assert periods.read(text, ROUND_2023)[:2] == years.period(first, last)
    assert periods.read(text)[2] == "unreadable"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("on the figures five years ago", "2017/18"),
        ("compared with five years earlier", "2017/18"),
        ("than five years ago", "2017/18"),
        ("compared to figures from 2017/18", "2017/18"),
        ("on 2017/18", "2017/18"),
        ("in five years", "2017/18"),
        ("in a year", "2021/22"),
        ("year-on-year", "2021/22"),
        ("compared with the previous year", "2021/22"),
        ("2022/23 compared with 2017/18", "2017/18"),
    ],
)
def test_a_change_spans_the_years_that_it_compares(text, first):
    assert periods.read(text, ROUND_2023, change=True)[:2] == years.period(first, "2022/23")


def test_years_that_are_not_the_rounds_may_be_calendar_years():
    assert periods.read("between 2017 and 2021", ROUND_2023)[2] == "unreadable"
    assert periods.read("between 2017 and 2021")[2] == "unreadable"


def test_a_year_named_after_since_opens_the_period():
    assert periods.read("since 2019 [five years to 2023/24]")[:2] == ("2019-04", "2024-04")


def test_two_years_that_do_not_follow_are_unreadable():
    assert periods.read("2017/19")[2] == "unreadable"


YEARS = st.integers(2015, 2039)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(WHOLE)), YEARS, st.sampled_from([str, str.upper, lambda text: f"  {text} "]))
def test_whole_years_read_back_in_every_form(form, year, case):
    assert periods.read(case(written(form, year)))[:2] == (f"{year}-04", f"{year + WHOLE[form]}-04")


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(PARTS)), YEARS, st.sampled_from([*AROUND[:5], "{part}, {whole}"]))
def test_a_part_that_its_words_name_is_read_as_that_part(part, year, around):
    first, months = PARTS[part]
    months_from_0 = 12 * year + 3 + first
    start, end = (f"{month // 12}-{month % 12 + 1:02d}" for month in (months_from_0, months_from_0 + months))
    assert periods.read(around.format(part=part, whole=written("{y}/{z}", year)))[:2] == (start, end)


@settings(max_examples=250, deadline=None)
@given(
    st.sampled_from([*PARTS, *LESS]),
    st.sampled_from(sorted(WHOLE)),
    YEARS,
    st.sampled_from(AROUND),
    st.sampled_from([None, ROUND_2019, ROUND_2023]),
    st.booleans(),
)
def test_no_words_of_a_part_are_ever_read_as_whole_years(part, form, year, around, round_, change):
    text = around.format(part=part, whole=written(form, year))
    start, end, _ = periods.read(text, round_, ("2017-04", "2018-04"), change)
    assert not start or not years.is_whole(start, end), text


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(sorted(WHOLE)),
    YEARS,
    st.integers(0, 30),
    st.sampled_from(["/21", "1", "0", "x", "?", "*", " Q", "٣", ".", " and", " 2", "-"]),
)
def test_one_sign_more_never_gives_other_whole_years(form, year, place, more):
    text = written(form, year)
    place = min(place, len(text))
    start, end, _ = periods.read(text[:place] + more + text[place:])
    if start and years.is_whole(start, end):
        assert (start, end) == (f"{year}-04", f"{year + WHOLE[form]}-04")


@settings(max_examples=200, deadline=None)
@given(YEARS, st.integers(1, 12), st.integers(-30, 60), st.booleans())
def test_a_range_of_months_reads_back_and_a_reversed_one_not(year, month, length, short):
    last = 12 * year + month - 1 + length
    names = [calendar.month_name[month], calendar.month_name[last % 12 + 1]]
    names = [name[:3] for name in names] if short else names
    opens = month in (1, 4, 7, 10) and (last % 12 + 1) in (1, 4, 7, 10)
    end = last + (not opens)
    got = periods.read(f"{names[0]} {year} to {names[1]} {last // 12}")[:2]
    forward = end > 12 * year + month - 1
    assert got == ((f"{year}-{month:02d}", f"{end // 12}-{end % 12 + 1:02d}") if forward else ("", ""))


@settings(max_examples=200, deadline=None)
@given(st.dates(datetime.date(2016, 1, 1), datetime.date(2019, 12, 31)), st.integers(0, 800))
def test_days_are_a_whole_year_only_where_they_are(first, length):
    last = first + datetime.timedelta(days=length)
    text = f"{first.day} {first:%B} {first.year} to {last.day} {last:%B} {last.year}"
    start, end, _ = periods.read(text)
    after = last + datetime.timedelta(days=1)
    law = datetime.date(2017, 4, 3)
    edges = all((day.month, day.day) == (4, 1) or day == law for day in (first, after))
    tax = (first.month, after.month) == (4, 4) and first.day == after.day and first.day <= 6
    one_more = (last.month, last.day) == (4, 1) and ((first.month, first.day) == (4, 1) or first == law)
    if start and years.is_whole(start, end):
        assert edges or tax or one_more, text


@pytest.mark.parametrize(
    "text",
    "2019/20/21|12019/20|2019/200|2017/19|April 2021 to March 2020|2022/23 to 2017/18|2017/18 and 2022/23|"
    "01/00/2024|04/01/2024 to 03/31/2025|31 April 2024 to 31 March 2025|0 April 2024 to 31 March 2025|"
    "15 April 2024 to 31 March 2025|1 April 2024 to 20 March 2025|2024/25 (2023/24)|from 2024/25|within 2024/25|"
    "2018 to 2019 (calendar years)|2019 to 2021|this year|up to April 2019|April to September|Q1 2024|２０２４/２５|"
    "٢٠٢٤/٢٥|marvellous 2024 to March 2025|Apr 17 to Mar 18|Apr 17 to Mar 2018|17/19|14/15|FY2023|FY23|in the five years from 2017/18 to 2022/23|"
    "2022/23 tax year|academic year 2022/23|as at 31 March 2025|30 years to 2022/23|31/03/2023|2017/8".split(
        "|"
    ),
)
def test_what_is_not_certain_is_unreadable(text):
    assert periods.read(text) == ("", "", "unreadable")


def test_the_twelve_months_before_a_half_year_round_are_no_financial_year():
    assert periods.read("last 12 months", reference.round_of("2018-06"))[:2] == ("2017-04", "2018-04")
    assert periods.read("last 12 months", reference.round_of("2019-03"))[2] == "unreadable"


def test_a_change_between_parts_of_a_year_is_no_whole_year():
    assert periods.read("Apr-Sep 2018 vs Apr-Sep 2017", change=True)[:2] == ("2017-04", "2018-10")
    assert periods.read("Jan-Mar 2018 vs Apr-Jun 2017", change=True)[2] == "unreadable"
    assert periods.read("Apr-Sep 2017 vs Oct 2017-Mar 2018", change=True)[2] == "unreadable"
    assert periods.read("Apr-Sep 2018 vs Apr-Sep 2017")[2] == "unreadable"


def test_since_a_month_begins_with_that_month():
    assert periods.read("since January 2019", ROUND_2023)[:2] == ("2019-01", "2023-04")
