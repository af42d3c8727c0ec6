"""Many editions: what is missing or stale is made, side by side, and the rest is left alone.

`snakemake --cores 2 site` makes every area's edition, `snakemake --cores 2 report` the two of
`make report`, and `--config "area=Kent;Wales"` others; `--config options=`
hands more options to `offences run`, for a folder of its own (`out=`). It works in that folder, so that no path
stands in a pattern or a command, whatever characters it has. `offences run` swaps each edition in whole;
what Snakemake declares, and deletes when a job dies, is only a stamp that names the edition's
manifest, so the last good edition always stands. What is stale is decided before the run, by the checksums
in the manifests and by no time: the stamp of what was made from other data, notebooks or code goes.
"""

import sys

# Snakemake puts this folder on the path: a random.py or csv.py that lies here is none of ours.
sys.path[:] = [path for path in sys.path if path != str(workflow.basedir)]

import contextlib
import csv
import fcntl
import logging
import os
import select
import threading
import time
from pathlib import Path

import psutil

from offences.editions import inputs
from snakemake.logging import logger

#: Snakemake says what is wrong with this file; what the jobs do, they say themselves.
os.environ["PYTHONSAFEPATH"] = "1"
logger.setLevel(logging.INFO if workflow.dryrun else logging.ERROR)

#: The folder of editions as it was given, for what is said; this run, and its jobs, work in it.
GIVEN = Path(str(config.get("out") or os.environ.get("OFFENCES_OUT") or "reports"))
OUT = Path()
MADE = OUT / ".made"
#: Jobs name paths by the environment, which no shell reads anything into.
os.environ |= {"OFFENCES_PYTHON": sys.executable, "OFFENCES_FROM": os.getcwd(), "OFFENCES_GIVEN": str(GIVEN)}
OFFENCES = 'cd "$OFFENCES_FROM" && "$OFFENCES_PYTHON" -P -m offences'
PLACE = '--out "$OFFENCES_GIVEN"'
STAMP = f'{PLACE} --stamp "$OFFENCES_GIVEN"/{{output}}'
#: The options handed on, and what the data set takes of them: no pages. No rule has `params`: to compare those
#: Snakemake imports pandas.
OPTIONS = str(config.get("options", ""))
PAGES = "--no-pages" if "--no-pages" in OPTIONS else ""
#: What this run holds until it ends: the lock, and the warm parent.
RUN = contextlib.ExitStack()
#: The jobs that this run has to do.
BEGUN = []


