"""Addresses of wikis as people paste them: a host, a page, a category, `index.php?title=`, an `api.php`.

What is read here needs no network: which wiki an address is of, which decides the folder of its pages, and the title
that it shows. Where the API of the wiki answers is found out when it is asked (`sources/mediawiki/discovery.py`).
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from wikimill.errors import WikimillError

LONGEST_ADDRESS = 4096  # characters; the longest title is 255 bytes, 765 when percent-encoded
LONGEST_HOST = 253  # of the domain name system, RFC 1035
PORTS = {"http": 80, "https": 443}
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
LOGIN = re.compile(r"^((?:[a-z][a-z0-9+.-]*:)?//)[^/?#]*@", re.IGNORECASE)
LABEL = "[-_]*[a-z0-9][a-z0-9_-]*"
HOST = re.compile(rf"{LABEL}(?:\.{LABEL})*")
# MediaWiki's entry points, in the folder that holds api.php; `index.php/Title` is a page, too.
SCRIPT = re.compile(r"(?P<folder>/(?:.*?/)??)(?P<script>api|index)\.php5?(?:/(?P<title>.*))?")
ARTICLE = re.compile(r"(?:/[^/]+)*?/wiki(?:/(?P<title>.*))?")
# A language's folder, which Fandom and wiki.gg have: /de/wiki/Seite, /pt-br/api.php.
LANGUAGE = re.compile(r"/([a-z]{2,3}(?:-[a-z]{2,8})*)(?=/|$)")
# Hosts of many wikis whose api.php is not in MediaWiki's usual folder.
FARMS = ("fandom.com", "wikia.org", "wiki.gg")


@dataclass(frozen=True)
class Address:
    """What an address says of a wiki.

    `name` is the wiki's, by which its folder is named: the host, and the language where it is a folder of the host
    (`memory-alpha.fandom.com/de`). It depends on nothing but the address.
    """

    scheme: str
    host: str  # as `desktop_host` has it, with a port that is not the scheme's own
    path: str = "/"  # as it was pasted, percent-encoded, begins with a slash
    query: str = ""
    language: str = ""
    script_path: str = ""  # folder of api.php, begins and ends with a slash; empty where the address does not tell
    title: str = ""  # of the page that it shows; empty where the address does not tell

    @classmethod
    def parse(cls, text: str) -> Address:
        """Read an address, with or without a scheme.

        Raises:
            WikimillError: it is none of a web page, or has a user name or a password.
        """
        text = text.strip()
        url = _split(text)
        try:
            has_odd_port = url.port == 0
        except ValueError:
            has_odd_port = True
        if url.username is not None or url.password is not None:
            raise WikimillError("an address of a wiki must not contain a user name or a password; remove them")
        host = desktop_host(url.hostname or "")
        if url.scheme not in PORTS or has_odd_port or CONTROL.search(text) or not _is_host(host):
            raise WikimillError(
                f"{shown(text)} is not the address of a wiki; paste that of one of its pages, such as "
                "https://en.wikipedia.org/wiki/Lighthouse, or its host"
            )
        port = "" if url.port in (None, PORTS[url.scheme]) else f":{url.port}"
        host = f"[{host}]{port}" if ":" in host else f"{host}{port}"
        path = url.path or "/"
        return cls(url.scheme, host, path, url.query, _language(path), *_location(path, url.query))

    @property
    def name(self) -> str:
        """The wiki's name."""
        return f"{self.host}/{self.language}" if self.language else self.host

    @property
    def root(self) -> str:
        """URL of the wiki's first page, as far as the address tells."""
        return f"{self.scheme}://{self.host}/{f'{self.language}/' if self.language else ''}"

    @property
    def url(self) -> str:
        """The address of a page, without what a browser keeps for itself; that of the wiki where it names none."""
        return f"{self.scheme}://{self.host}{self.path}{f'?{self.query}' if self.query else ''}"

    @property
    def usual_script_path(self) -> str:
        """The folder in which api.php is most likely."""
        folder = f"/{self.language}/" if self.language else "/"
        if self.script_path:
            return self.script_path
        bare = self.host.partition(":")[0]
        is_farm = any(bare.endswith(f".{farm}") for farm in FARMS)
        return folder if is_farm or self.language else "/w/"


