"""Say how published claims fared, in all and for one area."""

from offences.claims import verdicts
from offences.names import areas, wording
from offences.report.finding import finding


def findings(checked, area):
    """Say how the claims fared, in all and for one area.

    Returns
    -------
    list of offences.report.finding.Finding
        Sentences with the figure_ids they rest on.
    """
    area, found = areas.find(area), [finding(verdicts.summary(checked), "", "claim")]
    mine = checked.drop_duplicates(["statement", "reading"])
    mine = mine[mine["area"].eq(area)]
    if mine.empty:
        return [*found, finding(f"No published claim about {areas.name(area)} was found.", "", "claim")]
    for row in mine[mine["verdict"].ne(verdicts.UNCHECKABLE)].to_dict("records"):
        what = row["measure"].replace("_", " ") + (f", read {row['reading']}" if row["reading"] else "")
        found.append(
            finding(
                f"{areas.name(area)}, {what} {row['published']!r}: {row['verdict']}; {row['reason']}"
                + (f" In doubt: {row['doubt']}." if row.get("doubt") else ""),
                f"{row['figure_id']} {row['rows_used']}".strip(),
                "claim",
            )
        )
    silent = verdicts.distinct(mine)["verdict"].eq(verdicts.UNCHECKABLE).sum()
    if silent:
        claim = wording.many(silent, "claim")
        found.append(
            finding(
                f"{claim} about {areas.name(area)} cannot be checked with what was published.", "", "claim"
            )
        )
    return found
