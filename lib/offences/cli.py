"""The command `offences`: make editions, list areas, check reproducibility."""

import contextlib
import errno
import json
import os
import shutil
import stat
import sys
import tempfile
from pathlib import Path

import click
from warmkernels import forking

import offences
from offences import analysis, editions, names, report, warm
from offences.names.errors import InputError

#: How many editions of one run may tell of each of their notebooks.
FEW = 3


#: What is wrong with the machine and not with what the user gave.
OF_THE_MACHINE = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EMFILE, errno.ENOMEM)


class Group(click.Group):
    """Turns what users can cause into one message and an exit code of its own."""

    def main(self, args=None, **settings):
        """Be the command, in surroundings that change nothing."""
        if args is None:
            _settle()
        try:
            return super().main(args, **settings)
        except KeyboardInterrupt:
            sys.exit(130)

    def invoke(self, context):
        """Run the command; 2 for refused input, 1 for a failed run."""
        # What the command starts looks for no module in the current folder.
        os.environ["PYTHONSAFEPATH"] = "1"
        try:
            result = super().invoke(context)
            sys.stdout.flush()
            return result
        except (click.exceptions.Exit, click.Abort):  # click's own ends, which are RuntimeErrors too
            raise
        except InputError as error:
            click.echo(f"Error: {error}", err=True)
            sys.exit(2)
        except RuntimeError as error:
            click.echo(f"Error: {error}", err=True)
            sys.exit(1)
        except OSError as error:
            if error.errno == errno.EPIPE:  # click ends quietly where nobody reads on
                raise
            _let_go_of(sys.stdout)
            what = f"{error.filename}: " if error.filename else ""
            click.echo(f"Error: {what}{error.strerror}; give a place that can be read and written.", err=True)
            sys.exit(1 if error.errno in OF_THE_MACHINE else 2)


def _let_go_of(stream):
    """Have what a full device does not take of a stream go nowhere, so that Python's own end is quiet."""
    try:
        stream.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _settle():
    """Open what is closed of the standard streams, and begin anew without what others have told Python."""
    for descriptor, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free: this one
            setattr(sys, name, open(descriptor, mode, closefd=False))  # noqa: PTH123, SIM115
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError):
            stream.reconfigure(errors="backslashreplace")
    wanted = forking.settled(os.environ)
    if any(name not in wanted for name in os.environ):
        os.execve(sys.executable, [sys.executable, "-P", "-m", "offences", *sys.argv[1:]], wanted)
    os.environ.update(wanted)


@contextlib.contextmanager
def _regular(path):
    """Give a file that can be read twice, and by another process, for one that cannot: `--figures <(...)`."""
    try:
        mode = os.stat(path).st_mode if path else 0  # noqa: PTH116
    except OSError:
        mode = 0  # who reads it says that it is missing
    if not (stat.S_ISFIFO(mode) or stat.S_ISCHR(mode) or stat.S_ISSOCK(mode)):
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="offences-") as folder:
        copy = Path(folder) / "figures.csv"
        with open(path, "rb") as given, copy.open("wb") as file:  # noqa: PTH123
            shutil.copyfileobj(given, file)
        yield str(copy)


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(offences.__version__, prog_name="offences")
def main():
    """Published figures on online-grooming offences recorded by UK police, analysed for any area."""


class Run(click.Command):
    """Lists, in its help, the parameters that notebooks have."""

    def format_epilog(self, context, formatter):
        """Write each parameter with its meaning."""
        meaning = editions.parameters.MEANING
        with formatter.section("Parameters"):
            formatter.write_dl([(name, meaning[name]) for name in editions.editions.defaults()])


_OUT = click.option("--out", default="reports", show_default=True, help="The folder of editions.")
_PAGES = click.option(
    "--pages/--no-pages", "rendered", default=True, help="Whether to render pages beside the notebooks."
)
_STAMP = click.option("--stamp", help="For Snakemake: a file to write when done.")


