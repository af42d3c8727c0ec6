"""Recompute published claims from the other published figures.

A claim is a published percentage, total of years or areas, share or comparison.
It is recomputed from the figures of its own round first, then from other rounds.
Figures of one force are the same thing in every round; totals over areas are
not, because the forces that answered differ, so a total that another round does
not confirm is not thereby contradicted.
"""

from typing import NamedTuple

import pandas as pd

from offences import areas, growth, series, wording, years
from offences import shares as shares_of

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


def claimed(figures):
    """Select the figures that state something the others may reproduce.

    Counts of one force and one year are what everything else is computed from;
    they are claims only where a source makes more of them.
    """
    numbered = figures["status"].eq("published") & figures["offence"].isin(series.COUNTED)
    derived = figures["measure"].isin(CHECKS)
    one_force = figures["area"].map(lambda code: len(areas.members(code)) == 1)
    one_year = figures["months"].le(12) | figures["start"].eq("")
    plain = figures["measure"].eq("offences") & one_force & one_year
    return figures[numbered & derived & ~plain]


def check(tables, only=None):
    """Check every claim.

    Parameters
    ----------
    tables : offences.series.Tables
        The clean tables.
    only : pandas.DataFrame, optional
        Rows of ``figures`` to check instead of all claims.

    Returns
    -------
    pandas.DataFrame
        Columns figure_id, statement, area, round, source_id, measure, reading,
        verdict, published, recomputed_low, recomputed_high, rows_used and reason.
        An ambiguous claim has a row for each reading.
    """
    rows = []
    for claim in (claimed(tables.figures) if only is None else only).to_dict("records"):
        readings = CHECKS.get(claim["measure"], _single)(claim, tables)
        for reading, verdict in readings.items():
            rows.append(
                {
                    **{name: claim[name] for name in COPIED},
                    "published": claim["value_as_published"],
                    "reading": reading,
                    "verdict": verdict.verdict,
                    "recomputed_low": verdict.low,
                    "recomputed_high": verdict.high,
                    "rows_used": verdict.rows,
                    "reason": verdict.reason,
                }
            )
    frame = pd.DataFrame(rows).astype({"recomputed_low": "Float64", "recomputed_high": "Float64"})
    columns = [*COPIED, *ADDED]
    return frame[columns].sort_values(["figure_id", "reading"], ignore_index=True)


COPIED = ["figure_id", "statement", "area", "round", "source_id", "measure"]
ADDED = "reading verdict published recomputed_low recomputed_high rows_used reason".split()


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


def by_verdict(checked):
    """Count distinct claims by verdict, for a chart: label, value and text."""
    counts = distinct(checked)["verdict"].value_counts().reindex(VERDICTS, fill_value=0)
    return pd.DataFrame(
        {"label": counts.index, "value": counts.to_numpy(), "text": [wording.number(n) for n in counts]}
    )


def findings(checked, tables, area):
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


def _agrees(claim, low, high):
    """Tell whether the recomputed range and the claim's bounds have a value in common."""
    said_low = claim["low"]
    said_high = INFINITY if pd.isna(claim["high"]) else claim["high"]
    return round(high, 6) >= said_low and round(low, 6) <= said_high


def _judge(claim, low, high, rows, how, own=True, firm=True):
    """Turn a recomputed range into a verdict.

    ``firm`` says that a disagreement contradicts; without it (totals of other
    rounds, with other forces in them) it leaves the claim unchecked.
    """
    unit = claim["unit"]
    found = wording.bounds(low, high, unit=unit)
    if unit == "percent" and low == high:
        found = f"{low:.1f}%"
    if _agrees(claim, low, high):
        return Verdict(REPRODUCED if own else ELSEWHERE, low, high, rows, f"{how} {found}.")
    if firm:
        return Verdict(CONTRADICTED, low, high, rows, f"{how} {found}.")
    reason = f"{how} {found}, but rounds differ in the forces that answered."
    return Verdict(UNCHECKABLE, low, high, rows, reason)


def _cannot(reason, rows=""):
    return Verdict(UNCHECKABLE, None, None, rows, reason)


