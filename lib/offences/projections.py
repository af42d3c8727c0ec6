"""Put a trend, its test on the past and its prediction into a table and sentences."""

import numpy as np
import pandas as pd

from offences import areas, doubts, fits, growth, series, wording, years
from offences.errors import InputError


def projection(tables, area, first_year, last_year):
    """Fit the trend of an area's best round and predict the year after it.

    The method is tried on the past first: the last year is left out and predicted.

    Parameters
    ----------
    tables : offences.series.Tables
    area, first_year, last_year : str
        An area by code or common name, "" for none; financial years in order.

    Returns
    -------
    dict or None
        ``counts`` (Series by year), ``round``, ``trend`` (:class:`offences.fits.Trend`), ``year``
        (the year predicted), ``predicted`` (expected count and limits), ``tested``
        (the same for the last year, or None with too few years), ``figure_ids``,
        ``rows`` (those of ``offences``), ``doubts`` (by figure_id, why) and ``change_point``. The variation is that which
        decides about the area everywhere. None with fewer than ``fits.FEWEST_YEARS`` years.

    Examples
    --------
    >>> import offences
    >>> found = projection(offences.tables(), "E23000032", "2017/18", "2023/24")
    >>> found["year"], [round(number) for number in found["predicted"]]
    ('2024/25', [295, 134, 455])
    """
    first_year, last_year = years.ordered(first_year, last_year)
    area = area and areas.find(area)
    best = series.best_round(tables.offences, area, first_year, last_year) if area else ""
    rows = series.of_round(tables.offences, area, best) if best else tables.offences.iloc[:0]
    rows = rows[rows["year"].between(first_year, last_year)]
    counts = rows["low"].rename(area)
    if len(counts) < fits.FEWEST_YEARS:
        return None
    year, spread = years.shift(counts.index[-1], 1), growth.variation(tables, area)[0]
    published = tables.offences[tables.offences["area"].eq(area) & tables.offences["year"].eq(year)]
    published = published[published["chosen"] & published["whole"]]
    return {
        "counts": counts,
        "round": best,
        "trend": fits.trend(counts, spread),
        "year": year,
        "predicted": fits.predicted(counts, year, spread),
        "tested": fits.predicted(counts.iloc[:-1], counts.index[-1], spread)
        if len(counts) > fits.FEWEST_YEARS
        else None,
        "change_point": fits.change_point(counts),
        "published": published,
        "figure_ids": " ".join(rows["figure_id"]),
        "rows": rows,
        "doubts": {
            row.figure_id: row.doubt for row in pd.concat([rows, published]).itertuples() if row.doubt
        },
    }


def _trend(found):
    """Give the trend of a projection; where there was none, nothing can be said."""
    if not found:
        raise InputError(
            f"there is no projection: a trend needs {fits.FEWEST_YEARS} whole years of one round."
        )
    return found["trend"]


def _beside(found):
    """Set the prediction beside the figure that another round prints for the year."""
    for row in found["published"].to_dict("records"):
        _, low, high = found["predicted"]
        most = row["high"] if pd.notna(row["high"]) else np.inf
        inside, outside = low <= row["low"] and most <= high, most < low or high < row["low"]
        where = "inside" if inside else "outside" if outside else "inside or outside"
        shown = wording.figure(row["printed"], row["precision"], row["low"])
        return f"; another round ({wording.round_name(row['round'])}) prints {shown}, {where} it"
    return ""


def table(found):
    """Lay a projection out: growth a year, the year left out, the year predicted, the two levels.

    Parameters
    ----------
    found : dict
        From :func:`projection`.

    Returns
    -------
    pandas.DataFrame
        Columns what, value, low, high (95%) and recorded.

    Examples
    --------
    >>> import offences
    >>> found = projection(offences.tables(), "E23000032", "2017/18", "2023/24")
    >>> table(found).loc[[0, 2], ["what", "value", "low", "high"]]
                         what  value    low   high
    0  growth a year, percent   12.2    2.2   23.2
    2      2024/25, predicted  294.6  134.2  455.0
    """
    fitted, last = _trend(found), found["counts"].index[-1]
    rows = [
        ["growth a year, percent", fitted.growth, fitted.low, fitted.high, None],
        ["dispersion", fitted.dispersion, None, None, None],
        [f"{found['year']}, predicted", *found["predicted"], None],
    ]
    if found["tested"]:
        rows.append([f"{last}, left out and predicted", *found["tested"], found["counts"].iloc[-1]])
    year, before, after = found["change_point"]
    if year:
        rows += [
            [f"mean before {year}", before, None, None, None],
            [f"mean from {year} on", after, None, None, None],
        ]
    frame = pd.DataFrame(rows, columns=["what", "value", "low", "high", "recorded"])
    return frame.astype(dict.fromkeys(("value", "low", "high", "recorded"), "Float64")).round(1)


