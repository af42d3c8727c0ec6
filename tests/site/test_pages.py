"""The rendered pages and the start page: structure, links, sentences, downloads."""

import html
import json
import re
import shutil
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

import nbformat
import pandas as pd
import pytest
import yaml
from offences.claims import verdicts
from offences.editions import execution, inputs
from offences.names import areas, reference, wording
from offences.reading import published
from offences.report import errata, exhibits
from offences.site import downloads, pages, sections, startpage
from offences.tables import disclosure, loading
from shared import EDITIONS

POLICY = "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'"


class Page(HTMLParser):
    """Collects what a page links to, loads and shows."""

    def __init__(self, path):
        super().__init__()
        self.links, self.loads, self.images, self.ids, self.levels, self.inline = [], [], [], [], [], 0
        self.tables, self.captions, self.scopeless = 0, 0, 0
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.ids += [found["id"]] if "id" in found else []
        if tag == "a":
            self.links.append(found.get("href", ""))
        if tag == "img":
            self.images.append(found)
            self.loads.append(found["src"])
        if tag in ("link", "script"):
            self.loads.append(found.get("href") or found.get("src") or "")
        self.tables += tag == "table"
        self.captions += tag == "caption"
        self.scopeless += tag == "th" and "scope" not in found
        self.inline += tag in ("style",) or (tag == "script" and "src" not in found)
        self.inline += "style" in found or any(name.startswith("on") for name in found)
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))


@pytest.fixture(scope="module", params=EDITIONS)
def edition(request, edition_of):
    folder = edition_of(request.param)
    data = folder.parent / "data"
    paths = [*folder.glob("*.html"), *data.glob("*.html"), *folder.parent.glob("*.html")]
    return folder, {path: Page(path) for path in paths}


@pytest.fixture
def kent(edition_of, tmp_path):
    """Give a copy of an edition, and of the data set beside it, that a test may change."""
    shutil.copytree(edition_of("Kent").parent / "data", tmp_path / "data")
    return shutil.copytree(edition_of("Kent"), tmp_path / "kent")


def test_every_notebook_has_its_page_and_the_data_set_its_figures(edition):
    folder, read = edition
    site = folder.parent
    wanted = {folder / page["file"] for page in execution.pages(folder).values()}
    assert len(wanted) == len(execution.of_edition())
    wanted |= {site / "data" / name for name in ("01_clean.html", "figures.html")}
    wanted |= {site / "index.html", site / "errata.html"}
    assert set(read) == wanted


def test_pages_are_small_and_ask_nothing_of_the_network(edition):
    _, read = edition
    for path, page in read.items():
        assert path.stat().st_size < 1_000_000
        assert page.inline == 0
        assert POLICY in path.read_text(encoding="utf-8")
        assert all(not urlsplit(load).scheme and not load.startswith("//") for load in page.loads)
        assert all((path.parent / load).is_file() for load in page.loads)


def test_pages_are_accessible_in_structure(edition):
    _, read = edition
    for path, page in read.items():
        text = path.read_text(encoding="utf-8")
        assert '<html lang="en-GB">' in text
        assert text.count("0800 1111") == text.count("0808 800 5000") == 1
        assert len(set(page.ids)) == len(page.ids), path.name
        assert all(len(image.get("alt", "")) > 30 for image in page.images)
        assert page.tables == page.captions
        assert page.scopeless == 0
        assert page.levels[0] == 1
        assert page.levels.count(1) == 1
        assert all(after - before <= 1 for before, after in zip(page.levels, page.levels[1:], strict=False))


def test_every_internal_link_and_anchor_resolves(edition):
    _, read = edition
    known = {path: set(page.ids) for path, page in read.items()}
    for path, page in read.items():
        for link in page.links:
            if urlsplit(link).scheme:
                continue
            target, _, anchor = link.partition("#")
            place = (path.parent / unquote(target)).resolve() if target else path
            assert place.is_file(), f"{path.name}: {link}"
            if anchor:
                known[place] = known[place] if place in known else set(Page(place).ids)
                assert unquote(anchor) in known[place], f"{path.name}: {link}"


def test_every_link_that_leaves_is_well_formed(edition):
    _, read = edition
    for path, page in read.items():
        for link in page.links:
            parts = urlsplit(link)
            if not parts.scheme:
                continue
            if parts.scheme == "tel":
                assert re.fullmatch(r"tel:\d{8,11}", link)
            else:
                assert parts.scheme in ("http", "https"), f"{path.name}: {link}"
                assert re.fullmatch(r"[\w-]+(\.[\w-]+)+", parts.netloc), f"{path.name}: {link}"
                assert not re.search(r"\s", link), f"{path.name}: {link}"


