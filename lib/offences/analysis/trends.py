"""What is known of one area over the years: figures, changes and what is missing."""

import pandas as pd

from offences.claims import sums
from offences.names import areas, wording, years
from offences.names.wording import number
from offences.statistics import domains
from offences.tables import doubts, series

#: A break's name on a chart has at most this many letters.
LONGEST_BREAK = 90


def by_year(tables, area, first_year, last_year):
    """Say for each year what has been published of an area.

    Parameters
    ----------
    tables : offences.tables.series.Tables
    area : str
        By code or common name.
    first_year, last_year : str

    Returns
    -------
    pandas.DataFrame
        Columns year, offences (number or missing), shown (as a table shows it),
        state (whole, part, asked or empty), round, rounds, publishers, lowest,
        highest, doubt and figure_id; a row for every year. What is shown carries
        [b] for a part of the year or of the forces, and [u] for a figure in doubt.
    """
    area, (first_year, last_year) = areas.find(area), years.ordered(first_year, last_year)
    mine = tables.offences[tables.offences["area"].eq(area) & tables.offences["chosen"]]
    found = mine.set_index("year")
    asked = unanswered(tables, area)
    rows = []
    for year in years.span(first_year, last_year):
        if year in found.index:
            row = found.loc[year]
            state = "whole" if row["whole"] else "part"
            rows.append(
                [
                    year,
                    row["low"],
                    _printed(row) + ("" if row["whole"] else " [b]") + (" [u]" if row["doubt"] else ""),
                    state,
                    row["round"],
                    row["rounds"],
                    row["publishers"],
                    row["lowest"],
                    row["highest"],
                    row["doubt"],
                    row["figure_id"],
                ]
            )
        else:
            state, ids = ("asked", asked[year]) if year in asked else ("", "")
            rows.append([year, None, "[x]", state, "", 0, 0, None, None, "", ids])
    names = "year offences shown state round rounds publishers lowest highest doubt figure_id".split()
    frame = pd.DataFrame(rows, columns=names)
    return frame.astype({"offences": "Float64", "lowest": "Float64", "highest": "Float64"})


def _printed(row):
    return wording.figure(row["printed"], row["precision"], row["low"])


def unanswered(tables, area):
    """Map the years for which an area was asked and gave no figure to the rows that say so."""
    area, figures = areas.find(area), tables.figures
    total = figures["measure"].eq("offences") & figures["dimension"].eq("") & figures["area"].eq(area)
    silent = figures[total & figures["status"].isin(["not_answered", "refused"])]
    silent = silent[silent["first_year"].eq(silent["last_year"])]
    return silent.groupby("first_year")["figure_id"].agg(" ".join).to_dict()


def remaining(tables, area):
    """Take the known years from each published total of several years.

    Parameters
    ----------
    tables : offences.tables.series.Tables
    area : str

    Returns
    -------
    pandas.DataFrame
        Columns first_year, last_year, total (as shown), known (years with a
        figure), known_offences, missing (years without one), left (offences left
        for them: 0 where no year is missing, no value where the total is no exact
        count), of_these (what of it is known by months), doubt and figure_ids.
    """
    area = areas.find(area)
    known = series.of_area(tables.offences, area)
    doubtful, rows = doubts.of_figures(tables)["doubt"], []
    for total in series.totals(tables.figures).query("area == @area").to_dict("records"):
        wanted = years.span(total["first_year"], total["last_year"])
        have = [year for year in wanted if year in known.index]
        added = known.loc[have, "low"].sum()
        gaps = [year for year in wanted if year not in have]
        left = (total["low"] - added if gaps else 0) if total["precision"] == "exact" else None
        parts = _parts(tables, total, known, gaps) if gaps and have else []
        ids = [total["figure_id"], *known.loc[have, "figure_id"], *(value.figure_id for *_, value in parts)]
        rows.append(
            [
                total["first_year"],
                total["last_year"],
                wording.figure(total["value_as_published"], total["precision"], total["low"]),
                wording.listed(have),
                added,
                wording.listed(gaps),
                left,
                wording.listed(_of_these(*part) for part in parts),
                "; ".join(dict.fromkeys(doubtful[name] for name in ids if name in doubtful.index)),
                " ".join(ids),
            ]
        )
    names = "first_year last_year total known known_offences missing left of_these doubt figure_ids".split()
    frame = pd.DataFrame(rows, columns=names).drop_duplicates(names[:-2], ignore_index=True)
    return frame.astype({"known_offences": "Float64", "left": "Float64"})


