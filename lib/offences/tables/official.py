"""The clean table ``official``: Home Office classes 71 and 88A by force, quarter and vintage.

A vintage is one publication of the series: later ones revise earlier quarters, so a
count is of a vintage as much as of a year.
"""

import datetime
import json
import re

import pandas as pd

from offences.names import reference
from offences.names.errors import InputError
from offences.reading import home_office

#: Class 88A contains the offence and little else; class 71 holds some forces' s15A.
GROOMING, EXPLOITATION = "88A", "71"
COLUMNS = ["area", "year", "quarter", "vintage", "offence_code", "offences"]


def official(data=reference.DATA):
    """Build the clean table from every file that ``reference/vintages.csv`` names.

    Parameters
    ----------
    data : path, optional
        The folder that holds ``home_office`` and ``reference``.

    Returns
    -------
    pandas.DataFrame
        Columns area, year, quarter, vintage, offence_code and offences (negative where
        corrections exceed them). A cell that the file leaves blank has no row.
    """
    found = [
        home_office.read(data / "home_office" / row["file"]).assign(vintage=row["vintage"])
        for row in _files(data).to_dict("records")
    ]
    every = pd.concat(found)[COLUMNS].dropna(subset="offences").astype({"offences": "int64"})
    return every.sort_values(["vintage", "year", "quarter", "area", "offence_code"], ignore_index=True)


def _files(data):
    listed = reference.table(data / "reference" / "vintages.csv")
    return listed[listed["holds"].eq("classes")]


def whole_years(official, offence_code=GROOMING, vintage=""):
    """Add up the years of which all four quarters are there.

    Parameters
    ----------
    official : pandas.DataFrame
        The clean table.
    offence_code : str, optional
        Class 88A or 71.
    vintage : str, optional
        Empty for the latest that holds the year whole, force by force.

    Returns
    -------
    pandas.DataFrame
        Indexed by area, a column a year; missing where no vintage holds the year whole.
    """
    rows = official[official["offence_code"].eq(offence_code)]
    if vintage:
        rows = rows[rows["vintage"].eq(vintage)]
    years_of = rows.groupby(["vintage", "area", "year"])["offences"].agg(["sum", "count"])
    whole = years_of.loc[years_of["count"].eq(4), "sum"].sort_index().groupby(["area", "year"]).last()
    return whole.unstack("year")


def revised(official, vintage, before):
    """List the years of a force and class that two vintages both hold whole, and count differently.

    Returns
    -------
    pandas.DataFrame
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
    """Keep the two classes of one of the Home Office's files as a new vintage.

    Writes the extract, in the published columns, into ``home_office``, and names it in
    ``reference/vintages.csv`` and ``datapackage.json``. Nothing is written where the file
    is refused.

    Parameters
    ----------
    path : path
        As for :func:`offences.reading.home_office.read`.
    vintage : str
        The month of publication, YYYY-MM.
    data : path, optional

    Returns
    -------
    tuple
        The file written, its rows, the vintage before (empty where there is none) and
        the table of :func:`revised` against it.

    Raises
    ------
    InputError
        If the file is refused, or the vintage is there already or no month.
    """
    if not re.fullmatch(reference.MONTH, vintage):
        raise InputError(f"{vintage!r} is no vintage: write the month of publication, such as 2026-10.")
    listed = _files(data)
    if vintage in set(listed["vintage"]):
        there = listed.loc[listed["vintage"].eq(vintage), "file"].iloc[0]
        raise InputError(f"vintage {vintage} is there already ({there}); give another month or remove it.")
    rows = home_office.read(path)
    last = rows["year"].max()
    quarter = rows.loc[rows["year"].eq(last), "quarter"].max()
    known = official(data)
    before = max((name for name in known["vintage"].unique() if name < vintage), default="")
    now = rows.assign(vintage=vintage).dropna(subset="offences").astype({"offences": "int64"})
    changed = revised(pd.concat([known, now[COLUMNS]]), vintage, before)
    file = data / "home_office" / f"police_force_area_classes_71_88A_{vintage}.csv"
    entry = [
        file.name,
        "classes",
        vintage,
        "given when it was added",
        "no",
        rows["year"].min(),
        last,
        quarter,
    ]
    whole_list = reference.table(data / "reference" / "vintages.csv")
    whole_list.loc[len(whole_list)] = [str(value) for value in entry]
    package = _described(data, file, entry)
    _write(file, rows[home_office.COLUMNS].to_csv(index=False, lineterminator="\n"))
    _write(data / "reference" / "vintages.csv", whole_list.to_csv(index=False, lineterminator="\n"))
    _write(data / "datapackage.json", json.dumps(package, indent=1, ensure_ascii=False) + "\n")
    return file, rows, before, changed


def _described(data, file, entry):
    """Describe a new vintage in the Data Package as the one before it is; `make data` adds its checksum."""
    package = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))
    names = [resource["name"] for resource in package["resources"]]
    place = max(at for at, name in enumerate(names) if name.startswith("home_office"))
    first = package["resources"][names.index("home_office")]
    _, _, vintage, _, _, first_year, last_year, quarter = entry
    new = {
        **{key: value for key, value in first.items() if key not in ("bytes", "hash")},
        "name": f"home_office-{vintage}",
        "path": f"home_office/{file.name}",
        "description": f"Police recorded crime of classes 71 and 88A by force and quarter, {first_year} to "
        f"{last_year} (quarter {quarter}), vintage {vintage}, in the published columns",
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
    """Tell the whole years of an extract from those of which only some quarters are there.

    Returns
    -------
    tuple
        List of whole years, and the quarters of every other year by year.
    """
    found = rows.groupby("year")["quarter"].agg(lambda quarters: sorted(set(quarters)))
    return [year for year, there in found.items() if len(there) == 4], {
        year: there for year, there in found.items() if len(there) < 4
    }
