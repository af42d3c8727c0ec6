"""Police force areas, regions, nations and areas as a publisher drew them.

Each area has a code: the ONS's where there is one, else one of our own
(``NSPCC-SE`` is the South East as the NSPCC draws it, without Thames Valley).
"""

import functools
import re

import pandas as pd
from rapidfuzz import fuzz, process

from offences import published
from offences.errors import InputError

UK, ENGLAND_AND_WALES = "K02000001", "K04000001"
#: Words that a police force's name may carry or leave out.
FORCE_WORDS = r"\b(police|constabulary|police service|police force)\b"


@published.kept
def table():
    """Give every area: code, name, level, region, country, offence and a note.

    Returns
    -------
    pandas.DataFrame
        Indexed by area code.

    Examples
    --------
    >>> table().loc["E23000032", ["name", "level", "country"]].tolist()
    ['Kent', 'force', 'England']
    """
    return published.reference("areas").set_index("area", drop=False)


@functools.cache
def _names():
    """Map every name people use, simplified, to its area code."""
    areas = table()
    names = {}
    for code, name in zip(areas["area"], areas["name"], strict=True):
        names[simplify(name)] = names[simplify(code)] = names[slug(code)] = code
    aliases = published.reference("aliases")
    for alias, code in zip(aliases["alias"], aliases["area"], strict=True):
        names[simplify(alias)] = code
    return names


def simplify(name):
    """Reduce a name to what tells it apart: case, police words and marks go.

    Examples
    --------
    >>> simplify("Devon & Cornwall Police")
    'devon and cornwall'
    """
    words = str(name).lower().replace("&", " and ").replace("’", "'")
    words = re.sub(FORCE_WORDS, " ", words) if len(words) > 6 else words
    return re.sub(r"[^a-z0-9()]+", " ", words).strip()


def find(name):
    """Find an area by any common name, code or slug.

    Parameters
    ----------
    name : str
        Such as ``Derbys``, ``Derbyshire Constabulary``, ``E23000018``.

    Returns
    -------
    str
        The area code.

    Raises
    ------
    InputError
        If no area is called that; the message says which names are near.

    Examples
    --------
    >>> find("Derbyshire Constabulary")
    'E23000018'
    """
    code = _names().get(simplify(name)) or _names().get(str(name))
    if code:
        return code
    near = process.extract(simplify(name), list(_names()), scorer=fuzz.WRatio, limit=6, score_cutoff=70)
    guesses = list(dict.fromkeys(table()["name"][_names()[match]] for match, _, _ in near))[:3]
    hint = f"Did you mean {' or '.join(guesses)}? " if guesses else ""
    raise InputError(
        f"{str(name)!r} is no area that the collection knows. {hint}`offences areas` lists every name."
    )


def find_all(names):
    """Find several areas by any common names; errors as for :func:`find`.

    Examples
    --------
    >>> find_all(["Derbys", "E23000032"])
    ['E23000018', 'E23000032']
    """
    if isinstance(names, str) or not hasattr(names, "__iter__"):
        raise InputError(f"{names!r} is no list of areas.")
    return [find(name) for name in names]


def name(code):
    """Give an area's name.

    Examples
    --------
    >>> name("E23000018")
    'Derbyshire'
    """
    return _of(code, "name")


def _of(code, column):
    """Look an area up; a name in place of its code is refused with the code."""
    try:
        return table()[column][code]
    except KeyError:
        raise InputError(f"{code!r} is no area code; its code is {find(str(code))!r}: use that.") from None


def said(code):
    """Give an area's name as a sentence says it.

    Examples
    --------
    >>> said("K02000001"), said("E23000032")
    ('the UK', 'Kent')
    """
    with_article = name(code) == "UK" or name(code).startswith(("North", "South", "East", "West Midlands ("))
    with_article = with_article and level(code) not in ("force", "nation")
    with_article = with_article or name(code) == "City of London"
    return f"the {name(code)}" if with_article else name(code)


