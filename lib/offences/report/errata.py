"""Write the log of what the collection found wrong or doubtful in print, each entry with its date."""

import re

from offences.claims import verdicts
from offences.names import areas, reference, wording
from offences.tables import loading, problems

PATH = reference.ROOT / "docs" / "errata.md"
#: The section of each kind of problem, in the order of the log; other kinds have a file of their own.
SECTIONS = {
    "misprint": "Misprint: figures of one round that cannot all be right",
    "another period": "Another period may be meant",
    "another definition": "Another definition may be meant",
    "conflict": "Wording: one thing printed in two ways",
    "at odds": "At odds with another round",
    **{
        kind: "Doubtful"
        for kind in problems.DOUBTS
        if kind not in ("misprint", "another period", "conflict", "contradicted", "corrected")
    },
}
CONTRADICTED = "Contradicted by other published figures"
HEAD = """# Found wrong or doubtful in print

Made by `make data`; what stands here was found by rule, and each entry keeps the date on which it was first found.
Contradicted means that published figures cannot all be right as they are worded; where leaving out one alone mends
them, it is listed as the misprint, and where several weigh the same, arithmetic cannot choose. At odds means that
another round's figures give something else: other forces may have answered, or corrected their records. Doubtful
means that somebody should be asked before the figure is printed again. Corrections of the collection's own reading
are in `data/corrections.yml`. Write to us where an entry is wrong: `CONTRIBUTING.md`.
"""


def entries(tables):
    """List what is contradicted or doubtful: dicts of section, key (what identifies it), area, what, printed and why."""
    found = []
    checked = verdicts.checks(tables.claims)
    mended = tables.problems[tables.problems["kind"].isin(["misprint", "another period", "conflict"])]
    mended = set(" ".join(mended["figure_ids"]).split())
    publisher = tables.figures.set_index("figure_id")["source_id"].map(_source(tables.sources))
    wrong = checked["verdict"].eq(verdicts.CONTRADICTED) & ~checked["figure_id"].isin(mended)
    for row in checked[wrong].to_dict("records"):
        found.append(
            {
                "section": CONTRADICTED,
                "key": row["figure_id"],
                "area": areas.name(row["area"]),
                "what": row["measure"].replace("_", " "),
                "printed": f"{row['published']}, {publisher[row['figure_id']]}",
                "why": wording.opening(row["reason"]),
            }
        )
    log = tables.problems[tables.problems["kind"].isin(SECTIONS)]
    log = log.drop_duplicates(["kind", "area", "first_year", "last_year", "detail"])
    for row in log.to_dict("records"):
        ids = row["figure_ids"].split()
        when = wording.span(row["first_year"], row["last_year"]) if row["first_year"] else ""
        doubt = problems.DOUBTS.get(row["kind"], "{}").format(row["detail"].removesuffix("."))
        found.append(
            {
                "section": SECTIONS[row["kind"]],
                "key": f"{row['kind']}: {' '.join(ids[:4])}",
                "area": areas.name(row["area"]) if row["area"] else "",
                "what": " ".join(filter(None, [row["kind"], when])),
                "printed": "; ".join(dict.fromkeys(publisher[name] for name in ids[:4])),
                "why": wording.opening(f"{doubt}. {row['repair']}".rstrip()),
            }
        )
    order = list(dict.fromkeys(SECTIONS.values()))
    order.insert(order.index("Doubtful"), CONTRADICTED)
    return sorted(found, key=lambda entry: order.index(entry["section"]))


def _source(sources):
    """Map each source to its publisher and date, linked."""
    return {
        row["source_id"]: f"[{row['publisher']}]({row['url']})"
        + (f", {wording.date(row['published'])}" if row["published"] else "")
        for row in sources.to_dict("records")
    }


def dates():
    """Give the date at which each entry of the log as it stands was found, and that of the latest release."""
    text = PATH.read_text(encoding="utf-8") if PATH.exists() else ""
    known = {key: date for date, key in re.findall(r"^\| (\d{4}-\d\d-\d\d) \| `([^`]+)` \|", text, re.M)}
    changes = (reference.ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    return known, re.search(r"^## .*(\d{4}-\d\d-\d\d)", changes, re.M)[1]


def log(tables=None):
    """Write the log as Markdown; of the committed tables, small cells hidden, unless others are given."""
    found = entries(tables or loading.tables())
    known, today = dates()
    lines = [HEAD]
    for section in dict.fromkeys(entry["section"] for entry in found):
        mine = [entry for entry in found if entry["section"] == section]
        lines += [f"## {section} ({len(mine)})", ""]
        lines += ["| found | figures | area | what | printed | why |", "|---|---|---|---|---|---|"]
        for entry in mine:
            texts = [entry[name].replace("|", "\\|") for name in ("area", "what", "printed", "why")]
            texts = [text.replace("\n", " ").replace("<", "&lt;") for text in texts]
            lines.append(f"| {known.get(entry['key'], today)} | `{entry['key']}` | {' | '.join(texts)} |")
        lines.append("")
    return "\n".join(lines)
