"""Controls and views of the exploring notebook, which reads well without a kernel too.

A view is an ordinary output that is replaced when a control changes, so that the
stored notebook holds plain tables and pictures; only the controls are widgets.
"""

import json
import re

from IPython.display import display, update_display

from offences.editions import parameters
from offences.names import areas, years
from offences.names.errors import InputError

VIEW = "application/vnd.jupyter.widget-view+json"
STATE = "application/vnd.jupyter.widget-state+json"


class Controls:
    """Controls for area and years, shown above every view, so that none is far from what it changes."""

    def __init__(self, area="Derbyshire"):
        import ipywidgets

        listing = areas.listing().sort_values("name")
        listed = years.span(years.FIRST_YEAR, parameters.latest_year())
        self.area = ipywidgets.Dropdown(
            options=list(zip(listing["name"], listing["area"], strict=True)),
            value=areas.find(area),
            description="Area",
        )
        self.years = ipywidgets.SelectionRangeSlider(
            options=listed,
            index=(0, len(listed) - 1),
            description="Years",
            continuous_update=False,
            layout=ipywidgets.Layout(width="30em"),  # the years beside it are cut at the default width
        )
        self.box = ipywidgets.HBox([self.area, self.years], layout=ipywidgets.Layout(flex_flow="row wrap"))
        self.views = {}
        for control in (self.area, self.years):
            control.observe(self._renew, "value")

    def view(self, function):
        """Show the controls and what a function makes of them, and that again whenever one of them changes.

        It takes area code, first and last year and gives a sentence or a bundle, as ``exhibits.tabled`` and
        ``exhibits.pictured`` do. One of the same name, as of a cell run again, takes the place of the one before.
        """
        self.views[function.__name__] = function
        bundle = self.box._repr_mimebundle_()
        bundle["text/plain"] = f"Area: {self.area.label}. Years: {' to '.join(self.years.value)}."
        display(bundle, raw=True)
        display(self._made(function), raw=True, display_id=function.__name__)

    def _made(self, function):
        try:
            found = function(self.area.value, *self.years.value)
        except InputError as error:
            found = str(error)
        return {"text/plain": found} if isinstance(found, str) else found

    def _renew(self, _):
        for name, function in self.views.items():
            update_display(self._made(function), raw=True, display_id=name)


def renumbered(notebook):
    """Number the widgets of a notebook, in place, in the order in which they are shown and hold each other.

    Their ids are random; numbered, the same run gives the same file. Widgets that nothing shown refers to are dropped.
    """
    stored = notebook.metadata.get("widgets", {}).get(STATE, {})
    states = stored.get("state", {})
    shown = [
        output["data"][VIEW]
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if VIEW in output.get("data", {})
    ]
    order, waiting = [], [bundle["model_id"] for bundle in shown]
    while waiting:
        name = waiting.pop(0)
        if name not in order:
            order.append(name)
            held = json.dumps(states.get(name, {}), sort_keys=True)
            waiting += re.findall(r"IPY_MODEL_(\w+)", held)
    new = {name: f"{place:032x}" for place, name in enumerate(order, 1)}
    for bundle in shown:
        bundle["model_id"] = new[bundle["model_id"]]
    if stored:
        text = json.dumps({new[name]: states[name] for name in order if name in states})
        stored["state"] = json.loads(
            re.sub(r"IPY_MODEL_(\w+)", lambda found: f"IPY_MODEL_{new[found[1]]}", text)
        )
