"""`convert.verify`: every page is compared with the wiki's expansion, and those that differ take it.

It happens when templates are pinned. What differs goes into the lock of expansions, so that conversion asks nobody, and
on another machine, with the same locks, nothing is asked either.
"""

from __future__ import annotations

import hashlib
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from wikimill import layout
from wikimill.config.model import Config
from wikimill.convert.expansion import ExpandedPage
from wikimill.convert.known_wiki import KnownWiki
from wikimill.convert.shard_uses import pinned_answer
from wikimill.convert.text import clean
from wikimill.convert.verify import DIFFERENT, EQUAL, SKIPPED, open_verifier, summarize
from wikimill.manifest.expansion_lock import find_expansion_locks, read_expansion_lock
from wikimill.manifest.lock import Header
from wikimill.manifest.verification import read_verification
from wikimill.sources.base import Pin
from wikimill.sources.mediawiki.connection import Connection
from wikimill.sources.mediawiki.expander import valid_request
from wikimill.sources.mediawiki.expansion_cache import Expansion, ExpansionCache, whole_page

log = logging.getLogger(__name__)


class VerifiedPages:
    """Verifies the pages of a manifest, one after the other, unless the locks say that this was done.

    A page is left as it is where the wiki's parser gave up, or the wiki has other templates by now.

    Args:
        manifest: its name.
        header: of its lock.
        config: the configuration.
        known: the cache of expansions; what was verified is not asked for again.
        wiki: its locks.
        connect: connects to the wiki.
    """

    def __init__(
        self,
        manifest: str,
        header: Header,
        config: Config,
        known: ExpansionCache,
        wiki: KnownWiki,
        connect: Callable[[], Connection],
    ) -> None:
        self.manifest = manifest
        self.known = known
        self.verifier = open_verifier(manifest, header, config, connect)
        self.pages = header.pages
        self.answer = pinned_answer(replace(wiki, expansions=""))
        self.counts: Counter[str] = Counter()
        self.pinned = 0
        own, done = layout.expansion_lock(manifest), read_verification(manifest)
        pinned = sum(each.is_page for each in read_expansion_lock(own))
        self.is_done = done is not None and done.pinned == pinned and done.pages == header.pages
        locks = [path for path in find_expansion_locks(header.origin.folder) if path != own or self.is_done]
        self.before = {each.title for path in locks for each in read_expansion_lock(path) if each.is_page}

    def __enter__(self) -> VerifiedPages:
        self.verifier.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self.verifier.__exit__(None, None, None)

    def verify(self, pages: Iterable[tuple[Pin, str]]) -> Iterator[Expansion]:
        """The expansions of those of these pages that take the wiki's; all of them are in the cache afterwards."""
        for pin, text in ((pin, clean(text)[0]) for pin, text in pages):
            call = whole_page(text)
            if pin.title in self.before:
                found = self.known.get(call, pin.title)
            else:
                found = None if self.is_done else self._ask(pin, text, call)
            wikitext = found.wikitext if found else None
            self.known.pin([Expansion(call, pin.title, wikitext)])
            if wikitext is not None:
                self.pinned += 1
                yield Expansion(call, pin.title, wikitext)

    def finish(self) -> None:
        """Keep the numbers, after the last page."""
        if not self.is_done:
            self.counts[SKIPPED] += self.pages - self.counts.total()  # those without a text
            verification = summarize(self.manifest, self.counts, self.verifier.asked_at, self.pinned)
            log.info("%s: %s", layout.verification(self.manifest), verification.summary)

    def _ask(self, pin: Pin, text: str, call: str) -> Expansion:
        """What a page becomes by the wiki, without wikitext if it stays as it is."""
        expanded = self.verifier.expand(pin.title, valid_request(text))
        verdict = f"verified {call} {self._inputs(expanded[0])}"
        found = self.known.get(verdict, pin.title)
        if found is None:
            compared = self.verifier.compare(pin, text, expanded)
            self.counts[compared.outcome] += 1
            found = Expansion(verdict, pin.title, compared.wiki if compared.outcome == DIFFERENT else None)
            if found.wikitext is not None or compared.outcome == EQUAL:
                self.known.add([found])
        else:
            self.counts[EQUAL if found.wikitext is None else DIFFERENT] += 1
        return found

    def _inputs(self, page: ExpandedPage) -> str:
        """A digest of what the outcome depends on."""
        used = "".join(f"{name}\t{self.answer(name)}\n" for name in sorted(page.asked))
        return hashlib.sha256(f"{used}\n{page.text}".encode("utf-8", "surrogatepass")).hexdigest()
