"""Numbers and years in the words of a newspaper, and the symbols of tables."""

import math

from offences.names import years

#: Symbols of the Government Statistical Service for what is no figure.
SYMBOLS = {
    "[x]": "not available: no figure in the sources used, or the force did not answer",
    "[c]": "confidential: withheld as too small to show, by its publisher or here, where the data folder of the "
    "collection's repository keeps it as printed, open to every reader",
    "[z]": "not applicable: the offence did not exist yet, or the measure makes no sense here",
    "[b]": "break: part of the year only, or counted another way",
    "[u]": "low reliability: the collection doubts the figure, and says why beside it or in its log of problems",
    "[e]": "estimate: nobody published it; computed from the official class, with its limits",
}
STATUS_SYMBOLS = {
    "suppressed": "[c]",
    "refused": "[x]",
    "not_answered": "[x]",
    "not_seen": "[x]",
    "not_applicable": "[z]",
}
#: What is said of a published claim, in the order of tables.
VERDICTS = [
    "reproduced",
    "reproduced, cut and not rounded",
    "reproduced with another round's figures",
    "reproduced under one choice of rounds",
    "fits in one way only",
    "contradicted within its round",
    "at odds with another round",
    "does not fit the official class",
    "not checkable",
]
#: Figures that belong to no release of the NSPCC, by the first word of their round.
OTHER_ROUNDS = {"force": "force's own answer", "own": "user's own figures", "Home": "Home Office's figures"}
#: What a table says in place of limits that the variation of such counts would give.
NO_VARIATION = "variation not known"
MONTHS = "January February March April May June July August September October November December".split()


def legend(text):
    """Give the symbols that stand in a text, each with its meaning."""
    return [f"{mark} {meaning}" for mark, meaning in SYMBOLS.items() if mark in text]


def number(value):
    """Write a count with thousands separators."""
    return f"{round(value):,}"


def percent(value, decimals=0):
    """Write a percentage that is already in percent, halves rounded up."""
    scale = 10**decimals
    rounded = math.copysign(math.floor(abs(value) * scale + 0.5), value) / scale + 0.0
    return f"{rounded:,.{decimals}f}%"


def quoted(text):
    """Quote what was printed; a capital that only begins its sentence there becomes small."""
    text = text.strip()
    return f"“{text[:1].lower()}{text[1:]}”"


def figure(printed, precision, low):
    """Write a published count: an exact one as a number, any other in the words in which it was printed."""
    if _missing(low):
        return "[x]"
    return number(low) if precision == "exact" else quoted(printed)


def share(printed, precision, low, high):
    """Write a published share: a plain percentage as a number, any other in the words as printed."""
    if _missing(low):
        return "[x]"
    return f"{round((low + high) / 2, 6):,g}%" if precision == "rounded" else quoted(printed)


def bounds(low, high, unit="count"):
    """Write the bounds of what was computed; what was printed is for :func:`figure` and :func:`share`."""
    write = percent if unit == "percent" else number
    if _missing(low):
        return "[x]"
    if _missing(high) or high == math.inf:
        return f"at least {write(low)}"
    if low == high:
        return write(low)
    if unit == "percent" and high - low <= 1.01:
        return write((low + high) / 2)
    return f"{write(low)} to {write(high)}"


def _missing(value):
    return value is None or value != value


def change(percentage, decimals=0):
    """Write a change with its sign; one that is missing makes no sense, as on a small base."""
    if _missing(percentage):
        return "[z]"
    text = percent(percentage, decimals)
    return text if text.startswith("-") or not text.strip("0.%") else f"+{text}"


def interval(low, high, decimals=0):
    """Write the limits of a change."""
    if _missing(low) or _missing(high):
        return "not known"
    return f"{change(low, decimals)} to {change(high, decimals)}"


def listed(words):
    """Join words as a sentence does."""
    words = [str(word) for word in words]
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def span(first, last):
    """Write a span of financial years."""
    return first if first == last else f"{first} to {last}"


def months(start, end):
    """Write a period of months from its first month to the month after its last."""
    first, last = date(start), date(years.add_months(end, -1))
    if first == last:
        return first
    return f"{first.removesuffix(' ' + last[-4:])} to {last}"


def period(start, end):
    """Name a period: financial years where they are whole."""
    if years.is_whole(start, end):
        return span(years.of_month(start), years.of_month(years.add_months(end, -1)))
    return months(start, end)


def many(count, one, more=None):
    """Write a count with its noun."""
    return f"{number(count)} {one if count == 1 else more or one + 's'}"


def date(text):
    """Write a date, month or year of publication in words."""
    year, *rest = text.split("-")
    words = [str(int(rest[1]))] if len(rest) > 1 else []
    return " ".join([*words, *([MONTHS[int(rest[0]) - 1]] if rest else []), year])


def opening(text):
    """Begin a sentence with a capital letter."""
    return text[:1].upper() + text[1:]


def round_name(round_):
    """Name a round in words."""
    kind = round_.partition(" ")[0]
    return OTHER_ROUNDS[kind] if kind in OTHER_ROUNDS else f"{date(round_)} round"
