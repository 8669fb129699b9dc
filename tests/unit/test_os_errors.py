"""What the operating system refuses."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import pytest

from wikimill.errors import WikimillError
from wikimill.os_errors import check_encoding, describe_os_error


@pytest.mark.parametrize(
    ("number", "path", "line"),
    [
        (errno.ENOSPC, "cache/a", "cache/a: No space left on device; free some space there, and run again"),
        (errno.EROFS, "cache/a", "cache/a: Read-only file system; make it writable, and run again"),
        (errno.EACCES, "cache/.tmp-host-1-x/a", "cache: Permission denied; make it writable, and run again"),
        (errno.EMFILE, None, "Too many open files; raise the limit of open files (`ulimit -n`), and run again"),
        (errno.ENAMETOOLONG, "x" * 300, f"{'x' * 300}: File name too long; give it a shorter name, and run again"),
        (errno.EREMOTEIO, "a", "a: Remote I/O error; look there, and run again"),
    ],
)
def test_path_problem_and_fix_are_one_line(number: int, path: str | None, line: str) -> None:
    assert describe_os_error(OSError(number, os.strerror(number), path)) == line


def test_a_link_to_nothing_is_named(tmp_path: Path) -> None:
    (tmp_path / "cache").symlink_to(tmp_path / "gone")
    with pytest.raises(FileNotFoundError) as failure:
        (tmp_path / "cache/a").write_text("")
    advice = "make that or remove the link, and run again"
    line = f"{tmp_path}/cache: a link to {tmp_path}/gone, which does not exist; {advice}"
    assert describe_os_error(failure.value) == line


def test_a_locale_that_is_not_utf8_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "getfilesystemencoding", lambda: "iso8859-1")
    with pytest.raises(WikimillError) as failure:
        check_encoding()
    fix = "`export PYTHONUTF8=1`, and run again"
    assert str(failure.value) == f"names of files are iso8859-1 in this locale, not UTF-8; {fix}"
