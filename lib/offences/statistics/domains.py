"""What a number may be: the domain of each argument of a statistical function, checked in one place."""

import numbers as kinds

import numpy as np

from offences.names.errors import InputError


def _whole(x):
    return (x >= 0) & (x == np.floor(x)) & np.isfinite(x)


def _above(x):
    return (x > 0) & np.isfinite(x)


#: By meaning: what is allowed, in words, and the test of it.
DOMAINS = {
    "count": ("a count is a whole number of 0 or more", _whole),
    "counts": ("every force needs a whole count of 0 or more; leave out those without a figure", _whole),
    "population": ("a population is above 0", _above),
    "populations": ("every force needs a population above 0; leave out those without one", _above),
    "expected": ("an expected count is above 0; leave out forces without children", _above),
    "variance": ("a variance is 0 or more", lambda x: (x >= 0) & np.isfinite(x)),
    "level": ("a level lies between 0 and 1, such as 0.95", lambda x: (x > 0) & (x < 1)),
    "dispersion": (
        "a dispersion is never under 1, which chance alone has",
        lambda x: (x >= 1) & np.isfinite(x),
    ),
    "k": ("k is above 0, infinite for chance alone", lambda x: x > 0),
    "change": ("a change in percent is a number, never under -100", lambda x: x >= -100),
    "degrees": ("degrees of freedom are above 0", lambda x: x > 0),
    "positive": ("it has to be a number above 0", _above),
    "percent": ("a share lies between 0 and 100 percent", lambda x: (x >= 0) & (x <= 100)),
    "percentage": ("a percentage of a count is 0 or more", lambda x: (x >= 0) & np.isfinite(x)),
    "scores": ("every score is a finite number", np.isfinite),
}


def number(meaning, value, name=""):
    """Read one number that has to lie in the domain of its meaning, a key of ``DOMAINS``; an InputError calls it name.

    A text, a truth value and a missing value are none.
    """
    allowed, holds = DOMAINS[meaning]
    if isinstance(value, kinds.Real) and not isinstance(value, bool):
        try:
            found = float(value)
        except OverflowError:
            found = np.nan
        if holds(found):
            return found
    raise InputError(f"{name or meaning} {value!r}: {allowed}.")


def numbers(meaning, values, name="", least=1):
    """Read a row of numbers, `least` of them or more, each in the domain of its meaning, as :func:`number` does."""
    allowed, holds = DOMAINS[meaning]
    found = np.asarray(values)
    numeric = found.ndim == 1 and (found.dtype.kind in "iuf" or len(found) == 0)
    if not numeric or not holds(found := found.astype(float)).all():
        raise InputError(f"{name or meaning} {values!r}: {allowed}.")
    if len(found) < least:
        raise InputError(f"{name or meaning} {values!r}: {allowed}, and there have to be at least {least}.")
    return found


def pairs(one, other):
    """Give two rows of numbers back where they are equally long."""
    if len(one) != len(other):
        raise InputError(f"{len(one)} numbers beside {len(other)}: each needs its partner.")
    return one, other


def frame(table, columns, what="the table"):
    """Give a table back if it has the columns named, an empty one with them; an InputError says what lacks them."""
    wanted = columns.split()
    if not hasattr(table, "columns"):
        raise InputError(f"{what} is {table!r}: a table with the columns {', '.join(wanted)} is needed.")
    lacking = [name for name in wanted if name not in table.columns]
    if lacking and len(table):
        raise InputError(f"{what} lacks {', '.join(lacking)}; it has {', '.join(map(str, table.columns))}.")
    return table.reindex(columns=[*table.columns, *lacking]) if lacking else table
