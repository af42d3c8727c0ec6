import pandas as pd
import pytest
from offences.names import areas, reference, wording, years

EXAMPLES = [
    (years.read, ["2017-18"], "2017/18"),
    (years.name, [2017], "2017/18"),
    (years.start, ["2017/18"], 2017),
    (years.ordered, ["2017-18", "2019/20"], ("2017/18", "2019/20")),
    (years.shift, ["2017/18", 5], "2022/23"),
    (years.span, ["2017/18", "2019/20"], ["2017/18", "2018/19", "2019/20"]),
    (years.add_months, ["2017-04", 18], "2018-10"),
    (years.months, ["2017-04", "2018-10"], 18),
    (years.period, ["2017/18", "2018/19"], ("2017-04", "2019-04")),
    (wording.number, [34000], "34,000"),
    (wording.percent, [670.27], "670%"),
    (wording.percent, [-0.2], "0%"),
    (wording.percent, [12.25, 1], "12.3%"),
    (wording.quoted, ["More than 5,500"], "“more than 5,500”"),
    (wording.figure, ["Ninety-one", "exact", 91], "91"),
    (wording.figure, ["over 200", "above", 201], "“over 200”"),
    (wording.figure, ["", "", None], "[x]"),
    (wording.share, ["40 per cent", "rounded", 39.5, 40.5], "40%"),
    (wording.share, ["67.5%", "rounded", 67.45, 67.55], "67.5%"),
    (wording.share, ["a quarter", "words", 22.5, 27.5], "“a quarter”"),
    (wording.share, ["", "", None, None], "[x]"),
    (wording.bounds, [285, 285], "285"),
    (wording.bounds, [254, 260], "254 to 260"),
    (wording.bounds, [13, None], "at least 13"),
    (wording.change, [670.27], "+670%"),
    (wording.change, [None], "[z]"),
    (wording.interval, [-17.2, 383.4], "-17% to +383%"),
    (wording.interval, [None, None], "not known"),
    (wording.listed, [["Kent", "Surrey", "Sussex"]], "Kent, Surrey and Sussex"),
    (wording.span, ["2017/18", "2022/23"], "2017/18 to 2022/23"),
    (wording.months, ["2018-04", "2018-10"], "April to September 2018"),
    (wording.months, ["2018-10", "2019-04"], "October 2018 to March 2019"),
    (wording.months, ["2018-04", "2018-05"], "April 2018"),
    (wording.many, [1, "force"], "1 force"),
    (wording.many, [3000, "force"], "3,000 forces"),
    (wording.date, ["2023-08-14"], "14 August 2023"),
    (wording.date, ["2024-11"], "November 2024"),
    (wording.date, ["2019"], "2019"),
    (wording.date, [""], ""),
    (wording.opening, ["the UK has no figure."], "The UK has no figure."),
    (wording.round_name, ["2023-08"], "August 2023 round"),
    (areas.simplify, ["Devon & Cornwall Police"], "devon and cornwall"),
    (areas.typed, ["E23000032"], "Kent"),
    (areas.typed, ["E12000007"], "E12000007"),
    (areas.find_all, [["Derbys", "E23000032"]], ["E23000018", "E23000032"]),
    (areas.is_code, ["E23000031+E23000032"], True),
    (areas.is_code, ["E23000032+E23000031"], False),
    (areas.is_code, ["Kent"], False),
    (areas.name, ["E23000031+E23000032"], "Kent and Surrey"),
    (areas.said, ["K02000001"], "the UK"),
    (areas.said, ["E23000032"], "Kent"),
    (areas.slug, ["E23000018"], "derbyshire"),
    (areas.level, ["NSPCC-SE"], "published area"),
    (areas.is_single, ["E23000018"], True),
    (areas.is_single, ["W92000004"], False),
    (areas.around, ["W15000004"], ["W92000004", "K04000001", "K02000001"]),
]


@pytest.mark.parametrize(("function", "given", "wanted"), EXAMPLES)
def test_names_and_numbers_are_written_as_a_newspaper_does(function, given, wanted):
    assert function(*given) == wanted


def test_a_table_that_is_kept_is_the_callers_own_to_change():
    load = reference.kept(lambda: pd.DataFrame({"area": ["Kent"]}))
    mine = load()
    mine.loc[0, "area"] = "Surrey"
    assert load()["area"].tolist() == ["Kent"]


def test_what_is_kept_of_a_frame_is_made_anew_as_soon_as_it_holds_something_else():
    made = []

    @reference.kept
    def doubled(frame, column, times=2):
        made.append(column)
        return times * frame[[column]]

    frame = pd.DataFrame({"low": [1, 2], "high": [3, 4]})
    assert doubled(frame, "low").equals(doubled(frame.copy(), column="low"))
    assert (doubled(frame, "high")["high"].tolist(), made) == ([6, 8], ["low", "high"])
    frame.loc[0, "low"] = 10
    assert doubled(frame, "low")["low"].tolist() == [20, 4]
    assert doubled(frame, "low", times=3)["low"].tolist() == [30, 6]


def test_a_release_of_two_months_is_one_round_and_a_later_one_covers_up_to_its_year():
    assert reference.round_of("2024-10")["round"] == "2024-11"
    assert reference.round_of("2030-05")["latest_year"] == "2029/30"
