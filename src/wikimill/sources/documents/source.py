"""A folder of documents as a source."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from wikimill.config.model import Convert
from wikimill.errors import WikimillError
from wikimill.sources.base import Pin, Revision
from wikimill.sources.bounded_process import UnreadableError
from wikimill.sources.documents import reader
from wikimill.sources.pinned_text import matching_revision, pin_text

log = logging.getLogger(__name__)

# No row of a manifest can hold these: control characters, and bytes of a name that are not UTF-8.
UNLISTABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")


class DocumentsSource:
    """Every document below a folder, titled by its path relative to it.

    Hidden files and folders are left out. A link counts when it leads to a file within the folder.

    Args:
        folder: where the documents are.
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
        """See `TextSource.all_texts`. The time is the file's.

        Raises:
            WikimillError: no document with a text.
        """
        found = False
        for title, path in self._files.items():
            try:
                text = reader.read(path, self.bounds)
                timestamp = _time(path)
            except (UnreadableError, FileNotFoundError) as reason:
                log.warning("%s is left out: %s", path, reason)
                yield Pin.missing(title)
                continue
            found = True
            yield pin_text(title, text, timestamp)
        if not found:
            known = ", ".join(f".{suffix}" for suffix in reader.READERS)
            raise WikimillError(f"{self.folder}: no document with a text; put some there ({known})")

    def revisions(self, pins: Iterable[Pin]) -> Iterator[Revision | Pin]:
        """See `TextSource.revisions`.

        Raises:
            WikimillError: a document is there and no longer has the pinned text.
        """
        for pin in pins:
            path = self._files.get(pin.title)
            if path is None or not pin.revid:
                yield pin
                continue
            try:
                revision = matching_revision(pin, reader.read(path, self.bounds))
            except UnreadableError as reason:
                raise self._changed(path, f" ({reason})") from None
            if revision is None:
                raise self._changed(path)
            yield revision

    def close(self) -> None:
        """See `TextSource.close`; nothing is held open."""

    @cached_property
    def _files(self) -> dict[str, Path]:
        """The documents by title, in its order; what is left out is said once."""
        known: dict[str, Path] = {}
        others: dict[str, list[str]] = {}
        for path in sorted(self._walk()):
            title = path.relative_to(self.folder).as_posix()
            if reader.suffix_of(path) not in reader.READERS:
                others.setdefault(path.suffix.lower() or "without a suffix", []).append(title)
            elif UNLISTABLE.search(title):
                log.warning("%s: %a is left out: no manifest can hold this name; rename it", self.folder, title)
            else:
                known[title] = path
        if others:
            counts = [f"{len(titles)} {suffix} (such as {titles[0]})" for suffix, titles in sorted(others.items())]
            shown = ", ".join(counts).encode("unicode_escape").decode()
            log.warning("%s: files of kinds that are not read are left out: %s", self.folder, shown)
        return dict(sorted(known.items()))

    def _walk(self) -> Iterator[Path]:
        """The regular files. No link to a folder is followed: within the folder it shows what is listed anyway."""
        root = self.folder.resolve()
        for folder, below, names in os.walk(self.folder, onerror=_fail):
            below[:] = [name for name in below if not name.startswith(".")]
            for path in (Path(folder, name) for name in [*names, *below]):
                if path.name.startswith(".") or (path.is_dir() and not path.is_symlink()):
                    continue
                if path.is_symlink() and not (path.is_file() and path.resolve().is_relative_to(root)):
                    log.warning("%s is left out: it leads to no file of this folder", ascii(str(path)))
                elif path.is_file():  # no pipe, socket or device
                    yield path

    def _changed(self, path: Path, reason: str = "") -> WikimillError:
        return WikimillError(
            f"{path} changed since the manifest pinned it{reason}; restore it, or list the folder anew: "
            "`snakemake refresh`"
        )


def _fail(error: OSError) -> None:
    raise WikimillError(f"{error.filename}: {error.strerror}; make the folder readable or take it out")


def _time(path: Path) -> str:
    return datetime.fromtimestamp(int(path.stat().st_mtime), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
