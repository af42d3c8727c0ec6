import pandas as pd
import pytest
from offences.names import reference
from offences.names.errors import InputError
from offences.reading import published, readings


def frame(**columns):
    """A tiny published table: one row, blanks unless given."""
    row = dict.fromkeys(published.FIGURE_COLUMNS, "") | {
        "figure_id": "t1",
        "source_id": "s098",
        "place_as_published": "Derbyshire",
        "period_as_published": "2017/18",
        "measure": "offences",
        "value_as_published": "37",
    }
    return pd.DataFrame([row | columns])


def read_one(monkeypatch, **columns):
    monkeypatch.setattr(published, "figures", lambda: frame(**columns))
    monkeypatch.setattr(
        published,
        "returns",
        lambda: reference.table(reference.DATA / "returns" / "force_returns.csv").iloc[:0],
    )
    return readings.read(readings.raw(), published.sources())[0].iloc[0]


def test_a_transcriber_who_disagrees_about_the_period_stops_the_run(monkeypatch):
    with pytest.raises(InputError, match="t1.*transcriber has 2018/19.*corrections.yml"):
        read_one(monkeypatch, first_year="2018/19", last_year="2018/19", covers="whole")


def test_a_transcriber_who_disagrees_about_the_value_stops_the_run(monkeypatch):
    with pytest.raises(InputError, match="t1.*transcriber has 73"):
        read_one(monkeypatch, value="73")


def test_a_transcriber_who_agrees_is_taken(monkeypatch):
    row = read_one(monkeypatch, first_year="2017/18", last_year="2017/18", covers="whole", value="37")
    assert (row["area"], row["low"], row["high"], row["whole"]) == ("E23000018", 37, 37, True)


def test_a_correction_that_no_longer_finds_what_it_expects_stops_the_run(monkeypatch):
    with pytest.raises(InputError, match="c01 expects"):
        read_one(monkeypatch, figure_id="f0019", period_as_published="2017/18")


def test_a_return_without_a_settled_offence_stops_the_run(monkeypatch):
    answer = published.returns().iloc[:1].assign(return_id="r999")
    monkeypatch.setattr(published, "returns", lambda: answer)
    with pytest.raises(InputError, match="r999 has no entry in data/reference/scope.csv"):
        readings.raw()


def test_every_correction_is_used(tables):
    assert set(readings.corrections().index) <= set(tables.figures["figure_id"])


def test_reprints_share_a_statement(tables):
    figures = tables.figures.set_index("figure_id")
    assert figures["statement"]["r286"] == figures["statement"]["f0346"]
    assert figures["statement"].nunique() < len(figures)


def test_a_figure_that_another_source_calls_part_year_inherits_the_mark(tables):
    row = tables.figures.set_index("figure_id").loc["f0545"]
    assert (row["low"], row["whole"], row["part_because"]) == (19, False, "f0016")


def test_only_the_offence_itself_enters_the_counts(tables):
    assert set(tables.offences["offence"]) <= {"s15A", "scotland", "northern_ireland", "uk_mixed"}
    other = tables.figures[~tables.figures["offence"].isin(set(tables.offences["offence"]))]
    assert len(other) > 100
    assert not set(other["figure_id"]) & set(" ".join(tables.offences["figure_ids"]).split())


def test_the_coverage_is_that_of_the_published_figures(tables):
    from offences.names import areas

    chosen = tables.offences[tables.offences["chosen"] & tables.offences["area"].isin(areas.forces())]
    assert chosen[chosen["year"].eq("2017/18") & chosen["whole"]]["area"].nunique() == 33
