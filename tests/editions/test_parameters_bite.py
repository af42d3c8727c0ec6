"""Every declared parameter changes something in what its notebook shows."""

import cells
import nbformat
import pytest
from offences.editions import editions, execution

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
def shown(once):
    """Give what a notebook shows for some parameters; it runs once for each set of them."""

    def made(path, **given):
        return once(f"{path.stem} {given}".replace("/", "-"), lambda: cells.shown(path, **given))

    return made


@pytest.mark.parametrize(("path", "name"), CASES, ids=lambda value: getattr(value, "stem", value))
def test_it_changes_something(path, name, shown):
    area = WHERE.get(name, "Wiltshire")
    assert shown(path, **{"area": area, name: OTHER[name]}) != shown(path, area=area)


def test_the_folders_are_written_to(reports):
    data = reports / "data"
    assert (data / "clean" / "figures.csv").exists()
    assert (data / "tables" / "cleaning_findings.csv").exists()
    assert (data / "figures" / "coverage.svg").exists()
