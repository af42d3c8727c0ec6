"""Made-up answers of one force with every margin printed, and an attack that shares no code with the library's.

An answer is a table of counts by some dimensions; what is printed of it is every cell and every
sum over one or more dimensions. The attack has a variable for each innermost count, takes every
visible number for an equation, and asks integer programmes how far each hidden number can go.
"""

import itertools

import numpy as np
import pandas as pd
from offences.tables import shares
from scipy.optimize import Bounds, LinearConstraint, milp

KENT = "E23000032"
WHO = ["girls", "boys", "gender unknown"]
AGES = ["0-11", "12-15", "16+", "age unknown"]
YEARS = [("2022-04", "2023-04"), ("2023-04", "2024-04"), ("2024-04", "2025-04")]
PLATFORMS = ["Facebook", "Instagram", "Snapchat", "WhatsApp", "TikTok", "Discord", "Kik", "Roblox"]
#: Of each shape of answer its dimensions, and the mean of an innermost count.
SHAPES = {
    "gender by age": ({"gender": WHO, "age": AGES}, 30),
    "gender by years": ({"gender": WHO, "year": YEARS[:2]}, 30),
    "gender by age by years": ({"gender": WHO, "age": AGES, "year": YEARS[:2]}, 10),
    "platforms by years": ({"platform": PLATFORMS, "year": YEARS}, 16),
}


def printed(shape, seed):
    """Give an answer's printed numbers, and for each the innermost counts that it sums: figures and a 0-1 matrix."""
    dimensions, mean = SHAPES[shape]
    draw = np.random.default_rng(seed)
    sizes = [len(values) for values in dimensions.values()]
    counts = draw.poisson(mean * draw.lognormal(0, 1, sizes) / 2)
    places = list(itertools.product(*map(range, sizes)))
    rows, matrix = [], []
    for choice in itertools.product(*[[*range(size), None] for size in sizes]):
        chosen = dict(zip(dimensions, choice, strict=True))
        platform = "platform" in dimensions and chosen["platform"] is None
        if platform:  # one offence may name several platforms: they have no sum
            continue
        inside = [all(at in (None, own) for at, own in zip(choice, place, strict=True)) for place in places]
        count = int(counts.reshape(-1)[inside].sum())
        rows.append({"low": count, **_named(dimensions, chosen)})
        matrix.append(np.array(inside, dtype=float))
    frame = pd.DataFrame(rows).astype({"low": float}).assign(high=lambda rows: rows["low"].astype(float))
    frame.insert(0, "figure_id", [f"x{place:03d}" for place in range(len(frame))])
    return frame.assign(
        statement=frame["figure_id"], value_as_published=frame["low"].astype(int).astype(str)
    ), matrix


def _named(dimensions, chosen):
    """Name a printed number as the collection does."""
    texts = {name: dimensions[name][at] for name, at in chosen.items() if at is not None and name != "year"}
    years = dimensions.get("year", YEARS[:1])
    at = chosen.get("year", 0)
    start, end = (years[0][0], years[-1][1]) if at is None else years[at]
    dimension = "age_gender" if len(texts) == 2 else "".join(texts)
    category = " ".join(texts.values())
    if dimension == "age":
        category = category.removeprefix("age ")
    first = f"{start[:4]}/{int(start[2:4]) + 1}"
    last = f"{int(end[:4]) - 1}/{end[2:4]}"
    return {
        "source_id": "x", "round": "force x", "origin": "force", "area": KENT, "offence": "s15A",
        "start": start, "end": end, "first_year": first, "last_year": last, "months": 12.0,
        "measure": "offences", "dimension": dimension, "category": category, "precision": "exact",
        "unit": "count", "status": "published", "beside": None, "note": "",
    }  # fmt: skip


def left_to_guess(figures, matrix, hidden):
    """Give how many values each hidden number can have, by whole numbers, from what is visible."""
    gone = figures["figure_id"].isin(hidden).to_numpy()
    every, numbers = np.array(matrix), figures["low"].to_numpy()
    least, most = np.where(gone, 1, numbers), np.where(gone, 100_000, numbers)
    rules = LinearConstraint(every, least, most)
    found = {}
    for figure, row in zip(figures.loc[gone, "figure_id"], every[gone], strict=True):
        ends = [
            milp(sign * row, constraints=rules, bounds=Bounds(0, 100_000), integrality=np.ones(len(row)))
            for sign in (1, -1)
        ]
        found[figure] = round(-ends[1].fun) - round(ends[0].fun) + 1
    return found


def with_shares(figures):
    """Give the figures and their table of shares."""
    figures = figures.astype({"beside": float})
    return figures, shares.shares(figures)
