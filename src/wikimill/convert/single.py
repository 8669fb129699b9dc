"""One page, asked for by name: its wikitext, and its markdown."""

from __future__ import annotations

import contextlib
from itertools import chain
from pathlib import Path
from urllib.parse import unquote

from wikimill import layout
from wikimill.config.model import Config
from wikimill.convert import server
from wikimill.convert.conversion import Converted
from wikimill.convert.pandoc import Pandoc
from wikimill.convert.recipe import Recipe
from wikimill.errors import WikimillError
from wikimill.fetch.cache import Cache
from wikimill.files import read_text
from wikimill.manifest import derived, kinds
from wikimill.manifest.derived import Header
from wikimill.manifest.origin import WikiOrigin
from wikimill.sources.base import Pin, Revision, WikiSource
from wikimill.titles import check, file_names, title_of
from wikimill.wiki import ENGLISH, Wiki


def pinned(folder: str, name: str) -> tuple[Header, Pin] | None:
    """The pin of the page with this file name, and the header of the manifest that pins it, if any does.

    Args:
        folder: of the wiki, below `processed/mediawiki`.
        name: of the page's file, without its suffix.
    """
    title = title_of(name)
    for path, header in derived.sharing(layout.DERIVED, f"mediawiki/{folder}"):
        rows = derived.read(path)[1]
        if title is None:
            names = file_names(row.pin.title for row in rows)
            title = next((known for known, file in names.items() if file == name), None)
        for row in rows:
            if row.pin.title == title and row.pin.revid:
                return header, row.pin
    return None


def wikitext(folder: str, name: str, config: Config) -> str:
    """A page's wikitext: the pinned revision, else the newest in the cache, else the wiki's newest.

    Raises:
        WikimillError: no such page, or a redirect.
    """
    found = pinned(folder, name)
    origin = _origin(folder)
    with Cache(layout.CACHE / origin.place) as cache:
        title = check(title_of(name) or "", f"processed/mediawiki/{folder}/{name}.md") if not found else ""
        revision = cache.get(found[1].revid) if found else cache.newest(title)
        if revision is None:
            with contextlib.closing(origin.source(config)) as source:
                pin = found[1] if found else _looked_up(title, source)
                revision = _fetched(pin, source)
                cache.add([revision])
                if not found:
                    cache.remember(source.site())
        return revision.text


def markdown(folder: str, name: str, raw: Path, config: Config, recipe: Recipe) -> Converted:
    """The markdown of a page whose wikitext is in `raw`.

    Raises:
        WikimillError: an error in a filter, with file and line; or what asking a wiki for its templates raises.
    """
    found = pinned(folder, name)
    with Cache(layout.CACHE / f"mediawiki/{folder}") as cache:
        site = found[0].site if found else cache.site()
    text = read_text(raw, "wikitext")
    pin = found[1] if found else Pin.missing(title_of(name) or unquote(name))
    with Pandoc(recipe, site or ENGLISH, folder) as pandoc:
        if config.convert.templates == "server":
            return server.convert_page(pin, text, pandoc, _origin(folder), config)
        return pandoc.convert(pin.title, text)


def _looked_up(title: str, source: WikiSource) -> Pin:
    (pin,) = source.lookup([title])
    if not pin.revid:
        raise WikimillError(f"there is no page {title!r}; check the title")
    if pin.title != title:
        raise WikimillError(f"page {title!r} leads to {pin.title!r}; ask for that one")
    return pin


def _fetched(pin: Pin, source: WikiSource) -> Revision:
    (revision,) = source.revisions([pin])
    if not isinstance(revision, Revision):
        raise WikimillError(
            f"the wiki no longer shows page {pin.title!r} at revision {pin.revid}; refresh its manifest"
        )
    return revision


def _origin(folder: str) -> WikiOrigin:
    """The wiki of a folder: as a manifest names it, its dump too, else at MediaWiki's usual address."""
    headers = (derived.read_header(path).origin for path in sorted(layout.DERIVED.glob("*.tsv")))
    originals = (kinds.read(path)[0].origin(path.stem) for path in sorted(layout.ORIGINALS.glob("*.yaml")))
    for origin in chain(headers, originals):
        if isinstance(origin, WikiOrigin) and origin.wiki.folder == folder:
            return origin
    return WikiOrigin(Wiki.of_folder(folder).url)
