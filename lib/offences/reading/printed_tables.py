"""One table as it is printed: which cells head its columns, which label its rows, and what each number belongs to."""

import itertools
import re
from typing import NamedTuple

from offences.names import areas, years
from offences.names.errors import InputError
from offences.reading import labels, periods, published, readings, titles, values
from offences.reading.agreement import INFINITY

TAKEN, LABEL, LEFT_OUT = "taken", "label", "left out"
NOT_SHOWN = "its row or column is hidden"
NAMES_NOTHING = "names no area, period or category"
TOTAL = "a total: not added"
BESIDE = "text beside the figures"
#: Why a heading is no label: it heads another count, or is not understood.
OTHER, UNCLEAR = "heads what is no count of these offences", "is not understood, and stands over figures"
#: A column of larger numbers is no part of a year, in days.
MOST_DAYS = 366
DASH = "a dash may stand for zero or for no answer, and no note says which"
MONTHS_OF_YEAR = 12
#: What says of counts that they are not exact, or that they are in other units; and what says that they are, or of others.
ROUNDED = re.compile(r"\bround(?:ed|ing)\b|\bin (?:hundreds|thousands|'?000s?)\b|\bto the nearest\b", re.I)
NOT_ROUNDED = re.compile(
    r"\b(?:not|never|no|without|isn't|aren't)\b[^.;]*\bround|\bunrounded\b|%|\bper ?cent|\bproportions?\b|\bshares?\b",
    re.I,
)
#: A heading within a table has no more words; longer ones are notes.
MOST_WORDS = 6


class LeftOut(Exception):
    """Why a cell is not taken."""


class Refused(Exception):
    """Why a cell stops the file: the cell or label that is to be mended, and what is wrong with it."""


class Line(NamedTuple):
    """One row of figures: where, its labels, those of the group that it stands under, a heading that is not known."""

    row: int
    labels: list
    group: dict
    unknown: str

    def is_total(self):
        """Tell whether a label says that the row adds up others."""
        return any(label.kind == "total" for label in self.labels)

    def areas(self):
        """List the codes, or the unknown names, of the areas that the row is of."""
        return [code(label.words) for label in self.labels if label.kind == "area"]


def rounded(cells):
    """Refuse counts beside words that say they are rounded or in hundreds: how far each may be off is not in its cell."""
    for cell in cells if any(cell["role"] == TAKEN and cell["measure"] != "share" for cell in cells) else ():
        words = ROUNDED.search(cell["text"]) if cell["role"] != TAKEN and cell["cell"] else None
        if words and not NOT_ROUNDED.search(cell["text"]):
            yield (
                f"{cell['cell']}: {cell['text'][:80]!r} makes the counts less exact than they stand; write each as it may be, "
                "such as 'between 35 and 44', in full, and delete the note."
            )


def code(place):
    """Give the code of the area that words name, or the words themselves where they name none."""
    try:
        return areas.find_printed(place) if place else ""
    except InputError:
        return place


def may_be_centred(line):
    """Tell of labels and what each stands over or beside whether a blank one may be that of the next.

    Whose the blank ones are is certain where the first is not blank, and every label stands over the same.
    """
    firsts = {inner.words.lower() for label, inner in line if label.kind in {*labels.AXES} - {"total"}}
    return (
        bool(firsts)
        and not all(label.words for label, _ in line)
        and (not line[0][0].words or len(firsts) > 1)
    )


