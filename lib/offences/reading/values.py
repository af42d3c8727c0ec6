"""Read a count, percentage or refusal from the text in which it was published.

What a word allows is a convention of this collection, stated here once:

=================================  =============================================
as published                       read as
=================================  =============================================
285                                exactly 285
10,700 (1,000 or more, ending      half a unit of the last digit that is not zero
in two zeros); 1.3k; half a        either side: 10,650 to 10,749
million
40 per cent; up 40%                39.5 to 40.5
down 40%, halved                   the same below zero
a quarter, four in five, doubled   2.5 points either side
almost, nearly X                   nine tenths of X, up to X (for a count to X - 1)
fewer than, less than, under X     0 up to X (for a count to X - 1): few pages say
                                   whether the small count so hidden may be 0
at most, up to X; X or fewer       0 up to X
more than, over X                  X (for a count X + 1) and no upper bound
at least X; X or more; X+          X and no upper bound
around, about, some X; a dozen     a tenth of X either side
between X and Y                    X to Y
*, [c]; [x], ..; [z]               suppressed; not answered; not applicable
=================================  =============================================

A text is read as a whole or not at all: a number with words beside it that this
module does not know ("285 (3 refused)") is text, never another number and never a
refusal. Counts are whole numbers, written in the digits 0 to 9, with commas between
all thousands or none, or in English words below a thousand million. The libraries that
read numbers in words guess where words are no number ("twenty zero"), so they are not used.
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
#: What a scale is called behind digits.
BEHIND_DIGITS = {"k": 1000, "thousand": 1000, "m": 10**6, "mn": 10**6, "million": 10**6}
PARTS = "half third quarter fifth sixth seventh eighth ninth tenth".split()
#: What a word makes of a number, in percent of change.
TIMES = {"twice": 100, "doubled": 100, "trebled": 200, "tripled": 200, "quadrupled": 300, "halved": -50}
#: What may stand before and behind a number to qualify it.
QUALIFIERS = {
    "almost": (r"(?:almost|nearly|just under|close to|approaching) ", ""),
    "at most": (
        r"(?:at most|up to|no more than|not more than|a maximum of) |(?:<=|≤) ?",
        r" or (?:fewer|less|under)",
    ),
    "under": (r"(?:fewer than|less than|under|below) |< ?", ""),
    "at least": (
        r"(?:at least|no fewer than|no less than|a minimum of|upwards of) |(?:>=|≥) ?",
        r" or (?:more|over)|\+",
    ),
    "above": (r"(?:more than|over|above|in excess of|just over|well over) |> ?", ""),
    "about": (r"(?:around|about|roughly|approximately|some|circa|an estimated) |c\. ?|~ ?", " or so"),
}
#: Which way a percentage goes, said before or behind it.
DIRECTIONS = {
    1: r"up(?! to)|rise|rose|risen|increased?|growth|grew|jump(?:ed)?|surged?",
    -1: r"down|fall|fell|fallen|decreased?|drop(?:ped)?|declined?|reduction|reduced",
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
    "suppressed": r"(?:figures? )?(?:suppressed|redacted)",
    "refused": r".*(?:\b(?:section|s\.?) ?\d|exempt|withheld|refus|declined to|cost limit|neither confirm|\bncnd\b).*",
    "not_applicable": "not applicable",
    "not_answered": (
        r"n/?a|(?:data |figures? |information )?not (?:provided|available|supplied|recorded|known)|unknown|unable to provide"
        r"|(?:did not|failed to) (?:respond|reply|answer|provide figures)|no (?:response|reply|answer|data|information held)|(?:data |figures? |information )?not held.*"
        r"|there is no .*"
    ),
}
#: Digits in a refusal that count no offences: the section of the Act, a file's name, the work it would be.
NO_FIGURE = (
    r"\b(?:sections?|s\.?) ?\d+(?:\(\w+\))*|[\w\-]+\.(?:pdf|xlsx?|csv|docx?)\b|each of the [\d,]+"
    r"|[\d,]+ (?:records?|minutes?|hours?)\b"
)
#: No figure and no refusal is longer, in characters; a longer text is not searched.
LONGEST = 1000
DIGITS = r"\d{1,30}|[1-9]\d{0,2}(?:,\d{3}){1,9}"
WORDS = r"[a-z]+(?:[ \-][a-z]+)*?"
#: A number as it may be written.
NUMBER = rf"(?:{DIGITS}|{WORDS})"
PERCENT = r"\s*-?(?:%|per[ -]?cent\b|pc\b|per ce\[nt\])"
THINGS = (
    r"(?:(?:recorded|online|grooming|sexual communication(?: with a child)?) )*(?:cases?|offences?|crimes?|incidents?)"
    r"(?: (?:were )?recorded)?"
)
WORDING = rf"(?: (?:{THINGS}|of the (?:crimes|cases|offences)))?"


class Value(NamedTuple):
    """A reading: bounds (None: no bound), how precise they are, its status and what stood beside it.

    ``beside`` is a share printed in brackets, in percent, or the base of "41 of 44"; ``marked`` says that the
    figure carries a footnote star.
    """

    low: float | None
    high: float | None
    precision: str
    status: str
    unit: str = "count"
    beside: float | None = None
    marked: bool = False


def read(text):
    """Read a value as published; percentages are in percent, fractions in words likewise.

    What is not understood as a whole has the precision ``text`` and no bounds.
    """
    words = re.sub("[‐‑–—−]", "-", " ".join(str(text).lower().split()))
    if len(words) > LONGEST:
        return _text()
    if words in SYMBOLS:
        return Value(None, None, "", SYMBOLS[words])
    for status, pattern in ABSENT.items():
        if re.fullmatch(pattern, words):
            return _text() if _counts_something(words) else Value(None, None, "", status)
    before, after = re.fullmatch(r"(\*(?=\d))?.*?((?<=\d)\*)?", words, re.ASCII).groups()
    if before and after:
        return _text()
    words = words[len(before or "") : len(words) - len(after or "")]
    words = re.sub(rf"^(?:no(?= {THINGS}$)|nil(?={WORDING}$))", "0", words)
    words, sign = _direction(words)
    qualifier, words = _qualifier(words)
    for reader in (_range, _fraction, _percentage, _scaled, _count):
        found = reader(words, qualifier)
        if found:
            break
    else:
        return _text()
    if sign and (found.unit != "percent" or (sign < 0 and (qualifier or found.low < 0))):
        return _text()
    found = found._replace(low=-found.high, high=-found.low) if sign and sign < 0 else found
    return found._replace(marked=bool(before or after))


def _text():
    return Value(None, None, "text", "published", "text")


def _counts_something(words):
    """Tell whether a number is left in words that refuse, beside the Act's sections and the cost."""
    left = re.sub(NO_FIGURE, " ", words, flags=re.ASCII)
    spelled = re.search(rf"\b(?:{'|'.join([*UNITS, *TENS, *SCALES])})\b", left)
    return bool(spelled) or any(character.isnumeric() for character in left)


