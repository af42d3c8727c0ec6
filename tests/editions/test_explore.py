"""The exploring notebook and the library at the prompt."""

import re
import subprocess
import sys

import nbformat
import offences
import pytest
from offences.analysis import history
from offences.editions import execution, explore, inputs
from offences.names import areas
from offences.names.errors import InputError

PATH = inputs.NOTEBOOKS / "00_explore.ipynb"


@pytest.fixture
def notebook():
    return nbformat.read(PATH, as_version=4)


def outputs(notebook):
    return [output for cell in notebook.cells for output in cell.get("outputs", [])]


def test_it_was_run_whole_and_is_no_part_of_an_edition(notebook):
    assert execution.complete(notebook) == []
    assert PATH not in execution.sources()


def test_its_default_views_are_stored_as_plain_tables_and_pictures(notebook):
    kinds = [set(output["data"]) for output in outputs(notebook)]
    views = sum(cell.source.count("controls.view(") for cell in notebook.cells)
    assert sum(explore.VIEW in kind for kind in kinds) == views
    assert sum("image/svg+xml" in kind for kind in kinds) == 3
    assert sum("text/html" in kind for kind in kinds) == 3
    assert sum("text/markdown" in kind for kind in kinds) == 3
    assert all("text/plain" in kind for kind in kinds)
    assert not [output for output in outputs(notebook) if output.get("name") == "stderr"]


def test_its_first_words_say_how_to_begin(notebook):
    lines = notebook.cells[0].source.splitlines()
    assert lines[0].startswith("# ")
    assert lines[2].startswith("**Start with Run > Run All Cells.**")


def test_it_says_where_to_find_help_and_holds_no_path(notebook):
    text = PATH.read_text(encoding="utf-8")
    assert "0800 1111" in text
    assert "0808 800 5000" in text
    assert not re.search(r"/ho[m]e/|/tm[p]/|/roo[t]|0x[0-9a-f]{6}", text)


def test_cell_and_widget_ids_are_stable(notebook):
    assert [cell.id for cell in notebook.cells] == [f"00-{n:02d}" for n in range(1, len(notebook.cells) + 1)]
    states = notebook.metadata["widgets"][explore.STATE]["state"]
    assert sorted(states) == [f"{n:032x}" for n in range(1, len(states) + 1)]


def widgets(first, second, unused):
    """Make a notebook that shows one widget, which holds another."""
    state = {
        unused: {"state": {}},
        second: {"state": {"value": 1}},
        first: {"state": {"children": [f"IPY_MODEL_{second}"]}},
    }
    output = nbformat.v4.new_output("display_data", {explore.VIEW: {"model_id": first}})
    cell = nbformat.v4.new_code_cell("x", id="a", outputs=[output])
    return nbformat.v4.new_notebook(cells=[cell], metadata={"widgets": {explore.STATE: {"state": state}}})


def test_widgets_are_numbered_whatever_their_ids_were():
    one, two = widgets("f1", "a2", "b3"), widgets("0c", "9d", "11")
    for made in (one, two):
        explore.renumbered(made)
    assert one == two
    states = one.metadata["widgets"][explore.STATE]["state"]
    assert len(states) == 2
    assert states[f"{1:032x}"]["state"]["children"] == [f"IPY_MODEL_{2:032x}"]


def test_a_notebook_without_widgets_stays_as_it_is():
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1", id="a")])
    before = nbformat.from_dict(made)
    explore.renumbered(made)
    assert made == before


@pytest.fixture
def shown(monkeypatch):
    """Give what is shown, in place of showing it: the text of each output by its name."""
    shown = []

    def note(bundle, raw, display_id=""):
        shown.append((display_id, bundle["text/plain"]))

    monkeypatch.setattr(explore, "display", note)
    monkeypatch.setattr(explore, "update_display", note)
    return shown


def test_a_view_stands_under_its_controls_follows_them_and_says_what_is_refused(shown):
    controls = explore.Controls("Kent")

    def told(area, first, last):
        if first == last:
            raise InputError("one year is no span.")
        return f"{areas.name(area)} {first} {last}"

    controls.view(told)
    last = controls.years.value[1]
    controls.area.value = areas.find("Derbyshire")
    controls.years.value = ("2018/19", "2018/19")
    assert shown == [
        ("", f"Area: Kent. Years: 2017/18 to {last}."),
        ("told", f"Kent 2017/18 {last}"),
        ("told", f"Derbyshire 2017/18 {last}"),
        ("told", "one year is no span."),
    ]


