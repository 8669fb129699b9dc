"""A folder of documents as a source."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from wikimill.config.model import Convert
from wikimill.errors import WikimillError
from wikimill.plain_text import visible
from wikimill.sources.base import Pin, Revision, TextSource
from wikimill.sources.bounded_process import UnreadableError
from wikimill.sources.documents import reader
from wikimill.sources.pinned_text import matching_revision, pin_text

log = logging.getLogger(__name__)


class DocumentsSource(TextSource):
    """Every document below a folder; its path relative to the folder is its title.

    Hidden files and folders are left out. A symbolic link is followed if it leads to a file within the folder.

    Args:
        folder: the folder of the documents.
        bounds: the time and memory that one document may take.

    Raises:
        WikimillError: no such folder.
    """

    def __init__(self, folder: Path, bounds: Convert) -> None:
        self.folder = folder
        self.bounds = bounds
        if not folder.is_dir():
            raise WikimillError(f"{folder}: there is no such folder; check `documents:` (relative to the project)")

    def all_texts(self) -> Iterator[Pin]:
        """See `TextSource.all_texts`. The timestamp is the file's modification time.

        Raises:
            WikimillError: no document with text.
        """
        found = False
        for title, path in self._files.items():
            try:
                text = reader.read_document(path, self.bounds)
                changed = datetime.fromtimestamp(int(path.stat().st_mtime), UTC)
            except (UnreadableError, FileNotFoundError) as reason:
                log.warning("%s is left out: %s", path, reason)
                yield Pin.missing(title)
                continue
            found = True
            yield pin_text(title, text, changed.strftime("%Y-%m-%dT%H:%M:%SZ"))
        if not found:
            known = ", ".join(f".{suffix}" for suffix in reader.READERS)
            raise WikimillError(f"{self.folder}: no document with text in it; add some ({known})")

    def revisions(self, pins: Iterable[Pin]) -> Iterator[Revision | Pin]:
        """See `TextSource.revisions`.

        Raises:
            WikimillError: a document exists but no longer has the pinned text.
        """
        for pin in pins:
            path = self._files.get(pin.title)
            if path is None or not pin.revid:
                yield pin
                continue
            try:
                revision = matching_revision(pin, reader.read_document(path, self.bounds))
            except UnreadableError as reason:
                raise self._changed(path, f" ({reason})") from None
            if revision is None:
                raise self._changed(path)
            yield revision

    @cached_property
    def _files(self) -> dict[str, Path]:
        """The documents, sorted by title; logs once what is left out."""
        documents: dict[str, Path] = {}
        unsupported: dict[str, list[str]] = {}
        for path in sorted(self._walk()):
            title = path.relative_to(self.folder).as_posix()
            if reader.suffix(path) not in reader.READERS:
                unsupported.setdefault(path.suffix.lower() or "without a suffix", []).append(title)
            elif visible(title) != title:  # tables would not show it as it is, bytes that are not UTF-8 among others
                log.warning("%s: %a is left out: a manifest cannot contain this name; rename it", self.folder, title)
            else:
                documents[title] = path
        if unsupported:
            counts = [f"{len(titles)} {suffix} (such as {titles[0]})" for suffix, titles in sorted(unsupported.items())]
            summary = ", ".join(counts).encode("unicode_escape").decode()
            log.warning("%s: files of unsupported types are left out: %s", self.folder, summary)
        return dict(sorted(documents.items()))

    def _walk(self) -> Iterator[Path]:
        """The regular files. Links to folders are not followed: within the folder their targets are listed anyway."""
        root = self.folder.resolve()
        for folder, below, names in os.walk(self.folder, onerror=_raise):
            below[:] = [name for name in below if not name.startswith(".")]
            for path in (Path(folder, name) for name in [*names, *below]):
                if path.name.startswith(".") or (path.is_dir() and not path.is_symlink()):
                    continue
                if path.is_symlink() and not (path.is_file() and path.resolve().is_relative_to(root)):
                    log.warning("%s is left out: the link does not lead to a file in this folder", ascii(str(path)))
                elif path.is_file():  # not a pipe, socket or device
                    yield path

    def _changed(self, path: Path, reason: str = "") -> WikimillError:
        return WikimillError(
            f"{path} has changed since it was pinned{reason}; restore it, or list the folder again with "
            "`snakemake refresh`"
        )


def _raise(error: OSError) -> None:
    raise WikimillError(f"{error.filename}: {error.strerror}; make the folder readable or remove it")
