"""One area over the years: each question is put to the clean tables once, for all who ask it."""

import dataclasses
from functools import cached_property

from offences.analysis import official, projections, same_forces, trends, two_years
from offences.names import areas, years
from offences.statistics import changes
from offences.statistics.changes import Direction
from offences.tables import doubts, series, variation


@dataclasses.dataclass(frozen=True, eq=False)
class History:
    """What is known of one area (its code) over some years, first and last; made by :func:`of`."""

    tables: series.Tables = dataclasses.field(repr=False)
    area: str
    first_year: str
    last_year: str

    @property
    def name(self):
        """The area's name."""
        return areas.name(self.area)

    @cached_property
    def years(self):
        """The chosen figure of each year, as :func:`offences.analysis.trends.by_year` gives it."""
        return trends.by_year(self)

    @cached_property
    def round(self):
        """The round that prints most of the years whole and exact; "" where none does."""
        return series.best_round(self.tables.offences, self.area, self.first_year, self.last_year)

    @cached_property
    def printed(self):
        """The rows of ``offences`` of that round, by year."""
        rows = series.of_round(self.tables.offences, self.area, self.round)
        return rows[rows["year"].between(self.first_year, self.last_year)]

    @cached_property
    def ends(self):
        """The change from the first to the last year of that round, or None with fewer than two."""
        return two_years.change(self.tables, self.printed.iloc[[0, -1]]) if len(self.printed) > 1 else None

    @cached_property
    def last_step(self):
        """The change between the last two years of that round; None where they are the only two, or not in a row."""
        pair = self.printed.iloc[-2:]
        follows = len(self.printed) > 2 and pair["year"].iloc[0] == years.shift(pair["year"].iloc[1], -1)
        return two_years.change(self.tables, pair) if follows else None

    @cached_property
    def later(self):
        """The direction of the years of that round without the one in which the offence was new: of their trend or ends."""
        if self.projection:
            trend = self.projection.later
            return trend.direction if trend else Direction.OPEN
        rest = self.printed[[not two_years.was_new(self.area, year) for year in self.printed["year"]]]
        change = two_years.change(self.tables, rest.iloc[[0, -1]]) if len(rest) > 1 else None
        return changes.direction(change.low, change.high) if change and not change.reason else Direction.OPEN

    @property
    def changes(self):
        """Both changes, as far as there are any."""
        return [change for change in (self.ends, self.last_step) if change]

    @cached_property
    def of_class(self):
        """The class beside published figures and estimates, as :func:`offences.analysis.official.by_year` gives it."""
        rows = official.by_year(self.tables, self.area)
        return rows[rows["year"].between(self.first_year, self.last_year)]

    @cached_property
    def totals(self):
        """Every published total of several years, less the known years."""
        return trends.remaining(self)

    @cached_property
    def variation(self):
        """The variation that decides about the area's counts of that round; None where it is not known."""
        return variation.of(self.tables, self.area, self.round)

    @cached_property
    def projection(self):
        """The trend of that round and what it predicts, or None with too few years."""
        return projections.projection(self.tables, self.printed)

    @cached_property
    def comparable(self):
        """Growth over all forces of the area and over those with the same years."""
        return same_forces.comparable(self)

    @cached_property
    def doubts(self):
        """Why figures are in doubt, by figure_id."""
        return doubts.of_figures(self.tables.problems, self.tables.figures)["doubt"].to_dict()

    def doubted(self, figure_ids):
        """Say which of some figures are in doubt, and why."""
        return {name: self.doubts[name] for name in figure_ids if name in self.doubts}


def of(tables, area, first_year, last_year):
    """Give the History of an area, by code or any common name, over some years."""
    return History(tables, areas.find(area), *years.ordered(first_year, last_year))


def nearest(tables, area, first_year, last_year, least=2):
    """Give the History of the nearest larger area of which one round prints several whole years, or None."""
    around = (of(tables, code, first_year, last_year) for code in areas.around(areas.find(area)))
    return next((one for one in around if len(one.printed) >= least), None)
