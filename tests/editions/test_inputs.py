"""What is stale is decided by checksums and by no time."""

import json
import os

import pytest
from offences.editions import data_set, inputs


@pytest.fixture
def collection(tmp_path, monkeypatch):
    """Give a small collection, and the data set made of it."""
    for name in ("data/published/figures.csv", "data/corrections.yml", "lib/a.py", "requirements.lock"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "01_clean.ipynb").write_text("01")
    monkeypatch.setattr(inputs, "ROOT", tmp_path)
    monkeypatch.setattr(inputs, "NOTEBOOKS", tmp_path / "notebooks")
    made = tmp_path / "reports" / "data" / "manifest.json"
    made.parent.mkdir(parents=True)
    about = {"pages": [{"file": "01_clean.html"}], "outputs": {"01_clean.html": ""}}
    made.write_text(json.dumps(about | inputs.of(inputs.notebooks("01"))))
    return tmp_path


def test_what_is_touched_and_the_same_is_fresh(collection):
    for path in collection.rglob("*"):
        os.utime(path)
    assert data_set.fresh(collection / "reports")


@pytest.mark.parametrize(
    "name", ["data/published/figures.csv", "lib/a.py", "notebooks/01_clean.ipynb", "data/published/new.csv"]
)
def test_what_changed_under_an_older_time_is_stale(collection, name):
    (collection / name).write_text("changed")
    os.utime(collection / name, (0, 0))
    assert not data_set.fresh(collection / "reports")


def test_what_is_missing_or_without_its_pages_is_stale(collection):
    manifest = collection / "reports" / "data" / "manifest.json"
    made = json.loads(manifest.read_text())
    manifest.write_text(json.dumps(made | {"outputs": {}}))
    assert not data_set.fresh(collection / "reports")
    assert data_set.fresh(collection / "reports", rendered=False)
    manifest.unlink()
    assert not data_set.fresh(collection / "reports", rendered=False)
