"""What is known of pages. Every expected text is MediaWiki 1.39's."""

from __future__ import annotations

import pytest

from tests.unit.templates.wiki import expand


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{PAGESIZE:Nope}}", "0"),
        ("{{PAGESIZE:Nope|R}}", "0"),
        ("{{PAGEID:Nope}}", "0"),
        ("{{PAGEID:}}", ""),
        ("{{REVISIONUSER:Nope}}", ""),
        ("{{PROTECTIONLEVEL:edit}}", ""),
        ("{{PROTECTIONEXPIRY:create|Nope}}", "infinity"),
        ("{{PROTECTIONEXPIRY:foo}}", ""),
        ("{{CASCADINGSOURCES:Nope}}", ""),
        ("{{filepath:Nope.png}}", ""),
    ],
)
def test_page_properties(text: str, expected: str) -> None:
    assert expand(text) == expected


def test_pages_that_the_lock_has() -> None:
    pages = {"Template:X": "é" * 1000}
    assert expand("{{PAGESIZE:Template:X}} {{PAGESIZE:Template:X|R}}", pages) == "2,000 2000"
    assert expand("{{PROTECTIONEXPIRY:edit|Template:X}} {{PROTECTIONEXPIRY:edit}}", pages) == "infinity infinity"
