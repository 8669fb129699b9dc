"""A call of a parser function, and what functions and modules need of the parser."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from wikimill.site.model import Site
from wikimill.templates.expansion import PageRevision
from wikimill.templates.frame import Expands, Frame
from wikimill.templates.nodes import BLANK, Nodes, Part, as_written
from wikimill.templates.source import PageSource
from wikimill.templates.strip_markers import StripMarkers
from wikimill.templates.title import Title


class Modules(Protocol):
    """What runs the wiki's modules."""

    def invoke(self, call: Call) -> str:
        """What `{{#invoke:…}}` shows."""

    def start_page(self) -> None:
        """Forget what belonged to the page before."""


class Parser(Expands, Protocol):
    """The expander, as functions and modules see it: the wiki, its pages, and the page at hand."""

    site: Site
    source: PageSource
    modules: Modules | None
    title: Title
    revision: PageRevision | None
    root: Frame
    markers: StripMarkers
    memory: dict[str, Any]

    @property
    def now(self) -> datetime:
        """What clocks show, UTC."""

    def preprocess(self, text: str, frame: Frame) -> str:
        """A text that a module or function made, expanded in a frame."""

    def template(self, title: Title) -> tuple[Nodes | None, Title]:
        """The nodes of a page to transclude, None when there is none, and its title after redirects."""

    def overridden(self, title: Title, frame: Frame) -> str | None:
        """What stands for a template that a module expands where a renderer is asked before the wiki's pages."""

    def call_function(self, word: str, frame: Frame, first: str, parts: list[Part]) -> str | None:
        """What the parser function with MediaWiki's name `word` shows, None when it is none after all."""

    def tag(self, name: str, attributes: str, inner: str | None, frame: Frame, close: str | None = None) -> str:
        """A marker for an extension tag."""

    def note(self, kind: str, name: str, example: str = "") -> None:
        """Something that is left out of the page at hand."""

    def left_out(self, kind: str, name: str, example: str = "") -> str:
        """A marker where something is left out, which is listed if it is still there at last."""


@dataclass(slots=True)
class Call:
    """`{{#name:first|…}}`: `first` is expanded and trimmed, the others are expanded when they are asked for."""

    expander: Parser
    frame: Frame
    first: str
    parts: list[Part]

    @property
    def site(self) -> Site:
        """The wiki."""
        return self.expander.site

    @property
    def title(self) -> Title:
        """The page at hand, whatever template the call stands in."""
        return self.expander.title

    def argument(self, index: int, default: str = "") -> str:
        """An argument after the first, from 0, expanded and trimmed; one with a name as `name=value`."""
        if index >= len(self.parts):
            return default
        return self.expand(as_written(self.parts[index])).strip(BLANK)

    def arguments(self) -> list[str]:
        """All of them, the first too."""
        return [self.first, *(self.argument(index) for index in range(len(self.parts)))]

    def expand(self, nodes: Nodes) -> str:
        """Nodes of an argument as text."""
        return self.expander.expand(nodes, self.frame)
