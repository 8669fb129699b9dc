"""A wiki through the MediaWiki Action API: its pages, categories and texts."""

from __future__ import annotations

import contextlib
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from wikimill.config.model import MediaWiki
from wikimill.site.model import Site
from wikimill.site.namespaces import CATEGORY
from wikimill.site.siteinfo import SITE_PROPERTIES, one_field, parse_siteinfo
from wikimill.sources.base import ANOTHER, FAILED, LOST, TOO_LONG, Members, Pin, Revision, Unavailable, WikiSource
from wikimill.sources.category_redirects import category_target
from wikimill.sources.mediawiki.connection import Connection, InternalError
from wikimill.sources.mediawiki.failing_pages import check_others
from wikimill.sources.mediawiki.journal import Journal
from wikimill.sources.mediawiki.page_results import (
    CURRENT_QUERY,
    MALFORMED,
    PIN_QUERY,
    TEXT_QUERY,
    another_text,
    exists,
    is_shown,
    listed_pin,
    merge_pages,
    parse_pin,
    received,
    resolve,
    revision_of,
    valid_text,
)
from wikimill.sources.mediawiki.responses import one_line
from wikimill.streams import batched, batched_by_weight
from wikimill.titles import is_illegal
from wikimill.wiki import Wiki

# The API truncates results at 8 MiB; a batch of texts stays well below.
BATCH_BYTES = 6 << 20
MAX_TEXT = 32 << 20  # bytes of a text; a response may have 64 MiB
RETRIES = 3  # of a single revision that arrives damaged or not at all


