"""Exports of MediaWiki: as XML, and in streams with an index.

`STREAMS` between two pages parts the streams of a multistream dump, which is then compressed, and read by its index.
"""

from __future__ import annotations

import bz2
import hashlib
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from tests.fuzz.refusal import read_or_refuse
from tests.soak.mutations import change_element, swap_tags
from wikimill.site.model import Site
from wikimill.sources.dump.errors import dump_errors
from wikimill.sources.dump.index import SCHEMA, Entry, fill
from wikimill.sources.dump.multistream import Stream, find_index, list_streams, read_header, read_pages
from wikimill.sources.dump.page import BadPage, Page
from wikimill.sources.dump.reader import ExportReader
from wikimill.titles import is_illegal

STREAMS = b"<!--%%-->"
SMALL = 11  # bytes of the chunks of the second reading
MUTATIONS = (change_element, swap_tags)
NAME, INDEX = "w-multistream.xml.bz2", "w-multistream-index.txt"
Pages = list[Page | BadPage]


def check(data: bytes) -> None:
    """The pages, whatever the chunks in which they come, or one line."""
    found = read_or_refuse(lambda: _read([data]))
    chunks = [data[start : start + SMALL] for start in range(0, len(data), SMALL)]
    again = read_or_refuse(lambda: _read(chunks, found and found[0]))
    assert (found and found[1]) == (again and again[1]), "in small chunks another result"
    if found:
        read_or_refuse(lambda: _index(*found))
        for page in found[1]:
            _check_page(page)
    if STREAMS in data:
        with tempfile.TemporaryDirectory() as folder:
            _check_streams(data.split(STREAMS), Path(folder))


def _read(chunks: Iterable[bytes], site: Site | None = None) -> tuple[Site, Pages]:
    with dump_errors(Path("wiki.xml")):
        reader = ExportReader(chunks, site)
        return reader.site(), list(reader.all_pages())


def _index(site: Site, pages: Pages) -> None:
    entries = [page if isinstance(page, BadPage) else Entry.from_page(page, site, 0) for page in pages]
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(SCHEMA)
        fill(database, site, entries, "wiki.xml")


def _check_page(page: Page | BadPage) -> None:
    pin = page.pin
    assert not is_illegal(pin.title) or "\ufffd" in pin.title, "a title that is none"
    if isinstance(page, Page) and not page.problem:
        text = page.text.encode()
        assert pin.pageid > 0, "no page"
        assert pin.revid > 0, "no revision"
        assert pin.bytes == len(text), "another size"
        assert pin.sha1 == hashlib.sha1(text, usedforsecurity=False).hexdigest(), "another digest"


def _check_streams(parts: list[bytes], folder: Path) -> None:
    """The streams have the pages that the whole has."""
    offset, lines, dump = 0, [], folder / NAME
    with dump.open("wb") as file:
        for number, part in enumerate(parts):
            if number:
                lines.append(f"{offset}:{number}:Page {number}\n")
            offset += file.write(bz2.compress(part, 1))
    (folder / INDEX).write_text("".join(lines))
    assert find_index(dump) == folder / INDEX
    read_or_refuse(lambda: list(_read_streams(dump)))


def _read_streams(dump: Path) -> Iterator[Page | BadPage]:
    streams: list[Stream] = list(list_streams(dump.with_name(INDEX)))
    site = read_header(dump, streams[0].start).site()
    for stream in streams:
        yield from read_pages(dump, site, stream)
