import itertools
import re

import made_up_answers
import numpy as np
import pandas as pd
import pytest
from offences.claims import claims
from offences.names import areas, reference
from offences.reading import intake, values
from offences.report import errata, own_figures
from offences.tables import answers, disclosure, loading, series, shares
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from shared import EDITIONS, OWN

KENT = "E23000032"
PARTS = ["girls", "boys", "gender unknown"]
AGES = ["0-11", "12-15", "16+", "age unknown"]
SAME = ["area", "offence", "start", "end"]


def answer(counts, **columns):
    """Give the clean figures and shares of one made-up answer: (measure, dimension, category) to a count.

    A star is withheld by the publisher.
    """
    rows = [
        {
            "figure_id": f"x{place:03d}",
            "statement": f"x{place:03d}",
            "source_id": "x",
            "round": "force x",
            "area": KENT,
            "offence": "s15A",
            "start": "2024-04",
            "end": "2025-04",
            "first_year": "2024/25",
            "last_year": "2024/25",
            "measure": measure,
            "dimension": dimension,
            "category": category,
            "low": None if count == "*" else float(count),
            "high": None if count == "*" else float(count),
            "precision": "" if count == "*" else "exact",
            "unit": "" if count == "*" else "count",
            "status": "suppressed" if count == "*" else "published",
            "beside": None,
            "months": 12.0,
            "whole": True,
            "value_as_published": str(count),
            "note": "",
            **columns,
        }
        for place, ((measure, dimension, category), count) in enumerate(counts.items())
    ]
    figures = pd.DataFrame(rows).astype({"low": float, "high": float, "beside": float})
    return figures, shares.shares(figures)


def left_to_guess(figures, share_table):
    """Bound every hidden cell of single forces from all that two tables show: least, most and safe by figure_id."""
    rows = []
    every = answers.printed(figures, share_table)
    for _, printed in disclosure.with_small(answers.of_forces(every), 0):
        seen, names = answers.answer(printed), answers.names(printed)
        ours = {
            name for name, value in zip(names, printed["value_as_published"], strict=True) if value == "[c]"
        }
        found, few = answers.ranges(seen), disclosure.exposed(seen, ours)
        rows += [
            (figure, *found[name], name not in few)
            for figure, name in zip(printed["figure_id"], names, strict=True)
            if name in found
        ]
    return pd.DataFrame(rows, columns=["figure_id", "least", "most", "safe"]).set_index("figure_id")


def shown(tables, figures, share_table, threshold=7):
    """Give what control leaves of a made-up answer."""
    own = tables._replace(figures=figures, shares=share_table, problems=tables.problems[:0])
    return disclosure.controlled(own, threshold)


