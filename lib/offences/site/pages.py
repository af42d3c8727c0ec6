"""Render executed notebooks and the start page as HTML that asks nothing of the network.

nbconvert renders them with the small template beside this module: its stock
templates load scripts from elsewhere and write a false text alternative for
every chart.
"""

import ast
import csv
import html
import json
import re
from pathlib import Path

import nbformat
from nbconvert import HTMLExporter

import offences
from offences.editions import editions, execution, inputs, swapping
from offences.names import areas, reference, wording
from offences.report import terms
from offences.site import downloads, startpage

TEMPLATE = Path(__file__).parent / "template"
#: What every page loads beside itself; nothing else.
BESIDE = ["style.css", "page.js", "icon.svg"]
#: The page of the data set, or of an edition with clean tables of its own, that lists every figure with its source.
FIGURES = "figures.html"
#: What the pages of the data set are about.
ALL = "every area"
#: A sentence that rests on more figures than this has them folded away.
MANY = 6


def _environment():
    """Give the exporter of the pages; its templates escape by hand, as nbconvert's do."""
    exporter = HTMLExporter(
        template_name="template",
        extra_template_basedirs=[str(TEMPLATE.parent)],
        template_file="notebook.html.j2",
        embed_images=False,
    )
    exporter.environment.autoescape = False
    exporter.register_filter("symbols", symbols)
    return exporter


def render(folder, about):
    """Render every notebook of an edition beside itself as HTML, and the list of its own figures.

    Parameters
    ----------
    folder : pathlib.Path
        The edition, or the data set: executed notebooks, figures, tables, and clean tables or
        the data set's beside it.
    about : str
        Its parameters in words.
    """
    notebooks = {path: nbformat.read(path, as_version=4) for path in sorted(folder.glob("*.ipynb"))}
    clean = folder / editions.clean_of(folder)
    own = clean.parent == folder
    before = [] if own else _pages_of(clean.parent)
    listed = before + [
        {"file": f"{path.stem}.html", "label": execution.label(notebook)}
        for path, notebook in notebooks.items()
    ]
    figures, sources = (_table(clean / f"{name}.csv") for name in ("figures", "sources"))
    known = {row["figure_id"] for row in figures} | {row["source_id"] for row in sources}
    shared = {
        "about": about,
        "home": "../index.html",
        "pages": listed,
        "figures": FIGURES if own else f"../{inputs.DATA_SET}/{FIGURES}",
        "round": _latest_round(figures),
        "version": version(),
    }
    exporter = _environment()
    exporter.register_filter("linked", lambda text: linked(text, known, shared["figures"]))
    exporter.register_filter("findings", lambda records: findings(records, known, shared["figures"]))
    for place, (path, notebook) in enumerate(notebooks.items(), len(before)):
        page = shared | {
            "title": f"{execution.title(notebook)} – {about}",
            "file": f"{path.stem}.html",
            "previous": listed[place - 1] if place else None,
            "next": listed[place + 1] if place + 1 < len(listed) else None,
            "notebook": path.name,
            "findings": _place(notebook, "## Findings"),
            "headings": re.findall(r"^## (.+)", _prose(notebook), re.M),
            "parameters": _parameters(notebook),
            "ran": _ran(notebook),
            "injected": bool(_tagged(notebook, "injected-parameters")),
        }
        body, _ = exporter.from_notebook_node(notebook, {"page": page})
        (folder / page["file"]).write_text(body, encoding="utf-8", newline="")
    if own:
        page = shared | {"title": f"Figures and sources – {about}", "file": FIGURES}
        _write(exporter, "figures.html.j2", folder / FIGURES, page=page, **_figures(folder, known))
    _beside(folder)


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


def _table(path):
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _latest_round(figures):
    rounds = [row["round"] for row in figures if row["origin"] == "NSPCC" and row["round"]]
    return wording.round_name(max(rounds)) if rounds else ""


