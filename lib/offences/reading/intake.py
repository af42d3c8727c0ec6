"""Check a user's own figures file before anything is made of it.

The file has the columns of ``data/published/figures.csv``, of which only place,
period, measure and value are required, and may name its source in the same row.
Every problem is found in one go; the file is taken whole or not at all.
"""

import csv
import datetime
import functools
import io
import re
import unicodedata
from pathlib import Path

import pandas as pd
from rapidfuzz import process

from offences.names import areas, reference, years
from offences.names.errors import InputError
from offences.reading import periods, published, readings, values

SOURCE = ["publisher", "title", "url", "published", "round"]
COLUMNS = [*published.FIGURE_COLUMNS, *SOURCE]
COUNTS = readings.COUNTS
#: What a spreadsheet makes of text that it takes for a date.
DATES = r"\d{1,2}-[A-Z][a-z]{2}(-\d{2,4})?|[A-Z][a-z]{2}-\d{2}|[34]\d{4}|20\d\d-\d\d-\d\d( 00:00:00)?"
#: A figure without a date of publication may end this many months after the latest round known.
MONTHS_AHEAD = 60
#: No cell holds more; the longest of the collection's own is a note of 290.
MOST_CHARACTERS = 2000
#: Unicode's control, format, surrogate and private characters, and the ends of lines and paragraphs.
INVISIBLE = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
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
        "value_as_published": "the words as printed: 285, 1,316, almost 34,000, fewer than 5, 40 per cent, *",
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
    (header_line, header), *rows = _lines(path)
    problems = _header(path, header_line, header)
    if problems:
        raise InputError(problems)
    records = []
    for line, cells in rows:
        swallowed = [column for column, cell in zip(header, cells, strict=False) if _swallows(column, cell)]
        if swallowed:
            problems.append(
                f"{path.name}, line {line}, {swallowed[0]}: the cell runs on over the lines below it, as after a "
                "double quote that is not closed; close it, and write what a cell holds on one line."
            )
        elif len(cells) != len(header):
            problems.append(
                f"{path.name}, line {line}: {len(cells)} cells where the header has "
                f"{len(header)}; put values that hold a comma in double quotes."
            )
        else:
            cells = dict(zip(header, cells, strict=True))
            records.append({"line": line, **dict.fromkeys(COLUMNS, ""), **cells})
    if not records and not problems:
        raise InputError(f"{path.name}: there is no figure below the header; add at least one row.")
    table = _with_ids(pd.DataFrame(records, columns=["line", *COLUMNS]).astype({"figure_id": str}))
    taken = set(published.figures()["figure_id"]) | set(published.returns()["return_id"])
    previous = {}
    for row in table.to_dict("records"):
        found = _unsafe(row) or _problems(row, taken, previous)
        problems += [f"{path.name}, line {row['line']}, {text}" for text in found]
        taken.add(row["figure_id"])
    if problems:
        raise InputError(problems)
    return _split(table)


def _lines(path):
    """Split the file into lists of cells, each with the number of the line on which it begins."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); check the path.") from None
    text = _decoded(path, content)
    reader, lines, line = csv.reader(io.StringIO(text, newline=""), strict=True), [], 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                lines.append((line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputError(
            f"{path.name}, line {line}: the row that begins here cannot be split into cells ({error}); "
            "close every double quote, write a quote inside a quoted cell twice, and keep cells short."
        ) from None
    if not lines:
        raise InputError(f"{path.name}: the file is empty; `offences template` writes one to fill in.")
    return lines


def _decoded(path, content):
    """Read the bytes as UTF-8, or say where they are not."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("latin-1")
        line = before.count("\n") + 1
        header, cells = (side.split(",") for side in (before.partition("\n")[0], before.rpartition("\n")[2]))
        column = f", {header[len(cells) - 1]}" if line > 1 and len(cells) <= len(header) else ""
        raise InputError(
            f"{path.name}, line {line}{column}: byte 0x{content[error.start]:02x} is not UTF-8; save the "
            "file as 'CSV UTF-8'."
        ) from None
    if "\x00" in text.partition("\n")[0]:
        raise InputError(
            f"{path.name}, line 1: holds a null byte, as no text does; save the file as 'CSV UTF-8'."
        )
    return text


def _swallows(column, cell):
    """Tell whether a cell holds line breaks that may have been the ends of rows.

    Only a note may run over several lines, and none of them may look like a row.
    """
    below = cell.splitlines()
    return len(below) > 1 and (
        column != "note" or any(line.count(",") >= len(published.REQUIRED) - 1 for line in below)
    )


