"""Multistream dumps: a bzip2 stream for every 100 pages, and a list of where each begins.

The first stream holds `<mediawiki>` and `<siteinfo>`, the last one `</mediawiki>`. The list, which Wikimedia calls
the index, has a line `offset:page number:title` for every page.
https://meta.wikimedia.org/wiki/Data_dumps/Dump_format#Multistream_dumps
"""

from __future__ import annotations

import bz2
import itertools
import os
import re
from collections.abc import Generator, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from wikimill.sources.dump.decompress import CHUNK, DumpError, dump_errors, read_lines
from wikimill.sources.dump.page import Page
from wikimill.sources.dump.reader import Reader
from wikimill.wiki import Site

NAME = re.compile(r"(.*multistream)([0-9]*)\.xml(-p[0-9]+p[0-9]+)?\.bz2")
ENTRY = re.compile(rb"([0-9]{1,18}):[0-9]{1,18}:[^\n]+\n?")
LONGEST_ENTRY = 4096  # bytes; a title has at most 255
MOST_PAGES = 1000  # of a stream, which one process holds at a time; Wikimedia's have 100
CLOSING = b"</mediawiki>"


class Stream(NamedTuple):
    """Where a stream of pages begins and ends in the dump, in bytes; the last one's end is not in the list."""

    start: int
    end: int | None


def find_index(dump: Path) -> Path | None:
    """The list of a dump's streams, None when it has none beside it."""
    match = NAME.fullmatch(dump.name)
    if match:
        for suffix in (".bz2", ""):
            path = dump.with_name(f"{match[1]}-index{match[2]}.txt{match[3] or ''}{suffix}")
            if path.is_file():
                return path
    return None


def list_streams(index: Path) -> Iterator[Stream]:
    """The streams of pages, in their order.

    Raises:
        WikimillError: a list that is damaged.
    """
    start = None
    with dump_errors(index):
        for line in read_lines(index, LONGEST_ENTRY):
            match = ENTRY.fullmatch(line)
            offset = int(match[1]) if match else 0
            if offset < (start or 1):
                raise DumpError(f"has a line that is no entry of a multistream index ({line[:40]!r})")
            if start is not None and offset > start:
                yield Stream(start, offset)
            start = offset
        if start is None:
            raise DumpError("lists no page")
    yield Stream(start, None)


def read_site(dump: Path, first: int) -> Site:
    """The wiki, from the stream before the `first` one of pages.

    Raises:
        WikimillError: a dump that is damaged, or not the one of its list.
    """
    with dump_errors(dump):
        reader = Reader(itertools.chain(_content(dump, Stream(0, first)), [CLOSING]), str(dump))
        if any(reader.pages()):
            raise _foreign(0)
        return reader.site()


def read_pages(dump: Path, wiki: Site, stream: Stream) -> Iterator[Page]:
    """The pages of one stream.

    Raises:
        WikimillError: a dump that is damaged, or not the one of its list.
    """
    with dump_errors(dump):
        chunks = itertools.chain([b"<mediawiki>"], _closed(_content(dump, stream)))
        for number, page in enumerate(Reader(chunks, str(dump), wiki).pages()):
            if number == MOST_PAGES:
                raise DumpError(f"has more than {MOST_PAGES:,} pages in a stream, as no multistream dump has")
            yield page


def _content(dump: Path, stream: Stream) -> Iterator[bytes]:
    """What a stream holds; for the last one also the end tag that follows it."""
    with dump.open("rb") as file:
        end = yield from _decompressed(file, stream.start)
        if stream.end is None:
            size = file.seek(0, os.SEEK_END)
            rest = _decompressed(file, end) if end < size else iter(())
            for chunk in rest:
                if chunk.strip() not in (b"", CLOSING):
                    raise _foreign(end)
                yield chunk
        elif stream.end != end:
            raise _foreign(stream.start)


def _foreign(start: int) -> DumpError:
    return DumpError(f"is not the one of its index (stream at {start})")


def _decompressed(file: BinaryIO, start: int) -> Generator[bytes, None, int]:
    """One bzip2 stream; its end."""
    file.seek(start)
    decompressor = bz2.BZ2Decompressor()
    while not decompressor.eof:
        data = file.read(CHUNK) if decompressor.needs_input else b""
        if decompressor.needs_input and not data:
            raise EOFError(f"the stream at {start} has no end")
        yield decompressor.decompress(data, CHUNK)
    return file.tell() - len(decompressor.unused_data)


def _closed(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """With the end tag that only the last stream has."""
    tail = b""
    for chunk in chunks:
        yield chunk
        tail = (tail + chunk)[-2 * len(CLOSING) :]
    if not tail.rstrip().endswith(CLOSING):
        yield CLOSING
