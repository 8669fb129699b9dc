"""`wikimill convert`: converts one text, to try out filters, or pages as JSON lines."""

from __future__ import annotations

import contextlib
import json
import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wikimill import layout
from wikimill.cli import completion
from wikimill.cli.command import Command
from wikimill.cli.options import FILE, json_option
from wikimill.cli.settings import project_settings
from wikimill.cli.terminal import exit_with_error
from wikimill.errors import WikimillError
from wikimill.plain_text import visible_lines

if TYPE_CHECKING:
    from wikimill.config.model import Config
    from wikimill.convert.conversion import ConvertedPage

EXAMPLES = [
    ("wikimill convert raw/mediawiki/skerrow.example/Corncrake.wiki", "a page, as the pipeline converts it"),
    (
        "wikimill convert --diff raw/mediawiki/skerrow.example/Corncrake.wiki",
        "what changed since the last result",
    ),
    ('wikimill convert --title "Julius Caesar" - < page.wiki', "any wikitext"),
    ("wikimill convert --filters links,markup page.wiki", "with only these filters"),
    ("wikimill convert --to html --set convert.tables=keep page.wiki", "as a web page, with its tables"),
    ("wikimill convert --json page.wiki | jq .losses", "what was left out, for a program"),
    ("wikimill convert --explain page.wiki", "what became of its templates, and what was left out by which selector"),
    ("wikimill convert --jsonl -j4 < pages.jsonl > markdown.jsonl", "many pages, four at a time"),
]
DIFF_COLOURS = {"+": "green", "-": "red", "@": "cyan"}


@click.command(cls=Command, examples=EXAMPLES)
@click.argument("file", type=FILE, default="-")
@click.option("--title", default="", help="The page's title, for templates that show it.")
@click.option(
    "--wiki",
    default="",
    shell_complete=completion.wikis,
    help="The wiki whose templates and names to use, by its host or any of its addresses: one of Wikimedia's, or one "
    "that something was fetched from. With --jsonl, that of pages without one, and any wiki.",
)
@click.option(
    "--filters",
    shell_complete=completion.filters,
    help="Filters to use instead of the configured ones, separated by commas; none if empty.",
)
@click.option(
    "--to",
    default="markdown",
    show_default=True,
    metavar="FORMAT",
    help="What to write: a format of pandoc's, such as plain, html, json or gfm.",
)
@click.option("--diff", is_flag=True, help="Show what changed since the last result.")
@json_option("Print title, markdown, status and losses (what was left out) as one JSON object.")
@click.option("--explain", is_flag=True, help="Show what became of each template, and what was left out.")
@click.option("--jsonl", is_flag=True, help="Read pages, and print them so, as JSON objects, a line each.")
@click.option(
    "-j", "jobs", metavar="N", type=click.IntRange(1), help="Pages of --jsonl to convert at a time; 1 by default."
)
@project_settings
def convert(
    file: Path,
    title: str,
    wiki: str,
    filters: str | None,
    to: str,
    diff: bool,
    as_json: bool,
    explain: bool,
    jsonl: bool,
    jobs: int | None,
    config: Config,
) -> None:
    """Convert wikitext to markdown, as the pipeline does.

    FILE is a page below raw/ or processed/, or any file of wikitext; without one, or with -, wikitext is read from
    standard input. Filters and options come from the configuration. The last result, for --diff, is the page's
    markdown as the pipeline wrote it, or else what this command last printed for the same input.

    With --jsonl, FILE has a page a line: a JSON object with title and text, and perhaps wiki, the host of its wiki.
    For each of them a line is printed, in the same order: title, markdown (whatever --to says), status (ok or
    quarantined) and losses. It needs no network and no project folder; its memory does not grow with the pages. An
    object's templates are pages of its wiki, by name: a template's without a namespace (Tide), any other's with it
    (Module:Tide); others are then missing. Names that no page can have are told in a line, and not used.

    A page that exceeds its limits, or on which a filter fails, is quarantined: its markdown is its plain words, and a
    loss of the kind limits or filter says why. A loss of the kind site names a wiki of which nothing is known here:
    English names of namespaces and magic words were used. When filters fail on more than half of ten or more pages,
    that is an error at the end.
    """
    if diff and as_json:
        raise click.UsageError("--diff prints lines for people; leave out --json")
    if explain and diff:
        raise click.UsageError("--explain prints no markdown to compare; leave out --diff")
    if jsonl and (title or diff or as_json or explain):
        raise click.UsageError("--jsonl reads titles and prints JSON; leave out --title, --diff, --json and --explain")
    if jobs and not jsonl:
        raise click.UsageError("-j is for the pages of --jsonl; leave it out")
    from wikimill.convert.formats import check_format

    if to != "markdown":
        check_format(to)
    if filters is not None:
        names = [name.strip() for name in filters.split(",") if name.strip()]
        chosen = config.convert.model_copy(update={"filters": names})
        config = config.model_copy(update={"convert": chosen})
    host = _folder_of(wiki)
    if jsonl:
        _convert_lines(file, host, to, jobs or 1, config)
    else:
        _convert_page(file, title, host, to, diff, as_json, explain, config)