def attacked(figures):
    """Bound each hidden cell of single forces by whole numbers, from the table of figures as shown alone.

    Written apart from the library: gender by age, the whole, sum rows (which leave out what a
    publisher withheld), the number known, any other split of a whole, and the notes' arithmetic.
    """
    single = [code for code in areas.table().index if len(areas.members(code)) == 1]
    figures = figures[figures["area"].isin(single)]
    found = {}
    for _, rows in figures.groupby(SAME):
        rows = rows[rows["start"].ne("")]
        hidden = rows[rows["status"].eq("suppressed")]
        if hidden.empty:
            continue
        names = sorted(set(zip(hidden["dimension"], hidden["category"], strict=True)))
        seen = rows[rows["low"].notna() & rows["unit"].eq("count") & rows["measure"].ne("offences_sum_row")]
        seen = seen.groupby(["dimension", "category"])["low"].agg(["min", "max"])
        equations = []

        def equation(whole, parts, names=names, seen=seen, equations=equations):
            """Add: the hidden parts make up the whole less the parts seen, where that can be."""
            least = most = whole
            unknown = [names.index(part) for part in parts if part in names]
            for part in parts:
                if part not in names and part in seen.index:
                    least, most = least - seen.loc[part, "max"], most - seen.loc[part, "min"]
            if unknown and most >= len(unknown):
                equations.append((np.isin(np.arange(len(names)), unknown).astype(float), least, most))

        totals = rows[rows["dimension"].eq("") & rows["measure"].isin(["offences", "offences_sum_row"])]
        cells = {*names, *seen.index}
        both = {("age_gender", f"{who} {age}"): (who, age) for who, age in itertools.product(PARTS, AGES)}
        for total in totals["low"].dropna().unique():
            for dimension in {name[0] for name in cells} - {"", "platform", "known"}:
                parts = [name for name in cells if name[0] == dimension]
                if len(parts) > 1:
                    equation(total, parts)
        stars = rows[rows["status"].eq("suppressed") & rows["value_as_published"].eq("*")]
        stars = set(zip(stars["dimension"], stars["category"], strict=True))
        for row in rows[rows["measure"].eq("offences_sum_row") & rows["low"].notna()].itertuples():
            for left_out in (stars, set()):
                parts = [
                    name for name, pair in both.items() if row.category in (pair[0], pair[1], pair[1][4:])
                ]
                equation(row.low, [name for name in parts if name in cells and name not in left_out])
        for note in rows["note"]:
            for text in re.findall(r"\+(\d+)", note):
                equation(float(text), [name for name, pair in both.items() if pair[1] == "age unknown"])
        for name in names:
            target = np.array([float(name == other) for other in names])
            limits = Bounds(np.ones(len(names)), np.full(len(names), 10_000.0))
            rules = [LinearConstraint(row, low, high) for row, low, high in equations]
            ends = [
                milp(sign * target, constraints=rules, bounds=limits, integrality=np.ones(len(names)))
                for sign in (1, -1)
            ]
            if all(end.success for end in ends):
                same = hidden["dimension"].eq(name[0]) & hidden["category"].eq(name[1])
                for figure in hidden.loc[same, "figure_id"]:
                    found[figure] = (round(ends[0].fun), round(-ends[1].fun))
    return found


def test_no_hidden_cell_of_the_collection_has_fewer_than_four_values(tables):
    found = attacked(disclosure.controlled(tables).figures)
    assert {"r005", "r006", "r007", "r011", "r379", "r383"} <= set(found)
    assert {name: limits for name, limits in found.items() if limits[1] - limits[0] < 3} == {}


@pytest.mark.parametrize("shape", made_up_answers.SHAPES)
@pytest.mark.parametrize("seed", [0, 3])
def test_no_small_cell_of_a_made_up_answer_has_fewer_than_four_values(shape, seed):
    figures, matrix = made_up_answers.printed(shape, seed)
    small = set(figures.loc[figures["dimension"].ne("") & figures["low"].between(1, 7), "figure_id"])
    hidden = disclosure.small(*made_up_answers.with_shares(figures))
    assert small <= hidden
    assert not figures.set_index("figure_id").loc[sorted(hidden), "low"].eq(0).any()
    assert min(made_up_answers.left_to_guess(figures, matrix, hidden).values(), default=4) >= 4


@pytest.mark.parametrize("seed", range(6))
def test_the_fewest_cells_are_hidden(seed):
    """Against every choice of as many and of fewer cells of a small table, tried one after another."""
    figures, matrix = made_up_answers.printed("gender by years", seed)
    small = set(figures.loc[figures["dimension"].ne("") & figures["low"].between(1, 7), "figure_id"])
    further = disclosure.small(*made_up_answers.with_shares(figures)) - small
    splits = figures.loc[figures["dimension"].ne("") & figures["low"].gt(7), "figure_id"]
    for size in range(len(further)):
        for choice in itertools.combinations(splits, size):
            assert min(made_up_answers.left_to_guess(figures, matrix, small | set(choice)).values()) < 4


def test_cells_are_chosen_one_by_one_where_the_programme_finds_none_in_time(monkeypatch):
    figures, matrix = made_up_answers.printed("gender by age", 2)
    monkeypatch.setattr(disclosure, "_further", lambda *_: set())
    hidden = disclosure.small(*made_up_answers.with_shares(figures))
    assert min(made_up_answers.left_to_guess(figures, matrix, hidden).values()) >= 4


