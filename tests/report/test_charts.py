"""What a chart must never show, looked for in every chart of every notebook and in charts of any numbers."""

import hashlib
import itertools
import json
import math
import os
import pickle
import re
import subprocess
import sys
from pathlib import Path

import cells
import hypothesis.strategies as st
import matplotlib
import pandas as pd
import pytest
import seaborn as sns
from hypothesis import given, settings
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Annotation
from matplotlib.transforms import Bbox
from offences.analysis import cleaning, projections, trends
from offences.claims import claims
from offences.editions import execution
from offences.names import areas, reference, wording, years
from offences.names.errors import InputError
from offences.report import charts, exhibits, pictures, region_findings, spacing
from PIL import Image

YEARS = pd.DataFrame({"year": ["2017/18", "2018/19", "2019/20"], "offences": [37.0, None, 285.0]})
#: No figure at all, a bound, a series and a prediction; and of editions Scotland's other offence, a sum of forces.
SHOWN = ["City of London", "Hampshire"]
OF_EDITIONS = ["Scotland", "NSPCC-SE"]


PLOTTED = pd.DataFrame({"year": ["2018/19", "2019/20", "2020/21"], "offences": [5.0, 9.0, None]})
PLOTTED = PLOTTED.assign(trend=[4.0, 6.0, 9.0], low=[None, None, 5.0], high=[None, None, 12.0])


def columns(frame, part=()):
    """Draw columns by year as 00 and 02 do."""
    figure, axes = charts.canvas("Headline", "Subtitle")
    with charts.theme():
        sns.barplot(frame, x="year", y="offences", color=charts.BLUE, width=0.62, ax=axes)
        charts.columns(axes, list(frame["offences"].map(exhibits.cell)), part)
    return figure


def trend(plotted, published, breaks):
    """Draw a trend as 00 and 02 do."""
    figure, axes = charts.canvas("Headline", "Subtitle", height=3.9)
    with charts.theme():
        sns.pointplot(plotted, x="year", y="trend", color=charts.OTHER, markers="", ax=axes)
        sns.pointplot(plotted, x="year", y="offences", color=charts.BLUE, linestyle="", ax=axes)
        charts.followed(axes, plotted, published, breaks)
    return figure


def texts(figure):
    return [text.get_text() for text in figure.axes[0].texts]


def numbered(axis):
    """Give the numbers and names that an axis shows."""
    low, high = sorted(axis.get_view_interval())
    places = zip(axis.get_majorticklocs(), axis.get_ticklabels(), strict=True)
    return [label for place, label in places if low - 1e-9 <= place <= high + 1e-9 and label.get_text()]


def overlap(one, other):
    """Give the box that two boxes share, if they share more than a hair."""
    found = Bbox.intersection(one, other)
    return found if found is not None and min(found.width, found.height) > 0.5 else None


def of_axis(axis):
    """Say what is wrong with the numbers of an axis."""
    said = [label.get_text() for label in numbered(axis)]
    low, high = sorted(axis.get_view_interval())
    named = [text for text in said if re.fullmatch(r"\d{4}/\d\d", text)]
    if len(set(said)) < len(said):
        yield f"a number stands twice on {said}"
    if any(re.match("[-−]0(?![.,]?[1-9])", text) for text in said):
        yield f"a zero is negative on {said}"
    if any("%" in text for text in said) and (low < 0 or high > 100):
        yield f"shares go from {low} to {high}"
    if named and named != years.span(named[0], named[-1]):
        yield f"a year has no place on {named}"


def shown_at(axes):
    """Give the ends of each mark of a chart in pixels: marker, bar, column."""
    for line in axes.lines:
        points = line.get_transform().transform(line.get_xydata())
        if line.get_marker() not in ("None", ""):
            yield from ((x, x, y, y) for x, y in points if math.isfinite(x + y))
        elif len(set(points[:, 0])) == 1 < len(points) and line.get_label() != spacing.BREAK:
            yield (points[0, 0],) * 2 + (points[:, 1].min(), points[:, 1].max())
    for drawn in axes.collections:
        if hasattr(drawn, "get_segments"):
            for segment in drawn.get_segments():
                (left, low), (right, high) = sorted(map(tuple, drawn.get_transform().transform(segment)))
                yield left, right, min(low, high), max(low, high)
        elif hasattr(drawn, "get_sizes") and len(drawn.get_sizes()):
            for x, y in drawn.get_offset_transform().transform(drawn.get_offsets()):
                yield x, x, y, y
    for patch in axes.patches:
        box = patch.get_window_extent()
        yield box.x0, box.x1, box.y0, box.y1


