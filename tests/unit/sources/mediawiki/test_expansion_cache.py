"""The cache of expanded templates."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from wikimill.sources.mediawiki.expansion_cache import Expansion, ExpansionCache, whole_page


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[ExpansionCache]:
    with ExpansionCache(tmp_path) as cache:
        yield cache


def test_the_result_of_a_page_is_before_that_of_all_pages(cache: ExpansionCache) -> None:
    everywhere, here = Expansion("{{a}}", "", "1"), Expansion("{{a}}", "Haar", "2")
    failed, differs = Expansion("{{b}}", "", None), Expansion("{{c}}", "", None, page_dependent=True)
    cache.add([everywhere, here, failed, differs])
    assert cache.get("{{a}}", "Haar") == here
    assert cache.get("{{a}}", "Other") == everywhere
    assert cache.get("{{b}}", "Haar") == failed
    assert cache.get("{{c}}", "Haar") == differs
    assert cache.get("{{d}}", "Haar") is None
    assert (cache.path.name, cache.get("{{a}}", "")) == ("templates.sqlite", everywhere)


def test_what_the_wiki_said_first_stays_unless_a_lock_has_another(cache: ExpansionCache) -> None:
    cache.add([Expansion("{{a}}", "", "1")])
    cache.add([Expansion("{{a}}", "", "2", page_dependent=True)])
    assert cache.get("{{a}}", "") == Expansion("{{a}}", "", "1")
    cache.pin([Expansion("{{a}}", "", "3")])
    assert cache.get("{{a}}", "") == Expansion("{{a}}", "", "3")


def test_a_whole_page_stands_for_itself_by_a_digest() -> None:
    assert whole_page("a") == "sha1 86f7e437faa5a7fce15d1ddcb9eaeaea377667b8"
    assert whole_page("\ud800") == "sha1 10db70ec072d000c68dd95879f9b831e43a859fd"
    assert Expansion(whole_page("a"), "A", "a").is_page
    assert not Expansion("{{sha1 }}", "A", "a").is_page
