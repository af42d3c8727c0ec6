"""Read what was published: figures, forces' answers, Home Office counts, reference tables.

Everything is read as text, so that a blank stays a blank and ``007`` stays
``007``; the cleaning decides what the text means.
"""

import functools
import re
from pathlib import Path

import pandas as pd

from offences import years

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"

#: How the month of a release is written: YYYY-MM.
MONTH = r"20\d\d-(0[1-9]|1[0-2])"
#: What a figure may measure, and how it is read.
MEASURES = {
    "offences": "count of offences recorded by the police",
    "percent_change": "change between two years, in percent",
    "share_platform": "share of offences with a platform, in percent of those where it was known",
    "count_platform": "count of offences with a platform",
    "share_gender": "share of victims by gender, in percent of those where it was known",
    "share_age": "share of victims by age, in percent of those where it was known",
    "known_denominator": "count of offences where the platform (or gender, age) was known",
    "unknown_platform": "count of offences where the platform was not known",
    "known_share": "share of offences where the platform was known, in percent",
    "forces_responding": "count of police forces that answered",
    "platforms_count": "count of different platforms named",
    "share_period": "share of a longer period's offences, in percent",
    "share": "share of a larger area's offences, in percent",
    "superlative": "a comparison in words, such as 'more than any other county'",
    "rate_text": "a rate in words",
}
FIGURE_COLUMNS = [
    "figure_id",
    "source_id",
    "place_as_published",
    "place_level",
    "period_as_published",
    "first_year",
    "last_year",
    "covers",
    "measure",
    "category",
    "value_as_published",
    "value",
    "note",
]


def kept(function):
    """Keep each table that a function loads, and give every caller a copy of its own to change.

    Examples
    --------
    >>> load = kept(lambda: pd.DataFrame({"area": ["Kent"]}))
    >>> mine = load()
    >>> mine.loc[0, "area"] = "Surrey"
    >>> load()["area"].tolist()
    ['Kent']
    """
    found = functools.cache(function)

    @functools.wraps(function)
    def own(*arguments):
        return found(*arguments).copy()

    return own


def table(path):
    """Read a CSV file as text, blanks as empty strings.

    Examples
    --------
    >>> table(DATA / "published" / "sources.csv").loc[0, ["source_id", "title", "published"]].tolist()
    ['s001', '', '']
    """
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")


@kept
def reference(name):
    """Read a table of ``data/reference`` by its name, as text.

    Examples
    --------
    >>> reference("platforms").set_index("platform").loc["WhatsApp", "owner"]
    'Meta'
    """
    return table(DATA / "reference" / f"{name}.csv")


@kept
def figures():
    """Read the published figures, as transcribed.

    Examples
    --------
    >>> words = ["place_as_published", "period_as_published", "value_as_published"]
    >>> figures().set_index("figure_id").loc["f0348", words].tolist()
    ['Derbyshire', 'over six years', '890']
    """
    return table(DATA / "published" / "figures.csv")


@kept
def returns():
    """Read the forces' own answers, as transcribed.

    Examples
    --------
    >>> words = ["force", "period_as_published", "value_as_published"]
    >>> returns().set_index("return_id").loc["r001", words].tolist()
    ['Northamptonshire Police', '1st April 2024 and 31st March 2025', '52']
    """
    return table(DATA / "returns" / "force_returns.csv")


@kept
def sources():
    """Read every source, with its origin and round.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``source_id``: publisher, title, url, published (a date, month
        or year, may be blank), press_round (month of the release as printed),
        round (the release it belongs to) and origin: who counted. Reprints of one
        NSPCC release all have the origin ``NSPCC``; a force's own answer has
        ``force``.

    Examples
    --------
    >>> sources().loc["s098", ["publisher", "published", "round", "origin"]].tolist()
    ['Derbyshire Times', '2023-08-14', '2023-08', 'NSPCC']
    """
    press = table(DATA / "published" / "sources.csv")
    own = table(DATA / "returns" / "sources.csv")
    exceptions = reference("origins").set_index("source_id")["origin"]
    press["origin"] = press["source_id"].map(exceptions).fillna("NSPCC")
    both = pd.concat([press, own], ignore_index=True).rename(columns={"round": "press_round"})
    both["round"] = [
        round_of(month)["round"] if origin == "NSPCC" and month else f"{origin} {source_id}"
        for month, origin, source_id in zip(
            both["press_round"], both["origin"], both["source_id"], strict=True
        )
    ]
    return both.set_index("source_id", drop=False)


def round_of(press_round):
    """Describe the round of a release month.

    Parameters
    ----------
    press_round : str
        ``YYYY-MM`` as in ``sources.csv``; may be blank.

    Returns
    -------
    dict
        ``press_round``, ``round`` (the release: 2024-10 and 2024-11 are one),
        ``start`` and ``end`` (months covered), ``latest_year`` (latest whole
        year) and ``scope``; all blank where it is no month. A month that ``rounds.csv`` does not know is taken to
        cover everything up to the last 31 March before it.

    Examples
    --------
    >>> found = round_of("2024-10")
    >>> found["round"], found["latest_year"], found["scope"]
    ('2024-11', '2023/24', 'UK')
    """
    known = reference("rounds").set_index("press_round", drop=False)
    if press_round in known.index:
        return known.loc[press_round].to_dict()
    if not re.fullmatch(MONTH, press_round, re.ASCII):
        return {"press_round": "", "round": "", "start": "", "end": "", "latest_year": ""}
    year = int(press_round[:4]) - (0 if press_round[5:] >= "04" else 1)
    return {
        "press_round": press_round,
        "round": press_round,
        "start": "2017-04",
        "end": f"{year}-04",
        "latest_year": years.name(year - 1),
        "scope": "UK",
    }
