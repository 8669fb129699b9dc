"""A listing that dies goes on where it was."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from tests.fake_source import pin
from tests.unit.sources.mediawiki.scripted import pinned, scripted
from wikimill.config.model import MediaWiki
from wikimill.errors import WikimillError
from wikimill.sources.mediawiki.api import ApiSource
from wikimill.sources.mediawiki.journal import MAX_AGE, Journal

PAGES = [pin(f"Page {number}") for number in range(9)]
ANSWERS: list[dict[str, Any]] = [
    {
        "query": {"pages": [pinned(page)]},
        "batchcomplete": True,
        **({"continue": {"gcmcontinue": f"page|{number}", "continue": "gcmcontinue||"}} if number < 8 else {}),
    }
    for number, page in enumerate(PAGES)
]


def listing(answers: list[dict[str, Any]], folder: Path) -> tuple[ApiSource, list[dict[str, Any]]]:
    source, sent = scripted(answers, folder)
    source.connection.journal = Journal(folder / "listing" / "m.sqlite")
    return source, sent


def test_the_next_run_asks_only_for_what_is_left(tmp_path: Path) -> None:
    source, sent = listing(list(ANSWERS[:5]), tmp_path)
    with pytest.raises(WikimillError):  # there is no sixth answer
        source.category_members("X", [0], subcategories=False)
    assert len(sent) == 6
    source.close()
    source, sent = listing(list(ANSWERS[5:]), tmp_path)
    found = source.category_members("X", [0], subcategories=False)
    assert found
    assert found.pages == PAGES
    assert [each["gcmcontinue"] for each in sent] == ["page|4", "page|5", "page|6", "page|7"]
    source.finish_listing()
    assert not list((tmp_path / "listing").iterdir())
    source, sent = listing(list(ANSWERS), tmp_path)  # a listing that ended is made anew
    assert source.category_members("X", [0], subcategories=False) == found
    assert len(sent) == 9


def test_what_cannot_be_read_is_asked_for_again(tmp_path: Path) -> None:
    bad = {"query": {"pages": [{"title": "Page 1", "ns": "x", "pageid": 2}]}}
    source, _ = listing([*ANSWERS[:4], ANSWERS[4] | bad], tmp_path)
    with pytest.raises(WikimillError, match="its response is malformed"):
        list(source.all_pages([0]))
    source.close()
    source, sent = listing(ANSWERS[4:], tmp_path)
    assert list(source.all_pages([0])) == PAGES
    assert [each["gcmcontinue"] for each in sent] == [f"page|{number}" for number in range(3, 8)]


def test_a_title_that_an_answer_leaves_out_is_asked_for_again(tmp_path: Path) -> None:
    source, _ = listing([{"query": {"pages": []}}], tmp_path)
    with pytest.raises(WikimillError, match="its response says nothing of page 'Page 0'"):
        list(source.lookup(["Page 0"]))
    source.close()
    source, _ = listing([{"query": {"pages": [pinned(PAGES[0])]}}], tmp_path)
    assert list(source.lookup(["Page 0"])) == [PAGES[0]]


def test_continuations_that_never_end_are_not_kept(tmp_path: Path) -> None:
    answers = [{"query": {"pages": []}, "continue": {"gcmcontinue": "same"}}] * 2
    source, _ = listing(answers, tmp_path)
    with pytest.raises(WikimillError, match="its continuations never end"):
        source.category_members("X", [0], subcategories=False)
    source.close()
    source, _ = listing(list(ANSWERS), tmp_path)
    found = source.category_members("X", [0], subcategories=False)
    assert found
    assert found.pages == PAGES


def test_with_a_higher_bound_a_listing_goes_on_where_it_stopped(tmp_path: Path) -> None:
    source, sent = listing(list(ANSWERS), tmp_path)
    source.connection.etiquette = MediaWiki(max_requests=6)
    with pytest.raises(WikimillError, match=r"listing takes more than 6 requests .*; .* what it has listed is kept$"):
        source.category_members("X", [0], subcategories=False)
    assert len(sent) == 6
    source.close()
    source, sent = listing(ANSWERS[6:], tmp_path)
    assert source.category_members("X", [0], subcategories=False)
    assert len(sent) == 3


def test_what_is_too_old_is_asked_for_again(tmp_path: Path) -> None:
    path = tmp_path / "m.sqlite"
    first = Journal(path)
    first.add({"titles": "A"}, {"query": {"ö": 1}})
    first.connection.close()
    for age, known in ((MAX_AGE - 60, {"query": {"ö": 1}}), (-30, {"query": {"ö": 1}}), (MAX_AGE + 60, None)):
        journal = Journal(path, now=time.time() + age)
        assert journal.get({"titles": "A"}) == known
        assert journal.get({"titles": "B"}) is None
        journal.connection.close()


def test_what_is_of_a_time_to_come_is_asked_for_again(tmp_path: Path) -> None:
    first = Journal(tmp_path / "m.sqlite")
    first.add({"titles": "A"}, {"query": {}})
    first.connection.close()
    journal = Journal(tmp_path / "m.sqlite", now=time.time() - 3600)
    assert journal.get({"titles": "A"}) is None
    journal.connection.close()


def test_a_damaged_journal_is_named(tmp_path: Path) -> None:
    (tmp_path / "m.sqlite").write_bytes(b"SQLite format 3\0" + b"x" * 4000)
    with pytest.raises(WikimillError, match=r"m\.sqlite: the cache is damaged .*delete it and run again"):
        Journal(tmp_path / "m.sqlite").get({})
