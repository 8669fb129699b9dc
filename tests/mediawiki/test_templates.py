"""`convert.templates: server` with the parser of a real MediaWiki."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, quote

import mwclient
import pytest

from demo.build import export
from tests.clone import Clone
from tests.mediawiki.proxy import Proxy, Request
from tests.mediawiki.wiki import RealWiki
from wikimill import __version__

SERVER = ("--config", "convert={templates: server}", "mediawiki={requests_per_minute: 6000}")
LOCK = "manifests/derived/tm.templates.jsonl"
TEMPLATES = {
    "Tm grade": "{{#switch:{{{1}}}|a=first|b=second|other}} grade{{#if:{{{note|}}}|, {{{note}}}}}",
    "Tm both": "{{Tm grade|a}} and {{Tm grade|{{{1}}}}}",
    "Tm here": "here in {{PAGENAME}}",
    "Tm sorted": "plain[[Category:Tm|{{PAGENAME}}]]",
    "Tm boxed": "{| class=wikitable\n| cell\n|}\nwords<ref>note</ref>[[Category:Tm boxed]]",
    "Tm wrong": "{{#expr:1/0}}",
    "Tm aside": '<div class="navbox"><div>links</div></div><span style="display:none">key</span>',
    "Tm half": "{{Tm grade|b}} and {{Tm none}}",
}
PAGES = {
    "Tm one": "One: {{Tm grade|a|note=well {{lc:MADE}}}}; {{Tm both|b}}; {{Tm here}}; {{Tm sorted}}.\n\n"
    "{{Tm boxed}}\n\nNext {{Tm wrong}}{{Tm none|x}}{{Tm aside}} end, {{Tm half}}.\n\n"
    "{{convert|2|km|mi}} <ref>{{Tm grade|no}}</ref><!-- {{Tm grade|no}} --><nowiki>{{Tm grade|no}}</nowiki>\n\n"
    "== References ==\n{{Tm grade|a}}",
    "Tm two": "Two: {{Tm here}}; " + "; ".join(f"{{{{Tm grade|a|note={number}}}}}" for number in range(230)) + ".",
    "Tm/three": "Three: {{Tm|{{PAGENAME}}}}{{Tm grade|b}}.",
}
ONE = (
    "One: first grade, well made; first grade and second grade; here in Tm one; plain.\n\nwords\n\n"
    "Next\n\nend, second grade and.\n\n2 kilometres (1.2 mi) {{Tm grade|no}}\n"
)


@pytest.fixture(scope="module")
def wiki_with_templates(wiki: RealWiki) -> RealWiki:
    """The wiki with these templates and pages."""
    wiki.import_xml(export({**{f"Template:{title}": text for title, text in TEMPLATES.items()}, **PAGES}))
    return wiki


@pytest.fixture(scope="module")
def proxy(wiki_with_templates: RealWiki) -> Iterator[Proxy]:
    with Proxy(wiki_with_templates.url) as proxy:
        yield proxy


@pytest.fixture
def project(proxy: Proxy, tmp_path: Path) -> Clone:
    """A clone with a manifest `tm` of the pages, as seen through the proxy."""
    return with_manifest(tmp_path / "wikimill", proxy)


def with_manifest(folder: Path, proxy: Proxy) -> Clone:
    clone = Clone.make(folder)
    clone.write("manifests/originals/tm.yaml", f"wiki: {proxy.api}\npages: {json.dumps(list(PAGES))}\n")
    return clone


@dataclass(frozen=True)
class First:
    """Such a clone with `processed/tm`, and the POST requests that it took."""

    clone: Clone
    sent: list[Request]


@pytest.fixture(scope="module")
def first(proxy: Proxy, tmp_path_factory: pytest.TempPathFactory) -> First:
    clone = with_manifest(tmp_path_factory.mktemp("first"), proxy)
    before = len(posts(proxy))
    clone.snakemake("processed/tm", *SERVER)
    return First(clone, posts(proxy)[before:])


@pytest.fixture
def built(first: First, tmp_path: Path) -> Clone:
    """A copy of the first."""
    return first.clone.copy(tmp_path / "built")


def edit_template(wiki: RealWiki, name: str, text: str) -> None:
    """Save a template so that the server, which remembers templates, sees it."""
    wiki.edit(f"Template:{name}", text)
    wiki.stop()
    wiki.start()


def posts(proxy: Proxy) -> list[Request]:
    return [request for request in proxy.requests if request.line.startswith("POST")]


def page(clone: Clone, proxy: Proxy, name: str) -> str:
    return clone.read(f"processed/mediawiki/127.0.0.1%3A{proxy.port}/{name}.md")


def lock_rows(clone: Clone) -> list[tuple[str, str, str | None]]:
    rows = [json.loads(line) for line in clone.read(LOCK).splitlines()]
    return [(row["invocation"], row.get("title", ""), row["wikitext"]) for row in rows]


def test_the_wiki_expands_every_template(first: First, built: Clone, proxy: Proxy) -> None:
    assert page(built, proxy, "Tm_one") == ONE
    two = page(built, proxy, "Tm_two")
    assert two.startswith("Two: here in Tm two; first grade, 0; first grade, 1; ")
    assert "first grade, 229." in two
    # 242 templates a hundred at a time, the one that is an error alone, and those that show their page.
    sent = first.sent
    assert len(sent) <= 3 + 2 + 2
    form = [{key: values[0] for key, values in parse_qs(request.body).items()} for request in sent]
    assert max(each["text"].count("{{Tm grade|a|note=") for each in form) > 80
    assert all(each["maxlag"] == "5" and each["action"] == "expandtemplates" for each in form)
    agent = f"wikimill/{__version__} (on this machine) mwclient/{mwclient.__version__}"
    assert {request.headers["user-agent"] for request in sent} == {agent}
    assert proxy.most_connections == 1
    rows = lock_rows(built)
    assert rows == sorted(rows)
    assert ("{{Tm here}}", "Tm one", "here in Tm one") in rows
    assert ("{{Tm sorted}}", "", "plain") in rows
    assert not any("no}}" in invocation for invocation, _, _ in rows)
    losses = built.read("processed/tm/losses.tsv")
    assert "Tm one\tmissing\tTemplate:Tm none\t\t2\n" in losses
    assert "Tm one\tremoved\t.error\tTm wrong\t1\n" in losses
    assert "Tm one\tremoved\t.navbox\tTm aside\t1\n" in losses
    before = len(proxy.requests)
    assert "Nothing to be done" in built.snakemake("processed/tm", *SERVER)
    built.remove("processed", "raw")
    built.snakemake("processed/tm", *SERVER)
    assert len(proxy.requests) == before
    assert page(built, proxy, "Tm_one") == ONE


def test_another_clone_makes_the_same_bytes_of_the_lock_without_the_wiki(
    built: Clone, proxy: Proxy, tmp_path: Path
) -> None:
    other = Clone.make(tmp_path / "other")
    texts = f"cache/mediawiki/{quote(f'127.0.0.1:{proxy.port}')}/revisions.sqlite"
    for name in ("manifests/originals/tm.yaml", "manifests/derived/tm.tsv", LOCK, texts):
        (other.folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(built.folder / name, other.folder / name)
    before = len(proxy.requests)
    other.snakemake("processed/tm", *SERVER)
    assert len(proxy.requests) == before
    assert other.files("processed") == built.files("processed")
    assert other.read(LOCK) == built.read(LOCK)
    # Without lock and cache the wiki is asked; what was lost comes back.
    other.remove(LOCK, "cache/templates", texts.replace("revisions", "templates"))
    other.snakemake("processed/tm", *SERVER)
    assert posts(proxy)[-1] is proxy.requests[-1]
    assert other.read(LOCK) == built.read(LOCK)


def test_a_refresh_renews_the_lock_and_a_build_does_not(
    wiki_with_templates: RealWiki, built: Clone, proxy: Proxy
) -> None:
    old = built.read(LOCK)
    edit_template(wiki_with_templates, "Tm both", "changed {{{1}}}")
    wiki_with_templates.edit("Tm/three", "Three: {{Tm grade|new}}.")
    try:
        built.snakemake("processed/tm", *SERVER)
        assert built.read(LOCK) == old
        output = built.snakemake("refresh", *SERVER)
        assert f"{LOCK}: 1 expansions changed" in output
        assert ("{{Tm both|b}}", "", "changed b") in lock_rows(built)
        asked = len(posts(proxy))
        built.snakemake("processed/tm", *SERVER)
        assert len(posts(proxy)) == asked + 1
        assert "changed b" in page(built, proxy, "Tm_one")
        names = {invocation for invocation, _, _ in lock_rows(built)}
        assert "{{Tm grade|new}}" in names  # which the page needs now
        assert "{{Tm grade|b}}" not in names  # which no page needs any longer
    finally:
        edit_template(wiki_with_templates, "Tm both", TEMPLATES["Tm both"])
        wiki_with_templates.edit("Tm/three", PAGES["Tm/three"])


def test_one_page_by_name_has_the_bytes_of_the_bulk(project: Clone, proxy: Proxy, tmp_path: Path) -> None:
    name = f"processed/mediawiki/127.0.0.1%3A{proxy.port}/Tm_one.md"
    project.snakemake(name, *SERVER)
    assert page(project, proxy, "Tm_one") == ONE
    assert not (project.folder / LOCK).exists()
    asked = len(posts(proxy))
    project.snakemake("processed/tm", *SERVER)
    again = [request for request in posts(proxy)[asked:] if "Tm+both" in request.body or "Tm%20both" in request.body]
    assert not again
    project.remove(name)
    before = len(proxy.requests)
    project.snakemake(name, *SERVER)
    assert page(project, proxy, "Tm_one") == ONE
    assert len(proxy.requests) == before


def test_a_dump_needs_a_lock(wiki_with_templates: RealWiki, project: Clone, proxy: Proxy) -> None:
    project.snakemake("processed/tm", *SERVER)
    whole = project.files("processed")
    wiki_with_templates.export(project.folder / "wiki.xml")
    original = project.read("manifests/originals/tm.yaml").replace("\n", "\ndump: wiki.xml\n", 1)
    project.write("manifests/originals/tm.yaml", original)
    project.remove("manifests/derived/tm.tsv", "cache", "processed", "raw")
    before = len(proxy.requests)
    project.snakemake("processed/tm", *SERVER)
    assert project.files("processed") == whole
    project.remove(LOCK, "cache")
    message = project.error("snakemake", "-j1", "processed/tm", *SERVER)
    assert "convert.templates: `server` asks a wiki's API, and the pages of 127.0.0.1:" in message
    assert "use `wiki`, or take `dump:` out of the manifest" in message
    assert len(proxy.requests) == before


def test_a_faulty_connection_changes_nothing(wiki_with_templates: RealWiki, built: Clone, proxy: Proxy) -> None:
    good = built.read(LOCK)
    built.remove(LOCK, "cache/templates", f"cache/mediawiki/127.0.0.1%3A{proxy.port}/templates.sqlite")
    faults = ("reset", "stall", "truncate", "cut", "status", "busy", "other")
    with Proxy(wiki_with_templates.url, seed=3, rate=0.5, faults=faults) as bad:
        text = built.read("manifests/derived/tm.tsv").replace(proxy.api, bad.api)
        original = built.read("manifests/originals/tm.yaml").replace(proxy.api, bad.api)
        built.write("manifests/originals/bad.yaml", original)
        built.write("manifests/derived/bad.tsv", text)
        built.remove("manifests/originals/tm.yaml", "manifests/derived/tm.tsv")
        haste = "mediawiki={requests_per_minute: 6000, timeout: 0.4, retries: 20, backoff_max: 0.05}"
        digest = hashlib.sha256(original.encode()).hexdigest()
        old = next(line for line in text.splitlines() if line.startswith("# original: "))
        built.write("manifests/derived/bad.tsv", text.replace(old, f"# original: {digest}"))
        built.snakemake("processed/bad", "--config", "convert={templates: server}", haste)
        assert any(request.fault for request in bad.requests if request.line.startswith("POST"))
    assert built.read(LOCK.replace("tm.", "bad.")) == good
