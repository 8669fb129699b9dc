"""Pages that a manifest names by their addresses instead of their titles."""

from __future__ import annotations

import re
from urllib.parse import unquote

from wikimill.address import Address, is_same_host
from wikimill.errors import WikimillError
from wikimill.titles import check_title

URL = re.compile(r"https?://", re.IGNORECASE)


def check_page(text: str, wiki: str) -> str:
    """What a manifest names a page or a category by: a title, or an address of the manifest's wiki, with its scheme.

    Raises:
        WikimillError: it is neither.
    """
    own = Address.parse(wiki)
    if text.lower().startswith(f"{own.host.lower()}/"):
        text = Address.parse(text).url
    if not URL.match(text):
        return check_title(text, "")
    address = Address.parse(text)
    if not is_same_host(address.host, own.host) or address.language != own.language:
        raise WikimillError(f"{text[:200]!r} is of {address.name}, not of {own.name}; name it in another manifest")
    if address.title:
        check_title(address.title, "")
    elif address.path.strip("/") in ("", address.language):
        raise WikimillError(f"{text[:200]!r} names no page; write the address of one, or a title")
    return text


def read_title(text: str, article_path: str) -> str:
    """The title of what `check_page` let pass.

    Args:
        text: a title or an address.
        article_path: the path of the wiki's pages, with `$1` for the title.

    Raises:
        WikimillError: the address does not tell the title.
    """
    if not URL.match(text):
        return text
    title = title_of(Address.parse(text), article_path)
    if not title:
        raise WikimillError(f"{text[:200]!r}: the address does not tell the title of a page; write the title")
    return check_title(title, text[:200])


def title_of(address: Address, article_path: str) -> str:
    """The title of the page at an address, empty where it does not tell it; see `read_title`."""
    if address.title or address.script_path:
        return address.title
    before, _, after = article_path.partition("$1")
    path = address.path.removesuffix(after) if after else address.path
    return unquote(path.removeprefix(before)).replace("_", " ").strip() if path.startswith(before) else ""
