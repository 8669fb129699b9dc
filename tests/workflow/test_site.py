"""The site of the documentation builds without a warning, and asks for nothing elsewhere."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import lxml.html
import pytest

from tests.clone import ROOT
from tests.documentation import PAGES

LOADED = ("src", "srcset", "data", "poster")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site: strict, so a link or an anchor that leads nowhere, or a page in no menu, ends the build."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr
    return folder


def test_every_page_is_built(site: Path) -> None:
    assert len(list(site.rglob("*.html"))) == len(PAGES) + 2  # the changelog, and mkdocs's own 404.html
    quick = (site / "quick-start.html").read_text(encoding="utf-8")
    assert 'href="configuration.html"' in quick
    assert 'href="decisions/index.html"' in quick
    assert "<code>train.batch_size</code>" in (site / "configuration.html").read_text(encoding="utf-8")


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    for page in site.rglob("*.html"):
        document = lxml.html.parse(str(page)).getroot()
        asked = [value for name in LOADED for value in document.xpath(f"//@{name}")]
        asked += document.xpath("//link[not(@rel='canonical')]/@href")
        assert asked
        for address in asked:
            assert not re.match(r"(https?:)?//", address), f"{page}: {address}"
            assert (page.parent / address.partition("?")[0].partition("#")[0]).exists() or page.name == "404.html"
        for text in (*document.xpath("//style/text()"), *document.xpath("//script/text()")):
            assert "http" not in text, f"{page}: {text[:200]}"
    for sheet in site.rglob("*.css"):
        assert not re.search(r"url\(\s*['\"]?(https?:)?//|@import", sheet.read_text(encoding="utf-8")), sheet


def test_bars_in_code_within_tables_have_no_backslash(site: Path) -> None:
    """GitHub wants a backslash before them, and shows none."""
    for page in site.rglob("*.html"):
        assert not [cell for cell in lxml.html.parse(str(page)).xpath("//td/code/text()") if "\\|" in cell], page
