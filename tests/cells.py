"""What the code cells of a notebook bind and read, as Python compiles them."""

import contextlib
import dis
import io
from types import CodeType
from unittest import mock

from offences import warm  # noqa: F401 - before what reads notebooks, which it spares a second
from offences.editions import execution
from offences.report import exhibits, pictures

#: A notebook has one level of names.
NAMES = {f"{kind}_{level}" for kind in ("LOAD", "STORE", "DELETE") for level in ("NAME", "GLOBAL")}


def sources(path):
    """Give the source of every code cell by its id."""
    import nbformat  # after warm

    cells = nbformat.read(path, as_version=4).cells
    return {cell.id: cell.source for cell in cells if cell.cell_type == "code"}


def _steps(code):
    """Go through the names of the notebook that a cell loads, stores and deletes, in order."""
    for instruction in dis.get_instructions(code):
        if isinstance(instruction.argval, CodeType):
            yield from _steps(instruction.argval)
        elif instruction.opname in NAMES:
            yield instruction.opname.partition("_")[0], instruction.argval


def bound(source):
    """Name what a cell binds or deletes, by whatever means: assignment, loop, import, definition, walrus."""
    return {name for kind, name in _steps(compile(source, "cell", "exec")) if kind != "LOAD"}


def read(source):
    """Name what a cell reads before it binds it itself: it comes from other cells, or is built in."""
    own, found = set(), set()
    for kind, name in _steps(compile(source, "cell", "exec")):
        if kind != "LOAD":
            own.add(name)
        elif name not in own:
            found.add(name)
    return found


def needed(sources, *wanted):
    """Pick the cells that hold one of some texts, and those that they rest on, in their order."""
    texts = list(sources.values())
    waiting = [place for place, text in enumerate(texts) if any(one in text for one in wanted)]
    picked = set()
    while waiting:
        place = waiting.pop()
        if place not in picked:
            picked.add(place)
            names = read(texts[place])
            waiting += [before for before in range(place) if bound(texts[before]) & names]
    return [texts[place] for place in sorted(picked)]


def run(name, *wanted, **parameters):
    """Run the cells of a notebook that hold some texts, and those that they rest on; give what they bind."""
    [path] = [path for path in execution.sources() if path.stem == name]
    first, *rest = needed(sources(path), *wanted)
    names = {}
    with mock.patch.object(exhibits, "put"):
        exec(first, names)
        names |= parameters
        for source in rest:
            exec(source, names)
    return names


def shown(path, **parameters):
    """Run all cells of a notebook, its charts laid out but not drawn; give what they print and display, in order."""
    first, *rest = sources(path).values()
    names, told = {}, []
    with (
        mock.patch.object(exhibits, "put", lambda bundle, **about: told.append((bundle, about))),
        mock.patch.object(pictures, "as_png", lambda figure: b""),
    ):
        exec(first, names)
        names |= parameters
        for source in rest:
            with contextlib.redirect_stdout(io.StringIO()) as printed:
                exec(source, names)
            told.append(printed.getvalue())
    return told
