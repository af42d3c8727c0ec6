"""The grammar of sentences that may be printed: records of numbers become words, each kind of thing in one way.

A sentence holds one number and what it is compared with, says the error in words and who says so;
its interval and method are its detail. Years, percentages and small numbers follow newspapers.
"""

import math
import re
from typing import NamedTuple

from offences.names import areas, wording, years
from offences.reading import values
from offences.statistics.changes import Direction

#: The numbers that a sentence writes as words.
SMALL = ["no", *values.UNITS[1:10]]
#: An offence as it is counted: of the official class, or as it was published.
OFFENCE = {
    "class": "sexual grooming offences",
    "s15A": "offences of sexual communication with a child",
    "scotland": "offences of communicating indecently with a child",
    "northern_ireland": "offences of sexual communication with a child",
    "uk_mixed": "offences of sexual communication with a child",
}
#: Who says so, by the origin of a figure.
SAY = {
    "Home Office": "Home Office figures show",
    "NSPCC": "NSPCC figures show",
    "force": "the police's own answer shows",
    "own": "the newsroom's own figures show",
}
#: Whose figures others reported.
REPORTED = {"NSPCC": "NSPCC", "force": "police"}
#: What "likely" means wherever a sentence says it: limits of 95%.
LIKELY = "A “likely” range holds the true number 19 times out of 20."
#: How a later count stands to an earlier one, by the direction that the rule of change allows.
COMPARED = {Direction.ROSE: "up from", Direction.FELL: "down from", Direction.SAME: "about the same as the"}
#: What is said of a claim in print, by its verdict, in the order of telling, what is wrong first; {found}: what figures give.
VERDICTS = {
    "contradicted within its round": "figures of the same time give {found}, so one is wrong",
    "does not fit the official class": "the Home Office's count of the wider class makes that unlikely",
    "at odds with another round": "figures published at another time give {found}, perhaps after corrections or for another period",
    "fits in one way only": "that can be right in one way only, so ask before repeating it",
    "reproduced under one choice of rounds": "published figures give {found}, depending on which are used",
    "reproduced, cut and not rounded": "the figures give {found}, cut short rather than rounded",
    "reproduced": "the figures printed with it give the same",
    "reproduced with another round's figures": "figures published at another time give the same",
    "not checkable": "the figures to test it were never published",
}
#: How a count, or a change of one, is of something.
OF = {"platform": " involving", "gender": " against", "age": " against victims", "age_gender": " against"}
MEASURES = {
    "offences": "the number of offences",
    "percent_change": "the change",
    "platforms_count": "the number of platforms",
    "share_gender": "the share of victims who were",
    "share_age": "the share of victims",
    "share_platform": "the share that involved",
    "known_share": "the share whose platform was known",
    "share_period": "the share in one part of the time",
    "share": "the share",
}
#: With more names than these a sentence counts them.
MOST_NAMES = 3
#: Publishers of figures of their own: they report nobody else's.
OF_ITS_OWN = re.compile(r"^NSPCC|disclosure log", re.I)
#: Names that take an article.
PAPERS = re.compile(
    r"^(?!BBC|STV|ITV).*(Times|Echo|Star|Post|Mercury|Chronicle|Gazette|Herald|Express|Examiner|Advertiser|Journal|"
    r"Argus|Guardian|Telegraph|Mail|News|Observer|Reporter|Standard|Citizen|Packet|Press)$"
)


class Count(NamedTuple):
    """A count of an area and year: ``printed`` holds its words where it is no exact number, ``offence`` a key of OFFENCE."""

    area: str
    year: str
    count: float
    offence: str
    origin: str
    printed: str = ""
    round: str = ""
    figure_ids: tuple = ()
    publisher: str = ""


def year(text):
    """Write a financial year."""
    return f"the year to March {years.start(text) + 1}"


def spans(wanted):
    """Write financial years as runs of months."""
    return wording.listed(
        f"April {years.start(first)} to March {years.start(last) + 1}" for first, last in _runs(wanted)
    )


def _runs(wanted):
    runs = []
    for one in sorted(wanted):
        if runs and years.shift(runs[-1][1], 1) == one:
            runs[-1][1] = one
        else:
            runs.append([one, one])
    return runs


def number(value):
    """Write a count as a newspaper does."""
    return SMALL[int(value)] if 0 < value == int(value) < len(SMALL) else wording.number(value)


def per_cent(value):
    """Write a percentage with one decimal at most, halves rounded up."""
    return wording.percent(value, 1).removesuffix("%").removesuffix(".0") + " per cent"


