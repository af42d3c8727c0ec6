"""Files of figures by the seed, right ones and damaged ones, each with the truth of what was written.

A kind of file gives a name's ending, its bytes, what stands in it, and whether it has to be taken. The
truth is a row a figure: area code, months (``start``, ``end``), bounds and status. A figure whose period or
number is not certain has no row: what is taken of it must be no number of whole years.
"""

import csv
import io
from typing import NamedTuple

import xlsxwriter
from wordings import ALONE, AROUND, LESS, PARTS, UNCLEAR, WHOLE, rounded, spell, written

HEADER = [
    "place_as_published",
    "period_as_published",
    "measure",
    "value_as_published",
    "publisher",
    "url",
    "note",
]
SOURCE = ["Example Gazette", "https://example.org/a"]
AREAS = {
    "E23000032": ["Kent", "Kent Police", "KENT", "E23000032", " Kent "],
    "E23000031": ["Surrey", "Surrey Police", "surrey"],
    "E23000018": ["Derbyshire", "Derbyshire Constabulary", "Derbys"],
    "E23000035": ["Devon and Cornwall", "Devon & Cornwall Police"],
    "E23000021": ["Leicestershire", "Rutland and Leicestershire", "Leicestershire and Rutland"],
    "E23000005": ["Greater Manchester", "GMP", "Greater Manchester Police"],
    "W15000004": ["Dyfed-Powys", "Dyfed Powys Police"],
    "E23000003+E23000004+E23000006": [
        "Cheshire, Merseyside and Lancashire",
        "Lancashire, Cheshire & Merseyside",
    ],
    "E23000028+E23000032": ["Kent and Essex", "Essex Police and Kent Police"],
}
NO_NUMBERS = [
    "{n} (3 refused)", "[{n}]", "{n} exempt", "1.{n:03}", "0,{n:03}", "{n} {n:03}", "{n}-{n}", "1e{n}", "n{n}", "{n}x",
    "refused: {n}", "{n}?", "\N{FULLWIDTH DIGIT ONE}{n}", "{n}.5", "twenty zero", "two three", "five hundred thousand and two hundred",
    "dozens", "{n}%", "-{n}", "{n}**", "99999999{n}", "{n} {n}", "{n},{n}{n}", "#REF!", "#VALUE!", "{n}/{n}", "£{n}", "=1+{n}",
]  # fmt: skip
STATUSES = {
    "*": "suppressed", "[c]": "suppressed", "n/a": "not_answered", "[x]": "not_answered", "..": "not_answered",
    "refused": "refused", "exempt: section 40(2)": "refused", "did not respond": "not_answered", "": "not_answered",
    "[not seen]": "not_seen", "[z]": "not_applicable", "redacted": "suppressed",
}  # fmt: skip


class File(NamedTuple):
    """What was written."""

    ending: str
    content: bytes
    #: What is certain: the rest, in a file that is not, may be refused, left out, or a part of a year.
    truth: list
    #: Whether it has to be taken; what may be refused has to be right where it is taken.
    certain: bool = True
    #: What the user says besides, by the names of ``intake.Said``.
    said: dict = {}


def a_count(random):
    """Draw a count and write it, with the bounds that its words allow."""
    number = random.choice([random.randint(1, 60), random.randint(60, 999), random.randint(1000, 40_000)])
    plain = random.choice(
        [str(number), f"{number:,}", spell(number), spell(number, " "), spell(number).capitalize()]
    )
    wordings = [
        (plain, rounded(number)),
        (f"{plain} offences", rounded(number)),
        (f"fewer than {plain}", (0, number - 1)),
        (f"<{number}", (0, number - 1)),
        (f"more than {plain}", (number + 1, None)),
        (f"at least {plain}", (number, None)),
        (f"{plain} or more", (number, None)),
        (f"up to {plain}", (0, number)),
        (f"almost {number:,}", (min(0.9 * number, number - 1), number - 1)),
        (f"around {plain}", (0.9 * number, 1.1 * number)),
        (f"between {number} and {number + 5}", (number, number + 5)),
    ]
    return wordings[0] if random.random() < 0.6 else random.choice(wordings)


def months(year, first, count):
    start = 12 * year + 3 + first
    return tuple(f"{month // 12}-{month % 12 + 1:02d}" for month in (start, start + count))


def rows(random, count=None):
    """Draw rows of a tidy file, each with its truth; no two of one area and period."""
    found = {}
    while len(found) < (count or random.randint(1, 6)):
        area, year, form = random.choice(list(AREAS)), random.randint(2017, 2022), random.choice(list(WHOLE))
        words, (low, high) = a_count(random)
        period = months(year, 0, 12 * WHOLE[form])
        if (area, period) not in found:
            cells = [random.choice(AREAS[area]), written(form, year), "offences", words, *SOURCE, ""]
            found[area, period] = cells, (area, *period, low, high, "published")
    return [list(each) for each in zip(*found.values(), strict=True)]


def text(cells, delimiter=",", end="\n", quoting=csv.QUOTE_MINIMAL):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows([HEADER, *cells])
    return out.getvalue()


