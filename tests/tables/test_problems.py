import pytest
from offences.names import areas

TRAPS = [
    ("misprint", "Wales", "Wales 554"),
    ("misprint", "NSPCC-NW", "North West 565"),
    ("jump", "Hampshire", "18 in 2020/21"),
    ("no answer", "Hampshire", "2021/22"),
    ("blank in a sum", "NSPCC-SE", "429 leaves out Hampshire"),
    ("revised", "Lancashire", "175 .* and 64"),
    ("part-year", "Dyfed-Powys", "19"),
    ("misprint", "UK", "89 per cent .* 86%"),
    ("at odds", "UK", "leaves 6,275"),
    ("another definition", "UK", "99 per cent"),
    ("known for a minority", "UK", "1,824 of 7,062"),
    ("known for a minority", "UK", "2,111 of 7,263"),
    ("ambiguous share", "UK", "9 per cent"),
    ("hidden cells", "Northamptonshire", "46 of 52"),
    ("other year", "Dorset", "6th Apr"),
    ("does not fit the official class", "North Wales", "53 in 2017/18.* 40 .* 2 of"),
    ("does not fit the official class", "Hampshire", "18 in 2020/21.* 203"),
    ("at odds", "NSPCC-SW", "add up to 375"),
    ("doubtful place", "West Yorkshire", "headline says South Yorkshire"),
    ("footnote", "Sussex", r"\*77"),
    ("contradicted", "Wales", "add up to 564"),
    ("corrected", "Wiltshire", "misdated by a year"),
]


@pytest.mark.parametrize(("kind", "area", "words"), TRAPS)
def test_every_known_trap_is_found_by_rule(tables, kind, area, words):
    log = tables.problems[tables.problems["kind"].eq(kind)]
    mine = log[log["area"].eq(areas.find(area))]
    assert mine["detail"].str.contains(words).any(), mine["detail"].tolist()


def test_no_rule_knows_a_place_by_name():
    from pathlib import Path

    from offences.tables import problems

    code = Path(problems.__file__).read_text(encoding="utf-8")
    assert not [name for name in areas.table()["name"] if len(name) > 3 and name in code]