def _direction(words):
    """Take off which way a percentage goes: "a rise of 40%", "40% lower" is no such words."""
    for sign, pattern in DIRECTIONS.items():
        match = re.fullmatch(rf"(?:a |an )?(?:{pattern}) (?:of |by )?(.+)|(?:an? )?(.+) (?:{pattern})", words)
        if match:
            return match[1] or match[2], sign
    return words, None


def _qualifier(words):
    for kind, (before, after) in QUALIFIERS.items():
        match = re.match(rf"(?:{before})(?:an? (?=\d))?", words, re.ASCII)
        if match:
            return kind, words[match.end() :]
        match = after and re.fullmatch(
            rf"({NUMBER}{PERCENT}?{WORDING})(?:{after})({WORDING})", words, re.ASCII
        )
        if match:
            return kind, match[1] + match[2]
    return "", words


def _range(words, qualifier):
    match = re.fullmatch(rf"(between )?({NUMBER}) (and|to) ({NUMBER}){WORDING}", words, re.ASCII)
    if not match or qualifier or bool(match[1]) != (match[3] == "and"):
        return None
    low, high = whole_number(match[2]), whole_number(match[4])
    return None if low is None or high is None or low >= high else Value(low, high, "about", "published")


def _fraction(words, qualifier):
    if words == "the majority" and not qualifier:
        return Value(50, 100, "above", "published", "percent")
    if words in TIMES and (TIMES[words] > 0 or not qualifier):
        return _bounded(TIMES[words], qualifier, "percent", 2.5)
    match = re.fullmatch(rf"({NUMBER}) (?:in(?: every)?|(out of)) ({NUMBER})", words, re.ASCII)
    if match:
        part, whole = whole_number(match[1]), whole_number(match[3])
        whole = None if match[2] and whole and whole > 10 else whole
    else:
        match = re.fullmatch(rf"(?:([a-z]+)[ \-])?({'|'.join(PARTS)})s?", words)
        if not match or not (match[1] or match[2] == "half"):
            return None
        part, whole = _how_many(match[1] or "a"), PARTS.index(match[2]) + 2
    if part is None or not whole or part > whole:
        return None
    return _bounded(100 * part / whole, qualifier, "percent", 2.5)


