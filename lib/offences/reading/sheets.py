"""Read a file into sheets of text cells: delimited text in the encodings there are, and workbooks.

Every cell keeps its address. Nothing is interpreted but what a program hid: the kind of
file, the encoding, the delimiter, merged cells, and footnote marks that only a raised
letter tells from the number before them.
"""

import codecs
import collections
import contextlib
import csv
import datetime
import io
import re
import zipfile
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import python_calamine
from xlsxwriter.utility import xl_cell_to_rowcol, xl_col_to_name

from offences.names.errors import InputError

#: What files begin with that are no text: ZIP (.xlsx, .ods) and OLE (.xls).
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
KINDS = ".csv, .xlsx, .xls or .ods"
BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}
#: A longer cell is an unclosed quote or no table.
LONGEST_CELL = 100_000
#: A text has at least this share of plain letters, digits and marks.
LEAST_PLAIN = 0.7
#: No sheet reaches over more cells, blank ones counted.
MOST_REACHED = 20_000_000
#: The namespaces of an OpenDocument's texts and of their styles.
ODF_TEXT, ODF_STYLE = (f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("text", "style"))
#: The parts of a workbook that hold its texts with what is raised in them.
WITH_TEXTS = r"xl/sharedStrings\.xml|xl/worksheets/[^/]+\.xml|content\.xml"
ODF_TABLE, ODF_OFFICE = (
    f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("table", "office")
)
#: More rows or columns that are alike, blank but for a format, end a sheet.
MOST_REPEATED = 2000
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")


class Sheet(NamedTuple):
    """Cells as text, row by row, with what is needed to name each."""

    #: The sheet's name; empty for a text file.
    name: str
    #: Lists of texts, blank cells empty; as long as the row is.
    rows: list
    #: The number of each row, of the line on which it begins in a text file.
    numbers: list
    #: For each cell of a merged range, by (row, column), the text of the range.
    merged: dict
    visible: bool = True
    #: The cells, by (row, column), that hold text of which the file does not let us know what is raised.
    unknown: frozenset = frozenset()
    #: The number format of each cell, by (row, column), that shows other text than its number.
    shown: dict = {}
    #: The cells, by (row, column), of rows and columns that are hidden.
    hidden: frozenset = frozenset()

    def address(self, row, column):
        """Name a cell as a spreadsheet does: ``Offences!B7``."""
        return f"{self.name}!" * bool(self.name) + f"{xl_col_to_name(column)}{self.numbers[row]}"

    def where(self, row):
        """Name a row: ``line 7``, or ``sheet Offences, row 7``."""
        number = self.numbers[row]
        return f"sheet {self.name}, row {number}" if self.name else f"line {number}"


def text(value):
    """Write a cell as text: a spreadsheet stores whole numbers as decimals and dates as moments."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        value = value.date()
    return str(value).strip()


def cells(path):
    """Give the raw cells of each sheet of a workbook, by its name."""
    book = _workbook(path, _content(path))
    return {sheet: book.get_sheet_by_name(sheet).to_python() for sheet in book.sheet_names}


def read(path):
    """Read a file, known by what it holds, into a list of Sheet, and say in a sentence each what had to be concluded.

    InputError, in one sentence, if the file is of no kind that is read, broken or protected.
    """
    path = Path(path)
    content = _content(path)
    return (_sheets(path, content), []) if content.startswith(WORKBOOKS) else _delimited(path, content)


def _content(path):
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); check the path.") from None


@contextlib.contextmanager
def _legible(where):
    """Say of what cannot be read why: the reader's errors for a broken file are of many kinds."""
    try:
        yield
    except python_calamine.PasswordError:
        raise InputError(f"{where}: is protected by a password; save a copy without one.") from None
    except Exception as error:
        raise InputError(f"{where}: cannot be read ({error}); check the file.") from None


def _workbook(path, content):
    with _legible(path.name):
        return python_calamine.load_workbook(io.BytesIO(content))


