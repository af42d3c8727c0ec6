"""The text of a Freedom of Information request that would close one area's gaps."""

import html
from typing import NamedTuple

from offences.names import areas, wording
from offences.report import grammar
from offences.tables import disclosure

#: By country: the Act, its section on advice, and the offence with its codes as police systems know it.
LAW = {
    "England": (
        "Freedom of Information Act 2000",
        "16",
        "sexual communication with a child (section 15A, Sexual Offences Act 2003; Home Office class 88A, code 71/17)",
    ),
    "Scotland": (
        "Freedom of Information (Scotland) Act 2002",
        "15",
        "communicating indecently with a child (sections 24 and 34, Sexual Offences (Scotland) Act 2009)",
    ),
    "UK": (
        "Freedom of Information Act 2000 (Scotland: the 2002 Act)",
        "16",
        "sexual communication with a child (section 15A, Sexual Offences Act 2003; Home Office class 88A, code 71/17; in "
        "Scotland sections 24 and 34 of the 2009 Act, in Northern Ireland article 22A of the 2008 Order)",
    ),
    "Northern Ireland": (
        "Freedom of Information Act 2000",
        "16",
        "sexual communication with a child (article 22A, Sexual Offences (Northern Ireland) Order 2008)",
    ),
}
#: All forces of an area are named where they are no more, counted where they are; an item for most of them goes to all.
FEW = 5
PARTS = {
    "total": "offences recorded",
    "outcome": "the outcomes of these offences by type",
    "age": "victims by age (under 10; 10 to 12; 13 to 15; 16 and over)",
    "gender": "victims by gender",
    "platform": "platforms, where a field or flag can be searched",
}


class Item(NamedTuple):
    """What is asked for of some years, and of whom (codes of forces)."""

    years: tuple
    forces: tuple
    parts: tuple


def _items(lacking):
    """Put together what is asked for of the same years and forces; what costs the force least stands first.

    lacking is that of :func:`offences.analysis.brief.lacking`.
    """
    found = {}
    for part, words in PARTS.items():
        forces = tuple(code for code, years in lacking[part].items() if years)
        if len(forces) > max(FEW, len(lacking[part]) / 2):
            forces = tuple(lacking[part])
        when = tuple(sorted(set().union(*lacking[part].values())))
        if when:
            found.setdefault((when, forces), []).append(words)
    return [Item(*key, tuple(parts)) for key, parts in found.items()]


def text(area, lacking):
    """Write a request that closes the gaps of an area, in paragraphs: a subject, what is asked for, and how."""
    act, advice, offence = LAW.get(areas.row(area)["country"], LAW["England"])
    items = _items(lacking)
    order = "in that order, " if sum(len(item.parts) for item in items) > 1 else ""
    lines = [
        f"{number}. {grammar.spans(item.years)}: {'; '.join(item.parts)}."
        for number, item in enumerate(items, 1)
    ]
    return [
        f"Request under the {act}",
        f"Please send, for {offence}, by financial year of recording:",
        *lines,
        "Please give totals, zeros and unknowns, and name months or districts left out. Show numbers from 1 to "
        f"{disclosure.SMALL} as that band. If this exceeds the cost limit (section 12), please answer {order}read no case "
        f"files by hand, and advise under section {advice}. A spreadsheet is best.",
    ]


def as_html(paragraphs):
    """Write a request as one thing to copy."""
    first, *rest = (html.escape(one) for one in paragraphs)
    said = "\n".join(f"<p>{one}</p>" for one in rest)
    return f'<blockquote class="sentence request">\n<p><strong>{first}</strong></p>\n{said}\n</blockquote>'


def _office(code):
    """Name the police of an area as whom a letter goes to."""
    name = areas.name(code)
    if "Police" not in name:
        return f"the police in {areas.said(code)}"
    return name if code == "BTP" else f"the {name}"


def _offices(forces):
    """Name the police of several areas as whom letters go to."""
    called = [_office(code) for code in forces if "Police" in areas.name(code)]
    others = [areas.said(code) for code in forces if "Police" not in areas.name(code)]
    return wording.listed([*([f"the police of {wording.listed(others)}"] if others else []), *called])


def addressed(area, lacking):
    """Say to whom the request goes, each item where they differ, from what each force lacks (``brief.lacking``)."""
    forces, items = lacking["total"], _items(lacking)
    if area in forces and not areas.is_single(area):
        where = grammar.place(area)
        return f"Ask the publisher which forces make up {where}, then send this to each of them."
    if len(forces) == 1:
        return f"Send this to {_office(area)}."
    each = f"each of the {len(forces)} forces"
    whom = [each if len(item.forces) == len(forces) > FEW else _offices(item.forces) for item in items]
    if len(set(whom)) == 1:
        return f"Send this to {whom[0]}."
    numbered = [f"item {number} to {who}" for number, who in enumerate(whom, 1)]
    return f"Send {'; '.join(numbered)}."
