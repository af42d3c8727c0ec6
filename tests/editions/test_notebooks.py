"""Rules that every committed notebook keeps; nbval compares what they print."""

import ast
import contextlib
import io
import re
from collections import Counter

import cells
import nbformat
import pytest
from offences.editions import execution
from offences.report import exhibits, pictures

NOTEBOOKS = {path.stem: nbformat.read(path, as_version=4) for path in execution.sources()}
HEADINGS = ["## Findings", "## Sources", "## Where to find help"]


@pytest.fixture(params=NOTEBOOKS, ids=str)
def notebook(request):
    return NOTEBOOKS[request.param]


def code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def prose(notebook):
    return "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def test_all_eight_are_there():
    assert list(NOTEBOOKS) == [
        "01_clean",
        "02_trends",
        "03_regions",
        "04_platforms",
        "05_victims",
        "06_claims",
        "07_official",
        "08_brief",
    ]


def test_it_was_run_from_the_first_cell_to_the_last(notebook):
    assert execution.complete(notebook) == []


def test_an_unexecuted_cell_would_be_noticed(notebook):
    copy = nbformat.from_dict(notebook)
    code(copy)[-1]["execution_count"] = None
    assert execution.complete(copy)
    code(notebook)[-1]["execution_count"] = len(code(notebook))


def test_it_has_one_parameters_cell_of_typed_and_explained_lines(notebook):
    tagged = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
    assert len(tagged) == 1
    for line in tagged[0].source.splitlines():
        assert re.fullmatch(r'[a-z_]+: str = ".*"  # .{10,}', line), line


def test_the_next_code_cell_checks_them(notebook):
    assert "parameters.check(" in code(notebook)[1].source


def test_no_cell_binds_what_is_a_parameter(notebook):
    given = execution.declared(notebook)
    tagged = next(cell for cell in code(notebook) if "parameters" in cell.metadata.get("tags", []))
    assert cells.bound(tagged.source) >= set(given)
    for cell in code(notebook):
        if cell is not tagged:
            assert not cells.bound(cell.source) & set(given), cell.source


def test_what_a_cell_reads_from_others_is_bound_by_one_of_them(notebook):
    sources = [cell.source for cell in code(notebook)]
    binding = Counter(name for source in sources for name in cells.bound(source))
    assert {name for source in sources for name in cells.read(source) if binding[name] > 1} == set()


@pytest.mark.parametrize(
    "source",
    [
        "area = 1",
        "for area in (): pass",
        "for one, (area, *rest) in (): pass",
        "with open('x') as area: pass",
        "import os as area",
        "from os import path as area",
        "print(area := 1)",
        "[area := one for one in ()]",
        "area += 1",
        "one, area = 1, 2",
        "del area",
        "def area(): pass",
        "class area: pass",
        "try: pass\nexcept OSError as area: pass",
        "match 1:\n    case area: pass",
        "area: str = ''",
        "def one():\n    global area\n    area = 1",
    ],
)
def test_every_way_to_bind_a_name_is_seen(source):
    assert "area" in cells.bound(source)


def test_what_stays_inside_a_function_or_a_comprehension_binds_nothing():
    assert not {"area", "one"} & cells.bound(
        "[area for area in ()]\ndef two(area):\n    one = area\n    return one"
    )
    assert cells.read("one = two\n[three for four in one]\ntwo = 1") == {"two", "three"}
    assert cells.read("found += 1\nrows = rows[:1]") == {"found", "rows"}


@pytest.mark.parametrize(
    "name", ["02_trends", "04_platforms", "05_victims", "06_claims", "07_official", "08_brief"]
)
def test_cells_run_again_in_any_order_show_what_they_showed(name, monkeypatch):
    shown, names = [], {}
    monkeypatch.setattr(exhibits, "put", lambda bundle, **_: shown.append(bundle))
    monkeypatch.setattr(pictures, "as_png", lambda figure: figure.get_suptitle())

    def outputs(source):
        shown.clear()
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            exec(source, names)
        return printed.getvalue(), list(shown)

    sources = [cell.source for cell in code(NOTEBOOKS[name])]
    first = [outputs(source) for source in sources]
    assert sum(bool(printed or bundles) for printed, bundles in first) > 5
    again = [outputs(source) for source in reversed(sources)]
    assert again[::-1] == first
    assert [outputs(sources[1]), outputs(sources[2])] == first[1:3]


def test_it_is_of_a_readable_size(notebook):
    lengths = sorted(len(cell.source.splitlines()) for cell in code(notebook))
    assert 20 <= len(notebook.cells) <= 45
    assert lengths[len(lengths) // 2] <= 6
    assert lengths[-1] <= 25
    assert sum(cell.source.count("def ") for cell in code(notebook)) <= 2
    assert 400 <= len(prose(notebook).split()) <= 900


def test_it_says_findings_limits_sources_and_help(notebook):
    text = prose(notebook)
    for heading in HEADINGS:
        assert heading in text
    assert re.search("## What these .* cannot say", text)
    assert "0800 1111" in text
    assert "0808 800 5000" in text


def test_headings_are_in_order(notebook):
    levels = [len(match) for match in re.findall(r"^(#+) ", prose(notebook), re.M)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))


def test_it_runs_anywhere(notebook):
    for cell in code(notebook):
        assert not re.search(r"sys\.path|\.\./|^[!%]|getcwd|time\.|now\(", cell.source, re.M), cell.source


def test_no_output_holds_a_path_a_time_or_a_warning(notebook):
    for cell in code(notebook):
        shown = [{**output, "data": {**output.get("data", {}), "image/png": ""}} for output in cell.outputs]
        text = str(shown)
        assert not re.search(
            r"/ho[m]e/|/wor[k]/|/tm[p]/|/roo[t]|[A-Z]:\\\\|0x[0-9a-f]{6}|Warning|nan\b", text
        ), text[:300]
        assert not [output for output in cell.outputs if output.get("name") == "stderr"]


def test_every_chart_has_a_text_alternative_and_its_table(notebook):
    charts = 0
    for cell in code(notebook):
        drawn = [output for output in cell.outputs if "image/png" in output.get("data", {})]
        for picture in drawn:
            assert len(picture.metadata["image/png"]["alt"]) > 30
            assert any("<table>" in output.get("data", {}).get("text/html", "") for output in cell.outputs)
            charts += 1


def test_each_notebook_draws_on_its_defaults():
    for name, notebook in NOTEBOOKS.items():
        outputs = [output for cell in code(notebook) for output in cell.outputs]
        assert any("image/png" in output.get("data", {}) for output in outputs), name


def test_no_number_is_typed_into_the_findings(notebook):
    for cell in code(notebook):
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert not re.search(r"\b\d{3,}\b(?!/)", node.value.replace("10,000", "")), node.value


def test_tables_and_figures_have_names_of_their_own():
    names = []
    for notebook in NOTEBOOKS.values():
        for cell in code(notebook):
            names += [
                output.metadata["text/html"]["name"]
                for output in cell.outputs
                if "text/html" in output.get("metadata", {})
            ]
    assert len(names) == len(set(names)), sorted(name for name in names if names.count(name) > 1)


def test_cell_ids_are_stable(notebook):
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"\d\d-\d\d", name) for name in ids)
