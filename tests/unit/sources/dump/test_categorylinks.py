"""Categories from dumps of MySQL tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from demo.build import export
from tests.unit.sources.dump.tables import NEW, OLD, OLD_LINKS, PAGES, TARGET, insert, link, write
from wikimill.errors import WikimillError
from wikimill.manifest.models import WikiManifest
from wikimill.sources.dump import mysqldump
from wikimill.sources.dump.source import DumpSource


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    path = tmp_path / "w-pages-articles.xml"
    path.write_text(export(PAGES))
    return path


def titles(source: DumpSource, category: str) -> list[str] | None:
    members = source.category_members(category, [0], subcategories=True)
    return [pin.title for pin in members.pages] + members.subcategories if members else None


def test_the_table_replaces_what_the_wikitext_says(dump: Path, tmp_path: Path) -> None:
    source = DumpSource([str(dump)], tmp_path, categorylinks=write(tmp_path, OLD_LINKS))
    assert titles(source, "Sea weather") == ["Haar", "Weather"]
    assert titles(source, "Bo's wind") == ["Squall"]
    assert titles(source, "Wikitext") is None
    assert titles(DumpSource([str(dump)], tmp_path), "Wikitext") == ["Haar"]


@pytest.mark.parametrize(("between", "start"), [(b",", b" "), (b",\n", b"\n")], ids=["mysqldump", "mariadb-dump"])
def test_tables_since_2025_name_categories_by_number(dump: Path, tmp_path: Path, between: bytes, start: bytes) -> None:
    links = [link("Haar", 5), link("Squall", 7), link("Fret", 9), link("Squall", 6)]
    path = write(tmp_path, NEW + insert("categorylinks", *links, between=between, start=start))
    targets = [b"(5,14,'Sea_weather')", b"(6,0,'Sea_weather')", b"(7,14,'B\xc3\xb6\\'s_wind')", b"(8,14,'\xff')"]
    write(tmp_path, TARGET + insert("linktarget", *targets, between=between, start=start), "linktarget")
    source = DumpSource([str(dump)], tmp_path, categorylinks=path)
    assert titles(source, "Sea weather") == ["Haar"]
    assert titles(source, "Bö's wind") == ["Squall"]


def test_a_missing_linktarget_is_one_line(dump: Path, tmp_path: Path) -> None:
    path = write(tmp_path, NEW)
    with pytest.raises(WikimillError, match=r"another table, and its dump 'w-20260101-linktarget\.sql\.gz' is not"):
        DumpSource([str(dump)], tmp_path, categorylinks=path)


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
        (OLD + b"INSERT INTO `categorylinks` VALUES (1,'" + b"''" * 400_000, "has an invalid row of `categorylinks`"),
        (OLD + b"INSERT INTO `categorylinks` VALUES (1,'" + b"a" * (2 << 20), "line of more than 1,048,576 bytes"),
        (OLD_LINKS[:-2] + b",", "ends in the middle|invalid row"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_such_a_table_is_one_line(
    dump: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, part: str
) -> None:
    monkeypatch.setattr(mysqldump, "MAX_LINE", 1 << 20)
    path = write(tmp_path, content)
    with pytest.raises(WikimillError, match=rf"categorylinks\.sql\.gz: the dump .*{part}") as caught:
        DumpSource([str(dump)], tmp_path, categorylinks=path).category_members("Weather", [0], subcategories=True)
    assert "\n" not in str(caught.value)
    assert not [name for name in (tmp_path / "dumps").glob("*.sqlite") if "categorylinks" in name.name]


def test_a_truncated_or_missing_table_is_one_line(dump: Path, tmp_path: Path) -> None:
    path = write(tmp_path, OLD_LINKS)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(WikimillError, match="truncated or damaged"):
        DumpSource([str(dump)], tmp_path, categorylinks=path).category_members("Weather", [0], subcategories=True)
    with pytest.raises(WikimillError, match="there is no such dump; check `categorylinks:`"):
        DumpSource([str(dump)], tmp_path, categorylinks=tmp_path / "none.sql.gz")


def test_categorylinks_go_with_a_dump() -> None:
    with pytest.raises(ValueError, match="`categorylinks` needs a dump"):
        WikiManifest(wiki="w.example", pages=["Haar"], categorylinks="w-categorylinks.sql.gz")
