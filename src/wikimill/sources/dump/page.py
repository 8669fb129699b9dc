"""A page out of the elements of an export."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from lxml import etree

from wikimill.sources.base import Pin
from wikimill.sources.dump.categories import LINK
from wikimill.sources.dump.decompress import DumpError
from wikimill.titles import check, normalize
from wikimill.wiki import Site

NUMBER = re.compile(r"[1-9][0-9]{0,17}")
NAMESPACE = re.compile(r"-?[0-9]{1,9}")
TITLE = re.compile(r".+", re.S)
TIMESTAMP = re.compile(r"[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-6][0-9]Z")
BASE_36 = re.compile(r"[0-9a-z]{1,31}")
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True)
class Page:
    """A page at its newest revision."""

    pin: Pin
    redirect: str | None  # the target's title
    text: str
    sound: bool  # whether the text is what the export says of it


class Draft:
    """A page of which not all was read: the newest revision yet, and what stands before the revisions."""

    def __init__(self) -> None:
        self.fields: dict[str, str] = {}
        self.newest: tuple[str, int] = ("", 0)  # timestamp, revid
        self.text = ""
        self.sound = True

    def read_fields(self, page: etree._Element) -> None:
        """Take title, namespace, number and redirect, where they are there and not taken already."""
        for name, child in _children(page).items():
            if name == "redirect":
                self.fields.setdefault(name, child.get("title") or "")
            elif name in ("title", "ns", "id"):
                self.fields.setdefault(name, (child.text or "").strip())

    def read_revision(self, revision: etree._Element) -> None:
        """Take a revision if it is the newest.

        Raises:
            DumpError: no timestamp or number.
        """
        children = _children(revision)
        stamp = _matched(_text(children, "timestamp"), TIMESTAMP, "timestamp")
        revid = int(_matched(_text(children, "id"), NUMBER, "id of a revision"))
        if (stamp, revid) > self.newest:
            self.newest = stamp, revid
            # The text of further slots is in <content>, one level deeper.
            text = children.get("text")
            self.text = "" if text is None else text.text or ""
            self.sound = text is None or _is_sound(text)

    def finish(self, site: Site, version: str | None, where: str) -> Page | None:
        """The page; None when it has no revision.

        Raises:
            DumpError: no number or namespace.
            WikimillError: no legal title, in `where`.
        """
        if self.newest == ("", 0):
            return None
        pageid = int(_matched(self.fields.get("id", ""), NUMBER, "id of a page"))
        ns, title = self._title(site, where)
        data = self.text.encode()
        digest = hashlib.sha1(data, usedforsecurity=False).hexdigest()
        redirect = normalize(self._redirect(version), site.first_letter) or None
        stamp, revid = self.newest
        return Page(Pin(pageid, ns, title, revid, stamp, digest, len(data)), redirect, self.text, self.sound)

    def _title(self, site: Site, where: str) -> tuple[int, str]:
        """Namespace, and title with its prefix. Before schema 0.6 the prefix alone tells the namespace."""
        title = check(_matched(self.fields.get("title", ""), TITLE, "title"), where)
        if "ns" not in self.fields:
            prefix = title.partition(":")[0].casefold()
            spaces = site.namespaces.items()
            return next((ns for ns, names in spaces if prefix in map(str.casefold, names)), 0), title
        ns = int(_matched(self.fields["ns"], NAMESPACE, "ns"))
        prefix = site.names(ns)[0] if ns else ""
        return ns, title if title.startswith(f"{prefix}:") or not prefix else check(f"{prefix}:{title}", where)

    def _redirect(self, version: str | None) -> str:
        """Schema 0.4 marks redirects and does not say where to; 0.3 does not mark them."""
        marked = "redirect" in self.fields or (version == "0.3" and self.text[:9].upper() == "#REDIRECT")
        if target := self.fields.get("redirect"):
            return target
        match = LINK.search(self.text) if marked else None
        return match[1].partition("#")[0] if match else ""


def read_site(info: etree._Element, root: etree._Element) -> Site:
    """The wiki, from `<siteinfo>` and `<mediawiki>`.

    Raises:
        DumpError: a namespace without a number.
    """
    spaces = info.iter("{*}namespace")
    names = {int(_matched(space.get("key") or "", NAMESPACE, "namespace")): [space.text or ""] for space in spaces}
    children = _children(info)
    # Before schema 0.3 named no language; databases are named after it (enwiki, dewiktionary).
    match = re.match(r"([a-z]{2,3})(?![a-z])", root.get(LANGUAGE) or "") or re.match(
        r"([a-z]{2,3})wik", _text(children, "dbname")
    )
    return Site.of(match[1] if match else "en", _text(children, "case") or "first-letter", names)


def _is_sound(text: etree._Element) -> bool:
    """Whether a text is there if its size is stated, and agrees with the SHA-1 (base 36) that schema 0.11 states.

    The revision's own <sha1> is of all its slots, so it says nothing of this text.
    """
    if text.get("deleted") is not None:
        return True
    stated = text.get("sha1") or ""
    if BASE_36.fullmatch(stated):
        digest = hashlib.sha1((text.text or "").encode(), usedforsecurity=False).hexdigest()
        return int(stated, 36) == int(digest, 16)
    return bool(text.text) or text.get("bytes", "0") == "0"


def _children(element: etree._Element) -> dict[str, etree._Element]:
    """The first child of each name."""
    children: dict[str, etree._Element] = {}
    for child in element:
        if isinstance(child.tag, str):
            children.setdefault(child.tag.rpartition("}")[2], child)
    return children


def _text(children: dict[str, etree._Element], name: str) -> str:
    child = children.get(name)
    return "" if child is None else (child.text or "").strip()


def _matched(text: str, form: re.Pattern[str], what: str) -> str:
    if not form.fullmatch(text):
        raise DumpError(f"holds something no export holds ({what}: {text[:40]!r})")
    return text
