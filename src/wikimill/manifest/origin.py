"""Where the texts of a manifest come from, as the header of its lock says: a wiki here, else `text_origins.py`."""

from __future__ import annotations

import functools
import json
from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from wikimill import layout
from wikimill.address import Address, is_same_site
from wikimill.config.model import Config
from wikimill.errors import WikimillError
from wikimill.site.model import Site
from wikimill.site.namespaces import CATEGORY
from wikimill.sources.base import RevisionSource, WikiSource
from wikimill.titles import check_title, file_names
from wikimill.wiki import Wiki

if TYPE_CHECKING:
    from wikimill.sources.mediawiki.expander import Expander


class Origin(ABC):
    """A wiki, or another source of texts."""

    @property
    @abstractmethod
    def folder(self) -> str:
        """The source's folder below `cache/` and `processed/`; manifests that share it share their pages."""

    @property
    def key(self) -> str:
        """What tells sources apart that would have the same folder."""
        return self.folder

    def shares_pages(self, other: Origin) -> bool:
        """Whether the pages of two manifests are of the same source."""
        return self.key == other.key

    @property
    def name(self) -> str:
        """Short name, for tables."""
        return self.folder

    @abstractmethod
    def header(self) -> dict[str, str]:
        """Keys and values of the lock's header; `parse_origin` reads them back."""

    @abstractmethod
    def link(self, title: str, revid: int) -> str:
        """URL, or path, at which the text is shown."""

    def history(self, title: str) -> str:
        """URL at which those who wrote the text are listed; empty where nothing lists them."""
        return ""

    @property
    def paths(self) -> list[str]:
        """Files and folders that the texts are read from, or patterns of them."""
        return []

    @abstractmethod
    def open_source(self, config: Config, processes: int = 1) -> RevisionSource:
        """The source of the texts, opened."""

    def markdown_paths(self, titles: Iterable[str]) -> dict[str, str]:
        """The markdown file of each title; no two are equal. Strings, since there may be millions."""
        return {title: str(layout.markdown(self.folder, name)) for title, name in file_names(titles).items()}

    def check_title(self, title: str, where: str) -> str:
        """`title` itself; raises an error that names `where` it is when it is not valid."""
        return title


@dataclass(frozen=True)
class WikiPages(Origin):
    """Pages of a wiki, wherever they are read from."""

    address: str  # of the wiki, as the person wrote it

    @functools.cached_property
    def wiki(self) -> Wiki:
        """Where the wiki is; as far as it is known."""
        return Wiki.parse(self.address)

    @property
    def name(self) -> str:
        return self.wiki.name

    def link(self, title: str, revid: int) -> str:
        return self.wiki.permanent_link(title, revid)

    def history(self, title: str) -> str:
        return self.wiki.history(title)

    def check_title(self, title: str, where: str) -> str:
        return check_title(title, where)

    @abstractmethod
    def open_source(
        self, config: Config, processes: int = 1, categorylinks: str | None = None, listing: str = ""
    ) -> WikiSource: ...


