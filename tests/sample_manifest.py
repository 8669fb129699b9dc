"""Manifests of invented pages, as if a wiki had been listed and fetched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import count

from tests.clone import Clone
from tests.fake_source import pin
from wikimill.fetch.cache import RevisionCache
from wikimill.manifest.lock import read_pins, write_lock
from wikimill.manifest.models import read_manifest
from wikimill.sources.base import Revision
from wikimill.wiki import ENGLISH

REVISION = 10**9  # more than there are pages, so that no two texts have one revision number


def write_sample_manifest(clone: Clone, name: str, texts: Mapping[str, str], revision: int = 0) -> None:
    """Write a manifest of these texts and its lock, and cache the texts.

    A text that changed since the last call has another revision number if `revision` is another one.
    """
    original = clone.folder / f"manifests/originals/{name}.yaml"
    clone.write(f"manifests/originals/{name}.yaml", f"wiki: {name}.example\ncategories: [All]\n")
    manifest, sha256 = read_manifest(original)
    lock = clone.folder / f"manifests/derived/{name}.tsv"
    before = {row.title: row for row in read_pins(lock)} if lock.exists() else {}
    pageids = count(1 + max((old.pageid for old in before.values()), default=0))
    pins = []
    for title, text in texts.items():
        new, old = pin(title, text, category="All"), before.get(title)
        if old and old.sha1 == new.sha1:
            pins.append(old)
        else:
            pageid = old.pageid if old else next(pageids)
            pins.append(replace(new, pageid=pageid, revid=revision * REVISION + pageid))
    write_lock(lock, sha256, manifest.origin(name), "", ENGLISH, pins)
    with RevisionCache(clone.folder / f"cache/mediawiki/{name}.example") as cache:
        cache.add(Revision(p.revid, p.title, p.timestamp, p.sha1, texts[p.title]) for p in pins)
