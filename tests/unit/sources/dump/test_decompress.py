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
        list(DumpSource([str(path)], tmp_path).all_pages([0]))
    assert "\n" not in str(caught.value)


def test_what_a_file_begins_with_counts_more_than_its_name(tmp_path: Path) -> None:
    for suffix, data in {name: compress(export(PAGES).encode()) for name, compress in COMPRESS.items()}.items():
        path = tmp_path / f"of{suffix}.xml"
        path.write_bytes(data)
        assert len(list(DumpSource([str(path)], tmp_path).all_pages([0]))) == 3


@pytest.mark.parametrize(
    ("name", "part"), [("none.xml.bz2", "no such dump"), ("wiki.txt", "the name of a dump must end in one of")]
)
def test_a_missing_file_or_a_wrong_suffix_is_one_line(tmp_path: Path, name: str, part: str) -> None:
    with pytest.raises(WikimillError, match=part):
        DumpSource([str(tmp_path / name)], tmp_path)
