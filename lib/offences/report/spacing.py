"""Find each label of a chart a place at the mark that it names, where no line, no edge and no other text crosses it."""

import itertools
import textwrap

import numpy as np
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Bbox

#: How far a label may move from where it was put, in which steps, the room around it, how far from its mark it may
#: stand, and how far at least where a line leads to it, which would else not be seen: in pixels.
REACH, STEP, MARGIN, NEAR, LED = 96, 3, 1.5, 40, 15
#: How many times as far as its own mark any other must be from a label that was moved; one that touches its mark counts
#: as so many pixels from it.
OWN, TOUCHING = 3, 2.2
#: How many letters wide a label is made that finds no place, at last one word a line, and in how many lines at most.
WIDTHS, LINES = (9, 1), 3
_GRID = np.array(list(itertools.product(range(-REACH, REACH + 1, STEP), repeat=2)))
#: Staying comes first, then what moves least.
SHIFTS = _GRID[np.argsort(np.hypot(*_GRID.T), kind="stable")]
#: What the lines of dated breaks are called: they are broken for labels, and no legend lists them.
BREAK = "_break"


def clear(axes, labels):
    """Move labels to the free place nearest to what they name, on finished axes whose layout is settled.

    A place is free where nothing crosses it and where no other mark of the chart is nearer. Where there is none a
    line leads from a label to its mark, if it has one, or it is hidden. Labels have offsets in points; earlier ones
    choose first, and what is free where it was put stays.
    """
    scale, room = 72 / axes.figure.dpi, axes.bbox.padded(MARGIN).extents
    lines = [line for line in axes.lines if line.get_linestyle() != "None" and line.get_label() != BREAK]
    paths = [line.get_path().transformed(line.get_transform()) for line in lines]
    marks = _marks(axes, scale)
    taken = [*marks, *(_box(text) for text in axes.texts if text not in labels)]
    letters = [_named(axes, label) for label in labels if label.xycoords != "data"]
    for label in labels:
        # Where it was put: a chart that is drawn anew for another width begins there.
        label.offered = getattr(label, "offered", label.get_position())
        label.set_position(label.offered)
        label_of = _named(axes, label)
        others = marks if label.xycoords == "data" else np.reshape(letters, (-1, 4))
        theirs = _gaps(label_of[None], others)[0] <= 0.5
        named, strangers = np.vstack([label_of, others[theirs]]), others[~theirs]
        said = label.get_text()
        filled = [
            textwrap.fill(said, width, break_long_words=False, break_on_hyphens=False) for width in WIDTHS
        ]
        leader = label.arrow_patch
        texts = dict.fromkeys(text for text in [said, *filled] if text.count("\n") < LINES or text == said)
        for led, text in itertools.product((False, True) if leader else (False,), texts):
            label.set(text=text, visible=True)
            here, others = _box(label), strangers[: 0 if led else None]
            about = named, others, np.reshape(taken, (-1, 4)), room, paths
            best = _best(here[None], *about)
            best = _best(here + np.tile(SHIFTS, 2), *about, OWN) if best is None else best
            if best is not None:
                label.set_position(tuple(np.array(label.offered) + (best - here)[:2] * scale))
                taken.append(best)
                break
        else:
            label.set_visible(False)
        if leader:
            leader.set_visible(led)


def _best(places, named, others, taken, room, paths, farther=1):
    """Choose the free place nearest to what is named, other marks so many times farther; None where there is none."""
    inside = ((places[:, :2] >= room[:2]) & (places[:, 2:] <= room[2:])).all(axis=1)
    least, most = (0, NEAR) if len(others) else (LED, REACH)
    gaps = _gaps(places, named[:1])[:, 0]
    places = places[inside & (least <= gaps) & (gaps <= most)]
    places = places[_gaps(places, taken).min(axis=1, initial=np.inf) > 0]
    away = _gaps(places, named).min(axis=1)
    free = _gaps(places, others).min(axis=1, initial=np.inf) > farther * np.maximum(away, TOUCHING)
    # Nearest to the number itself, where that stands on a long bar.
    aside = np.abs(places[:, [0, 2]].mean(axis=1) - named[0, [0, 2]].mean())
    order = np.argsort((_gaps(places, named[:1])[:, 0] + aside / 4).round(), kind="stable")
    return next((place for place in places[order[free[order]]] if not _crossed(place, paths)), None)


