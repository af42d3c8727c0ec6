"""A site made by the real runner, served, and the machine's own Chromium."""

import functools
import http.server
import shutil
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

EDITIONS = ["Derbyshire", "City of London", "UK", "Greater Manchester"]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ["chromium", "chromium-browser", "google-chrome"]


def pytest_addoption(parser):
    parser.addoption("--site", default="", help="test the site in this folder instead of making one")
    parser.addoption("--screenshots", default="", help="keep screenshots in this folder")


@pytest.fixture(scope="session")
def screenshots(request):
    """Give a function that keeps a screenshot under a name, where a folder is asked for."""
    folder = request.config.getoption("--screenshots")

    def keep(page, name):
        if folder:
            page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)

    return keep


@pytest.fixture(scope="session")
def site(request, tmp_path_factory):
    """Give a folder with a start page and the editions."""
    given = request.config.getoption("--site")
    if given:
        return Path(given).resolve()
    out = tmp_path_factory.mktemp("site")

    def offences(*arguments):
        command = [sys.executable, "-m", "offences", *arguments, "--out", str(out)]
        result = subprocess.run(command, cwd=out, capture_output=True, text=True)
        assert result.returncode == 0, result.stderr

    offences("dataset")
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda name: offences("run", "--area", name), EDITIONS))
    return out


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *words):
        pass


@pytest.fixture(scope="session")
def address(site):
    """Serve the site on this machine; gives its address."""
    handler = functools.partial(Quiet, directory=str(site))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture(scope="session")
def browser():
    """Start the machine's own Chromium; Playwright downloads none."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        pytest.fail("Chromium is missing: install it (on Debian: apt-get install chromium).", pytrace=False)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def page(browser):
    """Give a page that fails the test on any error of a script or of the console."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    opened = context.new_page()
    trouble = []
    opened.on("pageerror", lambda error: trouble.append(str(error)))
    opened.on("console", lambda said: trouble.append(said.text) if said.type == "error" else None)
    yield opened
    context.close()
    assert trouble == []
