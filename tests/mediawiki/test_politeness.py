"""What the server sees: one connection, one request at a time, paced, and identified."""

from __future__ import annotations

import multiprocessing
import multiprocessing.synchronize
import time
from itertools import pairwise
from pathlib import Path

import mwclient
import pytest
import requests

from tests.clone import Clone
from tests.mediawiki.proxy import Proxy
from tests.mediawiki.wiki import RealWiki
from wikimill import __version__
from wikimill.config.model import MediaWiki
from wikimill.sources import transport
from wikimill.sources.transport import PoliteAdapter

CONTACT = "operator@wiki.example"


def manifests(clone: Clone, proxy: Proxy) -> list[str]:
    """Targets of three manifests of one wiki."""
    for name, category in (("one", "Ships"), ("two", "Weather"), ("three", "Places")):
        clone.write(f"manifests/originals/{name}.yaml", f"wiki: {proxy.api}\ncategories: [{category}]\ndepth: 0\n")
    return ["cache/fetched/one.tsv", "cache/fetched/two.tsv", "cache/fetched/three.tsv"]


def test_all_jobs_share_one_connection_and_one_token_bucket(wiki: RealWiki, clone: Clone) -> None:
    with Proxy(wiki.url) as proxy:
        targets = manifests(clone, proxy)
        rate = "mediawiki={requests_per_minute: 60}"
        clone.snakemake(*targets, "--config", f"contact={CONTACT}", rate, cores=4)
    seen = sorted(proxy.requests, key=lambda request: request.began)
    assert len(seen) >= 12  # three times the API, the site, a listing and a batch of texts, in six processes
    assert proxy.most_connections == 1
    assert all(one.ended <= other.began for one, other in pairwise(seen))
    burst = 15  # a quarter of a minute's tokens; then one a second
    for number, request in enumerate(seen[burst:], start=1):
        assert request.began - seen[0].began >= number - 0.1
    client = f"wikimill/{__version__} ({CONTACT})"
    libraries = (
        f"mwclient/{mwclient.__version__}",
        f"python-requests/{requests.__version__}",
    )  # the latter looks for APIs
    for request in seen:
        assert request.headers["user-agent"] in [f"{client} {library}" for library in libraries]
        assert "gzip" in request.headers["accept-encoding"]
        assert "maxlag=5" in request.line


def test_the_bucket_outlives_its_processes(wiki: RealWiki, clone: Clone) -> None:
    with Proxy(wiki.url) as proxy:
        targets = manifests(clone, proxy)
        rate = "mediawiki={requests_per_minute: 20}"  # a burst of five, then one in three seconds
        clone.snakemake(targets[0], "--config", rate)
        clone.snakemake(targets[1], "--config", rate)
    seen = sorted(request.began for request in proxy.requests)
    assert len(seen) == 10  # of both: whether the API is there, what the wiki is, and three for the pages
    assert seen[5] - seen[0] >= 2.9


def test_what_the_wiki_asks_of_one_process_holds_for_all(wiki: RealWiki, clone: Clone) -> None:
    with Proxy(wiki.url, rate=1.0, faults=("patience",)) as proxy:
        targets = manifests(clone, proxy)
        clone.snakemake(*targets, cores=4)
    seen = sorted(proxy.requests, key=lambda request: request.began)
    first = next(index for index, request in enumerate(seen) if request.fault)
    assert seen[first + 1].began - seen[first].ended >= 1.9


def hold(lock: Path, began: multiprocessing.synchronize.Event, times: multiprocessing.Queue[float]) -> None:
    """Ask all the time, as a process that fetches."""
    adapter = PoliteAdapter(MediaWiki(), lock)
    for _ in range(40):
        with adapter._turn():
            times.put(time.monotonic())
            began.set()
            time.sleep(0.05)


def test_a_busy_process_lets_others_have_their_turn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "LEASE", 0.5)
    context = multiprocessing.get_context("fork")
    began, times = context.Event(), context.Queue()
    other = context.Process(target=hold, args=(tmp_path / "lock", began, times))
    other.start()
    assert began.wait(10)
    adapter = PoliteAdapter(MediaWiki(), tmp_path / "lock")
    start = time.monotonic()
    with adapter._turn():
        entered = time.monotonic()
        time.sleep(0.2)
        left = time.monotonic()
    adapter.close()
    other.join(20)
    asked = [times.get() for _ in range(40)]
    assert 0.2 < entered - start < 1.5  # after the lease, long before the other's end
    assert not [moment for moment in asked if entered <= moment <= left]
    assert asked[-1] > left
