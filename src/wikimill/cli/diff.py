"""`wikimill diff`: what two locks, corpora or runs differ in, and why."""

from __future__ import annotations

import json
from pathlib import Path

import click

from wikimill.cli import completion
from wikimill.cli.command import Command
from wikimill.cli.options import FILE, json_option
from wikimill.masking import mask

EXAMPLES = [
    ("wikimill diff corpus/old corpus/main", "pages in, out and changed, and why"),
    ("wikimill diff HEAD:manifests/derived/startrek.tsv startrek", "what a refresh moved, by git"),
    ("wikimill diff out/old out/main --pages", "two runs, with every page"),
    ("wikimill diff ../theirs/corpus/main main --html diff.html", "a page to send to somebody"),
    ("wikimill diff old main --json", "all of it, for a program"),
]


@click.command(cls=Command, examples=EXAMPLES)
@click.argument("before", shell_complete=completion.comparable)
@click.argument("after", shell_complete=completion.comparable)
@click.option("--pages", "all_pages", is_flag=True, help="List every page and every row, not only the first ten.")
@click.option("--html", type=FILE, metavar="FILE", help="Also write all of it to this file, as a page.")
@json_option("Print all of it as one JSON object.")
def diff(before: str, after: str, all_pages: bool, html: Path | None, as_json: bool) -> None:
    """Show what two locks, two corpora or two runs differ in, and why.

    BEFORE and AFTER are names of manifests (their locks are compared) or of runs (their corpora), a file of a lock, a
    folder corpus/RUN or out/RUN, of this project or another one, or a lock as git has it, REVISION:PATH.

    Pages come, go, move to another title or change: because of their own revision, of templates and modules that they
    use, of what the wiki says of itself, of settings, or of versions. A page is named with what is known to change it;
    where nothing is, with the settings that differ, else with the versions.
    """
    from wikimill.compare.compare import compare
    from wikimill.compare.html import to_html
    from wikimill.compare.text import to_text
    from wikimill.files import write_text

    found = compare(before, after)
    if html:
        write_text(html, mask(to_html(found)))
    if as_json:
        click.echo(mask(json.dumps(found.facts, ensure_ascii=False, indent=2)))
    else:
        click.echo(mask(to_text(found, None) if all_pages else to_text(found)))
