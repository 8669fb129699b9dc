"""The table of pages: merged from those of the shards, and files of pages that left."""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from pathlib import Path

import pytest

from tests.converter import converter
from tests.sites import ENGLISH
from tests.unit.convert.samples import ORIGIN, TEXTS, cached, files, run
from wikimill import layout
from wikimill.config.model import Convert
from wikimill.convert.losses import Loss, to_json
from wikimill.convert.pages import PageRow, pages, read_pages, read_recipe_digest, remove_orphans, write_pages
from wikimill.convert.shard import convert_shard
from wikimill.errors import WikimillError
from wikimill.fetch.cache import RevisionCache
from wikimill.files import write_text
from wikimill.manifest.lock import write_lock
from wikimill.manifest.origin import WikiOrigin
from wikimill.manifest.uses import Uses, write_uses
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


@pytest.mark.slow
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


@pytest.mark.slow
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


A = PageRow("A", "processed/a.md", 10, "a" * 64, 2, "ok", "tables:1", '[["tables","",1,"",""]]')
B = PageRow("B", "", 0, "", 0, "missing", "no such page")


def test_the_table_of_a_shard_has_a_recipe_and_losses(tmp_path: Path) -> None:
    path = tmp_path / "pages.tsv"
    head, row = (
        "title\tpath\trevid\tsha256\twords\tstatus\tdropped",
        f"A\tprocessed/a.md\t10\t{'a' * 64}\t2\tok\ttables:1",
    )
    write_pages(path, [B, A, A])
    assert path.read_text() == f"{head}\n{row}\nB\t\t0\t\t0\tmissing\tno such page\n"
    assert list(read_pages(path)) == [replace(A, losses="[]"), B]
    assert read_recipe_digest(path) == ""
    write_pages(path, [B, A], "0123")
    assert path.read_text() == (
        f'# recipe: 0123\n{head}\tlosses\tfacts\n{row}\t[["tables","",1,"",""]]\t{{}}\n'
        "B\t\t0\t\t0\tmissing\tno such page\t[]\t{}\n"
    )
    assert list(read_pages(path)) == [A, B]
    assert read_recipe_digest(path) == "0123"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title\t", "name\t"),
        ("title\tpath", "title path"),
        ("\tok\ttables:1\n", "\tok\n"),
        ("\t2\tok", "\ttwo\tok"),
        ("\t10\t", "\tten\t"),
        ("page\n", "page"),
    ],
)
def test_a_damaged_table_is_one_line(tmp_path: Path, old: str, new: str) -> None:
    path = tmp_path / "pages.tsv"
    with pytest.raises(WikimillError, match=r"pages\.tsv: there is no such table of pages; build its manifest first"):
        list(read_pages(path))
    write_pages(path, [A, B])
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(WikimillError, match=r"pages\.tsv: the table is damaged; delete it and run again"):
        list(read_pages(path))


def test_shards_become_one_table_and_what_belongs_to_others_goes(
    project: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    lost = to_json((Loss("missing", "Template:Nope", 3), Loss("missing", "Template:X", 1), Loss("tables")))
    rows = [PageRow(title, f"processed/x/{title}.md", 1, "", 1, "ok", "", lost) for title in "ab"]
    tables = [layout.shard_table("m", name) for name in layout.shard_names(2)]
    for table, row in zip(tables, reversed(rows), strict=True):
        write_pages(table, [row, B] if row is rows[0] else [row], "r")
    write_uses(tables[1].with_suffix(".uses"), Uses("", {}, {"a": (1, [])}, {"a": {"page": 2}}))
    kept = {tables[0].with_suffix(suffix) for suffix in (".tsv", ".state", ".stamp", ".uses")}
    for path in kept - {tables[0]}:
        if path.suffix != ".uses":
            path.touch()
    gone = PageRow("Gone", "processed/x/gone.md", 1, "", 1, "ok", "")
    write_pages(layout.shard_table("m", "00000-of-00001").with_suffix(".state"), [gone, rows[0]], "r")
    write_pages(layout.shard_table("m", "00000-of-00001"), [rows[1]], "r")
    other = layout.SHARDS / "m/pins.json"
    write_text(other, "{}")
    for row in (gone, *rows):
        write_text(Path(row.path), "x")
        write_text(layout.raw_page(Path(row.path)), "x")
    layout.pages("m").parent.mkdir(parents=True)
    assert pages("m", tables, "mediawiki/wiki.example") == {"ok": 2, "missing": 1}
    assert [row.title for row in read_pages(layout.pages("m"))] == ["B", "a", "b"]
    assert caplog.messages == ["templates that are missing, and how often: Template:Nope (6), Template:X (2)"]
    assert json.loads(layout.template_totals("m").read_text())["origins"] == {"page": 2}
    there = {path.name for path in (layout.SHARDS / "m").iterdir()}
    assert there == {path.name for path in (*tables, tables[1].with_suffix(".uses"), *kept, other)} - {
        "00000-of-00002.uses"
    }
    assert [Path(row.path).exists() for row in (gone, *rows)] == [False, True, True]
    assert not layout.raw_page(Path(gone.path)).exists()
    assert pages("m", tables, "mediawiki/wiki.example") == {"ok": 2, "missing": 1}


def test_a_page_that_another_manifest_has_stays(project: Path) -> None:
    rows = {title: PageRow(title, str(layout.markdown(ORIGIN.folder, title)), 1, "", 1, "ok", "") for title in "ABCD"}
    for row in rows.values():
        write_text(Path(row.path), "x")
    missing = Pin.missing("C")
    for name, origin, pins in (
        ("m", ORIGIN, [Pin(1, 0, "A", 1, "", "", 0)]),
        ("n", ORIGIN, [Pin(2, 0, "B", 2, "", "", 0), missing]),
        ("o", WikiOrigin("other.example"), [Pin(4, 0, "D", 4, "", "", 0)]),
    ):
        write_lock(layout.lock(name), "", origin, "", ENGLISH, pins)
    remove_orphans([*rows.values(), B], [rows["D"].path], ORIGIN.folder, "m")
    assert [title for title, row in rows.items() if Path(row.path).exists()] == ["B", "D"]
    remove_orphans([rows["A"], B], [], ORIGIN.folder, "m")  # what is gone already
