"""A converter for tests, of pages of a wiki of which nothing but names is known: the library knows its templates."""

from __future__ import annotations

from pathlib import Path

from wikimill.config.model import Convert
from wikimill.convert.recipe import load_recipe
from wikimill.convert.site import KnownWiki
from wikimill.convert.wikitext import WikitextConverter
from wikimill.wiki import ENGLISH, Site


def converter(
    options: Convert | None = None, root: Path | None = None, site: Site = ENGLISH, host: str = "", to: str = "markdown"
) -> WikitextConverter:
    """To be closed by `with`."""
    return WikitextConverter(load_recipe(options or Convert(), root, to), KnownWiki(host, site))
