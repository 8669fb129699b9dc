"""What is known of the pages and messages that templates ask for, and how the rest is asked of the wiki."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from typing import Protocol

from wikimill.manifest.scan import named_titles
from wikimill.manifest.site_file import SiteFile
from wikimill.manifest.templates_lock import TemplatePin
from wikimill.site.namespaces import MODULE, TEMPLATE
from wikimill.sources.base import Pin, Revision, WikiSource
from wikimill.streams import batched
from wikimill.templates.record import EXISTS, MESSAGE, PAGE, STATISTIC, split_asked

LONGEST_KEY = 255  # bytes of a message's key: MediaWiki keeps messages as pages
KEPT = 50  # texts in memory, which go to the cache together
# Names of months and days, for which templates ask most: one request.
CORE_MESSAGES = frozenset(
    {"january", "february", "march", "april", "may_long", "june", "july", "august", "september", "october"}
    | {"november", "december", "january-gen", "february-gen", "march-gen", "april-gen", "may-gen", "june-gen"}
    | {"july-gen", "august-gen", "september-gen", "october-gen", "november-gen", "december-gen", "jan", "feb", "mar"}
    | {"apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "sunday", "monday", "tuesday", "wednesday"}
    | {"thursday", "friday", "saturday", "sun", "mon", "tue", "wed", "thu", "fri", "sat"}
)


class Texts(Protocol):
    """Where texts of revisions are kept."""

    def known(self, pins: Iterable[Pin]) -> set[int]:
        """The ids of the pinned revisions that are there."""

    def get(self, revid: int) -> Revision | None:
        """A revision, None when it is not there."""

    def add(self, revisions: Iterable[Revision]) -> None:
        """Keep revisions."""

    def newest_timestamp(self, revids: Iterable[int]) -> str:
        """The timestamp of the newest of these revisions; empty where none is there."""


class Answers:
    """The pages that are known by title, and messages by key; None of those that the wiki does not have.

    Args:
        site: the wiki, with messages that are known.
        open_source: opens the wiki or its dump, when something is to be asked.
        texts: where texts go.
        pinned: the pin of a title in a lock of pages or templates of this wiki; None where there is none.
        is_page: whether the manifest itself pins a page of this title, which needs no row.
    """

    def __init__(
        self,
        site: SiteFile,
        open_source: Callable[[], WikiSource],
        texts: Texts,
        pinned: Callable[[str], TemplatePin | None],
        is_page: Callable[[str], bool],
    ) -> None:
        self.site = site
        self.open_source = open_source
        self.texts = texts
        self.pinned = pinned
        self.is_page = is_page
        self.pages: dict[str, TemplatePin] = {}
        self.messages = site.messages
        self.statistics = site.statistics
        self._named: set[str] = set()  # in texts
        self._candidates: deque[str] = deque()  # named by what pages use: asked for where a request has room

    def lacks(self, asked: Iterable[str]) -> list[str]:
        """Those of the names in `asked` (see `record`) that have no answer yet.

        Messages wait for pages: they may be those of errors, which have no cause once the pages are known.
        """
        lacking = [name for name in asked if not self.has(name)]
        return [name for name in lacking if split_asked(name)[0] != MESSAGE] or lacking

    def row(self, title: str, with_text: bool) -> TemplatePin | None:
        """The row of a title in the lock; None for a page of the manifest."""
        if self.is_page(title):
            return None
        found = self.pages[title]
        return found if with_text else TemplatePin(title, found.revid, "")

    def ask_named(self, pages: Iterable[tuple[str, str]]) -> None:
        """Ask for all that pages, given as title and text, name; memory does not grow with the texts."""
        named: deque[str] = deque()
        for title, text in pages:
            self._scan(title, text, named)
        self._ask_titles(list(named))

    def resolve(self, asked: Iterable[str]) -> None:
        """Find the answers to names that `lacks` returned. What room is left in the last request, candidates fill."""
        titles: dict[str, None] = {}
        existing: dict[str, None] = {}
        keys = set()
        for kind, name in map(split_asked, asked):
            if kind == MESSAGE:
                keys.add(name)
            elif kind == STATISTIC:
                self._ask_statistics()
            elif (space := self._namespace(name)) < 0:
                self.pages[name] = TemplatePin(name, 0, "")  # a special page has no text
            elif kind == PAGE or space in (TEMPLATE, MODULE):  # whose text is asked for next
                titles[name] = None
            else:
                existing[name] = None
        wanted = self._without_pinned(titles, with_text=True)
        self._ask_pages(wanted, [title for title in self._without_pinned(existing) if title not in titles])
        self._ask_messages(keys)

    def has(self, asked: str) -> bool:
        """Whether there is an answer to a name."""
        kind, name = split_asked(asked)
        if kind == MESSAGE:
            return name in self.messages
        if kind == STATISTIC:
            return self.statistics is not None
        if kind not in (PAGE, EXISTS):
            return True
        found = self.pages.get(name)
        return (found is not None and (kind == EXISTS or _has_text(found))) or self.is_page(name)

    def _namespace(self, title: str) -> int:
        prefix, colon, _ = title.partition(":")
        return (self.site.site.namespace(prefix) or 0) if colon else 0

    def _without_pinned(self, titles: Iterable[str], with_text: bool = False) -> list[str]:
        """The titles that the wiki must be asked for; others are known from locks, if it still shows the texts."""
        pins = {title: self.pinned(title) for title in titles}
        found = {title: pin for title, pin in pins.items() if pin and (_has_text(pin) or not with_text)}
        texts = [pin.pin() for pin in found.values() if pin.sha1]
        here = self.texts.known(texts)
        if missing := [pin for pin in texts if pin.revid not in here]:
            self._keep(each for each in self.open_source().revisions(missing) if isinstance(each, Revision))
            here |= self.texts.known(missing)
        known = {title: pin for title, pin in found.items() if not pin.sha1 or pin.revid in here}
        self.pages.update(known)
        return [title for title in pins if title not in known]

    def _ask_pages(self, titles: list[str], existing: list[str]) -> None:
        if not titles and not existing:
            return
        source = self.open_source()
        size = source.titles_per_request
        if len(existing) > -len(titles) % size:  # they do not fit into the last request for texts
            for title, pin in source.current_pins(existing):
                self.pages[title] = TemplatePin(title, pin.revid if pin else 0, "")
            existing = []
        titles = [*titles, *existing]
        self._ask_titles([*titles, *self._take_candidates(-len(titles) % size)])

    def _ask_titles(self, titles: list[str]) -> None:
        if not titles:
            return
        source = self.open_source()
        for batch in batched(dict.fromkeys(titles), source.titles_per_request):
            for found in batched(source.current_pages(batch), KEPT):
                for title, revision in found:
                    self.pages[title] = TemplatePin(title, *((revision.revid, revision.sha1) if revision else (0, "")))
                self._keep(revision for _, revision in found if revision)

    def _ask_messages(self, keys: set[str]) -> None:
        valid = {key for key in keys if "|" not in key and 0 < len(key.encode("utf-8", "replace")) <= LONGEST_KEY}
        self.messages.update(dict.fromkeys(keys - valid))
        if valid:
            self.messages.update(self.open_source().messages(valid))

    def _ask_statistics(self) -> None:
        if self.statistics is None:
            self.statistics = self.open_source().site().statistics

    def _keep(self, revisions: Iterable[Revision]) -> None:
        kept = list(revisions)
        self.texts.add(kept)
        for revision in kept:
            self._scan(revision.title, revision.text, self._candidates)

    def _scan(self, title: str, text: str, candidates: deque[str]) -> None:
        """Find candidates in a text: titles that it names. Those that locks pin are taken from there."""
        texts = [(title, text)]
        while texts:
            for name in named_titles(self.site.site, *texts.pop()):
                if name in self._named or self.is_page(name):
                    continue
                self._named.add(name)
                pin = self.pinned(name)
                if pin is None:
                    candidates.append(name)
                elif not pin.sha1:
                    self.pages[name] = pin
                elif self.texts.known([pin.pin()]) and (revision := self.texts.get(pin.revid)):
                    self.pages[name] = pin
                    texts.append((name, revision.text))
            candidates = self._candidates  # for what is named in the texts of locks

    def _take_candidates(self, most: int) -> list[str]:
        """At most so many candidates that are not known by now."""
        taken: list[str] = []
        while self._candidates and len(taken) < most:
            title = self._candidates.popleft()
            if title not in self.pages:
                taken.append(title)
        return taken


def _has_text(pin: TemplatePin) -> bool:
    """Whether the text of a page is known, or that there is none."""
    return bool(pin.sha1) or not pin.revid
