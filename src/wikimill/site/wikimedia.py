"""The wikis of the Wikimedia Foundation, whose hosts say which they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from wikimill.site.extensions import CANONICAL_SCANS, DISAMBIGUATOR, SCANS, SECTIONS
from wikimill.site.info import MagicWord

# Projects with a wiki for each language: the domain, the wiki's name, and the prefix of links to it.
PROJECTS = {
    "wikipedia.org": ("Wikipedia", "w"),
    "wiktionary.org": ("Wiktionary", "wikt"),
    "wikibooks.org": ("Wikibooks", "b"),
    "wikinews.org": ("Wikinews", "n"),
    "wikiquote.org": ("Wikiquote", "q"),
    "wikisource.org": ("Wikisource", "s"),
    "wikiversity.org": ("Wikiversity", "v"),
    "wikivoyage.org": ("Wikivoyage", "voy"),
}
# Projects with one wiki, in English.
SINGLE = {
    "commons.wikimedia.org": ("Wikimedia Commons", "c commons"),
    "meta.wikimedia.org": ("Meta", "m meta"),
    "species.wikimedia.org": ("Wikispecies", "species"),
    "incubator.wikimedia.org": ("Wikimedia Incubator", "incubator"),
    "www.wikidata.org": ("Wikidata", "d"),
    "www.mediawiki.org": ("MediaWiki", "mw"),
    "www.wikifunctions.org": ("Wikifunctions", "f"),
}
# Names of hosts that are no language codes of MediaWiki's core.
HOSTS = {"simple": "en", "no": "nb", "www": "en"}
# What their extensions add, for text does not stand in braces there: descriptions, coordinates, Wikidata, sections.
WORDS = (
    MagicWord("shortdesc", ("SHORTDESC",)),
    MagicWord("noexternallanglinks", ("NOEXTERNALLANGLINKS",), case_sensitive=True),
    *(MagicWord(name, (name,)) for name in ("assessment", "babel", "coordinates", "property", "related", "statements")),
    MagicWord("target", ("target",)),
    *SECTIONS,
)


@dataclass(frozen=True)
class Wikimedia:
    """A wiki of the foundation: the code of its language, its project's name and the rest of its host."""

    language: str
    sitename: str
    domain: str

    @property
    def magic_words(self) -> dict[str, MagicWord]:
        """What extensions add to core's."""
        return {word.name: word for word in (*WORDS, DISAMBIGUATOR)}

    @property
    def functions(self) -> frozenset[str]:
        """Parser functions of extensions."""
        return frozenset(word.name for word in WORDS)

    @property
    def variables(self) -> frozenset[str]:
        """Variables of extensions."""
        return frozenset({"noexternallanglinks"})

    @property
    def first_letter(self) -> bool:
        """Whether titles begin with a capital."""
        return self.domain != "wiktionary.org"

    @property
    def namespaces(self) -> dict[int, tuple[str, ...]]:
        """Names of namespaces beyond core's, the local one first, by numbers that English wikis have."""
        if self.domain != "wikisource.org":
            return {}
        local = SCANS.get(self.language, CANONICAL_SCANS)
        return {
            number: tuple(dict.fromkeys(names))
            for number, *names in zip((104, 106), local, CANONICAL_SCANS, strict=True)
        }

    def interwiki(self, languages: Iterable[str]) -> dict[str, str]:
        """The URL of each prefix of links to other wikis: of the project in these languages, and of other projects."""
        project = self.domain if self.domain in PROJECTS else "wikipedia.org"
        prefixes = {code: f"https://{code}.{project}/wiki/$1" for code in languages}
        own = self.language if self.domain in PROJECTS else "en"
        for domain, (_, prefix) in PROJECTS.items():
            for each in (prefix, domain.removesuffix(".org")):
                prefixes[each] = f"https://{own}.{domain}/wiki/$1"
        for host, (_, names) in SINGLE.items():
            for each in names.split():
                prefixes[each] = f"https://{host}/wiki/$1"
        return prefixes


def wikimedia(host: str) -> Wikimedia | None:
    """The wiki of the foundation that answers at a host, None for any other host.

    The language is as the host has it: `core.known_code` knows those that MediaWiki names otherwise.
    """
    host = host.lower().partition(":")[0].replace(".m.", ".")
    if host in SINGLE:
        return Wikimedia("en", SINGLE[host][0], host)
    code, _, domain = host.partition(".")
    if domain not in PROJECTS:
        return None
    return Wikimedia(HOSTS.get(code, code), PROJECTS[domain][0], domain)
