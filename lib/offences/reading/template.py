"""An empty file for a user's own figures, with one example row and the values that its columns allow."""

import io

import pandas as pd
import xlsxwriter

from offences.names import areas
from offences.reading import layouts, own_rows, published

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
#: The columns of the template: what a program fills in is not asked for.
COLUMNS = [name for name in own_rows.COLUMNS if name != "cell"]
#: Rows of the workbook that are text and offer lists.
ROWS = 500
MEANING = {
    "figure_id": "an id of your own, unique; made where blank",
    "source_id": "a source of data/published/sources.csv, or blank with publisher and url",
    "place_as_published": "an area by any common name (`offences areas` lists them)",
    "period_as_published": "the words as printed: 2025/26, year to April 2026, last year",
    "measure": ", ".join(published.MEASURES),
    "category": "blank for totals; a platform, gender or age band as printed",
    "value_as_published": "the words as printed: 285, 1,316, almost 34,000, fewer than 5, 40 per cent, *",
    "round": "the month of the NSPCC's release, YYYY-MM; needed for words such as 'last year'; blank for other figures",
    "published": "date of the page: YYYY-MM-DD, YYYY-MM or YYYY",
    "offence": "blank for sexual communication with a child; else " + ", ".join(layouts.offences()[1:]),
}


def text():
    """Give the template as the text of a CSV file."""
    return pd.DataFrame([EXAMPLE], columns=COLUMNS).to_csv(index=False, lineterminator="\n")


def workbook():
    """Give the template as the bytes of an .xlsx file, its cells text and with lists of what is allowed."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    as_text = book.add_format({"num_format": "@"})
    figures, allowed = book.add_worksheet("figures"), book.add_worksheet("allowed values")
    figures.freeze_panes(1, 0)
    figures.set_column(0, len(COLUMNS) - 1, 22, as_text)
    figures.write_row(0, 0, COLUMNS)
    figures.write_row(1, 0, [EXAMPLE.get(name, "") for name in COLUMNS], as_text)
    lists = {
        "place_as_published": ["areas", *sorted(map(areas.typed, areas.table().index))],
        "measure": ["measures", *published.MEASURES],
        "offence": ["offences", *layouts.offences()],
    }
    for column, (name, values) in enumerate(lists.items()):
        allowed.write_column(0, column, values)
        letter, place = "ABC"[column], COLUMNS.index(name)
        rule = {
            "validate": "list",
            "source": f"='allowed values'!${letter}$2:${letter}${len(values)}",
            "error_type": "warning",
        }
        figures.data_validation(1, place, ROWS, place, rule)
    for row, (name, words) in enumerate({"column": "what it may hold", **MEANING}.items()):
        allowed.write_row(row, len(lists) + 1, [name.replace("_", " "), words])
    allowed.set_column(0, len(lists) + 1, 26)
    book.close()
    return out.getvalue()
