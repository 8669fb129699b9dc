"""A table of pairs, such as articles and their summaries, as a source: each row is a text by a template."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

from wikimill.errors import WikimillError
from wikimill.sources.base import Pin, Revision, TextSource
from wikimill.sources.pairs.rows import read_rows
from wikimill.sources.pairs.template import Template
from wikimill.sources.pinned_text import clean_text, matching_revision, pin_text

log = logging.getLogger(__name__)


class PairsSource(TextSource):
    """The rows of a CSV, TSV or JSONL file. A row's title is a digest of its text, so that other rows may come and go.

    Args:
        path: the file; see `rows.read_rows`.
        template: such as `{article}\\nTL;DR:\\n{summary}`; see `template`.

    Raises:
        WikimillError: an invalid template.
    """

    def __init__(self, path: Path, template: str) -> None:
        self.path = path
        self.template = Template(template)

    def all_texts(self) -> Iterator[Pin]:
        """See `TextSource.all_texts`. A row has no timestamp; duplicates are left out.

        Raises:
            WikimillError: a row without a value for a field, or no rows at all.
        """
        # An unnamed database is a temporary file, so sorting any number of rows takes no memory.
        with contextlib.closing(sqlite3.connect("")) as database:
            database.execute("CREATE TABLE pin (title TEXT PRIMARY KEY, sha1 TEXT, bytes INTEGER) WITHOUT ROWID")
            number = 0
            for text, _ in self._texts():
                number += 1
                pin = pin_text(_title(text), text, "")
                database.execute("INSERT OR IGNORE INTO pin VALUES (?, ?, ?)", (pin.title, pin.sha1, pin.bytes))
            if not number:
                raise WikimillError(f"{self.path}: it has no rows; name a file that has some")
            [distinct] = database.execute("SELECT count(*) FROM pin").fetchone()
            if distinct < number:
                log.info("%s: %d of %d rows are duplicates and left out", self.path, number - distinct, number)
            for title, sha1, size in database.execute("SELECT title, sha1, bytes FROM pin ORDER BY title"):
                yield Pin(0, 0, title, int(sha1[:15], 16), "", sha1, size)

    def revisions(self, pins: Iterable[Pin]) -> Iterator[Revision | Pin]:
        """See `TextSource.revisions`. Reads the file once."""
        wanted = {pin.title: pin for pin in pins}
        for text, _ in self._texts():
            if not wanted:
                return
            pin = wanted.get(_title(text))
            if pin and (revision := matching_revision(pin, text)):
                del wanted[pin.title]
                yield revision
        yield from wanted.values()

    def target_offsets(self) -> Iterator[tuple[str, int]]:
        """The title of each text, in order, and the number of characters before the value of the last field.

        Of rows with equal texts and different offsets the first one counts.
        """
        with contextlib.closing(sqlite3.connect("")) as database:
            database.execute("CREATE TABLE target (title TEXT PRIMARY KEY, start INTEGER) WITHOUT ROWID")
            offsets = ((_title(text), start) for text, start in self._texts())
            database.executemany("INSERT OR IGNORE INTO target VALUES (?, ?)", offsets)
            yield from database.execute("SELECT title, start FROM target ORDER BY title")

    def _texts(self) -> Iterator[tuple[str, int]]:
        """The text of each row, in the file's order, and the offset at which the value of the last field begins."""
        is_checked = False
        for line, values in read_rows(self.path):
            if not is_checked:
                self.template.check(values)
                is_checked = True
            fields = {field: value for field in self.template.fields if (value := values.get(field)) is not None}
            if len(fields) < len(self.template.fields):
                field = min(self.template.fields - fields.keys())
                raise WikimillError(
                    f"{self.path} line {line}: no string or number in {field!r}; fill it in or remove the row"
                )
            source, target = self.template.render(fields)
            if not (text := clean_text(source + target)):
                raise WikimillError(f"{self.path} line {line}: the text is empty; fill it in or remove the row")
            yield text, len(text) - len(clean_text(target))  # the text ends with the cleaned target


def _title(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
