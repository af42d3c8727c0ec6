"""pyproject.toml, requirements.lock and environment.yml say the same; nothing of this machine is in them."""

import re
import subprocess
import tomllib

import pytest
import yaml
from offences.names import reference
from packaging.requirements import Requirement

ROOT = reference.ROOT
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
WANTED = [Requirement(text) for text in PROJECT["dependencies"] + PROJECT["optional-dependencies"]["test"]]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PINNED = dict(re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", LOCK, re.M))


@pytest.mark.parametrize("wanted", WANTED, ids=str)
def test_every_dependency_is_bounded_and_locked_within_its_bounds(wanted):
    assert wanted.specifier
    assert wanted.specifier.contains(PINNED[wanted.name])


@pytest.mark.parametrize("name", ["requirements.lock", "installer.lock"])
def test_a_lock_has_a_hash_for_everything_and_no_address(name):
    lock = (ROOT / name).read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=\S)", lock.strip())
    assert all("--hash=sha256:" in block for block in blocks)
    assert "://" not in lock
    assert "--index" not in lock


def test_the_installer_is_uv_and_nothing_else():
    lock = (ROOT / "installer.lock").read_text(encoding="utf-8")
    assert re.findall(r"^[A-Za-z0-9._-]+(?===)", lock, re.M) == ["uv"]


def test_conda_gets_python_and_pip_and_exactly_the_lock():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    plain = [item for item in environment["dependencies"] if isinstance(item, str)]
    assert [re.match(r"[a-z]+", item)[0] for item in plain] == ["python", "pip"]
    assert environment["dependencies"][-1] == {"pip": ["-r requirements.lock"]}
    assert PROJECT["requires-python"].removeprefix(">=") in plain[0]


def test_the_packages_asked_for_are_there():
    assert {"jupyterlab", "pandas", "seaborn", "papermill", "nbval"} <= set(PINNED)


def tracked():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    return [ROOT / name for name in listed.stdout.split()]


def test_no_file_holds_a_path_of_a_machine_or_an_index():
    words = [r"/work" + "/", "/ho" + "me/", "/ro" + "ot/", "index" + "-url =", "pypi" + ".org/simple"]
    for path in tracked():
        if (
            path.suffix in (".py", ".md", ".toml", ".yml", ".ipynb", ".lock", ".cff", ".json", "")
            and path.is_file()
        ):
            text = path.read_text(encoding="utf-8", errors="replace")
            found = [word for word in words if word in text]
            assert not found, f"{path.name}: {found}"


def test_the_library_folder_is_not_ignored():
    assert not re.search(r"^/?lib/?$", (ROOT / ".gitignore").read_text(encoding="utf-8"), re.M)


def test_versions_agree():
    import offences

    assert f"version: {offences.__version__}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"## {offences.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
