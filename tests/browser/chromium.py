"""A page in a real browser, Debian's Chromium without a window: what it shows, asks for and complains of."""

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
    """A page that was opened."""

    page: Page
    complaints: list[str] = field(default_factory=list)  # of the console, and errors of scripts
    requests: list[str] = field(default_factory=list)  # addresses other than the page's own and data within it


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser; installed when it is not there."""
    debian.install("Chromium", ["chromium", "fonts-dejavu-core"], lambda: shutil.which("chromium"))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def visit(browser: Browser, file: Path, size: tuple[int, int] = DESKTOP, colours: Colours = "light") -> Iterator[Visit]:
    """Open a file with no network at hand."""
    width, height = size
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=colours, offline=True)
    made = Visit(context.new_page())
    made.page.on("console", lambda message: made.complaints.append(f"{message.type}: {message.text}"))
    made.page.on("pageerror", lambda error: made.complaints.append(f"error: {error}"))
    address = file.absolute().as_uri()
    made.page.on("request", lambda request: _other(made, request.url, address))
    made.page.goto(address)
    yield made
    context.close()


def _other(made: Visit, url: str, address: str) -> None:
    if url.partition("#")[0] != address and not url.startswith(("data:", "blob:")):
        made.requests.append(url)
