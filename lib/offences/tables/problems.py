"""The data-quality log: every conflict, gap and sum that does not add up, found by rule."""

import numpy as np
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
#: The kinds that put the figures they name in doubt, and what is said beside such a figure. Of several
#: kinds about one figure the first says it; those that repeat say it where no other does. The others are
#: no doubt about a value: a cell is missing, the row itself says what it covers, or a claim's verdict says it.
DOUBTS = {
    "contradicted": "contradicted: {}",
    "conflict": "{}",
    "misprint": "{}",
    "another period": "{}",
    "blank in a sum": "{}",
    "jump": "{}; one of the two may be a partial answer",
    "does not fit the official class": "{}",
    "far from the others": "{}; it may be a slip",
    "ambiguous share": "{}",
    "doubtful place": "the place is printed as {}",
    "footnote": "{} carries a star whose note was not seen",
    "period not printed": "its years are not printed: {}",
    "corrected": "read otherwise than printed, {}",
    "own columns": "read otherwise than printed, {}",
    "transcriber's warning": "the transcriber warns: {}",
}
#: The verdicts on claims that are problems, by kind.
EXCLUDED = {"contradicted": "contradicted within its round", "at odds": "at odds with another round"}
#: These say again what the kinds before them say of the same figure.
REPEATING = ("misprint", "another period", "transcriber's warning")


def problems(figures, offences, shares, official, corrections):
    """Find every problem in the clean tables, and in the corrections that :func:`offences.reading.readings.read` settled.

    Of columns :data:`COLUMNS`, sorted; repair says what would mend it, and is mostly blank.
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
    return _sorted(found)


def with_misfits(problems, misfits, cells):
    """Add what :func:`offences.tables.plausible.misfits` found of a user's own figures, each with its cell, by figure_id."""
    found = [
        _row("far from the others", [row], f"{reason} ({cells[row['figure_id']]}).")
        for row, reason in misfits
    ]
    return _sorted(found, problems)


