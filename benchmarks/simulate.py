"""Show how far each interval, word and flag keeps its promise, on drawn counts and on the real series.

Every case has a random generator of its own, seeded by its words, so that one case run alone gives the same
number: ``tests/statistics/test_simulation.py`` runs a few against the page. Run by ``make simulate``; it is no
test, and takes minutes.
"""

import zlib

import numpy as np
import offences
import pandas as pd
from offences.analysis import neighbours, official
from offences.names import reference, years
from offences.statistics import bounds, changes, funnel, growth, rates, relation, variation
from offences.statistics.variation import CHANCE, DEGREES, Variation
from offences.tables import estimates
from offences.tables import variation as usual
from scipy import stats

REPORT = reference.ROOT / "docs" / "simulation.md"
BASES = [10, 37, 100, 300]
DRAWS, FITS, PANELS = 10_000, 300, 400
SAID = {True: "yes", False: "no"}
FORCES, SPAN = 43, years.span("2017/18", "2022/23")
#: The rule before this one: one dispersion for counts of every size.
CONSTANT = Variation(np.inf, 6.81, 28)


def generator(*case):
    """Make the random generator of a case."""
    return np.random.default_rng(zlib.crc32(repr(case).encode()))


def percent(inside):
    """Give the share of what is true, in percent."""
    return f"{100 * np.mean(inside):.1f}"


def counts(random, mean, k, size=None, uneven=True):
    """Draw counts of a mean that vary with k; ``uneven`` forces differ in it as the real ones do."""
    spread = DEGREES / random.chisquare(DEGREES, size) if uneven and np.isfinite(k) else 1.0
    if np.isinf(k):
        return random.poisson(mean, size)
    return random.poisson(mean * random.gamma(k / spread, spread / k, size))


def words(base, ratio, k, rule):
    """Draw pairs of years whose true change is known; give coverage and how often each word is said, in percent."""
    random = generator("words", base, ratio, float(k), rule)
    before, after = (counts(random, mean, k, DRAWS) for mean in (base, base * ratio))
    used = before >= changes.SMALLEST_BASE
    low, high = changes._limits(before[used], after[used], rule)
    said = [str(changes.direction(*pair)) for pair in zip(low, high, strict=True)]
    truth = 100 * (ratio - 1)
    covered = percent((low <= truth) & (truth <= high))
    return covered, *(percent([one == word for one in said]) for word in changes.Direction)


def of_words(ks):
    """The interval of a change and its word: no change, a doubling, a trebling."""
    rules = {"usual variation": None, "one dispersion for all": CONSTANT, "chance alone": CHANCE}
    rows = []
    for what, k in ks.items():
        for ratio in (1, 2, 3):
            for base in BASES:
                for name, rule in rules.items():
                    rows.append(
                        [what, base, f"x {ratio}", name, *words(base, ratio, k, rule or Variation(k))]
                    )
    columns = ["what", "base", "true change", "rule", "interval holds", *map(str, changes.Direction)]
    return pd.DataFrame(rows, columns=columns)


def of_counts():
    """Coverage of the limits of one count, summed over its distribution and not drawn."""
    rows = []
    for mean in [5, *BASES]:
        possible = np.arange(stats.poisson(mean).ppf(1e-12), stats.poisson(mean).ppf(1 - 1e-12) + 1)
        chance = stats.poisson(mean).pmf(possible)
        for name, method in (("exact", rates.exact), ("exact below ten, Byar from there", rates.limits)):
            limits = [method(n) for n in possible]
            inside = np.array([low <= mean <= high for low, high in limits])
            rows.append([f"chance alone, {name}", mean, f"{100 * (chance * inside).sum():.1f}"])
    return rows


def of_shares():
    """Coverage of Wilson's interval, and of worst-case bounds whatever the unknown are."""
    rows = []
    for known, truth in ((20, 0.05), (100, 0.4), (2000, 0.4)):
        drawn = generator("share", known, truth).binomial(known, truth, DRAWS)
        limits = {n: bounds.wilson(n, known) for n in np.unique(drawn)}
        inside = [limits[n][0] <= 100 * truth <= limits[n][1] for n in drawn]
        rows.append([f"share where known, Wilson, {100 * truth:.0f}%", known, percent(inside)])
    return [*rows, ["worst-case bounds, unknown not at random", "20 to 8,000", percent(bounded())]]


def bounded():
    """Tell of totals drawn whether the worst-case bounds hold the share of all."""
    random, inside = generator("bounds"), []
    for _ in range(DRAWS):
        total = int(random.integers(20, 8000))
        named = random.random(total) < random.uniform(0.05, 0.9)
        chance = np.where(named, random.uniform(0.1, 0.9), random.uniform(0.1, 0.9))
        known = random.random(total) < chance
        low, high = bounds.worst_case((named & known).sum(), known.sum(), total)
        inside.append(low - 1e-9 <= 100 * named.mean() <= high + 1e-9)
    return inside


