"""Whether the figures of one file can all be so: the same checks for rows and for tables, within one source."""

import re

from offences.names import years
from offences.reading import published, readings
from offences.reading.agreement import upper

#: What figures share that can be compared; a whole has no category.
SAME = ["source", "offence", "area", "measure"]
MONTHS_OF_YEAR = 12


def problems(rows):
    """List what contradicts itself, a sentence each that begins with where a figure stands.

    ``rows`` have the columns of a user's figures, ``where``, and what was read: source, area, start, end, low, high, unit.
    """
    groups = {}
    for row in rows:
        if row["start"] and row["low"] is not None:
            split = _split(row)
            counted = row["unit"] == "count"
            # what counts platforms or victims splits what counts offences
            measure = "offences" if counted and row["measure"] == "count_platform" else row["measure"]
            key = (*(row[name] for name in SAME[:-1]), measure)
            cells = groups.setdefault(key, {})
            cells.setdefault((row["start"], row["end"], *split), []).append(row)
    for (*_, measure), cells in groups.items():
        # claims of a change that contradict each other are for 06 to judge
        if measure != "percent_change":
            yield from _twice(cells)
        if measure in published.COUNTS:
            yield from _over_whole(cells)
            yield from _periods(cells)
        elif measure.startswith("share_"):
            yield from _over_all(cells)


def _split(row):
    """Give the dimension and category of a figure; both empty for a whole."""
    category = row["category"]
    platform = readings.platforms().get(category.lower())
    return readings.victims(category) or ("platform", platform or category.lower()) if category else ("", "")


def _shown(row):
    return f"{row['where']}: {row['value_as_published']!r}"


def _named(row):
    words = (row["place_as_published"], row["period_as_published"], row["category"])
    return ", ".join(filter(None, words))


def _twice(cells):
    for same in cells.values():
        for row in same[1:]:
            other = next((one for one in same if upper(one) < row["low"] or upper(row) < one["low"]), None)
            if other and row is not same[0]:
                said = f"{_shown(row)} is a second figure for {_named(row)}"
                yield f"{said}; {other['where']} has {other['value_as_published']!r}; keep one, or give each its source."


def _over_whole(cells):
    """Compare each part, all girls and boys, and all ages, with the whole of its period."""
    for (start, end, dimension, _), (whole, *_) in cells.items():
        if dimension:
            continue
        parts = {at: same[0] for at, same in cells.items() if at[:2] == (start, end) and at[2]}
        ages = {at[3]: row for at, row in parts.items() if at[2] == "age"}
        genders = [row for at, row in parts.items() if at[2] == "gender"]
        for found in [
            *([row] for row in parts.values()),
            genders,
            [*ages.values()] if _are_apart(ages) else [],
        ]:
            if sum(row["low"] for row in found) > upper(whole):
                words = " and ".join(f"{row['value_as_published']} of {row['category']}" for row in found)
                yield (
                    f"{found[-1]['where']}: {words} is more than the {whole['value_as_published']} offences in all "
                    f"({whole['where']}); mend one of them."
                )
                break


def _over_all(cells):
    """Add up the shares of girls and boys, or of ages that have none in common."""
    alike = {}
    for (start, end, dimension, category), (row, *_) in cells.items():
        if dimension in ("gender", "age"):
            alike.setdefault((start, end, dimension), {})[category] = row
    for (*_, dimension), parts in alike.items():
        rows = [*parts.values()]
        if sum(row["low"] for row in rows) > 100 and (dimension == "gender" or _are_apart(parts)):
            words = " and ".join(f"{row['value_as_published']} of {row['category']}" for row in rows)
            yield f"{rows[-1]['where']}: {words} come to more than 100%; mend one of them."


def _are_apart(bands):
    """Tell whether bands of age have no age in common."""
    spans = sorted(
        (int(band.split("-")[0].rstrip("+")), int(re.search(r"\d+$", band)[0]) if "-" in band else 999)
        for band in bands
    )
    return all(before[1] < after[0] for before, after in zip(spans, spans[1:], strict=False))


def _periods(cells):
    """Compare each period with those that it holds: "2021/22 to 2022/23" may head a change."""
    for (start, end, *split), (whole, *_) in cells.items():
        if years.months(start, end) <= MONTHS_OF_YEAR:
            continue
        inside = {
            at[:2]: same[0]
            for at, same in cells.items()
            if [*at[2:]] == split and start <= at[0] < at[1] <= end
        }
        parts, at = [], start
        for (first, last), row in sorted(inside.items()):
            if first >= at and (first, last) != (start, end):
                parts.append(row)
                at = last
        if not parts:
            continue
        low, high = sum(row["low"] for row in parts), sum(map(upper, parts))
        covered = sum(years.months(row["start"], row["end"]) for row in parts)
        full = covered == years.months(start, end)
        ends = parts[0]["start"] == start and parts[-1]["end"] == end and len(parts) > 1
        if low > upper(whole) or (full and high < whole["low"]) or (ends and not full):
            words = " and ".join(row["value_as_published"] for row in parts)
            yield (
                f"{_shown(whole)} stands for {whole['period_as_published']} beside {words} of years within it, of which it "
                "is not the sum; leave it out if it is a change, or mend it."
            )
