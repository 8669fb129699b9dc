"""Whether a wiki answers: one request, as polite as those of the pipeline."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from wikimill import layout
from wikimill.doctor.finding import Findings, error_problem, ok
from wikimill.errors import WikimillError

if TYPE_CHECKING:
    from wikimill.config.model import Config
    from wikimill.manifest.origin import WikiOrigin

TIMEOUT = 10.0  # seconds until the wiki has answered, retries and waits included


def wiki(origin: WikiOrigin, config: Config) -> Findings:
    """The wiki answers; if there are credentials for it, the login works."""
    from wikimill.sources.mediawiki.api import ApiSource

    limits = {"retries": 0, "retry_budget": TIMEOUT, "timeout": min(TIMEOUT, config.mediawiki.timeout)}
    try:
        options = config.mediawiki.model_copy(update=limits)
        wiki = origin.find_api(config.model_copy(update={"mediawiki": options}))
        with contextlib.closing(ApiSource(wiki, config.contact, options, layout.CACHE)) as source:
            site = source.site()
    except WikimillError as error:
        yield error_problem("wiki", error)
    else:
        yield ok("wiki", f"{wiki.url} answers; its language is {site.language}")
