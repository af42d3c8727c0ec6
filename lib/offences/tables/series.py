"""One count for each area, year and round, and the best of them chosen by rule.

The chosen figure answers "what is the best figure for this year?". Changes and trends take all their years from one
round (:func:`of_round`), because rounds differ in the forces that answered and in how they counted.
"""

from typing import NamedTuple

import pandas as pd

from offences.names import areas, years
from offences.reading import values

#: Offences that a comparison between areas may put side by side.
COMPARABLE = "s15A"
COUNTED = ["s15A", "scotland", "northern_ireland", "uk_mixed"]
#: A source that prints this many years of an area prints a table.
TABLE_YEARS = 4
#: What chooses between figures, in this order; the words name the rule in the table.
RULES = {
    "undoubted": "undoubted place over doubtful",
    "whole": "whole year over part",
    "exactness": "exact over rounded",
    "when": "later round over earlier",
    "is_table": "table over prose",
}
COLUMNS = (
    "area year round origin offence low high precision printed whole part_because chosen rule rounds "
    "publishers lowest highest figure_id figure_ids"
).split()
#: What is said where no rule had to choose, or none could.
ONLY, SAME = "only round", "same figure"


#: The verdict on a claim that the figures neither give nor contradict.
UNCHECKABLE = "not checkable"


class Tables(NamedTuple):
    """The clean tables together; see ``data/datapackage.json`` for their columns."""

    figures: pd.DataFrame
    offences: pd.DataFrame
    shares: pd.DataFrame
    official: pd.DataFrame
    outcomes: pd.DataFrame
    estimates: pd.DataFrame
    variation: pd.DataFrame
    problems: pd.DataFrame
    sources: pd.DataFrame
    #: None until the claims have been checked against the other tables.
    claims: pd.DataFrame | None = None
    #: None until the counts that follow from others have been sought.
    solved: pd.DataFrame | None = None

    def __repr__(self):
        """Show a line for each table."""
        from offences.tables import schema

        lines = [
            f"{name:<10} {len(table):>5,} rows x {table.shape[1]:>2} columns  {schema.TABLES[name].what}"
            for name, table in self._asdict().items()
        ]
        return "\n".join(lines)


def undivided(figures):
    """Select the rows about all offences of an area: no age, gender or platform, and no share."""
    return figures[figures["measure"].eq("offences") & figures["dimension"].eq("")]


def unanswered(figures):
    """Select the rows that say that who was asked for all offences of an area gave no figure."""
    return undivided(figures[figures["status"].isin(["not_answered", "refused"])])


def counts(figures):
    """Select the published totals of one financial year, or of a part of one, that carry a number."""
    return _numbered(figures[figures["first_year"].eq(figures["last_year"]) & figures["first_year"].ne("")])


def totals(figures):
    """Select the published totals of several whole years, such as "890 over six years"."""
    return _numbered(figures[figures["whole"] & figures["first_year"].ne(figures["last_year"])])


def _numbered(figures):
    rows = undivided(figures[figures["status"].eq("published") & figures["low"].notna()])
    return rows[rows["offence"].isin(COUNTED)]


def offences(figures, sources):
    """Build the clean table ``offences`` from figures and sources (by source_id): a row per area, year and round.

    Of columns :data:`COLUMNS`: printed holds the words, and figure_ids every row of that round that prints the year.
    """
    rows = counts(figures).copy()
    rows["year"] = rows["first_year"]
    rows["printed"] = rows["value_as_published"]
    rows["undoubted"] = rows["doubt"].eq("")
    rows["exactness"] = -rows["precision"].map(values.PRECISIONS.index)
    rows["when"] = rows["round"].where(
        rows["origin"].eq("NSPCC"), rows["source_id"].map(sources["published"])
    )
    printed = rows.groupby(["source_id", "area"])["year"].transform("nunique")
    rows["is_table"] = printed.ge(TABLE_YEARS)
    by_worth = [*RULES, "figure_id"]
    rows = rows.sort_values(by_worth, ascending=[False] * len(RULES) + [True], kind="stable")
    best = rows.drop_duplicates(["area", "year", "round"])
    ids = rows.sort_values("figure_id").groupby(["area", "year", "round"])["figure_id"]
    best = _without_a_member(best.merge(ids.agg(" ".join).rename("figure_ids").reset_index()), figures)
    return _chosen(best)[COLUMNS].sort_values(["area", "year", "round"], ignore_index=True)