def rows_of_areas():
    """Read the table of areas."""
    with open(inputs.ROOT / "data" / "reference" / "areas.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def asked(names):
    """Find the areas of `--config area=`; a name that is none, or several, ends the run in a sentence."""
    if not names:
        return []
    from offences.names import areas, errors

    try:
        return [areas.find(name) for name in names.split(";")]
    except errors.InputError as error:
        print(f"Error: {error}", file=sys.stderr)
        sys.exit(2)


AREAS = {row["area"]: row for row in rows_of_areas()}
NAMES = str(config.get("area") or os.environ.get("OFFENCES_AREA") or "")
ASKED = asked(NAMES)
#: What `site` makes, and what `report` does.
EVERY = [area for area, row in AREAS.items() if row["level"] in ("force", "region", "nation", "uk")]
WANTED = {"site": EVERY, "report": ASKED or ["E23000018", "K02000001"]}


def stamps(areas):
    """Give the stamps of areas' editions."""
    return [MADE / f"{area}.edition" for area in areas]


def stamped(stamp):
    """Give the digest of the manifest that a stamp names, the manifest's path and the first page's; or nothing."""
    parts = stamp.read_text(encoding="utf-8").strip().split("  ")
    return (parts[0], OUT / parts[1], OUT / parts[2]) if len(parts) == 3 else None


def take_turns():
    """Wait for another run in the same folder; the system drops the lock of one that died."""
    lock = RUN.enter_context(open(OUT / ".lock", "w"))
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print(f"Another run is at work in {GIVEN}; waiting until it has ended.", file=sys.stderr, flush=True)
        fcntl.flock(lock, fcntl.LOCK_EX)


def forget_what_is_gone():
    """Drop the stamps of what was removed or changed, or made from what is no longer so, that it is made again."""
    options = MADE / "options"
    if OPTIONS != (options.read_text(encoding="utf-8") if options.is_file() else ""):
        for stamp in [MADE / "data", *MADE.glob("*.edition"), *MADE.glob("*.index")]:
            stamp.unlink(missing_ok=True)
        options.write_text(OPTIONS, encoding="utf-8")
    kinds = {"data": inputs.of(inputs.notebooks("01")), "*.edition": inputs.of(inputs.notebooks("0[2-9]"))}
    for pattern, now in kinds.items():
        for stamp in MADE.glob(pattern):
            digest, manifest, _ = stamped(stamp) or ("", MADE, "")
            whole = manifest.is_file() and inputs.digest(manifest) == digest
            if not whole or not inputs.fresh(manifest, now):
                stamp.unlink()
    for stamp in MADE.glob("*.index"):
        if stamp.read_text(encoding="utf-8").strip() != inputs.of_start_page():
            stamp.unlink()
    # Snakemake does not make again what lies before a target that is there and not older.
    for target, areas in WANTED.items():
        if not all(path.is_file() for path in [MADE / "data", *stamps(areas), OUT / "index.html"]):
            (MADE / f"{target}.index").unlink(missing_ok=True)


def say_what_is_made(editions):
    """Begin with what this run will make."""
    names = ", ".join(AREAS[area]["name"] for area in editions)
    many = "one report" if len(editions) == 1 else f"{len(editions)} reports"
    print(f"Making {many} in {GIVEN}{f': {names}' if len(editions) < 7 else ''}.", flush=True)


def say_what_to_open(beginning):
    """End with the page to open: those of the areas asked for, or the start page."""
    start = GIVEN / "index.html"
    own = " and ".join(str(GIVEN / stamped(stamp)[2]) for stamp in stamps(ASKED))
    print(f"{beginning} {own} ({start} lists every report)." if own else f"{beginning} {start}.", flush=True)


def go_there():
    """Work in the folder of editions, made where it is missing; one that cannot be ends the run in a sentence."""
    try:
        if workflow.is_main_process and not workflow.dryrun:
            (GIVEN / MADE).mkdir(parents=True, exist_ok=True)
        if GIVEN.is_dir():
            return str(GIVEN.absolute())
    except OSError as error:
        print(f"Error: {error.filename}: {error.strerror}; choose another folder (OUT=...).", file=sys.stderr)
        sys.exit(2)
    return os.getcwd()


def end_with(process):
    """End this run and all that it started once a process has ended, by whatever death: the make that began it."""
    with contextlib.suppress(ProcessLookupError, psutil.NoSuchProcess):
        if hasattr(os, "pidfd_open"):
            select.select([os.pidfd_open(process)], [], [])
        else:
            psutil.Process(process).wait()
    for child in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            child.kill()
    os._exit(1)


workdir: go_there()


if workflow.is_main_process and not workflow.dryrun:
    if os.environ.get("OFFENCES_MAKE"):
        threading.Thread(target=end_with, args=[int(os.environ["OFFENCES_MAKE"])], daemon=True).start()
    take_turns()
    forget_what_is_gone()


# The two targets do nothing themselves, but are jobs, so that a run that makes nothing has an end that says so.
rule report:
    input: MADE / "report.index"
    localrule: True
    shell: ":"

rule site:
    input: MADE / "site.index"
    localrule: True
    shell: ":"

rule index:
    input: lambda wildcards: [MADE / "data", *stamps(WANTED[wildcards.target])]
    output: MADE / "{target}.index"
    localrule: True
    shell: f"{OFFENCES} index {STAMP}"

rule clean:
    output: MADE / "data"
    shell: f"{OFFENCES} dataset {STAMP} {PAGES}"

rule edition:
    input: ancient(MADE / "data")
    output: MADE / "{area}.edition"
    threads: 1 if ";" in (NAMES or ";") else 5  # the notebooks after the first
    shell:
        f"{OFFENCES} run --area {{wildcards.area}} {STAMP} --jobs {{threads}} {{OPTIONS}}"


onstart:
    if workflow.is_main_process:
        logger.setLevel(logging.CRITICAL)
    # One warm parent for all editions of this run; it ends when its standard input does.
    from offences import warm

    needed = list(workflow.dag.needrun_jobs())
    editions = sorted((job.wildcards.area for job in needed if job.rule.name == "edition"), key=list(AREAS).index)
    os.environ["OFFENCES_RUN"] = f"{len(editions)} {time.time()}"
    BEGUN.extend(job for job in needed if job.rule.name not in WANTED)
    if editions and workflow.is_main_process:
        say_what_is_made(editions)
    if not BEGUN and workflow.is_main_process:
        say_what_to_open("Nothing has changed; open")
        sys.exit()  # the scheduler would run the target, which does nothing, and wait a second for its rate of jobs
    if BEGUN and workflow.local_exec and warm.default() == "warm":
        os.environ.update(RUN.enter_context(warm.parent()))

onsuccess:
    RUN.close()
    if workflow.is_main_process:
        say_what_to_open("Done. Open")

onerror:
    shell(f"{OFFENCES} index {PLACE}")
    RUN.close()
    print("Some editions failed, see above; the others were made. Run the same command again to make what is missing.", file=sys.stderr)
