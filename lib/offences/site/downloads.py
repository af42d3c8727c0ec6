"""The data that the start page offers: CSV, Data Package and one spreadsheet.

They are the clean tables of the data set, small cells of single forces hidden. The spreadsheet follows the Analysis Function's guidance: one
table a sheet, one header row, no merged cell, symbols and notes explained.
"""

import datetime
import hashlib
import json
from pathlib import Path

import pandas as pd

from offences.names import reference, wording
from offences.tables import loading

#: What each sheet says of itself, by the clean table that it holds.
TITLES = {
    "offences": "Offences by area and financial year, the chosen figure marked",
    "figures": "Every published figure, normalised",
    "shares": "Shares and counts by platform, gender and age",
    "official": "Police recorded crime, Home Office classes 71 and 88A, by force, quarter and vintage",
    "outcomes": "Outcomes of the offences of classes 71 and 88A recorded in a year, early vintages",
    "estimates": "Estimates [e] for years without a published figure: nobody published these numbers",
    "variation": "How much counts vary beyond chance: the variance of a count m is m + m²/k",
    "claims": "Published claims with their verdicts",
    "solved": "Counts that nobody printed and that follow from printed ones",
    "problems": "Contradictions, gaps and doubts found by rule",
    "sources": "Sources, with their addresses",
}
#: The notes that a sheet's title refers to; gptables numbers them in this order.
REFERENCES = {"offences": [1, 2], "figures": [1, 2, 3], "shares": [4]}
NOTES = [
    "Offences recorded by the police in a financial year (April to March), not children harmed nor what happened"
    " in that year. They rise when more is reported, recorded or answered.",
    "England and Wales: sexual communication with a child, Sexual Offences Act 2003 section 15A, in force since"
    " 3 April 2017. Scotland and Northern Ireland record other offences.",
    "low and high are the limits within which a figure is known; an exact figure has both equal.",
    "Shares are of the offences where the platform, gender or age was known; known and total say how many.",
]
SPREADSHEET = "offences.xlsx"


def write(folder):
    """Write the Data Package and the spreadsheet beside the clean tables of the data set, as an edition may show them."""
    folder = Path(folder)
    texts = {f"{name}.csv": (folder / f"{name}.csv").read_bytes() for name in loading.TABLES}
    (folder / "datapackage.json").write_bytes(_package(texts))
    tables = {name: table.reset_index(drop=True) for name, table in loading.tables(folder)._asdict().items()}
    _spreadsheet(tables, folder / SPREADSHEET)


def listed(folder):
    """List each file offered for download that is there: ``file``, ``what`` and ``bytes``."""
    what = {f"{name}.csv": title for name, title in TITLES.items()}
    what |= {"datapackage.json": "Data Package: what every column means, sizes and checksums"}
    what |= {SPREADSHEET: "all tables in one spreadsheet, with notes, symbols and column meanings"}
    there = {name: Path(folder) / name for name in what}
    return [
        {"file": name, "what": what[name], "bytes": path.stat().st_size}
        for name, path in there.items()
        if path.is_file()
    ]


def _described():
    """Give the Data Package's resources for the clean tables, by table name."""
    package = json.loads((reference.DATA / "datapackage.json").read_text(encoding="utf-8"))
    clean = {
        Path(resource["path"]).stem: resource
        for resource in package["resources"]
        if resource["path"].startswith("clean/")
    }
    return package, clean


def _package(texts):
    package, clean = _described()
    package["resources"] = [
        resource
        | {
            "name": name,
            "path": f"{name}.csv",
            "bytes": len(texts[f"{name}.csv"]),
            "hash": f"sha256:{hashlib.sha256(texts[f'{name}.csv']).hexdigest()}",
            "schema": _schema(resource["schema"], clean),
        }
        for name, resource in clean.items()
    ]
    return (json.dumps(package, indent=1, ensure_ascii=False) + "\n").encode()


