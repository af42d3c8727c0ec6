"""The exploring notebook and the library at the prompt."""

import re
from types import SimpleNamespace

import nbformat
import offences
import pytest
from offences import areas, execution, explore
from offences.errors import InputError

PATH = execution.NOTEBOOKS / "00_explore.ipynb"


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
    assert sum(explore.VIEW in kind for kind in kinds) == 1
    assert sum("image/svg+xml" in kind for kind in kinds) == 3
    assert sum("text/html" in kind for kind in kinds) == 3
    assert sum("text/markdown" in kind for kind in kinds) == 3
    assert all("text/plain" in kind for kind in kinds)
    assert not [output for output in outputs(notebook) if output.get("name") == "stderr"]


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


def test_a_view_follows_its_controls_and_says_what_is_refused(monkeypatch):
    shown = []
    monkeypatch.setattr(explore, "display", lambda bundle, **_: shown.append(bundle))
    monkeypatch.setattr(explore, "update_display", lambda bundle, **_: shown.append(bundle))
    watchers = []
    chosen = SimpleNamespace(value="E23000032", observe=lambda call, _: watchers.append(call))
    span = SimpleNamespace(value=("2017/18", "2018/19"), observe=lambda call, _: watchers.append(call))

    def view(area, first, last):
        if first == last:
            raise InputError("one year is no span.")
        return f"{areas.name(area)} {first} {last}"

    explore.view(view, chosen, span)
    span.value = ("2018/19", "2018/19")
    watchers[1](None)
    assert [bundle["text/plain"] for bundle in shown] == ["Kent 2017/18 2018/19", "one year is no span."]


def test_the_prompt_offers_what_users_call():
    assert {"load", "tables", "find", "show", "trends", "areas"} <= set(dir(offences))
    assert offences.trends.findings
    assert offences.find("GMP") == areas.find("Greater Manchester")
    with pytest.raises(AttributeError, match="it has .*trends"):
        offences.trendz  # noqa: B018


def test_an_unknown_table_or_folder_is_refused_with_what_there_is(tmp_path):
    with pytest.raises(InputError, match="'figure' is no table; there are figures, offences"):
        offences.load("figure")
    with pytest.raises(InputError, match=r"figures\.csv: is missing; `make data`"):
        offences.load("figures", str(tmp_path))


def test_a_table_is_shown_with_caption_symbols_and_its_number_of_rows(capsys):
    offences.show(offences.load("figures")[["figure_id", "low"]], "Figures", rows=3)
    said = capsys.readouterr().out
    assert re.match(r"Figures \(3 of \d+ rows\)", said)
