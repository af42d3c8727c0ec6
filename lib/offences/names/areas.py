"""Police force areas, regions, nations and areas as a publisher drew them.

A code is the ONS's where there is one, else one of our own (``NSPCC-SE`` is the South East as the NSPCC
draws it, without Thames Valley). A list of areas ("Cheshire, Merseyside and Lancashire") that is none of
these is an area whose code is that of its forces joined by :data:`JOINT`.
"""

import functools
import hashlib
import re

from rapidfuzz import process
from rapidfuzz.distance import OSA

from offences.names import reference, wording
from offences.names.errors import InputError, NearMiss

UK, ENGLAND_AND_WALES = "K02000001", "K04000001"
#: Nations of one force, which is no force of England or Wales.
ONE_FORCE = ["S92000003", "N92000002"]
#: Words that a police force's name may carry or leave out.
FORCE_WORDS = r"\b(police service|police force|police|heddlu|constabulary|constabularies)\b"
#: Words of names that are cut short, and in full.
SHORT = {
    r"^n\.? (?=ireland)": "northern ", r"^n\.? ": "north ", r"^s\.? ": "south ", r"^e\.? ": "east ", r"^w\.? ": "west ",
    r"\bgtr\b": "greater", r"\byorks\b": "yorkshire",
}  # fmt: skip
#: What joins the codes of the forces of an area that a list names, and what parts its names in print.
JOINT, BETWEEN = "+", r"\s*(?:,\s*and\b|[,;/+&]|\b(?:and|plus)\b)\s*"
#: No name of one area has more parts, as "Yorkshire and the Humber" has two.
MOST_PARTS = 3
#: A longer name is no folder's.
LONGEST_SLUG = 100
#: Rounds before and after all: how a publisher drew its areas first and last.
FIRST_DRAWN, LAST_DRAWN = "0", "9"
#: Words that say that a region is meant.
REGION_WORDS = r" \(region\)$| region$| (of )?england$"
#: Levels of areas that hold others, the nearest first.
WIDER = ["published area", "region", "nation", "uk"]


@reference.kept
def table():
    """Give every area, indexed by its code: area, name, level, region, country, offence and a note."""
    return reference.reference("areas").set_index("area", drop=False)


@functools.cache
def _rows():
    return table().to_dict("index")


@functools.cache
def _names(places):
    """Map every name, simplified, to the texts and codes of the areas that it may mean.

    A name is one without its bracket too. Places within an area lead to it where a user asks, not where a
    figure was printed: a figure of Leeds is not one of West Yorkshire.
    """
    areas, aliases = table(), reference.reference("aliases")
    texts = [areas["area"], areas["name"], areas["name"].str.replace(r" \(.*\)$", "", regex=True)]
    found = [(text, code) for column in texts for text, code in zip(column, areas["area"], strict=True)]
    found += zip(aliases["alias"], aliases["area"], strict=True)
    if places:
        inside = reference.reference("places")
        found += zip(inside["place"], inside["area"], strict=True)
    names = {}
    for text, code in found:
        names.setdefault(simplify(text), {}).setdefault(code, text)
    return names


@functools.cache
def _printed():
    """Map the names that publishers print for one area of theirs to its code."""
    aliases = reference.reference("aliases").query("kind == 'as published'")
    return {simplify(alias): code for alias, code in zip(aliases["alias"], aliases["area"], strict=True)}


def simplify(name):
    """Reduce a name to what tells it apart: "Devon & Cornwall Police" to "devon and cornwall"."""
    words = str(name).lower().replace("&", " and ")
    words = re.sub("['’]", "", words)
    words = re.sub(FORCE_WORDS, " ", words) if len(words) > 6 else words
    for short, full in SHORT.items():
        words = re.sub(short, full, words)
    return re.sub(r"[^a-z0-9()]+", " ", words).strip().removeprefix("the ")


