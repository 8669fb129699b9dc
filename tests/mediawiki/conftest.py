"""Fixtures of the tests against a real MediaWiki."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.clone import Clone
from tests.mediawiki.wiki import RealWiki


def project(folder: Path, wiki: RealWiki) -> Clone:
    """A clean clone with a manifest `real` of the wiki that lists what `demo` lists."""
    clone = Clone.make(folder)
    demo = clone.read("manifests/originals/demo.yaml")
    lines = [line for line in demo.splitlines() if not line.startswith(("wiki:", "dump:"))]
    clone.write("manifests/originals/real.yaml", "\n".join([f"wiki: {wiki.url}", *lines, ""]))
    return clone


@pytest.fixture
def clone(tmp_path: Path, wiki: RealWiki) -> Clone:
    """A `project`."""
    return project(tmp_path / "wikimill", wiki)
