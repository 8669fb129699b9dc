"""Bringing pinned revisions into the cache, and manifests that disagree on them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.fake_source import FakeSource, pin, revision
from tests.sites import ENGLISH
from wikimill import layout
from wikimill.errors import WikimillError
from wikimill.fetch.cache import RevisionCache
from wikimill.fetch.fetch import check_agreement, fetch_pins, read_missing, write_record
from wikimill.manifest.lock import write_lock
from wikimill.manifest.origin import WikiOrigin
from wikimill.sources.base import Pin

ORIGIN = WikiOrigin("wiki.example")


def test_a_revision_with_another_text_than_the_pinned_is_fetched_again(cache: RevisionCache) -> None:
    old, new = pin("A", "of another wiki with this number"), pin("A", "a")
    cache.add([revision(old, "of another wiki with this number")])
    source = FakeSource(texts={"A": "a"})
    assert fetch_pins([new], 1, cache, lambda: source) == []
    stored = cache.get(new.revid)
    assert stored
    assert stored.text == "a"


def test_only_what_is_absent_is_asked_for(cache: RevisionCache) -> None:
    pages = [pin(title, title) for title in "ABC"]
    cache.add([revision(pages[1], "B")])
    source = FakeSource(texts={title: title for title in "ABC"})
    assert fetch_pins(pages, len(pages), cache, lambda: source) == []
    assert source.asked == ["A", "C"]
    assert cache.known(pages) == {page.revid for page in pages}


def test_a_full_cache_opens_no_source(cache: RevisionCache) -> None:
    page = pin("A", "A")
    cache.add([revision(page, "A")])

    def source() -> FakeSource:
        raise AssertionError("the source was opened")

    assert fetch_pins([page], 1, cache, source) == []


def test_what_is_gone_is_returned_not_raised(cache: RevisionCache) -> None:
    kept, gone = pin("Kept", "k"), pin("Gone", "g")
    never = Pin.missing("Never")
    source = FakeSource(texts={"Kept": "k"})
    assert fetch_pins([kept, gone, never], 3, cache, lambda: source) == [gone, never]


def test_a_failure_in_the_middle_keeps_the_batches_before_it(cache: RevisionCache) -> None:
    pages = [pin(f"Page {number}", "x") for number in range(120)]

    class Failing(FakeSource):
        def revisions(self, pins):  # type: ignore[no-untyped-def]
            for number, each in enumerate(pins):
                if number == 70:
                    raise WikimillError("the wiki went away")
                yield revision(each, "x")

    with pytest.raises(WikimillError):
        fetch_pins(pages, len(pages), cache, Failing)
    assert len(cache.known(pages)) == 50
    source = FakeSource(texts={page.title: "x" for page in pages})
    fetch_pins(pages, len(pages), cache, lambda: source)
    assert len(source.asked) == 70


def test_the_index_lists_what_is_missing(tmp_path: Path) -> None:
    gone = pin("Gone", "g")
    write_record(tmp_path / "i.tsv", 5, [gone])
    assert (
        tmp_path / "i.tsv"
    ).read_text() == f"# pages: 5\n# missing: 1\ntitle\trevid\treason\nGone\t{gone.revid}\tnot in the source\n"


@pytest.mark.usefixtures("project")
def test_manifests_that_pin_a_page_twice_are_refused() -> None:
    write_lock(layout.lock("one"), "", ORIGIN, "", ENGLISH, [pin("A", "a", category="R"), pin("B", "b", category="R")])
    moved = Pin(1, 0, "A", 99, "2026-01-01T00:00:00Z", "", 1)
    write_lock(layout.lock("two"), "", ORIGIN, "", ENGLISH, [replace(moved, category="R")])
    elsewhere = WikiOrigin("other.example")
    write_lock(layout.lock("three"), "", elsewhere, "", ENGLISH, [pin("A", "other", category="R")])
    check_agreement("three")
    with pytest.raises(WikimillError, match=r"two\.tsv pins 'A' at another revision than .*one\.tsv \(\d+, 99\); move"):
        check_agreement("one")


@pytest.mark.parametrize("title", ["#1 draft.docx", "a\u2028b", "a\x85b", "# missing: 7"])
def test_the_index_holds_every_title(tmp_path: Path, title: str) -> None:
    write_record(tmp_path / "i.tsv", 1, [Pin.missing(title)])
    assert read_missing(tmp_path / "i.tsv") == {title: "no such page"}


@pytest.mark.usefixtures("project")
def test_a_page_that_one_manifest_has_and_another_lists_as_missing_is_refused() -> None:
    write_lock(layout.lock("one"), "", ORIGIN, "", ENGLISH, [pin("A", "a", category="R")])
    write_lock(layout.lock("two"), "", ORIGIN, "", ENGLISH, [Pin.missing("A")])
    with pytest.raises(WikimillError, match=r"two\.tsv pins 'A' at another revision .*snakemake refresh"):
        check_agreement("one")


@pytest.mark.usefixtures("project")
def test_two_wikis_of_one_host_are_refused() -> None:
    for name, path in (("en", "/w"), ("kb", "/kb")):
        origin = WikiOrigin(f"https://wiki.example{path}/api.php")
        write_lock(layout.lock(name), "", origin, "", ENGLISH, [pin(name)])
    with pytest.raises(WikimillError, match=r"en\.tsv is of wiki\.example/w/ and .*kb\.tsv of wiki\.example/kb/"):
        check_agreement("kb")
