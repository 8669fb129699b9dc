"""Pages expanded here and by their wiki, to see whether both say the same.

Both are as `action=expandtemplates` of the API shows them: what stands in extension tags is not expanded. What a person
set for templates (`convert.renderers`, `keep`, `drop`) is to differ, and does not count.
"""

from __future__ import annotations

import functools
import hashlib
import heapq
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import TracebackType
from urllib.parse import quote_plus

from wikimill import __version__, layout
from wikimill.config.model import Config
from wikimill.convert.expander_process import ExpanderProcess
from wikimill.convert.expander_settings import ExpanderSettings
from wikimill.convert.expansion import ExpandedPage
from wikimill.convert.known_wiki import KnownWiki, manifest_wiki, pinned_titles
from wikimill.convert.short_diff import short_diff
from wikimill.convert.text import CONTROL, clean
from wikimill.convert.worker_process import LimitError
from wikimill.errors import WikimillError
from wikimill.fetch.cache import RevisionCache
from wikimill.fetch.fetch import read_missing
from wikimill.files import digest_if_exists
from wikimill.manifest.lock import Header, read_header, read_pins
from wikimill.manifest.origin import WikiOrigin
from wikimill.manifest.templates_lock import TemplatePin
from wikimill.manifest.verification import Verification, read_verification, write_verification
from wikimill.progress import bar
from wikimill.sources.base import Pin
from wikimill.sources.mediawiki.api import ApiSource
from wikimill.sources.mediawiki.connection import Connection, InternalError
from wikimill.sources.mediawiki.expander import UNEXPANDED, valid_request
from wikimill.sources.mediawiki.failing_pages import check_parser
from wikimill.templates.record import NOW, PAGE, split_asked

EQUAL, DIFFERENT, OUTDATED, SKIPPED = "equal", "different", "outdated", "skipped"
LONGEST = 1_000_000  # bytes of a page in a request; common servers accept 1 MiB
NO_PAGE = ExpandedPage("")


@dataclass(frozen=True)
class Comparison:
    """A page that was expanded here and by the wiki, and the outcome (see `Verification`).

    `diff` are the first lines that differ, those of the wiki with `+`; `changed` the templates that an outdated page
    uses and the wiki has changed; `wiki` what the wiki made of a page that is not equal, None where its parser gave up
    on something that is expanded here.
    """

    title: str
    revid: int
    outcome: str
    diff: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    wiki: str | None = None


class Verifier:
    """Compares pages of a manifest, a request each.

    Args:
        origin: the wiki.
        wiki: its locks.
        config: contact, etiquette and limits.
        connect: connects to the wiki, where a connection is open that others use too; its caller closes it.

    Raises:
        WikimillError: pages that are read from a dump, which has no parser; or no lock of templates.
    """

    def __init__(
        self, origin: WikiOrigin, wiki: KnownWiki, config: Config, connect: Callable[[], Connection] | None = None
    ) -> None:
        if origin.dump is not None:
            raise WikimillError(
                f"{origin.dump}: pages of a dump cannot be verified, for it has no parser to ask; make a manifest of "
                "some of them without `dump:`"
            )
        if not wiki.lock:
            raise WikimillError(
                "manifests/derived: no templates are pinned that could be verified; build the manifest with "
                "`convert.templates: wiki` first"
            )
        bare = config.convert.model_copy(update={"templates": "wiki", "renderers": [], "keep": [], "drop": []})
        settings = ExpanderSettings(bare, str(layout.workflow_folder()), wiki, compare=True)
        self.process = ExpanderProcess(settings.to_dict(), bare.timeout, bare.memory)
        self.find = pinned_titles(wiki)
        self.asked_at: datetime | None = None  # when the wiki last answered
        self._origin = origin
        self._config = config
        self._connect = connect
        self._current: dict[str, TemplatePin] = {}  # what the wiki has now, by title

    def __enter__(self) -> Verifier:
        return self

    def __exit__(self, _type: type | None, _error: BaseException | None, _where: TracebackType | None) -> None:
        self.process.stop()
        if "source" in vars(self) and not self._connect:
            self.source.close()

    @functools.cached_property
    def source(self) -> ApiSource:
        """The wiki, opened when it is first asked."""
        connection = self._connect() if self._connect else None
        return ApiSource(self._origin.wiki, self._config.contact, self._config.mediawiki, layout.CACHE, connection)

    def expand(self, title: str, text: str, now: datetime | None = None) -> tuple[ExpandedPage, str]:
        """The page as it is expanded here, and why that is impossible, empty if it is not."""
        try:
            return self.process.expand(title, text, now=now), ""
        except LimitError as limit:
            return NO_PAGE, str(limit)

    def compare(self, pin: Pin, text: str, expanded: tuple[ExpandedPage, str] | None = None) -> Comparison:
        """Expand a page here and by the wiki. Where it shows the time, that is the wiki's.

        Args:
            pin: of the page.
            text: its wikitext, cleaned (`text.clean`).
            expanded: what `expand` made of it, if that was asked.
        """
        text = valid_request(text)
        if len(quote_plus(text)) > LONGEST:
            return Comparison(pin.title, pin.revid, SKIPPED)
        page, problem = expanded or self.expand(pin.title, text)
        connection = self.source.connection
        try:
            wiki, warnings, now = connection.expand_page(text, pin.title)
        except InternalError as error:
            check_parser(connection, pin.title, error)
            return Comparison(pin.title, pin.revid, SKIPPED)
        self.asked_at = now
        if "truncated" in warnings:
            return Comparison(pin.title, pin.revid, SKIPPED)
        if warnings:
            raise connection.error(f"it warns: {warnings}", "run again later, or leave the page out")
        if NOW in page.asked:
            page, problem = self.expand(pin.title, text, now)
        here, wiki = (CONTROL.sub("", each) for each in (page.text, valid_request(wiki)))
        if here == wiki and not problem:
            return Comparison(pin.title, pin.revid, EQUAL)
        changed = tuple(self._changed(page.asked))
        diff = [f"-({problem})"] if problem else short_diff(here, wiki)
        gave_up = len(UNEXPANDED.findall(wiki)) > len(UNEXPANDED.findall(here))
        outcome = OUTDATED if changed else DIFFERENT
        return Comparison(pin.title, pin.revid, outcome, tuple(diff), changed, None if gave_up else wiki)

    def _changed(self, asked: Iterable[str]) -> Iterator[str]:
        """The templates and other pages among the names asked for that the wiki has changed since they were pinned."""
        titles = [title for kind, title in map(split_asked, asked) if kind == PAGE]
        pinned = [pin for title in titles if (pin := self.find(title))]
        unknown = [pin.title for pin in pinned if pin.title not in self._current]
        for title, now in self.source.current_pins(unknown):
            self._current[title] = TemplatePin(title, now.revid if now else 0, now.sha1 if now else "")
        return (pin.title for pin in pinned if not _is_same(pin, self._current[pin.title]))


