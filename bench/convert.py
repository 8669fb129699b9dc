"""Conversion, all filters on, one core, against pandoc a page, a persistent pandoc without filters, and libraries that
take the words out of wikitext."""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

import mwparserfromhell
import pypandoc

from bench.harness import Result, alternate, parser, run
from bench.pages import articles
from wikimill.config.model import Convert
from wikimill.convert.recipe import Recipe, load_recipe
from wikimill.convert.wikitext import WikitextConverter

SMALL, LARGE = 3_000, 40_000  # bytes of a page
FOLDER = Path(__file__).parent
NODE = Path(sys.prefix) / "node/node_modules"  # where `make` installs wtf_wikipedia
# Nothing that filters change: all must make the same of it.
PLAIN = "The '''lamp''' is ''lit'' at dusk.\n\n== Keepers ==\n\n* One by day\n* One by night\n\nBoth sleep.\n"
TITLE = "Keepers"  # of a section of it

Conversion = Callable[[list[str]], list[str]]


def combine(texts: list[str], size: int, number: int) -> list[str]:
    """Pages of about `size` bytes: as many articles together, or as many paragraphs of one, as that takes."""
    paragraphs = [part for text in texts for part in text.split("\n\n")]
    pages, page = [], ""
    for part in paragraphs * (1 + size * number // sum(map(len, paragraphs))):
        page += part + "\n\n"
        if len(page) >= size:
            pages.append(page)
            page = ""
        if len(pages) == number:
            break
    return pages


def by_wikimill(converter: WikitextConverter, texts: list[str]) -> list[str]:
    """Through the two workers, whose library renders templates."""
    return [converter.convert("A page", text).markdown for text in texts]


def by_pypandoc(texts: list[str]) -> list[str]:
    """pandoc's reader and a panflute filter, two processes for each page; the answer for a page on which it aborts is
    empty."""
    return [_by_pypandoc(text) for text in texts]


def _by_pypandoc(text: str) -> str:
    try:
        return str(pypandoc.convert_text(text, "markdown", "mediawiki", filters=[str(FOLDER / "panflute_filter.py")]))
    except RuntimeError:
        return ""


def by_pandoc(recipe: Recipe, texts: list[str]) -> list[str]:
    """Our reader and filters as pandoc alone calls them, a process for each page, which renders no template."""
    workflow = recipe.worker.parents[1].absolute()
    command = [pypandoc.get_pandoc_path(), "--from", str(workflow / "reader/mediawiki.lua"), "--to", "markdown"]
    command += [f"--lua-filter={path}" for path in recipe.filters]
    environment = {**os.environ, "LUA_PATH": f"{workflow}/wikitext/?.lua;{workflow}/reader/?.lua;;"}

    def convert_one(text: str) -> str:
        return subprocess.run(
            command, check=True, input=text, stdout=subprocess.PIPE, encoding="utf-8", env=environment
        ).stdout

    return [convert_one(text) for text in texts]


def by_mwparserfromhell(texts: list[str]) -> list[str]:
    """Words without markup: not markdown."""
    return [mwparserfromhell.parse(text).strip_code() for text in texts]


@contextmanager
def persistent_pandoc() -> Iterator[Conversion]:
    """What converts by a persistent pandoc without filters; the answer for a page on which it aborts is empty."""
    with persistent([pypandoc.get_pandoc_path(), "lua", str(FOLDER / "bare.lua")], LC_ALL="C.UTF-8") as convert:
        yield convert


@contextmanager
def persistent_wtf_wikipedia() -> Iterator[Conversion]:
    """What converts by a persistent wtf_wikipedia, to words without markup: not markdown, and without headings."""
    with persistent(["node", "--single-threaded", str(FOLDER / "wtf.cjs")], NODE_PATH=str(NODE)) as convert:
        yield convert


@contextmanager
def persistent(command: list[str], **variables: str) -> Iterator[Conversion]:
    """What converts by a process that answers a line with a line, each a text as JSON, which costs pandoc 1 %."""
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8", env={**os.environ, **variables}
    )
    stdin, stdout = process.stdin, process.stdout
    assert stdin is not None
    assert stdout is not None

    def convert_one(text: str) -> str:
        stdin.write(json.dumps(text) + "\n")
        stdin.flush()
        return str(json.loads(stdout.readline()))

    def convert(texts: list[str]) -> list[str]:
        return [convert_one(text) for text in texts]

    with process:
        yield convert
        stdin.close()


