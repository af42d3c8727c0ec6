"""Check a user's own figures file before anything is made of it.

The file has the columns of ``data/published/figures.csv``, of which only place,
period, measure and value are required, and may name its source in the same row.
Every problem is found in one go; the file is taken whole or not at all.
"""

import csv
import io
import re
from pathlib import Path

import pandas as pd
from rapidfuzz import process

from offences import areas, periods, published, readings, values, years
from offences.errors import InputError

REQUIRED = ["place_as_published", "period_as_published", "measure", "value_as_published"]
SOURCE = ["publisher", "title", "url", "published", "round"]
COLUMNS = [*published.FIGURE_COLUMNS, *SOURCE]
COUNTS = {
    "offences",
    "count_platform",
    "known_denominator",
    "unknown_platform",
    "forces_responding",
    "platforms_count",
}
#: What a spreadsheet makes of text that it takes for a date.
DATES = r"\d{1,2}-[A-Z][a-z]{2}(-\d{2,4})?|[A-Z][a-z]{2}-\d{2}|[34]\d{4}|20\d\d-\d\d-\d\d( 00:00:00)?"
#: A figure without a date of publication may end this many months after the latest round known.
MONTHS_AHEAD = 60
EXAMPLE = {
    "place_as_published": "Derbyshire",
    "period_as_published": "2025/26",
    "measure": "offences",
    "value_as_published": "301",
    "publisher": "Example Gazette",
    "url": "https://example.org/story",
    "published": "2026-11-12",
    "round": "2026-11",
    "note": "example row: replace it",
}


def template():
    """Give an empty figures file with one example row, and the allowed values as notes.

    Returns
    -------
    str
        CSV text.
    """
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerow(EXAMPLE)
    return out.getvalue()


def allowed():
    """Say for each column what it may hold.

    Returns
    -------
    dict of str to str
    """
    return {
        "figure_id": "an id of your own, unique; made where blank",
        "source_id": "a source of data/published/sources.csv, or blank with publisher and url",
        "place_as_published": "an area by any common name (`offences areas` lists them)",
        "period_as_published": "the words as printed: 2025/26, year to April 2026, last year",
        "measure": ", ".join(published.MEASURES),
        "category": "blank for totals; a platform, gender or age band as printed",
        "value_as_published": "the words as printed: 285, 1,316, almost 34,000, 40 per cent, *",
        "round": "the month of the release, YYYY-MM; needed for words such as 'last year'",
        "published": "date of the page: YYYY-MM-DD, YYYY-MM or YYYY",
    }


def read(path):
    """Read and check a user's figures file.

    Parameters
    ----------
    path : path
        A CSV file in UTF-8.

    Returns
    -------
    tuple of pandas.DataFrame
        The figures, in the columns of ``figures.csv`` and with ids; and their
        sources that the collection does not have yet, indexed by source_id.

    Raises
    ------
    InputError
        Naming file, line, column, value and what is allowed, for every problem.
    """
    path = Path(path)
    lines = _lines(path)
    header, rows = lines[0], lines[1:]
    problems = _header(path, header)
    if problems:
        raise InputError(problems)
    records = []
    for line, cells in rows:
        if len(cells) != len(header[1]):
            problems.append(
                f"{path.name}, line {line}: {len(cells)} cells where the header has "
                f"{len(header[1])}; put values that hold a comma in double quotes."
            )
        elif any(cell.strip() for cell in cells):
            cells = dict(zip(header[1], cells, strict=True))
            records.append({"line": line, **dict.fromkeys(COLUMNS, ""), **cells})
    if not records and not problems:
        raise InputError(f"{path.name}: there is no figure below the header; add at least one row.")
    table = _with_ids(pd.DataFrame(records, columns=["line", *COLUMNS]).astype({"figure_id": str}))
    taken = set(published.figures()["figure_id"]) | set(published.returns()["return_id"])
    for row in table.to_dict("records"):
        problems += [f"{path.name}, line {row['line']}, {text}" for text in _problems(row, taken)]
        taken.add(row["figure_id"])
    if problems:
        raise InputError(problems)
    return _split(table)


