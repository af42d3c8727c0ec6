"""The brief of every area, read by a reader of rules: its sentences, its length, and the other notebooks' findings."""

import contextlib
import html
import io
import re

import nbformat
import offences
import pytest
from offences.analysis import neighbours
from offences.editions import execution
from offences.names import areas, reference
from offences.report import exhibits
from offences.tables import doubts, estimates, loading
from offences.tables import official as classes

FOLDED = re.compile(r"<details.*?</details>", re.S)


def cells():
    (path,) = [path for path in execution.sources() if path.stem == "08_brief"]
    return nbformat.read(path, as_version=4).cells


def run(area):
    """Run the notebook for an area without its chart; give what each cell shows, markdown cells as they are."""
    names, shown = {}, []
    for cell in cells():
        if cell.cell_type == "markdown":
            shown.append(("prose", cell.source))
        elif "canvas(" not in cell.source:
            source = cell.source
            if "parameters" in cell.metadata.tags:
                source = source.replace('"Derbyshire"', repr(area), 1)
            with contextlib.redirect_stdout(io.StringIO()) as said:
                exec(source, names)
            shown += [("stream", said.getvalue()), *SHOWN]
            SHOWN.clear()
    return shown


SHOWN = []
#: What is the same for every area, computed once here.
SAME = [
    (offences, "tables"),
    (reference, "reference"),
    (loading, "load"),
    (classes, "whole_years"),
    (estimates, "beside"),
    (estimates, "misfits"),
    (neighbours, "class_rates"),
    (doubts, "of_figures"),
]


def kept(function):
    """Remember what a function gave for the very same arguments; tables are told apart by what they are."""
    found = {}

    def again(*arguments):
        key = tuple(one if isinstance(one, str) else id(one) for one in arguments)
        if key not in found:
            found[key] = (function(*arguments), arguments)
        return found[key][0]

    return again


def put(bundle, **metadata):
    kind = metadata.get("text/html", {}).get("kind") or ("findings" if "text/markdown" in metadata else "table")
    records = metadata["text/markdown"]["findings"] if kind == "findings" else bundle["text/html"]
    SHOWN.append((kind, records))


@pytest.fixture(scope="module")
def pages(once):
    def make():
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(exhibits, "_put", put)
            for module, name in SAME:
                patch.setattr(module, name, kept(getattr(module, name)))
            return {code: run(code) for code in areas.table().index}

    return once("briefs", make)


def text(kind, content):
    """Give the words that a reader sees without unfolding anything."""
    if kind == "findings":
        return " ".join(f"{row['sentence']} {row['source']}" for row in content)
    if kind in ("table", "words"):
        return html.unescape(re.sub(r"<[^>]+>", " ", FOLDED.sub(" ", content)))
    return FOLDED.sub(" ", re.sub(r"[#*`]", "", content))


def words(page):
    # What stands between the question and the findings is folded by the template.
    first = next(at for at, (kind, said) in enumerate(page) if kind == "prose" and said.startswith("## Findings"))
    told = " ".join(text(*part) for part in [page[0], *page[first:]])
    return len([word for word in told.split() if re.search(r"\w", word)])


def test_a_brief_has_350_to_700_words_for_any_area(pages):
    found = {areas.name(code): words(page) for code, page in pages.items()}
    print(sorted(found.items(), key=lambda pair: pair[1]))
    assert not {name: count for name, count in found.items() if not 350 <= count <= 700}
