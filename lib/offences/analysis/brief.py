"""What one page about an area needs: its latest counts, what is missing, what was said of it. Numbers only."""

from typing import NamedTuple

import pandas as pd

from offences.analysis import neighbours, official, two_years
from offences.claims import rows as printed_rows
from offences.claims import verdicts
from offences.names import areas, years
from offences.tables import series

#: What a force may know of an offence beside that it happened, and the dimensions of `shares` that hold it.
KNOWN = {"platform": ["platform"], "age": ["age", "age_gender"], "gender": ["gender", "age_gender"]}

#: Similar forces beside the neighbours.
SIMILAR = 3


class Rounds(NamedTuple):
    """The latest round that prints an area beside the one before; all empty where there is none."""

    latest: str = ""
    before: str = ""
    added: tuple = ()
    #: Years that an earlier round printed otherwise: (year, before, latest, the ids of both).
    revised: tuple = ()
    repeated: tuple = ()
    #: The id of its last year.
    figure_id: str = ""


def peers(tables, population, area):
    """Set an area beside its neighbours and the nearest of the similar forces, as :func:`neighbours.beside` does."""
    rows = neighbours.beside(tables, population, area)
    return pd.concat(
        [rows[~rows["similar"] | rows["neighbour"]], rows[rows["similar"] & ~rows["neighbour"]].head(SIMILAR)]
    )


def by_year(history):
    """Set an area's class, published figures and estimates side by side over all its years, as ``official.by_year`` does.

    A row for every year of the history, missing is missing; ``published`` is the chosen exact whole-year figure.
    """
    wanted = pd.Index(years.span(history.first_year, history.last_year), name="year")
    frame = history.of_class.set_index("year").reindex(wanted)
    chosen = series.of_area(history.tables.offences, history.area)[["low", "round", "doubt", "figure_id"]]
    chosen = chosen.rename(columns={"low": "published"}).reindex(frame.index)
    frame[chosen.columns] = chosen
    return frame.reset_index()


def published(history):
    """Give the latest whole-year figure of an area, exact or in words, as a row of ``offences``, and the Change to it.

    The change is from the first year of its round, where both are exact; each of the two is None where there is none.
    """
    table = history.tables.offences
    mine = table[table["area"].eq(history.area) & table["chosen"] & table["whole"]]
    mine = mine[mine["year"].between(history.first_year, history.last_year)].sort_values("year")
    if mine.empty:
        return None, None
    now = mine.iloc[-1]
    same = series.of_round(table, history.area, now["round"])
    same = same[same["year"].between(history.first_year, now["year"])]
    if len(same) < 2 or now["precision"] != "exact":
        return now.to_dict(), None
    return now.to_dict(), two_years.change(history.tables, same.iloc[[0, -1]])


def lacking(history):
    """Give by part of a request (total, platform, age, gender, outcome), by force, the years that it is asked for.

    A force is asked where neither it nor the area has an answer of the year, where its own is in doubt or contradicted,
    and where the area's leaves it out; all are where the area's is in doubt and theirs are not. The offence's outcomes
    were never published. Where nobody said which forces an area holds, it stands for them.
    """
    area, forces = history.area, _bodies(history.area) or [history.area]
    answered, doubtful = _answered(history, {area, *forces}), _doubtful(history, {area, *forces})
    gone, found = _gone(history), {}
    for part in ("total", *KNOWN, "outcome"):
        asked = {code: [] for code in forces}
        known, unsure = answered.get(part, {}), doubtful.get(part, {})
        for year in years.span(history.first_year, history.last_year):
            whom = [code for code in forces if year not in known.get(code, ())]
            if year in unsure.get(area, ()):
                whom = whom or forces
            elif year in known.get(area, ()):
                silent = gone.get(year, ()) if part == "total" else ()
                whom = [code for code in forces if code in silent or year in unsure.get(code, ())]
            for code in whom:
                asked[code].append(year)
        found[part] = {code: tuple(asked[code]) for code in forces}
    return found


def gaps(history):
    """List by part of a request the years that it asks for, of one force or more (:func:`lacking`)."""
    return {part: tuple(sorted(set().union(*asked.values()))) for part, asked in lacking(history).items()}


def _answered(history, codes):
    """Give by part of a request and area the years that an undoubted figure answers."""
    counts, shares = _of(history, codes)
    counts = counts[counts["chosen"] & counts["precision"].eq("exact") & counts["doubt"].eq("")]
    return _by_part(counts, shares[shares["doubt"].eq("")])


def _doubtful(history, codes):
    """Give by part of a request and area the years of which a figure is in doubt or contradicted."""
    counts, shares = _of(history, codes)
    verdict = history.tables.claims.set_index("figure_id")["verdict"]
    at_odds = counts["figure_id"].isin(verdict.index[verdict.eq(verdicts.AT_ODDS)])
    return _by_part(
        counts[counts["doubt"].ne("") | counts["chosen"] & at_odds], shares[shares["doubt"].ne("")]
    )


