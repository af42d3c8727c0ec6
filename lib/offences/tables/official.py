"""The clean table ``official``: Home Office classes 71 and 88A by force, quarter and vintage.

A vintage is one publication of the series: later ones revise earlier quarters, so a
count is of a vintage as much as of a year.
"""

import datetime
import json
import re

import pandas as pd

from offences.names import reference, years
from offences.names.errors import InputError
from offences.reading import home_office

#: Class 88A contains the offence and little else; class 71 holds some forces' s15A.
GROOMING, EXPLOITATION = "88A", "71"
COLUMNS = ["area", "year", "quarter", "vintage", "offence_code", "offences"]


def official(data=reference.DATA):
    """Build the clean table from every file that ``reference/vintages.csv`` of a data folder names.

    Offences are negative where corrections exceed them; a cell that the file leaves blank has no row.
    """
    found = [
        home_office.read(data / "home_office" / file).assign(vintage=vintage)
        for vintage, file in files("classes", data).items()
    ]
    every = _counted(pd.concat(found))
    return every.sort_values(["vintage", "year", "quarter", "area", "offence_code"], ignore_index=True)


def _counted(rows):
    return rows[COLUMNS].dropna(subset="offences").astype({"offences": "int64"})


def files(holds, data=reference.DATA):
    """List the Home Office's files held, of ``classes`` or ``outcomes``, by vintage."""
    listed = reference.table(data / "reference" / "vintages.csv")
    return listed[listed["holds"].eq(holds)].set_index("vintage")["file"]


@reference.kept
def whole_years(official, offence_code=GROOMING, vintage=""):
    """Add up the years of which all four quarters are there, of class 88A or 71: by area, a column a year.

    Of a vintage, empty for the latest that holds the year whole, force by force; missing where none does.
    """
    rows = official[official["offence_code"].eq(offence_code)]
    if vintage:
        rows = rows[rows["vintage"].eq(vintage)]
    years_of = rows.groupby(["vintage", "area", "year"])["offences"].agg(["sum", "count"])
    whole = years_of.loc[years_of["count"].eq(4), "sum"].sort_index().groupby(["area", "year"]).last()
    return whole.unstack("year")


def outside(official, area, year, start, end):
    """Add up class 88A of a force over the months of a year that lie outside a period, from the vintage of :func:`whole_years`.

    A month is a third of its quarter; missing where no vintage holds the year whole.
    """
    rows = official[official["offence_code"].eq(GROOMING) & official["area"].eq(area)]
    rows = rows[rows["year"].eq(year)]
    rows = rows[rows.groupby("vintage")["quarter"].transform("size").eq(4)]
    rows = rows[rows["vintage"].eq(rows["vintage"].max())]
    first = years.period(year, year)[0]
    begins = [years.add_months(first, 3 * (quarter - 1)) for quarter in rows["quarter"]]
    months = [[years.add_months(begin, by) for by in range(3)] for begin in begins]
    parts = [sum(not start <= month < end for month in quarter) / 3 for quarter in months]
    return float((rows["offences"] * parts).sum()) if len(rows) else float("nan")


def by_vintage(official, members):
    """Add up the classes of some forces over the years that a vintage holds whole of all: offence_code, year, vintage, offences."""
    rows = official[official["area"].isin(members)]
    found = rows.groupby(["offence_code", "year", "vintage"])["offences"].agg(["sum", "count"])
    return found.loc[found["count"].eq(4 * len(members)), "sum"].rename("offences").reset_index()


def revised(official, vintage, before):
    """List the years of a force and class that two vintages both hold whole, and count differently.

    Columns offence_code, year, area, before, after; the largest change first.
    """
    found = []
    for code in home_office.CLASSES:
        pair = {"before": whole_years(official, code, before), "after": whole_years(official, code, vintage)}
        both = pd.DataFrame({name: frame.stack() for name, frame in pair.items()}).dropna().astype("int64")
        found.append(both[both["before"].ne(both["after"])].reset_index().assign(offence_code=code))
    changed = pd.concat(found, ignore_index=True)
    order = (changed["after"] - changed["before"]).abs().sort_values(ascending=False, kind="stable").index
    return changed.loc[order, ["offence_code", "year", "area", "before", "after"]].reset_index(drop=True)


def add(path, vintage, data=reference.DATA):
    """Keep the two classes of one of the Home Office's files as a new vintage, YYYY-MM of its publication.

    Writes the extract, in the published columns, into ``home_office``, and names it in ``reference/vintages.csv`` and
    ``datapackage.json``. Gives the file, its rows, the vintage before (empty where there is none) and what is
    :func:`revised` against it. InputError, and nothing written, if the file is refused, or the vintage is no month or
    there already.
    """
    if not re.fullmatch(reference.MONTH, vintage):
        raise InputError(f"{vintage!r} is no vintage: write the month of publication, such as 2026-10.")
    there = files("classes", data).get(vintage)
    if there:
        raise InputError(f"vintage {vintage} is there already ({there}); give another month or remove it.")
    rows, known = home_office.read(path), official(data)
    before = max((name for name in known["vintage"].unique() if name < vintage), default="")
    changed = revised(pd.concat([known, _counted(rows.assign(vintage=vintage))]), vintage, before)
    file = data / "home_office" / f"police_force_area_classes_71_88A_{vintage}.csv"
    last = rows["year"].max()
    entry = {
        "file": file.name,
        "holds": "classes",
        "vintage": vintage,
        "date": "given when it was added",
        "second_hand": "no",
        "first_year": rows["year"].min(),
        "last_year": last,
        "last_quarter": str(rows.loc[rows["year"].eq(last), "quarter"].max()),
    }
    vintages = data / "reference" / "vintages.csv"
    listed = pd.concat([reference.table(vintages), pd.DataFrame([entry])])
    package = _described(data, entry)
    _write(file, rows[home_office.COLUMNS].to_csv(index=False, lineterminator="\n"))
    _write(vintages, listed.to_csv(index=False, lineterminator="\n"))
    _write(data / "datapackage.json", json.dumps(package, indent=1, ensure_ascii=False) + "\n")
    return file, rows, before, changed


def _described(data, entry):
    """Describe a new vintage in the Data Package as the first is; `make data` adds its checksum."""
    package = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))
    names = [resource["name"] for resource in package["resources"]]
    place = max(at for at, name in enumerate(names) if name.startswith("home_office"))
    first = package["resources"][names.index("home_office")]
    new = {
        **{key: value for key, value in first.items() if key not in ("bytes", "hash")},
        "name": f"home_office-{entry['vintage']}",
        "path": f"home_office/{entry['file']}",
        "description": "Police recorded crime of classes 71 and 88A by force and quarter, {first_year} to {last_year} "
        "(quarter {last_quarter}), vintage {vintage}, in the published columns".format(**entry),
        "sources": [{**first["sources"][0], "title": first["sources"][0]["title"].rpartition(",")[0]}],
        "date": datetime.date.today().isoformat(),
    }
    package["resources"].insert(place + 1, new)
    return package


def _write(path, text):
    """Write a file whole or not at all."""
    beside = path.with_name(path.name + ".new")
    beside.write_text(text, encoding="utf-8", newline="")
    beside.replace(path)


def quarters(rows):
    """List the whole years of an extract, and by other year the quarters that are there."""
    found = rows.groupby("year")["quarter"].unique().map(sorted).to_dict()
    whole = [year for year, there in found.items() if len(there) == 4]
    return whole, {year: there for year, there in found.items() if year not in whole}
