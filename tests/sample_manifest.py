"""Manifests of invented pages, as if a wiki had been listed and fetched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import count

from tests.clone import Clone
from tests.fake_source import pin
from tests.sites import ENGLISH
from wikimill.fetch.cache import RevisionCache
from wikimill.files import sha256 as file_sha256
from wikimill.manifest.answers import CORE_MESSAGES
from wikimill.manifest.lock import pins_digest, read_pins, write_lock
from wikimill.manifest.models import read_manifest
from wikimill.manifest.site_file import SiteFile, write_site_file
from wikimill.manifest.templates_lock import write_templates_lock
from wikimill.site.core import core_language, core_site
from wikimill.sources.base import Pin, Revision
from wikimill.titles import is_illegal

REVISION = 10**9  # more than there are pages, so that no two texts have one revision number


def write_sample_manifest(clone: Clone, name: str, texts: Mapping[str, str], revision: int = 0) -> None:
    """Write a manifest of these texts and its locks, and cache the texts, which use no templates.

    A text that changed since the last call has another revision number if `revision` is another one. A title that no
    page can have is a row without a revision, as from any source.
    """
    original = clone.folder / f"manifests/originals/{name}.yaml"
    clone.write(f"manifests/originals/{name}.yaml", f"wiki: {name}.example\ncategories: [All]\n")
    manifest, sha256 = read_manifest(original)
    lock = clone.folder / f"manifests/derived/{name}.tsv"
    before = {row.title: row for row in read_pins(lock)} if lock.exists() else {}
    pageids = count(1 + max((old.pageid for old in before.values()), default=0))
    pins = []
    for title, text in texts.items():
        if is_illegal(title):
            pins.append(Pin.unreadable(next(pageids), 0, title))
            continue
        new, old = pin(title, text, category="All"), before.get(title)
        if old and old.sha1 == new.sha1:
            pins.append(old)
        else:
            pageid = old.pageid if old else next(pageids)
            pins.append(replace(new, pageid=pageid, revid=revision * REVISION + pageid))
    write_lock(lock, sha256, manifest.origin(name), "", ENGLISH, pins)
    with RevisionCache(clone.folder / f"cache/mediawiki/{name}.example") as cache:
        cache.add(Revision(p.revid, p.title, p.timestamp, p.sha1, texts[p.title]) for p in pins if p.revid)
    site = lock.with_suffix(".site.json")
    write_site_file(site, sample_site())
    write_templates_lock(lock.with_suffix(".templates.tsv"), pins_digest(lock), file_sha256(site), [])


def sample_site(now: str = "2026-02-03T04:05:06Z") -> SiteFile:
    """A wiki in English, with all messages that are always in its file."""
    messages = core_language("en").messages
    return SiteFile(core_site("en"), now).with_messages({key: messages.get(key) for key in CORE_MESSAGES})
