"""Prove the arithmetic of every verdict anew, from data/clean/figures.csv and the figure ids it cites.

Nothing here calls the code that found the verdicts: a count covers forces and months,
a sum is right where the signed terms cover what the claim covers, each row used once.
"""

import itertools

import numpy as np
import pandas as pd
import pytest
from offences.claims import verdicts
from offences.names import areas, reference, years

CLEAN = reference.ROOT / "data" / "clean"
PROVED = [*verdicts.FOLLOWS, *verdicts.EXCLUDES]


@pytest.fixture(scope="module")
def figures():
    found = pd.read_csv(CLEAN / "figures.csv", keep_default_na=False, dtype=str).set_index(
        "figure_id", drop=False
    )
    for side in ("low", "high"):
        found[side] = pd.to_numeric(found[side])
    return found


@pytest.fixture(scope="module")
def checked(claims_checked):
    found = claims_checked
    return found[found["verdict"].isin(PROVED)].drop_duplicates(["statement", "reading"])


def months(start, end):
    while start < end:
        yield start
        start = years.add_months(start, 1)


def covered(area, round_, start, end):
    return {(code, month) for code in areas.members(area, round_) or [area] for month in months(start, end)}


def sums_of(rows, target):
    """Give the least and the most of every sum of all the rows, signed, that covers the target once."""
    cells = [covered(*row[["area", "round", "start", "end"]]) for _, row in rows.iterrows()]
    every = sorted(set(target).union(*cells))
    matrix = np.array([[cell in one for one in cells] for cell in every], dtype=int)
    wanted = np.array([cell in target for cell in every], dtype=int)
    if np.linalg.matrix_rank(matrix) == len(rows):
        signs = np.round([np.linalg.lstsq(matrix, wanted, rcond=None)[0]]).astype(int)
    else:
        signs = np.array(list(itertools.product((-1, 1), repeat=len(rows))))
    low, high = rows["low"].to_numpy(), rows["high"].to_numpy()
    return [
        (float((one * np.where(one > 0, low, high)).sum()), float((one * np.where(one > 0, high, low)).sum()))
        for one in signs
        if (matrix @ one == wanted).all() and (np.abs(one) == 1).all()
    ]


def sides(rows, first, last):
    """Give the sums of every split of the rows into two, each of which covers its target."""
    for chosen in itertools.product((True, False), repeat=len(rows)):
        one, two = rows[np.array(chosen)], rows[~np.array(chosen)]
        if len(one) and len(two):
            yield from itertools.product(sums_of(one, first), sums_of(two, last))


def quotients(pairs, minus):
    for (least, most), (low, high) in pairs:
        yield 100 * (low - minus * most) / most, 100 * (high - minus * least) / least


def proved(claim, rows):
    """Give every range that the cited rows give for a claim, all rows used."""
    where = claim["area"], claim["round"]
    silent = rows[rows["status"].eq("not_answered") | rows["measure"].eq("forces_responding")]
    counts = rows[rows["unit"].eq("count") & rows["low"].notna()]
    target = covered(*where, claim["start"], claim["end"])
    if claim["measure"].startswith("share_") or claim["measure"] == "known_share":
        counted = claim["category"] or "platform known"
        above, below = counts[counts["category"].eq(counted)], counts[counts["category"].ne(counted)]
        assert below["category"].str.endswith("known").all() or claim["measure"] == "known_share"
        pairs = itertools.product(sums_of(below, target), sums_of(above, target))
        return list(quotients(pairs, 0))
    if claim["measure"] == "percent_change":
        length = 12 if claim["whole"] == "yes" else int(claim["months"]) % 12
        first = claim["start"], years.add_months(claim["start"], length)
        last = years.add_months(claim["end"], -length), claim["end"]
        targets = [covered(*where, *period) for period in (first, last)]
        said = " ".join(silent["value_as_published"])
        gone = {code for code in counts["area"] if f"except {areas.name(code)}" in said}
        targets[0] = {cell for cell in targets[0] if cell[0] not in gone}
        return list(quotients(sides(counts, *targets), 1))
    if claim["measure"] == "share":
        found = []
        for code in areas.around(claim["area"]):
            whole = covered(code, claim["round"], claim["start"], claim["end"])
            found += quotients(sides(counts, whole, target), 0)
        return found
    share = rows[rows["unit"].eq("percent")]
    if len(share):
        known = counts["low"].iloc[0] / 100
        return [(np.ceil(known * share["low"].iloc[0]), np.floor(known * share["high"].iloc[0]))]
    for row in silent.to_dict("records"):
        target -= covered(row["area"], row["round"], row["start"], row["end"])
    return sums_of(counts, target)


