"""Read a period from the words in which it was published.

Some words only mean something in the round that uses them ("last year"), or after the figure before them ("same
period"), so the reader is given both. The words are first brought to one spelling (:data:`SPELLINGS`), and then a
wording of :data:`WORDINGS` fits the whole of them or none does, because one word more ("2024/25 so far") makes a
part of a whole year. Words in brackets either complete those before them ("March [2021]") or are read by
themselves and must then give the same period, or the same number of months.
"""

import calendar
import re
from typing import NamedTuple

from offences.names import years
from offences.names.errors import InputError
from offences.names.years import FIRST_YEAR, MONTHS
from offences.reading import values

FIRST_MONTH = "2017-04"
#: What stands in place of a rule where none fits.
UNREADABLE = "unreadable"
#: No words of a period are longer, in characters.
LONGEST = 300
#: A year shifted by up to this many days is taken for the financial year: the tax year begins on 6 April.
DAYS_SHIFTED = 5
OPEN_QUARTERS = ("01", "04", "07", "10")
ORDINALS = "first second third fourth".split()
#: Years of two digits that a year may be short for, and no day of a month before the offence.
SHORT_YEARS = range(15, 41)


class Told(NamedTuple):
    """What is known beside the words: of the round, of the figure printed before, and of the measure."""

    #: The round's latest whole year, the first month it no longer covers, and its month of publication.
    latest: str = ""
    end: str = ""
    published: str = ""
    previous: tuple | None = None
    #: True for a percent change, where "in four years" spans five of them.
    change: bool = False

    def back(self, count, to=0):
        """Give the period from ``count`` years before the latest to ``to`` before it, 0 where that is not known."""
        return self.latest and years.period(years.shift(self.latest, -count), years.shift(self.latest, -to))

    def since(self, year):
        """Give the period from a financial year to the latest, 0 where that is not known."""
        return self.latest and years.period(year, self.latest)


# Bringing words to one spelling

#: A month as it may be written, in lower case.
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
M = f"({'|'.join(MONTHS)})"
D = r"(\d{1,2})"


def _date(year, month, day):
    if not 1 <= int(month) <= 12 or (len(year) == 2 and int(year) not in SHORT_YEARS):
        return None
    return f"{int(day)} {MONTHS[int(month) - 1]} {year if len(year) == 4 else f'20{year}'}"


def _financial(first, second):
    """Spell "2017-18", "2017/2018" and "17/18" as 2017/18; None where the halves do not follow on."""
    if len(first) == 2 and int(first) not in SHORT_YEARS:
        return None
    year = years.name(int(first) if len(first) == 4 else 2000 + int(first))
    return year if second in (year[-2:], f"20{year[-2:]}")[: 1 + (len(first) == 4)] else None


#: Each way of writing and its one spelling: a template, or a function that is given the groups (None: leave it).
SPELLINGS = [
    (r"[‐‑‒–—−]", "-"),
    (r"[’‘`]", "'"),
    (r"\b(\d\d?)([/.\-])(\d\d?)\2(20\d\d|\d\d)\b", lambda day, _, month, year: _date(year, month, day)),
    (r"\b(20\d\d)-(\d\d)-(\d\d)\b", _date),
    (
        r"(?<![\d/\-])(20\d\d|\d\d)(?: ?/ ?|-|(?<=^20\d\d) - (?=\d\d$))(20\d\d|\d\d)(?!\d|[/\-] ?\d)",
        _financial,
    ),
    (r"\b(20\d\d)-(0[1-9]|1[0-2])\b(?![/\-])", r"\2/\1"),
    (r"(?<![\d/])(0?[1-9]|1[0-2])/(20\d\d)\b", lambda month, year: f"{MONTHS[int(month) - 1]} {year}"),
    (r"\b(?:financial years |fy ?)(?=20\d\d/)", ""),
    (rf"\b({MONTH})", lambda word: word[:3]),
    (
        rf"\b{M}(?:-| ?')(\d\d)\b",
        lambda month, year: f"{month} 20{year}" if int(year) in SHORT_YEARS else None,
    ),
    (rf"\b{M},? {D}(?:st|nd|rd|th)?(?!\d)", r"\2 \1"),
    (r"\b(\d\d?)(?:st|nd|rd|th)\b", r"\1"),
    (rf"\b{M}(?:,| of|) ?(?=20\d\d|(?:this|last) year)", r"\1 "),
    (
        r"\b([a-z]+(?:-[a-z]+)?)(?=(?: and a half)?[ \-](?:(?:calendar|financial|full) )*(?:year|month)s?\b)",
        values.whole_number,
    ),
    (
        r"(?<![\d/\-])(\d\d?)(?: (?:financial|fiscal|full))*[ \-](year|month)s?(?:'|[ \-](?:period|span))?(?![a-z])",
        r"\1 \2s",
    ),
    (r"\b(?:fye|fy (?=end)(?:end(?:ing|ed)))\b", "financial year ending"),
    (r"\b(?:ye|y/e|year[ \-]end(?:ing|ed)?)\b", "year ending"),
    (r"\bended\b", "ending"),
    (r"\bquarter (?=to |ending )", "3 months "),
    (r"\bhalf[ \-]year (?=to |ending )", "6 months "),
    (r"\bfiscal\b", "financial"),
]


