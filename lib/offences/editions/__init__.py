"""Run the notebooks for a set of parameters and keep the result whole."""

from offences.names.rooms import offered

__getattr__, __dir__ = offered(__name__, __path__)
