"""The templates of a manifest's pages: found, pinned in `manifests/derived/NAME.templates.tsv`, and fetched."""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import re
from collections.abc import Callable, Sequence
from functools import cache as once
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from wikimill import layout
from wikimill.config.model import Config
from wikimill.errors import WikimillError
from wikimill.fetch.cache import RevisionCache
from wikimill.fetch.fetch import fetch_pins
from wikimill.fetch.template_files import check_templates, known_site, other_site
from wikimill.fetch.template_record import lock_files
from wikimill.files import sha256
from wikimill.manifest.answers import Answers
from wikimill.manifest.closure import Closure, OpenExpander
from wikimill.manifest.lock import Header, find_locks, pins_digest, read_header, read_pins
from wikimill.manifest.origin import WikiOrigin
from wikimill.manifest.site_file import SiteFile, write_site_file
from wikimill.manifest.templates_lock import (
    TemplatePin,
    TemplatesLock,
    find_page,
    find_pin,
    made_for,
    read_templates_header,
    read_templates_lock,
    sufficient,
    write_templates_lock,
)
from wikimill.manifest.uses import Answer, answers_of, find_uses
from wikimill.scratch import scratch_folder
from wikimill.sources.base import Pin, WikiSource

log = logging.getLogger(__name__)

CALL = re.compile(r"\{\{|<pages\b", re.IGNORECASE)  # what begins all that is expanded: templates, pages of Wikisource


class PinnedTemplates(NamedTuple):
    """What is not as it should be of a manifest's pinned templates.

    `missing` are titles whose pinned text the wiki no longer shows, `exceeding` those of pages that exceeded their
    limits when it was looked for what they use; None where that was not looked for now.
    """

    missing: list[str]
    exceeding: list[str] | None = None


def pin_templates(
    manifest: str,
    config: Config,
    open_expander: OpenExpander,
    made_by: str = "",
    processes: int = 1,
    unread: Sequence[str] = (),
    tables: bool = False,
) -> PinnedTemplates:
    """Write the lock of a manifest's templates and its site file, and fetch their texts.

    When both are there and were made for these pages, nothing is asked but texts that the cache lacks. When pages or
    templates moved since (`snakemake refresh`), what is pinned stays as long as the wiki shows it, and what the pages
    ask for beyond it is added. Where no page has a template, there are no files.

    Args:
        manifest: its name; its pages are in the cache.
        config: contact and etiquette.
        open_expander: see `OpenExpander`.
        made_by: digest of the expander and its settings. Pages whose recorded uses have the same one, and whose answers
            did not change, are not expanded again.
        processes: that read a dump.
        unread: extension tags whose templates are not looked for.
        tables: whether the expander asks for the wiki's tables for variants, on every page.

    Raises:
        WikimillError: locks that do not fit together, or what the wiki and the expander raise.
    """
    header = read_header(layout.lock(manifest))
    origin = header.origin
    assert isinstance(origin, WikiOrigin)
    digest = pins_digest(layout.lock(manifest))
    is_complete = check_templates(manifest, sufficient(digest, unread, tables))
    with contextlib.ExitStack() as stack:
        cache = stack.enter_context(RevisionCache(layout.CACHE / origin.folder))

        @once
        def source() -> WikiSource:
            return stack.enter_context(contextlib.closing(origin.open_source(config, processes)))

        missing = _fetch_texts(manifest, origin, cache, source)
        if is_complete:
            return PinnedTemplates(missing)
        has_files = layout.templates_lock(manifest).exists() or layout.site_file(manifest).exists()
        if (
            not tables
            and not has_files
            and not any(CALL.search(cache.text(pin)) for pin in read_pins(layout.lock(manifest)))
        ):
            return PinnedTemplates([], [])  # nothing to ask a wiki about
        found = _find_templates(
            manifest, header, made_for(digest, unread, tables), cache, source, open_expander, made_by
        )
        return PinnedTemplates([], found.exceeding)


def _new_site(source: WikiSource, now: str) -> SiteFile:
    info = source.site()
    return SiteFile(info, now).with_messages({}).with_statistics(info.statistics)


def _fetch_texts(
    manifest: str, origin: WikiOrigin, cache: RevisionCache, source: Callable[[], WikiSource]
) -> list[str]:
    """Fetch what the cache lacks of the texts that the lock of templates pins; those that the wiki does not show."""
    lock = layout.templates_lock(manifest)
    if not lock.exists():
        return []
    pins = (row.pin() for row in read_templates_lock(lock) if row.sha1)
    missing = [pin.title for pin in fetch_pins(pins, read_templates_header(lock).rows, cache, source)]
    if missing and origin.dump:
        raise WikimillError(
            f"{lock}: {origin.dump} has other revisions of {len(missing)} templates, such as {missing[0]!r}; restore "
            "the dump that they were pinned from, or move the pins by `snakemake refresh`"
        )
    if missing:
        log.warning("%s: the wiki no longer shows %d of these revisions, such as %r", lock, len(missing), missing[0])
    return missing


