"""Turn published words into the clean table of figures.

Place, period and value are read from the words as published. A transcriber's reading beside them is a check: every
disagreement is settled in ``data/corrections.yml`` or stops the run. In a user's own file what stands in the columns
decides, and the disagreement is told (:func:`decided`).
"""

import functools
import re

import pandas as pd
import yaml

from offences.names import areas, reference, years
from offences.names.errors import InputError
from offences.reading import periods, published, values

#: What makes two rows one statement, printed twice.
STATEMENT = "round area offence measure dimension category start end low high status value".split()
#: What victims are called, and the collection's word.
GENDERS = {
    word: name
    for name, words in {"girls": "girls girl females female", "boys": "boys boy males male"}.items()
    for word in words.split()
}
#: What each measure may be split by, of the victims' gender and age.
VICTIMS = ["gender", "age", "age_gender"]
SPLIT_BY_VICTIM = {
    "offences": VICTIMS, "percent_change": VICTIMS, "share_gender": VICTIMS[:1], "share_age": VICTIMS[1:]
}  # fmt: skip
#: A bare "known" is of the platform.
PLAIN = {"known_denominator": ["known_denominator", "known", "platform known"]}
COLUMNS = (
    "figure_id statement source_id round origin area offence measure dimension category start end "
    "first_year last_year months whole part_because low high precision unit status beside footnote "
    "doubt period_rule place_as_published period_as_published value_as_published note"
).split()


def corrections():
    """Read the settled disagreements, by figure_id: id, read, transcribed, use, part, why, source, date."""
    entries = yaml.safe_load((reference.DATA / "corrections.yml").read_text(encoding="utf-8"))
    rows = [{**entry, "figure_id": figure} for entry in entries for figure in entry["figures"]]
    frame = pd.DataFrame(rows).drop(columns="figures").set_index("figure_id")
    return frame.assign(part=frame["part"].eq(True))


def raw(extra=None, sources=None):
    """Join the published figures, the forces' answers and a user's own (``extra``, ``sources``), all text, a row a figure.

    Offence, measure, dimension and category are in the collection's vocabulary.
    """
    mine = None if extra is None else extra.assign(own=True)
    printed = pd.concat([published.figures().assign(own=False), mine], ignore_index=True)
    wording = reference.reference("categories").set_index(["measure_as_transcribed", "category_as_published"])
    keys = list(zip(printed["measure"], printed["category"], strict=True))
    known = wording[["measure", "dimension", "category"]].T.to_dict("list")
    printed[["measure", "dimension", "category"]] = [
        known.get(key)
        or _platform(*key)
        or split_by_victim(*key)
        or PLAIN.get(key[0])
        or [key[0], "", key[1]]
        for key in keys
    ]
    rows = pd.concat([printed, _answers().assign(own=False)], ignore_index=True).fillna("")
    rounds = (published.sources() if sources is None else sources)["round"]
    places = zip(rows["place_as_published"], rows["source_id"].map(rounds), strict=True)
    rows["area"] = [areas.find_printed(_place(text)[0], round_) for text, round_ in places]
    settled = reference.reference("scope").set_index("row_id")
    said = rows.get("offence", pd.Series("", rows.index)).replace("", None)
    law = rows["area"].map(lambda area: areas.row(area)["offence"])
    rows["offence"] = said.fillna(rows["figure_id"].map(settled["offence"])).fillna(law)
    for column in ("measure", "dimension", "category"):
        rows[column] = rows["figure_id"].map(settled[column]).fillna(rows[column])
    return rows


def _platform(measure, category):
    """Read a platform by any known spelling; None where the category is none."""
    name = platforms().get(category.lower())
    return [measure, "platform", name] if name and measure.endswith("_platform") else None


@functools.cache
def platforms():
    """Map every known spelling of a platform, in lower case, to its name."""
    spelled = reference.reference("platform_spellings").set_index("spelling")["platform"].to_dict()
    names = reference.reference("platforms")["platform"]
    return {spelling.lower(): name for spelling, name in [*zip(names, names, strict=True), *spelled.items()]}


