"""What a label of a table names: an area, a period, a category, a total; and the marks glued to it.

A label is read as a whole or not at all. What may be either of two things, or is what a
spreadsheet made of something else, says why it is in doubt.
"""

import functools
import re
from typing import NamedTuple

from offences.names import areas, years
from offences.names.errors import InputError, NearMiss
from offences.reading import periods, readings, titles, values

#: What a spreadsheet makes of text that it takes for a date: "12-Nov-26", "Aug-26", a number of days, a moment.
SHORT_DATES = r"\d{1,2}-[A-Z][a-z]{2}(?:-\d{2,4})?|[A-Z][a-z]{2}-\d{2}"
DATES = rf"{SHORT_DATES}|[34]\d{{4}}|20\d\d-\d\d-\d\d(?: 00:00:00)?"
MONTH_YEAR = rf"({periods.MONTH})-(\d\d)"
YEAR_ENDING = r"(?:the )?(?:financial )?(?:year|12 months) (?:ending|ended|to)"
#: Cells that are blank, hidden or not answered; a dash may be any of these, or zero.
DASHES = ("-", "–", "—")
SYMBOLS = {*values.SYMBOLS, *DASHES} - {""}
RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
#: Letters that say how a figure was made, and need no note: revised, provisional, break in the series.
KNOWN_MARKS = ("r", "p", "b")
MARK = re.compile(
    r"\s*(?:[\[(]\s*(?:(?:see )?(?:foot)?notes?\.? ?)?(?P<inner>[a-z]|\d{1,2}(?:\s*(?:,|and|&)\s*\d{1,2})*)\s*[\])]"
    r"|(?P<raised>[⁰¹²³⁴-⁹]+(?:[,˒ ]*[⁰¹²³⁴-⁹]+)*)|(?P<sign>[*†‡§#^]+)|(?<=\d)(?P<letter>[rp]))$",
    re.I,
)
NOTE = re.compile(r"[\[(]\s*(?:see )?(?:foot)?note", re.I)
TOTAL = r"(?:(?:grand|overall|sub-?|running) ?)?totals?\b.*|.* totals?|all(?: (?:police )?(?:forces|areas|ages|years|genders|platforms|offences))?|sum"
QUARTER = (
    rf"(?:q|qtr ?|quarter ?)[1-4]|(?:{'|'.join(periods.ORDINALS)}|1st|2nd|3rd|4th) (?:quarter|half)"
    rf"|(?:h|half ?)[12]|{periods.MONTH}(?: ?(?:-|–|to) ?{periods.MONTH})?"
)
ORDINAL = {"1st": "first", "2nd": "second", "3rd": "third", "4th": "fourth", "qtr": "quarter"}
#: How a file says that it counts offences.
COUNTED = re.compile(r"\b(?:offen[cs]es?|crimes?)\b", re.I)
#: Those of them that may tell a part of a year, and are not set aside where a period is read.
OF_A_YEAR = {"year", "years", "ending", "ended", "quarter", "month", "age", "period"}
#: Words of a heading that names neither area, period nor category, but the numbers below it.
COUNTS = re.compile(r"\b(?:offences|crimes|numbers?|counts?|totals?|recorded|sum|values?|scc)\b", re.I)
#: Headings of columns that say something beside the figures.
BESIDE = re.compile(
    r"\b(?:notes?|comments?|remarks?|sources?|ref(?:erence)?|link|url|status|received|date)\b", re.I
)
NUMBERED = r" (?:no\.?|number)"
HEADS = {
    "period": rf"(?:financial |fiscal |calendar )?(?:year|period|fy|quarter|qtr|fq|half(?:[ -]year)?|month|week)s?(?: ending| ended|{NUMBERED})?",
    "quarter": rf"(?:financial |fiscal )?(?:quarter|qtr|fq)s?(?:{NUMBERED})?",
    "half": rf"(?:financial |fiscal )?(?:half(?:[ -]year)?)s?(?:{NUMBERED})?",
    "age": r"age.*|.*\bages?\b.*",
    "victim": r"(?:victims?['’]?s?['’]? )?(?:gender|sex|age(?: ?(?:band|group))?)(?: of (?:the )?victims?)?",
}
#: Words that a period is written in; with one of them unread, a label may still be meant for one.
OF_PERIODS = (
    r"\d+|[a-z]|(?:fye?|ye)\d*|ytd|years?|to|date|so|far|months?|quarters?|q\d|h\d|half|only|onwards|ending|ended|since|until|up|first|last|"
    rf"provisional|part|partial|calendar|days?|weeks?|st|nd|rd|th|{periods.MONTH}"
)
UNKNOWN = r"(?:not |un)(?:known|stated|recorded|specified)|no data|missing|blank|\(blank\)|n/k"
AXES = ("area", "period", "quarter", "gender", "age", "age_gender", "platform", "total", "unknown", "unsure")
CATEGORIES = ("gender", "age", "age_gender", "platform")


