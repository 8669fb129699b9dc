"""A page in a real browser, Debian's headless Chromium: what it shows, requests and reports."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, sync_playwright

from tests import debian

PHONE, DESKTOP = (360, 740), (1280, 900)
Colours = Literal["light", "dark"]


@dataclass
class Visit:
    """An open page."""

    page: Page
    messages: list[str] = field(default_factory=list)  # of the console, and errors of scripts
    requests: list[str] = field(default_factory=list)  # addresses other than the page's own, and no data: URLs


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser; installed when it is not there."""
    debian.install("Chromium", ["chromium", "fonts-dejavu-core"], lambda: shutil.which("chromium"))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def open_page(
    browser: Browser, file: Path, size: tuple[int, int] = DESKTOP, colours: Colours = "light"
) -> Iterator[Visit]:
    """Open a file, without a network."""
    width, height = size
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=colours, offline=True)
    visit = Visit(context.new_page())
    visit.page.on("console", lambda message: visit.messages.append(f"{message.type}: {message.text}"))
    visit.page.on("pageerror", lambda error: visit.messages.append(f"error: {error}"))
    address = file.absolute().as_uri()
    visit.page.on("request", lambda request: _record_request(visit, request.url, address))
    visit.page.goto(address)
    yield visit
    context.close()


def _record_request(visit: Visit, url: str, address: str) -> None:
    if url.partition("#")[0] != address and not url.startswith(("data:", "blob:")):
        visit.requests.append(url)