def times(low, high):
    """Write between which ratios a later count stands to an earlier one: outwards, never narrower than they are."""
    if high <= 1 or (low >= 1 and high < 2):
        least, most = _outwards(*sorted(100 * abs(ratio - 1) for ratio in (low, high)))
        return f"between {least} and {most} per cent {'fewer' if high <= 1 else 'more'} than"
    if low < 2:
        least, most = _outwards(10 * low, 10 * high)
        return f"between {least / 10:g} and {most / 10:g} times"
    words = dict(enumerate([*values.UNITS, *values.TENS[:1]]))
    least, most = _outwards(low, high)
    return f"between {words.get(least, least)} and {words.get(most, wording.number(most))} times"


def _outwards(low, high):
    return math.floor(low + 1e-9), math.ceil(high - 1e-9)


def place(area):
    """Name an area as a sentence does: without what only tells it from another, unless that has the same name."""
    stem = areas.name(area).removesuffix(" (ONS region)")
    if stem != areas.name(area) and stem.casefold() in areas.table()["name"].str.casefold().to_numpy():
        return areas.said(area).replace(" (ONS region)", " (ONS)")
    said = re.sub(
        r" \((ONS region|forces not stated)\)|^The (?=W)",
        lambda found: "the " * (not found[1]),
        areas.said(area),
    )
    said = said.replace("the North, ", "North, ")
    said = re.sub(r" \((with(?:out)? [^)]*)\)", r" \1", said)
    return f"the area of {said}" if area == "BTP" else f"the {said} area" if "Police" in said else said


def police(area):
    """Name who recorded the offences of an area."""
    if areas.level(area) == "force" and "Police" in areas.name(area):
        return areas.name(area) if area == "BTP" else f"The {areas.name(area)}"
    return f"Police {'' if areas.is_single(area) else 'forces '}in {place(area)}"


def none(said, area, among):
    """Say that something was not found of an area, and which of those where it was (among) holds the same forces."""
    other = areas.twin(area, among)
    held = (
        f" {wording.opening(place(other))}, as publishers draw it, holds the same forces and has some."
        if other
        else ""
    )
    return f"{said}.{held}"


def none_printed(area, claimed, where="in the sources read"):
    """Say that nothing printed about an area can be tested; claimed are the areas of which something can."""
    said = f"No total, change, share or comparison printed about {place(area)} was found {where}"
    return none(said, area, claimed)


def _counted(one):
    """Write a count as a number, any other in the words in which it was printed."""
    return wording.quoted(one.printed) if one.printed else number(one.count) if one.count else "no"


def shown(said, origin, publishers=(), many=True):
    """Add to a sentence who says so: those who counted, or who reported their figures (many, or the one)."""
    papers = dict.fromkeys(publisher(name) for name in publishers if not OF_ITS_OWN.search(name))
    if origin not in REPORTED or not papers:
        return f"{said}, {SAY.get(origin, SAY['own'])}."
    figures = f"these {REPORTED[origin]} figures" if many else f"this {REPORTED[origin]} figure"
    return f"{said}. {wording.opening(wording.listed(papers))} reported {figures}."


def recorded(now, base=None, direction=Direction.OPEN):
    """Say what police recorded in a year, beside an earlier one of the same source (Counts).

    A rise or a fall is told only where direction, what the rule of change allows, says so.
    """
    said = f"{police(now.area)} recorded {_counted(now)} {OFFENCE[now.offence]} in {year(now.year)}"
    if base and not now.count and not base.count:
        said += f", the same as {_when(now, base)}"
    elif base:
        before = _counted(base) if base.count else "none"
        said += f", {COMPARED.get(direction, 'compared with')} {before} {_when(now, base)}"
    papers = [one.publisher for one in (now, base) if one and one.publisher]
    return shown(said, now.origin, papers, many=base is not None)


def _when(now, base):
    when = "a year earlier" if years.shift(base.year, 1) == now.year else f"in {year(base.year)}"
    return when if base.round == now.round else f"{when} in a separate request"


def error(now, base, low, high, direction):
    """Say how far the change between two counts may reach, in words; low and high as ratios."""
    where, when = f"in {place(now.area)} in {year(now.year)}", f"in {year(base.year)}"
    if direction in (Direction.ROSE, Direction.FELL):
        return (
            f"Allowing for usual ups and downs, recorded offences {where} were likely "
            f"{times(low, high)} those {when}."
        )
    if direction is Direction.SAME:
        return f"Offences recorded {where} were about as many as {when}, within usual ups and downs."
    return f"For {place(now.area)}, these two years alone are too few to tell a rise from a fall."


