"""Write what an edition, or the data set, was made of and what it holds."""

import importlib.metadata
import json
import platform
from pathlib import Path

import offences
from offences.editions import execution, inputs
from offences.names import years

PACKAGES = "jupyterlab pandas seaborn matplotlib scipy statsmodels papermill nbconvert".split()


def files(folder):
    """List a folder's files by their path inside it, sorted."""
    return sorted(path.relative_to(folder).as_posix() for path in Path(folder).rglob("*") if path.is_file())


def write(work, made_of, latest_year, **about):
    """Write ``manifest.json`` into a finished folder; about is what else it says, first.

    made_of is from :func:`offences.editions.inputs.of`, before the notebooks ran: what changed since is not in it.
    """
    manifest = {
        **about,
        "latest_year": latest_year,
        "first_possible_year": years.FIRST_YEAR,
        "pages": list(execution.pages(work).values()),
        "versions": {
            "offences": offences.__version__,
            "python": platform.python_version(),
            **{name: importlib.metadata.version(name) for name in PACKAGES},
        },
        **made_of,
        "outputs": {name: inputs.digest(work / name) for name in files(work)},
    }
    text = json.dumps(manifest, indent=1, ensure_ascii=False) + "\n"
    (work / "manifest.json").write_text(text, encoding="utf-8", newline="")
