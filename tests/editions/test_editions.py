"""The real editions, end to end, by the real command."""

import csv
import json
import os
import re
import subprocess
import sys
import uuid
from pathlib import Path

import cells
import click
import nbformat
import offences
import pytest
import test_kernels
from click.testing import CliRunner
from offences import cli, warm
from offences.editions import editions, execution, inputs, manifests, parameters, swapping
from offences.names import reference
from shared import EDITIONS, TABLED

GOLDEN = reference.ROOT / "tests" / "golden"
TABLES = [
    "years",
    "trends_findings",
    "platforms_findings",
    "victims_findings",
    "regions_findings",
    "area_claims",
    "official_findings",
    "brief_findings",
]


@pytest.mark.parametrize("name", EDITIONS + TABLED)
@pytest.mark.parametrize("table", TABLES)
def test_golden_tables(edition_of, name, table):
    """Golden tables change only on purpose: copy the new ones from an edition and say why."""
    found = edition_of(name) / "tables" / f"{table}.csv"
    golden = GOLDEN / edition_of(name).name / f"{table}.csv"
    assert found.exists() == golden.exists()
    if golden.exists():
        assert found.read_text(encoding="utf-8") == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("source", execution.of_edition(), ids=lambda source: source.stem)
def test_an_edition_says_what_the_committed_notebooks_say(edition_of, source):
    """The data set of an edition has its small cells hidden, which the committed tables have not: nothing may differ by that."""
    assert cells.stored(edition_of("Derbyshire") / source.name) == cells.stored(source)


@pytest.mark.parametrize("name", EDITIONS)
def test_an_edition_is_whole(edition_of, name):
    folder = edition_of(name)
    assert not (folder / "clean").exists(), "the clean tables stand once, in the data set"
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert set(manifest["outputs"]) == set(manifests.files(folder)) - {"manifest.json"}
    for output, digest in manifest["outputs"].items():
        assert inputs.digest(folder / output) == digest
    for source in execution.of_edition():
        notebook = nbformat.read(folder / source.name, as_version=4)
        assert execution.complete(notebook) == []
        assert (folder / ("index.html" if source.stem == "08_brief" else f"{source.stem}.html")).exists()


@pytest.mark.parametrize("name", EDITIONS)
def test_no_edition_holds_a_path_of_this_machine(edition_of, name):
    folder = edition_of(name)
    for path in folder.rglob("*"):
        if path.suffix in (".html", ".csv", ".ipynb", ".json", ".svg"):
            text = path.read_text(encoding="utf-8")
            assert str(folder.parent) not in text
            assert str(reference.ROOT) not in text