def _one_force(code):
    return len(areas.members(code)) == 1


def _of_years(tables, claim, wanted):
    """Take the figures of the wanted years from the claim's round, else from any."""
    own = series.of_round(tables.offences, claim["area"], claim["round"])
    if set(wanted) <= set(own.index):
        return own.loc[wanted], True
    chosen = series.of_area(tables.offences, claim["area"])
    chosen = own.combine_first(chosen) if len(own) else chosen
    if set(wanted) <= set(chosen.index) and chosen.loc[wanted, "precision"].eq("exact").all():
        return chosen.loc[wanted], False
    return None, False


def _ids(rows):
    return " ".join(rows["figure_id"])


def _change(claim, tables):
    """Check a percent change between two years."""
    if claim["dimension"] or not claim["start"]:
        return {"": _cannot("no counts were published for this part of the offences.")}
    if not claim["whole"] or claim["first_year"] == claim["last_year"]:
        return {"": _part_change(claim, tables)}
    ends = [claim["first_year"], claim["last_year"]]
    used, own = _of_years(tables, claim, ends)
    if used is None:
        return {"": _cannot(_missing(tables, claim, ends))}
    base, latest = (int(value) for value in used["low"])
    found = 100 * (latest - base) / base
    how = f"{wording.number(base)} in {ends[0]} to {wording.number(latest)} in {ends[1]} is"
    verdict = _judge(claim, found, found, _ids(used), how, own, own or _one_force(claim["area"]))
    if verdict.verdict in (CONTRADICTED, UNCHECKABLE):
        verdict = _comparable(claim, tables, used, base, latest) or verdict
    return {"": verdict}


def _part_change(claim, tables):
    """Check a change between the same months of two years."""
    months = int(claim["months"]) % 12 or 12
    halves = [
        (start, years.add_months(start, months))
        for start in (claim["start"], years.add_months(claim["end"], -months))
    ]
    counts = tables.figures[
        tables.figures["area"].eq(claim["area"])
        & tables.figures["measure"].eq("offences")
        & tables.figures["dimension"].eq("")
        & tables.figures["precision"].eq("exact")
    ].drop_duplicates(["start", "end"])
    found = counts.set_index(["start", "end"])
    if any(half not in found.index for half in halves) or halves[0] == halves[1]:
        return _cannot("the counts of the two periods were not both published.")
    used = found.loc[halves]
    base, latest = used["low"]
    share = 100 * (latest - base) / base
    how = f"{wording.number(base)} to {wording.number(latest)} is"
    own = used["round"].eq(claim["round"]).all()
    return _judge(claim, share, share, _ids(used), how, own, own)


def _missing(tables, claim, wanted):
    known = series.of_area(tables.offences, claim["area"]).index
    gaps = [year for year in wanted if year not in known]
    where = areas.name(claim["area"])
    return f"no exact whole-year figure of {where} was published for {wording.listed(gaps) or 'these years'}."


def _comparable(claim, tables, used, base, latest):
    """Try the change over the forces that answered in both years.

    A round may say which force did not answer; its base-year figure then leaves
    the base (the 99% of 2025 follows without Lincolnshire's 84).
    """
    for absent, gone, rows_gone in growth.absent(tables, claim["area"], claim["round"], claim["first_year"]):
        left = base - gone
        found = 100 * (latest - left) / left
        how = (
            f"without {areas.name(absent)}, which did not answer in {claim['last_year']}, "
            f"{wording.number(left)} to {wording.number(latest)} is"
        )
        if _agrees(claim, found, found):
            return _judge(claim, found, found, f"{_ids(used)} {rows_gone}", how, own=False)
    return None


