"""Whether a dump is of the wiki that it is said to be of, and its parts of the same."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from urllib.parse import urlsplit

from wikimill.address import host_of
from wikimill.errors import WikimillError
from wikimill.sources.dump.siteinfo import Header
from wikimill.wiki import Wiki

# Domains that no public name has: RFC 2606 and 6762, and ICANN's for private use.
RESERVED = (".example", ".internal", ".invalid", ".local", ".localhost", ".test")
# Of addresses of the same wiki for telephones, and of the same host.
PARTS = ("www", "m", "mobile")


def check_wiki(stated: str, wiki: Wiki, dump: str) -> None:
    """Refuse a dump of another wiki than the manifest names; `stated` is the host that the dump names.

    Names that only a network of its own knows say nothing: a wiki may call itself `localhost`.

    Raises:
        WikimillError: both have public names, and they differ.
    """
    named = urlsplit(f"//{wiki.host}").hostname or ""
    if _is_public(stated) and _is_public(named) and _bare(stated) != _bare(named):
        raise WikimillError(
            f"{dump}: the dump is of {stated}, and the manifest names {named}; correct `wiki:` or `dump:` there"
        )


def check_same_wiki(first: Header, path: Path, other: Header, other_path: Path) -> None:
    """Refuse parts of two wikis.

    Raises:
        WikimillError: they state two names of databases, or two hosts.
    """
    pairs = [(first.database, other.database), (_bare(host_of(first.base)), _bare(host_of(other.base)))]
    for one, two in pairs:
        if one and two and one != two:
            raise WikimillError(
                f"{other_path}: the dump is of {two}, and {path} of {one}; name dumps of one wiki alone"
            )


def _bare(host: str) -> str:
    return ".".join(part for part in host.split(".") if part not in PARTS)


def _is_public(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return "." in host and not host.endswith(RESERVED)
    return False
