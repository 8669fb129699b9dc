"""Templates that the wiki's parser expands: finding them, asking, the lock, and what conversion makes of them."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.fake_source import pin
from tests.filters.test_filters import ROOT
from wikimill import layout
from wikimill.config.model import Config, Convert, MediaWiki
from wikimill.convert.conversion import ConvertedPage
from wikimill.convert.pandoc import Pandoc
from wikimill.convert.recipe import load_recipe
from wikimill.convert.shard import Quarantine
from wikimill.convert.templates import (
    ExpandingPandoc,
    PageTemplates,
    convert_page_expanded,
    expand_pages,
    pin_templates,
)
from wikimill.errors import WikimillError
from wikimill.fetch.cache import RevisionCache
from wikimill.manifest.lock import write_lock
from wikimill.manifest.origin import WikiOrigin
from wikimill.manifest.template_lock import (
    digest_template_lock,
    read_template_lock,
    refresh_templates,
    write_template_lock,
)
from wikimill.sources.base import Pin, Revision
from wikimill.sources.mediawiki import expander
from wikimill.sources.mediawiki.connection import Connection, check_response
from wikimill.sources.mediawiki.expander import PLACEHOLDER_TITLE, Expander
from wikimill.sources.mediawiki.expansion_cache import Expansion, ExpansionCache
from wikimill.wiki import ENGLISH, Site, Wiki

Parser = Callable[[str, str], str]


@dataclass
class FakeConnection:
    """A wiki whose parser is a function of an invocation and the page's title."""

    parser: Parser
    limit: int = 1 << 30  # bytes of an answer; beyond them it is cut, with a warning
    asked: list[tuple[int, str]] = field(default_factory=list)  # invocations a request, and the title

    def expand(self, text: str, title: str) -> tuple[str, str]:
        self.asked.append((text.count("{{"), title))
        answer = re.sub(r"{{[^{}]*}}", lambda match: self.parser(match[0], title), text)
        return answer[: self.limit], "" if len(answer) <= self.limit else "result: truncated"

    def error(self, problem: str, fix: str = "") -> WikimillError:
        return WikimillError(f"the wiki: {problem}; {fix}")

    def close(self) -> None:
        pass


def asking(parser: Parser, limit: int = 1 << 30) -> tuple[Expander, FakeConnection]:
    connection = FakeConnection(parser, limit)
    return Expander(connection, ENGLISH.namespace_names(14)), connection  # type: ignore[arg-type]


def upper(invocation: str, _title: str) -> str:
    return invocation.strip("{}").upper()


def answers(expander: Expander, invocations: Iterable[str], title: str = "") -> dict[str, str | None]:
    return {each.invocation: each.wikitext for batch in expander.expand(invocations, title) for each in batch}


# Asking


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
def test_an_answer_that_does_not_come_apart_is_asked_for_in_halves(bad: Callable[[str], str]) -> None:
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


def test_what_the_parser_left_undone_is_asked_for_alone() -> None:
    wiki, connection = asking(lambda invocation, _: "")

    def expand(text: str, title: str) -> tuple[str, str]:
        connection.asked.append((text.count("{{"), title))
        full = "[[:Template:Big]]<!-- WARNING: template omitted, post-expand include size too large -->"
        return text.replace("{{big}}", full if text.count("{{") > 1 else "whole"), ""

    connection.expand = expand  # type: ignore[method-assign]
    assert answers(wiki, ["{{a}}", "{{big}}", "{{c}}"])["{{big}}"] == "whole"
    assert connection.asked == [(3, PLACEHOLDER_TITLE), (1, PLACEHOLDER_TITLE)]


def test_an_answer_with_a_warning_is_not_taken() -> None:
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


def test_what_shows_its_page_is_told_and_sort_keys_do_not_count() -> None:
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


def test_odd_letters_are_neither_sent_nor_kept() -> None:
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
def test_a_malformed_expansion_is_asked_for_again(body: bytes) -> None:
    assert check_response(body)[0] is False
    assert check_response(b'{"expandtemplates": {"wikitext": ""}}') == (True, "")


