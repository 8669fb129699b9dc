"""The index of a dump on disk, the schemas of exports, and pins that a dump no longer has."""

from __future__ import annotations

import os
import re
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from demo.build import export
from wikimill.errors import WikimillError
from wikimill.manifest.models import WikiManifest
from wikimill.sources.base import Pin, Revision
from wikimill.sources.dump.source import DumpSource

PAGES = {"Category:Weather": "", "Fret": "#REDIRECT [[Haar]]", "Haar": "Sea fog. [[Category:Weather]]"}
HEAD, _, REST = export({}).partition("  </siteinfo>")


def write(folder: Path, text: str, name: str = "wiki.xml") -> Path:
    path = folder / name
    path.write_text(text)
    return path


def pins(path: Path, cache: Path) -> list[Pin]:
    return list(DumpSource(path, cache).all_pages([0, 14]))


def page(body: str, head: str = "<title>Haar</title><ns>0</ns><id>1</id>") -> str:
    """An export of one page."""
    return f"{HEAD}</siteinfo><page>{head}{body}</page></mediawiki>"


def revision(revid: int, day: int, text: str) -> str:
    """A revision of a page."""
    return f"<revision><id>{revid}</id><timestamp>2026-01-{day:02d}T00:00:00Z</timestamp>{text}</revision>"


def test_a_dump_is_read_once_and_again_when_it_changes(tmp_path: Path) -> None:
    path = write(tmp_path, export(PAGES))
    before = pins(path, tmp_path)
    (index,) = (tmp_path / "dumps").glob("*.sqlite")
    state = path.stat()
    path.write_bytes(bytes(state.st_size))
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert pins(path, tmp_path) == before  # by name, size and time it is the same
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns + 1))
    with pytest.raises(WikimillError, match="not a well-formed MediaWiki export"):
        pins(path, tmp_path)
    assert not index.exists()
    write(tmp_path, export({"Squall": "Wind."}))
    assert [pin.title for pin in pins(path, tmp_path)] == ["Squall"]
    assert len(list((tmp_path / "dumps").glob("*.sqlite"))) == 1


def test_dumps_of_one_name_have_an_index_each(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    here, there = write(tmp_path, export(PAGES)), write(tmp_path / "other", export({"Squall": "Wind."}))
    assert [pin.title for pin in pins(here, tmp_path)] == ["Category:Weather", "Haar"]
    assert [pin.title for pin in pins(there, tmp_path)] == ["Squall"]
    assert len(list((tmp_path / "dumps").glob("*.sqlite"))) == 2


def test_a_half_made_index_is_not_taken_for_whole(tmp_path: Path) -> None:
    path = write(tmp_path, export(PAGES))
    before = pins(path, tmp_path)
    (index,) = (tmp_path / "dumps").glob("*.sqlite")
    index.rename(index.with_suffix(".unfinished"))
    index.with_suffix(".unfinished").write_bytes(b"SQLite format 3\0 half")
    assert pins(path, tmp_path) == before


def test_a_damaged_index_is_one_line(tmp_path: Path) -> None:
    path = write(tmp_path, export(PAGES))
    pins(path, tmp_path)
    (index,) = (tmp_path / "dumps").glob("*.sqlite")
    index.write_bytes(b"no database at all" * 1000)
    with pytest.raises(WikimillError, match=rf"{re.escape(index.name)}: the index of a dump is damaged .*; delete it"):
        pins(path, tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [("<id>1001<", "<id>1003<", "revision 1003"), ("<id>1<", "<id>3<", "page id")],
)
def test_what_stands_twice_is_named(tmp_path: Path, old: str, new: str, what: str) -> None:
    path = write(tmp_path, export(PAGES).replace(old, new, 1))
    with pytest.raises(WikimillError, match=rf"wiki\.xml: duplicate {what}; export it again"):
        pins(path, tmp_path)


def test_pages_come_by_title(tmp_path: Path) -> None:
    titles = ["Zebra", "apple", "Äpfel", "Apple pie", "Apple", "\U00010900", "\uffe0"]
    path = write(tmp_path, export(dict.fromkeys(titles, "x")))
    assert [pin.title for pin in pins(path, tmp_path)] == sorted(titles)


def test_texts_that_are_not_those_that_were_pinned_are_refused(tmp_path: Path) -> None:
    source = DumpSource(write(tmp_path, export(PAGES)), tmp_path)
    (pin,) = source.lookup(["Haar"])
    assert [item.text for item in source.revisions([pin]) if isinstance(item, Revision)] == [PAGES["Haar"]]
    unknown = replace(pin, sha1="", bytes=0)
    assert [item.text for item in source.revisions([unknown]) if isinstance(item, Revision)] == [PAGES["Haar"]]
    gone = replace(pin, revid=77, title="Gone")
    assert list(source.revisions(iter([gone]))) == [gone]
    for other in (replace(pin, sha1="0" * 40), replace(pin, bytes=1)):
        with pytest.raises(WikimillError, match=r"wiki\.xml: page 'Haar' at revision 1003 no longer has the text that"):
            list(source.revisions([other]))


def test_the_newest_revision_counts(tmp_path: Path) -> None:
    texts = [(5, 3, "old"), (4, 9, "lower number"), (9, 9, "newest"), (7, 1, "oldest")]
    path = write(tmp_path, page("".join(revision(revid, day, f"<text>{text}</text>") for revid, day, text in texts)))
    (pin,) = pins(path, tmp_path)
    assert (pin.revid, pin.timestamp, pin.bytes) == (9, "2026-01-09T00:00:00Z", 6)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ('<text bytes="9" deleted="deleted" />', ""),
        ('<contributor deleted="deleted" /><comment deleted="deleted" /><text>a</text>', "a"),
        ("<model>wikitext</model>", ""),
        ('<model>json</model><text xml:space="preserve">{}</text>', "{}"),
        ("<content><role>mediainfo</role><text>{}</text></content><text>a</text>", "a"),
        # The revision's SHA-1 is of all slots, so it is not the text's.
        ("<content><role>m</role><text>{}</text></content><text>a</text><sha1>0000</sha1>", "a"),
        ("<text><![CDATA[a <b>]]> &amp; c</text>", "a <b> & c"),
    ],
)
def test_what_a_revision_may_hold(tmp_path: Path, body: str, text: str) -> None:
    path = write(tmp_path, page(revision(5, 1, body)))
    (found,) = DumpSource(path, tmp_path).revisions(pins(path, tmp_path))
    assert isinstance(found, Revision)
    assert found.text == text