def plotted(found):
    """Lay out what the chart of a projection shows.

    Parameters
    ----------
    found : dict
        From :func:`projection`.

    Returns
    -------
    pandas.DataFrame
        Columns year, offences (in words where the figure is no exact count), trend
        and round. The last rows are the year predicted: the figures that are
        published for it, or one without.

    Examples
    --------
    >>> import offences
    >>> found = projection(offences.tables(), "W15000001", "2017/18", "2023/24")
    >>> plotted(found).tail(2)
          year  offences  trend    round
    6  2023/24        97    109  2024-11
    7  2024/25       118    114  2025-11
    """
    _trend(found)
    counts, mean = found["counts"], round(found["predicted"][0])
    fitted = [round(value) for value in fits.fit(counts).fittedvalues]
    rows = [
        [year, int(count), value, found["round"]]
        for (year, count), value in zip(counts.items(), fitted, strict=True)
    ]
    for row in found["published"].to_dict("records"):
        exact = row["low"] == row["high"]
        shown = int(row["low"]) if exact else wording.quoted(row["printed"])
        rows.append([found["year"], shown, mean, row["round"]])
    if found["published"].empty:
        rows.append([found["year"], None, mean, ""])
    frame = pd.DataFrame(rows, columns=["year", "offences", "trend", "round"], dtype=object)
    return frame.convert_dtypes()


def sentences(found, area):
    """Say what a projection shows, as strongly as its intervals allow.

    Returns
    -------
    list of tuple of str
        Sentences with the figure_ids they rest on.

    Examples
    --------
    >>> import offences
    >>> found = projection(offences.tables(), "E23000032", "2017/18", "2023/24")
    >>> print(sentences(found, "E23000032")[0][0])
    Kent, 2017/18 to 2023/24 (7 years): growth of 12% a year (95% interval +2% to +23%, dispersion 6.8).
    """
    fitted, counts, ids = _trend(found), found["counts"], found["figure_ids"]
    name = areas.said(areas.find(area))
    span = wording.span(counts.index[0], counts.index[-1])
    limits = f"95% interval {wording.interval(fitted.low, fitted.high)}, dispersion {fitted.dispersion:.1f}"
    rate = f"{wording.change(fitted.growth)} a year; {limits}"
    if not fitted.direction:
        what = f"no clear trend ({rate})"
    elif _in_doubt(found):
        what = f"no trend is stated, because a figure that it rests on is in doubt ({rate})"
    else:
        what = f"{fitted.direction} of {wording.percent(abs(fitted.growth))} a year ({limits})"
    said = [(f"{name[0].upper()}{name[1:]}, {span} ({wording.many(len(counts), 'year')}): {what}.", ids)]
    if found["tested"]:
        mean, low, high = found["tested"]
        last = counts.iloc[-1]
        held = "inside" if low <= last <= high else "outside"
        said.append(
            (
                f"Left out and predicted from the years before it, {counts.index[-1]} should have had "
                f"{wording.number(mean)} offences (95% prediction {wording.number(low)} to {wording.number(high)}); "
                f"it had {wording.number(last)}, {held} the interval.",
                ids,
            )
        )
    mean, low, high = found["predicted"]
    said.append(
        (
            f"If nothing but the trend went on, {found['year']} would have {wording.number(mean)} "
            f"(95% prediction {wording.number(low)} to {wording.number(high)}){_beside(found)}.",
            " ".join([ids, *found["published"]["figure_id"]]),
        )
    )
    year, before, after = found["change_point"]
    if year:
        said.append(
            (
                f"As a description only: the years split best at {year}, with {wording.number(before)} a year "
                f"before and {wording.number(after)} from then on.",
                ids,
            )
        )
    return [
        (
            doubts.beside(
                text, {name: found["doubts"][name] for name in rest.split() if name in found["doubts"]}
            ),
            rest,
        )
        for text, rest in said
    ]


def _in_doubt(found):
    """Tell whether one of the counts that the trend was fitted to is in doubt."""
    return any(name in found["doubts"] for name in found["figure_ids"].split())


def headline(found):
    """Say in at most ten words what the trend shows.

    Parameters
    ----------
    found : dict
        From :func:`projection`.

    Returns
    -------
    str

    Examples
    --------
    >>> import offences
    >>> found = projection(offences.tables(), "E23000032", "2017/18", "2023/24")
    >>> headline(found)
    'Kent: 2% to 23% more a year'
    """
    fitted, name = _trend(found), areas.name(found["counts"].name)
    if not fitted.direction:
        return "No clear trend in the yearly counts"
    if _in_doubt(found):
        return "A trend through counts that are in doubt"
    low, high = sorted(abs(limit) for limit in (fitted.low, fitted.high))
    words = (
        f"{wording.percent(low)} to {wording.percent(high)} {'more' if fitted.growth > 0 else 'fewer'} a year"
    )
    return f"{name}: {words}" if len(name.split()) < 5 else words
