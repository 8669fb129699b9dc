"""Fetching a category of a real MediaWiki, against the loop that most people write with mwclient.

The wiki is made here, on loopback: some hundred articles of a few KB in one category and its subcategories. Its
programs are Debian's, which root alone installs.
"""

from __future__ import annotations

import argparse
import contextlib
import math
import random
import shutil
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

import mwclient

from bench.harness import Result, alternate, parser, run
from demo.build import export
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

PAGES, SMOKE_PAGES = 500, 60
CATEGORIES = 4
ROUNDS = 3
# The peer knows no ceiling of requests, so ours is set out of the way for the comparison.
ETIQUETTE = MediaWiki(requests_per_minute=6000)


def articles(count: int) -> dict[str, str]:
    """So many articles, and the subcategories that they are in."""
    rng = random.Random(1)
    pages = {f"Category:Bench {number}": "[[Category:Bench]]" for number in range(1, CATEGORIES)}
    for number in range(count):
        text = " ".join(rng.choices(["fog", "harbour", "lamp", "[[keeper]]", "'''isle'''", "wind"], k=500))
        category = f"Bench {number % CATEGORIES}" if number % CATEGORIES else "Bench"
        pages[f"Bench page {number}"] = f"{text} [[Category:{category}]]"
    return pages


def fetch_all(wiki: RealWiki, folder: Path) -> dict[str, str]:
    """Expand and fetch with wikimill, from nothing; the pages' wikitext by title."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    manifest = WikiManifest(wiki=wiki.url, categories=["Bench"])
    with (
        contextlib.closing(ApiSource(Wiki.parse(wiki.url), None, ETIQUETTE, folder)) as source,
        RevisionCache(folder) as cache,
    ):
        rows = list_wiki(manifest, source, "bench", {})
        pages = write_lock(folder / "lock.tsv", "", manifest.origin(""), "", source.site(), rows)
        pins = list(read_pins(folder / "lock.tsv"))
        fetch_pins(pins, pages, cache, lambda: source)
        return {revision.title: revision.text for pin in pins if (revision := cache.get(pin.revid))}


def loop(wiki: RealWiki) -> dict[str, str]:
    """`for page in site.categories[X]: page.text()`, with the subcategories; the pages' wikitext by title."""
    site: Any = mwclient.Site(f"127.0.0.1:{wiki.port}", scheme="http", path="/w/")
    texts: dict[str, str] = {}
    waiting = ["Bench"]
    while waiting:
        for page in site.categories[waiting.pop()]:
            if page.namespace == 14:
                waiting.append(page.page_title)
            else:
                texts[page.name] = page.text()
    return texts


def measure(arguments: argparse.Namespace) -> list[Result]:
    """Make the wiki, then measure."""
    if reason := missing_rights("a real MediaWiki"):
        sys.exit(f"bench-fetch: {reason}")
    pages, rounds = (SMOKE_PAGES, 1) if arguments.smoke else (PAGES, ROUNDS)
    expected = articles(pages)
    with tempfile.TemporaryDirectory() as scratch:
        wiki = RealWiki(Path(scratch) / "wiki")
        wiki.folder.mkdir()
        wiki.install()
        wiki.import_xml(export(expected))
        wiki.start()
        own, peer = partial(fetch_all, wiki, Path(scratch) / "cache"), partial(loop, wiki)
        try:
            counts = []
            for work in (own, peer):
                before = len(wiki.requests())
                texts = work()
                counts.append(len(wiki.requests()) - before)
                assert texts == {title: text for title, text in expected.items() if ":" not in title}
            own_s, peer_s = alternate(own, peer, rounds)
        finally:
            wiki.stop()
    bound = math.ceil(pages / 50) + CATEGORIES + 2
    requests, peers = (f"{count} requests" for count in counts)
    seconds = f"{own_s:.2f} s", f"{peer_s:.2f} s"
    return [
        Result.at_least("requests, mwclient's loop", requests, peers, counts[1] / counts[0], 25),
        Result.at_least("seconds, mwclient's loop", *seconds, peer_s / own_s, 5),
        Result.at_least("requests, N/50 + listing", requests, f"{bound}", bound / counts[0], 1),
    ]


if __name__ == "__main__":
    run(measure, parser(__doc__))
