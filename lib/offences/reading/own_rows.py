"""What a row of a user's own figures may hold: the same checks for a tidy file and for a table."""

import datetime
import functools
import re
import unicodedata

from rapidfuzz import process

from offences.names import areas, reference, years
from offences.names.errors import InputError
from offences.reading import consistency, labels, layouts, periods, published, readings, titles, values

#: What tells a source from another.
SOURCE_KEY = ["source_id", "publisher", "url", "round"]
SOURCE = ["publisher", "title", "url", "published", "round"]
#: The columns of a tidy file: the figure and its source, another offence than this collection's, and its cell.
COLUMNS = [*published.FIGURE_COLUMNS, *SOURCE, "offence", "cell"]
#: A figure without a date of publication may end this many months after the latest round known.
MONTHS_AHEAD = 60
#: No cell holds more; the longest of the collection's own is a note of 290.
MOST_CHARACTERS = 2000
#: Unicode's control, format, surrogate and private characters, and the ends of lines and paragraphs.
INVISIBLE = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")


def problems(rows):
    """List what is wrong with rows of COLUMNS and ``where``, each sentence beginning with where the row stands."""
    taken = set(published.figures()["figure_id"]) | set(published.returns()["return_id"])
    previous, found, records = {}, [], rows.to_dict("records")
    for row in records:
        # of a row that holds what no cell may, nothing else is said
        unsafe = [_wrong(row, column, what) for column in COLUMNS for what in _dangers(column, row[column])]
        found += [f"{row['where']}, {text}" for text in unsafe or _problems(row, taken, previous)]
        taken.add(row["figure_id"])
    return found or list(consistency.problems(records))


def note_problems(rows, said):
    """List the notes of tidy rows that may make something else of the figures beside them, a sentence each."""
    for row in rows.to_dict("records"):
        period = periods.read(row["period_as_published"], reference.round_of(row["round"]))[:2]
        names = (*(row[name] for name in ("publisher", "title", "cell", "category")), *said.names())
        told = titles.read(row["note"][:MOST_CHARACTERS], row["offence"] or said.offence, names)
        told = told.within([period] if period[0] else []).of_a_note()
        # what the columns say of the period, or its words, decides
        part = row["covers"] or (period[0] and not years.is_whole(*period))
        if not (part and told.part_of_year() and not told.named_other()):
            where = f"{row['where']}, note"
            yield from filter(None, [titles.against(where, " ".join(row["note"].split()), told, said)])


def _quoted(text):
    """Quote what stands in a cell, cut where it is long."""
    return repr(text if len(text) <= 60 else f"{text[:57]}...")


def _wrong(row, column, what):
    """Say what is wrong with a cell: its column, what stands there, and what is allowed."""
    return f"{column}: {_quoted(row[column])} {what}"


def _dangers(column, value):
    """List what a value holds that no cell may."""
    if len(value) > MOST_CHARACTERS:
        yield f"has {len(value):,} characters; at most {MOST_CHARACTERS:,} are allowed."
        return
    plain = re.sub(r"\r?\n", " ", value) if column == "note" else value
    if any(unicodedata.category(character) in INVISIBLE for character in plain):
        yield "holds a control character or one that is not shown; write plain text."
    # a spreadsheet also takes the full-width signs for the beginning of a formula
    formula = re.match(r"[=+\-@]", unicodedata.normalize("NFKC", value).lstrip())
    if formula and values.read(value).precision in ("text", ""):
        yield (
            "begins like a spreadsheet formula; write text that does not begin with = + - @, or a number or "
            "percentage."
        )
    if column != "note" and re.search(r"<\s*[a-zA-Z/!]", value):
        yield "holds HTML; write plain text."


