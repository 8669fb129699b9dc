"""A real MediaWiki behind a proxy that damages what passes: the bytes of a calm run, whatever goes wrong on the way."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.mediawiki.proxy import Proxy
from tests.mediawiki.test_faults import RATE, run
from tests.mediawiki.wiki import RealWiki
from tests.soak.record import DIFFERENCE, TRACEBACK, Soak
from wikimill.errors import WikimillError
from wikimill.sources import transport
from wikimill.sources.mediawiki import connection

COUNTS = {"short": 10, "full": 200}  # answers that were damaged


def test_listing_and_fetching_give_the_same_bytes(soak: Soak, wiki: RealWiki, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "GIVE_WAY", 0.0)
    monkeypatch.setattr(connection, "LIMIT", 8)  # so that few pages make many batches
    known: dict[tuple[str, bytes], tuple[str, bytes]] = {}  # the wiki answers each request once
    with Proxy(wiki.url, known=known) as calm:
        whole = run(calm, soak.folder / "calm")
    seen: Counter[str] = Counter()
    number = 0
    while soak.done < soak.count:
        seed = soak.random(number).getrandbits(32)
        with Proxy(wiki.url, seed, RATE, known=known, port=calm.port) as proxy:
            try:
                if run(proxy, soak.folder / str(number)) != whole:
                    soak.found(DIFFERENCE, number, f"the proxy's seed is {seed}")
            except WikimillError as error:
                soak.found(DIFFERENCE, number, f"the proxy's seed is {seed}: {error}")
            except Exception as error:
                soak.found(TRACEBACK, number, f"the proxy's seed is {seed}: {error!r}")
        seen.update(request.fault for request in proxy.requests if request.fault)
        soak.done = seen.total()
        number += 1
    soak.outcomes.update(seen)
    soak.finish()
