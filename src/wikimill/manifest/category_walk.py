"""The pages of categories and their subcategories, and why a category that a manifest names gave none."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from wikimill.errors import WikimillError
from wikimill.manifest.models import WikiManifest
from wikimill.progress import bar
from wikimill.site.namespaces import CATEGORY
from wikimill.sources.base import Members, Pin, WikiSource

log = logging.getLogger(__name__)


class CategoryWalk:
    """A walk through categories, breadth-first to `depth`, each once, so cycles end.

    Args:
        manifest: what the person wrote.
        source: the wiki, or a dump of it.
        where: the manifest's file, for errors and the log.
    """

    def __init__(self, manifest: WikiManifest, source: WikiSource, where: str) -> None:
        self.manifest = manifest
        self.source = source
        self.where = where
        self._pages: Counter[str] = Counter()  # of each category, without those that are excluded
        self._excluded: Counter[str] = Counter()  # pages
        self._below: dict[str, list[str]] = {}  # the categories that each leads to, as a member or a redirect

    def pages(self, named: Collection[str]) -> Iterator[Pin]:
        """The pages, level by level. A category that is a redirect is walked as well as the one that it leads to.

        Raises:
            WikimillError: a category in `named` does not exist.
        """
        level, seen, depth = sorted(named), set(named), 0
        with bar("Categories", None, "category") as progress:
            while level and depth <= self.manifest.depth:
                below: set[str] = set()
                while level:
                    barren = []
                    for category in level:
                        members = self._members(category, depth)
                        progress.update()
                        yield from self._taken(category, members.pages)
                        below.update(members.subcategories)
                        self._below[category] = list(members.subcategories)
                        if not (members.pages or members.subcategories):
                            barren.append(category)
                    # To ask of every category would double the requests; those that people name are few.
                    targets = self.source.category_targets(level if depth == 0 else barren)
                    for category, target in sorted(targets.items()):
                        self._below[category].append(target)
                        if depth == 0:
                            what = "%s: category %r is a redirect to %r, whose pages are taken too"
                            log.info(what, self.where, category, target)
                    level = self._entered(targets.values(), seen)
                level = self._entered(below, seen)
                depth += 1
        self._explain(named)

    def _members(self, category: str, depth: int) -> Members:
        members = self.source.category_members(category, self.manifest.namespaces, depth < self.manifest.depth)
        if members is None and depth == 0 and not self.source.count_members(category):
            self.source.finish_listing()  # the next run asks anew
            wiki = (
                f"on {self.manifest.wiki}" if self.source.api else "in the dump: it has neither its page nor a member"
            )
            raise WikimillError(f"{self.where}: category {category!r} does not exist {wiki}; correct its name")
        return members or Members([], [])

    def _taken(self, category: str, pages: Iterable[Pin]) -> Iterator[Pin]:
        for pin in pages:
            if self.manifest.exclude.has_title(pin.title):
                self._excluded[category] += 1
            else:
                self._pages[category] += 1
                yield replace(pin, category=category)

    def _entered(self, categories: Iterable[str], seen: set[str]) -> list[str]:
        """Those of the categories that were not seen yet and are not excluded, which are then seen."""
        new = sorted(each for each in {*categories} - seen if not self.manifest.exclude.has_category(each))
        seen.update(new)
        return new

    def _explain(self, named: Iterable[str]) -> None:
        """Say why categories gave no page."""
        for category in named:
            reached = self._reached(category)
            if not any(self._pages[each] for each in reached):
                log.warning("%s: category %r gives no page: %s", self.where, category, self._reason(category, reached))

    def _reached(self, category: str) -> set[str]:
        """The category and all that were walked from it."""
        found, left = {category}, [category]
        while left:
            new = {each for each in self._below[left.pop()] if each in self._below} - found
            found |= new
            left += new
        return found

    def _reason(self, category: str, reached: set[str]) -> str:
        exclude, reasons = self.manifest.exclude, []
        if excluded := sum(self._excluded[each] for each in reached):
            reasons.append(f"{excluded:,} are left out by `exclude: titles`")
        if shut := {below for each in reached for below in self._below[each] if exclude.has_category(below)}:
            reasons.append(f"{len(shut):,} subcategories are left out by `exclude: categories`")
        if len(reached) > 1:
            reasons.append(f"the {len(reached) - 1:,} categories that it leads to have none")
        members = self.source.count_members(category)
        reasons += filter(None, (self._of_namespace(ns, members[ns], category) for ns in sorted(members)))
        return "; ".join(reasons) or "it is empty"

    def _of_namespace(self, ns: int, number: int, category: str) -> str:
        """Why members in a namespace gave no page; empty where that is said already. No more than the first count."""
        name = next(iter(self.source.site().namespace_names(ns)), "articles")
        if ns in self.manifest.namespaces:
            redirects = number - self._excluded[category]
            return f"{redirects:,} in {ns} ({name}) are redirects that lead to none" if redirects > 0 else ""
        if ns == CATEGORY:
            return "" if self.manifest.depth else f"{number:,} are subcategories, which `depth: 0` does not enter"
        return f"{number:,} of its first members are in {ns} ({name}), which `namespaces` lacks"
