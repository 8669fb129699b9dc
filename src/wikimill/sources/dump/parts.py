"""The files of a dump: one, or the parts that a manifest lists or has a pattern for."""

from __future__ import annotations

import glob
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from wikimill.errors import WikimillError
from wikimill.sources.dump import multistream
from wikimill.sources.dump.decompress import ARCHIVE, COMPRESSED, check_path
from wikimill.sources.dump.kinds import check_name

SUFFIXES = (".xml", *COMPRESSED, ARCHIVE)
NUMBER = re.compile(r"([0-9]+)")


class Part(NamedTuple):
    """A file of a dump, and the list of its streams if it is a multistream dump that has one."""

    path: Path
    streams: Path | None


def find_dumps(names: Sequence[str]) -> list[Path]:
    """The exports that paths and patterns name; see `find_files`.

    Raises:
        WikimillError: what `find_files` raises, or a file that is no export of pages.
    """
    paths = find_files(names, "dump")
    for path in paths:
        check_name(path)
        check_path(path, "dump", SUFFIXES)
    return paths


def find_files(names: Sequence[str], key: str) -> list[Path]:
    """The files that paths and patterns name, each once; those of a pattern in the order of the numbers in their names.

    Raises:
        WikimillError: nothing fits a pattern; names the manifest's `key` for the files.
    """
    return list(dict.fromkeys(path for name in names for path in _matching(name, key)))


def _matching(name: str, key: str) -> Iterable[Path]:
    if not glob.has_magic(name) or Path(name).exists():
        return [Path(name)]
    found = [Path(each) for each in glob.glob(name)]  # noqa: PTH207 - an absolute pattern is one as well
    # A pattern for the parts of a multistream dump fits their indexes too.
    found = [path for path in found if path.is_file() and not multistream.INDEX_NAME.search(path.name)]
    if not found:
        raise WikimillError(f"{name}: no file fits this pattern; check `{key}:` (relative to the project folder)")
    return sorted(found, key=lambda path: list(_natural(str(path))))


def _natural(name: str) -> Iterator[tuple[int, str]]:
    for part in NUMBER.split(name):
        yield (int(part), "") if part.isdigit() else (-1, part)
