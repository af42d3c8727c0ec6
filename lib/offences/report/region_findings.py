"""Say how an area stands beside the others: in the recorded class, and in what was published.

Every sentence begins with which of the two it speaks of. Whether one rate is higher than another is decided by
the limits of their ratio, and by nothing else.
"""

import pandas as pd

from offences.analysis import regions
from offences.analysis.reasons import Why
from offences.names import areas, wording
from offences.names.wording import number
from offences.report.finding import (
    CLASS,
    CLEAR,
    COMPUTED,
    RESIDENTS,
    STATED,
    UNCLEAR,
    UNKNOWN,
    doubted,
    finding,
)
from offences.statistics import domains

#: How rates and their ratios are shown in a table; what is blank there was not computed.
COMPUTED_COLUMNS = dict.fromkeys(("ratio", "ratio_low", "ratio_high", "times"), "{:.2f}") | dict.fromkeys(
    ("rate", "low", "high"), "{:.1f}"
)
#: Whom an area is set beside, by its level.
BESIDE = {
    "force": "the other forces of its region",
    "region": "the other regions and Wales",
    "nation": "the ONS regions",
    "published area": "its forces",
}
#: What is said of a total of several forces, by its offence; other nations have one of their own.
OFFENCES = {"s15A": ", of the forces that answered", "uk_mixed": ", of three different offences"}
#: What a rate of the class rests on.
PER_CHILD = (COMPUTED, CLASS, RESIDENTS)
#: With more names than these a sentence counts the rest.
MOST_NAMES = 6


def higher_and_lower(frame):
    """Tell which rates the first one is told apart from, in a frame with ratio, ratio_low and ratio_high.

    The rows with a lower rate, with a higher one, and those not told apart.
    """
    known = frame[frame["ratio"].notna()]
    side = sides(known)
    return known[side.eq("lower")], known[side.eq("higher")], known[~side.isin(["lower", "higher"])]


def sides(rows):
    """Say of each row with a ratio whether its rate is lower than the first one's, higher, or not clearly either."""
    low, high = rows["ratio_low"], rows["ratio_high"]
    words = low.gt(1).map({True: "lower", False: ""}) + high.lt(1).map({True: "higher", False: ""})
    return words.mask(words.eq("") & low.notna(), "unclear")


def _compared(frame):
    """Say which rates the first one is higher than, lower than and not told apart from; empty where none is known."""
    lower, higher, rest = higher_and_lower(frame)
    kinds = {"higher than": lower, "lower than": higher, "not told apart from": rest}
    said = [f"{words} {_named(rows)}" for words, rows in kinds.items() if len(rows)]
    return "; ".join(said)


def _uncompared(frame):
    """Say from what to what the others' rates go that the first one has no ratio to, and why; empty where there are none."""
    rated = frame[1:].dropna(subset=["rate"])
    if rated.empty or rated["ratio"].notna().any() or frame["rate"].head(1).isna().any():
        return ""
    ends = [rated.loc[place] for place in (rated["rate"].idxmin(), rated["rate"].idxmax())]
    low, high = (f"{row['rate']:.1f} ({row['force']})" for row in ends)
    parts = rated["no_ratio"].map(lambda reason: reason.why is Why.SAME_FORCES).all()
    said = f"{BESIDE[areas.level(frame['area'].iloc[0])]} from {low} to {high}"
    return said if parts else f"{said}; none is called higher or lower, because {rated['no_ratio'].iloc[0]}"


def headline(frame):
    """Say in ten words or fewer how many rates the first one is told apart from, of the same frame."""
    lower, higher, rest = map(len, higher_and_lower(frame))
    if not lower + higher + rest:
        rates = frame["rate"].dropna()
        ends = f"From {rates.min():.1f} to {rates.max():.1f} class offences per 10,000 children"
        return ends if len(rates) > 1 else "One rate, and none to compare"
    if not lower + higher:
        return f"Too close to tell from all {rest} others"
    told = f"above {lower} and below {higher}" if lower and higher else ""
    told = told or (f"higher than {lower}" if lower else f"lower than {higher}")
    return f"Class rate {told} of {lower + higher + rest} others"


def _named(rows):
    names = [f"{row.force} ({row.rate:.1f})" for row in rows.iloc[:MOST_NAMES].itertuples()]
    more = len(rows) - MOST_NAMES
    return wording.listed([*names, wording.many(more, "other")] if more > 0 else names)


def _strength(frame):
    lower, higher, _ = higher_and_lower(frame)
    return CLEAR if len(lower) + len(higher) else UNCLEAR


