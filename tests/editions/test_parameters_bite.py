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
CASES = [
    (path, name)
    for path in execution.sources()
    for name in execution.declared(nbformat.read(path, as_version=4))
    if name not in editions.OWN
]


@pytest.mark.parametrize(("path", "name"), CASES, ids=lambda value: getattr(value, "stem", value))
def test_it_changes_something(path, name):
    """Of what is stored, which nbval compares too; only where nothing of Derbyshire is hidden, of what Wiltshire shows."""
    area = {"area": "Wiltshire"} if (path.stem, name) == ("04_platforms", "suppress_up_to") else {}
    before = cells.shown(path, **area) if area else cells.stored(path)
    assert cells.shown(path, **area, **{name: OTHER[name]}) != before


def test_what_is_stored_is_what_is_shown():
    [path] = {path for path, _ in CASES if path.stem == "04_platforms"}
    assert cells.shown(path) == cells.stored(path)


def test_the_folders_are_written_to(reports):
    data = reports / "data"
    assert (data / "clean" / "figures.csv").exists()
    assert (data / "tables" / "cleaning_findings.csv").exists()
    assert (data / "figures" / "coverage.svg").exists()
