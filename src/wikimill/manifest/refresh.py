"""Moving the pins of derived manifests to what the wiki shows now, and saying what changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from wikimill import layout
from wikimill.errors import WikimillError
from wikimill.files import write_text
from wikimill.manifest import derived
from wikimill.manifest.derived import Row
from wikimill.manifest.expand import expand
from wikimill.manifest.original import read
from wikimill.sources.base import Pin, Source
from wikimill.wiki import Wiki

FOLDER = Path("cache/refresh")
KINDS = ("added", "changed", "moved", "deleted", "removed")


@dataclass(frozen=True)
class Change:
    """A page that is no longer as it was pinned.

    `kind` is `added` (new in the manifest), `changed` (another revision), `moved` (another title, and perhaps
    another revision), `deleted` (gone from the wiki) or `removed` (still there, but no longer in the manifest's
    categories, or a redirect now).
    """

    kind: str
    title: str  # as it was; of an added page as it is
    pageid: int
    revid: int  # as it was; 0 for an added page
    new_title: str  # as it is; empty when deleted
    new_revid: int  # 0 when deleted or removed


COLUMNS = [field.name for field in fields(Change)]


@dataclass(frozen=True)
class Refreshed:
    """What a refresh did to a manifest: its changes, and how many pages it has now."""

    changes: list[Change]
    pages: int


def by_source(names: Collection[str]) -> dict[tuple[Wiki, str | None], list[str]]:
    """Where to ask, and the derived manifests of each wiki that one of `names` is of; without names all of them.

    Raises:
        WikimillError: there is no derived manifest of that name, or none at all.
    """
    wikis = {path.stem: derived.wiki_of(derived.read_header(path)) for path in sorted(layout.DERIVED.glob("*.tsv"))}
    for name in names:
        if name not in wikis:
            raise WikimillError(
                f"{layout.derived(name)}: there is no such derived manifest; there are {', '.join(wikis)}"
            )
    if not wikis:
        raise WikimillError(f"{layout.DERIVED}: nothing to refresh; build a manifest first")
    wanted = {wikis[name].folder for name in names or wikis}
    sources: dict[tuple[Wiki, str | None], list[str]] = {}
    for name, wiki in wikis.items():
        if wiki.folder in wanted:
            sources.setdefault((wiki, read(layout.original(name))[0].dump), []).append(name)
    return sources


def refresh(names: Iterable[str], source: Source) -> dict[str, Refreshed]:
    """List the wiki again for all of its manifests, and write those of which something changed.

    A page in several manifests gets one revision. Nothing is written before all are listed. What changed is in
    `cache/refresh/NAME.tsv` too.

    Raises:
        WikimillError: no original beside a derived manifest, or what `expand` and the source raise.
    """
    pins: dict[str, Pin] = {}
    listed = {}
    for name in names:
        path = layout.original(name)
        original, sha256 = read(path)
        rows: dict[str, Row] = {}
        for row in expand(original, source, str(path), pins):
            rows.setdefault(row.pin.title, row)
        pins.update((title, row.pin) for title, row in rows.items() if row.pin.revid)
        listed[name] = original, sha256, rows
    done = {}
    for name, (original, sha256, rows) in listed.items():
        header, before = derived.read(layout.derived(name))
        found = list(changes(before, rows.values(), source))
        write(FOLDER / f"{name}.tsv", found)
        if sha256 != header.original or before != [rows[title] for title in sorted(rows)]:
            derived.write(layout.derived(name), sha256, original, source.site(), rows.values())
        done[name] = Refreshed(found, len(rows))
    return done


def changes(before: Iterable[Row], after: Iterable[Row], source: Source) -> Iterator[Change]:
    """What differs between two lists of a manifest's pages; pages that are gone are looked for by their number."""
    old, new = _numbered(before), _numbered(after)
    gone = [pin.pageid for key, pin in old.items() if key not in new and pin.pageid]
    still = source.find(gone) if gone else {}
    for key in sorted({*old, *new}, key=lambda key: (old.get(key) or new[key]).title):
        was, now = old.get(key), new.get(key)
        if was is None:
            assert now
            yield Change("added", now.title, now.pageid, 0, now.title, now.revid)
        elif now is None:
            there = still.get(was.pageid)
            kind = "removed" if there else "deleted"
            yield Change(kind, was.title, was.pageid, was.revid, there.title if there else "", 0)
        elif was.title != now.title:
            yield Change("moved", was.title, was.pageid, was.revid, now.title, now.revid)
        elif was.revid != now.revid:
            yield Change("changed", was.title, was.pageid, was.revid, now.title, now.revid)


def write(path: Path, found: Iterable[Change]) -> None:
    """The changes as a table, tab-separated, with a row of column names."""
    rows = ["\t".join(map(str, astuple(change))) for change in found]
    write_text(path, "\n".join(["\t".join(COLUMNS), *rows]) + "\n")


def summary(done: Mapping[str, Refreshed]) -> str:
    """A table for people: manifests, and their changes by kind."""
    table = [["manifest", *KINDS, "pages now"]]
    for name, refreshed in done.items():
        counts = Counter(change.kind for change in refreshed.changes)
        table.append([name, *(str(counts[kind]) for kind in KINDS), str(refreshed.pages)])
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    aligned = [[row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])] for row in table]
    return "\n".join("  ".join(row) for row in aligned)


def _numbered(rows: Iterable[Row]) -> dict[int | str, Pin]:
    """Pins by the page's number, which moves do not change; by title where there is none."""
    return {row.pin.pageid or row.pin.title: row.pin for row in rows if row.pin.revid}
