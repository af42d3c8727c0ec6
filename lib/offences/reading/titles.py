"""What words over or beside figures say: a title, the name of a sheet, a heading, a note.

They are taken by a white list: every word of them is of the offence, an area, a period, a category, a plain word of
counts or one of those that sources and notes are written in (:data:`SPOKEN`), or it is *left*, and what is left may
change what is counted. A category and whole years that a title names become those of the figures under it.
"""

import functools
import re
from typing import NamedTuple

from offences.names import areas, years
from offences.names.errors import InputError
from offences.reading import periods, readings, values

#: How a file says that it counts the offence of this collection.
OFFENCE = re.compile(
    r"sexual(?:ly)? communicat\w+ with (?:a )?child(?: (?:aged )?under (?:16|sixteen))?|\bs(?:ec(?:tion|\.)?|\.)? ?15 ?\(?A\)?(?!\w)|\b0?71/17\b",
    re.I,
)
#: What stands beside the offence's name and is part of it.
OF_THE_OFFENCE = re.compile(
    r"\b(?:engag\w+ in(?=   )|contrary to(?=   )|(?:the )?(?:sexual offences act|soa)(?: 2003)?|serious crime act 2015|home office (?:sub-?)?codes?|offence codes?)\b",
    re.I,
)
#: Words that say nothing but that recorded offences are counted, and by what.
PLAIN = set(
    "number numbers count counts of offences offence crimes recorded police force forces area areas name names financial fiscal year "
    "years period gender age band group ageband platform platforms the by in for each row column label labels values "
    "sum and constabulary region regions total description a method site app fy ended ending ons code geography country".split()
)
#: Words that sources, replies and notes are written in, and that change no count.
SPOKEN = set(
    "source sources data figure figures information table tables worksheet sheet contains cells refer see note notes "
    "extracted extraction downloaded retrieved received supplied provided obtained published released updated produced "
    "created printed correct accurate live system systems database databases request requests requested response responses "
    "reply replies answer answers reference ref disclosure statistics office home nspcc revised provisional revision final "
    "draft round rounds summary overview export output breakdown list example replace seen open please taken prepared "
    "compiled run runs apply previously contact public sector none foi foia freedom licensed licence copyright crown "
    "performance analysis unit prevent protect identification individuals niche athena connect rms ho suppressed redacted "
    "small is are was were be been have has had as at on from to an or this that these those it its they their we our you "
    "your which how many every counting rules against committed involving using via where aged".split()
)
#: Words that head other counts, and no counts; figures under them are left out.
OTHER_COUNTS = set(
    "arrest arrests arrested charge charges charged convicted conviction convictions caution cautions cautioned outcome outcomes "
    "prosecuted prosecution prosecutions suspect suspects offender offenders perpetrator perpetrators defendant defendants accused "
    "detection detections detected summons summonsed solved victim victims rank population per head capita rate rates percentage "
    "percentages cent percent proportion proportions share shares change changes difference differences thousand thousands million "
    "hundred hundreds cumulative running projected forecast forecasts estimate estimates estimated average averages mean median "
    "id index monthly with child children % 000 000s".split()
)
#: Words of other offences, which are this file's own where the user names another.
OTHER_OFFENCES = set(
    "sexual sexually sex communicating communication indecent indecently grooming meeting following assault assaults activity exploitation "
    "abuse rape rapes incitement inciting causing exposure voyeurism arranging facilitating commission online child children with "
    "images obscene publications malicious communications harassment stalking class 88a young person all other act crime".split()
)
#: Words that name what holds the offence of this collection: over a row or column of its own they change nothing.
WIDER = {"sexual", "sex", "grooming", "child", "children", "crime", "other", "all"}
#: What a heading of labels, each of which is read by itself, may say besides.
OF_LABELS = {"victim", "victims", "month", "quarter"}
#: A share's own words.
OF_SHARES = {"percentage", "percentages", "per", "cent", "percent", "proportion", "share", "%", "victims"}
_MONTH = periods.MONTH
#: Words that tell a part of a year.
OF_PARTS = re.compile(
    rf"\b(?:q\d|h\d|fq|half|quarters?|qtrs?|months?|mths?|weeks?|days?|ytd|part|partial|(?:in)?complete|until|since|onwards|far|date|current|ongoing|calendar|xmas|{_MONTH})(?![a-z])",
    re.I,
)
_DAY = r"(?:\d{1,2}(?:st|nd|rd|th)? (?:of )?)?"
#: A day, or a month of a year.
DATE = re.compile(
    rf"{_DAY}{_MONTH},? ?20\d\d|\d\d?([/.-])\d\d?\1(?:20)?\d\d|20\d\d-\d\d-\d\d(?: 00:00:00)?", re.I
)
_BREAKDOWN = r"(?:victims?['’]?s? )?(?:gender|sex(?= of\b| and\b|[,:)]| ?[-–]|$)|age(?: ?(?:band|group))?|(?:platform|method)s?(?: used| of communication)?)s?"
#: All crime is no count of an offence.
RECORDED_CRIME = (
    r"(?<!total )(?<!total police )(?<!all )(?<!all police )\b(?:police )?recorded crime(?: and outcomes)?\b"
)