def test_every_claim_has_its_verdict_in_a_table(edition_of):
    with (edition_of("Kent") / "tables" / "claims.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    wanted = ["figure_id", "verdict", "published", "recomputed_low", "recomputed_high", "rows_used", "reason"]
    assert list(rows[0])[:7] == wanted
    assert len(rows) > 300


def commands(group=cli.main, path=()):
    """List the command and every command below it."""
    yield path
    for name, command in group.commands.items():
        yield from commands(command, (*path, name)) if isinstance(command, click.Group) else [(*path, name)]


@pytest.mark.parametrize("option", ["--help", "-h"])
@pytest.mark.parametrize("path", list(commands()), ids=" ".join)
def test_every_command_explains_itself(path, option):
    result = CliRunner().invoke(cli.main, [*path, option])
    assert result.exit_code == 0, result.output
    assert result.output.startswith("Usage: ")
    assert "Error" not in result.output
    assert result.stderr == ""


def test_the_help_of_run_lists_every_parameter():
    told = CliRunner().invoke(cli.main, ["run", "--help"]).output
    assert all(re.search(rf"^  {name}  ", told, re.M) for name in editions.defaults())
    assert set(editions.defaults()) <= set(parameters.MEANING)


def test_the_version_is_told():
    result = CliRunner().invoke(cli.main, ["--version"])
    assert (result.exit_code, result.output) == (0, f"offences, version {offences.__version__}\n")


@pytest.mark.parametrize(
    ("option", "why"),
    [
        (["--jobs", "0"], "--jobs"),
        (["--engine", "x"], "--engine"),
        (["--area", ""], "area: ''"),
        (["--area", "Derbyshre"], "Did you mean Derbyshire"),
        (["-p", "forst_year", "2017/18"], "Did you mean first_year"),
        (["--nosuch"], "nosuch"),
    ],
    ids=str,
)
def test_a_wrong_option_is_refused_with_exit_code_2(option, why, tmp_path):
    place = ["--engine", "plain", "--out", str(tmp_path / "reports")]
    result = CliRunner().invoke(cli.main, ["run", *place, *option])
    assert result.exit_code == 2
    assert why in result.stderr
    assert not list(tmp_path.iterdir())


@pytest.fixture
def hostile(tmp_path):
    """Give a folder whose files bear the names of modules."""
    for module in "random json csv re typing logging click numpy pandas papermill".split():
        (tmp_path / f"{module}.py").write_text(
            "raise SystemExit('a file of the current folder was imported')"
        )
    return tmp_path


@pytest.mark.parametrize(
    ("engine", "start"),
    [
        (warm.default(), [sys.executable, "-m", "offences"]),
        ("plain", [str(Path(sys.executable).parent / "offences")]),
    ],
    ids=["module", "command"],
)
def test_files_of_the_current_folder_take_no_modules_place(hostile, engine, start):
    """As far as the check of the area, which loads pandas, and in the warm engine through its parent, which ends."""
    command, tag = [*start, "run", "--area", "London", "--engine", engine], uuid.uuid4().hex
    surroundings = {**os.environ, "OFFENCES_TEST": tag}
    result = subprocess.run(command, cwd=hostile, env=surroundings, capture_output=True, text=True)
    assert result.stderr.startswith("Error: area: 'London' may mean several areas")
    assert (result.returncode, result.stdout) == (2, "")
    assert all(path.suffix == ".py" for path in hostile.iterdir())
    if sys.platform == "linux":
        test_kernels.until(lambda: not test_kernels.tagged(tag))


def test_bad_own_figures_change_nothing(tmp_path):
    bad = tmp_path / "mine.csv"
    bad.write_text(
        "place_as_published,period_as_published,measure,value_as_published\nX,2025/26,offences,-1\n"
    )
    options = ["--figures", str(bad), "--out", str(tmp_path / "reports"), "--engine", "plain"]
    result = CliRunner().invoke(cli.main, ["run", *options])
    assert result.exit_code == 2
    assert "mine.csv, line 2, place_as_published: 'X'" in result.stderr
    assert list(tmp_path.iterdir()) == [bad]


def test_own_figures_make_an_edition_of_their_own_and_their_changes_are_listed(own_edition, reports):
    """Beside a data set that is there: each notebook alike reads the tables of the edition's own."""
    folder, said, code, _ = own_edition
    assert code == 0, said
    assert "Derbyshire, 2025/26: now has a figure, 301" in said
    assert "New claim own0008" in said
    assert "own0008" in (folder / "clean" / "figures.csv").read_text(encoding="utf-8")
    assert test_kernels.contents(folder.parent / "data") == test_kernels.contents(reports / "data"), (
        "own figures change nothing else"
    )
    assert "301" in (folder / "tables" / "years.csv").read_text(encoding="utf-8")
    assert "Example &amp; Sons" in (folder / "01_clean.html").read_text(encoding="utf-8")


def test_a_failing_cell_leaves_the_last_good_edition_and_says_where(tmp_path, monkeypatch):
    good = tmp_path / "reports" / "kent"
    good.mkdir(parents=True)
    (good / "page.html").write_text("good")
    folder = tmp_path / "notebooks"
    folder.mkdir()
    notebook = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_markdown_cell("# 01 Test: one"),
            nbformat.v4.new_code_cell(
                'area: str = "Kent"  # area\nclean: str = ""  # c\noutput: str = ""  # o',
                metadata={"tags": ["parameters"]},
            ),
            nbformat.v4.new_markdown_cell("## Where it breaks"),
            nbformat.v4.new_code_cell("raise ValueError('the sum is wrong')"),
        ]
    )
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, folder / "01_test.ipynb")
    monkeypatch.setattr(inputs, "NOTEBOOKS", folder)
    with pytest.raises(
        RuntimeError, match="01_test.ipynb, under 'Where it breaks', cell 3: ValueError: the sum"
    ):
        editions.run({"area": "Kent"}, tmp_path / "reports", say=lambda line: None)
    assert [path.name for path in (tmp_path / "reports").iterdir()] == ["kent"]
    assert (good / "page.html").read_text() == "good"


def test_an_edition_moved_aside_by_a_killed_run_comes_back(tmp_path):
    (tmp_path / ".kent.old").mkdir()
    (tmp_path / ".uk.old").mkdir()
    (tmp_path / "uk").mkdir()
    for name in ("kent", "uk", "wales"):
        swapping.recover(tmp_path / name)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kent", "uk"]


def test_a_new_edition_takes_the_place_of_the_last_in_one_step(tmp_path):
    for name in (".kent.new", "kent"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "page").write_text(name)
    swapping.swap(tmp_path / ".kent.new", tmp_path / "kent")
    assert (tmp_path / "kent" / "page").read_text() == ".kent.new"
    assert not (tmp_path / ".kent.old").exists()


def test_only_what_a_killed_run_left_behind_is_dropped(tmp_path):
    left = tmp_path / ".kent.new-0"
    left.mkdir()
    with swapping.workplace(tmp_path, "kent") as one, swapping.workplace(tmp_path, "kent") as other:
        assert not left.exists()
        assert one.is_dir()
        assert other.is_dir()
    assert not list(tmp_path.iterdir())


def test_the_areas_are_listed():
    assert "Greater Manchester" in CliRunner().invoke(cli.main, ["areas", "gmp"]).stdout
    assert len(CliRunner().invoke(cli.main, ["areas"]).stdout.splitlines()) > 60


def test_the_readme_says_what_the_editions_say(edition_of):
    """The picture and every number of the README's table come out of an edition."""
    readme = (reference.ROOT / "README.md").read_text(encoding="utf-8")
    derbyshire, uk = edition_of("Derbyshire"), edition_of("UK")
    data = uk.parent / "data"
    picture = (data / "figures" / "coverage.svg").read_bytes()
    assert (reference.ROOT / "docs" / "coverage.svg").read_bytes() == picture
    pages = [
        path.read_text(encoding="utf-8")
        for folder in (data, derbyshire, uk)
        for path in folder.rglob("*.csv")
    ]
    shown = "\n".join(pages)
    table = readme[readme.index("| published | found") : readme.index("![")]
    for number in re.findall(r"\d[\d,.]*\d%?", table):
        assert number in shown or number.removesuffix("%") in shown, number