class ApiSource(WikiSource):
    """A wiki on the network; arguments and errors are those of `Connection`, unless one is given."""

    def __init__(
        self,
        wiki: Wiki,
        contact: str | None,
        etiquette: MediaWiki,
        cache: Path,
        connection: Connection | None = None,
        journal: Journal | None = None,
    ) -> None:
        self.wiki = wiki
        self.connection = connection or Connection(wiki, contact, etiquette, cache, journal)

    @property
    def api(self) -> str:
        """See `WikiSource.api`."""
        return self.wiki.url

    def article_path(self) -> str:
        """See `WikiSource.article_path`."""
        return one_field(self.site().general.get("articlepath") or "/wiki/$1")

    def count_articles(self) -> int:
        """See `WikiSource.count_articles`. One request."""
        with self._malformed_results():
            result, _ = self.connection.query(meta="siteinfo", siprop="statistics")
            return int(result["query"]["statistics"]["articles"])

    def finish_listing(self) -> None:
        """See `WikiSource.finish_listing`."""
        if self.connection.journal:
            self.connection.journal.finish()
            self.connection.journal = None

    def close(self) -> None:
        self.connection.close()
        if self.connection.journal:
            self.connection.journal.connection.close()

    @property
    def titles_per_request(self) -> int:
        """See `WikiSource.titles_per_request`: 50, or 500 for accounts with the right for more."""
        return self.connection.limit

    def site(self) -> Site:
        """See `WikiSource.site`. One request."""
        return self._site

    @cached_property
    def _site(self) -> Site:
        with self._malformed_results():
            # Releases that lack some of the properties warn.
            result, _ = self.connection.query(meta="siteinfo", siprop="|".join(SITE_PROPERTIES))
            return parse_siteinfo(result["query"])

    def messages(self, keys: Collection[str]) -> Mapping[str, str | None]:
        """See `WikiSource.messages`. One request for every 50 keys."""
        found: dict[str, str | None] = {}
        for batch in batched(sorted(keys), self.connection.limit):
            with self._malformed_results():
                for result in self.connection.query_all(
                    meta="allmessages", ammessages="|".join(batch), uselang="content"
                ):
                    texts = {each["name"]: each.get("content") for each in result["query"]["allmessages"]}
                    found.update({key: valid_text(texts[key]) for key in batch})
        return found

    def category_members(self, category: str, namespaces: Collection[int], subcategories: bool) -> Members | None:
        """See `WikiSource.category_members`. One request for every 500 members."""
        title = f"Category:{category}"
        spaces = sorted({*namespaces, CATEGORY} if subcategories else {*namespaces})
        with self._malformed_results():
            asked = {"title": title, "namespace": "|".join(map(str, spaces))}
            pages, aliases = merge_pages(self._listed("categorymembers", "cm", asked, redirects=1))
            if not pages and all(page.get("missing") for page in self._pages(titles=title)[0].values()):
                return None
            ordered = [pages[title] for title in sorted(pages)]
            names: list[str] = []
            if subcategories:  # one that is a redirect as well as the one that it leads to
                below = {str(page["title"]) for page in ordered if page.get("ns") == CATEGORY} | self._categories(
                    aliases
                )
                names = sorted(title.split(":", 1)[1] for title in below if not is_illegal(title))
            pins = filter(None, map(listed_pin, ordered))
            return Members([pin for pin in pins if pin.ns in namespaces], names)

    def lookup(self, titles: Collection[str]) -> Iterable[Pin]:
        """See `WikiSource.lookup`. One request for every 50 titles."""
        for batch in batched(titles, self.connection.limit):
            with self._malformed_results():
                found = self._titles(batch, redirects=1, **PIN_QUERY)
                pins = [(listed_pin(page) if page else None) or Pin.missing(name) for _, name, page in found]
            yield from pins

    def current_pages(self, titles: Iterable[str]) -> Iterator[tuple[str, Revision | None]]:
        """See `WikiSource.current_pages`. One request for every 50 titles."""
        for batch in batched(titles, self.connection.limit):
            with self._malformed_results():
                found = [(title, self._current(page)) for title, page in self._current_batch(batch, CURRENT_QUERY)]
            yield from found

    def current_pins(self, titles: Iterable[str]) -> Iterator[tuple[str, Pin | None]]:
        """See `WikiSource.current_pins`. One request for every 50 titles."""
        for batch in batched(titles, self.connection.limit):
            with self._malformed_results():
                pins = [
                    (title, parse_pin(page) if page else None) for title, page in self._current_batch(batch, PIN_QUERY)
                ]
            yield from ((title, pin if pin and pin.revid else None) for title, pin in pins)

    def _current_batch(self, titles: list[str], query: dict[str, str]) -> Iterator[tuple[str, dict[str, Any] | None]]:
        """Each title, and its page in the result of a query, None where the wiki has none. Redirects are pages."""
        names = {title: unicodedata.normalize("NFC", title) for title in titles}
        pages = {name: page for name, _, page in self._titles(list(dict.fromkeys(names.values())), **query)}
        for title, name in names.items():
            page = pages[name]
            yield title, page if page and exists(page) else None

    def _titles(self, titles: list[str], **query: Any) -> Iterator[tuple[str, str, dict[str, Any] | None]]:
        """Each title, the one that it leads to, and the page in the result of a query, None in a circle of redirects.

        Raises:
            WikimillError: a result says nothing of a title, not even when it is asked for alone.
        """
        try:
            pages, aliases = self._pages(titles="|".join(titles), **query)
        except InternalError as error:
            if len(titles) > 1:
                for half in (titles[: len(titles) // 2], titles[len(titles) // 2 :]):
                    yield from self._titles(half, **query)
                return
            check_others(self.connection, PIN_QUERY, error)
            pages, aliases = self._pages(titles=titles[0])  # that it exists is known, but not its revision
        for title in titles:
            name = resolve(title, aliases)
            page = pages.get(name)
            if page is None and name not in aliases:  # else redirects go round in a circle
                if len(titles) == 1:
                    if self.connection.journal:
                        self.connection.journal.forget()
                    raise self.connection.error(
                        f"its response says nothing of page {title!r}", "run again later, or leave the page out"
                    )
                yield from self._titles([title], **query)
            else:
                yield title, name, page

    def _current(self, page: dict[str, Any] | None) -> Revision | None:
        """The newest revision of a page; None where there is no page, or the wiki does not show its text."""
        pin = parse_pin(page) if page else None
        if not page or not pin or not pin.revid:
            return None
        slot = page["revisions"][0]["slots"]["main"]
        if isinstance(slot.get("content"), str) and (revision := revision_of(pin, slot)):
            return revision
        (again,) = self._texts([pin])
        return again if isinstance(again, Revision) else None

    def find_by_id(self, pageids: Collection[int]) -> dict[int, Pin]:
        """See `WikiSource.find_by_id`. One request for every 50 pages."""
        found: dict[int, Pin] = {}
        for batch in batched(sorted(pageids), self.connection.limit):
            with self._malformed_results():
                pages, _ = merge_pages(self._by_ids(batch))
                pins = [parse_pin(page) for page in pages.values() if exists(page)]
                found.update((pin.pageid, pin) for pin in pins if pin.revid)
        return found

    def all_pages(self, namespaces: Collection[int], prefix: str = "") -> Iterable[Pin]:
        """See `WikiSource.all_pages`. One request for every 500 pages."""
        for namespace in sorted(namespaces):
            pages: dict[str, dict[str, Any]] = {}
            asked = {"namespace": namespace, "filterredir": "nonredirects", **({"prefix": prefix} if prefix else {})}
            results = self._listed("allpages", "ap", asked)
            result: dict[str, Any] | None = {}
            while result is not None:
                pins = []
                with self._malformed_results():
                    result = next(results, None)
                    for page in (result or {}).get("query", {}).get("pages", []):
                        pages.setdefault(str(page["title"]), {}).update(page)
                    if result is None or result.get("batchcomplete") or "continue" not in result:
                        pins = list(filter(None, map(listed_pin, pages.values())))
                        pages.clear()
                yield from pins

    def category_targets(self, categories: Collection[str]) -> Mapping[str, str]:
        """See `WikiSource.category_targets`. One request for every 50 categories."""
        names = {f"Category:{category}": category for category in categories}
        site = self.site()
        prefixes = {prefix.casefold() for prefix in site.namespace_names(CATEGORY)}
        found = {}
        for title, page in self.current_pages(names):
            if page and (target := category_target(page.text, site.redirect_words, prefixes, site.first_letter)):
                found[names[title]] = target
        return found

    def count_members(self, category: str) -> Mapping[int, int]:
        """See `WikiSource.count_members`. One request, for 500 members."""
        with self._malformed_results():
            result, _ = self.connection.query(
                list="categorymembers", cmtitle=f"Category:{category}", cmprop="ids|title", cmlimit="max"
            )
            return Counter(int(member["ns"]) for member in result["query"]["categorymembers"])

    def revisions(self, pins: Iterable[Pin]) -> Iterator[Revision | Pin]:
        """See `WikiSource.revisions`. One request for every 50 revisions, fewer where they are large."""
        for batch in batched_by_weight(pins, self.connection.limit, BATCH_BYTES, lambda pin: pin.bytes):
            short = [pin for pin in batch if pin.bytes <= MAX_TEXT]
            yield from (Unavailable.of(pin, TOO_LONG) for pin in batch if pin.bytes > MAX_TEXT)
            with self._malformed_results():
                found = list(self._texts(short)) if short else []
            yield from found

    def _texts(self, pins: list[Pin]) -> Iterator[Revision | Pin]:
        """The texts of a batch. Those that do not arrive complete and without warnings are requested again, halved."""
        if len(pins) == 1:
            yield self._text(pins[0])
            return
        wanted = {pin.revid: pin for pin in pins}
        with contextlib.suppress(InternalError):
            result, problem = self.connection.query(revids="|".join(map(str, wanted)), **TEXT_QUERY)
            if not problem:
                for item in received(result.get("query", {}), wanted):
                    yield item
                    del wanted[item.revid]
        left = list(wanted.values())
        half = (len(left) + 1) // 2
        for part in (left[:half], left[half:]):
            if part:
                yield from self._texts(part)

    def _text(self, pin: Pin) -> Revision | Pin:
        """A single text, requested again where it does not arrive as pinned.

        One that the wiki fails on, or always shows in another form, as it does where what it stores is not in Unicode's
        normal form C, is not available, nor one that is longer than the wiki's results may be.

        Raises:
            WikimillError: it does not arrive, or arrives in different forms; the wiki fails on other pages, too.
        """
        problem, forms, shown = "", set(), True
        failures: list[InternalError] = []
        for _ in range(1 + RETRIES):
            try:
                result, problem = self.connection.query(revids=str(pin.revid), **TEXT_QUERY)
            except InternalError as error:
                failures.append(error)
                continue
            found = result.get("query", {})
            if not problem and (item := next(received(found, {pin.revid: pin}), None)):
                return item
            forms.add(another_text(found, pin.revid))
            shown = shown and is_shown(found, pin.revid)
        if forms == {""} and "truncated" in problem:
            return Unavailable.of(pin, TOO_LONG)
        if forms == {""} and shown and not (problem or failures):
            return Unavailable.of(pin, LOST)
        if not forms:
            check_others(self.connection, TEXT_QUERY, failures[-1])
            return Unavailable.of(pin, f"{FAILED} ({failures[-1].code})")
        if len(forms) == 1 and forms != {""} and not (problem or failures):
            return Unavailable.of(pin, ANOTHER)
        raise self.connection.error(
            f"revision {pin.revid} of {pin.title!r} does not arrive as pinned{problem and f' ({problem})'}",
            "run again later, refresh the manifest, or leave the page out (`exclude: titles:`)",
        )

    def _listed(self, kind: str, prefix: str, asked: Mapping[str, Any], **options: Any) -> Iterator[dict[str, Any]]:
        """The results of a listing with the newest revision of each page.

        Where the wiki fails on a page of it, the pages are listed alone, and asked for in parts until it is left;
        it has no revision. Those that came before come again.

        Args:
            kind: of the listing.
            prefix: of its parameters.
            asked: these, without the prefix.
            options: of the query.
        """
        asked = {**asked, "limit": "max"}
        try:
            by_generator = {f"g{prefix}{name}": value for name, value in asked.items()}
            yield from self.connection.query_all(generator=kind, **by_generator, **options, **PIN_QUERY)
        except InternalError:
            for result in self.connection.query_all(list=kind, **{f"{prefix}{name}": asked[name] for name in asked}):
                ids = [int(page["pageid"]) for page in result.get("query", {}).get(kind, [])]
                for batch in batched(ids, self.connection.limit):
                    yield from self._by_ids(batch, **options)

    def _by_ids(self, ids: list[int], **options: Any) -> Iterator[dict[str, Any]]:
        asked = {"pageids": "|".join(map(str, ids)), **options}
        try:
            results = list(self.connection.query_all(**asked, **PIN_QUERY))
        except InternalError as error:
            if len(ids) > 1:
                for half in (ids[: len(ids) // 2], ids[len(ids) // 2 :]):
                    yield from self._by_ids(half, **options)
                return
            check_others(self.connection, PIN_QUERY, error)
            results = list(self.connection.query_all(**asked))
        yield from results

    def _pages(self, **parameters: Any) -> tuple[dict[str, dict[str, Any]], dict[str, str]]:
        """The pages of a query and of its continuations, by title, and the title that each alias leads to."""
        return merge_pages(self.connection.query_all(**parameters))

    def _categories(self, titles: Collection[str]) -> set[str]:
        """Those of the titles that are of categories."""
        prefixes = {prefix.casefold() for prefix in self.site().namespace_names(CATEGORY)} if titles else set()
        return {title for title in titles if title.partition(":")[0].casefold() in prefixes}

    @contextlib.contextmanager
    def _malformed_results(self) -> Iterator[None]:
        """A malformed result becomes a one-line error, not a traceback. It is not kept."""
        journal = self.connection.journal
        try:
            yield
        except MALFORMED as error:
            if journal:
                journal.forget()
            raise self.connection.error(
                f"its response is malformed ({type(error).__name__}: {one_line(error)})"
            ) from None
        if journal:
            journal.keep()