def test_a_view_whose_cell_is_run_again_takes_the_place_of_the_one_before(shown):
    controls = explore.Controls("Kent")
    for answer in ("before", "after"):

        def told(area, first, last, answer=answer):
            return answer

        controls.view(told)
    shown.clear()
    controls.area.value = areas.find("Derbyshire")
    assert shown == [("told", "after")]


def test_an_area_without_a_figure_gets_a_sentence_and_no_empty_axes(shown, notebook):
    [source] = [cell.source for cell in notebook.cells if "def columns(" in cell.source]
    names = {"history": history, "areas": areas, "tables": offences.tables()}
    exec(source, names | {"controls": explore.Controls("City of London")})
    assert shown[1][1].startswith("City of London: offences published: no figure was published")


#: What the library changes nothing of: of matplotlib, pandas, warnings, the system, logging.
STATE = """
import logging, os, pkgutil, sys, warnings
sys.modules["rfc3987_syntax"] = None
import gptables, ipywidgets, matplotlib.pyplot, nbconvert, papermill, scipy.stats, seaborn, statsmodels.api
import pandas as pd

def state():
    return {
        "backend": matplotlib.get_backend(auto_select=False), "rcParams": dict(matplotlib.rcParams.copy()),
        "figures": matplotlib.pyplot.get_fignums(), "pandas": pd.describe_option(_print_desc=False),
        "warnings": list(warnings.filters), "environment": dict(os.environ), "path": list(sys.path),
        "log": (logging.root.level, list(logging.root.handlers)), "folder": os.getcwd(),
        "hooks": (sys.displayhook, sys.excepthook),
    }

# Only commands do without the grammars of jsonschema: they stay for an analyst who imports the rooms.
del sys.modules["rfc3987_syntax"]
before = state()
import offences
from offences import analysis, editions, names, report, statistics
editions.parameters, report.exhibits
print("kept:", [name for name, module in sys.modules.items() if module is None])
for module in pkgutil.walk_packages(offences.__path__, "offences."):
    if module.name != "offences.__main__":
        __import__(module.name)
offences.show(offences.load("figures"), rows=1)
figure, _ = offences.report.charts.canvas("Headline", "Subtitle")
offences.report.exhibits.pictured(figure, "One.")
after = state()
print("changed:", [name for name in before if before[name] != after[name]])
"""


def test_the_library_changes_nothing_outside_it_and_keeps_no_module_from_the_analyst():
    ran = subprocess.run([sys.executable, "-c", STATE], capture_output=True, text=True)
    assert ran.stdout.startswith("kept: []\n"), ran.stdout[:500] + ran.stderr
    assert ran.stdout.endswith("changed: []\n"), ran.stdout[-500:] + ran.stderr


def test_the_analyst_s_own_plots_are_shown_beside_the_library_s_tables(tmp_path):
    lines = [
        "%matplotlib inline",
        "import offences, pandas as pd",
        "offences.show(offences.load('figures'), rows=1)",
        "from offences.report import charts",
        "pd.Series([1, 2]).plot();",
        "offences.series('Kent').plot();",
    ]
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(line) for line in lines],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )
    nbformat.write(notebook, tmp_path / "own.ipynb")
    execution.execute(tmp_path / "own.ipynb", tmp_path / "ran.ipynb", {}, tmp_path)
    for cell in nbformat.read(tmp_path / "ran.ipynb", as_version=4).cells[-2:]:
        [plot] = cell.outputs
        assert "image/png" in plot["data"]


def test_an_unknown_table_or_folder_is_refused_with_what_there_is(tmp_path):
    with pytest.raises(InputError, match="'figure' is no table; there are figures, offences"):
        offences.load("figure")
    with pytest.raises(InputError, match=r"figures\.csv: is missing; `make data`"):
        offences.load("figures", str(tmp_path))


def test_a_table_is_shown_with_caption_symbols_and_its_number_of_rows(capsys):
    offences.show(offences.load("figures")[["figure_id", "low"]], "Figures", rows=3)
    said = capsys.readouterr().out
    assert re.match(r"Figures \(3 of \d+ rows\)", said)
