"""Say what the official class shows of an area, beside what was published of it.

Every sentence begins with what it speaks of: the recorded class, the published offence, or an estimate [e].
"""

import pandas as pd

from offences.analysis import brief, neighbours, official, regions
from offences.names import areas, wording, years
from offences.names.wording import number
from offences.report import charts, projection_findings, region_findings
from offences.report.finding import CLASS, COMPUTED, ESTIMATED, RESIDENTS, STATED, finding, told
from offences.statistics import changes
from offences.tables import estimates, outcomes, problems

#: z-scores of the 95% and the 99.8% limits of the funnel.
FAR, VERY_FAR = 1.96, 3.09
PER = "offences of class 88A per 10,000 children under 16"


def _finding(sentence, *figure_ids, rests_on=(COMPUTED, CLASS)):
    """Keep a sentence with the figures that it rests on, each once."""
    return finding(sentence, " ".join(figure_ids), "official class", STATED, rests_on)


def findings(history, population):
    """Say what the class shows of an area, beside its published figures."""
    found = of_series(history)
    if len(history.of_class):
        found += told(history, _rate(history, population) + _fit(history))
    return found


def of_series(history):
    """Say how the class of an area ran beside its published figures, and what is estimated."""
    if history.of_class.empty:
        span = wording.span(history.first_year, history.last_year)
        last = neighbours.latest_year(history.tables.official)
        return [_finding(region_findings.no_class(history.area, span, last), rests_on=())]
    both = _both(official.both(history), history.area)
    implied = brief.implied(history).set_index("year")
    return told(history, both + _class(history) + _estimates(history.of_class, implied))


def drawn(name, by_year):
    """Describe the chart of an area's years: its subtitle, its text for those who don't see it, and its source.

    by_year as for :func:`points`; all three are empty where there is nothing to draw.
    """
    counts = by_year[["grooming", "published", "estimate"]].count()
    kinds = {
        "grooming": ("class 88A (line)", "{} of class 88A as a line", "year"),
        "published": ("published (diamonds)", "{} as diamonds", "published figure"),
        "estimate": ("estimates [e] (bars: 80%, 95% limits)", "{} [e] as bars", "estimate"),
    }
    present = [kind for kind in kinds if counts[kind]]
    if not present:
        return "", "", ""
    subtitle = f"{name}: {', '.join(kinds[kind][0] for kind in present)}"
    alt = ", ".join(kinds[kind][1].format(wording.many(counts[kind], kinds[kind][2])) for kind in present)
    return subtitle, alt, charts.credit(*present)


def points(by_year):
    """Name what the chart of an area's class shows, for :func:`offences.report.charts.labelled`: [u] marks a doubt.

    by_year is that of :func:`offences.analysis.official.by_year`, numbered from 0; its column label, if it has one,
    stands at the published figures.
    """
    rows = []
    for row in by_year.itertuples():
        if pd.notna(row.published):
            label = getattr(row, "label", number(row.published) + (" [u]" if row.doubt else ""))
            rows.append([row.Index, row.published, label, charts.PURPLE, False])
        if pd.notna(row.estimate):
            label = f"{number(row.estimate)} [e]" + (" [u]" if row.estimate_doubt else "")
            rows.append([row.Index, row.estimate, label, charts.DARK, True])
    for place, count in by_year["grooming"].dropna().iloc[-1:].items():
        rows.append([place, count, f"{number(count)} in class 88A", charts.BLUE, False])
    return pd.DataFrame(rows, columns=["place", "value", "text", "color", "beside"])


def plotted(by_year):
    """Lay out what that chart plots; the columns of estimates say [e] and are blank where there is none."""
    kept = by_year[["year", "grooming", "published"]]
    numbers = by_year[["estimate", "low80", "high80", "low95", "high95", "estimate_doubt"]].astype(object)
    numbers = numbers.rename(columns={"estimate_doubt": "doubt"})
    return kept.join(numbers.where(numbers.notna(), "").add_suffix(" [e]"))


