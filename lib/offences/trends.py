"""What is known of one area over the years: figures, changes and what is missing."""

import re

import pandas as pd

from offences import areas, domains, doubts, series, sums, two_years, wording, years
from offences.wording import number

#: A break's name on a chart has at most this many letters.
LONGEST_BREAK = 90


#: What a force may know of an offence beside that it happened.
KNOWN = {
    "the platform": ["platform"],
    "the victim's gender": ["gender"],
    "the victim's age": ["age", "age_gender"],
}


def by_year(tables, area, first_year, last_year):
    """Say for each year what has been published of an area.

    Parameters
    ----------
    tables : offences.series.Tables
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

    Examples
    --------
    >>> import offences
    >>> found = by_year(offences.tables(), "W15000004", "2017/18", "2019/20")
    >>> found[["year", "shown", "state", "round"]]
          year   shown  state    round
    0  2017/18  19 [b]   part  2025-11
    1  2018/19      41  whole  2024-11
    2  2019/20      39  whole  2024-11
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
    """Map the years for which an area was asked and gave no figure to the rows that say so.

    Examples
    --------
    >>> import offences
    >>> unanswered(offences.tables(), "E23000030")
    {'2021/22': 'f0399 f0446 r255'}
    """
    area, figures = areas.find(area), tables.figures
    total = figures["measure"].eq("offences") & figures["dimension"].eq("") & figures["area"].eq(area)
    silent = figures[total & figures["status"].isin(["not_answered", "refused"])]
    silent = silent[silent["first_year"].eq(silent["last_year"])]
    return silent.groupby("first_year")["figure_id"].agg(" ".join).to_dict()


def remaining(tables, area):
    """Take the known years from each published total of several years.

    Parameters
    ----------
    tables : offences.series.Tables
    area : str

    Returns
    -------
    pandas.DataFrame
        Columns first_year, last_year, total (as shown), known (years with a
        figure), known_offences, missing (years without one), left (offences left
        for them: 0 where no year is missing, no value where the total is no exact
        count), of_these (what of it is known by months), doubt and figure_ids.

    Examples
    --------
    >>> import offences
    >>> found = remaining(offences.tables(), "E23000018")
    >>> found[["total", "known", "known_offences", "left"]]
      total                known  known_offences   left
    0   890  2017/18 and 2022/23           322.0  568.0
    >>> found["of_these"].iloc[0]
    '39 in April to September 2018 (76 less the known 2017/18)'
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
        and the :class:`offences.sums.Value` it comes from; no month twice.
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
    """Name the nearest larger area of which one round prints several whole years.

    Examples
    --------
    >>> import offences
    >>> areas.name(nearest(offences.tables(), "E23000032", "2017/18", "2023/24"))
    'South East (without Thames Valley)'
    """
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

    Examples
    --------
    >>> from offences import published
    >>> breaks(published.reference("breaks"), "E23000018", "2017/18", "2022/23")
    [(2.5, 'coronavirus restrictions from spring 2020 (2020-04)')]
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