class Table:
    """A table of a sheet; ``body`` are the rows below its ``header``, with those that head a group."""

    def __init__(self, sheet, header, body):
        self.at, self.header, self.body = sheet, header, body
        columns = range(sheet.width)
        # a row without a digit may hold a label and words such as refused
        self.rows = [row for row in body if sheet.numbers(row) or (header and len(sheet.filled(row)) > 1)]
        self.with_figures = {column for row in self.rows for column in sheet.numbers(row)}
        self.heads = {column: self._head(column) for column in columns}
        self.heading = {
            column: " ".join(self.at.words(row, place) for row, place, _ in head)
            for column, head in self.heads.items()
        }
        self.label_columns = [column for column in columns if self._is_label_column(column)]
        self.value_columns = [
            column for column in columns if column not in self.label_columns and self._has_figures(column)
        ]
        self.lines = self._lines()
        self._keep_title()
        self.named = {
            (line.row, column): self._named(line, column)
            for line in self.lines
            for column in self.value_columns
        }
        self.parts = self._parts()
        self.kinds = {kind for named in self.named.values() for kind in named}

    def _head(self, column):
        """List what heads a column, from the top; an upper label reaches to the right over what stands below it."""
        found = []
        for row in self.header:
            place = column
            lower = any(self.at.words(below, column) for below in self.header if below > row)
            while not self.at.words(row, place) and lower and place > 0 and place - 1 in self.with_figures:
                place -= 1
            if self.at.words(row, place):
                found.append((row, place, self.at.label(row, place)))
        return found

    def head(self, column):
        """List the labels that head a column."""
        return [label for _, _, label in self.heads[column]]

    def _kinds(self, column):
        return {label.kind for label in self.head(column)} & {*labels.AXES}

    def _count(self, column):
        """Count the rows in which a column holds a label, and those in which it holds a number."""
        numbers = {row for row in self.rows if column in self.at.numbers(row)}
        read = {row: self.at.label(row, column, self.heading[column]) for row in {*self.rows} - numbers}
        named = [label for label in read.values() if label.kind in labels.AXES]
        return sum(not self._is_doubtful(label, column) for label in named), len(numbers)

    def _is_doubtful(self, label, column):
        """Tell whether a label is a date in a column of remarks, or may be a small number in one of figures."""
        return (label.why and labels.BESIDE.search(self.heading[column])) or (
            labels.may_be_content(label.words) and not self._heads_labels(column)
        )

    def _is_label_column(self, column):
        named, numbers = self._count(column)
        if self._kinds(column) - {"total"}:
            return named > numbers
        if self._heads_labels(column):
            return True
        if named or numbers:
            return named >= numbers
        first = min((other for other in self.with_figures if not self._heads_labels(other)), default=0)
        used = any(self.at.words(row, column) for row in self.rows)
        return used and column < first and not labels.BESIDE.search(self.heading[column])

    def _heads_labels(self, column):
        """Tell whether a column's heading says that its numbers are years, quarters, months or ages."""
        heading = self.heading[column]
        return labels.heads_periods(heading) or bool(re.fullmatch(labels.HEADS["victim"], heading, re.I))

    def _has_figures(self, column):
        used = any(self.at.words(row, column) for row in self.rows)
        return used and bool(self._kinds(column) or self._count(column)[1])

    def read(self):
        """Give every cell of the table its role."""
        for head in self.heads.values():
            for row, place, label in head:
                known = label.kind in (*labels.AXES, "plain") or place in self.label_columns
                self.at.put(row, place, LABEL if known else LEFT_OUT, "" if known else NAMES_NOTHING)
        for line in self.lines:
            for column in self.label_columns:
                self.at.put(line.row, column, LABEL)
            for column in set(range(self.at.width)) - set(self.label_columns):
                if self.at.grid[line.row][column]:
                    self._cell(line, column)
        if any(self._taken(line.row, column) for line in self.lines for column in self.value_columns):
            self._check_blanks()
        self._check_totals()

    def _taken(self, row, column):
        return (row, column) in self.at.cells and self.at.cells[row, column]["role"] == TAKEN

    def _check_blanks(self):
        """Refuse labels that may be centred over the blank cells around them."""
        for each, line in [
            *(("column", line) for line in self._across()),
            *(("row", line) for line in self._down()),
        ]:
            if may_be_centred(line):
                blank = ", ".join(label.cell for label, _ in line if not label.words)
                why = f"may stand for blank cells before or after it ({blank}); write the heading in each {each}"
                named = next(label for label, _ in line if label.kind in labels.AXES)
                self.at.problems.setdefault(f"{named.cell}: {named.words!r} {why}.")

    def _across(self):
        """Give each row of the header as pairs: what stands over a column of figures, and what stands below that."""
        for row in self.header:
            line = []
            for column in self.value_columns:
                lower = (below for below in self.header if below > row and self.at.words(below, column))
                line += [(self.at.label(row, column), self.at.label(below, column)) for below in [*lower][:1]]
            # columns of what is not known may stand before those that a heading is over
            yield [*itertools.dropwhile(lambda pair: not pair[0].words and not pair[1].kind, line)]

    def _down(self):
        """Give each column of labels, as far as rows of figures follow on, as pairs: a label, and that to its right."""
        for _, rows in itertools.groupby(self.body, {*self.rows}.__contains__):
            rows = [*rows]
            for place, column in enumerate(self.label_columns):
                line = []
                for row in rows:
                    right = (other for other in self.label_columns[place + 1 :] if self.at.words(row, other))
                    both = [[column, other] for other in right][:1]
                    line += [tuple(self.at.label(row, at, self.heading[at]) for at in pair) for pair in both]
                yield line

    def _lines(self):
        """Read the labels of each row, and of the rows that head a group."""
        lines, group, above = [], self._corner(), {}
        unknown = self._unknown(f"sheet {self.at.sheet.name}", self.at.sheet.name)
        for row in self.body:
            if row in self.rows:
                lines.append(Line(row, self._labels(row, above), group, unknown))
            else:
                group, unknown = self._grouped(row, group, unknown)
                above = {}
        return lines

    def _labels(self, row, above):
        """Read the labels of a row; a blank one to the left of another is that of the row ``above``."""
        found = []
        last = max((column for column in self.label_columns if self.at.words(row, column)), default=-1)
        for column in self.label_columns:
            words = self.at.words(row, column) or (above.get(column, "") if column < last else "")
            if words:
                above[column] = words
                label = labels.read(words, self.at.marks, self.heading[column])
                found.append(label._replace(cell=self.at.sheet.address(row, column)))
        return found

    def _corner(self):
        """Give what the sheet's name and title, or the corner of the table, says of every figure."""
        corner = [label for column in self.label_columns for label in self.head(column)]
        name = labels.read(self.at.sheet.name)
        cell = f"sheet {self.at.sheet.name}"
        named = [*self._narrowed(self._told(self.at.sheet.name), cell).values(), name._replace(cell=cell)]
        found = {label.kind: label for label in [*named, *self.at.title, *corner] if not label.why}
        return {
            kind: label for kind, label in found.items() if kind in ("area", "period", *labels.CATEGORIES)
        }

    def _keep_title(self):
        """Let an area that heads the sheet's first table rule those below, until another heads one of them."""
        area = self.lines[0].group.get("area") if self.lines[0].row == min(self.rows) else None
        first = not self.at.title_read
        self.at.title_read = True
        if first and area and not area.why:
            self.at.title = [area]
        elif area and [area] != self.at.title:
            self.at.title = []

    def _grouped(self, row, group, unknown):
        """Read a row without figures: the heading of a group, or text."""
        filled = self.at.filled(row)
        found = list({self.at.words(row, column): self.at.label(row, column) for column in filled}.values())
        words = " ".join(dict.fromkeys(self.at.words(row, column) for column in filled))
        if len(found) == 2 and found[0].kind == "plain":
            found = found[1:]
        title = row < min(self.rows)
        if row > max(self.rows) or self._ends_table_above(row):
            return group, unknown
        kind = found[0].kind if len(found) == 1 else ""
        # a name that several areas share may be settled by the rows; other doubts are none of a label
        shared = kind == "area" and code(found[0].words) in areas.table().index
        doubtful = kind and found[0].why and not (shared and len(words.split()) <= MOST_WORDS)
        if kind in ("area", "period", "plain", *labels.CATEGORIES) and not doubtful:
            for column in filled:
                self.at.put(row, column, LABEL)
            if self._is_blank(row, filled[0], kind):
                return group, unknown
            return {**group, kind: found[0]}, unknown if title or kind != "plain" else ""
        told = self._told(words)
        if left := self._unknown(self.at.sheet.address(row, filled[0]), words):
            for column in filled:
                self.at.put(row, column, LEFT_OUT, OTHER if told.counts_other() else UNCLEAR)
            return group, left
        narrowed = self._narrowed(told, self.at.sheet.address(row, filled[0]))
        for column in filled if narrowed else ():
            self.at.put(row, column, LABEL)
        counted = titles.OFFENCE.search(words) or labels.COUNTED.search(words)
        return {**group, **narrowed}, "" if counted and not title else unknown

    def _ends_table_above(self, row):
        """Tell whether text right below figures, and parted by a blank row from what follows, is their note."""
        return row > 0 and bool(self.at.numbers(row - 1)) and not self.at.filled(row + 1)

    def _told(self, words):
        return titles.read(words, self.at.said.offence, self.at.said.names())

    def _unknown(self, cell, words):
        """Give words over figures that are not understood, for which the file is refused if they are not known to head
        another count; empty for others.
        """
        told = self._told(words)
        against = "" if told.counts_other() else titles.against(cell, words, told, self.at.said, over=True)
        if against:
            self.at.problems.setdefault(against)
        return words if against or told.counts_other() else ""

    def _narrowed(self, told, cell):
        """Give the area, years and categories that a title names beside other words, by kind, as labels."""
        return {
            kind: labels.read(words[0])._replace(kind=kind, cell=cell)
            for kind, words in told.named.items()
            if len(words) == 1
        }

    def _is_blank(self, row, column, kind):
        """Tell whether a label without figures is one of a row of blanks: those below it are of its kind."""
        below = min(later for later in self.rows if later > row)
        alike = self.at.label(below, column, self.heading[column]).kind == kind
        return alike and row > max(self.header, default=row)

    def _named(self, line, column):
        """Gather the labels of a figure by kind: those of its row and column go before those of its group."""
        named = {}
        for label in [*line.labels, *self.head(column)]:
            named.setdefault(label.kind, []).append(label)
        for kind in {*labels.CATEGORIES} & {*named} & {*line.group}:
            over = line.group[kind]
            # a title of girls over a row of boys leaves open which the figure is of
            if readings.victims(over.words) != readings.victims(named[kind][0].words):
                named[kind].insert(0, over)
        return {kind: [label] for kind, label in line.group.items()} | named

    def _parts(self):
        """Give the months that the parts of each financial year make up, where the table has parts of it."""
        found = {}
        for named in self.named.values():
            quarter = named.get("quarter")
            for label in named.get("period", []):
                part = labels.joined(label.words, quarter[0].words) if quarter else label.words
                start, end, _ = periods.read(part or "")
                months = years.each_month(start, end) if start else []
                if len({*map(years.of_month, months)}) == 1 and not years.is_whole(start, end):
                    found.setdefault(years.of_month(start), set()).update(months)
        return found

    def _parts_of(self, words):
        """Give the months that make up a financial year in this table; None where it has no parts, or words name no year."""
        start, end, _ = periods.read(words)
        whole = start and years.is_whole(start, end) and years.months(start, end) == MONTHS_OF_YEAR
        return self.parts.get(years.of_month(start)) if whole else None

    def _cell(self, line, column):
        """Take a cell with what its labels say, or leave it out, or refuse it."""
        place = line.row, column
        try:
            self.at.put(*place, TAKEN, **self._figure(line, column))
        except LeftOut as why:
            self.at.put(*place, LEFT_OUT, str(why))
        except Refused as refused:
            cell, why = refused.args
            self.at.put(*place, LEFT_OUT, f"refused: {why}")
            self.at.problems.setdefault(f"{cell}: {why}.")

    def _figure(self, line, column):
        """Give the area, period, category, measure, value and note of a figure; LeftOut or Refused where it has none."""
        here, words = self.at.sheet.address(line.row, column), self.at.grid[line.row][column]
        self._check_place(line, column, here, words)
        self._check_labels(line, column)
        named = self.named[line.row, column]
        if (line.row, column) in self.at.sheet.merged:
            why = "is merged over several cells, and a number belongs to one; write each its own"
            raise Refused(here, f"{words!r} {why}")
        if (line.row, column) in self.at.sheet.hidden:
            raise LeftOut(NOT_SHOWN)
        if code := self.at.sheet.shown.get((line.row, column)):
            raise Refused(
                here, f"{words!r} is shown as other text by its number format, {code}; write what is shown"
            )
        glued = [
            mark for mark in self.at.marks if re.search(rf"\d{re.escape(mark)}$", words) and mark.isdigit()
        ]
        if glued and (line.row, column) in self.at.sheet.unknown:
            least = words.removesuffix(max(glued, key=len))
            why = f"may be {least} with the raised mark of note {max(glued, key=len)}, which this kind of file does not tell"
            raise Refused(here, f"{words!r} {why}; save it as .xlsx, or format the cell as a number")
        for axis in ("area", "period"):
            if axis in self.kinds - {*named}:
                raise LeftOut(f"names no {axis}, as other figures of the table do")
        kind, category = self._category(named)
        value, note = self._value(here, words, named)
        return {
            "area": self._place(named.get("area", [])),
            "period": self._within(self._period(named), line.group.get("period")),
            "category": category,
            "measure": self._measure(kind, value),
            "value": value,
            "note": note,
        }

    def _check_place(self, line, column, here, words):
        """Leave out or refuse what stands where no figure of offences does."""
        notes = any(not label.kind and labels.BESIDE.search(label.words) for label in self.head(column))
        if notes or column not in self.value_columns:
            if not self.at.sheet.name and re.fullmatch(r"\d{3}", words, re.ASCII):
                why = "may be the end of a number that holds a comma; put such numbers in double quotes"
                raise Refused(here, f"{words!r} {why}")
            raise LeftOut(BESIDE)
        percent = (
            values.read(words).unit == "percent" and {*self._told(line.unknown).left} <= titles.OF_SHARES
        )
        named = any(titles.OFFENCE.search(label.words) for label in [*line.labels, *self.head(column)])
        wider = named and {*self._told(line.unknown).left} <= titles.WIDER
        if line.unknown and not percent and not wider:
            why = "which names no area, period, category or count of offences"
            raise LeftOut(f"stands under {line.unknown[:60]!r}, {why}")
        if self.header and not self.head(column):
            why = "stands under no heading; put a number that holds a comma in double quotes, or name the column"
            raise Refused(here, f"{words!r} {why}")

    def _check_labels(self, line, column):
        """Leave out or refuse what its labels make no figure of offences."""
        head, named = self.head(column), self.named[line.row, column]
        if self.label_columns and not line.labels:
            raise LeftOut("no label stands in this row")
        for other in self.label_columns:
            unknown = {*self._told(self.heading[other]).left} - titles.OF_LABELS
            if unknown and not self._heads_labels(other):
                raise LeftOut(f"stands beside {self.heading[other]!r}, which may count something else")
        for label in [*line.labels, *head]:
            if label in head and self._may_tell_part(column, label):
                why = "heads small numbers beside the figures, and may say how much of a year or of a count they are"
                raise Refused(
                    label.cell, f"{label.words!r} {why}; leave the column out, or name what it counts"
                )
            if not label.kind:
                raise LeftOut(f"{label.words!r} {NAMES_NOTHING}")
        if (
            head
            and not self._kinds(column)
            and not labels.COUNTS.search(titles.OFFENCE.sub("offences", self.heading[column]))
        ):
            raise LeftOut(f"{self.heading[column]!r} names no number of offences")
        for label in named.get("unsure", []):
            raise Refused(label.cell, label.why)
        if "total" in named and self._is_total(line, named, column):
            raise LeftOut(TOTAL)
        if "unknown" in named:
            raise LeftOut(f"{named['unknown'][0].words!r}: what was not known has no category of its own")

    def _may_tell_part(self, column, label):
        """Tell whether a heading that names no figures stands over what may be numbers of months, weeks or days, or shares."""
        if label.kind or self._kinds(column):
            return False
        places = [row for row in self.rows if column in self.at.numbers(row)]
        numbers = [values.read(self.at.grid[row][column]).high for row in places]
        small = all(number is None or number <= MOST_DAYS for number in numbers)
        return small and not self._told(label.words).counts_other()

    def _is_total(self, line, named, column):
        """Tell whether a total adds up figures that stand beside it, and is not the year of its quarters."""
        in_head = any(label.kind == "total" for label in self.head(column))
        across = any("quarter" in self._kinds(other) for other in self.value_columns)
        year = named.get("period", [])
        whole = year and all(len(self._parts_of(label.words) or ()) == MONTHS_OF_YEAR for label in year)
        if whole and "quarter" not in named and in_head == across and line.is_total() != across:
            return False
        if in_head:
            return any(self._kinds(other) - {"total"} for other in self.value_columns)
        return len(self.rows) > 1

    def _place(self, found):
        """Give the words of one area, the inner of two where one holds the other."""
        if not found:
            return self.at.said.place
        known = areas.table().index
        codes = {code(label.words): label for label in found}
        if len(codes) > 1:
            inner = min(codes, key=lambda name: len(areas.members(name)) if name in known else 0)
            held = set(areas.members(inner)) if inner in known else set()
            if not held or not all(held <= set(areas.members(name)) for name in codes):
                words = " and ".join(label.words for label in found)
                raise Refused(found[0].cell, f"two areas, {words}, name one figure")
            codes = {inner: codes[inner]}
        ((name, label),) = codes.items()
        if label.why and not (name in known and (self.at.said.round or self._among_forces(name))):
            raise Refused(label.cell, label.why)
        return label.words

    def _among_forces(self, name):
        """Tell whether a name that a force and a region share stands among forces, and no region."""
        found = [label for named in self.named.values() for label in named.get("area", []) if not label.why]
        levels = {areas.level(other) for other in {code(label.words) for label in found} - {name}}
        return areas.level(name) == "force" and "force" in levels and "region" not in levels

    def _period(self, named):
        """Give the words of one period: a year, or a quarter of the year beside it."""
        found = named.get("period", [])
        for label in found:
            if label.why:
                plain = [other.words for other in named.get("plain", [])]
                above = [words for words in plain if re.fullmatch(labels.YEAR_ENDING, words, re.I)]
                both = labels.joined(above[0], label.words) if above else None
                if not both:
                    raise Refused(label.cell, label.why)
                return both
        if len({periods.read(label.words)[:2] for label in found}) > 1:
            raise Refused(
                found[0].cell, f"two periods, {' and '.join(label.words for label in found)}, name one figure"
            )
        words = found[0].words if found else self.at.said.period
        if "quarter" not in named:
            parts = self._parts_of(words) if found and not self.at.said.whole_years else None
            if parts and len(parts) < MONTHS_OF_YEAR:
                raise Refused(
                    found[0].cell,
                    f"{words!r} may be no whole year: its parts in this table make up {len(parts)} months; say --whole-years if it is",
                )
            return words
        part = named["quarter"][0]
        both = words and labels.joined(words, part.words)
        if not both:
            raise Refused(
                part.cell,
                f"{part.words!r} of {words or 'no year'} cannot be read as a period; write a year such as 2017/18 above or beside it",
            )
        return both

    def _within(self, words, above):
        """Give a period that lies within the one of the heading above it."""
        if above and not above.why:
            (start, end, _), (first, last, _) = periods.read(words), periods.read(above.words)
            if not first <= start < end <= last:
                raise Refused(
                    above.cell,
                    f"{above.words!r} stands over figures of {words}, which does not lie within it",
                )
        return words

    def _category(self, named):
        """Give the kind and the words of one category; a gender and an age make one."""
        found = [label for kind in labels.CATEGORIES for label in named.get(kind, [])]
        words = " ".join(label.words for label in found)
        if len(found) < 2:
            return (found[0].kind, words) if found else ("", "")
        both = readings.victims(words)
        if not both:
            raise LeftOut(f"stands under several categories: {words}")
        return both[0], words

    def _value(self, here, words, named):
        """Give the value without its mark; and the note: how it was printed, and what the notes say of its marks."""
        value, mark = labels.without_mark(words, self.at.marks)
        value = words if values.read(words).marked else value
        stands_for = self.at.legend.get("-" if value in labels.DASHES else value, "")
        none = re.match(r"(?:nil|zero|none|0)\b", stands_for, re.I)
        if value in labels.SYMBOLS and none:
            value = "0"
        elif value in labels.DASHES:
            raise LeftOut(DASH)
        elif value == "0" and stands_for and not none:
            raise Refused(here, f"'0' stands for {stands_for[:60]!r}; write that in its place")
        marked = [label for found in named.values() for label in found if label.mark]
        said = [f"printed {words!r}"] * (value != words) + [
            f"{label.words} [{label.mark}]" for label in marked
        ]
        marks = sorted({mark, *(label.mark for label in marked)} & {*self.at.legend})
        return value, "; ".join([*said, *(f"note {each}: {self.at.legend[each][:200]}" for each in marks)])

    def _measure(self, kind, value):
        """Name what is measured: a percentage needs a category, or the user's word for what it is."""
        said = self.at.said.measure
        if values.read(value).unit == "percent":
            if not kind and said != "percent_change":
                raise LeftOut("a percentage, of what is not said")
            return said or "share"
        if kind == "platform":
            return "count_platform"
        return said if said in published.COUNTS else "offences"

    def _check_totals(self):
        """Compare each total with the figures that it may be the sum of."""
        for position, line in enumerate(self.lines):
            if line.is_total():
                for column in self.value_columns:
                    self._compare((line.row, column), self._above(self.lines[:position], line.group, column))
        outer = {column: [label.words for label in self.head(column)[:-1]] for column in self.value_columns}
        for column in self.value_columns:
            if any(label.kind == "total" for label in self.head(column)):
                before = [other for other in self.value_columns if other < column and self._kinds(other)]
                beside = [other for other in before if outer[other] == outer[column]]
                for line in self.lines:
                    self._compare((line.row, column), [[(line.row, other) for other in beside]])

    def _above(self, lines, group, column):
        """Give the cells that a total may add up: those since the last total, of its group, all, forces alone, totals."""
        last = max((place for place, line in enumerate(lines) if line.is_total()), default=-1)
        alone = [line for line in lines if not line.is_total()]
        sums = [line for line in lines if line.is_total()]
        single = [
            line
            for line in alone
            if all(areas.is_single(name) for name in line.areas() if name in areas.table().index)
        ]
        sets = [lines[last + 1 :], [line for line in alone if line.group == group], alone, single, sums]
        return [[(line.row, column) for line in found] for found in sets]

    def _number(self, place):
        return values.read(labels.without_mark(self.at.grid[place[0]][place[1]], self.at.marks)[0])

    def _limits(self, place):
        """Give the least and the most that a cell adds to a total; a dash adds nothing."""
        value, row, column = self._number(place), *place
        open_end = value.high is None and self.at.grid[row][column] not in labels.DASHES
        return value.low or 0, INFINITY if open_end else value.high or 0

    def _compare(self, place, alternatives):
        """Say of a printed total whether it is the sum of one of several sets of cells."""
        cell, total = self.at.cells.get(place), self._number(place)
        if not cell or total.low is None or total.unit != "count":
            return
        sums = []
        for found in filter(None, alternatives):
            least, most = zip(*map(self._limits, found), strict=True)
            sums.append((sum(least), sum(most), len(found)))
        if not sums:
            return
        fitting = [each for each in sums if each[0] <= (total.high or INFINITY) and total.low <= each[1]]
        low, high, many = (fitting or sums)[0]
        added = f"its {many} parts add up to {low:,}{' or more' * (low != high)}"
        if cell["why"] == TOTAL:
            cell["why"] = (
                f"a total: checked, {added}; not added"
                if fitting
                else f"a total that does not fit: {added}; not added"
            )
        if not fitting:
            self.at.remarks.append(
                f"{cell['cell']}: the total {cell['text']} does not fit: {added}; look for a slip or a missing row."
            )
