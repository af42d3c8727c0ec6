"""Published figures on online-grooming offences recorded by UK police, cleaned and checked.

At the prompt: ``tables()``, ``load("figures")``, ``series("Kent")``, ``rates("2022/23")``,
``change("Kent", "2017/18", "2022/23")``, ``official("Kent")``, ``estimate("Kent")``,
``claims("Kent")``, ``derivation("f0405")``, ``source("f0345")``, ``find("GMP")``, ``show(frame)``. Each explains itself:
``offences.series?``.
"""

# The rooms first: two of them have the names of functions, which users call and which take the names over.
import offences.claims
import offences.tables  # noqa: F401
from offences.prompt import (  # noqa: F401
    change,
    claims,
    derivation,
    estimate,
    find,
    load,
    official,
    rates,
    series,
    show,
    source,
    tables,
)

__all__ = "change claims derivation estimate find load official rates series show source tables".split()
__version__ = "0.2.0"


def __dir__():
    """Offer at the prompt what users call."""
    return __all__
