"""The locks that a corpus was made from: in its project, beside it, or in git's history."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from wikimill.compare import git_files
from wikimill.compare.lock_files import LockFiles
from wikimill.compare.provenance import File, Manifest
from wikimill.errors import WikimillError
from wikimill.files import digest_if_exists
from wikimill.layout import PROVENANCE

LONGEST = 255  # bytes of a file's name on all systems
DEEPEST = 10  # folders


def find_lock(manifest: Manifest, folder: Path, root: Path, scratch: Path) -> LockFiles | None:
    """The files of a manifest's lock as they were when a corpus was made; None where one of them is nowhere.

    Args:
        manifest: what the corpus says of it.
        folder: of the corpus.
        root: the project folder.
        scratch: a folder for what git has.

    Raises:
        WikimillError: a path that leads out of the project.
    """
    files = (manifest.lock, manifest.templates, manifest.site, manifest.answers)
    found = [_find(file, folder, root, scratch) if file else None for file in files]
    if any(file and not path for file, path in zip(files, found, strict=True)):
        return None
    pages, templates, site, answers = found
    assert pages
    return LockFiles(manifest.name, pages, templates, site, answers, root)


def _find(file: File, folder: Path, root: Path, scratch: Path) -> Path | None:
    name = PurePosixPath(file.path)
    is_too_long = any(len(part.encode()) > LONGEST for part in name.parts) or len(name.parts) > DEEPEST
    if name.is_absolute() or ".." in name.parts or "\0" in file.path or not name.name or is_too_long:
        raise WikimillError(f"{folder / PROVENANCE}: {file.path!r} is not a path in a project; build the corpus again")
    for base in (root, folder):
        path = base / name
        if path.is_file() and digest_if_exists(path) == file.sha256:
            return path
    target = scratch / name.name
    return target if git_files.find(root, str(name), file.sha256, target) else None