def test_every_verdict_but_comparisons_is_right_by_its_own_rows(checked, figures):
    wrong = []
    for row in checked[checked["measure"].ne("superlative")].to_dict("records"):
        claim, rows = figures.loc[row["figure_id"]], figures.loc[row["rows_used"].split()]
        assert rows.index.is_unique, row
        assert not rows["statement"].eq(claim["statement"]).any(), row
        top = np.inf if np.isnan(claim["high"]) else claim["high"]
        beside = rows[rows["round"].eq(claim["round"]) & rows["measure"].eq(claim["measure"])]
        beside = beside[beside[["area", "start", "end"]].eq(claim[["area", "start", "end"]]).all(axis=1)]
        if row["verdict"] == verdicts.CONTRADICTED and len(beside):
            right = (beside["high"].iloc[0] < claim["low"]) or (beside["low"].iloc[0] > top)
        else:
            found = proved(claim, rows)
            if not found:
                wrong.append(("no sum of the rows covers the claim", row))
                continue
            inside = any(low <= top + 1e-6 and high >= claim["low"] - 1e-6 for low, high in found)
            half = (claim["high"] - claim["low"]) / 2
            middle = (claim["high"] + claim["low"]) / 2
            cut = any(0 <= (low - middle) * np.sign(middle) < 2 * half for low, _ in found)
            excluded = not inside and not cut
            right = {verdicts.CUT: cut and not inside}.get(
                row["verdict"], excluded if row["verdict"] in verdicts.EXCLUDES else inside
            )
            at = (row["recomputed_low"], row["recomputed_high"])
            right = right and any(np.allclose(at, one, rtol=1e-5, atol=1e-5) for one in found)
        if not right:
            wrong.append(row)
    assert wrong == []


def test_comparisons_are_right_by_their_own_rows(checked, figures):
    for row in checked[checked["measure"].eq("superlative")].to_dict("records"):
        claim, rows = figures.loc[row["figure_id"]], figures.loc[row["rows_used"].split()]
        assert row["verdict"] == verdicts.ELSEWHERE and row["reading"] == "as a rise"
        first, last = (years.period(year, year)[0] for year in (claim["first_year"], claim["last_year"]))
        rises = {}
        for area, mine in rows.groupby("area"):
            printed = mine[mine["unit"].eq("percent")]
            yearly = mine[mine["months"].eq("12")].set_index("start")["low"]
            total = mine.loc[mine["start"].eq(claim["start"]) & mine["end"].eq(claim["end"]), "low"]
            latest = (
                yearly[last] if last in yearly else (total.iloc[0] - yearly.sum() if len(total) else None)
            )
            rises[area] = printed["high"].iloc[0] if len(printed) else 100 * (latest / yearly[first] - 1)
        own = rises.pop(claim["area"])
        assert set(rises) == set(areas.members(areas.table()["region"][claim["area"]])) - {claim["area"]}
        assert own > max(rises.values())


def test_a_figure_of_its_own_round_goes_before_one_of_another(checked, figures):
    exact = figures["precision"].eq("exact") & figures["status"].eq("published") & figures["doubt"].eq("")
    counted = figures[
        exact & figures["offence"].isin(["s15A", "uk_mixed"]) & figures["measure"].eq("offences")
    ]
    cell = ["area", "start", "end", "dimension", "category"]
    passed_over = []
    for row in checked.to_dict("records"):
        claim = figures.loc[row["figure_id"]]
        own = counted[counted["round"].eq(claim["round"]) & counted["statement"].ne(claim["statement"])]
        used = counted.loc[counted.index.intersection(row["rows_used"].split())]
        foreign = used[used["round"].ne(claim["round"])]
        if len(foreign.reset_index(drop=True).merge(own[cell].drop_duplicates(), on=cell)):
            passed_over.append(row)
    assert passed_over == []
