"""Published figures on online-grooming offences recorded by UK police, cleaned and checked."""

__all__ = ["load", "tables"]
__version__ = "0.1.0"


def __getattr__(name):
    """Import pandas only for who asks for a table: the command line starts without it."""
    if name not in __all__:
        raise AttributeError(f"module 'offences' has no attribute {name!r}")
    from offences import cleaning

    return getattr(cleaning, name)