def split_by_victim(measure, category):
    """Give measure, dimension and category of a victims' gender or age that the measure may be split by; else None."""
    found = victims(category)
    return [measure, *found] if found and found[0] in SPLIT_BY_VICTIM.get(measure, []) else None


@functools.cache
def victims(words):
    """Read a gender, an age band or both as dimension and category; None for other words.

    >>> victims("Females"), victims("aged under 12"), victims("girls 12 to 15"), victims("16+")
    (('gender', 'girls'), ('age', '0-11'), ('age_gender', 'girls 12-15'), ('age', '16+'))
    """
    found = re.fullmatch(rf"(?:({'|'.join(GENDERS)})\b)?,? ?(.*)", words.lower().strip())
    gender, age = GENDERS.get(found[1], ""), _age_band(found[2]) if found[2] else ""
    if age is None or not gender + age:
        return None
    return "_".join(["age"] * bool(age) + ["gender"] * bool(gender)), f"{gender} {age}".strip()


def _age_band(words):
    """Give an age band as ``0-11`` or ``16+``; None where the words are none."""
    words = re.sub(
        r"^(?:aged?s? |age group )|[ -]*(?:years?(?:[ -]olds?)?|yrs?)(?: of age)?$",
        "",
        words.replace("–", "-"),
    )
    span = re.fullmatch(r"(\d\d?) ?(?:-|to) ?(\d\d?)", words, re.ASCII)
    if span:
        first, last = map(int, span.groups())
        return f"{first}-{last}" if first < last else None
    under = re.fullmatch(
        r"(?:under|below|younger than) (\d\d?)|(\d\d?) (?:and|or) (?:under|younger|below)", words, re.ASCII
    )
    if under:
        return f"0-{int(under[1]) - 1 if under[1] else under[2]}"
    over = re.fullmatch(r"(\d\d?) ?(?:\+|plus|(?:and|or) (?:over|older|above))|over (\d\d?)", words, re.ASCII)
    return f"{over[1] or int(over[2]) + 1}+" if over else None


def _answers():
    """Give the forces' own answers the columns of the published figures."""
    answers = published.returns().rename(columns={"return_id": "figure_id"})
    missing = set(answers["figure_id"]) - set(reference.reference("scope")["row_id"])
    if missing:
        raise InputError(
            f"data/returns/force_returns.csv: {', '.join(sorted(missing)[:5])} has no entry in "
            "data/reference/scope.csv: say there which offence the row is about, and by which words."
        )
    by_url = published.sources().drop_duplicates("url").set_index("url")["source_id"]
    return answers.assign(source_id=answers["url"].map(by_url), place_as_published=answers["force"])[
        ["figure_id", "source_id", "place_as_published", "period_as_published", "value_as_published", "note"]
    ]


def _place(text):
    """Split "West Yorkshire Police (headline says South Yorkshire)" into place and doubt."""
    place, _, doubt = text.partition(" (headline says ")
    return place, doubt.rstrip(")")


def read(rows, sources):
    """Read place, period and value of each row of :func:`raw` and settle the disagreements.

    Gives the clean table ``figures``; and :func:`corrections`, with what a user's own columns decided and the kind of
    problem. InputError if a transcriber's reading differs and no correction settles it, or a correction no longer
    finds the value that it expects.
    """
    for name in ("press_round", "round", "origin"):
        rows = rows.assign(**{name: rows["source_id"].map(sources[name])})
    settled = corrections()
    settled["kind"] = settled["use"].eq(settled["read"]).map({True: "settled", False: "corrected"})
    settled = settled.to_dict("index")
    previous, read_rows, problems = {}, [], []
    for row in rows.to_dict("records"):
        start, end, rule = periods.read(
            row["period_as_published"],
            reference.round_of(row["press_round"]),
            previous.get(row["source_id"]),
            row["measure"] == "percent_change",
        )
        value = values.read(row["value_as_published"])
        if row["own"]:
            decision, wrong = decided(row, start, end, value)
            problems += [f"{row['figure_id']}: {column}: {said}" for column, said in wrong]
            if decision:
                settled[row["figure_id"]] = {**decision, "why": f"{decision['why']} ({row['cell']})"}
        else:
            problems += _disagreements(row, start, end, value, settled.get(row["figure_id"]))
        correction = settled.get(row["figure_id"], {})
        if correction:
            start, end = correction["use"].split("..")
            value = correction.get("value") or value
        if start:
            previous[row["source_id"]] = (start, end)
        read_rows.append(_tidy({**row, "period_rule": rule}, start, end, value, correction))
    if problems:
        raise InputError(problems)
    figures = pd.DataFrame(read_rows)
    figures["statement"] = _statements(figures)
    return _inherit_part_years(figures)[COLUMNS], pd.DataFrame.from_dict(settled, orient="index")


