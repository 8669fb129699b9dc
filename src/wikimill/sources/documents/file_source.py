"""One file as a source: all of it is the corpus."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from pathlib import Path

from wikimill.config.model import Convert
from wikimill.errors import WikimillError
from wikimill.sources.base import Pin, Revision, TextSource
from wikimill.sources.bounded_process import UnreadableError
from wikimill.sources.documents import reader
from wikimill.sources.documents.parts import block_size, split_parts
from wikimill.sources.documents.source import modification_time
from wikimill.sources.pinned_text import SURROGATE, matching_revision, pin_text
from wikimill.sources.text_encoding import log_encoding

log = logging.getLogger(__name__)


class FileSource(TextSource):
    """The parts of a file (`parts.py`), exactly as they are but for line ends: their tokens are those of the file.

    Memory does not grow with a text or a table.

    Args:
        path: the file.
        bounds: the time and memory that reading what is not a text may take.
        encoding: of a text; by default it is detected.

    Raises:
        WikimillError: no such file, one of another kind, not a text, or an encoding that cannot be told.
    """

    def __init__(self, path: Path, bounds: Convert, encoding: str = "") -> None:
        self.path, self.bounds = path, bounds
        if not path.is_file():
            raise WikimillError(f"{path}: there is no such file; check `documents:` (relative to the project)")
        if reader.suffix(path) not in reader.SUFFIXES:
            known = ", ".join(f".{suffix}" for suffix in reader.SUFFIXES)
            raise WikimillError(f"{path}: files of this kind cannot be read; convert it to one of {known}")
        try:
            self.encoding = encoding or reader.find_encoding(path)
        except UnreadableError as reason:
            raise WikimillError(f"{path}: {reason}") from None

    def all_texts(self) -> Iterator[Pin]:
        """See `TextSource.all_texts`. The timestamp is the file's modification time.

        Raises:
            WikimillError: it cannot be read, or contains no text.
        """
        log_encoding(self.path, self.encoding)
        changed, pin = modification_time(self.path), None
        for title, text in self._parts():
            pin = pin_text(title, text, changed)
            yield pin
        if pin is None:
            raise WikimillError(f"{self.path}: it contains no text; name another file")

    def revisions(self, pins: Iterable[Pin]) -> Iterator[Revision | Pin]:
        """See `TextSource.revisions`. The pins are sorted by title; the file is read once.

        Raises:
            WikimillError: the file is not the one that was pinned.
        """
        wanted = iter(pins)
        pin = next(wanted, None)
        for title, text in self._parts():
            if pin is None:
                return
            if title != pin.title:
                continue
            revision = matching_revision(pin, text)
            if revision is None:
                break
            yield revision
            pin = next(wanted, None)
        if pin is not None:
            raise WikimillError(
                f"{self.path} has changed since it was pinned; restore it, or list it again with `snakemake refresh`"
            )

    def _parts(self) -> Iterator[tuple[str, str]]:
        chunks = (SURROGATE.sub("\ufffd", chunk) for chunk in reader.read_chunks(self.path, self.bounds, self.encoding))
        try:
            yield from split_parts(chunks, block_size(self.path.stat().st_size))
        except UnreadableError as reason:
            raise WikimillError(f"{self.path}: {reason}") from None