def grown(base, k, yearly):
    """Coverage of the growth a year of six years, how often a rise or a fall is said, and coverage of the next year."""
    random, found = generator("grown", base, float(k), yearly), []
    for _ in range(FITS):
        drawn = counts(
            random, base * yearly ** np.arange(7), k / (DEGREES / random.chisquare(DEGREES)), 7, uneven=False
        )
        series = pd.Series(drawn[:6], SPAN, dtype=float)
        if series.gt(0).sum() < growth.FEWEST_ABOVE_ZERO:
            continue
        trend = growth.trend(series, k)
        _, low, high = growth.predicted(series, "2023/24", k)
        said = trend.direction in (changes.Direction.ROSE, changes.Direction.FELL)
        found.append([trend.low <= 100 * (yearly - 1) <= trend.high, said, low <= drawn[6] <= high])
    return [percent(column) for column in zip(*found, strict=True)]


def of_trends(ks):
    """Growth, its word and the year after, by size and true growth."""
    rows = [
        [what, base, f"{yearly - 1:+.0%} a year", *grown(base, k, yearly)]
        for what, k in ks.items()
        for yearly in (1.0, 1.08)
        for base in BASES
    ]
    columns = ["what", "base", "true growth", "interval holds", "a rise or fall said", "next year held"]
    return pd.DataFrame(rows, columns=columns)


def of_funnels():
    """How often the funnel flags a force where none differs, and the false discoveries where some do."""
    rows = []
    for spread in (0.0, 0.25, 0.4):
        random, outside, families, false = generator("funnel", spread), [], [], []
        for _ in range(PANELS):
            expected = random.uniform(30, 200, FORCES)
            truth = (1 + random.normal(0, spread, FORCES)).clip(0.1) ** 2 if spread else np.ones(FORCES)
            drawn = random.poisson(expected * truth)
            z = funnel.scores(drawn, expected, funnel.between(drawn, expected)[1])
            outside.append((np.abs(z) > stats.norm.ppf(0.975)).mean())
            families.append(funnel.flagged(z)[0].any())
            drawn[:4] = random.poisson(expected[:4] * truth[:4] * 6)
            found, _ = funnel.flagged(funnel.scores(drawn, expected, funnel.between(drawn, expected)[1]))
            false.append(found[4:].sum() / max(found.sum(), 1))
        rows.append([spread, percent(outside), percent(families), percent(false)])
    return pd.DataFrame(
        rows, columns=["spread between forces", "outside 95%", "any flag, none true", "false among flagged"]
    )


def ranked(spread, k):
    """How often the interval of a rank holds the true one, and its mean width, for forces that differ by a spread."""
    random, inside, width = generator("ranks", spread, float(k)), [], []
    for _ in range(PANELS):
        people = random.uniform(1e5, 6e5, FORCES)
        truth = 6e-4 * np.exp(spread * random.normal(size=FORCES))
        _, low, high = funnel.ranks(counts(random, people * truth, k, FORCES), people, k)
        place = stats.rankdata(-truth)
        inside.append(((low <= place) & (place <= high)).mean())
        width.append((high - low + 1).mean())
    return percent(inside), f"{np.mean(width):.0f}"


def real_spread(tables):
    """Give the spread of the forces' rates on the log scale that their usual variation does not explain."""
    rows = neighbours.class_rates(tables, reference.reference("population")).dropna(subset="low")
    return float((np.log(rows["rate"]).var() - (rows["error"] ** 2).mean()) ** 0.5)


def of_ranks(k, real):
    """The interval of a rank for forces that hardly differ, that differ as the real ones do, and by twice that."""
    kinds = {"near-equal forces": 0.02, "as the real ones": round(real, 2), "twice that": round(2 * real, 2)}
    rows = [[f"{name}, {spread:.0%}", *ranked(spread, k)] for name, spread in kinds.items()]
    return pd.DataFrame(rows, columns=["43 forces, rates spread by", "rank held", "mean width, ranks"])


