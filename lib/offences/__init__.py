"""Published figures on online-grooming offences recorded by UK police, cleaned and checked.

``load("figures")`` gives a clean table, ``tables()`` all of them as an edition may
show them, ``find("GMP")`` an area's code, and ``show(table, caption)`` shows a table.
"""

import importlib

# The room ``tables`` first, so that the function of its name, which users call, takes the name over.
import offences.tables  # noqa: F401

#: What users call, and the module it lives in: imported when first asked for, so that the
#: command line starts without pandas.
_HOMES = {"find": "names.areas", "load": "tables.loading", "show": "report.exhibits"}

__all__ = ["find", "load", "show", "tables"]  # noqa: F822, they come with __getattr__
__version__ = "0.1.0"


def tables(*given, **named):
    """See :func:`offences.tables.loading.tables`."""
    return importlib.import_module("offences.tables.loading").tables(*given, **named)


def __dir__():
    """Offer at the prompt what users call."""
    return sorted(__all__)


def __getattr__(name):
    """Import what is asked for when it is first asked for."""
    if name in _HOMES:
        return getattr(importlib.import_module(f"offences.{_HOMES[name]}"), name)
    raise AttributeError(f"offences has no {name!r}; it has {', '.join(__dir__())}")