def _spelled(words):
    """Bring the words of a period to one spelling."""
    for pattern, spelling in SPELLINGS:
        if callable(spelling):
            words = re.sub(
                pattern,
                lambda match, spell=spelling: str(spell(*match.groups()) or match[0]),
                words,
                flags=re.ASCII,
            )
        else:
            words = re.sub(pattern, spelling, words, flags=re.ASCII)
    return words.strip()


# Reading


def read(text, round_=None, previous=None, change=False):
    """Read a period as published: ``(start, end, rule)``, months ``YYYY-MM``, the end not included.

    Where no rule reads the words, ``("", "", "unreadable")``. A round is as of :func:`reference.round_of`; ``previous``
    is the period of the figure printed before, for words such as "same period"; ``change`` is True for a percent
    change, where "in four years" spans five of them.
    """
    if len(str(text)) > LONGEST:
        return "", "", UNREADABLE
    known = [(round_ or {}).get(name, "") for name in ("latest_year", "end", "press_round")]
    told = Told(*known, previous, change)
    words = _spelled(" ".join(str(text).lower().split()))
    try:
        found, rule = _understood(_spelled(re.sub(r"[\[\]()]", "", words)), told)
        if not isinstance(found, tuple):
            found, rule = _agreed(words, told)
    except InputError:  # a year before 2000 or after 2098
        found = None
    return (*found, rule) if found else ("", "", UNREADABLE)


def _understood(words, told):
    """Give what the first wording that fits the words makes of them, and its rule: a period; a number of months
    where the words say no more (0 where not even that); None where no wording fits.
    """
    length = None, ""
    for rule in RULES:
        for pattern, reader in CHANGES.get(rule, []) * told.change + WORDINGS[rule]:
            match = re.fullmatch(pattern, words, re.ASCII)
            found = reader(told, *match.groups()) if match else None
            if isinstance(found, tuple):
                return (found, rule) if found[0] < found[1] else (None, "")
            if match and found is not None and not length[1]:
                length = found or 0, rule
    return length


def _agreed(words, told):
    """Read each clause by itself; None unless all are understood and say the same."""
    clauses = [part.strip() for part in re.split(r"[\[\]();]|, | / ", words)]
    if "sic" in clauses:
        clauses = clauses[clauses.index("sic") + 1 :]
    clauses = [part for part in clauses if part and not re.fullmatch(NOTES, part, re.ASCII)]
    readings = [_understood(part, told) for part in clauses]
    periods = [reading for reading in readings if isinstance(reading[0], tuple)]
    if not periods:
        return None, ""
    best, rule = min(periods, key=lambda reading: RULES.index(reading[1]))
    lengths = (0, years.months(*best))
    if (readings[0][1], rule, lengths[1]) == ("calendar year", "financial year", 12):
        # "2023 [2022/23]": the year is short for a financial year that it touches
        readings = readings[1:] if readings[0][0][0][:4] in (best[0][:4], best[1][:4]) else readings
    agreed = all(found == best or found in lengths for found, _ in readings)
    return (best, rule) if agreed else (None, "")


def _listed(told, text):
    """Read "2017/18 and 2018/19", years that follow on."""
    named = text.replace(",", " ").replace("and", " ").split()
    return years.period(named[0], named[-1]) if named == years.span(*sorted((named[0], named[-1]))) else None


