"""Warm kernels give an edition the bytes that ordinary ones give, and no command leaves a process behind."""

import contextlib
import os
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path

import cells
import nbformat
import pytest
import warmkernels
from conftest import run
from offences import warm
from offences.editions import execution, inputs, manifests
from offences.names import areas

linux = pytest.mark.skipif(warm.default() == "plain", reason="forking is not safe here")


def contents(folder):
    return {name: (folder / name).read_bytes() for name in manifests.files(folder)}


@linux
@pytest.mark.engines
def test_the_engines_agree_on_every_area(tmp_path):
    """Each area by warm kernels and by ordinary ones, each beside a data set of its own."""
    differ = []
    wanted = [row for row in areas.listing().itertuples() if row.level != "published area"]
    assert len(wanted) > 50
    for area in wanted:
        options = ["run", "--area", area.area, "--jobs", 2]
        made = [(tmp_path / "warm", []), (tmp_path / "plain", ["--engine", "plain"])]
        for out, more in made:
            assert run(*options, "--out", out, *more).returncode == 0
        warm, plain = (contents(out / area.slug) for out, _ in made)
        differ += [
            f"{area.slug}/{file}" for file in warm.keys() | plain.keys() if warm.get(file) != plain.get(file)
        ]
    assert differ == []


def notebook(folder, *cells):
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    made.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    path = folder / f"{uuid.uuid4().hex}.ipynb"
    nbformat.write(made, path)
    return path


def executed(folder, *cells):
    """Execute cells and give their outputs, without the pictures' and the kernel's own numbers."""
    source = notebook(folder, *cells)
    execution.execute(source, folder / "out.ipynb", {}, folder)
    return [
        {key: value for key, value in output.items() if key != "execution_count"}
        for cell in nbformat.read(folder / "out.ipynb", as_version=4).cells
        for output in cell.outputs
    ]


@linux
def test_ordinary_kernels_and_none_give_the_same_bytes(warm_parent, tmp_path, name="05_victims"):
    """A notebook with its pictures, tables and figures, by either engine and by the tests' own way with no kernel.

    `make test-engines` compares whole editions.
    """
    made = {}
    for engine in ("warm", "plain", "none"):
        with warmkernels.used(warm_parent) if engine == "warm" else contextlib.nullcontext():
            folder = tmp_path / engine
            folder.mkdir()
            source = inputs.NOTEBOOKS / f"{name}.ipynb"
            execute = cells.execute if engine == "none" else execution.execute
            execute(source, folder / source.name, {"area": "Derbyshire", "output": "."}, folder)
            made[engine] = contents(folder)
    warm, *others = made.values()
    for other in others:
        assert list(warm) == list(other)
        assert [file for file in warm if warm[file] != other[file]] == []
    assert any(file.endswith(".png") for file in warm)
    assert b"image/png" in warm[f"{name}.ipynb"]


@pytest.fixture(params=[pytest.param("warm", marks=linux), "plain"])
def engine(request):
    """Run notebooks by either engine."""
    if request.param == "warm":
        request.getfixturevalue("warm_kernels")


SURROUNDINGS = """
import json, os, sys
import pandas as pd
1
2
print(pd.get_option("display.max_rows"), "started" in globals(), "" in sys.path, os.getcwd() in sys.path)
"""


def test_a_profile_a_start_up_file_and_the_folder_change_nothing(engine, tmp_path, monkeypatch):
    profile = tmp_path / "ipython" / "profile_default"
    (profile / "startup").mkdir(parents=True)
    (profile / "ipython_config.py").write_text('c.InteractiveShell.ast_node_interactivity = "all"')
    (profile / "ipython_kernel_config.py").write_text('c.InteractiveShell.ast_node_interactivity = "all"')
    (profile / "startup" / "00.py").write_text(
        "import pandas\npandas.set_option('display.max_rows', 7)\nstarted = 1"
    )
    (tmp_path / "start.py").write_text("started = 1\nprint('started')")
    (tmp_path / "json.py").write_text("raise SystemExit('a file of the current folder was imported')")
    monkeypatch.setenv("IPYTHONDIR", str(profile.parent))
    monkeypatch.setenv("PYTHONSTARTUP", str(tmp_path / "start.py"))
    assert executed(tmp_path, SURROUNDINGS) == [
        {"output_type": "stream", "name": "stdout", "text": "60 False False False\n"}
    ]
    assert not list(tmp_path.glob(".ipython*")), "the empty profile is gone again"


def test_what_a_cell_prints_is_stored_as_one_text_however_it_arrives(engine, tmp_path):
    cell = (
        "import sys, time\n"
        "for part in range(3):\n    print('out', part, flush=True)\n    print('err', part, file=sys.stderr, flush=True)\n"
        "    time.sleep(0.25)"
    )
    assert executed(tmp_path, cell) == [
        {"output_type": "stream", "name": "stdout", "text": "out 0\nout 1\nout 2\n"},
        {"output_type": "stream", "name": "stderr", "text": "err 0\nerr 1\nerr 2\n"},
    ]