def _percentage(words, qualifier):
    match = re.fullmatch(
        rf"([+\-]?) ?({NUMBER})(\.\d{{1,6}})?{PERCENT}( \(reduced\))?{WORDING}", words, re.ASCII
    )
    if not match:
        return None
    sign, digits, decimals, reduced = match.groups()
    number = whole_number(digits)
    if number is None or (decimals and not digits[-1].isdigit()) or (sign and reduced):
        return None
    number = float(digits.replace(",", "") + decimals) if decimals else number
    negative = sign == "-" or reduced
    if negative and qualifier:
        return None
    return _bounded(
        -number if negative else number, qualifier, "percent", 0.5 * 10 ** -len((decimals or ".")[1:])
    )


def _scaled(words, qualifier):
    """Read "1.3k", "34 thousand", "half a million" and dozens: to the last digit that is said."""
    match = re.fullmatch(
        rf"(\d{{1,3}}|[1-9]\d?,\d{{3}})(?:\.(\d{{1,3}}))? ?({'|'.join(BEHIND_DIGITS)}){WORDING}",
        words,
        re.ASCII,
    )
    if match:
        unit = BEHIND_DIGITS[match[3]] // 10 ** len(match[2] or "")
        return _bounded(
            int(match[1].replace(",", "") + (match[2] or "")) * unit, qualifier, "count", unit / 2
        )
    if re.fullmatch(rf"half a million{WORDING}", words):
        return _bounded(500_000, qualifier, "count", 50_000)
    match = re.fullmatch(rf"({WORDS}) dozen{WORDING}", words)
    many = match and _how_many(match[1])
    return _bounded(12 * many, qualifier or "about", "count", 0) if many else None


def _count(words, qualifier):
    match = re.fullmatch(
        rf"(-?) ?({NUMBER})(?:\.00?)?{WORDING}(?: of (?:the )?({DIGITS})| \((\d{{1,3}}(?:\.\d{{1,6}})?)%\))?",
        words,
        re.ASCII,
    )
    number = whole_number(match[2]) if match else None
    if number is None or (match[1] and (qualifier or match[3] or match[4] or not match[2].isdigit())):
        return None
    beside = float(match[4] or whole_number(match[3])) if match[3] or match[4] else None
    if (match[3] and number > beside) or (match[4] and beside > 100):
        return None
    zeros = len(str(number)) - len(str(number).rstrip("0"))
    slack = 10**zeros / 2 if number >= 1000 and zeros > 1 else 0
    return _bounded(-number if match[1] else number, qualifier, "count", slack)._replace(beside=beside)


def _how_many(words):
    return 1 if words in ("a", "an") else whole_number(words)


def whole_number(words):
    """Read a whole number in digits or in English words of lower case; None where it is none with certainty."""
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
    """Put the bounds that a qualifier and rounding allow around a number; ``slack`` is half a unit of its last digit."""
    step = 1 if unit == "count" else 0
    if qualifier:
        tenth = 0.1 * abs(number)
        around = tenth if unit == "count" else max(slack, tenth)
        low, high, precision = {
            "almost": (min(0.9 * number, number - step), number - step, "below"),
            "under": (0, number - step, "below"),
            "at most": (0, number, "below"),
            "at least": (number, None, "above"),
            "above": (number + step, None, "above"),
            "about": (number - around, number + around, "about"),
        }[qualifier]
        if number == 0 and qualifier in ("almost", "under"):
            return _text()
        return Value(_tidy(low), high if high is None else _tidy(high), precision, "published", unit)
    if unit == "count" and slack <= 0.5:
        return Value(number, number, "exact", "published", unit)
    precision = "words" if unit == "percent" and slack == 2.5 else "rounded"
    return Value(_tidy(number - slack), _tidy(number + slack - step), precision, "published", unit)


def _tidy(number):
    number = round(number, 6)
    return int(number) if number == int(number) else number