def _lines(path):
    """Split the file into numbered lists of cells."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); check the path.") from None
    if not content.strip():
        raise InputError(f"{path.name}: the file is empty; `offences template` writes one to fill in.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        before = content[: error.start].decode("latin-1")
        header, cells = (
            next(csv.reader([text])) for text in (before.splitlines()[0], before.splitlines()[-1])
        )
        column = f", {header[len(cells) - 1]}" if line > 1 and len(cells) <= len(header) else ""
        raise InputError(
            f"{path.name}, line {line}{column}: byte 0x{content[error.start]:02x} is not UTF-8; save the "
            "file as 'CSV UTF-8'."
        ) from None
    reader = csv.reader(io.StringIO(text, newline=""))
    return [(reader.line_num, cells) for cells in reader]


def _header(path, header):
    problems = []
    for column in REQUIRED:
        if column not in header[1]:
            problems.append(
                f"{path.name}, line {header[0]}: the column {column!r} is missing; required are "
                f"{', '.join(REQUIRED)}."
            )
    for column in header[1]:
        if column not in COLUMNS:
            near = process.extractOne(column, COLUMNS, score_cutoff=70)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            problems.append(
                f"{path.name}, line {header[0]}: the column {column!r} is not known.{hint} Allowed "
                f"are {', '.join(COLUMNS)}."
            )
    for column in {name for name in header[1] if header[1].count(name) > 1}:
        problems.append(f"{path.name}, line {header[0]}: the column {column!r} stands twice.")
    return problems


def _with_ids(table):
    made = [f"own{line:04d}" for line in table["line"]]
    ids = table["figure_id"].str.strip()
    return table.assign(figure_id=ids.where(ids.ne(""), made))


def _problems(row, taken):
    """List what is wrong with one row, as "column: value: what is allowed"."""
    for column in COLUMNS:
        value = row[column]
        if re.search(r"[\x00-\x08\x0b-\x1f]", value):
            yield f"{column}: {value!r} holds a control character; write plain text."
        if re.match(r"[=+\-@\t\r]", value.lstrip()) and values.read(value).precision in ("text", ""):
            yield (
                f"{column}: {value!r} begins like a spreadsheet formula; write text that does not "
                "begin with = + - @, or a number or percentage."
            )
        if re.search(r"<\s*[a-zA-Z/!]", value):
            yield f"{column}: {value!r} holds HTML; write plain text."
    if row["figure_id"] in taken:
        yield f"figure_id: {row['figure_id']!r} is already taken; ids are unique, or left blank."
    if row["measure"] not in published.MEASURES:
        near = process.extractOne(row["measure"], list(published.MEASURES), score_cutoff=60)
        hint = f"did you mean {near[0]!r}? " if near else ""
        yield f"measure: {row['measure']!r}: {hint}allowed are {', '.join(published.MEASURES)}."
    try:
        areas.find_printed(row["place_as_published"])
    except InputError as error:
        yield f"place_as_published: {error}"
    yield from _source_problems(row)
    yield from _period_problems(row)
    yield from _value_problems(row)
    yield from _category_problems(row)


def _source_problems(row):
    source = row["source_id"]
    if source and source not in published.sources().index and not row["publisher"]:
        yield (
            f"source_id: {source!r} is no source of data/published/sources.csv; give publisher, "
            "url and round in the same row."
        )
    if row["url"] and not re.fullmatch(r"https?://\S+", row["url"]):
        yield f"url: {row['url']!r} is no address; write it in full, beginning with https://."
    if row["round"] and not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", row["round"]):
        yield f"round: {row['round']!r} is no month of a release; write YYYY-MM, such as 2026-11."
    if row["published"] and not re.fullmatch(r"20\d\d(-\d\d(-\d\d)?)?", row["published"]):
        yield f"published: {row['published']!r} is no date; write YYYY-MM-DD, YYYY-MM or YYYY."


def _press_round(row):
    known = published.sources()
    if row["source_id"] in known.index:
        return known["press_round"][row["source_id"]]
    return row["round"]


def _period_problems(row):
    words = row["period_as_published"]
    if re.fullmatch(DATES, words.strip()):
        yield (
            f"period_as_published: {words!r} looks like a date that a spreadsheet made of other "
            "text; format the column as text and write the period again, such as 2025/26."
        )
        return
    round_ = published.round_of(_press_round(row))
    change = row["measure"] == "percent_change"
    _, end, rule = periods.read(words, round_, ("2017-04", "2018-04"), change)
    printed = _press_round(row) or row["published"]
    latest = (
        printed[:7]
        if len(printed) >= 7
        else years.add_months(max(published.reference("rounds")["end"]), MONTHS_AHEAD)
    )
    if end > latest:
        yield (
            f"period_as_published: {words!r} ends after {latest}, when the figure was published; give a period that "
            "was over by then, or mend round and published."
        )
    if rule == "unreadable":
        need = "" if round_["latest_year"] else "; words such as 'last year' need the column round"
        yield (
            f"period_as_published: {words!r} cannot be read as a period; write a financial year "
            f"such as 2025/26, or months such as April 2025 to March 2026{need}."
        )


def _value_problems(row):
    words, measure = row["value_as_published"], row["measure"]
    if re.fullmatch(DATES, words.strip()) and not re.fullmatch(r"\d{5}", words.strip()):
        yield f"value_as_published: {words!r} looks like a date that a spreadsheet made of a number."
        return
    value = values.read(words)
    if measure in COUNTS and value.unit == "count" and value.low is not None:
        if value.low < 0:
            yield f"value_as_published: {words!r} is negative; a count is 0 or more."
        elif value.precision == "exact" and value.low != int(value.low):
            yield f"value_as_published: {words!r} is no whole number; a count has no fraction."
    elif measure in COUNTS and value.unit == "percent" and value.low is not None:
        yield f"value_as_published: {words!r} is a percentage; {measure} is a count."
    is_share = measure.startswith("share") and value.unit == "percent" and value.low is not None
    if is_share and (value.low < -0.5 or (value.high or 0) > 100.5):
        yield f"value_as_published: {words!r} is no share; a share lies between 0% and 100%."
    if value.precision == "text" and measure not in ("superlative", "rate_text"):
        yield (
            f"value_as_published: {words!r} cannot be read; write it as printed, such as 285, "
            "almost 34,000, 40 per cent, a quarter, n/a or *."
        )


def _category_problems(row):
    wanted = {"share_platform", "count_platform", "share_gender", "share_age"}
    known = published.reference("categories")
    spelled = known.loc[known["measure_as_transcribed"].eq(row["measure"]), "category_as_published"]
    if row["measure"] in wanted and not row["category"]:
        yield f"category: blank; {row['measure']} needs one, such as {', '.join(spelled[:4])}."
    elif row["measure"].endswith("_platform") and row["category"].lower() in readings.platforms():
        return
    elif row["category"] and row["category"] not in set(spelled):
        near = [match for match, *_ in process.extract(row["category"], list(spelled), limit=4)]
        yield f"category: {row['category']!r} is not known for {row['measure']}; near are {', '.join(near) or 'none'}."


def _split(table):
    """Separate the figures from the sources that they bring."""
    known = published.sources()
    own = ~table["source_id"].isin(known.index)
    key = table["source_id"] + "|" + table["publisher"] + "|" + table["url"] + "|" + table["round"]
    number = key.where(own).rank(method="dense")
    ids = [f"own{int(n)}" if n == n else "" for n in number]
    table["source_id"] = table["source_id"].where(~own, ids)
    sources = table.loc[own, ["source_id", *SOURCE]].drop_duplicates("source_id")
    sources = sources.rename(columns={"round": "press_round"})
    sources["origin"] = ["NSPCC" if month else "own" for month in sources["press_round"]]
    sources["round"] = [
        published.round_of(month)["round"] if month else f"own {source_id}"
        for month, source_id in zip(sources["press_round"], sources["source_id"], strict=True)
    ]
    figures = table[published.FIGURE_COLUMNS].reset_index(drop=True)
    return figures, sources.set_index("source_id", drop=False)[list(known.columns)]
