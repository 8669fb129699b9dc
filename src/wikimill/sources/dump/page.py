"""A page of an export: built from its XML elements, and the categories in its wikitext."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Collection
from dataclasses import dataclass

from lxml import etree

from wikimill.site.model import Site
from wikimill.sources.base import BAD_TITLE, HIDDEN, LOST, NO_REVISION, NOT_UTF_8, TOO_LONG, Pin
from wikimill.sources.dump.elements import NAMESPACE, children_of, matched, text_of
from wikimill.sources.dump.errors import DumpError
from wikimill.sources.dump.xml_bytes import MAX_TEXT, WRONG_MARK
from wikimill.sources.revision_fields import is_timestamp
from wikimill.titles import REPLACED, is_illegal, normalize_title

NUMBER = re.compile(r"[1-9][0-9]{0,17}")
LONGEST_TITLE = 100  # characters of one that is shown
LONGER = f"{TOO_LONG} (more than {MAX_TEXT / 1e6:g} MB)"
BASE_36 = re.compile(r"[0-9a-z]{1,31}")

LINK = re.compile(r"\[\[([^\[\]|\n]+)(?:\|[^\[\]]*)?\]\]")
# Where a link is not a link: comments, and tags whose content is shown verbatim.
VERBATIM = re.compile(r"<(?:!--|(nowiki|pre|math|syntaxhighlight|source)\b[^<>]*>)", re.I)
COMMENT_END = re.compile(r"-->|\Z")  # MediaWiki takes a comment without an end to extend to the end of the text


@dataclass(frozen=True)
class Page:
    """A page at its newest revision."""

    pin: Pin  # without a sha1 if it has no text
    redirect: str | None  # the target's title
    text: str  # if it is not UTF-8, what can be read of it
    is_intact: bool  # whether the text matches the size and SHA-1 that the export states
    problem: str = ""  # why it has no text that counts
    model: str = ""  # MediaWiki's content model, where the export says it


@dataclass(frozen=True)
class BadPage:
    """A page that cannot be read."""

    pin: Pin  # its row; without a page id if it has none
    title: str  # as the export has it
    problem: str


class PageBuilder:
    """Collects what is read of a page: its fields, and the newest revision so far.

    Args:
        until: the timestamp after which revisions do not count; empty if all do.
    """

    def __init__(self, until: str = "") -> None:
        self.until = until
        self.fields: dict[str, str] = {}
        self.newest: tuple[str, int] = ("", 0)  # timestamp, revid
        self.problem = NO_REVISION  # why there is none that can be read; empty where there is one
        self.text = ""
        self.is_intact = True
        self.text_problem = ""  # why the newest revision has no text
        self.model = ""

    def read_fields(self, page: etree._Element) -> None:
        """Read title, namespace, id and redirect, unless they have been read already."""
        for name, child in children_of(page).items():
            if name == "redirect":
                self.fields.setdefault(name, child.get("title") or "")
            elif name in ("title", "ns", "id"):
                self.fields.setdefault(name, (child.text or "").replace(WRONG_MARK, REPLACED).strip())

    def read_revision(self, revision: etree._Element, is_cut: bool, has_wrong_bytes: bool) -> None:
        """Read a revision and keep it if it is the newest.

        Args:
            revision: its element.
            is_cut: whether its text is too long and not whole.
            has_wrong_bytes: whether the dump has bytes that are not UTF-8.
        """
        children = children_of(revision)
        try:
            stamp = text_of(children, "timestamp")
            if not is_timestamp(stamp):
                raise DumpError(f"has an invalid timestamp ({stamp[:40]!r})")
            revid = int(matched(text_of(children, "id"), NUMBER, "revision id"))
        except DumpError as error:
            self.problem = self.problem and str(error)
            return
        self.problem = ""
        if (stamp, revid) <= self.newest or (self.until and stamp > self.until):
            return
        self.newest = stamp, revid
        # The texts of other slots are in <content>, one level deeper.
        text = children.get("text")
        self.model = " ".join(text_of(children, "model").split())
        self.text_problem = LONGER if is_cut else _find_problem(text)
        self.text = "" if text is None or self.text_problem else text.text or ""
        if has_wrong_bytes and WRONG_MARK in self.text:
            self.text, self.text_problem = self.text.replace(WRONG_MARK, REPLACED), NOT_UTF_8
        self.is_intact = text is None or bool(self.text_problem) or _is_intact(text)

    def build(self, site: Site, version: str | None) -> Page | BadPage | None:
        """The page; None if it has no revision that counts."""
        ns, title = self._title(site)
        try:
            pageid = int(matched(self.fields.get("id", ""), NUMBER, "page id"))
        except DumpError as error:
            pin = Pin.unreadable(0, ns, title) if is_illegal(title) else Pin.unread(title, ns)
            return BadPage(pin, title[:LONGEST_TITLE], str(error))
        if is_illegal(title) or self.problem:
            problem = BAD_TITLE if is_illegal(title) else self.problem
            return BadPage(Pin.unreadable(pageid, ns, title), title[:LONGEST_TITLE], problem)
        if self.newest == ("", 0):
            return None
        stamp, revid = self.newest
        target = self._redirect(version) if self.text or not self.text_problem else ""
        redirect = normalize_title(target, site.first_letter) or None
        if self.text_problem:
            pin = Pin(pageid, ns, title, revid, stamp, "", -1)
            return Page(pin, redirect, self.text, is_intact=True, problem=self.text_problem)
        data = self.text.encode()
        digest = hashlib.sha1(data, usedforsecurity=False).hexdigest()
        pin = Pin(pageid, ns, title, revid, stamp, digest, len(data))
        return Page(pin, redirect, self.text, self.is_intact, model=self.model)

    def _title(self, site: Site) -> tuple[int, str]:
        """Namespace, and title with its prefix, as the wiki writes it; one that is not allowed as it stands."""
        title, stated = self.fields.get("title", ""), self.fields.get("ns", "")
        space, colon, name = title.partition(":")
        if has_ns := bool(NAMESPACE.fullmatch(stated)):
            ns = int(stated)
        else:  # before schema 0.6 only the prefix tells
            ns = (site.namespace(space) or 0) if colon else 0
        local = next(iter(site.namespace_names(ns)), "")
        prefix = (local if has_ns else space) if ns else ""
        if is_illegal(title):
            return ns, title
        if not prefix:
            return ns, normalize_title(title, site.first_letter)
        name = name if colon and space == prefix else title
        return ns, f"{prefix}:{normalize_title(name, site.first_letter)}"

    def _redirect(self, version: str | None) -> str:
        """The redirect's target. Schema 0.4 marks redirects without the target; 0.3 does not mark them."""
        marked = "redirect" in self.fields or (version == "0.3" and self.text[:9].upper() == "#REDIRECT")
        if target := self.fields.get("redirect"):
            return target
        match = LINK.search(self.text) if marked else None
        return match[1].partition("#")[0] if match else ""


