"""Many editions by Snakemake: only what is stale, past failures, one run at a time, after any kill."""

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path

import nbformat
import pytest
import test_kernels
from offences import warm
from offences.editions import manifests
from offences.names import areas, reference

PARTS = "Makefile Snakefile profiles data lib notebooks requirements.lock installer.lock pyproject.toml CITATION.cff CHANGELOG.md".split()
SIX = "Derbyshire;Kent;Wales;NSPCC-SE;City of London;UK"
PARAMETERS = 'area: str = "Kent"  # area\nfirst_year: str = "2017/18"  # y\nlast_year: str = ""  # y\nclean: str = ""  # folder\noutput: str = ""  # folder'
pytestmark = pytest.mark.skipif(warm.default() == "plain", reason="the kills are Linux's")


#: What a folder's name may hold and a shell, make, Snakemake or a URL reads something into.
ODD = "a 'b' \"c\" $HOME $(d) {x} {{y}} ;&|#%20 * é\u200f\\n"


@pytest.fixture
def copied(tmp_path):
    """Give a copy of the collection that a test may change."""
    return copy_to(tmp_path)


def copy_to(folder):
    for part in PARTS:
        source = reference.ROOT / part
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, folder / part)
    (folder / ".venv").mkdir()
    (folder / ".venv" / "ready").touch()
    return folder


def make(folder, *arguments, **environment):
    """Start make on the copy and its library, in the environment of this test."""
    command = ["make", "CORES=2", f"BIN={Path(sys.executable).parent}", *arguments]
    # `make test` runs this test: what make tells a make below it would have this one announce its folder.
    outer = {"MAKELEVEL", "MAKEFLAGS", "MFLAGS"}
    surroundings = {name: value for name, value in os.environ.items() if name not in outer}
    surroundings |= environment
    return subprocess.Popen(
        command,
        cwd=folder,
        env=surroundings,
        start_new_session=True,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def said(folder, *arguments, code=0, **environment):
    """Run make to its end; gives the lines that it said, and every error, the folder of editions named reports."""
    run = make(folder, *arguments, **environment)
    told, errors = (text.replace(environment.get("OUT", "reports"), "reports") for text in run.communicate())
    assert run.returncode == code, told + errors
    assert "snakemake" not in told.lower() + errors.lower(), "nobody has to know what runs it"
    return told.splitlines(), errors


def short(folder):
    """Leave two short notebooks and the figures of a few areas, so that the test is of the workflow alone."""
    for module in ("random", "json", "csv", "click"):
        (folder / f"{module}.py").write_text("raise SystemExit('a file of the current folder was imported')")
    cells = {
        # Copied, not built: how long that takes is no part of what is proved here.
        "01_clean": "import shutil\nfrom offences.tables import loading\nshutil.copytree(loading.CLEAN, clean)",
        "02_trends": "print(area)",
    }
    for path in (folder / "notebooks").glob("*.ipynb"):
        path.unlink()
    for name, cell in cells.items():
        write(folder / "notebooks" / f"{name}.ipynb", PARAMETERS, cell)
    few = [areas.find(name) for name in ("Derbyshire", "Kent", "UK")]
    for path in (folder / "data" / "clean").glob("*.csv"):
        table = reference.table(path)
        if "area" in table:
            table[table["area"].isin(few)].to_csv(path, index=False, lineterminator="\n")


def write(path, parameters, cell):
    notebook = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_markdown_cell(f"# {path.stem}: a test"),
            nbformat.v4.new_code_cell(parameters, metadata={"tags": ["parameters"]}),
            nbformat.v4.new_code_cell(cell),
        ]
    )
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, path)


def contents(folder):
    """Give every file that a run leaves for readers, by its bytes."""
    visible = (name for name in manifests.files(folder) if not name.startswith("."))
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in visible}


def whole(reports):
    """Check that each edition that is there holds what its manifest says, and nothing else."""
    for manifest in reports.glob("[!.]*/manifest.json"):
        outputs = json.loads(manifest.read_text(encoding="utf-8"))["outputs"]
        found = contents(manifest.parent)
        del found["manifest.json"]
        assert found == outputs, manifest.parent.name


