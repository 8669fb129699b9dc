"""`#len`, `#pos`, `#sub` and their kin. Every expected text is MediaWiki 1.39's."""

from __future__ import annotations

import pytest

from tests.unit.templates.wiki import expand


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{#len:abc}}", "3"),
        ("{{#len: é日 }}", "2"),
        ("{{#len:}}", "0"),
        ("{{#len:a<nowiki>bcd</nowiki>}}", "1"),
        ("{{#len:&amp;}}", "5"),
        ("{{#len:🎉}}", "1"),
    ],
)
def test_len(text: str, expected: str) -> None:
    assert expand(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{#pos:banana|an}}", "1"),
        ("{{#pos:banana|an|2}}", "3"),
        ("{{#pos:banana|an|-3}}", "3"),
        ("{{#pos:banana|x}}", ""),
        ("{{#pos:a b}}", "1"),
        ("{{#pos:banana||1}}", ""),
        ("{{#pos:banana|a|99}}", ""),
        ("{{#rpos:banana|an}}", "3"),
        ("{{#rpos:banana|x}}", "-1"),
        ("{{#rpos:a b c}}", "3"),
        ("{{#pos:éa|a}}", "1"),
        ("{{#pos:banana|A}}", ""),
    ],
)
def test_pos(text: str, expected: str) -> None:
    assert expand(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{#sub:abcdef|2}}", "cdef"),
        ("{{#sub:abcdef|-2}}", "ef"),
        ("{{#sub:abcdef|1|2}}", "bc"),
        ("{{#sub:abcdef|1|-2}}", "bcd"),
        ("{{#sub:abcdef|-3|2}}", "de"),
        ("{{#sub:abcdef|-9|2}}", "ab"),
        ("{{#sub:abcdef|9}}", ""),
        ("{{#sub:abcdef|0|0}}", "abcdef"),
        ("{{#sub:abcdef|3|-9}}", ""),
        ("{{#sub:abcdef|x|y}}", "abcdef"),
        ("{{#sub:日本語|1|1}}", "本"),
        ("{{#sub:a<nowiki>b</nowiki>c|1}}", "c"),
    ],
)
def test_sub(text: str, expected: str) -> None:
    assert expand(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{#count:banana|an}}", "2"),
        ("{{#count:a b c}}", "2"),
        ("{{#count:aaa|aa}}", "1"),
        ("{{#count:banana|}}", "0"),
        ("{{#count:|a}}", "0"),
    ],
)
def test_count(text: str, expected: str) -> None:
    assert expand(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{#replace:banana|an|AN}}", "bANANa"),
        ("{{#replace:a b}}", "ab"),
        ("{{#replace:a b||-}}", "a-b"),
        ("{{#replace:banana|a|b|1}}", "bbnana"),
        ("{{#replace:banana|a|b|0}}", "banana"),
        ("{{#replace:banana|a|b|-1}}", "bbnbnb"),
        ("{{#replace:banana|a|b|x}}", "banana"),
        ("{{#replace:a.b|.|$1\\1}}", "a$1\\1b"),
        ("{{#replace:abc|x|y}}", "abc"),
        ("{{#replace:aaa|a|}}", ""),
    ],
)
def test_replace(text: str, expected: str) -> None:
    assert expand(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{#explode:a/b/c|/|1}}", "b"),
        ("{{#explode:a/b/c|/|-1}}", "c"),
        ("{{#explode:a/b/c|/}}", "a"),
        ("{{#explode:a b c||2}}", "c"),
        ("{{#explode:a/b/c|/|3}}", ""),
        ("{{#explode:a/b/c|/|-4}}", ""),
        ("{{#explode:a/b/c|/|1|2}}", "b/c"),
        ("{{#explode:a/b/c|/|0|-2}}", "a/b/c"),
        ("{{#explode:a/b/c|/|}}", ""),
        ("{{#explode:a/b/c|/|01}}", ""),
        ("{{#explode:a/b/c|/|x}}", ""),
        ("{{#explode:a/b/c|/|-x}}", ""),
        ("{{#explode:a/b/c|/|0|1}}", "a/b/c"),
    ],
)
def test_explode(text: str, expected: str) -> None:
    assert expand(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{#urldecode:a%20b+c}}", "a b c"),
        ("{{#urldecode:%C3%A9}}", "é"),
        ("{{#urldecode:100%}}", "100%"),
        ("{{#urldecode:%zz}}", "%zz"),
    ],
)
def test_urldecode(text: str, expected: str) -> None:
    assert expand(text) == expected


TOO_LONG = '<strong class="error">Error: String exceeds 1,000 character limit.</strong>'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{{{{#len:{'a' * 1200}}}}}", "1200"),
        (f"{{{{#pos:{'a' * 999}|b}}}}", ""),
        (f"{{{{#pos:{'a' * 1000}|b}}}}", TOO_LONG),
        (f"{{{{#sub:{'é' * 1000}|0|1}}}}", TOO_LONG),
        (f"{{{{#replace:{'a' * 600}|a|bb}}}}", TOO_LONG),
        (f"{{{{#replace:{'a' * 999}|aaaa|b}}}}", "b" * 249 + "aaa"),
        (f"{{{{#explode:x|{'a' * 1000}}}}}", TOO_LONG),
        (f"{{{{#urldecode:{'a' * 1000}}}}}", TOO_LONG),
        (f"{{{{#count:{'a' * 1000}|a}}}}", TOO_LONG),
    ],
)
def test_a_text_of_1000_characters_is_refused(text: str, expected: str) -> None:
    assert expand(text) == expected
