"""Make an edition: run the notebooks for one set of parameters and keep the result whole.

An edition is written beside its place, checked, and swapped in; whatever dies
on the way, the last good edition stands.
"""

import contextlib
import hashlib
import importlib.metadata
import json
import multiprocessing
import platform
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import nbformat
from rapidfuzz import process
from warmkernels import forking

import offences
from offences.editions import execution, parameters, swapping
from offences.names import areas, reference, years
from offences.names.errors import InputError
from offences.tables import disclosure, loading

#: Parameters that the runner sets for its own edition.
OWN = ("clean", "output", "figures")
PACKAGES = "jupyterlab pandas seaborn matplotlib scipy statsmodels papermill nbconvert".split()


def defaults():
    """Give every parameter that some notebook declares, with its default."""
    found = {}
    for path in execution.sources():
        found |= execution.declared(nbformat.read(path, as_version=4))
    return {name: value for name, value in found.items() if name not in OWN}


def check(given):
    """Refuse names that no notebook declares and values that none accepts.

    Parameters
    ----------
    given : dict of str to str

    Returns
    -------
    dict of str to str
        Every parameter with the value that the notebooks will see.

    Raises
    ------
    InputError
    """
    known = defaults()
    problems = []
    for name in given:
        if name not in known:
            near = process.extractOne(name, list(known), score_cutoff=50)
            hint = f" Did you mean {near[0]}?" if near else ""
            problems.append(f"{name!r} is no parameter.{hint} Allowed are {', '.join(known)}.")
    if problems:
        raise InputError(problems)
    chosen = parameters.check(**{**known, **given})
    return {name: getattr(chosen, name) if name in given else known[name] for name in known}


def slug(chosen):
    """Name an edition's folder: its area, and each other parameter that is not the default."""
    known = defaults()
    code = areas.find(chosen.get("area", known["area"]))
    parts = [areas.slug(code)]
    for name, value in sorted(chosen.items()):
        if name != "area" and value != known.get(name) and value:
            parts.append(f"{name}-{value.replace('/', '-')}")
    return "--".join(parts)


def run(given, out, figures="", say=print, jobs=1, render=None):
    """Make one edition.

    Parameters
    ----------
    given : dict of str to str
        Parameters by name; what is not given has its default.
    out : path
        The folder of editions.
    figures : path, optional
        A figures file of the user's own, added for this edition.
    say : callable, optional
        Told one line per notebook, and one when the pages are written.
    jobs : int, optional
        How many notebooks may run side by side; the first makes the clean tables
        that the others read, so it always runs alone.
    render : callable, optional
        Given the edition's folder and its parameters in words, writes pages beside the notebooks.

    Returns
    -------
    pathlib.Path
        The edition's folder.

    Raises
    ------
    InputError
        If a name, a value or the figures file is refused: nothing is written.
    RuntimeError
        If a notebook fails: the last good edition stands.
    """
    chosen = check(given)
    own = _own_figures(figures) if figures else ""
    name = _named(chosen, own)
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    with swapping.workplace(out, name) as work:
        if own:
            (work / "figures.csv").write_bytes(own)
        first, *others = [(source, work, chosen, bool(own)) for source in execution.sources()]
        with _workers(jobs) as each:
            for done in each(_notebook, [first]):
                say(done)
            for done in each(_notebook, others):
                say(done)
        threshold = chosen.get("suppress_up_to", disclosure.SMALL)
        shown = loading.tables(str(work / "clean"), threshold)
        loading.write(shown, work / "clean")
        if own:
            # The name is that of the copy: a digest of the file itself would tell a hidden cell by trial.
            copy = loading.shown_copy(work / "figures.csv", shown.figures)
            (work / "figures.csv").write_bytes(copy)
            name = _named(chosen, copy)
            swapping.recover(out / name)
        about = describe(chosen, bool(own))
        if render:
            render(work, about)
            say("pages: written")
        _manifest(work, chosen, about, bool(own))
        swapping.swap(work, out / name)
    return out / name


def _named(chosen, own):
    """Name an edition's folder, with a digest of the user's own figures."""
    return slug(chosen) + (f"--figures-{hashlib.sha256(own).hexdigest()[:8]}" if own else "")


def _own_figures(path):
    """Read a figures file once it has been checked."""
    from offences.reading import intake

    intake.read(path)
    return Path(path).read_bytes()


def describe(chosen, own=False):
    """Say an edition's parameters in words."""
    known = defaults()
    last = chosen.get("last_year") or "the latest year published"
    words = f"{areas.name(areas.find(chosen['area']))}, {chosen['first_year']} to {last}"
    for name, value in sorted(chosen.items()):
        if name not in ("area", "first_year", "last_year") and value != known[name]:
            words += f", {name.replace('_', ' ')} {value}"
    return words + (", with figures of the user's own" if own else "")


@contextlib.contextmanager
def _workers(jobs):
    """Give a map over this process, or over several where more than one job is allowed.

    Processes, not threads: papermill changes the working folder.
    """
    if jobs < 2:
        yield map
        return
    # A process forked by the warm parent has no thread yet and may fork again.
    context = multiprocessing.get_context("fork" if forking.forked else "spawn")
    with ProcessPoolExecutor(jobs, context, initializer=forking.die_with_parent) as pool:
        yield pool.map


def _notebook(task):
    """Run one notebook into the edition, with the parameters that it declares; say that it is done."""
    source, work, chosen, own = task
    notebook = nbformat.read(source, as_version=4)
    names = execution.declared(notebook)
    given = {name: value for name, value in chosen.items() if name in names}
    given |= {"clean": "clean", "output": "."}
    given |= {"figures": "figures.csv"} if own and "figures" in names else {}
    result = work / source.name
    execution.execute(source, result, given, work)
    problems = execution.complete(nbformat.read(result, as_version=4))
    if problems:
        raise RuntimeError(f"{source.name}: {' '.join(problems)}")
    return f"{execution.label(notebook)}: done"


def digest(path):
    """Give a file's SHA-256."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def files(folder):
    """List an edition's files by their path inside it, sorted."""
    return sorted(path.relative_to(folder).as_posix() for path in Path(folder).rglob("*") if path.is_file())


def _manifest(work, chosen, about, own):
    listed = sorted(work.glob("*.ipynb"))
    manifest = {
        "area": areas.find(chosen["area"]),
        "about": about,
        "parameters": chosen,
        "own_figures": own,
        "latest_year": parameters.latest_year(str(work / "clean")),
        "first_possible_year": years.FIRST_YEAR,
        "pages": [
            {"file": f"{path.stem}.html", "label": execution.label(nbformat.read(path, as_version=4))}
            for path in listed
        ],
        "versions": {
            "offences": offences.__version__,
            "python": platform.python_version(),
            **{name: importlib.metadata.version(name) for name in PACKAGES},
        },
        "inputs": {
            path.relative_to(reference.ROOT).as_posix(): digest(path)
            for path in [*parameters.inputs(), *execution.sources()]
        },
        "outputs": {name: digest(work / name) for name in files(work)},
    }
    text = json.dumps(manifest, indent=1, ensure_ascii=False) + "\n"
    (work / "manifest.json").write_text(text, encoding="utf-8", newline="")
