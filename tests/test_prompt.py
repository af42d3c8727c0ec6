"""The library at the prompt: few names, any common name of an area, numbers, and screens instead of walls."""

import itertools
import subprocess
import sys

import matplotlib.pyplot as plt
import offences
import pandas as pd
import pytest
from offences import prompt
from offences.analysis import official as by_year
from offences.names import areas
from offences.names.errors import InputError
from offences.tables import disclosure, loading


def test_the_prompt_offers_these_and_no_more():
    names = "change claims derivation estimate find load official rates series show source tables"
    assert dir(offences) == offences.__all__ == names.split()
    assert all(getattr(offences, name).__doc__.count(">>>") >= 2 for name in dir(offences))
    assert prompt.SMALL == disclosure.SMALL


USES = [
    "from offences.tables import series; assert series.Tables",
    "assert offences.tables.__module__ == 'offences.prompt'",
    "from offences.claims import claims; assert claims.claimed",
    "assert offences.claims.__module__ == 'offences.prompt'",
]


def test_two_rooms_and_two_functions_share_their_names_in_any_order():
    anew = "import sys\nfor name in [*sys.modules]:\n    if name.partition('.')[0] == 'offences':\n        del sys.modules[name]"
    orders = [USES, USES[::-1], [*USES[2:], *USES[:2]]]
    code = "\n".join(line for order in orders for line in (anew, "import offences", *order))
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr


def test_importing_the_library_imports_no_pandas():
    told = "import sys, offences, offences.cli; print('pandas' in sys.modules, 'matplotlib' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True)
    assert ran.stdout == "False False\n", ran.stderr


def test_a_series_is_of_one_round_and_draws():
    derbyshire = offences.series("Derbys", round="2023-08")
    assert derbyshire.to_dict() == {"2017/18": 37, "2022/23": 285}
    assert (derbyshire.name, derbyshire.index.name, str(derbyshire.dtype)) == ("Derbyshire", "year", "int64")
    kent = offences.series("Kent")
    assert len(kent) > 2
    assert offences.series("Kent", round="2024-10").equals(offences.series("E23000032", round="2024-11"))
    backend = plt.get_backend()
    drawn = kent.plot(ax=plt.figure().subplots()).lines[0]
    assert drawn.get_ydata().tolist() == kent.tolist()
    assert plt.get_backend() == backend
    plt.close("all")


def test_a_round_that_prints_nothing_is_answered_with_those_that_do():
    assert offences.series("City of London").empty
    with pytest.raises(InputError, match="'2018-01' prints no exact count of a whole year of Kent; 2019-09"):
        offences.series("Kent", round="2018-01")
    with pytest.raises(InputError, match="no round does"):
        offences.series("City of London", round="2023-08")


def test_a_change_is_numbers_and_reads_on_a_screen():
    found = offences.change("Derbyshire", "2017-18", "2022/23")
    assert (found.base, found.latest, round(found.change)) == (37, 285, 670)
    assert found.low < found.chance_low < found.change < found.chance_high < found.high
    assert found.figure_ids == tuple(
        offences.load("offences").set_index("figure_id").loc[list(found.figure_ids)].index
    )
    lines = repr(found).splitlines()
    assert lines[0] == "Derbyshire, 2017/18 to 2022/23 (August 2023 round)"
    assert "37 to 285" in lines[1]
    assert "+670%" in lines[2]
    assert len(lines) <= 7


def test_a_change_that_no_round_prints_is_refused_with_what_each_has():
    with pytest.raises(InputError, match="for both 2018/19 and 2022/23; .*2023-08 has 2017/18 and 2022/23"):
        offences.change("Derbyshire", "2018/19", "2022/23")
    with pytest.raises(InputError, match="none prints a whole year"):
        offences.change("City of London", "2018/19", "2022/23")
    with pytest.raises(InputError, match="lies after"):
        offences.change("Kent", "2022/23", "2018/19")
    with pytest.raises(InputError, match="2018/19 is given as both years"):
        offences.change("Kent", "2018/19", "2018/19")


def test_a_change_in_doubt_says_so():
    doubtful = offences.load("offences").query("doubt != '' and precision == 'exact' and whole")
    told = 0
    for area, round_ in doubtful[["area", "round"]].drop_duplicates().itertuples(index=False):
        years = offences.series(area, round=round_).index
        for pair in itertools.pairwise(years):
            found = offences.change(area, *pair)
            told += bool(found.doubt)
            assert ("in doubt" in repr(found)) == bool(found.doubt)
    assert told


def test_rates_are_numbers_with_limits_for_the_forces_that_have_a_count():
    found = offences.rates("2022/23")
    assert found["rate"].between(found["low"], found["high"]).all()
    assert set(found["area"]) < set(areas.forces())
    older = offences.rates("2022/23", children="under18")
    assert (older["rate"] < found["rate"]).all()
    with pytest.raises(InputError, match="no group of children"):
        offences.rates("2022/23", children="under 12")


@pytest.mark.parametrize("area", ["Kent", "Wales", "England and Wales", "South East (ONS region)"])
def test_the_official_class_is_that_of_the_analysis(area):
    found = offences.official(area).set_index("year")
    same = by_year.by_year(loading.tables(), areas.find(area)).set_index("year")
    assert found[["grooming", "exploitation"]].astype(float).equals(same[["grooming", "exploitation"]])
    assert found["vintage"].iloc[-1] == "2023-10"


