"""Attack an edition, or the data set, before it takes its place: is a small cell left to see or to work out?

All that it shows and ships counts: the clean tables, its own tables, the copy of a user's
figures, notes, and sums in the sentences of its pages.
"""

import html
import json
import re
from pathlib import Path

import pandas as pd

from offences.names import areas
from offences.names.errors import InputError
from offences.names.wording import listed, many
from offences.tables import answers, disclosure, loading

#: A whole number: no year, date, percentage, id or part of one.
NUMBER = r"(?<![\w.,/£-])(?:\d{1,3}(?:,\d{3})+|\d+)(?![\w/%]|[.,-]\d)"
#: Where a sentence tells a sum or a part of one: "46 of 52", "0+22+0+24=46", "add up to 46", "46 in all".
SUM = re.compile(
    rf"(?P<before>{NUMBER})(?=\s*(?:[+\u2212=]|of\s+\d|in all\b|together\b|less\b|plus\b|minus\b))|"
    rf"(?:[+\u2212=]|\b(?:up to|leaves?|makes?|comes? to|less|plus|minus|sum|total|total of))\s*(?P<after>{NUMBER})",
    re.I,
)
#: What ends a line of a page.
BREAK = re.compile(r"</(?:p|li|tr|h\d|div|figcaption|pre|td|th|title|summary)>|<br\s*/?>|\n")
TAG = re.compile(r"<[^>]+>")
#: What a sheet glues to a column's name, and what stands where a table prints no number.
NOTE = r"\s*\[note \d+\]"
NO_NUMBER = ("", "[c]", "[x]", "[z]")


def refuse(folder, clean, built, threshold):
    """Refuse a finished edition or data set, not yet in its place, that leaves a small cell to see or to work out.

    clean is the folder of the clean tables that it shows, built the same tables with no cell hidden, threshold the
    largest count that is small (0 for none: nothing is refused). The InputError names the cells.
    """
    found = exposed(Path(folder), clean, built, int(threshold)) if int(threshold) else {}
    if found:
        told = [f"{name} ({why})" for name, why in sorted(found.items())]
        raise InputError(
            f"{many(len(found), 'small cell')} could be seen or worked out, so what was made is not kept and the last "
            f"good one stands: {listed(told[:5])}; leave the split out of the figures, or say suppress_up_to 0 to "
            "show every count."
        )


def exposed(folder, clean, built, threshold):
    """Give each cell that is left with too few possible values, and what gives it away."""
    figures = loading.load("figures", clean, 0)
    printed = answers.printed(figures, loading.load("shares", clean, 0))
    actual = built.figures.set_index("figure_id")["low"]
    found, hidden, texts, gone = {}, set(), None, {}
    for key, rows in disclosure.with_small(answers.of_forces(printed), threshold):
        seen = answers.answer(rows)
        ours = rows[rows["value_as_published"].eq(disclosure.WITHHELD)]
        hidden |= set(ours["figure_id"])
        found |= dict.fromkeys(map(_told, answers.names(rows[rows["small"]])), "shown")
        exact = ours[ours["exact"]]
        counts = dict(zip(answers.names(exact), exact["figure_id"].map(actual), strict=True))
        few, gone[key] = disclosure.exposed(seen, set(counts)), set(answers.names(ours))
        found |= dict.fromkeys(map(_told, few), "follows from the figures")
        if counts:
            texts = _lines(folder) if texts is None else texts
            named = [areas.name(ours["area"].iloc[0]), *ours["figure_id"]]
            found |= _by_sentences(
                [line for line in texts if any(name in line for name in named)], seen, counts, few
            )
    for _, seen, ours in disclosure.over_areas(printed, gone):
        found |= dict.fromkeys(map(_told, disclosure.exposed(seen, ours)), "follows from sums over areas")
    return found | _by_rows(folder, hidden) | _by_notes(figures, hidden)


def _told(cell):
    """Name a cell in words."""
    what = cell.category or "the number whose platform is unknown"
    when = f" from {cell.start} to before {cell.end}" if cell.start else ""
    return f"{what}{when}"


