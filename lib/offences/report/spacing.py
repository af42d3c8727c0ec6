"""Find each label of a chart a place where no line, no marker and no other text crosses it."""

import itertools

import numpy as np
from matplotlib.transforms import Bbox

#: How far a label may move from where it was put, in which steps, and the room kept around it, in pixels.
REACH, STEP, MARGIN = 96, 3, 1.5
_GRID = np.array(list(itertools.product(range(-REACH, REACH + 1, STEP), repeat=2)))
#: Staying comes first, then what moves least.
SHIFTS = _GRID[np.argsort(np.hypot(*_GRID.T), kind="stable")]


def clear(axes, labels):
    """Move labels that something crosses to the free place nearest to the point that they name.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Finished but for this, of a figure whose layout is settled.
    labels : list of matplotlib.text.Annotation
        Each with an offset in points. Earlier ones choose first. One that is free
        where it was put stays there, as does one for which nothing within reach is free.
    """
    scale = 72 / axes.figure.dpi
    room = axes.get_window_extent().extents
    lines = [line for line in axes.lines if line.get_linestyle() != "None"]
    paths = [line.get_path().transformed(line.get_transform()) for line in lines]
    taken = [*_markers(axes, scale), *(_box(text) for text in axes.texts if text not in labels)]
    for label in labels:
        # Where it was put: a chart that is drawn anew for another width begins there.
        label.offered = label.get_position()
        own = _box(label)
        if not _meeting(own[None], np.reshape(taken, (-1, 4))).any() and not _crossed(own, paths):
            taken.append(own)
            continue
        places = own + np.tile(SHIFTS, 2)
        free = ~_meeting(places, np.reshape(taken, (-1, 4))).any(axis=1)
        free[1:] &= ((places[1:, :2] >= room[:2]) & (places[1:, 2:] <= room[2:])).all(axis=1)
        named = axes.transData if label.xycoords == "data" else label.xycoords
        # A place may be a category, such as the name of a row.
        at = named.transform((axes.convert_xunits(label.xy[0]), axes.convert_yunits(label.xy[1])))
        away = np.hypot(*np.maximum(np.maximum(places[:, :2] - at, at - places[:, 2:]), 0).T)
        away[0] = -1
        order = (place for place in np.argsort(away.round(), kind="stable") if free[place])
        best = next((place for place in order if not _crossed(places[place], paths)), 0)
        if best:
            label.set_position(tuple(np.array(label.get_position()) + SHIFTS[best] * scale))
        taken.append(places[best])


def between(axes, place):
    """Give the stretches of a vertical line that no label stands on.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Finished but for the line, of a figure whose layout is settled.
    place : float
        Where the line stands on the x axis.

    Returns
    -------
    list of tuple of float
        Lower and upper end of each, as fractions of the axes' height.
    """
    across = axes.transData.transform((place, 0))[0]
    boxes = sorted((_box(text) for text in axes.texts), key=lambda box: box[1])
    low, bottom, height = 0.0, axes.bbox.y0, axes.bbox.height
    found = []
    for left, start, right, end in boxes:
        if left < across < right:
            found.append((low, (start - bottom) / height))
            low = max(low, (end - bottom) / height)
    return [(float(low), float(high)) for low, high in [*found, (low, 1.0)] if low < high]


def _box(text):
    """Give the ends of a text in pixels (left, bottom, right, top), with its room."""
    return text.get_window_extent().extents + MARGIN * np.array([-1, -1, 1, 1])


def _markers(axes, scale):
    """Give the box of every marker, of lines and of clouds of points."""
    marked = [line for line in axes.lines if line.get_marker() not in ("None", "")]
    clouds = [(line.get_transform().transform(line.get_xydata()), line.get_markersize()) for line in marked]
    for points in axes.collections:
        sizes = points.get_sizes() if hasattr(points, "get_sizes") else []
        if len(sizes):
            clouds.append((points.get_offset_transform().transform(points.get_offsets()), sizes.max() ** 0.5))
    for places, size in clouds:
        half = size / 2 / scale
        yield from np.hstack([places - half, places + half])


def _meeting(places, taken):
    """Tell of each place (rows) and each box that is taken (columns) whether they share a spot."""
    low = np.maximum(places[:, None, :2], taken[None, :, :2])
    high = np.minimum(places[:, None, 2:], taken[None, :, 2:])
    return (low < high).all(axis=2)


def _crossed(place, paths):
    return any(path.intersects_bbox(Bbox(place.reshape(2, 2)), filled=False) for path in paths)
