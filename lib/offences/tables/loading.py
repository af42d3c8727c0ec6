"""The clean tables: build them from what was published, write them, load them."""

import functools
import hashlib
import json
import re
import tempfile
from pathlib import Path

from offences.names import reference, wording
from offences.names.errors import InputError
from offences.reading import intake
from offences.tables import disclosure, schema, series

CLEAN = reference.DATA / "clean"
TABLES = series.Tables._fields
PACKAGE = reference.DATA / "datapackage.json"


def as_text(table):
    """Write a table as CSV text: whole numbers without a decimal point, blanks empty."""
    flags = {
        name: table[name].map({True: "yes", False: "no"}) for name in table.select_dtypes(["bool", "boolean"])
    }
    return table.assign(**flags).to_csv(index=False, lineterminator="\n", float_format=_plain)


def _plain(value):
    return f"{value:.6g}" if value % 1 else str(int(value))


def write(tables, folder):
    """Write the clean tables into a folder, one CSV each; none where one cannot be written."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".clean-", dir=folder) as beside:
        for name, table in tables._asdict().items():
            (Path(beside) / f"{name}.csv").write_text(as_text(table), encoding="utf-8", newline="")
        for path in Path(beside).iterdir():
            path.replace(folder / path.name)


def differing(tables, folder=CLEAN):
    """Name the tables that are not what a folder, ``data/clean`` if none is given, holds."""
    held = {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("*.csv")}
    return [name for name, table in tables._asdict().items() if held.get(name) != as_text(table)]


def load(name, folder="", suppress_up_to=disclosure.SMALL):
    """Load a clean table as an edition may show it, small cells of single forces hidden: the caller's own to change.

    ``name`` is a field of :class:`offences.tables.series.Tables`; ``folder`` where the tables lie, empty for
    ``data/clean``; ``suppress_up_to`` the largest count that splits one force's offences and is hidden, 0 for none.
    InputError if there is no table of that name, or the folder does not hold it.
    """
    if name not in TABLES:
        raise InputError(f"{name!r} is no table; there are {wording.listed(TABLES)}.")
    threshold = _threshold(suppress_up_to)
    if name in disclosure.CHANGED and threshold:
        return getattr(_controlled(_files(folder), threshold), name).copy()
    return _as_built(name, *_file(name, folder))


def _threshold(suppress_up_to):
    if re.fullmatch(r"\d+", str(suppress_up_to), re.ASCII):
        return int(suppress_up_to)
    raise InputError(
        f"suppress_up_to: {suppress_up_to!r} is not allowed; give a whole number, 0 to hide nothing."
    )


def _files(folder):
    return tuple(_file(name, folder) for name in TABLES)


def _file(name, folder):
    """Give the path of a clean table and what changes when another file takes its place."""
    path = Path(str(folder or CLEAN)).resolve() / f"{name}.csv"
    if not path.is_file():
        raise InputError(f"{path}: is missing; `make data` writes the clean tables.")
    found = path.stat()
    return path, (found.st_ino, found.st_mtime_ns, found.st_size)


@functools.lru_cache(maxsize=8)
def _controlled(files, threshold):
    """Keep the tables of some files with their small cells hidden; handed out only as copies."""
    return disclosure.controlled(
        series.Tables(*(_as_built(name, *file) for name, file in zip(TABLES, files, strict=True))), threshold
    )


@reference.kept
def _as_built(name, path, _):
    """Read a clean table as it lies in a file."""
    table = read(name, path)
    return table.set_index("source_id", drop=False) if name == "sources" else table


def read(name, path):
    """Read a clean table and check it, unless it is, byte for byte, the committed one that was checked when built."""
    table = schema.typed(name, reference.table(path), str(path))
    if _checked_before().get(f"clean/{name}.csv") != hashlib.sha256(path.read_bytes()).hexdigest():
        schema.validate(name, table, str(path))
    return table


@functools.cache
def _checked_before():
    """Give the checksums of the files that the Data Package describes."""
    resources = json.loads(PACKAGE.read_text(encoding="utf-8"))["resources"]
    return {resource["path"]: resource["hash"].removeprefix("sha256:") for resource in resources}


def tables(folder="", suppress_up_to=disclosure.SMALL):
    """Load all clean tables as :func:`load` does each: :class:`offences.tables.series.Tables`, the caller's own."""
    held = _controlled(_files(folder), _threshold(suppress_up_to))
    return series.Tables(*(table.copy() for table in held))


def shown_copy(path, figures):
    """Copy a user's own figures file as an edition may show it, whose clean figures have their small cells hidden.

    Gives the bytes of the file where none of its figures is hidden; else of a CSV with every id, in which a hidden value
    is [c], without its reading, and a note is as in ``figures``.
    """
    own, _ = intake.read(path)
    shown = figures.set_index("figure_id").loc[own["figure_id"]].reset_index()
    changed = shown["value_as_published"].ne(own["value_as_published"])
    if not changed.any() and shown["note"].equals(own["note"]):
        return Path(path).read_bytes()
    rows = reference.table(path)
    rows = rows[rows.map(str.strip).ne("").any(axis=1)].reset_index(drop=True)
    new = own.assign(value=own["value"].mask(changed, ""))
    new[["value_as_published", "note"]] = shown[["value_as_published", "note"]]
    for column in {"figure_id", "value_as_published", *{"value", "note"} & set(rows)}:
        rows[column] = new[column]
    return rows.to_csv(index=False, lineterminator="\n").encode()
