"""Through a proxy that damages what passes: the same bytes as undisturbed, whatever goes wrong on the way."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clone import Clone
from tests.mediawiki.proxy import FAULTS, Proxy
from tests.mediawiki.wiki import RealWiki
from wikimill.config.model import MediaWiki
from wikimill.fetch.cache import RevisionCache
from wikimill.fetch.fetch import fetch_pins
from wikimill.manifest.expand import list_wiki
from wikimill.manifest.lock import read_lock, write_lock
from wikimill.manifest.models import WikiManifest
from wikimill.sources import transport
from wikimill.sources.mediawiki import connection
from wikimill.sources.mediawiki.api import ApiSource
from wikimill.wiki import Wiki

RUNS = 200
RATE = 0.3  # of the answers are damaged
NO_WAITING = MediaWiki(requests_per_minute=6000, timeout=0.2, retries=20, backoff_max=0.01)


def run(proxy: Proxy, folder: Path) -> dict[str, bytes | None]:
    """Expand and fetch through the proxy: the derived manifest, and the text of every revision it pins."""
    folder.mkdir()
    wiki = Wiki.parse(proxy.api)
    original = WikiManifest(
        wiki=proxy.api, categories=["Ships", "Weather"], depth=1, pages=["The Corncrake", "Never was"]
    )
    lock = folder / "lock.tsv"
    with contextlib.closing(ApiSource(wiki, None, NO_WAITING, folder)) as source:
        write_lock(lock, "0", original.origin(""), "", source.site(), list_wiki(original, source, "test", {}))
        pins = list(read_lock(lock)[1])
        with RevisionCache(folder) as cache:
            gone = fetch_pins(pins, len(pins), cache, lambda: source)
            found = {str(pin.revid): cache.get(pin.revid) for pin in pins if pin.revid}
    assert [pin.title for pin in gone] == ["Never was"]
    texts = {revid: revision.text.encode() if revision else None for revid, revision in found.items()}
    return {"lock": lock.read_bytes(), **texts}


@pytest.fixture
def small_batches_at_once(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(transport, "GIVE_WAY", 0.0)
    monkeypatch.setattr(connection, "LIMIT", 8)  # so that few pages make many batches
    yield


@pytest.mark.usefixtures("small_batches_at_once")
def test_two_hundred_disturbed_runs_give_the_undisturbed_result(wiki: RealWiki, tmp_path: Path) -> None:
    known: dict[tuple[str, bytes], tuple[str, bytes]] = {}  # the wiki answers each request once
    with Proxy(wiki.url, known=known) as calm:
        whole = run(calm, tmp_path / "calm")
    assert len(whole) > 15
    assert None not in whole.values()
    seen: Counter[str] = Counter()
    for seed in range(RUNS):
        with Proxy(wiki.url, seed, RATE, known=known, port=calm.port) as proxy:
            assert run(proxy, tmp_path / str(seed)) == whole, f"seed {seed}"
        seen.update(request.fault for request in proxy.requests)
    assert all(seen[fault] > RUNS / 10 for fault in FAULTS), seen


def test_a_whole_build_over_a_faulty_connection_ends_with_the_same_bytes(wiki: RealWiki, clone: Clone) -> None:
    def build(proxy: Proxy) -> dict[str, bytes]:
        manifest = clone.read("manifests/originals/real.yaml").splitlines()
        clone.write("manifests/originals/line.yaml", "\n".join([f"wiki: {proxy.api}", *manifest[1:], ""]))
        settings = [f"mediawiki={NO_WAITING.model_dump_json()}"]
        clone.snakemake("processed/line", "--config", *settings)
        return clone.files("processed") | clone.files("raw") | clone.files("manifests/derived")

    with Proxy(wiki.url) as calm:
        whole = build(calm)
    clone.remove("processed", "raw", "cache", "manifests/derived")
    with Proxy(wiki.url, seed=1, rate=RATE, port=calm.port) as proxy:
        assert build(proxy) == whole
    assert any(request.fault for request in proxy.requests)