def _by_rows(folder, hidden):
    """Find rows of tables that print a number for a hidden figure."""
    found = {}
    for name, table in _tables(folder):
        names = set(table) & {"value", "low", "high", "count_low", "count_high", "share_low", "share_high"}
        printed = {"value_as_published", "printed"} & set(table)
        rows = table[table["figure_id"].isin(hidden)]
        told = ~rows[sorted(names)].isin(NO_NUMBER).all(axis=1) | rows[sorted(printed)].ne(
            disclosure.WITHHELD
        ).any(axis=1)
        found |= dict.fromkeys(rows.loc[told, "figure_id"], f"printed in {name}")
    return found


def _tables(folder):
    """Give each table of figures that a folder ships, and where; above a sheet's head stand its notes."""
    for path in sorted(folder.rglob("*.csv")):
        with path.open(encoding="utf-8") as file:
            if "figure_id" not in next(file, "").strip().split(","):
                continue
        yield path.relative_to(folder), pd.read_csv(path, dtype=str, keep_default_na=False)
    for path in sorted(folder.rglob("*.xlsx")):
        for name, sheet in _sheets(path).items():
            heads = sheet.replace(NOTE, "", regex=True)
            for row in heads.index[heads.eq("figure_id").any(axis=1)]:
                yield f"{path.relative_to(folder)}, {name}", sheet.set_axis(heads.loc[row], axis=1)


def _sheets(path):
    """Read the sheets of a workbook as text."""
    settings = {"header": None, "dtype": str, "na_filter": False, "engine": "calamine"}
    return pd.read_excel(path, sheet_name=None, **settings)


def _by_notes(figures, hidden):
    """Find notes with a number beside a hidden figure of the same answer."""
    mine = figures["figure_id"].isin(hidden)
    answer = pd.MultiIndex.from_frame(figures[["source_id", "area"]])
    beside = figures[answer.isin(answer[mine])]
    told = beside["note"].map(lambda note: bool(re.search(disclosure.NUMBER, note, re.I)))
    return dict.fromkeys(beside.loc[told, "figure_id"], "a number in its note")


def _by_sentences(lines, seen, counts, before):
    """Find hidden cells (counts: what they hold) that a true sum in a sentence about their answer gives away.

    before are those that need no sentence to be worked out.
    """
    told = [found for line in lines for found in SUM.finditer(line)]
    told = {int((found["before"] or found["after"]).replace(",", "")) for found in told}
    visible = dict(zip(seen.cells, seen.low, strict=True)) | counts
    stars = {cell for cell, gone in zip(seen.cells, seen.withheld, strict=True) if gone} - set(counts)
    found = {}
    for (period, _), cells in answers.partitions(seen.cells).items():
        parts = [cell for cell in cells if cell not in stars]
        number = int(sum(visible[cell] for cell in parts))
        if counts.keys() & set(parts) and number in told:
            more = disclosure.exposed(answers.with_total(seen, period, parts, number), set(counts))
            found |= dict.fromkeys(map(_told, more - before), f"follows from the sum {number} in a sentence")
    return found


def _lines(folder):
    """Give every line of text that an edition's pages, notebooks and tables show, each once."""
    lines = []
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".html", ".csv", ".md"):
            lines += _plain(path.read_text(encoding="utf-8"))
        elif path.suffix == ".xlsx":
            sheets = _sheets(path).values()
            lines += _plain("\n".join(",".join(row) for sheet in sheets for row in sheet.to_numpy()))
        elif path.suffix == ".ipynb":
            for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
                for output in cell.get("outputs", []):
                    data = {"text": output.get("text", ""), **output.get("data", {})}
                    for text in (
                        data.get(kind, "") for kind in ("text", "text/plain", "text/html", "text/markdown")
                    ):
                        lines += _plain("".join(text))
    return set(lines)


def _plain(text):
    """Split a page into its lines, without tags."""
    text = re.sub(r"<(style|script|svg)\b.*?</\1>", "", text, flags=re.S)
    return [html.unescape(TAG.sub("", line)) for line in BREAK.split(text) if re.search(r"\d", line)]
