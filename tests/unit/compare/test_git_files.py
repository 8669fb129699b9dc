"""Files of earlier revisions."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

import pytest

from wikimill.compare import git_files


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A project in a folder of a repository, whose file has had two texts."""
    folder = tmp_path / "repository/project"
    folder.mkdir(parents=True)
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", "-C", str(folder)]
    subprocess.run([*git, "init", "-q"], check=True)
    for text in ("one", "two"):
        (folder / "lock.tsv").write_text(text)
        subprocess.run([*git, "add", "."], check=True)
        subprocess.run([*git, "commit", "-qm", text], check=True)
    return folder


def test_a_file_is_found_by_revision_and_by_digest(repository: Path, tmp_path: Path) -> None:
    target = tmp_path / "there/lock.tsv"
    assert git_files.extract(repository, "HEAD~1", "lock.tsv", target)
    assert target.read_text() == "one"
    assert not git_files.extract(repository, "HEAD~7", "lock.tsv", target)
    assert not git_files.extract(repository, "HEAD", "other.tsv", target)
    assert not target.exists()
    for text in ("one", "two"):
        assert git_files.find(repository, "lock.tsv", hashlib.sha256(text.encode()).hexdigest(), target)
        assert target.read_text() == text
    assert not git_files.find(repository, "lock.tsv", "0" * 64, target)


def test_without_git_nothing_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert not git_files.find(tmp_path, "lock.tsv", "0" * 64, tmp_path / "x")
    monkeypatch.setenv("PATH", "")
    assert not git_files.find(tmp_path, "lock.tsv", "0" * 64, tmp_path / "x")
    assert not git_files.extract(tmp_path, "HEAD", "lock.tsv", tmp_path / "x")
