"""Run the notebooks for a set of parameters and keep the result whole."""

import sys

from offences.names.rooms import offered

# What reads notebooks imports jsonschema, which compiles the grammars of rfc3987_syntax, 1 s, and does without.
sys.modules.setdefault("rfc3987_syntax", None)
__getattr__, __dir__ = offered(__name__, __path__)
