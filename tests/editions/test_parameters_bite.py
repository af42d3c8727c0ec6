"""Every declared parameter changes something in what its notebook shows."""

import nbformat
import pytest
from offences.editions import editions, execution

pytestmark = pytest.mark.usefixtures("warm_kernels")
OTHER = {
    "area": "UK",
    "first_year": "2018/19",
    "last_year": "2022/23",
    "year": "2018/19",
    "children": "under18",
    "source": "s001",
    "suppress_up_to": "0",
}
#: The area for which a parameter is tried where it isn't Wiltshire, which has nothing for it.
WHERE = {"first_year": "UK", "last_year": "UK"}
CASES = [
    (path, name)
    for path in execution.sources()
    for name in execution.declared(nbformat.read(path, as_version=4))
    if name not in editions.OWN
]


@pytest.fixture(scope="module")
def shown(once, tmp_path_factory):
    """Give what a notebook shows for some parameters; it runs once for each set of them."""

    def made(path, **given):
        def make():
            folder = tmp_path_factory.mktemp("shown")
            execution.execute(path, folder / path.name, given, folder)
            return said(folder / path.name)

        return once(f"{path.stem} {given}".replace("/", "-"), make)

    return made


def said(path):
    notebook = nbformat.read(path, as_version=4)
    return [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]


@pytest.mark.parametrize(("path", "name"), CASES, ids=lambda value: getattr(value, "stem", value))
def test_it_changes_something(path, name, shown):
    area = WHERE.get(name, "Wiltshire")
    assert shown(path, **{"area": area, name: OTHER[name]}) != shown(path, area=area)


def test_the_folders_are_written_to(tmp_path):
    path = execution.sources()[0]
    execution.execute(path, tmp_path / "out.ipynb", {"clean": "clean", "output": "."}, tmp_path)
    assert (tmp_path / "clean" / "figures.csv").exists()
    assert (tmp_path / "tables" / "cleaning_findings.csv").exists()
    assert (tmp_path / "figures" / "coverage.svg").exists()
