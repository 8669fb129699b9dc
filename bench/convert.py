"""Conversion, all filters on, one core, against pypandoc and against a persistent pandoc without filters."""

from __future__ import annotations

import argparse
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pypandoc

from bench.harness import Result, alternate, parser, run
from bench.pages import articles
from wikimill.config.model import Convert
from wikimill.convert.pandoc import Pandoc
from wikimill.convert.recipe import load_recipe
from wikimill.wiki import ENGLISH

SMALL, LARGE = 3_000, 40_000  # bytes of a page
FOLDER = Path(__file__).parent
# Nothing that filters change: all must make the same of it.
PLAIN = "The '''lamp''' is ''lit'' at dusk.\n\n== Keepers ==\n\n* One by day\n* One by night\n\nBoth sleep.\n"


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


def by_wikimill(pandoc: Pandoc, texts: list[str]) -> list[str]:
    """Through the worker."""
    return [pandoc.convert("A page", text).markdown for text in texts]


def by_pypandoc(filters: list[Path], texts: list[str]) -> list[str]:
    """A process, or two, for each page."""
    return [_by_pypandoc([str(path) for path in filters], text) for text in texts]


def _by_pypandoc(filters: list[str], text: str) -> str:
    try:
        return str(pypandoc.convert_text(text, "markdown", "mediawiki", filters=filters))
    except RuntimeError:
        return ""  # it aborts on some


@contextmanager
def persistent_pandoc() -> Iterator[Callable[[list[str]], list[str]]]:
    """What converts by a persistent pandoc without filters; the answer for a page on which it aborts is empty."""
    process = subprocess.Popen(
        [pypandoc.get_pandoc_path(), "lua", str(FOLDER / "bare.lua")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )
    stdin, stdout = process.stdin, process.stdout
    assert stdin is not None
    assert stdout is not None

    def convert_one(text: str) -> str:
        body = text.encode()
        stdin.write(b"%d\n%s" % (len(body), body))
        stdin.flush()
        return stdout.read(int(stdout.readline())).decode()

    def convert(texts: list[str]) -> list[str]:
        return [convert_one(text) for text in texts]

    with process:
        yield convert
        stdin.close()


def measure(arguments: argparse.Namespace) -> list[Result]:
    """Ratios of the peer's time through wikimill's."""
    options = load_recipe(Convert())
    os.environ["LUA_PATH"] = f"{options.worker.parent.absolute()}/?.lua;;"  # where pandoc's filters find their modules
    lua, panflute = [path.absolute() for path in options.filters], [FOLDER / "panflute_filter.py"]
    sources = sorted(arguments.pages.glob("**/*.wiki")) if arguments.pages else []
    texts = [path.read_text(encoding="utf-8") for path in sources] or articles()
    with Pandoc(options, ENGLISH) as pandoc, persistent_pandoc() as persistent:
        own = partial(by_wikimill, pandoc)
        with_panflute, with_lua = partial(by_pypandoc, panflute), partial(by_pypandoc, lua)
        agreed = {(*convert([PLAIN])[0].split(),) for convert in (own, with_panflute, with_lua, persistent)}
        assert len(agreed) == 1, agreed
        texts = [text for text in texts if persistent([text])[0]]  # aborting is quick
        pages, large_pages = (2, 1) if arguments.smoke else (30, 10)
        small, large = combine(texts, SMALL, pages), combine(texts, LARGE, large_pages)
        assert all(own(small + large)), "a page is empty"
        work: list[tuple[str, list[str], Callable[[list[str]], list[str]], float, int]] = [
            ("3 KB, pypandoc a page, a panflute filter", small, with_panflute, 10, 3),
            ("3 KB, pypandoc a page, the Lua filters", small, with_lua, 3, 3),
            ("3 KB, a persistent pandoc, no filter", small, persistent, 0.7, 8),
            ("40 KB, a persistent pandoc, no filter", large, persistent, 1, 6),
        ]
        results = []
        for what, some, peer, goal, rounds in work:
            own_s, peer_s = alternate(partial(own, some), partial(peer, some), 1 if arguments.smoke else rounds)
            own_speed, peer_speed = (f"{len(some) / elapsed:.1f} pages/s" for elapsed in (own_s, peer_s))
            results.append(Result.at_least(f"converting {what}", own_speed, peer_speed, peer_s / own_s, goal))
    return results


if __name__ == "__main__":
    options = parser(__doc__)
    options.add_argument("--pages", type=Path, metavar="FOLDER", help="convert its *.wiki files, not the embedded wiki")
    run(measure, options)
