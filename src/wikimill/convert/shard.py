"""Converting a shard of a manifest: `raw/` and `processed/` files, and the shard's table."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
from collections.abc import Sequence
from pathlib import Path

from wikimill import layout
from wikimill.config.model import Config
from wikimill.convert import page_facts
from wikimill.convert.conversion import ConvertedPage, Converter
from wikimill.convert.failures import Failures
from wikimill.convert.html import HtmlConverter
from wikimill.convert.known_wiki import manifest_wiki
from wikimill.convert.losses import to_json
from wikimill.convert.pages import PageRow, read_pages, read_recipe_digest, remove_orphans, write_pages
from wikimill.convert.recipe import load_recipe
from wikimill.convert.shard_uses import ShardUses, pinned_answer
from wikimill.convert.wikitext import WikitextConverter
from wikimill.errors import WikimillError
from wikimill.fetch.cache import NotCachedError, RevisionCache
from wikimill.fetch.fetch import read_missing
from wikimill.files import digest_if_exists, write_bytes
from wikimill.manifest.lock import read_header, read_pins
from wikimill.manifest.origin import Origin, SnapshotOrigin, WikiOrigin
from wikimill.manifest.uses import Answer, uses_path
from wikimill.progress import bar
from wikimill.sources.base import Pin

log = logging.getLogger(__name__)


def convert(manifest: str, shard: str, index: Path, config: Config) -> None:
    """Convert the pages of a shard of a manifest; see `convert_shard`."""
    lock = layout.lock(manifest)
    header = read_header(lock)
    origin = header.origin
    with contextlib.ExitStack() as stack:
        cache = stack.enter_context(RevisionCache(layout.CACHE / origin.folder))
        converter = Converter()
        answer = None
        if isinstance(origin, WikiOrigin):
            wiki = manifest_wiki(manifest, header)
            converter = stack.enter_context(WikitextConverter(load_recipe(config.convert), wiki))
            answer = pinned_answer(wiki)
        elif isinstance(origin, SnapshotOrigin):
            recipe = load_recipe(config.convert)
            converter = stack.enter_context(HtmlConverter(recipe, header.site, header.site_summary))
        convert_shard(list(read_pins(lock, layout.in_shard(shard))), shard, origin, cache, converter, index, answer)


def convert_shard(
    pins: Sequence[Pin],
    shard: str,
    origin: Origin,
    cache: RevisionCache,
    converter: Converter,
    index: Path,
    answer: Answer | None = None,
) -> None:
    """Make what is missing or stale of a shard's files, and its table at `index`.

    A page is converted only when its file is gone or was made from another revision, by another recipe or of other
    templates; the last finished run's table, kept beside `index` as `.state`, tells, and shard_uses.py.

    Args:
        pins: of the shard.
        shard: such as `00003-of-00008`.
        origin: where the texts come from, which names their files.
        cache: its revisions.
        converter: makes markdown of them.
        index: where the table goes.
        answer: to names of what pages may use; None where they use nothing.

    Raises:
        WikimillError: a page that was fetched is not in the cache, or a filter fails on most pages.
    """
    manifest = index.parent.name
    fetch_record = layout.fetch_record(manifest)
    gone = read_missing(fetch_record)
    template_record = layout.template_record(manifest)
    records = [str(path) for path in (fetch_record, template_record) if path == fetch_record or path.exists()]
    paths = origin.markdown_paths(pin.title for pin in pins)
    state = index.with_suffix(".state")
    before = list(read_pages(state)) if state.exists() else []
    same_recipe = bool(before) and read_recipe_digest(state) == converter.digest
    known = {row.title: row for row in before} if same_recipe else {}
    uses = ShardUses(uses_path(manifest, shard), converter.digest, answer) if answer else None
    # First of all: on a disk that folds case the file of a page that was renamed by case is the new one's too.
    remove_orphans(before, paths.values(), origin.folder, manifest)
    quarantine = Quarantine(converter)
    done = []
    with bar(f"Converting {shard}", len(pins), "page") as progress:
        for pin in pins:
            markdown = Path(paths[pin.title])
            raw = layout.raw_page(markdown) if converter.keeps_raw else None
            row = known.get(pin.title) if uses is None or uses.keep(pin) else None
            if row is None or not _is_current(row, pin, raw, markdown):
                if pin.title not in gone and pin.revid not in cache.known([pin]):
                    raise WikimillError(
                        f"{cache.path}: revision {pin.revid} of {pin.title!r} was in the cache and is gone; delete "
                        f"{' and '.join(records)} and run again: what is missing is then fetched again"
                    )
                row = _convert_page(pin, row, raw, markdown, cache, quarantine, uses, gone.get(pin.title, ""))
            done.append(row)
            progress.update()
    quarantine.failures.report(fewest=2)
    os.sync()  # the pages are on the disk before a table says so
    if uses:
        uses.write()  # first: a page that it calls current has its file, and the older table says which it was
    write_pages(state, done, converter.digest)
    write_pages(index, done, converter.digest)
    log.info("shard %s: %d pages, %d converted now", shard, len(pins), quarantine.failures.pages)


class Quarantine:
    """A converter of many pages: an error in a filter quarantines the page instead of ending the run."""

    def __init__(self, converter: Converter) -> None:
        self.converter = converter
        self.failures = Failures()

    def convert(self, pin: Pin, text: str, model: str = "") -> ConvertedPage:
        """The page's markdown, empty when a filter failed on it."""
        try:
            page, failure = self.converter.convert_page(pin, text, model), None
        except NotCachedError:
            raise
        except WikimillError as error:
            page, failure = ConvertedPage("", "quarantined", reason="filter"), error
        self.failures.count(failure)
        return page


