"""Render executed notebooks and the start page as HTML that asks nothing of the network.

The small templates beside this module are Jinja's own: nbconvert's load scripts from
elsewhere and write a false text alternative for every chart; it renders the prose.
"""

import ast
import html
import itertools
import json
import re
from pathlib import Path

import jinja2
import nbformat
from nbconvert.filters import markdown2html

import offences
from offences.editions import editions, execution, inputs, swapping
from offences.names import areas, reference, wording
from offences.report import terms
from offences.site import downloads, sections, startpage
from offences.tables import series

TEMPLATE = Path(__file__).parent / "template"
#: What every page loads beside itself; nothing else.
BESIDE = ["style.css", "page.js", "icon.svg"]
#: The page of the data set, or of an edition with clean tables of its own, that lists every figure with its source.
FIGURES = "figures.html"
#: What the pages of the data set are about.
ALL = "every area"
#: A table of fewer columns fits on a phone; one of more than the second may scroll elsewhere, and is printed as cards.
FEW, MOST = 3, 6


def _templates():
    """Compile the templates of the pages; they escape by hand."""
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(TEMPLATE))
    environment.filters |= {
        "paged": lambda text, page: linked(_paged(text, page["area"]), page["known"], page["figures"]),
        "findings": lambda records, page: findings(records, page["known"], page["figures"], page["title"]),
        "embedded": _embedded,
        "caption": lambda text: re.sub("<[^>]*>", "", re.search("<caption>(.*?)</caption>", text)[1]),
        "told": _source_linked,
        "rows": lambda text: text.count("<tr>") - 1,
        "markdown2html": markdown2html,
    }
    return {name: environment.get_template(name) for name in environment.list_templates(["j2"])}


def render(folder, about):
    """Render every notebook of an edition (about: its parameters in words), or of the data set, beside itself as HTML.

    The notebook of the area on one page becomes ``index.html``, the page that opens first. Clean tables of the
    edition's own bring a list of their figures.
    """
    clean = folder / editions.clean_of(folder)
    own = clean.parent == folder
    mine = execution.pages(folder)
    listed = list(mine.values())
    figures, sources = (reference.table(clean / f"{name}.csv") for name in ("figures", "sources"))
    known = {*figures["figure_id"], *sources["source_id"]}
    shared = {
        "about": about,
        "home": "../index.html",
        "pages": listed + ([] if own else _pages_of(clean.parent)),
        "figures": FIGURES if own else f"../{inputs.DATA_SET}/{FIGURES}",
        "round": wording.round_name(max(series.releases(figures))),
        "version": version(),
        "known": known,
    }
    for place, (path, page) in enumerate(mine.items()):
        notebook = nbformat.read(path, as_version=4)
        parameters = _parameters(notebook)
        area = parameters.get("area", "")
        page = (
            shared
            | page
            | {
                "heading": _heading(notebook, area, page),
                "brief": page["file"] == "index.html",
                "previous": listed[place - 1] if place else None,
                "next": listed[place + 1] if place + 1 < len(listed) else None,
                "notebook": path.name,
                "sections": sections.of(notebook),
                "parameters": parameters,
                "ran": _ran(notebook),
                "area": area,
            }
        )
        page["title"] = page["heading"] + (f" – {about}" if not area else "")
        _write("notebook", folder / page["file"], page=page)
    if own:
        page = shared | {"title": f"Figures and sources – {about}", "file": FIGURES}
        _write("figures", folder / FIGURES, page=page, **_figures(folder, known))
    _beside(folder)


def _heading(notebook, area, page):
    """Name a page: the area first, then what of it; the title where a page has no area."""
    if not area:
        return execution.title(notebook).lstrip("0123456789 ")
    label = page["label"]
    return area if page["file"] == "index.html" else f"{area}: {label[:1].lower()}{label[1:]}"


def render_data(folder):
    """Render the data set's pages, and write what it offers for download beside its clean tables."""
    render(folder, ALL)
    downloads.write(folder / "clean")


