"""Compressed, truncated and missing dumps."""

from __future__ import annotations

from pathlib import Path

import pytest

from demo.build import export
from tests.unit.sources.dump.exports import COMPRESS, PAGES
from wikimill.errors import WikimillError
from wikimill.sources.dump.source import DumpSource


@pytest.mark.parametrize("suffix", sorted(COMPRESS))
def test_a_truncated_dump_is_one_line(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"cut{suffix}"
    data = COMPRESS[suffix](export(PAGES).encode())
    path.write_bytes(data[: len(data) * 2 // 3])
    with pytest.raises(WikimillError, match=rf"cut{suffix}: the dump .*; download or export it again") as caught:
        list(DumpSource(path, tmp_path).all_pages([0]))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "part"), [("none.xml.bz2", "no such dump"), ("wiki.sql", "the name of a dump must end in one of")]
)
def test_a_missing_file_or_a_wrong_suffix_is_one_line(tmp_path: Path, name: str, part: str) -> None:
    with pytest.raises(WikimillError, match=part):
        DumpSource(tmp_path / name, tmp_path)