def _problems(row, taken, previous):
    """List what is wrong with one row, as "column: value: what is allowed"."""
    if not re.fullmatch(published.ID, row["figure_id"]):
        yield _wrong(row, "figure_id", "is no id; use letters a to z, digits, '.', '-' and '_'.")
    if row["figure_id"] in taken:
        yield _wrong(row, "figure_id", "is already taken; ids are unique, or left blank.")
    if row["measure"] not in published.MEASURES:
        near = process.extractOne(row["measure"], list(published.MEASURES), score_cutoff=60)
        hint = f"did you mean {near[0]!r}? " if near else ""
        yield f"measure: {_quoted(row['measure'])}: {hint}allowed are {', '.join(published.MEASURES)}."
    known, source = published.sources()["press_round"], row["source_id"]
    round_, area = reference.round_of(known.get(source, row["round"])), None
    try:
        area = areas.find_printed(row["place_as_published"], round_["round"])
    except InputError as error:
        yield f"place_as_published: {error}"
    yield from _source_problems(row)
    yield from _offence_problems(row["offence"])
    value = values.read(row["value_as_published"])
    yield from _category_problems(row)
    if source not in known:
        source = "|".join(row[name] for name in SOURCE_KEY)
    # figures of one source may lean on the one before them
    change = row["measure"] == "percent_change"
    start, end, rule = periods.read(row["period_as_published"], round_, previous.get(source), change)
    decision, wrong = readings.decided(row, start, end, value)
    if decision and not wrong:
        start, end = decision["use"].split("..")
        rule = "own columns" if start else rule
    in_doubt = list(_period_problems(row, end, rule, round_))
    yield from in_doubt
    value = decision.get("value") or value
    row |= {"source": source, "area": area, "start": start, "end": end, **value._asdict()}
    of_value = _value_problems(row, value, area)
    yield from (_wrong(row, "value_as_published", what) for what in of_value)
    yield from (f"{column}: {said}" for column, said in wrong)
    if not in_doubt and not wrong:
        previous[source] = start, end


def said_problems(said, sheets):
    """List what is wrong with what the user says of a file with these sheets, each sentence beginning with the option."""
    found = [*_source_problems({**said._asdict(), "source_id": ""}), *_offence_problems(said.offence)]
    if said.place:
        try:
            areas.find_printed(said.place)
        except InputError as error:
            found.append(f"place: {error}")
    period = labels.read(said.period)
    if said.period and (period.kind != "period" or period.why):
        found.append(f"period: {period.why or f'{said.period!r} is no period; write 2025/26'}.")
    if said.measure and said.measure not in published.MEASURES:
        found.append(f"measure: {said.measure!r}; allowed are {', '.join(published.MEASURES)}.")
    for name in set(said.sheet) - set(sheets):
        found.append(
            f"sheet: {name!r} is no sheet of the file; it has {', '.join(filter(None, sheets)) or 'none'}."
        )
    return [f"--{problem}" for problem in found]


def _offence_problems(offence):
    if offence and offence not in layouts.offences():
        yield f"offence: {_quoted(offence)}; allowed are {', '.join(layouts.offences())}."


def _source_problems(row):
    """List what is wrong with the source of a row, as "column: value: what is allowed"."""
    source = row["source_id"]
    if source and source not in published.sources().index and not row["publisher"]:
        what = "is no source of data/published/sources.csv; give publisher, url and round in the same row."
        yield _wrong(row, "source_id", what)
    if row["url"] and not re.fullmatch(published.ADDRESS, row["url"]):
        yield _wrong(row, "url", "is no address; write it in full, beginning with https://.")
    made = [name for name in ("round", "published") if re.fullmatch(labels.SHORT_DATES, row[name])]
    made += ["round"] if re.fullmatch(r"20\d\d-\d\d-\d\d", row["round"], re.ASCII) else []
    for name in made:
        yield f"{name}: {labels.spreadsheet_made(row[name])}."
    if row["round"] and "round" not in made and not re.fullmatch(reference.MONTH, row["round"], re.ASCII):
        yield _wrong(row, "round", "is no month of a release; write YYYY-MM, such as 2026-11.")
    if row["published"] and "published" not in made and not _is_date(row["published"]):
        yield _wrong(row, "published", "is no date; write YYYY-MM-DD, YYYY-MM or YYYY, such as 2026-11-12.")
    elif row["published"] > str(datetime.date.today()):
        yield _wrong(
            row, "published", "is still to come; give the day, month or year in which it was published."
        )


def _is_date(text):
    """Tell whether a text is a day, month or year that there is, as YYYY-MM-DD, YYYY-MM or YYYY."""
    if not re.fullmatch(reference.DATE, text, re.ASCII):
        return False
    try:
        return bool(datetime.date.fromisoformat((text + "-01-01")[:10]))
    except ValueError:
        return False


