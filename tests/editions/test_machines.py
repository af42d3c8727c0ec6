"""The collection on machines as they are: each with its mistake, its environment, its folders."""

import re
import sys

import pytest
from click.testing import CliRunner
from offences import cli
from offences.editions import editions, parameters
from offences.names.errors import InputError

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
