"""What the pages of a shard use besides their own texts: which of them are current."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Collection, Mapping
from pathlib import Path

from wikimill.convert.expansion import ExpandedPage
from wikimill.convert.known_wiki import KnownWiki, pinned_titles
from wikimill.convert.pinned_answers import pinned_calls
from wikimill.files import sha256
from wikimill.manifest.site_file import SiteFile
from wikimill.manifest.uses import UNKNOWN, Answer, Uses, answers_of, read_uses, write_uses
from wikimill.sources.base import Pin


def pinned_answer(wiki: KnownWiki) -> Answer:
    """A function that gives, for a name of what pages ask for, a few characters that change with it."""
    find = pinned_titles(wiki) if wiki.lock else lambda title: None
    site = wiki.file or SiteFile(wiki.site, wiki.now)
    calls = pinned_calls(wiki.expansions)

    @functools.cache
    def locks() -> str:
        paths = map(Path, filter(None, (wiki.lock, wiki.site_file, wiki.expansions)))
        return hashlib.sha256("".join(map(sha256, paths)).encode()).hexdigest()[:16]

    return answers_of(find, site, lambda asked: locks() if asked == UNKNOWN else calls(asked))


class ShardUses:
    """What pages used when they were made, and what those that are made now use.

    Args:
        path: of the file that says it.
        made_by: digest of what makes the pages.
        answer: see `pinned_answer`.
    """

    def __init__(self, path: Path, made_by: str, answer: Answer) -> None:
        self.path = path
        self.answer = answer
        before = read_uses(path)
        self.before = before if before.made_by == made_by else Uses(made_by)
        self.stale = set(self.before.using(self.before.changed(answer)))
        self.pages: dict[str, tuple[int, Collection[str]]] = {}
        self.origins: dict[str, Mapping[str, int]] = {}

    def keep(self, pin: Pin) -> bool:
        """Whether a page uses nothing that changed; then what it uses is kept."""
        used = self.before.pages.get(pin.title)
        if used is None or pin.title in self.stale:
            return False
        self.pages[pin.title] = used
        self.origins[pin.title] = self.before.origins.get(pin.title, {})
        return True

    def add(self, pin: Pin, page: ExpandedPage | None) -> None:
        """Note what a page uses that was made now, None of one that was not expanded."""
        self.pages[pin.title] = pin.revid, page.asked if page else (UNKNOWN,)
        self.origins[pin.title] = page.origins if page else {}

    def write(self) -> None:
        """Write the file."""
        names = {name for _, asked in self.pages.values() for name in asked}
        answers = {name: self.answer(name) for name in names}
        write_uses(self.path, Uses(self.before.made_by, answers, self.pages, self.origins))