def test_an_answer_to_another_question_is_one_line(tmp_path: Path) -> None:
    connection = Connection(Wiki.parse("http://127.0.0.1:1/w/api.php"), None, MediaWiki(), tmp_path)
    connection.site.api = lambda *_, **__: {"batchcomplete": True}
    with pytest.raises(WikimillError, match="its response is not an expansion"):
        connection.expand("{{a}}", "A")


# The lock


def test_a_lock_is_sorted_whole_and_reads_back(tmp_path: Path) -> None:
    path = tmp_path / "m.templates.jsonl"
    rows = [
        Expansion("{{b}}", "", "ü\n\u2028\t"),
        Expansion("{{a}}", "Page", "1"),
        Expansion("{{a}}", "", None),
        Expansion("{{b}}", "", "ü\n\u2028\t"),
    ]
    assert write_template_lock(path, rows) == 3
    assert path.read_text().split("\n") == [
        '{"invocation": "{{a}}", "wikitext": null}',
        '{"invocation": "{{a}}", "title": "Page", "wikitext": "1"}',
        '{"invocation": "{{b}}", "wikitext": "ü\\n\u2028\\t"}',
        "",
    ]
    assert list(read_template_lock(path)) == [rows[2], rows[1], rows[0]]
    before = digest_template_lock(path)
    write_template_lock(path, reversed(rows))
    assert digest_template_lock(path) == before
    assert list(read_template_lock(tmp_path / "none")) == []
    assert digest_template_lock(tmp_path / "none") == ""


@pytest.mark.parametrize(
    "line",
    [
        "",
        "[]",
        "{",
        "5",
        '{"invocation": 5, "wikitext": ""}',
        '{"invocation": "a"}',
        '{"invocation": "a", "wikitext": []}',
        '{"invocation": "a", "title": null, "wikitext": ""}',
        '{"invocation": "a", "wikitext": "\\ud800"}',
        "[" * 100_000,
    ],
)
def test_a_damaged_lock_is_one_line(tmp_path: Path, line: str) -> None:
    path = tmp_path / "m.templates.jsonl"
    path.write_text(f'{{"invocation": "{{{{a}}}}", "wikitext": ""}}\n{line}\n')
    with pytest.raises(WikimillError, match=r"m\.templates\.jsonl: line 2 is broken; restore it"):
        list(read_template_lock(path))


def manifest(name: str, pages: dict[str, str], ns: int = 0, address: str = "wiki.example") -> None:
    """A derived manifest whose pages are in the cache."""
    rows = [pin(title, text, ns) for title, text in pages.items()]
    origin = WikiOrigin(address)
    write_lock(layout.lock(name), "0", origin, "", ENGLISH, rows)
    with RevisionCache(layout.CACHE / origin.folder) as cache:
        for row in rows:
            page = row
            cache.add([Revision(page.revid, page.title, page.timestamp, page.sha1, pages[page.title])])


@pytest.fixture
def wiki(project: Path, monkeypatch: pytest.MonkeyPatch) -> FakeConnection:
    """The parser of every wiki of the project."""
    connection = FakeConnection(lambda text, title: f"in {title}" if "here" in text else text.strip("{}").upper())
    found = Expander(connection, ENGLISH.namespace_names(14))  # type: ignore[arg-type]
    monkeypatch.setattr(WikiOrigin, "open_expander", lambda _self, _config, _site: found)
    return connection


SERVER = Config(convert=Convert(templates="server"))


def pinned(name: str) -> dict[tuple[str, str], str | None]:
    pin_templates(name, SERVER, load_recipe(SERVER.convert))
    return {(each.invocation, each.title): each.wikitext for each in read_template_lock(layout.template_lock(name))}


