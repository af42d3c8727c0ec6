"""Make an edition: run the notebooks for one set of parameters and keep the result whole.

An edition is written beside its place, checked, and swapped in; whatever dies
on the way, the last good edition stands.
"""

import contextlib
import functools
import hashlib
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import nbformat
from rapidfuzz import process
from warmkernels import forking

from offences.editions import data_set, execution, inputs, manifests, parameters, swapping
from offences.names import areas
from offences.names.errors import InputError
from offences.tables import disclosure, loading

#: Parameters that the runner sets for its own edition.
OWN = ("clean", "output", "figures")


def defaults():
    """Give every parameter that some notebook declares, with its default."""
    found = {}
    for path in execution.sources():
        found |= _declared(path)
    return {name: value for name, value in found.items() if name not in OWN}


@functools.cache
def _declared(path):
    return execution.declared(nbformat.read(path, as_version=4))


def check(given):
    """Refuse, with an InputError, names that no notebook declares and values that none accepts.

    Gives every parameter in its one form; what comes to the same as the default is the default.
    """
    known, problems = defaults(), []
    for name in given:
        if name not in known:
            near = process.extractOne(name, list(known), score_cutoff=50)
            hint = f" Did you mean {near[0]}?" if near else ""
            problems.append(f"{name!r} is no parameter.{hint} Allowed are {', '.join(known)}.")
    if problems:
        raise InputError(problems)
    chosen = parameters.check(**{**known, **given})
    plain = parameters.check(**known)
    same = {name for name in known if getattr(chosen, name) == getattr(plain, name)} - {"area"}
    return {
        name: getattr(chosen, name) if name in given and name not in same else default
        for name, default in known.items()
    }


def slug(chosen):
    """Name an edition's folder: its area, and each other parameter that is not the default."""
    known = defaults()
    code = areas.find(chosen.get("area", known["area"]))
    parts = [areas.slug(code)]
    for name, value in sorted(chosen.items()):
        if name != "area" and value != known.get(name) and value:
            parts.append(f"{name}-{value.replace('/', '-')}")
    return "--".join(parts)


def run(given, out, figures="", say=print, jobs=1, render=None, render_data=None):
    """Make one edition in a folder of editions, and the data set that it reads where that is missing or stale.

    With figures of the user's own (a file, or its tidy rows as ``intake.tidied`` writes them), or another threshold of
    what is shown, an edition has clean tables and a notebook 01 of its own. say is told one line per notebook and one
    when the pages are written; jobs notebooks may run side by side; render (given the edition's folder and its
    parameters in words) and render_data (the data set's folder) write pages beside the notebooks.

    An InputError refuses a name, a value, the figures or a small cell that could be worked out, a RuntimeError says
    that a notebook failed: nothing is kept, and the last good edition stands.
    """
    chosen = check(given)
    hidden = chosen.get("suppress_up_to", disclosure.SMALL)  # a folder may hold no notebook with it
    own = _own_figures(figures) if figures else b""
    name = _named(chosen, own)
    out = Path(out)
    with_own = bool(own) or int(hidden) != disclosure.SMALL
    made_of = inputs.of(execution.sources() if with_own else execution.of_edition())
    data_set.ensure(out, say, render_data)
    with swapping.workplace(out, name) as work:
        built = loading.tables(suppress_up_to=0)
        if with_own:
            name, built = _own_tables(work, chosen, own, hidden, say)
            swapping.recover(out / name)
        given = {**chosen, "clean": clean_of(work), "output": "."}
        with _workers(jobs) as each:
            for done in each(_notebook, [(work, source, given) for source in execution.of_edition()]):
                say(done)
        about = describe(chosen, bool(own))
        if render:
            render(work, about)
            say("pages: written")
        facts = {"area": areas.find(chosen["area"]), "about": about, "parameters": chosen}
        facts["own_figures"] = bool(own)
        manifests.keep(work, out / name, work / clean_of(work), built, hidden, made_of, **facts)
    return out / name


def clean_of(folder):
    """Give the path from an edition's folder to its clean tables: its own, or those of the data set."""
    return "clean" if (folder / "clean").is_dir() else data_set.CLEAN


def _own_tables(work, chosen, own, hidden, say):
    """Make an edition's own clean tables by its own notebook 01; give its name, and the tables with no cell hidden."""
    if own:
        (work / "figures.csv").write_bytes(own)
    built, shown = data_set.cleaned(work, {"figures": "figures.csv"} if own else {}, hidden, say)
    if own:
        # The name is that of the copy: a digest of the file itself would tell a hidden cell by trial.
        own = loading.shown_copy(work / "figures.csv", shown.figures)
        (work / "figures.csv").write_bytes(own)
    return _named(chosen, own), built


def _named(chosen, own):
    """Name an edition's folder, with a digest of the user's own figures."""
    return slug(chosen) + (f"--figures-{hashlib.sha256(own).hexdigest()[:8]}" if own else "")


def _own_figures(figures):
    """Give a user's figures as the tidy file that an edition keeps, once they have been checked."""
    from offences.reading import intake

    return figures if isinstance(figures, bytes) else intake.tidied(intake.checked(figures).rows)


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
    """Run one notebook; processes of a pool are given one value each."""
    return execution.run_into(*task)
