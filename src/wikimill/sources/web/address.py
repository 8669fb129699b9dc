"""Addresses of web pages: their normal form, which is the page's title, and the file that stands for one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from urllib.parse import urlsplit, urlunsplit

from requests.utils import requote_uri
from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

from wikimill.errors import WikimillError
from wikimill.titles import file_names, host_name
from wikimill.wiki import Wiki

PORTS = {"http": 80, "https": 443}
# A host's name as DNS has it, or an IPv6 address; it becomes a folder's name.
HOST = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,62})\.)*[a-z0-9_](?:[a-z0-9_-]{0,62})\.?|\[[0-9a-f:.]+\]")


def normalize(url: str) -> str:
    """The form in which `url` is asked for (RFC 3986, section 6.2.2).

    Scheme and host are in lower case, no port that is the scheme's own, no dot segments, no fragment, `/` for
    an empty path; unreserved characters stand for themselves and all others for their UTF-8, percent-encoded.

    Raises:
        WikimillError: no address of a web page, or one with a user name or a password.
    """
    try:
        parts = parse_url(_quoted(_quoted(url.strip())))  # the first time may lay bare dot segments
    except (LocationParseError, UnicodeError, ValueError):
        raise _odd(url, "it is no URL") from None
    if parts.scheme not in PORTS:
        raise _odd(url, "it does not begin with http:// or https://")
    if parts.auth is not None:
        raise WikimillError("a URL with a user name or a password is not for a manifest; take them out of it")
    if not HOST.fullmatch(parts.host or "") or parts.port == 0:
        raise _odd(url, "its host is none")
    port = "" if parts.port in (None, PORTS[parts.scheme]) else f":{parts.port}"
    return urlunsplit((parts.scheme, f"{parts.host}{port}", parts.path or "/", parts.query or "", ""))


def is_loopback(url: str) -> bool:
    """Whether a normal address is on this machine."""
    parts = urlsplit(url)
    return Wiki(parts.scheme, parts.netloc, parts.path).is_loopback


def file_paths(urls: Iterable[str]) -> dict[str, tuple[str, str]]:
    """The folder and the file name, without a suffix, of each normal address; no two are equal on any disk.

    The folder is the host's; that of plain http has its port, 80 as well, so that it is not the folder of https.
    """
    hosts: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for url in urls:
        folder, title = _place(url)
        hosts[folder][title] = url
    return {
        pages[title]: (folder, name) for folder, pages in hosts.items() for title, name in file_names(pages).items()
    }


def _quoted(url: str) -> str:
    return requote_uri(parse_url(url).url)


def _place(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    host = parts.netloc
    if parts.scheme == "http" and parts.port is None:
        host += ":80"
    elif parts.scheme == "https" and parts.port is not None:
        host = f"https://{host}"
    title = parts.path.removeprefix("/") + (f"?{parts.query}" if parts.query else "")
    # "|" stands in no normal address: the page "/index" keeps apart from "/".
    return host_name(host), {"": "index", "index": "index|"}.get(title, title)


def _odd(url: str, problem: str) -> WikimillError:
    return WikimillError(f"{url[:200]!r} is no address of a web page ({problem}); correct it")