def find(name):
    """Give the code of the area that a user asks for by any common name, code or place inside it.

    InputError for no area, saying which names are near, and for several, saying what to type for each.
    """
    codes = _meant(name) or list(filter(None, [listed(name)]))
    if len(codes) > 1:
        codes = sorted(codes, key=lambda code: level(code) != "force")
        choices = [f'"{typed(code)}" for {_described(code)}' for code in codes]
        raise NearMiss(f"{_shown(name)} may mean several areas; type {'; '.join(choices)}.")
    if not codes:
        hint = _hint(simplify(name))
        what = f"is no area that the collection knows. {hint}`offences areas` lists every name."
        raise (NearMiss if hint else InputError)(f"{_shown(name)} {what}")
    return codes[0]


def find_printed(place, round_=""):
    """Give the code of the area that a publisher's printed words name: the whole of it, never a place inside.

    A round is that which prints them, whose drawing of an area a list of forces may name. InputError as of
    :func:`find`, and where the words name a part of an area.
    """
    key = simplify(place)
    # that the NSPCC prints Northampton for Northamptonshire says nothing of others
    of_town = not round_ and _is_town(key)
    if key in _printed() and not of_town:
        return _printed()[key]
    if key in _names(False) and not of_town:
        return find(place)
    code = listed(place, round_ or LAST_DRAWN)
    if code:
        return code
    inside = _names(True).get(key)
    if inside:
        raise NearMiss(
            f"{_shown(place)} is a part of {' or of '.join(map(name, inside))}, and a part's figure is not the "
            "whole's; give the figure of a force, region or nation."
        )
    return find(place)


def _is_town(key):
    """Tell whether a name that a publisher prints for a force is but a part of the force's own."""
    code = _printed().get(key)
    own = simplify(name(code)) if code and level(code) == "force" else ""
    return key in own and key != own


def listed(text, round_=""):
    """Give the code of the area that a list of areas names; None where the text is no list of known names.

    Places inside a force that the list names too ("Rutland and Leicestershire") add nothing to it. The areas are
    meant as the round drew them, or any if it is empty. InputError if one name is unknown or of a part of a force,
    or two hold the same force.
    """
    parts = re.split(f"({BETWEEN})", re.sub(r"^both ", "", str(text).strip()), flags=re.I)
    if not 3 <= len(parts) < 200:
        return None
    items, place = [], 0
    while place < len(parts):
        tried = ["".join(parts[place : place + 2 * many - 1]) for many in range(MOST_PARTS, 0, -1)]
        many, item = next(
            ((MOST_PARTS - at, one) for at, one in enumerate(tried) if _item(one, round_)), (1, parts[place])
        )
        items.append((item, *(_item(item, round_) or ((), ()))))
        place += 2 * many
    held = [code for _, forces, _ in items for code in forces]
    wrong = [item for item, forces, around in items if not forces and not set(around) & set(held)]
    if not held or len(items) < 2:
        return None
    if wrong or len(set(held)) < len(held):
        what = (
            f"{_shown(wrong[0])} is no area that the collection knows whole"
            if wrong
            else "a force is named twice"
        )
        raise InputError(
            f"{_shown(text)} is a list in which {what}; name forces, regions or nations, each once."
        )
    return _of_members(frozenset(held), round_)


def _item(text, round_):
    """Give the forces that one name of a list holds, and those that it is a place in; None where it is no name."""
    key = re.sub(r" (?:forces|areas|counties)$", "", simplify(text)).strip()
    codes = [_printed()[key]] if key in _printed() else list(_names(False).get(key, ()))
    # London is its region, which holds both of its forces
    widest = [code for code in codes if set(codes) <= {*members(code, round_), code}]
    if len(codes) > 1 and not widest:
        return None
    if codes:
        return members((widest or codes)[0], round_), ()
    return ((), tuple(_names(True)[key])) if key in _names(True) else None


