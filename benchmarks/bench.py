"""Measure this project against other ways to run the same notebooks: `make bench`.

Every way makes the same executed notebooks, tables and figures of six areas; pages are
timed apart. The ways take turns within each round, so that a busy minute hurts them all.
Writes the table of ``docs/performance.md`` to standard output.
"""

import argparse
import contextlib
import functools
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import nbformat
from offences.editions import execution, inputs
from offences.names import areas, reference

SIX = ["Derbyshire", "Kent", "Wales", "NSPCC-SE", "City of London", "UK"]
BIN = Path(sys.executable).parent
#: What stands for an area where the data set is made, once for all editions of a run.
NONE = ""


def sources(area):
    """List the notebooks of an edition, or of the data set."""
    return execution.of_edition() if area else execution.of_data_set()


def parameters(source, area):
    """Give what a notebook of an edition, or of the data set, is given."""
    names = execution.declared(nbformat.read(source, as_version=4))
    given = {"area": area, "clean": f"../{inputs.DATA_SET}/clean"} if area else {"clean": "clean"}
    return {name: value for name, value in {**given, "output": "."}.items() if name in names}


def folder(out, area):
    """Make an edition's folder, or the data set's."""
    made = out / (areas.slug(areas.find(area)) if area else inputs.DATA_SET)
    made.mkdir(parents=True)
    return made


def by_command_line(out, area):
    """Run an edition's notebooks by papermill's command line."""
    made = folder(out, area)
    for source in sources(area):
        options = [word for pair in parameters(source, area).items() for word in ("-p", *pair)]
        quiet(BIN / "papermill", source, made / source.name, "--cwd", made, "--no-progress-bar", *options)


def by_nbconvert(out, area):
    """Run them by `jupyter nbconvert --execute`, the parameters written in beforehand."""
    import papermill

    made = folder(out, area)
    for source in sources(area):
        path = made / source.name
        papermill.execute_notebook(str(source), str(path), parameters(source, area), prepare_only=True)
        quiet(BIN / "jupyter", "nbconvert", "--execute", "--inplace", "--to", "notebook", path)


def by_interface(out, area):
    """Run them by papermill's Python interface."""
    import papermill

    made = folder(out, area)
    for source in sources(area):
        given = parameters(source, area)
        papermill.execute_notebook(
            str(source), str(made / source.name), given, cwd=str(made), progress_bar=False
        )


def by_plain_python(out, area):
    """Run the code cells in this process: no kernel, no notebook written."""
    made = folder(out, area)
    with contextlib.chdir(made), (made / "said").open("w") as said, contextlib.redirect_stdout(said):
        for source in sources(area):
            names = {"__name__": "__main__"}
            for cell in nbformat.read(source, as_version=4).cells:
                if cell.cell_type == "code":
                    exec(cell.source, names)
                    if "parameters" in cell.metadata.get("tags", []):
                        names |= parameters(source, area)


def quiet(*command):
    """Run a command; its output is shown only where it fails."""
    result = subprocess.run([*map(str, command)], capture_output=True, text=True)
    if result.returncode:
        raise RuntimeError(result.stderr)


def in_turn(way, out, wanted):
    """Make the data set, then the editions one after another."""
    for area in [NONE, *wanted]:
        way(out, area)


def two_at_a_time(way, out, wanted):
    """Make the data set, then two editions at a time by commands."""
    way(out, NONE)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(functools.partial(way, out), wanted))


def in_a_pool(out, wanted, processes=2):
    """Make the data set, then two editions at a time by two processes of papermill's interface."""
    by_interface(out, NONE)
    with ProcessPoolExecutor(processes) as pool:
        list(pool.map(functools.partial(by_interface, out), wanted))


def on_the_floor(out, wanted, processes):
    """Make them by plain Python: imports once a process, the data set once a run."""
    code = "import sys; sys.path.insert(0, sys.argv[1]); import bench; bench.floor(*sys.argv[2:])"
    run = [sys.executable, "-c", code, Path(__file__).parent, out, ";".join(wanted), processes]
    with one_core(processes == 1):
        quiet(*run)


def floor(out, wanted, processes):
    """Import, make the data set, and let the forked processes of the floor start."""
    import offences.report.charts  # noqa: F401 - as the notebooks do
    import seaborn  # noqa: F401
    import statsmodels.api  # noqa: F401

    by_plain_python(Path(out), NONE)
    with ProcessPoolExecutor(int(processes)) as pool:
        list(pool.map(functools.partial(by_plain_python, Path(out)), wanted.split(";")))


def by_this_project(out, wanted, cores, rendered=False):
    """Make them by the Snakefile, from nothing to the start page."""
    options = [] if rendered else ["options=--no-pages"]
    with one_core(cores == 1):
        snakemake("report", out, cores, "area=" + ";".join(wanted), *options)


def snakemake(target, out, cores, *settings):
    """Run the Snakefile in a state of its own."""
    command = [
        sys.executable,
        "-m",
        "snakemake",
        "--cores",
        cores,
        target,
        "--config",
        f"out={out}",
        *settings,
    ]
    result = subprocess.run([*map(str, command)], cwd=reference.ROOT, capture_output=True, text=True)
    if result.returncode:
        raise RuntimeError(result.stderr)


@contextlib.contextmanager
def one_core(wanted):
    """Keep what starts here on one core."""
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(allowed)} if wanted else allowed)
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)


