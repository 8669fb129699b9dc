"""Fetching a category of a real MediaWiki, against the loop that most people write with mwclient.

The wiki is made here, on loopback, of `PAGES` articles of a few KB in one category and its subcategories.
"""

from __future__ import annotations

import contextlib
import random
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import mwclient

from bench.table import Result, paired, show
from tests.debian import missing_rights
from tests.mediawiki.wiki import RealWiki
from wikimill.config.model import MediaWiki
from wikimill.fetch.cache import RevisionCache
from wikimill.fetch.fetch import fetch_pins
from wikimill.manifest.expand import list_wiki
from wikimill.manifest.lock import read_pins, write_lock
from wikimill.manifest.models import WikiManifest
from wikimill.sources.mediawiki.api import ApiSource
from wikimill.wiki import Wiki

PAGES, CATEGORIES = 500, 4
# The peer knows no ceiling of requests, so ours is set out of the way for the comparison.
ETIQUETTE = MediaWiki(requests_per_minute=6000)


def articles(seed: int) -> str:
    """An XML export of the pages."""
    words = random.Random(seed)
    pages = []
    for number in range(PAGES):
        text = " ".join(words.choices(["fog", "harbour", "lamp", "[[keeper]]", "'''isle'''", "wind"], k=500))
        category = f"Bench {number % CATEGORIES}" if number % CATEGORIES else "Bench"
        pages.append((f"Bench page {number}", 0, f"{text} [[Category:{category}]]"))
    pages += [(f"Category:Bench {number}", 14, "[[Category:Bench]]") for number in range(1, CATEGORIES)]
    body = "".join(
        f"<page><title>{title}</title><ns>{ns}</ns><id>{number}</id><revision><id>{number}</id>"
        f"<timestamp>2026-01-01T00:00:00Z</timestamp><contributor><username>B</username><id>1</id></contributor>"
        f"<model>wikitext</model><format>text/x-wiki</format><text>{text}</text></revision></page>"
        for number, (title, ns, text) in enumerate(pages, start=1)
    )
    return f'<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11">{body}</mediawiki>'


def mill(wiki: RealWiki, folder: Path) -> int:
    """Expand and fetch with wikimill, from nothing; the number of pages."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    original = WikiManifest(wiki=wiki.url, categories=["Bench"])
    with (
        contextlib.closing(ApiSource(Wiki.parse(wiki.url), None, ETIQUETTE, folder)) as source,
        RevisionCache(folder) as cache,
    ):
        rows = list_wiki(original, source, "bench", {})
        pages = write_lock(folder / "lock.tsv", "", original.origin(""), "", source.site(), rows)
        fetch_pins(read_pins(folder / "lock.tsv"), pages, cache, lambda: source)
    return pages


def loop(wiki: RealWiki) -> int:
    """`for page in site.categories[X]: page.text()`, with the subcategories; the number of pages."""
    site: Any = mwclient.Site(f"127.0.0.1:{wiki.port}", scheme="http", path="/w/")
    texts: dict[str, str] = {}
    waiting = ["Bench"]
    while waiting:
        for page in site.categories[waiting.pop()]:
            if page.namespace == 14:
                waiting.append(page.page_title)
            else:
                texts[page.name] = page.text()
    return len(texts)


def main() -> None:
    """Make the wiki, measure, print."""
    if reason := missing_rights("a real MediaWiki"):
        sys.exit(f"bench-fetch: {reason}")
    with tempfile.TemporaryDirectory() as scratch:
        wiki = RealWiki(Path(scratch) / "wiki")
        wiki.folder.mkdir()
        wiki.install()
        wiki.import_xml(articles(seed=1))
        wiki.start()
        try:
            counts = []
            for work in (lambda: mill(wiki, Path(scratch) / "cache"), lambda: loop(wiki)):
                before = len(wiki.requests())
                assert work() == PAGES  # type: ignore[no-untyped-call]
                counts.append(len(wiki.requests()) - before)
            mill_s, loop_s = paired(lambda: mill(wiki, Path(scratch) / "cache"), lambda: loop(wiki))
        finally:
            wiki.stop()
    bound = PAGES / 50 + CATEGORIES + 2
    fewer, faster = counts[1] / counts[0], loop_s / mill_s
    rows = [
        Result("requests, against mwclient's loop", f"{counts[0]}", f"{counts[1]}", fewer, ">= 25", fewer >= 25),
        Result("seconds, the same", f"{mill_s:.2f} s", f"{loop_s:.2f} s", faster, ">= 5", faster >= 5),
        Result("requests, against N/50 + listing", f"{counts[0]}", f"{bound:.0f}", bound / counts[0], ">= 1",
               counts[0] <= bound),
    ]  # fmt: skip
    show(rows)


if __name__ == "__main__":
    main()
