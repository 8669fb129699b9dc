"""Asking the wiki's parser for what pages need of it, and pinning that in the lock of expansions.

With `convert.templates: server` that is every call, with `wiki` those that the wiki's pages do not answer, and with
`convert.verify` whole pages. Conversion reads what is pinned (pinned_answers.py), and asks nobody.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cache as once
from typing import TYPE_CHECKING

from wikimill import layout
from wikimill.config.model import Config
from wikimill.convert.known_wiki import KnownWiki, manifest_wiki
from wikimill.convert.recipe import Recipe, load_recipe
from wikimill.convert.verified_pages import VerifiedPages
from wikimill.convert.wikitext import WikitextConverter
from wikimill.convert.worker_process import LimitError
from wikimill.fetch.cache import RevisionCache
from wikimill.manifest.expansion_lock import read_expansion_lock, read_pinned_expansions, write_expansion_lock
from wikimill.manifest.lock import read_header, read_pins
from wikimill.manifest.origin import WikiOrigin
from wikimill.progress import bar
from wikimill.sources.base import Pin
from wikimill.sources.mediawiki.expansion_cache import Expansion, ExpansionCache
from wikimill.streams import batched

if TYPE_CHECKING:
    from wikimill.sources.mediawiki.expander import Expander

PAGES = 500  # whose templates are asked for together, so that requests are full
ROUNDS = 20  # of questions about a page: an answer may hold a footnote with another call


@dataclass(frozen=True)
class PageTemplates:
    """The templates of a page. Outside of the main namespace their expansions may depend on the page."""

    pin: Pin
    invocations: list[str]

    def expansion(self, invocation: str, known: ExpansionCache) -> Expansion | None:
        """The expansion of a template on this page, None when it is not known."""
        found = known.get(invocation, self.pin.title)
        return None if found and (found.page_dependent or (self.pin.ns and not found.title)) else found


def pin_expansions(manifest: str, config: Config, only: Collection[str] | None = None) -> int:
    """Write the lock of a manifest's expansions, what its pages need and nothing else; the number of expansions.

    They come from the locks of the manifest and of those that share its pages, then from the cache of the wiki's
    responses; the wiki is asked only for the rest. With `only`, titles of pages, the lock keeps what it has and gets
    what these need. Memory does not grow with the manifest.

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
        wiki = manifest_wiki(manifest, header)
        converter = stack.enter_context(WikitextConverter(load_recipe(config.convert), wiki, collect=True))
        progress = stack.enter_context(bar("Expanding templates", header.pages, "page"))
        for batch in batched(read_pinned_expansions(origin.folder), PAGES):
            known.pin(batch)
        open_expander = _open_lazily(origin, config, wiki, stack)
        verified = None
        if config.convert.verify and config.convert.templates == "wiki":
            verified = stack.enter_context(
                VerifiedPages(manifest, header, config, known, wiki, lambda: open_expander().connection)
            )

        def needed() -> Iterator[Expansion]:
            if only is not None:
                yield from read_expansion_lock(layout.expansion_lock(manifest))
            wanted = (pin for pin in read_pins(layout.lock(manifest)) if only is None or pin.title in only)
            for pins in batched(wanted, PAGES):
                revisions = ((pin, cache.get(pin.revid)) for pin in pins if pin.revid)
                texts = [(pin, revision.text) for pin, revision in revisions if revision]
                yield from answer_pages(texts, converter, known, open_expander)
                yield from verified.verify(texts) if verified else ()
                progress.update(len(pins))

        number = write_expansion_lock(layout.expansion_lock(manifest), needed())
        if verified:
            verified.finish()
        return number


def answer_page(pin: Pin, text: str, recipe: Recipe, wiki: KnownWiki, origin: WikiOrigin, config: Config) -> None:
    """Have the expansions of one page, asked for by its name, in the cache, from the wiki's locks or from the wiki."""
    with contextlib.ExitStack() as stack:
        known = stack.enter_context(ExpansionCache(layout.CACHE / origin.folder))
        converter = stack.enter_context(WikitextConverter(recipe, wiki, collect=True))
        pin_answers(origin.folder, pin.title, known)
        expander = _open_lazily(origin, config, wiki, stack)
        for _ in answer_pages([(pin, text)], converter, known, expander):
            pass


def pin_answers(folder: str, title: str, known: ExpansionCache) -> None:
    """Have in the cache what the locks of a wiki say of a page, whatever was in it."""
    for batch in batched(read_pinned_expansions(folder), PAGES):
        known.pin(each for each in batch if each.title in ("", title))


def answer_pages(
    pages: list[tuple[Pin, str]],
    converter: WikitextConverter,
    known: ExpansionCache,
    open_expander: Callable[[], Expander],
) -> Iterator[Expansion]:
    """The expansions that pages need, some of them several times; what is not `known` is asked for and added to it.

    Args:
        pages: their pins and wikitexts.
        converter: one that collects calls.
        known: what was expanded before.
        open_expander: called only when something is to be expanded.
    """
    for _ in range(ROUNDS):
        found = [PageTemplates(pin, _find_calls(converter, pin, text)) for pin, text in pages]
        unanswered = {
            page.pin.title for page in found if any(page.expansion(e, known) is None for e in page.invocations)
        }
        yield from expand_pages(found, known, open_expander)
        pages = [(pin, text) for pin, text in pages if pin.title in unanswered]
        if not pages:
            return


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


def _find_calls(converter: WikitextConverter, pin: Pin, text: str) -> list[str]:
    """The calls of a page that the wiki's parser is to answer; none for a page that exceeds its limits."""
    try:
        return list(converter.expand_page(pin, text).calls)
    except LimitError:
        return []


def _open_lazily(
    origin: WikiOrigin, config: Config, wiki: KnownWiki, stack: contextlib.ExitStack
) -> Callable[[], Expander]:
    """Opens the wiki at the first call; `stack` closes it."""

    @once
    def expander() -> Expander:
        return stack.enter_context(contextlib.closing(origin.open_expander(config, wiki.site)))

    return expander