def left_out(panel):
    """Hold every pair of years of each real series against the rules, its force left out.

    The expected change of a pair is that of the force's other four years, a trend of its own times the shape of
    all other forces. A pair outside the limits once the error of that expectation is allowed for is a
    miss; outside those of the rule alone, a false rise or fall.
    """
    rows = []
    for area, own in panel.iterrows():
        others = panel.drop(area)
        k, shape = variation.size(others), np.log(others.sum().to_numpy())
        times, count = np.arange(len(own)), own.to_numpy(float)
        for one in range(len(own)):
            for two in range(one + 1, len(own)):
                rest = [place for place in times if place not in (one, two)]
                rule = {
                    "usual variation, from the other forces": Variation(k),
                    "one dispersion for all": CONSTANT,
                }
                slope, error = _slope(count[rest], times[rest], shape[rest], k)
                expected = slope * (two - one) + shape[two] - shape[one]
                off = np.log(count[two] / count[one]) - expected
                for name, varied in rule.items():
                    own_error = (varied.dispersion * (1 / count[one] + 1 / count[two] + 2 / varied.k)) ** 0.5
                    whole = (own_error**2 + (error * (two - one)) ** 2) ** 0.5
                    reach = {level: stats.t.ppf(0.5 + level / 2, varied.degrees) for level in (0.8, 0.95)}
                    missed = abs(off) > reach[0.95] * own_error
                    rows.append(
                        [
                            area,
                            name,
                            count.mean(),
                            two - one == 1,
                            *(abs(off) <= reach[level] * whole for level in reach),
                            missed,
                        ]
                    )
    return pd.DataFrame(rows, columns=["area", "rule", "mean", "next", "in80", "in95", "false"])


def _slope(count, times, shape, k):
    """Fit a force's trend about the shape of the others; give it with its error."""
    import statsmodels.api as sm

    model = sm.GLM(count, sm.add_constant(times.astype(float)), family=variation.family(k), offset=shape)
    fitted = model.fit(scale=1.0)
    return float(fitted.params[1]), float(fitted.bse[1])


def of_real_pairs(panel):
    """Summarise the pairs of the real series."""
    pairs, rows = left_out(panel), []
    pairs["half"] = np.where(
        pairs["mean"].le(pairs.groupby("area")["mean"].first().median()), "small", "large"
    )
    for rule, mine in pairs.groupby("rule", sort=False):
        kinds = {"every pair": mine, "smaller half": mine[mine["half"].eq("small")]}
        kinds |= {
            "larger half": mine[mine["half"].eq("large")],
            "years that follow each other": mine[mine["next"]],
        }
        rows += [
            [rule, name, len(kind), *(percent(kind[column]) for column in ("in95", "in80", "false"))]
            for name, kind in kinds.items()
        ]
    return pd.DataFrame(rows, columns=["rule", "pairs", "n", "95% held", "80% held", "false rise or fall"])


def of_totals(tables):
    """Hold published totals that no estimate was made from against the estimates of the force-years in them."""
    pairs = estimates.beside(tables.offences, tables.official)
    found = estimates.fitted(pairs)
    class_of = official.classes.whole_years(tables.official).stack().to_dict()
    rows, seen = [], set()
    for total in estimates._totals(tables.figures, tables.offences):
        cells = tuple(sorted(total.unknown))
        large = all(class_of.get(cell, 0) >= relation.FEWEST_IN_CLASS for cell in cells)
        if not cells or cells in seen or total.doubtful or not large or total.remains <= 0:
            continue
        seen.add(cells)
        values = [relation.estimate(found, class_of[cell], cell[1] > years.FIRST_YEAR) for cell in cells]
        value = np.array([each[0] for each in values])
        error = np.array([np.log(each[2] / each[0]) for each in values]) / stats.t.ppf(
            0.975, relation.TAIL_DEGREES
        )
        error = ((value * error) ** 2).sum() ** 0.5 / value.sum()
        off = abs(np.log(total.remains / value.sum())) / error
        inside = [off <= stats.t.ppf(0.5 + level / 2, relation.TAIL_DEGREES) for level in (0.95, 0.8)]
        rows.append([len(cells), total.remains, value.sum(), *inside])
    return pd.DataFrame(rows, columns=["cells", "remains", "estimate", "in95", "in80"])


def markdown(frame):
    """Write a table as Markdown."""
    lines = ["| " + " | ".join(map(str, frame.columns)) + " |", "|" + "---|" * len(frame.columns)]
    rows = ("| " + " | ".join(map(str, row)) + " |" for row in frame.itertuples(index=False))
    return "\n".join([*lines, *rows])


def sizes(tables):
    """Give k by what it is of."""
    return {what: usual.k_of(tables.variation, what) for what in (usual.CLASS, usual.OFFENCE)}


def main():
    """Simulate everything and write the page."""
    tables = offences.tables()
    ks = sizes(tables)
    said, single = (
        of_words(ks),
        pd.DataFrame([*of_counts(), *of_shares()], columns=["method", "count", "% held"]),
    )
    trends, funnels, ranks = of_trends(ks), of_funnels(), of_ranks(ks[usual.CLASS], real_spread(tables))
    real, held = of_real_pairs(usual.panel(tables.official)), of_totals(tables)
    calibration = official.calibration(tables.figures, tables.offences, tables.official)
    calibration[["within80", "within95", "error"]] = (
        100 * calibration[["within80", "within95", "error"]]
    ).round(1)
    calibration["width"] = calibration["width"].round(1)
    text = page(ks, said, single, trends, funnels, ranks, real, held, calibration)
    REPORT.write_text(text, encoding="utf-8", newline="")
    print(text)


