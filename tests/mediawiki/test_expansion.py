"""Our expander and the wiki's own parser make the same of templates, parser functions and modules.

Calls are made by a grammar, and are as wrong as people make them; `make soak` looks for differences for an hour.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hypothesis import given, settings

from tests.mediawiki.calls import PAGE, PAGES
from tests.mediawiki.oracle import NOW, Oracle
from tests.mediawiki.wiki import RealWiki
from wikimill.templates.expander import GAP, Expander
from wikimill.templates.scribunto import Modules
from wikimill.templates.source import SCRIBUNTO, WIKITEXT, TemplatePage

LONG = settings.get_current_profile_name() == "soak"
TITLE = "Talk:Page/sub"
MISSING = re.compile(r"\[\[:[^\[\]]*\]\]")  # what MediaWiki shows for a page that is not there
EXTENSION_TAG = re.compile(r"</?(?:nowiki|pre|ref|poem|gallery)\b")
FOUND: list[str] = []


class Source:
    """These pages, and what the wiki makes by itself."""

    def page(self, title: str) -> TemplatePage | None:
        text = PAGES.get(title)
        model = SCRIBUNTO if title.startswith("Module:") else WIKITEXT
        return TemplatePage(title, text, model) if text is not None else None

    def exists(self, title: str) -> bool:
        return title in PAGES or title == "Main Page"


@dataclass
class Both:
    """Our expander and the wiki's."""

    oracle: Oracle
    expander: Expander

    def assert_same(self, text: str) -> None:
        """Both make the same wikitext of a page. Where extension tags are in it, whose content MediaWiki expands when
        they are shown, it shows the same of both."""
        own, right = self.expander.expand_page(TITLE, text).text, self.oracle.expand(text, TITLE)
        if GAP in own:
            right = MISSING.sub(GAP, right)
        if EXTENSION_TAG.search(right + own):
            shown = own.replace(GAP, "").replace("{{", "&#123;&#123;")
            assert self.oracle.html(shown, TITLE) == self.oracle.html(MISSING.sub("", right), TITLE)
        else:
            assert own == right


def make_both(wiki: RealWiki, language: str) -> Iterator[Both]:
    with Oracle(wiki, language) as oracle:
        oracle.save(PAGES)
        yield Both(oracle, Expander(oracle.site(), Source(), NOW.replace(tzinfo=None), Modules))


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
