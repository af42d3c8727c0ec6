"""What is the same for every area, once for all editions of a folder: 01, the clean tables, the list of figures.

It is made where it is missing or not of the data and the library as they are now, and swapped in whole.
"""

import json
from pathlib import Path

from offences.editions import audit, execution, inputs, manifests, parameters, swapping
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
    made_of = inputs.of(execution.of_data_set())
    with swapping.workplace(out, inputs.DATA_SET) as work:
        for source in execution.of_data_set():
            say(execution.run_into(work, source, {"clean": "clean", "output": "."}))
        built = loading.tables(str(work / "clean"), 0)
        loading.write(loading.tables(str(work / "clean")), work / "clean")
        if render:
            render(work)
            say("pages of the data set: written")
        audit.refuse(work, work / "clean", built, disclosure.SMALL)
        manifests.write(work, made_of, parameters.latest_year(str(work / "clean")))
        swapping.swap(work, out / inputs.DATA_SET)
    return out / inputs.DATA_SET


def ensure(out, say=print, render=None):
    """Make the data set of a folder of editions where it is missing or stale."""
    if not fresh(out, bool(render)):
        make(out, say, render)
