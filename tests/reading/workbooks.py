"""Write workbooks in the form of the Home Office's police force area open data tables."""

import zipfile
from xml.sax.saxutils import escape

import xlsxwriter
from offences.reading import home_office

GROOMING = ["Sexual grooming", "Sexual offences", "Other sexual offences", "88A"]
EXPLOITATION = [
    "Abuse of children through sexual exploitation",
    "Sexual offences",
    "Other sexual offences",
    71,
]
BURGLARY = ["Burglary", "Theft offences", "Residential burglary", "28E"]
COVER = [["Police recorded crime open data: police force area tables"], [], ["Published 22 October 2026"]]


def row(year, quarter, force, offence, count):
    return [year, quarter, force, *offence, count]


def a_year(year, forces=("Kent", "London, City of", "Devon & Cornwall"), quarters=(1, 2, 3, 4), count=10):
    """Give a sheet of a year: a title, the header, a row for each force, quarter and class."""
    rows = [[f"Offences recorded in {year}"], [], home_office.COLUMNS]
    for quarter in quarters:
        for force in forces:
            rows.append(row(year, quarter, force, EXPLOITATION, 2))
            rows.append(row(year, quarter, force, GROOMING, count + quarter))
            rows.append(row(year, quarter, force, BURGLARY, 345))
    rows.append(
        row(year, quarters[0], "Action Fraud", ["Fraud", "Fraud", "Fraud: action fraud", "AF"], 66_776)
    )
    return rows


def write(path, sheets):
    """Write sheets, lists of rows of numbers and texts, as .xlsx, .ods or (one sheet) .csv."""
    if path.suffix == ".csv":
        import csv

        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows(next(iter(sheets.values())))
    elif path.suffix == ".xlsx":
        book = xlsxwriter.Workbook(path)
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, cells in enumerate(rows):
                sheet.write_row(number, 0, cells)
        book.close()
    else:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
            file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            file.writestr("META-INF/manifest.xml", MANIFEST)
            tables = "".join(
                f'<table:table table:name="{escape(name)}">{"".join(map(_ods_row, rows))}</table:table>'
                for name, rows in sheets.items()
            )
            file.writestr("content.xml", CONTENT.format(tables))
    return path


def _ods_row(cells):
    found = "".join(
        f'<table:table-cell office:value-type="float" office:value="{cell}"><text:p>{cell}</text:p></table:table-cell>'
        if isinstance(cell, int | float)
        else f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
        for cell in cells
    )
    return f"<table:table-row>{found or '<table:table-cell/>'}</table:table-row>"


MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
    'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
    '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)
CONTENT = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
    "<office:body><office:spreadsheet>{}</office:spreadsheet></office:body></office:document-content>"
)
