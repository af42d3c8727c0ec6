import pandas as pd
from offences.tables import series

COLUMNS = (
    "figure_id source_id round origin area offence measure dimension category start end first_year "
    "last_year months whole part_because low high precision status doubt value_as_published"
).split()


def figure(name, low, round_, **other):
    row = dict.fromkeys(COLUMNS, "") | {
        "figure_id": name,
        "source_id": f"s-{name}",
        "round": round_,
        "origin": "NSPCC",
        "area": "E23000032",
        "offence": "s15A",
        "measure": "offences",
        "start": "2017-04",
        "end": "2018-04",
        "first_year": "2017/18",
        "last_year": "2017/18",
        "months": 12,
        "whole": True,
        "low": low,
        "high": low,
        "precision": "exact",
        "status": "published",
    }
    return row | other


def chosen(*rows):
    figures = pd.DataFrame(rows)
    sources = pd.DataFrame({"published": "2020"}, index=figures["source_id"])
    table = series.offences(figures, sources)
    return table, table[table["chosen"]].iloc[0]


def test_a_whole_year_is_chosen_over_a_later_part():
    _, best = chosen(
        figure("a", 40, "2018-06"), figure("b", 20, "2020-11", whole=False, end="2017-10", months=6)
    )
    assert (best["low"], best["rule"]) == (40, "whole year over part")


def test_an_exact_figure_is_chosen_over_a_later_rounded_one():
    _, best = chosen(figure("a", 41, "2018-06"), figure("b", 40, "2020-11", precision="about"))
    assert (best["low"], best["rule"]) == (41, "exact over rounded")


def test_a_later_round_is_chosen_over_an_earlier_one():
    table, best = chosen(figure("a", 41, "2018-06"), figure("b", 43, "2020-11"))
    assert (best["low"], best["rule"]) == (43, "later round over earlier")
    assert (best["lowest"], best["highest"], best["rounds"]) == (41, 43, 2)
    assert len(table) == 2


def test_reprints_of_one_release_are_one_witness():
    _, best = chosen(figure("a", 41, "2018-06"), figure("b", 41, "2020-11"))
    assert best["publishers"] == 1
    _, best = chosen(figure("a", 41, "2018-06"), figure("b", 41, "force t01", origin="force"))
    assert best["publishers"] == 2


def test_a_total_that_leaves_a_force_out_is_no_whole_figure(tables):
    rows = series.of_round(tables.offences, "NSPCC-SE", "2024-11")
    assert "2021/22" not in rows.index
    row = tables.offences.query("area == 'NSPCC-SE' and year == '2021/22' and chosen").iloc[0]
    assert (row["low"], row["whole"], row["part_because"]) == (429, False, "f0446")


def test_a_blank_is_no_count():
    rows = pd.DataFrame([figure("a", None, "2018-06", status="not_answered", high=None)])
    assert series.counts(rows).empty


def test_a_change_takes_its_years_from_one_round(tables):
    kent = series.best_round(tables.offences, "E23000032", "2017/18", "2023/24")
    years = series.of_round(tables.offences, "E23000032", kent)
    assert kent == "2024-11"
    assert list(years["low"]) == [122, 140, 176, 224, 179, 230, 264]