def _span(told, count, first, last):
    """Read "2017/18 to 2022/23", of which the number of years may be said before."""
    period = years.period(first, last)
    return period if not count or 12 * int(count) == years.months(*period) else None


def _part(year, words):
    """Read the part of a financial year that words name: "Q1", "April to September", "first half"."""
    start, end = years.period(year, year)
    month = re.fullmatch(rf"(?:in )?(?:the month of )?{M}", words)
    words = f"{month[1]} to {month[1]}" if month else re.sub(r"^(?:in |between |from )?(?:the )?", "", words)
    for pattern, months in PARTS.items():
        match = re.fullmatch(pattern, words, re.ASCII)
        if match:
            named = next(filter(None, match.groups()))
            place = int(named) - 1 if named.isdigit() else ORDINALS.index(named)
            return _from(years.add_months(start, place * months), months)
    match = re.fullmatch(rf"(?:(first)|last) {N} months", words, re.ASCII)
    if match and int(match[2]) <= 12:
        count = int(match[2])
        return _from(start if match[1] else years.add_months(end, -count), count)
    match = re.fullmatch(rf"{M} ?(?:to|and|until|-) ?{M}", words)
    if not match:
        return None
    first, second = (_at(years.start(year) + (name in MONTHS[:3]), name) for name in match.groups())
    # "April to October" may end before October or with it
    in_doubt = not month and {first[5:], second[5:]} <= set(OPEN_QUARTERS)
    return (first, years.add_months(second, 1)) if first <= second and not in_doubt else None


def _whole(year):
    """Give the financial year that begins in a calendar year."""
    return f"{year}-04", f"{year + 1}-04"


def _at(year, month):
    """Name a month of a calendar year, given by its number or its word."""
    return f"{year}-{month if isinstance(month, int) else MONTHS.index(month) + 1:02d}"


def _from(start, count):
    return start, years.add_months(start, count)


def _joined(told, text):
    """Read "2017 to 2018" as the financial year 2017/18, and so on in pairs."""
    named = [int(year) for year in text.split(" to ")]
    pairs = list(zip(named[::2], named[1::2], strict=False))
    if len(named) % 2 or any(second != first + 1 for first, second in pairs):
        return None
    return years.period(years.name(named[0]), years.name(named[-1] - 1))


def _of_the_round(told, first, last):
    """Read "between 2017 and 2021" where the round's latest year ends in 2021; else they may be calendar years."""
    year = years.name(int(last) - 1)
    return years.period(years.name(int(first)), year) if told.latest == year and last > first else None


def _range(told, *groups, back=0):
    """Turn one pair of months into a period.

    "April 2017 to October 2019" ends where October begins, "April to September" where September ends: the NSPCC's
    half-year rounds use both, so an end month that opens a quarter is not included, unless the range is 12 months of
    its own (May 2018 to April 2019) or the day says otherwise. Days are rounded to the nearest month, but never to a
    whole financial year.
    """
    (edge1, day1, past1, month1, text1), (edge2, day2, past2, month2, text2) = groups[:5], groups[5:]
    first, second = MONTHS.index(month1) + 1, MONTHS.index(month2) + 1
    year1, year2 = _year(told, text1), _year(told, text2) or (past2 and _year(told, "last year"))
    year2 = year2 or (year1 and year1 + (second < first))
    year1 = year1 or (year2 and year2 - (second < first))
    dated = (day1 and edge1) or (day2 and edge2) or edge1 == "end of "
    # "Apr 17 to Mar 2018" may mean the day or the year
    dated = dated or (day1 and not day2 and not text1 and int(day1) in SHORT_YEARS)
    if not year1 or not year2 or past1 or dated:
        return None
    last1, last2 = calendar.monthrange(year1, first)[1], calendar.monthrange(year2, second)[1]
    day1, day2 = (None if day is None else int(day) for day in (day1, day2))
    if day1 not in (None, *range(1, last1 + 1)) or day2 not in (None, *range(1, last2 + 1)):
        return None
    opens_quarter = {f"{first:02d}", f"{second:02d}"} <= set(OPEN_QUARTERS)
    included = day2 > 15 if day2 else edge2 == "end of " or not (opens_quarter or edge2)
    start = years.add_months(_at(year1, first), (day1 or 0) > 15)
    end = years.add_months(_at(year2, second), bool(included))
    exact = day2 in (None, last2 if included else 1)
    exact = exact and (day1 in (None, 1) or (day1 == 3 and start == FIRST_MONTH))
    shifted = not included and day1 and day2 and day2 == day1 - 1 <= DAYS_SHIFTED
    certain = exact or shifted or not years.is_whole(start, end)
    return (years.add_months(start, -back), end) if certain else None


