"""Names of repositories, files of a folder, and licences."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from wikimill.errors import WikimillError
from wikimill.publish.release import Release, check_repository, place


@pytest.mark.parametrize("name", ["me/tides", "my-org/Tides_of.2026", "a/b"])
def test_names_of_repositories(name: str) -> None:
    assert check_repository(name) == name


@pytest.mark.parametrize(
    "name",
    [
        *("tides", "", "a/b/c", "/b", "a/", "a/..", "../b", "-a/b", "a/b--c", "a/b.git", "a/b.", "a b/c"),
        *("ä/b", "a/\x1b[31m", "a/b\n", f"a/{'b' * 96}", "https://huggingface.co/a"),
    ],
)
def test_names_that_no_repository_has(name: str) -> None:
    with pytest.raises(WikimillError, match="cannot be the name of a repository; give OWNER/NAME") as error:
        check_repository(name)
    assert "\x1b" not in str(error.value)


def test_large_files_are_links_and_others_copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.parquet", "a.md"):
        (tmp_path / name).write_text(name)
        place(tmp_path / name, tmp_path / "hub" / name)
        assert (tmp_path / "hub" / name).read_text() == name
    assert (tmp_path / "hub/a.parquet").samefile(tmp_path / "a.parquet")
    assert not (tmp_path / "hub/a.md").samefile(tmp_path / "a.md")

    def no_links(*_: object) -> None:
        raise OSError("another disk")

    monkeypatch.setattr(os, "link", no_links)
    place(tmp_path / "a.parquet", tmp_path / "other/a.parquet")
    assert (tmp_path / "other/a.parquet").read_text() == "a.parquet"
    assert not (tmp_path / "other/a.parquet").samefile(tmp_path / "a.parquet")
    with pytest.raises(WikimillError, match=r"b\.parquet: there is no such file"):
        place(tmp_path / "b.parquet", tmp_path / "hub/b.parquet")


def test_a_licence_that_is_not_known_is_said_not_to_be(tmp_path: Path) -> None:
    release = Release("dataset", Path("corpus/main"), tmp_path, ("cc0-1.0", "unknown"))
    assert not release.is_licence_known
    assert "licence: cc0-1.0, unknown (that of some texts is not known: name it as `licence:`" in release.summary("x")
