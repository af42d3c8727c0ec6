"""Say what a trend, its test on the past and its prediction show."""

import numpy as np
import pandas as pd

from offences.names import areas, wording
from offences.report.finding import CLEAR, UNCLEAR, finding
from offences.statistics.changes import Direction
from offences.tables import doubts

#: What is told as a trend, unless a figure is in doubt.
STATED = (Direction.ROSE, Direction.FELL, Direction.SAME)


def _beside(found):
    """Set the prediction beside the figure that another round prints for the year."""
    for row in found.published.to_dict("records"):
        _, low, high = found.predicted
        most = row["high"] if pd.notna(row["high"]) else np.inf
        inside, outside = low <= row["low"] and most <= high, most < low or high < row["low"]
        where = "inside" if inside else "outside" if outside else "inside or outside"
        shown = wording.figure(row["printed"], row["precision"], row["low"])
        return f"; another round ({wording.round_name(row['round'])}) prints {shown}, {where} it"
    return ""


def shown(plotted, found):
    """Lay the counts and the trend of a chart out, with the figure that is published for the year predicted.

    Columns year, offences (in words where the figure is no exact count), trend and round.
    """
    frame = plotted[["year", "offences", "trend"]].round().convert_dtypes().astype(object)
    frame["round"] = [found.round if year in found.counts.index else "" for year in frame["year"]]
    for row in found.published.to_dict("records"):
        exact = row["low"] == row["high"]
        count = int(row["low"]) if exact else wording.quoted(row["printed"])
        frame.loc[frame["year"].eq(found.year), ["offences", "round"]] = [count, row["round"]]
    return frame.convert_dtypes()


def _rate(trend):
    """Say growth a year with its limits."""
    value, low, high = (f"{'' if one < 0 else '+'}{wording.percent(one, 1)}" for one in trend[:3])
    return f"{value} a year; 95% interval {low} to {high}"


def growing(trend):
    """Say a :class:`offences.statistics.growth.Trend` as strongly as its limits allow."""
    direction, rate = trend.direction, _rate(trend)
    if direction is Direction.OPEN:
        return f"the years are too few to tell a rise from a fall ({rate})"
    if direction is Direction.SAME:
        return f"recorded offences stayed about the same ({rate})"
    percent, limits = wording.percent(abs(trend.growth), 1), rate.partition("; ")[2]
    return f"recorded offences {direction} by {percent} a year ({limits})"


def sentences(found, area):
    """Say what a projection shows, as strongly as its intervals allow."""
    fitted, counts, ids = found.trend, found.counts, found.figure_ids
    name = areas.said(areas.find(area))
    span = wording.span(counts.index[0], counts.index[-1])
    what = growing(fitted)
    if fitted.direction in STATED and _in_doubt(found):
        what = f"no trend is stated, because a figure that it rests on is in doubt ({_rate(fitted)})"
    said = [
        finding(
            f"{name[0].upper()}{name[1:]}, {span} ({wording.many(len(counts), 'year')}): {what}.",
            ids,
            "trend",
            CLEAR if fitted.direction in STATED and not _in_doubt(found) else UNCLEAR,
        )
    ]
    if found.tested:
        mean, low, high = found.tested
        last = counts.iloc[-1]
        held = "inside" if low <= last <= high else "outside"
        said.append(
            finding(
                f"Left out and predicted from the years before it, {counts.index[-1]} should have had "
                f"{wording.number(mean)} offences (95% prediction {wording.number(low)} to {wording.number(high)}); "
                f"it had {wording.number(last)}, {held} the interval.",
                ids,
                "trend",
            )
        )
    mean, low, high = found.predicted
    said.append(
        finding(
            f"If nothing but the trend went on, {found.year} would have {wording.number(mean)} "
            f"(95% prediction {wording.number(low)} to {wording.number(high)}){_beside(found)}.",
            [*ids, *found.published["figure_id"]],
            "trend",
        )
    )
    year, before, after = found.change_point
    if year:
        said.append(
            finding(
                f"As a description only: the years split best at {year}, with {wording.number(before)} a year "
                f"before and {wording.number(after)} from then on.",
                ids,
                "trend",
            )
        )
    return [
        one._replace(sentence=doubts.beside(one.sentence, _doubts_of(found, one.figure_ids))) for one in said
    ]


def _doubts_of(found, figure_ids):
    return {name: found.doubts[name] for name in figure_ids if name in found.doubts}


def _in_doubt(found):
    """Tell whether one of the counts that the trend was fitted to is in doubt."""
    return any(name in found.doubts for name in found.figure_ids)


def headline(found):
    """Say in at most ten words what the trend of a projection shows."""
    fitted, name = found.trend, areas.name(found.area)
    if fitted.direction is Direction.OPEN:
        return "No clear trend in the yearly counts"
    if fitted.direction is Direction.SAME:
        return "About the same number in every year"
    if _in_doubt(found):
        return "A trend through counts that are in doubt"
    low, high = sorted(abs(limit) for limit in (fitted.low, fitted.high))
    words = (
        f"{wording.percent(low)} to {wording.percent(high)} {'more' if fitted.growth > 0 else 'fewer'} a year"
    )
    return f"{name}: {words}" if len(name.split()) < 5 else words
