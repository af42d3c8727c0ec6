"""Say how much growth the comparable forces show."""

import pandas as pd

from offences.analysis import same_forces
from offences.names import areas, wording
from offences.report import change_findings
from offences.report.finding import CLEAR, UNCLEAR, finding
from offences.statistics import domains
from offences.tables import doubts

#: A sentence is made where the comparable forces have this share of the printed total, or more.
LEAST_COVERED = 0.5


def shown(table):
    """Lay growth out for reading: percentages and intervals in words."""
    table = domains.frame(table, same_forces.COLUMNS, "the table of growth")
    pairs = zip(table["low"], table["high"], strict=True)
    limits = ["[z]" if pd.isna(low) else wording.interval(low, high) for low, high in pairs]
    changes = ["[z]" if pd.isna(change) else wording.change(change) for change in table["change"]]
    frame = table.drop(columns=["low", "high"]).assign(change=changes)
    frame.insert(7, "interval", limits)
    return frame


def sentences(table, area):
    """Say how much growth the comparable forces show, beside what was printed.

    Parameters
    ----------
    table : pandas.DataFrame
        From :func:`comparable`.
    area : str

    Returns
    -------
    list of offences.report.finding.Finding
        At most one sentence, of the latest round that allows it; a line across
        rounds makes none.
    """
    area, table = (
        areas.find(area),
        domains.frame(table, "round basis left_out last change low high", "the table"),
    )
    for round_, rows in sorted(table.groupby("round"), reverse=True):
        printed = rows[rows["basis"].eq("as printed")]
        other = rows[rows["basis"].eq("forces with every year")]
        other = other[other["left_out"].ne("") & other["change"].notna() & other["low"].notna()]
        if printed.empty or other.empty:
            continue
        row, whole = other.iloc[-1], printed.iloc[0]
        if row["last"] < LEAST_COVERED * whole["last"]:
            continue
        low, high = (None if pd.isna(row[side]) else row[side] for side in ("low", "high"))
        limits = "no interval" if low is None else f"95% interval {wording.interval(low, high)}"
        what = change_findings.said(row["change"], low, high, limits, row["against"])
        return [
            finding(
                doubts.beside(
                    f"Over comparable forces only ({row['basis']}, {row['forces']}; left out: {row['left_out']}) offences in "
                    f"{areas.said(area)} went from {wording.number(row['first'])} to {wording.number(row['last'])} over "
                    f"{row['years']} ({wording.round_name(round_)}): {what}, against {wording.change(whole['change'])} as printed.",
                    {row["figure_ids"]: row["doubt"]} if row["doubt"] else {},
                ),
                row["figure_ids"],
                "comparable forces",
                CLEAR if low is not None and not low <= 0 <= high and not row["against"] else UNCLEAR,
            )
        ]
    return []