def _prose(notebook):
    return "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def _place(notebook, heading):
    """Give the place of the first cell that begins with a heading, or the first place."""
    return next((at for at, cell in enumerate(notebook.cells) if cell.source.startswith(heading)), 0)


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
    """Link the addresses in a table's cells, and each id of a figure or source to its row.

    Parameters
    ----------
    text : str
        HTML, its texts escaped.
    known : set of str
        The ids that have a row on the page of figures.
    page : str, optional
        Where that page is.
    """

    def link(match):
        return f'<a class="id" href="{page}#{match[0]}">{match[0]}</a>' if match[0] in known else match[0]

    text = re.sub(r"(?<![\w/.=&?#%;-])[a-z]{1,3}\d{2,4}\b(?![^<]*>)", link, text)
    return re.sub(r"(?<=>)(https?://[^<\s]+)(?=</t[dh]>)", r'<a class="address" href="\1">\1</a>', text)


def findings(records, known, page=FIGURES):
    """Write findings as HTML: each sentence can be copied, and leads to its figures.

    Parameters
    ----------
    records : list of dict
        As :func:`offences.report.exhibits.sentences` keeps them in the output's metadata.
    known, page
        As for :func:`linked`.
    """
    rows = [
        (
            row["sentence"],
            [name for name in row["figure_ids"].split() if name in known],
            row["source"],
            row.get("detail", ""),
        )
        for row in records
    ]
    return sentence_list(rows, page)


def sentence_list(sentences, page=FIGURES):
    """Write sentences as an HTML list, each with links to the figures that it rests on.

    Parameters
    ----------
    sentences : list of tuple
        Sentence, the list of its figure_ids, who printed them, and, where there is one, its detail.
    page : str, optional
        The page of figures that the ids lead to.
    """
    items = []
    for sentence, ids, source, *details in sentences:
        rests = linked(html.escape(source), set(ids), page)
        rests = f'<span class="ids">{rests}</span>' if source else ""
        if len(ids) > MANY and not any(name in source for name in ids):
            links = ", ".join(linked(name, set(ids), page) for name in ids)
            rests = f'<details class="ids"><summary>{html.escape(source)}</summary>{links}</details>'
        detail = terms.linked(html.escape("".join(details)))
        folded = f"<details><summary>How this is known</summary>{detail}</details>" if detail else ""
        items.append(f'<li><span class="sentence">{html.escape(sentence)}</span> {rests}{folded}</li>')
    return f'<ul class="sentences">{"".join(items)}</ul>'


def symbols(text):
    """Explain the symbols that a table uses, in a line under it; empty where it uses none."""
    used = [f"{mark} {meaning}" for mark, meaning in wording.SYMBOLS.items() if mark in text]
    return f'<p class="symbols">{html.escape("; ".join(used))}.</p>' if used else ""


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
        "figures": _rows_named(exhibits.as_html(shown, f"Figures as published ({len(shown)})"), known),
        "sources": _rows_named(exhibits.as_html(sources, f"Sources ({len(sources)})"), known),
    }


def _rows_named(table, known):
    """Make the first cell of each row the place that links to its id lead to."""
    text = linked(table, known)
    return re.sub(r'<th scope="row"><a [^>]*>(\w+)</a></th>', r'<th scope="row" id="\1">\1</th>', text)


def _write(exporter, template, path, **contents):
    text = exporter.environment.get_template(template).render(**contents)
    path.write_text(text, encoding="utf-8", newline="")


def _beside(folder):
    for name in BESIDE:
        (folder / name).write_bytes((TEMPLATE / name).read_bytes())


def index(out):
    """Write the start page that joins the editions of a folder, and the data it offers; runs side by side take turns.

    Parameters
    ----------
    out : pathlib.Path
        The folder of editions, each with its ``manifest.json``.
    """
    with swapping.held(Path(out)):
        _index(Path(out))


def _index(out):
    contents = startpage.contents(out)
    exporter = _environment()
    for part in contents["national"]:
        pairs = [(row["sentence"], row["figure_ids"].split(), row["source"]) for row in part["sentences"]]
        part["list"] = sentence_list(pairs, f"{inputs.DATA_SET}/{FIGURES}")
    page = {"title": startpage.TITLE, "home": "index.html", "file": "index.html", "version": version()}
    _write(exporter, "index.html.j2", out / "index.html", page=page, **contents)
    _beside(out)
