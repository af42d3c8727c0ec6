"""What an analyst types at the prompt after ``import offences``.

Any common name of an area works wherever a code does. What is returned is the caller's own,
and small cells of single forces are hidden unless ``suppress_up_to=0`` asks for them. Rooms
are imported inside the functions, so that ``import offences`` and the command line start
without pandas.
"""

from typing import NamedTuple

#: The largest count that is hidden unless asked for: :data:`offences.tables.disclosure.SMALL`.
SMALL = 7
MISSING = float("nan")


class Change(NamedTuple):
    """The change of an area between two years that one round prints; changes and limits in percent.

    A change is missing (nan) where the base is under ten; its limits too where no variation is known.
    """

    area: str
    first_year: str
    last_year: str
    base: int
    latest: int
    change: float
    #: 95% limits with the variation that is usual from year to year.
    low: float
    high: float
    #: 95% limits for chance alone.
    chance_low: float
    chance_high: float
    round: str
    figure_ids: tuple
    #: Why the figures are in doubt; empty where nothing says so.
    doubt: str

    def __repr__(self):
        """Show the change on a few lines."""
        from offences.names import wording

        lines = [
            f"{self.area}, {self.first_year} to {self.last_year} ({wording.round_name(self.round)})",
            f"  offences      {wording.number(self.base)} to {wording.number(self.latest)}",
            f"  change        {wording.change(self.change)}",
            f"  95% limits    {wording.interval(self.low, self.high)} with the usual variation",
            f"  chance alone  {wording.interval(self.chance_low, self.chance_high)}",
            f"  figures       {', '.join(self.figure_ids)}",
        ]
        return "\n".join(lines + ([f"  in doubt      {self.doubt}"] if self.doubt else []))


class Source(NamedTuple):
    """Who printed a figure, where and when, and in which words."""

    figure_id: str
    publisher: str
    title: str
    address: str
    #: A day, a month or a year, as YYYY-MM-DD; empty where it was not seen.
    date: str
    place: str
    period: str
    words: str
    note: str

    def __repr__(self):
        """Show each thing known on a line."""
        return "\n".join(f"{name:<10} {value}" for name, value in self._asdict().items() if value)


def tables(folder="", suppress_up_to=SMALL):
    """Load all clean tables.

    Parameters
    ----------
    folder : str, optional
        Where they lie; empty for the committed ones in ``data/clean``.
    suppress_up_to : int, optional
        Largest count that splits one force's offences and is hidden; 0 for none.

    Returns
    -------
    offences.tables.series.Tables
        A field for each table.

    Examples
    --------
    >>> import offences
    >>> offences.tables().official.columns.tolist()
    ['area', 'year', 'quarter', 'vintage', 'offence_code', 'offences']
    """
    from offences.tables import loading

    return loading.tables(folder, suppress_up_to)


def load(name, folder="", suppress_up_to=SMALL):
    """Load one clean table by its name.

    Parameters
    ----------
    name : str
        A field of what :func:`tables` gives, such as ``offences`` or ``official``.
    folder, suppress_up_to : optional
        As for :func:`tables`.

    Returns
    -------
    pandas.DataFrame

    Raises
    ------
    InputError
        If there is no table of that name, or the folder does not hold it.

    Examples
    --------
    >>> import offences
    >>> kent = offences.load("offences").query("area == 'E23000032' and chosen")
    >>> kent.loc[kent["year"].eq("2017/18"), ["year", "low", "high", "round"]].to_dict("records")
    [{'year': '2017/18', 'low': 122.0, 'high': 122.0, 'round': '2024-11'}]
    """
    from offences.tables import loading

    return loading.load(name, folder, suppress_up_to)


def find(name):
    """Find an area by any common name, code or place inside it.

    Parameters
    ----------
    name : str

    Returns
    -------
    str
        The area's code.

    Raises
    ------
    InputError
        If no area is called that, or several are: it says what to type for each.

    Examples
    --------
    >>> import offences
    >>> offences.find("GMP")
    'E23000005'
    """
    from offences.names import areas

    return areas.find(name)


