"""The stage `convert`: wikitext to markdown, in shards or page by page."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wikimill import layout
from wikimill.cli.options import FILE
from wikimill.cli.settings import stage_settings
from wikimill.cli.stage.command import DEMO_CONFIG, HOST, INDEX, MANIFEST, OUTPUT, PROCESSES, WIKI_CONFIG, stage_command

if TYPE_CHECKING:
    from wikimill.config.model import Config


@stage_command(f"pin_templates demo {DEMO_CONFIG} --output cache/templates/demo.json")
@MANIFEST
@OUTPUT
@PROCESSES
@stage_settings
def pin_templates(manifest: str, output: Path, processes: int, config: Config) -> None:
    """Pin the templates that pages use, and fetch their texts; or have the wiki's parser expand them.

    The locks, manifests/derived/NAME.templates.tsv and NAME.site.json, or NAME.templates.jsonl, are written once;
    `refresh` moves their pins.
    """
    from wikimill.convert.template_pins import pin_templates

    pin_templates(manifest, output, config, processes)


@stage_command(f"convert demo 00000-of-00001 {DEMO_CONFIG} --index cache/convert/demo/00000-of-00001.tsv")
@MANIFEST
@click.argument("shard")
@INDEX
@stage_settings
def convert(manifest: str, shard: str, index: Path, config: Config) -> None:
    """Convert the pages of a shard to markdown."""
    from wikimill.convert.shard import convert

    convert(manifest, shard, index, config)


@stage_command(f"pages demo cache/convert/demo/00000-of-00001.tsv {DEMO_CONFIG}")
@MANIFEST
@click.argument("indexes", type=FILE, nargs=-1, required=True)
@stage_settings
def pages(manifest: str, indexes: tuple[Path, ...], config: Config) -> None:
    """Make one table of pages from those of the shards, beside the settings that the pages were made with."""
    from wikimill.config.resolved import MANIFEST_SECTIONS, write_resolved
    from wikimill.convert.pages import pages
    from wikimill.manifest.lock import read_header

    target = layout.pages(manifest)
    folder = read_header(layout.lock(manifest)).origin.folder
    counts = pages(manifest, indexes, folder)
    write_resolved(target.parent / layout.RESOLVED, config, MANIFEST_SECTIONS)
    by_status = ", ".join(f"{number} {status}" for status, number in counts.most_common())
    logging.info("%s: %d pages (%s)", target, counts.total(), by_status)


@stage_command(
    f"page skerrow.example Tern {WIKI_CONFIG}"
    " --input raw/mediawiki/skerrow.example/Tern.wiki --output processed/mediawiki/skerrow.example/Tern.md"
)
@HOST
@click.argument("name")
@click.option("--input", "source", type=FILE, required=True, help="Its wikitext.")
@OUTPUT
@stage_settings
def page(host: str, name: str, source: Path, output: Path, config: Config) -> None:
    """Write the markdown of one page."""
    from wikimill.convert.page import page
    from wikimill.files import write_text

    converted = page(host, name, source, config)
    write_text(output, converted.markdown)
    logging.info("%s: %s%s", output, converted.status, f" (left out {converted.dropped})" if converted.dropped else "")
