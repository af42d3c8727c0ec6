"""Check published totals: over years, over areas, and the part of a total that has a share."""

import pandas as pd

from offences.claims import sums
from offences.claims.verdicts import (
    CONTRADICTED,
    ELSEWHERE,
    FOLLOWS,
    REPRODUCED,
    UNCHECKABLE,
    Verdict,
    cannot,
    ids,
    judged,
    why_open,
)
from offences.names import areas, wording
from offences.reading.agreement import INFINITY
from offences.statistics import bounds
from offences.tables import shares


def check(claim, tables):
    """Check a total over years, or over areas, or a part of a total that has a share."""
    if not claim["start"]:
        return cannot("the period was not printed.")
    found = sums.values(sums.published(tables.figures, claim), claim["round"])
    where, single = (claim["area"], claim["start"], claim["end"]), areas.is_single(claim["area"])
    tried = [_from_share(claim, tables)] if claim["dimension"] else []
    for terms in sums.over_areas(found, *where, claim["round"]):
        total = sums.combined(terms, claim)
        tried.append(
            of_sum(claim, total, _said_in_space(total), total.own and not _some_silent(claim, tables))
        )
    for terms in sums.over_time(found, *where, claim["round"]):
        total = sums.combined(terms, claim)
        plain = all(sign > 0 for sign, _ in terms)
        firm = total.own or (single and plain and len({value.round for _, value in total.parts}) == 1)
        tried.append(of_sum(claim, total, _said_in_time(total, claim), firm))
    tried = [verdict for verdict in (*tried, _without_silent(claim, tables, found)) if verdict]
    order = [REPRODUCED, ELSEWHERE, CONTRADICTED, UNCHECKABLE]
    if tried:
        return min(tried, key=lambda verdict: order.index(verdict.verdict))
    return _floored(claim, found)


def _some_silent(claim, tables):
    """Tell whether the claim's round says that fewer forces answered than the area has."""
    figures = tables.figures
    said = figures["measure"].eq("forces_responding") & figures["round"].eq(claim["round"])
    said = figures[said & figures["area"].eq(claim["area"])]
    return bool((said["low"] < len(areas.members(claim["area"], claim["round"]))).any())


def of_sum(claim, total, how, firm):
    """Judge a sum; the reason names values called part of a year, and what other values in print give."""
    rows = ids(value for _, value in total.parts)
    marked = dict.fromkeys(value for _, value in total.parts if value.marked)
    verdict = judged(claim, total.low, total.high, rows, how, total.own, firm, total.agrees)
    reason = verdict.reason
    if marked:
        said = wording.listed(f"{wording.number(value.count)} ({value.figure_id})" for value in marked)
        reason += f" Another source calls {said} part of the year."
    if total.others and verdict.verdict in FOLLOWS:
        given = wording.bounds(min(total.others), max(total.others), unit=claim["unit"])
        reason += f" With other values in print it is {given}."
    return verdict._replace(reason=reason)


def _said_in_time(total, claim):
    added = [value for sign, value in total.parts if sign > 0]
    taken = [value for sign, value in total.parts if sign < 0]
    mixed = rounds(total)
    if not taken:
        return f"the {len(added)} parts of the period{mixed} add up to"
    known = wording.listed(wording.number(value.count) for value in taken)
    return f"{wording.listed(wording.number(value.count) for value in added)} less the known {known}{mixed} leaves"


def _said_in_space(total):
    if len(total.parts) <= 5:
        said = wording.listed(
            f"{areas.name(value.area)} {wording.number(value.count)}" for _, value in total.parts
        )
        return f"{said}{rounds(total)} add up to"
    return f"the {len(total.parts)} areas{rounds(total)} add up to"


def rounds(total):
    """Name the rounds that a sum mixes; nothing for a sum within the claim's own round."""
    if total.own:
        return ""
    names = dict.fromkeys(wording.round_name(value.round) for _, value in total.parts)
    return f" ({wording.listed(names)})"


def _without_silent(claim, tables, found):
    """Add up the members of an area but for those that gave no figure in the round."""
    members = areas.members(claim["area"], claim["round"])
    own = {}
    for code in members:
        options = found.get((code, claim["start"], claim["end"]), [])
        mine = [value for value in options if value.round == claim["round"]]
        own |= {code: mine[0]} if mine else {}
    gaps = [code for code in members if code not in own]
    silent = tables.figures[tables.figures["status"].eq("not_answered")]
    silent = set(silent.loc[silent["start"].eq(claim["start"]), "area"])
    if not own or not gaps or not silent.issuperset(gaps) or len(members) < 2:
        return None
    names = wording.listed(areas.name(code) for code in sorted(gaps))
    how = f"without {names}, which gave no figure, the other forces add up to"
    total = sum(value.count for value in own.values())
    return judged(claim, total, total, ids(own.values()), how)


def _from_share(claim, tables):
    """Check a count by the printed share of the printed number known."""
    rows = shares.alike(tables.shares, claim)
    rows = rows[rows["share_low"].notna() & rows["share_high"].notna() & rows["known"].notna()]
    for row in rows.sort_values("round", key=lambda names: names.ne(claim["round"])).to_dict("records"):
        fits = bounds.whole_counts(row["share_low"], row["share_high"], row["known"])
        said, own = f"{row['printed']} of {wording.number(row['known'])} is", row["round"] == claim["round"]
        used = f"{row['figure_id']} {row['known_id']}"
        if not fits:
            return cannot(f"{said} no whole number.", used)
        return judged(claim, *fits, used, said, own, own)
    return None


def _floored(claim, found):
    """Say how far the known parts of a period bear on its total."""
    period = claim["area"], claim["start"], claim["end"]
    (of_years, in_years), (total, parts) = (sums.floor(found, *period, only) for only in (True, False))
    if not parts:
        members = areas.members(claim["area"], claim["round"])
        have = sum((code, claim["start"], claim["end"]) in found for code in members)
        if len(members) > 1:
            return cannot(f"{have} of its {len(members)} forces have a published figure for the period.")
        return cannot("no part of it was published.")
    high = INFINITY if pd.isna(claim["high"]) else claim["high"]
    single = areas.is_single(claim["area"])
    if total > high and single and len({value.round for value in parts}) == 1:
        reason = f"the known parts alone add up to {wording.number(total)}."
        return Verdict(CONTRADICTED, total, None, ids(parts), reason)
    if total > claim["low"]:
        more = f"the known parts add up to {wording.number(total)}, more than the whole"
        return Verdict(UNCHECKABLE, total, None, ids(parts), f"{more}, {why_open(claim, total)}.")
    known = [(of_years, "the known years add up to")] if in_years and of_years < total else []
    known.append((total, "with parts of years it is" if known else "the known parts add up to"))
    said = [
        f"{how} {wording.number(count)}, which leaves "
        f"{wording.bounds(claim['low'] - count, claim['high'] - count)} for the rest"
        for count, how in known
    ]
    reason = f"the rest was not published; {'; '.join(said)}."
    return Verdict(UNCHECKABLE, total, None, ids([*parts, *in_years]), reason)
