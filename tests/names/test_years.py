import pytest
from offences.names import years
from offences.names.errors import InputError


@pytest.mark.parametrize("text", ["2017/18", "2017-18", "2017/2018", " 2017/18 "])
def test_years_are_read_in_common_forms(text):
    assert years.read(text) == "2017/18"


@pytest.mark.parametrize("text", ["2017/19", "2017", "17/18", "1999/00x", ""])
def test_what_is_no_financial_year_is_refused(text):
    with pytest.raises(InputError, match="2017/18"):
        years.read(text)


def test_a_financial_year_runs_from_april_to_march():
    assert years.of_month("2018-03") == "2017/18"
    assert years.of_month("2018-04") == "2018/19"
    assert years.is_whole("2017-04", "2018-04")
    assert not years.is_whole("2017-05", "2018-05")
    assert not years.is_whole("2017-04", "2017-10")