def _sheets(path, content):
    book, raised = _workbook(path, content), _raised(content)
    found, looks = [], _looks(content)
    for about in book.sheets_metadata:
        where = f"{path.name}, sheet {about.name}"
        with _legible(where):
            sheet = book.get_sheet_by_name(about.name)
        reach = sheet.total_height * sheet.total_width
        if reach > MOST_REACHED:
            raise InputError(f"{where}: reaches over {reach:,} cells; delete what lies far from the table.")
        with _legible(where):
            rows = sheet.to_python(skip_empty_area=False)
        formats, hidden = looks.get(about.name, ({}, frozenset()))
        shown = {}
        for (at, place), code in formats.items():
            number = rows[at][place] if at < len(rows) and place < len(rows[at]) else ""
            if isinstance(number, int | float) and not isinstance(number, bool):
                rows[at][place], other = _as_shown(number, code)
                if other:
                    shown[at, place] = code
        strings = {
            (at, place)
            for at, row in enumerate(rows)
            for place, cell in enumerate(row)
            if isinstance(cell, str)
        }
        rows = [
            [
                (raised or {}).get(text(cell), text(cell)) if isinstance(cell, str) else text(cell)
                for cell in row
            ]
            for row in rows
        ]
        merged = {
            (row, column): rows[top][left]
            for (top, left), (bottom, right) in sheet.merged_cell_ranges or []
            for row in range(top, min(bottom + 1, len(rows)))
            for column in range(left, right + 1)
            if top < len(rows) and left < len(rows[top])
        }
        visible = about.visible == python_calamine.SheetVisibleEnum.Visible
        unknown = frozenset(strings if raised is None else ())
        found.append(
            Sheet(about.name, rows, list(range(1, len(rows) + 1)), merged, visible, unknown, shown, hidden)
        )
    return found


def _as_shown(number, code):
    """Give a number as its format shows it, a percentage with its sign; and whether the format shows other text than it.

    >>> _as_shown(0.4, "0%"), _as_shown(5, '"<"0'), _as_shown(5, '#,##0;-#,##0;"-"')
    (('40%', False), (5, True), (5, False))
    """
    tokens = re.findall(r'"[^"]*"|\\.|[_*].|\[[^\]]*\]|.', _section(number, code))
    literal = "".join(token.strip('"\\') for token in tokens if token[0] in '"\\').strip(" -–()")
    plain = "".join(token for token in tokens if len(token) == 1)
    if re.search(r"[dmyhs]", plain, re.I) and "General" not in plain:
        return number, False
    if "%" in plain and not literal:
        return f"{number:.{len(re.sub('[^0#?]', '', plain.partition('.')[2]))}%}", False
    digits = re.search(r"[0#?]|General|@", plain)
    return number, bool(literal or re.search(r"[0#?],+(?![0#?])", plain) or not (digits or number == 0))


def _section(number, code):
    """Give the part of a number format that a number is shown by: by its sign, or the first whose condition it meets."""
    sections = code.split(";")
    if not re.search(r"\[[<>=]", code):
        return sections[2 if number == 0 and len(sections) > 2 else number < 0 and len(sections) > 1]
    for section in sections:
        found = re.search(r"\[(<=|>=|<>|<|>|=)(-?[\d.]+)\]", section)
        limit = float(found[2]) if found else 0
        meets = {"<": number < limit, ">": number > limit, "=": number == limit}
        if (
            not found
            or (found[1] == "<>" and number != limit)
            or any(meets[sign] for sign in found[1] if found[1] != "<>")
        ):
            return section
    return sections[-1]


def _looks(content):
    """Give of each sheet of a workbook its number formats that may show other text than the number, and its hidden cells.

    Nothing is told of .xls.
    """
    main, relation = "{*}", "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            if "content.xml" in file.namelist():
                tables = ElementTree.fromstring(file.read("content.xml")).iterfind(f".//{ODF_TABLE}table")
                return {table.get(f"{ODF_TABLE}name"): _odf_look(table) for table in tables}
            if "xl/workbook.xml" not in file.namelist():
                return {}
            styles = (
                ElementTree.fromstring(file.read("xl/styles.xml"))
                if "xl/styles.xml" in file.namelist()
                else None
            )
            links = ElementTree.fromstring(file.read("xl/_rels/workbook.xml.rels"))
            targets = {link.get("Id"): link.get("Target") for link in links}
            book = ElementTree.fromstring(file.read("xl/workbook.xml"))
            codes = _codes(styles) if styles is not None else {}
            found = {}
            for sheet in book.iterfind(f".//{main}sheet"):
                target = targets.get(sheet.get(relation), "")
                name = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
                if name in file.namelist():
                    part = file.read(name)
                    if codes or b"hidden=" in part:
                        found[sheet.get("name")] = _look(ElementTree.fromstring(part), codes)
            return found
    except (zipfile.BadZipFile, ElementTree.ParseError):
        return {}


