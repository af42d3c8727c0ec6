"""Charts in one theme: Government Analysis Function colours, horizontal text, direct labels.

Every function draws on plain axes; pyplot with its backend, which is the analyst's, is left alone. Each chart
has a headline of ten words or fewer, a subtitle that says measure, area and period, and a source line.
"""

import textwrap

import pandas as pd
import seaborn as sns
from matplotlib import style
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Annotation
from matplotlib.transforms import blended_transform_factory

from offences.names import wording
from offences.names.errors import InputError
from offences.report import spacing

BLUE, TEAL, PURPLE, ORANGE, DARK = "#12436D #28A197 #801650 #F46A25 #3D3D3D".split()
GREY, OTHER = "#BFBFBF", "#767676"
HEADLINE_WORDS = 10
#: Letters of the subtitle that fit in an inch.
LETTERS = 13
#: Dots per inch at which every chart is laid out, and shown in a notebook.
DPI = 110
THEME = {
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.edgecolor": DARK,
    "axes.labelcolor": DARK,
    "axes.axisbelow": True,
    "axes.grid": True,
    "grid.color": "#E3E3E3",
    "grid.linewidth": 0.8,
    "xtick.color": DARK,
    "ytick.color": DARK,
    "ytick.left": False,
    "text.color": "#0B0C0C",
    "text.hinting": "none",
    "svg.hashsalt": "offences",
    "svg.fonttype": "none",
}
#: The room around the parts of a figure, in inches.
GAP = 0.042
#: How a label stands off the point that it names; the line to it shows only where it must stand farther off.
NEAR = {
    "textcoords": "offset points",
    "in_layout": False,
    "arrowprops": {"arrowstyle": "-", "lw": 0.7, "shrinkA": 0, "shrinkB": 4, "color": DARK, "visible": False},
}
#: How far right of a prediction the published figure stands, in years.
BESIDE = 0.2
SOURCE = "Source: NSPCC Freedom of Information rounds and police forces, as published."
#: Whom a chart credits that draws the class, by what it draws.
CREDITS = {
    "grooming": "Home Office, police recorded crime by force",
    "published": "published figures: NSPCC and police forces",
    "estimate": "estimates [e]: this collection",
    "residents": "residents: ONS, mid-year estimates",
}


def credit(*drawn):
    """Name the sources of what a chart draws."""
    return f"Source: {'; '.join(CREDITS[kind] for kind in drawn)}." if "grooming" in drawn else SOURCE


OFFICIAL, OFFICIAL_RATES = credit("grooming", "published"), credit("grooming", "residents")


def theme():
    """Set matplotlib's own defaults and the theme on them for a while: what a user has set changes no chart."""
    return style.context(["default", THEME])


def canvas(headline, subtitle, height=3.6, width=7.5, source=SOURCE):
    """Make a figure with headline (ten words or fewer), subtitle and source line around empty axes: figure and axes."""
    if len(headline.split()) > HEADLINE_WORDS:
        raise ValueError(f"headline of more than {HEADLINE_WORDS} words: {headline!r}")
    with theme():
        figure = Figure(figsize=(width, height), dpi=DPI, layout="constrained")
        FigureCanvasAgg(figure)
        axes = figure.subplots()
        framed(figure, headline, source)
        subtitled(axes, subtitle)
    return figure, axes


def framed(figure, headline, source):
    """Set the headline over a figure and the source line under it."""
    figure.suptitle(headline, x=0.01, ha="left", fontweight="bold", fontsize=12)
    figure.supxlabel(source, x=0.01, ha="left", fontsize=8, color=DARK)


def subtitled(axes, subtitle):
    """Set the subtitle flush with the headline, wherever the axes begin, and wrap it at the figure's edge."""
    width = int(LETTERS * axes.figure.get_figwidth())
    lines = [line for given in subtitle.splitlines() for line in textwrap.wrap(given, width)]
    text = axes.set_title("\n".join(lines), loc="left", fontsize=9.5, color=DARK, pad=10)
    edge = blended_transform_factory(axes.figure.transFigure, axes.transAxes + axes.titleOffsetTrans)
    text.set(transform=edge, x=0.01)


