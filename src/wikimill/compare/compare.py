"""`wikimill diff`: what two locks, two corpora or two runs differ in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from wikimill import layout
from wikimill.compare.corpora import CorpusFiles, diff_corpora
from wikimill.compare.difference import Difference, differing
from wikimill.compare.lock_files import LockFiles
from wikimill.compare.locks import diff_locks
from wikimill.compare.sides import open_sides
from wikimill.compare.tables import page_tables
from wikimill.config.resolved import flatten
from wikimill.config.strict_yaml import read_yaml
from wikimill.errors import WikimillError
from wikimill.scratch import scratch_folder

NOT_OF_RESULTS = ("contact", "run", "compare_with", "mediawiki.")  # settings that decide nothing of what is made


def compare(before: str, after: str) -> Difference:
    """What two locks, two corpora or two runs differ in.

    Args:
        before: the name of a manifest or a run, a path, or `REVISION:PATH` of a lock in git.
        after: another one of its kind.

    Raises:
        WikimillError: there is none, they are of different kinds, or a file is missing or damaged.
    """
    labels = before, after
    with scratch_folder() as scratch:
        kind, *paths = open_sides(before, after, scratch)
        if kind == "lock":
            here = [Path() if scratch in path.parents else None for path in paths]  # what git has is of this project
            files = [LockFiles.beside(path, root) for path, root in zip(paths, here, strict=True)]
            return diff_locks(files[0], files[1], labels)
        if kind == "corpus":
            return diff_corpora(CorpusFiles.open(paths[0]), CorpusFiles.open(paths[1]), labels, scratch)
        return _diff_runs(paths[0], paths[1], labels, scratch)


def _diff_runs(before: Path, after: Path, labels: tuple[str, str], scratch: Path) -> Difference:
    """What two runs differ in: their corpora, and all of their settings."""
    corpora = [_corpus_of(path) for path in (before, after)]
    found = diff_corpora(corpora[0], corpora[1], labels, scratch)
    found.kind = "run"
    known = {value.name for value in found.settings}
    settings = differing(_read_settings(before), _read_settings(after))
    found.settings += [value for value in settings if value.name not in known]
    return found


def _corpus_of(run: Path) -> CorpusFiles:
    folder = run.absolute().parent.parent / "corpus" / run.absolute().name
    if not page_tables(folder):
        raise WikimillError(f"{run}: its corpus, {folder}, is not there; build it, or compare what there is")
    return CorpusFiles.open(folder)


def _read_settings(run: Path) -> dict[str, Any]:
    """The settings of a run by dotted key."""
    path = run / layout.RESOLVED
    values = read_yaml(path, "configuration")
    if not isinstance(values, dict):
        raise WikimillError(f"{path}: the configuration is not a mapping; delete it and run again")
    return {key: value for key, value in flatten(values) if not key.startswith(NOT_OF_RESULTS)}
