"""Many editions: what is missing or stale is made, side by side, and the rest is left alone.

`snakemake --cores 2 site` makes every area's edition, `snakemake --cores 2 report` the two of
`make report`, and `--config "area=Kent;Wales"` others; `--config options=`
hands more options to `offences run`, for a folder of its own (`out=`). `offences run` swaps each edition in whole;
what Snakemake declares, and deletes when a job dies, is only a stamp that names the edition's
manifest, so the last good edition always stands.
"""

import contextlib
import csv
import fcntl
import hashlib
import logging
import os
import sys
import time
from pathlib import Path

from snakemake.logging import logger

#: Snakemake says what is wrong with this file; what the jobs do, they say themselves.
logger.setLevel(logging.INFO if workflow.dryrun else logging.ERROR)

OUT = Path(config.get("out", "reports"))
MADE = OUT / ".made"
OFFENCES = f'"{sys.executable}" -m offences'
INPUTS = sorted(
    map(
        str,
        [
            *(path for part in ("published", "returns", "home_office", "reference", "clean")
              for path in Path("data", part).glob("*.csv")),
            Path("data/corrections.yml"),
            *Path("lib/offences").rglob("*.py"),
            Path("requirements.lock"),
        ],
    )
)
PAGES = sorted(map(str, [*Path("notebooks").glob("0[1-9]_*.ipynb"), *Path("lib/offences/template").glob("*.*")]))
#: What this run holds until it ends: the lock, and the warm parent.
RUN = contextlib.ExitStack()


def listed():
    """Every police force, region and nation, and the UK."""
    with open("data/reference/areas.csv", encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file)]
    return [row["area"] for row in rows if row["level"] in ("force", "region", "nation", "uk")]


def asked():
    """The areas of `--config area=`, or Derbyshire and the UK."""
    if not config.get("area"):
        return ["E23000018", "K02000001"]
    from offences import areas, errors

    try:
        return [areas.find(name) for name in str(config["area"]).split(";")]
    except errors.InputError as error:
        sys.exit(f"Error: {error}")


def stamps(target):
    """The stamps of the editions that a target joins on the start page."""
    return [str(MADE / f"{area}.edition") for area in (listed() if target == "site" else asked())]


def take_turns():
    """Wait for another run in the same folder; the system drops the lock of one that died."""
    lock = RUN.enter_context(open(OUT / ".lock", "w"))
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print(f"Another run is at work in {OUT}; waiting until it has ended.", file=sys.stderr, flush=True)
        fcntl.flock(lock, fcntl.LOCK_EX)


def forget_what_is_gone():
    """Drop the stamp of an edition that was removed or changed since, so that it is made again."""
    for stamp in MADE.glob("*.edition"):
        digest, _, name = stamp.read_text(encoding="utf-8").strip().partition("  ")
        manifest = OUT / name
        if not manifest.is_file() or hashlib.sha256(manifest.read_bytes()).hexdigest() != digest:
            stamp.unlink()
    # Snakemake does not make again what lies before a target that is there and not older.
    for target in ("report", "site"):
        if not all(Path(stamp).is_file() for stamp in [*stamps(target), OUT / "index.html"]):
            (MADE / f"{target}.index").unlink(missing_ok=True)


if workflow.is_main_process and not workflow.dryrun:
    MADE.mkdir(parents=True, exist_ok=True)
    take_turns()
    forget_what_is_gone()


rule report:
    input: MADE / "report.index"

rule site:
    input: MADE / "site.index"

rule index:
    input: lambda wildcards: [*stamps(wildcards.target), "CITATION.cff", "CHANGELOG.md"]
    output: MADE / "{target}.index"
    localrule: True
    shell: f"{OFFENCES} index --out {{OUT}} && touch {{output}}"

rule clean:
    input: INPUTS
    output: MADE / "national"
    shell: f"{OFFENCES} national {{output}}"

rule edition:
    input: INPUTS, PAGES, national=MADE / "national"
    output: MADE / "{area}.edition"
    params: options=config.get("options", "")
    threads: 1 if ";" in str(config.get("area") or ";") else 5  # the notebooks after the first
    shell:
        f"{OFFENCES} run --area {{wildcards.area}} --out {{OUT}} --jobs {{threads}} "
        "--national {input.national} --stamp {output} {params.options}"


onstart:
    if workflow.is_main_process:
        logger.setLevel(logging.CRITICAL)
    # One warm parent for all editions of this run; it ends when its standard input does.
    from offences import forking

    editions = [job for job in workflow.dag.needrun_jobs() if job.rule.name == "edition"]
    os.environ["OFFENCES_RUN"] = f"{len(editions)} {time.time()}"
    if workflow.local_exec and forking.default() == "warm":
        os.environ.update(RUN.enter_context(forking.parent()))

onsuccess:
    RUN.close()

onerror:
    shell(f"{OFFENCES} index --out {{OUT}}")
    RUN.close()
    print("Some editions failed, see above; the others were made. Run the same command again to make what is missing.", file=sys.stderr)
