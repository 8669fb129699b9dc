"""The lock of templates, `manifests/derived/NAME.templates.tsv`: the templates and modules that pages use.

Header lines begin with `#`; then a row of column names, then a row for each title that the pages ask for, sorted by
title. A page that the wiki lacks has revision 0; one of which only its existence is asked has no sha1, and its text is
not needed.
"""

from __future__ import annotations

import heapq
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from operator import itemgetter
from pathlib import Path

from wikimill import __version__, layout
from wikimill.errors import WikimillError
from wikimill.files import folder_error
from wikimill.manifest.lock import COLUMNS as PAGE_COLUMNS
from wikimill.manifest.lock import damaged as damaged_pages
from wikimill.manifest.lock import find_locks, read_head, write_table
from wikimill.sources.base import Pin
from wikimill.streams import sort_lines
from wikimill.tables import SortedTable

COLUMNS = ["title", "revid", "sha1"]
TITLE = "# wikimill templates: what the pages use of the wiki's, at pinned revisions. Commit it; do not edit it."
SHA1 = re.compile("[0-9a-f]{40}")
LARGEST = (1 << 63) - 1  # that SQLite can hold


@dataclass(frozen=True)
class TemplatePin:
    """A template, module or other page that pages ask for, by its full title."""

    title: str
    revid: int  # 0: there is no such page
    sha1: str  # of the text's UTF-8, 40 hex digits; empty where there is no text, or nobody asks for it

    def pin(self) -> Pin:
        """What a source needs to find the text."""
        return Pin(0, 0, self.title, self.revid, "", self.sha1, -1)


@dataclass(frozen=True)
class Header:
    """The comment lines: digests of what the lock was made for, and the number of rows.

    `pages` is that of the pages' pins (see `made_for`), or empty where templates moved since the pages were last
    expanded (`snakemake refresh`); `site` is the sha256 of the site file.
    """

    pages: str
    site: str
    rows: int


def made_for(pages: str, unread: Sequence[str], tables: bool = False) -> str:
    """The digest of a lock's pages, with the extension tags whose templates it lacks, since no one reads them.

    `tables`: whether it has the wiki's own tables for variants of its language.
    """
    without = f" without {' '.join(unread)}" if unread else ""
    return f"{pages}{' with tables' * tables}{without}"


def sufficient(pages: str, unread: Sequence[str], tables: bool) -> set[str]:
    """What a lock may have been made for (see `made_for`) that has all that is needed, or more."""
    return {made_for(pages, tags, more) for tags in ((), unread) for more in {tables, True}}


def write_templates_lock(path: Path, pages: str, site: str, rows: Iterable[TemplatePin]) -> int:
    """Write a lock and return the number of its rows; of equal titles the first is kept.

    Rows may come in any order. Memory does not grow with them. `pages` and `site` are those of the header.
    """
    with (
        sort_lines((row.title, f"{row.title}\t{row.revid}\t{row.sha1}\n") for row in rows) as lines,
        tempfile.TemporaryFile("w+", encoding="utf-8") as body,
    ):
        number = 0
        for line in lines:
            body.write(line)
            number += 1
        head = {"tool": f"wikimill {__version__}", "pages": pages or "-", "site": site, "rows": number}
        body.seek(0)
        write_table(path, TITLE, head, COLUMNS, body)
    return number


def read_templates_header(path: Path) -> Header:
    """The header alone.

    Raises:
        WikimillError: no such lock, or a damaged one.
    """
    try:
        values = read_head(path)
        return Header(values["pages"].strip("-"), values["site"], int(values["rows"]))
    except FileNotFoundError:
        raise WikimillError(f"{path}: there is no such lock of templates; build the manifest first") from None
    except IsADirectoryError:
        raise folder_error(path) from None
    except (LookupError, ValueError) as error:
        raise _damaged(path, f"its header is broken ({error})") from None


def read_templates_lock(path: Path) -> Iterator[TemplatePin]:
    """The rows, one at a time: memory does not grow with them.

    Raises:
        WikimillError: no such lock, or a damaged one; it may be raised after the last row.
    """
    header, number, before = read_templates_header(path), 0, ""
    with path.open("rb") as file:
        lines = (line for line in file if not line.startswith(b"# "))
        if next(lines, b"").decode("utf-8", "replace").rstrip("\n").split("\t") != COLUMNS:
            raise _damaged(path, "its columns are broken")
        for number, line in enumerate(lines, start=1):
            try:
                row = _parse(line.decode("utf-8"))
            except (ValueError, IndexError):
                raise _damaged(path, f"row {number} is broken") from None
            if row.title <= before:  # rows are looked up by bisection
                raise _damaged(path, f"row {number} ({row.title!r}) is not in its place")
            before = row.title
            yield row
    if number != header.rows:
        raise _damaged(path, f"it has {number} rows and its header says {header.rows}")


