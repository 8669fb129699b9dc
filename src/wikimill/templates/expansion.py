"""What an expander is given beside the wiki's pages, and what it makes of a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from wikimill.templates.frame import Frame
from wikimill.templates.title import Title


@dataclass(frozen=True)
class PageRevision:
    """The revision of the page at hand: its number, and when it was made, ISO 8601 in UTC."""

    id: int
    timestamp: str


class Renderers(Protocol):
    """Functions that make text of templates."""

    def start(self, title: str) -> None:
        """Begin a page of this title."""

    def knows(self, title: Title) -> bool:
        """Whether they say what becomes of a template."""

    def text(self, title: Title, arguments: Frame) -> str | bool | None:
        """What becomes of a template: False when it is left out on purpose, None when it is not known."""

    def render(self, name: str, arguments: Mapping[str, str]) -> str | bool | None:
        """The same of a parser function, whose name ends with a colon; its arguments are numbered from 1."""


class Answers(Protocol):
    """What the wiki's own parser made of calls, pinned.

    `everything`: whether it is asked for templates and modules too, and not for functions of other extensions alone.
    """

    everything: bool

    def get(self, call: str, title: str) -> str | None:
        """The wikitext of a call, braces included, on the page `title`; None where there is no answer."""


@dataclass(frozen=True)
class TemplateUse:
    """A template that stands on the page itself.

    `origin` says where its text came from: `page`, `renderer`, `library`, `answer`, `function` or `module`; or why
    there is none: `missing`, `unsupported`, `limits`, `error`, `literal`.
    """

    name: str
    origin: str
    text: str


@dataclass
class Expansion:
    """A page without templates. Labels in its text (labels.py) are the numbers of `labels`, from 1."""

    text: str
    losses: list[tuple[str, str, str]] = field(default_factory=list)  # kind, name, example
    templates: list[TemplateUse] = field(default_factory=list)  # those on the page itself, in their order
    labels: list[tuple[str, bool]] = field(default_factory=list)  # name of a template, whether all that it makes stays
    origins: Counter[str] = field(default_factory=Counter)  # how many templates, within others too, by origin
