"""What two corpora differ in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from wikimill.compare.difference import (
    ADDED,
    CHANGED,
    LEFT_OUT,
    LISTED,
    MOVED,
    RECIPE,
    REMOVED,
    REVISION,
    SETTING,
    SITE,
    TEMPLATE,
    UNKNOWN,
    VERSION,
    Cause,
    Difference,
    PageChange,
    TemplateChange,
    Value,
    differing,
    find_moves,
)
from wikimill.compare.find_locks import find_lock
from wikimill.compare.join import outer_join
from wikimill.compare.lock_files import LockFiles
from wikimill.compare.provenance import Manifest, Provenance, read_provenance
from wikimill.compare.tables import has_tokens, read_left_out, read_rows
from wikimill.compare.used import find_used, site_changes, template_changes
from wikimill.layout import PROVENANCE

# Settings that change no text of a page: of how it is made, and of which pages there are.
NOT_OF_TEXTS = ("convert.timeout", "convert.memory", "convert.shard_pages", "corpus.", "tokenizer.")
OF_TEXTS = ("corpus.normalize", "corpus.repeated_lines")
# The settings that decide whether a page is left out for a reason.
KEYS_OF_REASON = {
    "too short": ["corpus.min_words"],
    "language": ["corpus.languages"],
    "exact duplicate": ["corpus.dedup"],
    "near duplicate": ["corpus.dedup", "corpus.dedup_similarity"],
    "quarantined": ["convert.timeout", "convert.memory"],
    **{kind: ["corpus.leave_out"] for kind in ("redirect", "disambiguation", "stub", "list")},
}


@dataclass(frozen=True)
class CorpusFiles:
    """A corpus: its folder, its project's, and what it was made from; None where it does not say it."""

    folder: Path
    root: Path
    provenance: Provenance | None

    @classmethod
    def open(cls, folder: Path) -> CorpusFiles:
        """The corpus in a folder, which is two below its project's."""
        return cls(folder, folder.absolute().parent.parent, read_provenance(folder))

    def manifest(self, name: str) -> Manifest | None:
        """One of its manifests."""
        return (
            next((each for each in self.provenance.manifests if each.name == name), None) if self.provenance else None
        )


def diff_corpora(before: CorpusFiles, after: CorpusFiles, labels: tuple[str, str], scratch: Path) -> Difference:
    """What two corpora differ in; see `Difference`. Memory grows with the pages that differ, not with their texts.

    Args:
        before: a corpus.
        after: another one.
        labels: what they are called.
        scratch: a folder for locks of earlier revisions.

    Raises:
        WikimillError: a file is missing, or damaged.
    """
    units = ("words", "tokens") if has_tokens(before.folder) and has_tokens(after.folder) else ("words",)
    found = Difference("corpus", *labels, units=units)
    _compare_pages(found, before, after)
    _compare_provenance(found, before, after)
    _tell_left_out(found, before, after)
    site = _Templates(found, scratch).compare(before, after)
    _explain_the_rest(found, before, after, site)
    return found


def _compare_pages(found: Difference, before: CorpusFiles, after: CorpusFiles) -> None:
    numbers: dict[tuple[str, str], int | str] = {}
    for _, old, new in outer_join(read_rows(before.folder), read_rows(after.folder)):
        for side, row in (("before", old), ("after", new)):
            if row:
                found.totals[side].update({"pages": 1, **{unit: row.state.sizes[unit] for unit in found.units}})
        row = new or old
        assert row
        if old and new and old.state.digest == new.state.digest:
            found.same["pages"] += 1
            for unit in found.units:
                found.same[unit] += new.state.sizes[unit] - old.state.sizes[unit]
            continue
        change = CHANGED if old and new else REMOVED if old else ADDED
        states = old.state if old else None, new.state if new else None
        found.pages.append(PageChange(change, row.title, row.source, *states))
        if change != CHANGED and row.number is not None:
            numbers[row.source, row.title] = row.number
    found.pages = find_moves(found.pages, numbers)
    for page in found.pages:
        if page.before and page.after and page.before.revid != page.after.revid:
            page.causes.append(Cause(REVISION, "", page.before.revid, page.after.revid))


def _compare_provenance(found: Difference, before: CorpusFiles, after: CorpusFiles) -> None:
    for side in (before, after):
        if side.provenance is None:
            found.notes.append(
                f"{side.folder / PROVENANCE} is not there: settings, versions and templates cannot be told apart; "
                "build the corpus again with this version of wikimill"
            )
    if before.provenance and after.provenance:
        one, other = before.provenance, after.provenance
        found.settings = differing(one.flat_settings, other.flat_settings)
        found.versions = differing(one.versions, other.versions)
        found.manifests = differing(
            *({each.name: each.lock.sha256 for each in side.manifests} for side in (one, other))
        )


