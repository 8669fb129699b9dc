"""What is known of a wiki: its address, and its names of namespaces and magic words."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from urllib.parse import quote, unquote, urlsplit

from wikimill.errors import WikimillError
from wikimill.titles import encode_host

# MediaWiki accepts these names on every wiki, whatever its language.
CANONICAL = {-2: "Media", -1: "Special", 1: "Talk", 2: "User", 4: "Project", 6: "File", 10: "Template", 14: "Category"}
FILE_ALIAS = "Image"
LONGEST_HOST = 253  # of the domain name system, RFC 1035
SWITCH = ("__", "＿＿")  # what behaviour switches begin with


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


def _map_aliases(magic_words: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """MediaWiki's name of each alias of a magic word, without aliases that only occur in arguments."""
    names = {}
    for name, aliases in magic_words.items():
        for alias in aliases:
            word = alias.strip("#＃:：").lower()
            if word.startswith(SWITCH) or (word != name and "_" not in name):  # as in img_thumbnail, url_path
                names[word] = name
    return names


@dataclass(frozen=True)
class Site:
    """What conversion must know of a wiki, pinned in the lock's header.

    `namespaces` maps a namespace's number to its names: local, canonical, aliases. `magic_words` maps a magic word as
    the wiki's authors may write it (`__kein_inhaltsverzeichnis__`, `seitenname`, `klein`; lower case, no colon) to
    MediaWiki's own name for it (`notoc`, `pagename`, `lc`); it is empty when the wiki was not asked, as with dumps.
    `licence` is what the wiki says of its texts; it has a header line of its own.
    """

    language: str
    first_letter: bool
    namespaces: dict[int, list[str]]
    magic_words: dict[str, str] = field(default_factory=dict)
    licence: str = ""

    def namespace_names(self, namespace: int) -> list[str]:
        """Every name of a namespace, the local one first."""
        return self.namespaces.get(namespace, [CANONICAL.get(namespace, "")])

    def to_json(self) -> str:
        """One line; `from_json` reads it back."""
        data = asdict(self)
        data["words"] = data.pop("magic_words")
        del data["licence"]
        return json.dumps(data, ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Site:
        """The site that `to_json` wrote."""
        data = json.loads(text)
        spaces = {int(number): [str(name) for name in names] for number, names in data["namespaces"].items()}
        words = {str(word): str(name) for word, name in data.get("words", {}).items()}
        return cls(str(data["language"]), bool(data["first_letter"]), spaces, words)

    @classmethod
    def from_siteinfo(
        cls,
        language: str,
        case: str,
        names: dict[int, list[str]],
        magic_words: Mapping[str, Iterable[str]] | None = None,
        licence: str = "",
    ) -> Site:
        """A site from a wiki's own answers; canonical names and core aliases are added.

        Args:
            language: the wiki's.
            case: `first-letter`, or `case-sensitive`.
            names: of the namespaces, by number.
            magic_words: every magic word's aliases, by its name.
            licence: of the texts.
        """
        spaces = {}
        for number in sorted(names.keys() | {6, 10, 14}):
            own = [*names.get(number, []), CANONICAL.get(number, ""), FILE_ALIAS if number == 6 else ""]
            spaces[number] = list(dict.fromkeys(name.replace("_", " ") for name in own if name))
        spaces.pop(0, None)
        return cls(language, case == "first-letter", spaces, _map_aliases(magic_words or {}), licence)


ENGLISH = Site.from_siteinfo("en", "first-letter", {})


def _is_host(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
        return True
    except ValueError:
        labels = name.rstrip(".").split(".")
        return len(name) <= LONGEST_HOST and all(
            label and label.strip("-_").replace("-", "").replace("_", "").isalnum() for label in labels
        )