def between(axes, place):
    """Give the stretches of a vertical line at a place on the x axis that no label stands on.

    Lower and upper end of each, as fractions of the axes' height; the layout must be settled.
    """
    across = axes.transData.transform((place, 0))[0]
    boxes = sorted((_box(text) for text in axes.texts if text.get_visible()), key=lambda box: box[1])
    low, bottom, height = 0.0, axes.bbox.y0, axes.bbox.height
    found = []
    for left, start, right, end in boxes:
        if left < across < right:
            found.append((low, (start - bottom) / height))
            low = max(low, (end - bottom) / height)
    return [(float(low), float(high)) for low, high in [*found, (low, 1.0)] if low < high]


def extent(text):
    """Give the box of a text in pixels, without the line that may lead from it."""
    if isinstance(text, Annotation):
        text.update_positions(text.figure.canvas.get_renderer())
    return Text.get_window_extent(text)


def _box(text):
    """Give the ends of a text in pixels (left, bottom, right, top), with its room."""
    return extent(text).extents + MARGIN * np.array([-1, -1, 1, 1])


def _named(axes, label):
    """Give the box of what a label names: a point of the data, or a line over the whole height of the axes."""
    across = axes.convert_xunits(label.xy[0])
    if label.xycoords == "data":
        return np.tile(axes.transData.transform((across, axes.convert_yunits(label.xy[1]))), 2)
    left = axes.transData.transform((across, 0))[0]
    return np.array([left, axes.bbox.y0, left, axes.bbox.y1])


def _marks(axes, scale):
    """Give the boxes of what shows a number: markers, bars, columns."""
    found = [np.empty((0, 4))]
    for line in axes.lines:
        points, marker = line.get_transform().transform(line.get_xydata()), line.get_marker()
        if marker not in ("None", ""):
            found.append(_around(points, points, line.get_markersize() / scale))
        elif len(points) == 2 and points[0, 0] == points[1, 0] and line.get_label() != BREAK:
            found.append(_around(points.min(axis=0), points.max(axis=0), line.get_linewidth() / scale))
    for drawn in axes.collections:
        sizes = drawn.get_sizes() if hasattr(drawn, "get_sizes") else []
        if len(sizes):
            points = np.asarray(drawn.get_offset_transform().transform(drawn.get_offsets()))
            found.append(_around(points, points, max(sizes) ** 0.5 / scale))
        elif hasattr(drawn, "get_segments"):
            ends = [drawn.get_transform().transform(segment) for segment in drawn.get_segments()]
            found += [
                _around(two.min(axis=0), two.max(axis=0), drawn.get_linewidth()[0] / scale) for two in ends
            ]
    found += [patch.get_window_extent().extents[None] for patch in axes.patches]
    boxes = np.asarray(np.vstack(found))
    return boxes[np.isfinite(boxes).all(axis=1)]


def _around(low, high, width):
    return np.atleast_2d(np.hstack([low - width / 2, high + width / 2]))


def _gaps(boxes, others):
    """Give how far each box (rows) is from each other one (columns); 0 where they share a spot."""
    low = np.maximum(boxes[:, None, :2], others[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], others[None, :, 2:])
    return np.hypot(*np.moveaxis(np.maximum(low - high, 0), -1, 0))


def _crossed(place, paths):
    return any(path.intersects_bbox(Bbox(place.reshape(2, 2)), filled=False) for path in paths)
