"""The libraries that modules have, each with its callbacks."""

from __future__ import annotations

from wikimill.templates.call import Parser
from wikimill.templates.scribunto import extensions, hash, installed, matching, site, text, ustring
from wikimill.templates.scribunto.frames import Frames
from wikimill.templates.scribunto.language import Languages
from wikimill.templates.scribunto.library import Library
from wikimill.templates.scribunto.loaded_data import LoadedData
from wikimill.templates.scribunto.message import Messages
from wikimill.templates.scribunto.runtime import Runtime
from wikimill.templates.scribunto.text import Rows
from wikimill.templates.scribunto.title import Titles
from wikimill.templates.strip_markers import PREFIX, SUFFIX


def register(expander: Parser, frames: Frames, rows: Rows, data: LoadedData, runtime: Runtime) -> list[Library]:
    """Give a new Lua Scribunto's library, and what library.lua adds to it; all of them."""
    titles = Titles(expander)
    current, addresses = runtime.table({}), runtime.table({})
    libraries = [
        Library("mwInit.lua"),
        Library("mw.lua", frames.callbacks(), {"allowEnvFuncs": False}),
        site.library(expander),
        titles.uri_library(addresses),
        Library("mw.ustring.lua", {**ustring.callbacks(), **matching.callbacks()}, matching.settings(), placed=False),
        Languages(expander).library(),
        Messages(expander).library(),
        titles.library(current),
        text.library(expander),
        Library("mw.html.lua", {}, {"uniqPrefix": PREFIX, "uniqSuffix": SUFFIX}),
        hash.library(),
        Library("matching.lua", text.fast(rows), placed=False),
        Library("library.lua", extensions.callbacks(expander, frames, data), placed=False),
        Library("clone.lua"),
    ]
    for library in libraries:
        runtime.register(
            library.file, installed.library_file(library.file), library.callbacks, library.settings, library.placed
        )
    return libraries
