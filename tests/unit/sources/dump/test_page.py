"""Pages of exports of every schema."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from demo.build import export
from tests.unit.sources.dump.exports import WEATHER, page, pins, revision, write
from wikimill.sources.base import Revision
from wikimill.sources.dump.source import DumpSource


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
    text = export({**WEATHER, "Skerrow Wiki:About": "x"}).replace("0.11", version)
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