def _pages_of(data):
    """List the pages of the data set as an edition's pages lead to them."""
    manifest = data / "manifest.json"
    pages = json.loads(manifest.read_text(encoding="utf-8"))["pages"] if manifest.is_file() else []
    return [page | {"file": f"../{inputs.DATA_SET}/{page['file']}"} for page in pages]


def version():
    """Give the library's name and version as pages print it."""
    return f"offences {offences.__version__}"


def _tagged(notebook, tag):
    return [cell for cell in notebook.cells if tag in cell.metadata.get("tags", [])]


def _parameters(notebook):
    """Give the values that a notebook ran with: its own, then what the runner injected."""
    found = {}
    for cell in _tagged(notebook, "parameters") + _tagged(notebook, "injected-parameters"):
        for line in ast.parse(cell.source).body:
            target = line.target if isinstance(line, ast.AnnAssign) else line.targets[0]
            found[target.id] = ast.literal_eval(line.value)
    if "area" in found:
        found["area"] = areas.name(areas.find(found["area"]))
    return {name.replace("_", " "): value for name, value in found.items() if name not in ("clean", "output")}


def _ran(notebook):
    """Count the code cells, and those that ran in order without an error."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
    good = [
        cell
        for place, cell in enumerate(cells, 1)
        if cell.execution_count == place and all(output.output_type != "error" for output in cell.outputs)
    ]
    return {"cells": len(cells), "good": len(good)}


def linked(text, known, page=FIGURES):
    """Link the addresses in a table's cells (HTML), and each known id of a figure or source to its row on a page."""

    def link(match):
        return f'<a class="id" href="{page}#{match[0]}">{match[0]}</a>' if match[0] in known else match[0]

    text = re.sub(r"(?<![\w/.=&?#%;-])[a-z]{1,3}\d{2,4}\b(?![^<]*>)", link, text)
    return re.sub(r"(?<=>)(https?://[^<\s]+)(?=</t[dh]>)", r'<a class="address" href="\1">\1</a>', text)


def _paged(table, area=""):
    """Write a table of ``exhibits.as_html``: cards on a phone, each cell with its column; the area's own row stands out."""
    table = re.sub(r"</?div[^>]*>", "", table).replace(' align="right"', "")
    names = re.findall(r'<th scope="col"[^>]*>(.*?)</th>', table)
    if area:
        table = table.replace(
            f'<tr><th scope="row">{html.escape(area)}<',
            f'<tr class="own"><th scope="row">{html.escape(area)}<',
        )
    table = re.sub(r'<(td|th scope="row")>(?=[\d/-]{7,10}<)', r'<\1 class="short">', table)
    if len(names) < FEW:
        return table
    cue, kind = "", "cards"
    if len(names) > MOST:
        table = re.sub(r"<td>(?=[^<]{25})", '<td class="words">', table)
        cue = f'<p class="wide">This table has {len(names)} columns: scroll it sideways.</p>'
        kind = "cards many"
    column = itertools.cycle(names)
    table = re.sub(r'<td|<th scope="row"', lambda match: f'{match[0]} data-name="{next(column)}"', table)
    return cue + table.replace("<table", f'<table class="{kind}"', 1)


def _embedded(chart):
    """Write what to paste to show a chart elsewhere: a figure with the SVG, its text alternative and its source."""
    alt, source = (html.escape(chart[name]) for name in ("alt", "source"))
    picture = f'<img src="{chart["name"]}.svg" alt="{alt}" width="720">'
    return (
        f"<figure>\n{picture}\n<figcaption>{html.escape(chart['headline'])}. {source}</figcaption>\n</figure>"
    )


