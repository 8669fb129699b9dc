"""From a manifest to its lock: list what it names and pin the revisions."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from itertools import chain

from wikimill import layout
from wikimill.config.model import Config
from wikimill.errors import WikimillError
from wikimill.manifest.lock import find_locks, read_pins, write_lock
from wikimill.manifest.models import WikiManifest, read_manifest
from wikimill.manifest.origin import Origin, WebOrigin
from wikimill.manifest.page_address import read_title
from wikimill.progress import bar, track
from wikimill.site.model import Site
from wikimill.sources.base import Pin, WikiSource
from wikimill.titles import normalize_title

FindPages = Callable[[Collection[int]], dict[int, Pin]]


def expand(name: str, config: Config, processes: int) -> int:
    """Write the lock of the manifest `name` and return the number of its pages.

    Raises:
        WikimillError: what `read_manifest`, `list_wiki` and the sources raise.
    """
    origin = read_manifest(layout.original(name))[0].origin(name)
    with open_listing(name, config, read_other_pins(name, origin), processes) as listing:
        pages = listing.write(listing.pins, listing.site())
        listing.finish()
        return pages


@dataclass(frozen=True)
class Listing:
    """What a manifest names, and what its lock's header says."""

    name: str
    sha256: str
    origin: Origin
    licence: str
    site: Callable[[], Site | None]
    pins: Iterable[Pin]
    find: FindPages  # by page id
    finish: Callable[[], None] = lambda: None  # to be called when the lock is written

    def write(self, pins: Iterable[Pin], site: Site | None) -> int:
        """Write the lock and return the number of its pages."""
        licence = self.licence or (site.licence if site else "")
        return write_lock(layout.lock(self.name), self.sha256, self.origin, licence, site, pins)


@contextlib.contextmanager
def open_listing(
    name: str, config: Config, pins: Mapping[str, Pin], processes: int = 1, fresh: bool = False
) -> Iterator[Listing]:
    """What the manifest `name` names; its source is open inside the block.

    Args:
        name: of the manifest.
        config: contact and etiquette.
        pins: by title, the pins of other manifests that share the pages: these revisions are kept.
        processes: that read a dump.
        fresh: ask for web pages again even if they are in the cache.
    """
    path = layout.original(name)
    manifest, sha256 = read_manifest(path)
    origin, licence = manifest.origin(name), manifest.licence or ""
    if isinstance(manifest, WikiManifest):
        opened = manifest.origin(name).open_source(config, processes, manifest.categorylinks, name)
        with contextlib.closing(opened) as source:
            found = list_wiki(manifest, source, str(path), pins)
            origin = replace(manifest.origin(name), api=source.api)
            yield Listing(name, sha256, origin, licence, source.site, found, source.find_by_id, source.finish_listing)
        return
    kept: list[Pin] = []
    asked = manifest.origin(name)
    if isinstance(asked, WebOrigin):
        kept = [replace(pins[url], category="") for url in asked.urls if url in pins]
        asked = replace(asked, urls=tuple(url for url in asked.urls if url not in pins), fresh=fresh)
    found = chain(kept, track(asked.open_source(config).all_texts(), "Listing", "text"))
    yield Listing(name, sha256, origin, licence, lambda: None, found, lambda _: {})


def list_wiki(manifest: WikiManifest, source: WikiSource, where: str, pins: Mapping[str, Pin]) -> Iterator[Pin]:
    """The pages that a manifest of a wiki names, at the newest revision.

    Categories are walked breadth-first to `depth`, each once, so cycles end. A page in several categories
    comes several times; the first pin, fewest levels down and then by the category's name, is the one to keep.

    Args:
        manifest: what the person wrote.
        source: the wiki, or a dump of it.
        where: the manifest's file, for errors.
        pins: pages of this wiki that other locks pin already, by title; they keep that revision, so that a
            page has one text in the project.

    Raises:
        WikimillError: a category that does not exist, or no page at all.
    """
    empty = True
    for pin in _list_all(manifest, source, where):
        if not _is_excluded(pin.title, manifest.exclude.titles):
            empty = False
            known = pins.get(pin.title)
            yield replace(known, category=pin.category) if known else pin
    if empty:
        raise WikimillError(f"{where}: no page found; name other categories or pages, or exclude fewer")


def read_other_pins(name: str, origin: Origin) -> dict[str, Pin]:
    """The pins, by title, of all locks but that of `name` whose pages come from the same origin."""
    pins: dict[str, Pin] = {}
    dump = getattr(origin, "dump", None)  # lacks what the wiki or another dump has
    for path, header in find_locks(origin.folder):
        same_texts = origin.shares_pages(header.origin) and getattr(header.origin, "dump", None) == dump
        if path.stem != name and same_texts:
            pins.update((pin.title, pin) for pin in read_pins(path) if pin.revid)
    return pins


def _list_all(manifest: WikiManifest, source: WikiSource, where: str) -> Iterator[Pin]:
    """Pins with the category in which they were found; a page may come several times."""
    if not manifest.categories and not manifest.pages:
        yield from source.all_pages(manifest.namespaces)
        return
    first_letter = source.site().first_letter
    prefixes = {prefix.casefold() for prefix in source.site().namespace_names(14)}
    path = source.article_path()
    level = [_category(read_title(each, path), prefixes, first_letter) for each in manifest.categories]
    yield from _walk(manifest, source, where, level)
    if manifest.pages:
        titles = (read_title(each, path) for each in manifest.pages)
        yield from source.lookup(dict.fromkeys(normalize_title(title, first_letter) for title in titles))


def _walk(manifest: WikiManifest, source: WikiSource, where: str, level: list[str]) -> Iterator[Pin]:
    seen = set(level)
    with bar("Categories", None, "category") as progress:
        for depth in range(manifest.depth + 1):
            deeper = depth < manifest.depth
            below: set[str] = set()
            for category in sorted(level):
                members = source.category_members(category, manifest.namespaces, deeper)
                progress.update()
                if members is None and depth == 0:
                    raise WikimillError(
                        f"{where}: category {category!r} does not exist on {manifest.wiki}; correct its name"
                    )
                if members:
                    yield from (replace(pin, category=category) for pin in members.pages)
                    below.update(members.subcategories)
            level = [title for title in below - seen if not _is_excluded(title, manifest.exclude.categories)]
            seen.update(level)


def _category(title: str, prefixes: Iterable[str], first_letter: bool) -> str:
    """A category as a person may write it, without the namespace."""
    prefix, colon, rest = title.partition(":")
    bare = rest if colon and normalize_title(prefix).casefold() in prefixes else title
    return normalize_title(bare, first_letter)


def _is_excluded(title: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(title, pattern.replace("_", " ")) for pattern in patterns)
