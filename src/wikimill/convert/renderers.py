"""The files of renderers: the user's, and the library for English Wikipedia that comes with wikimill."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from wikimill.config.model import Convert
from wikimill.errors import WikimillError
from wikimill.templates.renderers import Renderers


def library_files(workflow: Path) -> list[Path]:
    """The files of the library in a folder `workflow`."""
    return sorted((workflow / "templates/library").glob("*.lua"))


def support_files(workflow: Path) -> list[Path]:
    """What any file of renderers may `require`, by the names of the files."""
    return sorted((workflow / "templates/support").glob("*.lua"))


def load_renderers(paths: Iterable[Path], workflow: Path, language: str, options: Convert) -> Renderers:
    """The renderers of the user's files, later ones before earlier ones.

    Raises:
        WikimillError: a file that is not there, or is no file of renderers.
    """
    return _load(paths, workflow, language, options, infoboxes=False)


def load_library(workflow: Path, language: str, options: Convert) -> Renderers:
    """The library's renderers. Infoboxes become tables, since records are taken of these whether they stay or not."""
    return _load(library_files(workflow), workflow, language, options, infoboxes=True)


def _load(paths: Iterable[Path], workflow: Path, language: str, options: Convert, infoboxes: bool) -> Renderers:
    return Renderers(
        ((str(path), _read(path)) for path in paths),
        {path.stem: path.read_bytes() for path in support_files(workflow)},
        language=language,
        options={"tables": options.tables, "templates": options.templates},
        infoboxes=infoboxes,
    )


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise WikimillError(f"convert.renderers: {path}: {error.strerror}; correct the path") from None
