"""Our expander and the wiki's own parser make the same of templates, parser functions and modules.

Calls are made by a grammar, and are as wrong as people make them; `make soak` looks for differences for an hour.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

import pytest
from hypothesis import given, settings

from tests.mediawiki.calls import PAGE, PAGES
from tests.mediawiki.oracle import NOW, Oracle
from tests.mediawiki.wiki import RealWiki
from wikimill.site.model import Site
from wikimill.templates.expander import GAP, Expander
from wikimill.templates.labels import LABEL
from wikimill.templates.scribunto.engine import Modules
from wikimill.templates.source import SCRIBUNTO, WIKITEXT, TemplatePage
from wikimill.templates.title import parse_title

LONG = settings.get_current_profile_name() == "soak"
TITLE = "Talk:Page/sub"
MISSING = re.compile(r"\[\[:[^\[\]]*\]\]")  # what MediaWiki shows for a page that is not there
LINE = re.compile(r"(?:mw\.\w+\.lua\D{,20}|<line>\W+)\d+")  # of Scribunto's library, whose releases differ
EXTENSION_TAG = re.compile(r"</?(?:nowiki|pre|ref|poem|gallery)\b")
FOUND = [
    "{{Older|a}}", "{{Loop}}", "{{padleft:<pre>x</pre>|40}}", "{{#len:<nowiki/>}}", "{{#invoke:Forms|json|<nowiki/>}}",
    "{{anchorencode:&#32;a b&#32;}}", "{{#time:xmF|Feb 3, 2001|de}}", "{{#time:D|20010203|ar}}",
    "{{#language:zh-hant}}", "{{#language:pt-br}}", "{{#ifexist:Special:X|is|not}}", "{{Shown|{{{1}}}|[[a]]}}",
    "{{ <nowiki>}}", "{{uc:{{Shown|a}}}}", "{{{{One}}}}", "{{{{{1|One}}}}}", "{{Table|{{!}}|{{=}}}}",
    "{{Lines|x=1|y}}{{Lines}}", "a{{Item|b}}{{Item|c}}", "{{#tag:nowiki|{{{1}}}}}", "{{Safe|A{{Safe|B}}}}",
    "{{#invoke:Forms|expand|{{One|x}}}}", "-{{{{a}}-}}}<!--|",
]  # fmt: skip


class Source:
    """These pages, by their titles in the wiki's language."""

    def __init__(self, site: Site) -> None:
        self.pages = {full(site, title): (title, text) for title, text in PAGES.items()}
        self.others = {full(site, "File:A.png"), str(site.general["mainpage"])}

    def page(self, title: str) -> TemplatePage | None:
        if title not in self.pages:
            return None
        english, text = self.pages[title]
        return TemplatePage(title, text, SCRIBUNTO if english.startswith("Module:") else WIKITEXT)

    def exists(self, title: str) -> bool:
        return title in self.pages or title in self.others


def full(site: Site, title: str) -> str:
    """A title in the wiki's language."""
    parsed = parse_title(site, title)
    assert parsed is not None
    return parsed.full


@dataclass
class Both:
    """Our expander and the wiki's."""

    oracle: Oracle
    expander: Expander

    def assert_same(self, text: str) -> None:
        """Both make the same wikitext of a page, or the same HTML where extension tags are in it, whose content
        MediaWiki expands when it shows them.

        Two differences are meant. What a page that is not there leaves is a link for MediaWiki, which functions see as
        text, and nothing here. And MediaWiki loses strip markers that a function took apart, and shows them then.
        """
        expansion, right = self.expander.expand_page(TITLE, text), self.oracle.expand(text, TITLE)
        own = LABEL.sub("", expansion.text)
        missing = any(kind == "missing" for kind, *_ in expansion.losses)
        if "\x7f" in right or (missing and GAP not in own):
            return
        if missing:
            right = MISSING.sub(GAP, right)
        elif EXTENSION_TAG.search(right + own):
            own, right = self.oracle.html(own.replace("{{", "&#123;&#123;"), TITLE), self.oracle.html(text, TITLE)
        assert unescape(LINE.sub("", own)) == unescape(LINE.sub("", right))


def make_both(wiki: RealWiki, language: str) -> Iterator[Both]:
    with Oracle(wiki, language) as oracle:
        oracle.save(PAGES)
        site = oracle.site()
        yield Both(oracle, Expander(site, Source(site), NOW.replace(tzinfo=None), Modules))


@pytest.fixture(scope="module")
def english(wiki: RealWiki, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    yield from make_both(wiki.copy(tmp_path_factory.mktemp("english") / "wiki"), "en")


@pytest.fixture(scope="module", params=["ar", "de", "ru"])
def other(wiki: RealWiki, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Both]:
    yield from make_both(wiki.copy(tmp_path_factory.mktemp("other") / "wiki"), request.param)


@pytest.mark.parametrize("text", FOUND)
def test_differences_that_were_found(english: Both, text: str) -> None:
    english.assert_same(text)


@(settings() if LONG else settings(max_examples=1500, derandomize=True, database=None))
@given(PAGE)
def test_calls(english: Both, text: str) -> None:
    english.assert_same(text)


@(settings() if LONG else settings(max_examples=300, derandomize=True, database=None))
@given(PAGE)
def test_calls_in_other_languages(other: Both, text: str) -> None:
    other.assert_same(text)
