"""One page, asked for by name: its wikitext, and its markdown."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable
from dataclasses import replace
from itertools import chain
from pathlib import Path
from urllib.parse import unquote

from wikimill import layout
from wikimill.config.model import Config
from wikimill.convert.conversion import ConvertedPage
from wikimill.convert.conversion_pages import has_tables
from wikimill.convert.expansion_pins import answer_page, pin_answers
from wikimill.convert.known_wiki import KnownWiki, host_wiki, manifest_wiki, pinned_titles
from wikimill.convert.recipe import Recipe, load_recipe
from wikimill.convert.template_pins import pinned_wiki
from wikimill.convert.text import decode
from wikimill.convert.wikitext import WikitextConverter, unread_tags
from wikimill.errors import WikimillError
from wikimill.fetch.cache import NotCachedError, RevisionCache
from wikimill.fetch.template_files import has_templates
from wikimill.fetch.templates import CALL
from wikimill.files import read_bytes
from wikimill.manifest.lock import Header, find_locks, pins_digest, read_header, read_lock
from wikimill.manifest.models import read_manifest
from wikimill.manifest.origin import WikiOrigin
from wikimill.manifest.templates_lock import TemplatesLock, sufficient
from wikimill.site.summary import format_summary
from wikimill.sources.base import Pin, Revision, Unavailable, WikiSource
from wikimill.sources.mediawiki.expansion_cache import ExpansionCache
from wikimill.templates.record import EXISTS, PAGE, split_asked
from wikimill.titles import check_title, file_names, parse_file_name

log = logging.getLogger(__name__)


def find_pin(host: str, name: str) -> tuple[str, Header, Pin] | None:
    """The manifest that pins the page with this file name, its header and the pin, if any does.

    Args:
        host: of the wiki, as its folder below `processed/mediawiki` is named.
        name: of the page's file, without its suffix.
    """
    title = parse_file_name(name)
    for path, header in find_locks(f"mediawiki/{host}"):
        pins = read_lock(path)[1]
        if title is None:
            names = file_names(pin.title for pin in pins)
            title = next((known for known, file in names.items() if file == name), None)
        for pin in pins:
            if pin.title == title and pin.revid:
                return path.stem, header, pin
    return None


def raw_page(host: str, name: str, config: Config) -> str:
    """A page's wikitext: the pinned revision, else the newest in the cache, else the wiki's newest.

    Raises:
        WikimillError: no such page, or a redirect.
    """
    found = find_pin(host, name)
    origin = _find_origin(host)
    with RevisionCache(layout.CACHE / origin.folder) as cache:
        title = check_title(parse_file_name(name) or "", f"processed/mediawiki/{host}/{name}.md") if not found else ""
        revision = cache.get(found[2].revid) if found else cache.newest(title)
        if revision is None:
            with contextlib.closing(origin.open_source(config)) as source:
                pin = found[2] if found else _look_up(title, source)
                revision = _fetch(pin, source)
                cache.add([revision])
                if not found:
                    cache.save_site_summary(format_summary(source.site()))
        return revision.text


def page(host: str, name: str, raw: Path, config: Config, to: str = "markdown", explain: bool = False) -> ConvertedPage:
    """The markdown of a page whose wikitext is in `raw`, or what it is in another format.

    Raises:
        WikimillError: an error in a filter, with file and line; or what asking a wiki for its templates raises.
    """
    found = find_pin(host, name)
    wiki = manifest_wiki(found[0], found[1]) if found else host_wiki(host)
    text = decode(read_bytes(raw, "wikitext"))
    pin = found[2] if found else _newest(host, parse_file_name(name) or unquote(name))
    model = _content_model(host, pin)
    recipe = load_recipe(config.convert, to=to)
    if config.convert.templates == "server":
        answer_page(pin, text, recipe, wiki, _find_origin(host), config)
    elif config.convert.templates == "wiki" and wiki.expansions:
        with ExpansionCache(Path(wiki.folder)) as known:
            pin_answers(f"mediawiki/{host}", pin.title, known)
    by_locks = config.convert.templates != "wiki" or not CALL.search(text)
    if by_locks or (found and _has_templates(found[0], wiki, recipe)):
        try:
            with WikitextConverter(recipe, wiki, explain) as converter:
                converted = converter.convert_page(pin, text, model)
        except NotCachedError:  # the locks are here, and not yet what they pin
            if config.convert.templates != "wiki":
                raise
        else:
            lacking = _find_lacking(converted, wiki) if config.convert.templates == "wiki" else None
            if lacking is None:
                return converted
            log.warning(
                "%s: it does not pin %r, which page %r uses; restore it from version control, or delete it to pin the "
                "wiki's templates anew. What it lacks is taken from the wiki for this page",
                wiki.lock,
                lacking,
                pin.title,
            )
    with WikitextConverter(recipe, pinned_wiki(pin, text, wiki, _find_origin(host), config), explain) as converter:
        return converter.convert_page(pin, text, model)


def _has_templates(manifest: str, wiki: KnownWiki, recipe: Recipe) -> bool:
    """Whether the lock of a manifest's templates was made for its pages as they are pinned now.

    Raises:
        WikimillError: it was made with another site file.
    """
    digest = pins_digest(layout.lock(manifest))
    tables = has_tables(wiki.site.language, recipe.options)
    is_complete = has_templates(manifest, sufficient(digest, unread_tags(recipe), tables))
    return is_complete and bool(wiki.lock)


def _find_lacking(page: ConvertedPage, wiki: KnownWiki) -> str | None:
    """A title that a page asked for, and that the locks do not have: a person took its row away, or its sha1."""
    if not wiki.lock or page.expanded is None:
        return None
    templates, find = TemplatesLock(Path(wiki.lock)), pinned_titles(wiki)
    for kind, title in map(split_asked, page.expanded.asked):
        if kind in (PAGE, EXISTS) and find(title) is None:
            return title
        row = templates.find(title) if kind == PAGE else None
        if row and row.revid and not row.sha1:
            return title
    return None


def _newest(host: str, title: str) -> Pin:
    """The revision of a page that no manifest has, as it was fetched."""
    newest = _cached(host, lambda cache: cache.newest(title))
    pin = Pin.missing(title)
    return replace(pin, revid=newest.revid, timestamp=newest.timestamp, sha1=newest.sha1) if newest else pin


def _content_model(host: str, pin: Pin) -> str:
    """What the wiki said of a page when it was fetched; empty where it said nothing."""
    revision = _cached(host, lambda cache: cache.get(pin.revid)) if pin.revid else None
    return revision.model if revision else ""


def _cached(host: str, find: Callable[[RevisionCache], Revision | None]) -> Revision | None:
    """What is found in the cache of a wiki, if it has one."""
    folder = layout.CACHE / f"mediawiki/{host}"
    if not (folder / RevisionCache.FILE).is_file():
        return None
    with RevisionCache(folder) as cache:
        return find(cache)


def _look_up(title: str, source: WikiSource) -> Pin:
    (pin,) = source.lookup([title])
    if not pin.revid:
        raise WikimillError(f"there is no page {title!r}; check the title")
    if pin.title != title:
        raise WikimillError(f"page {title!r} leads to {pin.title!r}; ask for that one")
    return pin


def _fetch(pin: Pin, source: WikiSource) -> Revision:
    (revision,) = source.revisions([pin])
    if not isinstance(revision, Revision):
        reason = f" ({revision.reason})" if isinstance(revision, Unavailable) else ""
        raise WikimillError(
            f"the wiki does not show page {pin.title!r} at revision {pin.revid}{reason}; refresh its manifest"
        )
    return revision


def _find_origin(host: str) -> WikiOrigin:
    """The wiki of a host: as a manifest names it, its dump too, else wherever its API is found."""
    headers = (read_header(path).origin for path in layout.locks())
    originals = (read_manifest(path)[0].origin(path.stem) for path in sorted(layout.ORIGINALS.glob("*.yaml")))
    for origin in chain(headers, originals):
        if isinstance(origin, WikiOrigin) and origin.wiki.encoded_host == host:
            return origin
    return WikiOrigin(unquote(host))
