"""Names and notation, no figure: areas, financial years, British words for numbers and dates, errors."""

from offences.names import rooms

__getattr__ = rooms.opened(__name__)