def _count(claim, tables):
    """Check a total over years, or over the forces of an area."""
    if claim["dimension"]:
        return {"": _cannot("no other figures were published for this part of the offences.")}
    if not claim["start"]:
        return {"": _cannot("the period was not printed.")}
    tried = [_rival(claim, tables)]
    if claim["whole"] and claim["first_year"] != claim["last_year"]:
        tried.append(_sum_of_years(claim, tables))
    if len(areas.members(claim["area"], claim["round"])) > 1:
        tried.append(_sum_of_areas(claim, tables))
    tried = [verdict for verdict in tried if verdict]
    if not tried and _one_force(claim["area"]):
        return {"": _lone_count(claim, tables)}
    tried.sort(key=lambda verdict: [CONTRADICTED, REPRODUCED, ELSEWHERE, UNCHECKABLE].index(verdict.verdict))
    return {"": tried[0] if tried else _cannot("no other figure adds up to it.")}


def _lone_count(claim, tables):
    """Say of one force's count of one year how far other figures bear on it."""
    rows = series.counts(tables.figures)
    rows = rows[rows["area"].eq(claim["area"]) & rows["figure_id"].ne(claim["figure_id"])]
    overlap = rows["start"].lt(claim["end"]) & rows["end"].gt(claim["start"])
    inside = rows[overlap & rows["start"].ge(claim["start"]) & rows["end"].le(claim["end"])]
    smaller = inside[inside["months"] < claim["months"]].drop_duplicates(["start", "end", "low"])
    above = smaller[smaller["low"] > claim["high"]] if pd.notna(claim["high"]) else smaller.iloc[:0]
    if len(above):
        row = above.iloc[0]
        reason = f"{row['period_as_published']!r} alone is {wording.number(row['low'])}."
        return Verdict(CONTRADICTED, row["low"], None, row["figure_id"], reason)
    said = [
        f"{wording.number(row['low'])} were published for part of it ({row['period_as_published']})"
        for row in smaller.to_dict("records")
    ]
    beside = f"; {wording.listed(said)}, which fits" if said else ""
    reason = f"a count that only the force itself can confirm{beside}."
    return Verdict(UNCHECKABLE, None, None, _ids(smaller), reason)


def _rival(claim, tables):
    """Look for the same thing printed otherwise by the publisher of the round itself."""
    same = tables.figures[
        (
            tables.figures[["area", "start", "end", "round", "measure", "dimension"]]
            == [claim[n] for n in ("area", "start", "end", "round", "measure", "dimension")]
        ).all(axis=1)
        & tables.figures["status"].eq("published")
        & tables.figures["low"].notna()
    ]
    publisher = same["source_id"].map(tables.sources["publisher"])
    for row in same[publisher.eq("NSPCC") & same["figure_id"].ne(claim["figure_id"])].to_dict("records"):
        high = INFINITY if pd.isna(row["high"]) else row["high"]
        if not _agrees(claim, row["low"], high):
            reason = f"the NSPCC's own page of the round says {row['value_as_published']!r}."
            return Verdict(CONTRADICTED, row["low"], row["high"], row["figure_id"], reason)
    return None


def _sum_of_years(claim, tables):
    wanted = years.span(claim["first_year"], claim["last_year"])
    used, own = _of_years(tables, claim, wanted)
    if used is not None:
        total = used["low"].sum()
        how = f"the {len(wanted)} years{'' if own else ', taken from other rounds,'} add up to"
        return _judge(claim, total, total, _ids(used), how, own, own or _one_force(claim["area"]))
    known = series.of_area(tables.offences, claim["area"])
    known = known[known.index.isin(wanted) & known["low"].notna()]
    if known.empty:
        return _cannot("no single year of it was published.")
    floor = known["low"].sum()
    high = INFINITY if pd.isna(claim["high"]) else claim["high"]
    if floor > high and _one_force(claim["area"]):
        reason = f"the known years alone add up to {wording.number(floor)}."
        return Verdict(CONTRADICTED, floor, None, _ids(known), reason)
    gaps = len(wanted) - len(known)
    reason = (
        f"{wording.many(gaps, 'year')} of {len(wanted)} were not published; the known years add up "
        f"to {wording.number(floor)}, which leaves {wording.number(claim['low'] - floor)}."
    )
    return Verdict(UNCHECKABLE, floor, None, _ids(known), reason)


