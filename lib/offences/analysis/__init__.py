"""What the notebooks compute, one module a notebook: frames of numbers, never a sentence."""

from offences.names.rooms import offered

__getattr__, __dir__ = offered(__name__, __path__)
