"""Read a period from the words in which it was published.

Some words only mean something in the round that uses them ("last year"), or
after the figure before them ("same period"), so the reader is given both.

Every word has to be understood: a rule fits the whole of the words or not at all,
because one word more ("2024/25 so far") makes a part of a whole year. Words in
brackets either complete the words before them ("March [2021]") or are read by
themselves and must then give the same period, or the same number of months. The
rules are tried in order and the first that fits is named in the result.
"""

import calendar
import re

from offences.names import years
from offences.names.years import FIRST_YEAR, MONTHS, NUMBERS

FIRST_MONTH = "2017-04"
#: What stands in place of a rule where none fits.
UNREADABLE = "unreadable"
#: A year shifted by up to this many days is taken for the financial year: the tax year begins on 6 April.
DAYS_SHIFTED = 5
YEAR = r"(?<!\d)20\d\d[/\-](?:20)?\d\d(?!\d|[/\-]\d\d(?!\d))"
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
DAY = r"\d{1,2}(?:st|nd|rd|th)?"
COUNT = r"(\d{1,2}|" + "|".join(NUMBERS) + r")"
OPEN_QUARTERS = ("01", "04", "07", "10")
ORDINALS = ["first", "second", "third", "fourth"]
#: Words before and after a period that change nothing in it.
LEAD = r"(?:(?:in|for|during|over|across|throughout) )?(?:the )?"
NAMED = rf"{LEAD}(?:(?:whole|full|entire)(?: of)? )?(?:the )?(?:(?:financial|fiscal) year |year |fy ?)?"
SET_BESIDE = r"(?:on|vs|versus|since|with|compared (?:with|to))"
THE_LAW = (
    r"(?:the |a )?(?:new )?(?:anti-grooming )?(?:offence|laws?)(?: concerning the crime)?"
    r"(?: (?:first )?(?:came into (?:force|law)|(?:was|were) introduced))?"
)
#: Clauses that say nothing about the period.
NOTES = (
    r"headline|context|not stated in excerpt|period not repeated beside the figure"
    r"|over (?:that time|this period|the same period)|(?:financial|fiscal) years?"
    rf"|altered on {DAY} {MONTH} from {DAY} {MONTH} 20\d\d"
)


def _point(number):
    """Pattern of one end of a range: day, month and year, of which only the month must stand."""
    return (
        rf"(?P<edge{number}>(?:the )?(?:start|beginning|end) of )?(?:(?P<day{number}>{DAY}) )?(?P<last{number}>last )?"
        rf"(?P<month{number}>{MONTH})(?: (?P<dayb{number}>{DAY})(?!\d))?,?"
        rf"(?: ?(?P<year{number}>(?:(?:last|this) year )?20\d\d|last year|this year))?"
    )


RANGE = rf"(?:(?:between|from|in|during|for) )?{_point(1)},? ?(?:to|and|until|up to|-) ?{_point(2)}"


def count(word):
    """Read a number of years or months written in digits or as a word."""
    return int(word) if word.isdigit() else NUMBERS[word]


def read(text, round_=None, previous=None, change=False):
    """Read a period as published.

    Parameters
    ----------
    text : str
        The words as published, such as ``April 2017 to October 2019``.
    round_ : mapping, optional
        The round that prints them: ``end`` (first month that the round no longer
        covers), ``latest_year`` (its latest whole financial year or "") and
        ``press_round`` (its month of publication, ``YYYY-MM``).
    previous : tuple of str, optional
        The period ``(start, end)`` of the figure printed before, for words such
        as "same period".
    change : bool
        True for a percent change, where "in four years" spans five of them.

    Returns
    -------
    tuple of str
        ``(start, end, rule)``: months ``YYYY-MM``, the end not included, and the
        rule that read them; ``("", "", "unreadable")`` where none does.

    Examples
    --------
    >>> read("April 2017 to October 2019")
    ('2017-04', '2019-10', 'months')
    >>> read("year to April 2019")
    ('2018-04', '2019-04', 'year to')
    >>> read("2024/25 (April to June)")
    ('2024-04', '2024-07', 'part of a financial year')
    >>> read("2024/25 so far")
    ('', '', 'unreadable')
    """
    words = re.sub(r"\s+", " ", str(text).lower().replace("–", "-").replace("’", "'")).strip()
    # "17/18", which no day of a month is, and "FY17-18"
    short = _match(r"(?:fy ?)?(1[3-9]|[2-9]\d)/(\d\d)|fy ?(\d\d)-(\d\d)", words)
    words = f"20{short[1] or short[3]}/{short[2] or short[4]}" if short else words
    words = re.sub(r"\b(\d\d)/(\d\d)/(20\d\d)\b", r"\3-\2-\1", words, flags=re.ASCII)
    words = re.sub(r"\b(20\d\d)-(0[1-9]|1[0-2])-(\d\d)\b", _dated, words, flags=re.ASCII)
    circumstances = round_ or {}, previous, change
    together = re.sub(r"[\[\]()]", "", words)
    found, rule = _understood(together, *circumstances)
    if not isinstance(found, tuple):
        found, rule = _agreed(words, *circumstances)
    return (*found, rule) if found else ("", "", UNREADABLE)


