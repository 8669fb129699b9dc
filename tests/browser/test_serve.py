"""The page of `wikimill serve` in a real browser: texts appear as they are written, and the corpus can be read."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import Colours, chromium
from tests.serving import Served, serve
from tests.unit.corpus.builder import prose
from tests.unit.serve.builder import EVIL, write_project

WIDTHS = [(390, "dark"), (1200, "light")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server of a model with random weights and its corpus."""
    folder = tmp_path_factory.mktemp("served")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        write_project()
    with serve(folder, "--set", "generate.length=40") as found:
        yield found
        assert found.log.count("\n") == 0, found.log


@contextmanager
def visit(browser: Browser, served: Served, path: str, width: int, colours: str = "light") -> Iterator[Page]:
    """A page, which must fit the screen and say nothing on the console, and ask nobody else."""
    messages: list[str] = []

    def note_request(url: str) -> None:
        if not url.startswith((f"{served.address}/", "data:")):
            messages.append(url)

    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=cast(Colours, colours))
    page = context.new_page()
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.on("request", lambda request: note_request(request.url))
    page.goto(served.address + path)
    yield page
    assert page.evaluate("document.documentElement.scrollWidth") <= width, "nothing moves sideways"
    if folder := os.environ.get("WIKIMILL_SCREENSHOTS"):
        page.screenshot(
            path=Path(folder) / f"{path.strip('/').replace('/', '-') or 'write'}-{width}.png", full_page=True
        )
    context.close()
    assert messages == []


def write(page: Page) -> str:
    """Press the button, and return the text when it is finished."""
    before = page.locator("#texts figure").count()
    page.get_by_role("button", name="Write", exact=True).click()
    expect(page.locator("#texts figure")).to_have_count(before + 1)
    expect(page.get_by_role("status")).to_have_text("The text is as long as asked for.")
    expect(page.locator("#texts figcaption").first).to_contain_text("8-grams are copied")
    return page.locator("#texts blockquote").first.inner_text()


@pytest.mark.parametrize(("width", "colours"), WIDTHS)
def test_a_text_appears_and_the_same_seed_gives_it_again(
    browser: Browser, served: Served, width: int, colours: str
) -> None:
    with visit(browser, served, "/", width, colours) as page:
        page.get_by_label("Prompt").fill("the <b>tide</b>")
        page.get_by_label("seed").fill("7")
        first = write(page)
        assert first.startswith("the <b>tide</b>")
        assert len(first) > 30
        assert "seed 7, temperature 0.7, top_k 0, top_p 0.9" in page.locator("figcaption").inner_text()
        assert write(page) == first
        page.get_by_role("button", name="Write with a new seed").click()
        expect(page.locator("#texts figure")).to_have_count(3)
        expect(page.get_by_label("seed")).not_to_have_value("7")
        expect(page.locator("#texts figcaption").first).to_contain_text(re.compile("copied|too short to compare"))
        assert page.locator("#texts blockquote").first.inner_text() != first


def test_what_is_copied_is_marked_with_the_page_that_has_it(browser: Browser, served: Served) -> None:
    copied = " ".join(prose(3).split()[5:20])
    events = "".join(
        f'data: {{"choices": [{{"text": "{piece}", "finish_reason": {reason}}}]}}\n\n'
        for piece, reason in [("Something new, ", "null"), (copied, "null"), (".", '"stop"')]
    )
    with visit(browser, served, "/", 1200) as page:
        page.route("**/v1/completions", lambda route: route.fulfill(body=events, content_type="text/event-stream"))
        page.get_by_label("Prompt").press("Control+Enter")
        expect(page.get_by_role("status")).to_have_text("The text has ended.")
        expect(page.locator("mark")).to_have_text(copied)
        expect(page.locator("figcaption")).to_contain_text("at most 15 words in a row, from Harbour 03")
        page.get_by_role("link", name="Harbour 03").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Harbour 03")


def test_a_text_can_be_stopped_and_errors_are_shown(browser: Browser, served: Served) -> None:
    with visit(browser, served, "/", 390) as page:
        page.route("**/v1/completions", lambda _: None)  # a model that takes for ever
        page.get_by_role("button", name="Write", exact=True).click()
        expect(page.get_by_role("status")).to_have_text("Waiting for the model …")
        page.keyboard.press("Escape")
        expect(page.get_by_role("status")).to_have_text("Stopped.")
        page.get_by_label("length").fill("5000")
        page.get_by_role("button", name="Write", exact=True).click()
        expect(page.locator("#texts figure")).to_have_count(1)
        page.get_by_label("length").fill("9")
        page.get_by_label("Prompt").fill("   ")
        refused = 'data: {"error": {"message": "no <i>"}}\n\n'
        page.route("**/v1/completions", lambda route: route.fulfill(body=refused))
        page.get_by_role("button", name="Write", exact=True).click()
        expect(page.get_by_role("alert")).to_have_text("no <i>")


@pytest.mark.parametrize(("width", "colours"), WIDTHS)
def test_the_corpus_can_be_searched_and_read(browser: Browser, served: Served, width: int, colours: str) -> None:
    with visit(browser, served, "/", width, colours) as page:
        page.get_by_role("link", name="Corpus").click()
        expect(page.locator("tbody tr")).to_have_count(50)
        page.get_by_role("link", name="Next").click()
        expect(page.locator("tbody tr")).to_have_count(11)
        page.get_by_label("Part of the title").fill("harbour 07")
        page.keyboard.press("Enter")
        page.get_by_role("link", name="Harbour 07").click()
        expect(page.get_by_role("region", name="Wikitext")).to_have_text("'''Harbour''' {{wind}} <ref>x</ref>")
        expect(page.get_by_role("region", name="Markdown")).to_have_text(prose(7))
        expect(page.locator("tbody")).to_contain_text("references")
        page.get_by_role("link", name="Left out").click()
        page.get_by_role("link", name="Twin").click()
        expect(page.locator(".notice")).to_contain_text("exact duplicate")


@pytest.mark.parametrize(("width", "colours"), WIDTHS)
@pytest.mark.parametrize("path", ["/corpus?q=onerror", "/corpus/pages/0", "/corpus/left-out"])
def test_hostile_titles_stay_text(browser: Browser, served: Served, width: int, colours: str, path: str) -> None:
    with visit(browser, served, path, width, colours) as page:
        assert page.locator("main img, main script").count() == 0
        if "q=" in path:
            page.get_by_role("link", name=EVIL, exact=True).click()
            expect(page.get_by_role("heading", level=1)).to_have_text(EVIL)
            expect(page.get_by_role("region", name="Markdown")).to_contain_text(
                "</pre><script>alert(1)</script>\\u202eevil"
            )


def test_the_page_is_used_by_keyboard_and_every_field_has_a_name(browser: Browser, served: Served) -> None:
    with visit(browser, served, "/", 1200) as page:
        page.keyboard.press("Shift+Tab")
        seen = []
        for _ in range(20):
            page.keyboard.press("Tab")
            seen.append(
                page.evaluate("document.activeElement.labels?.[0]?.innerText ?? document.activeElement.innerText")
            )
        order = [
            "Prompt",
            "length",
            "temperature",
            "top_k",
            "top_p",
            "repetition_penalty",
            "strategy",
            "truncate",
            "seed",
            "Write",
        ]
        assert [name for name in seen if name in order][: len(order)] == order
