"""Verdicts on published claims: how they are given, counted and shown."""

import hashlib
from typing import NamedTuple

import pandas as pd

from offences.names import areas, wording
from offences.reading import agreement
from offences.tables.series import UNCHECKABLE

REPRODUCED = "reproduced"
ELSEWHERE = "reproduced with another round's figures"
CUT = "reproduced, cut and not rounded"
CONTRADICTED = "contradicted"
VERDICTS = [REPRODUCED, ELSEWHERE, CUT, CONTRADICTED, UNCHECKABLE]
#: The verdicts by which a claim follows from other figures.
FOLLOWS = [REPRODUCED, ELSEWHERE, CUT]
#: A claim with several readings counts under the first of these that one of them got.
BY_BOLDNESS = [UNCHECKABLE, CUT, ELSEWHERE, REPRODUCED, CONTRADICTED]


class Verdict(NamedTuple):
    """A verdict: what was recomputed, from which rows, and why."""

    verdict: str
    low: float | None
    high: float | None
    rows: str
    reason: str


def judged(claim, low, high, rows, how, own=True, firm=True, fits=None):
    """Turn a recomputed range into a verdict.

    ``firm`` says that a disagreement contradicts; without it (totals of other
    rounds, with other forces in them) it leaves the claim unchecked. ``fits`` says
    whether the claim follows, where the range holds values that nothing gives.
    """
    found = f"{low:.1f}%" if claim["unit"] == "percent" and low == high else None
    found = f"{how} {found or wording.bounds(low, high, unit=claim['unit'])}"
    if agreement.agrees(claim, low, high) if fits is None else fits:
        return Verdict(REPRODUCED if own else ELSEWHERE, low, high, rows, f"{found}.")
    if not firm:
        return Verdict(UNCHECKABLE, low, high, rows, f"{found}, {why_open(claim, low, own)}.")
    if claim["unit"] == "percent" and agreement.is_cut(claim, low, high):
        reason = f"{found}, printed as {claim['value_as_published']}: cut and not rounded."
        return Verdict(CUT, low, high, rows, reason)
    return Verdict(CONTRADICTED, low, high, rows, f"{found}.")


def why_open(claim, low, own=False):
    """Say why a sum that does not give the claim leaves it open.

    Within a round forces without a figure can make the parts add up to less than
    the whole, never to more; between rounds one force can only have corrected.
    """
    if own and low > claim["high"]:
        return (
            "more than the whole: forces that gave no figure cannot explain that, a correction in between may"
        )
    if own:
        return "but not every force of the area gave a figure"
    if areas.is_single(claim["area"]):
        return "but rounds differ by later corrections"
    return "but rounds differ in the forces that answered and in later corrections"


def cannot(reason, rows=""):
    """Give the verdict that a claim cannot be checked, with the reason and the rows that bear on it."""
    return Verdict(UNCHECKABLE, None, None, rows, reason)


def ids(values):
    """Join the figure_ids of values, each once."""
    return " ".join(dict.fromkeys(value.figure_id for value in values))


def identity(claim, verdict, figures):
    """Name the equation that a verdict rests on; every term of one sum, as a claim, gives the same name.

    What enters are the periods, areas and counts of both sides, not who printed
    them nor when. Percentages enter without their value, which is rounded in
    print and follows from the counts. The claim itself enters with what was
    recomputed where it follows, with what was printed where it does not.

    Parameters
    ----------
    claim : dict
        A row of the clean figures.
    verdict : Verdict
    figures : dict of str to dict
        The rows of the clean figures by figure_id.

    Returns
    -------
    str
        Empty for a claim that cannot be checked.
    """
    if verdict.verdict == UNCHECKABLE:
        return ""
    exact = claim["low"] == claim["high"]
    follows = verdict.verdict in FOLLOWS and not exact
    own = {**claim, "low": verdict.low, "high": verdict.high} if follows else claim
    if verdict.verdict == CONTRADICTED:
        own = own | {"unit": "count"}
    terms = {_term(own), *(_term(figures[name]) for name in verdict.rows.split())}
    return f"i{hashlib.sha256(repr(sorted(terms)).encode()).hexdigest()[:8]}"


