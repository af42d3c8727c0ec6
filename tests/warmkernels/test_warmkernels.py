"""Kernels forked from a warm parent are as ordinary ones are, and keep nothing from each other."""

import os
import subprocess
import sys
import uuid
from pathlib import Path

import nbformat
import papermill
import pytest
import warmkernels
from nbclient.exceptions import DeadKernelError
from warmkernels import forking

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forking is not safe here")
FOLDER = Path(warmkernels.__file__).parent
PRELOADED = ["pandas", "matplotlib.pyplot", "colorsys"]


def test_the_package_knows_nothing_of_the_collection():
    for path in FOLDER.glob("*"):
        assert not path.is_file() or "offences" not in path.read_text(encoding="utf-8").lower(), path.name


def test_who_asks_for_a_process_imports_the_standard_library_alone():
    code = "import sys\nfrom warmkernels import forking\nprint(*{name.partition('.')[0] for name in sys.modules} - sys.stdlib_module_names)"
    told = subprocess.run(
        [sys.executable, "-S", "-c", code],
        env={"PYTHONPATH": str(FOLDER.parent)},
        capture_output=True,
        text=True,
    )
    assert set(told.stdout.split()) == {"warmkernels", "__main__"}, told.stderr


@pytest.fixture(scope="module")
def parent():
    with warmkernels.parent(preload=PRELOADED) as surroundings:
        yield surroundings


@pytest.fixture
def warm(parent):
    with warmkernels.used(parent):
        yield


def executed(folder, *cells):
    """Execute cells by papermill and give their outputs, without the kernel's own numbers."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    path = folder / f"{uuid.uuid4().hex}.ipynb"
    nbformat.write(notebook, path)
    made = papermill.execute_notebook(
        str(path), None, cwd=str(folder), progress_bar=False, kernel_manager_class=warmkernels.Manager
    )
    return [
        {key: value for key, value in output.items() if key != "execution_count"}
        for cell in made.cells
        for output in cell.outputs
    ]


MESS = """
import builtins, decimal, locale, os, random, sys, warnings
import matplotlib.pyplot as plt, numpy as np, pandas as pd
import colorsys
colorsys.ONE_THIRD = "mess"
builtins.mess = builtins.sorted
os.environ["MESS"] = "yes"
os.environ["TZ"] = "Pacific/Auckland"
os.chdir("/")
os.umask(0o777)
sys.path.insert(0, "/mess")
pd.set_option("display.max_rows", 3)
plt.rcParams["font.size"] = 33
plt.figure()
decimal.getcontext().prec = 2
warnings.simplefilter("error")
random.seed(1)
np.random.seed(1)
import signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)
mess = "left behind"
"""
WITNESS = """
import builtins, decimal, os, random, signal, sys, threading, time, warnings
import matplotlib, matplotlib.pyplot as plt, numpy as np, pandas as pd
import colorsys
random.seed(0)
mask = os.umask(0)
os.umask(mask)
for told in (
    colorsys.ONE_THIRD, sorted(name for name in dir(builtins) if not name.startswith("_")),
    os.environ.get("MESS"), os.environ.get("TZ"), time.tzname, os.path.basename(os.getcwd()), mask,
    sys.path, sys.argv[0], sys.flags.safe_path, pd.get_option("display.max_rows"), pd.get_option("display.max_columns"),
    pd.get_option("display.width"), plt.rcParams["font.size"], plt.get_fignums(), matplotlib.get_backend(),
    decimal.getcontext().prec, ("error", None, Warning, None, 0) in warnings.filters, np.random.random() == 0.417022004702574,
    signal.getsignal(signal.SIGTERM), "mess" in globals(), sorted(thread.name for thread in threading.enumerate()),
    "rfc3987_syntax" in sys.modules, get_ipython().__class__.__name__,
):
    print(told)
