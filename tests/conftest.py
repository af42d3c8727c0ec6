"""What several test modules share: the real tables, and editions made by the real runner."""

import contextlib
import fcntl
import json
import os
import pickle
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import warmkernels
from hypothesis import HealthCheck, settings
from offences import warm
from offences.analysis import cleaning, history
from offences.editions import inputs
from offences.names import areas, reference
from offences.report import official_findings

# The same draws every time, however slow the machine: a test never fails by luck. To look further:
# pytest --hypothesis-profile default --hypothesis-seed N
settings.register_profile(
    "offences",
    max_examples=50,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("offences")

# A shell that runs the tests in the background has them ignore what Ctrl-C sends, and every command they start.
signal.signal(signal.SIGINT, signal.default_int_handler)

#: The modules of the longest tests, the longest first.
LONGEST = ["test_bulk", "test_kernels", "test_parameters_bite", "test_charts"]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Begin with what takes long: a worker that came to it last would keep the other waiting."""
    rank = {name: place for place, name in enumerate(LONGEST)}
    items.sort(
        key=lambda item: (
            "editions_made" not in getattr(item, "fixturenames", ()),
            rank.get(item.path.stem, len(LONGEST)),
        )
    )


EDITIONS = ["Derbyshire", "Kent", "Dyfed-Powys", "NSPCC-SE", "Scotland", "UK"]


@pytest.fixture(scope="session")
def once(tmp_path_factory):
    """Give a function that has one of several workers make what all of them read."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent  # each worker has a folder of its own in it

    def made(name, make):
        path = folder / f"{name}.pickle"
        with (folder / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not path.exists():
                path.write_bytes(pickle.dumps(make()))
        return pickle.loads(path.read_bytes())

    return made


@pytest.fixture(scope="session")
def tables(once):
    return once("tables", cleaning.build)


@pytest.fixture(scope="session")
def claims_checked(tables):
    return tables.claims


@pytest.fixture(scope="session")
def histories(tables):
    """Give every area's history over all years by its code; each part is computed once for a worker's tests."""
    return {code: history.of(tables, code, "2017/18", "2024/25") for code in areas.table().index}


@pytest.fixture(scope="session")
def told_of_class(once, histories):
    """Give what is said of the official class of every area by its code."""

    def make():
        population = reference.reference("population")
        return {code: official_findings.findings(one, population) for code, one in histories.items()}

    return once("told_of_class", make)


def run(*arguments, cwd=None, **surroundings):
    """Run the command line as a user does."""
    command = [sys.executable, "-m", "offences", *map(str, arguments)]
    return subprocess.run(
        command, cwd=cwd, env={**os.environ, **surroundings}, capture_output=True, text=True
    )


@pytest.fixture(scope="session")
def warm_parent():
    """Start one warm parent for the tests that run single notebooks; gives its surroundings, None off Linux."""
    if warm.default() != "warm":
        yield None
        return
    with warm.parent() as surroundings:
        yield surroundings


@pytest.fixture
def warm_kernels(warm_parent):
    """Run notebooks in warm kernels: faster, and they show the same, which test_kernels proves."""
    with warmkernels.used(warm_parent) if warm_parent else contextlib.nullcontext():
        yield


@pytest.fixture(scope="session")
def editions_tag(tmp_path_factory):
    """Mark every process that making the golden editions starts, whichever worker makes them."""
    folder = tmp_path_factory.getbasetemp()
    return str(folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder)


@pytest.fixture(scope="session")
def editions_made(once, tmp_path_factory, editions_tag):
    """Make the golden editions in one run of the workflow; gives the folder of each by the name asked for."""

    def make():
        out = tmp_path_factory.mktemp("reports")
        command = "-m snakemake --workflow-profile none --nolock --cores 2 report --config".split()
        asked = [f"out={out}", f"area={';'.join(EDITIONS)}"]
        ran = subprocess.run(
            [sys.executable, "-P", *command, *asked],
            cwd=reference.ROOT,
            env={**os.environ, "OFFENCES_TEST": editions_tag},
            capture_output=True,
            text=True,
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
        folders = [path.parent for path in out.glob("*/manifest.json") if path.parent.name != inputs.DATA_SET]
        made = {
            json.loads((folder / "manifest.json").read_bytes())["area"]: str(folder) for folder in folders
        }
        return {name: made[areas.find(name)] for name in EDITIONS}

    return {name: Path(folder) for name, folder in once("editions", make).items()}