def test_no_class_is_given_where_the_series_does_not_hold_all_of_an_area():
    assert offences.official("Scotland").empty
    assert offences.official("UK").empty


def test_estimates_are_marked_and_of_single_forces():
    found = offences.estimate("Met")
    assert found["mark"].eq("[e]").all()
    assert found["estimate"].between(found["low80"], found["high80"]).all()
    with pytest.raises(InputError, match="UK has no estimates"):
        offences.estimate("UK")


def test_claims_have_verdicts_of_the_area_alone(claims_checked):
    found = offences.claims("Kent", suppress_up_to=0)
    same = claims_checked[claims_checked["area"].eq(areas.find("Kent"))]
    assert found["verdict"].tolist() == same["verdict"].tolist()
    assert found["figure_id"].tolist() == same["figure_id"].tolist()


def test_a_source_is_found_by_the_figure_s_id():
    found = offences.source("f0345")
    assert (
        found.publisher
        == offences.load("sources").loc[
            offences.load("figures").set_index("figure_id")["source_id"]["f0345"], "publisher"
        ]
    )
    assert found.address.startswith("https://")
    assert f"words      {found.words}" in repr(found).splitlines()
    with pytest.raises(InputError, match="'f9999' is no figure"):
        offences.source("f9999")


WRONG = [
    (lambda: offences.derivation("f9999"), "'f9999' is no figure"),
    (lambda: offences.source(None), "None is no figure"),
    (lambda: offences.load(["figures"]), "is no table; there are figures, "),
    (lambda: offences.tables(3), "is missing; `make data` writes"),
    (lambda: offences.claims("Kent", suppress_up_to=-1), "suppress_up_to: -1 is not allowed"),
    (lambda: offences.load("official", suppress_up_to="x"), "suppress_up_to: 'x' is not allowed"),
    (
        lambda: offences.series("Kent", round=2023),
        "'2023' prints no exact count of a whole year of Kent; .* do",
    ),
    (lambda: offences.rates(2022), "2022 is no financial year"),
    (lambda: offences.rates("2030/31"), "no force has an exact count of 2030/31; .*2017/18, .* and 2024/25"),
    (lambda: offences.change("Kent", "2017/18", "2030/31"), "for both 2017/18 and 2030/31; .* has 2017/18"),
    (lambda: offences.find(None), "'None' is no area"),
    (lambda: offences.show(offences.tables()), "show takes a table or a series of pandas, not a Tables"),
    (lambda: offences.show(offences.series("Kent"), rows=-1), "rows: -1 is not allowed"),
    (lambda: offences.show(offences.series("Kent"), rows=True), "rows: True is not allowed"),
]


@pytest.mark.parametrize(("ask", "said"), WRONG, ids=[said for _, said in WRONG])
def test_what_cannot_be_answered_is_refused_in_a_sentence(ask, said):
    with pytest.raises(InputError, match=said) as refused:
        ask()
    assert "\n" not in str(refused.value)


def test_a_series_is_shown_as_a_table(capsys):
    offences.show(offences.series("Kent"), "Kent", rows=1)
    assert capsys.readouterr().out.splitlines()[:2] == ["Kent (1 of 7 rows)", "   year Kent"]


def test_small_cells_are_hidden_unless_asked_for():
    shown, printed = offences.load("figures"), offences.load("figures", suppress_up_to=0)
    hidden = shown.loc[shown["value_as_published"].ne(printed["value_as_published"]), "figure_id"].iloc[0]
    assert offences.source(hidden).words == "[c]"
    assert offences.source(hidden, suppress_up_to=0).words != "[c]"
    assert offences.tables(suppress_up_to=0).figures.equals(printed)


def test_an_ambiguous_name_is_answered_with_the_choices():
    for ask in (offences.find, offences.series, offences.official, offences.estimate, offences.claims):
        with pytest.raises(InputError, match="may mean several areas"):
            ask("West Midlands")
    with pytest.raises(InputError, match="may mean several areas"):
        offences.change("West Midlands", "2017/18", "2022/23")


GIVEN = {
    "load": lambda: offences.load("offences"),
    "series": lambda: offences.series("Kent").to_frame(),
    "rates": lambda: offences.rates("2022/23"),
    "official": lambda: offences.official("Kent"),
    "estimate": lambda: offences.estimate("Met"),
    "claims": lambda: offences.claims("Derbyshire"),
    "derivation": lambda: offences.derivation("f0405"),
}


@pytest.mark.parametrize("give", GIVEN.values(), ids=GIVEN)
def test_what_is_returned_is_the_caller_s_own(give):
    before, mine = give(), give()
    mine.isetitem(0, mine.iloc[::-1, 0].to_numpy())
    mine.iloc[0] = mine.iloc[1]
    mine.index.name, mine["mine"] = "mine", 1
    pd.testing.assert_frame_equal(give(), before)


def test_the_tables_read_on_a_screen():
    found = offences.tables()
    lines = repr(found).splitlines()
    assert len(lines) == len(found._fields)
    assert max(map(len, lines)) <= 110
    assert (
        lines[0]
        == f"figures    {len(found.figures):>5,} rows x 30 columns  every published figure, as printed and as read"
    )
