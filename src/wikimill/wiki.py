"""Where a wiki is."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from wikimill.errors import WikimillError
from wikimill.titles import encode_host

LONGEST_HOST = 253  # of the domain name system, RFC 1035


@dataclass(frozen=True)
class Wiki:
    """Where a wiki's API answers."""

    scheme: str
    host: str  # with its port, as in the URL
    path: str  # of the folder that holds api.php, ends with a slash

    @classmethod
    def parse(cls, text: str) -> Wiki:
        """A host name, or the URL of an `api.php`.

        Raises:
            WikimillError: neither, or a URL with a user name, a password or a query.
        """
        url = urlsplit(text if "://" in text else f"https://{text}/w/api.php")
        try:
            odd = url.username or url.password or url.query or url.fragment or url.port == 0
        except ValueError:
            odd = True
        if url.scheme not in ("http", "https") or not url.hostname or odd or not _is_host(url.hostname):
            raise WikimillError(f"{text!r} is neither the host of a wiki nor the URL of its api.php")
        if not url.path.endswith("/api.php"):
            raise WikimillError(f"{text!r} does not end with /api.php; a wiki's Special:Version page shows the URL")
        return cls(url.scheme, url.netloc, url.path.removesuffix("api.php"))

    @classmethod
    def from_encoded_host(cls, host: str) -> Wiki:
        """The wiki whose pages are in `processed/mediawiki/<host>`, at MediaWiki's usual address."""
        guess = cls.parse(unquote(host))
        return cls("http", guess.host, guess.path) if guess.is_loopback else guess

    @property
    def encoded_host(self) -> str:
        """Name of the wiki's folder below `raw/mediawiki`, `processed/mediawiki` and `cache/mediawiki`."""
        return encode_host(self.host)

    @property
    def folder(self) -> str:
        """The same folder below `cache/`, `raw/` and `processed/`: `mediawiki/en.wikipedia.org`."""
        return f"mediawiki/{self.encoded_host}"

    @property
    def url(self) -> str:
        """URL of the API."""
        return f"{self.scheme}://{self.host}{self.path}api.php"

    def permanent_link(self, title: str, revid: int) -> str:
        """URL at which the wiki shows a page at this revision."""
        name = quote(title.replace(" ", "_"))
        return f"{self.scheme}://{self.host}{self.path}index.php?title={name}&oldid={revid}"

    def history(self, title: str) -> str:
        """URL at which the wiki lists a page's revisions and who wrote them."""
        return f"{self.scheme}://{self.host}{self.path}index.php?title={quote(title.replace(' ', '_'))}&action=history"

    @property
    def is_loopback(self) -> bool:
        """Whether the wiki is on this machine."""
        name = urlsplit(f"//{self.host}").hostname or ""
        try:
            return ipaddress.ip_address(name).is_loopback
        except ValueError:
            return name == "localhost" or name.endswith(".localhost")


def _is_host(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
        return True
    except ValueError:
        labels = name.rstrip(".").split(".")
        return len(name) <= LONGEST_HOST and all(
            label and label.strip("-_").replace("-", "").replace("_", "").isalnum() for label in labels
        )