def test_a_total_that_leaves_nothing_to_guess_is_hidden_from_every_table(tables):
    counts = {("offences", "", ""): 4, ("offences", "gender", "girls"): 3, ("offences", "gender", "boys"): 1}
    figures, share_table = answer(counts, whole=True, origin="force", doubt="", part_because="")
    every = pd.concat([tables.figures[tables.figures["area"].ne(KENT)], figures], ignore_index=True)
    every = every.astype(tables.figures.dtypes)
    source = tables.sources.head(1).assign(source_id="x").set_index("source_id", drop=False)
    sources = pd.concat([tables.sources, source])
    own = tables._replace(figures=every, sources=sources, offences=series.offences(every, sources))
    own = own._replace(solved=tables.solved.head(2).assign(rows_used=["f0345 x000", "f0345"]))
    assert "x000" in set(own.offences["figure_id"])
    after = disclosure.controlled(own)
    assert after.figures.set_index("figure_id").loc[["x000", "x001", "x002"], "low"].isna().all()
    assert "x000" not in " ".join(after.offences["figure_ids"])
    assert after.solved["rows_used"].tolist() == ["f0345"], "what follows from a hidden cell gives it away"


def test_the_attack_of_the_tests_finds_what_control_hid_before(tables):
    figures = tables.figures.copy()
    figures.loc[figures["figure_id"].eq("r005"), ["low", "status"]] = [None, "suppressed"]
    assert attacked(figures)["r005"] == (2, 2)


def test_what_a_force_splits_is_hidden_by_whatever_dimension(tables):
    found = loading.tables().figures.set_index("figure_id")
    assert set(found.loc[["r379", "r380", "r381", "r382", "r383"], "status"]) == {"suppressed"}
    single = [code for code in areas.table().index if len(areas.members(code)) == 1]
    left = found[found["area"].isin(single) & found["dimension"].ne("") & found["unit"].eq("count")]
    assert not left["low"].between(1, 7).any()


@pytest.mark.parametrize(
    ("measure", "dimension"),
    [
        ("offences", "ethnicity"),
        ("outcome", "weekday"),
        ("known_denominator", "known"),
        ("unknown_platform", ""),
    ],
)
def test_a_dimension_that_nobody_thought_of_is_controlled(tables, measure, dimension):
    counts = {("offences", "", ""): 60, (measure, dimension, "first"): 3, ("offences", "gender", "girls"): 50}
    after = shown(tables, *answer(counts)).figures
    assert after["value_as_published"].tolist()[:2] == ["60", "[c]"]


def test_a_number_known_that_is_hidden_stands_beside_no_share(tables):
    counts = {("known_denominator", "known", "gender known"): 6, ("offences", "gender", "girls"): 50}
    assert shown(tables, *answer(counts)).shares["known"].isna().all()


def test_a_sum_row_is_a_margin(tables):
    counts = {
        ("offences", "", ""): 52,
        ("offences", "age_gender", "girls 12-15"): 22,
        ("offences", "age_gender", "girls age unknown"): 2,
        ("offences", "age_gender", "boys 12-15"): "*",
        ("offences", "age_gender", "gender unknown 12-15"): "*",
        ("offences", "age_gender", "boys 0-11"): "*",
        ("offences", "age_gender", "gender unknown age unknown"): 22,
        ("offences_sum_row", "age", "12-15"): 22,
        ("offences_sum_row", "age", "unknown"): 24,
    }
    figures, share_table = answer(counts)
    assert disclosure.small(figures, share_table) == {"x002", "x006"}
    bounds = left_to_guess(*shown(tables, figures, share_table)[:3:2])
    assert bounds.loc["x002", ["least", "most"]].tolist() == [1, 23]
    counts[("offences", "age", "unknown")] = 24
    assert len(disclosure.small(*answer(counts))) == 2


WALES = {
    "Dyfed-Powys": (41, 9),
    "Gwent": (60, 3),
    "North Wales": (72, 14),
    "South Wales": (120, 21),
    "Wales": (293, 47),
}