def _tell_left_out(found: Difference, before: CorpusFiles, after: CorpusFiles) -> None:
    """Why pages are on one side alone: the other left them out, or its manifests do not name them."""
    keys = {value.name: value for value in found.settings}
    for change, other in ((ADDED, before), (REMOVED, after)):
        pages = {(page.source, page.title): page for page in found.pages if page.change == change}
        if not pages:
            continue
        if not (other.folder / "left_out.tsv").exists():
            for page in pages.values():
                page.causes.append(Cause(UNKNOWN))
            found.notes.append(f"{other.folder / 'left_out.tsv'} is not there: why pages are not in it is not known")
            continue
        for title, source, reason in read_left_out(other.folder):
            if left_out := pages.get((source, title)):
                left_out.causes.append(Cause(LEFT_OUT, reason))
                settings = (keys[key] for key in KEYS_OF_REASON.get(reason, ()) if key in keys)
                left_out.causes += [Cause(SETTING, value.name, value.before, value.after) for value in settings]
        for page in pages.values():
            page.causes = page.causes or [Cause(LISTED)]


class _Templates:
    """Compares what the locks of two corpora pin beside their pages."""

    def __init__(self, found: Difference, scratch: Path) -> None:
        self.found = found
        self.scratch = scratch

    def compare(self, before: CorpusFiles, after: CorpusFiles) -> set[str]:
        """Add causes and templates; the sources whose wiki says other things of itself."""
        changed: set[str] = set()
        for manifest in after.provenance.manifests if after.provenance else ():
            old = before.manifest(manifest.name)
            if old is None or not (old.templates or old.answers) or old == manifest:
                continue
            files, others = self._find(before, old, "before"), self._find(after, manifest, "after")
            if not (files and others):
                continue
            source = others.header.origin.name
            if site := site_changes(files, others):
                changed.add(source)
                self.found.site += [Value(f"{manifest.name}: {each.name}", each.before, each.after) for each in site]
            self._attach(source, files, others)
        return changed

    def _find(self, corpus: CorpusFiles, manifest: Manifest, side: str) -> LockFiles | None:
        files = find_lock(manifest, corpus.folder, corpus.root, self.scratch / side)
        if files is None:
            self.found.notes.append(
                f"{manifest.lock.path} of {corpus.folder} is neither in its project nor in git's history: templates "
                "cannot be told apart"
            )
        return files

    def _attach(self, source: str, before: LockFiles, after: LockFiles) -> None:
        wanted = {
            page.new_title or page.title: page for page in self.found.pages if page.source == source and page.after
        }
        pages: Counter[str] = Counter()
        done: set[str] = set()
        is_known = False
        for title, revid, causes in find_used(before, after):
            is_known = True
            page = wanted.get(title)
            if page is None or causes is None or title in done or page.change == ADDED:
                continue
            if revid in [state.revid for state in (page.before, page.after) if state]:
                done.add(title)
                page.causes += causes
                pages.update(cause.name for cause in causes if cause.kind == TEMPLATE)
        self.found.templates += _new(self.found.templates, template_changes(before, after, pages if is_known else None))
        if not is_known:
            self.found.notes.append(
                f"which pages use which templates is not known here: cache/convert/{after.name} is of another build, "
                "or not there"
            )


def _new(known: list[TemplateChange], others: Iterator[TemplateChange]) -> list[TemplateChange]:
    """Those that are not known: manifests of one wiki pin the same templates."""
    titles = {each.title for each in known}
    return [each for each in others if each.title not in titles]


def _explain_the_rest(found: Difference, before: CorpusFiles, after: CorpusFiles, site: set[str]) -> None:
    """Give each changed text without a cause the first that may be one: the wiki, settings, versions, the recipe."""
    settings = [
        Cause(SETTING, each.name, each.before, each.after) for each in found.settings if _is_of_texts(each.name)
    ]
    versions = [Cause(VERSION, each.name, each.before, each.after) for each in found.versions]
    recipes = [side.provenance.recipe if side.provenance else None for side in (before, after)]
    recipe = [Cause(RECIPE, "", *recipes)] if None not in recipes and recipes[0] != recipes[1] else []
    rest = settings or versions or recipe or [Cause(UNKNOWN)]
    for page in found.pages:
        is_text = page.before and page.after and page.before.digest != page.after.digest
        if page.change in (CHANGED, MOVED) and is_text and not page.causes:
            page.causes += [Cause(SITE)] if page.source in site else rest


def _is_of_texts(key: str) -> bool:
    return key.startswith(OF_TEXTS) or not key.startswith(NOT_OF_TEXTS)
