"""Prove the arithmetic of every verdict anew, from data/clean/figures.csv and the figure ids it cites.

Nothing here calls the code that found the verdicts: a count covers forces and months,
a sum is right where the signed terms cover what the claim covers, each row used once.
"""

import itertools

import numpy as np
import pandas as pd
import pytest
from offences.claims import claims, verdicts
from offences.names import areas, reference, years

CLEAN = reference.ROOT / "data" / "clean"
PROVED = [*verdicts.FOLLOWS, verdicts.CONTRADICTED]


@pytest.fixture(scope="module")
def figures():
    found = pd.read_csv(CLEAN / "figures.csv", keep_default_na=False, dtype=str).set_index(
        "figure_id", drop=False
    )
    for side in ("low", "high"):
        found[side] = pd.to_numeric(found[side])
    return found


@pytest.fixture(scope="module")
def checked(tables):
    found = claims.check(tables)
    return found[found["verdict"].isin(PROVED)].drop_duplicates(["statement", "reading"])


def months(start, end):
    while start < end:
        yield start
        start = years.add_months(start, 1)


def covered(area, round_, start, end):
    return {(code, month) for code in areas.members(area, round_) or [area] for month in months(start, end)}


def sums_of(rows, target, silent=()):
    """Give every sum of the rows, each used at most once, that covers the target once: (signs, total)."""
    cells = [
        covered(*row[["area", "round", "start", "end"]])
        - {
            cell
            for code, first, last in silent
            if row["end"] == last
            for cell in covered(code, "", first, last)
        }
        for _, row in rows.iterrows()
    ]
    every = sorted(set(target).union(*cells))
    matrix = np.array([[cell in one for one in cells] for cell in every], dtype=int)
    wanted = np.array([cell in target for cell in every], dtype=int)
    signs = np.array(list(itertools.product((-1, 0, 1), repeat=len(rows))))
    right = signs[(signs @ matrix.T == wanted).all(axis=1)]
    return [(tuple(one), float(one @ rows["low"].to_numpy())) for one in right]


def proved(claim, rows):
    """Give every value that the cited rows give for a claim, all rows used."""
    where = claim["area"], claim["round"]
    counts = rows[rows["unit"].eq("count") & rows["low"].notna()]
    if claim["measure"].startswith("share_") or claim["measure"] == "known_share":
        above, below = (row for _, row in counts.sort_values("low").iterrows())
        counted = claim["category"] or "platform known"
        assert above["category"] == counted != below["category"]
        assert (above[["area", "start", "end"]] == below[["area", "start", "end"]]).all()
        printed = [below["low"], (below["low"] + below["high"] + 1) // 2]
        return [100 * above[side] / base for side in ("low", "high") for base in printed]
    if claim["measure"] == "percent_change":
        said = " ".join(rows.loc[rows["measure"].eq("forces_responding"), "value_as_published"])
        length = 12 if claim["whole"] == "yes" else int(claim["months"]) % 12
        first = claim["start"], years.add_months(claim["start"], length)
        last = years.add_months(claim["end"], -length), claim["end"]
        silent = [(code, *last) for code in counts["area"] if f"except {areas.name(code)}" in said]
        targets = [covered(*where, *period) for period in (first, last)]
        for code, _, _ in silent:
            targets = [{cell for cell in target if cell[0] != code} for target in targets]
        ends = [sums_of(counts, target, silent) for target in targets]
        return [
            100 * (latest / base - 1)
            for (one, base), (two, latest) in itertools.product(*ends)
            if all(a or b for a, b in zip(one, two, strict=True))
        ]
    if claim["measure"] == "share":
        part = sums_of(counts, covered(*where, claim["start"], claim["end"]))
        larger = counts[counts["area"].ne(claim["area"])]
        whole = sums_of(larger, covered(larger["area"].iloc[0], claim["round"], claim["start"], claim["end"]))
        return [100 * above / below for (_, above), (_, below) in itertools.product(part, whole)]
    share = rows[rows["unit"].eq("percent")]
    if len(share):
        known = counts["low"].iloc[0] / 100
        return [known * share["low"].iloc[0], known * share["high"].iloc[0]]
    found = sums_of(counts, covered(*where, claim["start"], claim["end"]))
    return [total for signs, total in found if all(signs)]


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
            values = proved(claim, rows)
            if not values:
                wrong.append(("no sum of the rows covers the claim", row))
                continue
            inside = min(values) <= top + 1e-6 and max(values) >= claim["low"] - 1e-6
            half = (claim["high"] - claim["low"]) / 2
            middle = (claim["high"] + claim["low"]) / 2
            cut = any(0 <= (value - middle) * np.sign(middle) < 2 * half for value in values)
            right = {verdicts.CONTRADICTED: not inside and not cut, verdicts.CUT: cut and not inside}.get(
                row["verdict"], inside
            )
            at = row["recomputed_low"]
            right = right and min(values) - 1e-6 <= at <= max(values) + 1e-6
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
