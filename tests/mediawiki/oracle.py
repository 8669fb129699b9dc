"""What the parser of a real MediaWiki makes of wikitext: one PHP process for all pages, 2 to 6 ms for a short one.

A request to the wiki's web server takes 60 ms.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.mediawiki.wiki import RealWiki
from wikimill.site.model import Site
from wikimill.site.siteinfo import parse_siteinfo

NOW = datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)  # what clocks show
# With poems, functions of strings, prefixes of interlanguage links, and a file A.png.
SETTINGS = """<?php
require '{folder}/LocalSettings.php';
wfLoadExtension( 'Poem' );
$wgLanguageCode = '{language}';
$wgLanguageConverterCacheType = CACHE_NONE;
$wgPFEnableStringFunctions = true;
$wgUploadDirectory = '{folder}/images';
$wgHooks['InterwikiLoadPrefix'][] = static function ( $prefix, &$row ) {
    if ( MediaWiki\\MediaWikiServices::getInstance()->getLanguageNameUtils()->isKnownLanguageTag( $prefix ) ) {
        $row = [ 'iw_url' => "https://$prefix.example.org/$1", 'iw_local' => 1, 'iw_trans' => 0 ];
        return false;
    }
};
"""
# A black dot, too small to be scaled.
PNG = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\0\0\0\0:~\x9bU\0\0\0\nIDATx\x9cc`\0\0\0\2\0\1H\xaf\xa4q"
    b"\0\0\0\0IEND\xaeB`\x82"
)


class Oracle:
    """The parser of a wiki that is installed, which speaks this language."""

    def __init__(self, wiki: RealWiki, language: str = "en") -> None:
        settings, images = wiki.folder / f"OracleSettings-{language}.php", wiki.folder / "A"
        settings.write_text(SETTINGS.replace("{folder}", str(wiki.folder)).replace("{language}", language))
        www = wiki.folder / "www/w"
        environment = {**os.environ, "MW_CONFIG_FILE": str(settings), "MW_INSTALL_PATH": str(www)}
        images.mkdir(exist_ok=True)
        (images / "A.png").write_bytes(PNG)
        subprocess.run(
            ["php", str(www / "maintenance/importImages.php"), "--user=Admin", str(images)],
            env=environment, check=True, capture_output=True,
        )  # fmt: skip
        self.process = subprocess.Popen(
            ["php", str(Path(__file__).with_name("oracle.php"))],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment,
        )  # fmt: skip

    def __enter__(self) -> Oracle:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.communicate()

    def html(self, wikitext: str, title: str = "Page", variant: str = "") -> str:
        """The HTML of a page; `variant` is one of the wiki's language."""
        return str(self._ask("html", title, wikitext, variant))

    def expand(self, wikitext: str, title: str = "Page") -> str:
        """The wikitext of a page with its templates expanded; templates in extension tags are left alone."""
        return str(self._ask("expand", title, wikitext))

    def save(self, pages: Mapping[str, str]) -> None:
        """Save pages, text by title. Those that others need come first."""
        for title, text in pages.items():
            self._ask("save", title, text)

    def site(self) -> Site:
        """The wiki as its API describes it."""
        query = self._ask("siteinfo")["query"]
        messages = {message["name"]: str(message.get("content", "")) for message in query["allmessages"]}
        return replace(parse_siteinfo(query), messages=messages)

    def _ask(self, do: str, title: str = "Page", text: str = "", variant: str = "") -> Any:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"do": do, "title": title, "text": text, "variant": variant}) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())