def test_every_source_of_the_collection_has_a_well_formed_address():
    for row in published.sources().itertuples():
        parts = urlsplit(row.url)
        assert parts.scheme in ("http", "https"), row.source_id
        assert "." in parts.netloc, row.source_id


def test_findings_come_first_and_lead_to_their_figures(edition):
    folder, _ = edition
    bases = pd.read_csv(folder / "tables" / "trends_findings.csv", keep_default_na=False)
    text = (folder / "02_trends.html").read_text(encoding="utf-8")
    area = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["area"]
    main = text[text.index("<main") :]
    assert main.startswith(
        f'<main id="main">\n<h1>{html.escape(areas.name(area))}: trends</h1>\n<h2 id="Findings">'
    )
    assert main.index("sentences") < main.index("<pre")
    items = re.findall(r'<li><span class="sentence" [^>]*>.*?</li>', text)
    said = {html.unescape(re.search(r"<span [^>]*>(.*?)</span>", item)[1]): item for item in items}
    for row in bases.itertuples():
        item = said.get(row.sentence)
        assert item, row.sentence
        for name in row.figure_ids.split():
            assert f'href="../data/figures.html#{name}"' in item


def test_an_edition_opens_with_its_area_on_one_page(edition):
    folder, _ = edition
    pages_of = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["pages"]
    area = areas.name(json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["area"])
    assert pages_of[0]["file"] == "index.html"
    text = (folder / "index.html").read_text(encoding="utf-8")
    assert f"<h1>{html.escape(area)}</h1>" in text
    assert '<details class="method">' not in text
    navigation = text[text.index("<nav") : text.index("</nav>")]
    for page in pages_of[1:]:
        assert f'href="{page["file"]}"' in navigation
    assert 'href="../data/01_clean.html"' in navigation
    assert 'href="../data/figures.html"' in navigation


def test_each_chart_offers_itself_its_narrow_sister_its_table_and_a_figure_to_paste(edition):
    folder, _ = edition
    for path in folder.glob("*.html"):
        text = path.read_text(encoding="utf-8")
        for name in re.findall(r'<figure id="figure-(\w+)"', text):
            figure = text[text.index(f'<figure id="figure-{name}"') :]
            figure = figure[: figure.index("</figure>")]
            for file in (f"{name}.svg", f"{name}-narrow.svg", f"{name}.png"):
                assert f'href="figures/{file}" download' in figure
                assert (folder / "figures" / file).is_file()
            assert f'<source media="(max-width: 37.5rem)" srcset="figures/{name}-narrow.svg"' in figure
            pasted = html.unescape(figure[figure.index("&lt;figure&gt;") :])
            assert f'<img src="{name}.svg" alt="' in pasted
            assert re.search(r"<figcaption>.+ Source: .+</figcaption>", pasted)
            table = text[text.index(f'<details class="charted" id="table-{name}"') :]
            assert f'href="tables/{name}.csv" download' in table[: table.index("</details>")]


def test_no_chart_sends_its_reader_to_another_part_of_the_page(edition):
    folder, _ = edition
    for path in folder.glob("figures/*.svg"):
        assert "see Sources" not in path.read_text(encoding="utf-8")


def test_the_bar_says_parameters_data_version_and_checks(edition):
    folder, _ = edition
    for path, page in execution.pages(folder).items():
        text = (folder / page["file"]).read_text(encoding="utf-8")
        bar = re.sub(r"<[^>]+>", " ", text[text.index('<dl class="bar">') :].partition("</dl>")[0])
        cells = [
            cell
            for cell in nbformat.read(path, as_version=4).cells
            if cell.cell_type == "code" and cell.source.strip()
        ]
        assert f"{len(cells)} of {len(cells)} code cells ran in order without error" in bar
        assert re.search(r"to the \w+ 20\d\d round", bar)
        assert pages.version() in bar


def test_a_cell_that_did_not_run_shows_in_the_bar(kent):
    path = kent / "02_trends.ipynb"
    notebook = nbformat.read(path, as_version=4)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    cells[-1]["execution_count"] = None
    nbformat.write(notebook, path)
    pages.render(kent, "Kent")
    text = (kent / "02_trends.html").read_text(encoding="utf-8")
    assert f"{len(cells) - 1} of {len(cells)} code cells ran" in text