def _unless_dated(found):
    """Keep a reference that may be a day or a part of a year."""
    return found[0] if OF_PARTS.search(found[0]) or DATE.search(found[0]) else ""


#: Phrases that change no count, each with what is kept of it.
PHRASES = [
    (r"<?https?://\S+|www\.\S+|<?[\w.+-]+@[\w.-]+>?", ""),
    (RECORDED_CRIME, ""),
    (r"\[[a-z]\]|^\S+\.(?:csv|xlsx?|ods), (?:line |\S*[A-Z]+)\d+$", ""),
    (r"\bprinted '[\d<*.,-][^']{0,30}'", _unless_dated),
    (r"[\[(] ?(?:see )?(?:(?:foot)?notes? ?)?\d{1,2}(?: ?(?:,|and|&) ?\d{1,2})* ?[\])]|(?<=[a-z])[¹²³⁴-⁹]+", ""),
    (r"\bpage \d+(?: of \d+)?|\b(?:table|figure|work ?sheet|sheet|annex|appendix|question|note) ?\d+[a-z]?\b[.:]?(?: ?\(\d+\))?", ""),
    (
        r"\b(?:foia?|freedom of information|eir|(?:our |your )?ref(?:erence)?|request)(?![a-z])(?:,? (?:act|2000|requests?|responses?|reply|answer|"
        r"disclosure|release|reference|ref|number|no|log|under|the))*[ .:#,/-]*(?:(?:(?-i:[A-Z]{2,6})[-/]?)*\d[\w/.-]*)?",
        _unless_dated,
    ),
    (r"^(?:n/?a|(?:no|did not) (?:response|reply|respond))$|\bcontains one table\b|\bsome cells\b|^unnamed: ?\d+$|\b(?:the )?43 (?:police )?forces\b|\b(?:is|are|was|were) not (?:available|held|provided)\b|©|\bunder the open government licence(?: v[\d.]+)?|\bend of (?:the )?table\b|\ball (?:\d+ )?(?:police )?forces\b|^of which\b", ""),
    (r"\bat the time of (?:the )?(?:extraction|recording|request|writing|publication|reply|response)\b|\bas recorded\b", ""),
    (r"\b(?:may|might|could|can|(?:is|are)(?= subject)) (?:be )?(?:subject to )?(?:change|revision|revised|changed|differ)\b|\bsubject to (?:change|revision)\b", ""),
    (r"\b(?:by )?(?:the )?date (?:received|recorded|of (?:the )?(?:recording|reply|response|request|extraction))\b", ""),
    (r"\b(?:(?:counted |based )?(?:by|on) )?the date (?:that |on which )?(?:the )?(?:offences?|crimes?|it) (?:was|were) recorded\b|\bcounted(?= $|\W*$)", ""),
    (r"\b(?:of )?(?:fewer|less) than (?:\d+|five|ten)(?= (?:is|are|were|have been|has been) (?:suppressed|redacted))", ""),
    (r"\b(?:changed|introduced) (?:its|their|the|a)(?: new)?(?: crime)?(?: recording| records?)?(?: management)? systems?(?: (?:in|during) 20\d\d)?\b", ""),
    (rf"\b(?:by )?(?:the )?{_BREAKDOWN}(?:,? and {_BREAKDOWN})*(?: of (?:the )?victims?)?(?![\w-])(?! of)", ""),
    (r"\b(?:by|per|each|every) (?:financial |fiscal )?(?:year(?: and quarter)?|quarter|month)\b|^(?:financial )?(?:year|quarter|month)$|\bno\.?(?= of\b|$)", ""),
]  # fmt: skip
#: What says that years are whole, or how many the columns are, without their names.
WHOLE = [
    (r"\b(?:in )?(?:each of )?(?:the )?(?:last|past) \w+ (?:financial )?years\b", ""),
    (
        rf"(?:from |between )?(?:the )?{_DAY}apr(?:il)?\b\.?(?: 20\d\d)?,? ?(?:to|and|-|–|until) ?(?:the )?(?:end of )?{_DAY}mar(?:ch)?\b\.?(?: 20\d\d)?"
        r"|\b(?:year|12 months) (?:ending|ended|to) (?:the )?(?:31(?:st)? (?:of )?)?march\b(?! \d)|\b(?:since|from) (?:the )?(?:[13](?:st|rd)? (?:of )?)?apr(?:il)?\b(?: 20\d\d)?"
        r"|\b(?:up )?(?:to|until) (?:the )?(?:end of |31(?:st)? (?:of )?)?mar(?:ch)?\b(?: 20\d\d)?|\bquarterly\b",
        "",
    ),
    (r"\b20\d\d ?(?:-|–|to) ?20\d\d\b(?! to)", lambda found: "" if periods.read(found[0])[2] == periods.UNREADABLE else found[0]),
]  # fmt: skip
#: What a note begins with: its number, letter or sign.
MARK = re.compile(
    r"[\[(]?(?:(?:foot)?note ?)?(\d{1,2}|[a-z]|[*†‡#^]+|\.\.|-)(?:[\])][.:]?| ?[.:=]|(?<=\W)| (?=revised|provisional)) ?(?=\D)",
    re.I,
)
#: No name of an area, a period or a category has more words.
LONGEST = 9
EDGES = " ,.;:?!=()[]\"'“”‘’*†‡-–—"


