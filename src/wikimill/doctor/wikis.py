"""Whether a wiki answers: one question, asked as politely as the pipeline asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wikimill import layout
from wikimill.doctor.finding import Findings, fault, ok
from wikimill.errors import WikimillError

if TYPE_CHECKING:
    from wikimill.config.model import Config
    from wikimill.manifest.origin import WikiOrigin

PATIENCE = 10.0  # seconds that a wiki may take to answer, and to keep others waiting


def answers(origin: WikiOrigin, config: Config) -> Findings:
    """One wiki; logged in, where there are credentials for it."""
    from wikimill.sources.mediawiki.api import ApiSource

    asked = {"retries": 0, "retry_budget": PATIENCE, "timeout": min(PATIENCE, config.mediawiki.timeout)}
    try:
        source = ApiSource(origin.wiki, config.contact, config.mediawiki.model_copy(update=asked), layout.CACHE)
        try:
            site = source.site()
        finally:
            source.close()
    except WikimillError as error:
        yield fault("wiki", error)
    else:
        yield ok("wiki", f"{origin.wiki.url} answers; its language is {site.language}")
