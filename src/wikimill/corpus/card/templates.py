"""The templates of a corpus's manifests: what is pinned, where texts came from, and how often the wiki agrees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from wikimill import layout
from wikimill.convert.template_totals import TemplateTotals, read_totals
from wikimill.corpus.card.funnel import Source
from wikimill.files import sha256
from wikimill.manifest.expansion_lock import read_expansion_lock
from wikimill.manifest.site_file import read_site_file
from wikimill.manifest.templates_lock import read_templates_lock
from wikimill.manifest.verification import Verification, read_verification
from wikimill.site.namespaces import MODULE, TEMPLATE


@dataclass(frozen=True)
class Templates:
    """A manifest's templates.

    `pinned` are how many `templates`, `modules` and `other` pages the lock pins, how many titles are `missing` on the
    wiki, and how many `answers` of its parser are pinned; `lock` and `site` are the sha256 of that lock and of the site
    file; `now` is what clocks show.
    """

    manifest: str
    pinned: dict[str, int]
    now: str
    lock: str
    site: str
    totals: TemplateTotals
    verification: Verification | None

    @property
    def facts(self) -> dict[str, object]:
        """All of it, as `statistics.json` has it."""
        return {
            "manifest": self.manifest,
            **self.pinned,
            "now": self.now,
            "sha256": {"lock": self.lock, "site": self.site},
            "origins": self.totals.origins,
            "most_used": [dict(zip(MOST_USED, row, strict=True)) for row in self.totals.most_used],
            "verification": self.verification and self.verification.facts,
        }


MOST_USED = ("title", "revid", "pages")
KINDS = ("templates", "modules", "other", "missing", "answers")
NAMES = {TEMPLATE: "templates", MODULE: "modules"}


def read_templates(sources: Iterable[Source]) -> list[Templates]:
    """The templates of those manifests that pin some. Memory does not grow with them.

    Raises:
        WikimillError: a damaged file.
    """
    return [_read(source.manifest) for source in sources if layout.templates_lock(source.manifest).exists()]


def _read(manifest: str) -> Templates:
    lock, site_file = layout.templates_lock(manifest), layout.site_file(manifest)
    site = read_site_file(site_file)
    pinned = Counter(dict.fromkeys(KINDS, 0))
    for row in read_templates_lock(lock):
        namespace = site.site.namespace(row.title.partition(":")[0]) or 0
        pinned[NAMES.get(namespace, "other") if row.revid else "missing"] += 1
    pages = 0
    for each in read_expansion_lock(layout.expansion_lock(manifest)):
        pages += each.is_page
        pinned["answers"] += not each.is_page
    verification = read_verification(manifest)
    if verification:
        verification = replace(verification, pinned=pages or None)  # `convert.verify` may be off by now
    return Templates(
        manifest, dict(pinned), site.now, sha256(lock), sha256(site_file), read_totals(manifest), verification
    )
