"""The cache of revisions."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.fake_source import pin, revision
from wikimill.errors import WikimillError
from wikimill.fetch.cache import RevisionCache
from wikimill.sources.base import Revision


@pytest.mark.parametrize("text", ["", "Ólafsvær\n\n 北 \u00a0", "x" * 3_000_000, "\r\n\t"])
def test_texts_come_back_byte_for_byte(cache: RevisionCache, text: str) -> None:
    stored = revision(pin("A", text), text)
    cache.add([stored])
    assert cache.get(stored.revid) == stored
    assert cache.newest("A") == stored
    assert cache.newest("B") is None


def test_a_batch_is_stored_whole_or_not_at_all(cache: RevisionCache) -> None:
    good = revision(pin("A", "a"), "a")
    bad = Revision(2, "B", "", "", None)  # type: ignore[arg-type]
    with pytest.raises(AttributeError):
        cache.add([good, bad])
    assert cache.get(good.revid) is None


def test_the_site_is_remembered(cache: RevisionCache) -> None:
    assert cache.site_summary() == ""
    cache.save_site_summary("other")
    cache.save_site_summary("this one")
    assert cache.site_summary() == "this one"


def test_a_damaged_cache_is_one_line_with_the_fix(tmp_path: Path) -> None:
    path = tmp_path / "revisions.sqlite"
    path.write_bytes(b"not a database, but long enough to look at" * 100)
    with pytest.raises(WikimillError, match=r"revisions\.sqlite: the cache is damaged .*; delete it and run again"):
        RevisionCache(tmp_path)


def test_a_text_that_rotted_in_the_cache_is_an_error_not_a_page(cache: RevisionCache) -> None:
    cache.add([revision(pin("A", "a"), "another text than the sha1 says")])
    with pytest.raises(WikimillError, match=r"cache is damaged \(the text of revision \d+ does not match its sha1\)"):
        cache.get(pin("A").revid)


def test_a_reader_is_not_stopped_by_a_writer_that_died(cache: RevisionCache) -> None:
    cache.add([revision(pin("A", "a"), "a")])
    writer = sqlite3.connect(cache.path)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("INSERT INTO revision VALUES (7, 'B', '', '', x'00')")
    writer.close()  # without a commit, as a killed process leaves it
    assert cache.newest("A") is not None
    assert cache.get(7) is None
