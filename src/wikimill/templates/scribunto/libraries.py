"""The libraries that modules have, each with its callbacks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from wikimill.templates.scribunto import installed
from wikimill.templates.scribunto.runtime import Runtime
from wikimill.templates.strip_markers import PREFIX, SUFFIX

if TYPE_CHECKING:
    from wikimill.templates.scribunto.engine import Modules


@dataclass
class Library:
    """A file of Scribunto's library, and what it expects of PHP: callbacks by name, and settings."""

    file: str
    callbacks: dict[str, Callable[..., Any]] = field(default_factory=dict)
    settings: Any = field(default_factory=dict)  # a dict, or a table that a page fills
    placed: bool = True  # whether errors of the callbacks name a line
    start_page: Callable[[], None] | None = None  # before the first module of a page runs


def register(modules: Modules, runtime: Runtime) -> list[Library]:
    """Give a new Lua Scribunto's library, and what library.lua adds to it; all of them."""
    from wikimill.templates.scribunto import extensions, hash, matching, site, text, ustring
    from wikimill.templates.scribunto.language import Languages
    from wikimill.templates.scribunto.message import Messages
    from wikimill.templates.scribunto.title import Titles

    expander = modules.expander
    titles = Titles(expander)
    current, addresses = runtime.table({}), runtime.table({})
    libraries = [
        Library("mwInit.lua"),
        Library("mw.lua", modules.frames.callbacks(), {"allowEnvFuncs": False}),
        site.library(expander),
        titles.uri_library(addresses),
        Library("mw.ustring.lua", {**ustring.callbacks(), **matching.callbacks()}, matching.settings(), placed=False),
        Languages(expander).library(),
        Messages(expander).library(),
        titles.library(current),
        text.library(expander),
        Library("mw.html.lua", {}, {"uniqPrefix": PREFIX, "uniqSuffix": SUFFIX}),
        hash.library(),
        Library("library.lua", extensions.callbacks(modules), placed=False),
    ]
    for library in libraries:
        runtime.register(
            library.file, installed.library_file(library.file), library.callbacks, library.settings, library.placed
        )
    return libraries