def _of_members(codes, round_):
    """Give the code of the area that forces make up: a force's, a drawn area's, a region's or one of its own."""
    if len(codes) == 1:
        return next(iter(codes))
    wider = sorted(set(_rows()) - set(_forces()), key=lambda code: level(code) != "published area")
    drawings = [round_] if round_ else [LAST_DRAWN, FIRST_DRAWN]
    drawn = (code for code in wider if any(set(members(code, one)) == codes for one in drawings))
    return next(drawn, JOINT.join(sorted(codes)))


def _shown(text):
    return repr(text if len(text := str(text)) <= 120 else f"{text[:117]}...")


def typed(code):
    """Give what a user may type for an area: its name where that is plain and no other's, else its code."""
    plain = re.fullmatch(r"[\w -]+", name(code)) and _meant(name(code)) == [code]
    return name(code) if plain else code


def _meant(asked):
    """List the codes that a name may mean; "police" says that a force is, "region" that none is."""
    if JOINT in str(asked) and is_code(str(asked)):
        return [str(asked)]
    names, key = _names(True), simplify(asked)
    codes = list(names.get(key, ()))
    region = re.sub(REGION_WORDS, "", key)
    if region != key:
        wider = [code for code in names.get(region, ()) if level(code) != "force"]
        codes = list(dict.fromkeys(codes + wider))
    if re.search(FORCE_WORDS, str(asked).lower()):
        codes = [code for code in codes if level(code) == "force"] or codes
    return codes


def _described(code):
    """Name an area so that it differs from others of its name."""
    if level(code) == "published area":
        return f"{name(code)}, as {'the NSPCC' if code.startswith('NSPCC') else 'a newspaper'} drew it"
    behind = {"force": " (force)", "region": "" if "(" in name(code) else " (ONS region)"}
    return name(code) + behind.get(level(code), "")


def _hint(asked):
    """Suggest names that a slip of typing or a word left out would explain: nothing is better than a guess."""
    names, words = _names(True), set(asked.split())
    allowed = 0 if len(asked) < 4 else 1 if len(asked) < 6 else 2
    near = process.extract(asked, list(names), scorer=OSA.distance, score_cutoff=allowed, limit=None)
    # In a short word, or with two slips, another first letter makes another word.
    near = [(key, slips) for key, slips, _ in near if slips < min(2, allowed) or key[0] == asked[0]]
    one_slip = [key for key, slips in near if slips < 2]
    held = [key for key in names if words < set(key.split()) and key not in _printed() and len(asked) > 3]
    keys = one_slip or held or [key for key, _ in near]
    guesses = {tuple(names[key]): _suggested(names[key]) for key in reversed(keys)}.values()
    return f"Did you mean {' or '.join(reversed(guesses))}? " if 0 < len(guesses) <= 3 else ""


def _suggested(meanings):
    """Word a suggestion: an area's name, or the place's inside it with the area's behind."""
    code, text = next(iter(meanings.items()))
    own = len(meanings) > 1 or simplify(text) == simplify(name(code))
    return text if own else f"{text} ({name(code)})"


def find_all(names):
    """Find several areas by any common names; errors as for :func:`find`."""
    if isinstance(names, str) or not hasattr(names, "__iter__"):
        raise InputError(f"{names!r} is no list of areas.")
    return [find(name) for name in names]


def is_code(text):
    """Tell whether a text is the code of an area, or the sorted codes of several forces joined."""
    codes = text.split(JOINT)
    if len(codes) == 1:
        return text in _rows()
    return codes == sorted(set(codes)) and set(codes) <= {*forces(), *ONE_FORCE, "BTP"}


@functools.cache
def row(code):
    """Give an area's row of :func:`table` as a dict; that of an area which a list names is made of its forces'.

    InputError if the text is no code; of a name it says the code.
    """
    if not is_code(code):
        raise InputError(f"{code!r} is no area code; its code is {find(str(code))!r}: use that.")
    if JOINT not in code:
        return _rows()[code]
    held = table().loc[code.split(JOINT)]
    countries, offences = set(held["country"]), set(held["offence"])
    return {
        "area": code,
        "name": wording.listed(sorted(held["name"])),
        "level": "published area",
        "region": "",
        "country": countries.pop() if len(countries) == 1 else name(UK),
        "offence": offences.pop() if len(offences) == 1 else "uk_mixed",
        "note": "named by a list of its forces",
    }


