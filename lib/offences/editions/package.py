"""Keep the description of the data true: checksums in the Data Package, and the data README."""

import json

from offences.editions import inputs
from offences.names import reference
from offences.report import errata

PACKAGE = reference.DATA / "datapackage.json"
README = reference.DATA / "README.md"


def read():
    """Read the Data Package as it stands."""
    return json.loads(PACKAGE.read_text(encoding="utf-8"))


def renewed():
    """Give the Data Package with the size and SHA-256 of each file as it is now.

    Returns
    -------
    dict
    """
    package = read()
    for resource in package["resources"]:
        path = reference.DATA / resource["path"]
        resource["bytes"] = path.stat().st_size
        resource["hash"] = f"sha256:{inputs.digest(path)}"
    return package


def readme(package):
    """Write the data README: a row for each file, then the dictionary of every table.

    Parameters
    ----------
    package : dict
        The Data Package.

    Returns
    -------
    str
        Markdown.
    """
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
