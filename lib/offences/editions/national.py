"""What is the same for every area: computed once, read by every edition.

A result is used only where a function is given exactly the tables it was computed from;
anything else (a user's own figures, another threshold) is computed on the spot. The file
is a pickle that Snakemake makes and remakes when data, code or locked versions change.
"""

import copy
import functools
import importlib
import pickle
import tempfile
from pathlib import Path

import pandas as pd

#: Functions of the clean tables whose results do not depend on an area.
OF_TABLES = ("claims.claims.check", "tables.usual_variation.dispersion")
_installed = {}


def compute():
    """Compute every national result.

    Returns
    -------
    dict of str to tuple
        By function (``module.name``): the arguments and the result.
    """
    from offences.analysis import cleaning
    from offences.tables import loading

    built = cleaning.build("")
    with tempfile.TemporaryDirectory() as folder:
        loading.write(built, folder)
        tables = loading.tables(folder)
    results = {"analysis.cleaning.build": (("",), built)}
    return results | {name: ((tables,), _function(name)(tables)) for name in OF_TABLES}


def write(path):
    """Compute the national results and store them in a file."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pickle.dumps(compute()))


def install(path):
    """Have the functions answer from a file of :func:`write`; nothing is read twice.

    Parameters
    ----------
    path : path
    """
    path = Path(path)
    stamp = (str(path), path.stat().st_mtime_ns)
    if _installed.get("stamp") == stamp:
        return
    for name, (arguments, result) in pickle.loads(path.read_bytes()).items():
        module, _, attribute = name.rpartition(".")
        plain = _installed.setdefault(name, _function(name))
        known = _remembered(plain, arguments, result)
        setattr(importlib.import_module(f"offences.{module}"), attribute, known)
    _installed["stamp"] = stamp


def _function(name):
    module, _, attribute = name.rpartition(".")
    return getattr(importlib.import_module(f"offences.{module}"), attribute)


def _remembered(function, known, result):
    """Wrap a function so that it answers the arguments known with a copy of their result."""

    @functools.wraps(function)
    def remembered(*given, **named):
        if not named and same(given, known):
            return copy.deepcopy(result)
        return function(*given, **named)

    return remembered


def same(one, other):
    """Tell whether two arguments hold the same: tables cell by cell, columns and types included."""
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, pd.DataFrame) and isinstance(other, pd.DataFrame):
        return one.equals(other)
    return type(one) is type(other) and not isinstance(one, pd.DataFrame) and one == other
