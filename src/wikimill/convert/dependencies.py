"""What a page's text depends on besides its own: templates, modules, messages, the clock, answers of the wiki's parser.

Each has a name (templates/record.py; `call|…` for an answer) and a version, which is another one when the page may say
something else.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from wikimill.manifest.expansion_lock import read_expansion_lock
from wikimill.manifest.site_file import SiteFile, read_site_file
from wikimill.manifest.templates_lock import TemplatesLock
from wikimill.templates.record import EXISTS, MESSAGE, NOW, PAGE, asked_name, split_asked

CALL = "call"
NONE = "-"  # the version of what is not there


def call_name(call: str, title: str) -> str:
    """The name of the answer to a call, on the page `title` or, without one, on all pages."""
    return asked_name(CALL, _digest(f"{call}\0{title}"))


class Versions:
    """The versions at hand.

    Args:
        lock: of templates.
        site_file: beside it.
        expansions: the lock of answers.

    Each may be empty, where there is none.
    """

    def __init__(self, lock: str = "", site_file: str = "", expansions: str = "") -> None:
        self.lock = TemplatesLock(Path(lock)) if lock else None
        self.site_file = site_file
        self.expansions = expansions
        self.of = functools.cache(self._of)

    def _of(self, name: str) -> str:
        """The version of what has this name."""
        kind, key = split_asked(name)
        if name == NOW:
            return self._site.now if self._site else NONE
        if kind == MESSAGE:
            text = self._site.site.messages.get(key) if self._site else None
            return NONE if text is None else _digest(text)
        if kind == CALL:
            return self._answers.get(key, NONE)
        row = self.lock.find(key) if self.lock else None
        if kind == EXISTS:
            return str(int(bool(row and row.revid)))
        assert kind == PAGE
        return row.sha1 or NONE if row else NONE

    @functools.cached_property
    def _site(self) -> SiteFile | None:
        return read_site_file(Path(self.site_file)) if self.site_file else None

    @functools.cached_property
    def _answers(self) -> dict[str, str]:
        found = read_expansion_lock(Path(self.expansions)) if self.expansions else ()
        return {
            _digest(f"{each.invocation}\0{each.title}"): NONE if each.wikitext is None else _digest(each.wikitext)
            for each in found
        }


class Asked:
    """What the pages of a shard ask for: each name with its version once, and for each page the places of its own.

    Args:
        lines: those that were written before; see `lines`.
        versions: at hand.
    """

    def __init__(self, lines: Iterable[str], versions: Versions) -> None:
        self.versions = versions
        pairs = [tuple(line.split("\t", 1)) for line in lines]
        self.before = [name for _, name in pairs]
        self.changed = {at for at, (version, name) in enumerate(pairs) if versions.of(name) != version}
        self.places: dict[str, int] = {}

    def is_current(self, places: str) -> bool:
        """Whether nothing changed of what a page asked for."""
        return self.changed.isdisjoint(_parse(places))

    def kept(self, places: str) -> str:
        """The places, from now on, of what a page asked for that was not converted again."""
        return self.add(self.before[at] for at in _parse(places))

    def add(self, names: Iterable[str]) -> str:
        """The places of what a page asks for."""
        return _format(sorted({self.places.setdefault(name, len(self.places)) for name in names}))

    def lines(self) -> list[str]:
        """A line for each name: its version and itself."""
        return [f"{self.versions.of(name)}\t{name}" for name in self.places]


def _parse(places: str) -> Iterator[int]:
    """`0-3 7` is 0, 1, 2, 3 and 7."""
    for run in places.split():
        first, _, last = run.partition("-")
        yield from range(int(first), int(last or first) + 1)


def _format(places: Iterable[int]) -> str:
    runs: list[list[int]] = []
    for place in places:
        if runs and runs[-1][1] == place - 1:
            runs[-1][1] = place
        else:
            runs.append([place, place])
    return " ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)


def _digest(text: str) -> str:
    return hashlib.sha1(text.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()[:16]
