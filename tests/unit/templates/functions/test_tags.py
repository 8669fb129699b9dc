"""`#tag`. Every expected text is MediaWiki 1.39's."""

from __future__ import annotations

import pytest

from tests.unit.templates.wiki import expand


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{#tag:b|x}}", "<b>x</b>"),
        ("{{#tag:B|x|id=a b}}", '<b id="a b">x</b>'),
        ("{{#tag:br}}", "<br/>"),
        ('{{#tag:span||title="q"}}', '<span title="q"></span>'),
        ("{{#tag:span|x|title='q'|class=}}", '<span title="q" class="">x</span>'),
        ("{{#tag:span|x|title=<&\"'>}}", '<span title="&lt;&amp;&quot;\'&gt;">x</span>'),
        ("{{#tag:span|x|y|title=''}}", '<span title="">x</span>'),
        ("{{#tag:poem| a {{lc:B}}|style = c }}", '<poem style="c"> a b</poem>'),
        ("{{#tag:ref|x|name=a|name=b}}", '<ref name="b">x</ref>'),
        ("{{#tag:nowiki|'''a'''}}", "<nowiki>'''a'''</nowiki>"),
        ("{{#tag:}}", "</>"),
        ("{{#tag:ref}}", "<ref/>"),
        ("{{#tag:ref|}}", "<ref></ref>"),
        ("{{#tag:b|{{#if:1|y}}}}", "<b>y</b>"),
    ],
)
def test_tag(text: str, expected: str) -> None:
    assert expand(text) == expected