def astray(axes):
    """Name the labels of a chart that stand nearer to another mark than to their own, with no line that leads there."""
    marks = list(shown_at(axes))
    for text in axes.texts:
        led = getattr(text, "arrow_patch", None) is not None and text.arrow_patch.get_visible()
        if not isinstance(text, Annotation) or not text.get_visible() or led or text.xycoords != "data":
            continue
        box = spacing.extent(text)
        x, y = axes.transData.transform((axes.convert_xunits(text.xy[0]), axes.convert_yunits(text.xy[1])))

        def away(left, right, low, high, box=box):
            return math.hypot(max(left - box.x1, box.x0 - right, 0), max(low - box.y1, box.y0 - high, 0))

        own = [m for m in marks if m[0] - 5 <= x <= m[1] + 5 and m[2] - 5 <= y <= m[3] + 5]
        nearest = min(away(*mark) for mark in [(x, x, y, y), *own])
        # Marks are taken at their middle; a marker reaches five pixels around it.
        if any(away(*mark) < nearest - 5 for mark in marks if mark not in own):
            yield f"{text.get_text()!r} stands at another mark"


def faults(figure):
    """Say what is wrong with a figure: its axes' numbers, and texts that something crosses."""
    FigureCanvasAgg(figure)  # one that was kept for another process has none
    charts.laid_out(figure).draw_without_rendering()
    [axes] = figure.axes
    shown = [axes.xaxis, axes.yaxis] if axes.axison else []
    found = [fault for axis in shown for fault in of_axis(axis)]
    title = next(
        part for part in axes.get_children() if getattr(part, "get_text", str)() == axes.get_title("left")
    )
    parts = [
        *figure.texts,
        *axes.texts,
        title,
        axes.xaxis.label,
        *(each for axis in shown for each in numbered(axis)),
    ]
    parts = [text for text in parts if text.get_text() and text.get_visible()]
    boxes = [(text.get_text(), spacing.extent(text)) for text in parts]
    found += astray(axes)
    lines = [line for line in axes.lines if line.get_linestyle() != "None"]
    lines += axes.patches if any(isinstance(text, Annotation) for text in axes.texts) else []
    paths = [line.get_path().transformed(line.get_transform()) for line in lines]
    for (text, box), (other, its) in itertools.combinations(boxes, 2):
        if overlap(box, its):
            found.append(f"{text!r} meets {other!r}")
    for text, box in boxes:
        inside, seen = overlap(box, axes.bbox), overlap(box, figure.bbox)
        if inside and any(path.intersects_bbox(inside, filled=False) for path in paths):
            found.append(f"a line crosses {text!r}")
        if not seen or seen.width < box.width - 1 or seen.height < box.height - 1:
            found.append(f"{text!r} leaves the figure")
    return found


@pytest.fixture(scope="module")
def drawn(once, tables, claims_checked, edition_and_charts):
    found = once("drawn", lambda: drawn_by_the_notebooks(tables, claims_checked))
    for area in OF_EDITIONS:
        for name, (figure, *told) in edition_and_charts(area)[1].items():
            found[area, name] = pickle.loads(figure), *told
    return found


def drawn_by_the_notebooks(tables, claims_checked):
    """Draw what every notebook draws of some areas: figure, its table and its alternative, by area and name."""
    found, given = {}, ""

    def chart(figure, frame, name, alt, *_):
        found[given, name] = figure, frame, alt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(exhibits, "chart", chart)
        patch.setattr(cleaning, "build", lambda *_: tables)
        patch.setattr(claims, "check", lambda *_: claims_checked)
        for name in ("table", "sentences"):
            patch.setattr(exhibits, name, lambda *_, **__: None)
        for path in execution.sources():
            first, *rest = cells.needed(cells.sources(path), "exhibits.chart(", "exhibits.drawn(") or [""]
            for given in SHOWN if "area:" in first and path.stem != "06_claims" else SHOWN[:1]:
                names = {}
                exec(first, names)
                names |= {"area": given} if "area" in names else {}
                for cell in rest:
                    exec(cell, names)
    return found


def test_no_chart_of_any_notebook_shows_what_a_chart_must_not(drawn):
    seen, found = set(), {}
    for (area, name), (figure, _, alt) in drawn.items():
        if (name, alt) not in seen:
            seen.add((name, alt))
            before = texts(figure), figure.get_figwidth(), figure.axes[0].get_xlim()
            small = pictures.narrow(figure)
            assert (texts(figure), figure.get_figwidth(), figure.axes[0].get_xlim()) == before
            assert small.get_figwidth() == pictures.NARROW
            assert [text.split() for text in texts(small)] == [text.split() for text in texts(figure)], name
            hidden = [
                text.get_text()
                for shape in (figure, small)
                for text in shape.axes[0].texts
                if not text.get_visible()
            ]
            found |= {(area, name, "hidden"): hidden} if hidden else {}
            for shape in (figure, small):
                found |= {(area, name): wrong} if (wrong := faults(shape)) else {}
    assert found == {}
    assert len(seen) > 15


