"""What reviewers lean on: CI, hooks and recipes call what there is, and the library shows its use."""

import importlib
import inspect
import re

import offences
import pytest
import yaml
from offences.names import reference

ROOT = reference.ROOT
TARGETS = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))


def test_the_workflow_calls_the_same_commands_as_anybody():
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "check.yml").read_text(encoding="utf-8"))
    called = [step["run"] for job in workflow["jobs"].values() for step in job["steps"] if "run" in step]
    assert ".ci/run" in called
    assert {command.split()[1] for command in called if command.startswith("make ")} <= TARGETS


def test_ci_runs_every_test_and_ends_with_pytest():
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert "make test" in lines
    assert lines[-1] == "make test-browser"
    assert {"test", "test-browser"} <= TARGETS


def test_every_make_target_that_the_documents_name_exists():
    for name in ("README.md", "CONTRIBUTING.md", ".github/pull_request_template.md"):
        named = re.findall(r"`make ([a-z-]+)", (ROOT / name).read_text(encoding="utf-8"))
        assert named
        assert set(named) <= TARGETS, name


def test_the_hooks_are_local_and_run_over_library_and_notebooks():
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    assert [repository["repo"] for repository in hooks] == ["local"]
    assert all(hook["entry"].startswith(".venv/bin/ruff ") for hook in hooks[0]["hooks"])
    assert all(set(hook["types_or"]) == {"python", "jupyter"} for hook in hooks[0]["hooks"])


def test_issue_forms_are_well_formed_and_the_one_for_figures_says_where_to_find_help():
    folder = ROOT / ".github" / "ISSUE_TEMPLATE"
    for path in folder.glob("*.yml"):
        form = yaml.safe_load(path.read_text(encoding="utf-8"))
        if path.stem != "config":
            assert form["name"]
            assert form["description"]
            assert all("type" in part for part in form["body"])
    assert "0800 1111" in (folder / "figure.yml").read_text(encoding="utf-8")


def test_notebooks_are_compared_cell_by_cell_where_nbdime_is_set_up():
    attributes = (ROOT / ".gitattributes").read_text(encoding="utf-8")
    assert "*.ipynb diff=jupyternotebook merge=jupyternotebook" in attributes
    assert "nbdime config-git --enable" in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", offences._MODULES)
def test_every_function_that_the_prompt_offers_shows_an_example(name):
    module = importlib.import_module(f"offences.{name}")
    functions = [
        function
        for attribute, function in inspect.getmembers(module, inspect.isfunction)
        if not attribute.startswith("_") and function.__module__ == module.__name__
    ]
    assert functions
    assert [each.__name__ for each in functions if ">>>" not in (each.__doc__ or "")] == []
