"""Say how published claims fared, in all and for one area, and lay verdicts out for reading."""

import pandas as pd

from offences.claims import verdicts
from offences.names import areas, wording, years
from offences.report.finding import finding

#: How claims of a verdict fared.
FARED = {
    "reproduced": "{are} reproduced",
    "reproduced, cut and not rounded": "{were} cut where {they} should be rounded",
    "reproduced with another round's figures": "{are} reproduced by another round's figures",
    "reproduced under one choice of rounds": "{are} reproduced under one choice of rounds",
    "fits in one way only": "{fit} in one way only",
    "contradicted within its round": "{are} contradicted within {their} round",
    "at odds with another round": "{are} at odds with another round",
    "does not fit the official class": "{do} not fit the official class",
    "not checkable": "could not be checked",
}
#: The words of them that change where it is one.
ONE = {"are": "is", "were": "was", "they": "it", "their": "its", "do": "does", "fit": "fits"}
MANY = {word: word for word in ONE}


def findings(checked, area):
    """Say how the claims fared, in all and for one area, from the verdicts of :func:`offences.claims.claims.check`."""
    area, found = areas.find(area), [finding(summary(checked), about="claim")]
    mine = checked.drop_duplicates(["statement", "reading"])
    mine = mine[mine["area"].eq(area)]
    if mine.empty:
        return [*found, finding(f"None of them is about {areas.said(area)}.", about="claim")]
    told = mine[mine["verdict"].ne(verdicts.UNCHECKABLE)]
    found += [_told(row) for row in told.to_dict("records")]
    silent = verdicts.distinct(mine).query("verdict == @verdicts.UNCHECKABLE")["statement"]
    partly, whose = silent.isin(told["statement"]).sum(), areas.said(area)
    if never := len(silent) - partly:
        said = f"{wording.many(never, 'claim')} about {whose} cannot be checked with what was published."
        found.append(finding(said, about="claim"))
    if partly:
        said = f"{wording.many(partly, 'claim')} about {whose}, told above in one reading, cannot be checked in another."
        found.append(finding(said, about="claim"))
    return found


def _told(row):
    """Say how one claim fared, and what is doubtful about the figures used."""
    what = row["measure"].replace("_", " ") + (f", read {row['reading']}" if row["reading"] else "")
    said = f"{areas.name(row['area'])}, {what} {row['published']!r}: {row['verdict']}; {row['reason']}"
    said += f" In doubt: {row['doubt']}." if row.get("doubt") else ""
    return finding(said, [row["figure_id"], *row["rows_used"].split()], about="claim")


def summary(checked):
    """Say in words how many claims were read, how they fared and on how many checks that rests."""
    *lines, every = verdicts.counted(checked).to_dict("records")
    said = []
    for line in lines:
        if line["claims"]:
            fared = FARED[line["verdict"]].format(**ONE if line["claims"] == 1 else MANY)
            rests = f" ({wording.many(line['checks'], 'check')})" if line["checks"] else ""
            said.append(f"{line['claims']} {fared}{rests}")
    return (
        f"Of {every['rows']} published claims, {every['claims']} are distinct: {'; '.join(said)}. "
        "Claims that are terms of one sum are one check."
    )


def shown(checked):
    """Lay verdicts out for reading: areas by name, what was recomputed in words."""
    ranges = zip(checked["recomputed_low"], checked["recomputed_high"], checked["measure"], strict=True)
    reading = checked["reading"].map(lambda text: text and f", {text}")
    return pd.DataFrame(
        {
            "figure_id": checked["figure_id"],
            "area": checked["area"].map(areas.name),
            "measure": checked["measure"].str.replace("_", " ") + reading,
            "published": checked["published"],
            "verdict": checked["verdict"],
            "recomputed": [_range(*each) for each in ranges],
            "reason": checked["reason"],
        }
    )


def implied(solved, area):
    """Lay out what follows about an area from printed figures, from the clean table ``solved``.

    Columns period, low, high, "not printed; follows from" and "another way"; no row where nothing does.
    """
    mine = solved[solved["area"].eq(areas.find(area))].sort_values(["start", "end"])
    periods = [wording.period(*end) for end in mine[["start", "end"]].itertuples(index=False)]
    named = {"how": "not printed; follows from", "rival": "another way"}
    columns = ["period", "low", "high", *named.values()]
    return mine.assign(period=periods).rename(columns=named)[columns].reset_index(drop=True)


def implied_findings(tables, area):
    """Say, of an area of which no whole year was published, which years follow nevertheless."""
    area = areas.find(area)
    if (tables.offences["area"].eq(area) & tables.offences["whole"]).any():
        return []
    mine = tables.solved[tables.solved["area"].eq(area)]
    whole = [years.is_whole(*end) for end in mine[["start", "end"]].itertuples(index=False)]
    return [
        finding(
            f"{areas.name(area)} printed no figure for {wording.period(row['start'], row['end'])}; "
            f"{wording.bounds(row['low'], row['high'])} follows from printed figures. {row['how']}",
            row["rows_used"].split(),
            about="implied",
        )
        for row in mine[whole].to_dict("records")
    ]


def _range(low, high, measure):
    low, high = (None if pd.isna(value) else value for value in (low, high))
    return wording.bounds(low, high, unit="count" if measure == "offences" else "percent")
