"""Moving the pins of templates to what the wiki has now, and telling which pages that touches."""

from __future__ import annotations

import contextlib
import heapq
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, fields, replace
from itertools import groupby
from pathlib import Path

from wikimill import layout, tables
from wikimill.config.model import Config
from wikimill.files import sha256
from wikimill.manifest.lock import read_header
from wikimill.manifest.origin import WikiOrigin
from wikimill.manifest.refresh import FOLDER, RefreshResult, count_changes
from wikimill.manifest.site_file import RELEASE, SiteFile, read_site_file, write_site_file
from wikimill.manifest.staged_files import StagedFiles
from wikimill.manifest.templates_lock import (
    TemplatePin,
    TemplatesLock,
    find_pin,
    read_templates_lock,
    write_templates_lock,
)
from wikimill.manifest.uses import UNKNOWN, answers_of, find_uses
from wikimill.progress import track
from wikimill.scratch import scratch_folder
from wikimill.sources.base import WikiSource
from wikimill.streams import batched
from wikimill.templates.record import EXISTS, PAGE, split_asked

BATCH = 5000  # titles that are looked up together


@dataclass(frozen=True)
class TemplateChange:
    """A template, module or other page that is no longer as it was pinned.

    A revision of 0 says that there is none; `pages` is the number of pages that use it, as far as they were converted.
    """

    title: str
    revid: int
    new_revid: int
    pages: int


COLUMNS = [field.name for field in fields(TemplateChange)]


@dataclass(frozen=True)
class TemplateChanges:
    """What a refresh changed of a manifest's templates.

    `pages` is the number of converted pages that are touched by these changes, by messages, statistics and the time.
    `site` says whether the wiki says other things of itself, which touches all pages.
    """

    templates: list[TemplateChange]
    pages: int
    site: bool

    @property
    def summary(self) -> str:
        """The changes in a few words."""
        number = len(self.templates)
        touched = "the wiki itself changed: all" if self.site else str(self.pages)
        return f"{number} templates changed; pages that this touches: {touched}"


def stage_templates(
    manifests: Iterable[str], config: Config, staged: StagedFiles, processes: int = 1
) -> dict[str, TemplateChanges]:
    """Write aside where the pins of the templates of manifests move that share pages; what changed, by manifest.

    Manifests without a lock of templates stay without one. What the pages use from now on, the next build finds.

    Args:
        manifests: their names.
        config: contact and etiquette.
        staged: where the locks of their pages may be that they are to have.
        processes: that read a dump.

    Raises:
        WikimillError: a damaged lock, or what the wiki raises.
    """
    names = [name for name in manifests if layout.templates_lock(name).exists() and layout.site_file(name).exists()]
    headers = [read_header(staged.current(layout.lock(name))) for name in names]
    if not headers:
        return {}
    origin = headers[0].origin
    assert isinstance(origin, WikiOrigin)
    sites = {name: read_site_file(layout.site_file(name)) for name in names}
    with (
        scratch_folder() as scratch,
        contextlib.closing(origin.open_source(config, processes)) as source,
    ):
        new = scratch / "new.templates.tsv"
        newest = _look_up(names, source, new)
        messages = source.messages({key for site in sites.values() for key in site.messages})
        info = source.site()
        now = max(newest, *(header.date for header in headers))
        done = {}
        for name, before in sites.items():
            counted = None if before.statistics is None else info.statistics
            after = SiteFile(info, now).with_messages({key: messages[key] for key in before.messages})
            after = after.with_statistics(counted)
            done[name] = _stage(name, before, _with_release(after, before), TemplatesLock(new), staged)
        return done


def keep_changes(done: Mapping[str, TemplateChanges]) -> None:
    """Write what changed to `cache/refresh/NAME.templates.tsv`."""
    for name, changes in done.items():
        if changes.templates:
            write_template_changes(FOLDER / f"{name}.templates.tsv", changes)