class Label(NamedTuple):
    """What a label names (one of AXES, ``plain``, or empty), its words, its mark, why it is in doubt, its cell."""

    kind: str
    words: str
    mark: str = ""
    why: str = ""
    cell: str = ""


def without_mark(words, legend=()):
    """Take a footnote's mark off the end of a label or number; give the words and the mark, empty where there is none.

    A number or letter in brackets is one only where the notes of the file, ``legend``, explain it.

    >>> without_mark("285 (r)"), without_mark("Kent [note 1]"), without_mark("285 (1)"), without_mark("285¹")
    (('285', 'r'), ('Kent', '1'), ('285 (1)', ''), ('285', '1'))
    """
    found = MARK.search(words)
    if not found or not words[: found.start()].strip() or words in SYMBOLS:
        return words, ""
    mark = next(filter(None, found.groups())).strip().lower().translate(RAISED)
    explained = found["inner"] is None or NOTE.search(found[0]) or {mark} & {*KNOWN_MARKS, *legend}
    return (words[: found.start()].strip(), mark) if explained else (words, "")


def is_number(words):
    """Tell whether a cell holds a figure, or the symbol of one that is missing, as tables print them."""
    words = without_mark(words)[0]
    if words in SYMBOLS:
        return True
    if not re.match(r"[<~*+\-−]? ?\d", words, re.ASCII) or _period(words) or _ages(words):
        return False
    figure = r"[<~*+\-−]? ?[\d,. ]*\d(?: ?[(\[*†‡#^%].{0,25})?"
    return values.read(words).low is not None or bool(re.fullmatch(figure, words, re.ASCII))


@functools.lru_cache(maxsize=50_000)
def read(words, legend=frozenset(), heading=""):
    """Read a label; ``heading`` is what heads its column, for numbers that may be an age or a year.

    >>> read("Kent1")[:3], read("2017").why.partition(";")[0]
    (('area', 'Kent', '1'), "'2017' is a calendar year and not a financial year")
    """
    bare, mark = without_mark(words, legend)
    glued = re.fullmatch(r"(20\d\d[/\-–]\d\d)(\d)", bare, re.ASCII) if not mark else None
    bare, mark = (glued[1], glued[2]) if glued and _period(glued[1]) else (bare, mark)
    if len(bare) > 200 or not bare:
        return Label("", words)
    kind, read_as, why = _named(bare, heading)
    glued = (
        re.fullmatch(r"(.+[a-z)])(\d{1,2}(?:,\d{1,2})*)", bare, re.I | re.ASCII) if not kind or why else None
    )
    if glued and _named(glued[1].strip(), heading)[0] in ("area", "gender", "platform"):
        bare, mark = glued[1].strip(), glued[2]
        kind, read_as, why = _named(bare, heading)
    return Label(kind, read_as, mark, why)


def _named(words, heading):
    """Give the kind, the words to read and the doubt of a label without its mark."""
    low = re.sub(r"\s+", " ", words.lower()).strip(" :")
    of_ages = re.fullmatch(HEADS["age"], heading, re.I)
    if re.fullmatch(r"(?:1[6-9]|[2-9]\d)[-–](?:1[7-9]|[2-9]\d)", low) and not of_ages:
        why = "may be an age or a financial year; write 2017/18 or 'aged 16 to 17'"
        return "unsure", words, f"{words!r} {why}"
    if titles.OFFENCE.search(low) and titles.is_plain(words):
        return "plain", words, ""
    for part, most in {"quarter": 4, "half": 2}.items():
        if re.fullmatch(f"[1-{most}]", low) and re.fullmatch(HEADS[part], heading, re.I):
            return "quarter", f"{part[0]}{low}", ""
    ages = _ages(f"aged {low.removeprefix('aged ')}" if of_ages else low)
    if ages and of_ages:
        return ages[0], words, ""
    if period := _period(words):
        return period
    if ages:
        return ages[0], words, ""
    if re.fullmatch(QUARTER, low):
        return "quarter", re.sub(r"1st|2nd|3rd|4th|qtr", lambda found: ORDINAL[found[0]], low), ""
    if low in readings.platforms():
        return "platform", words, ""
    if re.fullmatch(UNKNOWN, low):
        return "unknown", words, ""
    if re.fullmatch(HEADS["victim"], low) or (titles.is_plain(words) and "total" not in low.split()):
        return "plain", words, ""
    if split := titles.category(words):
        return (*split, "")
    if re.fullmatch(rf"(?:{BESIDE.pattern}|\W)+", low):
        return "", words, ""
    return _area_or_total(words, low)


