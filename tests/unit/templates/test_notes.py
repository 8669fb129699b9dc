"""Footnotes that nothing closes."""

from __future__ import annotations

import time

import pytest

from wikimill.templates.notes import open_notes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a<ref>b</ref> c<ref name=x />d<ref name=y>e</ref>", None),
        ("a<ref name=x>b {{c}} <ref>d</ref>", "a<ref@ name=x>b {{c}} <ref>d</ref>"),
        ("a<REF>b<ref>c<ref>d</ref>", "a<REF@>b<ref@>c<ref>d</ref>"),
        ("a<ref>b", None),
        ("a<ref>b<ref name=x/>c</ref>", None),
        ("a<ref>b<!-- <ref> -->c</ref>", None),
        ("a<ref>b<nowiki><ref></nowiki>c</ref><nowiki><ref>", None),
        ("a<ref>b<!-- <ref>", None),
        ("a<references><ref>b</ref></references><refer>", None),
    ],
)
def test_a_note_in_which_another_begins_is_no_note(text: str, expected: str | None) -> None:
    assert open_notes(text).replace("\2\2", "@") == (text if expected is None else expected)


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit", ["<ref>", "<ref", "<ref a", "<nowiki>", "<!--", "</ref>", "<ref>a</ref>", "<math><ref>"]
)
def test_it_is_linear(unit: str) -> None:
    start = time.monotonic()
    open_notes(unit * (400_000 // len(unit)) + "<ref>")
    assert time.monotonic() - start < 5
