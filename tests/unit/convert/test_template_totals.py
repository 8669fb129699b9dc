"""Templates of a manifest's pages in numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from wikimill import layout
from wikimill.convert.pages import PageRow, pages, write_pages
from wikimill.convert.template_totals import MOST, TemplateTotals, read_totals, write_totals
from wikimill.errors import WikimillError
from wikimill.manifest.templates_lock import TemplatePin, write_templates_lock
from wikimill.manifest.uses import Uses, uses_path, write_uses

SHARDS = ("00000-of-00002", "00001-of-00002")


def write_shards() -> list[Path]:
    rows = [TemplatePin(f"Template:{name}", number, "0" * 40) for number, name in enumerate("ABCDE", 11)]
    write_templates_lock(layout.templates_lock("m"), "", "", [*rows, TemplatePin("Template:Gone", 0, "")])
    names = ["Template:A", "Template:B", "Template:Gone", "exists|Template:C", "message|jan", "Haar", "now|"]
    one = {"One": (1, names), "Two": (2, ["Template:A", "Template:C"])}
    two = {"Three": (3, ["Template:B", "Template:A"]), "Four": (4, [])}
    paths = [uses_path("m", shard) for shard in SHARDS]
    answers = dict.fromkeys([*names, "Template:C"], "")
    write_uses(paths[0], Uses("x", answers, one, {"One": {"page": 3, "missing": 1}, "Two": {"page": 2}}))
    write_uses(paths[1], Uses("x", answers, two, {"Three": {"function": 4}}))
    return paths


def test_pages_are_counted_by_template_and_calls_by_origin(project: Path) -> None:
    write_totals("m", write_shards())
    totals = read_totals("m")
    assert totals.most_used == [("Template:A", 11, 3), ("Template:B", 12, 2), ("Template:C", 13, 1)]
    assert list(totals.origins.items()) == [("page", 5), ("function", 4), ("missing", 1)]


def test_only_the_most_used_are_listed(project: Path) -> None:
    path = uses_path("m", "00000-of-00001")
    titles = [f"Template:T{number}" for number in range(MOST + 5)]
    write_uses(path, Uses("x", dict.fromkeys(titles, ""), {"One": (1, titles)}))
    rows = [TemplatePin(title, 7, "0" * 40) for title in titles]
    write_templates_lock(layout.templates_lock("m"), "", "", rows)
    write_totals("m", [path])
    assert [title for title, _, _ in read_totals("m").most_used] == sorted(titles)[:MOST]


def test_the_table_of_pages_comes_with_them(project: Path) -> None:
    write_shards()
    tables = [layout.shard_table("m", shard) for shard in SHARDS]
    for table, title in zip(tables, ("One", "Three"), strict=True):
        write_pages(table, [PageRow(title, "", 1, "", 0, "missing", "")], "recipe")
    pages("m", tables, "mediawiki/wiki.example")
    assert read_totals("m").origins == {"page": 5, "function": 4, "missing": 1}


def test_without_templates_there_is_nothing(project: Path) -> None:
    assert read_totals("m") == TemplateTotals({}, [])


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"origins": {"page": "x"}, "most_used": []}', "[" * 5000])
def test_a_damaged_file_is_a_one_line_error(project: Path, text: str) -> None:
    layout.template_totals("m").parent.mkdir(parents=True)
    layout.template_totals("m").write_text(text)
    with pytest.raises(WikimillError, match="the file is damaged; delete processed/m and run again"):
        read_totals("m")