def show(frame, caption="", rows=20):
    """Show a table: caption, symbols, the first rows and how many there are.

    Parameters
    ----------
    frame : pandas.DataFrame
    caption : str, optional
    rows : int, optional
        The most rows shown.

    Examples
    --------
    >>> import offences
    >>> offences.show(offences.official("Kent")[["year", "grooming"]], "Kent, class 88A", rows=1)
    Kent, class 88A (1 of 11 rows)
       year grooming
    2012/13        9
    """
    from offences.names import wording
    from offences.report import exhibits

    counted = f"{min(rows, len(frame))} of {wording.many(len(frame), 'row')}"
    exhibits.put(exhibits.tabled(frame.head(rows), f"{caption or 'Table'} ({counted})"))


def series(area, round=""):
    """Give the exact counts of an area's whole years that one round prints, ready for ``.plot()``.

    Rounds differ in the forces that answered and in later corrections, so all years come from one.

    Parameters
    ----------
    area : str
    round : str, optional
        A release, such as ``2023-08``; empty for the one that prints most years.

    Returns
    -------
    pandas.Series
        Counts by year, under the area's name; empty where no round prints a whole year.

    Raises
    ------
    InputError
        If the round prints no whole year of the area: it says which do.

    Examples
    --------
    >>> import offences
    >>> offences.series("Derbyshire", round="2023-08").to_dict()
    {'2017/18': 37, '2022/23': 285}
    """
    from offences.names import areas

    rows = _of_round(areas.find(area), round)
    return rows["low"].astype("int64").rename(areas.name(areas.find(area)))


def _of_round(area, round_):
    """Give the whole years that a round prints, or the round that prints most, as rows of ``offences``."""
    from offences.names import areas, reference, wording
    from offences.names.errors import InputError
    from offences.tables import series as choice

    offences, round_ = load("offences"), reference.round_of(round_)["round"] or round_
    span = offences["year"].min(), offences["year"].max()
    rows = choice.of_round(offences, area, round_ or choice.best_round(offences, area, *span))
    if rows.empty and round_:
        mine = offences[offences["area"].eq(area) & offences["whole"] & offences["precision"].eq("exact")]
        there = wording.listed(sorted(set(mine["round"]))) or "no round"
        raise InputError(
            f"{round_!r} prints no exact count of a whole year of {areas.name(area)}; {there} does."
        )
    return rows


def rates(year, children="under16"):
    """Give each force's offences per 10,000 children in one year, for those with an exact count of it.

    The forces with a published figure are no sample, and a rate without its limits is no rank.

    Parameters
    ----------
    year : str
        A financial year.
    children : str, optional
        ``under16``, whom the offence protects, or ``under18``.

    Returns
    -------
    pandas.DataFrame
        A row for each force, in the order of the ONS: area, name, offences, children, mid_year,
        rate, low and high (95% limits for chance alone; missing under 10,000 children), round,
        doubt and figure_id.

    Examples
    --------
    >>> import offences
    >>> found = offences.rates("2022/23").set_index("name")
    >>> found.loc["Derbyshire", ["offences", "children"]].tolist(), f"{found['rate']['Derbyshire']:.1f}"
    ([285, 188482], '15.1')
    """
    import pandas as pd

    from offences.names import areas, reference, years
    from offences.statistics import rates as per_child

    year, offences = years.read(year), load("offences")
    keep = offences["chosen"] & offences["whole"] & offences["precision"].eq("exact")
    rows = offences[keep & offences["year"].eq(year) & offences["area"].isin(areas.forces())]
    population = reference.reference("population")
    found = []
    for row in rows.to_dict("records"):
        residents, mid_year = per_child.children(population, row["area"], year, children)
        rate = per_child.rate(row["low"], residents)
        beside = [row["round"], row["doubt"], row["figure_id"]]
        found.append(
            [row["area"], areas.name(row["area"]), int(row["low"]), residents, mid_year, *rate, *beside]
        )
    columns = "area name offences children mid_year rate low high round doubt figure_id".split()
    frame = pd.DataFrame(found, columns=columns)
    return frame.astype(dict.fromkeys(("rate", "low", "high"), float))


