"""Numbers become sentences, tables and charts."""

from offences.names.rooms import offered

__getattr__, __dir__ = offered(__name__, __path__)