def _area_or_total(words, low):
    try:
        areas.find_printed(words)
        return "area", words, _several(words)
    except InputError as error:
        if re.fullmatch(TOTAL, low):
            split = readings.victims(re.sub(r"^totals?(?: of)? | totals?$", "", low))
            return (*split, "") if split else ("total", words, "")
        return ("area", words, str(error).rstrip(".")) if isinstance(error, NearMiss) else ("", words, "")


def _several(words):
    """Say which other areas share the name that one publisher prints for an area of his; empty where none does."""
    try:
        areas.find(words)
    except InputError as error:
        return str(error).rstrip(".")
    return ""


def _ages(words):
    return readings.victims(re.sub(r"^(?:victims? )?(?=age|\d)", "", words.lower()))


@functools.lru_cache(maxsize=10_000)
def _period(words):
    """Give what a label that names a period, or may name one, is; None for any other."""
    if re.fullmatch(DATES, words) and not re.fullmatch(r"\d{5}", words):
        return "period", words, spreadsheet_made(words)
    low = words.lower().strip(" :")
    bare = titles.OFFENCE.sub(" ", low)
    plain = " ".join(
        word for word in bare.split() if word.strip("(),:") not in {*titles.PLAIN, "no"} - OF_A_YEAR
    )
    for form in dict.fromkeys([words, plain]):
        start, _, rule = periods.read(form)
        if rule == "calendar year":
            return "period", words, calendar_year(form)
        if start:
            return "period", form.strip(" ,:"), ""
    meant = all(
        re.fullmatch(OF_PERIODS, word) or word in titles.PLAIN for word in re.findall(r"[^\W_]+|%", bare)
    )
    dated = rf"20\d\d|\b\d\d/\d\d\b|\bfye? ?\d\d\b|{periods.MONTH}[ '-]{{0,2}}\d\d\b|\bytd\b"
    if meant and re.search(dated, low) and not re.fullmatch(r"[\d,.]+", low):
        return (
            "period",
            words,
            f"{words!r} cannot be read as a period; write a financial year such as 2025/26, or months such as April 2025 to March 2026",
        )
    return None


def calendar_year(words):
    """Say why a calendar year is refused, and what may be meant."""
    year = int(re.search(r"20\d\d", words)[0])
    return (
        f"{words!r} is a calendar year and not a financial year; write {year}/{(year + 1) % 100:02d} if it begins in "
        f"April {year}, {year - 1}/{year % 100:02d} if it ends in March {year}, or 'January {year} to December {year}'"
    )


def spreadsheet_made(words):
    """Say what a spreadsheet made of what was typed, and how to keep it from doing so."""
    month = re.fullmatch(MONTH_YEAR, words, re.I)
    first = re.fullmatch(r"(20\d\d-\d\d)-01(?: 00:00:00)?", words)
    made = (
        first[1] if first else month and f"20{month[2]}-{periods.MONTHS.index(month[1][:3].lower()) + 1:02d}"
    )
    made = f"{made}, or of a day of a month" if made else "other text that it takes for a date"
    return (
        f"{words!r} is what Excel makes of {made}; format the column as text and write it again: a month of release as "
        "2026-08, a period as 2025/26 or 'year ending September 2026'"
    )


def joined(period, part):
    """Read a quarter under its year, or a month under "Year ending"; None where they make no period."""
    month = re.fullmatch(MONTH_YEAR, part, re.I)
    start, end, _ = periods.read(period)
    if start and years.is_whole(start, end) and years.months(start, end) == 12:
        period = years.of_month(start)
    words = f"{period} {month[1].lower()} 20{month[2]}" if month else f"{period} {part}"
    return words if periods.read(words)[0] else None


def heads_periods(words):
    """Tell whether a heading says that what stands under it are years, or parts of them."""
    return bool(re.fullmatch(HEADS["period"], words, re.I))


def may_be_content(words):
    """Tell whether words that name an age, a platform or a day may be what a table holds: "1-4", "x", "12/03/2026"."""
    small = r"(?:under|below) \d|\d ?(?:-|–|to) ?\d|\d (?:or|and) (?:under|below)|x"
    return bool(re.fullmatch(rf"{small}|\d\d?/\d\d?/(?:20)?\d\d|20\d\d-\d\d-\d\d", words.lower()))
