"""Templates, arguments and tags. Rows with pages were compared with MediaWiki 1.39."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from tests.unit.templates.wiki import NOW, SITE, Pages, expand, expander
from wikimill.templates.expander import GAP, Expander
from wikimill.templates.frame import Frame
from wikimill.templates.title import Title

PAGES = {
    "Template:X": "[{{{1}}}|{{{b|none}}}|{{{2|{{{3|}}}}}}]",
    "Template:List": "* one\n* two",
    "Template:Table": "{|\n| x\n|}",
    "Template:Doc": "<noinclude>doc</noinclude>a<includeonly>b</includeonly>",
    "Template:R": "#REDIRECT [[Template:X]]",
    "Template:Loop": "l{{Loop}}",
    "Template:Name": "X",
    "Template:Eq": "a=b",
    "Template:Nest": "{{X|{{{1}}}|b={{{2|q}}}}}",
    "Template:Down": "{{#if:1|{{{{{1}}}|{{{1}}}}}}}",
    "Template:X/sub": "sub {{{1|}}}",
    "Template:Poem": "<poem>{{{1}}}</poem>",
    "Template:Note": "<ref>{{{1}}}{{Name}}</ref>",
    "Template:Part": "<nowiki>",
    "Corncrake": "page {{X|1}}",
    "Corncrake/egg": "white",
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{X}}", "[{{{1}}}|none|]"),
        ("{{X| a |b= c \n|d}}", "[ a |c|d]"),
        ("{{x|1=a|a2}}", "[a2|none|]"),
        ("{{x|a2|1=a}}", "[a|none|]"),
        ("{{ X_<!-- -->|3=z}}", "[{{{1}}}|none|z]"),
        ("{{Template:X|a}}{{template :X|a}}", "[a|none|][a|none|]"),
        ("{{R|a}}", "[a|none|]"),
        ("{{{{Name}}|a}}", "[a|none|]"),
        ("{{X|{{Eq}}}}", "[a=b|none|]"),
        ("{{Nest|a|b}}", "[a|b|]"),
        ("{{Doc}}", "ab"),
        ("a{{List}}", "a\n* one\n* two"),
        ("a\n{{List}}", "a\n* one\n* two"),
        ("{{Table}}", "\n{|\n| x\n|}"),
        ("{{:Corncrake}}", "page [1|none|]"),
        ("{{Special:Prefixindex/A}}{{Special:Version}}", f"{GAP}[[:Special:Version]]"),
        ("{{/sub|a}}", f"{GAP}"),  # articles have no subpages
        ("{{Loop}}", 'l<span class="error">Template loop detected: [[Template:Loop]]</span>'),
        ("{{subst:X|{{Name}}}}", "{{subst:X|X}}"),
        ("{{safesubst:X|a}}", "[a|none|]"),
        ("{{msgnw:Name}}", "X"),
        ("{{msgnw:Eq}}", "a&#61;b"),
        ("{{a{b}}", "{{a{b}}"),
        ("{{<X>}}", "{{<X>}}"),
        ("{{{1}}} {{{1|a}}} {{{1|}}}", "{{{1}}} a "),
        ("{{X|[[p|q]]}}", "[[[p|q]]|none|]"),
        ("{{!}}{{=}}", "|="),
    ],
)
def test_templates_expand_as_in_mediawiki(text: str, expected: str) -> None:
    assert expand(text, PAGES) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<nowiki>{{X}}</nowiki>", "<nowiki>{{X}}</nowiki>"),
        ("<math>{{X}}</math>", "<math>{{X}}</math>"),
        ("<poem>{{Name}} {{{1}}}</poem>", "<poem>X {{{1}}}</poem>"),
        ("{{Poem|a {{Name}}}}", "<poem>a X</poem>"),
        ("{{Note|a}}", "<ref>{{{1}}}X</ref>"),
        ("<ref name=a />", "<ref name=a />"),
        ("<ref>{{Name}}<nowiki>{{Name}}</nowiki></ref>", "<ref>X<nowiki>{{Name}}</nowiki></ref>"),
        ("a{{#tag:ref|b<ref>c</ref> d|name=e}} f", 'a<ref name="e">b d</ref> f'),
        ("a <ref> b", "a &lt;ref> b"),
        ("{{Part}}a</nowiki>", "&lt;nowiki>a</nowiki>"),
        ("<{{Name}}><br><!{{Name}}", "<X><br><!X"),
    ],
)
def test_tags_are_written_so_that_the_reader_reads_the_same(text: str, expected: str) -> None:
    assert expand(text, PAGES) == expected


def test_templates_are_not_deeper_in_each_other_than_mediawiki_allows() -> None:
    pages = {f"Template:T{number}": f"{{{{T{number + 1}}}}}" for number in range(150)}
    warning = "Template recursion depth limit exceeded (100)"
    assert expand("{{T0}}", pages) == f'<span class="error">{warning}</span>'
    assert expand("{{T60}}", {**pages, "Template:T150": "end"}) == "end"
    site = replace(SITE, messages={"parser-template-recursion-depth-warning": "Zu tief: $1"})
    with_messages = Expander(site, Pages(pages), NOW)
    assert "Zu tief: 100" in with_messages.expand_page("A", "{{T0}}").text


def test_names_of_subpages() -> None:
    assert expand("{{/sub|a}} {{../X|b}}", PAGES, title="Template:X") == "sub a {{../X|b}}"
    assert expand("{{../|b}} {{../sub/|b}}", PAGES, title="Template:X/sub") == "[b|none|] sub b"


def test_templates_in_tags_that_no_one_reads_are_left_alone() -> None:
    assert expand("a<ref>{{Name}}</ref>", PAGES, unread=["ref"]) == "a<ref>{{Name}}</ref>"


def test_a_template_that_is_missing_is_left_out_and_listed() -> None:
    found = expander(PAGES).expand_page("Corncrake", "a {{Gone|{{Name}}}} b {{X|{{gone}}}} {{ {{Gone}} }}")
    assert found.text == f"a {GAP} b [{GAP}|none|] {{{{ {GAP} }}}}"
    assert [loss[:2] for loss in found.losses] == [("missing", "Template:Gone")] * 3
    assert found.losses[0][2] == "a {{Gone|{{Name}}}} b [|none|] {{ }}"


def test_a_template_that_no_one_sees_is_not_listed() -> None:
    found = expander({"Template:Quiet": "{{{2}}}"}).expand_page("A", "{{Quiet|{{Gone}}|b}}<math>{{Gone}}</math>")
    assert (found.text, found.losses) == ("b<math>{{Gone}}</math>", [])


def test_what_became_of_the_templates_of_a_page() -> None:
    found = expander(PAGES).expand_page("Corncrake", "{{X|{{Name}}}} {{!}} {{Gone}} {{Loop}}")
    uses = [("Name", "page"), ("X", "page"), ("!", "function"), ("Gone", "missing"), ("Loop", "page")]
    assert [(use.name, use.origin) for use in found.templates] == uses


class Dictionary:
    """Renderers, or answers of a wiki, by name."""

    everything = True

    def __init__(self, texts: Mapping[str, str | bool]) -> None:
        self.texts = texts
        self.calls: list[tuple[str, object]] = []

    def start(self, title: str) -> None:
        self.calls.append(("start", title))

    def knows(self, title: Title) -> bool:
        return title.text in self.texts

    def text(self, title: Title, arguments: Frame) -> str | bool | None:
        return self.render(title.text, {name: (arguments.get(name) or "").strip() for name in arguments.names()})

    def render(self, name: str, arguments: Mapping[str, str]) -> str | bool | None:
        if name in self.texts:
            self.calls.append((name, dict(arguments)))
        return self.texts.get(name)

    def get(self, call: str, title: str) -> str | None:
        self.calls.append((call, title))
        found = self.texts.get(call)
        return found if isinstance(found, str) else None


def test_the_order_of_sources() -> None:
    texts = dict.fromkeys(["First", "Name", "Gone", "Away"], "first")
    first, answers, last = (
        Dictionary({"Name": "1st"}),
        Dictionary({"{{Gone|{{Name}}}}": "2nd"}),
        Dictionary({**texts, "Gone": "3rd"}),
    )
    found = expander(PAGES, first=first, answers=answers, last=last).expand_page(
        "A", "{{Name}} {{Eq}} {{Gone|{{Name}}}} {{Away| b |c= d}}"
    )
    assert found.text == "1st a=b 2nd first"
    assert [use.origin for use in found.templates] == ["renderer", "page", "answer", "library"]
    assert last.calls == [("start", ""), ("start", "A"), ("Away", {"1": "b", "c": "d"})]


def test_renderers_answer_for_functions_of_no_one() -> None:
    first, last = Dictionary({"#ask:": False}), Dictionary({"#ask:": "x", "#coordinates:": "c"})
    found = expander(PAGES, first=first, last=last).expand_page("A", "{{#ask: a|b=c}} {{#coordinates:1}} {{#show:}}.")
    assert found.text == f"{GAP} c {GAP}."
    assert [first.calls[2:], last.calls[2:]] == [[("#ask:", {"1": "a", "2": "b=c"})], [("#coordinates:", {"1": "1"})]]
    pages = {"Template:T": "{{#ask:{{{1}}}:z| {{{2}}} |{{{3}}}={{{1}}}}}"}
    inner = Dictionary({"#ask:": "x"})
    assert expand("{{T|a|b|c}}", pages, first=inner) == "x"
    assert inner.calls[2:] == [("#ask:", {"1": "a:z", "2": "b", "3": "c=a"})]
    assert [use.origin for use in found.templates] == ["renderer", "library", "unsupported"]


def test_what_a_renderer_makes_stays_in_its_line() -> None:
    first, last = Dictionary({"Name": "* b"}), Dictionary({"Gone": ""})
    assert expand("a {{Name}} {{Gone}}.", PAGES, first=first, last=last) == "a * b ."


def test_a_renderer_is_given_arguments_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wikimill.templates.expander.MAX_NODES", 1000)
    text = "{{X|" * 30 + "{{Name}}=a" + "}}" * 30
    assert "limit" not in expand(text, PAGES, first=Dictionary({"Gone": ""}), last=Dictionary({"Gone": ""}))


def test_a_parser_that_answers_everything_is_asked_for_what_only_the_wiki_knows() -> None:
    answers = Dictionary({"{{SERVER}}": "//wiki", "{{#ifexist:A|y|n}}": "y"})
    assert expand("{{SERVER}} {{#ifexist:A|y|n}} {{lc:A}} {{SITENAME}}", answers=answers) == f"//wiki y a {GAP}"


def test_a_renderer_may_leave_a_template_out() -> None:
    found = expander(PAGES, first=Dictionary({"Name": False})).expand_page("A", "a {{name}} b")
    assert (found.text, found.losses) == (f"a {GAP} b", [("templates", "Name", "")])


def test_a_module_that_the_wiki_lacks_is_rendered_by_its_name() -> None:
    last = Dictionary({"Convert": "5 km"})
    assert expand("{{#invoke:convert|convert|5|km}}", last=last) == "5 km"
    assert last.calls[2:] == [("Convert", {"1": "5", "2": "km"})]


def test_titles_that_were_asked_for_are_known_to_the_source() -> None:
    source = expander(PAGES).source
    assert isinstance(source, Pages)
    expand_with = expander(PAGES)
    expand_with.expand_page("A", "{{R|{{Gone}}}} <ref>{{Name}}</ref>")
    pages = expand_with.source
    assert isinstance(pages, Pages)
    assert pages.asked == {"Template:R", "Template:X", "Template:Gone", "Template:Name"}


def test_a_title_that_is_none_is_left_as_it_is() -> None:
    assert expand("{{a|b}}", title="<") == GAP


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("a {{b}} {{{1}}}<ref>{{Name}}</ref>", "a {{b}} {{{1}}}<ref>X</ref>"),
        ("a [[:Template:Gone]] [[:Template:Linked]] [[:Corncrake]]", f"a {GAP} [[:Template:Linked]] [[:Corncrake]]"),
        ("[[:Template:<b>]] [[:User:X]] [[:de:X]]", "[[:Template:<b>]] [[:User:X]] [[:de:X]]"),
        ("<b>a</b> <nowiki>{{Name}}</nowiki> &lt;", "<b>a</b> <nowiki>{{Name}}</nowiki> &lt;"),
    ],
)
def test_what_the_wiki_made_of_a_page_is_taken_and_its_tags_are_expanded(answer: str, expected: str) -> None:
    expansion = expander(PAGES).expand_page("Corncrake", "{{Gone}} [[:Template:Linked]]", answer)
    assert expansion.text == expected
    assert [loss[:2] for loss in expansion.losses] == [("missing", "Template:Gone")] * answer.count("Gone")


def test_where_texts_of_templates_come_from_is_counted() -> None:
    expansion = expander(PAGES).expand_page("Corncrake", "{{Nest|a}} {{lc:X}} {{Gone}} {{subst:X}}<ref>{{X}}</ref>")
    assert expansion.origins == {"page": 3, "function": 1, "missing": 1, "literal": 1}
