"""A wiki through the MediaWiki Action API, by mwclient."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import mwclient
import mwclient.errors
import requests

from wikimill import __version__
from wikimill.config.model import MediaWiki
from wikimill.errors import WikimillError
from wikimill.sources.base import Members, Pin, Revision
from wikimill.sources.transport import PoliteAdapter, brief
from wikimill.titles import check
from wikimill.wiki import Site, Wiki

BATCH = 50  # titles or revision ids a request, for clients without apihighlimits
PINNED = {"prop": "revisions", "rvprop": "ids|timestamp|slotsha1|slotsize", "rvslots": "main"}


class ApiSource:
    """A wiki that is asked over the network.

    Raises:
        WikimillError: a wiki that is not on this machine, and no contact to identify with.
    """

    def __init__(self, wiki: Wiki, contact: str | None, etiquette: MediaWiki, cache: Path) -> None:
        if not (contact or wiki.is_loopback):
            raise WikimillError(
                f"{wiki.host}: wikis must know whom to ask about this traffic: set `contact` in config/config.yaml to "
                "your e-mail address or a URL that leads to you"
            )
        self.wiki = wiki
        self.etiquette = etiquette
        self.connection = mwclient.Site(
            wiki.host,
            path=wiki.path,
            scheme=wiki.scheme,
            clients_useragent=f"wikimill/{__version__} ({contact or 'on this machine'})",
            max_retries=0,
            do_init=False,
        )
        # mwclient appends a URL of its own to the agent; Wikimedia's form is client (contact) library.
        self.connection.connection.headers["User-Agent"] = (
            f"wikimill/{__version__} ({contact or 'on this machine'}) mwclient/{mwclient.client.__version__}"
        )
        lock = cache / wiki.folder / "connection.lock"
        for prefix in ("http://", "https://"):
            self.connection.connection.mount(prefix, PoliteAdapter(etiquette, lock))

    def site(self) -> Site:
        """See `Source.site`. One request, whatever the number of calls."""
        return self._site

    @cached_property
    def _site(self) -> Site:
        with self._sense():
            answer = self._query(meta="siteinfo", siprop="general|namespaces|namespacealiases|rightsinfo")
            names: dict[int, list[str]] = {}
            for space in answer["namespaces"].values():
                names[space["id"]] = [space["name"], space.get("canonical", "")]
            for alias in answer["namespacealiases"]:
                names[alias["id"]].append(alias["alias"])
            general, rights = answer["general"], answer.get("rightsinfo", {})
            licence = _plain(f"{rights.get('text') or ''} {rights.get('url') or ''}")
            return Site.of(_plain(general["lang"]), general["case"], names, licence)

    def members(self, category: str, namespaces: Collection[int], subcategories: bool) -> Members | None:
        """See `Source.members`. One request for every 500 members."""
        title = f"Category:{category}"
        spaces = sorted({*namespaces, 14} if subcategories else {*namespaces})
        with self._sense():
            pages = self._pages(
                generator="categorymembers",
                gcmtitle=title,
                gcmnamespace="|".join(map(str, spaces)),
                gcmlimit="max",
                redirects=1,
                **PINNED,
            )
            if not pages and all(page.get("missing") for page in self._pages(titles=title)):
                return None
            below = [_bare(page["title"]) for page in pages if page["ns"] == 14] if subcategories else []
            pins = [page for page in pages if page["ns"] in namespaces and "revisions" in page]
            return Members([_pin(page) for page in pins], below)

    def lookup(self, titles: Collection[str]) -> Iterable[Pin]:
        """See `Source.lookup`. One request for every 50 titles."""
        wanted = list(titles)
        for start in range(0, len(wanted), BATCH):
            with self._sense():
                pages = self._pages(titles="|".join(wanted[start : start + BATCH]), redirects=1, **PINNED)
                absent = [page.get("missing") or page.get("invalid") or "revisions" not in page for page in pages]
                pins = [Pin.missing(p["title"]) if gone else _pin(p) for p, gone in zip(pages, absent, strict=True)]
            yield from pins

    def everything(self, namespaces: Collection[int]) -> Iterable[Pin]:
        """See `Source.everything`; dumps serve this better, and wikis ask that they be used."""
        raise WikimillError(f"{self.wiki.host}: name categories or pages; for a whole wiki read its dump (`dump:`)")

    def revisions(self, pins: Collection[Pin]) -> Iterator[Revision | Pin]:
        """See `Source.revisions`. One request for every 50 revisions."""
        wanted = list(pins)
        for start in range(0, len(wanted), BATCH):
            with self._sense():
                found = list(self._batch(wanted[start : start + BATCH]))
            yield from found

    def _batch(self, pins: list[Pin]) -> Iterator[Revision | Pin]:
        wanted = {pin.revid: pin for pin in pins}
        answer = self._query(
            revids="|".join(map(str, wanted)),
            prop="revisions",
            rvprop="ids|timestamp|content|flags",
            rvslots="main",
        )
        for revid in answer.get("badrevids", ()):
            if pin := wanted.pop(int(revid), None):
                yield pin
        for page in answer.get("pages", []):
            for found in page.get("revisions", []):
                pin = wanted.get(found.get("revid"))
                if pin is None:
                    continue
                slot = found.get("slots", {}).get("main", {})
                if found.get("texthidden") or found.get("suppressed") or slot.get("texthidden"):
                    yield wanted.pop(pin.revid)
                elif isinstance(slot.get("content"), str):
                    yield _revision(wanted.pop(pin.revid), slot["content"], self.wiki)
        # What the answer left out for its size is asked for again, in halves.
        left = list(wanted.values())
        if len(left) == len(pins) == 1:
            raise self._odd(f"it does not answer for revision {left[0].revid} of {left[0].title!r}")
        half = (len(left) + 1) // 2
        for part in (left[:half], left[half:]):
            if part:
                yield from self._batch(part)

    def _pages(self, **parameters: Any) -> list[dict[str, Any]]:
        """The pages of a query and of its continuations, merged by title."""
        pages: dict[str, dict[str, Any]] = {}
        more: dict[str, Any] = {}
        while True:
            answer = self._call(**parameters, **more)
            for page in answer.get("query", {}).get("pages", []):
                pages.setdefault(page["title"], {}).update(page)
            if "continue" not in answer:
                return [pages[title] for title in sorted(pages)]
            if answer["continue"] == more:
                raise self._odd("it continues one answer for ever")
            more = answer["continue"]

    def _query(self, **parameters: Any) -> dict[str, Any]:
        """The `query` part of one answer."""
        found: dict[str, Any] = self._call(**parameters).get("query", {})
        return found

    def _call(self, **parameters: Any) -> dict[str, Any]:
        if self.etiquette.maxlag:
            parameters["maxlag"] = self.etiquette.maxlag
        try:
            answer: dict[str, Any] = self.connection.get("query", formatversion=2, **parameters)
        except mwclient.errors.InvalidResponse as error:
            start = " ".join(str(error.response_text or "")[:60].split())
            raise self._odd(f"it answers {start!r}, which is no JSON") from None
        except mwclient.errors.APIDisabledError:
            raise self._odd("its API is switched off") from None
        except mwclient.errors.APIError as error:
            raise self._odd(f"it refuses with {error.code}: {error.info}") from None
        except mwclient.errors.MaximumRetriesExceeded:
            raise self._odd("it stays lagged or busy; try later") from None
        except requests.RequestException as error:
            response = getattr(error, "response", None)
            if response is not None:
                raise self._odd(f"it answers HTTP {response.status_code}") from None
            raise self._odd(f"it cannot be reached, {brief(error)}", "check the connection, and") from None
        if not isinstance(answer, dict):
            raise self._odd("it answers something that is no API result")
        return answer

    @contextlib.contextmanager
    def _sense(self) -> Iterator[None]:
        """An answer of another shape than the API's is one line, not a traceback."""
        try:
            yield
        except (KeyError, TypeError, AttributeError, ValueError, IndexError) as error:
            raise self._odd(f"it answers nonsense ({type(error).__name__}: {error})") from None

    def _odd(self, problem: str, mend: str = "check") -> WikimillError:
        where = "`wiki:` in the manifest (Special:Version shows the URL of api.php)"
        return WikimillError(f"{self.wiki.url}: {problem}; {mend} {where}")


def _bare(title: str) -> str:
    return title.split(":", 1)[1]


def _pin(page: dict[str, Any]) -> Pin:
    newest = page["revisions"][0]
    text = newest["slots"]["main"]
    title = check(page["title"], "an answer of the wiki")
    return Pin(
        int(page["pageid"]),
        int(page["ns"]),
        title,
        int(newest["revid"]),
        _plain(newest["timestamp"]),
        _plain(text.get("sha1", "")),
        int(text["size"]),
    )


def _plain(value: str) -> str:
    """A field that goes into a tab-separated row."""
    return " ".join(str(value).split())


def _revision(pin: Pin, text: str, wiki: Wiki) -> Revision:
    digest = hashlib.sha1(text.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()
    if pin.sha1 and digest != pin.sha1:
        raise WikimillError(
            f"{wiki.host}: revision {pin.revid} of {pin.title!r} arrived with another sha1 than the manifest pins; "
            "try again, and refresh the manifest if it stays so"
        )
    return Revision(pin.revid, pin.title, pin.timestamp, digest, text)
