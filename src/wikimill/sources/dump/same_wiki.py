"""Whether a dump is of the wiki that it is said to be of, and its parts of the same."""

from __future__ import annotations

import ipaddress
import operator
from pathlib import Path
from urllib.parse import urlsplit

from wikimill.address import host_of, is_same_host
from wikimill.errors import WikimillError
from wikimill.sources.dump.siteinfo import Header
from wikimill.wiki import Wiki

# Domains that no public name has: RFC 2606 and 6762, and ICANN's for private use.
RESERVED = (".example", ".internal", ".invalid", ".local", ".localhost", ".test")


def check_wiki(stated: str, wiki: Wiki, dump: str) -> None:
    """Refuse a dump of another wiki than the manifest names; `stated` is the host that the dump names.

    Names that only a network of its own knows say nothing: a wiki may call itself `localhost`.

    Raises:
        WikimillError: both have public names, and they differ.
    """
    named = urlsplit(f"//{wiki.host}").hostname or ""
    if _is_public(stated) and _is_public(named) and not is_same_host(stated, named):
        raise WikimillError(
            f"{dump}: the dump is of {stated}, and the manifest names {named}; correct `wiki:` or `dump:` there"
        )


def check_same_wiki(first: Header, path: Path, other: Header, other_path: Path) -> None:
    """Refuse parts of two wikis.

    Raises:
        WikimillError: they state two names of databases, two hosts, two languages, or two names of a namespace.
    """
    databases = first.database, other.database, operator.eq
    hosts = host_of(first.base), host_of(other.base), is_same_host
    for one, two, is_same in (databases, hosts):
        if one and two and not is_same(one, two):
            raise WikimillError(
                f"{other_path}: the dump is of {two}, and {path} of {one}; name dumps of one wiki alone"
            )
    names = ((first.names[number], other.names[number]) for number in first.names.keys() & other.names.keys())
    for says, said in (([first.language], [other.language]), *sorted(names)):
        if says != said:
            raise WikimillError(
                f"{other_path}: the dump says {said[0]!r} where {path} says {says[0]!r}; name dumps of one wiki alone"
            )


def _is_public(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return "." in host and not host.endswith(RESERVED)
    return False
