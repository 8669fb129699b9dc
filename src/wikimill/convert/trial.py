"""Trying a filter: one page or file converted, and how the result differs from the last one."""

from __future__ import annotations

import difflib
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from wikimill import layout
from wikimill.config.model import Config
from wikimill.convert.conversion import ConvertedPage
from wikimill.convert.known_wiki import KnownWiki, host_wiki
from wikimill.convert.recipe import load_recipe
from wikimill.convert.wikitext import WikitextConverter
from wikimill.errors import WikimillError
from wikimill.files import read_text, write_text


def find_page(path: Path) -> tuple[str, str] | None:
    """Folder of the wiki and file name of the page that a path below `raw/` or `processed/` belongs to, if it does."""
    path = Path(os.path.relpath(path))
    for root, suffix in ((layout.RAW, ".wiki"), (layout.PROCESSED, ".md")):
        if path.is_relative_to(root / "mediawiki") and path.suffix == suffix:
            host, *name = path.relative_to(root / "mediawiki").with_suffix("").parts
            if name:
                return host, "/".join(name)
    return None


def convert_text(
    wikitext: str, title: str, host: str, config: Config, to: str = "markdown", explain: bool = False
) -> ConvertedPage:
    """Wikitext that is no page of the project, converted with the templates and names of a wiki.

    Args:
        wikitext: the text.
        title: for templates that show it.
        host: of the wiki, as its folder below `processed/mediawiki` is named; empty for English Wikipedia.
        config: the configuration.
        to: the format to write.
        explain: whether to tell what became of each template.

    Raises:
        WikimillError: an error in a filter, with file and line; or a wiki of which nothing is here.
    """
    with WikitextConverter(load_recipe(config.convert, to=to), known_host(host), explain) as converter:
        return converter.convert(title, wikitext)


def known_host(host: str) -> KnownWiki:
    """The wiki of a host, English Wikipedia where it is empty.

    Raises:
        WikimillError: a wiki of which nothing is here.
    """
    wiki = host_wiki(host)
    if host and not wiki.is_known:
        raise WikimillError(f"wiki {host}: nothing was fetched from it; check the name")
    return wiki


class LastResult:
    """The last result of converting a file: a page's markdown, else what was kept of the last trial.

    Args:
        page: folder of the wiki and file name, when the file is a page of the project.
        source: what else was converted, and how.
    """

    def __init__(self, page: tuple[str, str] | None, *source: str) -> None:
        self.is_page = page is not None
        if page:
            self.path = layout.markdown(f"mediawiki/{page[0]}", page[1])
        else:
            key = hashlib.sha256("\0".join(source).encode()).hexdigest()[:16]
            self.path = layout.CACHE / "trials" / f"{key}.md"

    def save(self, markdown: str) -> None:
        """Keep a result for the next comparison, unless it is of a page, which the pipeline keeps."""
        if not self.is_page:
            write_text(self.path, markdown)

    def diff(self, markdown: str) -> Iterator[str]:
        """The lines of a unified diff between the last result and this one.

        Raises:
            WikimillError: there is no earlier result.
        """
        if not self.path.exists():
            how = f"run `snakemake {self.path}`" if self.is_page else "run the same without --diff"
            raise WikimillError(f"there is no earlier result to compare with; {how} first")
        before = read_text(self.path, "markdown").splitlines()
        return difflib.unified_diff(before, markdown.splitlines(), "last", "now", lineterm="")
