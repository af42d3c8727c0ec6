"""What the warm parent of this collection imports, reads and draws once, and the command that it may be asked to be.

It must not import matplotlib's inline backend (see :mod:`warmkernels.serving`).
"""

import contextlib
import gc
import os
import signal
import sys
from pathlib import Path

import warmkernels
from warmkernels import forking

# What reads notebooks imports jsonschema, which compiles the grammars of rfc3987_syntax, 1 s, and does without. Here and
# in no room: commands and their parent are processes of our own, which a notebook that imports the library is not.
sys.modules.setdefault("rfc3987_syntax", None)

#: What the parent imports, one after another, before the first fork.
PRELOADED = (
    "pandas offences.cli offences.analysis.cleaning offences.analysis.regions matplotlib.pyplot seaborn "
    "statsmodels.api scipy.stats papermill pandera.pandas offences.site.pages offences.report.trend_findings "
    "offences.report.own_figures offences.report.official_findings offences.report.projection_findings "
    "offences.report.questions offences.report.unsupported offences.statistics.funnel gptables pandas.core.reshape.reshape "
    "tornado.platform.asyncio IPython.core.debugger IPython.extensions.storemagic pdb sqlite3"
).split()


def default():
    """Say which engine runs notebooks where the user names none: ``warm`` on Linux."""
    return "warm" if sys.platform == "linux" else "plain"


def parent(beside=os.environ):
    """Give the environment in which this collection's warm parent is found; start one where there is none."""
    return warmkernels.parent(beside, PRELOADED, plan=__name__)


def found():
    """Tell whether a parent runs already that this process could use."""
    return warmkernels.ADDRESS in os.environ and not forking.forked


def command(arguments):
    """Have ``offences`` run with arguments in a process forked from the parent; give its exit code."""
    with parent() as surroundings:
        child = forking.Child("command", arguments, surroundings[warmkernels.ADDRESS], surroundings)
        try:
            return child.wait()
        except KeyboardInterrupt:
            child.send_signal(signal.SIGINT)
            child.wait()
            return 130


def _command(*arguments):
    """Be the command ``offences``, its notebooks run in kernels of the same parent."""
    from offences import cli

    sys.argv = ["offences", *arguments]
    os.environ["JUPYTER_DEFAULT_PROVISIONER_NAME"] = warmkernels.PROVISIONER
    cli.main(list(arguments))


TASKS = {"command": _command}


def prepare(task, arguments):
    """Do before a fork what every notebook would do first, once the command asked for has made its data set."""
    if task == "command" and arguments[0] == "run":
        out = arguments[arguments.index("--out") + 1] if "--out" in arguments else "reports"
        _editions[:] = [Path(out)]
    # Nothing that is wrong with the tables may end the parent: who reads them will say it.
    with contextlib.suppress(Exception):
        for out in _editions:
            _read(out / "data" / "clean")


#: The folder of editions that the last command asked for, and the clean tables last read.
_editions, _tables = [], []


def _read(clean):
    """Read tables and work out of them what every area asks for, so that each fork has it already."""
    from offences.analysis import official, regions
    from offences.editions import editions
    from offences.names import reference
    from offences.tables import doubts, estimates, loading

    if not clean.is_dir():
        return
    tables = loading.tables(clean)
    if not _tables or not tables.figures.equals(_tables[0].figures):
        _tables[:] = [tables]
        loading.tables(suppress_up_to=0)
        editions.defaults()
        official.calibration(tables.figures, tables.offences, tables.official)
        estimates.misfits(tables.offences, tables.official)
        doubts.of_figures(tables.problems, tables.figures)
        regions.selection(tables, reference.reference("population"))
        _draw()
        gc.freeze()


def _draw():
    """Draw a chart, so that each fork has the fonts and the formats of pictures already."""
    from offences.report import charts, pictures

    figure, _ = charts.canvas("headline", "subtitle")
    pictures.as_png(figure)
    pictures.as_svg(figure)
