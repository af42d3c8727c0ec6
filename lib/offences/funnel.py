"""Compare many forces at once: funnel limits, shrunken rates, ranks with intervals, flags.

The forces compared are those with a published figure, which is no sample; every
result is about these forces only.
"""

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.rates import confint_poisson

from offences import areas, domains, wording, years
from offences.errors import InputError
from offences.reasons import Why, because

#: Under this many forces there is no funnel, rank or flag.
FEWEST_FORCES = 10
#: Share of z-scores pulled in at each end before the over-dispersion is estimated.
WINSORISED = 0.1
#: What winsorising leaves of the variance of a normal z-score: E[clip(z)^2].
_CUT = stats.norm.ppf(1 - WINSORISED)
WINSORISED_VARIANCE = 1 - 2 * WINSORISED - 2 * _CUT * stats.norm.pdf(_CUT) + 2 * WINSORISED * _CUT**2
LEVELS = (0.95, 0.998)
DRAWS, SEED = 10_000, 20_230_814


def limits(expected, level=0.95, variance=0.0):
    """Give the funnel limits of a ratio of observed to expected.

    Exact Poisson limits where there is no over-dispersion; else additive random
    effects on the square-root scale (Spiegelhalter 2005, Statistics in Medicine
    24:1185).

    Parameters
    ----------
    expected : array_like
        Expected counts, above 0.
    level : float, optional
    variance : float, optional
        Variance between forces on the square-root scale, from :func:`between`.

    Returns
    -------
    tuple of numpy.ndarray
        Lower and upper limit.

    Examples
    --------
    >>> [round(float(limit), 4) for limit in limits(20)]
    [0.6108, 1.5444]
    """
    one = np.ndim(expected) == 0
    expected = domains.numbers("expected", [expected] if one else expected, "funnel limits, expected")
    tail = (1 - domains.number("level", level)) / 2
    if domains.number("variance", variance) == 0:
        limits = np.array(confint_poisson(expected, 1, method="exact-c", alpha=2 * tail)) / expected
    else:
        reach = stats.norm.ppf(1 - tail) * np.sqrt(1 / (4 * expected) + variance)
        limits = np.maximum(1 - reach, 0) ** 2, (1 + reach) ** 2
    return tuple(limit[0] if one else limit for limit in limits)


def between(observed, expected, corrected=True):
    """Estimate the over-dispersion of ratios and the variance between forces.

    z-scores on the square-root scale, winsorised at 10% and 90%; the variance is
    DerSimonian and Laird's, zero where the dispersion is what chance would give.

    Parameters
    ----------
    observed, expected : array_like
        Of two forces or more.
    corrected : bool, optional
        Divide the dispersion by what winsorising leaves of a normal variance
        (0.68). Without it, as published, limits are too narrow and two to three
        times too many forces are flagged (see ``docs/simulation.md``).

    Returns
    -------
    tuple of float
        Dispersion (mean squared winsorised z) and variance between forces on the
        square-root scale.

    Examples
    --------
    >>> spread, variance = between([12, 25, 40, 90], [20, 20, 50, 60])
    >>> f"{spread:.1f}", f"{variance:.3f}"
    ('5.3', '0.044')
    """
    observed, expected = _counts(observed, expected, least=2)
    scores = 2 * np.sqrt(expected) * (np.sqrt(observed / expected) - 1)
    low, high = np.quantile(scores, [WINSORISED, 1 - WINSORISED])
    spread = float(np.mean(np.clip(scores, low, high) ** 2)) / (WINSORISED_VARIANCE if corrected else 1)
    forces, weights = len(expected), 4 * expected
    excess = forces * spread - (forces - 1)
    if excess <= 0:
        return spread, 0.0
    return spread, float(excess / (weights.sum() - (weights**2).sum() / weights.sum()))


def scores(observed, expected, variance):
    """Give z-scores that allow for the variance between forces (0 for chance alone).

    Examples
    --------
    >>> scores([12, 25, 40, 90], [20, 20, 50, 60], variance=0.04).round(2).tolist()
    [-0.98, 0.52, -0.5, 1.07]
    """
    observed, expected = _counts(observed, expected)
    variance = domains.number("variance", variance)
    return (np.sqrt(observed / expected) - 1) / np.sqrt(1 / (4 * expected) + variance)


