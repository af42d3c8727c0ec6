"""The data-quality log: every conflict, gap and sum that does not add up, found by rule."""

import pandas as pd

from offences.names import areas, wording, years
from offences.names.wording import number
from offences.tables import estimates, series

COLUMNS = ["kind", "area", "first_year", "last_year", "figure_ids", "detail", "repair"]
#: What each kind of problem means, for readers of the log.
KINDS = {
    "contradicted": "other published figures contradict it (notebook 06)",
    "at odds": "the figures of another round give something else (notebook 06)",
    "misprint": "figures of one round cannot all be right; leaving out these mends it",
    "another period": "figures of one round cannot all be right; this one may be of another period",
    "another definition": "figures of one round cannot all be right; this one may be of some forces only",
    "conflict": "one round prints different figures for the same thing",
    "revised": "two rounds print different figures for the same year",
    "blank in a sum": "a printed total counts a force that did not answer as nothing",
    "part-year": "a figure covers part of a year, or equals one that does",
    "other year": "a year that does not run from April to March",
    "no answer": "the force gave no figure for the year",
    "suppressed": "a cell was withheld as too small to show",
    "hidden cells": "the visible cells leave part of the printed total unseen",
    "refused": "the force refused, with the section of the Act",
    "not seen": "a figure was published or held, but the copy read does not show it",
    "jump": "a year is under two fifths or over two and a half times the one before: ask whether both are complete",
    "does not fit the official class": "far more than the two classes of the Home Office hold, or far less than is usual",
    "far from the others": "a figure of a user's own lies far from the area's others, the official class or the whole",
    "ambiguous share": "one source gives a group the share that another gives each member",
    "mentions overlap": "platforms add up to more than the offences they belong to",
    "known for a minority": "the platform or the victim was known in under half of the offences",
    "doubtful place": "heading and text name different forces",
    "footnote": "a figure carries a star whose note was not seen",
    "other offence": "rows about another offence than s15A",
    "period not printed": "the years were not printed and are read from the round",
    "settled": "reader and transcriber differ; settled in corrections.yml",
    "corrected": "read otherwise than printed, for a reason given in corrections.yml",
    "own columns": "a user's own file says otherwise in its columns than in the words beside them",
    "transcriber's warning": "the note of the row warns of a conflict",
}
#: The kinds that put the figures they name in doubt: what is said beside such a figure, and why they do.
#: Of several kinds about one figure the first says it; those that repeat say it where no other does.
DOUBTS = {
    "contradicted": ("contradicted: {}", "both cannot be right as they are worded"),
    "conflict": ("{}", "only one of the two can be right"),
    "misprint": ("{}", "the figures of its round cannot all be right without it"),
    "another period": ("{}", "it may be the figure of other months"),
    "blank in a sum": ("{}", "the total is too small by what the silent force recorded"),
    "jump": ("{}; one of the two may be a partial answer", "a force that answers in part prints too little"),
    "does not fit the official class": (
        "{}",
        "both cannot count the same; which of them is mistaken is not known",
    ),
    "far from the others": (
        "{}; it may be a slip",
        "it may be a slip, or count another year, area or offence",
    ),
    "ambiguous share": ("{}", "the words are one share of both, or a share of each"),
    "doubtful place": ("the place is printed as {}", "it may be another force's figure"),
    "footnote": ("{} carries a star whose note was not seen", "the note may say what it leaves out"),
    "period not printed": ("its years are not printed: {}", "it may be another year's figure"),
    "corrected": ("read otherwise than printed, {}", "the printed words say something else"),
    "own columns": ("read otherwise than printed, {}", "the printed words say something else"),
    "transcriber's warning": ("the transcriber warns: {}", "a reader of the page saw a contradiction"),
}
#: Why the others are no doubt about the value of a figure.
NO_DOUBTS = {
    "revised": "forces correct their records: the later round stands, the range is shown beside it",
    "part-year": "the figure is right for its part, and marked [b]",
    "other year": "the figure is right for its months, and stands for no financial year",
    "no answer": "there is no figure",
    "suppressed": "there is no figure",
    "hidden cells": "the visible cells are right",
    "refused": "there is no figure",
    "not seen": "there is no figure",
    "mentions overlap": "one offence can name several platforms",
    "known for a minority": "the share known is said before the share",
    "at odds": "rounds differ in the forces that answered: a claim has a verdict, and that says it",
    "another definition": "a claim has a verdict, and that says it",
    "other offence": "it enters no count",
    "settled": "the words as printed stand",
}
#: The verdicts on claims that are problems, by kind.
EXCLUDED = {"contradicted": "contradicted within its round", "at odds": "at odds with another round"}
#: These say again what the kinds before them say of the same figure.
REPEATING = ("misprint", "another period", "transcriber's warning")