def test_text_of_the_data_never_becomes_markup():
    listed = pages.findings(
        [{"sentence": "<b>f0001</b> & co", "figure_ids": "f0001", "source": "Source: A (f0001)."}], {"f0001"}
    )
    assert "<b>" not in listed
    assert (
        '<span class="sentence" data-source="Source: A.">&lt;b&gt;f0001&lt;/b&gt; &amp; co</span>' in listed
    )
    assert 'href="figures.html#f0001"' in listed


def test_only_known_ids_and_whole_addresses_become_links():
    cells = "<td>f0001 f9999</td><td>https://example.org/f0001?a=f0001</td><td>javascript:f</td>"
    linked = pages.linked(cells, {"f0001"})
    assert linked.count("<a ") == 2
    assert '<a class="address" href="https://example.org/f0001?a=f0001">' in linked
    assert "f9999</td>" in linked


@pytest.mark.parametrize(
    ("source", "copied"),
    [
        ("Source: A, 1 May 2024 (f0001, f0002); B (f0003).", "Source: A, 1 May 2024; B."),
        ("", "Source: Kent: trends, "),
    ],
)
def test_a_sentence_is_copied_with_a_source_that_stands_without_the_page(source, copied):
    record = {"sentence": "S.", "figure_ids": "", "source": source}
    assert f'data-source="{copied}' in pages.findings([record], set(), title="Kent: trends")


def test_a_table_becomes_cards_that_name_each_cell_and_a_wide_one_says_that_it_may_scroll():
    def table(columns):
        frame = pd.DataFrame(
            [["Kent", *range(columns - 1)]], columns=[f"c{place}" for place in range(columns)]
        )
        return pages._paged(exhibits.tabled(frame, "Caption")["text/html"], "Kent")

    for columns, kind in (3, "cards"), (6, "cards"), (7, "cards many"):
        assert f'<table class="{kind}"' in table(columns)
        assert '<tr class="own"><th scope="row" data-name="c0">Kent</th>' in table(columns)
        assert f'<td data-name="c{columns - 1}" class="number">{columns - 2}</td>' in table(columns)
        assert ("This table has 7 columns: scroll it sideways." in table(columns)) == (columns == 7)
        assert "<div" not in table(columns)
    assert "cards" not in table(2)


def notebook_of(*cells):
    """Make a notebook of markdown, and of code cells with what they print."""
    made = [
        nbformat.v4.new_markdown_cell(cell)
        if isinstance(cell, str)
        else nbformat.v4.new_code_cell(cell[0], outputs=[nbformat.v4.new_output("stream", text=cell[1])])
        for cell in cells
    ]
    return nbformat.v4.new_notebook(cells=made)


def test_a_section_that_shows_nothing_is_one_line_and_prose_stays_prose():
    found = sections.of(
        notebook_of(
            "# 02 Trends: a title\n\nThe question.",
            "## Empty\n\nWhy.",
            ("x", "No figure\nwas published."),
            "## Findings",
            "### What they do not carry",
            "## Around\n\nIntroduction.",
            "### Inside",
            "## Caveats\n\nWords.\n\n## Where to find help\n\nA number.",
        )
    )
    first, _, carried, empty, around, inside, caveats = found
    assert carried.heading == "What they do not carry"
    assert [step.text for step in first.steps] == ["The question."]
    assert (empty.shown, empty.said, empty.is_prose) == ([], "No figure was published.", False)
    assert [step.kind for step in empty.method] == ["prose", "code", "said"]
    assert (around.parent, around.is_prose, inside.level) == (True, False, 3)
    assert caveats.is_prose
    assert [step.text for step in caveats.steps] == ["Words."]


def test_the_start_page_lists_every_area_and_links_only_pages_that_are_made(kent):
    pages.index(kent.parent)
    text = (kent.parent / "index.html").read_text(encoding="utf-8")
    items = re.findall(r'<li data-names="([^"]*)">(.*?)</li>', text, re.S)
    assert len(items) == len(areas.listing())
    linked = [names for names, item in items if "<a " in item]
    assert [names.partition("|")[0] for names in linked] == ["Kent"]
    assert 'href="kent/06_claims.html"' in text
    assert "which this copy of the site does not have yet" in text


def test_no_word_of_a_developer_and_no_code_of_an_area_stands_on_the_start_page(kent):
    pages.index(kent.parent)
    text = (kent.parent / "index.html").read_text(encoding="utf-8")
    assert not re.search(r"\bmake (report|site|test)\b|AREA=|in preparation", text)
    # In the search too, where GMP is a name; what changed in the data may name a code as it stands there.
    listed = text[text.index('id="areas"') : text.index('id="errata"')]
    assert not re.search(r"\b[EWSKN]\d{8}\b", listed)


