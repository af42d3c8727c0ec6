"""What an analyst types at the prompt after ``import offences``.

Any common name of an area works wherever a code does. What is returned is the caller's own,
and small cells of single forces are hidden unless ``suppress_up_to=0`` asks for them. Rooms
import their modules when first asked for one, so that ``import offences`` and the command
line start without pandas.
"""

from typing import NamedTuple

from offences import names, report, statistics
from offences import tables as clean

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
        words = names.wording
        lines = [
            f"{self.area}, {self.first_year} to {self.last_year} ({words.round_name(self.round)})",
            f"  offences      {words.number(self.base)} to {words.number(self.latest)}",
            f"  change        {words.change(self.change)}",
            f"  95% limits    {words.interval(self.low, self.high)} with the usual variation",
            f"  chance alone  {words.interval(self.chance_low, self.chance_high)}",
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
    """Load all clean tables: a field for each, of :class:`offences.tables.series.Tables`.

    Parameters
    ----------
    folder : str, optional
        Where they lie; empty for the committed ones in ``data/clean``.
    suppress_up_to : int, optional
        Largest count that splits one force's offences and is hidden; 0 for none.

    Examples
    --------
    >>> import offences
    >>> offences.tables().official.columns.tolist()
    ['area', 'year', 'quarter', 'vintage', 'offence_code', 'offences']
    """
    return clean.loading.tables(folder, suppress_up_to)


def load(name, folder="", suppress_up_to=SMALL):
    """Load one clean table, such as ``offences`` or ``official``; folder and suppress_up_to as for :func:`tables`.

    Examples
    --------
    >>> import offences
    >>> kent = offences.load("offences").query("area == 'E23000032' and chosen")
    >>> kent.loc[kent["year"].eq("2017/18"), ["year", "low", "high", "round"]].to_dict("records")
    [{'year': '2017/18', 'low': 122.0, 'high': 122.0, 'round': '2024-11'}]
    """
    return clean.loading.load(name, folder, suppress_up_to)


def find(name):
    """Find the code of an area by any common name, or a place inside it.

    An InputError says what to type where several areas are called that, and what is near where none is.

    Examples
    --------
    >>> import offences
    >>> offences.find("GMP")
    'E23000005'
    """
    return names.areas.find(name)


def show(frame, caption="", rows=20):
    """Show a table or a series: caption, symbols, at most so many first rows, and how many there are.

    Examples
    --------
    >>> import offences
    >>> offences.show(offences.official("Kent")[["year", "grooming"]], "Kent, class 88A", rows=1)
    Kent, class 88A (1 of 11 rows)
       year grooming
    2012/13        9
    """
    frame = frame.reset_index() if hasattr(frame, "to_frame") else frame
    if not hasattr(frame, "columns"):
        raise names.errors.InputError(
            f"show takes a table or a series of pandas, not a {type(frame).__name__}."
        )
    if not isinstance(rows, int) or isinstance(rows, bool) or rows < 1:
        raise names.errors.InputError(f"rows: {rows!r} is not allowed; give a whole number, 1 or more.")
    counted = f"{min(rows, len(frame))} of {names.wording.many(len(frame), 'row')}"
    report.exhibits.put(report.exhibits.tabled(frame.head(rows), f"{caption or 'Table'} ({counted})"))


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
        Counts by year, under the area's name; empty where no round prints a whole year. Where the
        round named prints none, an InputError says which do.

    Examples
    --------
    >>> import offences
    >>> offences.series("Derbyshire", round="2023-08").to_dict()
    {'2017/18': 37, '2022/23': 285}
    """
    name, offences = names.areas.name(find(area)), load("offences")
    wanted = names.reference.round_of(str(round))["round"] or str(round)
    span = offences["year"].min(), offences["year"].max()
    best = wanted or clean.series.best_round(offences, area, *span)
    rows = clean.series.of_round(offences, area, best)
    if rows.empty and wanted:
        there = sorted(set(clean.series.exact(offences, area)["round"]))
        does = f"{names.wording.listed(there) or 'no round'} {'do' if len(there) > 1 else 'does'}"
        raise names.errors.InputError(f"{wanted!r} prints no exact count of a whole year of {name}; {does}.")
    return rows["low"].astype("int64").rename(name)


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
        doubt and figure_id. Where no force has a count of the year, an InputError says which years have.

    Examples
    --------
    >>> import offences
    >>> found = offences.rates("2022/23").set_index("name")
    >>> found.loc["Derbyshire", ["offences", "children"]].tolist(), f"{found['rate']['Derbyshire']:.1f}"
    ([285, 188482], '15.1')
    """
    year, offences = names.years.read(year), load("offences")
    exact = clean.series.exact(offences[offences["chosen"] & offences["area"].isin(names.areas.forces())])
    rows = exact[exact["year"].eq(year)].reset_index(drop=True)
    if rows.empty:
        there = names.wording.listed(sorted(set(exact["year"]))) or "no year"
        raise names.errors.InputError(f"no force has an exact count of {year}; there are counts of {there}.")
    rows = rows.assign(name=rows["area"].map(names.areas.name), offences=rows["low"].astype("int64"))
    people = statistics.rates.residents(names.reference.reference("population"), year, children)
    rows = rows.join(people.astype("int64"), on="area")
    pairs = zip(rows["offences"], rows["children"], strict=True)
    rows[["rate", "low", "high"]] = [statistics.rates.rate(*pair) for pair in pairs]
    columns = "area name offences children mid_year rate low high round doubt figure_id".split()
    return rows[columns].astype(dict.fromkeys(("rate", "low", "high"), float))


def change(area, first_year, last_year):
    """Compare two years of an area, both as the round prints them that prints most between them; of equals the latest.

    Returns
    -------
    Change
        Where no round prints an exact count of both years, an InputError says which years each prints.

    Examples
    --------
    >>> import offences
    >>> found = offences.change("Derbyshire", "2017/18", "2022/23")
    >>> found.base, found.latest, round(found.change)
    (37, 285, 670)
    """
    code, (first_year, last_year) = find(area), names.years.ordered(first_year, last_year)
    if first_year == last_year:
        raise names.errors.InputError(f"{first_year} is given as both years; a change is between two.")
    counts = clean.series.exact(load("offences"), code)
    name = names.areas.name(code)
    printed = counts.groupby("round")["year"].agg(sorted)
    rounds = [round_ for round_, there in printed.items() if {first_year, last_year} <= set(there)]
    if not rounds:
        said = "; ".join(f"{round_} has {names.wording.listed(there)}" for round_, there in printed.items())
        raise names.errors.InputError(
            f"no round prints exact counts of {name} for both {first_year} and {last_year}; "
            f"{said or 'none prints a whole year of it'}."
        )
    best = clean.series.best_round(counts[counts["round"].isin(rounds)], code, first_year, last_year)
    found = clean.series.of_round(counts, code, best).loc[[first_year, last_year]]
    base, latest = (int(count) for count in found["low"])
    _, *chance = statistics.changes.change(base, latest, statistics.variation.CHANCE)
    usual = statistics.changes.change(base, latest, clean.variation.of(tables(), code, best))
    numbers = [MISSING if one is None else float(one) for one in (*usual, *chance)]
    doubt = "; ".join(dict.fromkeys(filter(None, found["doubt"])))
    return Change(name, first_year, last_year, base, latest, *numbers, best, tuple(found["figure_id"]), doubt)


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
    found = clean.official.by_vintage(load("official"), names.areas.members(find(area)))
    whole = found.pivot(index=["year", "vintage"], columns="offence_code", values="offences")
    classes = {clean.official.GROOMING: "grooming", clean.official.EXPLOITATION: "exploitation"}
    whole = whole.reindex(columns=list(classes)).rename(columns=classes).astype("Int64")
    latest = whole.reset_index().drop_duplicates("year", keep="last")
    return latest[["year", *classes.values(), "vintage"]].rename_axis(columns=None).reset_index(drop=True)


def estimate(area):
    """Give what is estimated of the years of a force of England or Wales without an exact published figure.

    Nobody published these numbers: each is shown with its limits and its mark, and none is added
    to a published one.

    Returns
    -------
    pandas.DataFrame
        Columns year, estimate, mark ([e]), low80, high80, low95, high95 (limits), counted (published
        for some months of the year), of_class (class 88A of the others, or of the whole year), given
        (ids of the published figures that it rests on besides the class), doubt (why one of these is in
        doubt) and doubt_rows.

    Examples
    --------
    >>> import offences
    >>> offences.estimate("Metropolitan Police").query("year == '2017/18'").iloc[:, :3].to_dict("records")
    [{'year': '2017/18', 'estimate': 252.4, 'mark': '[e]'}]
    """
    code, table = find(area), load("estimates")
    if code not in names.areas.forces():
        raise names.errors.InputError(
            f"{names.areas.name(code)} has no estimates: they are made for the single forces of England and Wales."
        )
    mine = table[table["area"].eq(code)].drop(columns="area").reset_index(drop=True)
    mine.insert(2, "mark", "[e]")
    return mine


def claims(area, suppress_up_to=SMALL):
    """Give the verdict on every published statement about an area that other figures can check.

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
    checked = load("claims", suppress_up_to=suppress_up_to)
    columns = "figure_id round measure reading published verdict recomputed_low recomputed_high reason"
    mine = checked[checked["area"].eq(find(area))]
    return mine[[*columns.split(), "rows_used", "doubt"]].reset_index(drop=True)


def derivation(figure_id, folder="", suppress_up_to=SMALL):
    """Give the printed figures by which a claim is checked, with the multipliers of their sum.

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

    held = tables(folder, suppress_up_to)
    _figure(held.figures, figure_id)
    return engine.derivation(held, figure_id)


def source(figure_id, suppress_up_to=SMALL):
    """Say who printed a figure, where, when and in which words: a :class:`Source`.

    Examples
    --------
    >>> import offences
    >>> offences.source("f0348").words, offences.source("f0348").publisher
    ('890', 'Derbyshire Times')
    """
    row = _figure(load("figures", suppress_up_to=suppress_up_to), figure_id)
    page = load("sources").loc[row["source_id"]]
    printed = [row[f"{what}_as_published"] for what in ("place", "period", "value")]
    return Source(figure_id, *page[["publisher", "title", "url", "published"]], *printed, row["note"])


def _figure(figures, figure_id):
    """Give a figure's row of the clean table."""
    found = figures[figures["figure_id"].eq(str(figure_id))]
    if found.empty:
        raise names.errors.InputError(
            f'{figure_id!r} is no figure; `offences.load("figures")` lists all, from {figures["figure_id"][0]} on.'
        )
    return found.iloc[0]
