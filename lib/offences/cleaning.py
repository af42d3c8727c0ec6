"""The clean tables: build them from what was published, write them, load them."""

import functools
from pathlib import Path

import pandas as pd

from offences import (
    areas,
    claims,
    disclosure,
    doubts,
    intake,
    problems,
    published,
    readings,
    series,
    shares,
    wording,
)
from offences.errors import InputError
from offences.tables import estimates, official, outcomes, variation
from offences.wording import number

ROOT = published.ROOT
CLEAN = published.DATA / "clean"
TABLES = series.Tables._fields
NUMBERS = {
    "months": "float64",
    "count_low": "float64",
    "count_high": "float64",
    "share_low": "float64",
    "share_high": "float64",
    "low": "float64",
    "high": "float64",
    "lowest": "float64",
    "highest": "float64",
    "beside": "float64",
    "known": "float64",
    "total": "float64",
    "rounds": "int64",
    "publishers": "int64",
    "quarter": "int64",
    "offences": "int64",
    "outcome_type": "int64",
    "outcomes": "Int64",
    "correction": "Int64",
    "estimate": "float64",
    "low80": "float64",
    "high80": "float64",
    "low95": "float64",
    "high95": "float64",
    "k": "float64",
    "forces": "int64",
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

    Examples
    --------
    >>> build("figures_2026.csv")
    Traceback (most recent call last):
        ...
    offences.errors.InputError: figures_2026.csv: cannot be read (No such file or directory); check the path.
    """
    sources = published.sources()
    own = None
    if extra:
        own, own_sources = intake.read(extra)
        sources = pd.concat([sources, own_sources])
    figures = readings.read(readings.raw(own), sources)
    offences = series.offences(figures, sources)
    share_table = shares.shares(figures)
    classes = official.official()
    tables = series.Tables(
        figures,
        offences,
        share_table,
        classes,
        outcomes.outcomes(),
        estimates.estimates(figures, offences, classes),
        variation.table(offences, classes),
        problems.problems(figures, offences, share_table, classes, readings.corrections()),
        sources,
    )
    log = problems.with_verdicts(tables.problems, claims.check(tables), figures)
    return doubts.marked(tables._replace(problems=log))


def as_text(table):
    """Write a table as CSV text: whole numbers without a decimal point, blanks empty.

    Examples
    --------
    >>> frame = pd.DataFrame({"area": ["E23000018"], "low": [285.0], "high": [None], "whole": [True]})
    >>> as_text(frame).splitlines()
    ['area,low,high,whole', 'E23000018,285,,yes']
    """
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


def write(tables, folder):
    """Write the clean tables into a folder, one CSV each.

    Parameters
    ----------
    tables : offences.series.Tables
        From :func:`build`.
    folder : path

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write(tables(), folder)
    ...     sorted(path.name for path in Path(folder).iterdir())
    ['estimates.csv', 'figures.csv', 'offences.csv', 'official.csv', 'outcomes.csv', 'problems.csv', \
'shares.csv', 'sources.csv', 'variation.csv']
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in tables._asdict().items():
        (folder / f"{name}.csv").write_text(as_text(table), encoding="utf-8", newline="")


def differing(tables):
    """Name the tables that are not what ``data/clean`` holds.

    Returns
    -------
    list of str

    Examples
    --------
    >>> differing(tables(suppress_up_to=0))
    []
    >>> differing(tables())
    ['figures', 'shares', 'outcomes', 'problems']
    """
    committed = {name: CLEAN / f"{name}.csv" for name in TABLES}
    return [
        name
        for name, table in tables._asdict().items()
        if not committed[name].is_file() or committed[name].read_text(encoding="utf-8") != as_text(table)
    ]


def tally(tables):
    """Count what the cleaning read, settled and found.

    Parameters
    ----------
    tables : offences.series.Tables

    Returns
    -------
    pandas.DataFrame
        Columns what and number.

    Examples
    --------
    >>> every = tables()
    >>> one_round = every.figures.query("round == '2024-11'")
    >>> tally(every._replace(figures=one_round)).head(5)
                          what  number
    0                     rows     216
    1                  sources      13
    2             read by rule     215
    3  settled by a correction       1
    4      distinct statements     101
    """
    figures = tables.figures
    settled = int(figures["figure_id"].isin(readings.corrections().index).sum())
    about = int(figures["offence"].isin(series.COUNTED).sum())
    of_rounds = figures.loc[figures["origin"].eq("NSPCC") & figures["round"].ne(""), "round"]
    counts = {
        "rows": len(figures),
        "sources": figures["source_id"].nunique(),
        "read by rule": len(figures) - settled,
        "settled by a correction": settled,
        "distinct statements": figures["statement"].nunique(),
        "rows about the offence": about,
        "rows about other offences": len(figures) - about,
        "rounds": of_rounds.nunique(),
        "problems": len(tables.problems),
    }
    return pd.DataFrame(counts.items(), columns=["what", "number"])


def findings(tables):
    """Say what the cleaning read, settled and found, and what was published at all.

    Parameters
    ----------
    tables : offences.series.Tables

    Returns
    -------
    list of tuple of str
        Sentences with the figure_ids they rest on.

    Examples
    --------
    >>> print(findings(tables())[3][0].partition(";")[0])
    The year best covered is 2017/18, with 33 forces
    """
    counts = tally(tables).set_index("what")["number"]
    chosen = tables.offences[tables.offences["chosen"]]
    whole = chosen[chosen["whole"] & chosen["precision"].eq("exact") & chosen["area"].isin(areas.forces())]
    per_force = whole.groupby("area")["year"].nunique().reindex(areas.forces(), fill_value=0)
    bands = {"none": (0, 0), "one": (1, 1), "two or three": (2, 3), "more": (4, 99)}
    have = [f"{per_force.between(*band).sum()} have {name}" for name, band in bands.items()]
    best = whole.groupby("year")["area"].nunique()
    return [
        (
            f"{number(counts['rows'])} published rows from {counts['sources']} sources were read: "
            f"{number(counts['read by rule'])} by rule, {counts['settled by a correction']} settled by a dated "
            f"correction. They make {number(counts['distinct statements'])} distinct statements; the rest are "
            "reprints.",
            "",
        ),
        (
            f"{number(counts['rows about the offence'])} rows are about the offence itself (or its Scottish and "
            f"Northern Irish counterparts), in {counts['rounds']} rounds; "
            f"{number(counts['rows about other offences'])} are about other offences and enter no count.",
            "",
        ),
        (
            f"Of {len(per_force)} forces in England and Wales, {wording.listed(have)} single whole years with "
            f"an exact published count.",
            "",
        ),
        (
            f"The year best covered is {best.idxmax()}, with {best.max()} forces; the latest, {best.index.max()}, "
            f"has {best.iloc[-1]}.",
            "",
        ),
        (f"{counts['problems']} problems were found by rule and logged; none was mended in silence.", ""),
    ]


def load(name, folder="", suppress_up_to=disclosure.SMALL):
    """Load a clean table as an edition may show it: small cells of single forces hidden.

    Parameters
    ----------
    name : str
        A field of :class:`offences.series.Tables`, such as ``offences`` or ``official``.
    folder : str, optional
        Where the tables lie; empty for the committed ones in ``data/clean``.
    suppress_up_to : int or str, optional
        Largest count that splits one force's offences and is hidden; 0 for none.

    Returns
    -------
    pandas.DataFrame
        The caller's own to change.

    Raises
    ------
    InputError
        If there is no table of that name, or the folder does not hold it.

    Examples
    --------
    >>> kent = load("offences").query("area == 'E23000032' and chosen")
    >>> kent.loc[kent["year"].eq("2017/18"), ["year", "low", "high", "round"]].to_dict("records")
    [{'year': '2017/18', 'low': 122.0, 'high': 122.0, 'round': '2024-11'}]
    """
    if name not in TABLES:
        raise InputError(f"{name!r} is no table; there are {wording.listed(TABLES)}.")
    if name in disclosure.CHANGED and int(suppress_up_to):
        return getattr(_controlled(str(folder), int(suppress_up_to)), name).copy()
    return _as_built(name, str(folder))


@functools.cache
def _controlled(folder, threshold):
    """Keep the tables of a folder with their small cells hidden; handed out only as copies."""
    return disclosure.controlled(tables(folder, suppress_up_to=0), threshold)


@published.kept
def _as_built(name, folder):
    """Read a clean table as it lies in a folder."""
    path = Path(folder or CLEAN) / f"{name}.csv"
    if not path.is_file():
        raise InputError(f"{path}: is missing; `make data` writes the clean tables.")
    table = published.table(path)
    for column in table.columns:
        if column in NUMBERS:
            table[column] = pd.to_numeric(table[column].replace("", None)).astype(NUMBERS[column])
        elif column in FLAGS:
            table[column] = table[column].eq("yes")
    return table.set_index("source_id", drop=False) if name == "sources" else table


def tables(folder="", suppress_up_to=disclosure.SMALL):
    """Load all clean tables as an edition may show them: small cells of single forces hidden.

    Parameters
    ----------
    folder : str, optional
        As for :func:`load`.
    suppress_up_to : int or str, optional
        As for :func:`load`.

    Returns
    -------
    offences.series.Tables
        The caller's own to change.

    Examples
    --------
    >>> tables()._fields
    ('figures', 'offences', 'shares', 'official', 'outcomes', 'estimates', 'variation', 'problems', 'sources')
    """
    return series.Tables(*(load(name, folder, suppress_up_to) for name in TABLES))


def shown_copy(path, figures):
    """Copy a user's own figures file as an edition may show it.

    Parameters
    ----------
    path : path
        A figures file that :mod:`offences.intake` accepts.
    figures : pandas.DataFrame
        The clean figures of the edition, its small cells hidden.

    Returns
    -------
    bytes
        The file as it is where none of its figures is hidden; else CSV with every id, in
        which a hidden value is [c], without its reading, and a note is as in ``figures``.
    """
    own, _ = intake.read(path)
    shown = figures.set_index("figure_id").loc[own["figure_id"]].reset_index()
    changed = shown["value_as_published"].ne(own["value_as_published"])
    if not changed.any() and shown["note"].equals(own["note"]):
        return Path(path).read_bytes()
    rows = published.table(path)
    rows = rows[rows.map(str.strip).ne("").any(axis=1)].reset_index(drop=True)
    new = own.assign(value=own["value"].mask(changed, ""))
    new[["value_as_published", "note"]] = shown[["value_as_published", "note"]]
    for column in {"figure_id", "value_as_published", *{"value", "note"} & set(rows)}:
        rows[column] = new[column]
    return rows.to_csv(index=False, lineterminator="\n").encode()
