"""Verdicts on published claims: how they are given, counted and shown."""

import hashlib
from typing import NamedTuple

import pandas as pd

from offences import areas, values, wording

REPRODUCED = "reproduced"
ELSEWHERE = "reproduced with another round's figures"
CUT = "reproduced, cut and not rounded"
CONTRADICTED = "contradicted"
UNCHECKABLE = "not checkable"
VERDICTS = [REPRODUCED, ELSEWHERE, CUT, CONTRADICTED, UNCHECKABLE]
#: The verdicts by which a claim follows from other figures.
FOLLOWS = [REPRODUCED, ELSEWHERE, CUT]
#: A claim with several readings counts under the first of these that one of them got.
BY_BOLDNESS = [UNCHECKABLE, CUT, ELSEWHERE, REPRODUCED, CONTRADICTED]
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


def is_cut(claim, low, high):
    """Tell whether a printed percentage is a recomputed range with its last digits cut off, not rounded.

    Parameters
    ----------
    claim : dict
        With value_as_published (a count with its share in brackets, too) and the
        bounds of the percentage, low and high, that rounding would allow.
    low, high : float
        The recomputed range, in percent.

    Examples
    --------
    >>> claim = {"value_as_published": "84%", "low": 83.5, "high": 84.5}
    >>> is_cut(claim, 84.6, 84.6), is_cut(claim, 84.4, 84.4), is_cut(claim, 85, 85)
    (True, False, False)
    >>> is_cut({"value_as_published": "about 84%", "low": 75.6, "high": 92.4}, 93, 93)
    False
    """
    read = values.read(claim["value_as_published"])
    rounded = read.precision == "rounded" and read.unit == "percent"
    if agrees(claim, low, high) or not (rounded or read.beside is not None):
        return False
    printed, step = (claim["low"] + claim["high"]) / 2, claim["high"] - claim["low"]
    least, most = printed - step * (printed <= 0), printed + step * (printed >= 0)
    return round(high, 6) > round(least, 6) and round(low, 6) < round(most, 6)


def judged(claim, low, high, rows, how, own=True, firm=True, fits=None):
    """Turn a recomputed range into a verdict.

    ``firm`` says that a disagreement contradicts; without it (totals of other
    rounds, with other forces in them) it leaves the claim unchecked. ``fits`` says
    whether the claim follows, where the range holds values that nothing gives.

    Examples
    --------
    >>> claim = {"low": 669.5, "high": 670.5, "unit": "percent", "value_as_published": "670 per cent"}
    >>> found = judged(claim, 670.27, 670.27, "f0346 f0345", "37 to 285 is")
    >>> found.verdict, found.reason
    ('reproduced', '37 to 285 is 670.3%.')
    >>> judged(claim, 670.62, 670.62, "f0346 f0345", "37 to 285.13 is").verdict
    'reproduced, cut and not rounded'
    """
    found = f"{low:.1f}%" if claim["unit"] == "percent" and low == high else None
    found = f"{how} {found or wording.bounds(low, high, unit=claim['unit'])}"
    if agrees(claim, low, high) if fits is None else fits:
        return Verdict(REPRODUCED if own else ELSEWHERE, low, high, rows, f"{found}.")
    if not firm:
        return Verdict(UNCHECKABLE, low, high, rows, f"{found}, {why_open(claim, low, own)}.")
    if claim["unit"] == "percent" and is_cut(claim, low, high):
        reason = f"{found}, printed as {claim['value_as_published']}: cut and not rounded."
        return Verdict(CUT, low, high, rows, reason)
    return Verdict(CONTRADICTED, low, high, rows, f"{found}.")


