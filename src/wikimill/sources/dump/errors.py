"""What goes wrong while a dump is read, as a one-line error."""

from __future__ import annotations

import contextlib
import lzma
import zlib
from collections.abc import Iterator
from pathlib import Path

from wikimill.errors import WikimillError
from wikimill.zstd import ZstdError

FIX = "download or export it again"


class DumpError(Exception):
    """A dump is damaged or not what it should be; the message completes "the dump …", and `fix` says what to do."""

    def __init__(self, problem: str, fix: str = FIX) -> None:
        super().__init__(problem)
        self.fix = fix


@contextlib.contextmanager
def dump_errors(path: Path) -> Iterator[None]:
    """Turn whatever goes wrong while `path` is read into a `WikimillError`."""
    try:
        yield
    except DumpError as error:
        raise WikimillError(f"{path}: the dump {error}; {error.fix}") from None
    except (EOFError, OSError, zlib.error, lzma.LZMAError, ZstdError) as error:
        raise WikimillError(f"{path}: the dump is truncated or damaged ({error}); {FIX}") from None
