"""What the process that expands templates is told before its first page."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from wikimill.config.model import Convert
from wikimill.convert.known_wiki import KnownWiki


@dataclass(frozen=True)
class ExpanderSettings:
    """How templates are expanded, and of which wiki they are."""

    options: Convert
    workflow: str  # the folder with the library of renderers
    wiki: KnownWiki
    unread: tuple[str, ...] = ()  # extension tags whose content no filter sees
    explain: bool = False  # whether to tell what became of each template
    collect: bool = False  # whether to tell which calls have no pinned answer
    compare: bool = False  # whether pages are to be as the wiki's API shows them (templates/expand_templates.py)

    @property
    def takes_pages(self) -> bool:
        """Whether pages that were verified and differ are as the wiki's parser expanded them."""
        return self.options.verify and self.options.templates == "wiki" and not self.collect and not self.compare

    def to_dict(self) -> dict[str, Any]:
        """As JSON can hold it; `from_dict` reads it back."""
        return {**asdict(self), "options": self.options.model_dump()}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> ExpanderSettings:
        """The settings that `to_dict` wrote."""
        wiki = KnownWiki(**data["wiki"])
        options = Convert.model_validate(data["options"])
        return cls(**{**data, "options": options, "wiki": wiki, "unread": tuple(data["unread"])})
