"""The files of a new project, and what stops them from being written."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from tests.clone import ROOT
from wikimill import files
from wikimill.errors import WikimillError
from wikimill.scaffold import project
from wikimill.scaffold.project import DEMO, project_files, write_project

OWN = {"README.md", ".gitignore", "Snakefile"}
NAMES = OWN | {"config/README.md", "config/config.yaml", "profiles/default/config.yaml"}
DEMOS = {"config/demo.yaml", "demo/wiki.xml.bz2", "manifests/originals/demo.yaml"}


def found(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(("with_demo", "names"), [(False, NAMES), (True, NAMES | DEMOS)])
def test_a_new_project_has_these_files_and_no_others(tmp_path: Path, with_demo: bool, names: set[str]) -> None:
    folder = tmp_path / "a/new one"
    assert set(write_project(folder, with_demo)) == names
    written = found(folder)
    assert written.keys() == names
    assert (folder / "manifests/originals").is_dir()
    for name in names - OWN:
        assert written[name] == (ROOT / name).read_bytes()
    assert write_project(folder, with_demo) == []


def test_what_else_is_in_the_folder_stays(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "config").mkdir()
    (tmp_path / "config/other.yaml").write_text("mine, too")
    write_project(tmp_path, with_demo=False)
    assert found(tmp_path).keys() == NAMES | {"notes.txt", "config/other.yaml"}
    assert (tmp_path / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("name", sorted(NAMES | DEMOS))
@pytest.mark.parametrize("kind", ["another file", "folder", "link to nothing"])
def test_a_name_that_is_taken_stops_it_before_anything_is_written(tmp_path: Path, name: str, kind: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    match kind:
        case "another file":
            path.write_text("mine")
        case "folder":
            path.mkdir()
        case _:
            path.symlink_to("nowhere")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(WikimillError, match=f"{name}: it is there, and is not what a new project has; choose another"):
        write_project(tmp_path, with_demo=True)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("taken", ["config", "manifests", ""])
def test_a_file_where_a_folder_should_be_is_named(tmp_path: Path, taken: str) -> None:
    folder = tmp_path / "p"
    (folder / taken).parent.mkdir(exist_ok=True)
    (folder / taken).write_text("mine")
    with pytest.raises(OSError, match=f"p/?{taken}") as error:
        write_project(folder, with_demo=False)
    assert error.value.errno in (errno.EEXIST, errno.ENOTDIR)
    assert (folder / taken).read_text() == "mine"


def test_a_project_that_was_written_in_part_is_finished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = files.write_bytes
    whole = project_files(with_demo=True)
    for number in range(len(whole)):
        folder, left = tmp_path / str(number), iter(range(number))

        def fails(path: Path, data: bytes, left: object = left) -> None:
            if next(left, None) is None:  # type: ignore[call-overload]
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
            write(path, data)

        monkeypatch.setattr(project, "write_bytes", fails)
        with pytest.raises(OSError, match=f"No space left on device: '{folder}/"):
            write_project(folder, with_demo=True)
        assert len(found(folder)) == number
        assert not (folder / "Snakefile").exists()  # the last
        monkeypatch.setattr(project, "write_bytes", write)
        assert len(write_project(folder, with_demo=True)) == len(whole) - number
        assert found(folder) == whole


def test_the_demonstration_can_be_added_later(tmp_path: Path) -> None:
    write_project(tmp_path, with_demo=False)
    assert set(write_project(tmp_path, with_demo=True)) == set(DEMO)
