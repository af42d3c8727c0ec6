"""Say what is known of one area over the years."""

import re

import pandas as pd

from offences.analysis import trends, two_years
from offences.names import areas, wording, years
from offences.names.wording import number
from offences.report import change_findings
from offences.report.finding import UNKNOWN, finding, told

#: What a force may know of an offence beside that it happened.
KNOWN = {
    "the platform": ["platform"],
    "the victim's gender": ["gender"],
    "the victim's age": ["age", "age_gender"],
}


def findings(tables, area, first_year, last_year):
    """Say what the published figures support for one area.

    Returns
    -------
    list of offences.report.finding.Finding
        Sentences, each with the figure_ids it rests on.
    """
    area, (first_year, last_year) = areas.find(area), years.ordered(first_year, last_year)
    table, name = trends.by_year(tables, area, first_year, last_year), areas.name(area)
    whole = table[table["state"].eq("whole")]
    found = change_findings.change_sentence(tables, area, first_year, last_year)
    if not found and len(whole):
        said = _counts(whole)
        found = [
            finding(
                f"Published for {name}: {wording.listed(said)} offences; no round prints exact counts "
                "of two of these years, so no change is computed."
                if len(whole) > 1
                else f"One whole year of {name} has a published figure: {said[0]}.",
                " ".join(whole["figure_id"]),
                "years",
            )
        ]
    found += change_findings.step_sentence(tables, area, first_year, last_year)
    pairs = [find(tables, area, first_year, last_year) for find in (two_years.ends, two_years.latest_step)]
    others = whole[~whole["year"].isin(pd.concat(pairs)["year"])]
    if len(others) < len(whole) and len(others):
        said = wording.listed(_counts(others))
        found.append(finding(f"Other whole years published: {said}.", " ".join(others["figure_id"]), "years"))
    if not len(whole):
        found.append(
            finding(
                f"No whole year's figure of {name} has been published in these years.", "", "years", UNKNOWN
            )
        )
    left = trends.remaining(tables, area)
    left = left[left["first_year"].ge(first_year) & left["last_year"].le(last_year)]
    for (first, last), rows in left.groupby(["first_year", "last_year"]):
        row = rows.iloc[0]
        said = list(dict.fromkeys(rows["total"]))
        span = wording.span(first, last)
        sentence = f"For {span} together {said[0]} offences were published"
        if len(said) > 1:
            sentence = f"For {span} together publications differ: {'; '.join(said)} offences"
        if not row["missing"] and row["total"] != number(row["known_offences"]) and len(said) == 1:
            sentence += f"; the single years add up to {number(row['known_offences'])}"
        if row["missing"] and pd.notna(row["left"]) and row["known"]:
            sentence += (
                f"; less the known {row['known']} ({number(row['known_offences'])}) "
                f"{number(row['left'])} remain for {row['missing']}"
            )
            sentence += f", of them {row['of_these']}" if row["of_these"] else ""
        found.append(
            finding(f"{sentence}.", " ".join(dict.fromkeys(" ".join(rows["figure_ids"]).split())), "years")
        )
    part = table[table["state"].eq("part")]
    if len(part):
        said = wording.listed(_counts(part))
        found.append(
            finding(
                f"Part only, of the year or of the forces, and not to be compared with whole years: {said}.",
                " ".join(part["figure_id"]),
                "years",
            )
        )
    gaps = table.loc[~table["state"].isin(["whole"]), "year"]
    if len(gaps):
        found.append(
            finding(f"No whole-year figure is published for {wording.listed(gaps)}.", "", "years", UNKNOWN)
        )
    return told(tables, found)


def _counts(table):
    """Say the counts of some years; what is in doubt stands behind the sentence, not in it."""
    return [f"{re.sub(r'( .[bu].)+$', '', row.shown)} in {row.year}" for row in table.itertuples()]


def questions(tables, area, first_year, last_year):
    """List what to ask the force, each question with the rows that raise it."""
    area, (first_year, last_year) = areas.find(area), years.ordered(first_year, last_year)
    table = trends.by_year(tables, area, first_year, last_year)
    asked = trends.unanswered(tables, area)
    open_years = table.loc[~table["state"].eq("whole"), "year"]
    found = []
    if len(open_years):
        found.append(
            finding(
                f"How many offences of {change_findings.OFFENCE[areas.table()['offence'][area]]} were recorded in "
                f"{wording.listed(open_years)}?",
                "",
                "years",
            )
        )
    for year, ids in asked.items():
        if first_year <= year <= last_year:
            found.append(finding(f"Why was no figure given for {year}?", ids, "years"))
    rows = tables.shares[tables.shares["area"].eq(area) & tables.shares["known"].notna()]
    unknown = [words for words, kinds in KNOWN.items() if not rows["dimension"].isin(kinds).any()]
    if unknown:
        found.append(
            finding(
                f"For how many of the offences were {wording.listed(unknown)} known, and what were they?",
                "",
                "years",
            )
        )
    kinds = {
        "jump": "Are both answers complete",
        "revised": "Which figure stands, and why was it changed",
        "conflict": "Which figure is right",
        "above the official ceiling": "How were these counted",
    }
    log = tables.problems[tables.problems["area"].eq(area) & tables.problems["kind"].isin(kinds)]
    for row in log.itertuples():
        detail = row.detail.partition(": ask")[0].rstrip(".")
        found.append(finding(f"{kinds[row.kind]}: {detail}?", row.figure_ids, "years"))
    return found
