"""What two locks, corpora or runs differ in, as data; `Difference.facts` is the JSON of `wikimill diff --json`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

FORMAT = 1
ADDED, REMOVED, CHANGED, MOVED, TOUCHED = "added", "removed", "changed", "moved", "touched"
CHANGES = (ADDED, REMOVED, CHANGED, MOVED)
# Kinds of causes. The first ones are known to change a page.
REVISION, TEMPLATE, MESSAGE, STATISTIC, TIME, PARSER = "revision", "template", "message", "statistic", "time", "parser"
SITE, SETTING, VERSION, RECIPE, UNKNOWN = "site", "setting", "version", "recipe", "unknown"
LEFT_OUT, LISTED = "left out", "manifest"  # of pages that come and go


@dataclass(frozen=True)
class Cause:
    """Why a page changed, came or went.

    `name` is a title, a key or what else the kind has many of; `before` and `after` are revisions, values or versions.
    """

    kind: str
    name: str = ""
    before: Any = None
    after: Any = None


@dataclass(frozen=True)
class State:
    """A page on one side: its revision, the digest of its text, and its size in each unit that is known."""

    revid: int
    digest: str
    sizes: Mapping[str, int]


@dataclass
class PageChange:
    """A page that is not the same on both sides; `change` is one of `CHANGES`, or `TOUCHED`: see `Difference`."""

    change: str
    title: str
    source: str
    before: State | None
    after: State | None
    new_title: str = ""  # of one that moved
    causes: list[Cause] = field(default_factory=list)

    def growth(self, unit: str) -> int:
        """By how much it grew, in a unit."""
        return (self.after.sizes.get(unit, 0) if self.after else 0) - (
            self.before.sizes.get(unit, 0) if self.before else 0
        )

    @property
    def facts(self) -> dict[str, Any]:
        """As JSON."""
        states = {
            name: state and {"revid": state.revid, "digest": state.digest, **state.sizes}
            for name, state in (("before", self.before), ("after", self.after))
        }
        causes = [{"kind": each.kind, "name": each.name} for each in self.causes]
        return {
            "change": self.change,
            "title": self.title,
            "new_title": self.new_title or None,
            "source": self.source,
            **states,
            "causes": causes,
        }


@dataclass(frozen=True)
class Value:
    """A setting, a version, a fact of a wiki or a manifest's lock that differs; None where a side has none."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True)
class TemplateChange:
    """A template, module or other page that is pinned otherwise.

    A revision of 0: the wiki has none; None: it is not pinned. `pages` is the number of pages that use it, None where
    nothing says it.
    """

    title: str
    before: int | None
    after: int | None
    pages: int | None


@dataclass
class Difference:
    """What differs between `before` and `after`, which are paths.

    `totals` are numbers of pages, and of `units`, by side. A page of a lock is `touched` when it is pinned alike and
    uses something else that is not; a corpus has `changed` pages for that. `same` is by how much pages with the same
    text grew: in tokens, with another vocabulary.
    """

    kind: str  # `lock`, `corpus` or `run`
    before: str
    after: str
    units: tuple[str, ...]
    totals: dict[str, Counter[str]] = field(default_factory=lambda: {"before": Counter(), "after": Counter()})
    same: Counter[str] = field(default_factory=Counter)
    pages: list[PageChange] = field(default_factory=list)
    templates: list[TemplateChange] = field(default_factory=list)
    settings: list[Value] = field(default_factory=list)
    versions: list[Value] = field(default_factory=list)
    site: list[Value] = field(default_factory=list)
    manifests: list[Value] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        values = self.settings, self.versions, self.site, self.manifests
        return not (self.pages or self.templates or any(values) or any(self.same[unit] for unit in self.units))

    def count(self, change: str) -> Counter[str]:
        """The number of pages that changed so, and by how much they grew in each unit."""
        found = [page for page in self.pages if page.change == change]
        return Counter({"pages": len(found), **{unit: sum(page.growth(unit) for page in found) for unit in self.units}})

    def causes(self) -> list[tuple[str, Cause, Counter[str]]]:
        """Each cause of a change, the number of its pages and by how much they grew; the most frequent first.

        A page with several causes counts in each. Revisions are one cause.
        """
        found: dict[tuple[str, str, str], tuple[Cause, Counter[str]]] = {}
        for page in self.pages:
            for cause in page.causes:
                general = Cause(REVISION) if cause.kind == REVISION else cause
                _, count = found.setdefault((page.change, cause.kind, cause.name), (general, Counter()))
                count["pages"] += 1
                for unit in self.units:
                    count[unit] += page.growth(unit)
        rows = [(change, cause, count) for (change, _, _), (cause, count) in found.items()]
        return sorted(rows, key=lambda row: (-row[2]["pages"], row[0], row[1].kind, row[1].name))

    @property
    def facts(self) -> dict[str, Any]:
        """All of it as JSON; docs/comparing.md has the keys."""
        changes = (*CHANGES, TOUCHED) if self.kind == "lock" else CHANGES
        names = ("pages", *self.units)

        def numbers(count: Mapping[str, int]) -> dict[str, int]:
            return {name: count.get(name, 0) for name in names}

        return {
            "format": FORMAT,
            "kind": self.kind,
            "before": {"path": self.before, **numbers(self.totals["before"])},
            "after": {"path": self.after, **numbers(self.totals["after"])},
            "changes": {change: numbers(self.count(change)) for change in changes} | {"same": numbers(self.same)},
            "causes": [
                {"change": change, **vars(cause), "grew": numbers(count)} for change, cause, count in self.causes()
            ],
            **{name: [vars(each) for each in getattr(self, name)] for name in LISTS},
            "notes": self.notes,
            "pages": [page.facts for page in self.pages],
        }


LISTS = ("manifests", "templates", "site", "settings", "versions")


def differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Value]:
    """What differs of two mappings, by key."""
    return [
        Value(key, before.get(key), after.get(key))
        for key in sorted({*before, *after})
        if before.get(key) != after.get(key)
    ]


def find_moves(pages: Iterable[PageChange], numbers: Mapping[tuple[str, str], int | str]) -> list[PageChange]:
    """The same changes, but pages that went under one title and came under another are one that moved.

    Args:
        pages: the changes.
        numbers: by source and title, what a page keeps under another title; without those that have nothing.
    """
    pages = list(pages)
    gone = {
        (page.source, numbers[page.source, page.title]): page
        for page in pages
        if page.change == REMOVED and (page.source, page.title) in numbers
    }
    moved: dict[int, PageChange] = {}
    for page in pages:
        if page.change == ADDED and (page.source, page.title) in numbers:
            old = gone.pop((page.source, numbers[page.source, page.title]), None)
            if old:
                moved[id(old)] = PageChange(MOVED, old.title, page.source, old.before, page.after, page.title)
                moved[id(page)] = page
    kept = (moved.get(id(page), page) for page in pages)
    return [page for page in kept if not (id(page) in moved and page.change == ADDED)]