def summarize(
    done: Mapping[str, RefreshResult], expansions: Mapping[str, int], templates: Mapping[str, TemplateChanges]
) -> dict[str, dict[str, int]]:
    """A refresh in numbers, by manifest: changes by kind, pages now; expansions and templates that changed, and the
    pages that those templates touch."""
    none = TemplateChanges([], 0, False)
    return {
        name: {
            **count_changes(refreshed),
            "pages": refreshed.pages,
            "expansions": expansions.get(name, 0),
            "templates": len(templates.get(name, none).templates),
            "touched": templates.get(name, none).pages,
        }
        for name, refreshed in done.items()
    }


def write_template_changes(path: Path, changes: TemplateChanges) -> None:
    """The changes as a table, tab-separated, with a row of column names."""
    tables.write_table(path, COLUMNS, map(astuple, changes.templates))


def _look_up(names: Iterable[str], source: WikiSource, path: Path) -> str:
    """Write what the wiki has now of all titles as a lock; the newest timestamp of those whose texts are used."""
    newest = ""

    def pins() -> Iterator[TemplatePin]:
        nonlocal newest
        locks = (read_templates_lock(layout.templates_lock(name)) for name in names)
        rows = groupby(heapq.merge(*locks, key=lambda row: row.title), key=lambda row: row.title)
        texts = ((title, any(row.sha1 for row in group)) for title, group in rows)
        for batch in batched(track(texts, "Looking up", "template"), BATCH):
            used = dict(batch)
            for title, pin in source.current_pins(used):
                newest = max(newest, pin.timestamp if pin and used[title] else "")
                yield TemplatePin(title, pin.revid, pin.sha1) if pin else TemplatePin(title, 0, "")

    write_templates_lock(path, "", "", pins())
    return newest


def _with_release(after: SiteFile, before: SiteFile) -> SiteFile:
    """`after`, but with the release of MediaWiki of `before` if nothing else differs, for it touches all pages."""
    general = {**after.site.general, RELEASE: before.site.general.get(RELEASE, "")}
    same = replace(after, site=replace(after.site, general=general))
    return same if same.digest == before.digest else after


def _stage(name: str, before: SiteFile, after: SiteFile, new: TemplatesLock, staged: StagedFiles) -> TemplateChanges:
    """Write the two files of a manifest aside, if anything changed."""
    lock, site = layout.templates_lock(name), layout.site_file(name)
    changed: dict[str, tuple[int, int]] = {}
    moved = False

    def rows() -> Iterator[TemplatePin]:
        nonlocal moved
        for old in read_templates_lock(lock):
            row = new.find(old.title) or TemplatePin(old.title, 0, "")
            if old.revid and row.revid and not old.sha1:
                row = old  # it still exists, and nothing else is asked
            if (old.sha1, bool(old.revid)) != (row.sha1, bool(row.revid)):
                changed[old.title] = old.revid, row.revid
            moved = moved or old != row
            yield row

    candidate = new.path.with_name(f"{name}.templates.tsv")
    write_templates_lock(candidate, "", "", rows())
    is_same_site = before.digest == after.digest
    of_pages = [(each.now, each.messages, each.statistics) for each in (before, after)]
    if moved or not is_same_site or of_pages[0] != of_pages[1]:
        write_site_file(staged.add(site), after)
        digest = sha256(staged.current(site))
        write_templates_lock(staged.add(lock), "", digest, read_templates_lock(candidate))
    pages, counts = _count_pages(name, after, staged)
    templates = [TemplateChange(title, *revids, counts[title]) for title, revids in changed.items()]
    return TemplateChanges(templates, pages, not is_same_site)


def _count_pages(name: str, site: SiteFile, staged: StagedFiles) -> tuple[int, Counter[str]]:
    """How many converted pages use what is answered otherwise now, and how many of them each title."""
    locks = staged.current(layout.templates_lock(name)), staged.current(layout.lock(name))
    answer = answers_of(find_pin(TemplatesLock(locks[0]), locks[1]), site)
    pages, counts = 0, Counter[str]()
    for _, uses in find_uses(name):
        names = uses.changed(answer) - {UNKNOWN}
        titles = {asked: split_asked(asked)[1] for asked in names if split_asked(asked)[0] in (PAGE, EXISTS)}
        for _, asked in uses.pages.values():
            found = names.intersection(asked)
            pages += bool(found)
            counts.update({titles[each] for each in found if each in titles})
    return pages, counts
