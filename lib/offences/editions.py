"""Make an edition: run the notebooks for one set of parameters and keep the result whole.

An edition is written beside its place, checked, and swapped in; whatever dies
on the way, the last good edition stands. Only this module knows papermill.
"""

import ast
import contextlib
import ctypes
import hashlib
import importlib.metadata
import json
import multiprocessing
import os
import platform
import secrets
import shutil
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import nbformat
from rapidfuzz import process

import offences
from offences import areas, cleaning, disclosure, explore, forking, pages, parameters, published, years
from offences.errors import InputError

NOTEBOOKS = published.ROOT / "notebooks"
#: Parameters that the runner sets for its own edition.
OWN = ("clean", "output", "figures")
#: The longest that one cell may run, in seconds.
CELL_SECONDS = 300
#: Seconds to wait before a kernel that did not start is tried again; a failing cell is not.
RETRIES = (0.5, 2, 5)
PACKAGES = "jupyterlab pandas seaborn matplotlib scipy statsmodels papermill nbconvert".split()


def sources():
    """List the notebooks of an edition, in their order."""
    return sorted(NOTEBOOKS.glob("0[1-9]_*.ipynb"))


def declared(notebook):
    """Give the parameters that a notebook declares, with their defaults.

    Parameters
    ----------
    notebook : nbformat.NotebookNode

    Returns
    -------
    dict of str to str
    """
    cells = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
    lines = [line for cell in cells for line in ast.parse(cell.source).body]
    return {line.target.id: ast.literal_eval(line.value) for line in lines}


def defaults():
    """Give every parameter that some notebook declares, with its default."""
    found = {}
    for path in sources():
        found |= declared(nbformat.read(path, as_version=4))
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
    """Name an edition's folder: its area, and each other parameter that is not the default.

    Examples
    --------
    >>> slug({"area": "E23000032"})
    'kent'
    """
    known = defaults()
    code = areas.find(chosen.get("area", known["area"]))
    parts = [areas.slug(code)]
    for name, value in sorted(chosen.items()):
        if name != "area" and value != known.get(name) and value:
            parts.append(f"{name}-{value.replace('/', '-')}")
    return "--".join(parts)


def run(given, out, figures="", say=print, jobs=1, rendered=True):
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
        Told one line per notebook.
    jobs : int, optional
        How many notebooks may run side by side; the first makes the clean tables
        that the others read, so it always runs alone.
    rendered : bool, optional
        Whether to write pages beside the notebooks.

    Returns
    -------
    pathlib.Path
        The edition's folder. The start page is :func:`index`'s.

    Raises
    ------
    InputError
        If a name, a value or the figures file is refused: nothing is written.
    RuntimeError
        If a notebook fails: the last good edition stands.
    """
    chosen = check(given)
    own = _own_figures(figures) if figures else ""
    name = slug(chosen) + (f"--figures-{hashlib.sha256(own).hexdigest()[:8]}" if own else "")
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    with _workplace(out, name) as work:
        if own:
            (work / "figures.csv").write_bytes(own)
        first, *others = [(source, work, chosen, bool(own)) for source in sources()]
        with _workers(jobs) as each:
            for done in each(_notebook, [first]):
                say(done)
            for done in each(_notebook, others):
                say(done)
        threshold = chosen.get("suppress_up_to", disclosure.SMALL)
        cleaning.write(cleaning.tables(str(work / "clean"), threshold), work / "clean")
        about = describe(chosen, bool(own))
        if rendered:
            pages.render(work, about)
        _manifest(work, chosen, about, bool(own))
        _swap(work, out / name)
    return out / name


def index(out):
    """Write the start page of a folder of editions; runs side by side take turns."""
    with _held(Path(out)):
        pages.index(Path(out))


def _own_figures(path):
    """Read a figures file once it has been checked."""
    from offences import intake

    intake.read(path)
    return Path(path).read_bytes()


def describe(chosen, own=False):
    """Say an edition's parameters in words.

    Examples
    --------
    >>> describe({"area": "E23000032", "first_year": "2017/18", "last_year": ""})
    'Kent, 2017/18 to the latest year published'
    """
    known = defaults()
    last = chosen.get("last_year") or "the latest year published"
    words = f"{areas.name(areas.find(chosen['area']))}, {chosen['first_year']} to {last}"
    for name, value in sorted(chosen.items()):
        if name not in ("area", "first_year", "last_year") and value != known[name]:
            words += f", {name.replace('_', ' ')} {value}"
    return words + (", with figures of the user's own" if own else "")


@contextlib.contextmanager
def _held(folder, wait=True):
    """Hold a folder's lock, which the system lets go of however the process ends.

    Gives whether it is held: not where ``wait`` is false and another process holds it,
    nor on a system or a shared folder without such locks, where runs go on without.
    """
    try:
        import fcntl

        descriptor = os.open(folder, os.O_RDONLY)
    except (ImportError, OSError):  # Windows, or a folder that has gone meanwhile
        yield False
        return
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            held = True
        except OSError:
            held = False
        yield held
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _workplace(out, name):
    """Give a new folder beside an edition's place; drop those that killed runs left behind."""
    with _held(out):
        recover(out / name)
        for left in out.glob(f".{name}.new-*"):
            with _held(left, wait=False) as ours:
                if ours:
                    shutil.rmtree(left, ignore_errors=True)
        work = out / f".{name}.new-{secrets.token_hex(4)}"
        work.mkdir()
        working = contextlib.ExitStack()
        working.enter_context(_held(work))
    with working:
        try:
            yield work
        finally:
            shutil.rmtree(work, ignore_errors=True)


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


