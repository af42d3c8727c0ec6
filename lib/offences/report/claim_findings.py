"""Say how published claims fared, in all and for one area, and lay verdicts out for reading."""

import pandas as pd

from offences.claims import verdicts
from offences.names import areas, wording, years
from offences.report import grammar, share_findings
from offences.report.finding import CLASS, COMPUTED, STATED, finding

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
#: What a claim states, as a table names it.
STATES = {
    "offences": "number of offences",
    "percent_change": "change in per cent",
    "platforms_count": "number of platforms",
    "share_gender": "share by gender",
    "share_age": "share by age",
    "share_platform": "share by platform",
    "known_share": "share with the platform known",
    "share_period": "share of a longer period",
    "share": "share of a larger area",
    "superlative": "highest of several",
}
#: The measures that count.
COUNTS = ("offences", "percent_change")
#: The words of them that change where it is one.
ONE = {"are": "is", "were": "was", "they": "it", "their": "its", "do": "does", "fit": "fits"}
MANY = {word: word for word in ONE}


def findings(checked, rows, area):
    """Say how the claims fared, in all and for one area.

    checked are the verdicts of :func:`offences.claims.claims.check`, rows those of the area, a row a reading, as
    :func:`offences.analysis.brief.claims` gives them.
    """
    area, found = areas.find(area), [finding(summary(checked), about="claim")]
    if rows.empty:
        return [*found, finding(grammar.none_printed(area, checked["area"]), about="claim")]
    tested = rows.loc[rows["verdict"].ne(verdicts.UNCHECKABLE), "statement"]
    found += [_with_reason(row) for row in rows[rows["statement"].isin(tested)].to_dict("records")]
    silent = rows.loc[~rows["statement"].isin(tested), "statement"].nunique()
    if silent:
        open_ = f"{wording.many(silent, 'claim')} about {areas.said(area)}"
        found.append(finding(f"{open_} cannot be checked with what was published.", about="claim"))
    return found


def _with_reason(row):
    """Say how one claim fared and why, and what is doubtful about the figures used."""
    one = told(row)
    return one._replace(sentence=f"{one.sentence} {one.detail}", detail="")


def told(row):
    """Say what was printed in one claim (a row of :func:`offences.analysis.brief.claims`) and whether it holds.

    Its reason, and what is in doubt, are the detail.
    """
    what = grammar.MEASURES.get(row["measure"], "a statement")
    if row["category"]:
        named = row["category"].split("|")
        few, many = share_findings.in_words(named), f"{grammar.number(len(named))} named platforms"
        words = few if len(named) < 3 else many
        what = f"{what}{grammar.OF.get(row['dimension'] * (row['measure'] in COUNTS), '')} {words}"
    when = grammar.period(row["first_year"], row["last_year"], row["measure"] == "percent_change")
    if row["start"] and not years.is_whole(row["start"], row["end"]):
        when = f", {wording.months(row['start'], row['end'])},"
    if row["measure"] == "superlative":
        what, when = f"its {row['reading'].split()[-1]}", f" to {grammar.year(row['last_year'])}"
    given = _found(row["recomputed_low"], row["recomputed_high"], row["unit"])
    other = "" if pd.isna(row["other_low"]) else _found(row["other_low"], row["other_high"], row["unit"])
    both = f"{given} or {other}" if other else given
    said = grammar.claim(row["publisher"], row["published"], what, when, row["verdict"], both)
    if other and both not in said:
        said = said.removesuffix(".") + f", and others give {other}."
    if row["doubt"] and row["verdict"].startswith("reproduced"):
        said = said.removesuffix(".") + ", though one is doubtful."
    detail = wording.opening(row["reason"]) + (f" In doubt: {row['doubt']}." if row["doubt"] else "")
    tested = row["verdict"] != verdicts.UNCHECKABLE
    rests_on = (COMPUTED,) * tested + (CLASS,) * (row["verdict"] == verdicts.OFFICIAL)
    return finding(said, f"{row['figure_id']} {row['rows_used'] * tested}", "claim", STATED, rests_on, detail)


def _found(low, high, unit):
    """Say what the figures give, from the numbers of a verdict."""
    if pd.isna(low):
        return "something else"
    write = grammar.per_cent if unit == "percent" else grammar.number
    low, high = (
        round(value, 1) if unit == "percent" else value for value in (low, low if pd.isna(high) else high)
    )
    return write(low) if low == high else f"{write(low).removesuffix(' per cent')} to {write(high)}"


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
    units = checked["measure"].map(lambda measure: "count" if measure == "offences" else "percent")
    ranges = zip(checked["recomputed_low"], checked["recomputed_high"], units, strict=True)
    reading = checked["reading"].map(lambda text: text and f", {text}")
    return pd.DataFrame(
        {
            "figure_id": checked["figure_id"],
            "area": checked["area"].map(areas.name),
            "what is stated": checked["measure"].map(STATES) + reading,
            "published": checked["published"],
            "verdict": checked["verdict"],
            "recomputed": [wording.bounds(*each) for each in ranges],
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
            "implied",
            STATED,
            (COMPUTED,),
        )
        for row in mine[whole].to_dict("records")
    ]
