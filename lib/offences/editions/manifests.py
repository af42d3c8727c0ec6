"""Finish an edition, or the data set: attack it, write what it was made of and what it holds, put it in its place."""

import importlib.metadata
import json
import platform
from pathlib import Path

import offences
from offences.editions import audit, execution, inputs, parameters, swapping
from offences.names import years

PACKAGES = "jupyterlab pandas seaborn matplotlib scipy statsmodels papermill nbconvert".split()


def files(folder):
    """List a folder's files by their path inside it, sorted."""
    return sorted(path.relative_to(folder).as_posix() for path in Path(folder).rglob("*") if path.is_file())


def keep(work, place, clean, built, hidden, made_of, **about):
    """Put a folder in its place, with its ``manifest.json``, of which about is said first; or refuse it.

    clean, built and hidden as for :func:`offences.editions.audit.refuse`; made_of is from
    :func:`offences.editions.inputs.of`, before the notebooks ran: what changed since is not in it.
    """
    audit.refuse(work, clean, built, hidden)
    manifest = {
        **about,
        "latest_year": parameters.latest_year(str(clean)),
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
    swapping.swap(work, place)