def recover(place):
    """Put back an edition that a killed run had moved aside."""
    aside = place.with_name(f".{place.name}.old")
    if aside.exists():
        if place.exists():
            shutil.rmtree(aside)
        else:
            aside.rename(place)


def _swap(work, place):
    """Put a finished edition in its place, in one step where the system can."""
    if not place.exists():
        work.rename(place)
    elif not _exchanged(work, place):
        aside = place.with_name(f".{place.name}.old")
        shutil.rmtree(aside, ignore_errors=True)
        place.rename(aside)
        work.rename(place)
        shutil.rmtree(aside, ignore_errors=True)


def _exchanged(one, other):
    """Exchange two folders by Linux's renameat2; tell whether it could be done."""
    rename = getattr(ctypes.CDLL(None), "renameat2", None) if sys.platform == "linux" else None
    here, exchange = -100, 2
    return bool(rename) and rename(here, os.fsencode(one), here, os.fsencode(other), exchange) == 0


def _notebook(task):
    """Run one notebook into the edition, with the parameters that it declares; say that it is done."""
    source, work, chosen, own = task
    names = declared(nbformat.read(source, as_version=4))
    given = {name: value for name, value in chosen.items() if name in names}
    given |= {"clean": "clean", "output": "."}
    given |= {"figures": "figures.csv"} if own and "figures" in names else {}
    result = work / source.name
    execute(source, result, given, work)
    problems = complete(nbformat.read(result, as_version=4))
    if problems:
        raise RuntimeError(f"{source.name}: {' '.join(problems)}")
    return f"{source.stem}: done"


def execute(source, result, given, folder):
    """Execute a notebook in a folder with papermill and store it without volatile metadata.

    Raises
    ------
    RuntimeError
        Naming notebook, heading, cell and cause.
    """
    # jsonschema compiles the grammars of rfc3987_syntax at import, 0.7 s, and does without.
    sys.modules.setdefault("rfc3987_syntax", None)
    import papermill
    from papermill.exceptions import PapermillExecutionError

    from offences import managing

    for pause in (*RETRIES, None):
        begun = []
        try:
            with _quiet():
                papermill.execute_notebook(
                    str(source),
                    str(result),
                    given,
                    cwd=str(folder),
                    progress_bar=False,
                    kernel_manager_class=managing.Manager,
                    execution_timeout=CELL_SECONDS,
                    request_save_on_cell_execute=False,
                    on_cell_start=lambda begun=begun, **cell: begun.append(cell),
                )
            break
        except PapermillExecutionError as error:
            raise RuntimeError(_failure(Path(source), Path(result), error)) from None
        except Exception as error:
            if begun or pause is None:
                raise RuntimeError(f"{Path(source).name}: {type(error).__name__}: {error}") from None
            time.sleep(pause)
    notebook = nbformat.read(result, as_version=4)
    nbformat.write(normalised(notebook), result)


