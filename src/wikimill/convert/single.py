"""One page, asked for by name: its wikitext, and its markdown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

from wikimill import layout
from wikimill.config.model import MediaWiki
from wikimill.convert.pandoc import Converted, Pandoc
from wikimill.convert.recipe import Recipe
from wikimill.errors import WikimillError
from wikimill.fetch.cache import Cache
from wikimill.files import read_text
from wikimill.manifest import derived
from wikimill.manifest.derived import Header
from wikimill.sources import Pin, Revision, open_source
from wikimill.sources.api import ApiSource
from wikimill.titles import check, file_names, title_of
from wikimill.wiki import Site, Wiki


def pinned(folder: str, name: str) -> tuple[Header, Pin] | None:
    """The pin of the page with this file name, and the header of the manifest that pins it, if any does.

    Args:
        folder: of the wiki, below `processed/mediawiki`.
        name: of the page's file, without its suffix.
    """
    title = title_of(name)
    for path in sorted(layout.DERIVED.glob("*.tsv")):
        header = derived.read_header(path)
        if derived.wiki_of(header).folder != folder:
            continue
        rows = derived.read(path)[1]
        if title is None:
            names = file_names(row.pin.title for row in rows)
            title = next((known for known, file in names.items() if file == name), None)
        for row in rows:
            if row.pin.title == title and row.pin.revid:
                return header, row.pin
    return None


def wikitext(folder: str, name: str, contact: str | None, etiquette: MediaWiki) -> str:
    """A page's wikitext: the pinned revision, else the newest in the cache, else the wiki's newest.

    Raises:
        WikimillError: no such page, or a redirect.
    """
    found = pinned(folder, name)
    wiki = derived.wiki_of(found[0]) if found else _wiki(folder)
    with Cache(wiki, layout.CACHE) as cache:
        if found:
            header, pin = found
            revision = cache.get(pin.revid)
            if revision is None:
                source = open_source(wiki, header.dump, contact, etiquette, layout.CACHE)
                revision = _fetched(pin, lambda: source.revisions([pin]), cache)
            return revision.text
        title = check(title_of(name) or "", f"processed/mediawiki/{folder}/{name}.md")
        revision = cache.newest(title)
        if revision is None:
            api = ApiSource(wiki, contact, etiquette, layout.CACHE)
            if target := api.redirect(title):
                raise WikimillError(f"{wiki.host}: {title!r} is a redirect; ask for {target!r}")
            (pin,) = api.lookup([title])
            revision = _fetched(pin, lambda: api.revisions([pin]), cache)
            cache.remember(api.site())
        return revision.text


def markdown(folder: str, name: str, raw: Path, recipe: Recipe) -> Converted:
    """The markdown of a page whose wikitext is in `raw`.

    Raises:
        WikimillError: an error in a filter, with file and line.
    """
    found = pinned(folder, name)
    with Cache(_wiki(folder), layout.CACHE) as cache:
        site = found[0].site if found else cache.site()
    title = found[1].title if found else title_of(name) or unquote(name)
    with Pandoc(recipe, site or Site.of("en", "first-letter", {})) as pandoc:
        return pandoc.convert(title, read_text(raw, "wikitext"))


def _fetched(pin: Pin, ask: Callable[[], object], cache: Cache) -> Revision:
    revision = next(iter(ask())) if pin.revid else pin  # type: ignore[call-overload]
    if not isinstance(revision, Revision):
        raise WikimillError(f"there is no page {pin.title!r} to be had; check the title, or drop it from the manifest")
    cache.add([revision])
    return revision


def _wiki(folder: str) -> Wiki:
    """The wiki of a folder: as a manifest names it, else at MediaWiki's usual address."""
    for path in sorted(layout.DERIVED.glob("*.tsv")):
        wiki = derived.wiki_of(derived.read_header(path))
        if wiki.folder == folder:
            return wiki
    from wikimill.manifest.original import read

    for path in sorted(layout.ORIGINALS.glob("*.yaml")):
        wiki = Wiki.parse(read(path)[0].wiki)
        if wiki.folder == folder:
            return wiki
    return Wiki.of_folder(folder)
