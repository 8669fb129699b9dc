from __future__ import annotations

from tests.unit.templates.wiki import SITE
from wikimill.templates.escape import escape_wikitext


def test_wikitext_is_shown_as_it_is() -> None:
    assert escape_wikitext(SITE, "a[[b]] 'c'\n* d __TOC__ http://e\n----") == (
        "a&#91;&#91;b&#93;&#93; &#39;c&#39;\n&#42; d &#95;_TOC&#95;_ http&#58;//e\n&#45;---"
    )
