"""What several test modules share: the real tables, and editions made by the real runner."""

import contextlib
import fcntl
import functools
import os
import pickle
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import cells
import pytest
import warmkernels
from click.testing import CliRunner
from hypothesis import HealthCheck, settings
from offences import cli, warm
from offences.analysis import cleaning, history
from offences.analysis import official as class_series
from offences.editions import editions, execution
from offences.names import areas, reference
from offences.report import exhibits, official_findings, pictures
from offences.site import pages
from offences.tables.series import Tables

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
LONGEST = ["test_bulk", "test_kernels", "test_charts"]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Begin with what takes long: a worker that came to it last would keep the other waiting."""
    rank = {name: place for place, name in enumerate(LONGEST)}
    items.sort(
        key=lambda item: (
            "reports" not in getattr(item, "fixturenames", ()),
            rank.get(item.path.stem, len(LONGEST)),
        )
    )


#: One of each kind, made whole; of two more the tables alone.
EDITIONS = ["Kent", "NSPCC-SE", "Scotland", "UK"]
TABLED = ["Derbyshire", "Dyfed-Powys"]


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


#: A user's own figures: claims about Kent, Derbyshire in a year to come and a claim about it, and of Kent a total, its
#: split in which boys are few, and the share of girls.
OWN = """\
place_as_published,period_as_published,measure,category,value_as_published,value,publisher,url,published,round,note
Kent,2017/18 to 2023/24,percent_change,,around 120%,,A,https://example.org/a,2024-11-12,2024-11,
Kent,2017/18 to 2023/24,percent_change,,150%,,A,https://example.org/a,2024-11-12,2024-11,
Kent,2017/18 to 2020/21,percent_change,,83%,,A,https://example.org/a,2024-11-12,2024-11,
Kent,2017/18 to 2020/21,percent_change,,83.6%,,B,https://example.org/b,2024-11-12,2024-11,
Kent,2017/18 to 2023/24,percent_change,,116.3%,,A,https://example.org/a,2024-11-12,2024-11,
Derbyshire,2025/26,offences,,301,301,Example & Sons,https://example.org/b,2026-11-12,2026-11,
Derbyshire,2017/18 to 2025/26,percent_change,,714%,,Example & Sons,https://example.org/b,2026-11-12,2026-11,
Kent,2024/25,offences,,52,52,Example Gazette,https://example.org/story,2025-11-12,2025-11,
Kent,2024/25,offences,girls,48,48,Example Gazette,https://example.org/story,2025-11-12,2025-11,
Kent,2024/25,offences,boys,4,4,Example Gazette,https://example.org/story,2025-11-12,2025-11,Source: Example Gazette
Kent,2024/25,share_gender,girls,92%,,Example Gazette,https://example.org/story,2025-11-12,2025-11,
"""


@pytest.fixture(scope="session")
def own_built(own_edition):
    """Give the tables with figures of a user's own, no cell hidden."""
    return own_edition.built


@pytest.fixture(scope="session")
def claims_checked(tables):
    return tables.claims


@pytest.fixture(scope="session")
def histories(tables):
    """Give every area's history over all years by its code; each part is computed once for a worker's tests."""
    return {code: history.of(tables, code, "2017/18", "2024/25") for code in areas.table().index}


#: Areas that tests name.
NAMED = "Derbyshire Hampshire Dyfed-Powys Kent Wales Scotland UK NSPCC-SE PRESS-WEST".split() + [
    "Northern Ireland"
]


@pytest.fixture(scope="session", params=["kinds", pytest.param("all", marks=pytest.mark.walk)])
def walked(request, once, tables, histories):
    """Give the codes of areas to look at: one of each kind, and those that tests name; with `make check` all."""
    known = areas.table()
    if request.param == "all":
        return tuple(known.index)
    chosen = tables.offences[tables.offences["chosen"]]

    def kind(code):
        """Tell areas apart by what they are, what is published and estimated of them, and whether the class rose."""
        whole = chosen.loc[chosen["area"].eq(code), "whole"]
        published = min(whole.sum(), 2), whole.all(), tables.estimates["area"].eq(code).any()
        growth = class_series.growth(histories[code], "2018/19")
        told = growth and (growth.low > 0, growth.high < 0)
        return *known.loc[code, ["level", "offence"]], min(len(areas.members(code)), 2), *published, told

    def make():
        kinds = known.index.to_series().map(kind)
        return tuple(dict.fromkeys([*kinds.drop_duplicates().index, *map(areas.find, NAMED)]))

    return once("walked", make)