def laid_out(figure, anew=False):
    """Place the parts of a finished figure once: axes where headline, source and the words at the axes leave room."""
    if anew or figure.get_layout_engine() is not None:
        figure.set_layout_engine(None)
        [axes], (headline, source), gap = figure.axes, figure.texts, GAP * figure.dpi
        width, height = figure.bbox.size
        # Whenever it draws, matplotlib would look for a place of words that are not there, and for numbers on top.
        for axis in (axes.xaxis, axes.yaxis):
            if not axis.get_label_text():
                axis.set_label_coords(0, 0)
        axes._autotitlepos = axes.xaxis.get_ticks_position() == "top"
        headline.set_y(1 - gap / height)
        source.set_y(gap / height)
        above, below = (text.get_window_extent().height + 3 * gap for text in (headline, source))
        for _ in range(2):  # axes of another width have other numbers
            outer, inner = axes.get_tightbbox(for_layout_only=True), axes.get_window_extent()
            left, bottom = inner.p0 - outer.p0 + (gap, below)
            right, top = figure.bbox.size - (outer.p1 - inner.p1 + (gap, above))
            figure.subplots_adjust(left / width, bottom / height, right / width, top / height)
    return figure


def _some(values, headline):
    """Refuse to draw axes without a value: they'd pass for a finding."""
    if not len(values) or pd.isna(values).all():
        raise InputError(f"{headline}: no figure was published, so that there is nothing to draw.")


def _number(axis, unit=""):
    """Number an axis of counts or of whole percentages: no number stands on it twice."""
    axis.get_major_locator().set_params(integer=True)
    axis.set_major_formatter("{x:,.0f}" + unit)


def _space(axes, labels):
    """Settle the layout of finished axes and clear their labels of lines and of each other."""
    laid_out(axes.figure)
    spacing.clear(axes, labels)


def end_rows(axes, labels, ends, texts):
    """Finish a chart of rows, the first on top, the axis from 0: of each row its name, its end and what is written there."""
    for label, end, text in zip(labels, ends, texts, strict=True):
        axes.annotate(text, (end, label), (4, 0), va="center", fontsize=8.5, **NEAR)
    axes.set(xlabel="", ylabel="", xlim=(0, 1.25 * max(*ends, 1)), ylim=(len(labels) - 0.4, -0.6))
    axes.grid(axis="y", visible=False)


def settle(axes):
    """Finish axes that a notebook drew on: the layout settled, its annotations cleared of lines and each other."""
    with theme():
        _space(axes, [text for text in axes.texts if isinstance(text, Annotation)])


def _stacked(*parts):
    """Set words over each other, narrow enough for one year's room."""
    return "\n".join(textwrap.fill(part, 11) for part in parts)


def labelled(axes, points, names):
    """Finish a chart by year: its years named, its axis from 0, its points named where nothing crosses the name.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Years at 0, 1, 2 and so on.
    points : pandas.DataFrame
        Columns place, value, text, color and beside (the text to the right of the point, not above it).
    names : list of str
        The years.
    """
    with theme():
        axes.set(xlabel="", ylabel="", xlim=(-0.6, len(names) - 0.2))
        axes.set_xticks(range(len(names)), names)
        axes.set_ylim(0, 1.12 * max(axes.get_ylim()[1], 1))
        axes.grid(axis="x", visible=False)
        _number(axes.yaxis)
        labels = [
            axes.annotate(
                row.text,
                (row.place, row.value),
                (8, 0) if row.beside else (0, 8),
                ha="left" if row.beside else "center",
                va="center" if row.beside else "bottom",
                color=row.color,
                fontsize=9,
                **NEAR,
            )
            # The name of the line chooses its place first, then what was published, then what is estimated.
            for row in points[::-1].sort_values("beside", kind="stable").itertuples()
        ]
        _space(axes, labels)


