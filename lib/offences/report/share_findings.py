"""Lay shares out for tables, charts and sentences: the share known stands before every share."""

import re

import pandas as pd
from statsmodels.stats import proportion

from offences.analysis import known_shares
from offences.names import areas, wording
from offences.report.finding import finding
from offences.statistics import bounds
from offences.tables import doubts, shares

#: A sentence says so many of the largest shares, and all that are as large as the last of them.
LARGEST = 3


def shown(rows):
    """Lay shares out for reading: the share known stands before every share.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows of ``shares``.

    Returns
    -------
    pandas.DataFrame
        Columns years, months, category, count, share, interval (Wilson, of those
        known), of_all (worst-case bounds over all offences), known, total,
        known_share, round, doubt and figure_id. A share that was printed without its
        count has the interval of the count nearest to it and the bounds of all counts
        that round to it; where no whole number does, the interval says so.
    """
    out = []
    for row in rows.to_dict("records"):
        known, total = row["known"], row["total"]
        span = known_shares.counts_of(row)
        percent = wording.share(row["printed"], row["share_precision"], row["share_low"], row["share_high"])
        if span and pd.isna(row["share_low"]):
            percent = wording.percent(100 * span[0] / known)
        interval = "[x]"
        if span:
            interval = _limits(*bounds.wilson(known_shares.likely(row, span), known))
        elif pd.notna(known) and pd.isna(row["count_low"]) and pd.notna(row["share_high"]):
            interval = f"no whole number of {wording.number(known)} is {percent}"
        out.append(
            [
                wording.span(row["first_year"], row["last_year"]),
                row["months"],
                row["category"].replace("|", ", "),
                wording.figure(row["printed"], row["precision"], row["count_low"])
                if pd.notna(row["count_low"])
                else wording.STATUS_SYMBOLS.get(row["status"], "[x]"),
                percent,
                interval,
                "[x]" if known_shares.no_share_of_all(row) else _limits(*known_shares.of_all(row)),
                known,
                total,
                wording.percent(100 * known / total) if pd.notna(known) and pd.notna(total) else "[x]",
                row["round"],
                row["doubt"],
                row["figure_id"],
            ]
        )
    names = "years months category count share interval of_all known total known_share round doubt figure_id"
    return pd.DataFrame(out, columns=names.split())


def _limits(low, high):
    return f"{low:.1f}% to {high:.1f}%"


def in_words(category):
    """Write a category as a sentence does."""
    words = re.sub(r"(\d+)-(\d+)", r"aged \1 to \2", category)
    return wording.listed(words.split(", "))


def drawn(rows):
    """Lay shares out for a chart: the share of those known and the bounds over all offences.

    Returns
    -------
    pandas.DataFrame
        Columns label, value (percent of those known), low, high (percent of all
        offences) and text; the largest share first. A share that no whole number
        rounds to is left out.
    """
    out = []
    for row in rows.to_dict("records"):
        if known_shares.no_share_of_all(row):
            continue
        share, (low, high) = row["share_low"] / 2 + row["share_high"] / 2, known_shares.of_all(row)
        said = wording.share(row["printed"], row["share_precision"], row["share_low"], row["share_high"])
        text = f"{said} of known; {_limits(low, high)} of all{_mark(row)}"
        out.append([row["category"].replace("|", ", "), round(share, 1), round(low, 1), round(high, 1), text])
    frame = pd.DataFrame(out, columns="label value low high text".split())
    return frame.sort_values("value", ascending=False, kind="stable", ignore_index=True)


def _mark(row):
    return " [u]" if row["doubt"] else ""


def moved(rows):
    """Set each share beside that of the period before, with the change in the known share.

    Only plain percentages are taken: words such as "a fifth" give no change in points.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows of ``shares`` of one area.

    Returns
    -------
    pandas.DataFrame
        Columns category, earlier, later, share_then, share_now, change (points of
        those known), interval (Newcombe's, 95%), known_then, known_now, doubt and
        figure_ids.
    """
    out = [
        [
            before["category"].replace("|", ", "),
            before["first_year"],
            after["first_year"],
            *(
                wording.share(row["printed"], row["share_precision"], row["share_low"], row["share_high"])
                for row in (before, after)
            ),
            f"{known_shares.points(before, after):+.0f} points",
            _difference(before, after),
            *(wording.percent(100 * row["known"] / row["total"]) for row in (before, after)),
            "; ".join(dict.fromkeys(filter(None, [before["doubt"], after["doubt"]]))),
            f"{before['figure_id']} {after['figure_id']}",
        ]
        for before, after in known_shares.moves(rows)
    ]
    names = (
        "category earlier later share_then share_now change interval known_then known_now doubt figure_ids"
    )
    return pd.DataFrame(out, columns=names.split())


def _difference(before, after):
    """Give Newcombe's interval of the difference of two shares of those known, in points."""
    counts = [round((row["share_low"] + row["share_high"]) / 200 * row["known"]) for row in (before, after)]
    low, high = proportion.confint_proportions_2indep(
        counts[1], int(after["known"]), counts[0], int(before["known"]), method="newcomb", compare="diff"
    )
    return f"{100 * low:+.1f} to {100 * high:+.1f}"


def printed(rows, category):
    """Lay the printed shares of one category out for a chart, oldest first.

    Returns
    -------
    pandas.DataFrame
        Columns label (years and round), value (percent) and text.
    """
    mine = shares.narrowest(rows[rows["category"].eq(category) & rows["share_low"].notna()])
    out = []
    for row in mine.sort_values(["start", "end", "round"]).to_dict("records"):
        high = row["share_high"] if pd.notna(row["share_high"]) else row["share_low"]
        label = f"{wording.span(row['first_year'], row['last_year'])}, {wording.round_name(row['round'])}"
        label += "" if row["months"] % 12 == 0 else f" ({row['months']:.0f} months)"
        text = wording.share(row["printed"], row["share_precision"], row["share_low"], row["share_high"])
        text += _mark(row)
        out.append([label, round((row["share_low"] + high) / 2, 1), text])
    return pd.DataFrame(out, columns=["label", "value", "text"])


