"""Converting a shard of a manifest: `raw/` and `processed/` files, and the shard's table."""

from __future__ import annotations

import hashlib
import logging
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from wikimill import layout
from wikimill.convert import orphans
from wikimill.convert.conversion import AbsentError, Conversion, Converted
from wikimill.convert.losses import Report, from_json, to_json
from wikimill.convert.pages import PageRow, read_pages, read_recipe_digest, write_pages
from wikimill.errors import WikimillError
from wikimill.fetch.cache import Cache
from wikimill.fetch.fetch import missing
from wikimill.files import write_bytes
from wikimill.manifest.origin import Origin
from wikimill.progress import bar
from wikimill.sources.base import Pin
from wikimill.streams import sort_lines

log = logging.getLogger(__name__)


def convert_shard(
    rows: Iterable[Pin], shard: str, origin: Origin, cache: Cache, conversion: Conversion, index: Path
) -> None:
    """Make what is missing or stale of a shard's files, and its table at `index`.

    A page is converted only when its file is gone or was made from another revision or by another recipe;
    the last finished run's table, kept beside `index` as `.state`, tells.

    Args:
        rows: of the whole manifest; those of other shards are passed over.
        shard: such as `00003-of-00008`.
        origin: where the texts come from, which names their files.
        cache: its revisions.
        conversion: makes markdown of them.
        index: where the table goes.

    Raises:
        WikimillError: a page that was fetched is not in the cache, or a filter fails on most pages.
    """
    manifest = index.parent.name
    fetched = layout.fetch_record(manifest)
    gone = missing(fetched)
    inside = layout.in_shard(shard)
    mine = [row for row in rows if inside(row.title)]
    paths = origin.markdown_paths(pin.title for pin in mine)
    state = index.with_suffix(".state")
    before = list(read_pages(state)) if state.exists() else []
    same_recipe = bool(before) and read_recipe_digest(state) == conversion.digest
    known = {row.title: row for row in before} if same_recipe else {}
    # First of all: on a disk that folds case the file of a page that was renamed by case is the new one's too.
    orphans.remove(before, map(str, paths.values()), origin.folder, manifest)
    convert = Converter(conversion)
    done = []
    with bar(f"Converting {shard}", len(mine), "page") as progress:
        for pin in mine:
            markdown = paths[pin.title]
            raw = layout.raw_page(markdown) if conversion.keeps_raw else None
            row = known.get(pin.title)
            if row is None or not _current(row, pin, raw, markdown):
                if pin.title not in gone and pin.revid not in cache.known([pin]):
                    raise WikimillError(
                        f"{cache.path}: revision {pin.revid} of {pin.title!r} was here and is gone; delete "
                        f"{fetched} and run again: what is lacking is then fetched anew"
                    )
                row = _make(pin, row, raw, markdown, cache, convert)
            done.append(row)
            progress.update()
    convert.finish()
    os.sync()  # the pages are on the disk before a table says so
    write_pages(state, done, conversion.digest)
    write_pages(index, done, conversion.digest)
    log.info("shard %s: %d pages, %d converted now", shard, len(mine), convert.pages)


def merge(indexes: Sequence[Path], target: Path, folder: str, manifest: str) -> Counter[str]:
    """Write `pages.tsv` from the shards' tables and drop tables of other shard counts; pages by status."""
    statuses: Counter[str] = Counter()

    def rows() -> Iterator[PageRow]:
        for row in chain.from_iterable(map(read_pages, indexes)):
            statuses[row.status] += 1
            yield row

    write_pages(target, rows())
    report = Report(target.parent)
    with sort_lines(
        (row.title, f"{row.title}\t{row.losses}") for row in chain.from_iterable(map(read_pages, indexes))
    ) as lines:
        pairs = (line.split("\t") for line in lines)
        report.write((title, from_json(losses)) for title, losses in pairs)
    unknown = ", ".join(f"{name} ({count})" for name, count in report.top_unknown())
    if unknown:
        log.info("templates without a renderer that are used most: %s", unknown)
    current = {index.with_suffix(suffix) for index in indexes for suffix in (".tsv", ".state", ".stamp")}
    stale = [path for path in (layout.SHARDS / manifest).glob("*-of-*") if path not in current]
    left = [row for path in stale if path.suffix == ".state" for row in read_pages(path)]
    if left:
        orphans.remove(left, (row.path for row in read_pages(target)), folder, manifest)
    for path in stale:
        path.unlink()
    return statuses


@dataclass
class Converter:
    """Pages in a run of many: an error in a filter quarantines the page instead of ending the run."""

    conversion: Conversion
    pages: int = 0
    faults: list[WikimillError] = field(default_factory=list)

    def __call__(self, title: str, text: str) -> Converted:
        """The page's markdown, empty when a filter failed on it."""
        self.pages += 1
        try:
            return self.conversion.convert(title, text)
        except AbsentError:
            raise
        except WikimillError as error:
            self.faults.append(error)
            return Converted("", "quarantined", reason="filter")

    def finish(self) -> None:
        """Say once what failed.

        Raises:
            WikimillError: a filter failed on more than half of the pages: the filter is to blame, not a page.
        """
        if not self.faults:
            return
        if 2 * len(self.faults) > self.pages > 1:
            raise WikimillError(f"{len(self.faults)} of {self.pages} pages: first {self.faults[0]}")
        log.warning("%d pages quarantined by an error in a filter; first %s", len(self.faults), self.faults[0])


def _current(row: PageRow, pin: Pin, raw: Path | None, markdown: Path) -> bool:
    if row.revid != pin.revid:
        return False
    if row.status == "missing":
        return not (raw and raw.exists()) and not markdown.exists()
    return row.path == str(markdown) and _is_raw(raw, pin) and _has(markdown, row.sha256)


def _make(pin: Pin, row: PageRow | None, raw: Path | None, markdown: Path, cache: Cache, convert: Converter) -> PageRow:
    """The page's files and its row."""
    revision = cache.get(pin.revid) if pin.revid else None
    if revision is None:
        if raw:
            raw.unlink(missing_ok=True)
        markdown.unlink(missing_ok=True)
        return PageRow(pin.title, "", pin.revid, "", 0, "missing", "")
    if pin.sha1 and revision.sha1 != pin.sha1:
        raise WikimillError(f"{cache.path}: revision {pin.revid} of {pin.title!r} has another text; delete the file")
    if raw and not _is_raw(raw, pin):
        if raw.exists():
            row = None  # made from another text
        write_bytes(raw, revision.text.encode("utf-8", "surrogatepass"), durable=False)
    if row and row.revid == pin.revid and row.path == str(markdown) and _has(markdown, row.sha256):
        return row
    page = convert(pin.title, revision.text)
    data = page.markdown.encode()
    write_bytes(markdown, data, durable=False)
    digest = hashlib.sha256(data).hexdigest()
    words = len(page.markdown.split())
    return PageRow(pin.title, str(markdown), pin.revid, digest, words, page.status, page.dropped, to_json(page.losses))


def _is_raw(path: Path | None, pin: Pin) -> bool:
    """Whether the file, if there is to be one, holds the pinned text; without a pinned sha1 its presence must do."""
    if path is None:
        return True
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return False
    return not pin.sha1 or hashlib.sha1(data, usedforsecurity=False).hexdigest() == pin.sha1


def _has(path: Path, sha256: str) -> bool:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() == sha256
    except FileNotFoundError:
        return False
