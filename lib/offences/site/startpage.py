"""What the start page of a folder of editions says: areas, map, findings, verdicts, data, changes.

National findings are read from the UK's edition and verdicts from the data set, so that
the start page never says anything that no other page says.
"""

import html
import json
import re

import pandas as pd
import yaml

from offences.claims import verdicts
from offences.editions import inputs
from offences.names import areas, reference, wording
from offences.report import errata
from offences.site import downloads
from offences.tables import loading

TITLE = "Online-grooming offences recorded by UK police"
#: How the list of areas is grouped, in order: level, heading, whether it starts open.
GROUPS = [
    ("force", "Police forces", True),
    ("nation", "The UK and its nations", True),
    ("published area", "Areas as a publisher drew them", False),
    ("region", "Regions as the Office for National Statistics draws them", False),
]
#: An area with fewer single whole years than this has little data.
LITTLE = 2
#: An official code of an area, which no reader types.
CODE = r"[A-Z]\d{8}"
#: The notebooks of the UK's edition whose findings the start page shows, by what they are called in ``tables``.
NATIONAL = {"brief": "In brief", "trends": "Over the years", "platforms": "Platforms", "victims": "Victims"}
TILE, GAP = 58, 4


def contents(out):
    """Gather everything that the start page of a folder of editions shows, for ``index.html.j2``."""
    made = editions(out)
    listed = area_list(made)
    national = next((edition for edition in made if edition["folder"] == areas.slug(areas.UK)), None)
    data = out / inputs.DATA_SET / "clean"
    return {
        "groups": [
            {"heading": heading, "open": opened, "areas": [area for area in listed if area["group"] == level]}
            for level, heading, opened in GROUPS
        ],
        "areas": listed,
        "map": tile_map({area["code"]: area for area in listed}),
        "with_page": sum(bool(area["start"] or area["others"]) for area in listed),
        "latest": latest(),
        "national": _national(out, national),
        "verdicts": _verdicts(data, made),
        "errata": _errata(),
        "downloads": downloads.listed(data),
        "rounds": _rounds(),
        "counts": _counts(),
        "citation": _citation(),
        "changes": latest_changes((reference.ROOT / "CHANGELOG.md").read_text(encoding="utf-8")),
    }


def editions(out):
    """List the editions of a folder: what each manifest says, its folder, its first page."""
    found = []
    for path in sorted(out.glob("*/manifest.json")):
        if path.parent.name.startswith(".") or path.parent.name == inputs.DATA_SET:
            continue
        edition = json.loads(path.read_text(encoding="utf-8"))
        found.append(edition | {"folder": path.parent.name, "start": first_page(path.parent, edition)})
    return found


def first_page(folder, edition):
    """Give the path of an edition's first page from the folder of editions, by what its manifest lists."""
    first = next((page["file"] for page in edition["pages"]), "manifest.json")
    return f"{folder.name}/{first}"


def latest():
    """Give the UK's latest whole year as printed, and what was printed for the same year of its nations.

    ``year`` and ``rows``: of each area its name, what was printed (``[x]`` where nothing was, ``[u]`` where it is
    doubtful), who printed it, and the figure.
    """
    table = loading.load("offences")
    places = areas.listing().query("level in ('uk', 'nation')")["area"]
    table = table[table["chosen"] & table["whole"] & table["area"].isin(places)]
    year = table.loc[table["area"].eq(areas.UK), "year"].max()
    printed = table[table["year"].eq(year)].sort_values("high", ascending=False).set_index("area")
    figures = loading.load("figures").set_index("figure_id")["source_id"]
    sources = loading.load("sources")
    rows = []
    for area in [*printed.index, *places[~places.isin(printed.index)]]:
        row = {"area": areas.name(area), "printed": "[x]", "by": "", "figure": ""}
        if area in printed.index:
            found = printed.loc[area]
            row["figure"] = found["figure_ids"].split()[0]
            source = sources.loc[figures[row["figure"]]]
            row["printed"] = wording.figure(found["printed"], found["precision"], found["low"])
            row["printed"] += " [u]" * bool(found["doubt"])
            row["by"] = ", ".join(filter(None, [source["publisher"], wording.date(source["published"])]))
        rows.append(row)
    return {"year": year, "rows": rows}


def area_list(made):
    """List every area: the names that people type, how much is published for it, which of the editions made are its."""
    single = single_years()
    aliases = reference.reference("aliases")
    aliases = aliases[~aliases["alias"].str.fullmatch(CODE)]
    own_alone = aliases["kind"].eq("common") & ~aliases["alias"].duplicated(keep=False)
    common = aliases[own_alone].groupby("area")["alias"].agg(", ".join)
    every = aliases.groupby("area")["alias"].agg(list)
    listed = []
    for row in areas.listing().itertuples():
        own = [edition for edition in made if edition["area"] == row.area]
        main = next((edition for edition in own if edition["folder"] == row.slug), None)
        published_years = int(single.get(row.area, 0))
        listed.append(
            {
                "code": row.area,
                "name": row.name,
                "group": "nation" if row.level == "uk" else row.level,
                "also": common.get(row.area, ""),
                "names": "|".join(
                    dict.fromkeys([row.name, *every.get(row.area, []), *filter(None, row.places.split(", "))])
                ),
                "years": published_years,
                "little": published_years < LITTLE,
                "published": wording.many(published_years, "single year")
                if published_years
                else "no single year",
                "start": main["start"] if main else "",
                "others": [edition for edition in own if edition is not main],
            }
        )
    return sorted(listed, key=lambda area: area["name"])


