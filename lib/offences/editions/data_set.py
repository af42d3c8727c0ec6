"""What is the same for every area, once for all editions of a folder: 01, the clean tables, the list of figures.

It is made where it is missing or not of the data and the library as they are now, and swapped in whole.
"""

import json
from pathlib import Path

from offences.editions import execution, inputs, manifests, swapping
from offences.tables import disclosure, loading

#: Where an edition finds the clean tables.
CLEAN = f"../{inputs.DATA_SET}/clean"


def fresh(out, rendered=True):
    """Tell whether a folder of editions holds the data set of today, with its pages where they are wanted."""
    manifest = Path(out) / inputs.DATA_SET / "manifest.json"
    if not inputs.fresh(manifest, inputs.of(execution.of_data_set())):
        return False
    made = json.loads(manifest.read_text(encoding="utf-8"))
    return not rendered or all(page["file"] in made["outputs"] for page in made["pages"])


def make(out, say=print, render=None):
    """Make the data set of a folder of editions and give its folder; as for :func:`offences.editions.editions.run`."""
    out = Path(out)
    made_of, place = inputs.of(execution.of_data_set()), out / inputs.DATA_SET
    with swapping.workplace(out, inputs.DATA_SET) as work:
        built, _ = cleaned(work, {}, disclosure.SMALL, say)
        if render:
            render(work)
            say("pages of the data set: written")
        manifests.keep(work, place, work / "clean", built, disclosure.SMALL, made_of)
    return place


def cleaned(work, given, hidden, say):
    """Make clean tables in a folder by notebook 01; give them with no cell hidden, and as the folder keeps them."""
    for source in execution.of_data_set():
        say(execution.run_into(work, source, {"clean": "clean", "output": ".", **given}))
    built, shown = (loading.tables(str(work / "clean"), largest) for largest in (0, hidden))
    loading.write(shown, work / "clean")
    return built, shown


def ensure(out, say=print, render=None):
    """Make the data set of a folder of editions where it is missing or stale."""
    if not fresh(out, bool(render)):
        make(out, say, render)
