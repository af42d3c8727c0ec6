"""Read the tables that people have: areas, financial years and categories down or across.

Every cell that is not blank ends in one of three roles. It is *taken*, with the area,
period and category of its labels; it is a *label*; or it is *left out*, with the
reason. What a number belongs to is never guessed: where labels leave it open the
file is refused, or the run asks for an option.
"""

import re
from typing import NamedTuple

import pandas as pd

from offences.names import areas, years
from offences.reading import labels, readings, values

TAKEN, LABEL, LEFT_OUT = "taken", "label", "left out"
COLUMNS = "sheet row column cell text role why area period category measure value note".split()
TOTAL = "a total: not added"
MONTHS_OF_YEAR = 12
#: A heading within a table has no more words; longer ones are notes.
MOST_WORDS = 6
NAMES_NOTHING = "names no area, period or category"
UNKNOWN_STATUS = "what was not known has no category of its own"


class Said(NamedTuple):
    """What the user says of a file that does not say it; empty where nothing."""

    publisher: str = ""
    published: str = ""
    url: str = ""
    title: str = ""
    round: str = ""
    offence: str = ""
    measure: str = ""
    place: str = ""
    period: str = ""
    sheet: tuple = ()
    whole_years: bool = False


class Found(NamedTuple):
    """What a file's tables hold."""

    #: A row for each cell that is not blank, in COLUMNS.
    cells: pd.DataFrame
    #: What is refused, a sentence each, beginning with the cell.
    problems: list
    #: What has to be said by option: the option, and why.
    asked: dict
    #: What was checked or concluded, a sentence each.
    remarks: list


class _Line(NamedTuple):
    """One row of figures: where, its labels by kind, the group that it stands under."""

    row: int
    named: dict
    group: dict


def read(sheets, said):
    """Read every table of a file.

    Parameters
    ----------
    sheets : list of offences.reading.sheets.Sheet
    said : Said

    Returns
    -------
    Found
    """
    legend = _legend(sheets)
    read_sheets = [_OneSheet(sheet, said, legend) for sheet in sheets]
    for sheet in read_sheets:
        sheet.read()
    cells = [cell for sheet in read_sheets for cell in sheet.cells.values()]
    problems = [problem for sheet in read_sheets for problem in sheet.problems]
    remarks = [remark for sheet in read_sheets for remark in sheet.remarks]
    problems += _twice(cells)
    taken = [cell for cell in cells if cell["role"] == TAKEN]
    asked = _asked(cells, taken, said) if taken else {}
    problems += _partial(cells, taken, said)
    return Found(pd.DataFrame(cells, columns=COLUMNS), problems, asked, remarks)


def _legend(sheets):
    """Collect the marks that a file's notes explain, each with the note."""
    legend = {}
    for sheet in sheets:
        for row in sheet.rows:
            words = " ".join(filter(None, row))
            found = re.match(
                r"[\[(]?(?:(?:foot)?note\s*)?(\d{1,2}|[a-z]|[*†‡#^-]|\.\.)[\])]?\s*(?:[.:=–—-]|\s)\s*(?=\D)(.+)",
                words,
                re.I,
            )
            if found and sum(map(labels.is_number, row)) < 2 and len(found[2]) > 2:
                legend.setdefault(found[1].lower(), found[2])
    return legend


