"""Which forces a round says did not answer, and what they had printed before."""

from offences.names import areas, years
from offences.tables import series


def silences(figures):
    """List the forces and periods without an answer: a blank where the others print, or a round's own words.

    Parameters
    ----------
    figures : pandas.DataFrame
        The clean figures.

    Returns
    -------
    list of tuple
        Area code, start, end, round and the figure_id that says so.
    """
    blank = figures["status"].eq("not_answered") & figures["measure"].eq("offences")
    rows = figures[blank & figures["dimension"].eq("")].assign(silent=lambda frame: frame["area"])
    words = figures[figures["measure"].eq("forces_responding")]
    words = words[words["value_as_published"].str.contains("except ")]
    named = words["value_as_published"].str.split("except ").str[1].map(areas.find_printed)
    columns = ["start", "end", "round", "figure_id"]
    found = [
        *rows[["silent", *columns]].itertuples(index=False, name=None),
        *words.assign(silent=named)[["silent", *columns]].itertuples(index=False, name=None),
    ]
    return sorted(found, key=lambda one: one[-1])


def absent(tables, area, round_, first_year):
    """Find the forces that a round's words say did not answer, with their figure of the first year.

    Returns
    -------
    list of tuple
        Area code, its count of the first year, and the figure_ids: of the words
        that say so and of the count.
    """
    area, first_year = areas.find(area), years.read(first_year)
    worded = set(tables.figures.loc[tables.figures["measure"].eq("forces_responding"), "figure_id"])
    found = []
    for code, _, _, said_in, figure in silences(tables.figures):
        if figure not in worded or said_in != round_:
            continue
        theirs = series.of_area(tables.offences, code)
        if first_year in theirs.index and code in areas.members(area):
            first = theirs.loc[first_year]
            found.append((code, first["low"], f"{figure} {first['figure_id']}"))
    return found
