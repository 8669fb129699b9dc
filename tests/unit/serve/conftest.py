"""Fixtures of the tests of `wikimill serve`: a scratch folder, and one with a corpus."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.serve.builder import write_corpus


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def corpus_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a corpus, which tests leave as it is."""
    folder = tmp_path_factory.mktemp("corpus")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        write_corpus()
    return folder


@pytest.fixture
def _in_corpus(corpus_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(corpus_folder)