def columns(axes, labels, part=()):
    """Finish columns by year: a label over each, whole numbers from 0 on.

    Those at the places in part cover a part of the year only, and are hatched and labelled.
    """
    heights = dict.fromkeys(range(len(labels)), 0)
    for patch in axes.patches:
        place = round(patch.get_x() + patch.get_width() / 2)
        heights[place] = patch.get_height()
        if place in part:
            patch.set(hatch="///", facecolor="white", edgecolor=BLUE)
    for place, label in enumerate(labels):
        text = _stacked(label, "part") if place in part else _stacked(label)
        height = 0 if pd.isna(heights[place]) else heights[place]
        axes.annotate(text, (place, height), (0, 3), ha="center", fontsize=9, **NEAR)
    axes.set(xlabel="", ylabel="")
    axes.grid(axis="x", visible=False)
    axes.margins(y=0.18)
    axes.autoscale_view()
    axes.set_xlim(-0.5, len(labels) - 0.5)
    axes.set_ylim(0, max(axes.get_ylim()[1], 1))
    _number(axes.yaxis)


def followed(axes, plotted, published=None, breaks=None):
    """Finish points at the places 0, 1, 2 with a trend: numbers, prediction, what was published for its year, breaks.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
    plotted : pandas.DataFrame
        From :func:`offences.analysis.projections.plotted`; the prediction is drawn here.
    published : pandas.DataFrame, optional
        Figures of other rounds for the year predicted: columns low, high, printed and precision.
    breaks : pandas.DataFrame, optional
        From :func:`offences.analysis.trends.breaks`: dotted lines with letters, explained under the subtitle.
    """
    labels = [
        axes.annotate(f"{count:,.0f}", (place, count), (0, 8), ha="center", fontsize=9, **NEAR)
        for place, count in enumerate(plotted["offences"])
        if not pd.isna(count)
    ]
    highest, last = plotted["offences"].max(), len(plotted) - 1
    for row in [] if published is None else published.to_dict("records"):
        labels.append(_beside(axes, last + BESIDE, row))
        highest = max(highest, row["low"])
    right = last + (1.2 if len(labels) > plotted["offences"].notna().sum() else 0.6)
    labels.append(_predicted(axes, last, plotted.iloc[-1]))
    top = 1.25 * max(highest, plotted["high"].max())
    axes.set(xlabel="", ylabel="", ylim=(0, top), xlim=(-0.5, right))
    axes.grid(axis="x", visible=False)
    _number(axes.yaxis)
    _dated(axes, labels, [] if breaks is None else breaks.to_dict("records"))


def _predicted(axes, place, row):
    """Draw a prediction with its limits; give its label."""
    limits = {"color": ORANGE, "linewidth": 3.2, "solid_capstyle": "butt"}
    axes.plot([place] * 2, [row["low"], row["high"]], **limits)
    axes.plot(place, row["trend"], "D", color=ORANGE, markersize=6)
    text = _stacked("predicted", f"{row['low']:,.0f} to {row['high']:,.0f}")
    return axes.annotate(text, (place, row["high"]), (0, 4), ha="center", fontsize=8.5, **NEAR)


def _beside(axes, place, row):
    """Draw what is published for the year predicted; give its label."""
    unbounded = pd.isna(row["high"])
    ends = (row["low"], row["low"] if unbounded else row["high"])
    axes.plot([place] * 2, ends, f"{'^' if unbounded else 's'}-", color=BLUE, markersize=6, fillstyle="none")
    text = _stacked(wording.figure(row["printed"], row["precision"], row["low"]), "published")
    return axes.annotate(text, (place, ends[1]), (7, 0), va="center", fontsize=8.5, **NEAR)


def _dated(axes, labels, breaks):
    """Name dated breaks by letters, clear all labels and draw the breaks between them."""
    across = axes.get_xaxis_transform()
    marks = {"xycoords": across, "va": "top", "ha": "center", "color": PURPLE, "fontsize": 9}
    named = list(zip("ABCDEFGHIJ", breaks, strict=False))
    if named:
        said = [f"{letter}: {row['what']} ({row['date']})" for letter, row in named]
        axes.figure.set_figheight(axes.figure.get_figheight() + 0.17 * len(named))
        subtitled(axes, "\n".join([axes.get_title("left"), *said]))
    labels += [axes.annotate(letter, (row["place"], 1), (0, 0), **marks, **NEAR) for letter, row in named]
    _space(axes, labels)
    broken(axes, [row["place"] for _, row in named])


