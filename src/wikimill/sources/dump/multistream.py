"""Multistream dumps: one bzip2 stream for every 100 pages, and a list of their offsets, Wikimedia's index.

The first stream contains `<mediawiki>` and `<siteinfo>`, the last one `</mediawiki>`. The index has a line
`offset:page id:title` for every page.
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

from wikimill.site.model import Site
from wikimill.sources.dump.decompress import CHUNK, read_lines
from wikimill.sources.dump.errors import DumpError, dump_errors
from wikimill.sources.dump.page import BadPage, Page
from wikimill.sources.dump.reader import ExportReader
from wikimill.sources.dump.siteinfo import Header

NAME = re.compile(r"(.*multistream)([0-9]*)\.xml(-p[0-9]+p[0-9]+)?\.bz2")
INDEX_NAME = re.compile(r"multistream-index[0-9]*\.txt")
ENTRY = re.compile(rb"([0-9]{1,18}):[0-9]{1,18}:[^\n]+\n?")
MAX_ENTRY = 4096  # bytes; a title has at most 255
MAX_PAGES = 1000  # of a stream, which a process keeps in memory; Wikimedia's have 100
CLOSING = b"</mediawiki>"


class Stream(NamedTuple):
    """The offsets in bytes at which a stream of pages begins and ends; the index does not have the last one's end."""

    start: int
    end: int | None


def find_index(dump: Path) -> Path | None:
    """The index of a multistream dump, None if there is none in the same folder."""
    match = NAME.fullmatch(dump.name)
    if match:
        for suffix in (".bz2", ""):
            path = dump.with_name(f"{match[1]}-index{match[2]}.txt{match[3] or ''}{suffix}")
            if path.is_file():
                return path
    return None


def list_streams(index: Path) -> Iterator[Stream]:
    """The streams of pages, in order.

    Raises:
        WikimillError: a damaged index.
    """
    start = None
    with dump_errors(index):
        for line in read_lines(index, MAX_ENTRY):
            match = ENTRY.fullmatch(line)
            offset = int(match[1]) if match else 0
            if offset < (start or 1):
                raise DumpError(f"has a line that is not an entry of a multistream index ({line[:40]!r})")
            if start is not None and offset > start:
                yield Stream(start, offset)
            start = offset
        if start is None:
            raise DumpError("lists no pages")
    yield Stream(start, None)


def read_header(dump: Path, first: int) -> Header:
    """What the dump says of the wiki, from what comes before the offset `first` of the first stream of pages.

    Raises:
        WikimillError: a dump that is damaged, or does not match its index.
    """
    with dump_errors(dump):
        reader = ExportReader(itertools.chain(_content(dump, Stream(0, first)), [CLOSING]))
        if any(reader.all_pages()):
            raise _mismatch(0)
        return reader.header()


def read_pages(dump: Path, wiki: Site, stream: Stream, until: str = "") -> Iterator[Page | BadPage]:
    """The pages of one stream; see `ExportReader`.

    Raises:
        WikimillError: a dump that is damaged, or does not match its index.
    """
    with dump_errors(dump):
        chunks = itertools.chain([b"<mediawiki>"], _with_end_tag(_content(dump, stream)))
        for number, page in enumerate(ExportReader(chunks, wiki, until).all_pages()):
            if number == MAX_PAGES:
                raise DumpError(f"has more than {MAX_PAGES:,} pages in a stream, which no multistream dump has")
            yield page


def _content(dump: Path, stream: Stream) -> Iterator[bytes]:
    """The content of a stream; for the last one also the end tag that follows it."""
    with dump.open("rb") as file:
        end = yield from _decompress(file, stream.start)
        if stream.end is None:
            size = file.seek(0, os.SEEK_END)
            rest = _decompress(file, end) if end < size else iter(())
            for chunk in rest:
                if chunk.strip() not in (b"", CLOSING):
                    raise _mismatch(end)
                yield chunk
        elif stream.end != end:
            raise _mismatch(stream.start)


def _mismatch(start: int) -> DumpError:
    return DumpError(f"does not match its index (stream at {start})")


def _decompress(file: BinaryIO, start: int) -> Generator[bytes, None, int]:
    """Yield the content of one bzip2 stream; return the offset of its end."""
    file.seek(start)
    decompressor = bz2.BZ2Decompressor()
    while not decompressor.eof:
        data = file.read(CHUNK) if decompressor.needs_input else b""
        if decompressor.needs_input and not data:
            raise EOFError(f"the stream at {start} has no end")
        yield decompressor.decompress(data, CHUNK)
    return file.tell() - len(decompressor.unused_data)


def _with_end_tag(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Append the end tag that only the last stream has."""
    tail = b""
    for chunk in chunks:
        yield chunk
        tail = (tail + chunk)[-2 * len(CLOSING) :]
    if not tail.rstrip().endswith(CLOSING):
        yield CLOSING
