"""What a person names to be compared: a lock, a corpus or a run."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from wikimill import layout
from wikimill.compare import git_files
from wikimill.compare.tables import page_tables
from wikimill.errors import WikimillError
from wikimill.manifest.names import NAME
from wikimill.plain_text import visible

KINDS = {"lock": "a lock", "corpus": "a corpus", "run": "a run"}
TABLE = "pages.parquet"


def open_sides(before: str, after: str, scratch: Path) -> tuple[str, Path, Path]:
    """The kind that both are of, one of `KINDS`, and where they are.

    Args:
        before: the name of a manifest or a run, a path, or `REVISION:PATH` of a lock in git.
        after: another one.
        scratch: a folder for what git has.

    Raises:
        WikimillError: there is none, it is of no kind, both are of different kinds, or a name says several.
    """
    sides = [_find(name, scratch / str(number)) for number, name in enumerate((before, after))]
    common = [kind for kind in KINDS if all(kind in side for side in sides)]
    if not common:
        kinds = [" or ".join(KINDS[kind] for kind in side) for side in sides]
        raise WikimillError(
            f"{visible(before)} is {kinds[0]}, and {visible(after)} is {kinds[1]}; compare two locks, two corpora "
            "or two runs"
        )
    if len(common) > 1:
        paths = " or ".join(str(sides[0][kind]) for kind in common)
        raise WikimillError(
            f"{visible(before)}: a manifest and a run have this name; write {paths}, and so for the other"
        )
    return common[0], sides[0][common[0]], sides[1][common[0]]


def _find(name: str, scratch: Path) -> dict[str, Path]:
    """What a name may mean, by kind."""
    if _is(Path.is_dir, name):
        # Such as `demo`, a folder of every clone, and the name of a manifest and a run.
        return _read_folder(Path(name)) or _named(name) or _refuse_folder(Path(name))
    if _is(Path.exists, name):
        return _read_file(Path(name))
    revision, colon, path = name.partition(":")
    if colon and path.endswith(".tsv"):
        return {"lock": _from_git(name, revision, path, scratch)}
    found = _named(name)
    if not found:
        raise WikimillError(
            f"{visible(name)}: there is no such lock, corpus or run here; name a manifest (startrek), a run (main), a "
            "file (manifests/derived/startrek.tsv), a folder (corpus/main, out/main) or a lock in git "
            "(HEAD:manifests/derived/startrek.tsv)"
        )
    return found


def _named(name: str) -> dict[str, Path]:
    """What has this name in the project, by kind."""
    if not re.fullmatch(NAME, name):
        return {}
    places = {"lock": layout.lock(name), "corpus": Path("corpus") / name / TABLE}
    found = {kind: path for kind, path in places.items() if _is(Path.is_file, str(path))}
    return {kind: path.parent if kind == "corpus" else path for kind, path in found.items()}


def _is(test: Callable[[Path], bool], name: str) -> bool:
    """Whether there is such a file; none is there whose name no file can have."""
    try:
        return test(Path(name))
    except (OSError, ValueError):
        return False


def _read_folder(path: Path) -> dict[str, Path]:
    """What a folder is, by kind; nothing if it is neither a corpus nor a run."""
    if page_tables(path):
        return {"corpus": path}
    if (path / layout.RESOLVED).is_file() and not (path / "pages.tsv").exists():
        return {"run": path}
    return {}


def _refuse_folder(path: Path) -> NoReturn:
    raise WikimillError(
        f"{path}: neither a corpus (it has no {TABLE}) nor a run (it has no {layout.RESOLVED}); name corpus/RUN "
        "or out/RUN"
    )


def _read_file(path: Path) -> dict[str, Path]:
    if path in page_tables(path.parent):
        return {"corpus": path.parent}
    name = path.name.removesuffix(".site.json").removesuffix(".templates.jsonl").removesuffix(".templates.tsv")
    if name != path.name:
        raise WikimillError(f"{path}: this file belongs to a lock; name the lock itself, {path.with_name(name)}.tsv")
    if path.suffix != ".tsv":
        raise WikimillError(f"{path}: this is no lock; name one (manifests/derived/startrek.tsv), or a folder")
    return {"lock": path}


def _from_git(name: str, revision: str, path: str, scratch: Path) -> Path:
    """The lock, and what lies beside it, at a revision."""
    target = scratch / Path(path).name
    if revision.startswith("-") or not git_files.extract(Path(), revision, path, target):
        raise WikimillError(f"{visible(name)}: git has no such file here; check the revision, and the path from here")
    for suffix in (".templates.tsv", ".site.json", ".templates.jsonl"):
        other = path.removesuffix(".tsv") + suffix
        git_files.extract(Path(), revision, other, target.with_name(Path(other).name))
    return target
