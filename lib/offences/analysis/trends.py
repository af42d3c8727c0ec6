"""What is known of one area over the years: figures, changes and what is missing."""

from typing import NamedTuple

import pandas as pd

from offences.claims import derivations, rows
from offences.names import areas, wording, years
from offences.statistics import domains
from offences.tables import series

#: A break's name on a chart has at most this many letters.
LONGEST_BREAK = 90


class Part(NamedTuple):
    """What is known of the years that a total leaves open, from a first month to the month after the last.

    ``less`` of the printed count lies in the known ``years`` that it covers; ``left`` remains for the months.
    """

    start: str
    end: str
    printed: float
    less: float
    years: tuple
    left: float
    figure_id: str


def by_year(history):
    """Give for each year of a History the figure chosen of its area.

    Columns year, offences (the count, or its lower bound where ``precision`` isn't exact; missing where no number was
    published), precision, printed (the words), state (whole, part, asked or empty), round, rounds, publishers, lowest,
    highest, doubt and figure_ids (a tuple).
    """
    wanted = pd.Index(years.span(history.first_year, history.last_year), name="year")
    chosen = history.tables.offences[history.tables.offences["chosen"]]
    found = chosen[chosen["area"].eq(history.area)].set_index("year").reindex(wanted)
    whole = found["whole"].map({True: "whole", False: "part"})
    asked = unanswered(history.tables, history.area)
    found["state"] = whole.fillna(pd.Series("asked", index=list(asked))).fillna("")
    ids = found["figure_id"].map(lambda name: (name,), na_action="ignore")
    found["figure_ids"] = [asked.get(year, ()) if pd.isna(one) else one for year, one in ids.items()]
    words, counts = ["precision", "printed", "round", "doubt"], ["rounds", "publishers"]
    found[words], found[counts] = found[words].fillna(""), found[counts].fillna(0).astype(int)
    order = "year low precision printed state round rounds publishers lowest highest doubt figure_ids".split()
    found = found.reset_index()[order].rename(columns={"low": "offences"})
    return found.astype(dict.fromkeys(["offences", "lowest", "highest"], "Float64"))


def unanswered(tables, area):
    """Map the years for which an area was asked and gave no figure to the ids of the rows that say so."""
    silent = series.unanswered(tables.figures[tables.figures["area"].eq(areas.find(area))])
    silent = silent[silent["first_year"].eq(silent["last_year"])]
    return silent.groupby("first_year")["figure_id"].agg(tuple).to_dict()


def remaining(history):
    """Take the known years from each published total of several years of a History's area.

    Columns first_year, last_year, total (the count or its lower bound), precision, printed (the words), known (tuple of
    the years with a figure), known_offences, missing (tuple of those without), left (offences left for them: 0 where
    no year is missing, no value where the total is no exact count), parts (tuple of :class:`Part`), doubt and
    figure_ids (a tuple).
    """
    tables, area = history.tables, history.area
    counts, rows = series.of_area(tables.offences, area), {}
    for total in series.totals(tables.figures).query("area == @area").to_dict("records"):
        wanted = years.span(total["first_year"], total["last_year"])
        known = counts[counts["year"].isin(wanted)]
        missing = tuple(year for year in wanted if year not in known.index)
        added, exact = known["low"].sum(), total["precision"] == "exact"
        left = (total["low"] - added if missing else 0) if exact else None
        parts = tuple(_parts(tables, total, counts, missing)) if missing and len(known) else ()
        ids = (total["figure_id"], *known["figure_id"], *(part.figure_id for part in parts))
        said = "; ".join(dict.fromkeys(history.doubted(ids).values()))
        printed = total["value_as_published"]
        row = [
            *(total["first_year"], total["last_year"], total["low"], total["precision"], printed),
            *(tuple(known.index), added, missing, left, parts, said, ids),
        ]
        # A total that says the same as one before it is shown once.
        same = (wanted[0], wanted[-1], total["low"] if exact else wording.quoted(printed))
        rows.setdefault((*same, *(part[:-1] for part in parts)), row)
    names = "first_year last_year total precision printed known known_offences missing left parts doubt figure_ids"
    frame = pd.DataFrame(rows.values(), columns=names.split())
    return frame.astype({"total": "Float64", "known_offences": "Float64", "left": "Float64"})


def months(totals):
    """Lay out what is known by months of the years that totals leave open: a row for each distinct Part."""
    totals = domains.frame(totals, "parts", "the table of totals")
    found = dict.fromkeys(part for parts in totals["parts"] for part in parts)
    return pd.DataFrame(list(found), columns=Part._fields)


def _parts(tables, total, known, gaps):
    """Find what is known by months (Parts, no month twice) of the years that a total leaves open.

    A count of months within them, or one that runs on from known years or into them, less those years.
    """
    mine = rows.layers(tables.figures[tables.figures["area"].eq(total["area"])])["", ""]
    found = derivations.pools(mine, total["round"], total["statement"]).values
    found = [options[0] for options in found if options and options[0].printed]
    spans = {year: years.period(year, year) for year in [*known.index, *gaps]}
    open_months = {month for year in gaps for month in years.each_month(*spans[year])}
    parts = []
    for value in sorted(found, key=lambda value: value.key):
        start, end = value.start, value.end
        covered = years.each_month(start, end)
        within = tuple(year for year in known.index if set(years.each_month(*spans[year])) <= set(covered))
        rest = sorted(set(covered) - {month for year in within for month in years.each_month(*spans[year])})
        joined = rest and rest == years.each_month(rest[0], years.add_months(rest[-1], 1))
        # A year counted in part, and all that is left, say nothing more than the years do.
        told = years.is_whole(start, end) and len(rest) == 12 or set(rest) == open_months
        if joined and set(rest) <= open_months and not (told or value.marked):
            less, after = known.loc[list(within), "low"].sum(), years.add_months(rest[-1], 1)
            left = value.low - less
            parts.append(Part(rest[0], after, value.low, less, within, left, value.ids[0]))
            open_months -= set(rest)
    return parts


def bearing(table, area):
    """Select the dated breaks (``data/reference/breaks.csv``) that bear on an area: its own and those of areas around."""
    area, table = areas.find(area), domains.frame(table, "area date what", "the table of breaks")
    names = {areas.name(area), *(areas.name(code) for code in areas.around(area))}
    names |= {"England and Wales"} if area == areas.UK else set()
    return table[table["area"].isin(names)]


def breaks(table, area, first_year, last_year):
    """Place the dated breaks that bear on an area on the axis of a chart of its years.

    Columns place (years since the middle of the first year), date and what, in order.
    """
    (first_year, last_year), found = years.ordered(first_year, last_year), []
    for row in bearing(table, area).to_dict("records"):
        year, month = int(row["date"][:4]), int(row["date"][5:7])
        place = year + (month - 4) / 12 - years.start(first_year) - 0.5
        if -0.5 < place < years.start(last_year) - years.start(first_year) + 0.5:
            what = row["what"].partition(";")[0]
            what = what if len(what) <= LONGEST_BREAK else what.partition(":")[0]
            found.append((place, row["date"][:7], what))
    return pd.DataFrame(sorted(found), columns=["place", "date", "what"])
