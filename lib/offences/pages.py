"""Render executed notebooks and the start page as HTML that asks nothing of the network.

nbconvert renders them with the small template beside this module: its stock
templates load scripts from elsewhere and write a false text alternative for
every chart.
"""

import json
from pathlib import Path

import nbformat
from nbconvert import HTMLExporter

import offences
from offences import areas

TEMPLATE = Path(__file__).parent / "template"
TITLE = "Online-grooming offences recorded by UK police"


def _exporter():
    exporter = HTMLExporter(
        template_name="template",
        extra_template_basedirs=[str(TEMPLATE.parent)],
        template_file="notebook.html.j2",
        embed_images=False,
    )
    exporter.environment.autoescape = False
    return exporter


def title(notebook):
    """Give a notebook's title: its first heading."""
    first = notebook.cells[0].source.lstrip().splitlines()[0]
    return first.lstrip("# ").strip()


def label(notebook):
    """Give the short title of a notebook: what stands before the colon."""
    return title(notebook).partition(":")[0]


def render(folder, about):
    """Render every notebook of an edition beside itself as HTML.

    Parameters
    ----------
    folder : pathlib.Path
        The edition: executed notebooks, figures and tables.
    about : str
        The edition's parameters in words.
    """
    notebooks = {path: nbformat.read(path, as_version=4) for path in sorted(folder.glob("*.ipynb"))}
    listed = [{"file": f"{path.stem}.html", "label": label(notebook)} for path, notebook in notebooks.items()]
    exporter = _exporter()
    for place, (path, notebook) in enumerate(notebooks.items()):
        tags = [tag for cell in notebook.cells for tag in cell.metadata.get("tags", [])]
        page = {
            "title": f"{title(notebook)} – {about}",
            "about": about,
            "home": "../index.html",
            "file": f"{path.stem}.html",
            "pages": listed,
            "previous": listed[place - 1] if place else None,
            "next": listed[place + 1] if place + 1 < len(listed) else None,
            "notebook": path.name,
            "injected": "injected-parameters" in tags,
            "version": _version(),
        }
        body, _ = exporter.from_notebook_node(notebook, {"page": page})
        (folder / page["file"]).write_text(body, encoding="utf-8", newline="")
    _style(folder)


def _version():
    return f"offences {offences.__version__}"


def _style(folder):
    style = (TEMPLATE / "style.css").read_bytes()
    (folder / "style.css").write_bytes(style)


def index(out):
    """Write the start page that joins the editions of a folder.

    Parameters
    ----------
    out : pathlib.Path
        The folder of editions, each with its ``manifest.json``.
    """
    manifests = sorted(path for path in out.glob("*/manifest.json") if not path.parent.name.startswith("."))
    editions = [
        {"folder": path.parent.name, **json.loads(path.read_text(encoding="utf-8"))} for path in manifests
    ]
    made = {edition["area"] for edition in editions}
    listing = areas.listing()
    others = listing[~listing["area"].isin(made)][["name", "slug"]].to_dict("records")
    page = {"title": TITLE, "home": "index.html", "version": _version()}
    template = _exporter().environment.get_template("index.html.j2")
    text = template.render(page=page, editions=editions, others=others)
    (out / "index.html").write_text(text, encoding="utf-8", newline="")
    _style(out)
