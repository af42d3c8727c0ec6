"""What several test modules share: the real tables, and editions made by the real runner."""

import contextlib
import os
import subprocess
import sys
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
import warmkernels
from hypothesis import HealthCheck, settings
from offences import warm
from offences.analysis import cleaning
from offences.claims import claims
from offences.names import areas

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

#: Marks every process that making the golden editions starts.
EDITIONS_TAG = uuid.uuid4().hex
EDITIONS = ["Derbyshire", "Kent", "Dyfed-Powys", "NSPCC-SE", "Scotland", "UK"]


@pytest.fixture(scope="session")
def tables():
    return cleaning.build()


@pytest.fixture(scope="session")
def claims_checked(tables):
    return claims.check(tables)


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
def editions_made(tmp_path_factory):
    """Make the golden editions beside their data set, two at a time; gives the folder of each by the name asked for."""
    out = tmp_path_factory.mktemp("reports")
    assert run("dataset", "--out", out, cwd=out, OFFENCES_TEST=EDITIONS_TAG).returncode == 0

    def make(name):
        result = run("run", "--area", name, "--out", out, cwd=out, OFFENCES_TEST=EDITIONS_TAG)
        assert result.returncode == 0, result.stderr
        return name, out / areas.slug(areas.find(name))

    with ThreadPoolExecutor(2) as pool:
        return dict(pool.map(make, EDITIONS))
