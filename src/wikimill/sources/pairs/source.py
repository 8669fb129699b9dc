"""A table of pairs, such as articles and their summaries, as a source: each row is a text by a template."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

from wikimill.errors import WikimillError
from wikimill.sources.base import Pin, Revision
from wikimill.sources.pairs import rows
from wikimill.sources.pairs.template import Template
from wikimill.sources.pinned_text import clean_text, matching_revision, pin_text

log = logging.getLogger(__name__)


class PairsSource:
    """The rows of a JSONL or TSV file. A row is named by its content, so that rows may come and go around it.

    Args:
        path: the file; see `rows.read`.
        template: such as `{article}\\nTL;DR:\\n{summary}`; see `template`.

    Raises:
        WikimillError: the template is none.
    """

    def __init__(self, path: Path, template: str) -> None:
        self.path = path
        self.template = Template(template)

    def all_texts(self) -> Iterator[Pin]:
        """See `TextSource.all_texts`. A row has no date; equal rows are one.

        Raises:
            WikimillError: a row lacks a value, or there is none.
        """
        # An unnamed database is a temporary file: the order costs no memory, whatever the number of rows.
        with contextlib.closing(sqlite3.connect("")) as database:
            database.execute("CREATE TABLE pin (title TEXT PRIMARY KEY, sha1 TEXT, bytes INTEGER) WITHOUT ROWID")
            number = 0
            for text, _ in self._texts():
                number += 1
                pin = pin_text(_title(text), text, "")
                database.execute("INSERT OR IGNORE INTO pin VALUES (?, ?, ?)", (pin.title, pin.sha1, pin.bytes))
            if not number:
                raise WikimillError(f"{self.path}: it holds no row; name a file with some")
            [different] = database.execute("SELECT count(*) FROM pin").fetchone()
            if different < number:
                log.info("%s: %d of %d rows are equal to others and left out", self.path, number - different, number)
            for title, sha1, size in database.execute("SELECT title, sha1, bytes FROM pin ORDER BY title"):
                yield Pin(0, 0, title, int(sha1[:15], 16), "", sha1, size)

    def revisions(self, pins: Iterable[Pin]) -> Iterator[Revision | Pin]:
        """See `TextSource.revisions`. Reads the file once, whatever is asked."""
        wanted = {pin.title: pin for pin in pins}
        for text, _ in self._texts():
            if not wanted:
                return
            pin = wanted.get(_title(text))
            if pin and (revision := matching_revision(pin, text)):
                del wanted[pin.title]
                yield revision
        yield from wanted.values()

    def close(self) -> None:
        """See `TextSource.close`; nothing is held open."""

    def target_offsets(self) -> Iterator[tuple[str, int]]:
        """The name of each text, in order, and how many of its characters are before the last column's value.

        Of equal rows that are parted elsewhere the first counts, as it does for the text.
        """
        with contextlib.closing(sqlite3.connect("")) as database:
            database.execute("CREATE TABLE target (title TEXT PRIMARY KEY, start INTEGER) WITHOUT ROWID")
            rows = ((_title(text), start) for text, start in self._texts())
            database.executemany("INSERT OR IGNORE INTO target VALUES (?, ?)", rows)
            yield from database.execute("SELECT title, start FROM target ORDER BY title")

    def _texts(self) -> Iterator[tuple[str, int]]:
        """The text of each row, in the file's order, and where the last column's value begins in it."""
        checked = False
        for line, values in rows.read(self.path):
            if not checked:
                self.template.check(values)
                checked = True
            given = {field: value for field in self.template.fields if (value := values.get(field)) is not None}
            if len(given) < len(self.template.fields):
                field = min(self.template.fields - given.keys())
                raise WikimillError(f"{self.path} line {line}: no text or number in {field!r}; fill it or drop the row")
            source, target = self.template.halves(given)
            if not (text := clean_text(source + target)):
                raise WikimillError(f"{self.path} line {line}: its text is empty; fill it or drop the row")
            yield text, len(text) - len(clean_text(target))  # a text ends with what its target alone becomes


def _title(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
