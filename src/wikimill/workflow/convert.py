"""Shards and pages, as the rules see them: which are stale, and what they need."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from wikimill import layout
from wikimill.config.model import Config
from wikimill.convert.pages import read_pages
from wikimill.files import digest_if_exists
from wikimill.manifest.expansion_lock import find_expansion_locks
from wikimill.manifest.lock import read_header, shard_digests
from wikimill.manifest.origin import WikiOrigin
from wikimill.workflow import bucket
from wikimill.workflow.errors import exit_on_error
from wikimill.workflow.manifest import lock_header, not_here, origin_of
from wikimill.workflow.stamp import Stamp


def pinned_templates(config: Config) -> Callable[[Any], list[str]]:
    """An input function: the record of a manifest's pinned expansions, where the wiki expands templates."""

    @exit_on_error
    def record(wildcards: Any) -> list[str]:
        if config.convert.templates != "server" or not isinstance(origin_of(wildcards.manifest), WikiOrigin):
            return []
        return [str(layout.template_record(wildcards.manifest))]

    return record


@exit_on_error
def templates_stamp(wildcards: Any) -> str:
    """The stamp of a manifest's pinned expansions, renewed when their lock is not the one that was last used.

    The lock is a source file, and what pages need of it is in no file that Snakemake knows.
    """
    record = layout.template_record(wildcards.manifest)
    lock = layout.expansion_lock(wildcards.manifest)
    stale = record.exists() and record.read_text().strip() != digest_if_exists(lock)
    return Stamp(record.with_suffix("") / "stamp").renew(stale=stale)


def page_templates(config: Config) -> Callable[[Any], list[str]]:
    """An input function: the locks of a wiki's expansions, where the wiki expands templates."""

    @exit_on_error
    def locks(wildcards: Any) -> list[str]:
        shared = find_expansion_locks(f"mediawiki/{wildcards.host}") if config.convert.templates == "server" else []
        return [str(path) for path in shared]

    return locks


def shard_tables(config: Config, checkpoints: Any, workflow: Any) -> Callable[[Any], list[str]]:
    """An input function: the tables of a manifest's shards, once it is expanded and fetched.

    Fetching is no input of a shard: each would run again whenever one page moved.
    """

    @exit_on_error
    def tables(wildcards: Any) -> list[str]:
        manifest = wildcards.manifest
        if bucket.is_used(workflow) and re.fullmatch(not_here(), manifest):
            checkpoints.lock_from_bucket.get(manifest=manifest)
        header = lock_header(manifest)
        if header is None:
            checkpoints.expand.get(manifest=manifest)
            header = read_header(layout.lock(manifest))
        checkpoints.fetch.get(manifest=manifest)
        count = layout.shard_count(header.pages, config.convert.shard_pages)
        return [str(layout.shard_table(manifest, shard)) for shard in layout.shard_names(count)]

    return tables


@exit_on_error
def shard_stamp(wildcards: Any) -> str:
    """The stamp of a shard, renewed when it has other pins, or when files of it are gone.

    Snakemake does not know the pages of a shard: as one job each they would cost more than their conversion. Listing
    the folders once costs milliseconds.
    """
    manifest = wildcards.manifest
    index = layout.shard_table(manifest, wildcards.shard)
    number, count = map(int, wildcards.shard.split("-of-"))
    stale = not layout.fetch_record(manifest).exists() or (index.exists() and _misses_files(index))
    return Stamp(index.with_suffix(".stamp")).renew(shard_digests(manifest, count)[number], stale)


def pages_stamp(wildcards: Any) -> str:
    """The stamp of a manifest's page table, renewed when the table is gone, or that of a shard.

    Snakemake knows the table only as part of its folder. A shard's job that failed leaves no table; beside an older
    `processed/NAME` Snakemake would not miss it.
    """
    folder, pages = layout.SHARDS / wildcards.manifest, layout.pages(wildcards.manifest)
    lost = any(not state.with_suffix(".tsv").exists() for state in folder.glob("*.state"))
    return Stamp(folder / "pages.stamp").renew(stale=lost or (pages.parent.exists() and not pages.exists()))


@cache
def _misses_files(index: Path) -> bool:
    return any(row.path and not _is_there(row.path) for row in read_pages(index))


def _is_there(markdown: str) -> bool:
    folder, name = os.path.split(markdown)  # as strings: called for every page
    if name not in _listing(folder):
        return False
    source, slash, host = folder.removeprefix("processed/").partition("/")
    return source != "mediawiki" or f"{name.removesuffix('.md')}.wiki" in _listing(f"raw/{source}{slash}{host}")


@cache
def _listing(folder: str) -> frozenset[str]:
    try:
        return frozenset(entry.name for entry in os.scandir(folder))
    except FileNotFoundError:
        return frozenset()
