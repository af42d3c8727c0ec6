"""Word shares for tables and sentences: the share known stands before every share."""

import re

import pandas as pd

from offences.analysis import known_shares
from offences.names import areas, wording
from offences.report.finding import COMPUTED, STATED, doubted

#: A sentence says so many of the largest shares, and all that are as large as the last of them.
LARGEST = 3
#: What a share is called that is of another dimension than age.
CALLED = {"platform": "the platform", "gender": "the victim's gender"}


def shown(table):
    """Word the shares of :func:`offences.analysis.known_shares.measured` for reading, [c] where one is withheld.

    The interval is of those known, and says so where no whole number rounds to a share.
    """
    said = [
        {
            "period": wording.period(row["start"], row["end"]),
            "months": row["months"],
            "category": ", ".join(row["category"]),
            "count": _count(row),
            "share": _share(row),
            "interval": _interval(row),
            "of_all": _limits(row["of_all_low"], row["of_all_high"]),
            "known": row["known"],
            "total": row["total"],
            "known_share": "[x]" if pd.isna(row["known_share"]) else wording.percent(row["known_share"]),
            **{name: row[name] for name in ("round", "doubt", "figure_id")},
        }
        for row in table.to_dict("records")
    ]
    names = "period months category count share interval of_all known total known_share round doubt figure_id"
    return pd.DataFrame(said, columns=names.split())


def _count(row):
    if pd.notna(row["count_low"]):
        return wording.figure(row["printed"], row["precision"], row["count_low"])
    return wording.STATUS_SYMBOLS.get(row["status"], "[x]")


def _share(row):
    if pd.isna(row["share_low"]) and pd.notna(row["least"]):
        return wording.percent(100 * row["least"] / row["known"])
    return wording.share(row["printed"], row["share_precision"], row["share_low"], row["share_high"])


def _interval(row):
    fits_none = pd.notna(row["known"]) and pd.isna(row["count_low"]) and pd.notna(row["share_high"])
    if pd.isna(row["interval_low"]) and fits_none:
        return f"no whole number of {wording.number(row['known'])} is {_share(row)}"
    return _limits(row["interval_low"], row["interval_high"])


def _limits(low, high):
    return "[x]" if pd.isna(low) else f"{low:.1f}% to {high:.1f}%"


def known_shown(known):
    """Word how many were known, as printed, and their share of the total.

    known is that of ``known_shares.known``, with share_low and share_high in percent.
    """
    said = [
        {
            "period": wording.period(row["start"], row["end"]),
            **{name: row[name] for name in ("months", "round")},
            "known": wording.figure(row["printed"], row["precision"], row["known_low"]),
            "total": row["total"],
            "share": wording.bounds(row["share_low"], row["share_high"], unit="percent"),
            "figure_ids": " ".join(row["figure_ids"]),
        }
        for row in known.to_dict("records")
    ]
    return pd.DataFrame(said, columns="period months round known total share figure_ids".split())


def filed(table):
    """Give a table of shares as its CSV holds it: numbers, a category or figure_ids in one text."""
    joined = {"category": "|".join, "figure_ids": " ".join}
    return table.assign(**{name: table[name].map(joined[name]) for name in joined if name in table})


def periods(table):
    """Name the period of each row: its financial years, or its months where they are none."""
    return [wording.period(row.start, row.end) for row in table.itertuples()]


def marks(table):
    """Give what is written behind each figure: [u] where it is in doubt."""
    return [" [u]" if doubt else "" for doubt in table["doubt"]]


def in_words(names):
    """Write a category as a sentence does."""
    return wording.listed(re.sub(r"(\d+)-(\d+)", r"aged \1 to \2", name) for name in names)


