"""Every public function of the statistics, called with what it cannot mean: refused in a sentence, or harmless.

The functions are found by introspection: a new one, or a new argument, is tried too, and an
argument that no line below describes fails the test.
"""

import importlib
import inspect
import math

import numpy as np
import pandas as pd
import pytest
from offences.analysis import history, known_shares, neighbours, regions
from offences.names import areas, reference
from offences.names.errors import InputError
from offences.statistics import bounds, growth
from offences.statistics.variation import Variation

MODULES = (
    "statistics.bounds statistics.changes statistics.funnel statistics.growth statistics.rates "
    "analysis.history analysis.known_shares analysis.neighbours analysis.projections analysis.regions analysis.same_forces analysis.trends "
    "analysis.two_years"
).split()
NAN, INF = float("nan"), float("inf")
NO_NUMBER = [None, "37", "", True, NAN, [1, 2], pd.NA]
NO_ROW = [
    None,
    "37",
    3,
    [],
    ["a", "b"],
    [1.0, NAN],
    [INF, 1],
    [[1, 2], [3, 4]],
    [1, -1],
    [1, 2, 3, 4, 5],
    [True],
]
NO_YEAR = [None, "", "2017", "2017/19", "last year", 2017, NAN, "9999"]
NO_AREA = [None, "", "Narnia", 5, NAN]
YEARS = [f"{year}/{year - 1999}" for year in range(2017, 2024)]
COUNTS = pd.Series([122, 140, 176, 224, 179, 230, 264], YEARS)
COUNT = [*NO_NUMBER, -1, 20.7, INF]
SPAN = {"first_year": ("2017/18", [*NO_YEAR, "2024/25"]), "last_year": ("2023/24", NO_YEAR)}

#: By argument: what it may be, and what it may not. A hostile frame or table is made in the test.
ARGUMENTS = {
    **dict.fromkeys(["count", "base", "latest", "known", "total", "of"], (37, COUNT)),
    **dict.fromkeys(["count_before", "known_before"], (37, COUNT)),
    "limits": (bounds.wilson, []),
    **SPAN,
    "year": ("2017/18", NO_YEAR),
    "area": ("E23000032", NO_AREA),
    "codes": (["E23000032", "Surrey"], [None, "", ["Narnia"], [None], 5]),
    "level": (0.95, [*NO_NUMBER, 0, 1, -0.5, 95, INF]),
    "population": (254_030, [*NO_NUMBER[1:4], 0, -5, INF]),
    "variance": (0.04, [*NO_NUMBER, -1, INF]),
    "target": (0.0003, [*NO_NUMBER[1:], 0, -1, INF]),
    "most": (100, [*NO_NUMBER, 0, -1, INF]),
    "group": ("under16", [None, "", "under12", 16]),
    "expected": ([20.5, 30, 60], [*NO_ROW, [0, 1, 2]]),
    "observed": ([12, 25, 90], [*NO_ROW, [1.5, 2, 3]]),
    "scores": ([0.1, -2, 3], [[], None, [NAN], ["a"], 3, [[1]]]),
    "lows": ([11.5, 9.5], [*NO_ROW, [101, 2], [-5, 10], [90, 90]]),
    "highs": ([12.5, 10.5], [*NO_ROW, [101, 2], [-5, 10], [1, 1]]),
    "low": (39.5, [*NO_NUMBER, -1, INF]),
    "high": (40.5, [*NO_NUMBER, -1, INF]),
    "counts": (
        COUNTS,
        [
            None,
            [1, 2],
            "x",
            COUNTS * 1.5,
            -COUNTS,
            COUNTS.where(COUNTS > 150),
            COUNTS.iloc[:0],
            COUNTS.astype(str),
        ]
        + [pd.Series([1, 2, 3, 4, 5, 6, 7]), pd.Series([1, 2], [YEARS[0]] * 2), COUNTS.replace(264, INF)],
    ),
    "published": (
        COUNTS.where(COUNTS > 150),
        [COUNTS * 1.5, -COUNTS, COUNTS.astype(str), COUNTS.replace(264, INF)],
    ),
    "named": (YEARS, [["2017"], [None]]),
    "spans": ([YEARS[:2], YEARS[1:3]], [[["2017"]], [[None]]]),
    "residents": (254_030, []),
    # what has no hostile value of its own: words shown as they are, switches
    **{name: (value, []) for name, value in {"corrected": True, "name": "Kent", "round_name": ""}.items()},
    **{"shown_area": ("E23000032", []), "what": ("platform", []), "wanted": ("platform known", [])},
    **{"dimensions": (["platform"], []), "with_known": (False, []), "dimension": ("platform", [])},
    **{"per_child": ("per 10,000", []), "least": (2, []), "round_": ("2019-09", [])},
    **{
        "variation": (Variation(15), [Variation(0), Variation(NAN), Variation(15, 0.5)]),
        "varied": (Variation(15), []),
        **dict.fromkeys(["lower", "upper"], (-10, [*NO_NUMBER[1:], -101])),
        "k": (15, [*NO_NUMBER, 0, -1]),
        "doubt": ("", []),
        "doubtful": (None, []),
        "meaning": ("expected", []),
        "span": ((844, 844), []),
    },
}

