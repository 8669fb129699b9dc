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
from wikimill.errors import WikimillError
from wikimill.fetch.template_record import TemplateRecord, lock_files, read_template_record
from wikimill.manifest.lock import find_locks, read_header, shard_digests
from wikimill.manifest.origin import Origin, WikiOrigin
from wikimill.workflow import bucket
from wikimill.workflow.clock import correct_if_ahead
from wikimill.workflow.errors import exit_on_error
from wikimill.workflow.manifest import lock_header, not_here, origin_of
from wikimill.workflow.stamp import Stamp

# What a page depends on with `convert.templates: wiki`.
WIKI_LOCKS = (layout.templates_lock, layout.site_file, layout.expansion_lock)


@exit_on_error
def templates_stamp(wildcards: Any) -> str:
    """The stamp of a manifest's pinned templates, renewed when their record is gone, or tells of other locks.

    Locks are source files, and what pages need of them is in no file that Snakemake knows.
    """
    record = layout.template_record(wildcards.manifest)
    return Stamp(record.with_suffix("") / "stamp").renew(stale=not _is_current(wildcards.manifest, record))


def page_templates(config: Config) -> Callable[[Any], list[str]]:
    """An input function: the locks of a wiki's templates, or of its parser's answers, as `convert.templates` says."""

    @exit_on_error
    def locks(wildcards: Any) -> list[str]:
        names = [path.stem for path, _ in find_locks(f"mediawiki/{wildcards.host}")]
        files = {
            "wiki": [file(name) for name in names for file in WIKI_LOCKS],
            "server": [layout.expansion_lock(name) for name in names],
        }
        return [str(path) for path in files.get(config.convert.templates, []) if path.exists()]

    return locks


def _is_current(manifest: str, record: Path) -> bool:
    try:
        return read_template_record(record).files == lock_files(manifest)
    except WikimillError:
        return False


def _pins_templates(config: Config, origin: Origin) -> bool:
    """Whether there are templates to pin before pages are converted."""
    return config.convert.templates in ("wiki", "server") and isinstance(origin, WikiOrigin)


def shard_tables(config: Config, checkpoints: Any, workflow: Any) -> Callable[[Any], list[str]]:
    """An input function: the tables of a manifest's shards, once it is expanded and fetched, and its templates pinned.

    None of this is an input of a shard: each would run again whenever one page or template moved.
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
        if _pins_templates(config, header.origin):
            checkpoints.pin_templates.get(manifest=manifest)
        count = layout.shard_count(header.pages, config.convert.shard_pages)
        return [str(layout.shard_table(manifest, shard)) for shard in layout.shard_names(count)]

    return tables


@exit_on_error
def page_recipe(wildcards: Any) -> str:
    """The recipe by which a page is made."""
    page = layout.markdown(f"mediawiki/{wildcards.host}", wildcards.page)
    correct_if_ahead(page, layout.raw_page(page))
    return str(layout.RECIPE)


def shard_stamp(config: Config) -> Callable[[Any], str]:
    """An input function: the stamp of a shard, renewed when it has other pins, uses other templates, or lost files.

    Snakemake does not know the pages of a shard: as one job each they would cost more than their conversion. Listing
    the folders once costs milliseconds.
    """

    @exit_on_error
    def stamp(wildcards: Any) -> str:
        manifest = wildcards.manifest
        index = layout.shard_table(manifest, wildcards.shard)
        number, count = map(int, wildcards.shard.split("-of-"))
        correct_if_ahead(index)
        stale = not layout.fetch_record(manifest).exists() or (index.exists() and _misses_files(index))
        digest = shard_digests(manifest, count)[number]
        record = layout.template_record(manifest)
        if _pins_templates(config, origin_of(manifest)):
            stale = stale or not record.exists()
            digest += _token(record, wildcards.shard)
        return Stamp(index.with_suffix(".stamp")).renew(digest, stale)

    return stamp


def _token(record: Path, shard: str) -> str:
    """What changes with what the pages of a shard use."""
    return _read_record(record, record.stat().st_mtime_ns).shards.get(shard, "-") if record.exists() else ""


@cache
def _read_record(path: Path, _changed: int) -> TemplateRecord:
    return read_template_record(path)


@exit_on_error
def pages_stamp(wildcards: Any) -> str:
    """See `manifest_stamp`."""
    return manifest_stamp(wildcards.manifest)


def manifest_stamp(manifest: str) -> str:
    """The stamp of a manifest's page table, renewed when the table is gone, or that of a shard.

    Snakemake knows the table only as part of its folder. A job that failed leaves no table, which Snakemake would not
    miss before an older `processed/NAME`, or an older corpus.
    """
    folder, pages = layout.SHARDS / manifest, layout.pages(manifest)
    correct_if_ahead(pages)
    lost = any(not state.with_suffix(".tsv").exists() for state in folder.glob("*.state"))
    return Stamp(folder / "pages.stamp").renew(stale=lost or not pages.exists())


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
