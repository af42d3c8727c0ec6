"""Numbers in, numbers out: rates, changes, trends, funnels, bounds; no file and no table name is known here."""

from offences.names import rooms

__getattr__ = rooms.opened(__name__)
