"""The shipped tables of MediaWiki's core, and wikis made of them."""

from __future__ import annotations

import pytest

from wikimill.site.core import (
    TABLES,
    CoreLanguage,
    core_facts,
    core_language,
    core_site,
    known_code,
    language_codes,
)


@pytest.fixture(scope="module")
def languages() -> dict[str, CoreLanguage]:
    return {code: core_language(code) for code in language_codes()}


@pytest.mark.slow
def test_every_language_can_be_read(languages: dict[str, CoreLanguage]) -> None:
    english = languages["en"]
    assert len(languages) > 450
    assert TABLES.stat().st_size < 1_500_000
    for code, language in languages.items():
        assert language.code == code
        assert language.fallback == () if code == "en" else language.fallback[-1] == "en"
        assert set(language.fallback) < set(languages)
        assert set(language.digits) in ({*()}, {*"0123456789"}, {*"0123456789%"}), code
        assert set(language.separators) <= {",", "."}
        assert language.namespaces.keys() == english.namespaces.keys()
        assert language.magic_words.keys() >= english.magic_words.keys()
        assert language.messages.keys() >= english.messages.keys()
        for name, word in language.magic_words.items():
            assert word.aliases
            if name in english.magic_words:
                assert word.case_sensitive == english.magic_words[name].case_sensitive


def test_facts() -> None:
    facts = core_facts()
    assert facts["mediawiki"].startswith("1.")
    assert len(facts["sha256"]) == 64
    assert {"if", "invoke", "lc", "tag", "len"} <= set(facts["functions"])
    assert "pagename" in facts["variables"]
    assert {"nowiki", "ref", "poem", "math"} <= set(facts["tags"])


@pytest.mark.slow
def test_languages_differ(languages: dict[str, CoreLanguage]) -> None:
    german, hindi, arabic = languages["de"], languages["hi"], languages["ar"]
    assert (german.name, german.fallback, german.separators) == ("Deutsch", ("en",), {",": ".", ".": ","})
    assert german.namespaces[10] == "Vorlage"
    assert german.aliases["Benutzerin"] == 2
    assert german.magic_words["redirect"].aliases == ("#WEITERLEITUNG", "#REDIRECT")
    assert german.messages["march"] == "März"
    assert (hindi.digits["7"], hindi.grouping) == ("७", "#,##,##0.###")
    assert arabic.rtl
    assert not german.rtl
    assert languages["es"].minimum_grouping_digits == 2
    assert languages["ru"].messages["january-gen"] == "января"


def test_two_that_fall_back_to_each_other(languages: dict[str, CoreLanguage]) -> None:
    assert languages["pt"].fallback == ("pt-br", "en")
    assert languages["pt-br"].fallback == ("pt", "en")
    assert languages["pt"].namespaces[10] == languages["pt-br"].namespaces[10] == "Predefinição"


@pytest.mark.parametrize(
    ("code", "known"),
    [
        ("de", "de"), ("DE", "de"), ("de-at", "de-at"), ("de-xx-y", "de"), ("pt_BR", "pt-br"), ("als", "gsw"),
        ("zh-yue", "yue"), ("", "en"), ("tlh-piqd", "en"), ("-", "en"), ("../../etc", "en"), ("xx\n", "en"),
        ("de-" * 300_000, "de"),
    ],
)  # fmt: skip
def test_codes(code: str, known: str) -> None:
    assert known_code(code) == known
    assert core_language(code).code == known


def test_a_wiki_of_which_only_the_language_is_known() -> None:
    site = core_site("de")
    assert site.language == "de"
    assert site.namespace("vorlage") == site.namespace("template") == 10
    assert site.namespace("Bild") == site.namespace("image") == site.namespace("Datei") == 6
    assert site.namespace("Benutzerin Diskussion") == 3
    assert site.namespace("Wiki Diskussion") == site.namespace("Project talk") == 5
    assert site.namespace("Modul") == site.namespace("module") == 828
    assert (site.variable("SEITENNAME"), site.variable("PAGENAME"), site.function("#invoke")) == (
        "pagename", "pagename", "invoke",
    )  # fmt: skip
    assert site.function("#len") == "len"
    assert "#WEITERLEITUNG" in site.redirect_words
    assert site.namespaces[10].subpages
    assert not site.namespaces[0].subpages
    assert site.namespaces[0].content
    assert {"nowiki", "ref", "templatestyles"} <= site.extension_tags
    assert site.messages["monday"] == "Montag"
    assert site.general["mainpage"] == "Hauptseite"


def test_a_dump_names_its_namespaces() -> None:
    names = {
        2: ("Keeper", "User"),
        4: ("Skerrow Wiki", "Project"),
        10: ("Pattern", "Template"),
        100: ("Port",),
        101: ("Port talk",),
    }
    site = core_site("en", names, sitename="Skerrow Wiki", first_letter=False)
    called = {"Pattern": 10, "Template": 10, "Port": 100, "port_talk": 101, "Keeper": 2, "Skerrow Wiki talk": 5}
    assert {name: site.namespace(name) for name in called} == called
    assert site.namespaces[10].name == "Pattern"
    assert site.namespaces[10].canonical == "Template"
    assert site.namespaces[100].subpages
    assert not site.namespaces[10].first_letter
    assert site.namespaces[2].first_letter
    assert site.general["sitename"] == "Skerrow Wiki"


def test_a_wiki_is_called_as_its_project_namespace() -> None:
    site = core_site("de", {4: ("Warft-Wiki", "Project")}, host="wiki.example")
    assert site.general["sitename"] == "Warft-Wiki"
    assert site.namespace("Warft-Wiki Diskussion") == 5
    assert core_site("de", host="de.wikipedia.org").general["sitename"] == "Wikipedia"


def test_names_of_a_dump_come_before_aliases_of_the_language() -> None:
    site = core_site("de", {100: ("Bild",), 10: ("Vorlage",)})
    assert site.namespace("Bild") == 100
    assert site.namespace("Datei") == 6


def test_a_wiki_of_wikimedias() -> None:
    site = core_site("fr", host="fr.wikipedia.org")
    assert site.function("#len") is None
    assert site.function("#invoke") == "invoke"
    assert site.function("SHORTDESC") == "shortdesc"
    assert site.function("#property") == "property"
    assert site.interwiki["de"] == "https://de.wikipedia.org/wiki/$1"
    assert site.namespace("Discussion Wikipédia") is None
    assert site.namespace("Wikipedia") == 4
    assert site.general["server"] == "//fr.wikipedia.org"
