"""Against a real MediaWiki: the same bytes as from the dump, few requests, pins that hold."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.clone import Clone
from tests.mediawiki.conftest import project
from tests.mediawiki.wiki import RealWiki
from wikimill.config.model import MediaWiki
from wikimill.convert.pages import read_pages
from wikimill.fetch.cache import RevisionCache
from wikimill.manifest.lock import read_header, read_lock, read_pins
from wikimill.manifest.origin import WikiOrigin
from wikimill.sources.base import Pin, Unavailable
from wikimill.sources.mediawiki.api import ApiSource
from wikimill.wiki import Wiki

CATEGORIES = 18  # of the embedded wiki's tree, its root included


@dataclass(frozen=True)
class Built:
    """A project with `processed/real`, and the API requests that it took."""

    clone: Clone
    requests: list[dict[str, str]]


@pytest.fixture(scope="module")
def first(wiki: RealWiki, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Built before any test edits the wiki."""
    clone = project(tmp_path_factory.mktemp("first"), wiki)
    return Built(clone, requests_of(wiki, clone, "processed/real"))


@pytest.fixture
def built(first: Built, tmp_path: Path) -> Clone:
    """A copy of the first."""
    return first.clone.copy(tmp_path / "built")


def requests_of(wiki: RealWiki, clone: Clone, *arguments: str) -> list[dict[str, str]]:
    """The API requests that a Snakemake run makes."""
    before = len(wiki.requests())
    clone.snakemake(*arguments)
    return wiki.requests()[before:]


def test_api_and_dump_give_the_same_bytes(wiki: RealWiki, first: Built, built: Clone) -> None:
    clone = built
    clone.snakemake("processed/demo")
    for kind in ("processed", "raw"):
        assert clone.files(f"{kind}/mediawiki/{wiki.folder_name}") == clone.files(f"{kind}/mediawiki/skerrow.example")
    real, demo = (list(read_pages(clone.folder / f"processed/{name}/pages.tsv")) for name in ("real", "demo"))
    assert [(r.title, r.sha256, r.words, r.status, r.dropped) for r in real] == [
        (r.title, r.sha256, r.words, r.status, r.dropped) for r in demo
    ]
    rows = {
        name: [(row.title, row.sha1, row.bytes, row.category) for row in manifest]
        for name in ("real", "demo")
        for manifest in [read_lock(clone.folder / f"manifests/derived/{name}.tsv")[1]]
    }
    assert rows["real"] == rows["demo"]
    assert read_header(clone.folder / "manifests/derived/real.tsv").licence == "CC0-1.0"
    # The API, the site twice, messages, and templates with what they use, some step by step.
    assert len(first.requests) <= len(real) / 50 + CATEGORIES + 10


def test_a_pasted_address_becomes_a_manifest_and_its_lock(wiki: RealWiki, clone: Clone) -> None:
    host = f"127.0.0.1:{wiki.port}"
    before = len(wiki.requests())
    shown = clone.run("wikimill", "new", f"http://{host}/w/index.php/Category:ships")
    assert "manifests/originals/ships.yaml names category Ships and 3 levels below it: " in shown
    pages = int(shown.split(" levels below it: ")[1].split()[0])
    walked = len(wiki.requests()) - before
    assert f"wiki: {host}\n" in clone.read("manifests/originals/ships.yaml")
    before = len(wiki.requests())
    clone.snakemake("manifests/derived/ships.tsv")
    assert len(read_lock(clone.folder / "manifests/derived/ships.tsv")[1]) == pages > 0
    assert len(wiki.requests()) - before == 2 < walked  # the API and the site: what was listed is kept
    assert not list((clone.folder / "cache").rglob("listing/*"))
    for name, address in (("host", host), ("page", f"{host}/w/index.php?title=Main_Page")):
        manifest = f"wiki: {address}\npages: ['http://{host}/w/index.php?title=The_Corncrake']\n"
        clone.write(f"manifests/originals/{name}.yaml", manifest)
        clone.snakemake(f"manifests/derived/{name}.tsv")
        header = read_header(clone.folder / f"manifests/derived/{name}.tsv")
        assert isinstance(header.origin, WikiOrigin)
        assert (header.origin.wiki.url, header.origin.folder) == (wiki.url, f"mediawiki/{wiki.folder_name}")


def test_requests_are_polite_and_batched(first: Built) -> None:
    assert all(request["maxlag"] == "5" for request in first.requests)
    contents = [request for request in first.requests if "revids" in request]
    assert [request["revids"].count("|") + 1 for request in contents] == [50, 20]
    assert "titles" not in contents[0]
    walked = [request["gcmtitle"] for request in first.requests if "gcmtitle" in request]
    assert len(walked) == len(set(walked)) == CATEGORIES


def test_neither_a_second_run_nor_a_refill_asks_anything(wiki: RealWiki, built: Clone) -> None:
    before = built.files("processed") | built.files("raw")
    assert requests_of(wiki, built, "processed/real") == []
    built.remove("raw", "processed")
    assert requests_of(wiki, built, "processed/real") == []
    assert built.files("processed") | built.files("raw") == before


