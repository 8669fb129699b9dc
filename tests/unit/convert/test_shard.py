"""Converting a shard: only what is missing or stale, and files that agree with the table."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from tests.fake_source import FakeSource, revision
from tests.sites import ENGLISH
from tests.unit.convert.samples import FETCHED, ORIGIN, TEXTS, cached, files, project_filter, run, spied_titles
from wikimill import layout
from wikimill.config.model import Convert
from wikimill.convert.pages import PageRow
from wikimill.errors import WikimillError
from wikimill.fetch.cache import RevisionCache
from wikimill.fetch.fetch import fetch_pins, write_record
from wikimill.manifest.lock import write_lock
from wikimill.sources.base import Pin


def test_every_page_has_its_row_and_every_page_there_is_its_files(project: Path) -> None:
    rows = cached(TEXTS)
    table_rows = run(rows)
    assert set(table_rows) == {*TEXTS, "Nope"}
    assert table_rows["Nope"] == PageRow("Nope", "", 0, "", 0, "missing", "no such page")
    for title, text in TEXTS.items():
        row = table_rows[title]
        markdown = Path(row.path).read_bytes()
        assert row.sha256 == hashlib.sha256(markdown).hexdigest()
        assert row.words == len(markdown.split())
        raw = Path(row.path.replace("processed", "raw").removesuffix(".md") + ".wiki")
        assert raw.read_text() == text
    assert table_rows["Haar"].path == "processed/mediawiki/wiki.example/Haar.md"
    assert Path(table_rows["Haar"].path).read_text() == "Sea **fog**.\n"
    assert table_rows["Black wind"].path.endswith("Black_%77ind.md")


@pytest.mark.slow
def test_only_what_is_gone_or_stale_is_converted_again(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = cached(TEXTS)
    first = run(rows)
    converted = spied_titles(monkeypatch)
    assert run(rows) == first
    assert converted == []
    Path(first["Haar"].path).unlink()
    Path(first["Empty"].path).write_text("changed by hand")
    assert run(rows) == first
    assert sorted(converted) == ["Empty", "Haar"]
    converted.clear()
    for path in Path("raw").rglob("*.wiki"):
        path.unlink()
    assert run(rows) == first
    assert converted == []
    assert len(list(Path("raw").rglob("*.wiki"))) == len(TEXTS)
    moved = cached({**TEXTS, "Haar": "Another text."})
    moved = [Pin(**{**vars(r), "revid": r.revid + (r.title == "Haar")}) for r in moved]
    with RevisionCache(layout.CACHE / ORIGIN.folder) as cache:
        fetch_pins(list(moved), len(moved), cache, lambda: FakeSource(texts={"Haar": "Another text."}))
    assert Path(run(moved)["Haar"].path).read_text() == "Another text.\n"
    assert converted == ["Haar"]
    converted.clear()
    run(moved, Convert(tables="keep"))
    assert sorted(converted) == sorted(TEXTS)


@pytest.mark.slow
def test_a_page_that_went_missing_loses_its_files(project: Path) -> None:
    rows = cached({"Haar": "Fog."})
    run(rows)
    gone = [Pin(1, 0, "Haar", 12345, "", "", 4)]
    write_record(FETCHED, 1, [gone[0]])
    assert run(gone)["Haar"].status == "missing"
    assert list(Path("processed").rglob("*.md")) == list(Path("raw").rglob("*.wiki")) == []


@pytest.mark.slow
def test_pages_that_left_the_manifest_lose_their_files(project: Path) -> None:
    rows = cached(TEXTS)
    run(rows)
    assert "Black_%77ind.md" in files()
    Path("processed/mediawiki/wiki.example/By_name.md").write_text("Asked for by name, in no manifest.")
    write_lock(layout.lock("other"), "", ORIGIN, "", ENGLISH, [row for row in rows if row.title == "Empty"])
    run([row for row in rows if row.title in ("Tide/Turn", "Black wind")])
    kept = {"Tide%2FTurn", "Black_wind", "Empty"}  # of the twins one is left; the other manifest has one of the pages
    assert files() == {*(f"{name}.md" for name in kept), *(f"{name}.wiki" for name in kept), "By_name.md"}


def test_a_cache_that_lost_a_page_is_an_error_not_a_missing_page(project: Path) -> None:
    rows = cached({"Haar": "Fog.", "Hest": "An island."})
    run(rows)
    (layout.CACHE / ORIGIN.folder / "revisions.sqlite").unlink()
    Path("processed/mediawiki/wiki.example/Haar.md").unlink()
    with pytest.raises(
        WikimillError, match=r"revision \d+ of 'Haar' was in the cache and is gone; delete .*fetched/m\.tsv"
    ):
        run(rows)
    assert Path("raw/mediawiki/wiki.example/Haar.wiki").exists()


def test_a_filter_error_quarantines_the_page_not_the_run(project: Path) -> None:
    options = project_filter(project, "return { Str = function(s) if s.text == 'bad' then error('x') end end }")
    rows = cached({"A": "good", "B": "bad", "C": "good"})
    statuses = {title: row.status for title, row in run(rows, options).items()}
    assert statuses == {"A": "ok", "B": "quarantined", "C": "ok", "Nope": "missing"}


def test_what_is_not_wikitext_has_a_row_with_its_content_model_and_no_text(project: Path) -> None:
    rows = cached(TEXTS)
    title, page = next((each.title, each) for each in rows if each.revid)
    with RevisionCache(layout.CACHE / ORIGIN.folder) as cache:
        cache.add([replace(revision(page, TEXTS[title]), model="json")])
    row = run(rows)[title]
    assert (row.status, row.dropped, row.words) == ("quarantined", "model:json", 0)
    assert Path(row.path).read_text() == ""
