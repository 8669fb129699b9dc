"""The lock: sorted, deterministic, and refused when it is damaged."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.fake_source import pin
from tests.sites import ENGLISH
from wikimill import layout
from wikimill.errors import WikimillError
from wikimill.files import digest_if_exists, sha256
from wikimill.manifest.expansion_lock import read_expansion_lock
from wikimill.manifest.lock import (
    find_locks,
    pins_digest,
    read_header,
    read_lock,
    read_pins,
    shard_digests,
    write_lock,
)
from wikimill.manifest.origin import WikiOrigin
from wikimill.manifest.site_file import read_site_file
from wikimill.manifest.templates_lock import TemplatePin, TemplatesLock, find_page, read_templates_header
from wikimill.manifest.text_origins import DocumentsOrigin
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
    assert header.site.general["servername"] == "wiki.example"
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


def test_a_lock_is_these_lines(tmp_path: Path) -> None:
    path = tmp_path / "m.tsv"
    rows = [
        Pin(2, 0, "B", 20, "2026-01-02T00:00:00Z", "2" * 40, 5, "Root"),
        Pin(1, 0, "A", 10, "2026-01-03T00:00:00Z", "1" * 40, 4),
        Pin(9, 0, "B", 90, "2026-01-01T00:00:00Z", "9" * 40, 6, "Other"),
        Pin.missing("C"),
    ]
    assert write_lock(path, "ab" * 32, DocumentsOrigin("d", "texts"), "", None, rows) == 3
    assert path.read_text().splitlines() == [
        "# wikimill derived manifest: the pages found, at pinned revisions. Commit it; do not edit it.",
        f"# original: {'ab' * 32}",
        *(f"# {key}: {value}" for key, value in DocumentsOrigin("d", "texts").header().items()),
        "# date: 2026-01-03T00:00:00Z",
        "# tool: wikimill 0.1.0",
        "# pages: 3",
        "pageid\tns\ttitle\trevid\ttimestamp\tsha1\tbytes\tcategory",
        f"1\t0\tA\t10\t2026-01-03T00:00:00Z\t{'1' * 40}\t4\t",
        f"2\t0\tB\t20\t2026-01-02T00:00:00Z\t{'2' * 40}\t5\tRoot",
        "0\t0\tC\t0\t\t\t0\t",
    ]
    header, pins = read_lock(path)
    assert (header.date, header.site_summary, header.licence) == ("2026-01-03T00:00:00Z", "", "")
    assert header.origin == DocumentsOrigin("m", "texts")
    assert pins == [rows[1], rows[0], rows[3]]
    write_lock(path, "", ORIGIN, "CC0-1.0 https://cc0.example/", ENGLISH, [])
    keys = [line.partition(":")[0] for line in path.read_text().splitlines()[1:-1]]
    assert keys == ["# original", "# wiki", "# licence", "# date", "# tool", "# site", "# pages"]


def test_only_wanted_pins_are_read_and_all_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "m.tsv"
    write_lock(path, "", ORIGIN, "", ENGLISH, pins_of("A b", "Ü", "Z"))
    assert [pin.title for pin in read_pins(path, lambda title: title in ("A b", "Ü"))] == ["A b", "Ü"]
    path.write_text(path.read_text().replace("# pages: 3", "# pages: 4"))
    with pytest.raises(WikimillError, match=r"it has 3 rows and its header says 4; restore it from version control"):
        list(read_pins(path, lambda _: False))


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("pageid\tns", "page\tns", "its columns are broken"),
        ("\tcategory\n", "\tcategory \n", "its columns are broken"),
        ("\tRoot\n", "\n", "row 1 is broken"),
        ("\tRoot\n", "\tRoot\tmore\n", "row 1 is broken"),
        ("\t0\tA\t", "\tzero\tA\t", "row 1 is broken"),
        ("# pages: 2", "# pages: two", "its header is broken"),
        ("# original: ", "# originals: ", "its header is broken"),
        ("# wiki: wiki.example", "# wiki: http://[", "its header is broken"),
        ("# site: {", "# site: [", "its header is broken"),
    ],
)
def test_damage_is_told(tmp_path: Path, old: str, new: str, problem: str) -> None:
    path = tmp_path / "m.tsv"
    write_lock(path, "ab" * 32, ORIGIN, "", ENGLISH, pins_of("A", "B"))
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    with pytest.raises(WikimillError, match=problem):
        (read_header if "header" in problem else read_lock)(path)
    path.write_text("".join(line for line in text.splitlines(keepends=True) if line.startswith("# ")))
    with pytest.raises(WikimillError, match="its columns are broken"):
        read_lock(path)
    path.write_text(text.rstrip("\n"))
    with pytest.raises(WikimillError, match="row 2 is broken"):
        read_lock(path)


def test_a_title_that_no_page_can_have_is_read_when_it_is_pinned_as_such(tmp_path: Path) -> None:
    path = tmp_path / "m.tsv"
    bad = Pin.unreadable(7, 0, "../A")
    write_lock(path, "", ORIGIN, "", ENGLISH, [bad])
    assert list(read_pins(path)) == [bad]


def test_a_lock_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(WikimillError, match=r"m\.tsv: there is no such derived manifest; build the manifest first"):
        read_lock(tmp_path / "m.tsv")


def test_locks_are_found_by_the_folder_of_their_pages(project: Path) -> None:
    for name, host in (("b", "wiki.example"), ("a", "wiki.example"), ("c", "other.example")):
        write_lock(layout.lock(name), name, WikiOrigin(host), "", ENGLISH, pins_of("A"))
    found = [(path, header.original) for path, header in find_locks("mediawiki/wiki.example")]
    assert found == [(layout.lock("a"), "a"), (layout.lock("b"), "b")]


def test_a_digest_of_pins_is_of_titles_and_texts(tmp_path: Path) -> None:
    path = tmp_path / "m.tsv"

    def digest(*pins: Pin, original: str = "") -> str:
        write_lock(path, original, ORIGIN, "", ENGLISH, pins)
        return pins_digest(path)

    one, two = pins_of("A", "B")
    first = digest(one, two)
    assert len(first) == 64
    assert digest(two, replace(one, category="Other", timestamp="2020-01-02T03:04:05Z"), original="x") == first
    others = [
        digest(*pins)
        for pins in (
            (one,),
            (replace(one, title="C"), two),
            (replace(one, revid=1), two),
            (replace(one, sha1="0"), two),
        )
    ]
    assert len({first, *others}) == 5


def test_a_change_of_one_page_changes_one_shard(project: Path) -> None:
    pins = pins_of(*(f"Page {number}" for number in range(20)))

    def digests(pins: list[Pin], licence: str = "CC0-1.0", host: str = "wiki.example", count: int = 4) -> list[str]:
        write_lock(layout.lock("m"), "o", WikiOrigin(host), licence, ENGLISH, pins)
        os.utime(layout.lock("m"), ns=(0, len(times)))  # each lock is of another time
        times.append(len(times))
        return shard_digests("m", count)

    times: list[int] = []
    with_rubbish = digests(pins)
    layout.lock("m").write_bytes(layout.lock("m").read_bytes() + b"# \xff: 1\n\xff\n")
    assert not set(shard_digests("m", 4)) & set(with_rubbish)
    first = digests(pins)
    assert len(set(first)) == 4
    assert all(len(digest) == 64 for digest in first)
    changed = digests([replace(pins[0], revid=1), *pins[1:]])
    shard = layout.shard_of("Page 0", 4)
    assert [one == two for one, two in zip(first, changed, strict=True)] == [number != shard for number in range(4)]
    assert digests(pins, licence="other") == first
    assert not set(digests(pins, host="other.example")) & set(first)
    assert len(digests(pins, count=7)) == 7


def test_digests_of_shards_are_kept_until_the_lock_changes(project: Path) -> None:
    lock, record = layout.lock("m"), layout.SHARDS / "m/pins.json"
    write_lock(lock, "o", ORIGIN, "", ENGLISH, pins_of("A"))
    os.utime(lock, ns=(0, 5))
    digests = shard_digests("m", 2)
    kept = {"of": [5, lock.stat().st_size, 2], "digests": digests}
    assert json.loads(record.read_text()) == kept
    for number, (content, expected) in enumerate(
        [
            (json.dumps({"of": [6, lock.stat().st_size, 2], "digests": ["x", "y"]}), ["x", "y"]),
            (json.dumps({"of": [6, lock.stat().st_size, 2], "digests": ["x", "y"]}), digests),
            ("{", digests),
            ("[]", digests),
            ("{}", digests),
            ('{"of": 1}', digests),
        ]
    ):
        record.write_text(content)
        os.utime(lock, ns=(0, 6 + number))
        assert shard_digests("m", 2) == expected