def findings(tables, area, first_year, last_year):
    """Say what the published figures support for one area.

    Returns
    -------
    list of tuple of str
        Sentences, each with the figure_ids it rests on.

    Examples
    --------
    >>> import textwrap
    >>> import offences
    >>> found = findings(offences.tables(), "E23000018", "2017/18", "2022/23")
    >>> print(textwrap.fill(found[1][0], 100))
    For 2017/18 to 2022/23 together 890 offences were published; less the known 2017/18 and 2022/23
    (322) 568 remain for 2018/19, 2019/20, 2020/21 and 2021/22, of them 39 in April to September 2018
    (76 less the known 2017/18).
    """
    area, (first_year, last_year) = areas.find(area), years.ordered(first_year, last_year)
    table, name = by_year(tables, area, first_year, last_year), areas.name(area)
    whole = table[table["state"].eq("whole")]
    found = two_years.change_sentence(tables, area, first_year, last_year)
    if not found and len(whole):
        said = _counts(whole)
        found = [
            (
                f"Published for {name}: {wording.listed(said)} offences; no round prints exact counts "
                "of two of these years, so no change is computed."
                if len(whole) > 1
                else f"One whole year of {name} has a published figure: {said[0]}.",
                " ".join(whole["figure_id"]),
            )
        ]
    found += two_years.step_sentence(tables, area, first_year, last_year)
    pairs = [find(tables, area, first_year, last_year) for find in (two_years.ends, two_years.latest_step)]
    others = whole[~whole["year"].isin(pd.concat(pairs)["year"])]
    if len(others) < len(whole) and len(others):
        said = wording.listed(_counts(others))
        found.append((f"Other whole years published: {said}.", " ".join(others["figure_id"])))
    if not len(whole):
        found.append((f"No whole year's figure of {name} has been published in these years.", ""))
    left = remaining(tables, area)
    left = left[left["first_year"].ge(first_year) & left["last_year"].le(last_year)]
    for (first, last), rows in left.groupby(["first_year", "last_year"]):
        row = rows.iloc[0]
        said = list(dict.fromkeys(rows["total"]))
        span = wording.span(first, last)
        sentence = f"For {span} together {said[0]} offences were published"
        if len(said) > 1:
            sentence = f"For {span} together publications differ: {'; '.join(said)} offences"
        if not row["missing"] and row["total"] != number(row["known_offences"]) and len(said) == 1:
            sentence += f"; the single years add up to {number(row['known_offences'])}"
        if row["missing"] and pd.notna(row["left"]) and row["known"]:
            sentence += (
                f"; less the known {row['known']} ({number(row['known_offences'])}) "
                f"{number(row['left'])} remain for {row['missing']}"
            )
            sentence += f", of them {row['of_these']}" if row["of_these"] else ""
        found.append((f"{sentence}.", " ".join(dict.fromkeys(" ".join(rows["figure_ids"]).split()))))
    part = table[table["state"].eq("part")]
    if len(part):
        said = wording.listed(_counts(part))
        found.append(
            (
                f"Part only, of the year or of the forces, and not to be compared with whole years: {said}.",
                " ".join(part["figure_id"]),
            )
        )
    gaps = table.loc[~table["state"].isin(["whole"]), "year"]
    if len(gaps):
        found.append((f"No whole-year figure is published for {wording.listed(gaps)}.", ""))
    return doubts.told(tables, found)


def _counts(table):
    """Say the counts of some years; what is in doubt stands behind the sentence, not in it."""
    return [f"{re.sub(r'( .[bu].)+$', '', row.shown)} in {row.year}" for row in table.itertuples()]


def questions(tables, area, first_year, last_year):
    """List what to ask the force, each question with the rows that raise it.

    Examples
    --------
    >>> import offences
    >>> found = questions(offences.tables(), "E23000030", "2021/22", "2021/22")
    >>> for question, _ in found[:2]:
    ...     print(question)
    How many offences of sexual communication with a child were recorded in 2021/22?
    Why was no figure given for 2021/22?
    """
    area, (first_year, last_year) = areas.find(area), years.ordered(first_year, last_year)
    table = by_year(tables, area, first_year, last_year)
    asked = unanswered(tables, area)
    open_years = table.loc[~table["state"].eq("whole"), "year"]
    found = []
    if len(open_years):
        found.append(
            (
                f"How many offences of {two_years.OFFENCE[areas.table()['offence'][area]]} were recorded in "
                f"{wording.listed(open_years)}?",
                "",
            )
        )
    for year, ids in asked.items():
        if first_year <= year <= last_year:
            found.append((f"Why was no figure given for {year}?", ids))
    rows = tables.shares[tables.shares["area"].eq(area) & tables.shares["known"].notna()]
    unknown = [words for words, kinds in KNOWN.items() if not rows["dimension"].isin(kinds).any()]
    if unknown:
        found.append(
            (f"For how many of the offences were {wording.listed(unknown)} known, and what were they?", "")
        )
    kinds = {
        "jump": "Are both answers complete",
        "revised": "Which figure stands, and why was it changed",
        "conflict": "Which figure is right",
        "above the official ceiling": "How were these counted",
    }
    log = tables.problems[tables.problems["area"].eq(area) & tables.problems["kind"].isin(kinds)]
    for row in log.itertuples():
        detail = row.detail.partition(": ask")[0].rstrip(".")
        found.append((f"{kinds[row.kind]}: {detail}?", row.figure_ids))
    return found