WAYS = {
    "papermill's command line, in turn": functools.partial(in_turn, by_command_line),
    "the same, two at a time": functools.partial(two_at_a_time, by_command_line),
    "two processes over papermill's interface": in_a_pool,
    "`jupyter nbconvert --execute`, in turn": functools.partial(in_turn, by_nbconvert),
    "this project, one core": functools.partial(by_this_project, cores=1),
    "this project, two cores": functools.partial(by_this_project, cores=2),
    "this project, two cores, with pages": functools.partial(by_this_project, cores=2, rendered=True),
    "floor: plain Python, one core": functools.partial(on_the_floor, processes=1),
    "floor: plain Python, two cores": functools.partial(on_the_floor, processes=2),
}


def timed(way, wanted):
    """Give the seconds that a way takes, and check that it made every figure and table."""
    with tempfile.TemporaryDirectory() as out:
        begun = time.perf_counter()
        way(Path(out), wanted)
        seconds = time.perf_counter() - begun
        figures = len(list(Path(out).glob("*/figures/*.svg")))
        tables = len(list(Path(out).glob("*/tables/*.csv")))
    return seconds, (figures, tables)


class Watch(threading.Thread):
    """Samples the memory (PSS) of every process that carries a tag in its environment."""

    def __init__(self, tag):
        super().__init__(daemon=True)
        self.tag, self.peak, self.ended = tag.encode(), 0, threading.Event()

    def run(self):
        """Sample every five seconds: a sample holds up what it looks at, and five a second cost a sixth of a core."""
        while not self.ended.wait(5):
            total = 0
            for path in Path("/proc").glob("[0-9]*"):
                with contextlib.suppress(OSError):
                    if self.tag in (path / "environ").read_bytes():
                        lines = (path / "smaps_rollup").read_text().splitlines()
                        total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
            self.peak = max(self.peak, total)


def everything():
    """Run all areas with pages: seconds, peak memory in MiB, seconds of an unchanged second run, MB on disk."""
    out = Path(tempfile.mkdtemp())
    os.environ["OFFENCES_BENCH"] = tag = uuid.uuid4().hex
    watch = Watch(tag)
    watch.start()
    begun = time.perf_counter()
    snakemake("site", out, 2)
    first = time.perf_counter()
    snakemake("site", out, 2)
    second = time.perf_counter()
    watch.ended.set()
    watch.join()
    del os.environ["OFFENCES_BENCH"]
    made = len(list(out.glob("[!.]*/manifest.json"))) - 1
    size = sum(path.lstat().st_size for path in out.rglob("*") if path.is_file())
    shutil.rmtree(out)
    return {
        "editions": made,
        "seconds": round(first - begun, 1),
        "MiB": round(watch.peak / 1024),
        "second run": round(second - first, 2),
        "MB": round(size / 1e6),
    }


def summary(kept, editions):
    """Print the medians of what was measured, and stop where the ways did not make the same."""
    made = {tuple(row["made"]) for row in kept}
    if len(made) != 1:
        raise SystemExit(f"The ways did not make the same figures and tables: {made}")
    taken = {}
    for row in kept:
        taken.setdefault(row["way"], []).append(row["seconds"])
    slowest, notebooks = (
        statistics.median(next(iter(taken.values()))),
        editions * len(execution.of_edition()) + 1,
    )
    print(f"{platform.machine()}, {len(os.sched_getaffinity(0))} cores, Python {platform.python_version()}")
    print(f"{editions} editions, {notebooks} notebooks, median of {min(map(len, taken.values()))} or more\n")
    print("| way | seconds | a notebook | times as fast | least to most |\n|---|---:|---:|---:|---|")
    for name, seconds in taken.items():
        median = statistics.median(seconds)
        print(
            f"| {name} | {median:.1f} | {median / notebooks:.2f} | {slowest / median:.1f} "
            f"| {min(seconds):.1f} to {max(seconds):.1f} |"
        )
    loads = [row["load"] for row in kept]
    print(f"\nLoad of the machine when a way began: {min(loads):.1f} to {max(loads):.1f}.")


def main():
    """Measure, and print the table."""
    # Without compiled modules every start would pay for compiling them, which no usual machine does.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--areas", type=int, default=len(SIX), help="how many of the six areas")
    parser.add_argument("--only", default="", help="ways whose name holds this")
    parser.add_argument("--all", action="store_true", help="all areas with pages by this project")
    parser.add_argument("--keep", type=Path, help="a file of measurements, added to; rounds may run apart")
    chosen = parser.parse_args()
    wanted = SIX[: chosen.areas]
    ways = {name: way for name, way in WAYS.items() if chosen.only in name}
    kept = [json.loads(line) for line in chosen.keep.open()] if chosen.keep and chosen.keep.exists() else []
    for place in range(chosen.rounds):
        for name, way in ways.items():
            load = os.getloadavg()[0]
            seconds, made = timed(way, wanted)
            kept.append({"way": name, "seconds": seconds, "made": made, "load": load})
            print(f"round {place + 1}: {name}: {seconds:.1f} s, {made}", file=sys.stderr, flush=True)
            if chosen.keep:
                with chosen.keep.open("a") as file:
                    file.write(json.dumps(kept[-1]) + "\n")
    summary(kept, chosen.areas)
    if chosen.all:
        print(json.dumps(everything()), flush=True)


if __name__ == "__main__":
    main()
