"""What finds the templates of a manifest's pages expands them with (manifest/closure.py)."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue

from wikimill import layout
from wikimill.config.model import Config, Convert
from wikimill.convert.recipe import load_recipe
from wikimill.convert.site import manifest_wiki
from wikimill.convert.text import clean
from wikimill.convert.wikitext import WikitextConverter
from wikimill.convert.worker_process import LimitError
from wikimill.manifest.closure import Expand, OpenExpander
from wikimill.manifest.lock import read_header
from wikimill.parallel import map_in_threads


def closure_expander(manifest: str, config: Config, processes: int = 1) -> OpenExpander:
    """A function that opens an expander of what is known by then.

    Whatever the configuration leaves out, all templates are expanded, those in footnotes too: the lock depends on
    nothing but the pages and the wiki.
    """
    options = Convert(timeout=config.convert.timeout, memory=config.convert.memory)
    recipe, header = load_recipe(options), read_header(layout.lock(manifest))

    @contextlib.contextmanager
    def open_expander(lock: Path, site_file: Path) -> Iterator[Expand]:
        wiki = replace(manifest_wiki(manifest, header), lock=str(lock), site_file=str(site_file))
        with contextlib.ExitStack() as stack:
            idle: SimpleQueue[WikitextConverter] = SimpleQueue()
            for _ in range(processes):
                idle.put(stack.enter_context(WikitextConverter(recipe, wiki, unread=())))

            def asked(page: tuple[str, str]) -> Collection[str]:
                title, text = page
                converter = idle.get()
                try:
                    return converter.expand(title, clean(text)[0]).asked
                except LimitError:
                    return ()
                finally:
                    idle.put(converter)

            def expand(pages: Iterable[tuple[str, str]]) -> Iterator[Collection[str]]:
                with contextlib.closing(map_in_threads(asked, pages, processes)) as results:
                    yield from results

            yield expand

    return open_expander
