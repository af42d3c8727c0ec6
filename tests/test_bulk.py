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

import nbformat
import pytest
from offences import editions, forking, published

PARTS = "Snakefile profiles data lib notebooks requirements.lock CITATION.cff CHANGELOG.md".split()
SIX = "Derbyshire;Kent;Wales;NSPCC-SE;City of London;UK"
pytestmark = pytest.mark.skipif(forking.default() == "plain", reason="the kills are Linux's")


@pytest.fixture
def copied(tmp_path):
    """Give a copy of the collection that a test may change."""
    for part in PARTS:
        source = published.ROOT / part
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, tmp_path / part)
    return tmp_path


def snakemake(folder, *arguments):
    """Start Snakemake as `make` does, on the copy and its library."""
    command = [sys.executable, "-m", "snakemake", "--cores", "2", *arguments]
    surroundings = {**os.environ, "PYTHONPATH": str(folder / "lib"), "MPLBACKEND": "agg"}
    return subprocess.Popen(
        command,
        cwd=folder,
        env=surroundings,
        start_new_session=True,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def made(folder, *arguments, code=0):
    """Run Snakemake to its end; gives what was said of editions, and every error."""
    run = snakemake(folder, *arguments)
    said, errors = run.communicate()
    assert run.returncode == code, said + errors
    return said.splitlines(), errors


def short(folder):
    """Replace the notebooks by two short ones, so that the test is of the workflow alone."""
    parameters = 'area: str = "Kent"  # area\nfirst_year: str = "2017/18"  # y\nlast_year: str = ""  # y\nclean: str = ""  # folder\noutput: str = ""  # folder'
    cells = {
        "01_clean": "from offences import cleaning\ncleaning.write(cleaning.build(''), clean)",
        "02_one": "print(area)",
    }
    for path in (folder / "notebooks").glob("*.ipynb"):
        path.unlink()
    for name, cell in cells.items():
        write(folder / "notebooks" / f"{name}.ipynb", parameters, cell)


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
    visible = (name for name in editions.files(folder) if not name.startswith("."))
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in visible}


def whole(reports):
    """Check that each edition that is there holds what its manifest says, and nothing else."""
    for manifest in reports.glob("[!.]*/manifest.json"):
        outputs = json.loads(manifest.read_text(encoding="utf-8"))["outputs"]
        found = contents(manifest.parent)
        del found["manifest.json"]
        assert found == outputs, manifest.parent.name


def test_a_workflow_makes_what_is_stale_and_nothing_else(copied):
    short(copied)
    reports = copied / "reports"
    assert sorted(line.partition(" reports/")[2] for line in made(copied, "report")[0]) == [
        "derbyshire: done.",
        "uk: done.",
    ]
    first = contents(reports)
    assert {"index.html", "uk/02_one.html", "derbyshire/manifest.json"} <= set(first)

    assert made(copied, "report")[0] == [], "an unchanged second run does nothing"

    shutil.rmtree(reports / "uk")
    assert made(copied, "report")[0] == ["[1 of 1] reports/uk: done."], "a lost edition is made again"
    assert contents(reports) == first

    assert made(copied, "report", "--config", "area=Kent")[0] == ["[1 of 1] reports/kent: done."]
    assert 'href="kent/' in (reports / "index.html").read_text(encoding="utf-8")

    (reports / "uk" / "manifest.json").unlink()
    assert made(copied, "report")[0] == ["[1 of 1] reports/uk: done."]
    assert {name: contents(reports)[name] for name in first if name != "index.html"} == {
        name: digest for name, digest in first.items() if name != "index.html"
    }

    path = copied / "notebooks" / "02_one.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[-1].source = "from offences import areas\nassert areas.find(area) != areas.UK, 'too large'"
    nbformat.write(notebook, path)
    said, errors = made(copied, "report", code=1)
    assert said == ["[1 of 2] reports/derbyshire: done."], "a failure does not stop the others"
    assert "02_one.ipynb, under '02_one: a test', cell 3: AssertionError: too large" in errors
    assert "Traceback" not in errors
    assert contents(reports / "uk") == {
        name.removeprefix("uk/"): digest for name, digest in first.items() if name.startswith("uk/")
    }, "the last good edition stands"

    notebook.cells[-1].source = "print('mended', area)"
    nbformat.write(notebook, path)
    one, other = snakemake(copied, "report"), snakemake(copied, "report")
    ends = [run.communicate() for run in (one, other)]
    assert [run.returncode for run in (one, other)] == [0, 0], ends
    assert sum("Another run is at work in reports; waiting" in errors for _, errors in ends) == 1
    assert sum(said.count("done.") for said, _ in ends) == 2, "the second found everything made"
    whole(reports)


def test_a_misspelt_area_is_one_sentence(copied):
    said, errors = made(copied, "report", "--config", "area=Kentt", code=1)
    assert said == []
    assert "Error: 'Kentt' is no area that the collection knows." in errors
    assert "Traceback" not in errors


def again(reports):
    """Have the editions made again, over the good ones."""
    for stamp in (reports / ".made").glob("*.edition"):
        stamp.unlink()


@pytest.mark.kill
def test_twenty_kills_lose_nothing(copied):
    """kill -9 of everything at seeded moments, over six editions; the end has the undisturbed bytes."""
    six = ["report", "--config", f"area={SIX}"]
    made(copied, *six)
    reports, undisturbed = copied / "reports", contents(copied / "reports")
    begun = time.monotonic()
    again(reports)
    made(copied, *six)
    seconds = time.monotonic() - begun
    shutil.rmtree(reports)
    moments = random.Random(20_231_114)
    killed = 0
    for _ in range(20):
        if len(list((reports / ".made").glob("*.edition"))) == 6:
            again(reports)
        standing = {path.parent.name for path in reports.glob("[!.]*/manifest.json")}
        run = snakemake(copied, *six)
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
    made(copied, *six)
    assert contents(reports) == undisturbed
    assert not list(reports.glob(".*.new-*")), "nothing half-made is left"