def _header(path, line, header):
    problems = []
    for column in published.REQUIRED:
        if column not in header:
            problems.append(
                f"{path.name}, line {line}: the column {column!r} is missing; required are "
                f"{', '.join(published.REQUIRED)}."
            )
    for column in header:
        if column not in COLUMNS:
            near = process.extractOne(column, COLUMNS, score_cutoff=70)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            problems.append(
                f"{path.name}, line {line}: the column {column!r} is not known.{hint} Allowed "
                f"are {', '.join(COLUMNS)}."
            )
    for column in {name for name in header if header.count(name) > 1}:
        problems.append(f"{path.name}, line {line}: the column {column!r} stands twice.")
    return problems


def _with_ids(table):
    made = [f"own{line:04d}" for line in table["line"]]
    ids = table["figure_id"].str.strip()
    return table.assign(figure_id=ids.where(ids.ne(""), made))


def _quoted(text):
    """Quote what stands in a cell, cut where it is long."""
    return repr(text if len(text) <= 60 else f"{text[:57]}...")


def _unsafe(row):
    """List what no cell may hold; nothing else is said of such a row."""
    problems = []
    for column in COLUMNS:
        value = row[column]
        if len(value) > MOST_CHARACTERS:
            problems.append(
                f"{column}: {_quoted(value)} has {len(value):,} characters; at most {MOST_CHARACTERS:,} are allowed."
            )
            continue
        plain = re.sub(r"\r?\n", " ", value) if column == "note" else value
        if any(unicodedata.category(character) in INVISIBLE for character in plain):
            problems.append(
                f"{column}: {_quoted(value)} holds a control character or one that is not shown; write plain text."
            )
        # a spreadsheet also takes the full-width signs for the beginning of a formula
        formula = re.match(r"[=+\-@]", unicodedata.normalize("NFKC", value).lstrip())
        if formula and values.read(value).precision in ("text", ""):
            problems.append(
                f"{column}: {_quoted(value)} begins like a spreadsheet formula; write text that does not "
                "begin with = + - @, or a number or percentage."
            )
        if column != "note" and re.search(r"<\s*[a-zA-Z/!]", value):
            problems.append(f"{column}: {_quoted(value)} holds HTML; write plain text.")
    return problems


def _problems(row, taken, previous):
    """List what is wrong with one row, as "column: value: what is allowed"."""
    if not re.fullmatch(published.ID, row["figure_id"]):
        yield f"figure_id: {_quoted(row['figure_id'])} is no id; use letters a to z, digits, '.', '-' and '_'."
    if row["figure_id"] in taken:
        yield f"figure_id: {row['figure_id']!r} is already taken; ids are unique, or left blank."
    if row["measure"] not in published.MEASURES:
        near = process.extractOne(row["measure"], list(published.MEASURES), score_cutoff=60)
        hint = f"did you mean {near[0]!r}? " if near else ""
        yield f"measure: {_quoted(row['measure'])}: {hint}allowed are {', '.join(published.MEASURES)}."
    area = None
    try:
        area = areas.find_printed(row["place_as_published"], reference.round_of(_press_round(row))["round"])
    except InputError as error:
        yield f"place_as_published: {error}"
    yield from _source_problems(row)
    value = values.read(row["value_as_published"])
    yield from _category_problems(row)
    start, end, rule = periods.read(
        row["period_as_published"],
        reference.round_of(_press_round(row)),
        previous.get(_source_key(row)),
        row["measure"] == "percent_change",
    )
    decision, wrong = readings.decided(row, start, end, value)
    if decision and not wrong:
        start, end = decision["use"].split("..")
        rule = "own columns" if start else rule
    in_doubt = list(_period_problems(row, end, rule))
    yield from in_doubt
    yield from _value_problems(row, decision.get("value") or value, area)
    yield from (f"{column}: {said}" for column, said in wrong)
    if not in_doubt and not wrong:
        previous[_source_key(row)] = start, end


def _source_key(row):
    """Name the source of a row: figures of one source may lean on the one before them."""
    known = row["source_id"] in published.sources().index
    return (
        row["source_id"]
        if known
        else "|".join(row[name] for name in ("source_id", "publisher", "url", "round"))
    )


def _source_problems(row):
    source = row["source_id"]
    if source and source not in published.sources().index and not row["publisher"]:
        yield (
            f"source_id: {source!r} is no source of data/published/sources.csv; give publisher, "
            "url and round in the same row."
        )
    if row["url"] and not re.fullmatch(published.ADDRESS, row["url"]):
        yield f"url: {row['url']!r} is no address; write it in full, beginning with https://."
    if row["round"] and not re.fullmatch(reference.MONTH, row["round"], re.ASCII):
        yield f"round: {_quoted(row['round'])} is no month of a release; write YYYY-MM, such as 2026-11."
    if row["published"] and not _is_date(row["published"]):
        yield (
            f"published: {_quoted(row['published'])} is no date; write YYYY-MM-DD, YYYY-MM or YYYY, such as 2026-11-12."
        )


