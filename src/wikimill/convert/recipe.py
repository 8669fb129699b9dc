"""Everything that decides how a page is converted, and the digest of it all."""

from __future__ import annotations

import functools
import hashlib
import json
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import pypandoc

from wikimill import layout
from wikimill.config.model import Convert
from wikimill.config.selectors import parse_selector
from wikimill.convert.renderers import library_files, support_files
from wikimill.errors import WikimillError

EXPANSION = "templates"  # what `convert.filters` calls the expansion of templates, which is no filter of pandoc's
ENGINE = ("templates", "site")  # the packages that expand them
READ = (".lua", ".txt")  # what pandoc's side of the conversion is made of
LIBRARIES = ("lupa", "babel", "wikitextprocessor")  # and what they rest on


@dataclass(frozen=True)
class Recipe:
    """Filters, renderers, options, the format that pandoc writes, pandoc, and what expands templates.

    Equal digests convert equal text equally, where a wiki's own templates and answers are equal.
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
        return self._digest()

    def wiki_digest(self, summary: str) -> str:
        """The digest for the pages of one wiki: with what it said of itself."""
        return self._digest(summary)

    def _digest(self, site: str = "") -> str:
        workflow = self.root / "workflow"
        folders = (workflow / "wikitext", workflow / "reader")
        files = [*self.filters, *(path for folder in folders for path in folder.glob("*.*") if path.suffix in READ)]
        files += [*library_files(workflow), *support_files(workflow)]
        named = {str(path.relative_to(self.root)): path for path in files}
        parts = {
            "engine": engine_digest(),
            "files": {name: _file_digest(path) for name, path in sorted(named.items())},
            "filters": self.options.filters,
            "options": self.settings(),
            "pandoc": pypandoc.get_pandoc_version(),
            "renderers": [_file_digest(Path(path)) for path in self.options.renderers],
            "site": site,
        }
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

    def settings(self) -> dict[str, object]:
        """The options that decide what a page becomes; filters read some of them. Selectors are taken apart."""
        keys = {
            "tables",
            "drop_sections",
            "drop_link_sections",
            "templates",
            "keep",
            "drop",
            "verify",
            "variant",
        }
        removed = [{"text": text, "conditions": parse_selector(text)} for text in self.options.remove]
        return self.options.model_dump(include=keys, exclude_none=True) | {"remove": removed, "to": self.to}


@functools.cache
def engine_digest() -> str:
    """Of the code that expands templates, and the versions of the libraries that it rests on."""
    files = sorted(path for name in ENGINE for path in (layout.PACKAGE / name).rglob("*") if path.is_file())
    code = [
        f"{path.relative_to(layout.PACKAGE)} {_file_digest(path)}"
        for path in files
        if path.suffix in (".py", ".lua", ".txt", ".zip")
    ]
    return hashlib.sha256("\n".join([*code, *map(version, LIBRARIES)]).encode()).hexdigest()


def _file_digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise WikimillError(f"convert.renderers: {path}: {error.strerror}; correct the path") from None


def load_recipe(options: Convert, root: Path | None = None, to: str = "markdown") -> Recipe:
    """The recipe of the project folder, or of another that has a `workflow`; `to` is a format that pandoc writes.

    Raises:
        WikimillError: a filter that does not exist.
    """
    workflow = root / "workflow" if root else layout.workflow_folder()
    folder = workflow / "filters"
    filters = tuple(folder / f"{name}.lua" for name in options.filters if name != EXPANSION)
    for path in filters:
        if not path.is_file():
            known = ", ".join(sorted([EXPANSION, *(other.stem for other in folder.glob("*.lua"))]))
            raise WikimillError(f"convert.filters: there is no filter {path}; there are {known}")
    return Recipe(options, filters, workflow.parent, to)