def name(code):
    """Give an area's name."""
    return row(code)["name"]


def level(code):
    """Give an area's level: force, region, nation, uk or published area."""
    return row(code)["level"]


def said(code):
    """Give an area's name as a sentence says it: "the UK", "Kent"."""
    wide = level(code) not in ("force", "nation")
    compass = name(code).startswith(("North", "South", "East", "West Midlands ("))
    with_article = wide and (compass or code == UK) or name(code) == "City of London"
    return f"the {name(code)}" if with_article else name(code)


def slug(code):
    """Give the short name used for folders and addresses."""
    text = re.sub(r"[^a-z0-9]+", "-", name(code).lower()).strip("-")
    if len(text) <= LONGEST_SLUG:
        return text
    return f"{len(members(code))}-forces-{hashlib.sha256(code.encode()).hexdigest()[:8]}"


def forces():
    """List the codes of the 43 territorial forces of England and Wales, in ONS order."""
    return [code for code in _forces() if code != "BTP"]


def _forces(column="level", among=("force",)):
    """List the forces, British Transport Police too, of which a column of the table is among some values."""
    return [code for code, row in _rows().items() if row["level"] == "force" and row[column] in among]


def members(code, round_=""):
    """List the codes of the forces that make up an area, a force of itself; empty where they were not published.

    A round (``2024-11``) is that whose drawing is meant: the North West of 2023 has no Cumbria, that of 2024 has.
    Empty: every round's.
    """
    return list(_members(code, round_))


@functools.cache
def _members(code, round_):
    if JOINT in code and is_code(code):
        return code.split(JOINT)
    if level(code) == "force":
        return [code]
    if level(code) == "region":
        return _forces("region", [code])
    if level(code) in ("nation", "uk"):
        whole = code in (UK, ENGLAND_AND_WALES)
        own = _forces("country", ["England", "Wales"] if whole else [row(code)["country"]])
        return own + (ONE_FORCE if code == UK else []) or [code]
    return [
        row["member"]
        for row in _drawn().get(code, [])
        if not round_ or row["from_round"] <= round_ <= (row["to_round"] or round_)
    ]


@functools.cache
def _drawn():
    """Map an area as a publisher drew it to its rows of ``area_members.csv``."""
    groups = reference.reference("area_members").groupby("area")
    return {code: rows.to_dict("records") for code, rows in groups}


def is_single(code):
    """Tell whether an area is one force, or one nation with one force."""
    return len(members(code)) == 1


def twin(code, among):
    """Give the first of some areas that holds the same several forces as an area; empty where none does."""
    held = set(members(code))
    alike = (other for other in dict.fromkeys(among) if other != code and set(members(other)) == held)
    return next(alike, "") if len(held) > 1 else ""


def around(code):
    """List the larger areas that contain an area, the nearest first: a publisher's before the ONS's, then nation and UK."""
    inside = set(members(code))
    if not inside:
        return []
    found = [
        other
        for other in _rows()
        if other != code and level(other) in WIDER and inside < set(members(other)) - {other}
    ]
    if code in ONE_FORCE:
        found = [UK]
    return sorted(found, key=lambda other: (WIDER.index(level(other)), len(members(other))))


def listing():
    """List every area that can be asked for: area, name, level, slug, other_names, and the places that lead to it."""
    listing = table()[["area", "name", "level"]].assign(slug=lambda areas: areas["area"].map(slug))
    for column, file, text in (("other_names", "aliases", "alias"), ("places", "places", "place")):
        texts = reference.reference(file).groupby("area")[text].agg(", ".join)
        listing[column] = listing["area"].map(texts).fillna("")
    return listing.reset_index(drop=True)
