"""Run the notebooks for a set of parameters and keep the result whole."""

from offences.names import rooms

__getattr__ = rooms.opened(__name__)