#: What makes words of numbers that the functions tried here gave, or hands out rows of a table as they are.
WORDS = ["offences.analysis.known_shares.pairs"]


def functions(modules=MODULES):
    for module in map(importlib.import_module, (f"offences.{name}" for name in modules)):
        for name, function in inspect.getmembers(module, inspect.isfunction):
            of_words = f"{module.__name__}.{name}" in WORDS
            of_words |= bool({"row", "before"} & set(inspect.signature(function).parameters))
            if not name.startswith("_") and function.__module__ == module.__name__ and not of_words:
                yield pytest.param(
                    module.__name__.removeprefix("offences."), name, id=f"{module.__name__}.{name}"
                )


@pytest.fixture(scope="module")
def frames(tables):
    """Give the tables that functions take, by the function's module and the argument, "" for any module."""
    population = reference.reference("population")
    forces = neighbours.class_rates(tables, population)
    forces = forces.assign(
        published=forces["offences"].where(forces["offences"] > 100), figure_id="", doubt=""
    )
    kent = history.of(tables, "E23000032", "2017/18", "2023/24")
    compared, info = regions.compare(forces)
    return {
        ("", "tables"): tables,
        ("", "figures"): tables.figures,
        ("", "shares"): tables.shares,
        ("share_findings", "rows"): tables.shares[tables.shares["area"].eq("E23000032")].assign(prints=1),
        ("unsupported", "rows"): tables.shares[tables.shares["area"].eq("E23000032")].assign(prints=1),
        ("unsupported", "compared"): compared,
        ("unsupported", "info"): info,
        ("share_findings", "own"): tables.shares.iloc[:0],
        ("verdicts", "checked"): tables.claims.iloc[:0],
        ("", "offences"): tables.offences,
        ("", "official"): tables.official,
        ("regions", "population"): population,
        ("rates.residents", "population"): population,
        ("neighbours", "population"): population,
        ("neighbours", "frame"): forces,
        ("", "forces"): forces,
        ("", "layout"): reference.reference("tiles"),
        ("", "platforms"): reference.reference("platforms"),
        ("known_shares", "rows"): tables.shares[tables.shares["area"].eq(areas.UK)].assign(prints=1),
        ("regions.missing", "frame"): forces,
        ("known_shares", "table"): known_shares.measured(
            tables.shares[tables.shares["area"].eq(areas.UK)].assign(prints=1)
        ),
        ("bounds", "table"): pd.DataFrame({"count": [37.0, NAN], "known": [74.0, 74.0]}),
        ("regions", "info"): info,
        **{(module, "history"): kent for module in ("unsupported", "same_forces", "trends")},
        ("trends", "table"): reference.reference("breaks"),
        ("projections", "found"): kent.projection,
        ("projections", "rows"): kent.printed,
        ("two_years", "pair"): kent.printed.iloc[[0, -1]],
        ("two_years", "found"): kent.changes,
        ("trends", "totals"): kent.totals,
    }


