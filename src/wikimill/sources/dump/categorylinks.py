"""The members of each category, from Wikimedia's dump of the table `categorylinks`, as a SQLite file.

Unlike the wikitext it has the categories that templates set. Since 2025 it refers to a category by its id in the
table `linktarget`: https://www.mediawiki.org/wiki/Manual:Categorylinks_table
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

from wikimill.errors import WikimillError
from wikimill.progress import track
from wikimill.site.namespaces import CATEGORY
from wikimill.sources.dump import decompress
from wikimill.sources.dump.errors import DumpError, dump_errors
from wikimill.sources.dump.mysqldump import parse_number, parse_string, read_columns, read_rows

TABLE, TARGETS = "categorylinks", "linktarget"
SCHEMA = "CREATE TABLE member (category TEXT NOT NULL, pageid INTEGER NOT NULL);"
KEYS = "CREATE INDEX member_category ON member (category, pageid);"


def find_tables(path: Path) -> list[Path]:
    """The dump of `categorylinks` and, if it refers to it, the dump of `linktarget` in the same folder.

    Raises:
        WikimillError: a file that does not exist or is not such a dump.
    """
    decompress.check_path(path, TABLE, (".sql", *decompress.COMPRESSED))
    if "cl_to" in read_columns(path, TABLE):
        return [path]
    beside = path.with_name(path.name.replace(TABLE, TARGETS))
    if beside == path or not beside.is_file():
        raise WikimillError(
            f"{path}: the category names are in another table, and its dump {beside.name!r} is not in the same folder; "
            "download the one of the same date as well, and keep the names of both files"
        )
    return [path, beside]


def fill(database: sqlite3.Connection, sources: Sequence[Path]) -> None:
    """Store the members in an empty database with `SCHEMA`, from the files that `find_tables` found.

    Raises:
        WikimillError: a damaged table.
    """
    links, *targets = sources
    for path in targets:
        database.execute("CREATE TEMP TABLE target (id INTEGER PRIMARY KEY, title TEXT)")
        with dump_errors(path):
            database.executemany("INSERT OR REPLACE INTO target VALUES (?, ?)", _targets(path))
    with dump_errors(links):
        if targets:
            # An id that is missing belongs to a link made between the dumps of the two tables.
            database.executemany("INSERT INTO member SELECT title, ? FROM target WHERE id = ?", _members_by_id(links))
        else:
            database.executemany("INSERT INTO member VALUES (?, ?)", _members_by_name(links))
    database.executescript(KEYS)


def _members_by_name(path: Path) -> Iterator[tuple[str, int]]:
    """Category and page id."""
    for page, category in _rows(path, TABLE, "cl_from", "cl_to"):
        title = parse_string(category).replace("_", " ")
        if not title:
            raise DumpError("was made while the wiki migrated its tables (rows without cl_to)")
        yield title, parse_number(page)


def _members_by_id(path: Path) -> Iterator[tuple[int, int]]:
    """Page id and category id."""
    for page, target in _rows(path, TABLE, "cl_from", "cl_target_id"):
        yield parse_number(page), parse_number(target)


def _targets(path: Path) -> Iterator[tuple[int, str]]:
    """Id and title of each category."""
    for key, namespace, title in _rows(path, TARGETS, "lt_id", "lt_namespace", "lt_title"):
        if namespace == str(CATEGORY).encode():
            yield parse_number(key), parse_string(title).replace("_", " ")


def _rows(path: Path, table: str, *names: str) -> Iterator[tuple[bytes, ...]]:
    """The rows, with a progress bar."""
    return track(read_rows(path, table, names), f"Indexing {path.name}", "row")
