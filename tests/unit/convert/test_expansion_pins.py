"""What the wiki's parser makes of calls: what is pinned, and what conversion makes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.clone import ROOT
from tests.fake_parser import FakeConnection, upper
from tests.fake_source import FakeSource, pin, revision
from tests.sites import ENGLISH
from wikimill import layout
from wikimill.config.model import Config, Convert
from wikimill.convert.conversion import ConvertedPage
from wikimill.convert.expansion_pins import PageTemplates, answer_page, expand_pages, pin_expansions
from wikimill.convert.known_wiki import KnownWiki, host_wiki
from wikimill.convert.recipe import load_recipe
from wikimill.convert.shard import Quarantine
from wikimill.convert.template_pins import pin_templates
from wikimill.convert.text import clean
from wikimill.convert.wikitext import WikitextConverter
from wikimill.errors import WikimillError
from wikimill.fetch.cache import RevisionCache
from wikimill.manifest.expansion_lock import (
    read_expansion_lock,
    refresh_expansions,
    write_expansion_lock,
)
from wikimill.manifest.lock import write_lock
from wikimill.manifest.origin import WikiOrigin
from wikimill.site.core import core_site
from wikimill.site.summary import format_summary
from wikimill.sources.base import Pin
from wikimill.sources.mediawiki.expander import PLACEHOLDER_TITLE, Expander
from wikimill.sources.mediawiki.expansion_cache import Expansion, ExpansionCache


@pytest.fixture
def wiki(project: Path, monkeypatch: pytest.MonkeyPatch) -> FakeConnection:
    """The parser of every wiki of the project."""
    connection = FakeConnection(lambda text, title: f"in {title}" if "here" in text else text.strip("{}").upper())
    found = Expander(connection, ENGLISH.namespace_names(14))  # type: ignore[arg-type]
    monkeypatch.setattr(WikiOrigin, "open_expander", lambda _self, _config, _site: found)
    return connection


def manifest(name: str, pages: dict[str, str], ns: int = 0, address: str = "wiki.example") -> None:
    """A lock whose pages are in the cache."""
    pins = [pin(title, text, ns) for title, text in pages.items()]
    origin = WikiOrigin(address)
    write_lock(layout.lock(name), "0", origin, "", ENGLISH, pins)
    with RevisionCache(layout.CACHE / origin.folder) as cache:
        cache.add(revision(each, pages[each.title]) for each in pins)


SERVER = Config(convert=Convert(templates="server"))


def pinned(name: str) -> dict[tuple[str, str], str | None]:
    pin_expansions(name, SERVER)
    return {(each.invocation, each.title): each.wikitext for each in read_expansion_lock(layout.expansion_lock(name))}


@pytest.mark.slow
def test_the_lock_holds_what_the_pages_need_and_nothing_else(wiki: FakeConnection) -> None:
    manifest("m", {"A": "{{x}} {{here}} {{lc:B}}", "B": "{{x}} {{#if:a|{{y}}}}<ref>{{z}}</ref>"})
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


@pytest.mark.slow
def test_a_lock_beats_the_cache_and_manifests_of_one_wiki_share_theirs(wiki: FakeConnection) -> None:
    manifest("one", {"A": "{{x}}"})
    manifest("two", {"B": "{{x}} {{y}}"})
    pinned("one")
    write_expansion_lock(layout.expansion_lock("one"), [Expansion("{{x}}", "", "committed")])
    assert pinned("two") == {("{{x}}", ""): "committed", ("{{y}}", ""): "Y"}
    write_expansion_lock(layout.expansion_lock("one"), [Expansion("{{x}}", "", "other")])
    with pytest.raises(WikimillError, match=r"two\.templates\.jsonl has another expansion of '{{x}}' than .*one\."):
        pinned("one")


@pytest.mark.slow
def test_a_refresh_asks_for_all_that_is_locked(wiki: FakeConnection) -> None:
    manifest("one", {"A": "{{x}} {{here}}"})
    manifest("two", {"B": "{{x}} {{y}}"})
    pinned("one")
    pinned("two")
    wiki.asked.clear()
    wiki.parser = lambda text, title: f"{title} now" if text == "{{y}}" else f"new {text.strip('{}')}"
    assert refresh_expansions(["one", "two"], SERVER) == {"one": 2, "two": 2}
    assert wiki.asked == [(2, PLACEHOLDER_TITLE), (1, "A")]
    assert [each.wikitext for each in read_expansion_lock(layout.expansion_lock("one"))] == ["new here", "new x"]
    # What depends on the page by now is left to the next build.
    assert [each.wikitext for each in read_expansion_lock(layout.expansion_lock("two"))] == ["new x"]
    assert pinned("two")[("{{y}}", "B")] == "B now"
    assert refresh_expansions(["one", "two"], SERVER) == {"one": 0, "two": 0}


@pytest.mark.slow
def test_a_failure_in_the_middle_keeps_the_lock_and_what_was_answered(wiki: FakeConnection) -> None:
    manifest("m", {"A": "{{x}}"})
    pinned("m")
    before = layout.expansion_lock("m").read_bytes()
    manifest("m", {"A": " ".join(f"{{{{a{number}}}}}" for number in range(250))})

    def fail(text: str, _title: str) -> str:
        if "a150" in text:
            raise WikimillError("the wiki went away")
        return text.strip("{}").upper()

    wiki.parser = fail
    with pytest.raises(WikimillError, match="the wiki went away"):
        pinned("m")
    assert layout.expansion_lock("m").read_bytes() == before
    wiki.parser, wiki.asked = upper, []
    assert len(pinned("m")) == 250
    assert [count for count, _ in wiki.asked] == [100, 50]


def test_a_dump_cannot_be_asked(project: Path) -> None:
    with pytest.raises(WikimillError, match=r"the pages of wiki\.example are read from d\.xml; use `wiki`, or take"):
        WikiOrigin("wiki.example", "d.xml").open_expander(SERVER, ENGLISH)


def test_what_an_answer_holds_is_asked_for_in_turn(wiki: FakeConnection) -> None:
    wiki.parser = lambda text, _title: {"{{x}}": "a<poem>{{y}}</poem>", "{{y}}": "b<poem>{{#ask:z}}</poem>"}.get(
        text, "z"
    )
    manifest("m", {"A": "{{x}}"})
    assert pinned("m") == {
        ("{{#ask:z}}", ""): "z",
        ("{{x}}", ""): "a<poem>{{y}}</poem>",
        ("{{y}}", ""): "b<poem>{{#ask:z}}</poem>",
    }


def test_what_was_pinned_and_is_gone_ends_the_shard_and_is_not_the_page_s_fault(
    wiki: FakeConnection, tmp_path: Path
) -> None:
    known = KnownWiki(folder=str(tmp_path / "cache"))
    with WikitextConverter(load_recipe(SERVER.convert), known) as converter:
        quarantine = Quarantine(converter)
        with pytest.raises(
            WikimillError, match=r"of '{{x}}' on page 'A' was in the cache and is gone; delete cache/templates"
        ):
            quarantine.convert(pin("A"), "{{x}}")


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


@pytest.mark.slow
def test_with_the_wikis_own_templates_its_parser_is_asked_for_functions_of_extensions_alone(
    wiki: FakeConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = {"Template:Island": "is {{#ask:[[{{{1}}}]]}}", "Template:Plain": "plain"}
    monkeypatch.setattr(WikiOrigin, "open_source", lambda *_: FakeSource(texts=texts))
    wiki.parser = lambda text, _title: "in '''Skerrow'''" if text == "{{#ask:[[Hest]]}}" else ""
    pages = {"A": "It {{island|Hest}}.", "B": "{{plain}} {{gone}} {{#show:x}}.", "C": "{{plain}}."}
    manifest("m", pages)
    config, record = Config(), layout.template_record("m")
    pin_templates("m", record, config)
    assert wiki.asked == [(2, PLACEHOLDER_TITLE)]
    lock = layout.expansion_lock("m")
    assert {each.invocation for each in read_expansion_lock(lock)} == {"{{#ask:[[Hest]]}}", "{{#show:x}}"}
    before = lock.read_bytes()
    (layout.CACHE / "mediawiki/wiki.example" / ExpansionCache.NAME).unlink()
    pin_templates("m", record, config)
    assert (lock.read_bytes(), len(wiki.asked)) == (before, 1)
    with WikitextConverter(load_recipe(config.convert), host_wiki("wiki.example")) as converter:
        assert converter.convert("A", pages["A"]).markdown == "It is in **Skerrow**.\n"
        page = converter.convert("B", pages["B"])
        assert (page.markdown, page.dropped) == ("plain.\n", "missing:1")


Answered = Callable[[str, dict[str, str]], ConvertedPage]


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answered]:
    """Converts a page named a=b with these answers."""
    german = format_summary(core_site("en", {10: ["Vorlage"]}))
    folder = tmp_path_factory.mktemp("answers")
    wiki = KnownWiki("wiki.example", german, folder=str(folder))
    with (
        ExpansionCache(folder) as known,
        WikitextConverter(load_recipe(Convert(templates="server"), ROOT), wiki) as converter,
    ):

        def convert(text: str, answers: dict[str, str]) -> ConvertedPage:
            known.pin(Expansion(call, "", answer) for call, answer in answers.items())
            return converter.convert("a=b", text)

        yield convert


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{{x|1}} {{x|1}} {{x|2}}", ["{{x|1}}", "{{x|2}}"]),
        ("{{x|{{y}}|{{lang|de|z}}}}", ["{{x|{{y}}|{{lang|de|z}}}}"]),
        ("<!-- {{x}} --><nowiki>{{x}}</nowiki><math>{{x}}</math>", []),
        ("<ref>{{x}}</ref><ref name=a>{{x}}</ref>", []),
        (
            "{{x|<nowiki>|</nowiki>|<!-- no -->1<ref>{{y}}</ref>}}",
            ["{{x|<nowiki>|</nowiki>|1<ref>{{y}}</ref>}}"],
        ),
        ("a\n== References ==\n{{x}}\n== Next ==\n{{y}}", ["{{x}}", "{{y}}"]),
        ("{{x|{{PAGENAME}}|{{ FULLPAGENAME }}}}", ["{{x|A&#61;b|A&#61;b}}"]),
        ("{{}} {{ }} {{|a}} {{{1}}} {{{2|{{x}}}}} }} {{", ["{{x}}"]),
        ("{{#if:{{x}}|a|b}} {{PAGENAME}}", ["{{x}}"]),
        ("{{#invoke:M|f|{{x}}}} {{#ask:a}}", ["{{#invoke:M|f|{{x}}}}", "{{#ask:a}}"]),
        ("\ufeff{{x|a\x03b\r\nc}}", ["{{x|ab\nc}}"]),
        ("{{a" * 5000 + "}}" * 5000, []),
        ("{{a|" * 5000 + "}}" * 5000, ["{{a|" * 5000 + "}}" * 5000]),
    ],
)
def test_the_outermost_templates_are_found(tmp_path: Path, text: str, found: list[str]) -> None:
    wiki = KnownWiki("wiki.example", format_summary(ENGLISH), folder=str(tmp_path))
    recipe = load_recipe(Convert(templates="server"), ROOT)
    with WikitextConverter(recipe, wiki, collect=True) as converter:
        assert list(converter.expand("a=b", clean(text)[0]).calls) == found


@pytest.mark.parametrize(
    ("expansion", "markdown"),
    [
        ("plain '''bold'''", "Before plain **bold** after.\n"),
        ("", "Before after.\n"),
        ("a<ref>b</ref>[[Category:X]][[File:y.png|thumb|z]]", "Before a after.\n"),
        ("<nowiki>''</nowiki>{{a}}", "Before ''{{a}} after.\n"),
        ("[[:Vorlage:Nope]]", "Before after.\n"),
        ("a [[:vorlage:Nope]] b", "Before a b after.\n"),
        ("[[:Template talk:Nope]]", "Before Template talk:Nope after.\n"),
        ('<strong class="error">bad <b>x</b></strong>', "Before after.\n"),
        ('1 <strong class="error"><span class="scribunto-error" id="x">Lua</span></strong> 2', "Before 1 2 after.\n"),
        ("<div class='navbox x'><div>a</div><div>b</div></div>", "Before\n\nafter.\n"),
        ('<span style="display: none;">key</span>word', "Before word after.\n"),
        ('<span style="display:none">never closed', "Before\n"),
        ('<span class="terror">stays</span>', "Before stays after.\n"),
        ("\x04\x05\x7fx", "Before x after.\n"),
    ],
)
def test_an_answer_goes_through_the_filters(answered: Answered, expansion: str, markdown: str) -> None:
    page = answered("Before {{x}} after.", {"{{x}}": expansion})
    assert page.markdown.replace("  ", " ") == markdown


def test_what_the_wiki_does_not_know_is_counted(answered: Answered) -> None:
    page = answered("{{y}} {{z}}", {"{{y}}": "[[:Vorlage:X]]", "{{z}}": "a [[:Vorlage:Deep]]"})
    assert [(loss.kind, loss.name, loss.example) for loss in page.losses] == [
        ("missing", "Vorlage:Deep", "{{X}} a {{Deep}}"[6:]),
        ("missing", "Vorlage:X", "{{X}} a"),
    ]
    page = answered("{{n}} b", {"{{n}}": '<span class="navbox">a</span>'})
    assert [(loss.kind, loss.name, loss.template) for loss in page.losses] == [("removed", ".navbox", "N")]


def test_a_list_item_of_a_template_begins_its_line_once(answered: Answered) -> None:
    page = answered("* a\n{{x}}\n* c\n\nEnd.", {"{{x}}": "* b"})
    assert page.markdown == "- a\n- b\n- c\n\nEnd.\n"


@pytest.mark.slow
def test_one_page_takes_the_lock_then_what_is_kept_then_the_wiki(wiki: FakeConnection) -> None:
    manifest("m", {"A": "{{x}}"})
    write_expansion_lock(layout.expansion_lock("m"), [Expansion("{{x}}", "", "locked")])
    recipe, page = load_recipe(SERVER.convert), (Pin.missing("B"), "{{x}} {{y}} {{here}}")
    for _ in range(2):
        answer_page(*page, recipe, host_wiki("wiki.example"), WikiOrigin("wiki.example"), SERVER)
        with WikitextConverter(recipe, host_wiki("wiki.example")) as converter:
            assert converter.convert("B", page[1]).markdown == "locked Y in B\n"
    assert wiki.asked == [(2, PLACEHOLDER_TITLE), (1, "B")]
