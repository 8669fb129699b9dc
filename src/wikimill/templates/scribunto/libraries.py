"""The libraries that modules have, each with its callbacks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from wikimill.templates.scribunto import installed
from wikimill.templates.scribunto.runtime import Runtime

if TYPE_CHECKING:
    from wikimill.templates.scribunto.engine import Modules


@dataclass
class Library:
    """A file of Scribunto's library, and what it expects of PHP: callbacks by name, and settings."""

    file: str
    callbacks: dict[str, Callable[..., Any]] = field(default_factory=dict)
    settings: dict[Any, Any] = field(default_factory=dict)
    start_page: Callable[[], None] | None = None  # before the first module of a page runs