def _sum_of_areas(claim, tables):
    members = areas.members(claim["area"], claim["round"])
    same = tables.figures[
        (
            tables.figures[["start", "end", "measure", "dimension"]]
            == [claim[n] for n in ("start", "end", "measure", "dimension")]
        ).all(axis=1)
        & tables.figures["area"].isin(members)
        & tables.figures["precision"].eq("exact")
        & tables.figures["doubt"].eq("")
    ]
    own = same[same["round"].eq(claim["round"])].drop_duplicates("area")
    late = same.sort_values("round").drop_duplicates("area", keep="last")
    for parts, is_own in ((own, True), (late, False)):
        if set(parts["area"]) == set(members):
            total = parts["low"].sum()
            where = "" if is_own else ", taken from other rounds,"
            how = f"the {len(members)} forces{where} add up to"
            return _judge(claim, total, total, _ids(parts), how, is_own, firm=is_own)
    blank = tables.figures["status"].eq("not_answered") & tables.figures["area"].isin(members)
    gaps = set(members) - set(own["area"])
    silent = set(tables.figures[blank & tables.figures["start"].eq(claim["start"])]["area"])
    if len(own) and gaps and gaps <= silent:
        total = own["low"].sum()
        names = wording.listed(areas.name(code) for code in sorted(gaps))
        how = f"without {names}, which gave no figure, the other forces add up to"
        return _judge(claim, total, total, _ids(own), how)
    return _cannot(f"{len(own)} of the {len(members)} forces have a figure in this round.", _ids(own))


def _share(claim, tables):
    """Check a share: its count over the number known."""
    rows = tables.shares
    mine = rows[
        rows["area"].eq(claim["area"])
        & rows["start"].eq(claim["start"])
        & rows["end"].eq(claim["end"])
        & rows["dimension"].eq(claim["dimension"])
        & rows["category"].eq(claim["category"])
        & rows["count_low"].notna()
        & rows["count_low"].eq(rows["count_high"])
        & rows["known"].notna()
    ]
    for is_own in (True, False):
        for row in mine[mine["round"].eq(claim["round"]).eq(is_own)].to_dict("records"):
            found = 100 * row["count_low"] / row["known"]
            how = f"{wording.number(row['count_low'])} of {wording.number(row['known'])} is"
            rows_used = " ".join(sorted({row["figure_id"], row["known_id"]}))
            return {"": _judge(claim, found, found, rows_used, how, is_own, is_own)}
    return {"": _members_share(claim, rows) or _cannot("a share without its count.")}


def _members_share(claim, shares):
    """Bound the share of several platforms by the shares of each (Fréchet bounds)."""
    members = claim["category"].split("|")
    if len(members) < 2:
        return None
    parts = shares[
        shares["area"].eq(claim["area"])
        & shares["start"].eq(claim["start"])
        & shares["end"].eq(claim["end"])
        & shares["round"].eq(claim["round"])
        & shares["category"].isin(members)
        & shares["share_low"].notna()
    ].drop_duplicates("category")
    if set(parts["category"]) != set(members) or parts["share_high"].isna().any():
        return None
    low, high = shares_of.frechet(parts["share_low"], parts["share_high"])
    if _agrees(claim, low, high):
        reason = f"a share without its count; the shares of its parts allow {low:.0f}% to {high:.0f}%."
        return Verdict(UNCHECKABLE, low, high, _ids(parts), reason)
    reason = f"the shares of its parts allow only {low:.0f}% to {high:.0f}%."
    return Verdict(CONTRADICTED, low, high, _ids(parts), reason)


def _single(claim, tables):
    """Say of a figure that nothing else derives why it stands alone."""
    reasons = {
        "platforms_count": "no list of the platforms was published",
        "forces_responding": "no list of the forces that answered was published",
        "share_period": "the count of the shorter period was not published",
        "share": "the counts of all forces of the area were not published together",
        "known_share": "the number known was not published with it",
        "rate_text": "a rate in words without its count",
    }
    return {"": _cannot(f"{reasons.get(claim['measure'], 'no other figure bears on it')}.")}


def _superlative(claim, tables):
    """Check "more than any other county in the region", as a rise and as a total."""
    region = areas.table()["region"][claim["area"]]
    peers = [code for code in areas.members(region) if code != claim["area"]]
    return {
        "as a rise": _highest_rise(claim, tables, peers),
        "as a total": _highest_total(claim, tables, peers),
    }