def test_the_lock_holds_what_the_pages_need_and_nothing_else(wiki: FakeConnection) -> None:
    manifest("m", {"A": "{{x}} {{here}} {{lang|de|Haus}}", "B": "{{x}} {{y}}"})
    assert pinned("m") == {("{{x}}", ""): "X", ("{{y}}", ""): "Y", ("{{here}}", "A"): "in A"}
    assert wiki.asked == [(3, PLACEHOLDER_TITLE), (1, "A")]
    assert len(pinned("m")) == 3
    manifest("m", {"A": "{{x}} {{here}}", "C": "{{z}} {{here}}"})
    assert pinned("m") == {("{{x}}", ""): "X", ("{{z}}", ""): "Z", ("{{here}}", "A"): "in A", ("{{here}}", "C"): "in C"}
    assert wiki.asked[2:] == [(1, PLACEHOLDER_TITLE), (1, "C")]
    (layout.CACHE / "mediawiki/wiki.example" / ExpansionCache.NAME).unlink()
    pinned("m")
    assert len(wiki.asked) == 4


def test_pages_of_other_namespaces_are_expanded_on_themselves(wiki: FakeConnection) -> None:
    manifest("m", {"Category:A": "{{x}}", "Category:B": "{{x}}"}, ns=14)
    assert pinned("m") == {("{{x}}", "Category:A"): "X", ("{{x}}", "Category:B"): "X"}
    assert [title for _, title in wiki.asked] == ["Category:A", "Category:B"]


def test_a_lock_beats_the_cache_and_manifests_of_one_wiki_share_theirs(wiki: FakeConnection) -> None:
    manifest("one", {"A": "{{x}}"})
    manifest("two", {"B": "{{x}} {{y}}"})
    pinned("one")
    write_template_lock(layout.template_lock("one"), [Expansion("{{x}}", "", "committed")])
    assert pinned("two") == {("{{x}}", ""): "committed", ("{{y}}", ""): "Y"}
    write_template_lock(layout.template_lock("one"), [Expansion("{{x}}", "", "other")])
    with pytest.raises(WikimillError, match=r"two\.templates\.jsonl has another expansion of '{{x}}' than .*one\."):
        pinned("one")


def test_a_refresh_asks_for_all_that_is_locked(wiki: FakeConnection) -> None:
    manifest("one", {"A": "{{x}} {{here}}"})
    manifest("two", {"B": "{{x}} {{y}}"})
    pinned("one")
    pinned("two")
    wiki.asked.clear()
    wiki.parser = lambda text, title: f"{title} now" if text == "{{y}}" else f"new {text.strip('{}')}"
    assert refresh_templates(["one", "two"], SERVER) == {"one": 2, "two": 2}
    assert wiki.asked == [(2, PLACEHOLDER_TITLE), (1, "A")]
    assert [each.wikitext for each in read_template_lock(layout.template_lock("one"))] == ["new here", "new x"]
    # What depends on the page by now is left to the next build.
    assert [each.wikitext for each in read_template_lock(layout.template_lock("two"))] == ["new x"]
    assert pinned("two")[("{{y}}", "B")] == "B now"
    assert refresh_templates(["one", "two"], SERVER) == {"one": 0, "two": 0}


def test_a_failure_in_the_middle_keeps_the_lock_and_what_was_answered(wiki: FakeConnection) -> None:
    manifest("m", {"A": "{{x}}"})
    pinned("m")
    before = layout.template_lock("m").read_bytes()
    manifest("m", {"A": " ".join(f"{{{{a{number}}}}}" for number in range(250))})

    def fail(text: str, _title: str) -> str:
        if "a150" in text:
            raise WikimillError("the wiki went away")
        return text.strip("{}").upper()

    wiki.parser = fail
    with pytest.raises(WikimillError, match="the wiki went away"):
        pinned("m")
    assert layout.template_lock("m").read_bytes() == before
    wiki.parser, wiki.asked = upper, []
    assert len(pinned("m")) == 250
    assert [count for count, _ in wiki.asked] == [100, 50]


def test_a_dump_cannot_be_asked(project: Path) -> None:
    with pytest.raises(WikimillError, match=r"the pages of wiki\.example are read from d\.xml; use `local`, or take"):
        WikiOrigin("wiki.example", "d.xml").open_expander(SERVER, ENGLISH)


