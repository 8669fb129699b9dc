"""The templates of a real MediaWiki, pinned: how they are asked for, and that nothing but a refresh moves them."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote_plus, urlsplit

import pytest

from demo.build import export
from tests.clone import Clone, jobs
from tests.mediawiki.proxy import Proxy, Request
from tests.mediawiki.wiki import RealWiki
from wikimill.manifest.lock import read_pins
from wikimill.manifest.templates_lock import TemplatePin, read_templates_lock

FAST = ("--config", "mediawiki={requests_per_minute: 6000}")
LOCKS = [f"manifests/derived/tl.{suffix}" for suffix in ("tsv", "templates.tsv", "site.json")]
TEMPLATES = {
    "Template:Tl price": "{{Tl number|{{{1}}}}} crowns{{#ifexist:Talk:Tl one| (discussed)}}",
    "Template:Tl number": "#REDIRECT [[Template:Tl digits]]",
    "Template:Tl digits": "{{#invoke:Tl numbers|grouped|{{{1}}}}}<noinclude>{{Documentation}}</noinclude>",
    "Template:Tl day": "on {{int:{{{1}}}}}",
    "Template:Tl year": "in {{CURRENTYEAR}}",
    "Template:Tl other": "other",
    "Module:Tl numbers": "local step = require('Module:Tl steps')\nlocal data = mw.loadData('Module:Tl ' .. 'data')\n"
    "return { grouped = function(frame) return step.group(frame.args[1], data.separator) end }",
    "Module:Tl steps": "local function group(text, by) return (text:gsub('(%d)(%d%d%d)$', '%1' .. by .. '%2')) end\n"
    "return { group = group }",
    "Module:Tl data": "return { separator = '·' }",
}
PAGES = {
    "Tl one": "A boat costs {{Tl price|1500}}, {{Tl gone|x}}bought {{tl day|monday}}.",
    "Tl two": "A net costs {{Tl price|20}} {{Tl year}}.",
    "Tl three": "Nothing is bought here. {{Tl other}}",
    **{f"Tl plain {number}": f"Page {number}. {{{{Tl other}}}}" for number in range(60)},
}
ONE = "A boat costs 1·500 crowns, bought on Monday.\n"


@pytest.fixture(scope="module")
def bought(wiki: RealWiki) -> RealWiki:
    """The wiki with these templates, modules and pages."""
    wiki.import_xml(export({**TEMPLATES, **PAGES}))
    return wiki


@pytest.fixture(scope="module")
def proxy(bought: RealWiki) -> Iterator[Proxy]:
    with Proxy(bought.url) as proxy:
        yield proxy


@pytest.fixture(scope="module")
def first(proxy: Proxy, tmp_path_factory: pytest.TempPathFactory) -> Clone:
    """A clone with a manifest of the pages, built."""
    clone = Clone.make(tmp_path_factory.mktemp("first") / "wikimill")
    clone.write("manifests/originals/tl.yaml", f"wiki: {proxy.api}\npages: {json.dumps(list(PAGES))}\n")
    clone.snakemake("processed/tl", *FAST)
    return clone


@pytest.fixture
def built(first: Clone, tmp_path: Path) -> Clone:
    return first.copy(tmp_path / "built")


def asked(requests: list[Request]) -> list[dict[str, str]]:
    """The parameters of requests, of those that are sent as forms too."""
    found = []
    for request in requests:
        query = urlsplit(request.line.split()[1]).query
        found.append({key: values[0] for key, values in parse_qs(f"{query}&{request.body}").items()})
    return found


def pinned_texts(clone: Clone) -> dict[str, str]:
    """The sha1 of what is pinned, by title: texts that were restored have another revision."""
    return {title: row.sha1 for title, row in rows(clone).items()}


def rows(clone: Clone) -> dict[str, TemplatePin]:
    return {row.title: row for row in read_templates_lock(clone.folder / LOCKS[1])}


def page(clone: Clone, proxy: Proxy, name: str) -> str:
    return clone.read(f"processed/mediawiki/127.0.0.1%3A{proxy.port}/{name}.md")


def texts(proxy: Proxy) -> str:
    return f"cache/mediawiki/{quote(f'127.0.0.1:{proxy.port}')}/revisions.sqlite"


def edit(wiki: RealWiki, title: str, text: str) -> None:
    """Save a template so that the server, which remembers templates, sees it."""
    wiki.edit(title, text)
    wiki.stop()
    wiki.start()


def test_what_pages_use_is_found_in_few_requests(first: Clone, proxy: Proxy) -> None:
    found = rows(first)
    assert set(found) == {*TEMPLATES, "Template:Tl gone", "Talk:Tl one"}
    assert found["Template:Tl gone"] == TemplatePin("Template:Tl gone", 0, "")
    assert found["Talk:Tl one"] == TemplatePin("Talk:Tl one", 0, "")
    assert all(row.revid and row.sha1 for title, row in found.items() if title in TEMPLATES)
    assert page(first, proxy, "Tl_one") == ONE
    assert page(first, proxy, "Tl_three") == "Nothing is bought here. other\n"
    requests = asked(proxy.requests)
    closure = [each for each in requests if ("titles" in each and "redirects" not in each) or "ammessages" in each]
    # One for each step from a page to the module whose name is put together, and two for messages.
    assert len(closure) <= 8
    assert "Template:Documentation" not in "|".join(each.get("titles", "") for each in closure)
    site = json.loads(first.read(LOCKS[2]))
    assert site["messages"]["monday"] == "Monday"
    assert site["now"] == "2026-11-20T12:00:00Z"
    assert page(first, proxy, "Tl_two") == "A net costs 20 crowns in 2026.\n"
    log = first.read("cache/log/pin_templates/tl.log")
    assert f"{LOCKS[1]}: {len(found)} templates, modules and other pages pinned" in log


def test_nothing_is_asked_again(built: Clone, proxy: Proxy) -> None:
    before = len(proxy.requests)
    assert "Nothing to be done" in built.snakemake("processed/tl", *FAST)
    built.remove("processed", "raw", "cache/convert", "cache/templates")
    built.snakemake("processed/tl", *FAST)
    assert len(proxy.requests) == before
    assert page(built, proxy, "Tl_one") == ONE


def test_a_year_later_another_machine_makes_the_same_bytes(
    bought: RealWiki, first: Clone, proxy: Proxy, tmp_path: Path
) -> None:
    edit(bought, "Template:Tl digits", "edited")
    edit(bought, "Module:Tl data", "return { separator = 'edited' }")
    bought.edit("Template:Tl gone", "no longer gone")
    try:
        other = Clone.make(tmp_path / "other")
        for name in ("manifests/originals/tl.yaml", *LOCKS):
            (other.folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(first.folder / name, other.folder / name)
        before = len(proxy.requests)
        other.run("snakemake", "-j8", "processed/tl", *FAST, env={"LC_ALL": "tr_TR.UTF-8", "TZ": "Asia/Tokyo"})
        assert other.files("processed") == first.files("processed")
        assert [other.read(name) for name in LOCKS] == [first.read(name) for name in LOCKS]
        assert all("revids" in each for each in asked(proxy.requests[before:]))
    finally:
        edit(bought, "Template:Tl digits", TEMPLATES["Template:Tl digits"])
        edit(bought, "Module:Tl data", TEMPLATES["Module:Tl data"])
        bought.delete("Template:Tl gone")


def test_a_lock_of_pages_alone_gets_its_templates(built: Clone, proxy: Proxy) -> None:
    lock, old, pages = built.read(LOCKS[0]), pinned_texts(built), built.files("processed/mediawiki")
    built.remove(*LOCKS[1:], "cache/templates", "processed")
    built.snakemake("processed/tl", *FAST)
    assert built.read(LOCKS[0]) == lock
    assert pinned_texts(built) == old
    assert built.files("processed/mediawiki") == pages


def test_a_refresh_says_what_changed_and_only_those_pages_are_made_again(
    bought: RealWiki, built: Clone, proxy: Proxy
) -> None:
    old = rows(built)
    edit(bought, "Module:Tl data", "return { separator = require('Module:Tl point') }")
    bought.edit("Module:Tl point", "return '.'")
    bought.edit("Tl three", "Something. {{Tl day|friday}}")
    try:
        built.snakemake("processed/tl", *FAST)
        assert rows(built) == old
        output = built.snakemake("refresh", *FAST)
        assert f"{LOCKS[1]}: 1 templates changed; pages that this touches: 2" in output
        changes = built.read("cache/refresh/tl.templates.tsv").splitlines()
        assert [line.split("\t")[::3] for line in changes] == [["title", "pages"], ["Module:Tl data", "2"]]
        before = len(proxy.requests)
        built.snakemake("processed/tl", *FAST)
        sent = asked(proxy.requests[before:])
        assert [each["titles"] for each in sent if "titles" in each] == ["Module:Tl point"]
        assert page(built, proxy, "Tl_one") == ONE.replace("·", ".")
        assert page(built, proxy, "Tl_three") == "Something. on Friday\n"
        log = "".join(path.read_text() for path in (built.folder / "cache/log/convert/tl").glob("*.log"))
        assert "63 pages, 3 converted now" in log
        assert set(rows(built)) == {*old, "Module:Tl point"}
        assert "Nothing to be done" in built.snakemake("processed/tl", *FAST)
        facts = json.loads(built.run("wikimill", "refresh", "--json", "tl").splitlines()[-1])
        assert facts["tl"]["templates"] == facts["tl"]["touched"] == 0
    finally:
        edit(bought, "Module:Tl data", TEMPLATES["Module:Tl data"])
        edit(bought, "Tl three", PAGES["Tl three"])
        bought.delete("Module:Tl point")


def test_shards_that_use_nothing_that_changed_do_not_run(bought: RealWiki, built: Clone) -> None:
    shards = ("--config", "convert={shard_pages: 4}", "mediawiki={requests_per_minute: 6000}")
    built.snakemake("processed/tl", *shards)
    edit(bought, "Template:Tl year", "in the year {{CURRENTYEAR}}")
    try:
        built.snakemake("refresh", *shards)
        output = built.snakemake("processed/tl", *shards)
        assert jobs(output) >= {"pin_templates", "convert", "pages"}
        # Of 16 shards that of a page which shows the year, and perhaps that of the page that an earlier test edited.
        assert len(re.findall("output: cache/convert/tl/", output)) <= 2, output
    finally:
        edit(bought, "Template:Tl year", TEMPLATES["Template:Tl year"])


def test_a_dump_of_the_wiki_is_asked_instead(bought: RealWiki, first: Clone, proxy: Proxy, tmp_path: Path) -> None:
    other = Clone.make(tmp_path / "dump")
    bought.export(other.folder / "wiki.xml")
    original = first.read("manifests/originals/tl.yaml").replace("\n", "\ndump: wiki.xml\n", 1)
    other.write("manifests/originals/tl.yaml", original)
    before = len(proxy.requests)
    other.snakemake("processed/tl", *FAST)
    assert len(proxy.requests) == before
    found = rows(other)
    assert pinned_texts(other) == pinned_texts(first)
    assert page(other, proxy, "Tl_one") == ONE
    # A dump that no longer has what is pinned.
    text = other.read("wiki.xml").replace(">other<", ">changed<")
    number = found["Template:Tl other"].revid
    other.write("wiki.xml", text.replace(f"<id>{number}</id>", "<id>999999</id>"))
    other.remove("cache", "processed", "raw")
    message = other.error("snakemake", "-j1", "processed/tl", *FAST)
    assert f"{LOCKS[1]}: wiki.xml has other revisions of 1 templates, such as 'Template:Tl other'; restore" in message


def test_one_page_by_name_finds_its_templates_and_writes_no_lock(proxy: Proxy, first: Clone, tmp_path: Path) -> None:
    other = Clone.make(tmp_path / "named")
    other.write("manifests/originals/tl.yaml", first.read("manifests/originals/tl.yaml"))
    name = f"processed/mediawiki/127.0.0.1%3A{proxy.port}/Tl_one.md"
    other.snakemake(name, *FAST)
    assert page(other, proxy, "Tl_one") == ONE
    assert not (other.folder / "manifests/derived").exists()
    for lock in LOCKS:
        other.write(lock, first.read(lock))
    other.remove("cache", "processed", "raw")
    before = len(proxy.requests)
    other.snakemake(name, *FAST)
    assert page(other, proxy, "Tl_one") == ONE
    assert [each for each in asked(proxy.requests[before:]) if "revids" not in each] == []


def test_a_faulty_connection_changes_nothing(bought: RealWiki, first: Clone, tmp_path: Path) -> None:
    faults = ("reset", "stall", "truncate", "cut", "status", "busy", "other")
    with Proxy(bought.url, seed=4, rate=0.4, faults=faults) as bad:
        other = Clone.make(tmp_path / "bad")
        other.write("manifests/originals/tl.yaml", f"wiki: {bad.api}\npages: {json.dumps(list(PAGES))}\n")
        haste = "mediawiki={requests_per_minute: 6000, timeout: 0.4, retries: 20, backoff_max: 0.05}"
        other.snakemake("processed/tl", "--config", haste)
        assert any(request.fault for request in bad.requests if "titles" in unquote_plus(request.line))
    assert pinned_texts(other) == pinned_texts(first)


def test_locks_that_do_not_fit_together_are_refused(built: Clone, proxy: Proxy) -> None:
    text = built.read(LOCKS[2])
    built.write(LOCKS[2], text.replace('"Monday"', '"Moonday"'))
    message = built.error("snakemake", "-j1", "processed/tl", *FAST)
    assert message.startswith(f"{LOCKS[2]} is not the file that {LOCKS[1]} was made with; restore both")
    built.write(LOCKS[2], text)
    lines = built.read(LOCKS[1]).splitlines(keepends=True)
    built.write(LOCKS[1], "".join([*lines[:-2], lines[-1], lines[-2]]))
    message = built.error("snakemake", "-j1", "processed/tl", *FAST)
    assert (
        "is not in its place; restore it from version control, or delete it to pin the wiki's templates anew" in message
    )
    assert len(list(read_pins(built.folder / LOCKS[0]))) == len(PAGES)
