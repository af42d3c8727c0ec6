"""Which forces a round says did not answer, and what they had printed before."""

from offences.names import areas, years
from offences.tables import series


def absent(tables, area, round_, first_year):
    """Find the forces that a round says did not answer, with their figure of the first year.

    Returns
    -------
    list of tuple
        Area code, its count of the first year, and the figure_ids: of the words
        that say so and of the count.
    """
    area, first_year, figures = areas.find(area), years.read(first_year), tables.figures
    said = figures["measure"].eq("forces_responding") & figures["round"].eq(round_)
    words = figures[said & figures["value_as_published"].str.contains("except ")]
    found = []
    for row in words.to_dict("records"):
        code = areas.find_printed(row["value_as_published"].split("except ")[1])
        theirs = series.of_area(tables.offences, code)
        if first_year in theirs.index and code in areas.members(area):
            first = theirs.loc[first_year]
            found.append((code, first["low"], f"{row['figure_id']} {first['figure_id']}"))
    return found