def find_categories(text: str, prefixes: Collection[str], first_letter: bool) -> set[str]:
    """The categories of a page by its wikitext, in linear time.

    Args:
        text: the page's wikitext.
        prefixes: the names of the category namespace, casefolded.
        first_letter: whether titles begin with a capital letter.

    Returns:
        Titles without the namespace.
    """
    found = set()
    for target in LINK.findall(_without_verbatim(text)):
        prefix, colon, name = html.unescape(target).partition(":")
        if colon and normalize_title(prefix).casefold() in prefixes and (title := normalize_title(name, first_letter)):
            found.add(title)
    return found


def _without_verbatim(text: str) -> str:
    """The text without comments and verbatim tags. A missing end tag is searched for only once."""
    parts = []
    endless = set()
    start = position = 0
    while match := VERBATIM.search(text, position):
        position = match.end()
        name = (match[1] or "").lower()
        if name in endless or match[0].endswith("/>"):
            continue
        end = (re.compile(rf"</{name}\s*>", re.I) if name else COMMENT_END).search(text, position)
        if end is None:
            endless.add(name)
        else:
            parts.append(text[start : match.start()])
            start = position = end.end()
    return "".join([*parts, text[start:]])


def _find_problem(text: etree._Element | None) -> str:
    """Why a revision has no text that counts; empty if it has one."""
    if text is None:
        return LOST
    if text.text:
        return ""
    if text.get("deleted") is not None:
        return HIDDEN
    # A stub says where the text is, and how long; old ones do not say that.
    return "" if text.get("bytes", "" if text.get("id") else "0") == "0" else LOST


def _is_intact(text: etree._Element) -> bool:
    """Whether a text matches the SHA-1 (base 36) that schema 0.11 states.

    The revision's own <sha1> covers all its slots, so it does not help with this text.
    """
    stated = text.get("sha1") or ""
    digest = hashlib.sha1((text.text or "").encode(), usedforsecurity=False).hexdigest()
    return not BASE_36.fullmatch(stated) or int(stated, 36) == int(digest, 16)
