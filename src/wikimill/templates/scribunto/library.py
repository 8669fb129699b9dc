"""A file of Scribunto's library, as a Lua state gets it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Library:
    """A file of Scribunto's library, and what it expects of PHP: callbacks by name, and settings."""

    file: str
    callbacks: dict[str, Callable[..., Any]] = field(default_factory=dict)
    settings: Any = field(default_factory=dict)  # a dict, or a table that a page fills
    placed: bool = True  # whether errors of the callbacks name a line
    start_page: Callable[[], None] | None = None  # before the first module of a page runs
