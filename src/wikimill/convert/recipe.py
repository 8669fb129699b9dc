"""Everything that decides how a page is converted, and the digest of it all."""

from __future__ import annotations

import functools
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import pypandoc

from wikimill import layout
from wikimill.config.model import Convert
from wikimill.errors import WikimillError
from wikimill.wiki import Site

TEMPLATES = "workflow/templates"


@dataclass(frozen=True)
class Recipe:
    """Filters, template renderers, options, the format that pandoc writes, and pandoc.

    Equal digests convert equal text equally.
    """

    options: Convert
    filters: tuple[Path, ...]
    root: Path
    to: str = "markdown"

    @property
    def worker(self) -> Path:
        """The Lua program that pandoc runs."""
        return self.root / "workflow/wikitext/worker.lua"

    @functools.cached_property
    def digest(self) -> str:
        """Of everything that any wiki's pages may depend on: 64 hex digits."""
        return self._digest([*self.root.glob(f"{TEMPLATES}/**/*.lua")])

    def wiki_digest(self, site: Site, host: str) -> str:
        """The digest for the pages of one wiki: without the templates of the others, with its own names."""
        return self._digest([*self.templates(site.language, host)], site.to_json())

    def _digest(self, templates: list[Path], site: str = "") -> str:
        folders = (self.root / "workflow/wikitext", self.root / "workflow/reader")
        library = [*(path for folder in folders for path in folder.glob("*.lua")), *templates]
        files = {str(path.relative_to(self.root)): path for path in [*self.filters, *library]}
        parts = {
            "files": {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in sorted(files.items())},
            "filters": self.options.filters,
            "options": self.settings(),
            "pandoc": pypandoc.get_pandoc_version(),
            "site": site,
        }
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

    def templates(self, language: str, host: str) -> list[Path]:
        """The files that render a wiki's templates: for all wikis, for its language, for itself; later ones win.

        A variant of a language (`de-at`) has the language's templates and its own.
        """
        folder = self.root / TEMPLATES
        names = dict.fromkeys([language.partition("-")[0], language, host])
        own = [folder / f"{name}.lua" for name in names if name]
        return [*sorted((folder / "library").glob("*.lua")), *(path for path in own if path.is_file())]

    def settings(self) -> dict[str, object]:
        """The options that filters read."""
        keys = {"tables", "drop_sections", "templates", "remove"}
        return self.options.model_dump(include=keys, exclude_none=True) | {"to": self.to}


def load_recipe(options: Convert, root: Path | None = None, to: str = "markdown") -> Recipe:
    """The recipe of the project folder, or of another that has a `workflow`; `to` is a format that pandoc writes.

    Raises:
        WikimillError: a filter that does not exist.
    """
    workflow = root / "workflow" if root else layout.workflow_folder()
    folder = workflow / "filters"
    filters = tuple(folder / f"{name}.lua" for name in options.filters)
    for path in filters:
        if not path.is_file():
            known = ", ".join(sorted(other.stem for other in folder.glob("*.lua")))
            raise WikimillError(f"convert.filters: there is no filter {path}; there are {known}")
    return Recipe(options, filters, workflow.parent, to)
