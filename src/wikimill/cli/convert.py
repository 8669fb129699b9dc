"""`wikimill convert`: converts one text, to try out filters."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wikimill import layout
from wikimill.cli import completion
from wikimill.cli.command import Command
from wikimill.cli.options import FILE, json_option, read_stdin
from wikimill.cli.settings import project_settings
from wikimill.errors import WikimillError

if TYPE_CHECKING:
    from wikimill.config.model import Config

EXAMPLES = [
    ("wikimill convert raw/mediawiki/skerrow.example/Corncrake.wiki", "a page, as the pipeline converts it"),
    (
        "wikimill convert --diff raw/mediawiki/skerrow.example/Corncrake.wiki",
        "what changed since the last result",
    ),
    ('wikimill convert --title "Julius Caesar" - < page.wiki', "any wikitext"),
    ("wikimill convert --filters links,markup page.wiki", "with only these filters"),
    ("wikimill convert --json page.wiki | jq .losses", "what was left out, for a program"),
]
DIFF_COLOURS = {"+": "green", "-": "red", "@": "cyan"}


@click.command(cls=Command, examples=EXAMPLES)
@click.argument("file", type=FILE, default="-")
@click.option("--title", default="", help="The page's title, for templates that show it.")
@click.option(
    "--wiki",
    default="",
    shell_complete=completion.wikis,
    help="The wiki whose templates to use: its folder below processed/mediawiki.",
)
@click.option(
    "--filters",
    shell_complete=completion.filters,
    help="Filters to use instead of the configured ones, separated by commas.",
)
@click.option("--diff", is_flag=True, help="Show what changed since the last result.")
@json_option("Print status, losses (what was left out) and markdown as one JSON object.")
@project_settings
def convert(file: Path, title: str, wiki: str, filters: str | None, diff: bool, as_json: bool, config: Config) -> None:
    """Convert wikitext to markdown, as the pipeline does.

    FILE is a page below raw/ or processed/, or any file of wikitext; without one, or with -, wikitext is read from
    standard input. Filters and options come from the configuration. The last result, for --diff, is the page's
    markdown as the pipeline wrote it, or else what this command last printed for the same input.
    """
    if diff and as_json:
        raise click.UsageError("--diff prints lines for people; leave out --json")
    from wikimill.convert import trial
    from wikimill.convert.page import page as convert_page
    from wikimill.files import read_text

    if filters:
        chosen = config.convert.model_copy(update={"filters": filters.split(",")})
        config = config.model_copy(update={"convert": chosen})
    page = None if title or wiki else trial.find_page(file)
    if page:
        host, name = page
        raw = layout.raw_page(layout.markdown(f"mediawiki/{host}", name))
        result = convert_page(host, name, raw, config)
    else:
        text = read_stdin() if str(file) == "-" else read_text(file, "wikitext")
        result = trial.convert_text(text, title or file.stem.replace("_", " "), wiki, config)
    if result.status == "quarantined":
        raise WikimillError(
            f"{file}: the page exceeds its limits ({result.dropped}); raise convert.timeout or convert.memory"
        )
    last = trial.LastResult(page, str(file.absolute()), title, wiki)
    if diff:
        for line in last.diff(result.markdown):
            click.secho(line, fg=DIFF_COLOURS.get(line[0]))
    elif as_json:
        losses = [vars(loss) for loss in result.losses]
        facts = {"status": result.status, "losses": losses, "markdown": result.markdown}
        click.echo(json.dumps(facts, ensure_ascii=False))
    else:
        sys.stdout.buffer.write(result.markdown.encode())
    last.save(result.markdown)
