"""Published figures on online-grooming offences recorded by UK police, cleaned and checked."""

from offences.cleaning import load, tables

__all__ = ["load", "tables"]
__version__ = "0.1.0"
