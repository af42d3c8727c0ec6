"""Prove reproducibility: clean runs in different surroundings give the same bytes.

Two runs of the default edition under different hash seeds, time zones, locales and working folders are compared
file by file, and the committed notebooks and clean tables with both.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat

from offences.editions import editions, execution, inputs, manifests
from offences.tables import loading

SURROUNDINGS = [
    {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C.UTF-8"},
    {"PYTHONHASHSEED": "4242", "TZ": "Pacific/Auckland", "LC_ALL": "POSIX"},
]


def check(say=print):
    """Run the default edition twice and say what was compared; a RuntimeError names every file that differs."""
    with tempfile.TemporaryDirectory() as folder:
        made = []
        for place, surroundings in enumerate(SURROUNDINGS, 1):
            where = Path(folder) / f"run {place}"
            where.mkdir()
            say(f"run {place}: {', '.join(f'{name}={value}' for name, value in surroundings.items())}")
            command = [sys.executable, "-P", "-m", "offences", "run", "--out", "reports"]
            run = subprocess.run(
                command, cwd=where, env={**os.environ, **surroundings}, capture_output=True, text=True
            )
            if run.returncode:
                raise RuntimeError(f"run {place} failed: {run.stderr.strip()}")
            made.append(where / "reports")
        first, second = made
        names, problems = manifests.files(first), []
        if names != manifests.files(second):
            problems.append("the two runs wrote different files.")
        problems += [
            f"{name} differs between the runs."
            for name in names
            if (second / name).is_file() and (first / name).read_bytes() != (second / name).read_bytes()
        ]
        tables, notebooks = _committed(first, problems)
    if problems:
        raise RuntimeError("\n".join(problems))
    return [
        f"{len(names)} files of two runs are the same, byte by byte.",
        f"{tables} clean tables and {notebooks} committed notebooks agree with them.",
    ]


def _committed(reports, problems):
    """Compare the committed tables and notebooks with the data set and an edition on default parameters."""
    tables, data_set = loading.tables(), reports / inputs.DATA_SET
    edition = reports / editions.slug(editions.defaults())
    for name in loading.differing(tables, data_set / "clean"):
        problems.append(f"data/clean/{name}.csv is not what 01_clean makes; run `make data`.")
    for path in execution.sources():
        if _said(path) != _said((data_set if path in execution.of_data_set() else edition) / path.name):
            problems.append(f"notebooks/{path.name} does not hold what a run gives; run `make refresh`.")
    return len(tables), len(execution.sources())


def _said(path):
    """Give every output of a notebook, without counts and the runner's own cell."""
    notebook = nbformat.read(path, as_version=4)
    return [
        [{key: value for key, value in output.items() if key != "execution_count"} for output in cell.outputs]
        for cell in notebook.cells
        if cell.cell_type == "code" and "injected-parameters" not in cell.metadata.get("tags", [])
    ]
