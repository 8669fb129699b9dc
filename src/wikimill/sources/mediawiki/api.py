"""A wiki through the MediaWiki Action API: what it holds, and the texts of revisions."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from wikimill.chunks import chunks
from wikimill.config.model import MediaWiki
from wikimill.errors import WikimillError
from wikimill.sources.base import CategoryMembers, Pin, Revision
from wikimill.sources.mediawiki.connection import NONSENSE, Connection
from wikimill.titles import check
from wikimill.wiki import Site, Wiki

PINNED = {"prop": "revisions", "rvprop": "ids|timestamp|slotsha1|slotsize", "rvslots": "main"}
TEXT = {"prop": "revisions", "rvprop": "ids|timestamp|content|flags", "rvslots": "main"}
# The API cuts answers at 8 MiB; a batch of texts stays well below.
BATCH_BYTES = 6 << 20
MOST_HOPS = 10  # normalizations and redirects of one title that are followed
LARGEST_ID = 1 << 63  # what SQLite can hold
REPEATS = 3  # of a single revision that arrives damaged or not at all


class ApiSource:
    """A wiki that is asked over the network; arguments and errors are those of `Connection`."""

    def __init__(self, wiki: Wiki, contact: str | None, etiquette: MediaWiki, cache: Path) -> None:
        self.wiki = wiki
        self.connection = Connection(wiki, contact, etiquette, cache)

    def close(self) -> None:
        """See `WikiSource.close`."""
        self.connection.close()

    def site(self) -> Site:
        """See `WikiSource.site`. One request, whatever the number of calls."""
        return self._site

    @cached_property
    def _site(self) -> Site:
        with self._sense():
            (answer,) = self.connection.listing(
                meta="siteinfo", siprop="general|namespaces|namespacealiases|magicwords|rightsinfo"
            )
            found = answer["query"]
            names: dict[int, list[str]] = {}
            for space in found["namespaces"].values():
                names[space["id"]] = [space["name"], space.get("canonical", "")]
            for alias in found["namespacealiases"]:
                names.get(alias["id"], []).append(alias["alias"])  # an extension that is gone may leave its aliases
            names = {int(number): [_plain(name) for name in given] for number, given in names.items()}
            words = {_plain(word["name"]): map(_plain, word["aliases"]) for word in found.get("magicwords", [])}
            general, rights = found["general"], found.get("rightsinfo", {})
            licence = _plain(f"{rights.get('text') or ''} {rights.get('url') or ''}")
            return Site.of(_plain(general["lang"]), general["case"], names, words, licence)

    def category_members(
        self, category: str, namespaces: Collection[int], subcategories: bool
    ) -> CategoryMembers | None:
        """See `WikiSource.category_members`. One request for every 500 members."""
        title = f"Category:{category}"
        spaces = sorted({*namespaces, 14} if subcategories else {*namespaces})
        with self._sense():
            pages, _ = self._pages(
                generator="categorymembers",
                gcmtitle=title,
                gcmnamespace="|".join(map(str, spaces)),
                gcmlimit="max",
                redirects=1,
                **PINNED,
            )
            if not pages and all(page.get("missing") for page in self._pages(titles=title)[0].values()):
                return None
            ordered = [pages[title] for title in sorted(pages)]
            below = [_bare(page["title"]) for page in ordered if page["ns"] == 14] if subcategories else []
            return CategoryMembers(
                [_pin(page) for page in ordered if page["ns"] in namespaces and _is_there(page)], below
            )

    def lookup(self, titles: Collection[str]) -> Iterable[Pin]:
        """See `WikiSource.lookup`. One request for every 50 titles."""
        for batch in chunks(titles, self.connection.limit):
            with self._sense():
                pages, aliases = self._pages(titles="|".join(batch), redirects=1, **PINNED)
                pins = [_pin_or_missing(_target(title, aliases), pages) for title in batch]
            yield from pins

    def find_by_id(self, pageids: Collection[int]) -> dict[int, Pin]:
        """See `WikiSource.find_by_id`. One request for every 50 pages."""
        found: dict[int, Pin] = {}
        for batch in chunks(sorted(pageids), self.connection.limit):
            with self._sense():
                pages, _ = self._pages(pageids="|".join(map(str, batch)), **PINNED)
                found.update((page["pageid"], _pin(page)) for page in pages.values() if _is_there(page))
        return found

    def all_pages(self, namespaces: Collection[int]) -> Iterable[Pin]:
        """See `WikiSource.all_pages`; dumps serve this better, and wikis ask that they be used."""
        raise WikimillError(f"{self.wiki.host}: name categories or pages; for a whole wiki read its dump (`dump:`)")

    def revisions(self, pins: Iterable[Pin]) -> Iterator[Revision | Pin]:
        """See `WikiSource.revisions`. One request for every 50 revisions, fewer where they are large."""
        for batch in self._batches(pins):
            with self._sense():
                found = list(self._texts(batch))
            yield from found

    def _batches(self, pins: Iterable[Pin]) -> Iterator[list[Pin]]:
        batch: list[Pin] = []
        for pin in pins:
            if len(batch) == self.connection.limit or sum(each.bytes for each in batch) + pin.bytes > BATCH_BYTES:
                yield batch
                batch = []
            batch.append(pin)
        if batch:
            yield batch

    def _texts(self, pins: list[Pin], repeats: int = REPEATS) -> Iterator[Revision | Pin]:
        """The texts of a batch. What does not arrive whole and without a warning is asked for again, in halves."""
        wanted = {pin.revid: pin for pin in pins}
        answer, problem = self.connection.query(revids="|".join(map(str, wanted)), **TEXT)
        if not problem:
            for item in _arrived(answer.get("query", {}), wanted):
                yield item
                del wanted[item.revid]
        left = list(wanted.values())
        if len(left) == len(pins) == 1:
            if not repeats:
                raise self.connection.error(
                    f"revision {left[0].revid} of {left[0].title!r} does not arrive as pinned"
                    f"{problem and f' ({problem})'}",
                    "run again later, refresh the manifest, or leave the page out (`exclude: titles:`)",
                )
            repeats -= 1
        half = (len(left) + 1) // 2
        for part in (left[:half], left[half:]):
            if part:
                yield from self._texts(part, repeats)

    def _pages(self, **parameters: Any) -> tuple[dict[str, dict[str, Any]], dict[str, str]]:
        """The pages of a query and of its continuations, by title, and which title stands for which other."""
        pages: dict[str, dict[str, Any]] = {}
        aliases: dict[str, str] = {}
        for answer in self.connection.listing(**parameters):
            found = answer.get("query", {})
            for page in found.get("pages", []):
                # Of a missing page id the API knows no title.
                pages.setdefault(page.get("title", f"#{page.get('pageid')}"), {}).update(page)
            for kind in ("normalized", "converted", "redirects"):
                aliases.update((each["from"], each["to"]) for each in found.get(kind, []))
        return pages, aliases

    @contextlib.contextmanager
    def _sense(self) -> Iterator[None]:
        """An answer of another shape than the API's is one line, not a traceback."""
        try:
            yield
        except NONSENSE as error:
            raise self.connection.error(f"it answers nonsense ({type(error).__name__}: {_plain(str(error))})") from None


