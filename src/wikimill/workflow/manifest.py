"""Manifests and their locks, as the rules see them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from wikimill import layout
from wikimill.errors import WikimillError
from wikimill.manifest.lock import Header, find_locks, read_header
from wikimill.manifest.models import read_manifest
from wikimill.manifest.names import NAME, RESERVED
from wikimill.manifest.origin import Origin, WikiOrigin
from wikimill.workflow import bucket
from wikimill.workflow.errors import exit_on_error
from wikimill.workflow.stamp import Stamp

MAX_CORES = 64


def unlocked() -> str:
    """A pattern of the manifests that have no lock yet: only these may be expanded.

    A lock is a source file to Snakemake, so neither file times nor a new version of wikimill can make it list the wiki
    again.
    """
    names = [path.stem for path in layout.ORIGINALS.glob("*.yaml") if not layout.lock(path.stem).exists()]
    names = [name for name in names if not layout.is_templates_lock(name)]
    return "|".join(sorted(map(re.escape, names))) or "(?!)"


def not_here() -> str:
    """A pattern of the manifests of which no file is on this disk: their locks come out of the bucket."""
    names = {path.stem for folder in (layout.ORIGINALS, layout.LOCKS) for path in folder.glob("*.*")}
    return f"(?!(?:{'|'.join(sorted(map(re.escape, names)))})$){NAME}"


def lock_header(manifest: str) -> Header | None:
    """The header of a manifest's lock; None when it has yet to be expanded.

    Raises:
        WikimillError: no such manifest, or the manifest changed since it was expanded.
    """
    original, lock = layout.original(manifest), layout.lock(manifest)
    if manifest in RESERVED:
        raise WikimillError(f"{original}: processed/{manifest} is a folder of pages; give the manifest another name")
    if layout.is_templates_lock(manifest):
        raise WikimillError(f"{original}: {lock} would be a lock of templates; give the manifest another name")
    if not lock.exists():
        if not original.exists():
            known = ", ".join(sorted(path.stem for path in layout.ORIGINALS.glob("*.yaml")))
            raise WikimillError(f"{original}: there is no such manifest; there are {known}")
        read_manifest(original)
        return None
    header = read_header(lock)
    if original.exists() and read_manifest(original)[1] != header.original:
        raise WikimillError(
            f"{original} changed since {lock} was made from it; `snakemake refresh` lists the wiki again, or undo the "
            "change"
        )
    return header


def origin_of(manifest: str) -> Origin:
    """Where a manifest's texts come from."""
    lock = layout.lock(manifest)
    if lock.exists():
        return read_header(lock).origin
    return read_manifest(layout.original(manifest))[0].origin(manifest)


@exit_on_error
def reader_processes(wildcards: Any) -> int:
    """Processes that read a manifest's texts: a dump by as many as there are cores; others are asked one by one."""
    origin = origin_of(wildcards.manifest)
    return MAX_CORES if isinstance(origin, WikiOrigin) and origin.dump else 1


@exit_on_error
def expand_stamp(wildcards: Any) -> str:
    """The stamp of a lock, renewed when the lock is gone: Snakemake does not miss it beside `processed/NAME`."""
    lock = layout.lock(wildcards.manifest)
    return Stamp(layout.CACHE / "expand" / wildcards.manifest / "stamp").renew(stale=not lock.exists())


@exit_on_error
def fetch_stamp(wildcards: Any) -> str:
    """The same of the record of a finished fetch."""
    record = layout.fetch_record(wildcards.manifest)
    return Stamp(record.with_suffix("") / "stamp").renew(stale=not record.exists())


def bucket_locks(workflow: Any) -> Callable[[Any], list[str]]:
    """An input function: those locks of a manifest's templates that are in the bucket."""

    def locks(wildcards: Any) -> list[str]:
        files = layout.templates_lock, layout.site_file, layout.expansion_lock
        paths = [str(file(wildcards.manifest)) for file in files]
        return [path for path in paths if bucket.has_file(workflow, path)]

    return locks


@exit_on_error
def locks_of_host(wildcards: Any) -> list[str]:
    """The locks that pin pages of a wiki: when one moves its pins, a page's wikitext is looked up again."""
    return [str(path) for path, _ in find_locks(f"mediawiki/{wildcards.host}")]