def _asked(cells, taken, said):
    """List what neither the file nor the user says."""
    words = " ".join(cell["text"] for cell in cells if cell["role"] != TAKEN)
    shares = sorted({cell["category"] for cell in taken if cell["measure"] == "share"})
    asked = {
        "--publisher": "who published or gave the figures",
        "--published": "the date of that: YYYY-MM-DD, YYYY-MM or YYYY",
        "--offence": "the file does not say that it counts sexual communication with a child (s15A); "
        f"s15A, or another of {', '.join(offences()[1:])}",
        "--measure": f"what the percentages of {', '.join(shares)} are of: share_gender, share_age, share_platform or percent_change"
        if shares
        else "the file does not say that it counts offences or crimes; offences, if it does",
        "--place": "the area of the figures, which no label names",
        "--period": "the period of the figures, which no label names",
    }
    said_by_file = {
        "--offence": bool(labels.OFFENCE.search(words)),
        "--measure": bool(labels.COUNTED.search(words)) and not shares,
        "--place": all(cell["area"] for cell in taken),
        "--period": all(cell["period"] for cell in taken),
    }
    given = said._asdict()
    return {
        option: why
        for option, why in asked.items()
        if not said_by_file.get(option) and not given[option.removeprefix("--")]
    }


def offences():
    """List the offences that a user's figures may count, this collection's first."""
    return list(dict.fromkeys([*areas.table()["offence"], *readings.published.OTHER_OFFENCES]))


def _partial(cells, taken, said):
    """Refuse whole years beside words that may make parts of them."""
    if said.whole_years or not taken:
        return []
    has_parts = any(labels.read(cell["text"]).kind == "quarter" for cell in cells if cell["role"] == LABEL)
    problems = []
    for cell in cells:
        words = labels.part_of_year(cell["text"]) if cell["role"] != TAKEN and len(cell["text"]) > 12 else ""
        if not words or (has_parts and "quarter" in words) or labels.read(cell["text"]).kind == "period":
            continue
        problems.append(
            f"{cell['cell']}: {cell['text'][:80]!r} ({words!r}) may make a part of a year of a whole one; write the months into the "
            "label, such as '2024/25 (April to December)', or say --whole-years if every year here is whole."
        )
    return problems


def _twice(cells):
    """Leave out what stands twice, and refuse two numbers for one."""
    first, problems = {}, []
    for cell in cells:
        if cell["role"] != TAKEN:
            continue
        start_end = readings.periods.read(cell["period"])[:2]
        area = _code(cell["area"])
        split = labels.read(cell["category"]).words if cell["category"] else ""
        key = (area, start_end, cell["measure"], (readings.victims(split) or split.lower()) if split else "")
        before = first.setdefault(key, cell)
        if before is cell:
            continue
        if before["value"] == cell["value"]:
            cell.update(role=LEFT_OUT, why=f"repeats {before['cell']}")
        else:
            problems.append(
                f"{cell['cell']}: {cell['text']!r} is a second figure for {', '.join(filter(None, [cell['area'], cell['period'], cell['category']]))}; "
                f"{before['cell']} has {before['text']!r}; keep one, or name the sheet with --sheet."
            )
    return problems


def _code(place):
    try:
        return areas.find_printed(place) if place else ""
    except ValueError:
        return place