def _change(base, latest):
    """Give a change in percent, None on a small base; corrections may leave fewer than none."""
    return changes.change(max(base, 0), max(latest, 0), None)[0]


def _both(pair, area):
    if pair is None:
        return []
    published, grooming = (wording.change(_change(*counts)) for counts in (pair.published, pair.grooming))
    sentence = (
        f"Published offence, {areas.name(area)}: {number(pair.published[0])} in {pair.first_year} and "
        f"{number(pair.published[1])} in {pair.last_year} ({published}, {wording.round_name(pair.round)}). The "
        f"recorded class that contains it: {number(pair.grooming[0])} and {number(pair.grooming[1])} ({grooming})."
    )
    if len(areas.members(area)) > 1:
        sentence += " A published total may leave out forces that did not answer; the class holds them all."
    return [_finding(sentence, *pair.figure_ids)]


def _class(history):
    area, known = history.area, history.of_class.dropna(subset="grooming")
    first, last = known.iloc[[0, -1]].to_dict("records")
    sentence = f"Recorded class, {areas.name(area)}: {number(last['grooming'])} offences of class 88A in {last['year']}"
    if len(known) < 2:
        return [_finding(f"{sentence}; no other whole year is compared.")]
    sentence += f", against {number(first['grooming'])} in {first['year']}"
    change = _change(first["grooming"], last["grooming"])
    if change is None:
        return [_finding(f"{sentence}: too few to give a percentage.")]
    sentence += f" ({wording.change(change)})"
    growth = official.growth(history)
    if growth is None:
        return [_finding(f"{sentence}; {official.no_growth(history)}.")]
    sentence += f"; {projection_findings.growing(growth)}."
    if growth.first_year == years.FIRST_YEAR:
        later = official.growth(history, years.shift(growth.first_year, 1))
        sentence += f" {projection_findings.without_first(growth, later)}"
    return [_finding(sentence)]


def _rate(history, population):
    tables, area = history.tables, history.area
    rates = neighbours.per_child(tables, population, area)
    rates = rates[rates["year"].le(history.last_year) & rates["rate"].notna()]
    if rates.empty or not set(areas.members(area)) <= set(areas.forces()):
        return []
    own, per_child = rates.iloc[-1], (COMPUTED, CLASS, RESIDENTS)
    said = f"Recorded class, {areas.name(area)}: {own['rate']:.1f} {PER} in {own['year']}"
    if set(areas.members(area)) == set(areas.forces()):
        return [_finding(f"{said}.", rests_on=per_child)]
    every, info = regions.compare(neighbours.class_rates(tables, population, year=own["year"]))
    sentence = f"{said}, where the {info.forces} forces with a rate have {info.target:.1f} together"
    if areas.members(area) == [area]:
        sentence += f"; {_standing(every.set_index('area')['z'][area], info.forces)}"
    return [_finding(f"{sentence}.", rests_on=per_child)]


def _standing(z, forces):
    """Say where a force stands in the funnel, by its z-score that allows for the spread between forces."""
    if abs(z) <= FAR:
        return "the difference lies inside what the spread between forces leaves open (95% limits)"
    by_chance = f"of {forces} forces about {number(0.05 * forces)} would by chance"
    if abs(z) <= VERY_FAR:
        return f"that lies outside the 95% limits of the spread between forces, as {by_chance}, and inside those of 99.8%"
    return "that lies outside the 99.8% limits of the spread between forces"