def single_years():
    """Count by area the single whole years that have an exact published count; areas without one are left out."""
    table = loading.load("offences")
    usable = table[table["chosen"] & table["whole"] & table["precision"].eq("exact")]
    return usable.groupby("area")["year"].nunique()


def tile_map(listed):
    """Draw the tile map of forces as SVG: each tile says what is published and leads to the edition.

    listed holds the areas of the list by code; colours come from the page's style sheet.
    """
    layout = reference.reference("tiles").astype({"row": int, "column": int})
    layout = layout.sort_values(["row", "column"])
    step = TILE + GAP
    width = (layout["column"].max() - layout["column"].min() + 1) * step
    height = (layout["row"].max() + 1) * step
    tiles = []
    for tile in layout.itertuples():
        area = listed[tile.area]
        x, y = (tile.column - layout["column"].min()) * step, tile.row * step
        words = wording.many(area["years"], "year") if area["years"] else "no year"
        shade = "none" if not area["years"] else "little" if area["little"] else "some"
        drawn = (
            f'<rect class="tile {shade}" x="{x}" y="{y}" width="{TILE}" height="{TILE}" rx="3"/>'
            f'<text class="{shade}" x="{x + TILE / 2:g}" y="{y + 25}">{html.escape(tile.label)}</text>'
            f'<text class="{shade} years" x="{x + TILE / 2:g}" y="{y + 42}">{words}</text>'
        )
        named = html.escape(f"{area['name']}: {area['published']} published")
        tiles.append(
            f'<a href="{area["start"]}" aria-label="{named}">{drawn}</a>'
            if area["start"]
            else f"<g><title>{named}; no edition made yet</title>{drawn}</g>"
        )
    label = "Tile map of police forces with the number of single years published for each"
    return (
        f'<svg class="map" viewBox="-2 -2 {width + 2} {height + 2}" role="group" aria-label="{label}">'
        f"{''.join(tiles)}</svg>"
    )


def _national(out, edition):
    """Give the findings of the UK edition by notebook: heading, page and records; and under ``new`` what is new."""
    found = {}
    pages = (
        {page["file"].partition("_")[2].removesuffix(".html") or "brief": page for page in edition["pages"]}
        if edition
        else {}
    )
    for stem in NATIONAL.keys() & pages:
        found[stem] = {
            "heading": NATIONAL[stem],
            "page": f"{edition['folder']}/{pages[stem]['file']}",
            "records": _records(out / edition["folder"] / "tables" / f"{stem}_findings.csv"),
        }
    if "brief" in found:
        found["new"] = _records(out / edition["folder"] / "tables" / "brief_new_findings.csv")
    return found


def _records(path):
    return reference.table(path).to_dict("records") if path.is_file() else []


def _errata():
    """List what was wrong or doubtful in print by its kind, in the order of the log, with the date it was found on."""
    known, today = errata.dates()
    found = {}
    for entry in errata.entries(loading.tables()):
        found.setdefault(entry["section"], []).append(entry | {"found": known.get(entry["key"], today)})
    return found


def _verdicts(data, made):
    """Count claims and checks by verdict, and name a page that lists them all."""
    if not (data / "claims.csv").is_file():
        return {}
    counted = verdicts.counted(reference.table(data / "claims.csv")).iloc[:-1]
    pages = [
        f"{edition['folder']}/{page['file']}"
        for edition in made
        for page in edition["pages"]
        if page["file"] == "06_claims.html" and not edition["own_figures"]
    ]
    return {"rows": counted.to_dict("records"), "page": next(iter(pages), "")}


def _rounds():
    """Name the first and the last release of the NSPCC that the figures hold."""
    figures = loading.load("figures")
    rounds = figures.loc[figures["origin"].eq("NSPCC") & figures["round"].ne(""), "round"]
    return {name: wording.round_name(pick(rounds)) for name, pick in (("first", min), ("last", max))}


def _counts():
    figures, log = loading.load("figures"), loading.load("problems")
    single = single_years().reindex(areas.forces(), fill_value=0)
    return {
        "figures": wording.number(len(figures)),
        "sources": wording.number(figures["source_id"].nunique()),
        "problems": wording.number(len(log)),
        "forces": len(single),
        "little": int((single < LITTLE).sum()),
    }


def _citation():
    cited = yaml.safe_load((reference.ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    released = pd.Timestamp(cited["date-released"])
    return {**cited, "date": f"{released.day} {released:%B %Y}", "year": released.year}


def latest_changes(text):
    """Give what changed in data and method since the last release, from ``CHANGELOG.md``: ``date`` and ``text``, Markdown.

    What changed in the code is left to who reads that.
    """
    heading, body = re.search(r"^## (.+?)\n(.*?)(?=^## |\Z)", text, re.M | re.S).groups()
    parts = re.findall(r"^### (?:Data|Method)\n.*?(?=^### |\Z)", body, re.M | re.S)
    return {"date": wording.date(re.search(r"[\d-]+$", heading)[0]), "text": "".join(parts).strip()}
