import pandas as pd
import pytest
from offences import charts

YEARS = pd.DataFrame({"year": ["2017/18", "2018/19", "2019/20"], "offences": [37.0, None, 285.0]})


def texts(figure):
    return [text.get_text() for text in figure.axes[0].texts]


def test_columns_are_as_high_as_their_numbers_and_labelled():
    figure = charts.by_year(YEARS, "Headline", "Subtitle", part=["2019/20"])
    assert [patch.get_height() for patch in figure.axes[0].patches] == [37, 0, 285]
    assert texts(figure) == ["37", "[x]", "285\npart"]


def test_the_axis_of_counts_begins_at_zero():
    figure = charts.by_year(YEARS, "Headline", "Subtitle")
    assert figure.axes[0].get_ylim()[0] == 0


def test_intervals_span_their_limits():
    frame = pd.DataFrame(
        {"label": ["a", "b"], "low": [1.0, 2.0], "value": [2.0, None], "high": [3.0, 5.0], "text": ["A", "B"]}
    )
    figure = charts.intervals(frame, "Headline", "Subtitle", focus="a")
    spans = [tuple(line.get_xdata()) for line in figure.axes[0].lines if len(line.get_xdata()) == 2]
    assert spans == [(1.0, 3.0), (2.0, 5.0)]
    assert texts(figure) == ["A", "B"]


def test_coverage_is_marked_by_sign_as_well_as_by_colour():
    matrix = pd.DataFrame({"2017/18": ["whole", ""], "2018/19": ["part", "asked"]}, index=["Kent", "Surrey"])
    figure = charts.coverage(matrix, "Headline", "Subtitle")
    assert texts(figure) == ["●", "◐", "", "[x]"]


def test_a_headline_of_eleven_words_is_refused():
    with pytest.raises(ValueError, match="ten|10"):
        charts.canvas("one two three four five six seven eight nine ten eleven", "s")


def test_pictures_are_the_same_on_every_run(tmp_path):
    for folder in ("a", "b"):
        figure = charts.by_year(YEARS, "Headline", "Subtitle")
        charts.write(figure, tmp_path / folder, "x")
    for ending in ("svg", "png"):
        assert (tmp_path / f"a/x.{ending}").read_bytes() == (tmp_path / f"b/x.{ending}").read_bytes()
