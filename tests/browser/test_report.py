"""The report in a real browser: everything in it is shown, it needs nothing else, and hostile names stay text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import DESKTOP, PHONE, Colours, chromium, open_page
from tests.unit.corpus.builder import prose
from tests.unit.report.builder import EVIL, TITLE, write_run

SECTIONS = ["funnel", "corpus", "conversion", "training", "samples", "memorization", "provenance"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    with chromium() as started:
        yield started


@pytest.fixture
def run(project: Path) -> Path:
    """The path of the report of a run with hostile titles."""
    return write_run()


@pytest.mark.parametrize(("size", "colours"), [(DESKTOP, "light"), (PHONE, "dark")])
def test_a_browser_shows_everything_and_requests_nothing(
    run: Path, browser: Browser, size: tuple[int, int], colours: Colours
) -> None:
    with open_page(browser, run, size, colours) as seen:
        page = seen.page
        assert not seen.messages
        assert not seen.requests
        assert page.title() == "main · wikimill report"
        for name in SECTIONS:
            assert page.locator(f"section#{name} h2").is_visible()
        figures = page.locator("figure")
        assert figures.count() == 5
        ink = page.evaluate("getComputedStyle(document.body).color")
        for number in range(5):
            figure = figures.nth(number)
            box = figure.locator("svg").bounding_box()
            assert box
            assert 250 < box["width"] <= size[0]
            assert box["height"] > 100
            assert figure.locator("path, line, rect").count() > 10
            label = figure.locator("svg text").first
            assert label.evaluate("e => getComputedStyle(e).fill") == ink
            assert figure.locator("figcaption").inner_text()
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], "nothing moves sideways"
        dark = page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 24, 28)"
        assert dark == (colours == "dark")


def test_the_report_shows_what_the_files_contain(run: Path, browser: Browser) -> None:
    with open_page(browser, run) as seen:
        text = {name: seen.page.locator(f"section#{name}").inner_text() for name in SECTIONS}
        assert "From 1 categories to 160 tokens" in text["funnel"]
        assert re.search(r"fetched\s+missing\s+1", text["funnel"])
        assert re.search(r"all\s+2\s+240", text["corpus"])
        assert EVIL in text["corpus"]
        assert re.search(r"m\s+missing\s+1", text["conversion"])
        assert re.search(rf"missing\s+{re.escape(EVIL)}\s+9\s+1", text["conversion"])
        assert "10 steps, 1,280 tokens, 1.00 epochs, 500 tokens a second" in " ".join(text["training"].split())
        assert "1096.6 → 54.6" in seen.page.locator(".tiles").inner_text()
        assert "temperature 0.75, top_k 40, top_p 0.9, seed 7" in " ".join(text["samples"].split())
        assert seen.page.locator("blockquote").first.inner_text().startswith(EVIL)
        assert seen.page.locator("mark").all_inner_texts()[1:] == [" ".join(prose(2).split()[3:15])]
        assert "longest copied span 12 words, from “" + TITLE in " ".join(text["samples"].split())
        assert re.search(r"01\s+0.0%", text["memorization"]) is None
        for what in ("sha256 of the lock", "workflow/filters/tables.lua", "encoder.json", "pandoc", "git revision"):
            assert what in text["provenance"]
        assert "train.seed" in seen.page.content()
        assert "someone@wiki.example" not in seen.page.content()
