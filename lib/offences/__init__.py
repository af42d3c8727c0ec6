"""Published figures on online-grooming offences recorded by UK police, cleaned and checked.

``load("figures")`` gives a clean table, ``tables()`` all of them as an edition may
show them, ``find("GMP")`` an area's code, and ``show(table, caption)`` shows a table.
"""

from offences.areas import find
from offences.cleaning import load, tables

__all__ = ["find", "load", "show", "tables"]  # noqa: F822, show comes with __getattr__
__version__ = "0.1.0"


def __dir__():
    """Offer at the prompt what users call, and the modules that notebooks use."""
    modules = "areas charts claims comparison exhibits funnel growth shares trends wording".split()
    return sorted([*__all__, *modules])


def __getattr__(name):
    """Import what draws, and the modules of the library, when they are first asked for."""
    import importlib

    if name == "show":
        return importlib.import_module("offences.exhibits").show
    if name in __dir__():
        return importlib.import_module(f"offences.{name}")
    raise AttributeError(f"offences has no {name!r}; it has {', '.join(__dir__())}")
