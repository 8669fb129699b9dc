"""Scribunto's Lua library, in the installed package that carries it."""

from __future__ import annotations

import importlib.util
from functools import lru_cache
from pathlib import Path

from wikimill.errors import WikimillError

PACKAGE = "wikitextprocessor"
FOLDER = Path("lua/mediawiki-extensions-Scribunto/includes/engines/LuaCommon/lualib")
OWN = ("matching.lua", "library.lua", "clone.lua")  # of this package, run after the library
WITHIN = ("", "luabit", "ustring")  # folders in which `require` finds a file


@lru_cache(1)
def folder() -> Path:
    """Where the library lies. The package is found without importing it, which fails on recent Pythons.

    Raises:
        WikimillError: it is not installed.
    """
    spec = importlib.util.find_spec(PACKAGE)
    for place in (spec.submodule_search_locations or []) if spec else []:
        if (Path(place, FOLDER) / "mw.lua").is_file():
            return Path(place, FOLDER)
    raise WikimillError(
        "Modules in Lua need Scribunto's library, which the package wikitextprocessor carries: "
        "pip install wikitextprocessor==0.4.96"
    )


@lru_cache(100)
def read(name: str) -> bytes | None:
    """A file of the library or of this package by the name that `require` has for it, None when there is none."""
    path = f"{name.replace('.', '/')}.lua"
    if name == "strict":
        return own("strict")
    if path.startswith("/") or ".." in path or "\0" in path:
        return None
    for within in WITHIN:
        file = folder() / within / path
        if file.is_file():
            return file.read_bytes()
    return None


def library_file(name: str) -> bytes:
    """A file of the library by its name, or of this package."""
    return own(name.removesuffix(".lua")) if name in OWN else (folder() / name).read_bytes()


@lru_cache(10)
def own(name: str) -> bytes:
    """A Lua file of this package."""
    return Path(__file__).with_name(f"{name}.lua").read_bytes()