def trend(area, found, what, origin, publishers=()):
    """Say how recorded offences changed a year by the trend fitted through several years, with the error in words.

    found is a Trend with a direction that may be told, what is counted; origin and publishers as for :func:`shown`.
    """
    by = f"By a trend fitted through {number(found.years)} yearly figures"
    said, until = f"{by}, recorded {what} in {place(area)}", f"until March {years.start(found.last_year) + 1}"
    if found.direction is Direction.SAME:
        low, high = found.low, found.high
        said += f" stayed about the same {until}, likely {{}} to {{}} per cent a year"
    else:
        low, high = sorted(abs(one) for one in (found.low, found.high))
        said += f" {found.direction} by {per_cent(abs(found.growth))} a year {until}, likely {{}} to {{}}"
    ends = (per_cent(one).removesuffix(" per cent") for one in (low, high))
    return shown(said.format(*ends), origin, publishers)


def moved(direction, few, counted, by, limits):
    """Say a rise or a fall as strongly as its direction allows, with what was counted or its limits alone."""
    if direction is Direction.OPEN:
        return f"{few} are too few to tell a rise from a fall ({counted})"
    if direction is Direction.SAME:
        return f"recorded offences stayed about the same ({counted})"
    return f"recorded offences {direction} by {by} ({limits})"


def rate(area, when, value, everywhere=None):
    """Say the offences of the official class for the children of an area beside those of England and Wales."""
    beside = "" if everywhere is None else f", against {everywhere:.1f} across England and Wales"
    return (
        f"{police(area)} recorded {value:.1f} sexual grooming offences per 10,000 children under 16 in "
        f"{year(when)}{beside}, Home Office figures show."
    )


def standing(area, when, lower, higher, rest, others):
    """Say than which others (codes) an area's rate is clearly higher or lower; rest, of the same kind, do not differ clearly."""
    every, what = len(lower) + len(higher) + rest, f"{OFFENCE['class']} in {year(when)}"
    all_of = f"{number(every)} {others}{'s' * (every > 1)}"
    if rest == every:
        return f"Per child, {place(area)} and the {all_of} did not clearly differ in the sexual grooming offences recorded in {year(when)}."
    if every in (len(lower), len(higher)) and every > MOST_NAMES:
        return f"Per child, {place(area)} recorded {'more' if lower else 'fewer'} {what} than all {all_of}."
    named = max(len(lower), len(higher)) <= MOST_NAMES
    sides = {
        word: wording.listed(map(place, codes)) if named else number(len(codes))
        for word, codes in (("more", lower), ("fewer", higher))
        if codes
    }
    (word, those), *other = sides.items()
    said = f"Per child, {place(area)} recorded {word} {what} than {those}"
    said += "".join(f", but {word} than {those}" for word, those in other) + (
        "" if named else f" of {all_of}"
    )
    left = f"{number(rest)} other {others}{'s' * (rest > 1)}" if named else number(rest)
    return f"{said}. {wording.opening(left)} did not clearly differ." if rest else f"{said}."


def implied(area, when, count, offence):
    """Say a count that nobody printed and that printed ones leave as the only one."""
    return (
        f"Other printed figures imply {number(count)} {OFFENCE[offence]} recorded in {place(area)} in {year(when)}, "
        "a number never printed."
    )


def beside_estimate(count, given):
    """Say what an estimate rests on that stands beside an implied count of the same year, as a further sentence."""
    basis = (
        "The official class and other published figures give" if given else "The official class alone gives"
    )
    return f" {basis} an estimated {number(count)} [e] offences."


def estimate(area, when, low, high, grooming, above=0, tested=0):
    """Say an estimate and between which numbers it likely lies, beside the class that it was made from.

    Of ``tested`` published figures of one force and year, ``above`` exceed their class.
    """
    said = (
        f"Offences of sexual communication with a child recorded in {place(area)} in {year(when)} are estimated from the "
        f"{number(grooming)} of the wider sexual grooming class: likely {number(low)} to {number(high)} [e]."
    )
    if high <= grooming or not above:
        return said
    return (
        f"{said} The upper end exceeds the class, as do {number(above)} of the {number(tested)} published figures of a force "
        "and year set beside their class, because forces record some of these offences under another heading."
    )


def period(first, last, change=False):
    """Write the years of a claim."""
    if not first:
        return ""
    if first == last:
        return f" in {year(first)}"
    if change:
        return f" from {year(first)} to {year(last)}"
    steps = years.start(last) - years.start(first) + 1
    return f" over the {number(steps)} years to March {years.start(last) + 1}"


def publisher(name):
    """Name a publisher as a sentence does."""
    name = re.sub(r" \(.*", "", name).strip('"')
    return f"the {name}" if PAPERS.search(name) and not name.startswith("The ") else name


def claim(paper, published, what, when, verdict, found):
    """Say what was printed about an area and whether it holds."""
    clause = VERDICTS[verdict].format(found=found)
    return f"{wording.opening(publisher(paper))} gave {what}{when} as {wording.quoted(published)}; {clause}."
