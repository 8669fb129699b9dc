"""The cache of revisions: one SQLite file an origin, such as `cache/mediawiki/<host>/revisions.sqlite`.

What is in it is never asked for again. A revision is immutable, so an entry never changes.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType

from wikimill.chunks import chunks
from wikimill.errors import WikimillError
from wikimill.sources.base import Revision
from wikimill.wiki import Site
from wikimill.zstd import ZstdError, compress, decompress

CHUNK = 900  # parameters of one statement; SQLite's oldest limit is 999
SCHEMA = """
CREATE TABLE IF NOT EXISTS revision (
    revid INTEGER PRIMARY KEY, title TEXT NOT NULL, timestamp TEXT NOT NULL, sha1 TEXT NOT NULL,
    text BLOB NOT NULL  -- zstd over UTF-8: ten times as quick as zlib, and smaller
);
CREATE INDEX IF NOT EXISTS revision_title ON revision (title);
CREATE TABLE IF NOT EXISTS site (site TEXT NOT NULL);
"""


class Cache:
    """The revisions of one origin, in `folder`.

    Writers commit whole batches; a killed process leaves whole batches.

    Several processes may read while one writes: the rollback journal, unlike a write-ahead log, also
    works on the network file systems of clusters.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / "revisions.sqlite"
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self._errors():
            self.database = sqlite3.connect(self.path, timeout=120)
            try:
                self.database.executescript(SCHEMA)
            except sqlite3.Error:
                self.database.close()
                raise

    def __enter__(self) -> Cache:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.database.close()

    def known(self, revids: Iterable[int]) -> set[int]:
        """Which of these revisions are here."""
        here: set[int] = set()
        for chunk in chunks(revids, CHUNK):
            marks = ",".join("?" * len(chunk))
            with self._errors():
                rows = self.database.execute(f"SELECT revid FROM revision WHERE revid IN ({marks})", chunk)  # noqa: S608
                here.update(revid for (revid,) in rows)
        return here

    def get(self, revid: int) -> Revision | None:
        """A revision, None when it is not here."""
        with self._errors():
            row = self.database.execute(
                "SELECT revid, title, timestamp, sha1, text FROM revision WHERE revid = ?", (revid,)
            ).fetchone()
            if row is None:
                return None
            known, title, timestamp, sha1, text = row
            return Revision(known, title, timestamp, sha1, decompress(text).decode("utf-8", "surrogatepass"))

    def newest(self, title: str) -> Revision | None:
        """The newest cached revision of a page, None when there is none."""
        with self._errors():
            row = self.database.execute("SELECT max(revid) FROM revision WHERE title = ?", (title,)).fetchone()
        return self.get(row[0]) if row[0] else None

    def add(self, revisions: Iterable[Revision]) -> None:
        """Store revisions, all or none."""
        rows = [
            (r.revid, r.title, r.timestamp, r.sha1, compress(r.text.encode("utf-8", "surrogatepass")))
            for r in revisions
        ]
        with self._errors(), self.database:
            self.database.executemany("INSERT OR IGNORE INTO revision VALUES (?, ?, ?, ?, ?)", rows)

    def site(self) -> Site | None:
        """What was remembered of the wiki itself."""
        with self._errors():
            row = self.database.execute("SELECT site FROM site").fetchone()
        return Site.from_json(row[0]) if row else None

    def remember(self, site: Site) -> None:
        """Keep what conversion must know of the wiki."""
        with self._errors(), self.database:
            self.database.execute("DELETE FROM site")
            self.database.execute("INSERT INTO site VALUES (?)", (site.to_json(),))

    @contextlib.contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            raise WikimillError(f"{self.path}: {error}; free space or rights there, and run again") from None
        except (sqlite3.DatabaseError, ZstdError) as error:
            raise WikimillError(f"{self.path}: the cache is damaged ({error}); delete it and run again") from None
