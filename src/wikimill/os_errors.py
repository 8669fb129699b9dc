"""What the operating system refuses, in one line: the path, the problem and what to do."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from pathlib import Path

from wikimill import scratch
from wikimill.errors import WikimillError

UTF8_FIX = "export PYTHONUTF8=1"

FIXES = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT), "free some space there"),
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), "make it writable"),
    **dict.fromkeys((errno.EMFILE, errno.ENFILE), "raise the limit of open files (`ulimit -n`)"),
    **dict.fromkeys((errno.EIO, errno.ESTALE, errno.ENXIO), "check the disk, or its connection"),
    errno.EFBIG: "raise the limit of the size of files (`ulimit -f`)",
    errno.ENAMETOOLONG: "give it a shorter name",
    errno.ELOOP: "remove the links that lead to each other",
    errno.EINVAL: "give it a name that this file system can have",
    errno.ENOMEM: "close other programs, or use fewer processes",
    errno.ENOENT: "check the path",
    errno.ENOTDIR: "a file is where a folder should be; move it elsewhere",
    errno.EEXIST: "a file is where a folder should be; move it elsewhere",
    errno.EISDIR: "a folder is where a file should be; move it elsewhere",
    errno.ENOTEMPTY: "move what is in it elsewhere",
    errno.ETXTBSY: "end the program that uses it",
    errno.EBUSY: "end the program that uses it",
}


def describe_os_error(error: OSError) -> str:
    """An error of the operating system in one line."""
    path = error.filename2 or error.filename
    if isinstance(path, int) or not path:
        path = ""
    path = _without_temporary_name(os.fsdecode(path))
    if path and (problem := describe_dangling_link(Path(path))):
        return f"{problem}, and run again"
    fix = FIXES.get(error.errno or 0, "look there")
    return f"{path and f'{path}: '}{error.strerror or error}; {fix}, and run again"


def _without_temporary_name(path: str) -> str:
    """The path, or the folder of the temporary file that it is in, whose random name says nothing to anyone."""
    folders = Path(path).parents
    return next((str(folder.parent) for folder in (Path(path), *folders) if scratch.NAME.fullmatch(folder.name)), path)


def describe_dangling_link(path: Path) -> str:
    """What is wrong with a path that is a link to nothing, or is below one, and the fix; empty for others."""
    with contextlib.suppress(OSError):  # of a path that cannot be
        for each in (path, *path.parents):
            if each.is_symlink() and not each.exists():
                return f"{each}: a link to {each.readlink()}, which does not exist; make that or remove the link"
    return ""


def check_encoding() -> None:
    """Titles have letters of all scripts, and files have their names: an error where those are not UTF-8."""
    encoding = sys.getfilesystemencoding()
    if encoding != "utf-8":
        raise WikimillError(f"names of files are {encoding} in this locale, not UTF-8; `{UTF8_FIX}`, and run again")