def problems(figures, offences, shares, official, corrections):
    """Find every problem in the clean tables.

    Parameters
    ----------
    figures, offences, shares, official : pandas.DataFrame
        The clean tables.
    corrections : pandas.DataFrame
        What :func:`offences.reading.readings.read` settled.

    Returns
    -------
    pandas.DataFrame
        Columns kind, area, first_year, last_year, figure_ids, detail and repair (what would mend it; mostly blank), sorted.
    """
    counted = figures[figures["offence"].isin(series.COUNTED)]
    found = [
        *_revised(counted),
        *_blanks(counted),
        *_part_years(counted),
        *_other_years(figures),
        *_statuses(figures),
        *_hidden_cells(figures),
        *_jumps(offences),
        *_misfits(offences, official),
        *_ambiguous(shares),
        *_overlaps(figures),
        *_known(shares),
        *_marks(counted, corrections),
        *_other_offences(figures),
    ]
    return _sorted(pd.DataFrame(found, columns=COLUMNS))


def with_misfits(problems, misfits):
    """Add what does not fit of a user's own figures to the log, each with the cell that its note ends with.

    Parameters
    ----------
    problems : pandas.DataFrame
    misfits : list of tuple
        From :func:`offences.tables.plausible.misfits`.
    """
    found = []
    for row, reason in misfits:
        cell = row["note"].rpartition("; ")[2]
        found.append(_row("far from the others", pd.DataFrame([row]), f"{reason} ({cell})."))
    return _sorted(pd.concat([problems, pd.DataFrame(found, columns=COLUMNS)]))


def with_claims(problems, checked, conflicts, figures):
    """Add to the log what claims and figures exclude each other.

    Parameters
    ----------
    problems : pandas.DataFrame
    checked : pandas.DataFrame
        The clean table ``claims``: a row for each claim, reprints together, that figures exclude.
    conflicts : pandas.DataFrame
        From :func:`offences.claims.conflicts.conflicts`: a row for each, about the figures whose
        leaving out mends it.
    figures : pandas.DataFrame

    Returns
    -------
    pandas.DataFrame
    """
    rows = checked.merge(figures[["figure_id", "first_year", "last_year"]], on="figure_id")
    found = [
        _row(kind, group, group["reason"].iloc[0])
        for kind, word in EXCLUDED.items()
        for _, group in rows[rows["verdict"].eq(word)].groupby(["statement", "reading"])
    ]
    for row in conflicts.to_dict("records"):
        ids = row["figure_ids"] if row["kind"] == "conflict" else row["repaired"]
        about = figures[figures["figure_id"].isin(ids.split())]
        found.append(_row(row["kind"], about, row["detail"], about["area"].iloc[0], row["repair"]))
    return _sorted(pd.concat([problems, pd.DataFrame(found, columns=COLUMNS)]))


def told(log):
    """Give the words of each problem on a page: what was found, and what would mend it."""
    return (log["detail"] + " " + log["repair"]).str.rstrip()


def _sorted(frame):
    frame = frame.drop_duplicates()
    order = {kind: place for place, kind in enumerate(KINDS)}
    frame["order"] = frame["kind"].map(order)
    by = ["order", "area", "first_year", "last_year", "figure_ids"]
    return frame.sort_values(by, ignore_index=True).drop(columns="order")


def _row(kind, rows, detail, area=None, repair=""):
    """Make a problem of the figures concerned."""
    first = rows["first_year"] if "first_year" in rows else rows["year"]
    last = rows["last_year"] if "last_year" in rows else rows["year"]
    ids = " ".join(sorted(set(rows["figure_id"])))
    return (kind, area or rows["area"].iloc[0], first.min(), last.max(), ids, detail, repair)


WHAT = ["area", "offence", "measure", "dimension", "category", "start", "end"]


