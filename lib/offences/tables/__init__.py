"""Rows become typed clean tables: the best figure chosen, shares, problems, disclosure, loading."""

from offences.names.rooms import offered

__getattr__, __dir__ = offered(__name__, __path__)