def flagged(scores, level=0.05):
    """Tell which z-scores stand out at a false discovery rate (Benjamini and Hochberg 1995).

    Returns
    -------
    tuple of numpy.ndarray
        Whether each is flagged, and its adjusted two-sided p-value.

    Examples
    --------
    >>> found, adjusted = flagged([-1.1, 0.4, 3.1])
    >>> found.tolist(), adjusted.round(3).tolist()
    ([False, False, True], [0.407, 0.689, 0.006])
    """
    chances = 2 * stats.norm.sf(np.abs(domains.numbers("scores", scores)))
    found, adjusted, _, _ = multipletests(chances, alpha=domains.number("level", level), method="fdr_bh")
    return found, adjusted


def shrunken(observed, population):
    """Shrink rates towards their mean by how little each force can tell (Marshall 1991).

    Kept libraries let the variance between areas go negative, which gives negative
    rates; here it is set to zero where its estimate is negative.

    Parameters
    ----------
    observed, population : array_like
        Counts and residents, above 0.

    Returns
    -------
    tuple
        Shrunken rates, the variance between areas (0 where its estimate is
        negative) and the mean rate.

    Examples
    --------
    >>> found, variance, mean = shrunken([12, 60, 300], [20_000, 120_000, 900_000])
    >>> (10_000 * found).round(1).tolist(), round(10_000 * mean, 1)
    ([3.9, 4.3, 3.4], 3.6)
    """
    observed, population = _counts(observed, population, "populations")
    rates = observed / population
    mean = float(observed.sum() / population.sum())
    spread = float((population * (rates - mean) ** 2).sum() / population.sum())
    variance = max(spread - mean / float(population.mean()), 0.0)
    weights = variance / (variance + mean / population) if mean else np.zeros_like(rates)
    return weights * rates + (1 - weights) * mean, variance, mean


def ranks(observed, population, dispersion, level=0.95):
    """Rank rates, highest first, with intervals from a seeded simulation.

    The rank is that of the rate itself: 1 is the highest, equal rates share a rank and
    none is left out after them. For the interval each draw takes every rate from a gamma
    distribution with shape count + ½, widened by the dispersion, and ranks them
    (Goldstein and Spiegelhalter 1996); it always holds the rank.

    Parameters
    ----------
    observed, population : array_like
    dispersion : float
        1 for chance alone.
    level : float, optional

    Returns
    -------
    tuple of numpy.ndarray
        Rank and its limits, as whole numbers from 1.

    Examples
    --------
    >>> places, low, high = ranks([60, 90, 300], [120_000, 150_000, 900_000], 1)
    >>> places.tolist(), low.tolist(), high.tolist()
    ([2, 1, 3], [1, 1, 3], [2, 2, 3])
    """
    observed, population = _counts(observed, population, "populations")
    dispersion, tail = domains.number("dispersion", dispersion), (1 - domains.number("level", level)) / 2
    places = stats.rankdata(-observed / population, method="dense")
    random = np.random.default_rng(SEED)
    shape = (observed + 0.5) / dispersion
    drawn = random.gamma(shape, dispersion / population, size=(DRAWS, len(observed)))
    low, high = np.quantile(
        stats.rankdata(-drawn, axis=1), [tail, 1 - tail], axis=0, method="nearest"
    ).round()
    return places.astype(int), np.minimum(low, places).astype(int), np.maximum(high, places).astype(int)


def _counts(observed, expected, meaning="expected", least=1):
    """Read counts and what stands under them, one for each force."""
    observed = domains.numbers("counts", observed, "observed", least)
    return domains.pairs(observed, domains.numbers(meaning, expected, meaning, least))


#: Columns that a comparison of forces reads, and those that it gives.
READ = "area force offences rate children figure_id"
COLUMNS = (
    "area force offences expected ratio z flag adjusted_p rate shrunken_rate rank rank_from rank_to figure_id"
).split()


