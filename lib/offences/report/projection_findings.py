"""Say what a trend, its test on the past and its prediction show."""

import numpy as np
import pandas as pd

from offences.names import areas, wording
from offences.report import grammar
from offences.report.finding import CLEAR, COMPUTED, STATED, UNCLEAR, beside, finding
from offences.statistics.changes import Direction


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


def _limits(trend):
    return f"95% interval {wording.interval(trend.low, trend.high, 1)}"


def rate(trend):
    """Give a Trend in figures: growth a year with its limits."""
    return f"{wording.change(trend.growth, 1)} a year; {_limits(trend)}"


def growing(trend):
    """Say a :class:`offences.statistics.growth.Trend` as strongly as its limits allow."""
    by = f"{wording.percent(abs(trend.growth), 1)} a year"
    return grammar.moved(trend.direction, "the years", rate(trend), by, _limits(trend))


def without_first(trend, later):
    """Say a Trend from the first year of the offence without that year, as a sentence; later is None with too few years."""
    said = growing(later) if later else "the years are too few to tell a rise from a fall"
    return f"{trend.first_year} was the first year of the offence, when its use was only beginning; without it {said}."


def sentences(found, area):
    """Say what a projection shows, as strongly as its intervals allow."""
    fitted, counts = found.trend, found.counts
    doubtful, what = _in_doubt(found), growing(fitted)
    told = found.direction is not Direction.OPEN and not doubtful
    if fitted.direction is not Direction.OPEN and doubtful:
        what = f"no trend is stated, because a figure that it rests on is in doubt ({rate(fitted)})"
    span = f"{wording.span(counts.index[0], counts.index[-1])} ({wording.many(len(counts), 'year')})"
    name = wording.opening(areas.said(areas.find(area)))
    sentence = f"{name}, {span}: {what}."
    if fitted.direction is Direction.ROSE and not doubtful and found.later != fitted:
        sentence += f" {without_first(fitted, found.later)}"
    said = [_finding(found, sentence, strength=CLEAR if told else UNCLEAR)]
    if found.tested:
        (_, low, high), last = found.tested, counts.iloc[-1]
        sentence = (
            f"Left out and predicted from the years before it, {counts.index[-1]} should have had "
            f"{_predicted('offences ', *found.tested)}; it had {wording.number(last)}, "
            f"{'inside' if low <= last <= high else 'outside'} the interval."
        )
        said.append(_finding(found, sentence))
    sentence = f"If nothing but the trend went on, {found.year} would have {_predicted('', *found.predicted)}{_beside(found)}."
    said.append(_finding(found, sentence, found.published["figure_id"]))
    year, before, after = found.change_point
    if year:
        sentence = (
            f"As a description only: cut in two, the years differ most at {year}, with {wording.number(before)} offences a year "
            f"before and {wording.number(after)} from then on."
        )
        said.append(_finding(found, sentence))
    return said


def _predicted(of, mean, low, high):
    return f"{wording.number(mean)} {of}(95% prediction {wording.number(low)} to {wording.number(high)})"


def _finding(found, sentence, more=(), strength=STATED):
    ids = [*found.figure_ids, *more]
    doubts = found.doubts
    known = {name: doubts[name] for name in ids if name in doubts}
    return finding(beside(sentence, known), ids, "trend", strength, (COMPUTED,))


def _in_doubt(found):
    """Tell whether one of the counts that the trend was fitted to is in doubt."""
    return not found.doubts.keys().isdisjoint(found.figure_ids)


def headline(found):
    """Say in at most ten words what the trend of a projection shows."""
    fitted, name = found.trend, areas.name(found.area)
    if fitted.direction is Direction.OPEN:
        return "No clear trend in the yearly counts"
    if fitted.direction is Direction.SAME:
        return "About the same number in every year"
    if _in_doubt(found):
        return "A trend through counts that are in doubt"
    if found.direction is Direction.OPEN:
        return "No clear trend without the offence's first year"
    low, high = sorted(abs(limit) for limit in (fitted.low, fitted.high))
    more = "more" if fitted.growth > 0 else "fewer"
    words = f"{wording.percent(low)} to {wording.percent(high)} {more} a year"
    return f"{name}: {words}" if len(name.split()) < 5 else words