def _total(claim, tables, area):
    rows = series.totals(tables.figures)
    same = rows["area"].eq(area) & rows["start"].eq(claim["start"]) & rows["end"].eq(claim["end"])
    exact = rows[same & rows["precision"].eq("exact")]
    return exact.iloc[0] if len(exact) else None


def most_rise(claim, tables, area):
    """Cap an area's percent rise by what is published of it.

    A printed percentage is its own cap. Otherwise the published total less the
    other known years is the most that the last year can hold.

    Returns
    -------
    tuple
        Highest possible rise in percent (None where nothing bounds it), the rows
        used and how it was found.
    """
    same = tables.figures[
        tables.figures["area"].eq(area)
        & tables.figures["measure"].eq("percent_change")
        & tables.figures["start"].eq(claim["start"])
        & tables.figures["end"].eq(claim["end"])
        & tables.figures["dimension"].eq("")
    ]
    if len(same):
        row = same.iloc[0]
        return row["high"], row["figure_id"], f"{areas.name(area)} {row['value_as_published']} as printed"
    total, known = _total(claim, tables, area), series.of_area(tables.offences, area)
    first, last = claim["first_year"], claim["last_year"]
    if total is None or first not in known.index:
        return None, "", ""
    years_known = known[known.index.isin(years.span(first, last)) & (known.index != last)]
    most = total["low"] - years_known["low"].sum()
    base = known["low"][first]
    rise = 100 * (most - base) / base
    rows = f"{total['figure_id']} {_ids(years_known)}"
    return rise, rows, f"{areas.name(area)} at most {wording.change(rise)}"


def _highest_rise(claim, tables, peers):
    ends = [claim["first_year"], claim["last_year"]]
    used, _ = _of_years(tables, claim, ends)
    if used is None:
        return _cannot(_missing(tables, claim, ends))
    own = 100 * (used["low"].iloc[1] - used["low"].iloc[0]) / used["low"].iloc[0]
    caps = {area: most_rise(claim, tables, area) for area in peers}
    rows = " ".join([_ids(used), *(rows for _, rows, _ in caps.values() if rows)])
    unbounded = [areas.name(area) for area, (cap, _, _) in caps.items() if cap is None]
    said = "; ".join(how for _, _, how in caps.values() if how)
    how = f"{areas.name(claim['area'])} rose by {wording.percent(own)}; {said}"
    if unbounded:
        return _cannot(f"{how}; nothing bounds {wording.listed(unbounded)}.", rows)
    highest = max(cap for cap, _, _ in caps.values())
    return Verdict(ELSEWHERE if own > highest else UNCHECKABLE, own, own, rows, f"{how}.")


def _highest_total(claim, tables, peers):
    own = _total(claim, tables, claim["area"])
    totals = {area: _total(claim, tables, area) for area in peers}
    if own is None:
        return _cannot("its own total was not published.")
    known = {area: row for area, row in totals.items() if row is not None}
    rows = " ".join([own["figure_id"], *(row["figure_id"] for row in known.values())])
    said = ", ".join(f"{areas.name(area)} {wording.number(row['low'])}" for area, row in known.items())
    above = [area for area, row in known.items() if row["low"] >= own["low"]]
    how = f"{areas.name(claim['area'])} {wording.number(own['low'])}; {said}"
    if above:
        return Verdict(CONTRADICTED, own["low"], own["low"], rows, f"{how}.")
    absent = [areas.name(area) for area in peers if area not in known]
    if absent:
        return _cannot(f"{how}; no total of {wording.listed(absent)} was published.", rows)
    return Verdict(REPRODUCED, own["low"], own["low"], rows, f"{how}.")


CHECKS = {
    "percent_change": _change,
    "offences": _count,
    "share_platform": _share,
    "share_gender": _share,
    "share_age": _share,
    "superlative": _superlative,
    "platforms_count": _single,
    "share_period": _single,
    "share": _single,
    "known_share": _single,
}
