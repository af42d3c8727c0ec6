"""Let a room be used by its name: ``from offences import report`` and then ``report.charts``."""

import importlib
import pkgutil


def offered(room, path):
    """Give the ``__getattr__`` and ``__dir__`` of a room, which import its modules when first asked for.

    Parameters
    ----------
    room : str
        Its ``__name__``.
    path : list of str
        Its ``__path__``.

    Returns
    -------
    tuple of callable
    """
    modules = sorted(found.name for found in pkgutil.iter_modules(path))

    def get(name):
        if name in modules:
            return importlib.import_module(f"{room}.{name}")
        raise AttributeError(f"{room} has no {name!r}; it has {', '.join(modules)}")

    return get, lambda: modules