class Told(NamedTuple):
    """What words say: the words that are not understood; areas, whole years and categories by kind; other times, as months."""

    left: list
    named: dict
    times: list
    #: Whether one of those times lies within the years beside it.
    within_years: bool = False

    def joined(self, other):
        """Add what another clause says."""
        kinds = dict.fromkeys([*self.named, *other.named])
        named = {
            kind: [*dict.fromkeys([*self.named.get(kind, []), *other.named.get(kind, [])])] for kind in kinds
        }
        return Told([*self.left, *other.left], named, [*self.times, *other.times])

    def part_of_year(self):
        """Tell whether what is left may make a part of a year of a whole one."""
        return self.within_years or bool(OF_PARTS.search(" ".join(self.left)))

    def within(self, spans):
        """Leave over each time that begins or ends within one of the periods, from month to month."""
        found = [
            words
            for words, *edges in self.times
            if any(start < edge < end for start, end in spans for edge in edges)
        ]
        return self._replace(left=[*self.left, *found], within_years=bool(found))

    def of_a_note(self):
        """Leave over the categories: a note makes none of its own."""
        named = [
            words for kind, found in self.named.items() if kind not in ("area", "period") for words in found
        ]
        return self._replace(left=[*self.left, *named])

    def named_other(self):
        """Tell whether a category or a word of another count is among what is left."""
        return any(word in OTHER_COUNTS | OTHER_OFFENCES or readings.victims(word) for word in self.left)

    def counts_other(self):
        """Tell whether what is left are the known words of another count or offence, which the file may hold besides."""
        known = [word in OTHER_COUNTS | OTHER_OFFENCES for word in self.left]
        numbers = [bool(re.fullmatch(r"[\d,]+", word)) for word in self.left]
        return any(known) and all(map(max, known, numbers))


