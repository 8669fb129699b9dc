"""A table of pairs, such as articles and their summaries, as a source: each row is a text by a template."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from wikimill.errors import WikimillError
from wikimill.plain_text import visible
from wikimill.sources.base import Pin, Revision, TextSource
from wikimill.sources.pairs.rows import BadRow, Row, find_encoding, read_rows
from wikimill.sources.pairs.template import Template
from wikimill.sources.pinned_text import clean_text, matching_revision, pin_text
from wikimill.sources.text_encoding import log_encoding

log = logging.getLogger(__name__)

EXAMPLES = 5  # rows that a message names
EXAMINED = 1000  # rows of which one must be good, so that a wrong template or file is told at once


@dataclass(frozen=True)
class Text:
    """The text of a row; `target` is the number of characters before the value of the last field."""

    text: str
    target: int


class PairsSource(TextSource):
    """The rows of a CSV, TSV or JSONL file. A row's title is a digest of its text, so that other rows may come and go.

    Args:
        path: the file; see `rows.read_rows`.
        template: such as `{article}\\nTL;DR:\\n{summary}`; see `template`.
        encoding: of the file; by default it is detected.

    Raises:
        WikimillError: an invalid template.
    """

    def __init__(self, path: Path, template: str, encoding: str = "") -> None:
        self.path = path
        self.template = Template(template)
        self._encoding = encoding

    @cached_property
    def encoding(self) -> str:
        """Of the file.

        Raises:
            WikimillError: see `rows.find_encoding`.
        """
        return self._encoding or find_encoding(self.path)

    def all_texts(self) -> Iterator[Pin]:
        """See `TextSource.all_texts`. A row has no timestamp; duplicates are left out.

        Raises:
            WikimillError: no rows at all, or none that can be read, not even among the first `EXAMINED`.
        """
        log_encoding(self.path, self.encoding)
        # An unnamed database is a temporary file, so sorting any number of rows takes no memory.
        with contextlib.closing(sqlite3.connect("")) as database:
            database.execute("CREATE TABLE pin (title TEXT PRIMARY KEY, sha1 TEXT, bytes INTEGER) WITHOUT ROWID")
            number = 0
            bad: list[BadRow] = []  # the first of them
            left_out = 0
            for item in self._items():
                if isinstance(item, BadRow):
                    bad += [item] if left_out < EXAMPLES else []
                    left_out += 1
                    if left_out == EXAMINED and not number:
                        break
                    pin = Pin.unread(f"{visible(self.path.name)} line {item.line}: {item.problem}")
                else:
                    number += 1
                    pin = pin_text(_title(item.text), item.text, "")
                database.execute("INSERT OR IGNORE INTO pin VALUES (?, ?, ?)", (pin.title, pin.sha1, pin.bytes))
            if not number:
                raise self._no_rows(bad)
            [distinct] = database.execute("SELECT count(*) FROM pin WHERE sha1 != ''").fetchone()
            if distinct < number:
                log.info("%s: %d of %d rows are duplicates and left out", self.path, number - distinct, number)
            if left_out:
                shown = ", ".join(f"line {each.line}: {each.problem}" for each in bad)
                more = ", …" if left_out > len(bad) else ""
                log.warning("%s: rows that cannot be read: %d (%s%s)", self.path, left_out, shown, more)
            for title, sha1, size in database.execute("SELECT title, sha1, bytes FROM pin ORDER BY title"):
                yield Pin(0, 0, title, int(sha1[:15] or "0", 16), "", sha1, size)

    def _no_rows(self, bad: list[BadRow]) -> WikimillError:
        """The error for a file without a row that can be read; `bad` are the first that cannot."""
        if not bad:
            return WikimillError(f"{self.path}: it has no rows; name a file that has some")
        first = next((row for row in read_rows(self.path, self.encoding) if isinstance(row, Row)), None)
        if first:
            self.template.check(first.values)
        return WikimillError(
            f"{self.path}: none of its rows can be read: line {bad[0].line}: {bad[0].problem}; correct the file, or "
            "name another"
        )

    def revisions(self, pins: Iterable[Pin]) -> Iterator[Revision | Pin]:
        """See `TextSource.revisions`. Reads the file once."""
        wanted = {pin.title: pin for pin in pins}
        for each in self._texts():
            if not wanted:
                return
            pin = wanted.get(_title(each.text))
            if pin and (revision := matching_revision(pin, each.text)):
                del wanted[pin.title]
                yield revision
        yield from wanted.values()

    def target_offsets(self) -> Iterator[tuple[str, int]]:
        """The title of each text, in order, and the number of characters before the value of the last field.

        Of rows with equal texts and different offsets the first one counts.
        """
        with contextlib.closing(sqlite3.connect("")) as database:
            database.execute("CREATE TABLE target (title TEXT PRIMARY KEY, start INTEGER) WITHOUT ROWID")
            offsets = ((_title(each.text), each.target) for each in self._texts())
            database.executemany("INSERT OR IGNORE INTO target VALUES (?, ?)", offsets)
            yield from database.execute("SELECT title, start FROM target ORDER BY title")

    def _texts(self) -> Iterator[Text]:
        """The text of each row, in the file's order."""
        return (item for item in self._items() if isinstance(item, Text))

    def _items(self) -> Iterator[Text | BadRow]:
        """The same, and the rows that give none."""
        for row in read_rows(self.path, self.encoding):
            yield self._text(row) if isinstance(row, Row) else row

    def _text(self, row: Row) -> Text | BadRow:
        fields = {field: value for field in self.template.fields if (value := row.values.get(field)) is not None}
        if len(fields) < len(self.template.fields):
            field = min(self.template.fields - fields.keys())
            return BadRow(row.line, f"no string or number in {field!r}")
        source, target = self.template.render(fields)
        if not (text := clean_text(source + target)):
            return BadRow(row.line, "the text is empty")
        return Text(text, len(text) - len(clean_text(target)))  # the text ends with the cleaned target


def _title(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