def change(area, first_year, last_year):
    """Compare two years of an area, both as one round prints them.

    Parameters
    ----------
    area, first_year, last_year : str

    Returns
    -------
    Change

    Raises
    ------
    InputError
        If no round prints an exact count of both years: it says which years each prints.

    Examples
    --------
    >>> import offences
    >>> found = offences.change("Derbyshire", "2017/18", "2022/23")
    >>> found.base, found.latest, round(found.change)
    (37, 285, 670)
    """
    from offences.names import areas, years
    from offences.statistics import changes
    from offences.statistics.variation import CHANCE
    from offences.tables import variation

    code, (first_year, last_year) = areas.find(area), years.ordered(first_year, last_year)
    found = _both(code, first_year, last_year)
    base, latest = (int(count) for count in found["low"])
    _, *chance = changes.change(base, latest, CHANCE)
    percent, *limits = changes.change(base, latest, variation.of(tables(), code))
    numbers = [MISSING if one is None else float(one) for one in (percent, *limits, *chance)]
    doubt = "; ".join(dict.fromkeys(filter(None, found["doubt"])))
    ids = tuple(found["figure_id"])
    return Change(
        areas.name(code), first_year, last_year, base, latest, *numbers, found["round"].iloc[0], ids, doubt
    )


def _both(area, first_year, last_year):
    """Give two years of the round that prints both and most between them; of equals, the latest."""
    from offences.names import areas, wording
    from offences.names.errors import InputError
    from offences.tables import series as choice

    offences = load("offences")
    exact = offences[offences["area"].eq(area) & offences["whole"] & offences["precision"].eq("exact")]
    printed = exact.groupby("round")["year"].agg(sorted)
    both = [
        name
        for name, there in printed.items()
        if first_year != last_year and {first_year, last_year} <= set(there)
    ]
    if not both:
        said = "; ".join(f"{name} has {wording.listed(there)}" for name, there in printed.items())
        raise InputError(
            f"no round prints exact counts of {areas.name(area)} for both {first_year} and {last_year}; "
            f"{said or 'none prints a whole year of it'}."
        )
    between = exact[exact["round"].isin(both) & exact["year"].between(first_year, last_year)]
    count = between.groupby("round")["year"].nunique()
    best = max(both, key=lambda name: (count[name], name))
    return choice.of_round(offences, area, best).loc[[first_year, last_year]]


def official(area):
    """Give the Home Office classes that hold the offence, by whole year: more offences than it alone.

    Parameters
    ----------
    area : str
        A force, or an area whose forces are all in the series.

    Returns
    -------
    pandas.DataFrame
        Columns year, grooming (class 88A), exploitation (class 71) and vintage: the latest
        publication that holds the year whole. No row where the series does not hold the area.

    Examples
    --------
    >>> import offences
    >>> offences.official("Derbyshire").query("year == '2022/23'").to_dict("records")
    [{'year': '2022/23', 'grooming': 200, 'exploitation': 15, 'vintage': '2023-10'}]
    """
    from offences.names import areas
    from offences.tables import official as classes

    members, table = areas.members(areas.find(area)), load("official")
    rows = table[table["area"].isin(members)]
    found = rows.groupby(["year", "vintage", "offence_code"])["offences"].agg(["sum", "count"])
    whole = found.loc[found["count"].eq(4 * len(members)), "sum"].unstack("offence_code")
    names = {classes.GROOMING: "grooming", classes.EXPLOITATION: "exploitation"}
    whole = whole.reindex(columns=list(names)).rename(columns=names).astype("Int64")
    latest = whole.reset_index().drop_duplicates("year", keep="last")
    return latest[["year", *names.values(), "vintage"]].rename_axis(columns=None).reset_index(drop=True)