@functools.lru_cache(maxsize=20_000)
def read(text, offence="", names=()):
    """Read what a title or note says.

    ``offence`` is the one that the user says the file counts, ``names`` what else is known of the source.

    >>> read("Kent: sexual communication with a child offences against girls, 2024/25").named
    {'area': ['Kent'], 'gender': ['girls'], 'period': ['2024/25']}
    >>> read("Source: Kent Police FOI 1234/24").left, read("Offences with no suspect identified").left
    ([], ['with', 'no', 'suspect', 'identified'])
    """
    known = PLAIN | SPOKEN | (OTHER_OFFENCES if offence not in ("", "s15A") else set())
    told = Told([], {}, [])
    for clause in " ".join(text.split()).split("; "):
        mark = MARK.match(clause)
        words, symbol = (clause[mark.end() :], mark[1]) if mark else (clause, "")
        if symbol and _explains(words.strip("=: –."), symbol):
            continue
        for name in filter(None, names):
            words = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", " ", words, flags=re.I)
        rest, of_it = _without_phrases(words, [*PHRASES, *WHOLE])
        told = told.joined(_scanned(rest.split(), known | ({"crime", "under"} if of_it else set())))
    return told


def is_plain(words):
    """Tell whether a label says nothing but that the offence, or offences, are counted.

    >>> is_plain("Recorded offences (s15A)"), is_plain("Sexual offences"), is_plain("Crimes in Kent")
    (True, False, False)
    """
    rest, of_it = _without_phrases(words, PHRASES)
    bare = (
        rest
        if of_it
        else re.sub(
            r"\bno\.?(?= of\b|$)|^of which\b|\b(?:per|by|each) (?:year|quarter|month)(?=$)",
            "number",
            words,
            flags=re.I,
        )
    )
    found = re.findall(r"[^\W_]+|%", re.sub(RECORDED_CRIME, "crimes", bare, flags=re.I).lower())
    return bool(found or of_it) and all(word in PLAIN or (of_it and word == "crime") for word in found)


def against(cell, text, told, said, over=False):
    """Say what stands against figures over or beside which a text says more than is understood; empty where nothing."""
    if not told.left or (told.part_of_year() and said.whole_years and not told.named_other()):
        return ""
    quoted = f"{cell}: {text[:80]!r} ({' '.join(told.left)[:60]!r})"
    if told.part_of_year() and not said.whole_years:
        return (
            f"{quoted} may make a part of a year of a whole one; write the months into the label, such as "
            "'2024/25 (April to December)', or say --whole-years if every year here is whole."
        )
    if over:
        return (
            f"{quoted} stands over figures and is not understood; say there no more than what they count: the offence, "
            "areas, years, and one gender, age or platform."
        )
    return (
        ""
        if said.whole_counts
        else (
            f"{quoted} is not understood and may change what is counted; write it into the labels, or say --whole-counts if "
            "every figure is the whole count that its labels name."
        )
    )


def category(words):
    """Give kind and words of the one category that a label names among plain words; None for any other label."""
    told = read(words)
    if told.left or told.times or len(told.named) != 1:
        return None
    ((kind, found),) = told.named.items()
    return None if kind in ("area", "period") else (kind, found[0])


