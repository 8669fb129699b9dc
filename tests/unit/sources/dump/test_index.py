"""What the index of a dump contains, and what it refuses."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from demo.build import export
from tests.unit.sources.dump.exports import PAGES, WEATHER, pins, write
from wikimill.errors import WikimillError
from wikimill.sources.base import Revision
from wikimill.sources.dump.source import DumpSource


def test_of_two_pages_with_one_revision_one_has_it_and_the_rest_goes_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = write(tmp_path, export(WEATHER).replace("<id>1001<", "<id>1003<", 1))
    found = pins(path, tmp_path)
    assert [(pin.title, pin.revid, pin.problem) for pin in found] == [
        ("Category:Weather", 0, "no revision"),
        ("Haar", 1003, ""),
    ]
    assert "pages that cannot be read: 1 (1 'Category:Weather' has the revision of another page)" in caplog.text
    (text,) = DumpSource([str(path)], tmp_path).revisions(found[1:])
    assert isinstance(text, Revision)
    assert text.text == WEATHER["Haar"], "although another page with this revision comes before it"


def test_a_page_that_was_moved_while_it_was_exported_has_its_newest_title(tmp_path: Path) -> None:
    path = write(tmp_path, export(WEATHER).replace("<id>1<", "<id>3<", 1))
    assert [pin.title for pin in pins(path, tmp_path)] == ["Haar"]


def test_pages_are_sorted_by_title(tmp_path: Path) -> None:
    titles = ["Zebra", "Apples", "Äpfel", "Apple pie", "Apple", "\U00010900", "\uffe0"]
    path = write(tmp_path, export(dict.fromkeys(titles, "x")))
    assert [pin.title for pin in pins(path, tmp_path)] == sorted(titles)


def test_some_texts_may_differ_from_their_sha1(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    text = export({f"Page {number}": "cafe\u0301" for number in range(100)})
    some = text.replace("cafe\u0301", "café", 10)  # as MediaWiki writes them
    assert len(pins(write(tmp_path, some), tmp_path)) == 100
    assert "10 of 100 texts do not match their SHA-1, such as that of 'Page 0'" in caplog.text
    with pytest.raises(WikimillError, match="the dump is damaged: 11 of 100 texts do not match their SHA-1; download"):
        pins(write(tmp_path, some.replace("cafe\u0301", "café", 1)), tmp_path)


def test_an_index_contains_no_texts(tmp_path: Path) -> None:
    path = write(tmp_path, export(WEATHER))
    pins(path, tmp_path)
    (index,) = (tmp_path / "dumps").glob("*.sqlite")
    with sqlite3.connect(index) as database:
        assert "Sea fog" not in "".join(database.iterdump())
    database.close()


def test_of_a_page_that_comes_twice_the_newest_text_is_used(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "twice.xml"
    path.write_text(export(PAGES).replace("<title>Blue fog", "<title>haar"))
    found = [pin for pin in DumpSource([str(path)], tmp_path).all_pages([0]) if pin.title == "Haar"]
    assert [pin.revid for pin in found] == [1000 + 1 + sorted(PAGES).index("Haar")]
    assert "pages that come several times: 1; the newest text of each is used" in caplog.text


def test_titles_are_written_as_the_wiki_writes_them(tmp_path: Path) -> None:
    path = write(tmp_path, export({"blue_fog": "x", "Template:wind  rose": "x", "Category:winds": "x"}))
    titles = [pin.title for pin in DumpSource([str(path)], tmp_path).all_pages([0, 10, 14])]
    assert titles == ["Blue fog", "Category:Winds", "Template:Wind rose"]
