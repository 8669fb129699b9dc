"""SQLite files that are made of other files once, and again when those change."""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from filelock import FileLock

from wikimill.errors import WikimillError


def ensure_database(
    folder: Path, sources: Sequence[Path], schema: str, build: Callable[[sqlite3.Connection], None]
) -> Path:
    """The database in `folder` that `build` makes of `sources`.

    It is named after the first source, and good while `schema` and the sources' names, sizes and times are what they
    were; one of the same sources that is no longer good is deleted. It gets its name when it is whole. Of several
    processes one builds and the others wait.

    Args:
        folder: made when it is not there.
        sources: files that exist.
        schema: SQL; also what `build` does with it, so a change there needs a change here, be it of a comment.
        build: fills the tables; it need not commit.

    Raises:
        WikimillError: no space, no rights, a damaged database, and what `build` raises.
    """
    folder.mkdir(parents=True, exist_ok=True)
    states = [source.stat() for source in sources]
    which = _digest(*(source.resolve() for source in sources))
    stem = f"{sources[0].name[:120]}-{which}"
    path = folder / f"{stem}-{_digest(schema, *((state.st_size, state.st_mtime_ns) for state in states))}.sqlite"
    with sqlite_errors(path), FileLock(folder / f"{stem}.lock"):
        if not path.is_file():
            for stale in folder.iterdir():
                if stale.name.startswith(f"{stem}-"):
                    stale.unlink()
            _build(path, schema, build)
    return path


def read_only_uri(path: Path) -> str:
    """The URI by which SQLite opens a stored database: to read, without locks, which it needs none of."""
    return f"{path.absolute().as_uri()}?mode=ro&immutable=1"


@contextlib.contextmanager
def sqlite_errors(path: Path) -> Iterator[None]:
    """SQLite's errors as `WikimillError`, with the mend."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise WikimillError(f"{path}: {error}; free space or rights there, and run again") from None
    except sqlite3.DatabaseError as error:
        raise WikimillError(f"{path}: the index of a dump is damaged ({error}); delete it and run again") from None


def _build(path: Path, schema: str, build: Callable[[sqlite3.Connection], None]) -> None:
    unfinished = path.with_suffix(".unfinished")
    with contextlib.closing(sqlite3.connect(unfinished)) as database:
        # It has no name until it is whole, so no journal is kept: 3 times as fast.
        database.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {schema}")
        build(database)
        database.commit()
    with unfinished.open("rb") as file:
        os.fsync(file.fileno())
    unfinished.replace(path)


def _digest(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:12]
