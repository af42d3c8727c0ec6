"""Numbers in, numbers out: rates, changes, trends, funnels, bounds; no file and no table name is known here."""

from offences.names.rooms import offered

__getattr__, __dir__ = offered(__name__, __path__)