def _shown(start, end):
    return f"{start}..{end}" if start else "unreadable"


def _disagreements(row, start, end, value, correction):
    """Compare the reading with the transcriber's, or with what a correction expects."""
    name = row["figure_id"]
    if correction:
        transcribed = f"{row['first_year']}..{row['last_year']} {row['covers']}".strip()
        expected = {"read": _shown(start, end), "transcribed": transcribed}
        return [
            f"data/corrections.yml: {correction['id']} expects {side} {correction[side]!r} "
            f"for {name}, but finds {found!r}: the reason for the correction may be gone."
            for side, found in expected.items()
            if correction[side] != found
        ]
    return [
        f"{name}: {row[words]!r} reads as {said}, the transcriber has {row[column]} ({column}): settle it in "
        "data/corrections.yml."
        for column, words, said in disagreements(row, start, end, value)
    ]


def disagreements(row, start, end, value):
    """List what in a row says otherwise than its words read: the column, the column of the words, and their reading."""
    period = ("unreadable",) * 3
    if start:
        covers = "whole" if years.is_whole(start, end) else "part"
        period = (years.of_month(start), _last_year(end), covers)
    found = [
        (column, "period_as_published", said)
        for column, said in zip(("first_year", "last_year", "covers"), period, strict=True)
        if row[column] and _plain_year(row[column]) != said
    ]
    if not row["first_year"] and period[2] != "whole":
        # "whole" beside no year may be said of the whole of a calendar year
        found = [each for each in found if each[0] != "covers"]
    if row["value"] and not _is_within(row["value"], value):
        bounds = [str(number) for number in (value.low, value.high) if number is not None]
        shown = " to ".join(dict.fromkeys(bounds)) + " or more" * (len(bounds) == 1)
        found.append(("value", "value_as_published", shown or "no number"))
    return found


def decided(row, start, end, value):
    """Say what the columns of a user's own row decide where its words say otherwise, or nothing that can be read.

    Gives the decision, as a row of :func:`corrections` with ``kind`` and ``value``, empty where the words stand; and
    for each column that cannot decide, its name and what is allowed.
    """
    columns = [column for column, _, _ in disagreements(row, start, end, value)]
    wrong, use, number = [], f"{start}..{end}", None
    if set(columns) & {"first_year", "last_year", "covers"}:
        try:
            first = row["first_year"] or (years.of_month(start) if start else "")
            use = "..".join(years.period(*years.ordered(first, row["last_year"] or first)))
        except InputError as error:
            wrong.append(
                ("first_year", f"{error} It stands beside words that say otherwise, so it has to be plain.")
            )
        if row["covers"] not in ("whole", "part"):
            said = f"{row['covers']!r} stands beside {row['period_as_published']!r}; write whole or part"
            wrong.append(("covers", f"{said}, as the figure covers all of its years or not."))
    if row["covers"] == "whole" and start and not years.is_whole(start, end) and not row["first_year"]:
        said = f"'whole' stands beside {row['period_as_published']!r}, a part of a year"
        wrong.append(("covers", f"{said}; say first_year and last_year too, or leave it blank."))
    if "value" in columns:
        number = values.read(row["value"])
        if number.precision != "exact" and number.unit != "percent":
            wrong.append(("value", f"{row['value']!r} is no number; write it in digits, or leave it blank."))
        elif row["measure"] not in published.COUNTS:
            number = number._replace(unit="percent", precision="rounded")
    if wrong or not columns:
        return {}, wrong
    words = {"value": "value_as_published"}
    said = dict.fromkeys(f"{row[words.get(column, 'period_as_published')]!r}" for column in columns)
    stand = ", ".join(f"{column} {row[column]!r}" for column in columns if row[column])
    return {
        "id": row["figure_id"],
        "kind": "own columns",
        "read": _shown(start, end),
        "use": use,
        "part": row["covers"] == "part" and columns != ["value"],
        "value": number,
        "why": f"{' and '.join(said)} {'is' if len(said) == 1 else 'are'} printed, {stand} in the columns of the file stand",
    }, []


