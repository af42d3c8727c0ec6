"""What an edition shows and ships is attacked before it takes its place."""

import pytest
from offences.editions import audit, data_set, editions, execution
from offences.names.errors import InputError
from offences.tables import disclosure, loading

#: Northamptonshire's girls of unknown age: the cell that three routes led to.
GIRLS = "girls age unknown"


@pytest.fixture(scope="module")
def shown():
    return loading.tables()


@pytest.fixture(scope="module")
def every():
    return loading.tables(suppress_up_to=0)


@pytest.fixture
def edition(tmp_path, shown):
    written(tmp_path, shown)
    return tmp_path


def written(folder, tables):
    """Write the two clean tables that an attack begins with."""
    (folder / "clean").mkdir(exist_ok=True)
    for name in ("figures", "shares"):
        text = loading.as_text(getattr(tables, name))
        (folder / "clean" / f"{name}.csv").write_text(text, encoding="utf-8", newline="")


@pytest.fixture
def exposed(edition, every):
    return lambda: audit.exposed(edition, edition / "clean", every, disclosure.SMALL)


def rewritten(folder, shown, **columns):
    """Write the clean figures with other values in some cells, by column: a dict of figure_id to value."""
    figures = shown.figures.set_index("figure_id")
    for column, values in columns.items():
        figures[column] = figures[column].astype(object)
        for figure, value in values.items():
            figures.loc[figure, column] = value
    table = figures.reset_index()[shown.figures.columns]
    (folder / "clean" / "figures.csv").write_text(loading.as_text(table.astype(shown.figures.dtypes)))


def test_what_the_collection_shows_stands(edition, exposed):
    page = "<p>Northamptonshire: 22 of 52; 19 figures; 24 of them in all, 2024/25.</p>"
    (edition / "page.html").write_text(page)
    assert exposed() == {}


def test_a_small_cell_that_is_shown_is_found(edition, every, exposed):
    written(edition, every)
    assert set(exposed().values()) >= {"shown"}


def test_a_cell_that_others_give_away_is_found(edition, shown, exposed):
    rewritten(
        edition,
        shown,
        low={"r013": 22},
        high={"r013": 22},
        value_as_published={"r013": "22"},
        status={"r013": "published"},
        unit={"r013": "count"},
        precision={"r013": "exact"},
    )
    assert any(GIRLS in name and why == "follows from the figures" for name, why in exposed().items())


#: Ways to tell a sum.
SENTENCES = [
    "<p>In Wiltshire 4 of 38 said who it was.</p>",
    "<tr><td>Wiltshire: girls and boys add up to 4</td></tr>",
    "<li>f0290 and f0291: 3+1=4</li>",
    "<p>Wiltshire, 4 in all</p>",
]


def test_a_true_sum_in_a_sentence_is_taken_with_the_tables(edition, every):
    """Girls 3 and boys 1, the whole printed nowhere but in the sentence."""
    figures = every.figures[every.figures["figure_id"].ne("f0288")].set_index("figure_id", drop=False)
    figures.loc["f0290", ["low", "high", "value_as_published"]] = [3, 3, "3"]
    figures.loc["f0291", ["low", "high", "value_as_published"]] = [1, 1, "one"]
    built = every._replace(figures=figures.reset_index(drop=True))
    after = built.figures.copy()
    hidden = after["figure_id"].isin(disclosure.small(built.figures, built.shares))
    after.loc[hidden, ["low", "high"]] = None
    after.loc[hidden, ["value_as_published", "status", "precision", "note"]] = ["[c]", "suppressed", "", ""]
    (edition / "clean" / "figures.csv").write_text(loading.as_text(after))
    named = audit.exposed(edition, edition / "clean", built, disclosure.SMALL)
    for sentence in SENTENCES:
        (edition / "page.html").write_text(f"<h1>Page</h1>{sentence}")
        more = audit.exposed(edition, edition / "clean", built, disclosure.SMALL)
        assert {why for name, why in more.items() if name not in named} == {
            "follows from the sum 4 in a sentence"
        }


def test_a_number_beside_a_hidden_figure_is_found(edition, shown, exposed):
    (edition / "figures.csv").write_text("figure_id,value_as_published,value\nr005,2,2\n")
    (edition / "tables").mkdir()
    (edition / "tables" / "split.csv").write_text("figure_id,printed,low\nr013,[c],22\n")
    found = exposed()
    assert found == {"r005": "printed in figures.csv", "r013": "printed in tables/split.csv"}
    rewritten(edition, shown, note={"r002": "two of 52"})
    assert exposed()["r002"] == "a number in its note"


def test_a_workbook_is_attacked_as_the_tables_are(edition, shown, every, exposed):
    def workbook(tables):
        named = tables.figures.rename(columns={"figure_id": "figure_id[note 1]"}).replace("", "[z]")
        named.to_excel(edition / "offences.xlsx", sheet_name="figures", startrow=5, index=False, na_rep="[x]")

    workbook(shown)
    assert exposed() == {}
    workbook(every)
    assert set(exposed().values()) == {"printed in offences.xlsx, figures"}


def test_a_threshold_of_none_refuses_nothing(edition, every):
    written(edition, every)
    audit.refuse(edition, edition / "clean", every, "0")
    with pytest.raises(InputError, match=r"small cells could be seen .* last good one stands") as refused:
        audit.refuse(edition, edition / "clean", every, "7")
    assert "\n" not in str(refused.value)


def test_the_last_good_edition_stands_where_one_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(execution, "run_into", lambda work, source, given: "done")
    monkeypatch.setattr(audit, "exposed", lambda *_: {"girls": "shown"})
    kent = tmp_path / "kent"
    kent.mkdir()
    (kent / "index.html").write_text("the last good one")
    monkeypatch.setattr(data_set, "ensure", lambda *_: None)
    with pytest.raises(InputError, match="1 small cell could be seen"):
        editions.run({"area": "Kent"}, tmp_path, say=lambda line: None)
    assert [path.name for path in tmp_path.iterdir()] == ["kent"]
    assert (kent / "index.html").read_text() == "the last good one"
