"""What the code cells of a notebook bind and read, as Python compiles them."""

import ast
import contextlib
import dis
import io
import itertools
from base64 import b64encode
from types import CodeType
from unittest import mock

from offences import warm  # noqa: F401 - before what reads notebooks, which it spares a second
from offences.editions import execution
from offences.report import exhibits, pictures

#: A notebook has one level of names.
NAMES = {f"{kind}_{level}" for kind in ("LOAD", "STORE", "DELETE") for level in ("NAME", "GLOBAL")}


#: What stands for the last line of a cell that evaluates to nothing.
NOTHING = ast.parse("None").body[0]


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
    with mock.patch.object(pictures, "as_png", lambda figure: b""):
        return _outputs(_ran(path, parameters))


def stored(path):
    """Give what is stored of a notebook as :func:`shown` gives what it shows."""
    import nbformat

    return _outputs(nbformat.read(path, as_version=4))


def _outputs(notebook):
    """Give the outputs of a notebook's own cells, without counts and pictures."""
    outputs = [
        cell.outputs
        for cell in notebook.cells
        if cell.cell_type == "code" and "injected-parameters" not in cell.metadata.get("tags", [])
    ]
    for output in itertools.chain(*outputs):
        output.pop("execution_count", None)
        if "image/png" in output.get("data", {}):
            output.data["image/png"] = ""
    return outputs


def execute(source, result, given, folder):
    """Run a notebook as :func:`offences.editions.execution.execute` does, in this process: no kernel, same bytes."""
    import nbformat

    with contextlib.chdir(folder):
        notebook = _ran(source, given)
    nbformat.write(execution.normalised(notebook), result)
    return notebook


def _ran(path, given):
    """Run the cells of a notebook; give it with what they print, display and, last, evaluate to."""
    from nbformat import v4
    from papermill.iorw import load_notebook_node
    from papermill.parameterize import parameterize_notebook

    notebook = load_notebook_node(str(path))
    if given:
        notebook = parameterize_notebook(notebook, given)
    names, outputs = {}, []

    def printed():
        if text := out.getvalue():
            outputs.append(v4.new_output("stream", text=text))
        out.seek(0)
        out.truncate()

    def put(bundle, **metadata):
        printed()
        pictured = {kind: b64encode(bundle[kind]).decode() for kind in bundle if kind == "image/png"}
        outputs.append(v4.new_output("display_data", bundle | pictured, metadata=metadata))

    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    with mock.patch.object(exhibits, "put", put), contextlib.redirect_stdout(io.StringIO()) as out:
        for count, cell in enumerate(code, 1):
            parsed = ast.parse(cell.source)
            last = parsed.body.pop() if isinstance(parsed.body[-1], ast.Expr) else NOTHING
            exec(compile(parsed, "cell", "exec"), names)
            value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
            printed()
            if value is not None:
                shown = {"text/plain": repr(value)}
                outputs.append(v4.new_output("execute_result", shown, execution_count=count))
            cell.outputs, cell.execution_count = outputs[:], count
            outputs.clear()
    return notebook
