"""Fixtures for all tests: an empty project, and a real MediaWiki that holds the embedded wiki."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.clone import ROOT
from tests.isolation import isolated
from tests.mediawiki.wiki import RealWiki, serve_dump

# The tests start wikimill a thousand times. Each would compile it anew where, as in many containers, this is set.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
# As `hardware.prepare` sets it. TensorFlow reads it when it is first imported, by whichever test of a process comes
# first, and computes other last bits without it: a training here would not be that of a process of its own.
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
# An example has no deadline: how long it takes depends on what else the machine does.
settings.register_profile(
    "wikimill", parent=settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("wikimill")
# Of `make soak`: up to an hour for each of its tests.
settings.register_profile("soak", parent=settings.get_profile("wikimill"), max_examples=100_000)

# The longest files of ring 2, a minute or more each. They begin first: at the end, one of them would keep a single
# process busy while the others have nothing to do.
LONGEST = [
    ROOT / "tests" / name
    for name in (
        "workflow/test_docs.py",
        "workflow/test_readme.py",
        "mediawiki/test_template_lock.py",
        "workflow/test_pages.py",
        "workflow/test_settings.py",
        "model/test_formats.py",
        "mediawiki/test_languages.py",
        "workflow/test_corpus.py",
        "model/test_distributed.py",
        "limits/test_programs.py",
        "limits/test_reader.py",
        "soak/test_kills.py",
        "workflow/test_finetune.py",
        "workflow/test_notebook.py",
        "workflow/test_diff.py",
    )
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the longest files first, and the others in their order."""
    items.sort(key=lambda item: LONGEST.index(item.path) if item.path in LONGEST else len(LONGEST))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Run the tests of ring 1 without network and training libraries."""
    with isolated(item.path):
        return (yield)


@pytest.fixture(scope="session")
def wiki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealWiki]:
    """The embedded wiki in a real MediaWiki, one for each process of the tests."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    with serve_dump(ROOT / "demo/wiki.xml.bz2", shared, tmp_path_factory.mktemp("wiki")) as wiki:
        yield wiki


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project folder with the real workflow, as the working directory."""
    (tmp_path / "workflow").symlink_to(ROOT / "workflow")
    monkeypatch.chdir(tmp_path)
    return tmp_path
