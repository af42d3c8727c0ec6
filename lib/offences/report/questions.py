"""What is doubtful about an area's figures, as questions that a press officer understands."""

from offences.analysis import trends
from offences.names import areas, wording, years
from offences.report import grammar
from offences.report.finding import CLASS, STATED, finding
from offences.tables import estimates, series

#: What is asked about a kind of problem; {figures} are those in doubt, each with its year.
ASKED = {
    "jump": "The police of {place} gave {figures}. Does each cover the whole area and the whole year?",
    "revised": "For {place}, {figures} were published. Which is right, and what changed?",
    "conflict": "For {place}, {figures} were printed at the same time. Which is right?",
    "blank in a sum": "The total for {place} of {figures} leaves out a force. What did that force record?",
}
MOST = 2
#: The most figures that one question names.
FIGURES = 3


def _always(area):
    """Ask what every force can be asked, since the offence was new where it is that of England and Wales."""
    since = (
        f"since April {years.start(years.FIRST_YEAR)}, "
        if areas.row(area)["offence"] == series.COMPARABLE
        else ""
    )
    asked = "when did the recording system or its rules change"
    if not areas.is_single(area):
        asked = "which forces have changed their recording system or its rules"
    return wording.opening(f"{since}{asked}, and was any answer corrected?")


def _figures(rows):
    """Say figures with their years, as printed."""
    said = []
    for row in rows.itertuples():
        value = wording.figure(row.value_as_published, row.precision, row.low)
        when = grammar.period(row.first_year, row.last_year).strip() or row.period_as_published
        said.append((value, when))
    whens = list(dict.fromkeys(when for _, when in said))
    if len(whens) == 1:
        return f"{wording.listed(value for value, _ in said)} offences {whens[0]}"
    (value, when), *rest = said
    return wording.listed([f"{value} offences {when}", *(f"{value} {when}" for value, when in rest)])


def _doubtful(history):
    """List questions about the figures of an area that a problem puts in doubt."""
    tables, area, log = history.tables, history.area, history.tables.problems
    log = log[log["area"].eq(area) & log["kind"].isin(ASKED)]
    log = log[log["first_year"].ge(history.first_year) & log["last_year"].le(history.last_year)]
    log = log.sort_values("last_year", ascending=False, kind="stable")
    log = log.sort_values("kind", key=lambda kinds: kinds.map(list(ASKED).index), kind="stable")
    figures, found = tables.figures.set_index("figure_id", drop=False), []
    for row in log.itertuples():
        rows = figures.loc[[name for name in row.figure_ids.split() if name in figures.index]]
        rows = rows[rows["measure"].eq("offences") & rows["dimension"].eq("") & rows["area"].eq(area)]
        rows = rows[rows["low"].notna()].sort_values("first_year", kind="stable")
        if len(rows):
            rows = rows.drop_duplicates(["first_year", "last_year", "value_as_published"]).head(FIGURES)
            asked = ASKED[row.kind].format(place=grammar.place(area), figures=_figures(rows))
            found.append(finding(asked, rows["figure_id"], "question"))
    return list({one.sentence: one for one in found}.values())


def _beside_class(history):
    """Ask about the published figures of a force that are far less than is usual of the official class, or more than it."""
    area, pairs = history.area, estimates.beside(history.tables.offences, history.tables.official)
    pairs = pairs[pairs["area"].eq(area) & pairs["year"].between(history.first_year, history.last_year)]
    found = []
    for row in pairs[pairs["fits"].eq("below") | pairs["published"].gt(pairs["grooming"])][::-1].itertuples():
        asked = "Is that answer complete" if row.fits == "below" else "How was each counted"
        said = (
            f"For {grammar.place(area)}, {grammar.number(row.published)} offences were published for {grammar.year(row.year)}, "
            f"against {grammar.number(row.grooming)} in the Home Office's wider class. {asked}?"
        )
        found.append(finding(said, row.figure_id, "question", STATED, (CLASS,)))
    return found


def _silent(history):
    """Ask why a force that was asked gave no figure."""
    rows = trends.unanswered(history.tables, history.area)
    rows = {year: ids for year, ids in rows.items() if history.first_year <= year <= history.last_year}
    if not rows:
        return []
    when = wording.listed(grammar.year(year) for year in sorted(rows))
    ids = [name for one in rows.values() for name in one]
    return [finding(f"Why did {grammar.place(history.area)} give no figure for {when}?", ids, "question")]


def _confirmed(history, figure_ids, asked):
    """Ask to confirm the area's own of some figures that are in doubt for a reason that is no question above."""
    names = [name for name in history.doubted(figure_ids) if not any(name in one.figure_ids for one in asked)]
    if not names:
        return []
    figures = history.tables.figures.set_index("figure_id", drop=False).loc[names]
    figures = figures[
        figures["measure"].eq("offences") & figures["dimension"].eq("") & figures["area"].eq(history.area)
    ]
    if figures.empty:
        return []
    said = f"For {grammar.place(history.area)}, {_figures(figures)} were published. Can you confirm that, or correct it?"
    return [finding(said, figures["figure_id"], "question")]


def of(history, figure_ids=(), most=MOST):
    """List what to ask about an area: the doubts first, and one question for every force.

    Of each figure in figure_ids, which the page uses, that is in doubt something is asked; most is how many doubts
    are asked about, None for all.
    """
    found = _doubtful(history) + _beside_class(history) + _silent(history)
    used = set(figure_ids)
    found.sort(key=lambda one: not used & set(one.figure_ids))
    found = found[:most]
    return [*found, *_confirmed(history, figure_ids, found), finding(_always(history.area), "", "question")]
