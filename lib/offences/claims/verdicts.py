"""Verdicts on published claims: how they are given and counted."""

import hashlib
from typing import NamedTuple

import pandas as pd

from offences.names import areas, wording
from offences.reading import agreement

VERDICTS = wording.VERDICTS
REPRODUCED, ELSEWHERE, CUT, CONTRADICTED, UNCHECKABLE = VERDICTS
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