def _fit(history):
    tables, area, by_year, found = history.tables, history.area, history.of_class, []
    if by_year["fits"].isin(["above", "below"]).any():
        wrong = estimates.misfits(tables.offences, tables.official)
        wrong = wrong[wrong["area"].eq(area) & wrong["year"].isin(by_year["year"])]
        of_class = (ESTIMATED, CLASS)
        found = [_finding(_misfit(row), row.figure_id, rests_on=of_class) for row in wrong.itertuples()]
    passed = by_year[by_year["fits"].eq("") & by_year["grooming"].ge(estimates.relation.FEWEST_IN_CLASS)]
    if len(passed) and not found:
        sentence = (
            f"Published offence, {areas.name(area)}: {wording.many(len(passed), 'published figure')} tested against the "
            "class, and none fails; the test finds gross departures only, so that this proves nothing."
        )
        found.append(_finding(sentence, *passed["figure_id"]))
    return found


def _misfit(row):
    """Say that a published figure, a row of :func:`offences.tables.estimates.misfits`, does not fit the class."""
    limits = wording.bounds(row.low95, row.high95)
    return (
        f"Published offence, {areas.name(row.area)}: {problems.misfit(row)}; from the class {number(row.estimate)} [e] "
        f"would be expected (95% limits {limits}). Which of the two is mistaken, this cannot say."
    )


def _estimates(by_year, implied):
    """Say the estimates; implied are the rows of ``brief.implied`` by year, other numbers for the same years."""
    rows = by_year[by_year["estimate"].notna()]
    if rows.empty:
        return []
    said = [
        f"{number(row.estimate)} [e] in {row.year} ({wording.bounds(row.low95, row.high95)}{_in_part(row)})"
        for row in rows.itertuples()
    ]
    given, others = " ".join(rows["given"]), implied[implied.index.isin(rows["year"])]
    when = "these years" if len(rows) > 1 else rows["year"].iloc[0]
    basis = "the class and published figures" if given.strip() else "the class alone"
    sentence = (
        f"Estimate, not a published figure: no exact whole-year figure of {when} was published; "
        f"from {basis} {'follow' if len(rows) > 1 else 'follows'}, with 95% limits, {wording.listed(said)}."
    )
    if len(others):
        numbers = wording.listed(f"{number(row.low)} for {row.Index}" for row in others.itertuples())
        sentence += f" Apart from that, printed figures imply {numbers}: no estimate, and nobody printed it."
        given += " " + " ".join(others["rows_used"])
    return [_finding(sentence, given, rests_on=(ESTIMATED, CLASS))]


def _in_part(row):
    return f", of which {number(row.counted)} were published for part of the year" if row.counted else ""


def no_outcomes(area, shares):
    """Say why outcomes of an area are not divided, a sentence a year; none where every year is.

    shares has a row for each year and force: year, area, of, recorded and against (as in
    :func:`offences.tables.outcomes.shares`).
    """
    mine, name = shares[shares["area"].eq(area)], areas.said(area)
    if mine.empty:
        return [f"Outcomes are held for single forces of England and Wales: {name} {regions.no_place(area)}."]
    found = []
    for row in mine[mine["against"].ne("")].sort_values("year").itertuples():
        recorded = f"{wording.many(row.recorded, 'offence')} recorded"
        why = {
            "few": f"they are fewer than {outcomes.FEWEST}, of {recorded}",
            "unequal": f"they add up to {number(row.of)}, beside {recorded}",
            "corrected": f"a quarter takes back more than {-outcomes.LOWEST} of one kind",
        }
        found.append(f"The outcomes of {name} in {row.year} cannot be used: {why[row.against]}.")
    return found


def no_estimates(area, by_year):
    """Say in a clause why no year of some rows of :func:`offences.analysis.official.by_year` has an estimate."""
    gaps, needed = by_year[by_year["published"].isna()], estimates.relation.FEWEST_IN_CLASS
    if area not in areas.forces():
        return f"it is made of single forces, and {areas.said(area)} {regions.no_place(area)}"
    if gaps.empty:
        return "each whole year of the class has a published figure"
    if gaps["grooming"].max() < needed:
        return f"it needs {needed} offences of the class, and no year without a published figure has so many"
    return "the class and what was published leave no value"