def of_years(area, first_year, beside, totals, per_child):
    """Say how an area stands beside its neighbours over several years of the class, from first_year on, added up.

    beside is from :func:`offences.analysis.neighbours.beside`, of several years; totals are published totals with rates
    as there, maybe none; per_child such as "per 10,000 residents under 16".
    """
    found = []
    near = beside[beside["area"].eq(area) | beside["neighbour"]]
    words = _compared(near) or _uncompared(near)
    if words:
        span = wording.span(first_year, near["year"].iloc[0])
        said = f"Recorded class, {span} together, offences a year {per_child}: {_own(near.iloc[0])}, {words}."
        found.append(finding(said, "", "six years", _strength(near), PER_CHILD))
    words = _compared(totals) if len(totals) else ""
    if words:
        own, span = totals.iloc[0], wording.span(totals["first_year"].iloc[0], totals["last_year"].iloc[0])
        said = f"Published offence, {span} together, offences a year {per_child}: {_own(own)}, {words}."
        for row in totals[totals["misfits"].map(len).gt(0)].itertuples():
            said += f" The total of {row.force} holds a figure ({', '.join(row.misfits)}) that does not fit the official class."
        rows = totals[totals["rate"].notna()]
        rests_on = PER_CHILD if totals["misfits"].map(len).any() else (COMPUTED, RESIDENTS)
        ids = " ".join([*rows["figure_id"], *totals["misfits"].sum()])
        found.append(doubted(said, rows, ids, "six years", _strength(totals), rests_on))
    return found


def _own(row):
    return f"{areas.name(row['area'])} {row['rate']:.1f} ({number(row['offences'])} in all)"


def of_year(area, beside, info, year, last, per_child):
    """Say how the class of an area in one year stands beside its neighbours and the forces of its size.

    beside is of one year, per_child as above, info a regions.Funnel, last the latest year that the class has whole.
    """
    if not beside["offences"].head(1).notna().any():
        return [finding(no_class(area, year, last), "", "rate", UNKNOWN)]
    own, name = beside.iloc[0], areas.name(area)
    count = f"{number(own['offences'])} offences of class 88A in {own['year']}"
    if pd.isna(own["rate"]):
        why = regions.no_rate(own["children"])
        return [finding(f"Recorded class, {name}: {count}; {why}.", "", "rate", UNKNOWN, (CLASS,))]
    said = f"Recorded class, {name}: {count}, {own['rate']:.1f} {per_child}"
    if pd.notna(own["low"]):
        said += f" (between {own['low']:.1f} and {own['high']:.1f} with the usual variation)"
    if info.target is not None:
        said += f"; the {info.forces} forces with a rate have {info.target:.1f} together"
    found = [finding(f"{said}.", "", "rate", STATED, PER_CHILD)]
    first = beside["area"].eq(area)
    near, alike = beside[first | beside["neighbour"]], beside[first | beside["similar"]]
    others = alike["times"][alike["similar"]]
    compared = _compared(near)
    if words := compared or _uncompared(near):
        whom = f" beside {BESIDE[areas.level(area)]}" if compared else ""
        said = f"Recorded class, {name}{whom} in {year}: {own['rate']:.1f}, {words}."
        found.append(finding(said, "", "neighbours", _strength(near), PER_CHILD))
    if words := _compared(alike):
        size = f"the {len(others)} forces nearest in number of children ({_times(others)})"
        said = f"Recorded class, {name} beside {size}, in {year}: {own['rate']:.1f}, {words}."
        found.append(finding(said, "", "similar forces", _strength(alike), PER_CHILD))
    return found


def _times(times):
    if times.max() < 0.5:
        return f"none has half as many: {times.min():.1f} to {times.max():.1f} times"
    return f"{times.min():.1f} to {times.max():.1f} times as many"


def standing_out(frame, info):
    """Say how many forces stand out from all, by the rule that allows for how many are compared; arguments as below."""
    flags = frame["flag"].ne("").sum()
    return f"{flags or 'None'} of {info.forces} forces {'stands' if flags < 2 else 'stand'} out"


def of_all(area, frame, info, year):
    """Say which forces stand out from all, and where one lies, without ranking it as a finding.

    frame and info are what :func:`offences.analysis.regions.compare` gives.
    """
    if frame.empty:
        rated = f"{wording.many(info.forces, 'force')} with a rate"
        said = f"Recorded class, {year}: {rated}, too few for a funnel, ranks or flags."
        return [finding(said, "", "funnel", STATED, PER_CHILD)]
    flags = frame["flag"].ne("").sum()
    said = (
        f"Recorded class, {year}: {standing_out(frame, info).lower()} from the rate of all together, once the spread "
        f"between forces and the number compared are allowed for (false discovery rate 5%). {info.outside} "
        f"{'lies' if info.outside == 1 else 'lie'} outside the 95% limits of that spread, where about "
        f"{number(0.05 * info.forces)} would by chance"
    )
    for row in frame[frame["area"].eq(area)].itertuples():
        said += (
            f". {row.force} has {number(row.offences)} where {row.expected:,.0f} would be expected at that rate; its "
            f"rank can be any from {row.rank_from} to {row.rank_to} of {info.forces}, so no rank can be printed"
        )
    return [finding(f"{said}.", "", "funnel", CLEAR if flags else UNCLEAR, PER_CHILD)]