#: What a file of figures may leave unsaid, for `run` and `read`.
SAID = {
    "publisher": "Who published or gave the figures, where the file does not say.",
    "published": "When: YYYY-MM-DD, YYYY-MM or YYYY.",
    "url": "The address of the page.",
    "title": "The title of the page.",
    "round": "The month of the NSPCC's release that printed them, YYYY-MM; else none.",
    "offence": "What is counted: s15A, sexual communication with a child, or another that `template` lists.",
    "measure": "What is measured: offences, or what percentages are of.",
    "place": "The area of the figures, where no label names it.",
    "period": "The period of the figures, where no label names it.",
}


def _says(command):
    """Give a command the options that say what a file of figures does not."""
    for name, meaning in reversed(SAID.items()):
        command = click.option(f"--{name}", default="", help=f"Own figures: {meaning}")(command)
    counts = click.option(
        "--whole-counts", is_flag=True, help="Own figures: no note changes what is counted."
    )
    sheet = click.option("--sheet", multiple=True, help="Own figures: read this sheet only; may be repeated.")
    whole = click.option("--whole-years", is_flag=True, help="Own figures: no note makes a part of a year.")
    return sheet(whole(counts(command)))


@main.command(cls=Run)
@_says
@click.option("--area", help="An area by any common name, such as Kent, GMP or E23000018.")
@click.option(
    "-p",
    "--parameter",
    "given",
    nargs=2,
    multiple=True,
    metavar="NAME VALUE",
    help="Any parameter of those below.",
)
@click.option(
    "--figures", default="", help="Figures of your own, .csv, .xlsx, .xls or .ods: see `offences read`."
)
@_OUT
@click.option(
    "--engine", type=click.Choice(["warm", "plain"]), help="Fork kernels from a warm parent (Linux), or not."
)
@click.option(
    "--jobs",
    default=1,
    type=click.IntRange(1),
    show_default=True,
    help="Notebooks that may run side by side.",
)
@_PAGES
@click.option("--stamp", help="For Snakemake: a file to write when done; no start page is written.")
def run(area, given, figures, out, engine, jobs, rendered, stamp, **said):
    """Make one edition: notebooks, pages, tables and figures in one folder."""
    figures = click.get_current_context().with_resource(_regular(figures))
    if (engine or warm.default()) == "warm" and not forking.forked:
        sys.exit(warm.command([*sys.argv[1:], *(["--figures", figures] if figures else [])]))
    from offences.site import pages, startpage

    wanted = dict(given) | ({} if area is None else {"area": area})
    again = bool(figures) + (not editions.data_set.fresh(out, rendered)) * (1 + rendered)
    steps = len(editions.execution.of_edition()) + rendered + again
    say = _told_beside_others(wanted) if stamp else _progress(steps)
    render = [pages.render, pages.render_data] if rendered else []
    figures = figures and _taken(figures, said)
    place = editions.editions.run(wanted, out, figures, say, jobs, *render)
    manifest = place / "manifest.json"
    first = startpage.first_page(place, json.loads(manifest.read_text(encoding="utf-8")))
    if stamp:
        digest = editions.inputs.digest(manifest)
        Path(stamp).write_text(f"{digest}  {place.name}/manifest.json  {first}\n", encoding="utf-8")
        click.echo(f"{_count(stamp)}{place}: done.")
        return
    pages.index(out)
    say(None)
    click.echo(f"Done. Open {Path(out) / first} ({Path(out) / 'index.html'} lists every report).")
    if figures:
        click.echo("What the new figures changed:")
        for line in _changed(out, place):
            click.echo(f"- {line}")


def _taken(path, said):
    """Say what of a file of the user's own is taken, and what is left out; give what is taken as a tidy file."""
    from offences.reading import intake

    seen = intake.checked(path, intake.Said(**said))
    for line in report.own_figures.summary(path, seen):
        click.echo(line)
    return intake.tidied(seen.rows)


