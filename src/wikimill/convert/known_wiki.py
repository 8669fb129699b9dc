"""What a project knows of a wiki."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote

from wikimill import layout
from wikimill.fetch.cache import RevisionCache
from wikimill.fetch.fetch import read_missing
from wikimill.fetch.template_record import read_template_record
from wikimill.manifest.lock import Header, find_locks
from wikimill.manifest.site_file import NO_TIME, SiteFile, read_site_file
from wikimill.manifest.templates_lock import TemplatePin, TemplatesLock, find_pin
from wikimill.site.core import core_site
from wikimill.site.model import Site
from wikimill.site.summary import parse_summary
from wikimill.site.wikimedia import wikimedia


@dataclass(frozen=True)
class KnownWiki:
    """A wiki, and where the texts of its templates are. Of one that nothing is known of there is at most a host.

    `host` is its folder's name below `processed/mediawiki`. `summary` is what it said of itself (site/summary.py),
    `lock` is that of its templates, `pages` and `site_file` are beside it, `expansions` is the lock of its parser's
    answers, `folder` that of its caches; all of them are empty where there is none. `now` is what clocks show where no
    site file says it, `gone` are titles that are pinned at revisions that the wiki no longer shows.
    """

    host: str = ""
    summary: str = ""
    lock: str = ""
    pages: str = ""
    site_file: str = ""
    expansions: str = ""
    folder: str = ""
    now: str = ""
    gone: tuple[str, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether the wiki's language is known, by what it said or by its host."""
        return bool(self.summary or self.site_file or wikimedia(self.host))

    @functools.cached_property
    def file(self) -> SiteFile | None:
        """The site file, read once; None where there is none."""
        return read_site_file(Path(self.site_file)) if self.site_file else None

    @functools.cached_property
    def site(self) -> Site:
        """What the wiki is: by its site file, else by what it said when its pages were listed, else by its host; the
        rest is as MediaWiki's tables have it."""
        if self.file:
            return self.file.site
        host = unquote(self.host)
        if self.summary:
            return parse_summary(self.summary, host)
        project = wikimedia(host)
        return core_site(project.language if project else "en", host=host)

    @property
    def time(self) -> datetime:
        """What its clocks show."""
        if self.file:
            return self.file.time
        return datetime.fromisoformat(self.now or NO_TIME)


def manifest_wiki(manifest: str, header: Header) -> KnownWiki:
    """The wiki of a manifest, as its locks have it."""
    paths = layout.templates_lock(manifest), layout.site_file(manifest), layout.expansion_lock(manifest)
    lock, site_file, expansions = (str(path) if path.exists() else "" for path in paths)
    folder = layout.CACHE / header.origin.folder
    host = header.origin.folder.partition("/")[2]
    fetched, record = layout.fetch_record(manifest), layout.template_record(manifest)
    gone = {*(read_missing(fetched) if fetched.exists() else ())}
    gone.update(read_template_record(record).missing if record.exists() else ())
    return KnownWiki(
        host,
        header.site_summary,
        lock,
        str(layout.lock(manifest)),
        site_file,
        expansions,
        str(folder),
        header.date,
        tuple(sorted(gone)),
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
        return KnownWiki(host, cache.site_summary(), folder=str(layout.CACHE / folder))