def _term(row):
    where = [str(row[name]) for name in ("area", "start", "end", "dimension", "category")]
    if row["unit"] == "count":
        return (*where, f"{row['low']:g} {row['high']:g}")
    return (*where, row["measure"])


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


def settled(checked):
    """Keep one row for each claim: of several readings the one that says least."""
    least_first = checked.sort_values(
        "verdict", key=lambda names: names.map(BY_BOLDNESS.index), kind="stable"
    )
    return least_first.drop_duplicates("figure_id").sort_index()


def distinct(checked):
    """Keep one row for each distinct claim: reprints count once, and several readings, too."""
    return settled(checked).drop_duplicates("statement")


def checks(checked):
    """Keep one row for each independent check: claims that are terms of one identity are one check.

    An identity that gives claims of several verdicts counts under the first of ``VERDICTS``.
    """
    once = distinct(checked[checked["verdict"].ne(UNCHECKABLE)])
    first = once.sort_values("verdict", key=lambda names: names.map(VERDICTS.index), kind="stable")
    return first.drop_duplicates("identity").sort_index()


def tally(checked, by):
    """Count claims by a column: rows, distinct claims, independent checks, and distinct claims by verdict."""
    once = distinct(checked)
    frame = pd.crosstab(once[by], once["verdict"]).reindex(columns=VERDICTS, fill_value=0)
    independent = once["identity"].where(once["verdict"].ne(UNCHECKABLE)).groupby(once[by]).nunique()
    frame.insert(0, "checks", independent)
    frame.insert(0, "claims", frame[VERDICTS].sum(axis=1))
    frame.insert(0, "rows", settled(checked)[by].value_counts())
    return frame.rename_axis(None, axis=1).reset_index()


def counted(checked):
    """Count by verdict what every total of this collection says about claims.

    Returns
    -------
    pandas.DataFrame
        Columns verdict, rows, claims (distinct) and checks (independent identities),
        with a last line for all. What cannot be checked rests on no identity.
    """
    kept = {"rows": settled(checked), "claims": distinct(checked), "checks": checks(checked)}
    frame = pd.DataFrame({name: rows["verdict"].value_counts() for name, rows in kept.items()})
    frame = frame.reindex(VERDICTS).fillna(0).astype(int)
    frame.loc["all"] = frame.sum()
    return frame.rename_axis("verdict").reset_index()


def by_verdict(checked):
    """Give the distinct claims of :func:`counted` for a chart: label, value and text."""
    counts = counted(checked).iloc[:-1]
    return pd.DataFrame(
        {"label": counts["verdict"], "value": counts["claims"], "text": counts["claims"].map(wording.number)}
    )


def summary(checked):
    """Say in words how many claims were checked, how they fared and on how many checks that rests."""
    *lines, every = counted(checked).to_dict("records")
    said = []
    for line in lines:
        rests = f" ({wording.many(line['checks'], 'check')})" if line["checks"] else ""
        said.append(f"{line['claims']} {line['verdict']}{rests}")
    return (
        f"{every['rows']} published claims, {every['claims']} of them distinct, were checked: {'; '.join(said)}. "
        "Claims that are terms of one sum are one check."
    )


def findings(checked, area):
    """Say how the claims fared, in all and for one area.

    Returns
    -------
    list of tuple of str
        Sentences with the figure_ids they rest on.
    """
    area, found = areas.find(area), [(summary(checked), "")]
    mine = checked.drop_duplicates(["statement", "reading"])
    mine = mine[mine["area"].eq(area)]
    if mine.empty:
        return [*found, (f"No published claim about {areas.name(area)} was found.", "")]
    for row in mine[mine["verdict"].ne(UNCHECKABLE)].to_dict("records"):
        what = row["measure"].replace("_", " ") + (f", read {row['reading']}" if row["reading"] else "")
        found.append(
            (
                f"{areas.name(area)}, {what} {row['published']!r}: {row['verdict']}; {row['reason']}"
                + (f" In doubt: {row['doubt']}." if row.get("doubt") else ""),
                f"{row['figure_id']} {row['rows_used']}".strip(),
            )
        )
    silent = distinct(mine)["verdict"].eq(UNCHECKABLE).sum()
    if silent:
        claim = wording.many(silent, "claim")
        found.append((f"{claim} about {areas.name(area)} cannot be checked with what was published.", ""))
    return found