def plain(random):
    cells, truth = rows(random)
    return File("csv", text(cells).encode(), truth)


def encodings(random):
    cells, truth = rows(random)
    cells[0][-1] = random.choice(["Source: Caf\N{LATIN SMALL LETTER E WITH ACUTE} News", "revised"])
    name, certain = random.choice(
        [
            ("utf-8-sig", True),
            ("utf-16", True),
            ("cp1252", True),
            ("utf-32", False),
            ("utf-16-le", False),
            ("cp500", False),
        ]
    )
    plain = text(cells).replace("\N{EN DASH}", "-")
    return File("csv", plain.encode(name), truth, certain)


def separators(random):
    cells, truth = rows(random)
    delimiter, end = random.choice([",", ";", "\t"]), random.choice(["\n", "\r\n", "\r"])
    content = text(cells, delimiter, end, random.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    lines = content.split(end)
    for _ in range(random.randint(0, 3)):
        lines.insert(random.randint(1, len(lines)), random.choice(["", delimiter * (len(HEADER) - 1), "  "]))
    if random.random() < 0.3:
        lines = [line + delimiter * 2 if line.strip(delimiter + " ") else line for line in lines]
    return File("csv", end.join(lines).encode(), truth, certain=delimiter in ",;")


def quotes(random):
    cells, truth = rows(random)
    content = text(cells)
    edges = [place for place in range(len(content)) if content[place] in ',"\n']
    for _ in range(random.randint(1, 2)):
        place = random.choice(edges) + random.randint(0, 1)
        content = (
            content[:place]
            + random.choice(['"', '""', '"\n', "'", "\N{LEFT DOUBLE QUOTATION MARK}"])
            + content[place:]
        )
    return File("csv", content.encode(), truth, certain=False)


#: Bytes that no number and no period can be made of.
NOISE = [b'"', b"\x00", b"\xff", b"\x80", b"\xc2\xa0", b"\xe2\x80\x8b", b"\xef\xbb\xbf", b"|", b"\\", b"\r", b"\n", b"\t", b";", b".", b"'", b"\x1b", b"_", b"\xd9\xa7"]  # fmt: skip


def noise(random):
    cells, truth = rows(random)
    content = text(cells).encode()
    for _ in range(random.randint(1, 3)):
        place = random.randint(content.index(b"\n") * random.randint(0, 1), len(content))
        content = content[:place] + random.choice(NOISE) + content[place:]
    return File("csv", content, truth, certain=False)


def parts(random):
    cells, truth = rows(random)
    year, alone = random.randint(2017, 2022), random.random() < 0.3
    form, span = random.choice(list((ALONE if alone else PARTS).items()))
    around = "{part}" if alone else random.choice([around for around in AROUND if "[" not in around])
    cells[0][1] = written(around.format(part=form, whole="{y}/{z}"), year)
    truth[0] = truth[0][0], *months(year, *span), *truth[0][3:]
    return File("csv", text(cells).encode(), truth)


def unclear_periods(random):
    cells, truth = rows(random)
    less = random.choice(AROUND).format(part=random.choice(LESS), whole=random.choice(list(WHOLE)))
    cells[0][1] = written(random.choice([less, random.choice(UNCLEAR)]), random.randint(2018, 2021))
    return File("csv", text(cells).encode(), truth[1:], certain=False)


def numbers_that_are_none(random):
    cells, truth = rows(random)
    cells[0][3] = random.choice(NO_NUMBERS).format(n=random.randint(100, 999))
    return File("csv", text(cells).encode(), truth[1:], certain=False)


def statuses(random):
    cells, truth = rows(random)
    words, status = random.choice(list(STATUSES.items()))
    cells[0][3], truth[0] = words, (*truth[0][:3], None, None, status)
    return File("csv", text(cells).encode(), truth)


def huge(random):
    cells, truth = rows(random)
    column, size = random.randint(0, len(HEADER) - 1), random.choice([301, 2001, 20_000, 140_000])
    cells[0][column] = random.choice(["9", "two ", "Kent, ", "a", "2024/25 ", "<", "(", "April "]) * size
    return File("csv", text(cells).encode(), truth if column > 3 else truth[1:], certain=False)


def excel(random):
    """What a spreadsheet makes of a cell when it opens and saves a file."""
    cells, truth = rows(random)
    column, words = random.choice(
        [
            (1, "Jan-18"), (1, "43101"), (1, "Apr-17"), (1, "01/04/2017 00:00"), (1, "2017-04-01 00:00:00"), (1, "########"),
            (3, "01-May"), (3, "1.316E+03"), (3, "43101.5"), (3, "########"), (3, "Jan-85"), (3, "#NAME?"), (3, "TRUE"),
        ]
    )  # fmt: skip
    cells[0][column] = words
    return File("csv", text(cells).encode(), truth[1:], certain=False)


def integers_as_floats(random):
    cells, truth = rows(random)
    number = random.randint(1, 900)
    cells[0][3], truth[0] = f"{number}.0", (*truth[0][:3], number, number, "published")
    return File("csv", text(cells).encode(), truth)


def own_columns(random):
    cells, truth = rows(random, 1)
    area, _, _, low, high, status = truth[0]
    first, last = sorted((random.randint(2017, 2022), random.randint(2017, 2022)))
    covers = random.choice(["whole", "part"])
    cells[0][1] = random.choice(
        ["five years ago", "between 2017 and 2021", "over that time", written("{y}/{z} to date", last)]
    )
    stand = [written("{y}/{z}", first), written("{y}/{z}", last), covers]
    truth[0] = area, f"{first}-04", f"{last + 1}-04", low, high, status
    named = [*HEADER, "first_year", "last_year", "covers"]
    out = io.StringIO()
    csv.writer(out).writerows([named, cells[0] + stand, *(row + ["", "", ""] for row in cells[1:])])
    return File("csv", out.getvalue().encode(), truth)


LABELS = ["{y}/{z}", "{y}-{z}", "FY{y}-{z}", "{y}/20{z}"]


def a_table(random):
    """Draw a table as people have them: forces down and years across, or the other way round."""
    codes = random.sample([code for code in AREAS if "+" not in code], random.randint(2, 5))
    first = random.randint(2017, 2020)
    spans = list(range(first, first + random.randint(2, 4)))
    form = random.choice(LABELS)
    body, truth = [], []
    for code in codes:
        line = [
            random.choice([name for name in AREAS[code] if name == name.strip() and "Rutland" not in name])
        ]
        for year in spans:
            number = random.randint(8, 900)
            shown, low, high, status = random.choice(
                [(number, number, number, "published")] * 8
                + [
                    ("*", None, None, "suppressed"),
                    ("..", None, None, "not_answered"),
                    ("<5", 0, 4, "published"),
                ]
            )
            line.append(shown)
            truth.append((code, *months(year, 0, 12), low, high, status))
        body.append(line)
    head = ["Force", *(written(form, year) for year in spans)]
    if random.random() < 0.4:
        numbers = [[line[at + 1] for line in body] for at in range(len(spans))]
        if all(isinstance(number, int) for column in numbers for number in column):
            body.append(["Total", *map(sum, numbers)])
    grid = [head, *body]
    if random.random() < 0.3:
        grid = [list(column) for column in zip(*grid, strict=True)]
        grid[0][0] = "Year"
    title = [["Offences of sexual communication with a child recorded, by police force"]] + [
        []
    ] * random.randint(0, 1)
    notes = random.choice([[], [[], ["Source: answers to a Freedom of Information request"]]])
    return [*title, *grid, *notes], truth


SAID = {"publisher": "Example Gazette", "published": "2026-11-12", "offence": "s15A", "measure": "offences"}


def tables_csv(random):
    grid, truth = a_table(random)
    out = io.StringIO()
    writer = csv.writer(
        out, delimiter=random.choice([",", ";"]), lineterminator=random.choice(["\n", "\r\n", "\r"])
    )
    writer.writerows(grid)
    return File(
        "csv", out.getvalue().encode(random.choice(["utf-8", "utf-8-sig", "utf-16"])), truth, True, SAID
    )


def tables_xlsx(random):
    grid, truth = a_table(random)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("Figures")
    for number, cells in enumerate(grid):
        sheet.write_row(number + random.randint(0, 0), random.randint(0, 0), cells)
    book.close()
    return File("xlsx", out.getvalue(), truth, True, SAID)


def damaged_tables(random):
    """A table with one label or number that is not what it seems."""
    grid, truth = a_table(random)
    at = next(number for number, cells in enumerate(grid) if cells and cells[0] in ("Force", "Year"))
    down = grid[at][0] == "Force"
    line = random.choice(grid[at + 1 : at + 3])
    # two stars behind a number are a footnote's mark in a table
    numbers = [form for form in NO_NUMBERS if form[-1] != "*"]
    where, words = random.choice(
        [
            ("number", random.choice(numbers).format(n=random.randint(100, 999))),
            ("period", random.choice(["2017/18 to date", "2017/18 Q1", "2018", "2019/21", "2017/18 (provisional)", "part 2019/20"])),
            ("area", random.choice(["Narnia", "Kent, Surrey and Narnia", "Leeds", "Other", "Kent (part)"])),
        ]
    )  # fmt: skip
    if where == "number":
        line[1] = words
        truth = [row for row in truth if not (_stands(row, line[0]) and _stands(row, grid[at][1]))]
    else:
        cells, place = (grid[at], 1) if (where == "period") == down else (line, 0)
        truth = [row for row in truth if not _stands(row, cells[place])]
        cells[place] = words
    out = io.StringIO()
    csv.writer(out).writerows(grid)
    return File("csv", out.getvalue().encode(), truth, False, SAID)


def _stands(row, label):
    """Tell whether a row of the truth stands under a label of an area or year."""
    return label in AREAS[row[0]] or any(label == written(form, int(row[1][:4])) for form in LABELS)


KINDS = [
    plain, encodings, separators, quotes, noise, parts, unclear_periods, numbers_that_are_none, statuses, huge, excel,
    integers_as_floats, own_columns, tables_csv, tables_xlsx, damaged_tables,
]  # fmt: skip
