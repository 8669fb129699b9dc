"""What the operating system refuses."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from wikimill.os_errors import describe_os_error


@pytest.mark.parametrize(
    ("number", "path", "line"),
    [
        (errno.ENOSPC, "cache/a", "cache/a: No space left on device; free some space there, and run again"),
        (errno.EROFS, "cache/a", "cache/a: Read-only file system; make it writable, and run again"),
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
