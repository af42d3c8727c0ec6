"""Execute notebooks: with papermill, stored without what changes from run to run.

Only this module knows papermill.
"""

import ast
import contextlib
import logging
import os
import shutil
import tempfile
import time
from pathlib import Path
from unittest import mock

import nbformat

from offences.editions import explore, inputs

#: The longest that one cell may run, in seconds.
CELL_SECONDS = 300
#: What a notebook says of its kernel, whichever one it was saved with.
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
#: Seconds to wait before a kernel that did not start is tried again; a failing cell is not.
RETRIES = (0.5, 2, 5)
STANDS = "The last good edition stands; mend the cause and run again."


def sources():
    """List the notebooks, but for the exploring one, in their order."""
    return inputs.notebooks()


def of_data_set():
    """List the notebooks that have no area: they run once per data set."""
    return inputs.notebooks("01")


def of_edition():
    """List the notebooks that run for an area."""
    return inputs.notebooks("0[2-9]")


def declared(notebook):
    """Give the parameters that a notebook declares, with their defaults, by name."""
    cells = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
    lines = [line for cell in cells for line in ast.parse(cell.source).body]
    return {line.target.id: ast.literal_eval(line.value) for line in lines}


def title(notebook):
    """Give a notebook's title: its first heading."""
    return notebook.cells[0].source.lstrip().splitlines()[0].lstrip("# ").strip()


def _label(notebook):
    """Give the short title of a notebook: what stands before the colon."""
    return title(notebook).partition(":")[0]


def pages(folder):
    """List the pages of a folder's executed notebooks as one reads them: the area on one page first, 01 last.

    By the notebook's path the page's ``file`` and ``label``.
    """

    def opens(path):
        return path.stem.startswith("08")

    order = sorted(folder.glob("*.ipynb"), key=lambda path: (not opens(path), path.stem[:2] == "01", path))
    return {
        path: {
            "file": "index.html" if opens(path) else f"{path.stem}.html",
            "label": _label(nbformat.read(path, as_version=4)).lstrip("0123456789 "),
        }
        for path in order
    }


def execute(source, result, given, folder):
    """Execute a notebook in a folder with papermill, store it without volatile metadata, and give it.

    A RuntimeError names notebook, heading, cell and cause.
    """
    import papermill
    from papermill.exceptions import PapermillExecutionError
    from warmkernels.managing import Manager

    # What goes wrong is raised; the kernel's start-up warning about its sockets is none of the user's.
    logging.getLogger("papermill").setLevel(logging.CRITICAL)
    for pause in (*RETRIES, None):
        begun = []
        try:
            with _own_folder(folder):
                papermill.execute_notebook(
                    *(str(path).replace("{", "{{").replace("}", "}}") for path in (source, result)),
                    given,  # papermill puts their values into braces of paths
                    kernel_name=KERNEL["name"],
                    language=KERNEL["language"],
                    cwd=str(folder),
                    progress_bar=False,
                    kernel_manager_class=Manager,
                    execution_timeout=CELL_SECONDS,
                    # One print may arrive in two parts; how it is cut is luck.
                    coalesce_streams=True,
                    request_save_on_cell_execute=False,
                    on_cell_start=lambda begun=begun, **cell: begun.append(cell),
                )
            break
        except PapermillExecutionError as error:
            raise RuntimeError(_failure(Path(source), Path(result), error)) from None
        except Exception as error:
            if begun or pause is None:
                cause = getattr(error, "strerror", None) or f"{type(error).__name__}: {error}"
                raise RuntimeError(f"{Path(source).name}: {cause.rstrip('.')}. {STANDS}") from None
            time.sleep(pause)
    notebook = normalised(nbformat.read(result, as_version=4))
    nbformat.write(notebook, result)
    return notebook


def run_into(work, source, given):
    """Run a notebook into a folder, with those of the values given that it declares; say that it is done."""
    notebook = nbformat.read(source, as_version=4)
    names = declared(notebook)
    given = {name: value for name, value in given.items() if name in names}
    problems = complete(execute(source, work / source.name, given, work))
    if problems:
        raise RuntimeError(f"{source.name}: {' '.join(problems)}")
    return f"{_label(notebook)}: done"


@contextlib.contextmanager
def _own_folder(folder):
    """Give a kernel a folder of its own beside its result: it goes with that, whatever kills the run.

    No profile, style or font list of the user's changes what cells show, and none need be writable.
    """
    with tempfile.TemporaryDirectory(prefix=".ipython-", dir=folder) as own:
        # A kernel that finds no room dies without saying why.
        Path(own, "room").write_bytes(bytes(2**18))
        Path(own, "room").unlink()
        own = str(Path(own).resolve())
        settings = {"MPLCONFIGDIR": own, **os.environ, "JUPYTER_RUNTIME_DIR": own, "IPYTHONDIR": own}
        with mock.patch.dict(os.environ, settings):
            yield


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
    return f"{source.name}, under {heading!r}, cell {error.exec_count}: {cause} {STANDS}"


def normalised(notebook):
    """Drop from an executed notebook what changes from run to run."""
    notebook.metadata.pop("papermill", None)
    notebook.metadata["kernelspec"] = dict(KERNEL)
    notebook.metadata.get("language_info", {}).pop("version", None)
    for cell in notebook.cells:
        for name in ("papermill", "execution"):
            cell.metadata.pop(name, None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell["id"] = "injected"
    explore.renumbered(notebook)
    return notebook


def complete(notebook):
    """List what shows that a notebook was not run without error from the first cell to the last."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
    counts = [cell.execution_count for cell in code]
    problems = []
    if counts != list(range(1, len(code) + 1)):
        problems.append(f"its cells are counted {counts}, not 1 to {len(code)}; run it from the start.")
    failed = [output for cell in code for output in cell.outputs if output.output_type == "error"]
    return problems + [f"a cell ended in {output.ename}: {output.evalue}" for output in failed]


def refresh(paths=None, say=print):
    """Execute the committed notebooks in place, or those of the paths given, on their defaults, writing no file."""
    for path in paths or inputs.notebooks("0[0-9]"):
        say(f"{Path(path).stem}: running")
        with tempfile.TemporaryDirectory() as folder:
            run_into(Path(folder), Path(path), {})
            result = Path(folder) / Path(path).name
            beside = Path(shutil.copy(result, Path(path).with_suffix(".part")))
            beside.replace(path)
