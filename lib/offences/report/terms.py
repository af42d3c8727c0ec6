"""The list of terms: what a reader of a page need not know, one line each, and links to it."""

import html
import re

TERMS = {
    "recorded offence": "an offence that police wrote into their records; it can concern several children or messages, "
    "and many are never reported",
    "round": "one set of answers from police forces, asked for and published together",
    "class": "a group of offences that the Home Office counts together; class 88A, sexual grooming, holds sexual "
    "communication with a child and little else",
    "interval": "the range that likely holds the true value: in 95 of 100 such cases it does",
    "limits": "the two ends of an interval",
    "usual variation": "how far such counts go up and down from year to year by themselves",
    "dispersion": "how many times more a count varies than pure chance would make it",
    "estimate": "a number that nobody published, worked out from other figures and marked [e]",
    "rate": "offences for every 10,000 resident children under 16",
    "similar force": "a force with about as many resident children",
    "part-year": "a figure for some months of a year only; it is compared with no whole year",
    "platform": "the app, site or game on which the child was contacted, where police noted it",
    "outcome": "what became of a recorded offence, such as a charge or a case closed for lack of evidence",
    "cost limit": "a force may refuse a request that takes over 18 hours, in Scotland one that costs over £600",
}
#: The terms with their plurals; a longer one before a shorter one inside it.
FOUND = re.compile(
    rf"\b({'|'.join(sorted(TERMS, key=len, reverse=True))}|similar forces|classes)(s?)\b(?![^<\[]*[>\]])"
)


def anchor(term):
    """Name the place of a term in the list."""
    return f"term-{term.replace(' ', '-')}"


def linked(text, write='<a href="#{1}">{0}</a>'):
    """Link the first place of each term in an escaped text to its line in the list; write takes words and anchor."""
    seen = set()

    def link(match):
        term = {"similar forces": "similar force", "classes": "class"}.get(match[1], match[1])
        if term in seen:
            return match[0]
        seen.add(term)
        return write.format(match[0], anchor(term))

    return FOUND.sub(link, text)


def as_text():
    """Write the list as plain text."""
    return "\n".join(f"{term}: {said}" for term, said in TERMS.items())


def as_html():
    """Write the list, folded; a link into it opens it."""
    lines = "".join(
        f'<dt id="{anchor(term)}">{html.escape(term)}</dt><dd>{html.escape(said)}</dd>\n'
        for term, said in TERMS.items()
    )
    return f"<details><summary>What the terms mean</summary>\n<dl>\n{lines}</dl>\n</details>"
