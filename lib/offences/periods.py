"""Read a period from the words in which it was published.

Some words only mean something in the round that uses them ("last year"), or
after the figure before them ("same period"), so the reader is given both. The
rules are tried in order and the first that fits is named in the result.
"""

import re

from offences import years
from offences.years import FIRST_YEAR, MONTHS, NUMBERS

FIRST_MONTH = "2017-04"
YEAR = r"(20\d\d)[/\-](\d\d\b|20\d\d)"
MONTH = r"(" + "|".join(MONTHS) + r")[a-z]*\.?"
COUNT = r"(\d+|" + "|".join(NUMBERS) + r")"


def _point(number):
    """Pattern of one end of a range: day, month and year, of which only the month must stand."""
    return (
        rf"(?:(?P<day{number}>\d{{1,2}})(?:st|nd|rd|th)?\s+)?(?P<last{number}>last )?"
        rf"(?P<month{number}>{'|'.join(MONTHS)})[a-z]*\.?"
        rf"(?:\s(?P<dayb{number}>\d{{1,2}})(?!\d)(?:st|nd|rd|th)?)?,?"
        rf"\s*(?P<year{number}>20\d\d|[(\[]20\d\d[)\]]|last year|this year)?"
    )


RANGE = re.compile(_point(1) + r"\s*(?:,\s*)?(?:to|and|until|up to|-)\s*" + _point(2))


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
    """
    words = re.sub(r"\s+", " ", str(text).lower().replace("–", "-").replace("’", "'")).strip()
    for rule, reader in RULES:
        found = reader(words, round_ or {}, previous, change)
        if found:
            return (*found, rule)
    return "", "", "unreadable"


def latest(round_):
    """Give the latest whole year of a round, "" where it is not known."""
    return round_.get("latest_year", "")


def to_latest(first, round_):
    """Give the period from a year to the latest of the round."""
    return years.period(first, latest(round_)) if latest(round_) else None


def published_in(round_):
    """Give the calendar year in which a round was published."""
    return int(round_["press_round"][:4]) if round_.get("press_round") else None


def financial_years(words, round_, previous, change):
    """Read "2017/18", "2017/18 to 2022/23", "since 2017/18", "six years to 2022/23"."""
    named = [years.read(f"{a}/{b[-2:]}") for a, b in re.findall(YEAR, words) if _follows(a, b)]
    if len(named) != len(re.findall(YEAR, words)) or not named:
        return None
    if len(named) > 1:
        return years.period(min(named), max(named))
    since_year = re.match(r"since (20\d\d)\b(?!/)", words)
    if since_year:
        return years.period(years.name(int(since_year[1])), named[0])
    if re.search(r"previous year", words) and change:
        return years.period(years.shift(named[0], -1), named[0])
    counted = re.search(rf"\b{COUNT} years to ", words)
    if counted:
        return years.period(years.shift(named[0], 1 - count(counted[1])), named[0])
    if re.search(r"since|last year (vs|on)|this year", words):
        return to_latest(named[0], round_)
    return years.period(named[0], named[0])


def _follows(first, second):
    return int(second[-2:]) == (int(first) + 1) % 100


def calendar_pairs(words, round_, previous, change):
    """Read "2017 to 2018" as the financial year 2017/18."""
    marked = re.match(r"(20\d\d) \((start|end) of '20\d\d to 20\d\d'\)", words)
    if marked:
        year = years.name(int(marked[1]) - (marked[2] == "end"))
        return years.period(year, year)
    chain = re.search(r"(?<![a-z] )\b20\d\d(?: to 20\d\d)+\b", words)
    if not chain or re.search(MONTH, words):
        return None
    named = [int(year) for year in re.findall(r"20\d\d", chain[0])]
    return years.period(years.name(named[0]), years.name(named[-1] - 1))


def month_ranges(words, round_, previous, change):
    """Read "April 2017 to October 2019"."""
    words = re.sub(r"(\d\d)/(\d\d)/(20\d\d)", _slashed, words)
    found = [_range(match, round_) for match in RANGE.finditer(words)]
    if not found or None in found:
        return None
    start, end = min(start for start, _ in found), max(end for _, end in found)
    if change and len(found) == 1 and "previous year" in words:
        start = years.add_months(start, -12)
    return start, end


def _slashed(match):
    return f"{match[1]} {MONTHS[int(match[2]) - 1]} {match[3]}"


def _range(match, round_):
    """Turn one pair of months into a period.

    "April 2017 to October 2019" ends where October begins, "April to September"
    where September ends: the NSPCC's half-year rounds use both, so an end month
    that opens a quarter is not included, unless the range is 12 months of its own
    (May 2018 to April 2019) or the day says otherwise.
    """
    first, second = MONTHS.index(match["month1"]) + 1, MONTHS.index(match["month2"]) + 1
    day2 = int(match["day2"] or match["dayb2"] or 0)
    year2 = _year(match["year2"], round_) or (
        published_in(round_) - 1 if match["last2"] and published_in(round_) else None
    )
    year1 = _year(match["year1"], round_)
    if year2 is None and year1 is not None:
        year2 = year1 + (second < first)
    if year1 is None and year2 is not None:
        year1 = year2 - (second < first)
    if year1 is None or year2 is None:
        return None
    opens_quarter = first in (1, 4, 7, 10) and second in (1, 4, 7, 10)
    included = day2 > 15 or (not opens_quarter and not 0 < day2 <= 15)
    end = f"{year2}-{second:02d}"
    return f"{year1}-{first:02d}", years.add_months(end, 1) if included else end


def _year(text, round_):
    if not text:
        return None
    if "year" in text:
        return published_in(round_) and published_in(round_) - (text == "last year")
    return int(re.sub(r"\D", "", text))


def year_to(words, round_, previous, change):
    """Read "year to April 2019"."""
    match = re.search(
        rf"(?:year|12[ -]months|^)\s?(?:leading )?(?:up )?to (?:the )?{MONTH}( of this year| this year)?"
        r" ?[(\[]?(20\d\d)?",
        words,
    )
    if not match or re.search(rf"{COUNT}[ -]months? (?:up )?to", words.replace("12 months", "")):
        return None
    month = MONTHS.index(match[1]) + 1
    year = int(match[3]) if match[3] else None
    if year is None and match[2]:
        year = published_in(round_)
    if year is None and latest(round_):
        year = years.start(latest(round_)) + 1
    if year is None:
        return None
    end = f"{year}-{month:02d}"
    end = end if month in (4, 10) else years.add_months(end, 1)
    return years.add_months(end, -12), end


def counted_months(words, round_, previous, change):
    """Read "first six months", "six months to September 2018"."""
    if re.search(r"first (year|12 months|twelve months)", words):
        return FIRST_MONTH, years.add_months(FIRST_MONTH, 12)
    match = re.search(rf"first {COUNT} months", words)
    if match:
        return FIRST_MONTH, years.add_months(FIRST_MONTH, count(match[1]))
    match = re.search(rf"{COUNT} months (up )?to {MONTH} ?[(\[]?(20\d\d|last year)?", words)
    if match and match[4]:
        end = f"{_year(match[4], round_)}-{MONTHS.index(match[3]) + 1:02d}"
        end = end if match[2] else years.add_months(end, 1)
        return years.add_months(end, -count(match[1])), end
    match = re.search(rf"{COUNT} months", words)
    if match and round_.get("end") and count(match[1]) != 12:
        return years.add_months(round_["end"], -count(match[1])), round_["end"]
    return None


def same_period(words, round_, previous, change):
    """Read "the same period in 2018", after the period before it in the source."""
    if not previous or "same period" not in words or re.search("since", words):
        return None
    match = re.search(r"same period in (20\d\d)", words)
    back = int(previous[0][:4]) - int(match[1]) if match else 0
    if re.search(r"year before|previous year", words):
        back = 1
    return tuple(years.add_months(month, -12 * back) for month in previous)


def since(words, round_, previous, change):
    """Read "since April 2017", "since the offence came into force"."""
    if not words.startswith(("since", "over the same period (since")) and not re.search(
        r"since (the offence|law|new law)|^two years since", words
    ):
        return None
    match = re.search(rf"since (?:{MONTH} )?(20\d\d)\b", words)
    if match:
        return to_latest(years.name(int(match[2])), round_)
    if "beginning of this year" in words:
        year = published_in(round_)
        return f"{year}-01", round_["press_round"]
    if re.search(r"since (the offence|law|new law)|since april last year", words):
        return to_latest(FIRST_YEAR, round_)
    return None


def counted_years(words, round_, previous, change):
    """Read "over six years", "five years ago"."""
    match = re.search(rf"{COUNT}[ -]years? ago", words)
    if match and latest(round_):
        year = years.shift(latest(round_), -count(match[1]))
        return years.period(year, year)
    match = re.search(rf"\b{COUNT}[ -]years?\b", words)
    if not match or not latest(round_):
        return None
    back = count(match[1]) - (0 if change else 1)
    first = max(years.shift(latest(round_), -back), FIRST_YEAR)
    return to_latest(first, round_)


def relative_year(words, round_, previous, change):
    """Read "last year", "the previous year" through the round."""
    if not latest(round_):
        return None
    back = -1 if "previous year" in words or "year before" in words else 0
    if back == 0 and not re.search(r"(last|past|this) (year|12 months)|year to march$", words):
        return None
    year = years.shift(latest(round_), back)
    return years.period(years.shift(year, -1) if change else year, year)


def round_itself(words, round_, previous, change):
    """Read a change whose base is not stated as the round's own comparison."""
    if "not stated" in words and change:
        return to_latest(FIRST_YEAR, round_)
    return None


def calendar_year(words, round_, previous, change):
    """Read "2024"."""
    match = re.fullmatch(r"(20\d\d)", words)
    return (f"{match[1]}-01", f"{int(match[1]) + 1}-01") if match else None


RULES = [
    ("financial year", financial_years),
    ("calendar years joined", calendar_pairs),
    ("months", month_ranges),
    ("year to", year_to),
    ("number of months", counted_months),
    ("same period", same_period),
    ("since", since),
    ("number of years", counted_years),
    ("last year", relative_year),
    ("the round's own comparison", round_itself),
    ("calendar year", calendar_year),
]