def _parts(tables, total, known, gaps):
    """Find what is known by months of the years that a total leaves open.

    A count of months within them, or one that runs on from known years or into
    them, less those years.

    Returns
    -------
    list of tuple
        First month, month after the last, the count, the known years taken from it
        and the :class:`offences.claims.sums.Value` it comes from; no month twice.
    """
    found = sums.values(sums.published(tables.figures, total), total["round"])
    spans = {year: years.period(year, year) for year in [*known.index, *gaps]}
    open_months = {month for year in gaps for month in _months(*spans[year])}
    parts = []
    for (code, start, end), (value, *_) in sorted(found.items()):
        covered = _months(start, end)
        within = [year for year in known.index if set(_months(*spans[year])) <= set(covered)]
        rest = sorted(set(covered) - {month for year in within for month in _months(*spans[year])})
        joined = rest and rest == _months(rest[0], years.add_months(rest[-1], 1))
        # A year counted in part, and all that is left, say nothing more than the years do.
        told = years.is_whole(start, end) and len(rest) == 12 or set(rest) == open_months
        if code == total["area"] and joined and set(rest) <= open_months and not (told or value.marked):
            count = value.count - known.loc[within, "low"].sum()
            parts.append((rest[0], years.add_months(rest[-1], 1), count, within, value))
            open_months -= set(rest)
    return parts


def _months(start, end):
    months = [start]
    while months[-1] < end:
        months.append(years.add_months(months[-1], 1))
    return months[:-1]


def _of_these(start, end, count, within, value):
    """Say how many of what a total leaves fall into some months."""
    less = f" ({number(value.count)} less the known {wording.listed(within)})" if within else ""
    return f"{number(count)} in {wording.months(start, end)}{less}"


def nearest(tables, area, first_year, last_year, least=2):
    """Name the nearest larger area of which one round prints several whole years."""
    for other in areas.around(areas.find(area)):
        round_ = series.best_round(tables.offences, other, first_year, last_year)
        if round_ and len(series.of_round(tables.offences, other, round_)) >= least:
            return other
    return ""


def breaks(table, area, first_year, last_year):
    """Place the dated breaks that bear on an area on the axis of a chart of its years.

    Parameters
    ----------
    table : pandas.DataFrame
        ``data/reference/breaks.csv``.
    area, first_year, last_year : str

    Returns
    -------
    list of tuple
        Place (years since the middle of the first year) and name of each break.
    """
    area, (first_year, last_year) = areas.find(area), years.ordered(first_year, last_year)
    table = domains.frame(table, "area date what", "the table of breaks")
    names = {areas.name(area), *(areas.name(code) for code in areas.around(area))}
    names |= {"England and Wales"} if area == areas.UK else set()
    found = []
    for row in table[table["area"].isin(names)].to_dict("records"):
        year, month = int(row["date"][:4]), int(row["date"][5:7])
        place = year + (month - 4) / 12 - years.start(first_year) - 0.5
        if -0.5 < place < years.start(last_year) - years.start(first_year) + 0.5:
            what = row["what"].partition(";")[0]
            what = what if len(what) <= LONGEST_BREAK else what.partition(":")[0]
            found.append((place, f"{what} ({row['date'][:7]})"))
    return sorted(found)
