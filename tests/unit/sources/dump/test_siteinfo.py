"""What an export says of its wiki."""

from __future__ import annotations

from pathlib import Path

import pytest

from wikimill.errors import WikimillError
from wikimill.sources.dump import siteinfo
from wikimill.sources.dump.source import DumpSource

FULL = """<mediawiki xml:lang="de"><siteinfo>
<sitename>Wind-Wiki</sitename><dbname>windwiki</dbname><base>https://wind.example:8080/wiki/Haupt_Seite</base>
<generator>MediaWiki 1.39.17</generator><case>case-sensitive</case><namespaces>
<namespace key="0" case="case-sensitive" /><namespace key="10" case="case-sensitive">Muster</namespace>
<namespace key="100" case="case-sensitive">Portal</namespace></namespaces></siteinfo></mediawiki>"""


def opened(folder: Path, text: str) -> DumpSource:
    path = folder / "wiki.xml"
    path.write_text(text)
    return DumpSource([str(path)], folder / "cache")


def test_what_is_stated_and_what_mediawiki_has_by_default(tmp_path: Path) -> None:
    info = opened(tmp_path, FULL).site()
    assert {key: info.general[key] for key in ("lang", "sitename", "case", "generator", "wikiid")} == {
        "lang": "de",
        "sitename": "Wind-Wiki",
        "case": "case-sensitive",
        "generator": "MediaWiki 1.39.17",
        "wikiid": "windwiki",
    }
    assert {key: info.general[key] for key in ("server", "servername", "articlepath", "mainpage")} == {
        "server": "https://wind.example:8080",
        "servername": "wind.example",
        "articlepath": "/wiki/$1",
        "mainpage": "Haupt Seite",
    }
    assert (info.namespace("Muster"), info.namespace("Vorlage"), info.namespace("Template")) == (10, 10, 10)
    assert (info.namespace("Portal"), info.namespaces[100].first_letter) == (100, False)
    assert (info.function("#wechsle"), info.function("#switch")) == ("switch", "switch")


def test_a_password_in_the_address_goes_no_further(tmp_path: Path) -> None:
    source = opened(tmp_path, FULL.replace("https://", "https://me:p@ss@"))
    assert source.site().general["server"] == "https://wind.example:8080"
    assert "p@ss" not in str(source.site().general)


@pytest.mark.parametrize("stated", ["../../x", "x-" * 100_000, "e\u202en", "en/"])
def test_a_language_that_is_none_is_refused(tmp_path: Path, stated: str) -> None:
    with pytest.raises(WikimillError, match=r"says that its language is '.*', which is no code of a language"):
        opened(tmp_path, f'<mediawiki xml:lang="{stated}"><siteinfo><namespaces /></siteinfo></mediawiki>').site()


def test_a_language_that_is_not_known_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    for lang in (' xml:lang="tlh"', "", ' xml:lang="en-GB"', ' xml:lang="de"'):
        siteinfo._warn.cache_clear()
        opened(tmp_path, f"<mediawiki{lang}><siteinfo><namespaces /></siteinfo></mediawiki>").site()
    assert caplog.messages == [
        "the dump says that its language is 'tlh', which MediaWiki does not have; it is read as one in English",
        "the dump tells no language; it is read as one in English",
    ]


@pytest.mark.parametrize("base", ["", "<base />", "<base>http://[broken</base>", "<base>no address</base>"])
def test_old_exports_say_less(tmp_path: Path, base: str) -> None:
    info = opened(tmp_path, f"<mediawiki><siteinfo>{base}<namespaces /></siteinfo></mediawiki>").site()
    assert info.language == "en"
    assert info.general["sitename"]
    assert info.namespace("Template") == 10


@pytest.mark.parametrize(
    ("stated", "database", "base", "language"),
    [
        ("nds-NL", "nds_nlwiki", "https://nds-nl.wikipedia.org/wiki/X", "nds-nl"),
        ("pt-BR", "", "", "pt-br"),
        ("zh-Hans", "", "", "zh-hans"),
        ("jv-x-bms", "map_bmswiki", "https://map-bms.wikipedia.org/wiki/X", "map-bms"),
        ("de-x-formal", "", "", "de"),
        ("en", "simplewiki", "https://simple.wikipedia.org/wiki/X", "en"),
        ("", "nds_nlwiki", "https://nds-nl.wikipedia.org/wiki/X", "nds-nl"),
        ("", "dewiktionary", "", "de"),
        ("tlh", "", "", "en"),
    ],
)
def test_language(tmp_path: Path, stated: str, database: str, base: str, language: str) -> None:
    head = f"<dbname>{database}</dbname><base>{base}</base><namespaces />"
    source = opened(tmp_path, f'<mediawiki xml:lang="{stated}"><siteinfo>{head}</siteinfo></mediawiki>')
    assert source.site().language == language


@pytest.mark.parametrize(
    ("spaces", "problem"),
    [
        ({100: "A" * 300}, "300 characters"),
        ({100: "A&#10;B"}, "control character"),
        ({100: "Wind", 102: "wind"}, "two of its namespaces"),
        ({number: f"N{number}" for number in range(100, 1200)}, "namespaces, more than 1,000"),
    ],
)
def test_what_no_wiki_says_is_one_line(tmp_path: Path, spaces: dict[int, str], problem: str) -> None:
    listed = "".join(f'<namespace key="{number}">{name}</namespace>' for number, name in spaces.items())
    text = f"<mediawiki><siteinfo><namespaces>{listed}</namespaces></siteinfo></mediawiki>"
    with pytest.raises(
        WikimillError, match=rf"wiki\.xml: the dump says of its wiki what no wiki says: .*{problem}"
    ) as e:
        opened(tmp_path, text).site()
    assert str(e.value).isprintable()
