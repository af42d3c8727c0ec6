"""The command `offences`: make editions, list areas, check reproducibility."""

import sys
from pathlib import Path

import click

from offences.errors import InputError


class Group(click.Group):
    """Turns what users can cause into one message and an exit code of its own."""

    def invoke(self, context):
        """Run the command; 2 for refused input, 1 for a failed run."""
        try:
            return super().invoke(context)
        except InputError as error:
            click.echo(f"Error: {error}", err=True)
            sys.exit(2)
        except RuntimeError as error:
            click.echo(f"Error: {error}", err=True)
            sys.exit(1)


@click.group(cls=Group)
def main():
    """Published figures on online-grooming offences recorded by UK police, analysed for any area."""


@main.command()
@click.option("--area", help="An area by any common name, such as Kent, GMP or E23000018.")
@click.option(
    "-p", "--parameter", "given", nargs=2, multiple=True, metavar="NAME VALUE", help="Any other parameter."
)
@click.option("--figures", default="", help="A figures file of your own, added for this edition.")
@click.option("--out", default="reports", show_default=True, help="The folder of editions.")
def run(area, given, figures, out):
    """Make one edition: notebooks, pages, tables and figures in one folder."""
    from offences import changes, editions

    wanted = dict(given) | ({"area": area} if area else {})
    say = _progress(len(editions.sources()))
    place = editions.run(wanted, out, figures, say)
    say(None)
    click.echo(
        f"{place}{'' if str(place).endswith('/') else '/'}: done. Start at {Path(out) / 'index.html'}."
    )
    if figures:
        click.echo("What the new figures changed:")
        for line in changes.lines(figures):
            click.echo(f"- {line}")


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
    """List the areas that can be asked for, or those whose names hold SEARCH."""
    from offences import areas

    listing = areas.listing()
    names = listing[["area", "name", "slug", "other_names"]].agg(" ".join, axis=1).str.lower()
    for row in listing[names.str.contains(search.lower(), regex=False)].itertuples():
        also = f"  (also {row.other_names})" if row.other_names else ""
        click.echo(f"{row.area:<16}{row.level:<16}{row.name}{also}")


@main.command()
@click.argument("path", default="figures.csv", type=click.Path(dir_okay=False))
def template(path):
    """Write an empty figures file with an example row to PATH, and say what each column may hold."""
    from offences import intake

    if Path(path).exists():
        raise InputError(f"{path} exists already; give another name.")
    Path(path).write_text(intake.template(), encoding="utf-8", newline="")
    click.echo(f"{path}: written. Its columns:")
    for column, words in intake.allowed().items():
        click.echo(f"  {column}: {words}.")


@main.command()
@click.argument("folder", default="data/clean", type=click.Path(file_okay=False))
def clean(folder):
    """Build the clean tables from the published figures and write them to FOLDER."""
    from offences import cleaning

    cleaning.write(cleaning.build(), folder)
    click.echo(f"{folder}: {', '.join(cleaning.TABLES)} written.")


@main.command()
def describe():
    """Renew data/datapackage.json, and write data/README.md and docs/errata.md."""
    from offences import package

    package.write()
    click.echo("data/datapackage.json, data/README.md, docs/errata.md: written.")


@main.command()
def check():
    """Prove that two clean runs and the committed files give the same bytes."""
    from offences import check as checking

    for line in checking.check(click.echo):
        click.echo(line)


@main.command()
@click.argument("notebooks", nargs=-1, type=click.Path(exists=True))
def refresh(notebooks):
    """Execute the committed notebooks in place, on their default parameters."""
    from offences import editions

    editions.refresh(notebooks or None, click.echo)
