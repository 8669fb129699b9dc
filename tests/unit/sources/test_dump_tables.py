"""Categories from dumps of MySQL tables."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from demo.build import export
from wikimill.errors import WikimillError
from wikimill.sources.dump.mysqldump import parse_string, read_columns, read_rows
from wikimill.sources.dump.source import DumpSource

PAGES = {"Category:Weather": "", "Fret": "#REDIRECT [[Haar]]", "Haar": "[[Category:Wikitext]]", "Squall": ""}
NUMBERS = {title: number for number, title in enumerate(sorted(PAGES), start=1)}
# Sort keys are in no encoding, and hold what ends a row, a string and a line.
SORTKEY = rb"\0\n\r\Z\\\'\"),(9,'" + b"\xff\xfe\x80" + b"');"
SORTKEY = SORTKEY.replace(b"9,'", rb"9,\'").replace(b"');", rb"\');")
HEAD = b"-- MySQL dump 10.19\n/*!40101 SET NAMES utf8 */;\nDROP TABLE IF EXISTS `%s`;\n"
OLD = b"""CREATE TABLE `categorylinks` (
  `cl_from` int(8) unsigned NOT NULL DEFAULT 0,
  `cl_to` varbinary(255) NOT NULL DEFAULT '',
  `cl_sortkey` varbinary(230) NOT NULL DEFAULT '',
  `cl_timestamp` timestamp NOT NULL,
  `cl_type` enum('page','subcat','file') NOT NULL DEFAULT 'page',
  PRIMARY KEY (`cl_from`,`cl_to`)
) ENGINE=InnoDB;
"""
NEW = OLD.replace(b"`cl_to` varbinary(255) NOT NULL DEFAULT ''", b"`cl_target_id` bigint(20) unsigned NOT NULL")
TARGET = b"""CREATE TABLE `linktarget` (
  `lt_id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `lt_namespace` int(11) NOT NULL,
  `lt_title` varbinary(255) NOT NULL,
  PRIMARY KEY (`lt_id`)
) ENGINE=InnoDB;
"""


def link(title: str, category: str | int, kind: str = "page") -> bytes:
    """A row of `categorylinks`."""
    to = b"%d" % category if isinstance(category, int) else b"'%s'" % category.encode().replace(b"'", rb"\'")
    return b"(%d,%s,'%s','2026-01-01 00:00:00','%s')" % (NUMBERS.get(title, 99), to, SORTKEY, kind.encode())


def insert(table: str, *values: bytes, between: bytes = b",", start: bytes = b" ") -> bytes:
    """A statement, by default as mysqldump writes it."""
    return b"INSERT INTO `%s` VALUES%s%s;\n" % (table.encode(), start, between.join(values))


OLD_LINKS = OLD + insert("categorylinks", link("Haar", "Sea_weather"), link("Fret", "Sea_weather")) + insert(
    "categorylinks", link("Category:Weather", "Sea_weather", "subcat"), link("Squall", "Bo's_wind"), link("", "Gone")
)  # fmt: skip


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    path = tmp_path / "w-pages-articles.xml"
    path.write_text(export(PAGES))
    return path


def write(folder: Path, content: bytes, table: str = "categorylinks") -> Path:
    path = folder / f"w-20260101-{table}.sql.gz"
    path.write_bytes(gzip.compress(HEAD % table.encode() + content + b"-- Dump completed\n"))
    return path


def titles(source: DumpSource, category: str) -> list[str] | None:
    members = source.category_members(category, [0], subcategories=True)
    return [pin.title for pin in members.pages] + members.subcategories if members else None


def test_the_table_replaces_what_the_wikitext_says(dump: Path, tmp_path: Path) -> None:
    source = DumpSource(dump, tmp_path, categorylinks=write(tmp_path, OLD_LINKS))
    assert titles(source, "Sea weather") == ["Haar", "Weather"]
    assert titles(source, "Bo's wind") == ["Squall"]
    assert titles(source, "Wikitext") is None
    assert titles(DumpSource(dump, tmp_path), "Wikitext") == ["Haar"]


@pytest.mark.parametrize(("between", "start"), [(b",", b" "), (b",\n", b"\n")], ids=["mysqldump", "mariadb-dump"])
def test_tables_since_2025_name_categories_by_number(dump: Path, tmp_path: Path, between: bytes, start: bytes) -> None:
    links = [link("Haar", 5), link("Squall", 7), link("Fret", 9), link("Squall", 6)]
    path = write(tmp_path, NEW + insert("categorylinks", *links, between=between, start=start))
    targets = [b"(5,14,'Sea_weather')", b"(6,0,'Sea_weather')", b"(7,14,'B\xc3\xb6\\'s_wind')", b"(8,14,'\xff')"]
    write(tmp_path, TARGET + insert("linktarget", *targets, between=between, start=start), "linktarget")
    source = DumpSource(dump, tmp_path, categorylinks=path)
    assert titles(source, "Sea weather") == ["Haar"]
    assert titles(source, "Bö's wind") == ["Squall"]


def test_a_missing_linktarget_is_one_line(dump: Path, tmp_path: Path) -> None:
    path = write(tmp_path, NEW)
    with pytest.raises(WikimillError, match=r"another table, and its dump 'w-20260101-linktarget\.sql\.gz' is not"):
        DumpSource(dump, tmp_path, categorylinks=path)


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"", "does not contain the table `categorylinks`"),
        (TARGET, "does not contain the table `categorylinks`"),
        (OLD_LINKS.replace(b"(1,", b"(one,"), "has an invalid row of `categorylinks` at byte"),
        (OLD_LINKS.replace(b"(1,", b"('1',"), "instead of a number"),
        (OLD_LINKS.replace(b"(1,", b"(1" + b"0" * 30 + b","), "instead of a number"),
        (OLD_LINKS.replace(b"(1,", b"(-1,"), "instead of a number"),
        (OLD_LINKS.replace(b"'Sea_weather'", b"NULL"), "instead of a string"),
        (OLD_LINKS.replace(b"'Sea_weather'", b"''"), "migrated its tables"),
        (OLD_LINKS.replace(b",'page')", b")"), "has an invalid row of `categorylinks` at byte"),
        (OLD_LINKS.replace(b";\nINSERT", b",\nINSERT"), "has an invalid row of `categorylinks` at byte 0 of line 13"),
        (OLD_LINKS.replace(b"'subcat')", b"'subcat'); DROP TABLE x"), "has an invalid row of `categorylinks` at byte"),
        (OLD_LINKS.replace(b"INSERT INTO `cat", b"INSERT INTO `dog"), "has an invalid row of `categorylinks` at byte"),
        (OLD + b"INSERT INTO `categorylinks` VALUES (1,'" + b"''" * 5_000_000, "has an invalid row of `categorylinks`"),
        (OLD + b"INSERT INTO `categorylinks` VALUES (1,'" + b"a" * (40 << 20), "line of more than 33,554,432 bytes"),
        (OLD_LINKS[:-2] + b",", "ends in the middle|invalid row"),
    ],
)  # fmt: skip
def test_what_is_no_such_table_is_one_line(dump: Path, tmp_path: Path, content: bytes, part: str) -> None:
    path = write(tmp_path, content)
    with pytest.raises(WikimillError, match=rf"categorylinks\.sql\.gz: the dump .*{part}") as caught:
        DumpSource(dump, tmp_path, categorylinks=path).category_members("Weather", [0], subcategories=True)
    assert "\n" not in str(caught.value)
    assert not [name for name in (tmp_path / "dumps").glob("*.sqlite") if "categorylinks" in name.name]


def test_a_table_that_is_cut_off_or_not_there_is_one_line(dump: Path, tmp_path: Path) -> None:
    path = write(tmp_path, OLD_LINKS)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(WikimillError, match="truncated or damaged"):
        DumpSource(dump, tmp_path, categorylinks=path).category_members("Weather", [0], subcategories=True)
    with pytest.raises(WikimillError, match="there is no such dump; check `categorylinks:`"):
        DumpSource(dump, tmp_path, categorylinks=tmp_path / "none.sql.gz")


def test_values_are_byte_for_byte(tmp_path: Path) -> None:
    path = write(tmp_path, OLD_LINKS)
    assert read_columns(path, "categorylinks") == ["cl_from", "cl_to", "cl_sortkey", "cl_timestamp", "cl_type"]
    first, *_ = read_rows(path, "categorylinks", ["cl_sortkey", "cl_type"])
    assert first == (b"'%s'" % SORTKEY, b"'page'")
    assert parse_string(first[0]) == "\0\n\r\x1a\\'\"),(9,'\ufffd\ufffd\ufffd');"
    assert parse_string(b"'two '' quotes'") == "two ' quotes"
