"""Financial years, 1 April to 31 March, written ``2017/18``, and periods of months.

A period is a pair ``(start, end)``, each ``YYYY-MM``, the end not included: 2017/18 is ``("2017-04", "2018-04")``.
"""

import re

from offences.names.errors import InputError

#: The offence came into force on 3 April 2017 (Sexual Offences Act 2003 s15A).
FIRST_YEAR = "2017/18"
#: How a financial year is written; :func:`read` also refuses halves that do not follow on.
WRITTEN = r"20\d\d/\d\d"
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def read(text):
    """Give a financial year as ``2017/18``, written so or as ``2017-18`` or ``2017/2018``; InputError if it is none."""
    match = re.fullmatch(r"\s*(20\d\d)\s*[/\-–]\s*((?:20)?\d\d)\s*", str(text), re.ASCII)
    if not match or int(match[2][-2:]) != (int(match[1]) + 1) % 100:
        raise InputError(
            f"{text!r} is no financial year: write the two calendar years that it joins, such as 2017/18."
        )
    return name(int(match[1]))


def name(first_calendar_year):
    """Name the financial year that begins in April of a calendar year."""
    return f"{first_calendar_year}/{(first_calendar_year + 1) % 100:02d}"


def start(year):
    """Give the calendar year in which a financial year begins, as a number."""
    return int(read(year)[:4])


def ordered(first, last):
    """Read the first and the last year of a span, and refuse them in the wrong order."""
    first, last = read(first), read(last)
    if first > last:
        raise InputError(f"{first} lies after {last}; give the first and the last year in order.")
    return first, last


def shift(year, by):
    """Give the financial year that lies ``by`` years later (or earlier)."""
    return name(start(year) + by)


def span(first, last):
    """List the financial years from ``first`` to ``last``, both included."""
    first, last = ordered(first, last)
    return [name(year) for year in range(start(first), start(last) + 1)]


def of_month(month):
    """Give the financial year in which a month ``YYYY-MM`` lies."""
    year, number = int(month[:4]), int(month[5:])
    return name(year if number >= 4 else year - 1)


def add_months(month, count):
    """Add months to a month ``YYYY-MM``."""
    total = int(month[:4]) * 12 + int(month[5:]) - 1 + count
    return f"{total // 12:04d}-{total % 12 + 1:02d}"


def each_month(start_month, end_month):
    """List the months of a period."""
    return [add_months(start_month, place) for place in range(months(start_month, end_month))]


def months(start_month, end_month):
    """Count the months of a period."""
    return (int(end_month[:4]) - int(start_month[:4])) * 12 + int(end_month[5:]) - int(start_month[5:])


def period(first, last):
    """Give the period of whole financial years."""
    return f"{start(first)}-04", f"{start(last) + 1}-04"


def is_whole(start_month, end_month):
    """Tell whether a period is made of whole financial years."""
    return start_month[5:] == "04" and end_month[5:] == "04"
