"""Read a count, percentage or refusal from the text in which it was published.

What a word allows is a convention of this collection, stated here once:

==============================  =============================================
as published                    read as
==============================  =============================================
285                             exactly 285
10,700 (1,000 or more, ending   half a unit of the last digit that is not zero
in two zeros)                   either side: 10,650 to 10,749
40 per cent                     39.5 to 40.5
a quarter, four in five         2.5 points either side
almost, nearly X                nine tenths of X, up to X (for a count to X - 1)
fewer than, less than, under,   0 up to X (for a count to X - 1): few pages say
below X, <X                     whether the small count so hidden may be 0
more than, over, at least X     X (for a count over X: X + 1) and no upper bound
around, about X                 a tenth of X either side
*, [c]; [x]; [z]                suppressed; not answered; not applicable
==============================  =============================================

A text is read as a whole or not at all: a number with words beside it that this
module does not know ("285 (3 refused)") is text, never another number and never a
refusal. Counts are whole numbers, written in the digits 0 to 9, with commas between
all thousands or none, or in English words below a thousand million.
"""

import re
from typing import NamedTuple

from offences.names import wording

UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
#: Each scale of a number in words, and how many of it may be said at once.
SCALES = {"million": (10**6, 999), "thousand": (1000, 999), "hundred": (100, 9)}
FRACTIONS = {
    r"(?:a |one )?half": 50,
    r"two thirds": 200 / 3,
    r"(?:a |one )third": 100 / 3,
    r"three quarters": 75,
    r"(?:a |one )quarter": 25,
    r"(?:a |one )fifth": 20,
    r"twice": 100,
}
QUALIFIERS = {
    "almost": r"(?:almost|nearly|just under) ",
    "under": r"(?:(?:fewer than|less than|under|below) |< ?)",
    "above": r"(?:more than|over|above) ",
    "at least": r"at least ",
    "about": r"(?:around|about|roughly|approximately) ",
}
SYMBOLS = {
    "": "not_answered",
    "*": "suppressed",
    "[c]": "suppressed",
    "[x]": "not_answered",
    "[z]": "not_applicable",
    "..": "not_answered",
}
#: What a published entry may be; all but the first have a symbol and no number.
STATUSES = ["published", *wording.STATUS_SYMBOLS]
#: What is known of a number; among figures of one year the first is preferred to the next.
PRECISIONS = ["exact", "rounded", "about", "below", "above", "words", "text"]
#: What a value is in.
MEASURED_IN = ["count", "percent", "text"]
#: Words that stand in place of a figure, and what they say about it.
ABSENT = {
    "not_seen": r"\[.*\b(?:seen|read)\]",
    "refused": r".*(?:section \d|exempt|withheld|refus|cost limit|neither confirm).*",
    "not_answered": r"n/?a|not provided|did not provide figures|unable to provide|not held.*|there is no .*",
}
#: Digits in a refusal that count no offences: the section of the Act, a file's name, the work it would be.
NO_FIGURE = (
    r"sections? \d+(?:\(\w+\))*|[\w\-]+\.(?:pdf|xlsx?|csv|docx?)\b|each of the [\d,]+"
    r"|[\d,]+ (?:records?|minutes?|hours?)\b"
)
#: No figure and no refusal is longer, in characters; a longer text is not searched.
LONGEST = 1000
DIGITS = r"\d{1,30}|[1-9]\d{0,2}(?:,\d{3}){1,9}"
WORDS = r"[a-z]+(?:[ \-][a-z]+)*?"
PERCENT = r"\s*-?(?:%|per[ -]?cent\b|per ce\[nt\])"
WORDING = r"(?: (?:cases?|offences?|crimes?|of the (?:crimes|cases|offences)))?"


class Value(NamedTuple):
    """A reading: bounds, how precise they are, its status and what stood beside it.

    ``low`` and ``high`` are numbers or None (no bound); ``precision`` is one of
    exact, rounded, words, below, above, about, text; ``beside`` is a share printed
    in brackets, in percent, or the base of "41 of 44"; ``marked`` says that the
    figure carries a footnote star.
    """

    low: float | None
    high: float | None
    precision: str
    status: str
    unit: str = "count"
    beside: float | None = None
    marked: bool = False


def absent(status):
    """Give the reading of an entry without a number."""
    return Value(None, None, "", status)


def read(text):
    """Read a value as published.

    Parameters
    ----------
    text : str
        Such as ``1,316``, `` -00 ``, ``Ninety-one``, ``almost 34,000``, ``*77``.

    Returns
    -------
    Value
        Percentages are in percent, fractions in words likewise. What is not
        understood as a whole has the precision ``text`` and no bounds.

    Examples
    --------
    >>> read("1,316").low
    1316
    >>> read("almost 34,000")[:3]
    (30600, 33999, 'below')
    >>> read("fewer than 5")[:3]
    (0, 4, 'below')
    >>> read("*").status
    'suppressed'
    >>> read("285 (3 refused)").precision
    'text'
    """
    words = re.sub(r"\s+", " ", str(text).lower()).strip()
    if len(words) > LONGEST:
        return _text()
    if words in SYMBOLS:
        return absent(SYMBOLS[words])
    for status, pattern in ABSENT.items():
        if re.fullmatch(pattern, words):
            return _text() if _counts_something(words) else absent(status)
    before, after = re.fullmatch(r"(\*(?=\d))?.*?((?<=\d)\*)?", words, re.ASCII).groups()
    if before and after:
        return _text()
    words = words[len(before or "") : len(words) - len(after or "")]
    qualifier, words = _qualifier(words)
    found = _fraction(words, qualifier) or _number(words, qualifier) or _text()
    return found._replace(marked=bool(before or after) and found.unit != "text")