class _OneSheet:
    """The tables of one sheet, read row by row."""

    def __init__(self, sheet, said, legend):
        self.sheet, self.said, self.legend = sheet, said, legend
        self.marks = frozenset(legend)
        width = max(map(len, sheet.rows), default=0)
        self.grid = [row + [""] * (width - len(row)) for row in sheet.rows]
        self.width = width
        self.cells, self.problems, self.remarks = {}, [], []

    def read(self):
        """Give every cell its role."""
        skipped = self._skipped()
        for row, cells in enumerate(self.grid):
            for column, text in enumerate(cells):
                if text:
                    self._put(row, column, LEFT_OUT, skipped or "text outside a table")
        if not skipped:
            for header, body in self._tables():
                _Table(self, header, body).read()

    def _skipped(self):
        name = self.sheet.name
        if self.said.sheet and name not in self.said.sheet:
            return "another sheet was named"
        return "" if self.sheet.visible else "the sheet is hidden"

    def _put(self, row, column, role, why="", **known):
        self.cells[row, column] = {
            **dict.fromkeys(COLUMNS, ""),
            "sheet": self.sheet.name,
            "row": row,
            "column": column,
            "cell": self.sheet.address(row, column),
            "text": self.grid[row][column],
            "role": role,
            "why": why,
            **known,
        }

    def label(self, row, column, heading=""):
        """Read a cell as a label; of a merged range each cell carries the text."""
        words = self.grid[row][column] or self.sheet.merged.get((row, column), "")
        return labels.read(words, self.marks, heading)

    def filled(self, row):
        """List the columns of a row that are not blank, merged ranges filled."""
        return [
            column
            for column in range(self.width)
            if self.grid[row][column] or self.sheet.merged.get((row, column))
        ]

    def numbers(self, row):
        """List the columns of a row that hold figures."""
        return [column for column in range(self.width) if labels.is_number(self.grid[row][column])]

    def _tables(self):
        """Split the rows into tables: the rows of a header, and those below it up to the next header."""
        tables, header, body = [], [], []
        for row in range(len(self.grid)):
            if not self.filled(row):
                continue
            if self._is_header(row, header if body else []):
                if body and any(self.numbers(below) for below in body):
                    tables.append((header, body))
                    header, body = [], self._before(body)
                header.append(row)
            else:
                body.append(row)
        tables.append((header, body))
        return [(header, body) for header, body in tables if any(map(self.numbers, body))]

    def _before(self, body):
        """Give the rows of titles and groups that stand right above a new header."""
        last = max(row for row in body if self.numbers(row))
        return [row for row in body if row > last]

    def _is_header(self, row, above):
        """Tell whether a row heads the columns below it; ``above`` is the header that rules so far."""
        filled, numbers = self.filled(row), self.numbers(row)
        named = {column: self.label(row, column) for column in filled}
        axes = [column for column, label in named.items() if label.kind in labels.AXES]
        years = [column for column in numbers if re.fullmatch(r"20[0-3]\d", self.grid[row][column])]
        if numbers and years == numbers and not set(axes) - set(years):
            # 2017, 2018, 2019: counts do not go on by one, and a header is wanted
            follow = [int(self.grid[row][column]) for column in years]
            return not above and (
                len(years) == 1 or follow == list(range(follow[0], follow[0] + len(follow)))
            )
        if numbers or not filled:
            return False
        below = next((later for later in range(row + 1, len(self.grid)) if self.numbers(later)), None)
        heads = below is not None and set(axes) & set(self.numbers(below))
        if len({self.grid[row][column] or column for column in filled}) > 1 and above:
            first, *others = filled
            answers = any(values.read(self.grid[row][column]).status != "published" for column in others)
            return not (named[first].kind in labels.AXES and (answers or not set(axes) - {first}))
        return bool(heads) or len(filled) > 1 and below is not None