def table(by_force, target=None, dispersion=None):
    """Compare the forces of a year.

    Parameters
    ----------
    by_force : pandas.DataFrame
        From :func:`offences.comparison.by_force`; forces without a rate are left out.
    target : float, optional
        Offences per resident of the whole, where the national count is known; else
        that of these forces together.
    dispersion : float, optional
        For the intervals of the ranks; without one there is no rank either.

    Returns
    -------
    tuple
        The table (force, offences, expected, ratio, z, flag, adjusted p, rate and
        shrunken rate per 10,000, rank of the rate and its limits) in order of name, and
        a dict: forces, target (per 10,000), dispersion, variance and whose target it
        is. With fewer than ``FEWEST_FORCES`` forces an empty table, and why (``refused``).

    Examples
    --------
    >>> from offences import comparison, published, tables
    >>> forces = comparison.by_force(tables(), published.reference("population"), "2017/18")
    >>> frame, info = table(forces, dispersion=1)
    >>> frame.set_index("force").loc["Derbyshire", ["offences", "expected", "rank"]].tolist()
    [37.0, 67.5, 27.0]
    """
    by_force = domains.frame(by_force, READ, "the table of forces")
    rated = by_force[by_force["rate"].notna()].sort_values("force", ignore_index=True)
    if target is not None:
        domains.number("positive", target, "target")
    if len(rated) < FEWEST_FORCES:
        reason = because(Why.FEW_FORCES, forces=len(rated), all=len(by_force), fewest=FEWEST_FORCES)
        return pd.DataFrame(columns=COLUMNS), {"forces": len(rated), "refused": reason}
    observed, residents = _counts(
        rated["offences"].astype(float), rated["children"].astype(float), "populations"
    )
    if not observed.any():
        raise InputError(f"none of the {len(rated)} forces recorded an offence: there is nothing to compare.")
    used = float(observed.sum() / residents.sum()) if target is None else target
    expected = residents * used
    spread, variance = between(observed, expected)
    z = scores(observed, expected, variance)
    flags, chances = flagged(z)
    shrunk, _, _ = shrunken(observed, residents)
    known = dispersion is not None
    ranked = (
        ranks(observed, residents, dispersion) if known else [pd.array([pd.NA] * len(rated), "Int64")] * 3
    )
    places, low, high = ranked
    words = np.where(z > 0, "above", "below")
    frame = pd.DataFrame(
        {
            "area": rated["area"],
            "force": rated["force"],
            "offences": observed,
            "expected": expected.round(1),
            "ratio": (observed / expected).round(2),
            "z": z.round(2),
            "flag": np.where(flags, words, ""),
            "adjusted_p": [f"{chance:.3f}" for chance in chances],
            "rate": rated["rate"].astype(float),
            "shrunken_rate": (10_000 * shrunk).round(1),
            "rank": places,
            "rank_from": low,
            "rank_to": high,
            "figure_id": rated["figure_id"],
        }
    )
    return frame, {
        "forces": len(rated),
        "target": 10_000 * used,
        "dispersion": spread,
        "variance": variance,
        "national": target is not None,
        "own": 10_000 * float(observed.sum() / residents.sum()),
        "outside": int((np.abs(z) > stats.norm.ppf(0.975)).sum()),
    }


def summary(info, frame):
    """Lay out what the funnel rests on: target, dispersion, variance, forces and flags.

    Parameters
    ----------
    info : dict
    frame : pandas.DataFrame
        Both from :func:`table`.

    Returns
    -------
    pandas.DataFrame
        Columns what and value; no rows where too few forces were compared.

    Examples
    --------
    >>> from offences import comparison, published, tables
    >>> forces = comparison.by_force(tables(), published.reference("population"), "2017/18")
    >>> frame, info = table(forces)
    >>> summary(info, frame).head(3)
                                       what value
    0  target, offences per 10,000 children  3.56
    1         rate of these forces together  3.56
    2                            dispersion  26.9
    """
    frame = domains.frame(frame, "flag", "the comparison")
    if "target" not in info:
        return pd.DataFrame(columns=["what", "value"])
    rows = {
        "target, offences per 10,000 children": round(info["target"], 2),
        "rate of these forces together": round(info["own"], 2),
        "dispersion": round(info["dispersion"], 1),
        "variance between forces": round(info["variance"], 4),
        "forces compared": info["forces"],
        "forces outside the 95% limits": info["outside"],
        "forces flagged at a false discovery rate of 5%": int(frame["flag"].ne("").sum()),
    }
    return pd.DataFrame([(what, f"{value:g}") for what, value in rows.items()], columns=["what", "value"])