def _period_problems(row, end, rule, round_):
    words = row["period_as_published"].strip()
    if re.fullmatch(labels.DATES, words):
        yield f"period_as_published: {labels.spreadsheet_made(words)}."
        return
    if rule == "calendar year":
        yield f"period_as_published: {labels.calendar_year(words)}."
        return
    printed = round_["press_round"] or (f"{row['published']}-12"[:7] if _is_date(row["published"]) else "")
    latest = printed or years.add_months(max(reference.reference("rounds")["end"]), MONTHS_AHEAD)
    if end > latest:
        what = (
            f"ends after {latest}, when the figure was published; give a period that was over by then, or mend "
            "round and published."
        )
        yield _wrong(row, "period_as_published", what)
    if rule == periods.UNREADABLE:
        need = "" if round_["latest_year"] else "; words such as 'last year' need the column round"
        what = (
            "cannot be read as a period; write a financial year such as 2025/26, or months such as April 2025 to "
            f"March 2026, or say first_year, last_year and covers (whole or part) in their columns{need}."
        )
        yield _wrong(row, "period_as_published", what)


@functools.cache
def _inhabitants():
    """Give the largest number of inhabitants known of each area that has one, by area code."""
    population = reference.reference("population")
    return population["all_ages"].astype(int).groupby(population["area"]).max()


def _value_problems(row, value, area):
    words, measure = row["value_as_published"].strip(), row["measure"]
    counts = measure in published.COUNTS
    percents = measure in published.MEASURES and not counts
    if re.fullmatch(labels.DATES, words) and not re.fullmatch(r"\d{5}", words):
        yield (
            "looks like a date that a spreadsheet made of a number; format the column as text and write the number "
            "again."
        )
        return
    if percents and re.fullmatch(r"0?\.\d+", words, re.ASCII):
        yield (
            f"is what a spreadsheet stores for {float(words):.1%}; format the column as text and write the "
            "percentage again, with its sign."
        )
        return
    unit = "" if value.low is None else value.unit
    most = _inhabitants().get(area, _inhabitants().sum()) * (100 if value.unit == "percent" else 1)
    largest = max(abs(number) for number in (value.low or 0, value.high or 0, value.beside or 0))
    digits = re.fullmatch(r"\d+", words, re.ASCII)
    if largest > most or (digits and value.precision == "text"):
        sign = "%" * (value.unit == "percent")
        yield f"is impossible; at most {most:,}{sign} is allowed, as of one offence for every inhabitant."
    elif counts and unit == "count" and value.low < 0:
        yield "is negative; a count is 0 or more."
    elif counts and unit == "percent":
        yield f"is a percentage; {measure} is a count."
    elif percents and unit == "count":
        yield f"is a count; {measure} is a percentage, such as 40%."
    elif (
        measure.startswith("share") and unit == "percent" and (value.low < -0.5 or (value.high or 0) > 100.5)
    ):
        yield "is no share; a share lies between 0% and 100%."
    if value.precision != "text" or digits or measure in ("superlative", "rate_text"):
        return
    if counts and re.fullmatch(r"[\d,]*\.\d+|\d{1,3}(?:\s\d{3})+", words):
        yield "is no whole number; a count has no fraction, and its thousands are parted by commas."
    else:
        yield (
            "cannot be read; write it as printed, such as 285, almost 34,000, fewer than 5, 40 per cent, a quarter, "
            "n/a or *, and what stands beside it in the note."
        )


def _category_problems(row):
    wanted = {"share_platform", "count_platform", "share_gender", "share_age"}
    known = reference.reference("categories")
    spelled = known.loc[known["measure_as_transcribed"].eq(row["measure"]), "category_as_published"]
    if row["measure"] in wanted and not row["category"]:
        yield f"category: blank; {row['measure']} needs one, such as {', '.join(spelled[:4])}."
    elif row["measure"].endswith("_platform") and row["category"].lower() in readings.platforms():
        return
    elif (
        row["category"]
        and row["category"] not in set(spelled)
        and not readings.split_by_victim(row["measure"], row["category"])
    ):
        near = [match for match, *_ in process.extract(row["category"], list(spelled), limit=4)]
        yield _wrong(
            row, "category", f"is not known for {row['measure']}; near are {', '.join(near) or 'none'}."
        )
