"""Say which forces stand out."""

import pandas as pd

from offences.analysis import regions
from offences.names import areas, wording, years
from offences.report.finding import finding
from offences.statistics import domains


def findings(frame, info, area, name, year, round_name=""):
    """Say where a force lies among those with a published figure, without ranking it as a finding.

    Returns
    -------
    list of offences.report.finding.Finding
        Sentences with the figure_ids they rest on.
    """
    area, year, frame = (
        areas.find(area),
        years.read(year),
        domains.frame(frame, " ".join(regions.COLUMNS), "the comparison"),
    )
    of = f"of the {info.forces} forces with a published figure, of {len(areas.forces())}"
    if frame.empty:
        return [
            finding(
                f"Only {wording.many(info.forces, 'force')} with a rate for {year}: too few for a funnel, ranks or flags.",
                "",
                "funnel",
            )
        ]
    ids = " ".join(frame["figure_id"])
    flags = frame[frame["flag"].ne("")]
    count = f"{len(flags)}" if len(flags) else "None"
    target = f"{info.target:.1f} per 10,000, the rate of all forces"
    if info.national:
        target += f" in the {round_name} (these forces together, from several rounds, have {info.own:.1f})"
    said = [
        finding(
            f"{count} {of}, {'stands' if len(flags) == 1 else 'stand'} out from {target}, once the spread between forces is allowed for (dispersion "
            f"{info.dispersion:.1f}, where chance alone gives 1; false discovery rate 5%).",
            ids,
            "funnel",
        )
    ]
    own = frame[frame["area"].eq(area)]
    for row in own.itertuples():
        said.append(
            finding(
                f"{name}: {row.offences:,.0f} offences where {round(row.expected, 1):,.0f} would be expected at that rate; "
                f"{_ranked(row, of)}.",
                row.figure_id,
                "funnel",
            )
        )
    return said


def _ranked(row, of):
    if pd.isna(row.rank):
        return f"the usual variation of such figures is not known, so no rank {of}, can be printed"
    return f"its rank is anywhere from {row.rank_from} to {row.rank_to} {of}, so no rank can be printed"
