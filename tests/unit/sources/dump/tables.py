"""Dumps of the tables `categorylinks` and `linktarget` for tests."""

from __future__ import annotations

import gzip
from pathlib import Path

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


def write(folder: Path, content: bytes, table: str = "categorylinks") -> Path:
    path = folder / f"w-20260101-{table}.sql.gz"
    path.write_bytes(gzip.compress(HEAD % table.encode() + content + b"-- Dump completed\n"))
    return path