def _year(told, text):
    """Give the calendar year that "2021", "this year 2021" or "last year" names; None where it is not known."""
    if not text or text[-4:].isdigit():
        return text and int(text[-4:])
    return int(told.published[:4]) - (text == "last year") if told.published else None


def _two_ranges(told, text):
    """Read a change between the same months of two years, or halves that go on: "… and separately …"."""
    for joint in [" and separately "] + [" to ", " vs ", " on "] * told.change:
        sides = [re.fullmatch(RANGE, side, re.ASCII) for side in text.split(joint)]
        if len(sides) == 2 and all(sides):
            first, second = (_range(told, *side.groups()) for side in sides)
            if not first or not second:
                return None
            # what is added goes on where the other ends; a change compares the same months of two years
            goes_on = first[1] == second[0]
            same_months = [month[5:] for month in first] == [month[5:] for month in second]
            if goes_on if joint == " and separately " else same_months:
                return min(first[0], second[0]), max(first[1], second[1])
    return None


def _year_to(told, count, how, edge, day, month, this_year, year):
    """Read "year to April 2019", which ends where April begins, and "year ending March 2025"."""
    length = 12 * int(count or 1)
    if not year and this_year:
        year = _year(told, "this year")
    elif not year and told.latest and month in ("mar", "apr"):
        year = years.start(told.latest) + 1
    included = month not in ("apr", "oct") or day or edge or how == "ending"
    if not year:
        return length if month == ("mar" if included else "apr") else None
    return _ending(_at(year, month), day, included, length)


def _ending(month, day, included, length):
    """Give so many months to a month, or to its last day; None for another day."""
    if day and int(day) != calendar.monthrange(int(month[:4]), int(month[5:]))[1]:
        return None
    end = years.add_months(month, bool(included))
    return years.add_months(end, -length), end


def _months_to(told, count, how, edge, day, month, year):
    year = _year(told, year)
    included = how != "up to" or day or edge
    return _ending(_at(year, month), day, included, int(count)) if year else int(count)


def _last_months(told, count):
    end = int(count) != 12 and told.end
    return (years.add_months(end, -int(count)), end) if end else int(count)


def _same_period(told, year, before, ago=None):
    if not told.previous:
        return 0
    back = int(told.previous[0][:4]) - int(year) if year else int(ago or bool(before))
    return tuple(years.add_months(month, -12 * back) for month in told.previous)


def _since(told, month, year, last_month, last_year):
    start = _at(year, month or "apr")
    if last_month:
        last = _at(last_year, last_month)
        return start, last if last[5:] in OPEN_QUARTERS else years.add_months(last, 1)
    found = told.since(years.name(int(year)))
    return found and (start, found[1])


def _last_years(told, count):
    """Read "over six years" to the latest of the round; of a change they are six years apart."""
    back = int(count) - (0 if told.change else 1)
    if not told.latest:
        return 12 * (back + 1)
    # a change "across the past six years" may mean the first to the last of six years
    before_law = told.change and years.shift(told.latest, -back) == years.shift(FIRST_YEAR, -1)
    return told.back(back - before_law)


def _relative(told, before, april, twelve):
    """Read "last year" and "the previous year" through the round."""
    to = int(bool(before))
    year = told.back(to, to)
    # the twelve months before a round in the middle of a year are no financial year
    if not year or (twelve and told.end != year[1]):
        return 24 if told.change else 12
    if april and year[1][:4] != april:
        return None
    return told.back(to + told.change, to)


# The wordings