def page(ks, said, single, trends, funnels, ranks, real, held, calibration):
    """Write the page; every number in it comes from the tables."""
    of = said[said["rule"].eq("usual variation") & said["what"].eq(usual.OFFENCE)].set_index(
        ["true change", "base"]
    )
    same, double, treble = (of.loc[f"x {ratio}"] for ratio in (1, 2, 3))
    rose, fell, few = (str(changes.Direction[name]) for name in ("ROSE", "FELL", "OPEN"))

    def across(frame, column):
        values = frame[column].astype(float)
        return f"{values.min():.0f} to {values.max():.0f}%"

    def by_base(frame, column):
        return ", ".join(f"{float(value):.0f}% from {base}" for base, value in frame[column].items())

    chance = said[said["rule"].eq("chance alone")]["interval holds"]
    pairs = real.set_index(["rule", "pairs"]).loc["usual variation, from the other forces"]
    constant = real.set_index(["rule", "pairs"]).loc["one dispersion for all"]
    every = calibration.iloc[0]
    error = 100 * (held["estimate"] / held["remains"] - 1).abs().median()
    parts = [
        "# How far the intervals keep their promise",
        "Made by `make simulate` from `benchmarks/simulate.py`, seeded; every number on this page, in the sentences too, "
        "is written by it. Percentages of draws in which a method was right (95 is the promise of an interval), with an "
        "error of half a point for counts and one for trends. Counts vary with the k of the clean table `variation` "
        f"({', '.join(f'{what}: {k:.1f}' for what, k in ks.items())}), by as much as forces really differ in it.",
        "## In short",
        f"- **Nothing changed, and a rise or fall is said** of {across(same.assign(both=same[rose].astype(float) + same[fell].astype(float)), 'both')} of published pairs "
        f"(bases {BASES[0]} to {BASES[-1]}): rises {across(same, rose)}, falls {across(same, fell)}.\n"
        f"- **A true doubling is called a rise** in {by_base(double, rose)}; **a trebling** in {by_base(treble, rose)}. "
        f"Otherwise the words are “{few}”, which is not “no change”.\n"
        f"- **The interval for chance alone** holds the truth in {chance.astype(float).min():.0f} to "
        f"{chance.astype(float).max():.0f}% only: no word rests on it.\n"
        f"- **On the real series, each force left out**, the interval of a pair of years holds {pairs.loc['every pair', '95% held']}% "
        f"({pairs.loc['smaller half', '95% held']} for the smaller forces, {pairs.loc['larger half', '95% held']} for the larger); a false rise or "
        f"fall is said of {pairs.loc['every pair', 'false rise or fall']}%, of years that follow each other "
        f"{pairs.loc['years that follow each other', 'false rise or fall']}%. One dispersion for all, the rule before, said it of "
        f"{constant.loc['smaller half', 'false rise or fall']}% of the smaller and {constant.loc['larger half', 'false rise or fall']}% of the larger.\n"
        f"- **Ranks** are held in {across(ranks, 'rank held')} of draws, near-equal forces included, because their intervals are as wide as the pairs leave them.\n"
        f"- **Estimates [e]**, each force left out: {every['within95']}% of {every['figures']} published figures lie inside the 95% limits, "
        f"{every['within80']}% inside those of 80%. Of {len(held)} published totals that hold unpublished force-years, "
        f"{held['in95'].sum()} lie inside 95%, {held['in80'].sum()} inside 80%; the median difference is {error:.0f}%. They overlap.",
        "## Two years: the interval of a change, and its word",
        markdown(said),
        "## One count, a share",
        markdown(single),
        "## Growth of six years, and the year after",
        markdown(trends),
        "## The funnel: false flags",
        "Nominal 5 each; the last column has four forces at six times their rate.",
        markdown(funnels),
        "## Ranks",
        markdown(ranks),
        "## The real series, one force left out",
        "Class 88A of 42 forces, 2017/18 to 2022/23. The expected change of two years is that of the force's other four, a "
        "trend of its own times the shape of all others; k comes from the others. Held: once the error of that "
        "expectation is allowed for. False: outside the limits of the rule alone, so that what the expectation misses, most where "
        "years lie far apart, counts as false too.",
        markdown(real),
        "## Estimates, one force left out",
        markdown(calibration),
        "## Published totals that hold unpublished force-years",
        "What a total leaves for the force-years without a figure, beside the sum of their estimates from the class alone.",
        markdown(
            held.assign(
                remains=held["remains"].map("{:,.0f}".format),
                estimate=held["estimate"].map("{:,.0f} [e]".format),
                in95=held["in95"].map(SAID),
                in80=held["in80"].map(SAID),
            )
        ),
    ]
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    main()
