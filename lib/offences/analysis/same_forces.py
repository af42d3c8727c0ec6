"""Compare like with like: growth as printed, over forces with both ends, over forces with every year."""

import pandas as pd

from offences.analysis import two_years
from offences.claims import silent_forces
from offences.names import areas, wording, years
from offences.statistics import changes
from offences.tables import doubts, series, usual_variation

COLUMNS = "round basis years forces first last change low high covers left_out against doubt figure_ids"


def comparable(tables, area, first_year, last_year):
    """Set growth over all, over forces with both ends and over forces with every year side by side.

    Every line takes its counts from one round, but for the base-year count of a
    force that did not answer later: its line is *across rounds* where that count is.

    Parameters
    ----------
    tables : offences.tables.series.Tables
    area : str
        An area of several forces.
    first_year, last_year : str

    Returns
    -------
    pandas.DataFrame
        Columns round, basis, years, forces (kept, of those with any figure), first,
        last, change, low, high (widened interval; missing where the variation is not
        known), covers (share of the printed latest total), left_out, against (why no
        rise or fall is stated), doubt and figure_ids.
    """
    area, (first_year, last_year) = areas.find(area), years.ordered(first_year, last_year)
    inside = tables.offences["area"].isin([area, *areas.members(area)])
    known, rows = doubts.of_figures(tables)["doubt"], []
    variation = usual_variation.variation(tables, area)
    rounds = sorted(tables.offences.loc[inside, "round"].unique()) if len(areas.members(area)) > 1 else []
    for round_ in rounds:
        for basis, counts, kept, covers, left_out, ids in _bases(tables, area, round_, first_year, last_year):
            base, latest = counts.iloc[0], counts.iloc[-1]
            span = wording.span(counts.index[0], counts.index[-1])
            found = changes.varied(base, latest, variation)
            doubt = "; ".join(dict.fromkeys(known[name] for name in ids.split() if name in known.index))
            why = two_years.against(tables, area, counts.index[0], counts.index[-1], doubt)
            rows.append([round_, basis, span, kept, base, latest, *found, covers, left_out, why, doubt, ids])
    return pd.DataFrame(rows, columns=COLUMNS.split())


def _bases(tables, area, round_, first_year, last_year):
    """Give for each basis the counts by year, how many forces, their share and who is left out."""
    members = areas.members(area, round_)
    of_round = tables.offences[tables.offences["round"].eq(round_)]
    found = of_round["area"].isin([area, *members])
    rows = {
        code: series.of_round(of_round, code, round_)
        for code in [area, *of_round.loc[found, "area"].unique()]
    }
    rows = {code: found[found["year"].between(first_year, last_year)] for code, found in rows.items()}
    counts = {code: found["low"] for code, found in rows.items()}
    printed = counts.pop(area)
    same = areas.table()["offence"].eq(series.COMPARABLE)
    counts = {code: counts[code] for code in members if code in counts and len(counts[code]) and same[code]}
    ends = (
        printed.index
        if len(printed) > 1
        else sorted({year for found in counts.values() for year in found.index})
    )
    if len(ends) < 2 or len(members) < 2:
        return
    first, last = ends[0], ends[-1]
    if len(printed) > 1:
        own = f"{rows[area]['figure_id'].iloc[0]} {rows[area]['figure_id'].iloc[-1]}"
        yield "as printed", printed, "all", "100%", "", own
        for code, count, gone in silent_forces.absent(tables, area, round_, first):
            without = printed[[first, last]] - [count, 0]
            yield (
                "without the force that did not answer, across rounds",
                without,
                "all but 1",
                "100%",
                areas.name(code),
                f"{own} {gone}",
            )
    whole = printed.get(last)
    wanted = {"forces with both years": [first, last], "forces with every year": years.span(first, last)}
    for basis, needed in wanted.items():
        kept = [code for code, found in counts.items() if set(needed) <= set(found.index)]
        if len(kept) > 1:
            gone = [areas.name(code) for code in members if code not in kept]
            left_out = wording.listed(gone) if len(gone) < 10 else f"{len(gone)} forces without figures"
            common = sorted(set.intersection(*(set(counts[code].index) for code in kept)))
            total = sum(counts[code][common] for code in kept)
            covers = wording.percent(100 * total[last] / whole) if whole else "[z]"
            ids = " ".join(rows[code].loc[year, "figure_id"] for code in kept for year in (first, last))
            yield basis, total, f"{len(kept)} of {len(members)}", covers, left_out, ids
