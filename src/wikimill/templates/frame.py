"""Frames: a template at work, with the arguments of its call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from wikimill.templates.nodes import BLANK, Nodes, Part
from wikimill.templates.title import Title


class Expands(Protocol):
    """What makes text of nodes."""

    def expand(self, nodes: Nodes, frame: Frame) -> str:
        """The text of nodes in a frame."""


class Frame:
    """The page at hand (without `parent` and arguments), or a template or module that was called.

    An argument is expanded in the frame of its call, when it is first asked for.
    """

    __slots__ = ("_arguments", "_known", "depth", "expander", "parent", "title", "within")

    def __init__(self, expander: Expands, title: Title, parent: Frame | None = None) -> None:
        self.expander = expander
        self.title = title
        self.parent = parent
        self.depth: int = parent.depth + 1 if parent else 0
        self.within: frozenset[str] = parent.within | {title.full} if parent else frozenset()  # titles of the templates
        self._arguments: dict[str, tuple[Nodes | str, bool, Frame]] = {}
        self._known: dict[str, str] = {}

    def child(self, parts: Iterable[Part], title: Title, skip: int = 0) -> Frame:
        """The frame of a template that is called here with these arguments; `skip` positional ones are not its own."""
        frame = Frame(self.expander, title, self)
        for part in parts:
            if part.name is None:
                frame._arguments[str(part.number - skip)] = part.value, False, self
            else:
                frame._arguments[self.expander.expand(part.name, self).strip(BLANK)] = part.value, True, self
        return frame

    def child_of_texts(self, title: Title, arguments: Mapping[str, str]) -> Frame:
        """The same with arguments that are texts, as modules give them."""
        frame = Frame(self.expander, title, self)
        frame._known.update(arguments)
        frame._arguments.update((name, (text, False, self)) for name, text in arguments.items())
        return frame

    def names(self) -> list[str]:
        """The names of the arguments, in order; `1`, `2` … of those that have none."""
        return list(self._arguments)

    def ready(self, longest: int) -> dict[str, str | None]:
        """All arguments: the texts of those that need no expansion and have at most so many characters, else None."""
        found: dict[str, str | None] = {}
        for name, (value, named, _) in self._arguments.items():
            text = self._known.get(name)
            if text is None and len(value) == 1 and isinstance(value[0], str):
                text = value[0].strip(BLANK) if named else value[0]
            found[name] = text if text is not None and len(text) <= longest else None
        return found

    def get(self, name: str) -> str | None:
        """An argument, expanded; None when it was not given. White space around named ones goes."""
        if name not in self._arguments:
            return None
        if name not in self._known:
            value, named, frame = self._arguments[name]
            text = value if isinstance(value, str) else self.expander.expand(value, frame)
            self._known[name] = text.strip(BLANK) if named else text
        return self._known[name]
