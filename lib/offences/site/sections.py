"""What of an executed notebook stands on its page: sections in order, what each shows, and how that was computed.

A page shows charts, tables and findings; prose and code that lead to them stand behind one detail a
section. A section that shows none of them is one line.
"""

import re
from typing import NamedTuple

#: What a reader came for; the other kinds of steps are how it was computed.
SHOWN = ("chart", "table", "findings", "words")
#: Said once on each page, at its foot.
HELP = "Where to find help"


class Step(NamedTuple):
    """A piece of a section: its kind (prose, code, said, or one of ``SHOWN``), text, name and metadata."""

    kind: str
    text: str
    name: str = ""
    about: dict = {}
    charted: bool = False


class Section(NamedTuple):
    """A heading with its level, and the steps under it in order; level 0 stands before the first of them."""

    level: int
    heading: str
    steps: list
    parent: bool = False

    @property
    def anchor(self):
        """Give the name by which links lead to the section."""
        return self.heading.replace(" ", "-")

    @property
    def shown(self):
        """Give the steps that a reader came for."""
        return [step for step in self.steps if step.kind in SHOWN]

    @property
    def method(self):
        """Give the steps that say how that was computed."""
        return [step for step in self.steps if step.kind not in SHOWN]

    @property
    def said(self):
        """Give what the cells of the section say, in a line."""
        return " ".join(" ".join(step.text for step in self.steps if step.kind == "said").split())

    @property
    def is_prose(self):
        """Tell whether the section is there to be read: no code, and no section of its own follows."""
        return not self.parent and all(step.kind == "prose" for step in self.steps)


def of(notebook):
    """Split an executed notebook into sections, the title left out.

    The first one holds what stands before the first heading below the title.
    """
    injected = any("injected-parameters" in _tags(cell) for cell in notebook.cells)
    sections = [Section(0, "", [])]
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for marks, heading, text in re.findall(
                r"^(?:(##+) (.+)|# .+)?((?:\n?(?!#+ ).*)*)", cell.source, re.M
            ):
                if marks:
                    sections.append(Section(len(marks), heading.strip(), []))
                if text.strip():
                    sections[-1].steps.append(Step("prose", text.strip()))
        elif cell.source.strip() and not (injected and "parameters" in _tags(cell)):
            sections[-1].steps.extend(_steps(cell))
    after = [*sections[1:], Section(0, "", [])]
    return _findings_first(
        [
            section._replace(parent=following.level > section.level)
            for section, following in zip(sections, after, strict=True)
            if section.heading != HELP
        ]
    )


def _findings_first(sections):
    """Set the findings, with the sections inside them, before what leads to them."""
    begins = [place for place, section in enumerate(sections) if section.level < 3]
    start = next((place for place in begins if sections[place].heading == "Findings"), 1)
    end = next((place for place in begins if place > start), len(sections))
    return [sections[0], *sections[start:end], *sections[1:start], *sections[end:]]


def _tags(cell):
    return cell.metadata.get("tags", [])


def _steps(cell):
    """Give a code cell's source and outputs."""
    yield Step("code", cell.source, str(cell.execution_count))
    drawn = ""
    for output in cell.outputs:
        if output.output_type in ("stream", "error"):
            yield Step("said", output.get("text") or output.evalue)
            continue
        data, about = output.data, output.metadata
        if "image/png" in data:
            drawn = about["image/png"]["name"]
            yield Step("chart", "", drawn, about["image/png"])
        elif "text/html" in data:
            known = about.get("text/html", {})
            name = known.get("name", "")
            if known.get("kind") == "words":
                yield Step("words", data["text/html"])
            elif "<td" in data["text/html"] or "<tr><th" in data["text/html"].partition("<tbody>")[2]:
                yield Step("table", data["text/html"], name, charted=bool(name) and name == drawn)
            else:
                yield Step("said", f"{data['text/plain'].splitlines()[0]}: none.")
        elif "text/markdown" in data:
            yield Step("findings", "", about=about["text/markdown"]["findings"])
        elif "text/plain" in data:
            yield Step("said", data["text/plain"])
