"""Where the texts of a manifest come from that names no wiki: documents, pairs, pages of the web."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from wikimill import layout
from wikimill.config.model import Config
from wikimill.manifest.origin import Origin
from wikimill.sources.base import TextSource

if TYPE_CHECKING:
    from wikimill.sources.documents.file_source import FileSource


@dataclass(frozen=True)
class DocumentsOrigin(Origin):
    """A folder of documents; `manifest` is the manifest's name."""

    manifest: str
    documents: str
    encoding: str = ""  # of its texts; empty where each one's is detected

    @property
    def folder(self) -> str:
        return f"documents/{self.manifest}"

    def header(self) -> dict[str, str]:
        return {"documents": json.dumps(self.documents), **_encoding(self.encoding)}

    @property
    def paths(self) -> list[str]:
        return [self.documents]

    def link(self, title: str, revid: int) -> str:
        return f"{self.documents.rstrip('/')}/{title}"

    def open_source(self, config: Config, processes: int = 1) -> TextSource:
        from wikimill.sources.documents.source import DocumentsSource

        return DocumentsSource(Path(self.documents), config.convert, self.encoding)


@dataclass(frozen=True)
class FileOrigin(Origin):
    """One file; `manifest` is the manifest's name. `encoding` is empty for a format that has its own."""

    manifest: str
    file: str
    encoding: str = ""

    @property
    def folder(self) -> str:
        return f"documents/{self.manifest}"

    def header(self) -> dict[str, str]:
        return {"file": json.dumps(self.file), **_encoding(self.encoding)}

    @property
    def paths(self) -> list[str]:
        return [self.file]

    def link(self, title: str, revid: int) -> str:
        return f"{self.file}#{title}"

    def open_source(self, config: Config, processes: int = 1) -> FileSource:
        from wikimill.sources.documents.file_source import FileSource

        return FileSource(Path(self.file), config.convert, self.encoding)


@dataclass(frozen=True)
class PairsOrigin(Origin):
    """A table of pairs; `manifest` is the manifest's name."""

    manifest: str
    path: str
    template: str
    encoding: str = ""  # empty where it is detected

    @property
    def folder(self) -> str:
        return f"pairs/{self.manifest}"

    def header(self) -> dict[str, str]:
        return {"pairs": json.dumps(self.path), "template": json.dumps(self.template), **_encoding(self.encoding)}

    @property
    def paths(self) -> list[str]:
        return [self.path]

    def link(self, title: str, revid: int) -> str:
        return f"{self.path}#{title}"

    def open_source(self, config: Config, processes: int = 1) -> TextSource:
        from wikimill.sources.pairs.source import PairsSource

        return PairsSource(Path(self.path), self.template, self.encoding)


@dataclass(frozen=True)
class WebOrigin(Origin):
    """Pages of the web. `urls` are those to list; a lock has them in its rows."""

    urls: tuple[str, ...] = ()
    fresh: bool = False  # ask again for what is kept

    @property
    def folder(self) -> str:
        return "web"

    def header(self) -> dict[str, str]:
        return {"web": "the addresses are the titles"}

    def markdown_paths(self, titles: Iterable[str]) -> dict[str, str]:
        from wikimill.sources.web.address import file_paths

        return {url: str(layout.markdown(f"web/{host}", name)) for url, (host, name) in file_paths(titles).items()}

    def link(self, title: str, revid: int) -> str:
        return title

    def check_title(self, title: str, where: str) -> str:
        from wikimill.sources.web.address import normalize

        return normalize(title)

    def open_source(self, config: Config, processes: int = 1) -> TextSource:
        from wikimill.sources.web.source import WebSource

        return WebSource(self.urls, config.contact, config.mediawiki, layout.CACHE, config.convert, self.fresh)


def _encoding(encoding: str) -> dict[str, str]:
    return {"encoding": encoding} if encoding else {}
