"""The lock of expansions: sorted, whole, and refused when it is damaged."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from wikimill.errors import WikimillError
from wikimill.files import digest_if_exists
from wikimill.manifest.expansion_lock import (
    read_expansion_lock,
    write_expansion_lock,
)
from wikimill.sources.mediawiki.expansion_cache import Expansion, whole_page


def test_the_expansion_of_a_page_has_the_sha1_of_its_text(tmp_path: Path) -> None:
    path = tmp_path / "m.templates.jsonl"
    rows = [Expansion("{{a}}", "", "1"), Expansion(whole_page("{{a}}"), "Page", "2")]
    write_expansion_lock(path, rows)
    sha1 = hashlib.sha1(b"{{a}}", usedforsecurity=False).hexdigest()
    assert path.read_text().splitlines()[0] == f'{{"sha1": "{sha1}", "title": "Page", "wikitext": "2"}}'
    assert list(read_expansion_lock(path)) == rows[::-1]
    assert [row.is_page for row in read_expansion_lock(path)] == [True, False]


def test_a_lock_is_sorted_whole_and_reads_back(tmp_path: Path) -> None:
    path = tmp_path / "m.templates.jsonl"
    rows = [
        Expansion("{{b}}", "", "ü\n\u2028\t"),
        Expansion("{{a}}", "Page", "1"),
        Expansion("{{a}}", "", None),
        Expansion("{{b}}", "", "ü\n\u2028\t"),
    ]
    assert write_expansion_lock(path, rows) == 3
    assert path.read_text().split("\n") == [
        '{"invocation": "{{a}}", "wikitext": null}',
        '{"invocation": "{{a}}", "title": "Page", "wikitext": "1"}',
        '{"invocation": "{{b}}", "wikitext": "ü\\n\u2028\\t"}',
        "",
    ]
    assert list(read_expansion_lock(path)) == [rows[2], rows[1], rows[0]]
    assert not any(row.is_page for row in rows)
    before = digest_if_exists(path)
    write_expansion_lock(path, reversed(rows))
    assert digest_if_exists(path) == before
    assert list(read_expansion_lock(tmp_path / "none")) == []
    assert digest_if_exists(tmp_path / "none") == ""


@pytest.mark.parametrize(
    "line",
    [
        "",
        "[]",
        "{",
        "5",
        '{"invocation": 5, "wikitext": ""}',
        '{"invocation": "a"}',
        '{"invocation": "a", "wikitext": []}',
        '{"invocation": "a", "title": null, "wikitext": ""}',
        '{"invocation": "a", "wikitext": "\\ud800"}',
        "[" * 100_000,
    ],
)
def test_a_damaged_lock_is_one_line(tmp_path: Path, line: str) -> None:
    path = tmp_path / "m.templates.jsonl"
    path.write_text(f'{{"invocation": "{{{{a}}}}", "wikitext": ""}}\n{line}\n')
    with pytest.raises(WikimillError, match=r"m\.templates\.jsonl: line 2 is broken; restore it"):
        list(read_expansion_lock(path))