def _plain_year(text):
    try:
        return years.read(text)
    except InputError:
        return text


def _is_within(number, value):
    """Tell whether a plain number lies within a reading: of "more than 120" and "almost 500", 120 and 500 do."""
    number = number.replace(",", "") if re.fullmatch(values.DIGITS, number, re.ASCII) else number
    if value.low is None or not re.fullmatch(r"-?\d{1,30}(\.\d{1,9})?", number, re.ASCII):
        return False
    slack = 0 if value.precision == "exact" else 1
    return value.low - slack <= float(number) <= (float("inf") if value.high is None else value.high + slack)


def _last_year(end):
    return years.of_month(years.add_months(end, -1))


def _tidy(row, start, end, value, correction):
    offence_began = row["offence"] == "s15A" and start and end <= periods.FIRST_MONTH
    return {
        **row,
        "start": start,
        "end": end,
        "first_year": years.of_month(start) if start else "",
        "last_year": _last_year(end) if start else "",
        "months": years.months(start, end) if start else None,
        "whole": bool(start) and years.is_whole(start, end) and not correction.get("part"),
        "part_because": correction["id"] if correction.get("part") else "",
        "low": value.low,
        "high": value.high,
        "precision": value.precision,
        "unit": value.unit if value.status == "published" else "",
        "status": "not_applicable" if offence_began else value.status,
        "beside": value.beside,
        "footnote": value.marked,
        "doubt": _place(row["place_as_published"])[1],
        "value": row["value_as_published"].lower() if value.precision == "text" else "",
    }


def _statements(figures):
    """Name the statement that each figure prints: the first row of its round that says the same of the same.

    Rewordings are linked in ``reference/reprints.csv``.
    """
    first = figures.groupby(STATEMENT, dropna=False)["figure_id"].transform("first")
    reworded = reference.reference("reprints").set_index("figure_id")["reprint_of"]
    return figures["figure_id"].map(reworded).map(first.set_axis(figures["figure_id"])).fillna(first)


def _inherit_part_years(figures):
    """Mark a whole year as part where another source calls the same figure part-year.

    The mark stays until a source shows otherwise (Dyfed-Powys, 19 in 2017/18).
    """
    counts = figures["measure"].eq("offences") & figures["dimension"].eq("")
    exact = counts & figures["precision"].eq("exact") & figures["start"].ne("")
    part = figures[exact & ~figures["whole"] & figures["months"].le(12)]
    single = figures[exact & figures["whole"] & figures["first_year"].eq(figures["last_year"])]
    both = single.merge(part, on=["area", "low"], suffixes=("", "_part"))
    both = both[(both["start_part"] < both["end"]) & (both["start"] < both["end_part"])]
    first = both.drop_duplicates("figure_id").set_index("figure_id")["figure_id_part"]
    said = zip(figures["part_because"], figures["figure_id"], strict=True)
    because = pd.Series([own or first.get(figure, "") for own, figure in said], figures.index, dtype=str)
    return figures.assign(part_because=because, whole=figures["whole"] & because.eq(""))
