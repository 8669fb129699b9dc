"""Everything that decides how a page is converted, and the digest of it all."""

from __future__ import annotations

import functools
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import pypandoc

from wikimill.config.model import Convert
from wikimill.errors import WikimillError

LUA_FOLDERS = ("workflow/wikitext", "workflow/templates")


@dataclass(frozen=True)
class Recipe:
    """Filters, template renderers, options and pandoc. Equal digests convert equal text equally."""

    options: Convert
    filters: tuple[Path, ...]
    templates: tuple[Path, ...]
    root: Path

    @property
    def worker(self) -> Path:
        """The Lua program that pandoc runs."""
        return self.root / "workflow/wikitext/worker.lua"

    @functools.cached_property
    def digest(self) -> str:
        """Of the files' names and bytes, the options that change the text and pandoc's version: 64 hex digits."""
        library = [path for folder in LUA_FOLDERS for path in (self.root / folder).glob("*.lua")]
        files = {str(path.relative_to(self.root)): path for path in [*self.filters, *library]}
        parts = {
            "files": {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in sorted(files.items())},
            "filters": self.options.filters,
            "options": self.settings(),
            "pandoc": pypandoc.get_pandoc_version(),
        }
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

    def settings(self) -> dict[str, object]:
        """The options that filters read."""
        keys = {"tables", "drop_sections", "templates"}
        return self.options.model_dump(include=keys)


def recipe(options: Convert, root: Path = Path()) -> Recipe:
    """The recipe of a project folder.

    Raises:
        WikimillError: a filter that does not exist.
    """
    folder = root / "workflow/filters"
    if not folder.is_dir():
        raise WikimillError(f"{folder}: there is no such folder here; run wikimill in the project folder")
    filters = tuple(folder / f"{name}.lua" for name in options.filters)
    for path in filters:
        if not path.is_file():
            known = ", ".join(sorted(other.stem for other in folder.glob("*.lua")))
            raise WikimillError(f"convert.filters: there is no filter {path}; there are {known}")
    templates = tuple(sorted((root / "workflow/templates").glob("*.lua")))
    return Recipe(options, filters, templates, root)