#: A financial year, a calendar year, a number.
Y, C, N = f"({'|'.join(map(years.name, range(2000, 2099)))})", r"(20\d\d)(?![/\d])", r"(\d{1,2})"
_Y, _C = (f"(?:{pattern[1:]}" for pattern in (Y, C))
#: Words before a period that change nothing in it.
LEAD = r"(?:(?:in|for|during|over|across|throughout) )?(?:the )?(?:course of )?(?:the )?"
NAMED = rf"{LEAD}(?:(?:whole|full|entire)(?: of)? )?(?:the )?(?:financial year |year |fy ?)?"
LAST = r"(?:last|past|previous|latest|most recent) "
SET_BESIDE = r"(?:on|vs|versus|since|with|than|compared (?:with|to))"
FIGURES = (
    r"(?:(?:the )?(?:figures?|numbers?|totals?|levels?|count|that|those) (?:(?:of|for|from|in) )?)?(?:the )?"
)
THE_LAW = (
    r"(?:(?:it|this) became (?:an offence|a crime)|(?:the |a )?(?:new )?(?:anti-grooming )?(?:offence|laws?|legislation)"
    r"(?: concerning the crime)?(?: (?:first )?(?:came into (?:force|law|effect)|(?:was|were) introduced|changed))?)"
)
POINT = (
    rf"(?:the )?((?:start|beginning|end) of )?(?:{D} )?(last )?{M}"
    r"(?: ((?:(?:last|this) year )?20\d\d|last year|this year))?,?"
)
RANGE = rf"(?:(?:between|from|in|during|for) )?{POINT} ?(?:to|and|until|till|up to|through(?: to)?|-) ?{POINT}(?: inclusive)?"
#: Clauses that say nothing about the period.
NOTES = (
    r"headline|context|not stated in excerpt|period not repeated beside the figure|inclusive"
    rf"|over (?:that time|this period|the same period)|financial years?|altered on {D} {M} from {D} {M} 20\d\d"
)
#: Parts of a financial year, by their number or its word, and their months.
PARTS = {
    r"(?:quarter ?|q)([1-4])|(first|second|third|fourth) quarter": 3,
    r"(?:half ?|h)([12])|(first|second) half": 6,
}
#: The wordings of each rule: a pattern of the whole of the words, and what reads its groups. The first that fits
#: reads them; of clauses that say the same, the rule that stands first.
WORDINGS = {
    "financial year": [
        (rf"{NAMED}{Y}(?: financial year| fy)?(?: alone)?", lambda told, year: years.period(year, year)),
        (
            rf"(?:between|from|since|{LEAD}(?:{N} years)?,? ?(?:between|from|of)?) ?{Y} ?(?:to|-|until|up to|through(?: to)?) ?"
            rf"{Y}(?: inclusive)?",
            _span,
        ),
        (rf"{LEAD}(?:{N} years )?between {Y} and {Y}", _span),
        (rf"({_Y}(?:, {_Y})*,? ?(?:and )?{_Y})", _listed),
        (rf"since (?:the )?{NAMED}{Y}", Told.since),
        (
            rf"{LEAD}(?:{LAST})?{N} years (?:up )?to {NAMED}{Y}",
            lambda told, count, last: years.period(years.shift(last, 1 - int(count)), last),
        ),
    ],
    "part of a financial year": [
        (rf"{Y}[,:]? (.+)", lambda told, year, words: _part(year, words)),
        (
            rf"(.+?),? (?:(?:of|in) )?(?:the )?(?:financial year )?{Y}(?: financial year)?",
            lambda told, words, year: _part(year, words),
        ),
    ],
    "calendar years joined": [
        (rf"{C} (start|end) of '{_C} to {_C}'", lambda told, year, end: _whole(int(year) - (end == "end"))),
        (rf"({_C}(?: to {_C})+)", _joined),
        (
            rf"{LEAD}financial year {C} ?(?:to|-) ?{C}|{LEAD}{C} to {C} financial year",
            lambda told, *ends: _joined(told, " to ".join(filter(None, ends))),
        ),
        (rf"(?:between |from )?{C} ?(?:to|and|-|until) ?{C}", _of_the_round),
    ],
    "months": [
        (RANGE, _range),
        (r"(.* and separately .*)", _two_ranges),
        (rf"(?:in |during )?(?:the month of )?{M} {C}", lambda told, month, year: _from(_at(year, month), 1)),
    ],
    "year to": [
        (
            rf"{LEAD}(?:last |latest )?(?:financial )?(?:{N} years|year|12 months) ?(?:leading )?(up to|to|ending) (?:in )?"
            rf"((?:the )?end of )?(?:{D} )?{M}( this year)?,?(?: {C})?",
            _year_to,
        ),
        (rf"{LEAD}financial year (?:to|ending)(?: in)? {C}", lambda told, year: _whole(int(year) - 1)),
    ],
    "number of months": [
        (
            rf"(?:in )?(?:the )?first (?:year|{N} months)(?: since 3 apr 2017| (?:of|since) {THE_LAW})?"
            r"(?:,? from (?:3 apr 2017|3 apr last year))?",
            lambda told, count: _from(FIRST_MONTH, int(count or 12)),
        ),
        (
            rf"{LEAD}(?:{LAST})?{N} months (up to|to|ending) ((?:the )?end of )?(?:{D} )?{M} ((?:last year )?20\d\d|last year)",
            _months_to,
        ),
        (rf"{LEAD}(?:space of )?(?:{LAST})?{N} months", _last_months),
        (r"(?:the )?(?:full|whole|complete) (?:financial )?year", lambda told: 12),
        # the NSPCC's round on lockdown is of April to June 2020
        (rf"first {N} months of lockdown|during lockdown", lambda told, count: int(count or 3)),
    ],
    "since": [
        (rf"since (?:{M} )?{C}(?: to {M} {C})?", _since),
        (
            r"since the beginning of this year",
            lambda told: told.published and (f"{told.published[:4]}-01", told.published),
        ),
        (
            r"since apr last year",
            lambda told: told.published and told.since(years.name(int(told.published[:4]) - 1)),
        ),
        (
            rf"(?:2 years )?since {THE_LAW}(?: in (?:apr )?2017| \d\d? years ago)?",
            lambda told: told.since(FIRST_YEAR),
        ),
    ],
    "same period": [
        (
            rf"(?:over |in )?(?:the )?same (?:period|months)(?: (?:in |of )?{C}|( (?:in )?(?:the )?(?:year before|previous year|last year))"
            rf"| {N} years (?:ago|earlier|before))?",
            _same_period,
        )
    ],
    "number of years": [
        (rf"{N} years ago", lambda told, count: told.back(int(count), int(count)) or 12),
        (rf"{N} and a half years", lambda told, count: 12 * int(count) + 6),
        (
            rf"{LEAD}(?:space of )?(?:a )?(?:{LAST})?{N} years"
            r"(?: increase from 20\d\d to 20\d\d| since the online safety bill was proposed)?",
            _last_years,
        ),
    ],
    "last year": [
        (
            rf"{LEAD}(?:(previous (?:financial )?year|year before)(?: to apr {C})?"
            r"|(?:last|past) (?:(?:financial )?year|(12) months)(?: alone)?)",
            _relative,
        ),
        (r"(?:in )?(?:the )?(?:latest|most recent) (?:financial )?year", lambda told: told.back(0) or 12),
    ],
    "the round's own comparison": [],
    "calendar year": [
        (
            rf"{LEAD}(?:calendar year )?{C}(?: calendar year)?",
            lambda told, year: (f"{year}-01", f"{int(year) + 1}-01"),
        )
    ],
}
#: The wordings of a percent change only.
CHANGES = {
    "financial year": [
        (rf"(?:round compares )?{Y} {SET_BESIDE} {Y}", lambda told, last, first: years.period(first, last)),
        (
            rf"{Y} {SET_BESIDE} (?:the )?(?:previous year|year before)",
            lambda told, year: years.period(years.shift(year, -1), year),
        ),
        (rf"(?:(?:last|this) year (?:base not printed; presumably )?)?{SET_BESIDE} {FIGURES}{Y}", Told.since),
    ],
    "months": [
        (f"{RANGE} on previous year", lambda told, *groups: _range(told, *groups, back=12)),
        (r"(.*(?: to | vs | on ).*)", _two_ranges),
    ],
    "number of years": [
        (
            rf"(?:up )?{SET_BESIDE} {FIGURES}{N} years (?:ago|earlier|before|previously)",
            lambda told, count: told.back(int(count)) or 12 * (int(count) + 1),
        )
    ],
    "last year": [
        (
            rf"(?:up )?{SET_BESIDE} {FIGURES}(?:(?:previous|last) (?:financial )?year|year (?:before|earlier))|year[ \-]on[ \-]year"
            r"|in (?:the space of )?(?:a|1) years?",
            lambda told: told.back(1) or 24,
        )
    ],
    "the round's own comparison": [
        (r"(?:headline; )?base year not stated", lambda told: told.since(FIRST_YEAR))
    ],
}
RULES = list(WORDINGS)
