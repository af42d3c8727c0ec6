"""Run the command line as `python -m offences`."""

from offences.cli import main

main()
