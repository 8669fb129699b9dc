"""Writing the files of a new project."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from wikimill import layout
from wikimill.errors import WikimillError
from wikimill.files import read_bytes, write_bytes
from wikimill.plain_text import visible

OWN = {"README.md": "README.md", ".gitignore": "gitignore", "Snakefile": "Snakefile"}  # in this folder
SHIPPED = ("config/README.md", "config/config.yaml", "profiles/default/config.yaml")
DEMO = ("config/demo.yaml", "demo/wiki.xml.bz2", "manifests/originals/demo.yaml")


def project_files(with_demo: bool) -> dict[str, bytes]:
    """The files of a new project, by their paths in it."""
    here, shipped = Path(__file__).parent, layout.shipped_folder()
    sources = {name: shipped / name for name in (*SHIPPED, *(DEMO if with_demo else ()))}
    sources |= {name: here / source for name, source in OWN.items()}
    return {name: read_bytes(source, "file of wikimill's") for name, source in sources.items()}


def write_project(folder: Path, with_demo: bool) -> list[str]:
    """Write a new project into a folder, which is made if there is none; what it has otherwise stays.

    A call that was killed can be repeated: files that are there already, with the same bytes, are left alone.

    Args:
        folder: of the project.
        with_demo: whether it has the demonstration, too: the embedded wiki, its manifest and its settings.

    Returns:
        The paths that were written, below the folder.

    Raises:
        WikimillError: a file of one of these names is there with other bytes. Then nothing is written.
        OSError: the system refuses; it names the path.
    """
    files = project_files(with_demo)
    missing = [name for name, content in files.items() if not _has(folder / name, content)]
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with contextlib.chdir(folder):  # whose `cache/tmp` has the files until they are whole
            layout.ORIGINALS.mkdir(parents=True, exist_ok=True)
            for name in missing:
                write_bytes(Path(name), files[name])
    except OSError as error:
        if error.filename is not None:
            error.filename = os.fspath(folder / os.fsdecode(error.filename))
        raise
    return missing


def _has(path: Path, content: bytes) -> bool:
    """Whether this very file is there.

    Raises:
        WikimillError: another one is, or a link to nothing.
    """
    if not path.exists() and not path.is_symlink():
        return False
    if path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content:
        return True
    raise WikimillError(
        f"{visible(str(path))}: it is there, and is not what a new project has; choose another folder, or move it away"
    )