def slug(code):
    """Give the short name used for folders and addresses.

    Examples
    --------
    >>> slug("E23000018")
    'derbyshire'
    """
    return re.sub(r"[^a-z0-9]+", "-", name(code).lower()).strip("-")


def level(code):
    """Give an area's level: force, region, nation, uk or published area.

    Examples
    --------
    >>> level("E23000032"), level("NSPCC-SE")
    ('force', 'published area')
    """
    return _of(code, "level")


def forces():
    """List the codes of the 43 territorial forces of England and Wales, in ONS order.

    Examples
    --------
    >>> len(forces())
    43
    """
    areas = table()
    return list(areas.index[(areas["level"] == "force") & (areas.index != "BTP")])


def members(code, round_=""):
    """List the forces that make up an area.

    Parameters
    ----------
    code : str
        An area code; a force is made up of itself.
    round_ : str, optional
        The round (``2024-11``) whose drawing of the area is meant; the North
        West of 2023 has no Cumbria, that of 2024 has. Empty: every round's.

    Returns
    -------
    list of str
        Force codes; empty where the members were not published.

    Examples
    --------
    >>> [name(code) for code in members("NSPCC-SE")]
    ['Hampshire', 'Kent', 'Surrey', 'Sussex']
    """
    return list(_members(code, round_))


@functools.cache
def _members(code, round_):
    areas = table()
    is_force = areas["level"] == "force"
    if level(code) == "region":
        return list(areas.index[is_force & (areas["region"] == code)])
    if level(code) in ("nation", "uk"):
        inside = {"K02000001": ["England", "Wales"], "K04000001": ["England", "Wales"]}
        countries = inside.get(code, [areas["country"][code]])
        own = list(areas.index[is_force & areas["country"].isin(countries)])
        return own + (["S92000003", "N92000002"] if code == UK else []) or [code]
    if level(code) == "force":
        return [code]
    drawn = published.reference("area_members")
    drawn = drawn[drawn["area"] == code]
    if round_:
        since = (drawn["from_round"] == "") | (drawn["from_round"] <= round_)
        until = (drawn["to_round"] == "") | (drawn["to_round"] >= round_)
        drawn = drawn[since & until]
    return list(drawn["member"])


def is_single(code):
    """Tell whether an area is one force, or one nation with one force.

    Examples
    --------
    >>> is_single("E23000018"), is_single("W92000004")
    (True, False)
    """
    return len(members(code)) == 1


def around(code):
    """List the larger areas that contain an area, the nearest first.

    Areas as a publisher drew them come before the ONS's, then nation and UK.

    Examples
    --------
    >>> [name(code) for code in around("W15000004")]
    ['Wales', 'England and Wales', 'UK']
    """
    inside = set(members(code))
    if not inside:
        return []
    order = ["published area", "region", "nation", "uk"]
    found = [
        other
        for other in table().index
        if other != code and level(other) in order and inside < set(members(other)) - {other}
    ]
    if code in ("S92000003", "N92000002"):
        found = [UK]
    return sorted(found, key=lambda other: (order.index(level(other)), len(members(other))))


def listing():
    """List every area that can be asked for.

    Returns
    -------
    pandas.DataFrame
        Columns area, name, level, slug and other_names.

    Examples
    --------
    >>> found = listing().set_index("area").loc["E23000005"]
    >>> found["name"], found["slug"], "GMP" in found["other_names"]
    ('Greater Manchester', 'greater-manchester', True)
    """
    aliases = published.reference("aliases").groupby("area")["alias"].agg(", ".join)
    areas = table()
    return pd.DataFrame(
        {
            "area": areas["area"],
            "name": areas["name"],
            "level": areas["level"],
            "slug": [slug(code) for code in areas["area"]],
            "other_names": [aliases.get(code, "") for code in areas["area"]],
        }
    ).reset_index(drop=True)