def _without_a_member(best, figures):
    """Mark a total as partial where a force of the area gave the round no figure and the others add up to it."""
    silent = undivided(figures[figures["status"].eq("not_answered")])
    silent = silent.drop_duplicates(["area", "first_year", "round"])
    silent = silent.set_index(["area", "first_year", "round"])["figure_id"].to_dict()
    counts = best.set_index(["area", "year", "round"])["low"].to_dict()
    for place, row in best.iterrows():
        cells = [(code, row["year"], row["round"]) for code in areas.members(row["area"], row["round"])]
        gone = [silent[cell] for cell in cells if cell in silent]
        if len(cells) > 1 and gone:
            added = [counts.get(cell) for cell in cells if cell not in silent]
            if None not in added and sum(added) == row["low"]:
                best.loc[place, ["whole", "part_because"]] = [False, min(gone)]
    return best


def _chosen(best):
    """Mark the best figure of each area and year and say which rule chose it."""
    cell, rules = ["area", "year"], list(RULES)
    best = best.sort_values([*cell, *rules], ascending=[True] * 2 + [False] * len(rules))
    groups = best.groupby(cell)
    chosen = groups.cumcount().eq(0)
    differs = best[rules].ne(groups[rules].shift(-1))
    rule = differs.idxmax(axis=1).map(RULES).where(differs.any(axis=1), SAME)
    rule = rule.mask(groups["round"].transform("size").eq(1), ONLY)
    alike = best["whole"].eq(groups["whole"].transform("first"))
    highest = best["high"].fillna(float("inf")).where(alike).groupby([best[key] for key in cell])
    return best.assign(
        chosen=chosen,
        rule=rule.where(chosen, ""),
        rounds=groups["round"].transform("nunique"),
        publishers=groups["origin"].transform("nunique"),
        lowest=best["low"].where(alike).groupby([best[key] for key in cell]).transform("min"),
        highest=highest.transform("max").replace(float("inf"), float("nan")),
    )


def exact(offences, area=None):
    """Select the exact counts of whole years: of an area, by code or common name, or of all; none for the area ""."""
    chosen = offences["whole"] & offences["precision"].eq("exact")
    return offences[chosen if area is None else chosen & offences["area"].eq(area and areas.find(area))]


def releases(figures):
    """List the releases of the NSPCC that figures come from, in order."""
    return sorted(figures.loc[figures["origin"].eq("NSPCC") & figures["round"].ne(""), "round"].unique())


def of_area(offences, area):
    """Give an area's chosen whole-year exact counts, indexed by year."""
    return exact(offences[offences["chosen"]], area).set_index("year", drop=False).sort_index()


def of_round(offences, area, round_):
    """Give an area's whole-year exact counts of one round, indexed by year; none for the area ""."""
    return exact(offences[offences["round"].eq(round_)], area).set_index("year", drop=False).sort_index()


def yearly(offences, area, round_):
    """Give an area's whole-year figures indexed by year: those of a round, for other years the chosen ones."""
    both = pd.concat([of_round(offences, area, round_), of_area(offences, area)])
    return both[~both.index.duplicated()].sort_index()


def with_whole_years(offences):
    """List the areas of which a figure of a whole year was published."""
    return offences.loc[offences["chosen"] & offences["whole"], "area"].unique()


def best_round(offences, area, first_year, last_year):
    """Name the round that prints most whole years of an area, of equals the latest; "" where none prints an exact one."""
    mine = exact(offences, area)
    mine = mine[mine["year"].between(*years.ordered(first_year, last_year))]
    found = mine.groupby("round")["year"].nunique()
    return max(found.index, key=lambda name: (found[name], name), default="")