def _changed(out, place):
    """Say what figures of the user's own changed, of what both the edition and the data set may show."""
    from offences.tables import disclosure, loading

    chosen = json.loads((place / "manifest.json").read_text(encoding="utf-8"))["parameters"]
    threshold = max(int(chosen.get("suppress_up_to", disclosure.SMALL)), disclosure.SMALL)
    folders = [Path(out) / editions.inputs.DATA_SET / "clean", place / "clean"]
    own = names.reference.table(place / "figures.csv").set_index("figure_id")["cell"].to_dict()
    return report.own_figures.lines(*(loading.tables(folder, threshold) for folder in folders), own)


def _told_beside_others(wanted):
    """Show an edition's progress under its area's name; among many editions, only that each is done."""
    total = int(os.environ.get("OFFENCES_RUN", "1 0").split()[0])
    area = names.areas.name(editions.editions.check(wanted)["area"])
    return lambda line: click.echo(f"{area}, {line}") if total <= FEW else None


def _count(stamp):
    """Say which of how many editions of this run of Snakemake is done."""
    if "OFFENCES_RUN" not in os.environ:
        return ""
    total, since = os.environ["OFFENCES_RUN"].split()
    # Up to its own: another edition may have been done a moment after.
    stamps, own = Path(stamp).parent.glob("*.edition"), Path(stamp).stat().st_mtime
    done = sum(float(since) <= path.stat().st_mtime <= own for path in stamps)
    return f"[{done} of {total}] "


@main.command()
@_OUT
@_PAGES
@_STAMP
def dataset(out, rendered, stamp):
    """Make what is the same for every area, where it is missing or stale: `offences run` does so itself."""
    if warm.found():
        sys.exit(warm.command(sys.argv[1:]))
    from offences.site import pages

    click.echo("Reading and checking the published figures, once for all areas.")
    editions.data_set.ensure(out, lambda line: None, pages.render_data if rendered else None)
    if stamp:
        name = editions.inputs.DATA_SET
        digest = editions.inputs.digest(Path(out) / name / "manifest.json")
        text = f"{digest}  {name}/manifest.json  {name}/01_clean.html\n"
        Path(stamp).write_text(text, encoding="utf-8")


@main.command()
@_OUT
@_STAMP
def index(out, stamp):
    """Write the start page of the editions that are there."""
    if warm.found():
        sys.exit(warm.command(sys.argv[1:]))
    from offences.site import pages

    click.echo("Writing the start page.")
    pages.index(out)
    if stamp:
        Path(stamp).write_text(f"{editions.inputs.of_start_page()}\n", encoding="utf-8")


def _progress(steps):
    """Show progress in place on a terminal, as one line per notebook elsewhere."""
    done = iter(range(steps))

    def say(line):
        if not sys.stderr.isatty():
            if line:
                click.echo(line, err=True)
        elif line:
            click.echo(f"\r\033[K[{next(done) + 1}/{steps}] {line}", err=True, nl=False)
        else:
            click.echo("\r\033[K", err=True, nl=False)

    return say


@main.command(name="areas")
@click.argument("search", default="")
def list_areas(search):
    """List the areas that can be asked for, or those whose names or places hold SEARCH."""
    listing = names.areas.listing()
    text = listing[["area", "name", "slug", "other_names", "places"]].agg(" ".join, axis=1).str.lower()
    for row in listing[text.str.contains(search.lower(), regex=False)].itertuples():
        also = f"  (also {row.other_names})" if row.other_names else ""
        inside = [place for place in row.places.split(", ") if search and search.lower() in place.lower()]
        also += f"  (with {', '.join(inside)})" if inside else ""
        click.echo(f"{row.area:<16}{row.level:<16}{row.name}{also}")


