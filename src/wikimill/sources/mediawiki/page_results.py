"""Pages in results of the API: what is asked of them, and the pins and revisions that their answers are."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from wikimill.site.siteinfo import one_field
from wikimill.sources.base import DELETED, HIDDEN, LOST, Pin, Revision, Unavailable
from wikimill.sources.revision_fields import ITEM, MAX_ID, MAX_NAMESPACE, MAX_SIZE, SHA1, is_timestamp
from wikimill.titles import is_illegal

PIN_QUERY = {
    "prop": "revisions|pageprops",
    "rvprop": "ids|timestamp|slotsha1|slotsize",
    "rvslots": "main",
    "ppprop": "wikibase_item",
}
CURRENT_QUERY = {
    "prop": "revisions",
    "rvprop": "ids|timestamp|slotsha1|slotsize|content|contentmodel",
    "rvslots": "main",
}
TEXT_QUERY = {"prop": "revisions", "rvprop": "ids|timestamp|content|contentmodel|flags", "rvslots": "main"}
# What reading a malformed result raises.
MALFORMED = (KeyError, TypeError, AttributeError, ValueError, IndexError, ArithmeticError, RecursionError)
MAX_REDIRECTS = 10  # of one title, normalizations included


def merge_pages(results: Iterable[dict[str, Any]]) -> tuple[dict[str, dict[str, Any]], dict[str, str]]:
    """The pages of a query's results, by title, and the title that each alias leads to."""
    pages: dict[str, dict[str, Any]] = {}
    aliases: dict[str, str] = {}
    for result in results:
        found = result.get("query", {})
        for page in found.get("pages", []):
            # The API knows no title for the id of a missing page.
            pages.setdefault(str(page.get("title", f"#{page.get('pageid')}")), {}).update(page)
        for other in found.get("interwiki", []):
            pages[other["title"]] = {"missing": True}  # it is a page of another wiki
        for key in ("normalized", "converted", "redirects"):
            aliases.update((each["from"], each["to"]) for each in found.get(key, []))
    return pages, aliases


def received(found: dict[str, Any], wanted: Mapping[int, Pin]) -> Iterator[Revision | Pin]:
    """The wanted revisions in a result: complete texts, and the pins of revisions that the wiki hides."""
    for revid in map(int, found.get("badrevids", ())):
        if revid in wanted:
            yield Unavailable.of(wanted[revid], DELETED)
    for each, slot in _revisions(found):
        pin = wanted.get(each.get("revid"))
        if pin is None:
            continue
        if each.get("texthidden") or each.get("suppressed") or slot.get("texthidden"):
            yield Unavailable.of(pin, HIDDEN)
        elif each.get("textmissing") or slot.get("textmissing"):
            yield Unavailable.of(pin, LOST)
        elif isinstance(slot.get("content"), str):
            dated = pin if pin.timestamp else replace(pin, timestamp=one_field(each["timestamp"]))
            if revision := revision_of(dated, slot):
                yield revision


def is_shown(found: dict[str, Any], revid: int) -> bool:
    """Whether a result has a revision, with its text or without."""
    return any(each.get("revid") == revid for each, _ in _revisions(found))


def another_text(found: dict[str, Any], revid: int) -> str:
    """The text of a revision in a result, whether it is the pinned one or not; empty where there is none."""
    texts = (slot.get("content") for each, slot in _revisions(found) if each.get("revid") == revid)
    return next((text for text in texts if isinstance(text, str)), "")


def _revisions(found: dict[str, Any]) -> Iterator[tuple[Any, Any]]:
    """The revisions in a result, each with its main slot."""
    for page in found.get("pages", []):
        for each in page.get("revisions", []):
            yield each, each.get("slots", {}).get("main", {})


def exists(page: dict[str, Any]) -> bool:
    """Whether a page in a result exists."""
    return not any(page.get(key) for key in ("missing", "invalid", "special"))


def listed_pin(page: dict[str, Any]) -> Pin | None:
    """The pin of a page in a listing: of one with a title that the wiki does not allow, too; None if none exists."""
    if page.get("invalid"):
        title, pageid, ns = str(page["title"]), int(page.get("pageid", 0)), int(page.get("ns", 0))
        return Pin.not_allowed(title, max(pageid, 0), ns)
    return parse_pin(page) if exists(page) else None


def resolve(title: str, aliases: dict[str, str]) -> str:
    """The title that a title leads to; for a loop of redirects it is that of no page."""
    for _ in range(MAX_REDIRECTS):
        if title not in aliases:
            break
        title = aliases[title]
    return title


def parse_pin(page: dict[str, Any]) -> Pin:
    """The pin of a page that exists at its newest revision; without one where it cannot be pinned."""
    title, pageid, ns = str(page["title"]), int(page["pageid"]), int(page["ns"])
    if not 0 < pageid < MAX_ID:
        raise ValueError(f"page {pageid}")
    if abs(ns) >= MAX_NAMESPACE:
        raise ValueError(f"page {pageid}, namespace {ns}")
    if is_illegal(title) or not page.get("revisions"):
        return Pin.unreadable(pageid, ns, title)
    try:
        newest = page["revisions"][0]
        text, revid = newest["slots"]["main"], int(newest["revid"])
        timestamp, sha1, size = str(newest["timestamp"]), str(text.get("sha1", "")), int(text["size"])
    except MALFORMED:  # such as `slotsmissing`: the wiki has lost them
        return Pin.unreadable(pageid, ns, title)
    if not (0 < revid < MAX_ID and is_timestamp(timestamp) and SHA1.fullmatch(sha1) and 0 <= size < MAX_SIZE):
        return Pin.unreadable(pageid, ns, title)
    item = str((page.get("pageprops") or {}).get("wikibase_item", ""))
    wikidata_id = item if ITEM.fullmatch(item) else ""
    return Pin(pageid, ns, title, revid, timestamp, sha1, size, wikidata_id=wikidata_id)


def revision_of(pin: Pin, slot: Mapping[str, Any]) -> Revision | None:
    """The revision if the text in its main slot has the pinned sha1 and size, else None."""
    text: str = slot["content"]
    data = text.encode("utf-8", "surrogatepass")
    digest = hashlib.sha1(data, usedforsecurity=False).hexdigest()
    if (pin.sha1 and digest != pin.sha1) or len(data) != pin.bytes != -1:
        return None
    return Revision(pin.revid, pin.title, pin.timestamp, digest, text, one_field(slot.get("contentmodel", "")))


def valid_text(value: str | None) -> str | None:
    """A text with valid Unicode alone."""
    return None if value is None else str(value).encode("utf-8", "replace").decode()
