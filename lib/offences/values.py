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
almost, nearly X                nine tenths of X, up to X
more than, over, at least X     X (for a count over X: X + 1) and no upper bound
around, about X                 a tenth of X either side
==============================  =============================================
"""

import re
from typing import NamedTuple

UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
SCALES = {"hundred": 100, "thousand": 1000}
FRACTIONS = {
    r"(?:a |one )?half": 50,
    r"two thirds": 200 / 3,
    r"(?:a |one )third": 100 / 3,
    r"three quarters": 75,
    r"(?:a |one )quarter": 25,
    r"(?:a |one )fifth": 20,
}
QUALIFIERS = {
    "below": r"almost|nearly|just under",
    "above": r"more than|over|above|at least",
    "about": r"around|about|roughly|approximately",
}
REFUSED = r"section \d|exempt|withheld|refus|cost limit|neither confirm"
UNANSWERED = r"n/?a|not provided|did not provide figures|unable to provide|not held.*|there is no .*"
PERCENT = r"\s*-?(?:%|per[ -]?cent\b|per ce\[nt\])"
WORDING = r"(?: (?:cases|offences|of the (?:crimes|cases|offences)))?"


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
        Percentages are in percent, fractions in words likewise.

    Examples
    --------
    >>> read("1,316").low
    1316
    >>> read("almost 34,000")[:3]
    (30600, 33999, 'below')
    >>> read("*").status
    'suppressed'
    """
    words = re.sub(r"\s+", " ", str(text).strip().lower())
    if words in ("*", "[c]"):
        return absent("suppressed")
    if words.startswith("["):
        return absent("not_seen")
    if re.search(REFUSED, words):
        return absent("refused")
    if not words or re.fullmatch(UNANSWERED, words):
        return absent("not_answered")
    marked = bool(re.match(r"\*\d", words))
    words = words.lstrip("*")
    qualifier, words = _qualifier(words)
    for reader in (_fraction, _number):
        found = reader(words, qualifier)
        if found:
            return found._replace(marked=marked)
    return Value(None, None, "text", "published", "text")


def _qualifier(words):
    for kind, pattern in QUALIFIERS.items():
        match = re.match(rf"(?:{pattern}) (?:a (?=\d))?", words)
        if match:
            exact = "at least" in match[0]
            return ("at least" if exact else kind), words[match.end() :]
    return "", words


def _fraction(words, qualifier):
    if words == "the majority":
        return Value(50, 100, "above", "published", "percent")
    match = re.fullmatch(r"(\d+|[a-z]+) in (\d+|[a-z]+)", words)
    if match and None not in (_whole(match[1]), _whole(match[2])):
        return _bounded(100 * _whole(match[1]) / _whole(match[2]), qualifier, "percent", 2.5)
    for pattern, percent in FRACTIONS.items():
        if re.fullmatch(pattern, words):
            return _bounded(percent, qualifier, "percent", 2.5)
    if words == "twice":
        return _bounded(100, qualifier, "percent", 2.5)
    return None


def _number(words, qualifier):
    match = re.fullmatch(
        rf"([+\-−]?)\s*([\d,]+(?:\.\d+)?|[a-z\- ]+?)({PERCENT})?( \(reduced\))?"
        rf"(?: of (?:the )?(\d+))?(?: \(([\d.]+)%\))?{WORDING}",
        words,
    )
    number = _whole(match[2]) if match else None
    if number is None:
        return None
    negative = match[1] in ("-", "−") and number or match[4]
    number = -number if negative else number
    beside = float(match[6] or match[5]) if match[6] or match[5] else None
    if match[3]:
        decimals = len(match[2].partition(".")[2])
        return _bounded(number, qualifier, "percent", 0.5 * 10**-decimals)
    return _bounded(number, qualifier, "count", 0)._replace(beside=beside)


def _whole(words):
    """Read digits with thousands separators, or a number written in words."""
    if re.fullmatch(r"\d{1,3}(,\d{3})*|\d+", words):
        return int(words.replace(",", ""))
    if re.fullmatch(r"\d+\.\d+", words):
        return float(words)
    total = 0
    for word in re.split(r"[\s\-]+", words.strip()):
        if word in UNITS:
            total += UNITS.index(word)
        elif word in TENS:
            total += 10 * (TENS.index(word) + 2)
        elif word in SCALES:
            total = (total or 1) * SCALES[word]
        elif word != "a" or total:
            return None
    return total if re.search("[a-z]{3}", words) else None


def _bounded(number, qualifier, unit, slack):
    """Put the bounds that a qualifier and rounding allow around a number."""
    step = 1 if unit == "count" else 0
    if qualifier == "at least":
        return Value(number, None, "above", "published", unit)
    if qualifier == "above":
        return Value(number + step, None, "above", "published", unit)
    if qualifier == "below":
        return Value(_tidy(0.9 * number), number - step, "below", "published", unit)
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
