"""The text of a Freedom of Information request that would close one area's gaps."""

import html

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
PARTS = {
    "total": "offences recorded",
    "outcome": "the outcomes of these offences by type",
    "age": "victims by age (under 10; 10 to 12; 13 to 15; 16 and over)",
    "gender": "victims by gender",
    "platform": "platforms, where a field or flag can be searched",
}


def _lines(gaps):
    """Number what is asked for, with the years (``brief.gaps``) of each; what costs the force least stands first."""
    by_years = {}
    for part in PARTS:
        if gaps[part]:
            by_years.setdefault(gaps[part], []).append(PARTS[part])
    return [
        f"{number}. {grammar.spans(years)}: {'; '.join(parts)}."
        for number, (years, parts) in enumerate(by_years.items(), 1)
    ]


def text(area, gaps):
    """Write a request that closes the gaps of an area, in paragraphs: a subject, what is asked for, and how."""
    act, advice, offence = LAW.get(areas.row(area)["country"], LAW["England"])
    order = "in that order, " if sum(map(bool, gaps.values())) > 1 else ""
    return [
        f"Request under the {act}",
        f"Please send, for {offence}, by financial year of recording:",
        *_lines(gaps),
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


def addressed(area, by_force):
    """Say to whom the request goes, from the years that each force lacks (``brief.by_force``)."""
    missing = [code for code, lacking in by_force.items() if lacking]
    if not by_force:
        where = grammar.place(area)
        return f"Ask the publisher which forces make up {where}, then send this to each of them."
    if len(by_force) == 1:
        return f"Send this to {_office(area)}."
    if 0 < len(missing) <= 5:
        return f"Send this to the police of {wording.listed(areas.said(code) for code in missing)}."
    return f"Send this to each of the {len(missing or by_force)} forces."
