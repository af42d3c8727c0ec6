"""Rows become typed clean tables."""

import sys
from types import ModuleType


class _Room(ModuleType):
    """The room, and what is called at the prompt: `offences.tables()` loads the clean tables."""

    def __call__(self, *arguments, **named):
        """Load the clean tables, as :func:`offences.cleaning.tables` does."""
        from offences import cleaning

        return cleaning.tables(*arguments, **named)


sys.modules[__name__].__class__ = _Room
