"""The clean tables: build them from what was published, write them, load them."""

import functools
from pathlib import Path

import pandas as pd

from offences import intake, problems, published, readings, series, shares

ROOT = published.ROOT
CLEAN = published.DATA / "clean"
TABLES = series.Tables._fields
NUMBERS = {
    "months": "Int64",
    "count_low": "Float64",
    "count_high": "Float64",
    "share_low": "Float64",
    "share_high": "Float64",
    "low": "Float64",
    "high": "Float64",
    "lowest": "Float64",
    "highest": "Float64",
    "beside": "Float64",
    "known": "Float64",
    "total": "Float64",
    "rounds": "int64",
    "publishers": "int64",
    "quarter": "int64",
}
FLAGS = ["whole", "chosen", "footnote"]


def build(extra=None):
    """Build every clean table from what was published.

    Parameters
    ----------
    extra : path, optional
        A user's own figures file, checked by :mod:`offences.intake`.

    Returns
    -------
    offences.series.Tables

    Raises
    ------
    InputError
        If anything published cannot be read and no correction settles it.
    """
    sources = published.sources()
    own = None
    if extra:
        own, own_sources = intake.read(extra)
        sources = pd.concat([sources, own_sources])
    figures = readings.read(readings.raw(own), sources)
    offences = series.offences(figures, sources)
    share_table = shares.shares(figures)
    home_office = published.home_office()
    log = problems.problems(figures, offences, share_table, home_office, readings.corrections())
    return series.Tables(figures, offences, share_table, home_office, log, sources)


def as_text(table):
    """Write a table as CSV text: whole numbers without a decimal point, blanks empty."""
    shown = table.copy()
    for column in shown.columns:
        if pd.api.types.is_bool_dtype(shown[column]):
            shown[column] = shown[column].map({True: "yes", False: "no"})
        elif pd.api.types.is_numeric_dtype(shown[column]):
            shown[column] = [_plain(value) for value in shown[column]]
    return shown.to_csv(index=False, lineterminator="\n")


def _plain(value):
    if pd.isna(value):
        return ""
    return str(int(value)) if value == int(value) else f"{value:.6g}"


def write(folder, figures=None):
    """Build the clean tables and write them into a folder, one CSV each.

    Nothing is written unless every table could be built.
    """
    texts = {name: as_text(table) for name, table in build(figures)._asdict().items()}
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8", newline="")


@functools.cache
def load(name, folder=""):
    """Load a clean table.

    Parameters
    ----------
    name : str
        One of ``figures``, ``offences``, ``shares``, ``home_office``, ``problems``
        and ``sources``.
    folder : str, optional
        Where the tables lie; empty for the committed ones in ``data/clean``.

    Returns
    -------
    pandas.DataFrame
    """
    path = Path(folder or CLEAN) / f"{name}.csv"
    table = published.table(path)
    for column in table.columns:
        if column in NUMBERS:
            table[column] = pd.to_numeric(table[column].replace("", None)).astype(NUMBERS[column])
        elif column in FLAGS:
            table[column] = table[column].eq("yes")
    return table.set_index("source_id", drop=False) if name == "sources" else table


def tables(folder=""):
    """Load all clean tables; ``folder`` as for :func:`load`.

    Returns
    -------
    offences.series.Tables
    """
    return series.Tables(*(load(name, folder) for name in TABLES))