def findings(records, known, page=FIGURES, title=startpage.TITLE):
    """Write findings, as ``exhibits.sentences`` keeps them, as an HTML list: each can be copied with its source.

    Each leads to its figures, of the known ids, on a page; title is the source of one that rests on no printed figure.
    """
    items = []
    for record in records:
        sentence, source = record["sentence"], record["source"]
        ids = [name for name in record["figure_ids"].split() if name in known]
        rests = linked(html.escape(source), set(ids), page)
        rests = f'<span class="ids">{rests}</span>' if source else ""
        if ids and not any(name in source for name in ids):
            links = ", ".join(linked(name, set(ids), page) for name in ids)
            rests = f'<details class="ids"><summary>{html.escape(source)}</summary>{links}</details>'
        told = html.escape(_told(source, title))
        detail = terms.linked(html.escape(record.get("detail", "")))
        folded = f"<details><summary>How this is known</summary>{detail}</details>" if detail else ""
        said = f'<span class="sentence" data-source="{told}">{html.escape(sentence)}</span>'
        items.append(f"<li>{said} {rests}{folded}</li>")
    return f'<ul class="sentences">{"".join(items)}</ul>'


def _told(source, title):
    """Say the source of a sentence so that it stands without the page: publishers and dates, no ids."""
    if not source:
        return f"Source: {title}, {startpage.TITLE}." if title != startpage.TITLE else f"Source: {title}."
    return re.sub(r" \([a-z]{1,3}\d{2,4}(, [a-z]{1,3}\d{2,4})*\)", "", source)


def _figures(folder, known):
    """Give the two tables of the page of figures, each row under its id."""
    # Not at the top: it brings the charts, whose backend no warm parent of kernels may have.
    from offences.report import exhibits

    figures, sources = (reference.table(folder / "clean" / f"{name}.csv") for name in ("figures", "sources"))
    shown = figures[["figure_id", "period_as_published", "value_as_published", "source_id"]].copy()
    shown.insert(1, "area", figures["area"].map(areas.name))
    kinds = figures["measure"].str.replace("_", " ") + " " + figures["category"].str.replace("|", ", ")
    shown.insert(3, "measure", kinds.str.strip())
    shown.columns = ["figure", "area", "period as published", "measure", "value as published", "source"]
    sources = sources[["source_id", "publisher", "published", "title", "url"]].replace("", "not known")
    sources.columns = ["source", "publisher", "published", "title", "address"]
    shown = shown.replace("", "[x]")
    return {
        "figures": _rows_named(
            _paged(exhibits.as_html(shown, f"Figures as published ({len(shown)})")), known
        ),
        "sources": _rows_named(_paged(exhibits.as_html(sources, f"Sources ({len(sources)})")), known),
    }


def _rows_named(table, known):
    """Make the first cell of each row the place that links to its id lead to."""
    text = linked(table, known)
    return re.sub(r'(<th scope="row"[^>]*)><a [^>]*>(\w+)</a></th>', r'\1 id="\2">\2</th>', text)


def _write(template, path, **contents):
    text = TEMPLATES[f"{template}.html.j2"].render(**contents)
    path.write_text(text, encoding="utf-8", newline="")


def _beside(folder):
    for name in BESIDE:
        (folder / name).write_bytes((TEMPLATE / name).read_bytes())


def index(out):
    """Write the start page that joins the editions of a folder, and the data it offers; runs side by side take turns."""
    with swapping.held(Path(out)):
        _index(Path(out))


def _index(out):
    contents = startpage.contents(out)
    clean = out / inputs.DATA_SET / "clean" / "figures.csv"
    known = set(reference.table(clean)["figure_id"]) if clean.is_file() else set()
    page = {"title": startpage.TITLE, "home": "index.html", "file": "index.html", "version": version()}
    page |= {"known": known, "figures": f"{inputs.DATA_SET}/{FIGURES}", "area": ""}
    symbols = wording.legend(" ".join(row["printed"] for row in contents["latest"]["rows"]))
    _write("index", out / "index.html", page=page, symbols=symbols, **contents)
    page |= {"title": "What was wrong in print", "file": "errata.html"}
    _write("errata", out / "errata.html", page=page, errata=contents["errata"])
    _beside(out)


def _source_linked(text):
    """Write words of the log of errata as HTML, the addresses in them linked."""
    return re.sub(r"\[([^\]]+)\]\((https?://[^)\s]+)\)", r'<a href="\2">\1</a>', html.escape(text))


#: Compiled at import, so that every process of a warm parent has them.
TEMPLATES = _templates()
