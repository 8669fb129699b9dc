"""The pages of a split as the archives of WebDataset."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path

import pytest

from tests.unit.corpus.builder import PAGE_ROW, write_page_table
from wikimill.corpus.pages import webdataset
from wikimill.corpus.pages.schema import ASKED, COLUMNS, arrow_schema
from wikimill.errors import WikimillError


def test_the_files_of_a_page_are_beside_each_other(tmp_path: Path) -> None:
    schema = arrow_schema(*COLUMNS, *ASKED.values())
    rows = write_page_table(tmp_path / "pages-train.parquet", [PAGE_ROW, {**PAGE_ROW, "wikitext": "''Fog''"}], schema)
    webdataset.webdataset([tmp_path / "pages-train.parquet"], tmp_path)
    with tarfile.open(tmp_path / "webdataset/pages-train-00000.tar") as archive:
        members = archive.getmembers()
        texts = {member.name: archive.extractfile(member).read().decode() for member in members}  # type: ignore[union-attr]
    assert list(texts) == ["000000000.json", "000000000.txt", "000000001.json", "000000001.txt", "000000001.wiki"]
    assert {(each.mtime, each.uid, each.gid, each.uname, each.mode) for each in members} == {(0, 0, 0, "", 0o644)}
    assert texts["000000001.wiki"] == "''Fog''"
    assert texts["000000000.txt"] == PAGE_ROW["text"]
    others = {name: value for name, value in rows[0].items() if name not in ("text", "wikitext", "html")}
    assert json.loads(texts["000000000.json"]) == others


def test_archives_are_cut_between_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webdataset, "SHARD", 5000)
    write_page_table(tmp_path / "pages-test.parquet", [PAGE_ROW, PAGE_ROW, {**PAGE_ROW, "text": "x" * 9000}, PAGE_ROW])
    webdataset.webdataset([tmp_path / "pages-test.parquet"], tmp_path)
    names = {}
    for path in sorted((tmp_path / "webdataset").iterdir()):
        with tarfile.open(path) as archive:
            names[path.name] = [name.removesuffix(".txt") for name in archive.getnames() if name.endswith(".txt")]
    assert names == {
        "pages-test-00000.tar": ["000000000", "000000001"],
        "pages-test-00001.tar": ["000000002"],
        "pages-test-00002.tar": ["000000003"],
    }


def test_a_table_that_is_not_there_leaves_no_archive(tmp_path: Path) -> None:
    with pytest.raises(WikimillError, match=r"pages-none\.parquet: there is no such table; build the corpus first"):
        webdataset.webdataset([tmp_path / "pages-none.parquet"], tmp_path)
    assert not list(tmp_path.iterdir())
