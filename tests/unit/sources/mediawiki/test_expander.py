"""Having a wiki's parser expand templates: many in a request, and answers that do not come apart."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from tests.fake_parser import FakeConnection, Parser, upper
from tests.sites import ENGLISH
from wikimill.config.model import MediaWiki
from wikimill.errors import WikimillError
from wikimill.sources.mediawiki import expander
from wikimill.sources.mediawiki.connection import Connection, InternalError
from wikimill.sources.mediawiki.expander import PLACEHOLDER_TITLE, Expander
from wikimill.sources.mediawiki.expansion_cache import Expansion
from wikimill.sources.mediawiki.responses import check_response
from wikimill.wiki import Wiki


def asking(parser: Parser, limit: int = 1 << 30) -> tuple[Expander, FakeConnection]:
    connection = FakeConnection(parser, limit)
    return Expander(connection, ENGLISH.namespace_names(14)), connection  # type: ignore[arg-type]


def answers(expander: Expander, invocations: Iterable[str], title: str = "") -> dict[str, str | None]:
    return {each.invocation: each.wikitext for batch in expander.expand(invocations, title) for each in batch}


def test_many_templates_go_into_one_request() -> None:
    wiki, connection = asking(upper)
    names = [f"{{{{a{number}}}}}" for number in range(250)]
    assert answers(wiki, names) == {name: name.strip("{}").upper() for name in names}
    assert connection.asked == [(100, PLACEHOLDER_TITLE), (100, PLACEHOLDER_TITLE), (50, PLACEHOLDER_TITLE)]


def test_large_templates_make_smaller_requests_and_huge_ones_are_not_sent() -> None:
    wiki, connection = asking(lambda *_: "x")
    large = [f"{{{{{letter * (100 << 10)}}}}}" for letter in "abc"]
    assert answers(wiki, large) == dict.fromkeys(large, "x")
    assert [count for count, _ in connection.asked] == [1, 1, 1]
    assert answers(wiki, ["{{" + "a" * (200 << 10) + "}}"]).popitem()[1] is None
    assert len(connection.asked) == 3


@pytest.mark.parametrize(
    "bad",
    [
        lambda text: re.sub(r"[0-9a-f]{32}n1z", "", text),  # a separator is gone
        lambda text: re.sub(r"([0-9a-f]{32}n1z)", r"\1\1", text),  # or comes twice
        lambda text: re.sub(r"([0-9a-f]{32}n)1z", r"\g<1>7z", text),  # or another one does
        lambda text: "before" + text,
        lambda text: text + "after",
    ],
)
def test_an_answer_that_cannot_be_split_is_requested_in_halves(bad: Callable[[str], str]) -> None:
    wiki, connection = asking(upper)
    good = connection.expand

    def expand(text: str, title: str) -> tuple[str, str]:
        answer, _ = good(text, title)
        return bad(answer) if "{{b}}" in text else answer, ""

    connection.expand = expand  # type: ignore[method-assign]
    names = ["{{a}}", "{{b}}", "{{c}}", "{{d}}"]
    assert answers(wiki, names) == {"{{a}}": "A", "{{b}}": None, "{{c}}": "C", "{{d}}": "D"}


def test_a_template_that_swallows_what_follows_takes_no_other_with_it() -> None:
    wiki, connection = asking(upper)
    connection.expand = lambda text, title: (re.sub("{{open}}.*", "", text, flags=re.DOTALL), "")  # type: ignore[method-assign]
    assert answers(wiki, ["{{a}}", "{{open}}", "{{b}}"]) == {"{{a}}": "{{a}}", "{{open}}": None, "{{b}}": "{{b}}"}


def test_what_the_parser_left_unexpanded_is_requested_alone() -> None:
    wiki, connection = asking(lambda invocation, _: "")

    def expand(text: str, title: str) -> tuple[str, str]:
        connection.asked.append((text.count("{{"), title))
        full = "[[:Template:Big]]<!-- WARNING: template omitted, post-expand include size too large -->"
        return text.replace("{{big}}", full if text.count("{{") > 1 else "whole"), ""

    connection.expand = expand  # type: ignore[method-assign]
    assert answers(wiki, ["{{a}}", "{{big}}", "{{c}}"])["{{big}}"] == "whole"
    assert connection.asked == [(3, PLACEHOLDER_TITLE), (1, PLACEHOLDER_TITLE)]


def test_an_answer_with_a_warning_is_not_used() -> None:
    wiki, connection = asking(upper, limit=200)
    names = [f"{{{{{letter * 20}}}}}" for letter in "abcdefgh"]
    assert all(answers(wiki, names).values())
    assert connection.asked[0] == (8, PLACEHOLDER_TITLE)
    wiki, _ = asking(upper, limit=20)
    with pytest.raises(WikimillError, match="it warns: result: truncated; run again later"):
        answers(wiki, names)


def test_a_huge_expansion_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expander, "MAX_EXPANSION", 100)
    wiki, _ = asking(lambda invocation, _: "x" * 101 if "big" in invocation else "x" * 100)
    assert answers(wiki, ["{{big}}"]) == {"{{big}}": None}
    assert answers(wiki, ["{{a}}"]) == {"{{a}}": "x" * 100}


def test_page_dependent_expansions_are_marked_and_sort_keys_do_not_count() -> None:
    shown: dict[str, Callable[[str], str]] = {
        "{{here}}": lambda title: f"in {title}",
        "{{loud}}": lambda title: title.upper(),
        "{{sorted}}": lambda title: f"plain[[Category:X|{title}]][[category:Y|z]]",
    }
    wiki, _ = asking(lambda invocation, title: shown[invocation](title))
    found = {each.invocation: each for batch in wiki.expand(shown) for each in batch}
    assert found["{{here}}"] == Expansion("{{here}}", "", None, page_dependent=True)
    assert found["{{loud}}"].page_dependent
    assert found["{{sorted}}"] == Expansion("{{sorted}}", "", "plain[[category:Y|z]]")
    assert answers(wiki, ["{{here}}"], "Haar") == {"{{here}}": "in Haar"}


def test_invalid_characters_are_neither_sent_nor_stored() -> None:
    sent: list[str] = []

    def parser(invocation: str, _title: str) -> str:
        sent.append(invocation)
        return "a\ud800b"

    wiki, _ = asking(parser)
    assert answers(wiki, ["{{a\x01\ud800e\u0301}}"]) == {"{{a\x01\ud800e\u0301}}": "a?b"}
    assert sent == ["{{a\u00e9}}"]


@pytest.mark.parametrize(
    "body",
    [
        b'{"expandtemplates": 5}',
        b'{"expandtemplates": []}',
        b'{"expandtemplates": {}}',
        b'{"expandtemplates": {"wikitext": 5}}',
        b'{"expandtemplates": {"wikitext": null}, "batchcomplete": true}',
        b'{"warnings": {}}',
    ],
)
def test_a_malformed_expansion_is_requested_again(body: bytes) -> None:
    assert check_response(body)[0] is False
    assert check_response(b'{"expandtemplates": {"wikitext": ""}}') == (True, "")


def test_an_answer_to_another_question_is_one_line(tmp_path: Path) -> None:
    connection = Connection(Wiki.parse("http://127.0.0.1:1/w/api.php"), None, MediaWiki(), tmp_path)
    connection.site.api = lambda *_, **__: {"batchcomplete": True}
    with pytest.raises(WikimillError, match="its response is not an expansion"):
        connection.expand("{{a}}", "A")


def failing(parser: Parser) -> Parser:
    """A parser that fails on `{{bad}}`."""

    def parse(invocation: str, title: str) -> str:
        if "bad" in invocation:
            raise InternalError("the wiki: it fails on the request", "Broken")
        return parser(invocation, title)

    return parse


def test_a_template_on_which_the_wiki_fails_has_no_expansion_and_the_others_have() -> None:
    wiki, connection = asking(failing(upper))
    names = [f"{{{{a{number}}}}}" for number in range(100)]
    names[37] = "{{bad}}"
    expected = {name: None if name == "{{bad}}" else name.strip("{}").upper() for name in names}
    assert answers(wiki, names) == expected
    assert len(connection.asked) < 20


def test_a_parser_that_fails_on_everything_is_an_error() -> None:
    wiki, connection = asking(upper)

    def fail(text: str, title: str) -> tuple[str, str]:
        connection.asked.append((0, ""))
        raise InternalError("the wiki: it fails on the request", "Broken")

    connection.expand = fail  # type: ignore[method-assign]
    with pytest.raises(WikimillError, match="it fails on the request"):
        answers(wiki, [f"{{{{a{number}}}}}" for number in range(100)])
    assert len(connection.asked) < 12
