"""Wikis of the Wikimedia Foundation, by their hosts."""

from __future__ import annotations

import re

import pytest

from wikimill.site.wikimedia import LANGUAGES, wikimedia


@pytest.mark.parametrize(
    ("host", "language", "sitename"),
    [
        ("de.wikipedia.org", "de", "Wikipedia"),
        ("DE.m.wikipedia.org:443", "de", "Wikipedia"),
        ("simple.wikipedia.org", "en", "Wikipedia"),
        ("no.wikipedia.org", "nb", "Wikipedia"),
        ("zh-min-nan.wiktionary.org", "zh-min-nan", "Wiktionary"),
        ("commons.wikimedia.org", "en", "Wikimedia Commons"),
        ("www.wikidata.org", "en", "Wikidata"),
        ("m.wikidata.org", "en", "Wikidata"),
        ("www.wikisource.org", "en", "Wikisource"),
        ("test.wikipedia.org", "en", "Wikipedia"),
    ],
)
def test_hosts(host: str, language: str, sitename: str) -> None:
    wiki = wikimedia(host)
    assert wiki is not None
    assert (wiki.language, wiki.sitename) == (language, sitename)


@pytest.mark.parametrize(
    "host",
    [
        "",
        "wikipedia.org",
        "www.wikipedia.org",
        "xx.wikipedia.org",
        "enn.wiktionary.org",
        "de.wikipedia.org.evil.example",
        "wiki.example",
        "de.fandom.com",
    ],
)
def test_other_hosts(host: str) -> None:
    assert wikimedia(host) is None


def test_prefixes_of_other_wikis() -> None:
    wiki = wikimedia("fr.wiktionary.org")
    assert wiki is not None
    prefixes = wiki.interwiki()
    assert prefixes["de"] == "https://de.wiktionary.org/wiki/$1"
    assert prefixes["w"] == "https://fr.wikipedia.org/wiki/$1"
    assert prefixes["commons"] == "https://commons.wikimedia.org/wiki/$1"


def test_codes_of_languages_are_codes() -> None:
    assert {"bat-smg", "zh-min-nan", "be-x-old"} < LANGUAGES
    assert all(re.fullmatch("[a-z]+(-[a-z]+)*", code) for code in LANGUAGES)


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("en.wikipedia.org", "enwiki"),
        ("be-tarask.wiktionary.org", "be_x_oldwiktionary"),
        ("www.wikidata.org", "wikidatawiki"),
        ("www.wikisource.org", "sourceswiki"),
    ],
)
def test_names_of_databases(host: str, name: str) -> None:
    wiki = wikimedia(host)
    assert wiki is not None
    assert wiki.wikiname == name