def _odf_look(table):
    """Give the same of a sheet of .ods, of which each cell tells what is shown; a format is made of that."""
    formats, hidden, columns, number = {}, set(), [], 0
    for column in table.iter(f"{ODF_TABLE}table-column"):
        many = min(int(column.get(f"{ODF_TABLE}number-columns-repeated", 1)), MOST_REPEATED)
        columns += [column.get(f"{ODF_TABLE}visibility", "visible") != "visible"] * many
    for row in table.iter(f"{ODF_TABLE}table-row"):
        for at in range(
            number, number + min(int(row.get(f"{ODF_TABLE}number-rows-repeated", 1)), MOST_REPEATED)
        ):
            place = 0
            for cell in row:
                words = "".join("".join(part.itertext()) for part in cell.iterfind(f"{ODF_TEXT}p")).strip()
                many = int(cell.get(f"{ODF_TABLE}number-columns-repeated", 1))
                for column in range(place, place + many) if words else ():
                    if row.get(f"{ODF_TABLE}visibility", "visible") != "visible" or any(
                        columns[column : column + 1]
                    ):
                        hidden.add((at, column))
                    if cell.get(f"{ODF_OFFICE}value-type") == "percentage":
                        formats[at, column] = "0." + "0" * len(words.strip("% ").partition(".")[2]) + "%"
                    elif cell.get(f"{ODF_OFFICE}value-type") == "float" and not re.fullmatch(
                        r"[-–£$€\d.,\s()]+", words
                    ):
                        formats[at, column] = f'"{words}"'
                place += many
        number += int(row.get(f"{ODF_TABLE}number-rows-repeated", 1))
    return formats, frozenset(hidden)


def _codes(styles):
    """Map the number of a style to its number format, where that is none of plain numbers."""
    own = {one.get("numFmtId"): one.get("formatCode") for one in styles.iterfind(".//{*}numFmt")}
    known = {"9": "0%", "10": "0.00%"} | own
    looks = [style.get("numFmtId") for style in styles.iterfind("{*}cellXfs/{*}xf")]
    return {
        str(at): known[look]
        for at, look in enumerate(looks)
        if re.search(r'["\\%\[;]|[0#?],+(?![0#?])', known.get(look, ""))
    }


def _look(sheet, codes):
    """Give the number formats of a sheet's cells among ``codes``, and its hidden cells."""
    formats, hidden = {}, set()
    columns = [
        range(int(one.get("min")) - 1, int(one.get("max")))
        for one in sheet.iterfind(".//{*}col")
        if one.get("hidden") in ("1", "true")
    ]
    for row in sheet.iterfind(".//{*}row"):
        for cell in row:
            if not cell.get("r"):
                continue
            at = xl_cell_to_rowcol(cell.get("r"))
            if cell.get("s") in codes:
                formats[at] = codes[cell.get("s")]
            if row.get("hidden") in ("1", "true") or any(at[1] in span for span in columns):
                hidden.add(at)
    return formats, frozenset(hidden)


def _raised(content):
    """Map each text of a workbook that ends in raised letters, a footnote's mark, to one that shows the mark.

    As text alone "285" with a raised 1 is "2851". None where it cannot be known, as of .xls.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            parts = [file.read(name) for name in file.namelist() if re.fullmatch(WITH_TEXTS, name)]
        if not any(b"superscript" in part or b"text-position" in part for part in parts):
            return {} if parts else None
        texts = [runs for part in parts for runs in _runs(ElementTree.fromstring(part))]
    except (zipfile.BadZipFile, ElementTree.ParseError):
        return None
    marked, plain = {}, set()
    for runs in filter(None, texts):
        whole = "".join(part for part, _ in runs).strip()
        mark = "".join(part for part, up in runs if up).strip()
        base = "".join(part for part, up in runs if not up).strip()
        if mark and base and runs[-1][1]:
            marked[whole] = f"{base} [note {mark}]"
        elif mark and base and re.fullmatch(r"[\d,.]+", whole):
            marked[whole] = "".join(f" [note {part}] " if up else part for part, up in runs).strip()
        else:
            plain.add(whole)
    # the same letters with and without a raised mark cannot be told apart
    return {whole: f"{shown} or {whole}" if whole in plain else shown for whole, shown in marked.items()}


def _runs(tree):
    """List the texts of a workbook's part, each as pairs of words and whether they are raised."""
    for element in [*tree.iterfind(".//{*}si"), *tree.iterfind(".//{*}is")]:
        yield [
            (
                "".join(part.text or "" for part in run.iterfind(".//{*}t")),
                run.find(".//{*}vertAlign[@val='superscript']") is not None,
            )
            for run in element.findall("{*}r") or [element]
        ]
    up = {
        style.get(f"{ODF_STYLE}name")
        for style in tree.iterfind(".//{*}style")
        if any(re.match(r"super|[1-9]", look.get(f"{ODF_STYLE}text-position", "")) for look in style)
    }
    for element in tree.iterfind(".//{*}p"):
        spans = [(element.text or "", False)]
        for span in element:
            spans += [
                ("".join(span.itertext()), span.get(f"{ODF_TEXT}style-name") in up),
                (span.tail or "", False),
            ]
        yield [span for span in spans if span[0]]