def _without_phrases(words, phrases):
    """Take the offence's name and the phrases that change no count out of words; tell whether the offence was named."""
    words, of_it = re.compile(rf"{OFFENCE.pattern}|\bscc\b", re.I).subn("  ", words)
    words = OF_THE_OFFENCE.sub(" ", words) if of_it else words
    for pattern, kept in phrases:
        words = re.sub(pattern, kept or " ", words, flags=re.I)
    return _named_sources(words), bool(of_it)


def _explains(words, symbol):
    """Tell whether words are what a symbol in place of a number stands for."""
    if re.search(r"\w", symbol):
        return bool(re.fullmatch(r"revised|provisional|break(?: in (?:the )?series)?", words, re.I))
    status = values.read(words).status != "published"
    return status or bool(
        re.fullmatch(r"nil|zero|none|0|(?:fewer|less) than \d+|\d+ or (?:fewer|less)", words, re.I)
    )


def _named_sources(words):
    """Take away the proper names of who gave or printed the figures."""
    found = re.search(
        r"\b(?:sources?:|(?:supplied|provided|published|obtained|extracted|taken|produced|prepared|compiled) (?:by|from)) ?(?:the )?",
        words,
        re.I,
    )
    if not found:
        return words
    name = re.match(r"(?:[A-Z][\w’'&-]*(?: (?=[A-Z])|(?=[,.;:)]|$| \W| [a-z]| \d)))+", words[found.end() :])
    held = name and {word.lower() for word in name[0].split()} & (OTHER_COUNTS | OTHER_OFFENCES)
    if not name or held or OF_PARTS.search(name[0]):
        return words
    return words[: found.end()] + words[found.end() + name.end() :]


def _scanned(raw, known):
    """Read words one after another, the longest name that begins with each."""
    left, named, times, victims, at = [], {}, [], [], 0
    while at < len(raw):
        for many in range(min(LONGEST, len(raw) - at), 0, -1):
            phrase = " ".join(raw[at : at + many]).strip(EDGES)
            if not phrase or (many == 1 and phrase.lower() in known):
                break
            kind, read_as = _what(phrase)
            if kind == "time":
                times.append((phrase, *read_as))
            elif kind:
                found = named.setdefault(kind, [])
                found += [read_as] * (read_as not in found)
            if kind:
                break
        else:
            many = 1
            (victims if re.fullmatch(r"victims?|was|were", phrase, re.I) else left).append(phrase.lower())
        at += many
    categories = [kind for kind in named if kind not in ("area", "period")]
    if not categories or any(len(named[kind]) > 1 for kind in categories):
        left += [*victims, *(word for kind in categories for word in named.pop(kind))]
    return Told(left, named, times)


@functools.lru_cache(maxsize=50_000)
def _what(phrase):
    """Give the kind of what a phrase names and its words, or the months of a time; two blanks for other words."""
    ends = phrase.split()[0], phrase.split()[-1]
    dated = any(re.search(r"\d", word) or re.fullmatch(_MONTH, word, re.I) for word in ends)
    if dated and re.search(r"\d", phrase) and (found := _time(phrase)):
        return found
    split = readings.victims(phrase)
    if split:
        return split[0], phrase
    if phrase.lower() in readings.platforms() and len(phrase) > 1:
        return "platform", phrase
    if not all(re.match(r"[A-Z]", word) for word in ends) and not phrase.islower():
        return "", ""
    try:
        areas.find_printed(phrase)
    except InputError:
        return "", ""
    return "area", phrase


def _time(phrase):
    """Read whole years, or the months of another time; None for other words."""
    start, end, rule = periods.read(phrase)
    if rule == "calendar year":
        return None
    if start and years.is_whole(start, end):
        return "period", phrase
    if DATE.fullmatch(phrase) and not (start and years.months(start, end) == 1):
        start, end, _ = periods.read(f"1 January 2001 to {phrase}")
        return ("time", (end, end)) if start else None
    return ("time", (start, end)) if start else None