def test_what_was_pinned_and_is_gone_ends_the_shard_and_is_not_the_page_s_fault(
    wiki: FakeConnection, tmp_path: Path
) -> None:
    with Pandoc(load_recipe(SERVER.convert), ENGLISH) as pandoc, ExpansionCache(tmp_path / "cache") as known:
        quarantine = Quarantine(ExpandingPandoc(pandoc, known, "0"))
        with pytest.raises(
            WikimillError, match=r"of '{{x}}' on page 'A' was in the cache and is gone; delete cache/templates"
        ):
            quarantine.convert("A", "{{x}}")
        assert ExpandingPandoc(pandoc, known, "0").digest != ExpandingPandoc(pandoc, known, "1").digest


def test_only_what_is_lacking_is_asked_for(tmp_path: Path) -> None:
    with ExpansionCache(tmp_path) as known:
        known.add([Expansion("{{x}}", "", "kept")])
        page = PageTemplates(Pin.missing("A"), ["{{x}}"])

        def never() -> Expander:
            raise AssertionError("the wiki was opened")

        assert list(expand_pages([page], known, never)) == [Expansion("{{x}}", "", "kept")]
        known.add([Expansion("{{x}}", "", "answered later")])
        assert known.get("{{x}}", "B") == Expansion("{{x}}", "", "kept")
        known.pin([Expansion("{{x}}", "", "pinned")])
        assert known.get("{{x}}", "B") == Expansion("{{x}}", "", "pinned")


# Converter


@pytest.fixture(scope="module")
def pandoc() -> Iterator[Pandoc]:
    german = Site.from_siteinfo("en", "first-letter", {6: ["File"], 10: ["Vorlage"], 14: ["Category"]})
    with Pandoc(load_recipe(Convert(templates="server"), ROOT), german) as pandoc:
        yield pandoc


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{{x|1}} {{x|1}} {{x|2}}", ["{{x|1}}", "{{x|2}}"]),
        ("{{x|{{y}}|{{lang|de|z}}}}", ["{{x|{{y}}|{{lang|de|z}}}}"]),
        ("{{lang|de|{{x}}}} {{nowrap|a {{y}}}}", ["{{x}}", "{{y}}"]),
        ("<!-- {{x}} --><nowiki>{{x}}</nowiki><math>{{x}}</math>", []),
        ("<ref>{{x}}</ref><ref name=a>{{x}}</ref>", []),
        ("{{x|<nowiki>|</nowiki>|<!-- no -->1<ref>{{y}}</ref>}}", ["{{x|<nowiki>|</nowiki>|1}}"]),
        ("a\n== References ==\n{{x}}\n== Next ==\n{{y}}", ["{{y}}"]),
        ("{{Infobox ship|name={{x}}}}", []),
        ("{{x|{{PAGENAME}}|{{ FULLPAGENAME }}}}", ["{{x|a&#61;b|a&#61;b}}"]),
        ("{{}} {{ }} {{|a}} {{{1}}} {{{2|{{x}}}}} }} {{", ["{{x}}"]),
        ("{{#if:{{x}}|a|b}}", ["{{x}}"]),
        ("\ufeff{{x|a\x03b\r\nc}}", ["{{x|ab\nc}}"]),
        ("{{a" * 5000 + "}}" * 5000, ["{{a" * 5000 + "}}" * 5000]),
        ("{{nowrap|" * 5000 + "{{x}}" + "}}" * 5000, ["{{x}}"]),
    ],
)
def test_the_outermost_unknown_templates_are_found(pandoc: Pandoc, text: str, found: list[str]) -> None:
    assert pandoc.find_templates("a=b", text) == found