@main.command()
@click.argument("path", default="figures.csv", type=click.Path(dir_okay=False))
def template(path):
    """Write an empty figures file, .csv or .xlsx, with an example row to PATH; say what its columns may hold."""
    from offences.reading import template as empty

    if Path(path).suffix.lower() not in (".csv", ".xlsx"):
        raise InputError(f"{path}: name a .csv or an .xlsx file.")
    _write(path, empty.workbook() if Path(path).suffix.lower() == ".xlsx" else empty.text().encode())
    click.echo(f"{path}: written. Its columns:")
    for column, words in empty.MEANING.items():
        click.echo(f"  {column}: {words}.")


def _write(path, content):
    """Write a new file, never over another."""
    try:
        with Path(path).open("xb") as file, contextlib.ExitStack() as unless_whole:
            unless_whole.callback(Path(path).unlink)
            file.write(content)
            file.flush()
            unless_whole.pop_all()
    except FileExistsError:
        raise InputError(f"{path} exists already; give another name.") from None
    except OSError as error:
        error.filename = path
        raise


@main.command()
@click.argument("path", type=click.Path(dir_okay=False))
@_says
@click.option("--to", help="Write what is taken to this .csv file, in the columns of `offences template`.")
def read(path, to, **said):
    """Show what is recognised in PATH, a file of figures of your own, cell by cell; nothing is made of it."""
    from offences.reading import intake

    if to and not to.lower().endswith(".csv"):
        raise InputError(f"--to {to}: what is taken is written as text; give a name that ends in .csv.")
    seen = intake.see(path, intake.Said(**said))
    for line in report.own_figures.preview(path, seen):
        click.echo(line)
    if seen.problems:
        raise InputError(seen.problems)
    if to:
        _write(to, intake.tidied(intake.checked(path, intake.Said(**said)).rows))
        click.echo(f"{to}: written.")


@main.command()
@click.argument("path", type=click.Path(dir_okay=False))
@click.option("--vintage", required=True, metavar="YYYY-MM", help="The month in which PATH was published.")
def official(path, vintage):
    """Keep classes 71 and 88A of PATH, the Home Office's police force area tables, as a new vintage."""
    from offences.tables import official as series

    wording = names.wording
    file, rows, before, changed = series.add(path, vintage)
    whole, parts = series.quarters(rows)
    held = [f"{whole[0]} to {whole[-1]} whole"] if whole else []
    held += [f"{year} quarter {wording.listed(there)} only" for year, there in parts.items()]
    click.echo(f"{file}: {wording.many(len(rows), 'row')} written, {'; '.join(held)}.")
    blank = int(rows["offences"].isna().sum())
    if blank:
        click.echo(f"{wording.many(blank, 'cell')} of them blank: missing, not 0.")
    if before:
        found = wording.many(len(changed), "year") if len(changed) else "no year"
        click.echo(f"Changed against vintage {before}: {found} of a force and class.")
    for row in changed.itertuples():
        click.echo(
            f"- {row.offence_code} {row.year} {names.areas.name(row.area)}: {row.before} -> {row.after}"
        )
    click.echo("`make data` builds the clean tables with it.")


@main.command()
@click.argument("folder", default="data/clean", type=click.Path(file_okay=False))
def clean(folder):
    """Build the clean tables from the published figures and write them to FOLDER."""
    from offences.tables import loading

    Path(folder).mkdir(parents=True, exist_ok=True)  # a place that cannot be is refused before the work
    loading.write(analysis.cleaning.build(), folder)
    click.echo(f"{folder}: {', '.join(loading.TABLES)} written.")


@main.command()
def describe():
    """Renew data/datapackage.json, and write data/README.md and docs/errata.md."""
    editions.package.write()
    click.echo("data/datapackage.json, data/README.md, docs/errata.md: written.")


@main.command()
def check():
    """Prove that two clean runs and the committed files give the same bytes."""
    for line in editions.check.check(click.echo):
        click.echo(line)


@main.command()
@click.argument("notebooks", nargs=-1, type=click.Path(exists=True))
def refresh(notebooks):
    """Execute the committed notebooks in place, on their default parameters."""
    editions.execution.refresh(notebooks or None, click.echo)
