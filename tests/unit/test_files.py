"""Files and folders that appear whole or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from wikimill import scratch
from wikimill.errors import WikimillError
from wikimill.files import atomic_folder, atomic_name, digest_if_exists, read_text, sha256, write_bytes, write_text


@pytest.fixture(autouse=True)
def _scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scratch, "FOLDER", tmp_path / "scratch")


def test_a_file_never_replaces_a_folder(tmp_path: Path) -> None:
    path = tmp_path / "model.onnx"
    path.mkdir()
    (path / "kept").touch()
    with pytest.raises(OSError, match=r"model\.onnx"), atomic_name(path) as name:
        name.write_text("x")
    assert (path / "kept").exists()


def test_a_folder_replaces_the_one_before_it_only_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "model"
    with atomic_folder(path) as folder:
        (folder / "old").touch()
    with pytest.raises(RuntimeError), atomic_folder(path) as folder:
        (folder / "new").touch()
        raise RuntimeError
    assert [file.name for file in path.iterdir()] == ["old"]
    with atomic_folder(path) as folder:
        (folder / "new").touch()
    assert [file.name for file in path.iterdir()] == ["new"]
    assert not list((tmp_path / "scratch").iterdir())


def test_digests(tmp_path: Path) -> None:
    path = tmp_path / "a"
    assert digest_if_exists(path) == ""
    with pytest.raises(FileNotFoundError):
        sha256(path)
    path.write_bytes(b"abc")
    assert sha256(path) == digest_if_exists(path)
    assert sha256(path).startswith("ba7816bf8f01cfea")
    assert digest_if_exists(path, "sha1") == "a9993e364706816aba3e25717850c26c9cd0d89d"


def test_between_two_mounts_of_a_disk_it_is_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rename = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if self.parent.parent.name == "scratch" or self.parent.name == "scratch":
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV), str(self))
        return rename(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    write_text(tmp_path / "a.txt", "text")
    with atomic_folder(tmp_path / "folder") as folder:
        (folder / "b").write_text("b")
    assert (tmp_path / "a.txt").read_text() == "text"
    assert (tmp_path / "folder/b").read_text() == "b"
    assert not list((tmp_path / "scratch").iterdir())
    assert {path.name for path in tmp_path.iterdir()} == {"a.txt", "folder", "scratch"}


def test_a_pipe_is_read_only_where_a_person_may_have_named_one(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(WikimillError, match="pipe: a pipe or a device, not a manifest; name a file"):
        read_text(tmp_path / "pipe", "manifest")
    assert read_text(Path(os.devnull), "manifest") == ""
    with pytest.raises(WikimillError, match="no file can have this name; correct the name of the manifest"):
        read_text(Path("a\0b"), "manifest")


def test_what_a_library_wrote_for_its_owner_alone_follows_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        with atomic_folder(tmp_path / "model") as folder:
            (folder / "weights").touch(0o600)
        with atomic_name(tmp_path / "table") as path:
            path.touch(0o600)
        write_bytes(tmp_path / "text", b"")
    finally:
        os.umask(before)
    made = ("model", "model/weights", "table", "text")
    modes = {name: (tmp_path / name).stat().st_mode & 0o777 for name in made}
    assert modes == {"model": 0o750, "model/weights": 0o640, "table": 0o640, "text": 0o640}
