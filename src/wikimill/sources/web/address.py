"""Addresses of web pages: their normal form, which is the page's title, and the file for each."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from urllib.parse import urlsplit, urlunsplit

from requests.utils import requote_uri
from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

from wikimill import address
from wikimill.errors import WikimillError
from wikimill.titles import encode_host, file_names

PORTS = {"http": 80, "https": 443}
# A host name as in DNS, or an IPv6 address; it becomes the name of a folder.
HOST = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,62})\.)*[a-z0-9_](?:[a-z0-9_-]{0,62})\.?|\[[0-9a-f:.]+\]")


def normalize(url: str) -> str:
    """The normal form of `url`, in which it is requested (RFC 3986, section 6.2.2).

    Scheme and host in lower case, no default port, no dot segments, no fragment, `/` for an empty path; all characters
    but the unreserved ones are percent-encoded as UTF-8.

    Raises:
        WikimillError: not the address of a web page, or one with a user name or a password.
    """
    try:
        parts = parse_url(_quoted(_quoted(url.strip())))  # the first pass may uncover dot segments
    except (LocationParseError, UnicodeError, ValueError):
        raise _error(url, "not a URL") from None
    if parts.scheme not in PORTS:
        raise _error(url, "must begin with http:// or https://")
    if parts.auth is not None:
        raise WikimillError("a URL in a manifest must not contain a user name or a password; remove them")
    if not HOST.fullmatch(parts.host or "") or parts.port == 0:
        raise _error(url, "invalid host")
    port = "" if parts.port in (None, PORTS[parts.scheme]) else f":{parts.port}"
    return urlunsplit((parts.scheme, f"{parts.host}{port}", parts.path or "/", parts.query or "", ""))


def is_loopback(url: str) -> bool:
    """Whether the host of a normal address is this machine."""
    return address.is_loopback(urlsplit(url).netloc)


def file_paths(urls: Iterable[str]) -> dict[str, tuple[str, str]]:
    """The folder and the file name, without a suffix, of each normal address; no two are the same on any disk.

    The folder is named after the host; for plain http always with the port, 80 included, to differ from https.
    """
    hosts: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for url in urls:
        folder, title = _folder_and_title(url)
        hosts[folder][title] = url
    return {
        pages[title]: (folder, name) for folder, pages in hosts.items() for title, name in file_names(pages).items()
    }


def _quoted(url: str) -> str:
    return requote_uri(parse_url(url).url)


def _folder_and_title(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    host = parts.netloc
    if parts.scheme == "http" and parts.port is None:
        host += ":80"
    elif parts.scheme == "https" and parts.port is not None:
        host = f"https://{host}"
    title = parts.path.removeprefix("/") + (f"?{parts.query}" if parts.query else "")
    # No normal address contains "|", so the page "/index" differs from "/".
    return encode_host(host), {"": "index", "index": "index|"}.get(title, title)


def _error(url: str, problem: str) -> WikimillError:
    return WikimillError(f"{address.shown(url)} is not the address of a web page ({problem}); correct it")