@contextlib.contextmanager
def _quiet():
    """Keep the kernel's start-up warning about its sockets from the user's screen."""
    import logging

    logger = logging.getLogger("papermill")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)


def _failure(source, result, error):
    """Say which cell failed, under which heading, and why, in one sentence."""
    cells = nbformat.read(result, as_version=4).cells
    heading = ""
    for cell in cells:
        if cell.cell_type == "markdown" and cell.source.lstrip().startswith("#"):
            heading = cell.source.lstrip().splitlines()[0].lstrip("# ")
        if any(output.output_type == "error" for output in cell.get("outputs", [])):
            break
    cause = f"{error.ename}: {error.evalue}".removeprefix("InputError: ")
    return (
        f"{source.name}, under {heading!r}, cell {error.exec_count}: {cause}"
        " The last good edition stands; mend the cause and run again."
    )


def normalised(notebook):
    """Drop from an executed notebook what changes from run to run."""
    notebook.metadata.pop("papermill", None)
    notebook.metadata.get("language_info", {}).pop("version", None)
    for cell in notebook.cells:
        for name in ("papermill", "execution"):
            cell.metadata.pop(name, None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell["id"] = "injected"
    explore.renumbered(notebook)
    return notebook


def complete(notebook):
    """List what shows that a notebook was not run from the first cell to the last.

    Returns
    -------
    list of str
        Empty for a notebook whose code cells are counted 1 to N and hold no error.
    """
    code = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
    problems = []
    counts = [cell.execution_count for cell in code]
    if counts != list(range(1, len(code) + 1)):
        problems.append(f"its cells are counted {counts}, not 1 to {len(code)}; run it from the start.")
    failed = [output for cell in code for output in cell.outputs if output.output_type == "error"]
    problems += [f"a cell ended in {output.ename}: {output.evalue}" for output in failed]
    return problems


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
            {"file": f"{path.stem}.html", "label": pages.label(nbformat.read(path, as_version=4))}
            for path in listed
        ],
        "versions": {
            "offences": offences.__version__,
            "python": platform.python_version(),
            **{name: importlib.metadata.version(name) for name in PACKAGES},
        },
        "inputs": {
            path.relative_to(published.ROOT).as_posix(): digest(path)
            for path in [*parameters.inputs(), *sources()]
        },
        "outputs": {name: digest(work / name) for name in files(work)},
    }
    text = json.dumps(manifest, indent=1, ensure_ascii=False) + "\n"
    (work / "manifest.json").write_text(text, encoding="utf-8", newline="")


def refresh(paths=None, say=print):
    """Execute the committed notebooks in place, on their defaults, writing no file.

    Parameters
    ----------
    paths : list of path, optional
        Notebooks; all of them unless given, the exploring one among them.
    say : callable, optional
    """
    for path in paths or sorted(NOTEBOOKS.glob("0[0-9]_*.ipynb")):
        say(f"{Path(path).stem}: running")
        with tempfile.TemporaryDirectory() as folder:
            result = Path(folder) / Path(path).name
            execute(path, result, {}, folder)
            problems = complete(nbformat.read(result, as_version=4))
            if problems:
                raise RuntimeError(f"{Path(path).name}: {' '.join(problems)}")
            beside = Path(shutil.copy(result, Path(path).with_suffix(".part")))
            beside.replace(path)