def _is_date(text):
    """Tell whether a text is a day, month or year that there is, as YYYY-MM-DD, YYYY-MM or YYYY."""
    if not re.fullmatch(reference.DATE, text, re.ASCII):
        return False
    try:
        return bool(datetime.date.fromisoformat((text + "-01-01")[:10]))
    except ValueError:
        return False


def _press_round(row):
    known = published.sources()
    if row["source_id"] in known.index:
        return known["press_round"][row["source_id"]]
    return row["round"]


def _period_problems(row, end, rule):
    words = row["period_as_published"]
    if re.fullmatch(DATES, words.strip()):
        yield (
            f"period_as_published: {_quoted(words)} looks like a date that a spreadsheet made of other "
            "text; format the column as text and write the period again, such as 2025/26."
        )
        return
    round_ = reference.round_of(_press_round(row))
    printed = round_["press_round"] or (f"{row['published']}-12"[:7] if _is_date(row["published"]) else "")
    latest = printed or years.add_months(max(reference.reference("rounds")["end"]), MONTHS_AHEAD)
    if end > latest:
        yield (
            f"period_as_published: {_quoted(words)} ends after {latest}, when the figure was published; give a "
            "period that was over by then, or mend round and published."
        )
    if rule == periods.UNREADABLE:
        need = "" if round_["latest_year"] else "; words such as 'last year' need the column round"
        yield (
            f"period_as_published: {_quoted(words)} cannot be read as a period; write a financial year "
            f"such as 2025/26, or months such as April 2025 to March 2026, or say first_year, last_year and covers "
            f"(whole or part) in their columns{need}."
        )


@functools.cache
def _inhabitants():
    """Give the largest number of inhabitants known of each area that has one, by area code."""
    population = reference.reference("population")
    return population["all_ages"].astype(int).groupby(population["area"]).max()


def _value_problems(row, value, area):
    words, measure = row["value_as_published"], row["measure"]
    if re.fullmatch(DATES, words.strip()) and not re.fullmatch(r"\d{5}", words.strip()):
        yield (
            f"value_as_published: {_quoted(words)} looks like a date that a spreadsheet made of a number; format the "
            "column as text and write the number again."
        )
        return
    is_count = measure in COUNTS and value.unit == "count" and value.low is not None
    most = _inhabitants().get(area, _inhabitants().sum()) * (100 if value.unit == "percent" else 1)
    largest = max(abs(number) for number in (value.low or 0, value.high or 0, value.beside or 0))
    digits = re.fullmatch(r"\d+", words.strip(), re.ASCII)
    if largest > most or (digits and value.precision == "text"):
        yield (
            f"value_as_published: {_quoted(words)} is impossible; at most {most:,}{'%' * (value.unit == 'percent')} "
            "is allowed, as of one offence for every inhabitant."
        )
    elif is_count and value.low < 0:
        yield f"value_as_published: {_quoted(words)} is negative; a count is 0 or more."
    elif measure in COUNTS and value.unit == "percent" and value.low is not None:
        yield f"value_as_published: {_quoted(words)} is a percentage; {measure} is a count."
    elif (
        measure in published.MEASURES
        and measure not in COUNTS
        and value.unit == "count"
        and value.low is not None
    ):
        yield f"value_as_published: {_quoted(words)} is a count; {measure} is a percentage, such as 40%."
    is_share = measure.startswith("share") and value.unit == "percent" and value.low is not None
    if is_share and largest <= most and (value.low < -0.5 or (value.high or 0) > 100.5):
        yield f"value_as_published: {_quoted(words)} is no share; a share lies between 0% and 100%."
    if value.precision != "text" or digits or measure in ("superlative", "rate_text"):
        return
    if measure in COUNTS and re.fullmatch(r"[\d,]*\.\d+", words.strip(), re.ASCII):
        yield (
            f"value_as_published: {_quoted(words)} is no whole number; a count has no fraction, and its thousands "
            "are parted by commas."
        )
    else:
        yield (
            f"value_as_published: {_quoted(words)} cannot be read; write it as printed, such as 285, "
            "almost 34,000, fewer than 5, 40 per cent, a quarter, n/a or *, and what stands beside it in the note."
        )


def _category_problems(row):
    wanted = {"share_platform", "count_platform", "share_gender", "share_age"}
    known = reference.reference("categories")
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
        reference.round_of(month)["round"] if month else f"own {source_id}"
        for month, source_id in zip(sources["press_round"], sources["source_id"], strict=True)
    ]
    figures = table[published.FIGURE_COLUMNS].reset_index(drop=True)
    return figures, sources.set_index("source_id", drop=False)[list(known.columns)]
