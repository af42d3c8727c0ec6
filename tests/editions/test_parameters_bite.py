"""Every declared parameter changes something in what its notebook shows."""

import functools

import nbformat
import pytest
from offences.editions import editions, execution

pytestmark = pytest.mark.usefixtures("warm_kernels")
OTHER = {
    "area": "Kent",
    "first_year": "2018/19",
    "last_year": "2022/23",
    "year": "2018/19",
    "children": "under18",
    "source": "s001",
    "suppress_up_to": "0",
}
#: Parameters that the default area has nothing for, and an area that has.
WHERE = {"first_year": "UK", "last_year": "UK", "suppress_up_to": "Wiltshire"}
CASES = [
    (path, name)
    for path in execution.sources()
    for name in execution.declared(nbformat.read(path, as_version=4))
    if name not in editions.OWN
]


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """Run each notebook once on its defaults, or once for another area, for all its parameters."""

    @functools.cache
    def made(path, area):
        folder = tmp_path_factory.mktemp("plain")
        execution.execute(path, folder / path.name, {"area": area} if area else {}, folder)
        return said(folder / path.name)

    return made


def said(path):
    notebook = nbformat.read(path, as_version=4)
    return [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]


@pytest.mark.parametrize(("path", "name"), CASES, ids=lambda value: getattr(value, "stem", value))
def test_it_changes_something(path, name, tmp_path, plain):
    where = {"area": WHERE[name]} if name in WHERE else {}
    execution.execute(path, tmp_path / "other.ipynb", {**where, name: OTHER[name]}, tmp_path)
    assert said(tmp_path / "other.ipynb") != plain(path, WHERE.get(name, ""))


def test_the_folders_are_written_to(tmp_path):
    path = execution.sources()[0]
    execution.execute(path, tmp_path / "out.ipynb", {"clean": "clean", "output": "."}, tmp_path)
    assert (tmp_path / "clean" / "figures.csv").exists()
    assert (tmp_path / "tables" / "cleaning_findings.csv").exists()
    assert (tmp_path / "figures" / "coverage.svg").exists()
