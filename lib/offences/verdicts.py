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
    """Tell whether a recomputed range and the bounds of a claim's words have a value in common.

    Examples
    --------
    >>> claim = {"low": 669.5, "high": 670.5}
    >>> agrees(claim, 670.27, 670.27), agrees(claim, 668, 669)
    (True, False)
    """
    said_high = INFINITY if pd.isna(claim["high"]) else claim["high"]
    return round(high, 6) >= claim["low"] and round(low, 6) <= said_high


def judged(claim, low, high, rows, how, own=True, firm=True, fits=None):
    """Turn a recomputed range into a verdict.

    ``firm`` says that a disagreement contradicts; without it (totals of other
    rounds, with other forces in them) it leaves the claim unchecked. ``fits`` says
    whether the claim follows, where the range holds values that nothing gives.

    Examples
    --------
    >>> claim = {"low": 669.5, "high": 670.5, "unit": "percent"}
    >>> found = judged(claim, 670.27, 670.27, "f0346 f0345", "37 to 285 is")
    >>> found.verdict, found.reason
    ('reproduced', '37 to 285 is 670.3%.')
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
    """Give the verdict that a claim cannot be checked, with the reason and the rows that bear on it.

    Examples
    --------
    >>> found = cannot("a share without its count.")
    >>> found.verdict, found.low, found.reason
    ('not checkable', None, 'a share without its count.')
    """
    return Verdict(UNCHECKABLE, None, None, rows, reason)


def ids(values):
    """Join the figure_ids of values, each once.

    Examples
    --------
    >>> from offences import sums
    >>> base = sums.Value(37, "f0346", "2023-08", False, "E23000018")
    >>> latest = sums.Value(285, "f0345", "2023-08", False, "E23000018")
    >>> ids([base, latest, base])
    'f0346 f0345'
    """
    return " ".join(dict.fromkeys(value.figure_id for value in values))


def shown(checked):
    """Lay verdicts out for reading.

    Examples
    --------
    >>> row = {"figure_id": "f0347", "area": "E23000018", "measure": "percent_change", "reading": ""}
    >>> row |= {"published": "670 per cent", "verdict": REPRODUCED, "reason": "37 to 285 is 670.3%."}
    >>> row |= {"recomputed_low": 670.27, "recomputed_high": 670.27}
    >>> shown(pd.DataFrame([row])).iloc[0].tolist()
    ['f0347', 'Derbyshire', 'percent change', '670 per cent', 'reproduced', '670%', '37 to 285 is 670.3%.']
    """
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
    """Keep one row for each distinct claim and reading: reprints count once.

    Examples
    --------
    >>> checked = pd.DataFrame({"figure_id": ["f0470", "r279"], "statement": "f0470", "reading": ""})
    >>> distinct(checked)["figure_id"].tolist()
    ['f0470']
    """
    return checked.drop_duplicates(["statement", "reading"])


def sizes(checked):
    """Count claims once, for every sentence: those printed, the distinct ones, and the readings of these.

    Examples
    --------
    >>> checked = pd.DataFrame({"figure_id": ["f0583", "f0583"], "statement": "f0583"})
    >>> sizes(checked.assign(reading=["as a rise", "as a total"]))
    '1 published claim, 1 distinct in 2 readings,'
    """
    claims, statements = checked["figure_id"].nunique(), checked["statement"].nunique()
    readings = len(distinct(checked))
    of_them = f" in {wording.number(readings)} readings," if readings > statements else ","
    return f"{wording.many(claims, 'published claim')}, {wording.number(statements)} distinct{of_them}"


def tally(checked, by):
    """Count claims by a column: rows, distinct claims, and distinct claims by verdict.

    Examples
    --------
    >>> checked = pd.DataFrame({"statement": ["f0470", "f0470", "f0547"], "reading": "", "round": "2024-11"})
    >>> checked["verdict"] = [REPRODUCED, REPRODUCED, UNCHECKABLE]
    >>> tally(checked, "round")[["round", "rows", "claims", REPRODUCED, UNCHECKABLE]]
         round  rows  claims  reproduced  not checkable
    0  2024-11     3       2           1              1
    """
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

    Examples
    --------
    >>> checked = pd.DataFrame({"statement": ["f0470", "f0470", "f0547"], "reading": ""})
    >>> counted(checked.assign(verdict=[REPRODUCED, REPRODUCED, UNCHECKABLE]))
                                       verdict  rows  claims
    0                               reproduced     2       1
    1  reproduced with another round's figures     0       0
    2                             contradicted     0       0
    3                            not checkable     1       1
    4                                      all     3       2
    """
    rows, once = checked["verdict"].value_counts(), distinct(checked)["verdict"].value_counts()
    frame = pd.DataFrame({"rows": rows, "claims": once}).reindex(VERDICTS).fillna(0).astype(int)
    frame.loc["all"] = frame.sum()
    once = [checked[name].nunique() for name in ("figure_id", "statement") if name in checked]
    if len(once) == 2 and once != frame.loc["all"].tolist():
        frame.loc["all, those that can be read in two ways once"] = once
    return frame.rename_axis("verdict").reset_index()


def by_verdict(checked):
    """Count distinct claims by verdict, for a chart: label, value and text.

    Examples
    --------
    >>> checked = pd.DataFrame({"statement": ["f0470", "f0470", "f0547"], "reading": ""})
    >>> by_verdict(checked.assign(verdict=[REPRODUCED, REPRODUCED, UNCHECKABLE]))
                                         label  value text
    0                               reproduced      1    1
    1  reproduced with another round's figures      0    0
    2                             contradicted      0    0
    3                            not checkable      1    1
    """
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

    Examples
    --------
    >>> row = {"figure_id": "f0347", "statement": "f0347", "area": "E23000018", "measure": "percent_change"}
    >>> row |= {"reading": "", "published": "670 per cent", "verdict": REPRODUCED, "rows_used": "f0346 f0345"}
    >>> checked = pd.DataFrame([row | {"reason": "37 to 285 is 670.3%."}])
    >>> print(findings(checked, "E23000018")[1][0])
    Derbyshire, percent change '670 per cent': reproduced; 37 to 285 is 670.3%.
    """
    once = distinct(checked)
    counts = once["verdict"].value_counts().reindex(VERDICTS, fill_value=0)
    said = wording.listed(f"{count} {verdict}" for verdict, count in counts.items())
    found = [(f"{sizes(checked)} were checked: {said}.", "")]
    mine = once[once["area"].eq(area)]
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
    silent = (mine["verdict"] == UNCHECKABLE).sum()
    if silent:
        claim = wording.many(silent, "claim")
        found.append((f"{claim} about {areas.name(area)} cannot be checked with what was published.", ""))
    return found
