"""Pages of a corpus, found in its tables."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.unit.corpus.builder import page_row, prose, write_corpus_tables
from tests.unit.serve.builder import EVIL, EVIL_TEXT, FOLDER, PAGES
from wikimill import layout
from wikimill.errors import WikimillError
from wikimill.serve.corpus import Corpus, project_path

pytestmark = pytest.mark.usefixtures("_in_corpus")


@pytest.fixture
def corpus() -> Corpus:
    return Corpus(FOLDER)


def titles(listing: object) -> list[str]:
    return [entry.cells["title"] for entry in listing.entries]  # type: ignore[attr-defined]


def test_pages_are_listed_from_any_row(corpus: Corpus) -> None:
    expected = pq.read_table(FOLDER / "pages.parquet")["title"].to_pylist()
    assert len(expected) == PAGES
    found, start = [], 0
    while True:
        listing = corpus.list_pages("", start, 7)
        assert len(listing.entries) <= 7
        found += titles(listing)
        if listing.following is None:
            break
        start = listing.following
    assert found == expected
    assert corpus.list_pages("", 10_000).entries == []


def test_pages_are_found_across_row_groups(tmp_path: Path) -> None:
    """Of the builder's tables, which have three pages in a group."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        write_corpus_tables([page_row(f"P{n}", f"text {n}", 1) for n in range(10)], [("Gone", "missing")])
        corpus = Corpus(FOLDER)
        assert [entry.row for entry in corpus.list_pages("", 2, 5).entries] == [2, 3, 4, 5, 6]
        assert corpus.list_pages("", 2, 5).following == 7
        assert corpus.list_pages("", 5, 5).following is None
        assert corpus.find_title("P8") == 8
        pages = map(corpus.page, (0, 4, 9, 10))
        assert [found and found.text for found in pages] == ["text 0", "text 4", "text 9", None]


def test_a_search_takes_any_case_and_no_pattern(corpus: Corpus) -> None:
    assert titles(corpus.list_pages("HARBOUR 1", 0)) == [f"Harbour {n}" for n in range(10, 20)]
    assert titles(corpus.list_pages("ONERROR=", 0)) == [EVIL]
    assert titles(corpus.list_pages(".*", 0)) == titles(corpus.list_pages("%", 0)) == []


def test_a_page_has_all_that_is_known_of_it(corpus: Corpus) -> None:
    row = corpus.find_title("Harbour 07")
    assert row is not None
    found = corpus.page(row)
    assert found
    assert found.text == prose(7)
    assert found.wikitext == "'''Harbour''' {{wind}} <ref>x</ref>"
    assert [(loss.kind, loss.count) for loss in found.losses] == [("references", 3)]
    assert found.conversion == "ok"
    assert found.cells["url"].startswith("https://wiki.example/")
    evil = corpus.page(corpus.find_title(EVIL) or 0)
    assert evil
    assert (evil.text, evil.wikitext) == (EVIL_TEXT, None)
    assert [(loss.kind, loss.template) for loss in evil.losses] == [("tables", ""), ("removed", EVIL)]
    assert corpus.find_title("harbour 07") is None
    assert corpus.page(PAGES) is None


def test_pages_that_were_left_out_have_their_reason(corpus: Corpus) -> None:
    listing = corpus.list_left_out("", "", 0)
    assert [(entry.cells["title"], entry.cells["reason"]) for entry in listing.entries] == [
        ("Twin", "exact duplicate"),
        ("Nope", "missing"),
    ]
    assert titles(corpus.list_left_out("", "missing", 0)) == ["Nope"]
    assert titles(corpus.list_left_out("TWI", "", 0)) == ["Twin"]
    assert corpus.list_left_out("", "", 0, 1).following == 1
    assert titles(corpus.list_left_out("", "", 1, 1)) == ["Nope"]
    twin, nope = corpus.left_out_page(0), corpus.left_out_page(1)
    assert twin
    assert (twin.text, twin.cells["detail"]) == (prose(7), "processed/mediawiki/wiki.example/Harbour_07.md")
    assert nope
    assert (nope.text, nope.wikitext, nope.conversion) == (None, None, "missing")
    assert corpus.left_out_page(2) is None


@pytest.mark.parametrize("path", ["", "/etc/passwd", "../x", "processed/../../x", "raw/x", "processed/out"])
def test_a_path_of_a_table_leads_nowhere_else(path: str, tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        layout.PROCESSED.mkdir()
        (layout.PROCESSED / "out").symlink_to("/etc")
        assert project_path(path, layout.PROCESSED) is None
        assert project_path("processed/a.md", layout.PROCESSED) == Path("processed/a.md")


def test_a_missing_or_damaged_table_is_one_line(tmp_path: Path) -> None:
    corpus = Corpus(tmp_path)
    assert not corpus.exists
    assert corpus.read_statistics() == {}
    with pytest.raises(WikimillError, match="there is no such table; build the corpus first"):
        corpus.list_pages("", 0)
    corpus.pages.write_bytes(b"x")
    with pytest.raises(WikimillError, match="the table is damaged"):
        corpus.page(0)
    with pytest.raises(WikimillError, match="there is no such table of pages left out"):
        corpus.list_left_out("", "", 0)
