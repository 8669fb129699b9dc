"""Pages of exports of every schema."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from demo.build import export
from tests.unit.sources.dump.exports import WEATHER, page, pins, revision, write
from wikimill.sources.base import Revision, Unavailable
from wikimill.sources.dump.source import DumpSource


def test_the_newest_revision_counts(tmp_path: Path) -> None:
    texts = [(5, 3, "old"), (4, 9, "lower number"), (9, 9, "newest"), (7, 1, "oldest")]
    path = write(tmp_path, page("".join(revision(revid, day, f"<text>{text}</text>") for revid, day, text in texts)))
    (pin,) = pins(path, tmp_path)
    assert (pin.revid, pin.timestamp, pin.bytes) == (9, "2026-01-09T00:00:00Z", 6)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ('<contributor deleted="deleted" /><comment deleted="deleted" /><text>a</text>', "a"),
        ('<model>json</model><text xml:space="preserve">{}</text>', "{}"),
        ("<content><role>mediainfo</role><text>{}</text></content><text>a</text>", "a"),
        # The revision's SHA-1 is of all slots, so it is not the text's.
        ("<content><role>m</role><text>{}</text></content><text>a</text><sha1>0000</sha1>", "a"),
        ("<text><![CDATA[a <b>]]> &amp; c</text>", "a <b> & c"),
    ],
)
def test_what_a_revision_may_hold(tmp_path: Path, body: str, text: str) -> None:
    path = write(tmp_path, page(revision(5, 1, body)))
    (found,) = DumpSource([str(path)], tmp_path).revisions(pins(path, tmp_path))
    assert isinstance(found, Revision)
    assert found.text == text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('<text bytes="9" deleted="deleted" />', "text hidden"),
        ('<text bytes="9" />', "text missing"),
        ("<model>wikitext</model>", "text missing"),
    ],
)
def test_a_text_that_is_not_there_has_a_row_with_the_reason(tmp_path: Path, text: str, reason: str) -> None:
    other = page(revision(9, 1, "<text>b</text>"), "<title>Sun</title><ns>0</ns><id>2</id>")
    whole = page(revision(5, 1, "<text>a</text>") + revision(6, 2, text)).removesuffix("</mediawiki>")
    path = write(tmp_path, whole + other.partition("</siteinfo>")[2])
    pin, sun = pins(path, tmp_path)
    assert (pin.revid, pin.sha1, pin.bytes) == (6, "", -1)
    found = list(DumpSource([str(path)], tmp_path).revisions([pin, sun]))
    assert found[0] == Unavailable.of(pin, reason)
    assert isinstance(found[1], Revision)


def test_the_revision_that_was_current_at_a_date(tmp_path: Path) -> None:
    body = "".join(revision(number, day, f"<text>{number}</text>") for number, day in [(5, 3), (6, 9), (7, 20)])
    path = write(tmp_path, page(body))
    for until, revid in [("", 7), ("2026-01-09T23:59:59Z", 6), ("2026-01-08T23:59:59Z", 5)]:
        source = DumpSource([str(path)], tmp_path, until=until)
        (pin,) = source.all_pages([0])
        (found,) = source.revisions([pin])
        assert isinstance(found, Revision)
        assert (found.revid, found.text) == (revid, str(revid))
    assert not list(DumpSource([str(path)], tmp_path, until="2026-01-02T23:59:59Z").all_pages([0]))


def test_an_element_for_each_revision_is_one_page(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    one = page(revision(5, 1, "<text>[[Category:Old]]</text>"))
    rest = "".join(
        page(revision(revid, day, f"<text>{text}</text>")).partition("</siteinfo>")[2].removesuffix("</mediawiki>")
        for revid, day, text in [(7, 9, "[[Category:New]]"), (6, 5, "[[Category:Between]]")]
    )
    path = write(tmp_path, one.removesuffix("</mediawiki>") + rest + "</mediawiki>")
    source = DumpSource([str(path)], tmp_path)
    assert [pin.revid for pin in source.all_pages([0])] == [7]
    assert [item.text for item in source.revisions(source.all_pages([0])) if isinstance(item, Revision)] == [
        "[[Category:New]]"
    ]
    assert source.category_members("Old", [0], subcategories=False) is None
    assert source.category_members("New", [0], subcategories=False) is not None
    assert "pages that come several times: 2; the newest text of each is used" in caplog.text


def test_content_models_are_read(tmp_path: Path) -> None:
    path = write(tmp_path, page(revision(5, 1, "<model>json</model><text>{}</text>")))
    (found,) = DumpSource([str(path)], tmp_path).revisions(pins(path, tmp_path))
    assert isinstance(found, Revision)
    assert found.model == "json"


@pytest.mark.slow
@pytest.mark.parametrize("version", [f"0.{number}" for number in range(3, 12)])
def test_every_version_of_the_schema(tmp_path: Path, version: str) -> None:
    text = export({**WEATHER, "Skerrow Wiki:About": "x"}).replace("0.11", version)
    old = version in {"0.3", "0.4", "0.5"}
    if old:
        text = re.sub(r"<ns>.*?</ns>|<sha1>.*?</sha1>", "", text)
        text = re.sub(r"<redirect .*/>", "" if version == "0.3" else "<redirect />", text)
    source = DumpSource([str(write(tmp_path, text))], tmp_path)
    assert [pin.title for pin in source.all_pages([0])] == ["Haar"]
    assert [pin.title for pin in source.all_pages([4, 14])] == ["Category:Weather", "Skerrow Wiki:About"]
    assert [pin.title for pin in source.lookup(["Fret"])] == ["Haar"]
    members = source.category_members("Weather", [0], subcategories=True)
    assert members is not None
    assert [pin.title for pin in members.pages] == ["Haar"]
