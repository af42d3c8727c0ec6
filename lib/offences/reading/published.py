"""Read what was published: figures, forces' answers and their sources, as text, so that a blank stays a blank."""

import pandas as pd

from offences.names import reference

#: What a figure may measure, and how it is read.
MEASURES = {
    "offences": "count of offences recorded by the police",
    "percent_change": "change between two years, in percent",
    "share_platform": "share of offences with a platform, in percent of those where it was known",
    "count_platform": "count of offences with a platform",
    "share_gender": "share of victims by gender, in percent of those where it was known",
    "share_age": "share of victims by age, in percent of those where it was known",
    "known_denominator": "count of offences where the platform (or gender, age) was known",
    "unknown_platform": "count of offences where the platform was not known",
    "known_share": "share of offences where the platform was known, in percent",
    "forces_responding": "count of police forces that answered",
    "platforms_count": "count of different platforms named",
    "share_period": "share of a longer period's offences, in percent",
    "share": "share of a larger area's offences, in percent",
    "superlative": "a comparison in words, such as 'more than any other county'",
    "rate_text": "a rate in words",
}
#: The measures that are counts.
COUNTS = set(
    "offences count_platform known_denominator unknown_platform forces_responding platforms_count".split()
)
#: What only forces' own answers measure; none of it is counted here.
OTHER_MEASURES = {
    "offences_sum_row": "count of offences in the sum row of a force's table",
    "custody_records": "count of custody records",
    "outcome": "count of offences by outcome",
    "question": "a question that was asked, without a figure",
}
#: What a figure may be split by; blank for a total.
DIMENSIONS = {
    "platform": "the platform used",
    "gender": "gender of the victim",
    "age": "age of the victim",
    "age_gender": "age and gender of the victim",
    "known": "that platform, gender or age was known",
    "medium": "the medium used",
    "offence_type": "the kind of offence",
    "outcome": "what became of the offence",
    "victim": "a real or a decoy victim",
}
#: Offences that forces' answers and publishers also count, which are not the offence of this collection.
OTHER_OFFENCES = (
    "all_child_sexual all_offences all_sexual class_88A custody_records indecent_images not_stated other"
).split()
#: Who counted.
ORIGINS = ["NSPCC", "force", "Home Office", "own"]
#: How ids and addresses are written.
ID, ADDRESS = r"[A-Za-z0-9][A-Za-z0-9._\-]*", r"https?://\S+"
#: What a figure cannot be without.
REQUIRED = ["place_as_published", "period_as_published", "measure", "value_as_published"]
FIGURE_COLUMNS = (
    "figure_id source_id place_as_published place_level period_as_published first_year last_year covers "
    "measure category value_as_published value note"
).split()


@reference.kept
def figures():
    """Read the published figures, as transcribed."""
    return reference.table(reference.DATA / "published" / "figures.csv")


@reference.kept
def returns():
    """Read the forces' own answers, as transcribed."""
    return reference.table(reference.DATA / "returns" / "force_returns.csv")


@reference.kept
def sources():
    """Read every source, indexed by ``source_id``.

    Columns publisher, title, url, published (a date, month or year, may be blank), press_round (month of the release as
    printed), round (the release) and origin: who counted, ``NSPCC`` for all reprints of its releases.
    """
    press = reference.table(reference.DATA / "published" / "sources.csv")
    own = reference.table(reference.DATA / "returns" / "sources.csv")
    exceptions = reference.reference("origins").set_index("source_id")["origin"]
    press["origin"] = press["source_id"].map(exceptions).fillna("NSPCC")
    return with_rounds(pd.concat([press, own], ignore_index=True).rename(columns={"round": "press_round"}))


def with_rounds(sources):
    """Add the round of each source, by its origin and press_round, and index by ``source_id``."""
    rounds = [
        reference.round_of(row.press_round)["round"]
        if row.origin == "NSPCC" and row.press_round
        else f"{row.origin} {row.source_id}"
        for row in sources.itertuples()
    ]
    return sources.assign(round=rounds).set_index("source_id", drop=False)