def shown(text: str) -> str:
    """What is no address, for an error; not where it may have a password in it, which cannot be told apart."""
    return repr(text[:200]) if "@" not in text else "what is given, with an `@`,"


def host_of(url: str) -> str:
    """The host of an address; empty where there is none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def without_login(url: str) -> str:
    """A URL without the user name and the password in front of its host; any other text as it is."""
    return LOGIN.sub(r"\1", url)


def ascii_host(host: str) -> str:
    """A host, without a port, as name servers have it: `xn--bcher-kva.example` for `Bücher.example`."""
    if host.isascii():
        return host.lower().rstrip(".")
    import idna  # 0.03 s

    try:
        return idna.encode(host, uts46=True).decode().rstrip(".")
    except UnicodeError:  # no host has this name
        return host


def desktop_host(host: str) -> str:
    """The host of a wiki's desktop site, which has another for telephones: `de.m.wikipedia.org`, `m.wikidata.org`."""
    labels = ascii_host(host).split(".")
    if labels[0] == "m" and len(labels) == 3:
        labels[0] = "www"
    elif len(labels) > 3 and labels[1] == "m":
        del labels[1]
    return ".".join(labels)


def is_same_host(one: str, two: str) -> bool:
    """Whether two hosts are equal but for what tells telephones, and the `www.` that many hosts answer without."""
    bare = [desktop_host(host).removeprefix("www.") for host in (one, two)]
    return bare[0] == bare[1]


def is_loopback(host: str) -> bool:
    """Whether a host, with or without a port, is this machine."""
    name = urlsplit(f"//{host}").hostname or ""
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name == "localhost" or name.endswith(".localhost")


def is_same_site(one: str, two: str) -> bool:
    """Whether two hosts, with or without ports, are equal or of one domain that someone has registered."""
    names = [ascii_host(urlsplit(f"//{host}").hostname or "") for host in (one.rpartition("@")[2], two)]
    return names[0] == names[1] or (_domain(names[0]) == _domain(names[1]) != "")


def _domain(host: str) -> str:
    """The registered domain, such as `example.co.uk`; empty for an address of IP and a bare name."""
    from tld import get_fld  # 0.2 s

    return get_fld(f"https://{host}/", fail_silently=True, search_private=True) or ""


def _split(text: str) -> SplitResult:
    """The parts of an address; without a scheme it is that of the port, else https, on this machine http."""
    if len(text) > LONGEST_ADDRESS:
        return SplitResult("", "", "", "", "")
    try:
        if "://" in text.partition("?")[0]:
            return urlsplit(text)
        bare = urlsplit(f"//{text.removeprefix('//')}")
        usual = "http" if is_loopback(bare.netloc) else "https"
        return bare._replace(scheme=next((scheme for scheme, port in PORTS.items() if port == bare.port), usual))
    except ValueError:  # such as an unclosed bracket
        return SplitResult("", "", "", "", "")


def _is_host(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
        return True
    except ValueError:
        return len(name) <= LONGEST_HOST and bool(HOST.fullmatch(name))


def _language(path: str) -> str:
    """The language whose folder the path begins with; empty where it begins with none."""
    found = LANGUAGE.match(path)
    if found is None:
        return ""
    rest = path[found.end() :]
    names_a_wiki = rest in ("", "/") or SCRIPT.fullmatch(rest) or ARTICLE.fullmatch(rest)
    return found[1] if names_a_wiki and _is_language(found[1]) else ""


def _is_language(code: str) -> bool:
    from babel import Locale  # 0.3 s that only addresses of this kind need

    return code.partition("-")[0] in Locale("en").languages


def _location(path: str, query: str) -> tuple[str, str]:
    """The folder of api.php, and the title of the page, as far as an address tells."""
    named = parse_qs(query, errors="replace").get("title", [""])[0]
    if script := SCRIPT.fullmatch(path):
        title = unquote(script["title"] or "") or named if script["script"] == "index" else ""
        return script["folder"], _title(title)
    article = ARTICLE.fullmatch(path)
    return "", _title(unquote(article["title"] or "") if article else "") or _title(named)


def _title(text: str) -> str:
    return " ".join(text.replace("_", " ").split())
