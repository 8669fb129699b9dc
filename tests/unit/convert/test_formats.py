"""Formats of `wikimill convert --to`."""

from __future__ import annotations

import pytest

from wikimill.convert.formats import check_format
from wikimill.errors import WikimillError


@pytest.mark.parametrize("name", ["plain", "html", "json", "gfm", "gfm-raw_html", "latex", "markdown+smart"])
def test_text_that_pandoc_writes_is_a_format(name: str) -> None:
    assert check_format(name) == name


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("markdwon", "unknown output format markdwon"),
        ("gfm-nope", "the extension nope is not supported for gfm"),
        ("", 'error parsing format "": (line 1, column 1); write one of'),
        ("workflow/filters/links.lua", "unknown output format workflow/filters/links.lua"),
        ("docx", "a file of bytes, not text"),
        ("pdf", "a file of bytes, not text; write one of"),
    ],
)
def test_anything_else_is_one_line(name: str, problem: str) -> None:
    with pytest.raises(WikimillError) as error:
        check_format(name)
    assert str(error.value).startswith(f"--to {name}: {problem}".replace("  ", " "))
    assert "; write one of plain, html, json, gfm, …" in str(error.value)
