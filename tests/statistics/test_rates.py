import pandas as pd
import pytest
from offences.names import reference, years
from offences.names.errors import InputError
from offences.statistics import rates


@pytest.mark.parametrize(
    ("count", "population", "low", "high"),
    [(1, 100, 25.31780798, 5571.64339094), (20, 100, 12211.42883, 30889.88037)],
)
def test_limits_change_over_at_ten(count, population, low, high):
    found = [100_000 * limit / population for limit in rates.limits(count)]
    assert found == pytest.approx((low, high), rel=1e-8)


def test_nothing_recorded_has_an_upper_limit():
    assert rates.limits(0) == pytest.approx((0, 3.688879454), rel=1e-8)


def test_a_negative_count_is_refused():
    with pytest.raises(InputError, match="0 or more"):
        rates.limits(-1)


def test_a_force_with_575_children_gets_no_rate():
    assert rates.rate(12, 575) == (None, None, None)
    assert rates.rate(12, None) == (None, None, None)


def test_a_rate_is_what_a_reader_divides():
    assert rates.rate(57, 254_030)[0] == pytest.approx(10_000 * 57 / 254_030)


def test_population_is_of_the_mid_year_that_suits():
    table = pd.DataFrame(
        {
            "mid_year": ["2019", "2020", "2023"],
            "area": "E23000032",
            "under16": ["10", "20", "30"],
            "under18": "40",
        }
    )
    assert tuple(rates.residents(table, "2017/18").loc["E23000032"]) == (10, 2019)
    assert tuple(rates.residents(table, "2020/21").loc["E23000032"]) == (20, 2020)
    assert tuple(rates.residents(table, "2023/24").loc["E23000032"]) == (30, 2023)
    assert rates.residents(table, "2023/24").index.tolist() == ["E23000032"]


def test_a_financial_year_takes_the_mid_year_that_lies_in_it():
    population = reference.reference("population")
    for year in years.span("2017/18", "2024/25"):
        assert rates.residents(population, year)["mid_year"]["E23000018"] == years.start(year)
    assert rates.residents(population, "2025/26")["mid_year"]["E23000018"] == 2024
    assert rates.residents(population, "2017/18")["mid_year"]["S92000003"] == 2018
