"""Where a wiki is."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, unquote

from wikimill.address import Address, host_of, is_loopback
from wikimill.titles import encode_host


@dataclass(frozen=True)
class Wiki:
    """Where a wiki's API answers.

    `name` says which wiki it is: the host of the address that a person wrote, with the language where a host has a
    wiki for each (`Address.name`). The API may answer at another host of the same domain.
    """

    scheme: str
    host: str  # with its port, as in the URL
    path: str  # of the folder that holds api.php, begins and ends with a slash
    name: str = ""

    def __post_init__(self) -> None:
        if not self.name:
            object.__setattr__(self, "name", self.host)

    @classmethod
    def parse(cls, text: str) -> Wiki:
        """The wiki of an address, at MediaWiki's usual place where the address does not tell it.

        Raises:
            WikimillError: what `Address.parse` raises.
        """
        address = Address.parse(text)
        return cls(address.scheme, address.host, address.usual_script_path, address.name)

    @classmethod
    def from_encoded_host(cls, host: str) -> Wiki:
        """The wiki whose pages are in `processed/mediawiki/<host>`, at MediaWiki's usual address."""
        return cls.parse(unquote(host))

    @property
    def encoded_host(self) -> str:
        """Name of the wiki's folder below `raw/mediawiki`, `processed/mediawiki` and `cache/mediawiki`."""
        return encode_host(self.name)

    @property
    def folder(self) -> str:
        """The same folder below `cache/`, `raw/` and `processed/`: `mediawiki/en.wikipedia.org`."""
        return f"mediawiki/{self.encoded_host}"

    @property
    def connection_lock(self) -> str:
        """The file below `cache/` that processes lock while they ask; wikis of one host share it."""
        return f"mediawiki/{encode_host(self.host)}/connection.lock"

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
    def named_host(self) -> str:
        """The host that a person named, without a port."""
        return host_of(f"//{self.name}")

    @property
    def is_loopback(self) -> bool:
        """Whether the wiki is on this machine."""
        return is_loopback(self.host)