def counted(rows):
    """Lay the printed counts out for a chart, oldest first; columns as for :func:`printed`.

    Totals of several years are left out where single years were counted.
    """
    mine = rows[rows["count_low"].notna() & rows["count_low"].eq(rows["count_high"])]
    mine = mine[mine["months"].le(12)] if mine["months"].le(12).any() else mine
    mine = mine.drop_duplicates(["start", "end", "category", "count_low"]).sort_values(
        ["start", "end", "category"]
    )
    out = []
    for row in mine.to_dict("records"):
        label = f"{row['category']}, {wording.span(row['first_year'], row['last_year'])}"
        label += "" if row["months"] % 12 == 0 else f" ({row['months']:.0f} months)"
        out.append([label, row["count_low"], wording.number(row["count_low"]) + _mark(row)])
    return pd.DataFrame(out, columns=["label", "value", "text"])


def findings(rows, area):
    """Say of each period first how much is known, then the largest shares.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows of ``shares`` of one area and one dimension.
    area : str

    Returns
    -------
    list of offences.report.finding.Finding
        Sentences with the figure_ids they rest on, latest period first.
    """
    area = areas.find(area)
    found = _counts(rows, area)
    rows = rows[rows["share_low"].notna() | (rows["count_low"].notna() & rows["known"].notna())]
    for (_, _, round_), group in sorted(rows.groupby(["end", "start", "round"]), reverse=True)[:3]:
        group = shares.unambiguous(shares.narrowest(group))
        table = shown(group)
        head = group.iloc[0]
        what = {"platform": "the platform", "gender": "the victim's gender"}.get(
            head["dimension"], "the victim's age"
        )
        when = f"{areas.name(area)}, {wording.span(head['first_year'], head['last_year'])} ({wording.round_name(round_)})"
        if pd.notna(head["known"]) and pd.notna(head["total"]):
            known = (
                f"{what} was known for {wording.number(head['known'])} of {wording.number(head['total'])} "
                f"offences ({wording.percent(100 * head['known'] / head['total'])})"
            )
        elif pd.notna(head["known"]):
            known = f"{what} was known for {wording.number(head['known'])} offences, of a total not published with it"
        else:
            known = f"for how many offences {what} was known was not published"
        middle = (group["share_low"] + group["share_high"]).fillna(200 * group["count_low"] / group["known"])
        usable = table.assign(middle=middle.to_numpy()).sort_values("middle", ascending=False, kind="stable")
        usable = usable[usable["share"].ne("[x]")].drop_duplicates("category")
        usable = usable[usable["middle"].ge(usable["middle"].head(LARGEST).min())]
        said = []
        for row in usable.itertuples():
            of_all = f" (so {row.of_all} of all offences)" if row.of_all != "[x]" else ""
            said.append(f"{in_words(row.category)} {row.share}{of_all}")
        if said:
            ids = [*usable["figure_id"], *group["known_id"], *group["total_id"]]
            ids = " ".join(dict.fromkeys(name for name in ids if name))
            sentence = f"{when}: {known}. Of those known: {'; '.join(said)}."
            found.append(finding(doubts.beside(sentence, doubts.of_rows(group, ids)), ids, "share"))
    return found


def _counts(rows, area):
    """Say what was counted by age, gender or platform where no number known stands beside it."""
    bare = rows[rows["count_low"].notna() & rows["known"].isna() & rows["share_low"].isna()]
    bare = bare[bare["months"].eq(12) & bare["count_low"].eq(bare["count_high"])]
    bare = bare.drop_duplicates(["category", "start", "count_low"])
    found = []
    for category, group in bare.groupby("category"):
        group = group.sort_values("end", ascending=False).head(4)
        said = wording.listed(
            f"{wording.number(row.count_low)} in {row.first_year}" for row in group.itertuples()
        )
        words = in_words(category.replace("|", ", "))
        sentence = f"{areas.name(area)}, {words}: {said}; for how many it was known was not published."
        ids = " ".join(group["figure_id"])
        found.append(finding(doubts.beside(sentence, doubts.of_rows(group, ids)), ids, "share"))
    return found


def standing(area, shown_area, own, what):
    """Say whether an area has figures of its own, and whose are shown.

    Returns
    -------
    offences.report.finding.Finding
    """
    area, shown_area = areas.find(area), shown_area and areas.find(shown_area)
    ids = " ".join(own["figure_id"])
    return finding(
        doubts.beside(_standing(area, shown_area, own, what), doubts.of_rows(own, ids)), ids, "share"
    )


def _standing(area, shown_area, own, what):
    name = areas.name(area)
    if shown_area == area:
        where = areas.said(area)
        return f"{wording.many(len(own), 'figure')} by {what} {_verb(own)} published for {where}."
    has = f"{wording.many(len(own), 'figure')} by {what}" if len(own) else f"No figure by {what}"
    lacking = ", none with the number known and the total beside it" if len(own) else ""
    if not shown_area:
        around = ", and no such figure for an area around it" if len(own) else " or any area around it"
        where = f"{name} in these years{lacking}{around}" if len(own) else f"{name}{around} in these years"
        return f"{has} {_verb(own)} published for {where}."
    return (
        f"{has} {_verb(own)} published for {name} in these years{lacking}. Those of {areas.said(shown_area)} follow; "
        f"they hold other forces and never stand in for {name}."
    )


def _verb(rows):
    return "were" if len(rows) > 1 else "was"
