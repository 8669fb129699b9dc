"""The table of pages: merged from those of the shards, and files of pages that left."""

from __future__ import annotations

from pathlib import Path

from tests.converter import converter
from tests.unit.convert.samples import ORIGIN, TEXTS, cached, files, run
from wikimill import layout
from wikimill.config.model import Convert
from wikimill.convert.pages import PageRow, pages, read_pages, write_pages
from wikimill.convert.shard import convert_shard
from wikimill.fetch.cache import RevisionCache
from wikimill.sources.base import Pin


def of_shard(rows: list[Pin], shard: str) -> list[Pin]:
    is_in_shard = layout.in_shard(shard)
    return [row for row in rows if is_in_shard(row.title)]


def test_what_is_left_out_is_listed_by_page_and_in_sum(project: Path) -> None:
    texts = {
        "A": "{{nope|1}} {{Nope|2}} a<ref>r</ref>.\n{|\n| x\n|}",
        "B": "b {{other}} {{nope|\n3}}.",
    }
    run(cached(texts))
    index = layout.shard_table("m", "00000-of-00001")
    layout.pages("m").parent.mkdir(parents=True)
    pages("m", [index], ORIGIN.folder)
    folder = layout.pages("m").parent
    by_page = [line.split("\t") for line in (folder / "losses.tsv").read_text().splitlines()]
    assert by_page == [
        ["title", "kind", "name", "template", "count"],
        ["A", "missing", "Template:Nope", "", "2"],
        ["A", "references", "", "", "1"],
        ["A", "tables", "", "", "1"],
        ["B", "missing", "Template:Nope", "", "1"],
        ["B", "missing", "Template:Other", "", "1"],
    ]
    total = [line.split("\t") for line in (folder / "losses_total.tsv").read_text().splitlines()]
    assert total[0] == ["kind", "name", "count", "pages", "template", "title", "example"]
    assert [row for row in total if row[0] == "missing"] == [
        ["missing", "Template:Nope", "3", "2", "", "A", "{{nope|1}} a."],
        ["missing", "Template:Other", "1", "1", "", "B", "b {{other}} ."],
    ]
    dropped = {row.title: row.dropped for row in read_pages(layout.pages("m"))}
    assert dropped["A"] == "missing:2 references:1 tables:1"


def test_pages_that_left_lose_their_files_also_when_the_shards_change(project: Path) -> None:
    rows = cached(TEXTS)
    run(rows)
    smaller = [row for row in rows if row.title != "Haar"]
    indexes = [layout.shard_table("m", name) for name in layout.shard_names(2)]
    with converter(Convert()) as pandoc, RevisionCache(layout.CACHE / ORIGIN.folder) as cache:
        for index in indexes:
            convert_shard(of_shard(smaller, index.stem), index.stem, ORIGIN, cache, pandoc, index)
    assert "Haar.md" in files()
    pages("m", indexes, ORIGIN.folder)
    assert "Haar.md" not in files()
    assert "Haar.wiki" not in files()
    assert "Empty.md" in files()


def test_shards_cover_every_page_once_and_merge_into_one_table(project: Path) -> None:
    texts = {f"Page {number}": f"Text {number}." for number in range(40)}
    rows = cached(texts)
    names = layout.shard_names(4)
    stale = layout.shard_table("m", "00000-of-00002")
    indexes = [layout.shard_table("m", name) for name in names]
    with converter(Convert()) as pandoc, RevisionCache(layout.CACHE / ORIGIN.folder) as cache:
        for name, index in zip(names, indexes, strict=True):
            convert_shard(of_shard(rows, name), name, ORIGIN, cache, pandoc, index)
    write_pages(stale, [])
    counts = pages("m", indexes, ORIGIN.folder)
    assert counts == {"ok": 40, "missing": 1}
    assert [row.title for row in read_pages(layout.pages("m"))] == sorted([*texts, "Nope"])
    assert not stale.exists()


def test_titles_are_rows_whatever_they_begin_with(tmp_path: Path) -> None:
    titles = ["# recipe: x.txt", "=HYPERLINK(1)", "-30-", "+44", "@home", "'=x", "'Allo 'Allo", "title"]
    rows = [PageRow(title, f"{number}.md", 0, "", 1, "ok", "") for number, title in enumerate(titles)]
    for recipe in ("", "digest"):
        write_pages(tmp_path / "pages.tsv", rows, recipe)
        assert {row.title for row in read_pages(tmp_path / "pages.tsv")} == set(titles)
        cells = (tmp_path / "pages.tsv").read_text().replace("\n", "\t").split("\t")
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