def test_the_search_holds_every_name_people_use(kent):
    listed = {area["code"]: area for area in startpage._area_list(startpage.editions(kent.parent))}
    aliases = reference.reference("aliases")
    for row in aliases[~aliases["alias"].str.fullmatch(startpage.CODE)].itertuples():
        names = [areas.simplify(name) for name in listed[row.area]["names"].split("|")]
        wanted = areas.simplify(row.alias)
        assert any(wanted in name for name in names), row.alias


def test_areas_with_little_data_are_marked():
    listed = {area["name"]: area for area in startpage._area_list([])}
    assert listed["City of London"]["little"]
    assert listed["City of London"]["published"] == "no single year"
    assert not listed["Kent"]["little"]


def test_the_map_has_a_tile_for_each_force_and_links_only_editions(kent):
    listed = {area["code"]: area for area in startpage._area_list(startpage.editions(kent.parent))}
    drawn = startpage._tile_map(listed)
    assert drawn.count("<rect") == len(reference.reference("tiles"))
    assert re.findall(r'href="([^"]*)"', drawn) == ["kent/index.html"]
    assert "style=" not in drawn


def test_national_findings_and_verdicts_are_those_of_the_editions(edition_of):
    folder = edition_of("UK")
    text = (folder.parent / "index.html").read_text(encoding="utf-8")
    for stem in ("brief", "trends", "platforms", "victims"):
        national = pd.read_csv(folder / "tables" / f"{stem}_findings.csv", keep_default_na=False)
        for sentence in national["sentence"]:
            assert f">{html.escape(sentence)}</span>" in text
    checked = pd.read_csv(folder.parent / "data" / "clean" / "claims.csv", keep_default_na=False)
    for verdict, _, claims, checks in verdicts.counted(checked).iloc[:-1].itertuples(index=False):
        cells = f'<td class="number" data-name="claims">{claims}</td><td class="number" data-name="checks">{checks}</td>'
        assert f'<tr><th scope="row">{verdict}</th>{cells}' in html.unescape(text)


def test_the_start_page_begins_with_the_latest_figures_and_tells_what_was_wrong_in_print(reports):
    text = (reports / "index.html").read_text(encoding="utf-8")
    order = [
        text.index(f'id="{name}"')
        for name in ("latest", "new", "areas", "national", "errata", "method", "help")
    ]
    assert order == sorted(order)
    latest = startpage.latest()
    whole = loading.load("offences").query("chosen and whole")
    assert latest["year"] == whole.loc[whole["area"].eq(areas.UK), "year"].max()
    assert len(latest["rows"]) == 6
    for row in latest["rows"]:
        [code] = [code for code in areas.listing()["area"] if areas.name(code) == row["area"]]
        has_figure = len(whole[whole["area"].eq(code) & whole["year"].eq(latest["year"])])
        assert (row["printed"] != "[x]") == bool(has_figure), row
        assert f'class="number">{row["printed"]}</td>' in text[order[0] : order[1]]
    log = errata.entries(loading.tables())
    page = (reports / "errata.html").read_text(encoding="utf-8")
    assert {entry["why"] for entry in log} <= set(
        map(html.unescape, re.findall(r'data-name="why">(.*?)</td>', page))
    )
    grouped = html.unescape(text[order[4] : order[5]])
    for section, entries in pd.DataFrame(log).groupby("section"):
        row = grouped[grouped.index(f">{section}</a>") :].partition("</tr>")[0]
        assert f'class="number">{len(entries)}</td>' in row
        assert all(area in row for area in entries["area"])