def _dated(match):
    return f"{match[3]} {MONTHS[int(match[2]) - 1]} {match[1]}"


def _understood(words, *circumstances):
    """Give what the first rule that fits the words makes of them, and its name.

    A rule gives a period, a number of months where the words say no more than that
    (0 where not even that), or None where they are not its words.
    """
    length = None, ""
    for rule, reader in RULES.items():
        found = reader(words, *circumstances)
        if isinstance(found, tuple):
            return (found, rule) if found[0] < found[1] else (None, "")
        if found is not None and not length[1]:
            length = found, rule
    return length


def _agreed(words, *circumstances):
    """Read each clause by itself; None unless all are understood and say the same."""
    clauses = [part.strip() for part in re.split(r"[\[\]();]|, | / ", words)]
    if "sic" in clauses:
        clauses = clauses[clauses.index("sic") + 1 :]
    clauses = [part for part in clauses if part and not _match(NOTES, part)]
    readings = [_understood(part, *circumstances) for part in clauses]
    periods = [reading for reading in readings if isinstance(reading[0], tuple)]
    if not periods:
        return None, ""
    best, rule = min(periods, key=lambda reading: list(RULES).index(reading[1]))
    lengths = (0, years.months(*best))
    if (readings[0][1], rule, lengths[1]) == ("calendar year", "financial year", 12):
        # "2023 [2022/23]": the year is short for a financial year that it touches
        readings = readings[1:] if readings[0][0][0][:4] in (best[0][:4], best[1][:4]) else readings
    agreed = all(found == best or found in lengths for found, _ in readings)
    return (best, rule) if agreed else (None, "")


def _match(pattern, words):
    return re.fullmatch(pattern, words, re.ASCII)


def latest(round_):
    """Give the latest whole year of a round, "" where it is not known."""
    return round_.get("latest_year", "")


def to_latest(first, round_):
    """Give the period from a year to the latest of the round, 0 where that is not known."""
    return years.period(first, latest(round_)) if latest(round_) else 0


def published_in(round_):
    """Give the calendar year in which a round was published."""
    return int(round_["press_round"][:4]) if round_.get("press_round") else None


def _financial(text):
    """Read "2017/18", "2017-18" or "2017/2018"; None where the halves do not follow on."""
    first, second = int(text[:4]), int(text[-2:])
    short = len(text) == 7 or text[5:7] == str(first + 1)[:2]
    return years.name(first) if second == (first + 1) % 100 and short else None


def financial_years(words, round_, previous, change):
    """Read "2017/18", "2017/18 to 2022/23", "since 2017/18", "six years to 2022/23"."""
    named = [_financial(year) for year in re.findall(YEAR, words, re.ASCII)]
    if not named or None in named:
        return None
    # every financial year becomes one letter, so that the patterns below show the words around it
    shape = re.sub(YEAR, "Y", words, flags=re.ASCII)
    first, last = named[0], named[-1]
    if _match(rf"{NAMED}Y(?: (?:financial|fiscal) year| fy)?", shape):
        return years.period(first, first)
    if _match(r"(?:(?:between|from|since) )?Y ?(?:to|-|until|up to) ?Y|between Y and Y", shape):
        return years.period(first, last)
    if _match(r"Y(?:, Y)*,? ?(?:and )?Y", shape):
        return years.period(first, last) if first <= last and named == years.span(first, last) else None
    if _match(rf"since (?:the )?{NAMED}Y", shape):
        return to_latest(first, round_)
    counted = _match(rf"{LEAD}(?:(?:last|past|previous) )?{COUNT} years (?:up )?to Y", shape)
    if counted:
        return years.period(years.shift(first, 1 - count(counted[1])), first)
    if not change:
        return None
    if _match(rf"(?:round compares )?Y {SET_BESIDE} Y", shape):
        return years.period(last, first)
    if _match(rf"Y {SET_BESIDE} (?:the )?previous year", shape):
        return years.period(years.shift(first, -1), first)
    if _match(rf"(?:last|this) year (?:base not printed; presumably )?{SET_BESIDE} Y", shape):
        return to_latest(first, round_)
    return None


