"""What the notebooks compute, one module a notebook: frames of numbers, never a sentence."""

from offences.names import rooms

__getattr__ = rooms.opened(__name__)
