"""Open the modules of a room when they are first asked for: ``from offences import report`` is enough."""

import importlib
from importlib.util import find_spec


def opened(room):
    """Give a room the function that imports a module of it by name, for its ``__getattr__``.

    Parameters
    ----------
    room : str
        The package's name.
    """

    def module(name):
        if name.startswith("_") or find_spec(f"{room}.{name}") is None:
            raise AttributeError(f"{room} has no {name!r}.")
        return importlib.import_module(f"{room}.{name}")

    return module