@pytest.fixture(scope="session")
def told_of_class(once, histories, walked):
    """Give what is said of the official class of areas by their codes."""

    def make():
        population = reference.reference("population")
        return {code: official_findings.findings(histories[code], population) for code in walked}

    return once(f"told_of_class of {len(walked)}", make)


#: What a sentence holds that a source must be named for, and that source.
CREDITED = [
    (r"grooming offences|^Recorded class[^:]*: .*\d|class that contains|wider class", "Home Office, "),
    (r"per 10,000|[Pp]er child,", "ONS, "),
    (r"\d \[e\]", "estimate [e] by this collection"),
    (
        r"95% interval|likely (between )?\d|remain for|do(es)? not fit the official class",
        " by this collection from ",
    ),
]


def uncredited(sentence, source):
    """List what a sentence holds whose source is not named."""
    return [name for holds, name in CREDITED if re.search(holds, sentence) and name not in source]


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
    """Mark every process that the workflow starts, whichever worker starts it."""
    folder = tmp_path_factory.getbasetemp()
    return str(folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder)


@pytest.fixture(scope="session")
def reports(once, tmp_path_factory, editions_tag):
    """Make the data set and the edition of the UK by the workflow; gives the folder of editions."""

    def make():
        out = tmp_path_factory.mktemp("reports")
        command = "-m snakemake --workflow-profile none --nolock --cores 2 report --config".split()
        ran = subprocess.run(
            [sys.executable, "-P", *command, f"out={out}", "area=UK"],
            cwd=reference.ROOT,
            env={**os.environ, "OFFENCES_TEST": editions_tag},
            capture_output=True,
            text=True,
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
        return out

    return once("reports", make)


@pytest.fixture(scope="session")
def edition_and_charts(once, reports):
    """Give a function that gives an edition by its area's name: its folder, and by name its charts before they are laid out.

    Those but the UK's are made in this process, with no kernels: they leave the same, which test_kernels proves, but
    for their pictures, which are empty.
    """

    def make(name):
        chart, drawn = exhibits.chart, {}

        def kept(figure, frame, name, alt, *more):
            drawn[name] = pickle.dumps(figure), frame, alt
            chart(figure, frame, name, alt, *more)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(execution, "execute", cells.execute)
            patch.setattr(exhibits, "chart", kept)
            # What stands in the pictures, test_charts looks at.
            patch.setattr(pictures, "as_png", lambda figure: b"")
            patch.setattr(pictures, "as_svg", lambda figure: "")
            patch.setattr(pictures, "narrow", lambda figure: figure)
            render = pages.render if name in EDITIONS else None
            return editions.run({"area": name}, reports, say=lambda line: None, render=render), drawn

    return lambda name: once(f"edition of {name}", functools.partial(make, name))


@pytest.fixture(scope="session")
def edition_of(reports, edition_and_charts):
    """Give a function that gives the folder of an edition by its area's name."""
    return lambda name: reports / "uk" if name == "UK" else edition_and_charts(name)[0]


class Own(NamedTuple):
    """An edition with figures of a user's own."""

    folder: Path
    #: What the command said, and how it ended.
    said: str
    code: int
    #: The tables that 01 built, no cell hidden.
    built: Tables


@pytest.fixture(scope="session")
def own_edition(once, reports, tmp_path_factory):
    """Make an edition with figures of a user's own, of two notebooks, beside a copy of the data set."""

    def make():
        folder, built = tmp_path_factory.mktemp("own"), []
        out, own = folder / "reports", folder / "own.csv"
        own.write_text(OWN, encoding="utf-8")
        shutil.copytree(reports / "data", out / "data")
        kept = [path for path in execution.of_edition() if path.stem in ("02_trends", "08_brief")]
        build = cleaning.build
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(execution, "execute", cells.execute)
            patch.setattr(execution, "of_edition", lambda: kept)
            patch.setattr(cleaning, "build", lambda *own: built.append(build(*own)) or built[-1])
            options = ["--figures", str(own), "--out", str(out), "--engine", "plain"]
            ran = CliRunner().invoke(cli.main, ["run", *options])
        folder = next(out.glob("derbyshire--figures-*"), out)
        return Own(folder, ran.output, ran.exit_code, built[0])

    return once("own", make)