@pytest.mark.parametrize("left_out", ["", "South Wales"])
def test_a_cell_cannot_be_had_from_the_sum_row_of_areas_less_its_neighbours(left_out):
    """Attack with a variable for each hidden count, by areas across and by genders down, in a programme of the test's own."""
    rows, places = [], []
    for place, counts in WALES.items():
        if place != left_out:
            split = dict(zip(("girls", "boys"), counts, strict=True))
            if left_out and place == "Wales":
                split = {
                    gender: number - lost
                    for (gender, number), lost in zip(split.items(), WALES[left_out], strict=True)
                }
            one, _ = answer(
                {("offences", "", ""): sum(split.values())}
                | {("offences", "gender", name): many for name, many in split.items()}
            )
            rows.append(
                one.assign(area=areas.find(place), figure_id=[f"{place}|{name}" for name in ("all", *split)])
            )
            places.append(place)
    figures = pd.concat(rows, ignore_index=True).assign(statement=lambda table: table["figure_id"])
    hidden = disclosure.small(figures, shares.shares(figures))
    assert "Gwent|boys" in hidden
    ids, low = list(figures["figure_id"]), figures["low"].to_numpy()
    sums = [[f"{place}|all", f"{place}|girls", f"{place}|boys"] for place in places]
    sums += [
        [f"Wales|{name}", *(f"{place}|{name}" for place in places[:-1])] for name in ("girls", "boys", "all")
    ]
    equal = np.array([[(name == whole[0]) - (name in whole[1:]) for name in ids] for whole in sums], float)
    if left_out:
        equal = equal[: len(places)]
    above = -np.array(
        [[(name == whole[0]) - (name in whole[1:]) for name in ids] for whole in sums[len(places) :]], float
    )
    box = [(1, None) if name in hidden else (number, number) for name, number in zip(ids, low, strict=True)]
    aim = np.array([name == "Gwent|boys" for name in ids], float)
    least, most = (
        sign * linprog(sign * aim, above, np.zeros(3), equal, np.zeros(len(equal)), box).fun
        for sign in (1, -1)
    )
    assert most - least >= 3


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        # two hidden ones that are the rest of 2: a third goes, the smaller of two
        ({"0-11": 24, "12-15": 24, "16+": 1, "unknown": 1}, {"x001", "x003", "x004"}),
        # enough is left to hide in
        ({"0-11": 20, "12-15": 14, "16+": 3, "unknown": 3}, {"x003", "x004"}),
        ({"0-11": 24, "12-15": 26}, set()),
    ],
)
def test_cells_are_hidden_until_nothing_can_be_worked_out(counts, hidden):
    cells = {("offences", "age", age): count for age, count in counts.items()}
    assert disclosure.small(*answer({("offences", "", ""): sum(counts.values()), **cells})) == hidden


def test_margins_of_two_dimensions_are_taken_together(tables):
    both = {"girls 0-11": 20, "girls 12-15": 30, "boys 0-11": 3, "boys 12-15": 15}
    counts = {
        ("offences", "", ""): 68,
        ("offences", "gender", "girls"): 50,
        ("offences", "gender", "boys"): 18,
    }
    counts |= {("offences", "age", "0-11"): 23, ("offences", "age", "12-15"): 45}
    counts |= {("offences", "age_gender", name): count for name, count in both.items()}
    figures, share_table = answer(counts)
    after = shown(tables, figures, share_table)
    bounds = left_to_guess(after.figures, after.shares)
    assert bounds.loc["x007", "least"] <= 3 <= bounds.loc["x007", "most"]
    assert (bounds["most"] - bounds["least"] >= 3).all()


