"""Say how an area stands beside the others."""

import pandas as pd

from offences.analysis import regions
from offences.names import areas, wording, years
from offences.names.wording import number
from offences.report.finding import UNKNOWN, finding
from offences.statistics import domains
from offences.tables import doubts


def findings(by_force, area, year, per_child="per 10,000 residents under 16"):
    """Say how an area stands beside the others in one year.

    Returns
    -------
    list of offences.report.finding.Finding
        Sentences with the figure_ids they rest on.
    """
    area, year = areas.find(area), years.read(year)
    columns = "area offences rate low high missing doubt figure_id"
    by_force = domains.frame(by_force, columns, "the table of forces")
    known = by_force[by_force["offences"].notna()]
    ids = " ".join(known["figure_id"])
    told = (
        f"{wording.many(len(known), 'force')} of {len(by_force)} in England and Wales have a comparable "
        f"figure for {year}: they are those that somebody wrote about, and no sample."
    )
    found = [finding(doubts.beside(told, doubts.of_rows(known, ids)), ids, "forces")]
    own = known[known["area"].eq(area)]
    name = areas.name(area)
    if own.empty:
        missing = by_force.loc[by_force["area"].eq(area), "missing"]
        said = (
            f"has no comparable figure for {year}: {missing.iloc[0]}"
            if len(missing)
            else regions.no_place(area)
        )
        found.append(finding(f"{wording.opening(areas.said(area))} {said}.", "", "rate", UNKNOWN))
        return found
    row = own.iloc[0]
    said = f"{name}: {number(row['offences'])} offences in {year}; {row['missing']}."
    if pd.notna(row["rate"]):
        said = (
            f"{wording.opening(name)}: {row['rate']:.1f} offences {per_child} in {year} "
            f"(95% limits {row['low']:.1f} to {row['high']:.1f} for chance alone)."
        )
    return [
        *found,
        finding(doubts.beside(said, doubts.of_rows(own, row["figure_id"])), row["figure_id"], "rate"),
    ]


def worded(frame):
    """Put the reasons of a table of areas (column missing) into words; none where nothing is missing."""
    return frame.assign(missing=["" if reason is None else str(reason) for reason in frame["missing"]])


def drawn_areas(rows):
    """Put whole-year totals of areas of several forces beside the forces that each holds.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows of ``offences``.

    Returns
    -------
    pandas.DataFrame
        Columns place, year, offences (as printed, where that is no exact number), round,
        forces_in_area, members, doubt and figure_id.
    """
    held = [areas.members(row.area, row.round) for row in rows.itertuples()]
    unknown = "all forces of the area; who answered was not printed"
    return pd.DataFrame(
        {
            "place": rows["area"].map(areas.name),
            "year": rows["year"],
            "offences": [wording.figure(row.printed, row.precision, row.low) for row in rows.itertuples()],
            "round": rows["round"],
            "forces_in_area": [len(codes) for codes in held],
            "members": [
                wording.listed(map(areas.name, codes)) if len(codes) < 10 else unknown for codes in held
            ],
            "doubt": rows["doubt"],
            "figure_id": rows["figure_id"],
        }
    )
