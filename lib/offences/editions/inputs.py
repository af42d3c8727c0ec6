"""What a run reads, by checksum: whether what was made from it is still good is decided by that alone.

The Snakefile asks at every start, so this module imports nothing that takes time.
"""

import hashlib
import json
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
NOTEBOOKS = ROOT / "notebooks"
#: The folder of a site, beside its editions, that holds what is the same for all of them.
DATA_SET = "data"
PARTS = ("published", "returns", "home_office", "reference", "clean")


def digest(path):
    """Give a file's SHA-256."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def notebooks(pattern="0[1-9]"):
    """List notebooks by how their names begin, in their order: ``01`` is the data set's, the others an edition's."""
    return sorted(NOTEBOOKS.glob(f"{pattern}_*.ipynb"))


def _of_data():
    """Give the checksum of every file under ``data`` that a run reads, by its path."""
    files = [path for part in PARTS for path in (ROOT / "data" / part).glob("*.csv")]
    return _digests([*files, ROOT / "data" / "corrections.yml"])


def of_code():
    """Give one checksum of the library, the pages' templates and the locked versions."""
    template = (ROOT / "lib" / "offences" / "site" / "template").glob("*.*")
    found = _digests([*(ROOT / "lib").rglob("*.py"), *template, ROOT / "requirements.lock"])
    return hashlib.sha256(json.dumps(found).encode()).hexdigest()


def of_start_page():
    """Give one checksum of what the start page reads beside the editions."""
    found = _digests([ROOT / "CITATION.cff", ROOT / "CHANGELOG.md"])
    return hashlib.sha256(json.dumps([found, of_code()]).encode()).hexdigest()


def of(paths):
    """Give what a manifest says of its inputs: a checksum of each file of data and of the notebooks given, and of the code."""
    return {
        "inputs": _of_data() | {f"notebooks/{path.name}": digest(path) for path in paths},
        "code": of_code(),
    }


def _digests(paths):
    return {path.relative_to(ROOT).as_posix(): digest(path) for path in sorted(paths)}


def fresh(manifest, now):
    """Tell whether an edition or a data set, by its manifest if there is one, was made from what :func:`of` gives now."""
    try:
        made = json.loads(Path(manifest).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return all(made.get(name) == value for name, value in now.items())
