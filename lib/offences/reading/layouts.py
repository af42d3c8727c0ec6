"""Read the tables that people have: areas, financial years and categories down or across.

Every cell that is not blank is *taken*, with the area, period and category of its labels; a *label*; or *left out*,
with the reason. What a number belongs to is never guessed: where labels leave it open the file is refused, or
the run asks for an option.
"""

import itertools
import re
from typing import NamedTuple

import pandas as pd

from offences.names import areas
from offences.reading import labels, printed_tables, readings, titles
from offences.reading.printed_tables import LEFT_OUT, TAKEN

COLUMNS = "sheet row column cell text role why area period category measure value note".split()
#: Why a cell is left out that no table holds; the last three of all cells of a sheet.
OUTSIDE, NOT_NAMED, HIDDEN = "text outside a table", "another sheet was named", "the sheet is hidden"
NO_TEMPLATE = "another sheet has the columns of the template"
WHOLE_SHEET = (NOT_NAMED, HIDDEN, NO_TEMPLATE)
#: Why a cell needs no word more: it is of no sheet that is read, or was looked at with its table.
SAID_ALREADY = (*WHOLE_SHEET, printed_tables.OTHER, printed_tables.UNCLEAR)
#: A longer text of several lines is a note, or rows that an open quote swallowed.
LONGEST_WRAPPED = 120


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
    whole_counts: bool = False

    def names(self):
        """List the words that name the source."""
        return (self.publisher, self.title)


def read(sheets, said):
    """Read every table of a file's sheets.

    Gives a frame of COLUMNS with a row for each cell that is not blank; what is refused, a sentence each that begins
    with the cell; what has to be said by option, and why; and what was checked, a sentence each.
    """
    legend = _legend(sheets)
    read_sheets = [_OneSheet(part, said, legend) for sheet in sheets for part in _side_by_side(sheet)]
    for sheet in read_sheets:
        sheet.read()
    cells = [cell for sheet in read_sheets for cell in sheet.cells.values()]
    problems = [problem for sheet in read_sheets for problem in sheet.problems]
    remarks = [remark for sheet in read_sheets for remark in sheet.remarks]
    problems += _twice(cells)
    taken = [cell for cell in cells if cell["role"] == TAKEN]
    asked = _asked(cells, taken, said) if taken else {}
    told = {problem.partition(": ")[0] for problem in problems}
    problems += _said_beside([cell for cell in cells if cell["cell"] not in told], taken, said)
    return pd.DataFrame(cells, columns=COLUMNS), problems, asked, remarks


def cell(sheet, row, column, text, role, why="", **known):
    """Give a cell in COLUMNS."""
    at = {"sheet": sheet.name, "row": row, "column": column, "cell": sheet.address(row, column), "text": text}
    return {**dict.fromkeys(COLUMNS, ""), **at, "role": role, "why": why, **known}


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


def _side_by_side(sheet):
    """Part a sheet at its blank columns where each part has figures and labels of its own."""
    width = max(map(len, sheet.rows), default=0)
    used = [column for column in range(width) if any(column < len(row) and row[column] for row in sheet.rows)]
    # columns that follow on stay as far from their place among all
    runs = itertools.groupby(enumerate(used), lambda pair: pair[1] - pair[0])
    bands = [[column for _, column in run] for _, run in runs]
    parts = [
        sheet._replace(
            rows=[[text if place in band else "" for place, text in enumerate(row)] for row in sheet.rows]
        )
        for band in bands
    ]
    own = all(any(_labelled(row) for row in part.rows) for part in parts)
    return parts if len(parts) > 1 and own else [sheet]


def _labelled(row):
    """Tell whether a row holds a label and, to its right, a figure."""
    kinds = [labels.read(text).kind in labels.AXES for text in row]
    first = next((place for place, text in enumerate(row) if text), 0)
    return kinds[first : first + 1] == [True] and any(map(labels.is_number, row[first + 1 :]))


def _asked(cells, taken, said):
    """List what neither the file nor the user says."""
    words = " ".join(cell["text"] for cell in cells if cell["role"] != TAKEN)
    shares = sorted({cell["category"] for cell in taken if cell["measure"] == "share"})
    what = "the file does not say that it counts offences or crimes; offences, if it does"
    if shares:
        of = "share_gender, share_age, share_platform or percent_change"
        what = f"what the percentages of {', '.join(shares)} are of: {of}"
    other = ", ".join(offences()[1:])
    law = f"the file does not say that it counts sexual communication with a child (s15A); s15A, or another of {other}"
    # each with why it has to be given, and whether the file says it
    asked = {
        "publisher": ("who published or gave the figures", False),
        "published": ("the date of that: YYYY-MM-DD, YYYY-MM or YYYY", False),
        "offence": (law, titles.OFFENCE.search(words)),
        "measure": (what, labels.COUNTED.search(words) and not shares),
        "place": ("the area of the figures, which no label names", all(cell["area"] for cell in taken)),
        "period": ("the period of the figures, which no label names", all(cell["period"] for cell in taken)),
    }
    return {
        f"--{name}": why for name, (why, in_file) in asked.items() if not in_file and not getattr(said, name)
    }


def offences():
    """List the offences that a user's figures may count, this collection's first."""
    return list(dict.fromkeys([*areas.table()["offence"], *readings.published.OTHER_OFFENCES]))