def test_a_picture_for_print_is_1600_pixels_wide(tmp_path):
    figure = columns(YEARS)
    pictures.write(figure, pictures.as_png(figure), tmp_path, "years")
    assert {path.name for path in tmp_path.iterdir()} == {"years.svg", "years-narrow.svg", "years.png"}
    assert Image.open(tmp_path / "years.png").width == pictures.PIXELS == 1600


def test_the_table_of_a_chart_holds_every_year_that_it_draws(drawn):
    for (area, name), (figure, frame, _) in drawn.items():
        if name in ("years", "larger_area", "trend"):
            named = [label.get_text() for label in numbered(figure.axes[0].xaxis)]
            assert list(dict.fromkeys(frame["year"])) == [
                year for year in named if year in set(frame["year"])
            ], area
            assert name == "trend" or list(frame["year"]) == named, (area, name)


def test_an_area_without_a_figure_has_the_class_alone(drawn):
    _, frame, _ = drawn["City of London", "years"]
    assert frame["offences"].eq("[x]").all()
    assert frame["class 88A"].ne("[x]").any()


def test_what_is_published_for_the_year_predicted_is_drawn_beside_the_prediction(drawn):
    figure, frame, alt = drawn["Scotland", "trend"]
    assert "7,263\npublished" in texts(figure)
    assert any(list(line.get_ydata()) == [7263, 7263] for line in figure.axes[0].lines)
    assert frame.iloc[-1][["year", "offences"]].tolist() == ["2024/25", 7263]
    assert "2024/25 7,263" in alt
    assert "“over 200”\npublished" in texts(drawn["Hampshire", "trend"][0])
    assert "“over 200”" in texts(drawn["Hampshire", "years"][0])


def test_the_trend_of_an_area_is_drawn_with_its_breaks_in_the_right_year(histories, walked):
    dated = reference.reference("breaks")
    for area in walked:
        found = histories[area].projection
        if found:
            breaks = trends.breaks(dated, area, found.counts.index[0], found.year)
            figure = trend(projections.plotted(found), found.published, breaks)
            assert faults(figure) == [], areas.name(area)
            named = [label.get_text() for label in numbered(figure.axes[0].xaxis)]
            for row in breaks.itertuples():
                when = re.search(r"^(\d{4})-(\d\d)$", row.date)
                assert (
                    named[math.floor(row.place + 0.5)]
                    == years.span("2010/11", "2030/31")[int(when[1]) - 2010 - (int(when[2]) < 4)]
                )


def test_what_is_looked_for_would_be_found():
    figure, axes = charts.canvas("Headline", "Subtitle")
    axes.plot([0, 1], [0, 0])
    for text in ("one", "other"):
        axes.annotate(text, (0.5, 0), va="center")
    axes.plot([0.1, 0.2], [0.2, 0.2], "o", linestyle="None")
    axes.annotate("wrong", (0.1, 0.2), (0.2, 0.22))
    axes.annotate("far out", (1, 0.02), (200, 0), textcoords="offset points", in_layout=False)
    axes.yaxis.set_major_formatter("{x:.0f}%")
    axes.set(xlim=(0, 1), ylim=(-0.4, 0.4))
    axes.set_xticks([0, 0.5, 1], ["2017/18", "2018/19", "2020/21"])
    said = "\n".join(faults(figure))
    for wrong in (
        "stands twice",
        "is negative",
        "shares go",
        "no place",
        "meets",
        "crosses",
        "leaves",
        "at another",
    ):
        assert wrong in said, wrong


@settings(max_examples=12, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(years.span("2017/18", "2024/25")), st.none() | st.integers(0, 12_000), min_size=1
    )
)
def test_columns_of_any_counts_keep_every_year_in_its_place(counts):
    frame = pd.DataFrame({"year": list(counts), "offences": pd.array(list(counts.values()), dtype="Float64")})
    if not any(count is not None for count in counts.values()):
        return
    span = years.span(min(counts), max(counts))
    figure = columns(frame.set_index("year").reindex(span).reset_index())
    assert faults(figure) == []
    assert [label.get_text() for label in numbered(figure.axes[0].xaxis)] == span
    shown = [counts.get(year) for year in span]
    assert texts(figure) == ["[x]" if count is None else wording.number(count) for count in shown]
    heights = {
        round(patch.get_x() + patch.get_width() / 2): patch.get_height() for patch in figure.axes[0].patches
    }
    assert [heights.get(place) or 0 for place in range(len(span))] == [count or 0 for count in shown]


def test_a_chart_without_a_value_is_refused():
    empty = pd.DataFrame(
        columns=["label", "low", "value", "high", "text", "flag", "expected", "row", "column"]
    )
    with pytest.raises(InputError, match="^Rates: no figure was published"):
        charts.tiles(empty, "Rates", "Subtitle")
    with pytest.raises(InputError, match="^Rates: no figure"):
        charts.funnel(empty, [], 1, "Rates", "Subtitle")