def _of(history, codes):
    """Give the counts of whole years of some areas, and the shares of single years with the number known."""
    counts, shares = history.tables.offences, history.tables.shares
    counts = counts[counts["area"].isin(codes) & counts["whole"]]
    shares = shares[shares["area"].isin(codes) & shares["known"].notna() & shares["months"].eq(12)]
    return counts, shares[shares["first_year"].eq(shares["last_year"])]


def _by_part(counts, shares):
    found = {"total": counts.groupby("area")["year"].agg(set).to_dict()}
    for name, dimensions in KNOWN.items():
        mine = shares[shares["dimension"].isin(dimensions)]
        found[name] = mine.groupby("area")["first_year"].agg(set).to_dict()
    return found


def _gone(history):
    """Give by year the forces that the area's chosen count leaves out."""
    mine = history.tables.offences
    mine = mine[mine["area"].eq(history.area) & mine["chosen"] & mine["whole"]]
    return {row["year"]: left_out(history, row) for row in mine.to_dict("records")}


def _bodies(area):
    """List who is asked about an area: its forces, and the two nations with one; empty where nobody said which."""
    return [code for code in areas.members(area) if areas.is_single(code)]


def rounds(history):
    """Set the latest round that prints whole years of an area beside the round before, as Rounds."""
    table = history.tables.offences
    mine = table[table["area"].eq(history.area) & table["whole"] & table["origin"].eq("NSPCC")]
    names = sorted(mine["round"].unique())
    if not names:
        return Rounds()
    latest = mine[mine["round"].eq(names[-1])].set_index("year")
    earlier = mine[mine["round"].lt(names[-1])].sort_values("round").drop_duplicates("year", keep="last")
    earlier = earlier.set_index("year")
    both = [year for year in latest.index if year in earlier.index]
    revised = [year for year in both if latest.loc[year, "low"] != earlier.loc[year, "low"]]
    return Rounds(
        names[-1],
        names[-2] if len(names) > 1 else "",
        tuple(year for year in latest.index if year not in earlier.index),
        tuple(
            (year, *(rows.loc[year, name] for name in ("low", "figure_id") for rows in (earlier, latest)))
            for year in revised
        ),
        tuple(both),
        latest.sort_index()["figure_id"].iloc[-1],
    )


def implied(history):
    """List the counts of whole years of an area that nobody printed and that follow from printed ones in one way.

    Rows of ``solved`` with the column year, in order.
    """
    table = history.tables.solved
    one = table["area"].eq(history.area) & table["low"].eq(table["high"]) & table["rival"].eq("")
    whole = {years.period(year, year): year for year in years.span(history.first_year, history.last_year)}
    known = table[one]
    found = [whole.get(period, "") for period in zip(known["start"], known["end"], strict=True)]
    known = known.assign(year=pd.Series(found, known.index, dtype=object))
    return known[known["year"].ne("")].sort_values("year")


def vintages(history):
    """Give by year, a column for each publication, the class where the Home Office changed it between two of them."""
    rows = official.vintages(history.tables.official, history.area)
    rows = rows[rows["offence_code"].eq("88A")]
    wide = rows.pivot(index="year", columns="vintage", values="offences")
    return wide[wide.nunique(axis=1).gt(1)]


def claims(history, order, once="statement"):
    """List what was printed about an area, each statement once, the verdicts in the order given, the latest round first.

    once holds the columns by which a row counts once: with ``reading`` each reading of a statement stands for itself.
    Columns of ``claims`` with dimension, category, first_year, last_year, start, end, unit, publisher and when (of print).
    """
    mine = history.tables.claims
    mine = mine[mine["area"].eq(history.area)]
    figures = history.tables.figures.set_index("figure_id")
    joined = ["dimension", "category", "first_year", "last_year", "start", "end", "unit"]
    mine = mine.join(figures[joined], on="figure_id")
    printed = history.tables.sources[["publisher", "published"]].rename(columns={"published": "when"})
    mine = mine.join(printed, on="source_id")
    place = mine["verdict"].map({name: at for at, name in enumerate(order)}).fillna(len(order))
    mine = mine.assign(
        place=place, plain=mine["measure"].isin(["percent_change", "offences"]) & mine["dimension"].eq("")
    )
    mine = mine.sort_values(["place", "plain", "round"], ascending=[True, False, False], kind="stable")
    return mine.drop_duplicates(once).drop(columns=["place", "plain"])


def left_out(history, row):
    """List the forces of an area that a count leaves out, because its round has no answer of theirs for the year."""
    silent = printed_rows.silent(history.tables.figures, history.area, row["round"])
    return [one.area for one in silent if one.start == f"{years.start(row['year'])}-04"]
