"""The lock: sorted, deterministic, and refused when it is damaged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.fake_source import pin
from tests.sites import ENGLISH
from wikimill.errors import WikimillError
from wikimill.files import digest_if_exists, sha256
from wikimill.manifest.expansion_lock import read_expansion_lock
from wikimill.manifest.lock import read_header, read_lock, write_lock
from wikimill.manifest.origin import WikiOrigin
from wikimill.manifest.site_file import read_site_file
from wikimill.manifest.templates_lock import TemplatePin, TemplatesLock, find_page, read_templates_header
from wikimill.site.summary import format_summary
from wikimill.sources.base import Pin

ORIGIN = WikiOrigin("wiki.example")


def pins_of(*titles: str) -> list[Pin]:
    return [pin(title, title, category="Root") for title in titles]


def test_a_derived_manifest_is_sorted_deterministic_and_reads_back(tmp_path: Path) -> None:
    one, two = tmp_path / "one.tsv", tmp_path / "two.tsv"
    write_lock(one, "ab" * 32, ORIGIN, "CC0-1.0", ENGLISH, pins_of("B", "A", "Þ"))
    write_lock(two, "ab" * 32, ORIGIN, "CC0-1.0", ENGLISH, pins_of("Þ", "B", "A"))
    assert one.read_bytes() == two.read_bytes()
    header, pins = read_lock(one)
    assert [pin.title for pin in pins] == ["A", "B", "Þ"]
    assert pins[0] == pins_of("A")[0]
    assert header.site_summary == format_summary(ENGLISH)
    assert header.site.language == "en"
    assert (header.original, header.pages, header.licence) == ("ab" * 32, 3, "CC0-1.0")
    assert header.date == "2026-01-02T03:04:05Z"
    lines = one.read_text().splitlines()
    assert next(line for line in lines if not line.startswith("#")).split("\t") == [
        "pageid",
        "ns",
        "title",
        "revid",
        "timestamp",
        "sha1",
        "bytes",
        "category",
    ]


def test_items_of_wikidata_have_a_column_where_a_page_has_one(tmp_path: Path) -> None:
    path = tmp_path / "m.tsv"
    pins = [replace(each, wikidata_id=item) for each, item in zip(pins_of("A", "B"), ("", "Q42"), strict=True)]
    write_lock(path, "ab" * 32, ORIGIN, "", ENGLISH, pins)
    assert read_lock(path)[1] == pins
    lines = [line for line in path.read_text().splitlines() if not line.startswith("#")]
    assert [line.split("\t")[7:] for line in lines] == [["category", "wikidata_id"], ["Root", ""], ["Root", "Q42"]]
    assert find_page(path)("A") == TemplatePin("A", pins[0].revid, pins[0].sha1)
    path.write_text(path.read_text() + "1\t0\tC\t1\tx\tx\t1\tRoot\tQ1\tmore\n")
    with pytest.raises(WikimillError, match=r"m\.tsv: row 3 is broken"):
        read_lock(path)


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[: len(text) // 2],
        lambda text: text.replace("# pages: 2", "# pages: 3"),
        lambda text: text.replace("# site:", "# sight:"),
        lambda text: text.replace("\t0\tA\t", "\t0\t../A\t"),
        lambda text: text + "rubbish\n",
        lambda _: "",
    ],
)
def test_a_damaged_derived_manifest_is_refused_by_name(tmp_path: Path, damage: object) -> None:
    path = tmp_path / "m.tsv"
    write_lock(path, "ab" * 32, ORIGIN, "", ENGLISH, pins_of("A", "B"))
    assert callable(damage)
    path.write_text(damage(path.read_text()))
    with pytest.raises(WikimillError, match=r"m\.tsv"):
        read_lock(path)


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("m.tsv", read_header),
        ("m.tsv", read_lock),
        ("m.templates.tsv", read_templates_header),
        ("m.templates.tsv", TemplatesLock),
        ("m.site.json", read_site_file),
        ("m.site.json", sha256),
        ("m.templates.jsonl", lambda path: list(read_expansion_lock(path))),
        ("m.templates.jsonl", digest_if_exists),
    ],
)
def test_a_folder_where_a_lock_should_be_is_an_error(tmp_path: Path, name: str, read: Callable[[Path], object]) -> None:
    path = tmp_path / name
    path.mkdir()
    with pytest.raises(WikimillError) as caught:
        read(path)
    assert str(caught.value) == (
        f"{path}: a folder, where a file of this name should be; move it elsewhere, and run again"
    )
