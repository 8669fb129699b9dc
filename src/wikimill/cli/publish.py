"""`wikimill publish`: a corpus or a model as a folder for a hub, and its upload."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wikimill.cli.command import Command
from wikimill.cli.options import FILE
from wikimill.cli.settings import project_settings

if TYPE_CHECKING:
    from wikimill.config.model import Config

EXAMPLES = [
    ("wikimill publish", "the configured run's corpus, as a folder; nothing is uploaded"),
    ("wikimill publish corpus/demo", "that of another run"),
    ("wikimill publish out/demo", "a model, with card and samples"),
    ("wikimill publish --upload me/skerrow", "to Hugging Face's hub, private, with the token in HF_TOKEN"),
    ("wikimill publish --upload me/skerrow --update", "another version of what is there"),
    ("wikimill publish out/main --dataset me/skerrow --upload me/skerrow-gpt2 --public", "a model that all may see"),
]


@click.command(cls=Command, examples=EXAMPLES)
@click.argument("folder", type=FILE, required=False)
@click.option("--upload", "name", metavar="OWNER/NAME", help="Upload the folder to this repository of the hub.")
@click.option("--public", is_flag=True, help="Everybody sees a new repository, instead of its owner alone.")
@click.option("--update", is_flag=True, help="Commit to a repository that is there, whose visibility stays.")
@click.option("--dataset", metavar="OWNER/NAME", help="Of a model, the repository of its corpus, to name in the card.")
@project_settings
def publish(
    folder: Path | None, name: str | None, public: bool, update: bool, dataset: str | None, config: Config
) -> None:
    """Make a folder for a hub of a corpus or a model, or upload it.

    FOLDER is corpus/RUN or out/RUN; by default the corpus of the configured run. What is made, publish/FOLDER, has the
    tables or the weights, the card, the licence, whom to credit, and what makes it again; it is listed, with what would
    be uploaded. Only --upload sends anything, and only to the hub (HF_ENDPOINT), with the token in HF_TOKEN.
    """
    from wikimill.publish.prepare import prepare

    release = prepare(folder or Path("corpus") / config.run, dataset)
    if name is None:
        click.echo(release.summary("private, unless --public is given"))
        click.echo(f"Nothing was uploaded. To do it: wikimill publish {release.source} --upload OWNER/NAME")
        return
    from wikimill.publish.upload import upload

    click.echo(release.summary("as it is there" if update else "public" if public else "private"))
    address = upload(release, name, os.environ.get("HF_TOKEN"), not public, update)
    click.echo(f"Uploaded: {address}")
