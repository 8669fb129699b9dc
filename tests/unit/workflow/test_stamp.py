"""Stamps: renewed for a new digest or by request, and otherwise left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from wikimill.workflow.stamp import Stamp


def test_a_stamp_is_renewed_for_another_digest_and_when_it_is_stale(tmp_path: Path) -> None:
    path = tmp_path / "cache/shard.stamp"
    contents = []
    for digest, stale in (("a", False), ("a", False), ("b", False), ("b", True), ("a", False)):
        assert Stamp(path).renew(digest, stale) == str(path)
        contents.append(path.read_text())
    assert contents[0] == contents[1]
    assert len(set(contents)) == 4, "a digest that comes back makes another file"


@pytest.mark.parametrize("content", ["", "nonsense", "1 2 3"])
def test_a_damaged_stamp_is_renewed(tmp_path: Path, content: str) -> None:
    path = tmp_path / "stamp"
    path.write_text(content)
    Stamp(path).renew()
    assert path.read_text().split()[1:] == ["-"]