def with_claims(problems, checked, conflicts, figures):
    """Add the claims of the clean table that figures exclude, reprints together, and the conflicts between figures.

    A conflict, a row of :func:`offences.claims.conflicts.conflicts`, is about the figures whose leaving out mends it.
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
        found.append(_row(row["kind"], about, row["detail"], row["repair"]))
    return _sorted(found, problems)


def told(log):
    """Give the words of each problem on a page: what was found, and what would mend it."""
    return (log["detail"] + " " + log["repair"]).str.rstrip()


def _sorted(found, before=None):
    """Put problems, and those found before, in their order, each once."""
    frame = pd.concat([before, pd.DataFrame(found, columns=COLUMNS)]).drop_duplicates()
    frame["kind"] = pd.Categorical(frame["kind"], KINDS)
    frame = frame.sort_values(["kind", "area", "first_year", "last_year", "figure_ids"], ignore_index=True)
    return frame.astype({"kind": str})


def _row(kind, rows, detail, repair=""):
    """Make a problem of the figures concerned, a frame or records."""
    rows = pd.DataFrame(rows)
    first, last = ("first_year", "last_year") if "first_year" in rows else ("year", "year")
    ids = " ".join(sorted(set(rows["figure_id"])))
    return kind, rows["area"].iloc[0], rows[first].min(), rows[last].max(), ids, detail, repair


#: What figures of one thing share.
WHAT = ["area", "offence", "measure", "dimension", "category", "start", "end"]


def _revised(figures):
    rows = figures[figures["measure"].isin(["offences", "known_denominator"])]
    rows = rows[rows["precision"].eq("exact") & rows["low"].notna() & rows["start"].ne("")]
    rows = rows[rows["status"].eq("published") & rows["doubt"].eq("")]
    several = rows.groupby(WHAT)[["round", "low"]].transform("nunique").gt(1).all(axis=1)
    for _, group in rows[several].groupby(WHAT):
        last = group.sort_values("figure_id").drop_duplicates(["round", "low"])
        texts = [
            f"{number(low)} (round {round_})" for round_, low in zip(last["round"], last["low"], strict=True)
        ]
        yield _row("revised", group, f"{wording.listed(texts)}.")


def _totals(figures):
    rows = series.undivided(figures)
    return rows[rows["start"].ne("") & rows["doubt"].eq("")]


def _blanks(figures):
    """Find printed totals that the forces with a figure give: those without one count as nothing."""
    rows, when = _totals(figures), ["round", "start", "end"]
    rows = rows.assign(blank=rows["status"].ne("published"))
    for (round_, _, _), group in rows[rows.groupby(when)["blank"].transform("any")].groupby(when):
        for area, printed in group[group["precision"].eq("exact")].groupby("area", sort=False):
            members = areas.members(area, round_)
            if len(members) < 2:
                continue
            parts = group[group["area"].isin(members)].drop_duplicates("area")
            blank = parts[parts["blank"]]
            if len(blank) and set(parts["area"]) == set(members):
                names = wording.listed(areas.name(code) for code in blank["area"])
                detail = f"{number(printed['low'].iloc[0])} leaves out {names}, which gave no figure."
                yield _row("blank in a sum", pd.concat([printed, blank]), detail)


def _part_years(figures):
    rows = series.counts(figures)
    for row in rows[~rows["whole"]].to_dict("records"):
        why = f"{row['period_as_published']!r} covers {row['months']:.0f} months."
        if row["part_because"]:
            why = f"{number(row['low'])} is marked as part of the year because of {row['part_because']}."
        yield _row("part-year", [row], why)


def _other_years(figures):
    year_long = figures["months"].eq(12) & figures["start"].str[5:].ne("04") & figures["start"].ne("")
    sixth = figures["period_as_published"].str.contains(r"\b6(?:th)? Apr", regex=True)
    for (_, period), rows in figures[year_long | sixth].groupby(["source_id", "period_as_published"]):
        yield _row("other year", rows, f"{period!r} is no year to 31 March.")


def _statuses(figures):
    kinds = {"not_answered": "no answer", "not_seen": "not seen"}
    rows = figures[figures["status"].isin([*kinds, "suppressed", "refused"])]
    for (status, _, _, period), group in rows.groupby(["status", "area", "source_id", "period_as_published"]):
        value = group["value_as_published"].iloc[0] or "blank"
        detail = f"{period}: {wording.many(len(group), 'entry', 'entries')}, {value!r}."
        yield _row(kinds.get(status, status), group, detail)


def _hidden_cells(figures):
    cells = figures[figures["dimension"].isin(["age", "gender", "age_gender"])]
    keys = ["source_id", "area", "start", "end"]
    totals = _totals(figures).groupby(keys)["low"].max()
    for key, group in cells[cells["measure"].eq("offences")].groupby(keys):
        hidden = group["status"].eq("suppressed").sum()
        if hidden:
            total = totals.get(key)
            of = f" of {number(total)}" if pd.notna(total) else ""
            detail = (
                f"the visible cells add up to {number(group['low'].sum())}{of}: "
                f"{wording.many(hidden, 'suppressed cell')} hold the rest."
            )
            yield _row("hidden cells", group, detail)


def _jumps(offences):
    rows = series.exact(offences).sort_values(["area", "round", "year"])
    rows = rows.reset_index(drop=True)
    rows["start"] = rows["year"].map(years.start)
    before = rows.groupby(["area", "round"])[["start", "low"]].shift()
    ratio, fewer = rows["low"] / before["low"].clip(lower=1), np.minimum(rows["low"], before["low"])
    jumps = rows["start"].sub(before["start"]).le(2) & fewer.ge(10) & ~ratio.between(0.4, 2.5)
    for place in rows.index[jumps]:
        both = rows.loc[place - 1 : place]
        texts = [f"{number(low)} in {year}" for low, year in zip(both["low"], both["year"], strict=True)]
        yield _row("jump", both, f"{', '.join(texts)} (round {both['round'].iloc[0]}).")


def _misfits(offences, official):
    for row in estimates.misfits(offences, official).itertuples():
        yield _row("does not fit the official class", [row], f"{misfit(row)}.")


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
    rows = rows.assign(several=rows["category"].str.contains("|", regex=False))
    keys = ["area", "start", "end", "round", "dimension", "share_low"]
    for _, group in rows[rows.groupby(keys)["several"].transform("any")].groupby(keys):
        for place, joint in group[group["several"]].iterrows():
            categories = joint["category"].split("|")
            same = group[group["category"].isin(categories)]
            if same["category"].nunique() == len(categories):
                said = f"{' and '.join(categories)} together and for each of them."
                detail = f"{joint['printed']} is printed for {said}"
                yield _row("ambiguous share", pd.concat([group.loc[[place]], same]), detail)


def _overlaps(figures):
    keys = ["source_id", "area", "start", "end", "offence"]
    platform = figures["measure"].eq("count_platform") & figures["low"].notna()
    single = ~figures["category"].str.contains("|", regex=False)
    totals = _totals(figures).groupby(keys)["low"].max()
    for key, group in figures[platform & single].groupby(keys):
        added, total = group["low"].sum(), totals.get(key)
        if total and added > total:
            detail = f"platforms add up to {number(added)} of {number(total)} offences: some name several."
            yield _row("mentions overlap", group, detail)


def _known(shares):
    rows = shares[shares["known"] < 0.5 * shares["total"]]
    keys = ["area", "start", "end", "dimension", "round"]
    for (*_, dimension, _), group in rows.groupby(keys):
        known, total = group["known"].iloc[0], group["total"].iloc[0]
        detail = f"{dimension} known for {number(known)} of {number(total)} ({100 * known / total:.0f}%)."
        yield _row("known for a minority", group, detail)


def _marks(figures, corrections):
    unseen = figures["period_as_published"].str.contains("not printed|not stated|presumably|sic\\)")
    marks = {
        "doubtful place": (figures["doubt"].ne(""), "place_as_published"),
        "footnote": (figures["footnote"], "value_as_published"),
        "period not printed": (unseen, "period_as_published"),
        "transcriber's warning": (figures["note"].str.contains("CONFLICT|SUSPECT|conflict"), "note"),
    }
    for kind, (marked, column) in marks.items():
        for row in figures[marked].to_dict("records"):
            yield _row(kind, [row], f"{row[column]}.")
    settled = figures[figures["figure_id"].isin(corrections.index)]
    for _, group in settled.groupby(settled["figure_id"].map(corrections["id"])):
        entry = corrections.loc[group["figure_id"].iloc[0]]
        yield _row(entry["kind"], group, f"{entry['id']}: {entry['why']}.")


def _other_offences(figures):
    rows = figures[~figures["offence"].isin(series.COUNTED)]
    for (offence, _), group in rows.groupby(["offence", "source_id"]):
        detail = f"{wording.many(len(group), 'row')} about {offence.replace('_', ' ')}."
        yield _row("other offence", group, detail)