def why_open(claim, low, own=False):
    """Say why a sum that does not give the claim leaves it open.

    Within a round forces without a figure can make the parts add up to less than
    the whole, never to more; between rounds one force can only have corrected.

    Examples
    --------
    >>> why_open({"area": "E23000018", "high": 890}, 901)
    'but rounds differ by later corrections'
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

    Examples
    --------
    >>> where = {"area": "E23000018", "dimension": "", "category": "", "unit": "count"}
    >>> months = {"a": ("2017-04", "2018-04", 37), "b": ("2018-04", "2019-04", 50), "c": ("2017-04", "2019-04", 87)}
    >>> rows = {
    ...     name: where | {"start": start, "end": end, "low": count, "high": count}
    ...     for name, (start, end, count) in months.items()
    ... }
    >>> total = identity(rows["c"], Verdict(REPRODUCED, 87, 87, "a b", ""), rows)
    >>> total == identity(rows["a"], Verdict(REPRODUCED, 37, 37, "c b", ""), rows)
    True
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


def settled(checked):
    """Keep one row for each claim: of several readings the one that says least.

    Examples
    --------
    >>> checked = pd.DataFrame({"figure_id": "f0583", "reading": ["as a rise", "as a total"]})
    >>> settled(checked.assign(verdict=[ELSEWHERE, UNCHECKABLE]))["reading"].tolist()
    ['as a total']
    """
    least_first = checked.sort_values(
        "verdict", key=lambda names: names.map(BY_BOLDNESS.index), kind="stable"
    )
    return least_first.drop_duplicates("figure_id").sort_index()


def distinct(checked):
    """Keep one row for each distinct claim: reprints count once, and several readings, too.

    Examples
    --------
    >>> checked = pd.DataFrame({"figure_id": ["f0470", "r279"], "statement": "f0470", "verdict": REPRODUCED})
    >>> distinct(checked)["figure_id"].tolist()
    ['f0470']
    """
    return settled(checked).drop_duplicates("statement")


def checks(checked):
    """Keep one row for each independent check: claims that are terms of one identity are one check.

    An identity that gives claims of several verdicts counts under the first of ``VERDICTS``.

    Examples
    --------
    >>> checked = pd.DataFrame({"figure_id": ["f0525", "f0526"], "verdict": REPRODUCED, "identity": "i1"})
    >>> checks(checked.assign(statement=["f0525", "f0526"]))["figure_id"].tolist()
    ['f0525']
    """
    once = distinct(checked[checked["verdict"].ne(UNCHECKABLE)])
    first = once.sort_values("verdict", key=lambda names: names.map(VERDICTS.index), kind="stable")
    return first.drop_duplicates("identity").sort_index()


def tally(checked, by):
    """Count claims by a column: rows, distinct claims, independent checks, and distinct claims by verdict.

    Examples
    --------
    >>> checked = pd.DataFrame({"figure_id": ["f0470", "r279", "f0547"], "statement": ["f0470", "f0470", "f0547"]})
    >>> checked = checked.assign(round="2024-11", identity=["i1", "i1", ""])
    >>> checked["verdict"] = [REPRODUCED, REPRODUCED, UNCHECKABLE]
    >>> tally(checked, "round")[["round", "rows", "claims", "checks", REPRODUCED, UNCHECKABLE]]
         round  rows  claims  checks  reproduced  not checkable
    0  2024-11     3       2       1           1              1
    """
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

    Examples
    --------
    >>> checked = pd.DataFrame({"figure_id": ["f0470", "r279", "f0547"], "statement": ["f0470", "f0470", "f0547"]})
    >>> checked["verdict"], checked["identity"] = [REPRODUCED, REPRODUCED, UNCHECKABLE], ["i1", "i1", ""]
    >>> counted(checked)
                                       verdict  rows  claims  checks
    0                               reproduced     2       1       1
    1  reproduced with another round's figures     0       0       0
    2          reproduced, cut and not rounded     0       0       0
    3                             contradicted     0       0       0
    4                            not checkable     1       1       0
    5                                      all     3       2       1
    """
    kept = {"rows": settled(checked), "claims": distinct(checked), "checks": checks(checked)}
    frame = pd.DataFrame({name: rows["verdict"].value_counts() for name, rows in kept.items()})
    frame = frame.reindex(VERDICTS).fillna(0).astype(int)
    frame.loc["all"] = frame.sum()
    return frame.rename_axis("verdict").reset_index()


def by_verdict(checked):
    """Give the distinct claims of :func:`counted` for a chart: label, value and text.

    Examples
    --------
    >>> checked = pd.DataFrame({"figure_id": ["f0470"], "statement": "f0470", "identity": ""})
    >>> by_verdict(checked.assign(verdict=UNCHECKABLE))["text"].tolist()
    ['0', '0', '0', '0', '1']
    """
    counts = counted(checked).iloc[:-1]
    return pd.DataFrame(
        {"label": counts["verdict"], "value": counts["claims"], "text": counts["claims"].map(wording.number)}
    )


def summary(checked):
    """Say in words how many claims were checked, how they fared and on how many checks that rests.

    Examples
    --------
    >>> checked = pd.DataFrame({"figure_id": ["f0470", "r279", "f0547"], "statement": ["f0470", "f0470", "f0547"]})
    >>> checked["verdict"], checked["identity"] = [REPRODUCED, REPRODUCED, UNCHECKABLE], ["i1", "i1", ""]
    >>> print(summary(checked).partition(": ")[2].partition("; ")[0])
    1 reproduced (1 check)
    """
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

    Examples
    --------
    >>> row = {"figure_id": "f0347", "statement": "f0347", "area": "E23000018", "measure": "percent_change"}
    >>> row |= {"reading": "", "published": "670 per cent", "verdict": REPRODUCED, "rows_used": "f0346 f0345"}
    >>> checked = pd.DataFrame([row | {"reason": "37 to 285 is 670.3%.", "identity": "i1"}])
    >>> print(findings(checked, "E23000018")[1][0])
    Derbyshire, percent change '670 per cent': reproduced; 37 to 285 is 670.3%.
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