def _schema(schema, clean):
    """Keep the references between the tables offered; those to tables left behind go."""
    names = {resource["name"]: name for name, resource in clean.items()}
    keys = [
        key | {"reference": key["reference"] | {"resource": names[key["reference"]["resource"]]}}
        for key in schema.get("foreignKeys", [])
        if key["reference"]["resource"] in names
    ]
    return schema | {"foreignKeys": keys}


def _dictionary():
    _, clean = _described()
    rows = [
        (name, field["name"], field["type"], field["description"])
        for name, resource in clean.items()
        for field in resource["schema"]["fields"]
    ]
    return pd.DataFrame(rows, columns=["table", "column", "type", "meaning"])


def _spreadsheet(tables, path):
    import gptables

    source = "NSPCC Freedom of Information rounds, police forces and the Home Office, as published."
    legend = [f"{mark} {meaning}" for mark, meaning in wording.SYMBOLS.items()]
    legend.append("[e] an estimate from the official class that contains the offence: no published figure")
    sheets = {
        name: gptables.GPTable(
            table=_cells(tables[name]),
            table_name=name,
            title=title + "".join(f"$$note {place}$$" for place in REFERENCES.get(name, [])),
            subtitles=["An empty cell of the CSV is [x] where a figure could stand, [z] elsewhere."],
            scope="UK police forces, April 2017 on, as published by November 2026",
            source=source,
            legend=legend,
            index_columns={},
        )
        for name, title in TITLES.items()
    }
    sheets["columns"] = gptables.GPTable(
        table=_dictionary(),
        table_name="columns",
        title="What every column means",
        scope="The tables of this spreadsheet",
        source="The collection's Data Package.",
        legend=[],
        index_columns={},
    )
    notes = pd.DataFrame(
        {"Note reference": [f"note {place}" for place in range(1, len(NOTES) + 1)], "Note text": NOTES}
    )
    cover = gptables.Cover(
        title="Online-grooming offences recorded by UK police: published figures, cleaned",
        intro=[
            "Aggregate counts only, as published by the NSPCC, police forces, the press and the Home Office."
        ],
        about=[*NOTES, "Symbols:", *legend],
        contact=[
            "Where to find help. Children and young people: Childline, 0800 1111. Adults worried about a child:"
            " NSPCC helpline, 0808 800 5000. In an emergency: 999."
        ],
        cover_label="Cover",
    )
    part = path.with_name(f".{path.name}.part")
    workbook = gptables.produce_workbook(
        str(part), sheets, cover=cover, notes_table=notes, workbook_options={"strings_to_formulas": False}
    )
    # The data's own date, so that the same tables give the same bytes.
    created = datetime.datetime.fromisoformat(_described()[0]["created"]).replace(tzinfo=None)
    workbook.set_properties({"title": cover.title, "created": created})
    workbook.close()
    part.replace(path)


def _text(value):
    """Give a text as a cell: no cell empty, none of marks alone, such as a printed asterisk."""
    if value == "":
        return "[z]"
    return value if any(mark.isalnum() for mark in value) else f"printed as {value}"


def _cells(table):
    """Give a table as the spreadsheet shows it: numbers as numbers, no empty cell."""
    shown = table.copy()
    for column in shown.columns:
        if pd.api.types.is_bool_dtype(shown[column]):
            shown[column] = shown[column].map({True: "yes", False: "no"})
        elif pd.api.types.is_numeric_dtype(shown[column]):
            shown[column] = [
                "[x]" if pd.isna(value) else int(value) if value == int(value) else float(value)
                for value in shown[column].astype(object)
            ]
        else:
            shown[column] = [_text(value) for value in shown[column]]
    if "status" in shown:
        withheld = shown["status"].eq("suppressed")
        numbers = {
            "low",
            "high",
            "count_low",
            "count_high",
            "share_low",
            "share_high",
            "outcomes",
            "correction",
        }
        for column in numbers & set(shown):
            shown[column] = shown[column].astype(object).mask(withheld, "[c]")
    return shown
