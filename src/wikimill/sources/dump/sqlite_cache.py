"""SQLite files that are built from other files once, and again when those change."""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

from filelock import FileLock

from wikimill.database import sqlite_errors


def ensure_database(
    folder: Path, sources: Sequence[Path], schema: str, build: Callable[[sqlite3.Connection], None], kind: str = ""
) -> Path:
    """The path of the database that `build` fills from `sources`; builds it if it is missing or out of date.

    It is named after the first source, and valid as long as `schema` and the sources' names, sizes and times stay the
    same; one that is out of date is deleted. It gets its name once it is complete. Of several processes one builds
    it, and the others wait.

    Args:
        folder: created if it does not exist.
        sources: files that exist.
        schema: SQL; stands also for what `build` does, so a change there needs a change here, if only of a comment.
        build: fills the tables; need not commit.
        kind: tells databases of the same sources apart.

    Raises:
        WikimillError: no space, no permission, a damaged database, and what `build` raises.
    """
    folder.mkdir(parents=True, exist_ok=True)
    states = [source.stat() for source in sources]
    source_id = _digest(*(source.resolve() for source in sources))
    stem = f"{sources[0].name[:120]}-{source_id}{kind}"
    path = folder / f"{stem}-{_digest(schema, *((state.st_size, state.st_mtime_ns) for state in states))}.sqlite"
    with sqlite_errors(path), FileLock(folder / f"{stem}.lock"):
        if not path.is_file():
            for stale in folder.iterdir():
                if stale.name.startswith(f"{stem}-"):
                    stale.unlink()
            _build(path, schema, build)
    return path


def read_only_uri(path: Path) -> str:
    """The URI by which SQLite opens a complete database: read-only and without locks."""
    return f"{path.absolute().as_uri()}?mode=ro&immutable=1"


def _build(path: Path, schema: str, build: Callable[[sqlite3.Connection], None]) -> None:
    unfinished = path.with_suffix(".unfinished")
    with contextlib.closing(sqlite3.connect(unfinished)) as database:
        # An incomplete file is never used, so it needs no journal: 3 times as fast.
        database.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {schema}")
        build(database)
        database.commit()
    with unfinished.open("rb") as file:
        os.fsync(file.fileno())
    unfinished.replace(path)


def _digest(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:12]