"""


def test_a_notebook_leaves_no_trace_in_the_next(parent, tmp_path):
    with warmkernels.used(parent):
        executed(tmp_path, MESS)
        after_mess = executed(tmp_path, WITNESS)[0]["text"].splitlines()
    ordinary = executed(tmp_path, WITNESS)[0]["text"].splitlines()
    differing = [pair for pair in zip(after_mess, ordinary, strict=True) if pair[0] != pair[1]]
    threads = ["Control", "Heartbeat", "IOPub", "MainThread", "Shell channel"]
    assert differing == [
        (str(threads), str([*threads, "Thread-1"])),  # ordinary kernels poll whether their parent lives
        ("True", "False"),  # the grammars that jsonschema does without
    ]


def test_two_kernels_have_seeds_of_their_own(warm, tmp_path):
    cells = "import numpy as np, random, uuid\nprint(np.random.random(), random.random(), uuid.uuid4())"
    first, second = (executed(tmp_path, cells)[0]["text"].split() for _ in range(2))
    assert not set(first) & set(second)


def test_a_chart_of_the_inline_backend_is_shown(warm, tmp_path, monkeypatch):
    monkeypatch.delenv("MPLBACKEND", raising=False)
    shown = executed(tmp_path, "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()")
    assert any("image/png" in output.get("data", {}) for output in shown)


def test_a_kernel_that_dies_stops_the_notebook(warm, tmp_path):
    with pytest.raises(DeadKernelError):
        executed(tmp_path, "import os\nos._exit(3)")


def test_a_failing_cell_is_named_and_the_parent_goes_on(warm, tmp_path):
    with pytest.raises(papermill.PapermillExecutionError, match="ValueError: the sum"):
        executed(tmp_path, "raise ValueError('the sum')")
    assert executed(tmp_path, "print(1)")[0]["text"] == "1\n"


def test_the_parent_has_one_thread_and_no_inline_backend():
    code = (
        "import os, sys\nfrom warmkernels import serving\nserving.prepare_surroundings()\n"
        "list(serving.imports([*sys.argv[1:], *serving.KERNEL]))\n"
        "print(len(os.listdir('/proc/self/task')), 'matplotlib_inline.backend_inline' in sys.modules)"
    )
    command = [sys.executable, "-c", code, *PRELOADED]
    told = subprocess.run(
        command, env={**os.environ, "OPENBLAS_NUM_THREADS": "1"}, capture_output=True, text=True
    )
    assert told.stdout.split() == ["1", "False"], told.stderr


def test_a_plan_gives_the_parent_more_that_it_may_be_asked_to_be(tmp_path):
    (tmp_path / "planned.py").write_text(
        "import sys\nseen = []\n"
        "def prepare(task, arguments):\n    seen.append((task, arguments))\n"
        "def count(*arguments):\n    sys.exit(len(seen) + len(arguments))\n"
        "TASKS = {'count': count}\n"
    )
    beside = {**os.environ, "PYTHONPATH": str(tmp_path)}
    with warmkernels.parent(beside, plan="planned") as surroundings:
        codes = [
            forking.Child("count", ["a", "b"], surroundings[warmkernels.ADDRESS]).wait() for _ in range(2)
        ]
    assert codes == [3, 4], "prepared before each fork, and nothing of a child's stays"


def test_a_parent_within_a_parent_is_the_same(parent):
    with warmkernels.parent(parent) as inner:
        assert inner == parent


def test_what_was_used_before_is_used_again(parent, monkeypatch):
    monkeypatch.setenv(warmkernels.ADDRESS, "before")
    with warmkernels.used(parent):
        assert os.environ[warmkernels.ADDRESS] == parent[warmkernels.ADDRESS]
    assert os.environ[warmkernels.ADDRESS] == "before"


def test_who_asks_a_parent_that_is_gone_is_told(parent, tmp_path):
    with pytest.raises(RuntimeError, match="has died; run again"):
        forking.Child("kernel", [], str(tmp_path / "socket"))
