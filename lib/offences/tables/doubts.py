"""The collection's own doubt about a figure, said wherever the figure is used.

Which problems put a figure in doubt, and why, is the table :data:`offences.tables.problems.DOUBTS`.
Corrections and the verdicts on claims are rows of the same log, so that there is one place to ask. A total is as
doubtful as the counts of its forces: where a round prints one of each, their doubts are its own.
"""

import re

import pandas as pd

from offences.names import areas, reference, wording
from offences.tables import problems, series


@reference.kept
def of_figures(log, figures):
    """Give every figure that a log of problems puts in doubt, by figure_id: doubt (why) and doubt_rows (the ids that say so).

    A doubt about one print of a statement is one about its reprints, and one about a force's count is one about the
    total that its round adds up.
    """
    order = list(problems.DOUBTS)
    log = log[log["kind"].isin(order)]
    log = log.sort_values("kind", key=lambda kinds: kinds.map(order.index), kind="stable")
    prints = figures.groupby("statement")["figure_id"].agg(list)
    reprints = figures.set_index("figure_id")["statement"].map(prints).to_dict()
    found = {}
    for row in log.to_dict("records"):
        ids = row["figure_ids"].split()
        said = problems.DOUBTS[row["kind"]].format(_short(row["detail"]))
        about = (row["kind"], row["area"], row["first_year"], row["last_year"])
        for figure in {one for name in ids for one in reprints.get(name, [])}:
            mine = found.setdefault(figure, {})
            if not mine or row["kind"] not in problems.REPEATING:
                mine.setdefault(about, [said, []])[1].extend(ids)
    for total, parts in _parts(figures):
        doubtful = parts[parts["figure_id"].isin(found)]
        if len(doubtful):
            named = zip(doubtful["area"].map(areas.name), doubtful["low"].map(wording.number), strict=True)
            said = ", ".join(dict.fromkeys(map(" ".join, named)))
            ids = {name for part in doubtful["figure_id"] for _, ids in found[part].values() for name in ids}
            for row in total.itertuples():
                about = f"{wording.number(row.low)} holds doubtful counts ({said})"
                found.setdefault(row.figure_id, {})[about] = [about, sorted(ids)]
    rows = {
        figure: {
            "doubt": "; ".join(dict.fromkeys(said for said, _ in mine.values())),
            "doubt_rows": " ".join(sorted({name for _, ids in mine.values() for name in ids})),
        }
        for figure, mine in found.items()
    }
    known = pd.DataFrame.from_dict(rows, orient="index", columns=["doubt", "doubt_rows"], dtype=object)
    return known.rename_axis("figure_id").sort_index()


def _parts(figures):
    """Give the counts of each total and those of its forces, where one round prints every force of the year."""
    rows = series.counts(figures)
    rows = rows[rows["whole"] & rows["precision"].eq("exact")]
    for (_, round_), printed in rows.groupby(["first_year", "round"]):
        there = set(printed["area"])
        for area in there:
            forces = set(areas.members(area, round_)) - {area}
            if forces and forces <= there:
                yield printed[printed["area"].eq(area)], printed[printed["area"].isin(forces)]


def _short(detail):
    """Cut what a note says before it warns, and the full stop."""
    warning = re.search(r"(?:CONFLICT|SUSPECT|conflict).*?(?=\. |$)", detail)
    return (warning[0] if warning else detail).rstrip(".")


def marked(tables):
    """Give the clean tables with the columns doubt and doubt_rows of ``offences``, ``shares`` and ``estimates``.

    A figure of ``offences`` is in doubt where any print of it in its round is; a
    share also where the number known or the total beside it is; an estimate where
    a figure is that it rests on.
    """
    known = of_figures(tables.problems, tables.figures)
    base = tables.shares["known_id"] + " " + tables.shares["total_id"]
    shares = tables.shares["figure_id"] + " " + base.where(tables.shares["known_id"].ne(""), "")
    return tables._replace(
        offences=_with_columns(tables.offences, tables.offences["figure_ids"], known),
        shares=_with_columns(tables.shares, shares, known),
        estimates=_with_columns(tables.estimates, tables.estimates["given"], known),
    )


def _with_columns(frame, ids, known):
    doubt, rows = known["doubt"].to_dict(), known["doubt_rows"].str.split().to_dict()
    mine = [[name for name in text.split() if name in doubt] for text in ids]
    return frame.assign(
        doubt=["; ".join(dict.fromkeys(doubt[name] for name in names)) for names in mine],
        doubt_rows=[" ".join(sorted({row for name in names for row in rows[name]})) for names in mine],
    )


def of_claims(checked, tables):
    """Add the column doubt to claims: what is doubtful about the figures each rests on, its own verdict left aside."""
    known = of_figures(tables.problems[tables.problems["kind"].ne("contradicted")], tables.figures)
    ids = checked["figure_id"] + " " + checked["rows_used"]
    return _with_columns(checked, ids, known).drop(columns="doubt_rows")


def of_rows(rows, figure_ids):
    """Say of some figures, ids separated by spaces, which the column doubt of rows puts in doubt, and why: a dict."""
    known = rows[rows["doubt"].ne("")].drop_duplicates("figure_id").set_index("figure_id")["doubt"]
    return {name: known[name] for name in dict.fromkeys(figure_ids.split()) if name in known.index}
