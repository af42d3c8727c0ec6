"""Keep the description of the data true: checksums in the Data Package, and the data README."""

import json

from offences.editions import inputs
from offences.names import reference, wording
from offences.names.errors import InputError
from offences.report import errata
from offences.tables import loading, schema

PACKAGE = reference.DATA / "datapackage.json"
README = reference.DATA / "README.md"


def read():
    """Read the Data Package as it stands."""
    return json.loads(PACKAGE.read_text(encoding="utf-8"))


def renewed():
    """Give the Data Package with the size and SHA-256 of each file, and the schema of each clean table, as they are.

    An InputError where a clean table holds what its schema does not allow.
    """
    package = read()
    for resource in package["resources"]:
        path = reference.DATA / resource["path"]
        if path.parent == loading.CLEAN:
            loading.read(path.stem, path)
            resource["schema"] = _constrained(path.stem, resource["schema"])
        resource["bytes"] = path.stat().st_size
        resource["hash"] = f"sha256:{inputs.digest(path)}"
    return package


def _constrained(name, described):
    """Put the types, constraints and keys of a clean table's schema beside the descriptions of its fields."""
    table, meaning = (
        schema.TABLES[name],
        {field["name"]: field["description"] for field in described["fields"]},
    )
    missing = [column for column in table.columns if not meaning.get(column)]
    if missing:
        raise InputError(
            f"data/datapackage.json: {wording.listed(missing)} of clean/{name}.csv has no description."
        )
    fields = [
        {"name": column, "type": found["type"], "description": meaning[column]}
        | ({"constraints": found["constraints"]} if found["constraints"] else {})
        for column, found in schema.described(name).items()
    ]
    files = {column: schema.COLUMNS[column].listed_in for column in table.columns}
    keys = [
        {"fields": [column], "reference": {"resource": file, "fields": [column]}}
        for column, file in files.items()
        if file
    ]
    keys += [key for key in described.get("foreignKeys", []) if key not in keys]
    optional = {"primaryKey": table.key, "foreignKeys": keys}
    return {"fields": fields, "missingValues": [""]} | {key: held for key, held in optional.items() if held}


def readme(package):
    """Write the data README of a Data Package: a row for each file, then the dictionary of every table."""
    lines = [
        "# Data",
        "",
        package["description"],
        "",
        "Made by `make data` from `datapackage.json`; edit the descriptions there.",
        "",
        "| file | what it is | source | licence | date | sha256 |",
        "|---|---|---|---|---|---|",
    ]
    for resource in package["resources"]:
        sources = "; ".join(source["title"] for source in resource["sources"])
        licence = resource["licenses"][0]["title"]
        checksum = resource["hash"].removeprefix("sha256:")
        lines.append(
            f"| [{resource['path']}]({resource['path']}) | {resource['description']} | {sources} | "
            f"{licence} | {resource['date']} | `{checksum}` |"
        )
    lines += ["", "## Dictionary"]
    for resource in package["resources"]:
        if "schema" not in resource:
            continue
        lines += ["", f"### {resource['path']}", "", "| column | type | meaning |", "|---|---|---|"]
        for field in resource["schema"]["fields"]:
            lines.append(f"| `{field['name']}` | {field['type']} | {field['description']} |")
    return "\n".join(lines) + "\n"


def write():
    """Renew the Data Package, the data README and the log of errata on disk."""
    package = renewed()
    text = json.dumps(package, indent=1, ensure_ascii=False) + "\n"
    PACKAGE.write_text(text, encoding="utf-8", newline="")
    README.write_text(readme(package), encoding="utf-8", newline="")
    errata.PATH.write_text(errata.log(), encoding="utf-8", newline="")
