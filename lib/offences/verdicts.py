"""Verdicts on published claims: how they are given, counted and shown."""

from typing import NamedTuple

import pandas as pd

from offences import areas, wording

REPRODUCED = "reproduced"
ELSEWHERE = "reproduced with another round's figures"
CONTRADICTED = "contradicted"
UNCHECKABLE = "not checkable"
VERDICTS = [REPRODUCED, ELSEWHERE, CONTRADICTED, UNCHECKABLE]
INFINITY = float("inf")


class Verdict(NamedTuple):
    """A verdict: what was recomputed, from which rows, and why."""

    verdict: str
    low: float | None
    high: float | None
    rows: str
    reason: str


def agrees(claim, low, high):
    """Tell whether a recomputed range and the bounds of a claim's words have a value in common."""
    said_high = INFINITY if pd.isna(claim["high"]) else claim["high"]
    return round(high, 6) >= claim["low"] and round(low, 6) <= said_high


def judged(claim, low, high, rows, how, own=True, firm=True, fits=None):
    """Turn a recomputed range into a verdict.

    ``firm`` says that a disagreement contradicts; without it (totals of other
    rounds, with other forces in them) it leaves the claim unchecked. ``fits`` says
    whether the claim follows, where the range holds values that nothing gives.
    """
    found = f"{low:.1f}%" if claim["unit"] == "percent" and low == high else None
    found = f"{how} {found or wording.bounds(low, high, unit=claim['unit'])}"
    if agrees(claim, low, high) if fits is None else fits:
        return Verdict(REPRODUCED if own else ELSEWHERE, low, high, rows, f"{found}.")
    if firm:
        return Verdict(CONTRADICTED, low, high, rows, f"{found}.")
    reason = f"{found}, but rounds differ in the forces that answered and in later corrections."
    return Verdict(UNCHECKABLE, low, high, rows, reason)


def cannot(reason, rows=""):
    """Give the verdict that a claim cannot be checked, with the reason and the rows that bear on it."""
    return Verdict(UNCHECKABLE, None, None, rows, reason)


def ids(values):
    """Join the figure_ids of values, each once."""
    return " ".join(dict.fromkeys(value.figure_id for value in values))


def shown(checked):
    """Lay verdicts out for reading."""
    recomputed = [
        "[x]"
        if pd.isna(low)
        else wording.bounds(low, None if pd.isna(high) else high, unit="count")
        if measure == "offences"
        else wording.bounds(low, None if pd.isna(high) else high, unit="percent")
        for low, high, measure in zip(
            checked["recomputed_low"], checked["recomputed_high"], checked["measure"], strict=True
        )
    ]
    frame = checked[["figure_id", "area", "measure", "reading", "published", "verdict", "reason"]].copy()
    frame.insert(6, "recomputed", recomputed)
    frame["area"] = frame["area"].map(areas.name)
    frame["measure"] = frame["measure"].str.replace("_", " ") + frame["reading"].map(
        lambda text: text and f", {text}"
    )
    return frame.drop(columns="reading")


def distinct(checked):
    """Keep one row for each distinct claim and reading: reprints count once."""
    return checked.drop_duplicates(["statement", "reading"])


def tally(checked, by):
    """Count claims by a column: rows, distinct claims, and distinct claims by verdict."""
    once = distinct(checked)
    frame = pd.crosstab(once[by], once["verdict"]).reindex(columns=VERDICTS, fill_value=0)
    frame.insert(0, "claims", frame.sum(axis=1))
    frame.insert(0, "rows", checked[by].value_counts())
    return frame.rename_axis(None, axis=1).reset_index()


def counted(checked):
    """Count rows and distinct claims by verdict.

    Returns
    -------
    pandas.DataFrame
        Columns verdict, rows and claims, with a last line for all.
    """
    rows, once = checked["verdict"].value_counts(), distinct(checked)["verdict"].value_counts()
    frame = pd.DataFrame({"rows": rows, "claims": once}).reindex(VERDICTS).fillna(0).astype(int)
    frame.loc["all"] = frame.sum()
    return frame.rename_axis("verdict").reset_index()


def by_verdict(checked):
    """Count distinct claims by verdict, for a chart: label, value and text."""
    counts = distinct(checked)["verdict"].value_counts().reindex(VERDICTS, fill_value=0)
    return pd.DataFrame(
        {"label": counts.index, "value": counts.to_numpy(), "text": [wording.number(n) for n in counts]}
    )


def findings(checked, area):
    """Say how the claims fared, in all and for one area.

    Returns
    -------
    list of tuple of str
        Sentences with the figure_ids they rest on.
    """
    once = distinct(checked)
    counts = once["verdict"].value_counts().reindex(VERDICTS, fill_value=0)
    said = wording.listed(f"{count} {verdict}" for verdict, count in counts.items())
    found = [(f"{len(checked)} published claims, {len(once)} of them distinct, were checked: {said}.", "")]
    mine = once[once["area"].eq(area)]
    if mine.empty:
        return [*found, (f"No published claim about {areas.name(area)} was found.", "")]
    for row in mine[mine["verdict"].ne(UNCHECKABLE)].to_dict("records"):
        what = row["measure"].replace("_", " ") + (f", read {row['reading']}" if row["reading"] else "")
        found.append(
            (
                f"{areas.name(area)}, {what} {row['published']!r}: {row['verdict']}; {row['reason']}",
                f"{row['figure_id']} {row['rows_used']}".strip(),
            )
        )
    silent = (mine["verdict"] == UNCHECKABLE).sum()
    if silent:
        claim = wording.many(silent, "claim")
        found.append((f"{claim} about {areas.name(area)} cannot be checked with what was published.", ""))
    return found
