"""An expander of a toy language, for tests of what is handed one.

`{{X}}` is the template X; `<exists X>`, `<message x>`, `<statistic x>` and `<now>` are what functions ask; a page
with `<endless>` exceeds its limits.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from wikimill.fetch.cache import RevisionCache
from wikimill.fetch.pinned_pages import PinnedPages
from wikimill.manifest.closure import Expand
from wikimill.manifest.site_file import SiteFile, read_site_file
from wikimill.sources.base import Pin
from wikimill.templates.record import Record

ENDLESS = "<endless>"
TOKEN = re.compile(r"\{\{([^{}]*)\}\}|<(exists|message|statistic|now)\s?([^<>]*)>")


@dataclass
class ToyExpander:
    """Opens expanders; keeps the titles that were expanded, by round."""

    cache: RevisionCache
    pages: Path | None = None  # the lock of pages
    rounds: list[list[str]] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)  # the last of each page

    @contextlib.contextmanager
    def __call__(self, lock: Path, site_file: Path) -> Iterator[Expand]:
        file = read_site_file(site_file)
        record = Record(PinnedPages(file.site, lock, self.pages, self.cache), file.site)
        done: list[str] = []
        self.rounds.append(done)

        def expand(texts: Iterable[tuple[Pin, str]]) -> Iterator[Collection[str] | None]:
            for page, text in texts:
                title = page.title
                done.append(title)
                clock: list[str] = []
                self.texts[title] = self._text(text, record, file, clock)
                asked = record.take(bool(clock))
                yield None if ENDLESS in self.texts[title] else asked

        yield expand

    def _text(self, text: str, record: Record, file: SiteFile, clock: list[str]) -> str:
        def replaced(match: re.Match[str]) -> str:
            if match[2] == "exists":
                return "yes" if record.exists(match[3]) else "no"
            if match[2] == "message":
                return record.site.messages.get(match[3], "none")
            if match[2] == "statistic":
                return str(record.site.statistics.get(match[3], "none"))
            if match[2] == "now":
                clock.append("")
                return file.now
            name = match[1][:1].upper() + match[1][1:]
            title = name[1:] if name.startswith(":") else name if name.startswith("Module:") else f"Template:{name}"
            page = record.page(title)
            return "missing" if page is None else self._text(page.text, record, file, clock)

        return TOKEN.sub(replaced, text)
