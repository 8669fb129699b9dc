"""A converter for tests, of pages of a wiki of which nothing but names is known: the library knows its templates."""

from __future__ import annotations

from pathlib import Path

from tests.sites import ENGLISH
from wikimill.config.model import Convert
from wikimill.convert.known_wiki import KnownWiki
from wikimill.convert.recipe import load_recipe
from wikimill.convert.wikitext import WikitextConverter
from wikimill.site.model import Site
from wikimill.site.summary import format_summary


def converter(
    options: Convert | None = None, root: Path | None = None, site: Site = ENGLISH, host: str = "", to: str = "markdown"
) -> WikitextConverter:
    """To be closed by `with`."""
    return WikitextConverter(load_recipe(options or Convert(), root, to), KnownWiki(host, format_summary(site)))
