"""When the index of a dump is built again."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from demo.build import export
from tests.unit.sources.dump.exports import WEATHER, pins, write
from wikimill.errors import WikimillError


def test_a_dump_is_read_once_and_again_when_it_changes(tmp_path: Path) -> None:
    path = write(tmp_path, export(WEATHER))
    before = pins(path, tmp_path)
    (index,) = (tmp_path / "dumps").glob("*.sqlite")
    state = path.stat()
    path.write_bytes(bytes(state.st_size))
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert pins(path, tmp_path) == before  # by name, size and time it is the same
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns + 1))
    with pytest.raises(WikimillError, match="not a well-formed MediaWiki export"):
        pins(path, tmp_path)
    assert not index.exists()
    write(tmp_path, export({"Squall": "Wind."}))
    assert [pin.title for pin in pins(path, tmp_path)] == ["Squall"]
    assert len(list((tmp_path / "dumps").glob("*.sqlite"))) == 1


def test_dumps_of_one_name_have_an_index_each(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    here, there = write(tmp_path, export(WEATHER)), write(tmp_path / "other", export({"Squall": "Wind."}))
    assert [pin.title for pin in pins(here, tmp_path)] == ["Category:Weather", "Haar"]
    assert [pin.title for pin in pins(there, tmp_path)] == ["Squall"]
    assert len(list((tmp_path / "dumps").glob("*.sqlite"))) == 2


def test_an_incomplete_index_is_not_used(tmp_path: Path) -> None:
    path = write(tmp_path, export(WEATHER))
    before = pins(path, tmp_path)
    (index,) = (tmp_path / "dumps").glob("*.sqlite")
    index.rename(index.with_suffix(".unfinished"))
    index.with_suffix(".unfinished").write_bytes(b"SQLite format 3\0 half")
    assert pins(path, tmp_path) == before


def test_a_damaged_index_is_one_line(tmp_path: Path) -> None:
    path = write(tmp_path, export(WEATHER))
    pins(path, tmp_path)
    (index,) = (tmp_path / "dumps").glob("*.sqlite")
    index.write_bytes(b"no database at all" * 1000)
    with pytest.raises(WikimillError, match=rf"{re.escape(index.name)}: the cache is damaged .*; delete it"):
        pins(path, tmp_path)
