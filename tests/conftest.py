"""One real MediaWiki for the session, holding the embedded wiki."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from tests.clone import ROOT
from tests.mediawiki.wiki import RealWiki, why_not


@pytest.fixture(scope="session")
def wiki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealWiki]:
    """The embedded wiki in a real MediaWiki."""
    if reason := why_not():
        if os.environ.get("CI") == "true":
            pytest.fail(f"in CI nothing is skipped: {reason}")
        pytest.skip(reason)
    wiki = RealWiki(tmp_path_factory.mktemp("mediawiki"))
    with FileLock(Path(tempfile.gettempdir()) / "wikimill-tests-apt.lock"):  # each process of the tests has its wiki
        wiki.install()
    wiki.load(ROOT / "demo/wiki.xml.bz2")
    wiki.start()
    yield wiki
    wiki.stop()
