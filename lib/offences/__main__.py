"""Run the command line as `python -m offences`."""

import sys

if not sys.flags.safe_path:
    del sys.path[0]  # the current folder, which `-m` puts there: a random.py in it is none of ours

from offences.cli import main

main()
