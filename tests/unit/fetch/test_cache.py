"""The cache of revisions."""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from tests.fake_source import pin, revision
from wikimill.errors import WikimillError
from wikimill.fetch.cache import CHUNK, RevisionCache
from wikimill.sources.base import Pin, Revision

OLDEST = 999  # parameters of a statement that SQLite's oldest releases take


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


def test_a_content_model_and_half_a_character_come_back(cache: RevisionCache) -> None:
    text = "a\ud800"
    data = text.encode("utf-8", "surrogatepass")
    sha1 = hashlib.sha1(data, usedforsecurity=False).hexdigest()
    rows = [Revision(5, "A", "t", sha1, text, "Scribunto"), replace(revision(pin("B", "b"), "b"), revid=6)]
    cache.add(rows)
    assert [cache.get(5), cache.get(6)] == rows
    cache.add([replace(rows[1], title="C", model="css")])
    assert cache.get(6) == replace(rows[1], title="C", model="css")


def test_the_newest_revision_is_that_with_the_largest_number(cache: RevisionCache) -> None:
    old, new = (replace(revision(pin("A", text), text), revid=revid) for text, revid in (("old", 5), ("new", 7)))
    cache.add([new, old, replace(revision(pin("B", "b"), "b"), revid=9)])
    assert cache.newest("A") == new


def test_what_is_known_is_known_with_the_pinned_text(cache: RevisionCache) -> None:
    cache.connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, OLDEST)
    number = CHUNK + 200
    pins = [replace(pin(str(revid), "a"), revid=revid) for revid in range(1, number + 1)]
    cache.add(revision(each, "a") for each in pins if each.revid % 2)
    odd = set(range(1, number + 1, 2))
    assert cache.known(pins) == odd
    assert cache.known(replace(each, sha1="") for each in pins) == odd
    assert cache.known([replace(pins[0], sha1="0" * 40), *pins[1:]]) == odd - {1}
    assert cache.known([]) == set()


def test_the_text_of_a_pin_is_empty_where_there_is_none(cache: RevisionCache) -> None:
    cache.add([revision(pin("A", "a"), "a")])
    assert [cache.text(each) for each in (pin("A"), pin("B"), Pin.missing("A"))] == ["a", "", ""]


def test_the_timestamp_is_that_of_the_newest_of_the_revisions(cache: RevisionCache) -> None:
    assert cache.newest_timestamp([1]) == ""
    cache.connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, OLDEST)
    number = CHUNK + 200
    stamps = {revid: f"2026-01-02T00:00:00.{revid * 7 % number:04}Z" for revid in range(1, number + 1)}
    cache.add(Revision(revid, "A", stamp, "", "") for revid, stamp in stamps.items())
    for revids in ([1, 2], [3], range(1, number + 1), range(number, 0, -1), [number, number + 1]):
        assert cache.newest_timestamp(revids) == max(stamps.get(revid, "") for revid in revids)


def test_what_cannot_be_opened_or_written_is_one_line(cache: RevisionCache, tmp_path: Path) -> None:
    folder = tmp_path / "other/revisions.sqlite"
    folder.mkdir(parents=True)
    with pytest.raises(WikimillError, match=r"revisions\.sqlite: .*; make space or check permissions there, and run"):
        RevisionCache(folder.parent)
    cache.connection.execute("PRAGMA query_only = ON")
    with pytest.raises(WikimillError, match="attempt to write a readonly database; make space"):
        cache.save_site_summary("x")
    cache.connection.execute("PRAGMA query_only = OFF")
    cache.add([revision(pin("A", "a"), "a")])
    with cache.connection:
        cache.connection.execute("UPDATE revision SET text = x'00'")
    with pytest.raises(WikimillError, match=r"revisions\.sqlite: the cache is damaged .*; delete it and run again"):
        cache.get(pin("A").revid)
    with cache.connection:
        cache.connection.execute("DROP TABLE revision")
    for ask in (lambda: cache.known([pin("A")]), lambda: cache.newest("A")):
        with pytest.raises(WikimillError, match=r"revisions\.sqlite: no such table: revision; make space or check"):
            ask()


def test_a_cache_is_closed_at_the_end_of_a_block(tmp_path: Path) -> None:
    with RevisionCache(tmp_path / "deep/folder") as cache:
        cache.save_site_summary("x")
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        cache.connection.execute("SELECT 1")
    with RevisionCache(tmp_path / "deep/folder") as cache:
        assert cache.site_summary() == "x"
