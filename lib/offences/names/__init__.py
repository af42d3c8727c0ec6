"""Names and notation, no figure: areas, financial years, British words for numbers and dates, errors."""

from offences.names.rooms import offered

__getattr__, __dir__ = offered(__name__, __path__)
