"""Moving the pins of locks to what the wiki shows now, and telling what changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from wikimill import layout, tables
from wikimill.config.model import Config
from wikimill.errors import WikimillError
from wikimill.manifest.expand import FindPages, open_listing
from wikimill.manifest.lock import read_lock
from wikimill.manifest.models import read_manifest
from wikimill.manifest.staged_files import StagedFiles
from wikimill.sources.base import Pin

FOLDER = Path("cache/refresh")
CHANGE_KINDS = ("added", "changed", "moved", "deleted", "removed")


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
class RefreshResult:
    """What a refresh changed in a manifest, and how many pages it has now."""

    changes: list[Change]
    pages: int


def group_by_folder(names: Collection[str]) -> list[list[str]]:
    """The names of locks that share pages with one of `names`, grouped by the folder of their pages; without names all.

    Raises:
        WikimillError: there is no lock of that name, or no lock at all.
    """
    names_of_locks = [path.stem for path in layout.locks()]
    folders = {name: read_manifest(layout.original(name))[0].origin(name).folder for name in names_of_locks}
    for name in names:
        if name not in folders:
            known = ", ".join(folders)
            raise WikimillError(f"{layout.lock(name)}: there is no such derived manifest; there are {known}")
    if not folders:
        raise WikimillError(f"{layout.LOCKS}: nothing to refresh; build a manifest first")
    wanted = sorted({folders[name] for name in names or folders})
    return [[name for name, folder in folders.items() if folder == each] for each in wanted]


@dataclass(frozen=True)
class Plan:
    """A refresh of which no file has its place yet: what changed, by manifest, and the new locks."""

    done: dict[str, RefreshResult]
    staged: StagedFiles
    finish: list[Callable[[], object]]  # to be called when the locks are written

    def move(self) -> None:
        """Write the changes to `cache/refresh/NAME.tsv`, and then the locks."""
        for name, refreshed in self.done.items():
            if refreshed.changes:  # first: when killed before the pins are moved, the next refresh finds them again
                write_changes(FOLDER / f"{name}.tsv", refreshed.changes)
        self.staged.move()
        self.close()

    def close(self) -> None:
        """The next listing asks anew."""
        for finish in self.finish:
            finish()


def plan_refresh(names: Iterable[str], config: Config, staged: StagedFiles, processes: int = 1) -> Plan:
    """List the pages of manifests again that share pages, and write aside the locks in which something changed.

    A page in several manifests gets one revision.

    Raises:
        WikimillError: no manifest for a lock, or what listing raises.
    """
    pins: dict[str, Pin] = {}
    plan = Plan({}, staged, [])
    for name in names:
        header, before = read_lock(layout.lock(name))
        with open_listing(name, config, pins, processes, fresh=True) as listing:
            found: dict[str, Pin] = {}
            for pin in listing.pins:
                found.setdefault(pin.title, pin)
            now = [found[title] for title in sorted(found)]
            # Page ids of another wiki mean nothing here.
            is_same = listing.origin.shares_pages(header.origin)
            find = listing.find if is_same else lambda _: {}
            before = before if is_same else []
            plan.done[name] = RefreshResult(list(find_changes(before, now, find)), len(now))
            if (listing.sha256, listing.origin) != (header.original, header.origin) or before != now:
                listing.write(now, listing.site(), staged.add(layout.lock(name)))
            plan.finish.append(listing.finish)
        pins.update((title, pin) for title, pin in found.items() if pin.revid)
    return plan


def find_changes(before: Iterable[Pin], after: Iterable[Pin], find: FindPages) -> Iterator[Change]:
    """What differs between two lists of a manifest's pages; `find` looks up those that are gone, by page id."""
    old, new = _by_id(before), _by_id(after)
    gone = [pin.pageid for key, pin in old.items() if key not in new and pin.pageid]
    existing = find(gone) if gone else {}
    for key in sorted({*old, *new}, key=lambda key: (old.get(key) or new[key]).title):
        was, now = old.get(key), new.get(key)
        if was is None:
            assert now
            yield Change("added", now.title, now.pageid, 0, now.title, now.revid)
        elif now is None:
            found = existing.get(was.pageid)
            kind = "removed" if found else "deleted"
            yield Change(kind, was.title, was.pageid, was.revid, found.title if found else "", 0)
        elif was.title != now.title:
            yield Change("moved", was.title, was.pageid, was.revid, now.title, now.revid)
        elif (was.revid, was.sha1) != (now.revid, now.sha1):
            yield Change("changed", was.title, was.pageid, was.revid, now.title, now.revid)


def write_changes(path: Path, found: Iterable[Change]) -> None:
    """The changes as a table, tab-separated, with a row of column names."""
    tables.write_table(path, COLUMNS, map(astuple, found))


def count_changes(refreshed: RefreshResult) -> dict[str, int]:
    """The number of changes of each kind."""
    found = Counter(change.kind for change in refreshed.changes)
    return {kind: found[kind] for kind in CHANGE_KINDS}


def format_table(done: Mapping[str, RefreshResult]) -> str:
    """A refresh as a table of text: manifests, and their changes by kind."""
    table = [["manifest", *CHANGE_KINDS, "pages now"]]
    for name, refreshed in done.items():
        table.append([name, *map(str, count_changes(refreshed).values()), str(refreshed.pages)])
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    aligned = [[row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])] for row in table]
    return "\n".join("  ".join(row) for row in aligned)


def _by_id(rows: Iterable[Pin]) -> dict[int | str, Pin]:
    """Pins by page id, which moves do not change; by title where there is no id."""
    return {row.pageid or row.title: row for row in rows if row.revid}
