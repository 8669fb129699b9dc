"""Snapshots in HTML as a source."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path

import pytest

from tests.snapshots import item, write_snapshot
from wikimill import streams
from wikimill.errors import WikimillError
from wikimill.manifest.expand import list_wiki
from wikimill.manifest.models import WikiManifest
from wikimill.sources.base import Pin, Revision, Unavailable
from wikimill.sources.snapshot import reader
from wikimill.sources.snapshot.source import SnapshotSource
from wikimill.wiki import Wiki

WIKI = Wiki.parse("en.wikipedia.org")
ITEMS = [
    item(
        "Haar",
        "<p>Sea fog.</p>",
        1,
        categories=[{"name": "Category:Fog"}],
        redirects=[{"name": "Sea fret"}],
        main_entity={"identifier": "Q42", "url": "https://www.wikidata.org/entity/Q42"},
    ),
    item("Mist", "<p>Mist é.</p>", 2, categories=[{"name": "Category:Fog"}, {"name": "Category:Water"}]),
    item("Category:Fog", "<p></p>", 3, namespace={"identifier": 14}, categories=[{"name": "Category:Water"}]),
]


@pytest.fixture
def source(tmp_path: Path) -> SnapshotSource:
    return SnapshotSource([str(write_snapshot(tmp_path / "s.json.tar.gz", ITEMS))], tmp_path / "cache", WIKI)


def manifest(**values: object) -> WikiManifest:
    return WikiManifest.model_validate({"wiki": "en.wikipedia.org", "html": "s.json.tar.gz", **values})


def test_pages_are_listed_by_category_title_and_prefix(source: SnapshotSource) -> None:
    def found(**values: object) -> dict[str, str]:
        return {pin.title: pin.category for pin in list_wiki(manifest(**values), source, "m.yaml", {})}

    assert found() == {"Haar": "", "Mist": ""}
    assert found(categories=["Water"], depth=1) == {"Mist": "Fog", "Haar": "Fog"}
    assert found(pages=["sea fret"]) == {"Haar": ""}
    assert found(prefix="Mi") == {"Mist": ""}


def test_a_snapshot_without_pages_of_categories_is_told_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    source = SnapshotSource([str(write_snapshot(tmp_path / "s.json.tar.gz", ITEMS[:2]))], tmp_path / "cache", WIKI)
    values = {"categories": ["Fog", "Water"], "depth": 1}
    assert {pin.title for pin in list_wiki(manifest(**values), source, "m.yaml", {})} == {"Haar", "Mist"}
    assert [message.partition(": ")[2] for message in caplog.messages] == [
        "no page of a category is in it, so no subcategory is found: name a file of namespace 14 too"
    ]
    with pytest.raises(
        WikimillError, match=r"category 'Sun' does not exist in the dump: it has neither its page nor a"
    ):
        list(list_wiki(manifest(categories=["Sun"]), source, "m.yaml", {}))


def test_texts_are_the_html_and_pinned_by_its_sha1(source: SnapshotSource) -> None:
    pins = list(source.all_pages([0]))
    html = "<p>Sea fog.</p>"
    assert pins[0] == Pin(
        1, 0, "Haar", 1001, "2026-01-02T03:04:05Z", hashlib.sha1(html.encode()).hexdigest(), len(html), "", "Q42"
    )
    assert pins[1].wikidata_id == ""
    gone = Pin(9, 0, "Gone", 9, "", "", 0)
    found = list(source.revisions([*pins, gone]))
    assert [each.text for each in found if isinstance(each, Revision)] == [html, "<p>Mist é.</p>"]
    assert found[-1] == gone


@pytest.mark.parametrize(
    "entity", [None, [], "Q1", {}, {"identifier": 42}, {"identifier": "Q0"}, {"identifier": "Q1\n"}]
)
def test_what_is_no_item_of_wikidata_is_none(tmp_path: Path, entity: object) -> None:
    path = write_snapshot(tmp_path / "s.json.tar.gz", [item("Haar", "<p>Fog.</p>", main_entity=entity)])
    (pin,) = SnapshotSource([str(path)], tmp_path / "cache", WIKI).all_pages([0])
    assert (pin.title, pin.wikidata_id) == ("Haar", "")


def test_the_site_is_of_the_language_and_has_the_licence(source: SnapshotSource) -> None:
    assert source.site().language == "en"
    assert source.site().licence == "CC BY-SA 4.0 https://creativecommons.org/licenses/by-sa/4.0/"


@pytest.mark.parametrize(("code", "language"), [("no", "nb"), ("simple", "en"), ("als", "gsw"), ("de", "de")])
def test_codes_of_wikimedia_are_those_of_mediawiki(tmp_path: Path, code: str, language: str) -> None:
    page = item("A", "<p>a</p>", 1, in_language={"identifier": code}, url=f"https://{code}.wikipedia.org/wiki/A")
    path = write_snapshot(tmp_path / "s.json.tar.gz", [page])
    source = SnapshotSource([str(path)], tmp_path / "cache", Wiki.parse(f"{code}.wikipedia.org"))
    assert source.site().language == language


def test_the_newest_version_of_a_page_counts_and_a_bad_page_is_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    newer = item("Haar", "<p>Newer.</p>", 1, version={"identifier": 2001}, date_modified="2026-02-02T03:04:05.123Z")
    bad = [item("../x", "<p></p>", 5), item("No text", "", 6), item("No number", "<p></p>", -7)]
    path = tmp_path / "s.ndjson.gz"
    path.write_bytes(
        gzip.compress("".join(json.dumps(each) + "\n" for each in [newer, *ITEMS, *bad]).encode() + b"{\n")
    )
    source = SnapshotSource([str(path)], tmp_path / "cache", WIKI)
    pins = {pin.title: pin for pin in source.all_pages([0])}
    assert {title: pin.revid for title, pin in pins.items() if not pin.problem} == {
        "Haar": 2001,
        "Mist": 1002,
        "No text": 1006,
    }
    assert {title: pin.problem for title, pin in pins.items() if pin.problem} == {
        "\ufffdx (page 5)": "title not allowed",
        "No number": "cannot be read",
        "s.ndjson.gz line 8": "cannot be read",
    }
    assert list(source.revisions([pins["No text"]])) == [Unavailable.of(pins["No text"], "text missing")]
    assert "pages that come several times: 1; the newest text of each is used" in caplog.text
    assert "pages that cannot be read: 3" in caplog.text


def test_a_line_without_an_end_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "s.ndjson"
    path.write_text("".join(json.dumps(each) + "\n" for each in ITEMS)[:-20])
    with pytest.raises(WikimillError, match=r"s\.ndjson: the dump is truncated \(line 3 has no end\); download"):
        list(SnapshotSource([str(path)], tmp_path / "cache", WIKI).all_pages([0]))


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "is empty, or has no file"),
        (b"<mediawiki/>", r"is not a snapshot in HTML \(line 1 is no JSON of a page\)"),
        (b"[" * 100_000 + b"\n", r"is not a snapshot in HTML \(line 1"),
        (b'{"index":{"_id":"1"}}\n', r"is not a snapshot in HTML \(line 1"),
        (gzip.compress(json.dumps(ITEMS[0]).encode() * 99, mtime=0)[:-20], "is truncated or damaged"),
    ],
)
def test_what_is_no_snapshot_is_one_line(tmp_path: Path, content: bytes, problem: str) -> None:
    path = tmp_path / "s.ndjson"
    path.write_bytes(content)
    with pytest.raises(WikimillError, match=rf"s\.ndjson: the dump {problem}.*; \w") as caught:
        list(SnapshotSource([str(path)], tmp_path / "cache", WIKI).all_pages([0]))
    assert "\n" not in str(caught.value)


def test_a_page_of_nested_json_is_a_row_and_halves_of_characters_are_replaced(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "s.ndjson"
    good = item("Haar", "<p>Sea \ud83d fog \U0001f32b.</p>", 1)
    bad = ["[" * 100_000, '{"name": "A", "identifier": %s}' % ("9" * 5000), json.dumps(item("B", "", 7))[:50]]
    path.write_text("\n".join([json.dumps(good), *bad]) + "\n")
    source = SnapshotSource([str(path)], tmp_path / "cache", WIKI)
    found = {pin.title: pin for pin in source.all_pages([0])}
    assert {title: pin.problem for title, pin in found.items()} == {
        "Haar": "", **{f"s.ndjson line {number}": "cannot be read" for number in (2, 3, 4)}
    }  # fmt: skip
    (revision,) = source.revisions([found["Haar"]])
    assert isinstance(revision, Revision)
    assert revision.text == "<p>Sea \ufffd fog \U0001f32b.</p>"
    assert "1 'line 2' is nested too deeply" in caplog.text
    assert "1 'line 3' has a number of too many digits" in caplog.text


def test_a_page_that_is_too_long_is_a_row_up_to_a_bound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(reader, "MAX_LINE", 1 << 20)
    monkeypatch.setattr(streams, "MAX_SKIPPED", 3 << 20)
    good, last = item("Haar", "<p>Sea fog.</p>", 1), item("Fret", "<p>Fog.</p>", 3)
    pages = [good, item("Long", "x" * (2 << 20), 2), last]
    source = SnapshotSource([str(write_snapshot(tmp_path / "s.json.tar.gz", pages))], tmp_path / "cache", WIKI)
    assert {pin.title: pin.problem for pin in source.all_pages([0])} == {
        "Haar": "", "Fret": "", "s.json.tar.gz line 2": "cannot be read"
    }  # fmt: skip
    assert "pages that cannot be read: 1 (1 'line 2' has more than 1 MiB)" in caplog.text
    pages[1] = item("Endless", "x" * (4 << 20), 2)
    endless = write_snapshot(tmp_path / "t.json.tar.gz", pages)
    with pytest.raises(WikimillError, match=r"the dump has a line of more than 3 MiB; download"):
        list(SnapshotSource([str(endless)], tmp_path / "cache", WIKI).all_pages([0]))


def test_odd_values_have_no_text(tmp_path: Path) -> None:
    bad = [
        item("Half \ud800", "<p></p>", 4),
        item("Far", "<p></p>", 5, namespace={"identifier": 10**30}),
        item("Below", "<p></p>", 6, namespace={"identifier": -5}),
    ]
    names = [{"name": name} for name in ("Category:\ud800", "a\tb", "Fine")]
    good = item("Haar", "<p>Sea fog.</p>", 1, categories=names, redirects=names)
    path = write_snapshot(tmp_path / "s.json.tar.gz", [*bad, good])
    source = SnapshotSource([str(path)], tmp_path / "cache", WIKI)
    assert [(pin.title, pin.problem) for pin in source.all_pages([0])] == [
        ("Below", "no revision"),
        ("Far", "no revision"),
        ("Haar", ""),
        ("Half \ufffd (page 4)", "title not allowed"),
    ]
    assert [pin.title for pin in source.lookup(["Fine"])] == ["Haar"]


@pytest.mark.parametrize(
    ("name", "problem"), [("CC\x1b[31m", "its licence has a control character"), ("x" * 5000, "its licence has 5,0")]
)
def test_what_no_wiki_says_is_one_line(tmp_path: Path, name: str, problem: str) -> None:
    path = write_snapshot(tmp_path / "s.json.tar.gz", [item("Haar", "<p></p>", license=[{"name": name}])])
    with pytest.raises(WikimillError, match=rf"the dump says of its wiki what no wiki says: {problem}") as caught:
        SnapshotSource([str(path)], tmp_path / "cache", WIKI).site()
    assert str(caught.value).isprintable()


def test_a_snapshot_of_another_wiki_is_one_line(source: SnapshotSource, tmp_path: Path) -> None:
    other = SnapshotSource([str(tmp_path / "s.json.tar.gz")], tmp_path / "other", Wiki.parse("de.wikipedia.org"))
    with pytest.raises(WikimillError, match=r"the dump is of en\.wikipedia\.org, and the manifest names de\.wikipedia"):
        list(other.all_pages([0]))


def test_dump_and_html_exclude_each_other() -> None:
    with pytest.raises(ValueError, match="`dump` and `html` are both there"):
        manifest(dump="x.xml")
