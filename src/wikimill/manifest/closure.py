"""The closure of templates: what pages use, what that uses, and so on, until nothing is asked for that is not known.

First the texts are scanned for templates and modules that they name. Then the pages are expanded with what is known by
then; what an expansion asks for beyond that is asked of the wiki, and its page is expanded again. Which titles are in
the lock is decided by the last expansion of each page alone, so it depends on nothing but the pages and the wiki.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path

from wikimill.files import sha256
from wikimill.manifest.answers import CORE_MESSAGES, Answers
from wikimill.manifest.site_file import NO_TIME, SiteFile, write_site_file
from wikimill.manifest.templates_lock import TemplatePin, write_templates_lock
from wikimill.progress import bar
from wikimill.sources.base import Pin
from wikimill.templates.record import EXISTS, MESSAGE, NOW, PAGE, STATISTIC, asked_name, split_asked

log = logging.getLogger(__name__)

# Pages, as pin and wikitext, to the names of what each asks for (`templates/record.py`), in the same order; None for
# a page that exceeds its limits.
Expand = Callable[[Iterable[tuple[Pin, str]]], Iterator[Collection[str] | None]]
# Opens an expander that knows what a lock of templates and a site file say.
OpenExpander = Callable[[Path, Path], AbstractContextManager[Expand]]

# Expansions of a page, and names that each may add: a module can make up titles without end.
MAX_ROUNDS = 40
MAX_NEW = 1000
MAX_CLOCKS = 5  # times that newer templates may move the clocks
NAMED = 3  # pages that a message names


@dataclass
class Asked:
    """What pages ask for."""

    names: set[str] = field(default_factory=set)
    pins: list[Pin] = field(default_factory=list)  # of those pages that depend on the time


class Closure:
    """Finds what pages use. Memory grows with the titles that they use, and with pages that depend on the time.

    Args:
        pins: the pages; each call yields all of them.
        text: the wikitext of a page, empty for one that is missing.
        pages: how many there are.
        answers: what is known, and who is asked for the rest.
        open_expander: see `OpenExpander`.
        scratch: a folder that exists, for the files that expanders read.
        keep_now: whether clocks go on showing what `answers.site` says, as other manifests of the wiki have it, instead
            of the newest timestamp among the pages and what they use.
    """

    def __init__(
        self,
        pins: Callable[[], Iterable[Pin]],
        text: Callable[[Pin], str],
        pages: int,
        answers: Answers,
        open_expander: OpenExpander,
        scratch: Path,
        keep_now: bool = False,
    ) -> None:
        self.pins = pins
        self.text = text
        self.pages = pages
        self.answers = answers
        self.open_expander = open_expander
        self.lock, self.site_file = scratch / "closure.templates.tsv", scratch / "closure.site.json"
        self.keep_now = keep_now
        self.now = answers.site.now
        self.exceeding: list[str] = []  # titles of pages that exceeded their limits: what they ask for is not known
        self._skipped: set[str] = set()
        self._timeless = Asked()
        self._timed: dict[str, Asked] = {}  # by what the clocks showed

    def skip(self, titles: Iterable[str], names: Iterable[str]) -> None:
        """Take for granted what pages ask for, which were expanded before; only where clocks stay as they are."""
        self._skipped.update(titles)
        self._timeless.names.update(names)

    def find(self) -> None:
        """Find it; one line is printed if there are pages that exceed their limits.

        Raises:
            WikimillError: what the wiki and the expander raise.
        """
        self._find()
        if self.exceeding:
            log.warning(
                "%s exceeded %s limits, and what %s is not pinned; raise convert.timeout or convert.memory, and delete "
                "the lock of templates to look again",
                *_describe(self.exceeding),
            )

    def _find(self) -> None:
        self.answers.resolve(self.answers.lacks(asked_name(MESSAGE, key) for key in CORE_MESSAGES))
        while lacking := self.answers.lacks(self._timeless.names):  # of pages that are skipped
            self.answers.resolve(lacking)
        self.answers.ask_named((pin.title, self.text(pin)) for pin in self.pins() if pin.title not in self._skipped)
        newest = max((pin.timestamp for pin in self.pins()), default="") or NO_TIME
        self.now = self.now if self.keep_now else newest
        left: Iterable[tuple[Pin, int]] = ((pin, 1) for pin in self.pins() if pin.title not in self._skipped)
        with bar("Looking for templates", self.pages, "page") as progress:
            for _ in range(MAX_CLOCKS):
                while left := self._expand(left, progress.update):
                    pass
                if self.keep_now:
                    return
                revids = (row.revid for row in self.rows() if row.sha1)
                self.now = max(newest, self.answers.texts.newest_timestamp(revids))
                outdated = [self._timed.pop(now) for now in list(self._timed) if now != self.now]
                left = [(pin, 1) for group in outdated for pin in group.pins]
                if not left:
                    return

    def rows(self) -> Iterator[TemplatePin]:
        """The rows of the lock, in no order."""
        for name in self._names():
            kind, title = split_asked(name)
            if kind == PAGE or (kind == EXISTS and not self._is_asked(title)):
                row = self.answers.row(title, with_text=kind == PAGE)
                if row is not None:
                    yield row

    def site(self) -> SiteFile:
        """The wiki, with the messages that are asked for and those that are always there; statistics if any is."""
        keys, shows_statistics = set(CORE_MESSAGES), False
        for kind, key in map(split_asked, self._names()):
            if kind == MESSAGE:
                keys.add(key)
            shows_statistics = shows_statistics or kind == STATISTIC
        return self._site_with(keys, self.answers.statistics if shows_statistics else None)

    def _site_with(self, keys: Iterable[str], statistics: Mapping[str, int] | None) -> SiteFile:
        messages = {key: self.answers.messages[key] for key in keys}
        return replace(self.answers.site, now=self.now).with_messages(messages).with_statistics(statistics)

    def _names(self) -> Iterator[str]:
        groups = [self._timeless, *self._timed.values()]
        for index, group in enumerate(groups):
            yield from (name for name in group.names if not any(name in other.names for other in groups[:index]))

    def _is_asked(self, name: str) -> bool:
        return any(name in group.names for group in (self._timeless, *self._timed.values()))

    def _expand(self, pages: Iterable[tuple[Pin, int]], advance: Callable[[int], object]) -> list[tuple[Pin, int]]:
        """Expand pages, each for the given time, and ask the wiki; those that are to be expanded again."""
        known = self._site_with(self.answers.messages, self.answers.statistics)
        write_site_file(self.site_file, known)
        write_templates_lock(self.lock, "", sha256(self.site_file), self.answers.pages.values())
        again: list[tuple[Pin, int]] = []
        lacking: dict[str, None] = {}
        under_way: deque[tuple[Pin, int]] = deque()

        def texts() -> Iterator[tuple[Pin, str]]:
            for pin, number in pages:
                if text := self.text(pin):
                    under_way.append((pin, number))
                    yield pin, text

        with self.open_expander(self.lock, self.site_file) as expand:
            for asked in expand(texts()):
                pin, number = under_way.popleft()
                if asked is None:
                    self.exceeding.append(pin.title)
                    advance(1)
                    continue
                new = self.answers.lacks(asked)
                if new and number < MAX_ROUNDS:
                    again.append((pin, number + 1))
                    lacking.update(dict.fromkeys(new[:MAX_NEW]))
                else:
                    if new:
                        log.warning(
                            "page %r asks for ever more titles, such as %r; they are not pinned", pin.title, new[0]
                        )
                    self._finish(pin, {name for name in asked if self.answers.has(name)})
                    advance(1)
        self.answers.resolve(lacking)
        return again

    def _finish(self, pin: Pin, names: set[str]) -> None:
        group = self._timeless
        if NOW in names and not self.keep_now:
            group = self._timed.setdefault(self.now, Asked())
            group.pins.append(pin)
        group.names.update(names)


def _describe(titles: list[str]) -> tuple[str, str, str]:
    """Words for one page, or for several: the number and the first of them."""
    if len(titles) == 1:
        return f"page {titles[0]!r}", "its", "it uses"
    more = ", …" * (len(titles) > NAMED)
    return f"{len(titles):,} pages ({', '.join(map(repr, titles[:NAMED]))}{more})", "their", "they use"
