"""What a reader does with the site, in Chromium; no axe violation; nothing asked of the network."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image

FOLDERS = ["derbyshire", "city-of-london", "uk"]
FILES = ["index", "02_trends", "03_regions", "04_platforms", "05_victims", "06_claims", "07_official"]
PAGES = ["index.html", "errata.html", "data/01_clean.html", "data/figures.html"]
PAGES += [f"{folder}/{name}.html" for folder in FOLDERS for name in FILES]
WIDTHS, SCHEMES = [360, 1280], ["light", "dark"]
#: The most screens of 900 pixels that a page of an area with little data may take at 1,280 pixels.
SCREENS = 12
#: Whether every chart shown is the one drawn for a phone, or none is.
DRAWN_FOR = """narrow => [...document.querySelectorAll('picture img')].every(
  image => image.currentSrc && image.currentSrc.endsWith('-narrow.svg') === narrow)"""
#: What is wider than its place, but for code and for tables that say so.
TOO_WIDE = """[...document.querySelectorAll('main *')].filter(part =>
  part.scrollWidth > part.clientWidth + 1 && part.clientWidth > 1 && getComputedStyle(part).overflowX !== 'visible'
  && !part.matches('pre') && ![...part.querySelectorAll('.wide')].some(cue => cue.offsetHeight)).map(part => part.outerHTML.slice(0, 200))"""
#: What says that it scrolls and does not.
NEEDLESS = """[...document.querySelectorAll('.table')].filter(part => part.scrollWidth <= part.clientWidth
  && [...part.querySelectorAll('.wide')].some(cue => cue.offsetHeight)).map(part => part.outerHTML.slice(0, 200))"""
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {
    "runOnly": {"type": "tag", "values": TAGS},
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
    "preload": False,  # axe would fetch the style sheet, which the pages' policy refuses
}
OPEN_ALL = "document.querySelectorAll('details').forEach(part => { part.open = true; })"


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_violation_and_the_page_never_scrolls_sideways(page, address, name, screenshots):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    assert len(page.goto(f"{address}/{name}").body()) < 1_000_000
    assert [url for url in asked if not url.startswith(address)] == []
    page.evaluate(OPEN_ALL)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        # The two longest pages, of the data set, are looked at in either scheme once: axe takes half a minute for each.
        for scheme in SCHEMES if "data/" not in name else [SCHEMES[WIDTHS.index(width)]]:
            page.emulate_media(color_scheme=scheme)
            found = Axe().run(page, options=OPTIONS).response["violations"]
            told = [
                (rule["id"], rule["nodes"][0]["html"], rule["nodes"][0]["failureSummary"]) for rule in found
            ]
            assert told == [], f"{name}, {width} pixels, {scheme}"
            screenshots(page, f"{name.removesuffix('.html').replace('/', '-')}-{width}-{scheme}")


@pytest.mark.parametrize("name", PAGES)
def test_on_a_phone_nothing_but_tables_that_say_so_is_off_the_screen(page, address, name):
    page.goto(f"{address}/{name}")
    page.evaluate(OPEN_ALL)
    for width in (360, 430, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.wait_for_function(f"() => {TOO_WIDE}.length === 0")
        page.wait_for_function(f"() => {NEEDLESS}.length === 0")
        page.wait_for_function(DRAWN_FOR, arg=width < 600)


@pytest.mark.parametrize("name", FILES)
def test_the_pages_of_an_area_with_little_data_are_short(page, address, name):
    page.goto(f"{address}/city-of-london/{name}.html")
    assert page.evaluate("document.documentElement.scrollHeight") <= SCREENS * 900


def test_axe_would_notice(page, address):
    page.goto(f"{address}/index.html")
    page.evaluate("document.documentElement.removeAttribute('lang')")
    page.evaluate("document.getElementById('search').labels[0].remove()")
    found = {rule["id"] for rule in Axe().run(page, options=OPTIONS).response["violations"]}
    assert {"html-has-lang", "label"} <= found


def test_a_reader_searches_copies_a_sentence_and_downloads_a_table(page, address, site):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    page.goto(f"{address}/index.html")
    page.get_by_label("Find an area").fill("GMP")
    listed = page.locator("li[data-names]:visible")
    assert listed.count() < 5
    assert page.locator("#found").inner_text().startswith(f"{listed.count()} of ")
    assert not page.locator("#map").is_visible()
    listed.get_by_role("link", name="Greater Manchester", exact=True).click()
    page.wait_for_url("**/greater-manchester/index.html")
    assert page.locator("h1").inner_text() == "Greater Manchester"
    page.get_by_role("navigation").get_by_role("link", name="Trends", exact=True).click()

    sentence = page.locator(".sentence").first
    page.get_by_role("button", name="Copy sentence 1", exact=True).click()
    page.locator("#said", has_text="Copied sentence 1.").wait_for(state="attached")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"{sentence.inner_text()} (Source: ")
    assert copied.endswith(")")
    assert "Greater Manchester" in sentence.inner_text()
    # Selected and copied by hand, it takes its source along too.
    page.evaluate("navigator.clipboard.writeText('')")
    sentence.evaluate("part => document.getSelection().selectAllChildren(part)")
    page.keyboard.press("Control+c")
    assert page.evaluate("navigator.clipboard.readText()") == copied

    charted = page.locator("details.charted").first
    assert not charted.locator("table").is_visible()
    charted.locator("summary").click()
    assert charted.locator("table").is_visible()
    with page.expect_download() as started:
        charted.get_by_role("link", name="This table as CSV").click()
    name = started.value.suggested_filename
    kept = (site / "greater-manchester" / "tables" / name).read_bytes()
    assert started.value.path().read_bytes() == kept
    assert kept.count(b"\n") > 1


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_chart_to_paste_shows_on_an_empty_page_with_the_svg_beside_it(page, address, folder, tmp_path):
    page.goto(f"{address}/{folder}/index.html")
    chart = page.locator("figure[id]").first
    chart.locator("details.embed summary").click()
    pasted = chart.locator("details.embed code").inner_text()
    kept = {}
    for link in ("SVG", "PNG of 1,600 pixels"):
        with page.expect_download() as started:
            chart.get_by_role("link", name=link, exact=True).click()
        kept[link] = tmp_path / started.value.suggested_filename
        started.value.save_as(kept[link])
    with Image.open(kept["PNG of 1,600 pixels"]) as picture:
        assert (picture.format, picture.width) == ("PNG", 1600)
    (tmp_path / "empty.html").write_text(f"<!DOCTYPE html><meta charset='utf-8'>{pasted}", encoding="utf-8")
    alt = chart.locator("img").get_attribute("alt")

    page.goto((tmp_path / "empty.html").as_uri())
    shown = page.locator("figure > img")
    assert shown.get_attribute("src") == kept["SVG"].name
    assert shown.get_attribute("alt") == alt
    assert shown.evaluate("image => image.complete && image.naturalWidth > 300 && image.naturalHeight > 150")
    assert shown.bounding_box()["width"] == 720
    assert re.fullmatch(r"(?s).+\. Source: .+\.", page.locator("figcaption").inner_text())
    assert page.locator("iframe, script, style, [style], [class]").count() == 0


def test_enter_opens_the_first_area_found(page, address):
    page.goto(f"{address}/index.html")
    page.get_by_label("Find an area").fill("Derbyshire Constabulary")
    page.keyboard.press("Enter")
    page.wait_for_url("**/derbyshire/index.html")


def test_a_name_nobody_uses_is_said_so(page, address):
    page.goto(f"{address}/index.html")
    page.get_by_label("Find an area").fill("Atlantis")
    assert "try another name" in page.locator("#found").inner_text()
    page.get_by_label("Find an area").fill("")
    assert page.locator("li[data-names]:visible").count() > 40


def test_it_works_opened_from_disk(page, site):
    page.goto((site / "index.html").as_uri())
    page.get_by_label("Find an area").fill("Derbys")
    page.locator("li[data-names]:visible").get_by_role("link", name="Derbyshire", exact=True).click()
    page.wait_for_url(re.compile(r"file://.*/derbyshire/index\.html"))
    assert page.evaluate("[...document.images].every(image => image.complete && image.naturalWidth > 0)")
    page.locator(".ids a").first.click()
    page.wait_for_url(re.compile(r"/figures\.html#\w+$"))
    assert page.evaluate("document.querySelector(':target').tagName") == "TH"


def test_it_reads_without_scripts(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/index.html")
    assert page.get_by_role("link", name="Derbyshire", exact=True).is_visible()
    assert not page.get_by_role("searchbox").is_visible()
    page.goto(f"{address}/derbyshire/02_trends.html")
    assert page.locator(".sentence").first.is_visible()
    page.locator("details.charted summary").first.click()
    assert page.locator("details.charted table").first.is_visible()
    context.close()


def test_the_keyboard_reaches_content_links_tables_and_buttons(page, address):
    page.goto(f"{address}/derbyshire/02_trends.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.tagName"))
    assert {"A", "BUTTON", "SUMMARY", "DIV"} <= reached


@pytest.mark.parametrize("name", ["index.html", "derbyshire/index.html", "uk/03_regions.html"])
def test_print_fits_a4(page, address, name):
    page.goto(f"{address}/{name}")
    inside = 658  # A4 less margins of 18 mm, in CSS pixels
    page.set_viewport_size({"width": inside, "height": 900})
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= inside
    assert not any(part.is_visible() for part in page.locator("details.method").all())
    pdf = page.pdf(prefer_css_page_size=True)
    sizes = {tuple(map(float, box.split())) for box in re.findall(rb"/MediaBox \[([\d. ]+)\]", pdf)}
    assert {(round(size[2]), round(size[3])) for size in sizes} == {(595, 842)}
