"""One real MediaWiki for the session, holding the embedded wiki."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.clone import ROOT
from tests.mediawiki.wiki import RealWiki, installed


@pytest.fixture(scope="session")
def wiki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealWiki]:
    """The embedded wiki in a real MediaWiki."""
    with installed(RealWiki(tmp_path_factory.mktemp("mediawiki"))) as wiki:
        wiki.load(ROOT / "demo/wiki.xml.bz2")
        wiki.start()
        yield wiki
