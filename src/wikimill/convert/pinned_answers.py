"""What the wiki's parser answered to calls, as conversion reads it and as a shard notes it (manifest/uses.py).

Who asked the parser is expansion_pins.py.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Callable
from pathlib import Path

from wikimill import layout
from wikimill.fetch.cache import NotCachedError
from wikimill.manifest.expansion_lock import read_expansion_lock
from wikimill.sources.mediawiki.expansion_cache import ExpansionCache, whole_page
from wikimill.templates.record import asked_name, split_asked

CALL = "call"  # the kind of what is asked for, beside those of templates/record.py
PAGE_NAME = re.compile(r"\{\{\s*(?:FULL)?PAGENAME\s*\}\}")


class PinnedAnswers:
    """The answers in a cache; with `must_have` a call without one is an error.

    `asked` gets the names of answers that were asked for, `calls` the calls themselves; `everything`: see `Answers`.
    """

    def __init__(self, cache: ExpansionCache, asked: set[str], everything: bool, must_have: bool) -> None:
        self.cache = cache
        self.everything = everything
        self.asked = asked
        self.must_have = must_have
        self.calls: dict[str, None] = {}

    def get(self, call: str, title: str) -> str | None:
        """See `Answers`.

        Raises:
            NotCachedError: there was an answer, and it is gone.
        """
        call = with_title(call, title)
        self.calls[call] = None
        self.asked.update((call_name(call, ""), call_name(call, title)))
        found = self.cache.get(call, title)
        if self.must_have and (found is None or found.page_dependent):
            raise NotCachedError(
                f"{self.cache.path}: the expansion of {call[:80]!r} on page {title!r} was in the cache and is gone; "
                f"delete {layout.CACHE / 'templates'} and run again"
            )
        return found.wikitext if found else None

    def page(self, title: str, text: str) -> str | None:
        """What the wiki's parser made of all of a page; None where that is not pinned."""
        call = whole_page(text)
        self.asked.add(call_name(call, title))
        found = self.cache.get(call, title)
        return found.wikitext if found else None


def with_title(call: str, title: str) -> str:
    """A call whose words for the page's title are the title: then the answer is the same on all pages.

    As the parser writes the title into arguments, where an equals sign would end a name.
    """
    if "PAGENAME" not in call or not title or ":" in title:  # perhaps of another namespace
        return call
    return PAGE_NAME.sub(lambda _: title.replace("=", "&#61;"), call)


def call_name(call: str, title: str) -> str:
    """The name of the answer to a call, on the page `title` or, without one, on all pages."""
    return asked_name(CALL, _digest(f"{call}\0{title}"))


def pinned_calls(lock: str) -> Callable[[str], str]:
    """A function that gives, for the name of an answer, a few characters that change with it.

    Args:
        lock: of expansions; empty where there is none.
    """

    @functools.cache
    def answers() -> dict[str, str]:
        found = read_expansion_lock(Path(lock)) if lock else ()
        return {
            _digest(f"{each.invocation}\0{each.title}"): "-" if each.wikitext is None else _digest(each.wikitext)
            for each in found
        }

    return lambda name: answers().get(split_asked(name)[1], "")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