def _numbered(figures):
    keep = figures["status"].eq("published") & figures["low"].notna() & figures["start"].ne("")
    return figures[keep & figures["doubt"].eq("")]


def _revised(figures):
    rows = _numbered(figures)
    rows = rows[rows["measure"].isin(["offences", "known_denominator"])]
    rows = rows[rows["precision"].eq("exact")]
    for _, group in rows.groupby(WHAT):
        last = group.sort_values("figure_id").drop_duplicates(["round", "low"])
        if last["round"].nunique() > 1 and last["low"].nunique() > 1:
            texts = [
                f"{number(low)} (round {round_})"
                for round_, low in zip(last["round"], last["low"], strict=True)
            ]
            yield _row("revised", group, f"{wording.listed(texts)}.")


def _totals(figures):
    total = figures["measure"].eq("offences") & figures["dimension"].eq("")
    return figures[total & figures["start"].ne("") & figures["doubt"].eq("")]


def _blanks(figures):
    """Find printed totals that the forces with a figure give: those without one count as nothing."""
    rows = _totals(figures)
    exact = rows[rows["precision"].eq("exact")]
    for (round_, _, _), group in rows.groupby(["round", "start", "end"]):
        for area in group["area"].unique():
            members = areas.members(area, round_)
            printed = exact[exact.index.isin(group.index) & exact["area"].eq(area)]
            parts = group[group["area"].isin(members)].drop_duplicates("area")
            blank = parts[parts["status"].ne("published")]
            if len(members) > 1 and len(printed) and len(blank) and set(parts["area"]) == set(members):
                names = wording.listed(areas.name(code) for code in blank["area"])
                detail = f"{number(printed['low'].iloc[0])} leaves out {names}, which gave no figure."
                yield _row("blank in a sum", pd.concat([printed, blank]), detail, area)


def _part_years(figures):
    rows = series.counts(figures)
    for _, row in rows[~rows["whole"]].iterrows():
        why = f"{row['period_as_published']!r} covers {row['months']:.0f} months."
        if row["part_because"]:
            why = f"{number(row['low'])} is marked as part of the year because of {row['part_because']}."
        yield _row("part-year", row.to_frame().T, why)


def _other_years(figures):
    year_long = figures["months"].eq(12) & figures["start"].str[5:].ne("04") & figures["start"].ne("")
    sixth = figures["period_as_published"].str.contains(r"\b6(?:th)? Apr", regex=True)
    for _, rows in figures[year_long | sixth].groupby(["source_id", "period_as_published"]):
        yield _row("other year", rows, f"{rows['period_as_published'].iloc[0]!r} is no year to 31 March.")


def _statuses(figures):
    kinds = {
        "not_answered": "no answer",
        "suppressed": "suppressed",
        "refused": "refused",
        "not_seen": "not seen",
    }
    for status, kind in kinds.items():
        rows = figures[figures["status"].eq(status)]
        for _, group in rows.groupby(["area", "source_id", "period_as_published"]):
            value = group["value_as_published"].iloc[0] or "blank"
            detail = f"{group['period_as_published'].iloc[0]}: {wording.many(len(group), 'entry', 'entries')}, {value!r}."
            yield _row(kind, group, detail)


def _hidden_cells(figures):
    cells = figures[
        figures["dimension"].isin(["age", "gender", "age_gender"]) & figures["measure"].eq("offences")
    ]
    for (source, area, start, end), group in cells.groupby(["source_id", "area", "start", "end"]):
        if not group["status"].eq("suppressed").any():
            continue
        same = figures["source_id"].eq(source) & figures["area"].eq(area) & figures["start"].eq(start)
        total = _totals(figures[same & figures["end"].eq(end)])["low"].max()
        hidden = group["status"].eq("suppressed").sum()
        detail = (
            f"the visible cells add up to {number(group['low'].sum())} of {number(total)}: "
            f"{wording.many(hidden, 'suppressed cell')} hold the rest."
        )
        yield _row("hidden cells", group, detail)


