"""What two locks differ in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from wikimill.compare.difference import (
    ADDED,
    CHANGED,
    REMOVED,
    REVISION,
    TEMPLATE,
    TOUCHED,
    Cause,
    Difference,
    PageChange,
    State,
    differing,
    find_moves,
)
from wikimill.compare.join import in_order, outer_join
from wikimill.compare.lock_files import LockFiles
from wikimill.compare.used import find_used, site_changes, template_changes
from wikimill.manifest.lock import read_head, read_pins
from wikimill.manifest.templates_lock import find_page
from wikimill.sources.base import Pin

FIX = "restore it from version control"
NO_USES = "which pages use these templates is not known here: build the manifest first (snakemake processed/{name})"
NOT_OF_MANIFEST = ("tool", "date", "pages", "site")  # in the header of a lock, beside what its manifest says


def diff_locks(before: LockFiles, after: LockFiles, labels: tuple[str, str]) -> Difference:
    """What two locks differ in; see `Difference`. Memory grows with the pages that differ.

    Args:
        before: a lock.
        after: another one.
        labels: what they are called.

    Raises:
        WikimillError: a file is missing, or damaged.
    """
    found = Difference("lock", *labels, units=("bytes",))
    is_same_wiki = before.header.origin.shares_pages(after.header.origin)  # which also tells damaged headers
    heads = read_head(before.pages), read_head(after.pages)
    said = ({key: value for key, value in head.items() if value and key not in NOT_OF_MANIFEST} for head in heads)
    found.manifests = differing(*said)
    found.versions = differing(*({"tool": head.get("tool")} for head in heads))
    numbers: dict[tuple[str, str], int | str] = {}
    source = after.header.origin.name
    for title, old, new in outer_join(_pages(before), _pages(after)):
        for side, pin in (("before", old), ("after", new)):
            if pin:
                found.totals[side].update(pages=1, bytes=max(pin.bytes, 0))
        if old and new and (old.revid, old.sha1) == (new.revid, new.sha1):
            continue
        change = CHANGED if old and new else REMOVED if old else ADDED
        causes = [Cause(REVISION, "", old.revid, new.revid)] if old and new else []
        found.pages.append(PageChange(change, title, source, _state(old), _state(new), causes=causes))
        if change != CHANGED and is_same_wiki and (pin := old or new) and pin.pageid:
            numbers[source, title] = pin.pageid
    found.pages = find_moves(found.pages, numbers)
    found.site = site_changes(before, after)
    pages = _touch(found, before, after)
    found.templates = list(template_changes(before, after, pages))
    if pages is None and found.templates:
        found.notes.append(NO_USES.format(name=after.name))
    if found.site:
        found.notes.append("the wiki itself says other things than it did, on which all pages depend")
    return found


def _touch(found: Difference, before: LockFiles, after: LockFiles) -> Counter[str] | None:
    """Add the pages that are pinned alike and use something else that is not; how many pages use each template.

    None where nothing says what pages use.
    """
    known = {page.new_title or page.title: page for page in found.pages if page.after}
    finders = find_page(before.pages), find_page(after.pages)
    pages: Counter[str] = Counter()
    is_known, unknown, done = False, 0, set[str]()
    for title, revid, causes in find_used(before, after):
        is_known = True
        if causes == [] or title in done:
            continue
        change = known.get(title)
        states = [change.before, change.after] if change else [find(title) for find in finders]
        if revid not in [state.revid for state in states if state]:
            continue
        if causes is None:
            unknown += 1
            continue
        done.add(title)
        if change is None:
            state = State(revid, "", {})
            change = PageChange(TOUCHED, title, after.header.origin.name, state, state)
            found.pages.append(change)
        change.causes += causes
        pages.update(cause.name for cause in causes if cause.kind == TEMPLATE)
    if unknown:
        found.notes.append(f"what {unknown} pages use is not known here; build the manifest first")
    found.pages.sort(key=lambda page: page.title)
    return pages if is_known else None


def _pages(files: LockFiles) -> Iterator[tuple[str, Pin]]:
    rows = in_order(((pin.title, pin) for pin in read_pins(files.pages)), files.pages, "title", FIX)
    return ((title, pin) for title, pin in rows if pin.revid)


def _state(pin: Pin | None) -> State | None:
    return State(pin.revid, pin.sha1, {"bytes": max(pin.bytes, 0)}) if pin else None
