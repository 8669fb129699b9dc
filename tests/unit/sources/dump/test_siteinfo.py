"""What an export says of its wiki."""

from __future__ import annotations

from pathlib import Path

import pytest

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
    assert info.function("#wenn") or info.function("#if") == "if"


@pytest.mark.parametrize("base", ["", "<base />", "<base>http://[broken</base>", "<base>no address</base>"])
def test_old_exports_say_less(tmp_path: Path, base: str) -> None:
    info = opened(tmp_path, f"<mediawiki><siteinfo>{base}<namespaces /></siteinfo></mediawiki>").site()
    assert info.language == "en"
    assert info.general["sitename"]
    assert info.namespace("Template") == 10
