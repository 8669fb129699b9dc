"""Where pages come from: a wiki's API or an XML dump, behind one interface."""

from pathlib import Path

from wikimill.config.model import MediaWiki
from wikimill.sources.base import Members, Pin, Revision, Source
from wikimill.wiki import Wiki

__all__ = ["Members", "Pin", "Revision", "Source", "open_source"]


def open_source(
    wiki: Wiki,
    dump: str | None,
    contact: str | None,
    etiquette: MediaWiki,
    cache: Path,
    *,
    categorylinks: str | None = None,
    processes: int = 1,
) -> Source:
    """The source of a manifest: the dump when one is named, else the wiki itself.

    Args:
        wiki: where the wiki is.
        dump: path of the dump; `categorylinks` that of its table of categories.
        contact: whom the wiki may ask.
        etiquette: how the wiki is asked.
        cache: the folder of the wikis' caches; a dump's index goes to `dumps` beside it.
        processes: how many may read the dump.
    """
    if dump is not None:
        from wikimill.sources.dump import DumpSource

        return DumpSource(Path(dump), cache.parent, processes, Path(categorylinks) if categorylinks else None)
    from wikimill.sources.api import ApiSource

    return ApiSource(wiki, contact, etiquette, cache)
