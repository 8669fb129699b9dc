"""A call of a parser function."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wikimill.site.info import SiteInfo
from wikimill.templates.frame import Frame
from wikimill.templates.nodes import BLANK, Nodes, Part, as_written
from wikimill.templates.title import Title

if TYPE_CHECKING:
    from wikimill.templates.expander import Expander


@dataclass(slots=True)
class Call:
    """`{{#name:first|…}}`: `first` is expanded and trimmed, the others are expanded when they are asked for."""

    expander: Expander
    frame: Frame
    first: str
    parts: list[Part]

    @property
    def site(self) -> SiteInfo:
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