class _Table:
    """One table of a sheet: what its columns and rows are, and what each number belongs to."""

    def __init__(self, sheet, header, body):
        self.at, self.header, self.body = sheet, header, body
        self.rows = [row for row in body if sheet.numbers(row) or self._answers(row)]
        self.heads = {column: self._head(column) for column in range(sheet.width)}
        self.label_columns = [column for column in range(sheet.width) if self._is_label_column(column)]
        self.value_columns = [
            column
            for column in range(sheet.width)
            if column not in self.label_columns
            and any(sheet.grid[row][column] for row in self.rows)
            and (self._kinds(self.heads[column]) or self._count(column)[1])
        ]
        self.parts = self._parts()

    def _parts(self):
        """Give the months that the quarters of each year make up, where the table has quarters."""
        found = {}
        for line in self._lines():
            for column in self.value_columns:
                named = [
                    *line.named.values(),
                    *(label for _, _, label in self.heads[column]),
                    *line.group.values(),
                ]
                parts = [label.words for label in named if getattr(label, "kind", "") == "quarter"]
                for label in named:
                    if parts and getattr(label, "kind", "") == "period":
                        start, end, _ = readings.periods.read(labels.joined(label.words, parts[0]) or "")
                        if start:
                            months = {years.add_months(start, n) for n in range(years.months(start, end))}
                            found.setdefault(label.words, set()).update(months)
        return found

    def _answers(self, row):
        """Tell whether a row without a digit belongs to the figures: a label, and words such as refused."""
        filled = [column for column in self.at.filled(row) if self.at.grid[row][column]]
        return len(filled) > 1 and bool(self.header)

    def _head(self, column):
        """Read what heads a column, from the top; an upper label reaches to the right over what stands below it."""
        found = []
        for row in self.header:
            words = self.at.grid[row][column] or self.at.sheet.merged.get((row, column), "")
            place = column
            lower = any(self.at.grid[below][column] for below in self.header if below > row)
            while not words and lower and place > 0 and not self._over_labels(row, place - 1):
                place -= 1
                words = self.at.grid[row][place]
            if words:
                found.append((row, place, self.at.label(row, place)))
        return found

    def _over_labels(self, row, column):
        """Tell whether a header's cell stands over labels: it reaches over no column to its right."""
        return not any(column in self.at.numbers(below) for below in self.rows)

    def _kinds(self, head):
        return {label.kind for _, _, label in head} & {*labels.AXES}

    def _count(self, column):
        """Count a column's labels and numbers in the rows of figures."""
        heading = self._heading(column)
        named = [self.at.label(row, column, heading).kind in labels.AXES for row in self.rows]
        numbers = [column in self.at.numbers(row) for row in self.rows]
        return sum(named) - sum(a and b for a, b in zip(named, numbers, strict=True)), sum(numbers)

    def _heading(self, column):
        return (
            " ".join(self.at.grid[row][place] for row, place, _ in self.heads[column])
            if hasattr(self, "heads")
            else ""
        )

    def _is_label_column(self, column):
        heading = self._heading(column).lower()
        if self._kinds(self.heads[column]) - {"total"} and self._count(column)[1]:
            return False
        if re.fullmatch(labels.HEADS["period"], heading):
            return True
        named, numbers = self._count(column)
        if numbers > named:
            return False
        if named:
            return True
        used = any(self.at.grid[row][column] for row in self.rows)
        to_the_left = all(column not in range(place, self.at.width) for place in self._number_columns())
        return used and to_the_left and not labels.BESIDE.search(heading)

    def _number_columns(self):
        return [min(self.at.numbers(row)) for row in self.rows if self.at.numbers(row)][:1]

    def read(self):
        """Give every cell of the table its role."""
        for head in self.heads.values():
            for row, place, label in head:
                known = label.kind in (*labels.AXES, "plain") or place in self.label_columns
                if self.at.grid[row][place]:
                    self.at._put(row, place, LABEL if known else LEFT_OUT, "" if known else NAMES_NOTHING)
        lines = self._lines()
        for line in lines:
            for column in range(self.at.width):
                if self.at.grid[line.row][column] and column not in self.label_columns:
                    self._cell(line, column)
        self._check_totals(lines)

    def _lines(self):
        """Read the labels of each row, and of the rows that head a group."""
        lines, group, above, unknown = [], self._corner(), {}, ""
        for row in self.body:
            if row not in self.rows:
                group, unknown = self._grouped(row, group, unknown)
                above = {}
                continue
            named = {}
            last = max((c for c in self.label_columns if self.at.grid[row][c]), default=-1)
            for column in self.label_columns:
                words = self.at.grid[row][column] or self.at.sheet.merged.get((row, column), "")
                if not words and column < last:
                    words = above.get(column, "")
                if words:
                    above[column] = words
                    named[column] = labels.read(words, self.at.marks, self._heading(column))
                if self.at.grid[row][column]:
                    self.at._put(row, column, LABEL)
            line = _Line(row, named, {**group, "unknown heading": unknown} if unknown else group)
            lines.append(line)
        return lines

    def _corner(self):
        """Give what the corner of the table, or the sheet's name, says of every figure."""
        group = {}
        for column in self.label_columns:
            for _, _, label in self.heads[column]:
                if label.kind in ("area", "period", *labels.CATEGORIES):
                    group[label.kind] = label
        name = labels.read(self.at.sheet.name)
        if name.kind in ("area", "period", *labels.CATEGORIES):
            group.setdefault(name.kind, name)
        return group

    def _grouped(self, row, group, unknown):
        """Read a row without figures: the heading of a group, or text."""
        filled = [column for column in self.at.filled(row) if self.at.grid[row][column]]
        found = [self.at.label(row, column) for column in filled]
        words = " ".join(self.at.grid[row][column] for column in filled)
        if len(found) == 2 and found[0].kind == "plain":
            found = found[1:]
        kind = found[0].kind if len(found) == 1 and row < max(self.rows) else ""
        if kind == "unsure" and len(words.split()) > MOST_WORDS:
            kind = ""
        if kind in ("area", "period", "unsure", *labels.CATEGORIES) or re.fullmatch(
            labels.YEAR_ENDING, words, re.I
        ):
            for column in filled:
                self.at._put(row, column, LABEL)
            # a nearer heading of another kind stays within the wider one
            return {**group, kind: found[0]}, ""
        plain = kind == "plain" or labels.OFFENCE.search(words) or row < min(self.rows)
        return group, unknown if plain else words

    def _cell(self, line, column):
        """Take a cell with what its labels say, or leave it out, or refuse it."""
        row, words = line.row, self.at.grid[line.row][column]
        if column not in self.value_columns:
            self.at._put(row, column, LEFT_OUT, "text beside the figures")
            return
        head = [label for _, _, label in self.heads[column]]
        outcome = self._belongs(line, head, column)
        if isinstance(outcome, str):
            self.at._put(row, column, LEFT_OUT, outcome)
            return
        refused = outcome.pop("refused", "")
        if refused:
            self._refuse(row, column, refused)
            return
        self._take(row, column, words, outcome)

    def _refuse(self, row, column, why):
        self.at._put(row, column, LEFT_OUT, f"refused: {why}")
        self.at.problems.append(
            f"{self.at.sheet.address(row, column)}: {self.at.grid[row][column]!r}: {why}."
        )

    def _belongs(self, line, head, column):
        """Give a cell's area, period and category as words; or why it is left out."""
        if "unknown heading" in line.group:
            return f"stands under {line.group['unknown heading'][:60]!r}, which names no area, period or category"
        rows = list(line.named.values())
        if not head and self.header:
            return {
                "refused": "no heading stands over this column; put a number that holds a comma in double quotes, or give the column a heading"
            }
        for label in [*rows, *head]:
            if label.kind == "":
                return f"{label.words!r} {NAMES_NOTHING}"
        counts = [
            c
            for c in self.value_columns
            if self._kinds(self.heads[c]) <= {"total"}
            and all(label.kind in ("plain", "total") for _, _, label in self.heads[c])
        ]
        if not rows and self.label_columns:
            return "no label stands in this row"
        return self._combined(line, rows, head, column, counts)

    def _combined(self, line, rows, head, column, counts):
        named = {label.kind: [label] for label in line.group.values()}
        own = {}
        for label in [*rows, *head]:
            own.setdefault(label.kind, []).append(label)
        named |= own
        for label in named.get("unsure", []):
            return {"refused": label.why}
        if "total" in named and self._is_total(named, column, counts):
            return TOTAL
        if "unknown" in named:
            return f"{named['unknown'][0].words!r}: {UNKNOWN_STATUS}"
        place, doubt = self._place(named.get("area", []))
        if doubt:
            return {"refused": doubt}
        period, doubt = self._period(named)
        if doubt:
            return doubt if "total" in named else {"refused": doubt}
        category = [label for kind in labels.CATEGORIES for label in named.get(kind, [])]
        if len(category) > 1:
            both = readings.victims(
                " ".join(label.words for label in named.get("gender", []) + named.get("age", []))
            )
            if not both or len(category) != 2:
                return f"stands under several categories: {', '.join(label.words for label in category)}"
            kind, words = both[0], f"{named['gender'][0].words} {named['age'][0].words}"
        else:
            kind, words = (category[0].kind, category[0].words) if category else ("", "")
        marks = [f"{label.words} [{label.mark}]" for found in named.values() for label in found if label.mark]
        return {"area": place, "period": period, "category": words, "kind": kind, "marks": marks}

    def _is_total(self, named, column, counts):
        """Tell whether a total is one of figures that stand beside it, and not the year of its quarters."""
        if "period" in named and self.parts:
            return False
        if any(label.kind == "total" for _, _, label in self.heads[column]):
            parts = [c for c in self.value_columns if self._kinds(self.heads[c]) - {"total"}]
            return bool(parts) or counts != [column]
        return len(self.rows) > 1

    def _place(self, found):
        """Give the words of one area, the inner of two where one holds the other."""
        if not found:
            return self.at.said.place, ""
        codes = {_code(label.words): label for label in found}
        if len(codes) > 1:
            inner = min(codes, key=lambda code: len(areas.members(code)))
            if not all(set(areas.members(inner)) <= set(areas.members(code)) for code in codes):
                return "", f"two areas, {' and '.join(label.words for label in found)}, name one figure"
            codes = {inner: codes[inner]}
        ((code, label),) = codes.items()
        among_forces = areas.level(code) == "force" and self._other_forces(code)
        if label.why and not among_forces and not self.at.said.round:
            return "", label.why
        return label.words, ""

    def _other_forces(self, code):
        """Tell whether the table has other forces, and no region, that are named without doubt."""
        found = {
            _code(label.words)
            for label in [
                *(self.at.label(row, column) for row in self.body for column in self.label_columns),
                *(label for head in self.heads.values() for _, _, label in head),
            ]
            if label.kind == "area" and not label.why
        } - {code}
        return any(areas.level(other) == "force" for other in found) and not any(
            areas.level(other) == "region" for other in found
        )

    def _period(self, named):
        """Give the words of one period, a quarter with its year."""
        found = {readings.periods.read(label.words)[:2]: label for label in named.get("period", [])}
        if len(found) > 1:
            return (
                "",
                f"two periods, {' and '.join(label.words for label in found.values())}, name one figure",
            )
        words = next(iter(found.values())).words if found else self.at.said.period
        if "quarter" not in named:
            months = self.parts.get(words)
            if months is not None and len(months) < MONTHS_OF_YEAR:
                return (
                    "",
                    f"the parts of {words} that stand beside it make up {len(months)} months, so it may be no whole year",
                )
            return words, ""
        part = named["quarter"][0].words
        if not words:
            return "", f"{part!r} stands under no year; write 2017/18 above or beside it"
        both = labels.joined(words, part)
        return (both, "") if both else ("", f"{part!r} of {words!r} cannot be read as a period")

    def _take(self, row, column, words, known):
        if (row, column) in self.at.sheet.merged:
            self._refuse(
                row,
                column,
                "the cell is merged over several, and one number belongs to one label; give each its own",
            )
            return
        value, mark = labels.without_mark(words, self.at.marks)
        value = words if values.read(words).marked else value
        if value in labels.DASHES:
            meaning = self.at.legend.get("-", "")
            value = "0" if re.match(r"(?:nil|zero|none|0)\b", meaning, re.I) else value
            if value != "0":
                self.at._put(
                    row,
                    column,
                    LEFT_OUT,
                    "a dash may stand for zero or for no answer, and no note says which",
                )
                return
        read = values.read(value)
        measure = self._measure(known["kind"], read)
        if not measure:
            self.at._put(row, column, LEFT_OUT, "a percentage, of what is not said")
            return
        said = [f"printed {words!r}"] * (value != words) + known.pop("marks")
        notes = {mark, *(found.partition("[")[2].rstrip("]") for found in said)} & {*self.at.legend}
        said += [f"note {each}: {self.at.legend[each][:200]}" for each in sorted(notes)]
        known.pop("kind")
        self.at._put(row, column, TAKEN, measure=measure, value=value, note="; ".join(said), **known)

    def _measure(self, kind, read):
        """Name what is measured: a percentage needs a category, and the user's word for what it is of."""
        if read.unit == "percent":
            return (
                (self.at.said.measure or "share") if kind or self.at.said.measure == "percent_change" else ""
            )
        if kind == "platform":
            return "count_platform"
        return (
            self.at.said.measure if self.at.said.measure in ("offences", "forces_responding") else "offences"
        )

    def _check_totals(self, lines):
        """Compare each total with the figures that it may be the sum of."""
        for position, line in enumerate(lines):
            if any(label.kind == "total" for label in line.named.values()):
                before = [other for other in lines[:position] if other.group == line.group]
                for column in self.value_columns:
                    parts = [(other, column) for other in before]
                    self._compare((line.row, column), self._alternatives(parts))
        for column in self.value_columns:
            if any(label.kind == "total" for _, _, label in self.heads[column]):
                outer = self._outer(column)
                others = [
                    c
                    for c in self.value_columns
                    if c < column and self._outer(c) == outer and self._kinds(self.heads[c])
                ]
                for line in lines:
                    self._compare((line.row, column), [[(line.row, c) for c in others]])

    def _outer(self, column):
        return [label.words for _, _, label in self.heads[column][:-1] if label.kind != "plain"]

    def _alternatives(self, parts):
        """Give the sets of cells that a total may add up: all, those since the last total, forces alone."""
        is_total = [any(label.kind == "total" for label in line.named.values()) for line, _ in parts]
        last = max((place for place, total in enumerate(is_total) if total), default=-1)
        alone = [(line, column) for (line, column), total in zip(parts, is_total, strict=True) if not total]
        single = [
            (line, column)
            for line, column in alone
            if all(
                len(areas.members(_code(label.words))) < 2
                for label in line.named.values()
                if label.kind == "area" and not label.why
            )
        ]
        sums = [part for part, total in zip(parts, is_total, strict=True) if total]
        return [
            [(line.row, column) for line, column in found]
            for found in (parts[last + 1 :], alone, single, sums)
        ]

    def _compare(self, place, alternatives):
        """Say whether a printed total is the sum of one of several sets of cells."""
        cell = self.at.cells.get(place)
        total = values.read(labels.without_mark(cell["text"], self.at.marks)[0]) if cell else None
        if not cell or total.low is None or total.unit != "count":
            return
        sums = []
        for found in filter(None, alternatives):
            read = [
                values.read(labels.without_mark(self.at.grid[row][column], self.at.marks)[0])
                for row, column in found
            ]
            low = sum(value.low or 0 for value in read)
            open_ended = any(
                value.high is None and self.at.grid[row][column] not in labels.DASHES
                for value, (row, column) in zip(read, found, strict=True)
            )
            sums.append(
                (low, float("inf") if open_ended else sum(value.high or 0 for value in read), len(found))
            )
        if not sums:
            return
        fits = next(
            (each for each in sums if each[0] <= (total.high or total.low) and total.low <= each[1]), None
        )
        low, high, many = fits or sums[0]
        added = f"{low:,}" if low == high else f"{low:,} or more"
        is_total = cell["role"] == LEFT_OUT and cell["why"].startswith(TOTAL)
        if fits:
            if is_total:
                cell["why"] = f"a total: checked, the {many} figures beside it add up to {added}; not added"
            return
        if is_total:
            cell["why"] = (
                f"a total that does not fit: the {many} figures beside it add up to {added}; not added"
            )
        self.at.remarks.append(
            f"{cell['cell']}: the total {cell['text']} does not fit: the {many} figures beside it add up to {added}; look for a slip or a missing row."
        )
