"""What a project knows of a wiki."""

from __future__ import annotations

from wikimill import layout
from wikimill.fetch.cache import RevisionCache
from wikimill.manifest.lock import find_locks
from wikimill.wiki import Site


def known_site(host: str) -> Site | None:
    """The wiki as a lock of the project pins it, else as it answered when a page was asked for by name.

    Args:
        host: of the wiki, as its folder below `processed/mediawiki` is named.
    """
    folder = f"mediawiki/{host}"
    for _, header in find_locks(folder):
        return header.site
    if not (layout.CACHE / folder / RevisionCache.FILE).is_file():
        return None
    with RevisionCache(layout.CACHE / folder) as cache:
        return cache.site()