def test_templates_that_are_left_out_on_purpose_are_not_asked_for(project: Path) -> None:
    (project / "workflow").unlink()
    shutil.copytree(ROOT / "workflow", project / "workflow")
    (project / "workflow/templates/library/zz.lua").write_text("return { ['never *'] = false }")
    with Pandoc(load_recipe(Convert(templates="server")), ENGLISH) as pandoc:
        assert pandoc.find_templates("A", "{{never mind|{{x}}}} {{y}}") == ["{{y}}"]


@pytest.mark.parametrize(
    ("expansion", "markdown"),
    [
        ("plain '''bold'''", "Before plain **bold** after.\n"),
        ("", "Before after.\n"),
        ("a<ref>b</ref>[[Category:X]][[File:y.png|thumb|z]]", "Before a after.\n"),
        ("<nowiki>''</nowiki>{{lang|de|Haus}}", "Before ''Haus after.\n"),
        ("[[:Vorlage:Nope]]", "Before after.\n"),
        ("a [[:vorlage:Nope]] b", "Before a b after.\n"),
        ("[[:Template talk:Nope]]", "Before Template talk:Nope after.\n"),
        ('<strong class="error">bad <b>x</b></strong>', "Before after.\n"),
        ('1 <strong class="error"><span class="scribunto-error" id="x">Lua</span></strong> 2', "Before 1 2 after.\n"),
        ("<div class='navbox x'><div>a</div><div>b</div></div>", "Before after.\n"),
        ('<span style="display: none;">key</span>word', "Before word after.\n"),
        ('<span style="display:none">never closed', "Before never closed after.\n"),
        ('<span class="terror">stays</span>', "Before stays after.\n"),
        ("\x01\x02\x7fx", "Before x after.\n"),
    ],
)
def test_an_expansion_goes_through_the_filters(pandoc: Pandoc, expansion: str, markdown: str) -> None:
    assert pandoc.convert("A", "Before {{x}} after.", {"{{x}}": expansion}).markdown.replace("  ", " ") == markdown


def dropped(page: ConvertedPage) -> list[tuple[str, str, int]]:
    return [(loss.kind, loss.name, loss.count) for loss in page.losses]


def test_what_the_wiki_does_not_know_is_counted(pandoc: Pandoc) -> None:
    page = pandoc.convert("A", "{{x}} {{y}} {{z}}", {"{{x}}": "[[:Vorlage:X]]", "{{y}}": "a [[:Vorlage:Deep]]"})
    assert dropped(page) == [("unknown", "deep", 1), ("unknown", "x", 1), ("unknown", "z", 1)]
    assert {loss.name: loss.example for loss in page.losses}["deep"] == "y"
    page = pandoc.convert("A", "{{x}} b", {"{{x}}": '<span class="navbox">a</span>'})
    assert dropped(page) == [("templates", "x", 1)]


def test_expansions_are_of_one_page_only(pandoc: Pandoc) -> None:
    assert pandoc.convert("A", "{{x}}", {"{{x}}": "a"}).markdown == "a\n"
    assert pandoc.convert("B", "b {{x}}").markdown == "b\n"


def test_a_list_item_of_a_template_begins_its_line_once(pandoc: Pandoc) -> None:
    page = pandoc.convert("A", "* a\n{{x}}\n* c\n\nEnd.", {"{{x}}": "\n* b"})
    assert page.markdown == "- a\n- b\n- c\n\nEnd.\n"


def test_one_page_takes_the_lock_then_what_is_kept_then_the_wiki(wiki: FakeConnection) -> None:
    manifest("m", {"A": "{{x}}"})
    write_template_lock(layout.template_lock("m"), [Expansion("{{x}}", "", "locked")])
    with Pandoc(load_recipe(SERVER.convert), ENGLISH) as pandoc:
        for _ in range(2):
            page = convert_page_expanded(
                Pin.missing("B"), "{{x}} {{y}} {{here}}", pandoc, WikiOrigin("wiki.example"), SERVER
            )
            assert page.markdown == "locked Y in B\n"
    assert wiki.asked == [(2, PLACEHOLDER_TITLE), (1, "B")]
    assert json.loads(layout.template_lock("m").read_text())["wikitext"] == "locked"