def _arrived(found: dict[str, Any], wanted: Mapping[int, Pin]) -> Iterator[Revision | Pin]:
    """What an answer holds of the wanted revisions: whole texts, and the pins of what the wiki does not show."""
    for revid in found.get("badrevids", ()):
        if int(revid) in wanted:
            yield wanted[int(revid)]
    for page in found.get("pages", []):
        for each in page.get("revisions", []):
            pin, slot = wanted.get(each.get("revid")), each.get("slots", {}).get("main", {})
            if pin is None:
                continue
            if each.get("texthidden") or each.get("suppressed") or slot.get("texthidden"):
                yield pin
            elif isinstance(slot.get("content"), str) and (revision := _revision(pin, slot["content"])):
                yield revision


def _is_there(page: dict[str, Any]) -> bool:
    """Whether an answer's page exists; one that exists and has no revision makes no sense: it would be lost."""
    if any(page.get(key) for key in ("missing", "invalid", "special")):
        return False
    if not page.get("revisions"):
        raise ValueError(f"page {page.get('title')!r} without a revision")
    return True


def _bare(title: str) -> str:
    return check(title, "an answer of the wiki").split(":", 1)[1]


def _target(title: str, aliases: dict[str, str]) -> str:
    """The title that a title leads to; a title in a loop of redirects leads to no page."""
    for _ in range(MOST_HOPS):
        if title not in aliases:
            break
        title = aliases[title]
    return title


def _pin_or_missing(title: str, pages: dict[str, dict[str, Any]]) -> Pin:
    page = pages.get(title, {"missing": True})
    return _pin(page) if _is_there(page) else Pin.missing(title)


def _pin(page: dict[str, Any]) -> Pin:
    newest = page["revisions"][0]
    text = newest["slots"]["main"]
    title = check(page["title"], "an answer of the wiki")
    pageid, revid = int(page["pageid"]), int(newest["revid"])
    if not (0 < pageid < LARGEST_ID and 0 < revid < LARGEST_ID):
        raise ValueError(f"page {pageid}, revision {revid}")
    return Pin(
        pageid,
        int(page["ns"]),
        title,
        revid,
        _plain(newest["timestamp"]),
        _plain(text.get("sha1", "")),
        int(text["size"]),
    )


def _plain(value: str) -> str:
    """A field that goes into a tab-separated row."""
    return " ".join(str(value).encode("utf-8", "replace").decode().split())


def _revision(pin: Pin, text: str) -> Revision | None:
    """The revision, when the text is the pinned one by sha1 and size."""
    data = text.encode("utf-8", "surrogatepass")
    digest = hashlib.sha1(data, usedforsecurity=False).hexdigest()
    if (pin.sha1 and digest != pin.sha1) or len(data) != pin.bytes:
        return None
    return Revision(pin.revid, pin.title, pin.timestamp, digest, text)