def _find_templates(
    manifest: str,
    header: Header,
    digest: str,
    cache: RevisionCache,
    source: Callable[[], WikiSource],
    open_expander: OpenExpander,
    made_by: str,
) -> Closure:
    """Write both files; what they pin already, and what other manifests of the wiki pin, stays."""
    page_lock, lock, site = layout.lock(manifest), layout.templates_lock(manifest), layout.site_file(manifest)
    folder = header.origin.folder
    known = site if site.exists() else other_site(manifest, folder)
    log.info(
        "%s: looking for the templates of %d pages%s",
        page_lock,
        header.pages,
        "; those that are pinned stay" * lock.exists(),
    )
    page = find_page(page_lock)
    answers = Answers(
        known_site(known, folder) if known else _new_site(source(), header.date),
        source,
        cache,
        _find_pinned(manifest, folder),
        lru_cache(1 << 14)(lambda title: page(title) is not None),
    )
    with scratch_folder() as scratch:
        closure = Closure(
            lambda: read_pins(page_lock),
            cache.text,
            header.pages,
            answers,
            open_expander,
            scratch,
            keep_now=bool(known),
        )
        if known and lock.exists():
            _skip_unchanged(
                manifest, closure, answers_of(find_pin(TemplatesLock(lock), page_lock), answers.site), made_by
            )
        closure.find()
    write_site_file(site, closure.site())
    rows = write_templates_lock(lock, digest, sha256(site), closure.rows())
    log.info("%s: %d templates, modules and other pages pinned", lock, rows)
    return closure


def pin_page_templates(
    page: Pin, text: str, origin: WikiOrigin, config: Config, open_expander: OpenExpander, made_by: str = ""
) -> tuple[Path, Path]:
    """The lock of templates and the site file of one page that was asked for by its name, in the wiki's cache.

    What the locks of the wiki pin is taken from them; the rest is as the wiki has it when it is first asked.

    Args:
        page: its pin, or its title alone.
        text: its wikitext.
        origin: its wiki.
        config: contact and etiquette.
        open_expander: see `OpenExpander`.
        made_by: digest of the expander and its settings.
    """
    folder = layout.CACHE / origin.folder / "pages"
    locks = [lock_files(path.stem) for path, _ in find_locks(origin.folder)]
    key = hashlib.sha256(json.dumps([page.title, text, made_by, locks]).encode()).hexdigest()[:32]
    lock, site = folder / f"{key}.templates.tsv", folder / f"{key}.site.json"
    if lock.exists() and site.exists():
        return lock, site
    known = other_site("", origin.folder)
    pinned, own = _find_pinned("", origin.folder), TemplatePin(page.title, page.revid, page.sha1)
    with contextlib.ExitStack() as stack:
        cache = stack.enter_context(RevisionCache(layout.CACHE / origin.folder))

        @once
        def source() -> WikiSource:
            return stack.enter_context(contextlib.closing(origin.open_source(config)))

        answers = Answers(
            known_site(known, origin.folder) if known else _new_site(source(), page.timestamp),
            source,
            cache,
            lambda title: own if title == page.title and page.revid else pinned(title),
            lambda _: False,
        )
        scratch = stack.enter_context(scratch_folder())
        closure = Closure(lambda: [page], lambda _: text, 1, answers, open_expander, scratch, keep_now=bool(known))
        closure.find()
        write_site_file(site, closure.site())
        write_templates_lock(lock, "", sha256(site), closure.rows())
        return lock, site


def _skip_unchanged(manifest: str, closure: Closure, answer: Answer, made_by: str) -> None:
    """Skip the pages that were converted before, and use nothing that is answered otherwise now."""
    page = find_page(layout.lock(manifest))
    for _, uses in find_uses(manifest):
        changed = uses.changed(answer)
        for title, (revid, asked) in uses.pages.items():
            pin = page(title)
            if uses.made_by == made_by and pin and pin.revid == revid and changed.isdisjoint(asked):
                closure.skip([title], asked)


def _find_pinned(manifest: str, folder: str) -> Callable[[str], TemplatePin | None]:
    """What finds the pin of a title in the manifest's own lock of templates, and in all locks of the wiki's others."""
    names = [manifest, *(path.stem for path, _ in find_locks(folder) if path.stem != manifest)]
    locks = [TemplatesLock(path) for name in names if (path := layout.templates_lock(name)).exists()]
    finders = [*(lock.find for lock in locks), *(find_page(layout.lock(name)) for name in names[1:])]

    def find(title: str) -> TemplatePin | None:
        rows = [row for each in finders if (row := each(title))]
        return next((row for row in rows if row.sha1), rows[0] if rows else None)

    return find