def _delimited(path, content):
    words, remarks = _decoded(path, content)
    if re.match(r"\s*<(!doctype|html|\?xml|table)", words, re.I):
        raise InputError(f"{path.name}: is a web page or XML, not a table; save it as {KINDS}.")
    if path.suffix.lower() in (".xlsx", ".xls", ".ods") and words.strip():
        remarks.append(f"{path.name} is text, not a workbook, and is read as such.")
    told = re.match(r"sep=(.)\r?\n?", words, re.I)
    names = [told[1]] if told else list(DELIMITERS)
    parsed = {name: _parsed(path, words[told.end() if told else 0 :], name, bool(told)) for name in names}
    scores = {name: _alike(rows) for name, rows in parsed.items() if not isinstance(rows, InputError)}
    if not scores:
        raise parsed[names[0]]
    most = max(scores.values())
    best = [name for name, score in scores.items() if score == most]
    if len(best) > 1 and most:
        raise InputError(
            f"{path.name}: may be separated by {' or by '.join(DELIMITERS[name] for name in best)}; "
            "save it with one of them, and put values that hold it in double quotes."
        )
    # an error in what is split as the rest of the file says is the file's, not the delimiter's
    if names[0] not in scores and not most:
        raise parsed[names[0]]
    separator = best[0]
    if separator != ",":
        remarks.append(f"{path.name}: cells are separated by {DELIMITERS.get(separator, repr(separator))}.")
    rows = parsed[separator]
    if any(CONTROL.search(cell) for _, row in rows[:1] for cell in row):
        raise InputError(
            f"{path.name}, line 1: holds control characters, as no text does; save it as {KINDS}."
        )
    return [Sheet("", [row for _, row in rows], [line for line, _ in rows], {})], remarks


def _alike(rows):
    """Count the rows that have the commonest number of cells above one."""
    widths = collections.Counter(len(cells) for _, cells in rows if len(cells) > 1 and any(cells))
    return max(widths.values(), default=0)


def _decoded(path, content):
    """Read the bytes as text; what is concluded about the encoding is said."""
    encoding = next((name for mark, name in BYTE_ORDER_MARKS.items() if content.startswith(mark)), "utf-8")
    nulls = content[:2000:2].count(0), content[1:2000:2].count(0)
    if encoding == "utf-8" and max(nulls) > len(content[:2000]) / 4:
        encoding = "utf-16-be" if nulls[0] > nulls[1] else "utf-16-le"
    try:
        words, remarks = content.decode(encoding), []
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            raise InputError(
                f"{path.name}: begins as {encoding.upper()} and goes on otherwise; save it as 'CSV UTF-8'."
            ) from None
        byte, line = content[error.start], content.count(b"\n", 0, error.start) + 1
        try:
            words = content.decode("cp1252")
        except UnicodeDecodeError:
            words = "\x00"
        remarks = [
            f"{path.name} is not UTF-8 (line {line}) and is read as Windows-1252: "
            f"byte 0x{byte:02x} is {bytes([byte]).decode('cp1252', 'replace')!r}."
        ]
        plain = sum(character.isascii() for character in words) / len(words)
        if CONTROL.search(words) or plain < LEAST_PLAIN:
            raise InputError(
                f"{path.name}, line {line}: byte 0x{byte:02x} is not UTF-8, nor is the file Windows-1252 or a "
                f"workbook; save it as {KINDS}."
            ) from None
    if encoding not in ("utf-8", "utf-8-sig"):
        remarks = [f"{path.name} is read as {encoding.upper()}."]
    return words, remarks


def _parsed(path, words, delimiter, alone):
    """Split a text into rows, each with the line on which it begins; blank rows stay."""
    reader = csv.reader(io.StringIO(words, newline=""), delimiter=delimiter, strict=True)
    rows, line = [], 1 + alone
    try:
        for cells in reader:
            # A limit of our own: that of the csv module is the process's, and other libraries move it.
            if any(len(cell) > LONGEST_CELL for cell in cells):
                raise csv.Error(f"a cell of over {LONGEST_CELL:,} characters")
            rows.append((line, [cell.strip(" \t\xa0") for cell in cells]))
            line = reader.line_num + 1 + alone
    except csv.Error as error:
        return InputError(
            f"{path.name}, line {line}: the row that begins here cannot be split into cells ({error}); "
            "close every double quote, write a quote inside a quoted cell twice, and keep cells short."
        )
    return rows
