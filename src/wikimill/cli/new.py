"""`wikimill new`: a manifest from a pasted address."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from wikimill import layout
from wikimill.cli.command import Command
from wikimill.cli.options import json_option
from wikimill.cli.settings import project_settings
from wikimill.masking import mask
from wikimill.plain_text import to_message

if TYPE_CHECKING:
    from wikimill.config.model import Config

EXAMPLES = [
    ("wikimill new https://en.wikipedia.org/wiki/Category:Lighthouses", "a category"),
    ("wikimill new https://de.wikipedia.org/wiki/Leuchtturm towers", "a page; the manifest is `towers`"),
    ("wikimill new memory-alpha.fandom.com/de", "a whole wiki"),
]


@click.command(cls=Command, examples=EXAMPLES)
@click.argument("url")
@click.argument("name", required=False)
@json_option("Print the manifest's name, its pages and the wiki's API as one JSON object.")
@project_settings
def new(url: str, name: str | None, as_json: bool, config: Config) -> None:
    """Write a manifest from the address of a page, category or wiki.

    The wiki is asked where its API is and how many pages that names. The manifest, manifests/originals/NAME.yaml, can
    be edited before the pages are listed. Without NAME its name is made of the title or the host.
    """
    from wikimill.manifest.draft import suggest_name, write_draft
    from wikimill.manifest.names import check_name

    name = check_name(name or suggest_name(url))
    draft = write_draft(url, name, config)
    if as_json:
        click.echo(mask(json.dumps(asdict(draft), ensure_ascii=False)))
        return
    about = "" if draft.is_exact else "at least " if "category" in draft.what else "about "
    click.echo(f"{layout.original(name)} names {to_message(draft.what)}: {about}{draft.pages:,} pages")
    click.echo(f"  {to_message(draft.api)}")
    click.echo("Next:")
    click.echo(f"  snakemake {layout.lock(name)}   # lists the pages and pins their revisions")
    click.echo(f"  snakemake -j8 processed/{name}   # and fetches and converts them")
