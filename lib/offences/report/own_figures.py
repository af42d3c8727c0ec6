"""Say what a user's own figures changed: years, choices, conflicts and verdicts."""

from offences.names import areas, wording


def lines(before, after):
    """Compare the tables with and without a user's figures, as an edition may show them.

    Parameters
    ----------
    before, after : offences.tables.series.Tables

    Returns
    -------
    list of str
        A sentence for each change.
    """
    added = set(after.figures["figure_id"]) - set(before.figures["figure_id"])
    found = [f"{wording.many(len(added), 'figure')} added."]
    found += list(_years(before.offences, after.offences))
    found += list(_problems(before.problems, after.problems))
    found += list(_verdicts(before.claims, after.claims, added))
    return found


def _years(before, after):
    """Compare the chosen figure of each area and year."""
    old = before[before["chosen"]].set_index(["area", "year"])
    for row in after[after["chosen"]].to_dict("records"):
        key = (row["area"], row["year"])
        where = f"{areas.name(row['area'])}, {row['year']}"
        now = wording.figure(row["printed"], row["precision"], row["low"])
        if key not in old.index:
            yield f"{where}: now has a figure, {now} ({row['figure_id']})."
        elif old.loc[key, "figure_id"] != row["figure_id"]:
            was = old.loc[key]
            said = wording.figure(was["printed"], was["precision"], was["low"])
            yield (
                f"{where}: {now} ({row['figure_id']}) is now chosen over {said} "
                f"({was['figure_id']}), by the rule {row['rule']}."
            )


def _problems(before, after):
    """List the problems that were not there before."""
    old = set(zip(before["kind"], before["area"], before["detail"], strict=True))
    for row in after.itertuples():
        if (row.kind, row.area, row.detail) not in old:
            yield f"Problem, {row.kind}, {areas.name(row.area)}: {row.detail}"


def _verdicts(before, after, added):
    """Compare the verdicts, and give those of the new claims."""
    keys = ["figure_id", "reading"]
    old = before.set_index(keys)["verdict"]
    for row in after.to_dict("records"):
        key = (row["figure_id"], row["reading"])
        words = f"{areas.name(row['area'])}, {row['measure'].replace('_', ' ')} {row['published']!r}"
        if row["figure_id"] in added:
            yield f"New claim {row['figure_id']} ({words}): {row['verdict']}: {row['reason']}"
        elif old.get(key) != row["verdict"]:
            yield f"Claim {row['figure_id']} ({words}): {old.get(key)} becomes {row['verdict']}: {row['reason']}"