def _is_current(row: PageRow, pin: Pin, raw: Path | None, markdown: Path) -> bool:
    if row.revid != pin.revid:
        return False
    if row.status == "missing":
        return not (raw and raw.exists()) and not markdown.exists()
    return row.path == str(markdown) and _is_raw(raw, pin) and digest_if_exists(markdown) == row.sha256


def _convert_page(
    pin: Pin,
    row: PageRow | None,
    raw: Path | None,
    markdown: Path,
    cache: RevisionCache,
    quarantine: Quarantine,
    uses: ShardUses | None,
    missing: str,
) -> PageRow:
    """Write the page's files; its row. `missing` says why it has no text, if it has none."""
    revision = cache.get(pin.revid) if pin.revid else None
    if revision is None:
        if raw:
            raw.unlink(missing_ok=True)
        markdown.unlink(missing_ok=True)
        return PageRow(pin.title, "", pin.revid, "", 0, "missing", missing)
    if pin.sha1 and revision.sha1 != pin.sha1:
        raise WikimillError(
            f"{cache.path}: revision {pin.revid} of {pin.title!r} has another text than when it was pinned; delete "
            "the file and run again"
        )
    if raw and not _is_raw(raw, pin):
        if raw.exists():
            row = None  # made from another text
        write_bytes(raw, revision.text.encode("utf-8", "surrogatepass"), durable=False)
    if row and row.revid == pin.revid and row.path == str(markdown) and digest_if_exists(markdown) == row.sha256:
        return row
    page = quarantine.convert(pin, revision.text, revision.model)
    data = page.markdown.encode()
    write_bytes(markdown, data, durable=False)
    digest = hashlib.sha256(data).hexdigest()
    words = len(page.markdown.split())
    if uses:
        uses.add(pin, page.expanded)
    told = to_json(page.losses), page_facts.to_json(page.facts)
    return PageRow(pin.title, str(markdown), pin.revid, digest, words, page.status, page.dropped, *told)


def _is_raw(path: Path | None, pin: Pin) -> bool:
    """Whether the file, if there is to be one, holds the pinned text; without a pinned sha1 its presence must do."""
    return path is None or (digest_if_exists(path, "sha1") == pin.sha1 if pin.sha1 else path.exists())
