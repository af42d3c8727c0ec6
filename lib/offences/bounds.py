"""Bound shares: Wilson where known, the worst case over all offences, Fréchet for owners of several platforms."""

import pandas as pd
from scipy import stats

from offences import shares, wording
from offences.errors import InputError


def wilson(count, known, level=0.95):
    """Give Wilson's limits of a share.

    Parameters
    ----------
    count, known : int
        Offences with the property, of those where it was known.

    Returns
    -------
    tuple of float
        Lower and upper limit, in percent.

    Examples
    --------
    >>> [round(limit, 1) for limit in wilson(65, 100)]
    [55.3, 73.6]
    """
    if not 0 <= count <= known or known == 0 or count != int(count):
        raise InputError(
            f"{count} of {known} known: a share needs a number known above 0 and a whole count within it."
        )
    limits = stats.binomtest(int(count), int(known)).proportion_ci(level, "wilson")
    return float(100 * limits.low), float(100 * limits.high)


def worst_case(count, known, total):
    """Bound a share of all offences when some are unknown (Manski 1989).

    At the least none of the unknown offences has the property, at the most all.

    Returns
    -------
    tuple of float
        Lowest and highest share of the total, in percent.

    Examples
    --------
    >>> [round(bound, 1) for bound in worst_case(844, 2111, 7263)]
    [11.6, 82.6]
    """
    if not 0 <= count <= known <= total or total == 0:
        raise InputError(
            f"{count} of {known} known of {total}: bounds need count, known and total in this order."
        )
    return 100 * count / total, 100 * (count + total - known) / total


def frechet(lows, highs):
    """Bound the share of offences with any of several platforms by the shares of each.

    At the least all mentions fall in the same offences, at the most none do
    (Fréchet). Shares of mentions are never added up to one number.

    Parameters
    ----------
    lows, highs : sequence of float
        Bounds of each platform's share, in percent.

    Returns
    -------
    tuple of float

    Raises
    ------
    InputError
        If there is no share, or one that is none.

    Examples
    --------
    >>> frechet([12, 10, 6], [12, 10, 6])
    (12, 28)
    """
    if not len(lows) or not 0 <= max(lows) <= 100:
        raise InputError(f"{list(lows)}: shares to be bounded together lie between 0 and 100 percent.")
    return max(lows), min(100, sum(highs))


def owners(rows, platforms):
    """Bound the share of each owner with several platforms, per period and round.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows of ``shares`` of one area, of the platforms.
    platforms : pandas.DataFrame
        ``data/reference/platforms.csv``.

    Returns
    -------
    pandas.DataFrame
        Columns years, round, owner, platforms (with the share of each), at_least
        and at_most (percent of those known, from the shares as printed), doubt and
        figure_ids.

    Examples
    --------
    >>> from offences import published, tables
    >>> named = shares.of_area(tables().shares, "K02000001", ["platform"], "2023/24")
    >>> owned = owners(named, published.reference("platforms"))
    >>> owned[["years", "owner", "at_least", "at_most"]].to_dict("records")[0]
    {'years': '2023/24', 'owner': 'Meta', 'at_least': 12.0, 'at_most': 28.0}
    """
    owner = platforms.set_index("platform")["owner"]
    priced = shares.narrowest(rows[rows["share_low"].notna() & rows["share_high"].notna()]).copy()
    priced["owner"] = [
        next(iter(held)) if len(held := {owner.get(name, "") for name in text.split("|")}) == 1 else ""
        for text in priced["category"]
    ]
    out = []
    for (_, _, round_, name), group in priced[priced["owner"].ne("")].groupby(
        ["start", "end", "round", "owner"]
    ):
        parts = _disjoint(group)
        if len(parts) > 1:
            middles = (parts["share_low"] + parts["share_high"]) / 2
            low, high = frechet(middles, middles)
            said = wording.listed(
                f"{row.category.replace('|', ' and ')} {wording.bounds(row.share_low, row.share_high, unit='percent')}"
                for row in parts.itertuples()
            )
            when = wording.span(group["first_year"].iloc[0], group["last_year"].iloc[0])
            doubt = "; ".join(dict.fromkeys(filter(None, parts["doubt"])))
            out.append([when, round_, name, said, low, high, doubt, " ".join(parts["figure_id"])])
    return pd.DataFrame(out, columns="years round owner platforms at_least at_most doubt figure_ids".split())


def _disjoint(group):
    """Keep groups of platforms that hold no platform twice, single platforms first."""
    taken, kept = set(), []
    for index, text in sorted(group["category"].items(), key=lambda item: item[1].count("|")):
        names = set(text.split("|"))
        if not names & taken:
            taken |= names
            kept.append(index)
    return group.loc[kept]
