"""From a manifest to its lock: list what it names and pin the revisions."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from wikimill import layout
from wikimill.config.model import Config
from wikimill.errors import WikimillError
from wikimill.manifest.category_walk import CategoryWalk
from wikimill.manifest.lock import find_locks, read_pins, write_lock
from wikimill.manifest.models import Exclude, WikiManifest, read_manifest
from wikimill.manifest.origin import Origin, WikiOrigin
from wikimill.manifest.page_address import read_title
from wikimill.manifest.text_origins import FileOrigin, WebOrigin
from wikimill.progress import track
from wikimill.site.model import Site
from wikimill.site.namespaces import CATEGORY
from wikimill.sources.base import NO_PAGE, Pin, WikiSource
from wikimill.sources.documents.file_source import FileSource
from wikimill.titles import REPLACED, normalize_title

log = logging.getLogger(__name__)

EXAMPLES = 5  # titles that a warning names
# Why what a manifest names gave no page.
EXCLUDED = "are left out by `exclude: titles`"
GONE = "do not exist, or are redirects that lead to none"
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

    def write(self, pins: Iterable[Pin], site: Site | None, path: Path | None = None) -> int:
        """Write the lock, or the same to another path, and return the number of its pages."""
        licence = self.licence or (site.licence if site else "")
        return write_lock(path or layout.lock(self.name), self.sha256, self.origin, licence, site, pins)


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
    licence = manifest.licence or ""
    if isinstance(manifest, WikiManifest):
        origin = manifest.origin(name)
        opened = origin.open_source(config, processes, manifest.categorylinks, name)
        with contextlib.closing(opened) as source:
            found = list_wiki(manifest, source, str(path), pins)
            if isinstance(origin, WikiOrigin):
                origin = replace(origin, api=source.api)
            yield Listing(name, sha256, origin, licence, source.site, found, source.find_by_id, source.finish_listing)
        return
    kept: list[Pin] = []
    asked = manifest.origin(name)
    if isinstance(asked, WebOrigin):
        kept = [replace(pins[url], category="") for url in asked.urls if url in pins]
        asked = replace(asked, urls=tuple(url for url in asked.urls if url not in pins), fresh=fresh)
    texts, pinned = asked.open_source(config), manifest.origin(name)
    if isinstance(texts, FileSource) and isinstance(pinned, FileOrigin):
        pinned = replace(pinned, encoding=texts.encoding)
    found = chain(kept, track(texts.all_texts(), "Listing", "text"))
    yield Listing(name, sha256, pinned, licence, lambda: None, found, lambda _: {})


def list_wiki(manifest: WikiManifest, source: WikiSource, where: str, pins: Mapping[str, Pin]) -> Iterator[Pin]:
    """The pages that a manifest of a wiki names, at the newest revision.

    A page in several categories comes several times; the first pin, fewest levels down and then by the category's name,
    is the one to keep. Of what the manifest names and gives no page, the log says why.

    Args:
        manifest: what the person wrote.
        source: the wiki, or a dump of it.
        where: the manifest's file, for errors.
        pins: pages of this wiki that other locks pin already, by title; they keep that revision, so that a
            page has one text in the project.

    Raises:
        WikimillError: a category that does not exist, or no page at all.
    """
    _check_namespaces(manifest, source.site(), where)
    manifest = _with_plain_names(manifest, source)
    problems, is_any = "", False
    for pin in _list_all(manifest, source, where):
        problems, is_any = problems or pin.problem, is_any or pin.problem in ("", NO_PAGE)
        known = pins.get(pin.title)
        yield replace(known, category=pin.category) if known else pin
    if not is_any:
        source.finish_listing()  # the next run asks anew
        raise WikimillError(
            f"{where}: no page found; name other categories or pages, or exclude fewer"
            if not problems
            else f"{where}: no page that it names can be read ({problems}); check that it names the right wiki or dump"
        )


def _check_namespaces(manifest: WikiManifest, site: Site, where: str) -> None:
    """Refuse numbers of namespaces that the wiki does not have."""
    unknown = sorted(set(manifest.namespaces) - site.namespaces.keys())
    if unknown:
        known = sorted(number for number in site.namespaces if number > 0)
        names = ", ".join(f"{number} ({next(iter(site.namespace_names(number)), '')})" for number in known)
        raise WikimillError(f"{where}: namespaces: the wiki has no {unknown[0]}; it has 0 (articles), {names}")


def _with_plain_names(manifest: WikiManifest, source: WikiSource) -> WikiManifest:
    """The manifest in which what is left out has the names that the wiki gives it, not addresses, nor a namespace."""
    first_letter, path = source.site().first_letter, source.article_path()
    prefixes = {prefix.casefold() for prefix in source.site().namespace_names(CATEGORY)}
    titles = [normalize_title(read_title(each, path), first_letter) for each in manifest.exclude.titles]
    categories = [_category(read_title(each, path), prefixes, first_letter) for each in manifest.exclude.categories]
    return manifest.model_copy(update={"exclude": Exclude(titles=titles, categories=categories)})


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
    first_letter = source.site().first_letter
    prefixes = {prefix.casefold() for prefix in source.site().namespace_names(CATEGORY)}
    path = source.article_path()
    level = [_category(read_title(each, path), prefixes, first_letter) for each in manifest.categories]
    if level:
        yield from CategoryWalk(manifest, source, where).pages(level)
    if manifest.titles:
        titles = (read_title(each, path) for each in manifest.titles)
        yield from _look_up(
            manifest, source, where, dict.fromkeys(normalize_title(title, first_letter) for title in titles)
        )
    for prefix in manifest.prefixes:
        yield from _list_prefix(manifest, source, where, prefix)
    if manifest.is_whole_wiki:
        pages = track(source.all_pages(manifest.namespaces), "Listing", "page")
        yield from (pin for pin in pages if not manifest.exclude.has_title(pin.title))


def _look_up(manifest: WikiManifest, source: WikiSource, where: str, titles: Collection[str]) -> Iterator[Pin]:
    """The pages that the manifest names; those that gave none are told, in one line for each reason."""
    reasons: dict[str, list[str]] = {}
    for pin in source.lookup(titles):
        if manifest.exclude.has_title(pin.title):
            reasons.setdefault(EXCLUDED, []).append(pin.title)
            continue
        if pin.problem:
            reason = GONE if pin.problem == NO_PAGE else f"cannot be read ({pin.problem})"
            reasons.setdefault(reason, []).append(pin.title.removesuffix(REPLACED))
        yield pin
    for reason, found in sorted(reasons.items()):
        names = ", ".join(map(repr, found[:EXAMPLES])) + (", …" if len(found) > EXAMPLES else "")
        log.warning("%s: %d of the %d pages that it names %s: %s", where, len(found), len(titles), reason, names)


def _list_prefix(manifest: WikiManifest, source: WikiSource, where: str, prefix: str) -> Iterator[Pin]:
    """The pages whose titles begin with a prefix, which may have a namespace."""
    site = source.site()
    space, colon, name = prefix.partition(":")
    ns = site.namespace(space) if colon else None
    namespaces = manifest.namespaces if ns is None else [ns]
    is_word = prefix.endswith((" ", "_"))
    start = normalize_title(prefix if ns is None else name, site.first_letter) + (" " if is_word else "")
    found = excluded = 0
    for pin in track(source.all_pages(namespaces, start), f"Pages from {start!r}", "page"):
        if manifest.exclude.has_title(pin.title):
            excluded += 1
        else:
            found += 1
            yield pin
    if excluded and not found:
        log.warning("%s: prefix %r gives no page: %d %s", where, prefix, excluded, EXCLUDED)
    elif not found:
        names = ", ".join(f"{ns} ({next(iter(site.namespace_names(ns)), 'articles')})" for ns in namespaces)
        log.warning(
            "%s: prefix %r gives no page: none begins with it in namespace %s, but for redirects", where, prefix, names
        )


def _category(title: str, prefixes: Iterable[str], first_letter: bool) -> str:
    """A category as a person may write it, without the namespace."""
    prefix, colon, rest = title.partition(":")
    bare = rest if colon and normalize_title(prefix).casefold() in prefixes else title
    return normalize_title(bare, first_letter)
