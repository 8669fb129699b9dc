"""The texts of a dump's templates, modules and messages, as a SQLite file.

Which of them pages need is found in rounds. A dump that can only be read from its start would be read once for each.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from wikimill.database import sqlite_errors
from wikimill.progress import bar
from wikimill.site.namespaces import MESSAGE, MODULE, TEMPLATE
from wikimill.sources.base import Pin, Revision
from wikimill.sources.dump import decompress
from wikimill.sources.dump.errors import dump_errors
from wikimill.sources.dump.reader import ExportReader
from wikimill.sources.dump.sqlite_cache import ensure_database, read_only_uri
from wikimill.zstd import compress
from wikimill.zstd import decompress as unpack

NAMESPACES = frozenset({MESSAGE, TEMPLATE, MODULE})
SCHEMA = "CREATE TABLE text (revid INTEGER PRIMARY KEY, text BLOB NOT NULL, model TEXT NOT NULL);"  # zstd over UTF-8


def read_template_texts(
    dumps: Sequence[Path], folder: Path, pins: Iterable[Pin], until: str = ""
) -> Iterator[Revision]:
    """The revisions of pages of these namespaces; a text that is not in the dumps is left out.

    The first call reads the whole dumps and writes the file to `folder`.

    Args:
        dumps: files.
        folder: of the cache.
        pins: what is wanted.
        until: the timestamp after which revisions do not count; empty if all do.
    """
    fill = partial(_fill, dumps=dumps, until=until)
    path = ensure_database(folder, dumps, SCHEMA, fill, f"templates{until.replace(':', '')}")
    with sqlite_errors(path), contextlib.closing(sqlite3.connect(read_only_uri(path), uri=True)) as database:
        for pin in pins:
            row = database.execute("SELECT text, model FROM text WHERE revid = ?", (pin.revid,)).fetchone()
            if row:
                yield Revision(pin.revid, pin.title, pin.timestamp, pin.sha1, unpack(row[0]).decode(), row[1])


def _fill(database: sqlite3.Connection, dumps: Sequence[Path], until: str) -> None:
    for dump in dumps:
        with dump_errors(dump), bar(f"Reading templates of {dump.name}", None, "page") as progress:
            for page in ExportReader(decompress.read_chunks(dump), until=until).pages():
                progress.update()
                if page.pin.ns in NAMESPACES and not page.problem:
                    row = page.pin.revid, compress(page.text.encode()), page.model
                    database.execute("INSERT OR REPLACE INTO text VALUES (?, ?, ?)", row)
