"""Verdicts on published claims: how they are given and counted."""

import hashlib
from typing import NamedTuple

import pandas as pd

from offences.names import wording

VERDICTS = wording.VERDICTS
REPRODUCED, CUT, ELSEWHERE, CHOICE, ONE_WAY, CONTRADICTED, AT_ODDS, OFFICIAL, UNCHECKABLE = VERDICTS
#: The verdicts by which a claim follows from other figures.
FOLLOWS = [REPRODUCED, CUT, ELSEWHERE, CHOICE]
#: The verdicts by which other figures exclude it.
EXCLUDES = [CONTRADICTED, AT_ODDS]
#: The verdicts that an identity of other rows decides.
DECIDED = [*FOLLOWS, *EXCLUDES]
#: A claim with several readings counts under the first of these that one of them got.
BY_BOLDNESS = [UNCHECKABLE, OFFICIAL, ONE_WAY, CUT, CHOICE, ELSEWHERE, REPRODUCED, AT_ODDS, CONTRADICTED]


class Verdict(NamedTuple):
    """A verdict: what was recomputed, from which rows, and why."""

    verdict: str
    low: float | None
    high: float | None
    rows: str
    reason: str
    #: The signed values that give it, where a derivation does.
    answer: object = None
    #: The range that other values in print, or another derivation, give; None where there are none, or none were asked for.
    rival: tuple | None = None

    @property
    def differs(self):
        """Whether something else is given too."""
        return self.rival is not None and self.rival != (self.low, self.high)


def cannot(reason, rows=""):
    """Give the verdict that a claim cannot be checked, with the reason and the rows that bear on it."""
    return Verdict(UNCHECKABLE, None, None, rows, reason)


def identity(claim, verdict, figures):
    """Name the equation that a verdict rests on; every term of one sum, as a claim, gives the same name.

    What enters are the periods, areas and counts of both sides, not who printed them nor when. Percentages enter without
    their value, which is rounded in print and follows from the counts. The claim itself enters with what was recomputed
    where it follows, with what was printed where it does not. Empty for a claim that no identity decides; `figures` are
    rows by figure_id.
    """
    if verdict.verdict not in DECIDED:
        return ""
    exact = claim["low"] == claim["high"]
    follows = verdict.verdict in FOLLOWS and not exact
    own = {**claim, "low": verdict.low, "high": verdict.high} if follows else claim
    if verdict.verdict in EXCLUDES:
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
    once = distinct(checked[checked["verdict"].isin(DECIDED)])
    first = once.sort_values("verdict", key=lambda names: names.map(VERDICTS.index), kind="stable")
    return first.drop_duplicates("identity").sort_index()


def counted(checked):
    """Count by verdict what every total of this collection says about claims.

    Columns verdict, rows, claims (distinct) and checks (independent identities), with a last line for all. What no sum
    or quotient decides rests on no identity.
    """
    kept = {"rows": settled(checked), "claims": distinct(checked), "checks": checks(checked)}
    frame = pd.DataFrame({name: rows["verdict"].value_counts() for name, rows in kept.items()})
    frame = frame.reindex(VERDICTS).fillna(0).astype(int)
    frame.loc["all"] = frame.sum()
    return frame.rename_axis("verdict").reset_index()
