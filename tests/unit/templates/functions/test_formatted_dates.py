"""`#formatdate`. Every expected text is MediaWiki 1.39's."""

from __future__ import annotations

import pytest

from tests.unit.templates.wiki import expand


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{#formatdate:5 May 2010|mdy}}", '<span class="mw-formatted-date" title="2010-05-05">May 5, 2010</span>'),
        ("{{#formatdate:May 5, 2010|dmy}}", '<span class="mw-formatted-date" title="2010-05-05">5 May 2010</span>'),
        ("{{#formatdate:2010 May 5|ISO 8601}}", '<span class="mw-formatted-date" title="2010-05-05">2010-05-05</span>'),
        ("{{#formatdate:2010-05-05|dmy}}", '<span class="mw-formatted-date" title="2010-05-05">5 May 2010</span>'),
        ("{{#formatdate:2010-05-05}}", '<span class="mw-formatted-date" title="2010-05-05">2010-05-05</span>'),
        ("{{#formatdate:5 may 2010|ymd}}", '<span class="mw-formatted-date" title="2010-05-05">2010 May 5</span>'),
        ("{{#formatdate:5 May|mdy}}", '<span class="mw-formatted-date" title="05-05">May 5</span>'),
        ("{{#formatdate:May 5|dmy}}", '<span class="mw-formatted-date" title="05-05">5 May</span>'),
        ("{{#formatdate:May 05|ymd}}", '<span class="mw-formatted-date" title="05-05">May 05</span>'),
        ("{{#formatdate:2010, 5 May|dmy}}", '<span class="mw-formatted-date" title="2010-05-05">5 May 2010</span>'),
        (
            "{{#formatdate:15 March 44 BC|mdy}}",
            '<span class="mw-formatted-date" title="-0043-03-15">March 15, 44 BC</span>',
        ),
        (
            "{{#formatdate:-0043-03-15|dmy}}",
            '<span class="mw-formatted-date" title="-0043-03-15">15 March 44 BC</span>',
        ),
        ("{{#formatdate:5 Foo 2010|mdy}}", "5 Foo 2010"),
        ("{{#formatdate:2010-13-05|dmy}}", "2010-13-05"),
        ("{{#formatdate:2010-13-05|ISO 8601}}", '<span class="mw-formatted-date" title="2010-13-05">2010-13-05</span>'),
        ("{{#formatdate:x|dmy}}", "x"),
        ("{{#dateformat:5 Jan 2010|mdy}}", '<span class="mw-formatted-date" title="2010-01-05">January 5, 2010</span>'),
        ("{{#formatdate:May 5 , 2010|DMY}}", '<span class="mw-formatted-date" title="2010-05-05">May 5, 2010</span>'),
        ("{{#formatdate:5_May 2010|mdy}}", '<span class="mw-formatted-date" title="2010-05-05">May 5, 2010</span>'),
    ],
)
def test_formatdate(text: str, expected: str) -> None:
    assert expand(text) == expected