def words(text: str) -> list[str]:
    """The words of a text."""
    return re.findall(r"\w+", text)


def agree(conversions: list[Conversion], words_only: list[Conversion], without_headings: list[Conversion]) -> None:
    """Assert that all make the same of `PLAIN`: the first the same markdown, the others the same words."""
    markdown, *others = (convert([PLAIN])[0].split() for convert in conversions)
    assert all(other == markdown for other in others), [markdown, *others]
    expected = words(" ".join(markdown))
    for convert in words_only:
        assert words(convert([PLAIN])[0]) == expected, convert([PLAIN])
    expected.remove(TITLE)
    for convert in without_headings:
        assert words(convert([PLAIN])[0]) == expected, convert([PLAIN])


def measure(arguments: argparse.Namespace) -> list[Result]:
    """Ratios of the peer's time through wikimill's."""
    recipe = load_recipe(Convert())
    sources = sorted(arguments.pages.glob("**/*.wiki")) if arguments.pages else []
    texts = [path.read_text(encoding="utf-8") for path in sources] or articles()
    with ExitStack() as stack:
        own = partial(by_wikimill, stack.enter_context(WikitextConverter(recipe)))
        bare, alone = stack.enter_context(persistent_pandoc()), partial(by_pandoc, recipe)
        wtf = stack.enter_context(persistent_wtf_wikipedia()) if NODE.is_dir() else None
        agree([own, by_pypandoc, alone, bare], [by_mwparserfromhell], [wtf] if wtf else [])
        texts = [text for text in texts if bare([text])[0]]  # aborting is quick
        pages, large_pages = (2, 1) if arguments.smoke else (30, 10)
        small, large = combine(texts, SMALL, pages), combine(texts, LARGE, large_pages)
        assert all(own(small + large)), "a page is empty"
        work: list[tuple[str, list[str], Conversion | None, float, int]] = [
            ("3 KB, pypandoc a page, a panflute filter", small, by_pypandoc, 10, 3),
            ("3 KB, pandoc a page, the reader and filters", small, alone, 3, 3),
            ("3 KB, a persistent pandoc, no filter", small, bare, 2, 8),
            ("40 KB, a persistent pandoc, no filter", large, bare, 2.5, 6),
            ("3 KB, mwparserfromhell, words only", small, by_mwparserfromhell, 0.4, 8),
            ("40 KB, mwparserfromhell, words only", large, by_mwparserfromhell, 0.7, 6),
            ("3 KB, wtf_wikipedia, words only", small, wtf, 0.4, 8),
            ("40 KB, wtf_wikipedia, words only", large, wtf, 0.25, 6),
        ]
        results = []
        for what, some, peer, goal, rounds in work:
            if peer is None:
                results.append(Result(f"converting {what}", "", "not measured: no npm here", "", f">= {goal:g}", "-"))
                continue
            own_s, peer_s = alternate(partial(own, some), partial(peer, some), 1 if arguments.smoke else rounds)
            own_speed, peer_speed = (f"{len(some) / elapsed:.1f} pages/s" for elapsed in (own_s, peer_s))
            results.append(Result.at_least(f"converting {what}", own_speed, peer_speed, peer_s / own_s, goal))
    return results


if __name__ == "__main__":
    options = parser(__doc__)
    options.add_argument("--pages", type=Path, metavar="FOLDER", help="convert its *.wiki files, not the embedded wiki")
    run(measure, options)