class TemplatesLock:
    """A lock in which titles are looked up one by one: memory does not grow with it."""

    def __init__(self, path: Path) -> None:
        read_templates_header(path)
        self.path = path
        self._table = SortedTable(path, COLUMNS.index("title"))

    def find(self, title: str) -> TemplatePin | None:
        """The row of a title, None where the lock has none.

        Raises:
            WikimillError: a damaged row.
        """
        try:
            cells = self._table.find(title)
            return _parse("\t".join(cells) + "\n") if cells else None
        except ValueError:
            raise _damaged(self.path, f"the row of {title!r} is broken") from None


def find_pin(templates: TemplatesLock, pages: Path | None) -> Callable[[str], TemplatePin | None]:
    """What finds the pin of a title in a lock of templates, else in a lock of pages; None where neither has it."""
    page = find_page(pages) if pages else lambda _: None
    return lambda title: templates.find(title) or page(title)


def find_page(lock: Path) -> Callable[[str], TemplatePin | None]:
    """What finds the pin of a page in a lock of pages, None where there is none; a damaged row is a WikimillError."""
    table = SortedTable(lock, PAGE_COLUMNS.index("title"))

    def find(title: str) -> TemplatePin | None:
        try:
            cells = table.find(title)
            if cells is None:
                return None
            if len(cells) - len(PAGE_COLUMNS) not in (0, 1):  # the last column is not always there
                raise ValueError
            pin = dict(zip(PAGE_COLUMNS, cells, strict=False))
            return TemplatePin(title, int(pin["revid"]), pin["sha1"])
        except ValueError:
            raise damaged_pages(lock, f"the row of {title!r} is broken") from None

    return find


def find_templates_locks(folder: str) -> list[Path]:
    """The locks of templates of the manifests whose pages are in `folder`; see `Origin.folder`."""
    paths = (layout.templates_lock(path.stem) for path, _ in find_locks(folder))
    return [path for path in paths if path.exists()]


def read_pinned_templates(folder: str) -> Iterator[TemplatePin]:
    """What the locks of templates of the manifests that share `folder` pin.

    Of a title whose text one lock pins, and whose existence another, the row with the text comes first.

    Raises:
        WikimillError: two locks that disagree; a page that both manifests have would change with each build.
    """
    merged = heapq.merge(*map(_keyed, find_templates_locks(folder)), key=itemgetter(0))
    first = next(merged, None)
    if first is None:
        return
    yield first[2]
    for (_, one, this), (_, two, that) in pairwise(chain([first], merged)):
        if this.title == that.title:
            _check_same(this, one, that, two)
        yield that


def _check_same(this: TemplatePin, one: Path, that: TemplatePin, two: Path) -> None:
    """Refuse two rows of a title that disagree: another text, or one of them says that there is none."""
    both_texts = this.sha1 and that.sha1
    if (this.sha1 != that.sha1) if both_texts else (bool(this.revid) != bool(that.revid)):
        raise WikimillError(
            f"{two} pins {that.title!r} at another revision than {one} ({that.revid}, {this.revid}); move both to the "
            "newest by `snakemake refresh`, or delete one of the two files: it then takes the other's"
        )


def _keyed(path: Path) -> Iterator[tuple[tuple[str, bool], Path, TemplatePin]]:
    return (((row.title, not row.sha1), path, row) for row in read_templates_lock(path))


def _parse(line: str) -> TemplatePin:
    if not line.endswith("\n"):
        raise ValueError
    title, revid, sha1 = line[:-1].split("\t")
    row = TemplatePin(title, int(revid), sha1)
    if not title or not 0 <= row.revid <= LARGEST or (sha1 and not (row.revid and SHA1.fullmatch(sha1))):
        raise ValueError
    return row


def _damaged(path: Path, problem: str) -> WikimillError:
    return WikimillError(
        f"{path}: {problem}; restore it from version control, or delete it to pin the wiki's templates anew"
    )