def test_a_workflow_makes_what_is_stale_and_says_what_it_does(tmp_path):
    """In a checkout of any name, for editions in a folder of any name, a line feed in it."""
    (tmp_path / ODD).mkdir()
    copied = copy_to(tmp_path / ODD)
    short(copied)
    # Of a value on its command line make wants $ as $$; the environment takes it as it is.
    place = {"OUT": f"{ODD}\nof\neditions"}
    reports = copied / place["OUT"]
    told, errors = said(copied, "report", **place)
    assert errors == ""
    assert told[:2] == [
        "Making 2 reports in reports: Derbyshire, UK.",
        "Reading and checking the published figures, once for all areas.",
    ]
    assert told[-2:] == ["Writing the start page.", "Done. Open reports/index.html."]
    each = ["02_trends: done", "pages: written"]
    for area in ("Derbyshire", "UK"):
        assert [line.partition(", ")[2] for line in told[2:-2] if line.startswith(area)] == each
    done = [line for line in told[2:-2] if line.startswith("[")]
    assert sorted(line[:8] for line in done) == ["[1 of 2]", "[2 of 2]"]
    assert {line[9:] for line in done} == {"reports/derbyshire: done.", "reports/uk: done."}
    first = contents(reports)
    assert {"index.html", "uk/02_trends.html", "derbyshire/manifest.json"} <= set(first)

    for path in [*(copied / "data").rglob("*.csv"), *(copied / "notebooks").iterdir()]:
        os.utime(path)
    nothing = ["Nothing has changed; open reports/index.html."]
    assert said(copied, "report", **place)[0] == nothing, (
        "a second run of touched but unchanged files does nothing, and says so"
    )

    shutil.rmtree(reports / "uk")
    uk = "reports/uk/02_trends.html"
    told = said(copied, "report", "AREA=Derbyshire;UK", **place)[0]
    assert told[0] == "Making one report in reports: UK.", "what is lost is made again, the rest left alone"
    assert told[1:-2] == ["UK, 02_trends: done", "UK, pages: written", "[1 of 1] reports/uk: done."]
    both = f"reports/derbyshire/02_trends.html and {uk}"
    assert told[-1] == f"Done. Open {both} (reports/index.html lists every report)."
    assert contents(reports) == first
    path = copied / "notebooks" / "02_trends.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[
        -1
    ].source = "from offences.names import areas\nassert areas.find(area) != areas.UK, 'too large'"
    nbformat.write(notebook, path)
    (reports / ".made" / "options").write_text("--no-pages", encoding="utf-8")
    told, errors = said(copied, "report", "AREA=Kent;UK", code=2, **place)
    again = "what was made with other options is made again, what has no area too"
    assert told[1] == "Reading and checking the published figures, once for all areas.", again
    assert "[1 of 2] reports/kent: done." in told, "a failure does not stop the others"
    assert 'href="kent/' in (reports / "index.html").read_text(encoding="utf-8")
    assert "02_trends.ipynb, under '02_trends: a test', cell 3: AssertionError: too large" in errors
    assert "Traceback" not in errors
    assert contents(reports / "uk") == {
        name.removeprefix("uk/"): digest for name, digest in first.items() if name.startswith("uk/")
    }, "the last good edition stands"

    notebook.cells[-1].source = "print('mended', area)"
    nbformat.write(notebook, path)
    os.utime(path, (0, 0))  # a change of an older time, as unzip and rsync leave it
    (reports / "kent" / "manifest.json").unlink()
    one, other = (make(copied, "report", "AREA=Kent;UK", **place) for _ in range(2))
    ends = [run.communicate() for run in (one, other)]
    assert [run.returncode for run in (one, other)] == [0, 0], ends
    assert sum(f"Another run is at work in {place['OUT']}; waiting" in errors for _, errors in ends) == 1
    assert sum(told.count("done.") for told, _ in ends) == 2, "the second found everything made"
    assert sum("Nothing has changed" in told for told, _ in ends) == 1
    whole(reports)
    assert not list(reports.glob(".*.new-*"))


@pytest.mark.parametrize(
    ("area", "sentence"),
    [
        ("Kentt", "Error: 'Kentt' is no area that the collection knows. Did you mean Kent?"),
        ("London", "Error: 'London' may mean several areas; type "),
    ],
)
def test_an_area_that_is_none_or_several_is_one_sentence_and_changes_nothing(copied, area, sentence):
    told, errors = said(copied, "report", f"AREA={area}", code=2)
    assert told == []
    assert errors.startswith(sentence)
    assert "Traceback" not in errors
    assert not (copied / "reports").exists()


@pytest.mark.parametrize(
    ("out", "why"), [("Makefile", "Not a directory"), ("/proc/none", "No such file"), ("x" * 300, "too long")]
)
def test_a_folder_that_cannot_be_is_one_sentence(copied, out, why):
    told, errors = said(copied, "report", f"OUT={out}", code=2)
    assert told == []
    assert errors.startswith("Error: ")
    assert why in errors
    assert "Traceback" not in errors


def test_nothing_runs_on_when_make_is_killed(copied):
    short(copied)
    write(copied / "notebooks" / "02_trends.ipynb", PARAMETERS, "import time\ntime.sleep(120)")
    tag = uuid.uuid4().hex
    run = make(copied, "report", "AREA=Kent", OFFENCES_TEST=tag)
    made = copied / "reports" / "data" / "manifest.json"
    test_kernels.until(lambda: made.is_file() and list((copied / "reports").glob(".kent.new-*")), 180)
    os.kill(run.pid, signal.SIGKILL)
    test_kernels.until(lambda: not test_kernels.tagged(tag), 30)
    assert not (copied / "reports" / "kent").exists()


def again(reports):
    """Have the editions made again, over the good ones."""
    for stamp in (reports / ".made").glob("*.edition"):
        stamp.unlink()


@pytest.mark.kill
def test_twenty_kills_lose_nothing(copied):
    """kill -9 of everything at seeded moments, over six editions; the end has the undisturbed bytes."""
    six = ["report", f"AREA={SIX}"]
    said(copied, *six)
    reports, undisturbed = copied / "reports", contents(copied / "reports")
    begun = time.monotonic()
    again(reports)
    said(copied, *six)
    seconds = time.monotonic() - begun
    shutil.rmtree(reports)
    moments = random.Random(20_231_114)
    killed = 0
    for _ in range(20):
        if len(list((reports / ".made").glob("*.edition"))) == 6:
            again(reports)
        standing = {path.parent.name for path in reports.glob("[!.]*/manifest.json")}
        run = make(copied, *six)
        try:
            run.communicate(timeout=moments.uniform(0.5, 0.9 * seconds))
        except subprocess.TimeoutExpired:
            os.killpg(run.pid, signal.SIGKILL)
            run.communicate()
            killed += 1
        assert standing <= {path.parent.name for path in reports.glob("[!.]*/manifest.json")}
        whole(reports)
    print(f"{killed} of 20 runs were killed before their end, {seconds:.0f} s undisturbed.")
    assert killed >= 10
    said(copied, *six)
    assert contents(reports) == undisturbed
    assert not list(reports.glob(".*.new-*")), "nothing half-made is left"
