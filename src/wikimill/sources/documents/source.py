"""A folder of documents as a source."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import cached_property
from itertools import groupby
from pathlib import Path

from wikimill.config.model import Convert
from wikimill.errors import WikimillError
from wikimill.plain_text import ACTIVE
from wikimill.sources.base import Pin, Revision, TextSource
from wikimill.sources.bounded_process import UnreadableError
from wikimill.sources.documents import reader
from wikimill.sources.documents.parts import split_documents
from wikimill.sources.pinned_text import clean_text, matching_revision, pin_text
from wikimill.sources.text_encoding import log_encoding
from wikimill.titles import REPLACED

log = logging.getLogger(__name__)

NUMBERED = "#"  # between the title of a file and the number of a document in it


class DocumentsSource(TextSource):
    """Every document below a folder; its path relative to the folder is its title.

    Hidden files and folders are left out. A symbolic link is followed if it leads to a file within the folder.

    A file in which `<|endoftext|>` separates documents, and a table, whose rows are documents, are as many: a number
    follows their title.

    Args:
        folder: the folder of the documents.
        bounds: the time and memory that one document may take.
        encoding: of the files that are texts; by default each one's is detected.

    Raises:
        WikimillError: no such folder, or the project is in it.
    """

    def __init__(self, folder: Path, bounds: Convert, encoding: str = "") -> None:
        self.folder = folder
        self.bounds = bounds
        self.encoding = encoding
        if not folder.is_dir():
            raise WikimillError(
                f"{folder}: there is no such file or folder; check `documents:` (relative to the project)"
            )
        if Path.cwd().is_relative_to(folder.resolve()):  # which would read the corpus and the samples that it makes
            raise WikimillError(f"{folder}: the project is in this folder; move the documents into one of their own")

    def all_texts(self) -> Iterator[Pin]:
        """See `TextSource.all_texts`. The timestamp is the file's modification time.

        Raises:
            WikimillError: no document with text.
        """
        found = False
        for title, path in self._files.items():
            if path is None:
                yield Pin.unread(title)
                continue
            try:
                texts = self._texts(title, path)
                changed = modification_time(path)
            except (UnreadableError, FileNotFoundError) as reason:
                log.warning("%s is left out: %s", path, reason)
                yield Pin.unread(title)
                continue
            found = True
            yield from (pin_text(part, text, changed) for part, text in texts.items())
        if not found:
            known = ", ".join(f".{suffix}" for suffix in reader.SUFFIXES)
            raise WikimillError(f"{self.folder}: no document with text in it; add some ({known})")

    def revisions(self, pins: Iterable[Pin]) -> Iterator[Revision | Pin]:
        """See `TextSource.revisions`.

        Raises:
            WikimillError: a document exists but no longer has the pinned text.
        """
        for title, group in groupby(pins, key=self._file_of):
            path = self._files.get(title)
            texts: dict[str, str] | None = None
            for pin in group:
                if path is None or not pin.revid:
                    yield pin
                    continue
                try:
                    texts = self._texts(title, path) if texts is None else texts
                except UnreadableError as reason:
                    raise self._changed(path, f" ({reason})") from None
                revision = matching_revision(pin, texts.get(pin.title, ""))
                if revision is None:
                    raise self._changed(path)
                yield revision

    def _texts(self, title: str, path: Path) -> dict[str, str]:
        """The texts of a file, clean, by title.

        Raises:
            UnreadableError: it cannot be read, or contains no text.
        """
        encoding = self.encoding or reader.find_encoding(path)
        documents = split_documents(reader.read_chunks(path, self.bounds, encoding))
        texts = [text for each in documents if (text := clean_text("".join(each)))]
        if not texts:
            raise UnreadableError("it contains no text")
        log_encoding(path, encoding)
        if len(texts) == 1:
            return {title: texts[0]}
        return {f"{title}{NUMBERED}{number:08d}": text for number, text in enumerate(texts, start=1)}

    def _file_of(self, pin: Pin) -> str:
        """The title of the file that a pinned text is in."""
        return pin.title if pin.title in self._files else pin.title.rpartition(NUMBERED)[0]

    @cached_property
    def _files(self) -> dict[str, Path | None]:
        """The documents, sorted by title; None for one whose name no table can hold. Logs once what is left out."""
        documents: dict[str, Path | None] = {}
        unsupported: dict[str, list[str]] = {}
        for path in sorted(self._walk()):
            title = path.relative_to(self.folder).as_posix()
            if reader.suffix(path) not in reader.SUFFIXES:
                unsupported.setdefault(path.suffix.lower() or "without a suffix", []).append(title)
            elif ACTIVE.search(title):
                log.warning("%s: %r is left out: a manifest cannot contain this name; rename it", self.folder, title)
                digest = hashlib.sha256(os.fsencode(title)).hexdigest()[:8]
                documents[f"{ACTIVE.sub(REPLACED, title)} ({digest})"] = None
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
                    log.warning("%s is left out: the link does not lead to a file in this folder", repr(str(path)))
                elif path.is_file():  # not a pipe, socket or device
                    yield path

    def _changed(self, path: Path, reason: str = "") -> WikimillError:
        return WikimillError(
            f"{path} has changed since it was pinned{reason}; restore it, or list the folder again with "
            "`snakemake refresh`"
        )


def modification_time(path: Path) -> str:
    """When a file was last changed, to the second, in UTC."""
    return datetime.fromtimestamp(int(path.stat().st_mtime), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _raise(error: OSError) -> None:
    raise WikimillError(f"{error.filename}: {error.strerror}; make the folder readable or remove it")