def part_of_year(words, round_, previous, change):
    """Read "Q1 2024/25", "2021/22 (April to September)", "first half of 2024/25"."""
    found = re.search(YEAR, words, re.ASCII)
    year = _financial(found[0]) if found else None
    if not year:
        return None
    part = re.sub(
        rf"^{found[0]}[,:]? |,? (?:(?:of|in) )?(?:the )?(?:(?:financial|fiscal) year )?{found[0]}$", "", words
    )
    part = re.sub(r"^(?:in |between |from )?(?:the )?", "", part)
    between = _match(rf"({MONTH}) ?(?:to|and|until|-) ?({MONTH})", part)
    if between:
        first, second = (f"{_in_year(year, month)}-{_month(month):02d}" for month in between.groups())
        # "April to October" may end before October or with it
        in_doubt = first[5:] in OPEN_QUARTERS and second[5:] in OPEN_QUARTERS
        return (first, years.add_months(second, 1)) if first <= second and not in_doubt else None
    for name, months in (("quarter", 3), ("half", 6)):
        ordinals = "|".join(ORDINALS[: 12 // months])
        numbered = _match(rf"(?:{name} ?|{name[0]})([1-{12 // months}])|({ordinals}) {name}", part)
        if numbered:
            place = int(numbered[1]) - 1 if numbered[1] else ORDINALS.index(numbered[2])
            start = years.add_months(years.period(year, year)[0], place * months)
            return start, years.add_months(start, months)
    counted = _match(rf"first {COUNT} months", part)
    if counted and count(counted[1]) <= 12:
        start = years.period(year, year)[0]
        return start, years.add_months(start, count(counted[1]))
    return None


def _month(word):
    return MONTHS.index(word[:3]) + 1


def _in_year(year, month):
    """Give the calendar year of a month of a financial year."""
    return years.start(year) + (_month(month) < 4)


def calendar_pairs(words, round_, previous, change):
    """Read "2017 to 2018" as the financial year 2017/18.

    Years further apart may as well be calendar years, unless they are those of the round.
    """
    marked = _match(r"(20\d\d) (start|end) of '20\d\d to 20\d\d'", words)
    if marked:
        year = years.name(int(marked[1]) - (marked[2] == "end"))
        return years.period(year, year)
    if not _match(r"20\d\d(?: to 20\d\d)+", words):
        return None
    named = [int(year) for year in words.split(" to ")]
    paired = all(second == first + 1 for first, second in zip(named[::2], named[1::2], strict=False))
    of_the_round = len(named) == 2 and latest(round_) == years.name(named[1] - 1)
    if len(named) % 2 or not (paired or of_the_round):
        return None
    return years.period(years.name(named[0]), years.name(named[-1] - 1))


def month_ranges(words, round_, previous, change):
    """Read "April 2017 to October 2019"."""
    on_previous = change and words.endswith(" on previous year")
    found = _match(RANGE, words.removesuffix(" on previous year") if on_previous else words)
    if found:
        period = _range(found, round_)
        return (years.add_months(period[0], -12), period[1]) if period and on_previous else period
    for joint in [" and separately "] + [" to ", " vs ", " on "] * change:
        sides = [_match(RANGE, side) for side in words.split(joint)]
        if len(sides) == 2 and all(sides):
            first, second = (_range(side, round_) for side in sides)
            if not first or not second:
                return None
            # what is added goes on where the other ends; a change compares the same months of two years
            goes_on = first[1] == second[0]
            same_months = [month[5:] for month in first] == [month[5:] for month in second]
            if goes_on if joint == " and separately " else same_months:
                return min(first[0], second[0]), max(first[1], second[1])
    return None


def _range(match, round_):
    """Turn one pair of months into a period.

    "April 2017 to October 2019" ends where October begins, "April to September"
    where September ends: the NSPCC's half-year rounds use both, so an end month
    that opens a quarter is not included, unless the range is 12 months of its own
    (May 2018 to April 2019) or the day says otherwise. Days are rounded to the
    nearest month, but never to a whole financial year.
    """
    first, second = _month(match["month1"]), _month(match["month2"])
    days = [(match[f"day{n}"] or "") + (match[f"dayb{n}"] or "") for n in (1, 2)]
    day1, day2 = (int(re.sub(r"\D", "", day) or 0) for day in days)
    edge1, edge2 = (match[f"edge{n}"] or "" for n in (1, 2))
    year2 = _year(match["year2"], round_) or (
        published_in(round_) - 1 if match["last2"] and published_in(round_) else None
    )
    year1 = _year(match["year1"], round_)
    if year2 is None and year1 is not None:
        year2 = year1 + (second < first)
    if year1 is None and year2 is not None:
        year1 = year2 - (second < first)
    dated = (day1 and edge1) or (day2 and edge2) or "end" in edge1
    if year1 is None or year2 is None or match["last1"] or dated:
        return None
    last1, last2 = calendar.monthrange(year1, first)[1], calendar.monthrange(year2, second)[1]
    if any(
        text and not 1 <= day <= last
        for text, day, last in zip(days, (day1, day2), (last1, last2), strict=True)
    ):
        return None
    opens_quarter = {f"{first:02d}", f"{second:02d}"} <= set(OPEN_QUARTERS)
    included = day2 > 15 or "end" in edge2 or (not opens_quarter and not 0 < day2 <= 15 and not edge2)
    start = years.add_months(f"{year1}-{first:02d}", int(day1 > 15))
    end = years.add_months(f"{year2}-{second:02d}", int(included))
    began = day1 == 3 and start == FIRST_MONTH
    exact = day2 in (0, last2) if included else day2 in (0, 1)
    exact = exact and (day1 in (0, 1) or began)
    shifted = not included and 0 < day2 == day1 - 1 <= DAYS_SHIFTED
    return (start, end) if exact or shifted or not years.is_whole(start, end) else None


def _year(text, round_):
    if not text:
        return None
    if text[-1] == "r":
        return published_in(round_) and published_in(round_) - (text == "last year")
    return int(text[-4:])


def year_to(words, round_, previous, change):
    """Read "year to April 2019", "year ending March 2025"."""
    match = _match(
        rf"{LEAD}(?:last )?(?:year|12[ -]months|twelve[ -]months) ?(?:leading )?(up to|to|ending|ended) (?:in )?"
        rf"((?:the )?end of )?(?:({DAY}) )?({MONTH})(?: of)?( this year)?,?(?: (20\d\d))?",
        words,
    )
    if not match:
        return None
    how, edge, day, month, this_year, year = match.groups()
    month = _month(month)
    year = int(year) if year else None
    if year is None and this_year:
        year = published_in(round_)
    elif year is None and latest(round_) and month in (3, 4):
        year = years.start(latest(round_)) + 1
    included = month not in (4, 10) or day or edge or how in ("ending", "ended")
    if year is None:
        return 12 if month + bool(included) == 4 else None
    if day and int(re.sub(r"\D", "", day)) != calendar.monthrange(year, month)[1]:
        return None
    end = years.add_months(f"{year}-{month:02d}", 1 if included else 0)
    return years.add_months(end, -12), end


def counted_months(words, round_, previous, change):
    """Read "first six months", "six months to September 2018"."""
    match = _match(
        rf"(?:in )?(?:the )?first (?:year|{COUNT} months)(?: since 3 april 2017| (?:of|since) {THE_LAW})?"
        r"(?:,? from (?:3 april 2017|april 3 last year))?",
        words,
    )
    if match:
        return FIRST_MONTH, years.add_months(FIRST_MONTH, count(match[1]) if match[1] else 12)
    match = _match(rf"{LEAD}(?:last )?{COUNT} months (up )?to ({MONTH}) (20\d\d|last year)", words)
    if match:
        year = _year(match[4], round_)
        if not year:
            return count(match[1])
        end = years.add_months(f"{year}-{_month(match[3]):02d}", 0 if match[2] else 1)
        return years.add_months(end, -count(match[1])), end
    match = _match(rf"{LEAD}(?:space of )?(?:(?:last|past) )?{COUNT} months", words)
    if match:
        end = round_.get("end") if count(match[1]) != 12 else None
        return (years.add_months(end, -count(match[1])), end) if end else count(match[1])
    # the NSPCC's round on lockdown is of April to June 2020
    match = _match(rf"first {COUNT} months of lockdown|during lockdown", words)
    return count(match[1] or "three") if match else None


def same_period(words, round_, previous, change):
    """Read "the same period in 2018", after the period before it in the source."""
    match = _match(
        r"(?:over )?(?:the )?same period(?: in (20\d\d)|( (?:in )?(?:the )?(?:year before|previous year)))?",
        words,
    )
    if not match:
        return None
    if not previous:
        return 0
    back = int(previous[0][:4]) - int(match[1]) if match[1] else int(bool(match[2]))
    return tuple(years.add_months(month, -12 * back) for month in previous)


def since(words, round_, previous, change):
    """Read "since April 2017", "since the offence came into force"."""
    match = _match(rf"since (?:({MONTH}) )?(20\d\d)(?: to ({MONTH}) (20\d\d))?", words)
    if match:
        start = f"{match[2]}-{_month(match[1] or 'apr'):02d}"
        if match[3]:
            last = f"{match[4]}-{_month(match[3]):02d}"
            return start, last if last[5:] in OPEN_QUARTERS else years.add_months(last, 1)
        found = to_latest(years.name(int(match[2])), round_)
        return (start, found[1]) if found else 0
    if _match(r"since the beginning of this year", words):
        return (f"{published_in(round_)}-01", round_["press_round"]) if round_.get("press_round") else 0
    if _match(r"since april last year", words):
        return to_latest(years.name(published_in(round_) - 1), round_) if published_in(round_) else 0
    if _match(rf"(?:two years )?since {THE_LAW}(?: in 2017| {COUNT} years ago)?", words):
        return to_latest(FIRST_YEAR, round_)
    return None


def counted_years(words, round_, previous, change):
    """Read "over six years", "five years ago"."""
    match = _match(rf"{COUNT}[ -]years? ago", words)
    if match:
        year = years.shift(latest(round_), -count(match[1])) if latest(round_) else None
        return years.period(year, year) if year else 12
    half = _match(rf"{COUNT} and a half years", words)
    if half:
        return 12 * count(half[1]) + 6
    match = _match(
        rf"{LEAD}(?:a )?(?:(?:last|past|previous) )?{COUNT}(?: financial)?[ -]years?"
        r"(?: period| increase from 20\d\d to 20\d\d| since the online safety bill was proposed)?",
        words,
    )
    if not match:
        return None
    back = count(match[1]) - (0 if change else 1)
    if not latest(round_):
        return 12 * (back + 1)
    first = years.shift(latest(round_), -back)
    # a change "across the past six years" may mean the first to the last of six years
    if change and first == years.shift(FIRST_YEAR, -1):
        first = FIRST_YEAR
    return to_latest(first, round_)


def relative_year(words, round_, previous, change):
    """Read "last year", "the previous year" through the round."""
    match = _match(
        rf"{LEAD}(?:(previous year|year before)(?: to april (20\d\d))?"
        r"|(?:last|past) (?:year|(12|twelve) months)(?: alone)?)",
        words,
    )
    if not match:
        return None
    year = latest(round_) and years.shift(latest(round_), -1 if match[1] else 0)
    # the twelve months before a round in the middle of a year are no financial year
    if not year or (match[3] and round_.get("end") != years.period(year, year)[1]):
        return 24 if change else 12
    if match[2] and years.period(year, year)[1][:4] != match[2]:
        return None
    return years.period(years.shift(year, -1) if change else year, year)


def round_itself(words, round_, previous, change):
    """Read a change whose base is not stated as the round's own comparison."""
    if change and words in ("headline; base year not stated", "base year not stated"):
        return to_latest(FIRST_YEAR, round_)
    return None


def calendar_year(words, round_, previous, change):
    """Read "2024"."""
    match = _match(rf"{LEAD}(?:calendar year )?(20\d\d)(?: calendar year)?", words)
    return (f"{match[1]}-01", f"{int(match[1]) + 1}-01") if match else None


RULES = {
    "financial year": financial_years,
    "part of a financial year": part_of_year,
    "calendar years joined": calendar_pairs,
    "months": month_ranges,
    "year to": year_to,
    "number of months": counted_months,
    "since": since,
    "same period": same_period,
    "number of years": counted_years,
    "last year": relative_year,
    "the round's own comparison": round_itself,
    "calendar year": calendar_year,
}