def test_columns_are_as_high_as_their_numbers_and_labelled():
    figure = columns(YEARS, part=[2])
    assert [patch.get_height() for patch in figure.axes[0].patches if patch.get_height()] == [37, 285]
    assert texts(figure) == ["37", "[x]", "285\npart"]


def test_coverage_is_marked_by_sign_as_well_as_by_colour(drawn):
    figure, frame, alt = drawn[SHOWN[0], "coverage"]
    signs = {"whole": "●", "part": "◐", "[x] asked": "[x]", "[x]": ""}
    assert texts(figure) == [signs[word] for word in frame.iloc[:, 1:].to_numpy().ravel()]
    assert {"●", "◐", "[x]", ""} == set(texts(figure))
    assert f"whole: {frame['2017/18'].eq('whole').sum()} in 2017/18" in alt


def test_a_headline_of_eleven_words_is_refused():
    with pytest.raises(ValueError, match="ten|10"):
        charts.canvas("one two three four five six seven eight nine ten eleven", "s")


def digests():
    """Draw one chart of each kind from fixed numbers and give the digests of its two files."""
    frame = pd.DataFrame({"label": ["a", "b"], "low": [1.0, 2.0], "value": [2.0, 3.0], "high": [3.0, 5.0]})
    frame = frame.assign(text="x", flag="", expected=[20.0, 50.0], row=[1, 2], column=[1, 2])
    words = ("Headline", "Subtitle")
    figures = [
        columns(YEARS, part=[2]),
        trend(PLOTTED, None, pd.DataFrame({"place": [1.2], "date": ["2019-04"], "what": ["a break"]})),
        charts.funnel(frame, [("95%", "-", [20, 50], [1, 2], [6, 5])], 3.0, *words, focus="a"),
        charts.tiles(frame, *words),
    ]
    return [
        hashlib.sha256(part).hexdigest()
        for figure in figures
        for part in (pictures.as_png(figure), pictures.as_svg(figure).encode())
    ]


HOSTILE = {
    "lines.linewidth": 9,
    "lines.marker": "x",
    "font.size": 30,
    "axes.grid": False,
    "axes.facecolor": "black",
    "axes.formatter.useoffset": False,
    "axes.xmargin": 0.4,
    "savefig.bbox": "tight",
    "savefig.dpi": 40,
    "figure.constrained_layout.h_pad": 0.9,
    "svg.fonttype": "path",
    "path.simplify": False,
    "text.antialiased": False,
}


@pytest.fixture(scope="module")
def plain():
    return digests()


def test_pictures_are_the_same_on_every_run_whatever_the_analyst_has_set(plain):
    with matplotlib.rc_context(HOSTILE):
        assert digests() == plain


def test_a_matplotlibrc_in_the_current_folder_changes_no_chart(plain, tmp_path):
    rc = "".join(f"{name}: {value}\n" for name, value in HOSTILE.items())
    (tmp_path / "matplotlibrc").write_text(rc, encoding="utf-8")
    code = "import json, matplotlib, test_charts\nprint(json.dumps([matplotlib.rcParams['font.size'], *test_charts.digests()]))"
    surroundings = {name: value for name, value in os.environ.items() if name != "MATPLOTLIBRC"}
    here = Path(__file__).parent
    surroundings["PYTHONPATH"] = os.pathsep.join(map(str, [here, here.parent]))
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=surroundings, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout) == [30.0, *plain]


@pytest.mark.parametrize(("lower", "higher", "rest"), list(itertools.product((0, 1, 12), repeat=3)))
def test_a_headline_of_compared_rates_fits_however_many_are_told_apart(lower, higher, rest):
    bounds = [(1.1, 2.0)] * lower + [(0.5, 0.9)] * higher + [(0.5, 2.0)] * rest
    frame = pd.DataFrame(bounds, columns=["ratio_low", "ratio_high"], dtype=float).assign(ratio=1.0)
    headline = region_findings.headline(frame)
    assert len(headline.split()) <= charts.HEADLINE_WORDS
    told = [str(count) for count in (lower, higher) if count]
    assert re.findall(r"\d+", headline)[: len(told)] == told


def test_a_chart_credits_what_it_draws(drawn):
    for (area, name), (figure, frame, _) in drawn.items():
        source = figure.get_supxlabel()
        of_class = (
            "recorded class" in set(frame.get("what", ()))
            or frame.get("class 88A", pd.Series()).ne("[x]").any()
        )
        assert not of_class or "Home Office" in source, (area, name)
        if name == "region_rates":
            published = "published offence" in set(frame["what"])
            assert ("published figures: NSPCC" in source) == published, area
            assert "residents: ONS" in source