def test_another_source_of_the_same_cell_and_its_share_go_with_it(tables):
    counts = {
        ("offences", "", ""): 50,
        ("offences", "gender", "girls"): 46,
        ("offences", "gender", "boys"): 4,
    }
    first, _ = answer(counts)
    second, _ = answer(dict(list(counts.items())[:2]), source_id="y", round="force y")
    share, _ = answer(
        {("share_gender", "gender", "girls"): 92}, source_id="z", round="force z", unit="percent"
    )
    several = pd.concat(
        [
            first,
            *(frame.replace({"x0": key}, regex=True) for key, frame in {"y0": second, "z0": share}.items()),
        ],
        ignore_index=True,
    )
    after = shown(tables, several, shares.shares(several)).figures
    assert set(after.loc[after["dimension"].eq("gender"), "status"]) == {"suppressed"}
    assert set(after.loc[after["dimension"].eq(""), "status"]) == {"published"}


@pytest.mark.parametrize(
    ("note", "left"),
    [
        ("no figure; note Sum row 0+22+0+24=46, not the 52 of Q1", "no figure; [c]"),
        ("boys and girls add up to fifty-two", "[c]"),
        ("copy read in part; twice Two", "copy read in part; [c]"),
        ("* = suppressed; none given", "* = suppressed; none given"),
        ("", ""),
    ],
)
def test_the_arithmetic_of_a_note_is_withheld(note, left):
    assert disclosure._without_numbers(note) == left


def test_notes_of_an_answer_with_a_hidden_cell_hold_no_number(tables):
    after = loading.tables().figures
    held = after[after["value_as_published"].eq("[c]")]
    beside = after[after["source_id"].isin(held["source_id"]) & after["area"].isin(held["area"])]
    assert not beside["note"].str.contains(r"\d").any()
    kept = after.set_index("figure_id")["note"]
    assert kept["f0561"] == tables.figures.set_index("figure_id")["note"]["f0561"]


def test_what_we_show_narrows_no_cell_that_a_publisher_withheld(tables):
    public = left_to_guess(tables.figures, tables.shares)
    assert set(public.index) == {"r006", "r007", "r011"}
    after = disclosure.controlled(tables)
    ours = left_to_guess(after.figures, after.shares).loc[public.index]
    assert (ours["least"] <= public["least"]).all()
    assert (ours["most"] >= public["most"]).all()


@pytest.mark.parametrize("threshold", [0, 4, 7])
def test_no_small_cell_of_a_force_is_left(tables, threshold):
    after = disclosure.controlled(tables, threshold)
    assert disclosure.controlled(after, threshold).figures.equals(after.figures)
    changed = after.figures["status"].ne(tables.figures["status"]).sum()
    assert (changed == 0) == (threshold == 0)


def test_how_few_cases_of_one_force_ended_is_hidden_too(tables):
    hidden = disclosure.small(tables.figures, tables.shares)
    assert {"r363", "r371"} <= hidden
    assert not {"r043", "r368"} & hidden  # 0 and 84


def test_one_hidden_cell_of_a_partition_takes_a_second_with_it(tables):
    hidden = disclosure.small(tables.figures, tables.shares)
    assert {"f0290", "f0291"} <= hidden
    without_whole = {
        ("offences", "age", "0-11"): 5,
        ("offences", "age", "12-15"): 30,
        ("offences", "age", "16+"): 40,
    }
    assert disclosure.small(*answer(without_whole)) == {"x000", "x001"}


def test_the_log_of_problems_gives_no_hidden_cell_away(tables):
    hidden = disclosure.small(tables.figures, tables.shares)
    log = disclosure.controlled(tables).problems
    for row in log.itertuples():
        assert not hidden & set(row.figure_ids.split()) or row.detail.startswith("[c]")
    assert not log["detail"].str.contains("46 of 52|0+22+0+24", regex=False).any()


def test_force_totals_and_national_cells_stay(tables):
    hidden = disclosure.small(tables.figures, tables.shares)
    rows = tables.figures[tables.figures["figure_id"].isin(hidden)]
    assert rows["dimension"].ne("").all()
    assert not rows["area"].isin(["K02000001", "K04000001", "W92000004"]).any()


def test_the_prompt_hides_what_the_tables_hide():
    every, hidden = loading.tables(), loading.tables(suppress_up_to=0)
    for name, table in every._asdict().items():
        assert loading.load(name).equals(table)
        assert loading.load(name, suppress_up_to=0).equals(getattr(hidden, name))
    assert not every.figures.equals(hidden.figures)