def valid(frames, module, function, argument):
    module = module.rpartition(".")[2]
    for place in (f"{module}.{function}", module, ""):
        if (place, argument) in frames:
            return frames[place, argument]
    if module == "funnel" and argument == "population":
        return [12_000, 25_000, 90_000]
    assert argument in ARGUMENTS, f"say what {argument} of {module}.{function} may be"
    return ARGUMENTS[argument][0]


def hostile(value, function, argument):
    if isinstance(value, pd.DataFrame):
        return (
            [value.iloc[:0], pd.DataFrame(), None, "x"]
            if argument != "pair"
            else [value.iloc[:0], value.iloc[:1]]
        )
    if argument == "tables":
        return [value._replace(figures=value.figures.iloc[:0], offences=value.offences.iloc[:0])]
    if argument == "population" and isinstance(value, list):
        return [*NO_ROW, [0, 1, 2]]
    if argument in ("found", "history"):
        return [None] if argument == "found" else []
    if argument == "info":
        return [regions.Funnel(3)] if function == "curves" else []
    odd = [] if argument == "fitted" else ARGUMENTS[argument][1]
    one_alone = (function, argument) in [("limits", "expected"), ("absent", "first_year")]
    return (
        [value for value in odd if str(value) not in ("3", "[1, 2, 3, 4, 5]", "2024/25")]
        if one_alone
        else odd
    )


def sensible(value):
    """Tell whether a result holds no number that means nothing; a missing limit is None, in a table NA."""
    if isinstance(value, pd.DataFrame | pd.Series):
        frame = pd.DataFrame(value).select_dtypes("number")
        return not np.isinf(frame.astype(float).fillna(0)).any(axis=None)
    if isinstance(value, history.History):
        return all(map(sensible, (value.years, value.totals, value.changes, value.projection)))
    if isinstance(value, dict):
        return all(map(sensible, value.values()))
    if isinstance(value, tuple | list | np.ndarray) and not isinstance(value, growth.Trend):
        return all(map(sensible, value))
    return not isinstance(value, float) or math.isfinite(value)


@pytest.mark.parametrize(("module", "function"), list(functions()))
def test_what_means_nothing_is_refused_or_gives_nothing(frames, module, function):
    call = getattr(importlib.import_module(f"offences.{module}"), function)
    good = {name: valid(frames, module, function, name) for name in inspect.signature(call).parameters}
    whole = call(**good)
    assert sensible(whole)
    for argument, value in good.items():
        for odd in hostile(value, function, argument):
            try:
                found = call(**{**good, argument: odd})
            except InputError as error:
                assert str(error).endswith(".")
                continue
            nothing = odd is None or str(odd) in ("", "[]") or isinstance(odd, pd.Series) and odd.empty
            harmless = nothing or isinstance(odd, tuple | pd.DataFrame | dict)
            assert harmless, f"{argument}={odd!r} gives {found!r}"
            assert sensible(found), f"{argument}={odd!r} gives {found!r}"
            if isinstance(found, pd.DataFrame) and len(getattr(odd, "columns", [1])):
                assert set(found.columns) >= set(whole.columns), f"{argument}={odd!r}"


#: Where a person writes the name, a table holds the code.
SPELLED = {
    "area": "Kent Police",
    "shown_area": "Kent Police",
    "codes": ["Kent", "Surrey"],
    **{"year": "2017-18", "first_year": "2017-2018", "last_year": "2023-24"},
}


def spelled_functions():
    for one in functions(
        [
            *MODULES,
            "tables.series",
            "tables.shares",
            "report.share_findings",
            "report.unsupported",
            "claims.verdicts",
        ]
    ):
        module, name = one.values
        if set(SPELLED) & set(
            inspect.signature(getattr(importlib.import_module(f"offences.{module}"), name)).parameters
        ):
            yield one


@pytest.mark.parametrize(("module", "function"), list(spelled_functions()))
def test_a_common_name_and_a_year_as_people_write_it_give_the_same(frames, module, function):
    call = getattr(importlib.import_module(f"offences.{module}"), function)
    good = {name: valid(frames, module, function, name) for name in inspect.signature(call).parameters}
    spelled = {**good, **{name: words for name, words in SPELLED.items() if name in good}}
    assert repr(call(**spelled)) == repr(call(**good))