def _jumps(offences):
    usable = offences[offences["whole"] & offences["precision"].eq("exact")]
    for _, rows in usable.groupby(["area", "round"]):
        rows = rows.sort_values("year")
        for (_, before), (_, after) in zip(rows[:-1].iterrows(), rows[1:].iterrows(), strict=True):
            ratio = after["low"] / max(before["low"], 1)
            near = years.start(after["year"]) - years.start(before["year"]) <= 2
            if near and min(before["low"], after["low"]) >= 10 and not 0.4 <= ratio <= 2.5:
                detail = (
                    f"{number(before['low'])} in {before['year']}, {number(after['low'])} in "
                    f"{after['year']} (round {after['round']})."
                )
                yield _row("jump", pd.DataFrame([before, after]), detail)


def _misfits(offences, official):
    for row in estimates.misfits(offences, official).itertuples():
        yield _row("does not fit the official class", pd.DataFrame([row]), f"{misfit(row)}.")


def misfit(row):
    """Say of a published figure that it does not fit the class: a row of :func:`offences.tables.estimates.misfits`."""
    than = {
        "above": f"far more than the {number(row.grooming)} of class 88A and the {number(row.exploitation)} of class "
        "71 together",
        "below": f"far less than what is usual of the {number(row.grooming)} of class 88A",
    }
    return f"{number(row.published)} in {row.year}, {than[row.fits]}, does not fit the official class"


def _ambiguous(shares):
    rows = shares[shares["share_low"].notna()]
    for _, group in rows.groupby(["area", "start", "end", "round", "dimension"]):
        single = group[~group["category"].str.contains("|", regex=False)]
        for _, joint in group[group["category"].str.contains("|", regex=False)].iterrows():
            parts = single[single["category"].isin(joint["category"].split("|"))]
            same = parts[parts["share_low"].eq(joint["share_low"])]
            if same["category"].nunique() == joint["category"].count("|") + 1:
                detail = f"{joint['printed']} is printed for {joint['category'].replace('|', ' and ')} together and for each of them."
                yield _row("ambiguous share", pd.concat([joint.to_frame().T, same]), detail)


def _overlaps(figures):
    platform = figures["measure"].eq("count_platform") & figures["low"].notna()
    single = ~figures["category"].str.contains("|", regex=False)
    for keys, group in figures[platform & single].groupby(["source_id", "area", "start", "end", "offence"]):
        same = (figures[["source_id", "area", "start", "end", "offence"]] == list(keys)).all(axis=1)
        total = _totals(figures[same])["low"].max()
        if group["low"].sum() > total:
            detail = f"platforms add up to {number(group['low'].sum())} of {number(total)} offences: some name several."
            yield _row("mentions overlap", group, detail)


def _known(shares):
    rows = shares[shares["known"].notna() & shares["total"].notna()]
    rows = rows[rows["known"] < 0.5 * rows["total"]]
    for _, group in rows.groupby(["area", "start", "end", "dimension", "round"]):
        known, total = group["known"].iloc[0], group["total"].iloc[0]
        detail = f"{group['dimension'].iloc[0]} known for {number(known)} of {number(total)} ({100 * known / total:.0f}%)."
        yield _row("known for a minority", group, detail)


def _marks(figures, corrections):
    rows = {
        "doubtful place": figures[figures["doubt"].ne("")],
        "footnote": figures[figures["footnote"]],
        "period not printed": figures[
            figures["period_as_published"].str.contains("not printed|not stated|presumably|sic\\)")
        ],
        "transcriber's warning": figures[figures["note"].str.contains("CONFLICT|SUSPECT|conflict")],
    }
    texts = {
        "doubtful place": "place_as_published",
        "footnote": "value_as_published",
        "period not printed": "period_as_published",
        "transcriber's warning": "note",
    }
    for kind, marked in rows.items():
        for _, row in marked.iterrows():
            yield _row(kind, row.to_frame().T, f"{row[texts[kind]]}.")
    settled = figures[figures["figure_id"].isin(corrections.index)]
    for _, group in settled.groupby(settled["figure_id"].map(corrections["id"])):
        entry = corrections.loc[group["figure_id"].iloc[0]]
        yield _row(entry["kind"], group, f"{entry['id']}: {entry['why']}.")


def _other_offences(figures):
    rows = figures[~figures["offence"].isin(series.COUNTED)]
    for (offence, _), group in rows.groupby(["offence", "source_id"]):
        detail = f"{wording.many(len(group), 'row')} about {offence.replace('_', ' ')}."
        yield _row("other offence", group, detail)
