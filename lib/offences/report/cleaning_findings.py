"""Say what the cleaning read, settled and found."""

from offences.analysis import cleaning
from offences.names import areas, wording
from offences.names.wording import number
from offences.report.finding import finding


def findings(tables):
    """Say what the cleaning read, settled and found, and what was published at all.

    Parameters
    ----------
    tables : offences.tables.series.Tables

    Returns
    -------
    list of offences.report.finding.Finding
        Sentences with the figure_ids they rest on.
    """
    counts = cleaning.tally(tables).set_index("what")["number"]
    chosen = tables.offences[tables.offences["chosen"]]
    whole = chosen[chosen["whole"] & chosen["precision"].eq("exact") & chosen["area"].isin(areas.forces())]
    per_force = whole.groupby("area")["year"].nunique().reindex(areas.forces(), fill_value=0)
    bands = {"none": (0, 0), "one": (1, 1), "two or three": (2, 3), "more": (4, 99)}
    have = [f"{per_force.between(*band).sum()} have {name}" for name, band in bands.items()]
    best = whole.groupby("year")["area"].nunique()
    return [
        finding(
            f"{number(counts['rows'])} published rows from {counts['sources']} sources were read: "
            f"{number(counts['read by rule'])} by rule, {counts['settled by a correction']} settled by a dated "
            f"correction. They make {number(counts['distinct statements'])} distinct statements; the rest are "
            "reprints.",
            "",
            "cleaning",
        ),
        finding(
            f"{number(counts['rows about the offence'])} rows are about the offence itself (or its Scottish and "
            f"Northern Irish counterparts), in {counts['rounds']} rounds; "
            f"{number(counts['rows about other offences'])} are about other offences and enter no count.",
            "",
            "cleaning",
        ),
        finding(
            f"Of {len(per_force)} forces in England and Wales, {wording.listed(have)} single whole years with "
            f"an exact published count.",
            "",
            "cleaning",
        ),
        finding(
            f"The year best covered is {best.idxmax()}, with {best.max()} forces; the latest, {best.index.max()}, "
            f"has {best.iloc[-1]}.",
            "",
            "cleaning",
        ),
        finding(
            f"{counts['problems']} problems were found by rule and logged; none was mended in silence.",
            "",
            "cleaning",
        ),
    ]
