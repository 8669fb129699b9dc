"""What a manifest of any kind names, listed and pinned."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain

from wikimill import layout
from wikimill.config.model import Config
from wikimill.manifest import derived, kinds
from wikimill.manifest.derived import Row
from wikimill.manifest.expand import expand, pinned_elsewhere
from wikimill.manifest.origin import Origin, WebOrigin
from wikimill.manifest.original import Original
from wikimill.progress import counted
from wikimill.sources.base import Pin
from wikimill.wiki import Site

Find = Callable[[Collection[int]], dict[int, Pin]]


@dataclass(frozen=True)
class Listing:
    """What was found, and how to write it down."""

    name: str
    sha256: str
    origin: Origin
    licence: str
    site: Callable[[], Site | None]
    rows: Iterable[Row]
    find: Find  # pages by their number

    def write(self, rows: Iterable[Row], site: Site | None) -> int:
        """Write the derived manifest; the number of pages."""
        licence = self.licence or (site.licence if site else "")
        return derived.write(layout.derived(self.name), self.sha256, self.origin, licence, site, rows)


@contextlib.contextmanager
def listed(
    name: str, config: Config, pins: Mapping[str, Pin], processes: int = 1, fresh: bool = False
) -> Iterator[Listing]:
    """The manifest `name`, its source opened.

    Args:
        name: of the original.
        config: contact and etiquette.
        pins: by title, what other manifests that share the pages pin: these revisions are kept.
        processes: that read a dump.
        fresh: ask for web pages again though they are kept.
    """
    path = layout.original(name)
    manifest, sha256 = kinds.read(path)
    origin, licence = manifest.origin(name), manifest.licence or ""
    if isinstance(manifest, Original):
        source = manifest.origin(name).source(config, processes, manifest.categorylinks)
        with contextlib.closing(source):
            rows = expand(manifest, source, str(path), pins)
            yield Listing(name, sha256, origin, licence, source.site, rows, source.find_by_id)
        return
    others = manifest.origin(name)
    kept: list[Row] = []
    if isinstance(others, WebOrigin):
        kept = [Row(pins[url], "") for url in others.urls if url in pins]
        others = replace(others, urls=tuple(url for url in others.urls if url not in pins), fresh=fresh)
    with contextlib.closing(others.texts(config)) as texts:
        new = (Row(pin, "") for pin in counted(texts.all_texts(), "Listing", "text"))
        yield Listing(name, sha256, origin, licence, lambda: None, chain(kept, new), lambda _: {})


def lock(name: str, config: Config, processes: int) -> int:
    """Write the derived manifest of `name`; the number of pages.

    Raises:
        WikimillError: what `kinds.read`, `expand` and the sources raise.
    """
    origin = kinds.read(layout.original(name))[0].origin(name)
    pins = pinned_elsewhere(layout.DERIVED, name, origin)
    with listed(name, config, pins, processes) as listing:
        return listing.write(listing.rows, listing.site())