def verify(manifest: str, number: int, seed: int, config: Config) -> tuple[Verification, list[Comparison]]:
    """Compare some pages of a manifest, always the same ones, and keep the numbers beside its lock.

    Args:
        manifest: its name.
        number: of pages.
        seed: chooses them.
        config: the configuration.

    Returns:
        The numbers, and the pages that are not equal. Memory grows with these and with `number`.

    Raises:
        WikimillError: it cannot be done, with the reason.
    """
    path = layout.lock(manifest)
    header = read_header(path)
    record = layout.fetch_record(manifest)
    gone = read_missing(record) if record.exists() else {}
    shown = (pin for pin in read_pins(path) if pin.revid and pin.title not in gone)
    pins = heapq.nsmallest(number, shown, lambda pin: rank(pin, seed))
    counts: Counter[str] = Counter()
    others = []
    with (
        open_verifier(manifest, header, config) as verifier,
        RevisionCache(layout.CACHE / header.origin.folder) as cache,
    ):
        with bar("Comparing", len(pins), "page") as progress:
            for pin in sorted(pins, key=lambda pin: pin.title):
                revision = cache.get(pin.revid)
                if revision is None:
                    raise WikimillError(
                        f"{cache.path}: revision {pin.revid} of {pin.title!r} is not there; run `snakemake "
                        f"processed/{manifest}` first"
                    )
                compared = verifier.compare(pin, clean(revision.text)[0])
                counts[compared.outcome] += 1
                others += [replace(compared, wiki=None)] if compared.outcome != EQUAL else []
                progress.update()
        verification = summarize(manifest, counts, verifier.asked_at)
    return verification, others


def open_verifier(
    manifest: str, header: Header, config: Config, connect: Callable[[], Connection] | None = None
) -> Verifier:
    """What compares a manifest's pages; for `connect` see there.

    Raises:
        WikimillError: there is nothing to compare, with the reason.
    """
    origin = header.origin
    if not isinstance(origin, WikiOrigin):
        raise WikimillError(f"{layout.lock(manifest)}: its texts are of no wiki, and have no templates to verify")
    return Verifier(origin, manifest_wiki(manifest, header), config, connect)


def summarize(
    manifest: str, counts: Counter[str], asked_at: datetime | None, pinned: int | None = None
) -> Verification:
    """The numbers, which are kept beside the lock, unless it has those of more pages."""
    verification = Verification(
        digest_if_exists(layout.templates_lock(manifest)),
        f"wikimill {__version__}",
        (asked_at or datetime.now(UTC)).strftime("%Y-%m-%d"),
        counts[EQUAL],
        counts[DIFFERENT],
        counts[OUTDATED],
        counts[SKIPPED],
        pinned,
    )
    known = read_verification(manifest)
    if verification.compared and (known is None or not known.surpasses(verification)):
        write_verification(layout.verification(manifest), verification)
    return verification


def _is_same(one: TemplatePin, other: TemplatePin) -> bool:
    """Whether two pins of a page are of the same text."""
    return one.sha1 == other.sha1 if one.sha1 and other.sha1 else one.revid == other.revid


def rank(pin: Pin, seed: int) -> str:
    """Pages in the order of this are in no order of their own."""
    return hashlib.sha256(f"{seed} {pin.title}".encode()).hexdigest()
