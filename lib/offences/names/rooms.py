"""Let a room be used by its name: ``from offences import report`` and then ``report.charts``."""

import importlib
import os


def offered(room, path):
    """Give the ``__getattr__`` and ``__dir__`` of a room, which import its modules when first asked for one."""
    modules = sorted(name[:-3] for name in os.listdir(path[0]) if name.endswith(".py") and name[0] != "_")  # noqa: PTH208

    def get(name):
        if name in modules:
            return importlib.import_module(f"{room}.{name}")
        raise AttributeError(f"{room} has no {name!r}; it has {', '.join(modules)}")

    return get, lambda: modules
