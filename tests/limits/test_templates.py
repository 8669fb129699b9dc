"""Wikitext that grows without end in templates, and tokens over and over: read in bounded time."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping

import pytest

from tests.unit.templates.test_expander import PAGES
from tests.unit.templates.test_preprocess import TAGS
from tests.unit.templates.wiki import expand
from wikimill.templates.nodes import to_wikitext
from wikimill.templates.preprocess import preprocess


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ("{{Down|Down}}" * 50, PAGES),
        ("{{A}}", {"Template:A": "{{B}}" * 18, "Template:B": "{{C}}" * 99, "Template:C": "{{D}}" * 999}),
        ("{{A|" + "x" * 2_100_000 + "}}", {"Template:A": "{{{1}}}"}),
        ("{{A}}", {"Template:A": "<poem>{{B}}</poem>" * 9, "Template:B": "<ref>{{A}}</ref>" * 9}),
        ("{{X|" * 5000 + "}}" * 5000, PAGES),
        ("{{#if:1|" * 5000 + "}}" * 5000, PAGES),
        ("{{{a|" * 5000 + "}}}" * 5000, PAGES),
        ("{{T0}}", {f"Template:T{each}": f"{{{{T{each + 1}}}}}" for each in range(3000)}),
    ],
)  # fmt: skip
def test_what_grows_without_end_is_bounded(
    text: str, pages: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wikimill.templates.expander.MAX_NODES", 50_000)
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(10_000)
    try:
        expanded = expand(text, pages)
    finally:
        sys.setrecursionlimit(limit)
    assert len(expanded) < 10 << 20


HOSTILE = [
    "{{",
    "[[",
    "-{",
    "{{a|",
    "{{a|b=",
    "<ref>",
    "<ref ",
    "<ref></nowiki>",
    "<!--",
    " <!---->",
    "\n <!---->",
    "\n=",
    "}",
]


@pytest.mark.parametrize(
    "text", [*(each * 20_000 for each in HOSTILE), "{" * 90_000 + "}" * 90_000, " " * 90_000 + "<!---->"]
)
def test_hostile_texts_are_read_too(text: str) -> None:
    """Read in quadratic time, each of them would exceed the time that a test may take."""
    without_comments = re.sub(r"(?<=\n)[ ]*(<!---->[ ]*)+\n|<!---->|<!--.*", "", text)
    assert to_wikitext(preprocess(text, False, TAGS)) == without_comments
