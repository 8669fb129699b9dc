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
from wikimill.convert.conversion import AbsentError, Converted
from wikimill.convert.pandoc import Pandoc
from wikimill.convert.recipe import Recipe
from wikimill.fetch.cache import Cache
from wikimill.files import read_text
from wikimill.manifest.lock import read_header, read_pins
from wikimill.manifest.origin import WikiOrigin
from wikimill.manifest.template_lock import read_pinned_expansions, write_template_lock
from wikimill.progress import bar
from wikimill.sources.base import Pin
from wikimill.sources.mediawiki.expansion_cache import Expansion, ExpansionCache
from wikimill.streams import batched
from wikimill.wiki import Site

if TYPE_CHECKING:
    from wikimill.sources.mediawiki.expander import Expander

PAGES = 500  # whose templates are asked for together, so that requests are full


@dataclass(frozen=True)
class Wanted:
    """The templates that a page needs expanded. Outside of the main namespace they may depend on it."""

    pin: Pin
    invocations: list[str]

    def on_every_page(self) -> list[str]:
        """Those that may be expanded once for all pages."""
        return [] if self.pin.ns else self.invocations

    def lacking(self, known: ExpansionCache) -> list[str]:
        """Those that must be expanded on this very page."""
        return [each for each in self.invocations if self.expansion(each, known) is None]

    def expansion(self, invocation: str, known: ExpansionCache) -> Expansion | None:
        """What a template is on this page."""
        found = known.get(invocation, self.pin.title)
        return None if found and (found.page_dependent or (self.pin.ns and not found.title)) else found


def pin_templates(manifest: str, config: Config, recipe: Recipe) -> int:
    """Write the lock of a manifest's templates: what its pages need, and nothing else; the number of expansions.

    Taken is what the locks of the manifest and of those that share its pages have, then what is kept of the
    wiki's answers; only for the rest is the wiki asked. Memory does not grow with the manifest.

    Raises:
        WikimillError: locks that disagree, what `Expander` raises, or a dump, which cannot be asked.
    """
    header = read_header(layout.lock(manifest))
    origin = header.origin
    assert isinstance(origin, WikiOrigin)
    folder = layout.CACHE / origin.folder
    with contextlib.ExitStack() as stack:
        cache = stack.enter_context(Cache(folder))
        known = stack.enter_context(ExpansionCache(folder))
        pandoc = stack.enter_context(Pandoc(recipe, header.site, origin.wiki.encoded_host))
        progress = stack.enter_context(bar("Expanding templates", header.pages, "page"))
        for batch in batched(read_pinned_expansions(origin.folder), PAGES):
            known.pin(batch)
        expander = _opener(origin, config, header.site, stack)

        def wanted() -> Iterator[Wanted]:
            for row in read_pins(layout.lock(manifest)):
                revision = cache.get(row.revid) if row.revid else None
                yield Wanted(row, pandoc.templates(row.title, revision.text) if revision else [])

        def needed() -> Iterator[Expansion]:
            for pages in batched(wanted(), PAGES):
                yield from expanded(pages, known, expander)
                progress.update(len(pages))

        return write_template_lock(layout.template_lock(manifest), needed())


def expanded(pages: list[Wanted], known: ExpansionCache, expander: Callable[[], Expander]) -> Iterator[Expansion]:
    """The expansions that pages need; what is not `known` is asked for and kept.

    Args:
        pages: and their templates.
        known: what was expanded before.
        expander: opened only when needed.
    """
    new = dict.fromkeys(
        each for page in pages for each in page.on_every_page() if known.get(each, page.pin.title) is None
    )
    if new:
        for batch in expander().expand(new):
            known.add(batch)
    for page in pages:
        if own := page.lacking(known):
            for batch in expander().expand(own, page.pin.title):
                known.add(batch)
        yield from filter(None, (page.expansion(each, known) for each in page.invocations))


class Expanding:
    """Pandoc, with the wiki's expansions in place of templates.

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
        """See `Conversion.digest`."""
        return hashlib.sha256(f"{self.pandoc.digest} {self.lock}".encode()).hexdigest()

    def convert(self, title: str, text: str) -> Converted:
        """See `Conversion.convert`.

        Raises:
            AbsentError: an expansion that was pinned is not in the cache.
        """
        expansions = {}
        for each in self.pandoc.templates(title, text):
            found = self.known.get(each, title)
            if found is None or found.page_dependent:
                raise AbsentError(
                    f"{self.known.path}: the expansion of {each[:80]!r} on page {title!r} was here and is gone; delete "
                    f"{layout.CACHE / 'templates'} and run again"
                )
            if found.wikitext is not None:
                expansions[each] = found.wikitext
        return self.pandoc.convert(title, text, expansions)


@contextlib.contextmanager
def open_expansions(pandoc: Pandoc, manifest: str, folder: str) -> Iterator[Expanding]:
    """The conversion of a manifest's pages, once its templates are pinned."""
    lock = read_text(layout.template_record(manifest), "record of expanded templates").strip()
    with ExpansionCache(layout.CACHE / folder) as known:
        yield Expanding(pandoc, known, lock)


def convert_page(pin: Pin, text: str, pandoc: Pandoc, origin: WikiOrigin, config: Config) -> Converted:
    """One page by its name: expansions are those of the wiki's locks, then those kept, then the wiki's now."""
    page = Wanted(pin, pandoc.templates(pin.title, text))
    wanted = set(page.invocations)
    with contextlib.ExitStack() as stack:
        known = stack.enter_context(ExpansionCache(layout.CACHE / origin.folder))
        known.pin(
            each
            for each in read_pinned_expansions(origin.folder)
            if each.invocation in wanted and each.title in ("", pin.title)
        )
        list(expanded([page], known, _opener(origin, config, pandoc.site, stack)))
        return Expanding(pandoc, known).convert(pin.title, text)


def _opener(origin: WikiOrigin, config: Config, site: Site, stack: contextlib.ExitStack) -> Callable[[], Expander]:
    """Opens the wiki at the first call; `stack` closes it."""

    @once
    def expander() -> Expander:
        return stack.enter_context(contextlib.closing(origin.open_expander(config, site)))

    return expander
