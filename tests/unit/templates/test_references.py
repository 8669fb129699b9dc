"""Character references, as MediaWiki's Sanitizer reads them."""

from __future__ import annotations

import pytest

from wikimill.templates.references import decode_references


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a&amp;b", "a&b"),
        ("&lt;&gt;&quot;&eacute;", '<>"é'),
        ("&#65;&#x42;&#X43;&#0068;", "ABCD"),
        ("&amp &lt", "&amp &lt"),
        ("&nosuch;", "&nosuch;"),
        ("&#;&#x;&;", "&#;&#x;&;"),
        ("&#0;&#127;&#xD800;&#x110000;&#99999999999999;", "\ufffd" * 5),
        ("&#9;&#10;&#13;", "\t\n\ufffd"),
        ("&amp;amp;", "&amp;"),
        ("&רלמ;", "\u200f"),
        ("plain", "plain"),
    ],
)
def test_references(text: str, expected: str) -> None:
    assert decode_references(text) == expected
