"""Expanding pages in this process, for tests of what is handed an expander."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from wikimill.fetch.cache import RevisionCache
from wikimill.fetch.pinned_pages import PinnedPages
from wikimill.manifest.closure import Expand, OpenExpander
from wikimill.manifest.site_file import read_site_file
from wikimill.templates.expander import Expander
from wikimill.templates.record import Record


def page_expander(cache: RevisionCache, pages: Path | None = None) -> OpenExpander:
    """What opens an expander of templates, without modules, of texts in `cache`; `pages` is the lock of pages."""

    @contextlib.contextmanager
    def opened(lock: Path, site_file: Path) -> Iterator[Expand]:
        file = read_site_file(site_file)
        record = Record(PinnedPages(file.site, lock, pages, cache), file.site)
        expander = Expander(record.site, record, file.time)

        def expand(texts: Iterable[tuple[str, str]]) -> Iterator[Collection[str]]:
            for title, text in texts:
                expander.expand_page(title, text)
                yield record.take(expander.clock_asked)

        yield expand

    return opened
