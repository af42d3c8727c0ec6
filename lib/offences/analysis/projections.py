"""Put a trend, its test on the past and its prediction into a table and sentences."""

import pandas as pd

from offences.names import areas, wording, years
from offences.names.errors import InputError
from offences.statistics import growth
from offences.tables import series, usual_variation


def projection(tables, area, first_year, last_year):
    """Fit the trend of an area's best round and predict the year after it.

    The method is tried on the past first: the last year is left out and predicted.

    Parameters
    ----------
    tables : offences.tables.series.Tables
    area, first_year, last_year : str
        An area by code or common name, "" for none; financial years in order.

    Returns
    -------
    dict or None
        ``counts`` (Series by year), ``round``, ``trend`` (:class:`offences.statistics.growth.Trend`), ``year``
        (the year predicted), ``predicted`` (expected count and limits), ``tested``
        (the same for the last year, or None with too few years), ``figure_ids``,
        ``rows`` (those of ``offences``), ``doubts`` (by figure_id, why) and ``change_point``. The variation is that which
        decides about the area everywhere. None with fewer than ``fits.FEWEST_YEARS`` years.
    """
    first_year, last_year = years.ordered(first_year, last_year)
    area = area and areas.find(area)
    best = series.best_round(tables.offences, area, first_year, last_year) if area else ""
    rows = series.of_round(tables.offences, area, best) if best else tables.offences.iloc[:0]
    rows = rows[rows["year"].between(first_year, last_year)]
    counts = rows["low"].rename(area)
    if len(counts) < growth.FEWEST_YEARS:
        return None
    year, spread = years.shift(counts.index[-1], 1), usual_variation.variation(tables, area)[0]
    published = tables.offences[tables.offences["area"].eq(area) & tables.offences["year"].eq(year)]
    published = published[published["chosen"] & published["whole"]]
    return {
        "counts": counts,
        "round": best,
        "trend": growth.trend(counts, spread),
        "year": year,
        "predicted": growth.predicted(counts, year, spread),
        "tested": growth.predicted(counts.iloc[:-1], counts.index[-1], spread)
        if len(counts) > growth.FEWEST_YEARS
        else None,
        "change_point": growth.change_point(counts),
        "published": published,
        "figure_ids": " ".join(rows["figure_id"]),
        "rows": rows,
        "doubts": {
            row.figure_id: row.doubt for row in pd.concat([rows, published]).itertuples() if row.doubt
        },
    }


def trend_of(found):
    """Give the trend of a projection; where there was none, nothing can be said."""
    if not found:
        raise InputError(
            f"there is no projection: a trend needs {growth.FEWEST_YEARS} whole years of one round."
        )
    return found["trend"]


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
    """
    trend_of(found)
    counts, mean = found["counts"], round(found["predicted"][0])
    fitted = [round(value) for value in growth.fit(counts).fittedvalues]
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