def test_the_copy_of_a_users_own_figures_hides_them_too(own_built, tmp_path):
    path, copy, fine = (tmp_path / f"{name}.csv" for name in ("own", "copy", "fine"))
    path.write_text(OWN, encoding="utf-8")
    copy.write_bytes(loading.shown_copy(path, disclosure.controlled(own_built).figures))
    found = reference.table(copy).tail(4)
    assert found["value_as_published"].tolist() == ["52", "[c]", "[c]", "[c]"]
    assert found["value"].tolist() == ["52", "", "", ""]
    again, _ = intake.read(copy)
    assert values.read(again["value_as_published"].iloc[-3]).status == "suppressed"
    fine.write_text(OWN.replace(",48,48,", ",40,40,").replace(",4,4,", ",12,12,"), encoding="utf-8")
    assert loading.shown_copy(fine, intake.read(fine)[0]) == fine.read_bytes()


def test_a_verdict_tells_no_hidden_cell(own_built):
    """Verdicts made of every cell, then controlled, are those made of what may be shown."""
    own = disclosure.small(own_built.figures, own_built.shares) & set(own_built.claims["figure_id"])
    assert own, "the share is a claim, and is hidden with the counts"
    after = disclosure.controlled(own_built)
    assert not own & set(after.claims["figure_id"])
    again = claims.check(after)
    numbers = ["recomputed_low", "recomputed_high"]
    assert after.claims.drop(columns=numbers).equals(again.drop(columns=numbers))


def test_a_claim_that_rests_on_a_hidden_cell_cannot_be_checked(tables):
    hidden = min(disclosure.small(tables.figures, tables.shares))
    made = tables.claims.head(1).assign(rows_used=f"f0345 {hidden}", reason="46 of 52", recomputed_low=46.0)
    row = disclosure.controlled(tables._replace(claims=made)).claims.iloc[0]
    assert (row["verdict"], row["reason"]) == ("not checkable", "[c]: a small cell is part of it.")
    assert pd.isna(row["recomputed_low"])
    assert row["identity"] == ""


def test_what_new_figures_changed_is_said_of_the_tables_given(tables):
    shown = disclosure.controlled(tables)
    assert own_figures.lines(shown, shown) == ["0 figures added."]
    row = shown.offences[shown.offences["chosen"]].iloc[0]
    before = shown._replace(offences=shown.offences.drop(index=row.name))
    said = own_figures.lines(before, shown, {row["figure_id"]: "round.xlsx, Replies!B3"})
    assert said[1].endswith(f"({row['figure_id']}, round.xlsx, Replies!B3).")


def test_the_log_of_errata_tells_no_small_cell(tables):
    hidden = disclosure.small(tables.figures, tables.shares)
    for line in errata.PATH.read_text(encoding="utf-8").splitlines():
        ids = re.match(r"\| [\d-]+ \| `[^`]*?((?:\b[a-z]\d+\b ?)+)`", line)
        assert not ids or not hidden & set(ids[1].split()) or "[c]" in line


def test_no_output_of_an_edition_holds_a_hidden_cell(edition_of, reports, tables):
    """The ways to Northamptonshire's 2, and the counts that North Yorkshire printed in words, stay out."""
    hidden = disclosure.small(tables.figures, tables.shares)
    data = reports / "data"
    lines = (data / "clean" / "figures.csv").read_text(encoding="utf-8").splitlines()
    held = [line for line in lines if line.split(",")[0] in hidden]
    assert len(held) == len(hidden)
    assert all(",[c]," in line for line in held)
    for folder in (data, *map(edition_of, EDITIONS)):
        for path in [*folder.rglob("*.csv"), *folder.glob("*.ipynb"), *folder.glob("*.html")]:
            text = path.read_text(encoding="utf-8")
            assert "46 of 52" not in text, path.name
            assert "0+22+0+24" not in text, path.name
    page = (data / "figures.html").read_text(encoding="utf-8")
    assert "open to every reader" in page
