"""Recompute published claims from the other published figures.

A claim is a published percentage, total of years or areas, share or comparison.
It is recomputed from the figures of its own round first, then from other rounds.
Forces that answered differ between rounds, so a total over areas that another
round does not confirm is not thereby contradicted.
"""

import math

import pandas as pd

from offences.claims import percentages, sums, superlatives, totals
from offences.claims.verdicts import (
    CONTRADICTED,
    FOLLOWS,
    UNCHECKABLE,
    Verdict,
    cannot,
    identity,
    ids,
    judged,
)
from offences.names import areas, wording
from offences.reading.agreement import INFINITY, agrees
from offences.statistics import bounds
from offences.tables import doubts, series, shares

COPIED = ["figure_id", "statement", "area", "round", "source_id", "measure"]
ADDED = "reading verdict published recomputed_low recomputed_high rows_used reason identity".split()


def claimed(figures):
    """Select the figures that state something the others may reproduce.

    Counts of one force and one year are what everything else is computed from;
    they are no claims.
    """
    numbered = figures["status"].eq("published") & figures["offence"].isin(series.COUNTED)
    derived = figures["measure"].isin(CHECKS)
    one_year = figures["months"].le(12) | figures["start"].eq("")
    plain = figures["measure"].eq("offences") & figures["area"].map(areas.is_single) & one_year
    return figures[numbered & derived & ~plain]


def check(tables, only=None):
    """Check every claim.

    Parameters
    ----------
    tables : offences.tables.series.Tables
        The clean tables.
    only : pandas.DataFrame, optional
        Rows of ``figures`` to check instead of all claims.

    Returns
    -------
    pandas.DataFrame
        Columns figure_id, statement, area, round, source_id, measure, reading,
        verdict, published, recomputed_low, recomputed_high, rows_used, reason, identity
        (the equation that the verdict rests on, shared by all of its terms) and doubt
        (what the collection doubts about the figures used). An ambiguous claim has a
        row for each reading.
    """
    rows, known = [], {}
    figures = tables.figures.set_index("figure_id", drop=False).to_dict("index")
    for claim in (claimed(tables.figures) if only is None else only).to_dict("records"):
        same = (claim["statement"], claim["low"], str(claim["high"]))
        if same not in known:
            known[same] = _verdicts(claim, tables)
        for reading, verdict in known[same].items():
            copied = {name: claim[name] for name in COPIED}
            said = [
                reading,
                verdict.verdict,
                claim["value_as_published"],
                *verdict[1:],
                identity(claim, verdict, figures),
            ]
            rows.append({**copied, **dict(zip(ADDED, said, strict=True))})
    frame = pd.DataFrame(rows, columns=[*COPIED, *ADDED])
    frame = frame.astype({"recomputed_low": "float64", "recomputed_high": "float64"})
    return doubts.of_claims(frame.sort_values(["figure_id", "reading"], ignore_index=True), tables)


def _verdicts(claim, tables):
    """Give the verdict of each reading of a claim."""
    found = CHECKS[claim["measure"]](claim, tables)
    found = found if isinstance(found, dict) else {"": found}
    return {
        reading: verdict if verdict.verdict in FOLLOWS else _beside_others(claim, tables, verdict)
        for reading, verdict in found.items()
    }


def _beside_others(claim, tables, verdict):
    """Set the claim beside what the same round prints otherwise for the same thing."""
    same = tables.figures
    for key in ("area", "round", "measure", "start", "end", "dimension", "category"):
        same = same[same[key].eq(claim[key])]
    same = same[
        same["status"].eq("published") & same["low"].notna() & same["statement"].ne(claim["statement"])
    ]
    same = same.assign(publisher=same["source_id"].map(tables.sources["publisher"]))
    for row in same.sort_values("publisher", key=lambda names: names.ne("NSPCC")).to_dict("records"):
        if agrees(claim, row["low"], INFINITY if pd.isna(row["high"]) else row["high"]):
            continue
        if row["publisher"] == "NSPCC":
            reason = f"the NSPCC's own page of the round says {row['value_as_published']!r}."
            if verdict.low is None:
                return Verdict(CONTRADICTED, row["low"], row["high"], row["figure_id"], reason)
            beside = {"reason": f"{reason} {wording.opening(verdict.reason)}", "verdict": CONTRADICTED}
            return verdict._replace(**beside, rows=f"{row['figure_id']} {verdict.rows}".strip())
        if verdict.verdict == UNCHECKABLE:
            also = f" {row['publisher']} prints {row['value_as_published']!r} for the same round."
            return verdict._replace(
                reason=verdict.reason + also, rows=f"{verdict.rows} {row['figure_id']}".strip()
            )
    return verdict