def curves(info, most):
    """Give the funnel's limits as rates per 10,000, for drawing.

    Parameters
    ----------
    info : dict
        From :func:`table`.
    most : float
        Largest expected count.

    Returns
    -------
    list of tuple
        Name, style, expected counts, lower and upper limits; empty where too few
        forces were compared.

    Examples
    --------
    >>> lines = curves({"target": 3.5, "variance": 0.08}, most=100)
    >>> [(name, round(float(low[-1]), 1), round(float(high[-1]), 1)) for name, _, _, low, high in lines]
    [('95%, chance alone', 2.9, 4.2), ('95%', 0.7, 8.5), ('99.8%', 0.0, 12.5)]
    """
    if "target" not in info:
        return []
    expected = np.linspace(2, 1.05 * domains.number("expected", most, "most"), 80)
    lines = [
        ("95%, chance alone", ":", 0.95, 0.0),
        ("95%", "-", 0.95, info["variance"]),
        ("99.8%", "--", 0.998, info["variance"]),
    ]
    return [
        (name, style, expected, *(info["target"] * side for side in limits(expected, level, variance)))
        for name, style, level, variance in lines
    ]


def findings(frame, info, area, name, year, round_name=""):
    """Say where a force lies among those with a published figure, without ranking it as a finding.

    Returns
    -------
    list of tuple of str
        Sentences with the figure_ids they rest on.

    Examples
    --------
    >>> from offences import comparison, published, tables
    >>> forces = comparison.by_force(tables(), published.reference("population"), "2017/18")
    >>> said = findings(*table(forces, dispersion=1), "E23000018", "Derbyshire", "2017/18")
    >>> print(said[1][0].split(" of the ")[0])
    Derbyshire: 37 offences where 68 would be expected at that rate; its rank is anywhere from 21 to 31
    """
    area, year, frame = (
        areas.find(area),
        years.read(year),
        domains.frame(frame, " ".join(COLUMNS), "the comparison"),
    )
    of = f"of the {info['forces']} forces with a published figure, of {len(areas.forces())}"
    if frame.empty:
        return [
            (
                f"Only {wording.many(info['forces'], 'force')} with a rate for {year}: too few for a funnel, ranks or flags.",
                "",
            )
        ]
    ids = " ".join(frame["figure_id"])
    flags = frame[frame["flag"].ne("")]
    count = f"{len(flags)}" if len(flags) else "None"
    target = f"{info['target']:.1f} per 10,000, the rate of all forces"
    if info["national"]:
        target += f" in the {round_name} (these forces together, from several rounds, have {info['own']:.1f})"
    said = [
        (
            f"{count} {of}, {'stands' if len(flags) == 1 else 'stand'} out from {target}, once the spread between forces is allowed for (dispersion "
            f"{info['dispersion']:.1f}, where chance alone gives 1; false discovery rate 5%).",
            ids,
        )
    ]
    own = frame[frame["area"].eq(area)]
    for row in own.itertuples():
        said.append(
            (
                f"{name}: {row.offences:,.0f} offences where {row.expected:,.0f} would be expected at that rate; "
                f"{_ranked(row, of)}.",
                row.figure_id,
            )
        )
    return said


def _ranked(row, of):
    if pd.isna(row.rank):
        return f"the usual variation of such figures is not known, so no rank {of}, can be printed"
    return f"its rank is anywhere from {row.rank_from} to {row.rank_to} {of}, so no rank can be printed"