def broken(axes, places):
    """Draw a dotted line at each place of a finished chart, broken where a label stands."""
    dotted = {"color": PURPLE, "linewidth": 1, "linestyle": ":", "label": spacing.BREAK}
    for place in places:
        for ends in spacing.between(axes, place):
            axes.plot([place] * 2, ends, transform=axes.get_xaxis_transform(), **dotted)


def funnel(frame, curves, target, headline, subtitle, focus="", source=SOURCE):
    """Draw rates against the number expected, with funnel limits; InputError if there is no rate.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns label, expected, value (rate), flag (not blank where it stands out).
    curves : list of tuple
        Name, style, expected counts, lower and upper limits as rates.
    target : float
        The rate drawn as the middle.
    headline, subtitle, focus, source : str
        The label in focus is drawn dark and named.
    """
    _some(frame["value"], headline)
    figure, axes = canvas(headline, subtitle, height=4.6, source=source)
    with theme():
        near = {**NEAR, "fontsize": 8, "va": "center"}
        end = curves[0][2][-1]
        axes.plot([0, end], [target, target], color=TEAL, linewidth=1.4)
        labels = [axes.annotate("all forces", (end, target), (4, 0), **near)]
        for name, dashes, expected, low, high in curves:
            for limit in (low, high):
                axes.plot(expected, limit, dashes, color=DARK, linewidth=1.1)
            labels.append(axes.annotate(name, (expected[-1], high[-1]), (4, 0), **near))
        others = frame[frame["label"].ne(focus)]
        sns.scatterplot(others, x="expected", y="value", color=OTHER, s=38, ax=axes)
        own = frame[frame["label"].eq(focus)]
        sns.scatterplot(own, x="expected", y="value", color=BLUE, marker="D", s=70, ax=axes, zorder=5)
        named = frame[frame["label"].eq(focus) | frame["flag"].ne("")]
        for row in named.itertuples():
            weight = "bold" if row.label == focus else "normal"
            at = (row.expected, row.value)
            labels.append(axes.annotate(row.label, at, (7, 8), fontsize=8.5, fontweight=weight, **NEAR))
        axes.set(xlabel="Offences expected at the rate of all", ylabel="")
        highest = max(frame["value"].max(), *(high[-1] for *_, high in curves))
        axes.set(xlim=(0, 1.22 * frame["expected"].max()), ylim=(0, 1.1 * highest))
        _space(axes, labels)
    return figure


TILE_SHADES = ["#D6E0EE", "#8FA9CC", BLUE]


def tiles(frame, headline, subtitle, focus="", source=SOURCE):
    """Draw a tile map: one tile a force, shaded by thirds of the rates, each with its number; InputError without a rate.

    frame has the columns label, row, column, value (a rate, or missing) and text; focus gets a heavy outline.
    """
    _some(frame["value"], headline)
    figure, axes = canvas(headline, subtitle, height=7.2, source=source)
    thirds = frame["value"].quantile([1 / 3, 2 / 3]).tolist()
    with theme():
        for row in frame.itertuples():
            known = row.value == row.value
            band = sum(row.value > third for third in thirds) if known else None
            shade = TILE_SHADES[band] if known else "white"
            ink = "white" if band == 2 else "#0B0C0C"
            own = row.label == focus
            edge = {"edgecolor": ORANGE if own else OTHER, "linewidth": 3 if own else 0.8}
            corner = (row.column - 0.47, row.row - 0.47)
            axes.add_patch(Rectangle(corner, 0.94, 0.94, facecolor=shade, **edge))
            words = {"ha": "center", "va": "center", "color": ink}
            axes.text(row.column, row.row - 0.14, row.label, fontsize=7.8, **words)
            axes.text(row.column, row.row + 0.2, row.text, fontsize=8.5, **words)
        axes.set(xlim=(0.4, 8.6), ylim=(9.6, -0.6), aspect="equal")
        axes.axis("off")
    return figure
