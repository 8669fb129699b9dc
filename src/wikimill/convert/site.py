"""What a project knows of a wiki."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from wikimill import layout
from wikimill.fetch.cache import RevisionCache
from wikimill.fetch.template_record import read_template_record
from wikimill.manifest.lock import Header, find_locks
from wikimill.manifest.templates_lock import TemplatePin, TemplatesLock, find_pin
from wikimill.wiki import Site


@dataclass(frozen=True)
class KnownWiki:
    """A wiki, and where the texts of its templates are. Of one that nothing is known of there is at most a host.

    `host` is its folder's name below `processed/mediawiki`. `lock` is that of its templates, `pages` and `site_file`
    are beside it, `expansions` the lock of its parser's answers, `folder` that of its caches, all of them empty where
    there is none. `now` is what clocks show where no site file says it, `gone` are titles that are pinned at revisions
    that the wiki no longer shows.
    """

    host: str = ""
    site: Site | None = None
    lock: str = ""
    pages: str = ""
    site_file: str = ""
    expansions: str = ""
    folder: str = ""
    now: str = ""
    gone: tuple[str, ...] = ()


def manifest_wiki(manifest: str, header: Header) -> KnownWiki:
    """The wiki of a manifest, as its locks have it."""
    paths = layout.templates_lock(manifest), layout.site_file(manifest), layout.expansion_lock(manifest)
    lock, site_file, expansions = (str(path) if path.exists() else "" for path in paths)
    folder = layout.CACHE / header.origin.folder
    host = header.origin.folder.partition("/")[2]
    record = layout.template_record(manifest)
    gone = tuple(read_template_record(record).missing) if record.exists() else ()
    return KnownWiki(
        host, header.site, lock, str(layout.lock(manifest)), site_file, expansions, str(folder), header.date, gone
    )


def pinned_titles(wiki: KnownWiki) -> Callable[[str], TemplatePin | None]:
    """What finds the pin of a title in the locks of a wiki, None where they have none."""
    return find_pin(TemplatesLock(Path(wiki.lock)), Path(wiki.pages) if wiki.pages else None)


def host_wiki(host: str) -> KnownWiki:
    """The wiki of a host, as the first of its locks has it, else as it answered when a page was asked for by name."""
    folder = f"mediawiki/{host}"
    for path, header in find_locks(folder):
        return manifest_wiki(path.stem, header)
    if not (layout.CACHE / folder / RevisionCache.FILE).is_file():
        return KnownWiki(host)
    with RevisionCache(layout.CACHE / folder) as cache:
        return KnownWiki(host, cache.site(), folder=str(layout.CACHE / folder))
