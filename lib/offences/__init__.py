"""Published figures on online-grooming offences recorded by UK police, cleaned and checked.

``load("figures")`` gives a clean table, ``tables()`` all of them as an edition may
show them, ``find("GMP")`` an area's code, and ``show(table, caption)`` shows a table.
"""

import importlib

#: What users call, and the module it lives in: imported when first asked for, so that the
#: command line starts without pandas.
_HOMES = {"find": "areas", "load": "cleaning", "show": "exhibits", "tables": "cleaning"}
_MODULES = (
    "areas bounds charts claims comparison exhibits funnel growth panels projections share_findings shares "
    "trends two_years unsupported verdicts wording"
).split()

__all__ = ["find", "load", "show", "tables"]  # noqa: F822, they come with __getattr__
__version__ = "0.1.0"


def __dir__():
    """Offer at the prompt what users call, and the modules that notebooks use."""
    return sorted([*__all__, *_MODULES])


def __getattr__(name):
    """Import what is asked for when it is first asked for."""
    if name in _HOMES:
        return getattr(importlib.import_module(f"offences.{_HOMES[name]}"), name)
    if name in _MODULES:
        return importlib.import_module(f"offences.{name}")
    raise AttributeError(f"offences has no {name!r}; it has {', '.join(__dir__())}")