def test_a_page_edited_after_pinning_stays_at_its_pin(wiki: RealWiki, clone: Clone) -> None:
    wiki.edit("Haar", "First.\n\n[[Category:Weather]]")
    clone.write("manifests/originals/one.yaml", f"wiki: {wiki.url}\npages: [Haar]\n")
    clone.snakemake("manifests/derived/one.tsv")
    wiki.edit("Haar", "Second.\n\n[[Category:Weather]]")
    page = f"processed/mediawiki/{wiki.folder_name}/Haar.md"
    clone.snakemake("processed/one")
    assert clone.read(page) == "First.\n"
    clone.remove("raw", "processed", "cache")
    clone.snakemake(page)
    assert clone.read(page) == "First.\n"
    clone.remove("manifests/derived/one.tsv", "cache", "processed", "raw")
    clone.snakemake("processed/one")
    assert clone.read(page) == "Second.\n"


def test_missing_and_deleted_pages_are_listed_not_lost(wiki: RealWiki, clone: Clone) -> None:
    wiki.edit("Doomed", "Soon gone.")
    clone.write(
        "manifests/originals/m.yaml", f"wiki: {wiki.url}\npages: [Doomed, Never was, Corncrake, The Corncrake]\n"
    )
    clone.snakemake("manifests/derived/m.tsv")
    wiki.delete("Doomed")
    clone.snakemake("processed/m")
    rows = {row.title: row.status for row in read_pages(clone.folder / "processed/m/pages.tsv")}
    assert rows == {"Corncrake": "ok", "Doomed": "missing", "Never was": "missing"}
    assert clone.read("cache/fetched/m.tsv").splitlines()[1] == "# missing: 2"


def test_one_page_without_any_manifest(wiki: RealWiki, clone: Clone) -> None:
    clone.remove("manifests/originals/real.yaml")
    target = f"processed/mediawiki/{wiki.folder_name}/Tide%2FTurn.md"
    requests = requests_of(wiki, clone, target)
    assert "Tide/Turn" in clone.read(target)
    assert (
        len(requests) <= 4 + 4
    )  # the address, pin, text and siteinfo; then siteinfo, messages, and templates in two steps
    clone.remove(target, f"raw/mediawiki/{wiki.folder_name}/Tide%2FTurn.wiki")
    assert requests_of(wiki, clone, target) == []
    assert len(clone.files("processed")) == len(clone.files("raw")) == 1


def test_a_single_page_that_is_a_redirect_or_missing_is_named(wiki: RealWiki, clone: Clone) -> None:
    folder = f"processed/mediawiki/{wiki.folder_name}"
    assert "page 'The Corncrake' leads to 'Corncrake'; ask for that one" in clone.error(
        "snakemake", "-j1", f"{folder}/The_Corncrake.md"
    )
    assert "there is no page 'Never was'" in clone.error("snakemake", "-j1", f"{folder}/Never_was.md")
    assert not (clone.folder / "raw").exists() or not clone.files("raw")


def test_a_category_that_does_not_exist_is_named(wiki: RealWiki, clone: Clone) -> None:
    clone.write("manifests/originals/bad.yaml", f"wiki: {wiki.url}\ncategories: [No such thing]\n")
    message = clone.error("snakemake", "-j1", "processed/bad")
    assert "manifests/originals/bad.yaml: category 'No such thing' does not exist on " in message
    assert not (clone.folder / "manifests/derived/bad.tsv").exists()


def test_names_of_namespaces_come_from_the_wiki(wiki: RealWiki, clone: Clone) -> None:
    site = ApiSource(Wiki.parse(wiki.url), None, MediaWiki(), clone.folder / "cache").site()
    assert site.namespace_names(6) == ("File", "Image", "Picture")
    assert site.namespace_names(4) == ("Skerrow Wiki", "Project")


def test_a_revision_that_does_not_exist_comes_back_as_its_pin(wiki: RealWiki, clone: Clone) -> None:
    source = ApiSource(Wiki.parse(wiki.url), None, MediaWiki(), clone.folder / "cache")
    pin = Pin(1, 0, "X", 99999999, "", "", 0)
    assert list(source.revisions([pin])) == [Unavailable.of(pin, "revision deleted")]


def test_killed_ten_times_while_it_fetches_it_asks_only_for_what_is_missing(wiki: RealWiki, built: Clone) -> None:
    whole = built.files("processed")
    pins = list(read_pins(built.folder / "manifests/derived/real.tsv"))
    pinned = {pin.revid for pin in pins}
    target = "cache/fetched/real.tsv"
    seed, kept = random.Random(7), []
    for _ in range(10):
        built.remove("cache")
        kill_while_fetching(wiki, built, target, seed.uniform(0, 0.1))
        with RevisionCache(built.folder / f"cache/mediawiki/{wiki.folder_name}") as cache:
            known = cache.known(pins)
        kept.append(len(known))
        requests = requests_of(wiki, built, target)
        wanted = [int(revid) for request in requests if "revids" in request for revid in request["revids"].split("|")]
        assert sorted(wanted) == sorted(pinned - known)
    assert set(kept) <= {0, 50, len(pinned)}  # whole batches
    assert len(set(kept)) > 1, "every kill came too early or too late to tell anything"
    built.remove("raw", "processed")
    built.snakemake("processed/real")
    assert built.files("processed") == whole


def kill_while_fetching(wiki: RealWiki, clone: Clone, target: str, delay: float) -> None:
    """Start a fetch and kill it and all it started, `delay` seconds after it asked for texts."""
    before, end = len(wiki.requests()), time.monotonic() + 60
    with clone.run_and_kill(target):
        while time.monotonic() < end and not any("revids" in request for request in wiki.requests()[before:]):
            time.sleep(0.005)
        time.sleep(delay)
    time.sleep(0.5)  # the wiki logs a request when it has answered it