def _folder_of(wiki: str) -> str:
    """The folder of the wiki below `processed/mediawiki`; empty where none is named."""
    from wikimill.wiki import Wiki

    try:
        return Wiki.from_encoded_host(wiki).encoded_host if wiki else ""
    except WikimillError as error:
        raise WikimillError(f"--wiki: {error}") from None


def _convert_page(
    file: Path, title: str, wiki: str, to: str, diff: bool, as_json: bool, explain: bool, config: Config
) -> None:
    from wikimill.convert import trial
    from wikimill.convert.jsonl import format_line
    from wikimill.convert.page import page as convert_page
    from wikimill.convert.text import decode
    from wikimill.files import read_bytes
    from wikimill.titles import parse_file_name

    page = None if title or wiki else trial.find_page(file)
    if page:
        host, name = page
        raw = layout.raw_page(layout.markdown(f"mediawiki/{host}", name))
        title = parse_file_name(name) or name
        result = convert_page(host, name, raw, config, to, explain)
    else:
        data = sys.stdin.buffer.read() if str(file) == "-" else read_bytes(file, "wikitext", may_wait=True)
        title = title or file.stem.replace("_", " ")
        result = trial.convert_text(decode(data), title, wiki, config, to, explain)
    if explain:
        _print_explanation(title, result, as_json)
        return
    if result.status == "quarantined":
        if result.reason.startswith("error:"):
            raise WikimillError(f"{file}: a mistake of wikimill's ended the page ({result.reason}); please report it")
        raise WikimillError(
            f"{file}: the page exceeds its limits ({result.dropped}); raise convert.timeout or convert.memory"
        )
    last = trial.LastResult(page if to == "markdown" else None, str(file.absolute()), title, wiki, to)
    if diff:
        lines = list(last.diff(result.markdown))
        for line in lines:
            click.secho(visible_lines(line), fg=DIFF_COLOURS.get(line[0]))
        if not lines:
            logging.info("%s: the same as before", file)
    elif as_json:
        click.echo(format_line(title, result))
    else:
        end = "" if result.markdown.endswith("\n") or not result.markdown else "\n"
        shown = visible_lines(result.markdown) if sys.stdout.isatty() else result.markdown
        sys.stdout.buffer.write(f"{shown}{end}".encode())
    last.save(result.markdown)


def _print_explanation(title: str, page: ConvertedPage, as_json: bool) -> None:
    from wikimill.convert.explain import explain, format_explanation

    facts = explain(title, page)
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False))
    else:
        for line in format_explanation(facts):
            click.echo(visible_lines(line))


def _convert_lines(file: Path, host: str, to: str, jobs: int, config: Config) -> None:
    from wikimill.convert.jsonl import BadLineError, convert_lines
    from wikimill.convert.recipe import load_recipe
    from wikimill.files import file_errors

    recipe = load_recipe(config.convert, to=to)
    with contextlib.ExitStack() as stack:
        with file_errors(file, "file of pages"):
            lines = sys.stdin.buffer if str(file) == "-" else stack.enter_context(file.open("rb"))
        converted = stack.enter_context(contextlib.closing(convert_lines(lines, recipe, host, jobs)))
        try:
            for line in converted:
                sys.stdout.buffer.write(f"{line}\n".encode())
                sys.stdout.buffer.flush()  # a program that writes a page may wait for its answer
        except BadLineError as error:
            exit_with_error(str(error), 2)
