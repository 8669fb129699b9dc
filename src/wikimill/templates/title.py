"""Titles of pages, as MediaWiki's TitleParser reads them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from urllib.parse import quote

from wikimill.site.model import Namespace, Site
from wikimill.templates.references import decode_references
from wikimill.titles import DIRECTIONS, SPACES, first_upper

LONGEST = 255  # bytes of UTF-8 without the namespace
INVALID = re.compile(
    r"[<>\[\]|{}\x00-\x1f\x7f\ufffd\ud800-\udfff]|%[0-9A-Fa-f]{2}|&[A-Za-z0-9\x80-\uffff]+;|&#[0-9]+;|&#x[0-9A-Fa-f]+;|~~~"
    r"|^\.{1,2}$|^\.{1,2}/|/\.{1,2}(?:/|$)"
)
URL_SAFE = ";@$!*(),/~:"  # wfUrlencode leaves these as they are


@dataclass(frozen=True)
class Title:
    """A title. `text` has spaces, no namespace and no interwiki prefix; `fragment` stands after the number sign."""

    site: Site
    namespace: int
    text: str
    fragment: str = ""
    interwiki: str = ""

    @cached_property
    def space(self) -> Namespace:
        """The namespace."""
        return self.site.namespaces.get(self.namespace) or Namespace(self.namespace, "")

    @cached_property
    def full(self) -> str:
        """With interwiki prefix and namespace, without the fragment."""
        space = f"{self.space.name}:" if self.space.name and not self.interwiki else ""
        return f"{self.interwiki}:{self.text}" if self.interwiki else f"{space}{self.text}"

    @property
    def root(self) -> str:
        """The text up to the first slash, where the namespace has subpages."""
        return self.text.split("/")[0] if self.space.subpages else self.text

    @property
    def base(self) -> str:
        """The text up to the last slash."""
        return self.text.rpartition("/")[0] or self.text if self.space.subpages else self.text

    @property
    def subpage(self) -> str:
        """The text after the last slash."""
        return self.text.rpartition("/")[2] if self.space.subpages else self.text

    @property
    def talk(self) -> Title:
        """Its talk page."""
        return Title(self.site, self.namespace | 1, self.text) if self.namespace >= 0 else self

    @property
    def subject(self) -> Title:
        """The page that a talk page talks about."""
        return Title(self.site, self.namespace & ~1, self.text) if self.namespace >= 0 else self

    @property
    def url(self) -> str:
        """As a part of a URL: underscores, percent-encoded as wfUrlencode does."""
        return quote(self.full.replace(" ", "_"), safe=URL_SAFE)


def parse_title(site: Site, text: str, default: int = 0) -> Title | None:
    """The title that `text` names, None for what cannot be one.

    Args:
        site: the wiki.
        text: as an author writes it: entities, underscores, `:Category:X`.
        default: the namespace of a title that names none.
    """
    return _parse(site, text, default)


@lru_cache(1 << 14)
def _parse(site: Site, text: str, default: int) -> Title | None:
    text = SPACES.sub(" ", DIRECTIONS.sub("", decode_references(text))).strip(" ")
    space, interwiki = default, ""
    if text.startswith(":"):
        text, space = text[1:].lstrip(" "), 0
    while ":" in text:
        prefix, _, rest = text.partition(":")
        prefix, rest = prefix.strip(" "), rest.lstrip(" ")
        number = site.namespace(prefix) if prefix else None
        if number is not None:
            space, text = number, rest
            break
        if not prefix or interwiki or prefix.lower() not in site.interwiki:
            break
        interwiki, text, space = prefix.lower(), rest, 0
        if text.startswith(":"):
            text = text[1:].lstrip(" ")
    text, hash_sign, fragment = text.partition("#")
    text = text.rstrip(" ")
    if not text and not (hash_sign and not space) and not interwiki:
        return None
    if INVALID.search(text) or text.startswith(":") or len(text.encode("utf-8", "surrogatepass")) > LONGEST:
        return None
    named = site.namespaces.get(space)
    if text and not interwiki and (named is None or named.first_letter):
        text = first_upper(text)
    return Title(site, space, text, fragment.replace("_", " ").rstrip(" "), interwiki)


def redirect_target(site: Site, text: str) -> Title | None:
    """Where a redirect leads to, None for any other text."""
    start = text.lstrip()
    if not start.startswith(("#", "＃")):
        return None
    words = "|".join(map(re.escape, site.redirect_words))
    match = re.match(rf"(?:{words})\s*:?\s*\[{{2}}(.*?)(?:\|.*?)?\]{{2}}", start, re.IGNORECASE)
    return parse_title(site, match[1].lstrip(":")) if match else None
