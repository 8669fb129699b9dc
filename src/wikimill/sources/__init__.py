"""Where pages come from: a wiki's API or an XML dump, behind one interface."""

from pathlib import Path

from wikimill.config.model import MediaWiki
from wikimill.sources.base import Members, Pin, Revision, Source
from wikimill.wiki import Wiki

__all__ = ["Members", "Pin", "Revision", "Source", "open_source"]


def open_source(wiki: Wiki, dump: str | None, contact: str | None, etiquette: MediaWiki, cache: Path) -> Source:
    """The source of a manifest: the dump when one is named, else the wiki itself."""
    if dump is not None:
        from wikimill.sources.dump import DumpSource

        return DumpSource(Path(dump))
    from wikimill.sources.api import ApiSource

    return ApiSource(wiki, contact, etiquette, cache)