def of_published(area, forces, exact, year, per_child):
    """Say what was published of an area's year, and of how many forces.

    forces has a row a force: area, published, published_rate, missing and fits; exact the exact whole-year figures
    chosen for the year: area, published, doubt and figure_id.
    """
    forces = domains.frame(forces, "area published published_rate missing fits", "the table of forces")
    known = forces["published"].notna().sum()
    of = f"{wording.many(known, 'force')} of {len(forces)} have a published whole-year figure"
    own, row = exact[exact["area"].eq(area)], forces[forces["area"].eq(area)].squeeze()
    if own.empty:
        why = row["missing"] if len(row) else "nothing exact of the whole year was published"
        said = f"Published offence, {areas.name(area)}: no comparable figure for {year}: {why}. In that year {of}."
        return [finding(said, "", "published", UNKNOWN)]
    said = f"Published offence, {areas.name(area)}: {number(own['published'].iloc[0])} offences in {year}"
    rests_on = ()
    if len(row):
        rests_on = (COMPUTED, RESIDENTS) * bool(pd.notna(row["published_rate"])) + (CLASS,) * bool(
            row["fits"]
        )
        said += f", {row['published_rate']:.1f} {per_child}" if pd.notna(row["published_rate"]) else ""
        said += ", which does not fit the official class" if row["fits"] else ""
    else:
        said += OFFENCES.get(areas.row(area)["offence"], ", another offence than that of England and Wales")
    return [
        doubted(f"{said}. In that year {of}.", own, own["figure_id"].iloc[0], "published", STATED, rests_on)
    ]


def of_selection(selected, year, per_child):
    """Say how the forces with a published figure differ from the others in the class, which all have.

    selected is that of ``regions.selection``; the year is told beside that in which most forces had a figure.
    """
    if selected.empty:
        return []
    most = selected["year"][selected["forces"].idxmax()]
    said = [
        f"in {row.year} the {row.forces} with a figure have {row.with_figure:.1f} offences of class 88A {per_child} "
        f"and the others {row.without:.1f} (as far apart by chance in {wording.percent(100 * row.p, 1)} of draws)"
        for row in selected[selected["year"].isin([most, year])].itertuples()
    ]
    return [
        finding(
            f"Forces with a published figure are no sample: {'; '.join(said)}.",
            "",
            "selection",
            STATED,
            PER_CHILD,
        )
    ]


def no_class(area, span, last):
    """Say why the class of an area cannot be shown for a year or a span of them; last is the latest whole year."""
    why = f"{areas.said(area)} {regions.no_place(area)}"
    if areas.members(area) and set(areas.members(area)) <= set(areas.forces()):
        why = f"the official series held here has no whole year for {span}; its latest is {last}"
    return f"Recorded class: none is shown, because {why}."


def kinds(rows):
    """Name what each row is to the first: a force of its region or of its size, a force that it holds, a region or a nation."""
    force = "same region" if areas.level(rows["area"].iloc[0]) == "force" else "member force"
    level = rows["area"].map(areas.level).replace("force", force)
    said = zip(
        level.where(rows["neighbour"], ""), rows["similar"].map({True: "similar", False: ""}), strict=True
    )
    return [", ".join(filter(None, each)) for each in said]


def shown(rows):
    """Lay rates set beside each other out: what was not computed is blank, and why there is no ratio is said.

    rows are those of :func:`offences.analysis.neighbours.against`.
    """
    frame = rows.astype(object)
    for name, write in COMPUTED_COLUMNS.items():
        if name in rows:
            frame[name] = [write.format(value) if pd.notna(value) else "" for value in rows[name]]
    return frame.assign(no_ratio=["" if pd.isna(reason) else str(reason) for reason in rows["no_ratio"]])


def worded(frame):
    """Put the reasons of a table of areas (column missing) into words; none where nothing is missing."""
    return frame.assign(missing=["" if pd.isna(reason) else str(reason) for reason in frame["missing"]])


def drawn_areas(rows):
    """Put whole-year totals (rows of ``offences``) of areas of several forces beside the forces that each holds.

    Columns place, year, offences (as printed, where that is no exact number), round, forces_in_area, members, doubt
    and figure_id.
    """
    held = [areas.members(row.area, row.round) for row in rows.itertuples()]
    unknown = "all forces of the area; who answered was not printed"
    return pd.DataFrame(
        {
            "place": rows["area"].map(areas.name),
            "year": rows["year"],
            "offences": [wording.figure(row.printed, row.precision, row.low) for row in rows.itertuples()],
            "round": rows["round"],
            "forces_in_area": [len(codes) for codes in held],
            "members": [
                wording.listed(map(areas.name, codes)) if len(codes) < 10 else unknown for codes in held
            ],
            "doubt": rows["doubt"],
            "figure_id": rows["figure_id"],
        }
    )
