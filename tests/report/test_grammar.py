"""Each kind of thing is said in one way."""

import pytest
from offences.names import areas
from offences.report import grammar, terms

SAID = [
    (grammar.year, ["2022/23"], "the year to March 2023"),
    (
        grammar.spans,
        [["2018/19", "2019/20", "2023/24"]],
        "April 2018 to March 2020 and April 2023 to March 2024",
    ),
    (grammar.number, [9], "nine"),
    (grammar.number, [1234], "1,234"),
    (grammar.per_cent, [67.5], "67.5 per cent"),
    (grammar.per_cent, [40], "40 per cent"),
    (grammar.per_cent, [-0.04], "0 per cent"),
    (grammar.times, [3.02, 19.6], "between three and twenty times"),
    (grammar.times, [1.02, 1.86], "between 2 and 86 per cent more than"),
    (grammar.times, [1.3, 4.21], "between 1.3 and 4.3 times"),
    (grammar.times, [0.42, 0.91], "between 9 and 58 per cent fewer than"),
    (grammar.place, ["E12000004"], "the East Midlands"),
    (grammar.place, ["E12000002"], "the North West (ONS)"),
    (grammar.place, ["NSPCC-SE"], "the South East without Thames Valley"),
    (grammar.place, ["E23000001"], "the Metropolitan Police area"),
    (grammar.police, ["E23000032"], "Police in Kent"),
    (grammar.police, ["E23000001"], "The Metropolitan Police"),
    (grammar.police, ["K02000001"], "Police forces in the UK"),
    (
        grammar.standing,
        ["E23000032", "2022/23", ["E23000029"], [], 6, "regional or similar force"],
        "Per child, Kent recorded more sexual grooming offences in the year to March 2023 than Thames Valley. Six other "
        "regional or similar forces did not clearly differ.",
    ),
    (grammar.publisher, ["Derbyshire Times"], "the Derbyshire Times"),
    (grammar.shown, ["It is 9", "NSPCC", ["NSPCC"]], "It is 9, NSPCC figures show."),
    (
        grammar.shown,
        ["It is 9", "NSPCC", ["Derbyshire Times", "LBC"]],
        "It is 9. The Derbyshire Times and LBC reported these NSPCC figures.",
    ),
    (
        grammar.shown,
        ["It is 9", "force", ["Essex Police (disclosure log)"], False],
        "It is 9, the police's own answer shows.",
    ),
    (grammar.publisher, ["Hello Rayo (Metro Radio)"], "Hello Rayo"),
    (grammar.publisher, ["BBC News"], "BBC News"),
    (terms.anchor, ["similar force"], "term-similar-force"),
    (
        terms.linked,
        ["Of one round, not two rounds.", "[{0}](#{1})"],
        "Of one [round](#term-round), not two rounds.",
    ),
]


@pytest.mark.parametrize(("write", "given", "said"), SAID)
def test_it_is_said_as_a_newspaper_says_it(write, given, said):
    assert write(*given) == said


def test_no_two_areas_are_said_alike():
    said = [grammar.place(area).casefold().removeprefix("the ") for area in areas.table().index]
    assert len(set(said)) == len(said)