def findings(rows, area):
    """Say of each period, the latest first, how much is known, then the largest shares.

    rows are those of ``shares`` of one area and one dimension.
    """
    area, table = areas.find(area), known_shares.measured(rows)
    found = _counts(table, area)
    table = table[table["share_low"].notna() | (table["count_low"].notna() & table["known"].notna())]
    table = known_shares.unambiguous(known_shares.narrowest(table))
    for (_, _, round_), group in sorted(table.groupby(["end", "start", "round"]), reverse=True)[:3]:
        largest = _largest(group)
        if len(largest):
            head = group.iloc[0]
            when = f"{wording.period(head['start'], head['end'])} ({wording.round_name(round_)})"
            sentence = f"{areas.name(area)}, {when}: {_known(head, _said(largest))}."
            ids = [*largest["figure_id"], *group["known_id"], *group["total_id"][group["known"].notna()]]
            ids = " ".join(dict.fromkeys(name for name in ids if name))
            found.append(doubted(sentence, group, ids, "share", STATED, (COMPUTED,)))
    return found


def _largest(group):
    """Select the largest shares of a period, and all that are as large as the last of them."""
    usable = group[group["share_low"].notna() | group["least"].notna()]
    usable = usable.sort_values("share", ascending=False, kind="stable").drop_duplicates("category")
    return usable[usable["share"].ge(usable["share"].head(LARGEST).min())]


def _known(row, shares):
    """Say the shares where it was known, and for how many offences that was."""
    what, known, total = CALLED.get(row["dimension"], "the victim's age"), row["known"], row["total"]
    if pd.isna(known):
        return f"where {what} was known, {shares}; for how many offences that was has not been published"
    said = f"{what} was known for {wording.number(known)} offences, of a total not published with it"
    if not pd.isna(total):
        part = wording.percent(row["known_share"])
        said = f"{what} was known for {wording.number(known)} of {wording.number(total)} offences ({part})"
    return f"{said}. Of those known: {shares}"


def _said(table):
    """Say shares, each with what it may be of all offences."""
    said = []
    for row in table.to_dict("records"):
        limits = _limits(row["of_all_low"], row["of_all_high"])
        of_all = "" if limits == "[x]" else f" (so {limits} of all offences)"
        said.append(f"{in_words(row['category'])} {_share(row)}{of_all}")
    return "; ".join(said)


def _counts(table, area):
    """Say what was counted by age, gender or platform where no number known stands beside it."""
    bare = table[table["count_low"].notna() & table["known"].isna() & table["share_low"].isna()]
    bare = bare[bare["months"].eq(12) & bare["count_low"].eq(bare["count_high"])]
    bare = bare.drop_duplicates(["category", "start", "count_low"])
    found = []
    for category, group in bare.groupby("category"):
        group = group.sort_values("end", ascending=False).head(4)
        counts = zip(group["count_low"], group["first_year"], strict=True)
        said = wording.listed(f"{wording.number(count)} in {year}" for count, year in counts)
        words = in_words(category)
        sentence = f"{areas.name(area)}, {words}: {said}; for how many it was known was not published."
        ids = " ".join(group["figure_id"])
        found.append(doubted(sentence, group, ids, "share"))
    return found


def standing(area, shown_area, own, what, span):
    """Say whether an area has figures of its own in a span of years (in words), and whose are shown."""
    area, shown_area = areas.find(area), shown_area and areas.find(shown_area)
    said = _standing(area, shown_area, own, what, span)
    return doubted(said, own, " ".join(own["figure_id"]), "share")


def _standing(area, shown_area, own, what, span):
    name = areas.said(area)
    if shown_area == area:
        return f"{wording.many(len(own), 'figure')} by {what} {_verb(own)} published for {name}."
    has = f"{wording.many(len(own), 'figure')} by {what}" if len(own) else f"No figure by {what}"
    lacking = ", none with the number known and the total beside it" if len(own) else ""
    if not shown_area:
        around = ", and no such figure for an area around it" if len(own) else " or any area around it"
        where = f"{name}, {span}{lacking}{around}" if len(own) else f"{name}{around}, {span}"
        return f"{has} {_verb(own)} published for {where}."
    return (
        f"{has} {_verb(own)} published for {name}, {span}{lacking}. Those of {areas.said(shown_area)} follow; "
        f"they hold other forces and never stand in for {name}."
    )


def _verb(rows):
    return "were" if len(rows) > 1 else "was"
