"""The commands of the stage `convert`."""

from __future__ import annotations

import contextlib
import logging
from pathlib import Path

import click

from wikimill import layout
from wikimill.cli.options import FILE
from wikimill.cli.settings import settings
from wikimill.cli.stage.command import FOLDER, INDEX, MANIFEST, OUTPUT, current_recipe, stage


@stage("templates", "templates demo --output cache/templates/demo.sha256")
@MANIFEST
@OUTPUT
def templates(manifest: str, output: Path) -> None:
    """Have the wiki expand templates that pages need."""
    from wikimill.convert import server
    from wikimill.files import write_text
    from wikimill.manifest import templates as locks

    number = server.pin_templates(manifest, settings(), current_recipe())
    lock = layout.templates(manifest)
    write_text(output, f"{locks.digest(lock)}\n")
    logging.info("%s: %d expansions pinned", lock, number)


@stage("convert", "convert-shard demo 00000-of-00001 --index cache/convert/demo/00000-of-00001.tsv", "convert-shard")
@MANIFEST
@click.argument("shard")
@INDEX
def convert_shard(manifest: str, shard: str, index: Path) -> None:
    """Convert the pages of a shard to markdown."""
    from wikimill.convert import server
    from wikimill.convert import shard as shards
    from wikimill.convert.conversion import Conversion, Verbatim
    from wikimill.convert.pandoc import Pandoc
    from wikimill.fetch.cache import Cache
    from wikimill.manifest import derived
    from wikimill.manifest.origin import WikiOrigin

    path = layout.derived(manifest)
    header = derived.read_header(path)
    with contextlib.ExitStack() as stack:
        cache = stack.enter_context(Cache(layout.CACHE / header.origin.place))
        conversion: Conversion = Verbatim()
        if isinstance(header.origin, WikiOrigin):
            conversion = pandoc = stack.enter_context(Pandoc(current_recipe(), header.site, header.origin.wiki.folder))
            if pandoc.recipe.options.templates == "server":
                conversion = stack.enter_context(server.expanding(pandoc, manifest, header.origin.place))
        rows = derived.read_rows(path, layout.in_shard(shard))
        shards.convert_shard(rows, shard, header.origin, cache, conversion, index)


@stage("pages", "merge demo cache/convert/demo/00000-of-00001.tsv")
@MANIFEST
@click.argument("indexes", type=FILE, nargs=-1, required=True)
def merge(manifest: str, indexes: tuple[Path, ...]) -> None:
    """Make one table of pages from those of the shards."""
    from wikimill.convert import shard as shards
    from wikimill.manifest import derived

    target = layout.pages(manifest)
    place = derived.read_header(layout.derived(manifest)).origin.place
    counts = shards.merge(indexes, target, place, manifest)
    by_status = ", ".join(f"{number} {status}" for status, number in counts.most_common())
    logging.info("%s: %d pages (%s)", target, counts.total(), by_status)


@stage("page", "page skerrow.example Tern --input raw/mediawiki/skerrow.example/Tern.wiki --output Tern.md")
@FOLDER
@click.argument("name")
@click.option("--input", "source", type=FILE, required=True, help="Its wikitext.")
@OUTPUT
def page(folder: str, name: str, source: Path, output: Path) -> None:
    """Write the markdown of one page."""
    from wikimill.convert import single
    from wikimill.files import write_text

    converted = single.markdown(folder, name, source, settings(), current_recipe())
    write_text(output, converted.markdown)
    logging.info("%s: %s%s", output, converted.status, f" (left out {converted.dropped})" if converted.dropped else "")