@dataclass(frozen=True)
class WikiOrigin(WikiPages):
    """A wiki, or a dump of it. `api` is empty until the wiki was asked, and for a dump."""

    dump: str | None = None  # the files that are read instead: a path or a pattern, or several as JSON
    api: str = ""  # URL of the API, as it was found
    until: str = ""  # of a dump with histories, the timestamp after which revisions do not count

    @functools.cached_property
    def wiki(self) -> Wiki:
        """Where the wiki is; as far as it is known."""
        wiki = Wiki.parse(self.address)
        return replace(Wiki.parse(self.api), name=wiki.name) if self.api else wiki

    @property
    def folder(self) -> str:
        return self.wiki.folder

    @property
    def key(self) -> str:
        """The wiki's name and the path of the API, whatever the scheme."""
        return f"{self.wiki.name}{self.wiki.path}"

    def shares_pages(self, other: Origin) -> bool:
        """See `Origin.shares_pages`. Where the API is not known, the folder must do."""
        if not isinstance(other, WikiOrigin) or self.folder != other.folder:
            return False
        return not (self._path and other._path) or self._path == other._path

    @property
    def _path(self) -> str:
        """The path of the API's folder; empty if it is not known."""
        return self.wiki.path if self.api else Address.parse(self.address).script_path

    def header(self) -> dict[str, str]:
        found = self.api if self.api != Wiki.parse(self.address).url else ""
        facts = {"wiki": self.address, "dump": self.dump or "", "until": self.until, "api": found}
        return {key: value for key, value in facts.items() if value}

    @property
    def paths(self) -> list[str]:
        return parse_names(self.dump or "")

    def open_source(
        self, config: Config, processes: int = 1, categorylinks: str | None = None, listing: str = ""
    ) -> WikiSource:
        """The wiki, whose API is looked for if it is not known, or its dump.

        Args:
            config: contact and etiquette.
            processes: that read a dump.
            categorylinks: for a dump alone.
            listing: the manifest that is listed, for a listing that goes on where it died.
        """
        if self.dump is not None:
            from wikimill.sources.dump.source import DumpSource

            table = Path(categorylinks) if categorylinks else None
            return DumpSource(self.paths, layout.CACHE, processes, table, self.until, self.wiki)
        from wikimill.sources.mediawiki.api import ApiSource
        from wikimill.sources.mediawiki.journal import Journal

        wiki = self.find_api(config)
        journal = Journal(layout.CACHE / wiki.folder / "listing" / f"{listing}.sqlite") if listing else None
        return ApiSource(wiki, config.contact, config.mediawiki, layout.CACHE, journal=journal)

    def find_api(self, config: Config) -> Wiki:
        """Where the wiki's API answers; it is asked for if it is not known."""
        if self.api:
            named = Wiki.parse(self.address).host
            if not is_same_site(self.wiki.host, named):
                raise WikimillError(
                    f"the lock says that the API of {self.name} is {self.api}, which is another site; correct "
                    "`# api:`, or write that address in `wiki:` and run `wikimill refresh`"
                )
            return self.wiki
        from wikimill.sources.mediawiki.discovery import find_api

        return find_api(self.address, config.contact, config.mediawiki, layout.CACHE)

    def open_expander(self, config: Config, site: Site) -> Expander:
        """The wiki's parser, to expand templates.

        Raises:
            WikimillError: the pages are read from a dump, and a dump has no parser.
        """
        from wikimill.sources.mediawiki.connection import Connection
        from wikimill.sources.mediawiki.expander import Expander

        if self.dump is not None:
            raise WikimillError(
                f"convert.templates: `server` asks a wiki's API, and the pages of {self.name} are read from "
                f"{self.dump}; use `wiki`, or take `dump:` out of the manifest"
            )
        return Expander(
            Connection(self.find_api(config), config.contact, config.mediawiki, layout.CACHE),
            site.namespace_names(CATEGORY),
        )


@dataclass(frozen=True)
class SnapshotOrigin(WikiPages):
    """A snapshot of a wiki in HTML; `html` names its files as `WikiOrigin.dump` does."""

    html: str

    @property
    def folder(self) -> str:
        """Apart from the wiki's own: the same revision has another text."""
        return f"snapshots/{self.wiki.encoded_host}"

    def header(self) -> dict[str, str]:
        return {"wiki": self.address, "html": self.html}

    @property
    def paths(self) -> list[str]:
        return parse_names(self.html)

    def open_source(
        self, config: Config, processes: int = 1, categorylinks: str | None = None, listing: str = ""
    ) -> WikiSource:
        from wikimill.sources.snapshot.source import SnapshotSource

        return SnapshotSource(self.paths, layout.CACHE, self.wiki)


def parse_names(text: str) -> list[str]:
    """Paths and patterns: one as it is, or several as JSON."""
    if not text.startswith("["):
        return [text] if text else []
    return [str(name) for name in json.loads(text)]
