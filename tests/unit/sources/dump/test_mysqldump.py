"""Rows and values of dumps of MySQL tables."""

from __future__ import annotations

from pathlib import Path

from tests.unit.sources.dump.tables import OLD_LINKS, SORTKEY, write
from wikimill.sources.dump.mysqldump import parse_string, read_columns, read_rows


def test_values_are_byte_for_byte(tmp_path: Path) -> None:
    path = write(tmp_path, OLD_LINKS)
    assert read_columns(path, "categorylinks") == ["cl_from", "cl_to", "cl_sortkey", "cl_timestamp", "cl_type"]
    first, *_ = read_rows(path, "categorylinks", ["cl_sortkey", "cl_type"])
    assert first == (b"'%s'" % SORTKEY, b"'page'")
    assert parse_string(first[0]) == "\0\n\r\x1a\\'\"),(9,'\ufffd\ufffd\ufffd');"
    assert parse_string(b"'two '' quotes'") == "two ' quotes"
