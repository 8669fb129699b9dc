"""The commands of the stage `fetch`."""

from __future__ import annotations

from pathlib import Path

import click

from wikimill import layout
from wikimill.cli.settings import settings
from wikimill.cli.stage.command import FOLDER, INDEX, MANIFEST, OUTPUT, PROCESSES, stage


@stage("fetch", "fetch demo --index cache/fetched/demo.tsv")
@MANIFEST
@INDEX
@PROCESSES
def fetch(manifest: str, index: Path, processes: int) -> None:
    """Bring the pinned revisions into the cache."""
    from wikimill.fetch.cache import Cache
    from wikimill.fetch.fetch import check_agreement, write_index
    from wikimill.fetch.fetch import fetch as fetched
    from wikimill.manifest import derived

    config = settings()
    check_agreement(layout.DERIVED, manifest)
    path = layout.derived(manifest)
    header = derived.read_header(path)
    pins = (row.pin for row in derived.read_rows(path))
    with Cache(layout.CACHE / header.origin.place) as cache:
        gone = fetched(pins, header.pages, cache, lambda: header.origin.texts(config, processes))
    write_index(index, header.pages, gone)


@stage("raw_page", "raw skerrow.example Tern --output raw/mediawiki/skerrow.example/Tern.wiki")
@FOLDER
@click.argument("name")
@OUTPUT
def raw(folder: str, name: str, output: Path) -> None:
    """Write the wikitext of one page."""
    from wikimill.convert import single
    from wikimill.files import write_bytes

    write_bytes(output, single.wikitext(folder, name, settings()).encode("utf-8", "surrogatepass"))
