"""Which pages use what two locks pin otherwise: templates, modules, messages, numbers, the time."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from wikimill.compare.difference import (
    MESSAGE,
    PARSER,
    STATISTIC,
    TEMPLATE,
    TIME,
    Cause,
    TemplateChange,
    Value,
    differing,
)
from wikimill.compare.join import outer_join
from wikimill.compare.lock_files import LockFiles
from wikimill.json_text import parse_json
from wikimill.manifest.templates_lock import TemplatePin, read_templates_lock
from wikimill.manifest.uses import UNKNOWN, Answer, Uses
from wikimill.templates import record
from wikimill.templates.record import split_asked

NOT_OF_ALL = ("format", "messages", "now", "statistics")  # of a site file: which pages show these is known


class Used(NamedTuple):
    """What a page at a revision uses that is pinned otherwise; None where nobody knows what it asks for."""

    title: str
    revid: int
    causes: list[Cause] | None


def find_used(before: LockFiles, after: LockFiles) -> Iterator[Used]:
    """What the pages of a manifest use that is pinned otherwise, as far as a project's cache says what they ask for.

    A page asks for the same as long as it gets the same answers. So what it asked for when it was made last tells
    whether one of the locks gives it another answer, if it was made with either of them. Memory grows with a shard.
    """
    answers = before.answer(), after.answer()
    if not (answers[0] and answers[1]):
        return
    causes = _Causes(before, after)
    is_elsewhere = (before.root, before.name) != (after.root, after.name)
    for files in (after, before) if is_elsewhere else (after,):
        for uses in files.find_uses():
            yield from _of_shard(uses, answers[0], answers[1], causes)


def _of_shard(uses: Uses, before: Answer, after: Answer, causes: _Causes) -> Iterator[Used]:
    changed = {name for name in uses.answers if before(name) != after(name)}
    # What the pages were made with were the answers of neither lock where both of these are not empty.
    others = [uses.changed(answer) for answer in (before, after)]
    for title, (revid, asked) in uses.pages.items():
        is_known = UNKNOWN not in asked and any(other.isdisjoint(asked) for other in others)
        found = sorted(changed.intersection(asked) - {title})  # its own revision is told anyway
        yield Used(title, revid, list(dict.fromkeys(map(causes.of, found))) if is_known else None)


class _Causes:
    """The causes that names of what pages ask for stand for."""

    def __init__(self, before: LockFiles, after: LockFiles) -> None:
        self.finders = before.find(), after.find()
        sites = before.read_site(), after.read_site()
        self.times = [site.now if site else None for site in sites]
        self.statistics = [site.site.statistics if site else {} for site in sites]

    def of(self, asked: str) -> Cause:
        """The cause of a name."""
        kind, name = split_asked(asked)
        if asked == record.NOW:
            return Cause(TIME, "", *self.times)
        if kind == record.MESSAGE:
            return Cause(MESSAGE, name)
        if kind == record.STATISTIC:
            return Cause(STATISTIC, name, *(counted.get(name) for counted in self.statistics))
        if kind not in (record.PAGE, record.EXISTS):
            return Cause(PARSER)
        return Cause(TEMPLATE, name, *(_revision(find(name)) for find in self.finders))


def template_changes(before: LockFiles, after: LockFiles, pages: Counter[str] | None) -> Iterator[TemplateChange]:
    """The titles that the locks of templates pin otherwise, in their order.

    Args:
        before: a lock.
        after: another one.
        pages: how many pages use each title; None where nothing says it.
    """
    sides = (
        ((row.title, row) for row in read_templates_lock(files.templates)) if files.templates else iter(())
        for files in (before, after)
    )
    for title, old, new in outer_join(*sides):
        if old is None or new is None or (old.sha1, bool(old.revid)) != (new.sha1, bool(new.revid)):
            if old and new and old.revid and new.revid and not (old.sha1 and new.sha1):
                continue  # it exists, and only one of both asks for its text
            yield TemplateChange(title, _revision(old), _revision(new), None if pages is None else pages[title])


def site_changes(before: LockFiles, after: LockFiles) -> list[Value]:
    """What two wikis say of themselves otherwise that all pages depend on; values are those of the site files."""
    sites = before.read_site(), after.read_site()
    if not (sites[0] and sites[1]) or sites[0].digest == sites[1].digest:
        return []
    assert before.site
    assert after.site
    return differing(_tables(before.site), _tables(after.site))


def _tables(path: Path) -> dict[str, Any]:
    """Each item of a site file that is known to be valid."""
    items: dict[str, Any] = {}
    for name, part in parse_json(path.read_bytes()).items():
        if isinstance(part, dict) and name not in NOT_OF_ALL:
            items |= {f"{name}.{key}": value for key, value in part.items()}
        elif isinstance(part, list):
            items |= {f"{name}.{key if isinstance(key, str) else json.dumps(key)}": True for key in part}
        elif name not in NOT_OF_ALL:
            items[name] = part
    return items


def _revision(pin: TemplatePin | None) -> int | None:
    return pin.revid if pin else None