@pytest.mark.parametrize("version", [f"0.{number}" for number in range(3, 12)])
def test_every_version_of_the_schema(tmp_path: Path, version: str) -> None:
    text = export({**PAGES, "Skerrow Wiki:About": "x"}).replace("0.11", version)
    old = version in {"0.3", "0.4", "0.5"}
    if old:
        text = re.sub(r"<ns>.*?</ns>|<sha1>.*?</sha1>", "", text)
        text = re.sub(r"<redirect .*/>", "" if version == "0.3" else "<redirect />", text)
    source = DumpSource(write(tmp_path, text), tmp_path)
    assert [pin.title for pin in source.all_pages([0])] == ["Haar"]
    assert [pin.title for pin in source.all_pages([4, 14])] == ["Category:Weather", "Skerrow Wiki:About"]
    assert [pin.title for pin in source.lookup(["Fret"])] == ["Haar"]
    members = source.category_members("Weather", [0], subcategories=True)
    assert members is not None
    assert [pin.title for pin in members.pages] == ["Haar"]


def test_one_text_in_a_thousand_may_differ_from_its_sha1(tmp_path: Path) -> None:
    text = export({f"Page {number}": "cafe\u0301" for number in range(1001)})
    once = text.replace("cafe\u0301", "café", 1)  # as MediaWiki writes it
    assert len(pins(write(tmp_path, once), tmp_path)) == 1001
    with pytest.raises(WikimillError, match="2 of 1,001 texts do not match their size or SHA-1"):
        pins(write(tmp_path, once.replace("cafe\u0301", "café", 1)), tmp_path)


def test_an_index_needs_no_text(tmp_path: Path) -> None:
    path = write(tmp_path, export(PAGES))
    pins(path, tmp_path)
    (index,) = (tmp_path / "dumps").glob("*.sqlite")
    with sqlite3.connect(index) as database:
        assert "Sea fog" not in "".join(database.iterdump())
    database.close()


def test_categorylinks_go_with_a_dump() -> None:
    with pytest.raises(ValueError, match="`categorylinks` goes with a dump"):
        WikiManifest(wiki="w.example", pages=["Haar"], categorylinks="w-categorylinks.sql.gz")
