"""Numbers become sentences, tables and charts."""

from offences.names import rooms

__getattr__ = rooms.opened(__name__)
