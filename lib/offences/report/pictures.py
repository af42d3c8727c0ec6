"""A finished chart as files: SVG, PNG, and an SVG that is drawn anew for the width of a phone."""

import io
import pickle
import re
import textwrap

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Annotation
from PIL import Image

from offences.report import charts, spacing

#: How wide a PNG is, in pixels, sharp in print too, and how many colours it has: a third of the bytes, no difference seen.
PIXELS, COLOURS = 1600, 64
#: The width of the chart for a phone, in inches, and the letters of its headline, source and rows' names in a line.
NARROW, HEADLINE, SOURCE, NAME = 3.4, 30, 50, 15
#: With more years than this they are named without their century.
MANY_YEARS = 6
#: How far the number at the end of an axis may move that end, in pixels.
AT_END = 10
#: The height of a line of text, in inches, and the least part of its room that what is drawn keeps beside its labels.
LINE, LEAST = 0.17, 0.3


def as_png(figure):
    """Give the figure as PNG bytes, the same on every run."""
    out, usual = io.BytesIO(), figure.dpi
    with charts.theme():
        charts.laid_out(figure).dpi = PIXELS / figure.get_figwidth()
        drawn, size = figure.canvas.print_to_buffer()
        figure.dpi = usual
    flat = Image.frombuffer("RGBA", size, drawn).convert("RGB")
    flat.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(out, "png")
    return out.getvalue()


def as_svg(figure):
    """Give the figure as SVG text, the same on every run."""
    out = io.StringIO()
    with charts.theme():
        charts.laid_out(figure).savefig(out, format="svg", metadata={"Date": None})
    return out.getvalue()


def write(figure, picture, folder, name):
    """Write the figure as ``<name>.svg``, its PNG and, for a phone, ``<name>-narrow.svg``."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.png").write_bytes(picture)
    for kind, shape in ("", figure), ("-narrow", narrow(figure)):
        (folder / f"{name}{kind}.svg").write_text(as_svg(shape), encoding="utf-8", newline="")


def narrow(figure):
    """Draw a finished chart, of one pair of axes, anew for a phone: words in more lines, labels where there is room.

    The figure given stays as it is.
    """
    wide, tall = figure.get_size_inches()
    with charts.theme():
        small = pickle.loads(pickle.dumps(figure))
        FigureCanvasAgg(small)
        [axes] = small.axes
        small.set_size_inches(NARROW, tall if axes.axison else 0.8 * tall)
        breaks = [line for line in axes.lines if line.get_label() == spacing.BREAK]
        for line in breaks:
            line.remove()
        before = _lines(small)
        _rewrap(small, axes, wide)
        _named_in_lines(axes)
        small.set_figheight(small.get_figheight() + LINE * (_lines(small) - before))
        labels = [text for text in axes.texts if isinstance(text, Annotation)]
        for label in labels:
            label.set(position=getattr(label, "offered", label.get_position()), visible=True)
        charts.laid_out(small, anew=True)
        _fit(axes, labels)
        spacing.clear(axes, labels)
        charts.broken(axes, dict.fromkeys(line.get_xdata()[0] for line in breaks))
    return small


def _lines(figure):
    """Count the lines of text that stand above and below the axes, or name their rows."""
    [axes] = figure.axes
    rows = [label.get_text() for label in axes.get_yticklabels()] if axes.axison else []
    texts = [figure.get_suptitle(), axes.get_title("left"), figure.get_supxlabel(), *rows]
    return sum(text.count("\n") for text in texts)


def _rewrap(figure, axes, wide):
    """Set headline, subtitle and source in as many lines as the width asks for."""
    words = textwrap.fill(figure.get_suptitle(), HEADLINE), textwrap.fill(figure.get_supxlabel(), SOURCE)
    charts.framed(figure, *words)
    first, *others = axes.get_title("left").splitlines() or [""]
    lines, room = [first], int(charts.LETTERS * wide)
    for before, line in zip([first, *others], others, strict=False):
        # A line went on where its next word would not have fitted.
        going_on = len(f"{before} {line.split()[0]}") > room
        lines[-1:] = [f"{lines[-1]} {line}"] if going_on else [lines[-1], line]
    charts.subtitled(axes, "\n".join(lines))


def _named_in_lines(axes):
    """Set the names of years and rows, and what stands in tiles, over two lines."""
    if not axes.axison:
        _in_tiles(axes)
        return
    years = [label.get_text() for label in axes.get_xticklabels()]
    if any(re.fullmatch(r"\d{4}/\d\d", year) for year in years):
        cut = 2 * (len(years) > MANY_YEARS)
        axes.set_xticks(axes.get_xticks(), [year[cut:].replace("/", "/\n") for year in years], fontsize=8)
        axes.tick_params("y", labelsize=8)
        for text in axes.texts:
            text.set_fontsize(min(text.get_fontsize(), 8 if len(years) <= MANY_YEARS else 7.5))
    rows = [label.get_text() for label in axes.get_yticklabels()]
    if any(re.search("[a-z]", row) for row in rows):
        low, high = axes.get_ylim()
        axes.set_yticks(axes.get_yticks(), [_filled(row) for row in rows], fontsize=8, linespacing=0.9)
        axes.set_ylim(low, high)


def _filled(text):
    return "\n".join(textwrap.fill(line, NAME, break_long_words=False) for line in text.split("\n"))


def _in_tiles(axes):
    """Make tiles higher than wide, each word on a line of its own and no wider than its tile."""
    axes.set_aspect("auto")
    for text in axes.texts:
        text.set(text=text.get_text().replace(" ", "\n", 1), fontsize=6.6, linespacing=0.95)
    axes.figure.draw_without_rendering()
    widths = [patch.get_window_extent().width for patch in axes.patches]
    for text in axes.texts:
        text.set_fontsize(text.get_fontsize() * min(1, 0.94 * min(widths) / text.get_window_extent().width))


def _fit(axes, labels):
    """Draw closer to the left what leaves the labels at its right ends no room; words too long go on two lines."""
    beside = [label for label in labels if label.get_ha() == "left" and label.xycoords == "data"]
    scale = _scale(axes, beside)
    if scale < LEAST:
        for label in beside:
            label.set_text(_filled(label.get_text()))
        more = sum(label.get_text().count("\n") for label in beside)
        axes.figure.set_figheight(axes.figure.get_figheight() + LINE * more)
        scale = max(_scale(axes, beside), LEAST / 2)
    if scale < 1:
        low, high = axes.get_xlim()
        axes.set_xlim(low, low + (high - low) / scale)
        charts.laid_out(axes.figure, anew=True)


def _scale(axes, labels):
    """Give the part of its width that what is drawn may keep, so that the labels at its right ends fit in."""
    width, found = axes.bbox.width, [1.0]
    for label in labels:
        at = axes.transData.transform((axes.convert_xunits(label.xy[0]), 0))[0] - axes.bbox.x0
        beyond = spacing.extent(label).x1 - axes.bbox.x0 - at
        if at > 0 and width < at + beyond:
            found.append((width - AT_END - beyond) / at)
    return min(found)