def _share(claim, tables):
    """Check a share: its count over the number known; else bound it by the shares of its parts."""
    rows = shares.alike(tables.shares, claim)
    exact = rows["count_low"].notna() & rows["count_low"].eq(rows["count_high"]) & rows["known"].notna()
    counted = rows[exact & rows["statement"].ne(claim["statement"])]
    for row in counted.sort_values("round", key=lambda names: names.ne(claim["round"])).to_dict("records"):
        found = 100 * row["count_low"] / row["known"]
        how = f"{wording.number(row['count_low'])} of {wording.number(row['known'])} is"
        rows_used = " ".join(sorted({row["figure_id"], row["known_id"]}))
        own = row["round"] == claim["round"]
        return judged(claim, found, found, rows_used, how, own, own)
    return _members_share(claim, tables.shares) or cannot("a share without its count.")


def _members_share(claim, rows):
    """Bound the share of several platforms by the shares of each (Fréchet bounds)."""
    members = claim["category"].split("|")
    if len(members) < 2:
        return None
    parts = rows[
        rows["area"].eq(claim["area"])
        & rows["start"].eq(claim["start"])
        & rows["end"].eq(claim["end"])
        & rows["round"].eq(claim["round"])
        & rows["category"].isin(members)
        & rows["share_low"].notna()
    ].drop_duplicates("category")
    if set(parts["category"]) != set(members) or parts["share_high"].isna().any():
        return None
    low, high = bounds.frechet(parts["share_low"], parts["share_high"])
    said = f"{math.floor(low)}% to {math.ceil(high)}%"
    used = " ".join(parts["figure_id"])
    if agrees(claim, low, high):
        reason = f"a share without its count; the shares of its parts allow {said}."
        return Verdict(UNCHECKABLE, low, high, used, reason)
    reason = f"the shares of its parts allow only {said}."
    return Verdict(CONTRADICTED, low, high, used, reason)


def _known_share(claim, tables):
    """Check how often the platform was known: the number known over the total."""
    figures = tables.figures
    keys = ["area", "start", "end"]
    same = figures[(figures[keys] == [claim[key] for key in keys]).all(axis=1) & figures["unit"].eq("count")]
    known = same[same["category"].eq("platform known") & same["high"].notna()]
    total = same[same["measure"].eq("offences") & same["dimension"].eq("") & same["precision"].eq("exact")]
    for row in known.sort_values("round", key=lambda names: names.ne(claim["round"])).to_dict("records"):
        for whole in total[total["round"].eq(row["round"])].to_dict("records"):
            low, high = (100 * row[side] / whole["low"] for side in ("low", "high"))
            said = wording.figure(row["value_as_published"], row["precision"], row["low"])
            how = f"{said} of {wording.number(whole['low'])} is"
            own = row["round"] == claim["round"]
            return judged(claim, low, high, f"{row['figure_id']} {whole['figure_id']}", how, own, own)
    return cannot("the number known was not published with it.")


def _part(claim, tables):
    """Check the share that one force, or the last months of a period, has of a larger count."""
    counted = {**claim, "dimension": "", "category": ""}
    found = sums.values(sums.published(tables.figures, counted), claim["round"])
    where = claim["area"], claim["start"], claim["end"]
    part = sums.over_time(found, *where, claim["round"], whole=True)
    if claim["measure"] == "share":
        larger = [(code, claim["start"], claim["end"]) for code in areas.around(claim["area"])]
    else:
        longest = [key for key in found if key[0] == claim["area"] and key[2] == claim["end"]]
        larger = [key for key in sorted(longest, key=lambda key: key[1]) if key[1] < claim["start"]]
    for key in larger if part else []:
        whole = sums.over_time(found, *key, claim["round"], whole=True)
        if whole:
            above, below = (
                sums.combined(way[0], {**claim, "low": 0, "high": INFINITY}) for way in (part, whole)
            )
            own = above.own and below.own
            share = 100 * above.low / below.low
            used = ids(value for total in (above, below) for _, value in total.parts)
            how = f"{wording.number(above.low)} of {wording.number(below.low)} ({areas.name(key[0])}) is"
            return judged(claim, share, share, used, how, own, own)
    return cannot("the counts of the part and of the whole were not both published.")


def _without_list(claim, tables):
    """Say of a count that nothing else derives why it stands alone."""
    return cannot("no list of the platforms was published.")


CHECKS = {
    "percent_change": percentages.check,
    "offences": totals.check,
    "share_platform": _share,
    "share_gender": _share,
    "share_age": _share,
    "superlative": superlatives.check,
    "platforms_count": _without_list,
    "share_period": _part,
    "share": _part,
    "known_share": _known_share,
}
