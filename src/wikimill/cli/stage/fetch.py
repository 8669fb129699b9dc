"""The stage `fetch`: pinned revisions into the cache."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from wikimill.cli.settings import stage_settings
from wikimill.cli.stage.command import DEMO_CONFIG, HOST, INDEX, MANIFEST, OUTPUT, PROCESSES, WIKI_CONFIG, stage_command

if TYPE_CHECKING:
    from wikimill.config.model import Config


@stage_command(f"fetch demo {DEMO_CONFIG} --index cache/fetched/demo.tsv")
@MANIFEST
@INDEX
@PROCESSES
@stage_settings
def fetch(manifest: str, index: Path, processes: int, config: Config) -> None:
    """Bring the pinned revisions into the cache."""
    from wikimill.fetch.fetch import fetch

    fetch(manifest, index, config, processes)


@stage_command(f"raw_page skerrow.example Tern {WIKI_CONFIG} --output raw/mediawiki/skerrow.example/Tern.wiki")
@HOST
@click.argument("name")
@OUTPUT
@stage_settings
def raw_page(host: str, name: str, output: Path, config: Config) -> None:
    """Write the wikitext of one page."""
    from wikimill.convert.page import raw_page
    from wikimill.files import write_bytes

    write_bytes(output, raw_page(host, name, config).encode("utf-8", "surrogatepass"))
