"""Conversion, all filters on, one core, against pypandoc and against a persistent pandoc without filters.

`make bench-convert PAGES=folder` measures the `*.wiki` files of a folder instead of the embedded wiki's articles.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pypandoc

from bench.table import Result, paired, show
from demo.build import HERE, read
from wikimill.config.model import Convert
from wikimill.convert.pandoc import Pandoc
from wikimill.convert.recipe import load_recipe
from wikimill.wiki import ENGLISH

SMALL, LARGE = 3_000, 40_000
FOLDER = Path(__file__).parent


def articles() -> list[str]:
    """The wikitext of the pages to be measured."""
    chosen = os.environ.get("PAGES")
    if chosen:
        return [path.read_text(encoding="utf-8") for path in sorted(Path(chosen).glob("**/*.wiki"))]
    embedded = read(HERE / "pages").items()
    return [text for title, text in sorted(embedded) if ":" not in title and "#RED" not in text]


def pages(texts: list[str], size: int, number: int) -> list[str]:
    """Pages of about `size` bytes: as many articles together, or as many paragraphs of one, as that takes."""
    paragraphs = [part for text in texts for part in text.split("\n\n")]
    joined, page = [], ""
    for part in paragraphs * (1 + size * number // sum(map(len, paragraphs))):
        page += part + "\n\n"
        if len(page) >= size:
            joined.append(page)
            page = ""
        if len(joined) == number:
            break
    return joined


def ours(pandoc: Pandoc, texts: list[str]) -> None:
    """Through the worker."""
    for text in texts:
        pandoc.convert("A page", text)


def by_pypandoc(filters: list[Path], texts: list[str]) -> None:
    """A process, or two, for each page."""
    for text in texts:
        try:
            pypandoc.convert_text(text, "markdown", "mediawiki", filters=[str(path) for path in filters])
        except RuntimeError:
            continue  # it aborts on some


@contextmanager
def bare() -> Iterator[Callable[[list[str]], list[bytes]]]:
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

    def converted(text: str) -> bytes:
        body = text.encode()
        stdin.write(b"%d\n%s" % (len(body), body))
        stdin.flush()
        return stdout.read(int(stdout.readline()))

    def convert(texts: list[str]) -> list[bytes]:
        return [converted(text) for text in texts]

    with process:
        yield convert
        stdin.close()


def main() -> None:
    """Ratios of the peer's time through ours."""
    chosen = load_recipe(Convert())
    os.environ["LUA_PATH"] = f"{chosen.worker.parent.absolute()}/?.lua;;"  # where pandoc's filters find their modules
    filters, panflute = [path.absolute() for path in chosen.filters], [FOLDER / "panflute_filter.py"]
    with Pandoc(chosen, ENGLISH) as pandoc, bare() as persistent:
        texts = [text for text in articles() if persistent([text])[0]]  # aborting is quick
        small, large = pages(texts, SMALL, 30), pages(texts, LARGE, 10)
        work: list[tuple[str, list[str], Callable[[list[str]], object], float, int]] = [
            ("3 KB, pypandoc a page, a panflute filter", small, partial(by_pypandoc, panflute), 10, 2),
            ("3 KB, pypandoc a page, the Lua filters", small, partial(by_pypandoc, filters), 3, 2),
            ("3 KB, a persistent pandoc, no filter", small, persistent, 0.7, 7),
            ("40 KB, a persistent pandoc, no filter", large, persistent, 1, 5),
        ]
        results = []
        for what, some, peer, goal, rounds in work:
            own, other = paired(partial(ours, pandoc, some), partial(peer, some), rounds)
            ratio, count = other / own, len(some)
            results.append(
                Result(what, f"{count / own:.1f}/s", f"{count / other:.1f}/s", ratio, f">= {goal:g}", ratio >= goal)
            )
    show(results)


if __name__ == "__main__":
    main()
