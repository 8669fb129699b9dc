"""From the HTML of a page to markdown: pandoc's own reader, then the same filters as of wikitext."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from lxml import etree

from wikimill.convert import html_elements, html_facts, html_variants
from wikimill.convert.conversion import ConvertedPage, Converter
from wikimill.convert.expansion import Label
from wikimill.convert.pandoc import Pandoc
from wikimill.convert.recipe import Recipe
from wikimill.convert.text import clean
from wikimill.site.model import Site
from wikimill.sources.base import Pin

CODE = (
    html_elements.__file__,
    html_facts.__file__,
    html_variants.__file__,
    __file__,
)  # what a page depends on beside the recipe


class HtmlConverter(Converter):
    """One process, which is started when needed.

    Args:
        recipe: filters and options; those of templates have nothing to expand here.
        site: the wiki.
        summary: what the lock says of it.
    """

    def __init__(self, recipe: Recipe, site: Site, summary: str) -> None:
        self.recipe = recipe
        self.summary = summary
        self.pandoc = Pandoc(recipe, site)
        self.cleaner = html_elements.HtmlCleaner(recipe.options, site.language)

    def __enter__(self) -> HtmlConverter:
        return self

    def __exit__(self, *_: object) -> None:
        self.pandoc.stop()

    @property
    def digest(self) -> str:
        code = (hashlib.sha256(Path(path).read_bytes()).hexdigest() for path in CODE)
        version = ".".join(map(str, etree.LXML_VERSION))
        return hashlib.sha256(" ".join([self.recipe.wiki_digest(self.summary), version, *code]).encode()).hexdigest()

    def convert_page(self, pin: Pin, text: str, model: str = "") -> ConvertedPage:
        """See `convert`."""
        return self.convert(pin.title, text)

    def convert(self, title: str, text: str) -> ConvertedPage:
        """The page's markdown; one that exceeds its limits is quarantined.

        Raises:
            FilterError: a filter fails on the page.
            WikimillError: the process does not start, for an error in a file that it reads.
        """
        text, losses = clean(text)
        try:
            page = self.cleaner.clean(text)
        except (etree.LxmlError, ValueError) as error:
            reason = f"html:{type(error).__name__}"
            return replace(self.pandoc.quarantine(title, text, reason), losses=losses)
        labels = [Label(name) for name in page.templates]
        done = self.pandoc.convert(title, page.html, labels, "html")
        return replace(done, losses=(*losses, *page.losses, *done.losses), facts=page.facts)
