"""Check the parameters of a notebook, by the runner before and by the notebook itself.

papermill checks neither the names nor the types of what it is given, so both
ends call :func:`check`, and a wrong value stops the run in one sentence.
"""

from types import SimpleNamespace

from offences.names import areas, years
from offences.names.errors import InputError
from offences.tables import loading

#: What each parameter means; `offences run --help` and the pages print it.
MEANING = {
    "area": "an area by any common name, such as Kent, GMP or E23000018",
    "first_year": "first financial year shown, such as 2017/18",
    "last_year": "last financial year shown; empty for the latest published",
    "year": "the year in which areas are compared; empty for the latest whole year of the official class",
    "children": "residents that rates are given for: under16 or under18",
    "source": "the source whose statements are checked one by one, such as s098",
    "suppress_up_to": "counts that split one force's offences, by age, platform or else, up to this are shown as [c]; 0 for none",
    "clean": "folder of clean tables; empty for the committed ones",
    "output": "folder to write tables and figures to; empty to write no file",
    "figures": "a figures file of your own to add; empty for none",
}


def check(**given):
    """Check parameter values, of the names in ``MEANING``, and give each in its one form.

    ``area`` becomes a code with ``name`` beside it; an empty first or last year becomes the first possible or the
    latest in the tables. The InputError has one sentence for each value that is refused.
    """
    chosen, problems = SimpleNamespace(**given), []
    for name, value in given.items():
        if name not in MEANING:
            raise InputError(f"{name} is no parameter; allowed are {', '.join(MEANING)}.")
        if not isinstance(value, str):
            problems.append(f"{name}: {value!r} is no text; write it in quotes.")
    if problems:
        raise InputError(problems)
    folder = given.get("clean", "")
    for name, reader in READERS.items():
        if name in given:
            try:
                setattr(chosen, name, reader(given[name].strip(), folder))
            except InputError as error:
                problems.append(f"{name}: {error}")
    if not problems and {"first_year", "last_year"} <= set(given) and chosen.first_year > chosen.last_year:
        problems.append(
            f"first_year: {chosen.first_year} lies after last_year {chosen.last_year}; give them in order."
        )
    if problems:
        raise InputError(problems)
    if "area" in given:
        chosen.name = areas.name(chosen.area)
    return chosen


def latest_year(folder=""):
    """Give the latest financial year that any published figure covers."""
    return max(loading.load("offences", folder, 0)["year"])


def _year(value, folder):
    year, last = years.read(value), latest_year(folder)
    if not years.FIRST_YEAR <= year <= last:
        raise InputError(f"{value!r} is out of range; the figures run from {years.FIRST_YEAR} to {last}.")
    return year


def _children(value, folder):
    if value not in ("under16", "under18"):
        raise InputError(f"{value!r} is no group of children; write under16 or under18.")
    return value


def _source(value, folder):
    known = loading.load("sources", folder)
    if value and value not in known.index:
        raise InputError(f"{value!r} is no source; data/published/sources.csv lists them.")
    return value


def _threshold(value, folder):
    if not value.isdecimal() or len(value) > 9 or int(value) > 20:
        raise InputError(f"{value!r} is no threshold; write a whole number from 0 to 20, such as 7.")
    return str(int(value))


#: How the value of a parameter is read, of the clean tables in a folder.
READERS = {
    "area": lambda value, folder: areas.find(value),
    "first_year": lambda value, folder: _year(value or years.FIRST_YEAR, folder),
    "last_year": lambda value, folder: _year(value or latest_year(folder), folder),
    "year": lambda value, folder: value and _year(value, folder),
    "children": _children,
    "source": _source,
    "suppress_up_to": _threshold,
}
