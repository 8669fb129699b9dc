"""The files of a lock: pages, templates, and what the wiki says of itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from wikimill.convert.pinned_answers import pinned_calls
from wikimill.manifest.lock import Header, read_header
from wikimill.manifest.origin import WikiPages
from wikimill.manifest.site_file import NO_TIME, SiteFile, read_site_file
from wikimill.manifest.templates_lock import TemplatePin, TemplatesLock, find_pin
from wikimill.manifest.uses import UNKNOWN, Answer, Uses, answers_of, find_uses


@dataclass(frozen=True)
class LockFiles:
    """What is pinned for a manifest.

    `templates`, `site` and `calls` (answers of the wiki's parser) are None where there are none. `root` is the project
    folder, whose cache says what pages use; None where there is none.
    """

    name: str
    pages: Path
    templates: Path | None
    site: Path | None
    calls: Path | None
    root: Path | None

    @classmethod
    def beside(cls, path: Path, root: Path | None = None) -> LockFiles:
        """A lock, and the files that lie beside it; its project is two folders up unless it is given."""
        name = path.stem

        def other(suffix: str) -> Path | None:
            found = path.with_name(f"{name}{suffix}")
            return found if found.is_file() else None

        is_in_project = path.absolute().parent.parts[-2:] == ("manifests", "derived")
        root = root or (path.absolute().parents[2] if is_in_project else None)
        templates, site, calls = map(other, (".templates.tsv", ".site.json", ".templates.jsonl"))
        return cls(name, path, templates, site, calls, root)

    def moved(self, place: Callable[[Path], Path]) -> LockFiles:
        """The same lock with its files elsewhere."""
        templates, site, calls = (path and place(path) for path in (self.templates, self.site, self.calls))
        return replace(self, pages=place(self.pages), templates=templates, site=site, calls=calls)

    @property
    def header(self) -> Header:
        """That of the pages."""
        return read_header(self.pages)

    def read_site(self) -> SiteFile | None:
        """The wiki, where the lock says it."""
        return read_site_file(self.site) if self.site else None

    def answer(self) -> Answer | None:
        """A function that says in a few characters what the lock answers to a name of what pages ask.

        None where it pins pages alone.
        """
        header = self.header
        if not (self.templates or self.calls) or not isinstance(header.origin, WikiPages):
            return None
        calls = pinned_calls(str(self.calls or ""))
        site = self.read_site() or SiteFile(header.site, header.date or NO_TIME)
        return answers_of(self.find(), site, lambda asked: "" if asked == UNKNOWN else calls(asked))

    def find(self) -> Callable[[str], TemplatePin | None]:
        """A function that finds the pin of a title, of a template or a page."""
        return find_pin(TemplatesLock(self.templates), self.pages) if self.templates else lambda _: None

    def find_uses(self) -> Iterator[Uses]:
        """What the pages asked for when they were made last, by shard; nothing where no cache says it."""
        if self.root:
            yield from (uses for _, uses in find_uses(self.name, self.root))
