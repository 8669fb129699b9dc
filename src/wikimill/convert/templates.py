"""Conversion with `convert.templates: server`: the wiki's parser expands what the local library does not know."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache as once
from typing import TYPE_CHECKING

from wikimill import layout
from wikimill.config.model import Config
from wikimill.convert.conversion import ConvertedPage, Converter, NotCachedError
from wikimill.convert.pandoc import Pandoc
from wikimill.convert.recipe import load_recipe
from wikimill.fetch.cache import RevisionCache
from wikimill.manifest.expansion_lock import read_pinned_expansions, write_expansion_lock
from wikimill.manifest.lock import read_header, read_pins
from wikimill.manifest.origin import WikiOrigin
from wikimill.progress import bar
from wikimill.sources.base import Pin
from wikimill.sources.mediawiki.expansion_cache import Expansion, ExpansionCache
from wikimill.streams import batched
from wikimill.wiki import Site

if TYPE_CHECKING:
    from wikimill.sources.mediawiki.expander import Expander

PAGES = 500  # whose templates are asked for together, so that requests are full


@dataclass(frozen=True)
class PageTemplates:
    """The templates of a page. Outside of the main namespace their expansions may depend on the page."""

    pin: Pin
    invocations: list[str]

    def expansion(self, invocation: str, known: ExpansionCache) -> Expansion | None:
        """The expansion of a template on this page, None when it is not known."""
        found = known.get(invocation, self.pin.title)
        return None if found and (found.page_dependent or (self.pin.ns and not found.title)) else found


def pin_templates(manifest: str, config: Config) -> int:
    """Write the lock of a manifest's templates, what its pages need and nothing else; the number of expansions.

    They come from the locks of the manifest and of those that share its pages, then from the cache of the wiki's
    responses; the wiki is asked only for the rest. Memory does not grow with the manifest.

    Raises:
        WikimillError: locks that disagree, what `Expander` raises, or a dump, which cannot be asked.
    """
    header = read_header(layout.lock(manifest))
    origin = header.origin
    assert isinstance(origin, WikiOrigin)
    folder = layout.CACHE / origin.folder
    with contextlib.ExitStack() as stack:
        cache = stack.enter_context(RevisionCache(folder))
        known = stack.enter_context(ExpansionCache(folder))
        pandoc = stack.enter_context(Pandoc(load_recipe(config.convert), header.site, origin.wiki.encoded_host))
        progress = stack.enter_context(bar("Expanding templates", header.pages, "page"))
        for batch in batched(read_pinned_expansions(origin.folder), PAGES):
            known.pin(batch)
        open_expander = _open_lazily(origin, config, header.site, stack)

        def templates() -> Iterator[PageTemplates]:
            for pin in read_pins(layout.lock(manifest)):
                revision = cache.get(pin.revid) if pin.revid else None
                yield PageTemplates(pin, pandoc.find_templates(pin.title, revision.text) if revision else [])

        def needed() -> Iterator[Expansion]:
            for pages in batched(templates(), PAGES):
                yield from expand_pages(pages, known, open_expander)
                progress.update(len(pages))

        return write_expansion_lock(layout.expansion_lock(manifest), needed())


def expand_pages(
    pages: list[PageTemplates], known: ExpansionCache, open_expander: Callable[[], Expander]
) -> Iterator[Expansion]:
    """The expansions that pages need; what is not `known` is asked for and added to it.

    Args:
        pages: and their templates.
        known: what was expanded before.
        open_expander: called only when something is to be expanded.
    """
    shared = ((page.pin.title, each) for page in pages if not page.pin.ns for each in page.invocations)
    new = dict.fromkeys(each for title, each in shared if known.get(each, title) is None)
    if new:  # once for all pages
        for batch in open_expander().expand(new):
            known.add(batch)
    for page in pages:
        if own := [each for each in page.invocations if page.expansion(each, known) is None]:
            for batch in open_expander().expand(own, page.pin.title):
                known.add(batch)
        yield from filter(None, (page.expansion(each, known) for each in page.invocations))


class ExpandingPandoc(Converter):
    """Pandoc, with templates replaced by the wiki's expansions.

    Args:
        pandoc: converts.
        known: what the pages need.
        lock: digest of what `known` is from.
    """

    keeps_raw = True

    def __init__(self, pandoc: Pandoc, known: ExpansionCache, lock: str = "") -> None:
        self.pandoc = pandoc
        self.known = known
        self.lock = lock

    @property
    def digest(self) -> str:
        return hashlib.sha256(f"{self.pandoc.digest} {self.lock}".encode()).hexdigest()

    def convert(self, title: str, text: str) -> ConvertedPage:
        """The markdown of a wikitext.

        Raises:
            NotCachedError: an expansion that was pinned is not in the cache.
        """
        expansions = {}
        for each in self.pandoc.find_templates(title, text):
            found = self.known.get(each, title)
            if found is None or found.page_dependent:
                raise NotCachedError(
                    f"{self.known.path}: the expansion of {each[:80]!r} on page {title!r} was in the cache and is "
                    f"gone; delete {layout.CACHE / 'templates'} and run again"
                )
            if found.wikitext is not None:
                expansions[each] = found.wikitext
        return self.pandoc.convert(title, text, expansions)


def convert_page_expanded(pin: Pin, text: str, pandoc: Pandoc, origin: WikiOrigin, config: Config) -> ConvertedPage:
    """One page by its name: expansions come from the wiki's locks, then from the cache, then from the wiki."""
    page = PageTemplates(pin, pandoc.find_templates(pin.title, text))
    wanted = set(page.invocations)
    with contextlib.ExitStack() as stack:
        known = stack.enter_context(ExpansionCache(layout.CACHE / origin.folder))
        known.pin(
            each
            for each in read_pinned_expansions(origin.folder)
            if each.invocation in wanted and each.title in ("", pin.title)
        )
        list(expand_pages([page], known, _open_lazily(origin, config, pandoc.site, stack)))
        return ExpandingPandoc(pandoc, known).convert(pin.title, text)


def _open_lazily(origin: WikiOrigin, config: Config, site: Site, stack: contextlib.ExitStack) -> Callable[[], Expander]:
    """Opens the wiki at the first call; `stack` closes it."""

    @once
    def expander() -> Expander:
        return stack.enter_context(contextlib.closing(origin.open_expander(config, site)))

    return expander
