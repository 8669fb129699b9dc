"""From an original manifest to its derived one: walk the categories, pin the revisions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path

from wikimill.errors import WikimillError
from wikimill.manifest import derived
from wikimill.manifest.origin import Origin
from wikimill.manifest.original import Original
from wikimill.progress import bar
from wikimill.sources.base import Pin, WikiSource
from wikimill.titles import normalize


def expand(original: Original, source: WikiSource, name: str, pins: Mapping[str, Pin]) -> Iterator[derived.Row]:
    """The pages that an original manifest names, at the newest revision.

    Categories are walked breadth-first to `depth`, each once, so cycles end. A page in several categories
    comes several times; the first row, fewest levels down and then by the category's name, is the one to keep.

    Args:
        original: what the person wrote.
        source: the wiki, or a dump of it.
        name: of the manifest's file, for errors.
        pins: pages of this wiki that other derived manifests pin already, by title; they keep that revision,
            so that a wiki's page has one text in the project.

    Raises:
        WikimillError: a category that does not exist, or no page at all.
    """
    empty = True
    for pin, category in _listed(original, source, name):
        if not _excluded(pin.title, original.exclude.titles):
            empty = False
            yield derived.Row(pins.get(pin.title, pin), category)
    if empty:
        raise WikimillError(f"{name}: no page found; name other categories or pages, or exclude less")


def pinned_elsewhere(folder: Path, name: str, origin: Origin) -> dict[str, Pin]:
    """The pins of all derived manifests in `folder` but `name` that have their pages from the same origin."""
    pins: dict[str, Pin] = {}
    for path, header in derived.sharing(folder, origin.place):
        if path.stem != name and _shares(header.origin, origin):
            pins.update((row.pin.title, row.pin) for row in derived.read_rows(path) if row.pin.revid)
    return pins


def _shares(one: Origin, other: Origin) -> bool:
    """Whether the other can fetch what the one pins; a dump lacks what a wiki or another dump has."""
    return one.key == other.key and getattr(one, "dump", None) == getattr(other, "dump", None)


def _listed(original: Original, source: WikiSource, name: str) -> Iterator[tuple[Pin, str]]:
    """Pages with the category they were found in; one page may come several times."""
    if not original.categories and not original.pages:
        yield from ((pin, "") for pin in source.all_pages(original.namespaces))
        return
    first_letter = source.site().first_letter
    prefixes = {prefix.casefold() for prefix in source.site().names(14)}
    level = [_category(title, prefixes, first_letter) for title in original.categories]
    yield from _walked(original, source, name, level)
    if original.pages:
        pins = source.lookup(dict.fromkeys(normalize(title, first_letter) for title in original.pages))
        yield from ((pin, "") for pin in pins)


def _walked(original: Original, source: WikiSource, name: str, level: list[str]) -> Iterator[tuple[Pin, str]]:
    seen = set(level)
    with bar("Categories", None, "category") as progress:
        for depth in range(original.depth + 1):
            deeper = depth < original.depth
            below: set[str] = set()
            for category in sorted(level):
                members = source.category_members(category, original.namespaces, deeper)
                progress.update()
                if members is None and depth == 0:
                    raise WikimillError(
                        f"{name}: category {category!r} does not exist on {original.wiki}; correct its name"
                    )
                if members:
                    yield from ((pin, category) for pin in members.pages)
                    below.update(members.subcategories)
            level = [title for title in below - seen if not _excluded(title, original.exclude.categories)]
            seen.update(level)


def _category(title: str, prefixes: Iterable[str], first_letter: bool) -> str:
    """A category as a person may write it, without the namespace."""
    prefix, colon, rest = title.partition(":")
    bare = rest if colon and normalize(prefix).casefold() in prefixes else title
    return normalize(bare, first_letter)


def _excluded(title: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(title, pattern.replace("_", " ")) for pattern in patterns)