def estimate(area):
    """Give what is estimated of a force's years without an exact published figure.

    Nobody published these numbers: each is shown with its limits and its mark, and none is added
    to a published one.

    Parameters
    ----------
    area : str
        A force.

    Returns
    -------
    pandas.DataFrame
        Columns year, estimate, mark ([e]), low80, high80, low95, high95 (limits) and given (ids of
        the published figures that it rests on besides the official class).

    Raises
    ------
    InputError
        If the area is no single force of England or Wales.

    Examples
    --------
    >>> import offences
    >>> offences.estimate("Metropolitan Police").query("year == '2017/18'").iloc[:, :3].to_dict("records")
    [{'year': '2017/18', 'estimate': 252.4, 'mark': '[e]'}]
    """
    from offences.names import areas
    from offences.names.errors import InputError

    code = areas.find(area)
    if code not in areas.forces():
        raise InputError(
            f"{areas.name(code)} has no estimates: they are made for the single forces of England and Wales."
        )
    table = load("estimates")
    mine = table[table["area"].eq(code)].drop(columns="area").reset_index(drop=True)
    mine.insert(2, "mark", "[e]")
    return mine


def claims(area, suppress_up_to=SMALL):
    """Give the verdict on every published statement about an area that other figures can check.

    Parameters
    ----------
    area : str
    suppress_up_to : int, optional
        As for :func:`tables`.

    Returns
    -------
    pandas.DataFrame
        A row for each claim and reading: figure_id, round, measure, reading, published (the words),
        verdict, recomputed_low, recomputed_high, reason, rows_used (ids) and doubt.

    Examples
    --------
    >>> import offences
    >>> offences.claims("Derbyshire").query("verdict == 'contradicted within its round'")["figure_id"].tolist()
    []
    """
    from offences.names import areas

    checked = _verdicts(areas.find(area), tables(suppress_up_to=suppress_up_to))
    columns = "figure_id round measure reading published verdict recomputed_low recomputed_high reason"
    return checked[[*columns.split(), "rows_used", "doubt"]].reset_index(drop=True)


def _verdicts(area, tables):
    """Check the claims of an area: the one place that says where verdicts come from."""
    from offences.claims import claims as engine

    found = engine.claimed(tables.figures)
    return engine.check(tables, found[found["area"].eq(area)])


def derivation(figure_id, folder="", suppress_up_to=SMALL):
    """Give the printed figures by which a claim is checked, with the multipliers of their sum.

    Parameters
    ----------
    figure_id : str
    folder, suppress_up_to : str, int, optional
        As for :func:`tables`.

    Returns
    -------
    pandas.DataFrame
        As :func:`offences.claims.claims.derivation`; no row where no sum decides the claim.

    Examples
    --------
    >>> import offences
    >>> rows = offences.derivation("f0405")
    >>> (rows["multiplier"] * rows["low"]).groupby(rows["side"]).sum().tolist()
    [220.0, 363.0]
    """
    from offences.claims import claims as engine

    return engine.derivation(tables(folder, suppress_up_to), figure_id)


def source(figure_id, suppress_up_to=SMALL):
    """Say who printed a figure, where, when and in which words.

    Parameters
    ----------
    figure_id : str
    suppress_up_to : int, optional
        As for :func:`tables`.

    Returns
    -------
    Source

    Raises
    ------
    InputError
        If there is no such figure.

    Examples
    --------
    >>> import offences
    >>> offences.source("f0348").words, offences.source("f0348").publisher
    ('890', 'Derbyshire Times')
    """
    from offences.names.errors import InputError

    figures = load("figures", suppress_up_to=suppress_up_to).set_index("figure_id")
    if figure_id not in figures.index:
        raise InputError(
            f'{figure_id!r} is no figure; `offences.load("figures")` lists all, from {figures.index[0]} on.'
        )
    row = figures.loc[figure_id]
    page = load("sources").loc[row["source_id"]]
    printed = [row[f"{what}_as_published"] for what in ("place", "period", "value")]
    return Source(figure_id, *page[["publisher", "title", "url", "published"]], *printed, row["note"])
