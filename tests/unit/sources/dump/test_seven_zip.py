"""Archives of 7-Zip."""

from __future__ import annotations

from pathlib import Path

import py7zr
import pytest

from demo.build import export
from tests.unit.sources.dump.exports import PAGES, pins, write
from wikimill.errors import WikimillError
from wikimill.sources.base import Revision
from wikimill.sources.dump.source import DumpSource


def archive(path: Path, files: dict[str, str], password: str | None = None) -> Path:
    with py7zr.SevenZipFile(path, "w", password=password) as file:
        for name, text in files.items():
            file.writestr(text, name)
    return path


@pytest.mark.slow
def test_an_archive_is_read_as_the_file_in_it(tmp_path: Path) -> None:
    files = {"wiki-titles.txt": "Haar\n", "dump/wiki-history.xml": export(PAGES), "config.json": "{}"}
    path = archive(tmp_path / "wiki-history.xml.7z", files)
    found = pins(path, tmp_path)
    assert found == pins(write(tmp_path, export(PAGES)), tmp_path)
    texts = [item.text for item in DumpSource([str(path)], tmp_path).revisions(found) if isinstance(item, Revision)]
    assert len(texts) == len(found)


@pytest.mark.slow
def test_what_cannot_be_unpacked_is_one_line(tmp_path: Path) -> None:
    whole = archive(tmp_path / "whole.7z", {"a.xml": export(PAGES)}).read_bytes()
    archive(tmp_path / "two.7z", {"a.xml": "", "b.xml": "x"})
    archive(tmp_path / "none.7z", {"a.txt": "x"})
    archive(tmp_path / "secret.7z", {"a.xml": "x"}, password="p")
    (tmp_path / "cut.7z").write_bytes(whole[: len(whole) // 2])
    flipped = bytearray(whole)
    flipped[200] ^= 0xFF
    (tmp_path / "flipped.7z").write_bytes(flipped)
    for name, problem in {
        "two": r"must have one file that ends in \.xml, and has 2 \('a\.xml', 'b\.xml'\); unpack it",
        "none": r"must have one file that ends in \.xml, and has 0 \(none\); unpack it",
        "secret": "needs a password; unpack it",
        "cut": "is truncated or damaged",
        "flipped": "",
    }.items():
        with pytest.raises(WikimillError, match=rf"{name}\.7z: the dump .*{problem}") as caught:
            pins(tmp_path / f"{name}.7z", tmp_path)
        assert "\n" not in str(caught.value)