def _text():
    return Value(None, None, "text", "published", "text")


def _counts_something(words):
    """Tell whether a number is left in words that refuse, beside the Act's sections and the cost."""
    left = re.sub(NO_FIGURE, " ", words, flags=re.ASCII)
    spelled = re.search(rf"\b(?:{'|'.join([*UNITS, *TENS, *SCALES])})\b", left)
    return bool(spelled) or any(character.isnumeric() for character in left)


def _qualifier(words):
    for kind, pattern in QUALIFIERS.items():
        match = re.match(rf"{pattern}(?:a (?=\d))?", words, re.ASCII)
        if match:
            return kind, words[match.end() :]
    return "", words


def _fraction(words, qualifier):
    if words == "the majority" and not qualifier:
        return Value(50, 100, "above", "published", "percent")
    match = re.fullmatch(rf"({DIGITS}|[a-z]+) in ({DIGITS}|[a-z]+)", words, re.ASCII)
    part, whole = (whole_number(match[1]), whole_number(match[2])) if match else (None, None)
    if part is not None and whole and part <= whole:
        return _bounded(100 * part / whole, qualifier, "percent", 2.5)
    for pattern, percent in FRACTIONS.items():
        if re.fullmatch(pattern, words):
            return _bounded(percent, qualifier, "percent", 2.5)
    return None


def _number(words, qualifier):
    percentage = re.fullmatch(
        rf"([+\-−]?) ?({DIGITS}|{WORDS})(\.\d{{1,6}})?{PERCENT}( \(reduced\))?{WORDING}", words, re.ASCII
    )
    if percentage:
        sign, digits, decimals, reduced = percentage.groups()
        number = whole_number(digits)
        if number is None or (decimals and not digits[-1].isdigit()) or (sign and reduced):
            return None
        number = float(digits.replace(",", "") + decimals) if decimals else number
        slack = 0.5 * 10 ** -len((decimals or ".")[1:])
        negative = sign in ("-", "−") or reduced
        if negative and qualifier:
            return None
        return _bounded(-number if negative else number, qualifier, "percent", slack)
    count = re.fullmatch(
        rf"([\-−]?) ?({DIGITS}|{WORDS}){WORDING}(?: of (?:the )?({DIGITS})| \((\d{{1,3}}(?:\.\d{{1,6}})?)%\))?",
        words,
        re.ASCII,
    )
    number = whole_number(count[2]) if count else None
    if number is None or (count[1] and (qualifier or count[3] or count[4] or not count[2].isdigit())):
        return None
    beside = float(count[4] or whole_number(count[3])) if count[3] or count[4] else None
    if (count[3] and number > beside) or (count[4] and beside > 100):
        return None
    return _bounded(-number if count[1] else number, qualifier, "count", 0)._replace(beside=beside)


def whole_number(words):
    """Read a whole number in digits or in English words.

    Parameters
    ----------
    words : str
        In lower case, such as ``1,316`` or ``two thousand three hundred and five``.

    Returns
    -------
    int or None
        None where the words are no number with certainty.

    Examples
    --------
    >>> whole_number("two thousand three hundred and five")
    2305
    >>> whole_number("three hundred two thousand hundred") is None
    True
    """
    if re.fullmatch(DIGITS, words, re.ASCII):
        return int(words.replace(",", ""))
    return _spelled(words.replace("-", " ")) if re.fullmatch(WORDS, words) else None


def _spelled(words):
    """Read a number in words: so many of the largest scale, then what is smaller than one of it."""
    for scale, (size, most) in SCALES.items():
        many, found, rest = f" {words} ".partition(f" {scale} ")
        if found:
            many, rest = many.strip(), rest.strip()
            number = 1 if many == "a" else _spelled(many)
            joined = rest.removeprefix("and ")
            smaller = _spelled(joined) if rest else 0
            if not number or number > most or smaller is None or smaller >= size or (rest and not smaller):
                return None
            # "two thousand and five", but never "two thousand and three hundred"
            return None if joined != rest and smaller >= 100 else number * size + smaller
    ten, _, unit = words.partition(" ")
    if ten in TENS and (not unit or unit in UNITS[1:10]):
        return 10 * (TENS.index(ten) + 2) + (UNITS.index(unit) if unit else 0)
    return UNITS.index(words) if words in UNITS else None


def _bounded(number, qualifier, unit, slack):
    """Put the bounds that a qualifier and rounding allow around a number."""
    step = 1 if unit == "count" else 0
    if qualifier in ("almost", "under") and number == 0:
        return _text()
    if qualifier == "at least":
        return Value(number, None, "above", "published", unit)
    if qualifier == "above":
        return Value(number + step, None, "above", "published", unit)
    if qualifier == "almost":
        return Value(_tidy(min(0.9 * number, number - step)), number - step, "below", "published", unit)
    if qualifier == "under":
        return Value(0, number - step, "below", "published", unit)
    if qualifier == "about":
        slack = max(slack, 0.1 * abs(number))
        return Value(_tidy(number - slack), _tidy(number + slack), "about", "published", unit)
    if unit == "count" and number >= 1000 and number % 100 == 0:
        place = 10 ** (len(str(number)) - len(str(number).rstrip("0")))
        return Value(number - place // 2, number + place // 2 - 1, "rounded", "published", unit)
    if unit == "count":
        return Value(number, number, "exact", "published", unit)
    precision = "words" if slack == 2.5 else "rounded"
    return Value(_tidy(number - slack), _tidy(number + slack), precision, "published", unit)


def _tidy(number):
    number = round(number, 6)
    return int(number) if number == int(number) else number
