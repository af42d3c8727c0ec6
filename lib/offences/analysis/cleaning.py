"""Build every clean table from what was published, and count what was read."""

import pandas as pd

from offences.claims import claims, verdicts
from offences.reading import intake, published, readings
from offences.tables import doubts, estimates, official, outcomes, problems, schema, series, shares, variation


def build(extra=None):
    """Build every clean table from what was published.

    Parameters
    ----------
    extra : path, optional
        A user's own figures file, checked by :mod:`offences.intake`.

    Returns
    -------
    offences.tables.series.Tables

    Raises
    ------
    InputError
        If anything published cannot be read and no correction settles it, or a table
        holds what :mod:`offences.tables.schema` does not allow.
    """
    sources = published.sources()
    own = None
    if extra:
        own, own_sources = intake.read(extra)
        sources = pd.concat([sources, own_sources])
    figures = readings.read(readings.raw(own), sources)
    offences = series.offences(figures, sources)
    share_table = shares.shares(figures)
    classes = official.official()
    log = problems.problems(figures, offences, share_table, classes, readings.corrections())
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
    checked = claims.check(tables)
    wrong = checked[checked["verdict"].eq(verdicts.CONTRADICTED)]
    log = problems.with_contradicted(log, wrong, figures)
    built = doubts.marked(tables._replace(problems=log, claims=checked))
    for name, table in built._asdict().items():
        schema.validate(name, table)
    return built


def tally(tables):
    """Count what the cleaning read, settled and found.

    Parameters
    ----------
    tables : offences.tables.series.Tables

    Returns
    -------
    pandas.DataFrame
        Columns what and number.
    """
    figures = tables.figures
    settled = int(figures["figure_id"].isin(readings.corrections().index).sum())
    about = int(figures["offence"].isin(series.COUNTED).sum())
    of_rounds = figures.loc[figures["origin"].eq("NSPCC") & figures["round"].ne(""), "round"]
    counts = {
        "rows": len(figures),
        "sources": figures["source_id"].nunique(),
        "read by rule": len(figures) - settled,
        "settled by a correction": settled,
        "distinct statements": figures["statement"].nunique(),
        "rows about the offence": about,
        "rows about other offences": len(figures) - about,
        "rounds": of_rounds.nunique(),
        "problems": len(tables.problems),
    }
    return pd.DataFrame(counts.items(), columns=["what", "number"])
