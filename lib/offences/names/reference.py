"""The reference tables under ``data/reference``, read as text, and where the data lie."""

import collections
import functools
import inspect
import re
from pathlib import Path

import pandas as pd

from offences.names import years

ROOT = Path(__file__).resolve().parents[3]
DATA = ROOT / "data"
#: How the month of a release is written: YYYY-MM.
MONTH = r"20\d\d-(0[1-9]|1[0-2])"
#: How a date of publication is written: a day, a month or a year.
DATE = r"20\d\d(-\d\d){0,2}"

#: Of so many frames at a time what was made of them is kept.
FEW = 4


def kept(function):
    """Keep what a function made of the same arguments, and give every caller a copy of its own to change.

    Frames are the same as long as they hold the same; of others an answer is kept for each of the last few frames.
    """
    found, signature = {}, inspect.signature(function)

    @functools.wraps(function)
    def own(*arguments, **named):
        given = signature.bind(*arguments, **named)
        given.apply_defaults()
        frames = [one for one in given.args if isinstance(one, pd.DataFrame)]
        others = tuple(one for one in given.args if not isinstance(one, pd.DataFrame))
        known = found.setdefault(others, collections.deque(maxlen=FEW))
        for before, answer in known:
            if all(map(pd.DataFrame.equals, before, frames)):
                return answer.copy()
        answer = function(*given.args)
        known.append(([one.copy(deep=False) for one in frames], answer))
        return answer.copy()

    return own


def table(path):
    """Read a CSV file as text, blanks as empty strings."""
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")


@kept
def reference(name):
    """Read a table of ``data/reference`` by its name, as text."""
    return table(DATA / "reference" / f"{name}.csv")


@functools.cache
def _rounds():
    return reference("rounds").set_index("press_round", drop=False).to_dict("index")


def round_of(press_round):
    """Describe the round of a release month, ``YYYY-MM`` as in ``sources.csv``; it may be blank.

    Gives press_round, round (the release: 2024-10 and 2024-11 are one), start and end (months covered), latest_year
    (latest whole year) and scope; all blank where it is no month. A month that ``rounds.csv`` does not know is
    taken to cover all up to the last 31 March before it.
    """
    if press_round in _rounds():
        return dict(_rounds()[press_round])
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