def test_the_start_page_cites_and_says_what_changed(reports):
    text = (reports / "index.html").read_text(encoding="utf-8")
    cited = yaml.safe_load((reference.ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert f"version\n{cited['version']}" in text
    changes = startpage._latest_changes(
        "# C\n\n## 2.0 in preparation – 2026-11-25\n\n### Data\n- new\n\n### Code\n- x\n\n## 1.0\n\n### Data\n- old\n"
    )
    assert changes == {"date": "25 November 2026", "text": "### Data\n- new"}


@pytest.fixture(scope="module")
def offered(tmp_path_factory):
    """Write what the data set offers for download."""
    folder = tmp_path_factory.mktemp("clean")
    loading.write(loading.tables(), folder)
    downloads.write(folder)
    return folder


def test_the_downloads_are_a_valid_data_package(offered):
    import frictionless

    report = frictionless.validate(str(offered / "datapackage.json"))
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "note"])
    package = json.loads((offered / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        assert resource["hash"] == f"sha256:{inputs.digest(offered / resource['path'])}"
    assert {row["file"] for row in downloads.listed(offered)} == {path.name for path in offered.iterdir()}


def test_the_spreadsheet_is_the_same_each_time(offered, tmp_path):
    loading.write(loading.tables(), tmp_path)
    downloads.write(tmp_path)
    first, second = (folder / downloads.SPREADSHEET for folder in (offered, tmp_path))
    assert first.read_bytes() == second.read_bytes()


def test_the_spreadsheet_has_one_header_row_a_table_notes_and_symbols(offered):
    import xml.etree.ElementTree as tree
    import zipfile

    space = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    with zipfile.ZipFile(offered / downloads.SPREADSHEET) as book:
        sheets = tree.fromstring(book.read("xl/workbook.xml")).findall(".//m:sheet", space)
        names = [sheet.get("name") for sheet in sheets]
        tables = [
            tree.fromstring(book.read(name)) for name in book.namelist() if name.startswith("xl/tables/")
        ]
        text = "".join(tree.fromstring(book.read("xl/sharedStrings.xml")).itertext())
        for name in book.namelist():
            if name.startswith("xl/worksheets/sheet"):
                assert tree.fromstring(book.read(name)).find("m:mergeCells", space) is None
    assert names == ["Cover", "Contents", "Notes", *loading.TABLES, "columns"]
    assert len(tables) == len(names) - 1
    assert all(table.get("headerRowCount", "1") == "1" for table in tables)
    assert "[note 1]" in text
    assert "[c] confidential" in text
    assert "0800 1111" in text


def test_no_small_cell_of_a_single_force_is_offered(offered):
    figures = reference.table(offered / "figures.csv").set_index("figure_id")
    every = loading.tables(suppress_up_to=0)
    hidden = disclosure.small(every.figures, every.shares)
    assert hidden
    assert set(figures.loc[sorted(hidden), "low"]) == {""}
    assert set(figures.loc[sorted(hidden), "value_as_published"]) == {"[c]"}


class OnGitHub(HTMLParser):
    """Reads an output as GitHub shows it: without style and class; keeps the cells of tables and what stands beside them."""

    def __init__(self, text):
        super().__init__()
        self.rows, self.align, self.beside = [], [], ""
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        kept = {name: value for name, value in attributes if name not in ("style", "class")}
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append(["", "right", "scope" in kept or tag == "td"])
        if tag in ("td", "th", "caption", "div"):
            self.align.append((tag, kept.get("align", "")))
            if self.rows and self.rows[-1] and "align" in kept:
                self.rows[-1][-1][1] = kept["align"]

    def handle_endtag(self, tag):
        if tag in ("td", "th", "caption", "div"):
            self.align.pop()

    def handle_data(self, text):
        open_tags = [tag for tag, _ in self.align]
        if "caption" in open_tags:
            assert ("div", "left") in self.align, text
        elif open_tags:
            self.rows[-1][-1][0] += text
        else:
            self.beside += text


def tables_committed():
    for path in sorted(inputs.NOTEBOOKS.glob("0*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            for output in cell.get("outputs", []):
                text = output.get("data", {}).get("text/html", "")
                if "<table" in text:
                    yield f"{path.stem} {cell['id']}", text


def test_every_table_of_the_committed_notebooks_survives_github():
    found = list(tables_committed())
    every = {path.stem for path in inputs.NOTEBOOKS.glob("0*.ipynb")}
    assert {name.partition(" ")[0] for name, _ in found} == every
    for name, text in found:
        head, *rows = OnGitHub(text).rows
        assert rows, name
        assert all(scoped for row in [head, *rows] for _, _, scoped in row), name
        assert {len(row) for row in rows} == {len(head)}, name
        for place, column in enumerate(zip(*rows, strict=True)):
            texts = [cell[0] for cell in column]
            right = place and all(re.fullmatch(exhibits.NUMERIC, cell) for cell in texts)
            wanted = "right" if right else "left"
            assert {cell[1] for cell in column} == {wanted}, f"{name}, {head[place][0]}: {texts}"
            # Over text stands text to the left, over numbers to the right.
            assert place == 0 or head[place][1] == wanted, f"{name}, {head[place][0]}"


def test_the_symbols_of_every_table_of_the_committed_notebooks_are_told_beside_it():
    seen = set()
    for name, text in tables_committed():
        read = OnGitHub(text)
        used = {mark for mark in wording.SYMBOLS for row in read.rows for cell in row if mark in cell[0]}
        assert all(f"{mark} {wording.SYMBOLS[mark]}" in read.beside for mark in used), name
        seen |= used
    assert "[x]" in seen
