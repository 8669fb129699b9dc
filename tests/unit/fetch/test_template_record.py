"""The record of pinned templates."""

from __future__ import annotations

from pathlib import Path

import pytest

from wikimill import layout
from wikimill.errors import WikimillError
from wikimill.fetch.template_record import (
    TemplateRecord,
    lock_files,
    read_template_record,
    write_template_record,
)
from wikimill.files import write_text


def test_a_record_reads_back(tmp_path: Path) -> None:
    record = TemplateRecord({"a": "1", "b": ""}, ["Template:Ü"], {"00000-of-00001": "-"})
    write_template_record(tmp_path / "m.json", record)
    assert read_template_record(tmp_path / "m.json") == record


def test_a_damaged_record_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "m.json"
    for text in ("", "[]", "{}", '{"files": 5, "missing": [], "shards": {}}', "[" * 100_000):
        write_text(path, text)
        with pytest.raises(WikimillError, match="there is no such record of pinned templates, or it is damaged"):
            read_template_record(path)


def test_the_locks_that_it_is_about(project: Path) -> None:
    files = lock_files("m")
    assert list(files) == [
        f"manifests/derived/m.{suffix}" for suffix in ("templates.tsv", "site.json", "templates.jsonl")
    ]
    assert set(files.values()) == {""}
    write_text(layout.site_file("m"), "x")
    assert len(lock_files("m")["manifests/derived/m.site.json"]) == 64