def _said_beside(cells, taken, said):
    """Refuse figures beside words that are not understood, and whole years beside a time within them."""
    spans = {readings.periods.read(cell["period"])[:2] for cell in taken}
    with_figures = {cell["sheet"] for cell in taken}
    found, problems = {}, []
    for cell in cells if taken else ():
        if cell["role"] != TAKEN and cell["why"] not in SAID_ALREADY and not labels.is_number(cell["text"]):
            # a note may run over the cells of a row
            place = cell["row"] if cell["why"] == OUTSIDE else cell["cell"]
            found.setdefault((cell["sheet"], place), []).append(cell)
    for first, *others in found.values():
        text = " ".join(cell["text"] for cell in [first, *others])
        told = titles.read(text, said.offence, said.names()).within(spans)
        if first["why"] in (OUTSIDE, printed_tables.BESIDE):
            told = told.of_a_note()
        elif labels.read(text).kind or labels.heads_periods(text) or not told.part_of_year():
            continue
        problem = titles.against(first["cell"], text, told, said)
        if problem and first["sheet"] not in with_figures:
            problem = f"{problem.rstrip('.')}, or name the sheet of the table with --sheet."
        problems.append(problem)
    return list(filter(None, problems))


def _twice(cells):
    """Leave out what stands twice, and refuse two numbers for one."""
    first, problems = {}, []
    for cell in cells:
        if cell["role"] != TAKEN:
            continue
        start_end = readings.periods.read(cell["period"])[:2]
        area = printed_tables.code(cell["area"])
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


class _OneSheet:
    """The tables of one sheet, read row by row."""

    def __init__(self, sheet, said, legend):
        self.sheet, self.said, self.legend = sheet, said, legend
        self.marks = frozenset(legend)
        width = max(map(len, sheet.rows), default=0)
        # a heading or name may be wrapped within its cell
        self.grid = [
            [" ".join(text.split("\n")) if len(text) <= LONGEST_WRAPPED else text for text in row]
            + [""] * (width - len(row))
            for row in sheet.rows
        ]
        self.width = width
        self.cells, self.problems, self.remarks = {}, {}, []
        #: The area that heads the sheet, where one does, and whether its first table was read.
        self.title, self.title_read = [], False
        self._numbers = [
            [column for column, text in enumerate(row) if labels.is_number(text)] for row in self.grid
        ]
        #: For each row the next below it that holds figures, None where there is none.
        self.below = [None] * len(self.grid)
        for row in reversed(range(len(self.grid) - 1)):
            self.below[row] = row + 1 if self._numbers[row + 1] else self.below[row + 1]

    def read(self):
        """Give every cell its role."""
        named = not self.said.sheet or self.sheet.name in self.said.sheet
        skipped = NOT_NAMED if not named else "" if self.sheet.visible else HIDDEN
        for row, cells in enumerate(self.grid):
            for column, text in enumerate(cells):
                if text:
                    self.put(row, column, LEFT_OUT, skipped or OUTSIDE)
        if not skipped:
            for header, body in self._tables():
                printed_tables.Table(self, header, body).read()

    def put(self, row, column, role, why="", **known):
        """Give a cell its role; a blank cell has none."""
        if self.grid[row][column]:
            self.cells[row, column] = cell(
                self.sheet, row, column, self.grid[row][column], role, why, **known
            )

    def words(self, row, column):
        """Give the text of a cell; of a merged range each cell carries that of the range."""
        return self.grid[row][column] or self.sheet.merged.get((row, column), "")

    def label(self, row, column, heading=""):
        """Read a cell as a label."""
        return labels.read(self.words(row, column), self.marks, heading)._replace(
            cell=self.sheet.address(row, column)
        )

    def filled(self, row):
        """List the columns of a row that are not blank, merged ranges filled."""
        return [column for column in range(self.width) if self.words(row, column)]

    def numbers(self, row):
        """List the columns of a row that hold figures."""
        return self._numbers[row]

    def _tables(self):
        """Split the rows into tables: the rows of a header, and those below it up to the next header."""
        tables, header, body = [], [], []
        for row in range(len(self.grid)):
            if not self.filled(row):
                continue
            if self._is_header(row, header):
                if body and any(self.numbers(below) for below in body):
                    tables.append((header, body))
                    # titles and groups stand right above the new header
                    last = max(filter(self.numbers, body))
                    header, body = [], [above for above in body if above > last]
                header.append(row)
            else:
                body.append(row)
        tables.append((header, body))
        return [(header, body) for header, body in tables if any(map(self.numbers, body))]

    def _is_header(self, row, above):
        """Tell whether a row heads the columns below it; ``above`` is the header that rules so far."""
        filled, numbers = self.filled(row), self.numbers(row)
        named = {column: self.label(row, column) for column in filled}
        axes = [column for column, label in named.items() if label.kind in labels.AXES]
        dated = [column for column in numbers if re.fullmatch(r"20[0-3]\d", self.grid[row][column])]
        if numbers and dated == numbers and not set(axes) - set(dated):
            # 2017, 2018, 2019: counts do not go on by one, and a header is wanted
            follow = [int(self.grid[row][column]) for column in dated]
            return not above and (
                len(dated) == 1 or follow == list(range(follow[0], follow[0] + len(follow)))
            )
        if numbers or not filled:
            return False
        below = self.below[row]
        # a name above the first column of many is a title, above its labels
        figures = self.numbers(below) if below is not None else []
        heads = set(axes) & set(figures[1:] if filled == figures[:1] else figures)
        if len({self.grid[row][column] or column for column in filled}) > 1 and above:
            first, *others = filled
            words = all(
                named[column].kind not in (*labels.AXES, "plain")
                or labels.may_be_content(self.words(row, column))
                for column in others
            )
            return not (named[first].kind in labels.AXES and words)
        return bool(heads) or len(filled) > 1 and below is not None
