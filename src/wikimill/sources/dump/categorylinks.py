"""Who is in which category, from Wikimedia's dump of the table `categorylinks`, as a SQLite file.

Unlike the wikitext it knows the categories that templates set. Since 2025 it names a category by its number in the
table `linktarget`: https://www.mediawiki.org/wiki/Manual:Categorylinks_table
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

from wikimill.errors import WikimillError
from wikimill.progress import bar
from wikimill.sources.dump import decompress
from wikimill.sources.dump.mysqldump import parse_number, parse_string, read_columns, read_rows
from wikimill.sources.dump.sqlite_cache import ensure_database

NAME, TARGETS = "categorylinks", "linktarget"
SCHEMA = "CREATE TABLE member (category TEXT NOT NULL, pageid INTEGER NOT NULL);"
KEYS = "CREATE INDEX member_category ON member (category, pageid);"
CATEGORY = 14  # the number of the namespace


def find_tables(path: Path) -> list[Path]:
    """The dump of `categorylinks`, and, where that needs it, the one of `linktarget` beside it.

    Raises:
        WikimillError: a file that is not there or is no such dump.
    """
    decompress.check_path(path, NAME, (".sql",))
    if "cl_to" in read_columns(path, NAME):
        return [path]
    beside = path.with_name(path.name.replace(NAME, TARGETS))
    if beside == path or not beside.is_file():
        raise WikimillError(
            f"{path}: the categories' names are in another table, the dump {path.name.replace(NAME, TARGETS)!r}, which "
            "is not beside it; fetch that of the same date as well, and keep both files' names"
        )
    return [path, beside]


def ensure_member_table(folder: Path, sources: Sequence[Path]) -> Path:
    """The database in `folder` of these tables, made when it is not there.

    Raises:
        WikimillError: a table that is damaged.
    """
    return ensure_database(folder, sources, SCHEMA, lambda database: _fill(database, sources))


def _fill(database: sqlite3.Connection, sources: Sequence[Path]) -> None:
    links, *targets = sources
    for path in targets:
        database.execute("CREATE TEMP TABLE target (id INTEGER PRIMARY KEY, title TEXT)")
        with decompress.dump_errors(path):
            database.executemany("INSERT OR REPLACE INTO target VALUES (?, ?)", _targets(path))
    with decompress.dump_errors(links):
        if targets:
            # A number that is not there is of a link made between the dumps of the two tables.
            database.executemany("INSERT INTO member SELECT title, ? FROM target WHERE id = ?", _numbered(links))
        else:
            database.executemany("INSERT INTO member VALUES (?, ?)", _named(links))
    database.executescript(KEYS)


def _named(path: Path) -> Iterator[tuple[str, int]]:
    """Category and page."""
    for page, category in _rows(path, NAME, "cl_from", "cl_to"):
        title = parse_string(category).replace("_", " ")
        if not title:
            raise decompress.DumpError("is of a wiki that was changing its tables (rows without cl_to)")
        yield title, parse_number(page)


def _numbered(path: Path) -> Iterator[tuple[int, int]]:
    """Page, and number of the category."""
    for page, target in _rows(path, NAME, "cl_from", "cl_target_id"):
        yield parse_number(page), parse_number(target)


def _targets(path: Path) -> Iterator[tuple[int, str]]:
    """Number and title of each category."""
    for key, namespace, title in _rows(path, TARGETS, "lt_id", "lt_namespace", "lt_title"):
        if namespace == str(CATEGORY).encode():
            yield parse_number(key), parse_string(title).replace("_", " ")


def _rows(path: Path, table: str, *wanted: str) -> Iterator[tuple[bytes, ...]]:
    """The rows, under a progress bar."""
    with bar(f"Indexing {path.name}", None, "row") as progress:
        for row in read_rows(path, table, wanted):
            progress.update()
            yield row