@linux
def test_what_the_parent_does_before_a_fork_starts_no_thread_and_brings_no_inline_backend(tmp_path):
    (tmp_path / "data").symlink_to(inputs.ROOT / "data")
    code = (
        "import os, pathlib, sys\nfrom offences import warm\nfrom warmkernels import serving\n"
        "serving.prepare_surroundings()\nlist(serving.imports([*warm.PRELOADED, *serving.KERNEL]))\n"
        "warm._editions[:] = [pathlib.Path(sys.argv[1])]\nwarm.prepare('kernel', [])\n"
        "print(len(os.listdir('/proc/self/task')), bool(warm._tables),"
        " 'matplotlib_inline.backend_inline' in sys.modules)"
    )
    surroundings = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-c", code, str(tmp_path)]
    told = subprocess.run(command, env=surroundings, capture_output=True, text=True)
    assert told.stdout.split() == ["1", "True", "False"], told.stderr


def failing_start(failures, begun, calls):
    """Give a papermill that fails so often, before or after its first cell."""

    def execute_notebook(source, result, *_, on_cell_start, **__):
        calls.append(source)
        if len(calls) <= failures:
            if begun:
                on_cell_start(cell=None, cell_index=0)
            raise RuntimeError("Kernel died")
        nbformat.write(nbformat.v4.new_notebook(), result)

    return execute_notebook


@pytest.mark.parametrize(
    ("failures", "begun", "calls_wanted", "works"),
    [(2, False, 3, True), (9, False, 4, False), (1, True, 1, False)],
    ids=["two starts fail", "no start works", "a cell fails"],
)
def test_only_a_kernel_that_did_not_start_is_tried_again(
    failures, begun, calls_wanted, works, tmp_path, monkeypatch
):
    import papermill

    calls = []
    monkeypatch.setattr(papermill, "execute_notebook", failing_start(failures, begun, calls))
    monkeypatch.setattr(execution, "RETRIES", (0, 0, 0))
    source = notebook(tmp_path, "1")
    if works:
        execution.execute(source, tmp_path / "out.ipynb", {}, tmp_path)
    else:
        with pytest.raises(RuntimeError, match="Kernel died"):
            execution.execute(source, tmp_path / "out.ipynb", {}, tmp_path)
    assert len(calls) == calls_wanted


def tagged(tag):
    """List the processes that were started with a tag in their environment."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            alive = "Z" not in (path / "stat").read_text().rpartition(")")[2].split()[0]
            if alive and tag.encode() in (path / "environ").read_bytes():
                found.append(int(path.name))
        except OSError:  # it has ended meanwhile
            continue
    return found


def until(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.1)


def started(tmp_path, engine):
    """Start an edition and wait until a kernel works on it; gives the command and its tag."""
    tag = uuid.uuid4().hex
    command = [
        sys.executable,
        "-m",
        "offences",
        "run",
        "--area",
        "Kent",
        "--out",
        "reports",
        "--engine",
        engine,
    ]
    surroundings = {**os.environ, "OFFENCES_TEST": tag, "JUPYTER_RUNTIME_DIR": str(tmp_path)}
    process = subprocess.Popen(
        command, cwd=tmp_path, env=surroundings, start_new_session=True, stderr=subprocess.PIPE, text=True
    )
    # warm: command, parent, run, kernel; plain: command, kernel
    until(lambda: len(tagged(tag)) >= (4 if engine == "warm" else 2))
    return process, tag


@linux
@pytest.mark.parametrize(
    ("engine", "number"),
    [
        ("warm", signal.SIGINT),
        ("warm", signal.SIGKILL),  # a command that waits for the parent has nothing that catches SIGTERM
        ("plain", signal.SIGINT),
        ("plain", signal.SIGTERM),
        ("plain", signal.SIGKILL),
    ],
)
def test_nothing_is_left_running_when_the_command_is_ended(tmp_path, engine, number):
    process, tag = started(tmp_path, engine)
    process.send_signal(number)
    assert process.wait(60) != 0
    until(lambda: not tagged(tag))
    assert not (tmp_path / "reports" / "kent").exists()


@linux
def test_the_command_ends_when_the_parent_is_killed(tmp_path):
    process, tag = started(tmp_path, "warm")
    parent = next(
        pid for pid in tagged(tag) if b"warmkernels.serving" in Path(f"/proc/{pid}/cmdline").read_bytes()
    )
    os.kill(os.getpgid(parent), signal.SIGKILL)
    assert process.wait(60) != 0
    until(lambda: not tagged(tag))


@linux
def test_nothing_is_left_running_after_success(reports, editions_tag):
    until(lambda: not tagged(editions_tag))
