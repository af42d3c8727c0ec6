"""The collection on machines as they are: each with its mistake, its environment, its folders."""

import errno
import os
import re
import subprocess
import sys
from pathlib import Path

import papermill
import pytest
from click.testing import CliRunner
from offences import cli
from offences.editions import data_set, editions, execution, inputs, parameters
from offences.names.errors import InputError
from offences.tables import loading
from warmkernels import forking

linux = pytest.mark.skipif(sys.platform != "linux", reason="sockets without a file, and /proc, are Linux's")


@pytest.mark.parametrize(
    ("name", "written", "taken"),
    [
        ("suppress_up_to", " 5 ", "5"),
        ("suppress_up_to", "05", "5"),
        ("suppress_up_to", "5\n", "5"),
        ("suppress_up_to", "\u0665", "5"),
        ("children", "under16 ", "under16"),
        ("source", " s098 ", "s098"),
        ("first_year", " 2018-19 ", "2018/19"),
        ("last_year", "2022-23\n", "2022/23"),
        ("area", " kent ", "E23000032"),
    ],
)
def test_a_parameter_has_one_form_before_it_names_a_folder(name, written, taken):
    assert getattr(parameters.check(**{name: written}), name) == taken
    chosen, plain = editions.check({name: written}), editions.check({name: taken})
    assert chosen == plain
    assert re.fullmatch(r"[\w-]+", editions.slug(chosen))


@pytest.mark.parametrize(
    "same",
    [
        {"suppress_up_to": " 07 "},
        {"last_year": ""},
        {"first_year": "2017-18"},
        {"year": " "},
        {"source": " "},
    ],
    ids=str,
)
def test_what_comes_to_the_same_as_the_default_names_no_folder_of_its_own(same):
    chosen = editions.check({"area": "Kent", **same})
    assert editions.slug(chosen) == "kent"


@pytest.mark.parametrize("value", ["\u00b2", "7.0", "-1", "21", "", "9" * 5000, "seven", "7\u200b"])
def test_a_threshold_that_is_none_is_refused(value):
    with pytest.raises(InputError, match="is no threshold"):
        editions.check({"suppress_up_to": value})


def invoked(*arguments):
    return CliRunner().invoke(cli.main, [*map(str, arguments)])


@pytest.mark.parametrize(
    "arguments",
    [
        ["run", "--engine", "plain", "--out", "{file}/reports"],
        ["run", "--engine", "plain", "--out", "/proc/none"],
        ["run", "--engine", "plain", "--out", "{long}"],
        ["run", "--engine", "plain", "--out", "{folder}/\udcff/reports"],
        ["run", "--engine", "plain", "--figures", "{folder}/none.csv", "--out", "{folder}/reports"],
        ["run", "--engine", "plain", "--figures", "{folder}", "--out", "{folder}/reports"],
        ["template", "{file}/own.csv"],
        ["template", "{folder}/none/own.csv"],
        ["index", "--out", "{file}"],
        ["index", "--out", "{folder}/none"],
        ["clean", "{file}/clean"],
        ["areas", "\udcff"],
    ],
    ids=" ".join,
)
def test_a_place_that_cannot_be_is_one_sentence(arguments, tmp_path):
    (tmp_path / "file").write_text("")
    places = {"file": tmp_path / "file", "folder": tmp_path, "long": tmp_path / ("x" * 300)}
    result = invoked(*(argument.format(**places) for argument in arguments))
    if arguments[0] != "areas":
        assert result.exit_code == 2
        assert result.stderr.startswith(("Error: ", "Usage: "))
        assert len(result.stderr.strip().splitlines()) == 1
    assert "Traceback" not in result.output
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("begun", [False, True])
def test_a_full_disk_is_one_sentence(tmp_path, monkeypatch, begun):
    def full(*_, on_cell_start, **__):
        if begun:
            on_cell_start(cell=1)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(papermill, "execute_notebook", full)
    monkeypatch.setattr(execution, "RETRIES", ())
    monkeypatch.setattr(data_set, "ensure", lambda *_: None)
    result = invoked("run", "--engine", "plain", "--no-pages", "--area", "Kent", "--out", tmp_path)
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: 02_trends.ipynb: No space left on device. The last good edition")
    assert len(result.stderr.strip().splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_kernel_has_folders_of_our_own_for_a_while(tmp_path, monkeypatch):
    monkeypatch.setenv("IPYTHONDIR", "/proc/theirs")
    monkeypatch.delenv("MPLCONFIGDIR", raising=False)
    with execution._own_folder(tmp_path):
        for name in ("IPYTHONDIR", "JUPYTER_RUNTIME_DIR", "MPLCONFIGDIR"):
            assert os.environ[name].startswith(str(tmp_path.resolve()))
    assert os.environ["IPYTHONDIR"] == "/proc/theirs"
    assert "MPLCONFIGDIR" not in os.environ
    assert list(tmp_path.iterdir()) == []


def test_matplotlib_needs_no_home(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    theirs = {
        "HOME": "/proc",
        "MPLCONFIGDIR": "/their/styles",
        "MATPLOTLIBRC": "/their/rc",
        "PYTHONHOME": "/x",
    }
    ours = forking.settled(theirs)
    assert ours == {"HOME": "/proc", "MATPLOTLIBRC": os.devnull, "MPLCONFIGDIR": f"{tmp_path}/var/matplotlib"}
    monkeypatch.setattr(sys, "prefix", "/proc/none")
    assert forking.settled(theirs)["MPLCONFIGDIR"] == "/their/styles"


def test_what_changes_during_a_run_leaves_its_edition_stale(tmp_path, monkeypatch):
    def changing(*_):
        monkeypatch.setattr(inputs, "_of_code", lambda: "new")
        return "done"

    loading.write(loading.tables(), tmp_path / "data" / "clean")
    monkeypatch.setattr(data_set, "ensure", lambda *_: None)
    monkeypatch.setattr(execution, "run_into", changing)
    place = editions.run({"area": "Kent"}, tmp_path, say=lambda line: None)
    assert not inputs.fresh(place / "manifest.json", inputs.of(execution.of_edition()))


def test_a_file_that_could_not_be_written_whole_is_not_left(tmp_path):
    with pytest.raises(TypeError):
        cli._write(tmp_path / "own.csv", "not bytes")
    assert list(tmp_path.iterdir()) == []


@linux
def test_a_full_device_at_the_other_end_is_one_sentence():
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-P", "-m", "offences", "areas", "kent"]
        run = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True)
    assert (run.returncode, run.stderr.count("\n")) == (1, 1)
    assert run.stderr.startswith("Error: No space left on device")


@pytest.mark.parametrize(("wrong", "code"), [(errno.ENOSPC, 1), (errno.EROFS, 2)])
def test_a_template_that_cannot_be_written_is_one_sentence(tmp_path, monkeypatch, wrong, code):
    def refused(*_):
        raise OSError(wrong, os.strerror(wrong))

    monkeypatch.setattr(Path, "open", refused)
    run = CliRunner().invoke(cli.main, ["template", str(tmp_path / "x.csv")])
    assert (run.exit_code, run.output.count("\n")) == (code, 1)
    assert run.output.startswith(f"Error: {tmp_path}/x.csv: {os.strerror(wrong)}")


def test_of_the_clean_tables_all_or_none_are_written(tmp_path, monkeypatch):
    tables = loading.tables()

    def full(table):
        if table is tables.official:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return "x"

    monkeypatch.setattr(loading, "as_text", full)
    with pytest.raises(OSError, match="No space left"):
        loading.write(tables, tmp_path)
    assert list(tmp_path.iterdir()) == []
