"""Keep small cells from being shown or worked out.

Counts of one force by age, gender, platform or outcome from 1 up to a threshold are
shown as [c], whoever printed them; files under ``data/`` keep what was printed. Where
one hidden cell of a partition could be had by subtraction, a second one is
hidden. Force totals that are public stay.
"""

import pandas as pd

from offences import areas, doubts

#: Counts from 1 up to this are small (NHS England's rule for sub-national counts).
SMALL = 7
CELLS = ["platform", "gender", "age", "age_gender", "outcome"]
#: Dimensions whose cells do not overlap, so that a total less the others gives one away.
PARTITIONS = ["gender", "age", "age_gender"]
GROUP = ["source_id", "area", "start", "end", "dimension"]
WITHHELD = "[c]"
#: A hidden cell must leave an attacker at least this many possible values.
FEWEST_VALUES = 4


def controlled(tables, threshold=SMALL):
    """Hide the small cells in the clean tables.

    Parameters
    ----------
    tables : offences.series.Tables
    threshold : int, optional
        Largest count that is small; 0 hides nothing more than publishers did.

    Returns
    -------
    offences.series.Tables
        With the figures, shares and problems an edition may show.

    Examples
    --------
    >>> import offences
    >>> every = offences.tables(suppress_up_to=0)
    >>> figures = controlled(every).figures.set_index("figure_id")
    >>> figures.loc["r005", ["category", "value_as_published", "status"]].tolist()
    ['girls age unknown', '[c]', 'suppressed']
    """
    hidden = small(tables.figures, tables.shares, threshold)
    figures = tables.figures.copy()
    mine = figures["figure_id"].isin(hidden)
    figures.loc[mine, ["low", "high", "beside"]] = None
    figures.loc[mine, ["value_as_published", "status"]] = [WITHHELD, "suppressed"]
    figures.loc[mine, ["precision", "note"]] = ""
    shares = tables.shares.copy()
    mine = shares["figure_id"].isin(hidden)
    shares.loc[mine, ["count_low", "count_high", "share_low", "share_high"]] = None
    shares.loc[mine, ["printed", "status"]] = [WITHHELD, "suppressed"]
    problems = tables.problems.copy()
    mine = [bool(hidden & set(ids.split())) for ids in problems["figure_ids"]]
    problems.loc[mine, "detail"] = f"{WITHHELD}: a small cell is part of it."
    return doubts.marked(tables._replace(figures=figures, shares=shares, problems=problems))


def small(figures, shares, threshold=SMALL):
    """Name the cells of single forces that are small, and those that would give one away.

    Parameters
    ----------
    figures, shares : pandas.DataFrame
        The clean tables.
    threshold : int, optional

    Returns
    -------
    set of str
        figure_ids; statements that were printed several times are hidden everywhere.

    Examples
    --------
    >>> import offences
    >>> every = offences.tables(suppress_up_to=0)
    >>> sorted(small(every.figures.query("source_id == 's001'"), every.shares))
    ['r005']
    """
    single = {code for code in areas.table().index if len(areas.members(code)) == 1}
    cells = figures[figures["dimension"].isin(CELLS) & figures["area"].isin(single)]
    counts = cells[
        cells["unit"].eq("count") & cells["measure"].isin(["offences", "count_platform", "outcome"])
    ]
    primary = set(counts.loc[counts["low"].between(1, threshold), "figure_id"])
    known = shares[shares["area"].isin(single) & shares["known"].notna() & shares["share_low"].notna()]
    implied = known["known"] * (known["share_low"] + known["share_high"]) / 200
    primary |= set(known.loc[implied.between(0.5, threshold + 0.5), "figure_id"])
    total = figures[figures["measure"].eq("offences") & figures["dimension"].eq("")]
    total = total[total["precision"].eq("exact")].drop_duplicates(GROUP[:4]).set_index(GROUP[:4])["low"]
    hidden = primary | _second(cells[cells["measure"].eq("offences")], primary, total.to_dict())
    said = figures.loc[figures["figure_id"].isin(hidden), "statement"]
    return set(figures.loc[figures["statement"].isin(said), "figure_id"])


def _second(cells, primary, totals):
    """Hide further cells of a partition, smallest first, until no hidden cell can be worked out.

    Where the total was printed, each hidden cell must have ``FEWEST_VALUES`` possible
    values; where it was not, one hidden cell takes a second with it.
    """
    found = set()
    for key, group in cells[cells["dimension"].isin(PARTITIONS)].groupby(GROUP):
        small_here = group["figure_id"].isin(primary)
        if not small_here.any():
            continue
        gone = set(group.loc[small_here | group["status"].eq("suppressed"), "figure_id"])
        for other in group[group["low"].gt(0)].sort_values(["low", "figure_id"])["figure_id"]:
            seen = group.loc[~group["figure_id"].isin(gone), "low"].dropna().tolist()
            total = totals.get(key[:4])
            least, most = bounds(total, seen, len(gone)) if total is not None else (0, len(gone))
            if len(gone) > 1 and (total is None or most - least + 1 >= FEWEST_VALUES):
                break
            if other not in gone:
                gone.add(other)
                found.add(other)
    return found


def bounds(total, visible, hidden):
    """Bound each hidden cell of a partition as an attacker would.

    Parameters
    ----------
    total : int
        All offences.
    visible : list of int
        Cells that can be seen.
    hidden : int
        Number of hidden cells, each at least 1.

    Returns
    -------
    tuple of int
        Least and most that one hidden cell can hold.

    Examples
    --------
    >>> bounds(40, [20, 14], 3)
    (1, 4)
    """
    left = total - sum(visible)
    if hidden == 0:
        return 0, 0
    return (left, left) if hidden == 1 else (1, left - (hidden - 1))


def attack(figures):
    """Bound every suppressed cell of every partition from what a table of figures shows.

    Parameters
    ----------
    figures : pandas.DataFrame
        The clean figures, or those of an edition.

    Returns
    -------
    pandas.DataFrame
        Indexed by figure_id: least and most.

    Examples
    --------
    >>> import offences
    >>> shown = offences.tables().figures.query("source_id == 's001'")
    >>> attack(shown).loc["r005"].to_dict()
    {'least': 1.0, 'most': 5.0}
    """
    rows = []
    total = figures[
        figures["measure"].eq("offences") & figures["dimension"].eq("") & figures["precision"].eq("exact")
    ]
    cells = figures[figures["dimension"].isin(PARTITIONS) & figures["measure"].eq("offences")]
    for (source, area, start, end, _), group in cells.groupby(GROUP):
        same = total["source_id"].eq(source) & total["area"].eq(area) & total["start"].eq(start)
        known = total.loc[same & total["end"].eq(end), "low"]
        hidden = group["status"].eq("suppressed")
        if len(known) and hidden.any():
            least, most = bounds(
                known.iloc[0], group.loc[~hidden, "low"].dropna().tolist(), int(hidden.sum())
            )
            rows += [(figure, least, most) for figure in group.loc[hidden, "figure_id"]]
    return pd.DataFrame(rows, columns=["figure_id", "least", "most"]).set_index("figure_id")
