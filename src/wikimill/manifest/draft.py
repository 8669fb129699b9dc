"""A manifest from an address that a person pastes: of a page, of a category or of a whole wiki."""

from __future__ import annotations

import contextlib
import re
import time
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from wikimill import layout
from wikimill.address import Address
from wikimill.config.model import Config
from wikimill.errors import WikimillError
from wikimill.files import write_text
from wikimill.manifest.expand import list_wiki
from wikimill.manifest.models import WikiManifest
from wikimill.manifest.origin import WikiOrigin
from wikimill.manifest.page_address import title_of
from wikimill.site.namespaces import CATEGORY
from wikimill.sources.base import WikiSource
from wikimill.titles import normalize_title
from wikimill.wiki import Wiki

DEPTH = WikiManifest.model_fields["depth"].default  # levels of subcategories
MOST_COUNTED, MOST_SECONDS = 10_000, 60.0  # pages of a category that are counted, and how long
LONGEST_NAME = 40
PAGE_ID = re.compile(r"(?:^|&)curid=([0-9]{1,15})(?:&|$)")


@dataclass(frozen=True)
class Draft:
    """A manifest that was written, and the pages that it names now; `is_exact` is False where there may be more."""

    name: str
    what: str  # that is named: `category Lighthouses`
    api: str
    pages: int
    is_exact: bool


def suggest_name(text: str) -> str:
    """A name for the manifest of an address: its title in plain letters, else its host.

    Raises:
        WikimillError: what `Address.parse` raises.
    """
    address = Address.parse(text)
    title = address.title.rpartition(":")[2]
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    is_latin = len(plain) >= len(title) / 2
    return (_slug(plain) if is_latin else "") or _slug(address.name) or "wiki"


def _slug(text: str) -> str:
    return re.sub("[^a-z0-9]+", "_", text.lower()).strip("_")[:LONGEST_NAME].rstrip("_")


def write_draft(text: str, name: str, config: Config) -> Draft:
    """Write `manifests/originals/NAME.yaml`; the wiki is asked what its pages are.

    What the wiki answers is kept for a day, so that the listing that follows does not ask for it again.

    Raises:
        WikimillError: the manifest exists; the address is of no page of a wiki; or what asking the wiki raises.
    """
    path = layout.original(name)
    if path.exists():
        raise WikimillError(f"{path}: there is such a manifest already; give the new one another name")
    with contextlib.closing(WikiOrigin(text).open_source(config, 1, None, name)) as source:
        keys, what = _name_pages(Address.parse(text), source)
        manifest = WikiManifest.model_validate({"wiki": _shortest(source.api), **keys})
        is_whole = keys.get("pages") == "all"
        pages, is_exact = (source.count_articles(), False) if is_whole else _count(manifest, source, str(path))
    head = f"# From {text.strip()}; all keys: config/README.md\n"
    write_text(path, head + yaml.safe_dump({"wiki": manifest.wiki, **keys}, allow_unicode=True, sort_keys=False))
    return Draft(name, what, source.api, pages, is_exact)


def _name_pages(address: Address, source: WikiSource) -> tuple[dict[str, Any], str]:
    """The keys of the manifest besides `wiki`, and what they name in words."""
    site = source.site()
    title = title_of(address, source.article_path())
    if not title and (found := PAGE_ID.search(address.query)):
        pins = source.find_by_id([int(found[1])])
        title = next((pin.title for pin in pins.values()), "")
    is_of_wiki = address.path.strip("/") in ("", address.language) or (address.script_path and not address.query)
    if not title and not is_of_wiki:
        raise WikimillError(f"{address.url}: it does not tell the title of a page; paste the address of one")
    title = normalize_title(title, site.first_letter)
    space, colon, name = title.partition(":")
    number = site.namespace(space) if colon else None
    if not title or title == site.general.get("mainpage"):
        return {"pages": "all"}, f"all pages of {address.name}"
    if number == CATEGORY:
        name = normalize_title(name, site.first_letter)
        return {"categories": [name], "depth": DEPTH}, f"category {name} and {DEPTH} levels below it"
    if number is not None and number < 0:
        raise WikimillError(f"{address.url}: a special page has no text; paste the address of a page or a category")
    (pin,) = source.lookup([title])
    if not pin.revid:
        raise WikimillError(f"{address.url}: there is no page {pin.title!r}; check the address")
    return {"pages": [pin.title]}, f"page {pin.title}"


def _shortest(api: str) -> str:
    """The address of the wiki as a manifest has it: its host where that is enough."""
    wiki = Wiki.parse(api)
    return wiki.name if Wiki.parse(wiki.name) == wiki else api


def _count(manifest: WikiManifest, source: WikiSource, where: str) -> tuple[int, bool]:
    """How many pages a manifest names, and whether that is all."""
    titles: set[str] = set()
    deadline = time.monotonic() + MOST_SECONDS
    pins: Iterator[Any] = list_wiki(manifest, source, where, {})
    for pin in pins:
        titles.add(pin.title)
        if len(titles) >= MOST_COUNTED or time.monotonic() > deadline:
            return len(titles), False
    return len(titles), True
