"""Say what was recognised in a user's own figures, and what they changed: years, choices, conflicts and verdicts."""

from pathlib import Path

from offences.names import areas, wording
from offences.names.errors import InputError
from offences.reading import layouts, periods, printed_tables, values
from offences.tables import problems

#: A cell's text is shown up to this length.
SHOWN = 60


def preview(path, seen):
    """Show each cell of a file (intake.Seen) that is not blank: what it was taken for, or why it was left out."""
    yield from seen.remarks
    taken = seen.cells[seen.cells["role"].eq(printed_tables.TAKEN)]
    if len(taken):
        yield f"Taken from {Path(path).name}: {wording.many(len(taken), 'figure')}."
        rows = [("cell", "area", "period", "measure", "category", "printed", "read as")]
        rows += [_row(cell) for cell in taken.to_dict("records")]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for row in rows:
            texts = "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True))
            yield f"  {texts}".rstrip()
    read = seen.cells[seen.cells["role"].eq(printed_tables.LABEL)]
    if len(read):
        names = [f"{cell} {text[:SHOWN]}" for cell, text in zip(read["cell"], read["text"], strict=True)]
        yield f"Labels: {', '.join(names)}."
    left = seen.cells[seen.cells["role"].eq(printed_tables.LEFT_OUT)]
    if len(left):
        yield f"Left out: {wording.many(len(left), 'cell')}."
        yield from _left_out(left)
    for option, why in seen.asked.items():
        yield f"To take these figures, give {option}: {why}."


def summary(path, seen):
    """Say how many figures a file gives and which other numbers of it are left out; as :func:`preview`."""
    yield from seen.remarks
    taken = seen.cells["role"].eq(printed_tables.TAKEN)
    yield f"{wording.many(int(taken.sum()), 'figure')} taken from {Path(path).name}; `offences read` shows each cell."
    left = seen.cells[seen.cells["role"].eq(printed_tables.LEFT_OUT)]
    left = left[left["text"].str.contains(r"\d|^\W+$") & left["why"].ne(layouts.OUTSIDE)]
    if len(left):
        yield f"{wording.many(len(left), 'cell')} with numbers or symbols left out:"
        yield from _left_out(left)


def _left_out(cells):
    """Show each cell and why, and a sheet that is left out whole as one."""
    whole = cells["why"].isin(layouts.WHOLE_SHEET)
    for (sheet, why), found in cells[whole].groupby(["sheet", "why"], sort=False):
        yield f"  sheet {sheet}, {wording.many(len(found), 'cell')}: {why}"
    cells = cells[~whole]
    for cell, text, why in zip(cells["cell"], cells["text"], cells["why"], strict=True):
        shown = text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
        yield f"  {cell} {shown!r}: {why}"


def _row(cell):
    """Show a figure that was taken: area and period by their names."""
    try:
        area = areas.name(areas.find_printed(cell["area"]))
    except InputError:
        area = f"? {cell['area']}"
    start, end, _ = periods.read(cell["period"])
    period = wording.period(start, end) if start else f"? {cell['period']}"
    printed = (cell["measure"], cell["category"], cell["text"])
    return (cell["cell"], area, period, *printed, _value(cell["value"]))


def _value(words):
    """Show how a value is read: its bounds and its unit, or its status."""
    value = values.read(words)
    if value.status != "published":
        return value.status.replace("_", " ")
    if value.precision == "text":
        return "? not read"
    bounds = [f"{number:,}" for number in dict.fromkeys((value.low, value.high)) if number is not None]
    return " to ".join(bounds) + " or more" * (value.high is None) + "%" * (value.unit == "percent")


def lines(before, after, cells=None):
    """Say each change between the tables without and with a user's figures, as an edition may show them.

    cells says where each figure of the user's own stands, by its id.
    """
    stands = {figure: f"{figure}, {cell}" for figure, cell in (cells or {}).items()}
    added = set(after.figures["figure_id"]) - set(before.figures["figure_id"])
    found = [f"{wording.many(len(added), 'figure')} added."]
    found += list(_years(before.offences, after.offences, stands))
    found += list(_problems(before.problems, after.problems))
    found += list(_verdicts(before.claims, after.claims, added, stands))
    return found


def _years(before, after, stands):
    """Compare the chosen figure of each area and year."""
    old = before[before["chosen"]].set_index(["area", "year"])
    for row in after[after["chosen"]].to_dict("records"):
        key, mine = (row["area"], row["year"]), stands.get(row["figure_id"], row["figure_id"])
        where = f"{areas.name(row['area'])}, {row['year']}"
        now = wording.figure(row["printed"], row["precision"], row["low"])
        if key not in old.index:
            yield f"{where}: now has a figure, {now} ({mine})."
        elif old.loc[key, "figure_id"] != row["figure_id"]:
            was = old.loc[key]
            said = wording.figure(was["printed"], was["precision"], was["low"])
            yield (
                f"{where}: {now} ({mine}) is now chosen over {said} "
                f"({was['figure_id']}), by the rule {row['rule']}."
            )


def _problems(before, after):
    """List the problems that were not there before."""
    old = set(zip(before["kind"], before["area"], before["detail"], strict=True))
    for row, told in zip(after.itertuples(), problems.told(after), strict=True):
        if (row.kind, row.area, row.detail) not in old:
            yield f"Problem, {row.kind}, {areas.name(row.area)}: {told}"


def _verdicts(before, after, added, stands):
    """Compare the verdicts, and give those of the new claims."""
    keys = ["figure_id", "reading"]
    old = before.set_index(keys)["verdict"]
    for row in after.to_dict("records"):
        key, mine = (row["figure_id"], row["reading"]), stands.get(row["figure_id"], row["figure_id"])
        words = f"{areas.name(row['area'])}, {row['measure'].replace('_', ' ')} {row['published']!r}"
        if row["figure_id"] in added:
            yield f"New claim {mine} ({words}): {row['verdict']}: {row['reason']}"
        elif old.get(key) != row["verdict"]:
            yield f"Claim {row['figure_id']} ({words}): {old.get(key)} becomes {row['verdict']}: {row['reason']}"
