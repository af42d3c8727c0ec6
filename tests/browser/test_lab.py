"""Each notebook opens alone in a real JupyterLab and passes Restart and Run All."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import nbformat
import pytest
from offences.editions import execution, explore, inputs

NOTEBOOKS = sorted(inputs.NOTEBOOKS.glob("0[0-9]_*.ipynb"))
#: Never reached unless something hangs; nothing is measured.
PATIENCE = 240


def until(found, what):
    """Wait for something to come true."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        value = found()
        if value:
            return value
        time.sleep(0.5)
    pytest.fail(f"{what}: waited {PATIENCE} seconds in vain.")


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """Start JupyterLab on a copy of the notebooks; gives its address and the folder."""
    folder = tmp_path_factory.mktemp("lab")
    for path in NOTEBOOKS:
        shutil.copy(path, folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = tmp_path_factory.mktemp("home")
    places = {"JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "data", "JUPYTER_RUNTIME_DIR": "runtime"}
    environment = {**os.environ, **{name: str(home / place) for name, place in places.items()}}
    environment["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), environment["PATH"]])
    options = [
        "--allow-root",
        "--no-browser",
        "--ip=127.0.0.1",
        f"--port={port}",
        "--IdentityProvider.token=",
        "--ServerApp.password=",
        f"--ServerApp.root_dir={folder}",
        f"--LabApp.workspaces_dir={home / 'workspaces'}",
        f"--LabApp.user_settings_dir={home / 'settings'}",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.news_url=None",
    ]
    with (home / "log").open("w") as log:
        command = [sys.executable, "-m", "jupyter", "lab", *options]
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        address = f"http://127.0.0.1:{port}"
        until(lambda: answer(f"{address}/api/status") or server.poll(), "JupyterLab's start")
        assert server.poll() is None, (home / "log").read_text()
        yield address, folder
        server.terminate()
        server.wait(30)


def answer(url):
    try:
        with urllib.request.urlopen(url, timeout=5) as reply:
            return json.load(reply)
    except OSError:
        return None


def idle(address, name):
    """Tell whether the notebook's kernel is idle and joined to the page."""
    kernels = [entry["kernel"] for entry in answer(f"{address}/api/sessions") or [] if entry["path"] == name]
    return any(kernel["execution_state"] == "idle" and kernel["connections"] > 0 for kernel in kernels)


def said(notebook):
    """Give every output, without counts and without the random ids of widgets."""
    return [
        [
            {
                kind: value if isinstance(value, str) else json.dumps(value, sort_keys=True)
                for kind, value in output.get("data", {"text": output.get("text")}).items()
                if kind != explore.VIEW
            }
            for output in cell.outputs
        ]
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]


@pytest.fixture
def run(browser, lab):
    """Give a function that opens a notebook without its outputs and runs all of it; gives page and notebook."""
    address, folder = lab
    context = browser.new_context(viewport={"width": 1280, "height": 900})

    def opened(path):
        copy = folder / path.name
        notebook = nbformat.read(path, as_version=4)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
        nbformat.write(notebook, copy)
        page = context.new_page()
        page.set_default_timeout(PATIENCE * 1000)
        page.goto(f"{address}/lab/tree/{path.name}?reset")
        page.locator(".jp-NotebookPanel .jp-Cell").first.wait_for()
        until(lambda: idle(address, path.name), "the kernel's start")
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Restart Kernel and Run All Cells…").click()
        page.locator(".jp-Dialog").get_by_role("button", name="Confirm Kernel Restart").click()

        def complete():
            page.keyboard.press("Control+s")
            try:
                ran = nbformat.read(copy, as_version=4)
            except nbformat.reader.NotJSONError:  # half saved: look again
                return None
            return not execution.complete(ran) and idle(address, path.name) and ran

        return page, until(complete, f"{path.name}: running every cell")

    yield opened
    context.close()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_restart_and_run_all_gives_what_is_committed(run, path, screenshots):
    page, ran = run(path)
    screenshots(page, f"lab-{path.stem}")
    assert not [
        output for cell in ran.cells for output in cell.get("outputs", []) if output.get("name") == "stderr"
    ]
    assert said(ran) == said(nbformat.read(path, as_version=4))


def test_the_controls_of_the_exploring_notebook_change_what_it_shows(run, screenshots):
    page, _ = run(NOTEBOOKS[0])
    kent = page.locator("table", has=page.get_by_text("Offences by year, Kent", exact=True))
    page.locator(".widget-dropdown select").first.scroll_into_view_if_needed()
    assert not kent.count()
    page.locator(".widget-dropdown select").first.select_option(label="Kent")
    kent.wait_for()
    first, second = kent.locator("tbody th").all_inner_texts()[:2]
    page.locator(".noUi-handle-lower").first.focus()
    page.keyboard.press("ArrowRight")
    until(lambda: kent.locator("tbody th").first.inner_text() == second, "the slider's effect")
    screenshots(page, "lab-00_explore-moved")
    assert first not in kent.locator("tbody th").all_inner_texts()
    page.locator(".widget-dropdown select").first.select_option(label="City of London")
    page.get_by_text("Offences by year, City of London", exact=True).wait_for()
