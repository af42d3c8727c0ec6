"""Build every clean table from what was published, and give what notebook 01 counts."""

from typing import NamedTuple

import pandas as pd

from offences.claims import claims, conflicts, implied
from offences.names import areas, years
from offences.reading import intake, published, readings
from offences.tables import (
    disclosure,
    doubts,
    estimates,
    loading,
    official,
    outcomes,
    plausible,
    problems,
    schema,
    series,
    shares,
    variation,
)


def build(extra=None):
    """Build every clean table from what was published, and from a file of the user's own figures (extra), as Tables.

    An InputError where anything cannot be read and no correction settles it, or a table breaks its schema.
    """
    sources = published.sources()
    own = None
    if extra:
        own, own_sources = intake.read(extra)
        sources = pd.concat([sources, own_sources])
    figures, settled = readings.read(readings.raw(own, sources), sources)
    offences = series.offences(figures, sources)
    share_table = shares.shares(figures)
    classes = official.official()
    log = problems.problems(figures, offences, share_table, classes, settled)
    if own is not None:
        misfits = plausible.misfits(figures, offences, classes, set(own["figure_id"]))
        log = problems.with_misfits(log, misfits, own.set_index("figure_id")["cell"])
    tables = series.Tables(
        figures,
        offences,
        share_table,
        classes,
        outcomes.outcomes(),
        estimates.estimates(figures, offences, classes),
        variation.table(offences, classes),
        log,
        sources,
    )
    known = claims.Evidence(tables)
    checked = claims.check(tables, known)
    log = problems.with_claims(log, checked, conflicts.conflicts(figures, sources), figures)
    tables = tables._replace(problems=log, solved=implied.solved(known))
    # What claims exclude throws doubt on the figures that other claims rest on.
    built = tables._replace(claims=doubts.of_claims(checked.drop(columns="doubt"), tables))
    built = doubts.marked(built)
    for name, table in built._asdict().items():
        schema.validate(name, table)
    return built


class Cleaned(NamedTuple):
    """What the cleaning made, as it may be shown."""

    #: The clean tables, small cells hidden.
    tables: series.Tables
    #: The figures, each with the level of its area and whether its offence counts.
    rows: pd.DataFrame
    #: Where reader and transcriber differed: a row for each figure, and how it was settled.
    settled: pd.DataFrame
    #: The problems found, areas by name, the repair behind the detail.
    problems: pd.DataFrame
    #: What each kind of problem means.
    kinds: pd.Series
    #: The tables that are not what ``data/clean`` holds.
    differing: list


def cleaned(extra="", folder=""):
    """Clean what was published, and figures of one's own (extra); write all to a folder if one is named."""
    built = build(extra)
    if folder:
        loading.write(built, folder)
    tables = disclosure.controlled(built)
    rows = tables.figures.assign(
        level=tables.figures["area"].map(areas.level), counts=tables.figures["offence"].isin(series.COUNTED)
    )
    log = tables.problems.assign(
        area=tables.problems["area"].map(areas.name), detail=problems.told(tables.problems)
    ).drop(columns="repair")
    settled = readings.corrections().reset_index()
    kinds = pd.Series(problems.KINDS, name="meaning").rename_axis("kind")
    return Cleaned(tables, rows, settled, log, kinds, loading.differing(built))


def coverage(tables):
    """Say for each force (by name) and year: ``whole``, ``part``, ``asked`` (no figure given) or an empty string."""
    rows = tables.offences[tables.offences["chosen"]]
    found = rows.set_index(["area", "year"])["whole"].map({True: "whole", False: "part"})
    silent = series.unanswered(tables.figures)
    asked = silent.groupby(["area", "first_year"])["status"].first().map(lambda status: "asked")
    matrix = found.combine_first(asked.rename_axis(found.index.names)).unstack()
    wanted = years.span(tables.offences["year"].min(), tables.offences["year"].max())
    matrix = matrix.reindex(index=areas.forces(), columns=wanted).fillna("").rename(index=areas.name)
    return matrix.rename_axis(index=None, columns=None)
