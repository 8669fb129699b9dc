"""The shipped tables say what a real MediaWiki says of itself."""

from __future__ import annotations

import json
import os
import subprocess
import unicodedata
from pathlib import Path

import pytest

from tests.mediawiki.oracle import Oracle
from tests.mediawiki.wiki import RealWiki
from tests.tables import read_lines
from wikimill.site.core import TABLES, core_facts, core_language, core_site
from wikimill.site.model import WITHOUT_HASH


@pytest.mark.parametrize("language", ["en", "de", "ar", "fa", "hi", "pt", "pt-br", "ru", "sr-el", "zh-hans"])
def test_a_wiki_of_which_the_language_is_known(wiki: RealWiki, tmp_path: Path, language: str) -> None:
    with Oracle(wiki.copy(tmp_path / "wiki"), language) as oracle:
        real = oracle.site()
    site = core_site(language, sitename=wiki.name)
    for number, space in real.namespaces.items():
        shipped = site.namespaces[number]
        assert (shipped.name, shipped.canonical, shipped.subpages) == (space.name, space.canonical, space.subpages)
        assert (shipped.first_letter, shipped.content) == (space.first_letter, space.content)
        assert {site.namespace(alias) for alias in space.aliases if alias != "Picture"} <= {number}
    for name, word in real.magic_words.items():
        assert site.magic_words[name] == word
    assert site.variables == real.variables
    assert site.functions >= real.functions
    assert site.extension_tags >= real.extension_tags
    assert set(site.messages) <= set(real.messages)
    composed = {key: unicodedata.normalize("NFC", text) for key, text in site.messages.items()}  # as the API answers
    assert composed == {key: real.messages[key] for key in site.messages}
    for key in ("lang", "fallback", "rtl", "linktrail", "linkprefixcharset", "case", "timezone", "generator"):
        assert site.general[key] == real.general[key], key


def test_tables_are_those_of_this_release(wiki: RealWiki) -> None:
    """What `make core-tables` would write. After an update of MediaWiki, words and namespaces alone are compared."""
    settings, maker = (TABLES.with_name(name) for name in ("settings.php", "make.php"))
    environment = {**os.environ, "MW_INSTALL_PATH": str(wiki.folder / "www/w"), "MW_CONFIG_FILE": str(settings)}
    made = subprocess.run(["php", str(maker)], env=environment, check=True, capture_output=True, text=True).stdout
    first, *lines = map(json.loads, made.splitlines())
    shipped, *shipped_lines = read_lines(TABLES)
    if first["sha256"] == shipped["sha256"]:
        assert [first, *lines] == [shipped, *shipped_lines]
    for line, shipped_line in zip(lines, shipped_lines, strict=True):
        for item in ("language", "name", "fallback", "namespaces", "words", "digits", "separators"):
            assert line.get(item) == shipped_line.get(item), (line["language"], item)


def test_which_functions_have_a_number_sign() -> None:
    facts = core_facts()
    plain = set(facts["functions"]) - set(facts["with_hash"])
    assert plain - set(facts["variables"]) <= WITHOUT_HASH
    assert not WITHOUT_HASH & set(facts["with_hash"])


def test_languages_name_themselves() -> None:
    assert core_language("ar").name == "العربية"
