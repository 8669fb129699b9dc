"""The wiki's own words for variants of its language, as its locks pin them."""

from __future__ import annotations

from pathlib import Path

from wikimill.config.model import Convert
from wikimill.convert.known_wiki import KnownWiki
from wikimill.convert.text import clean
from wikimill.fetch.cache import RevisionCache
from wikimill.fetch.pinned_pages import PinnedPages
from wikimill.site.conversion_tables import ConversionTables, read_tables
from wikimill.site.variants import LANGUAGES, variant_codes
from wikimill.templates.source import WIKITEXT


def has_tables(language: str, options: Convert) -> bool:
    """Whether pages are converted into a variant, and the lock of templates is to have the wiki's tables for it."""
    return options.variant is not None and options.templates == "wiki" and language in LANGUAGES


def pinned_tables(wiki: KnownWiki, options: Convert) -> ConversionTables:
    """The tables out of the cache; none where no variant is chosen, or there is no lock.

    Raises:
        NotCachedError: a pinned text is not in the cache.
    """
    if not wiki.lock or not has_tables(wiki.site.language, options):
        return ConversionTables()
    with RevisionCache(Path(wiki.folder)) as cache:
        templates, pages = Path(wiki.lock), Path(wiki.pages) if wiki.pages else None
        source = PinnedPages(wiki.site, templates, pages, cache, wiki.gone, lambda text: clean(text)[0])

        def read(title: str) -> str | None:
            page = source.page(title)
            return page.text if page and page.model == WIKITEXT else None

        return read_tables(wiki.site, variant_codes(wiki.site.language), read)
